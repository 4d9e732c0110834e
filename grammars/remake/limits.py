"""What the schemas of CloudFormation's types say beside names and types: how long a text may be, how large a number, what must stand
together. Read from the resource schemas in the cfn-lint package, object by object as `cloudformation.Reader` names them.
"""

import re

import cloudformation

# Chosen because longer patterns are those of ARNs of many services, which cost more to compile than they find.
LONGEST_PATTERN = 120
# Chosen because what is longer or has more elements than this is a document or a list that no answer writes out.
LARGEST_SIZE = 512


def rows(package):
    """Rows of objects: name, then a cell for each limit."""
    for kind, schema in cloudformation.resource_schemas(package):
        if not kind.startswith("AWS::"):
            continue
        reader = cloudformation.Reader(schema)
        for name, described in objects(reader, schema).items():
            known = reader.objects.get(name, {})
            cells = [*together(described, known), *(cell for cell in values(reader, described, known))]
            if cells:
                yield (f"{kind}.{name}".rstrip("."), *cells)


def objects(reader, schema):
    """{object: its schema} for those that the schema table has."""
    found = {"": schema}
    for name in reader.objects:
        if name in reader.definitions:
            found[name] = reader.definitions[name]
    return found


def together(schema, known):
    """Which properties must or must not stand together."""
    def settable(names):
        return all(name in known and not known[name].endswith("=") for name in names)

    groups = [("+", schema.get("requiredOr")), ("^", schema.get("requiredXor"))]
    for sign, word in (("+", "anyOf"), ("^", "oneOf")):
        options = [option.get("required") for option in schema.get(word) or [] if isinstance(option, dict) and set(option) <= {"required", "type"}]
        if options and len(options) == len(schema[word]) and all(option and len(option) == 1 for option in options):
            groups.append((sign, [option[0] for option in options]))
    for sign, names in groups:
        if names and settable(names):
            yield sign + ",".join(names)
    for sign, word in ((">", "dependentRequired"), ("!", "dependentExcluded")):
        for name, others in sorted((schema.get(word) or {}).items()):
            if settable([name, *others]):
                yield f"{sign}{name}:{','.join(others)}"


def values(reader, schema, known):
    """What the values of properties may be."""
    for name, inner in sorted(cloudformation.members(schema, reader.resolve).items()):
        if known.get(name, "=").partition("{")[0].endswith("="):
            continue
        inner, _ = reader.resolve(inner)
        kind = cloudformation.kind_of(inner)
        if kind == "array":
            yield from span(name, "*", inner, "minItems", "maxItems", 0)
            items = inner.get("items")
            inner, _ = reader.resolve(items if isinstance(items, dict) else {})
            kind = cloudformation.kind_of(inner)
        if kind == "string" and not inner.get("enum"):
            yield from span(name, "#", inner, "minLength", "maxLength", 0)
            pattern = in_rust(inner.get("pattern", ""))
            if pattern:
                yield f"{name}~{pattern}"
        elif kind in ("integer", "number"):
            yield from span(name, "=", inner, "minimum", "maximum", None)


def span(name, sign, schema, least, most, nothing):
    """A cell of a least and a most value, if one of them says something."""
    low, high = schema.get(least), schema.get(most)
    low = None if low == nothing else low
    if sign != "=" and high is not None and high > LARGEST_SIZE:
        high = None
    if isinstance(low, (int, float)) and (sign != "#" or low > 1) or isinstance(high, (int, float)):
        text = lambda limit: "" if limit is None else f"{limit:g}" if abs(limit) < 1e6 else str(int(limit))
        yield f"{name}{sign}{text(low)}..{text(high)}"


def in_rust(pattern):
    """The pattern as Rust's regular expressions have it; empty where they have no such thing, or where everything matches."""
    if not pattern or len(pattern) > LONGEST_PATTERN or pattern in (".*", "^.*$", ".+", "[\\s\\S]*") or "arn" in pattern:
        return ""
    if re.search(r"\(\?[=!<]|\\[1-9ZAGhQEux]|[\t\n\r]|&&|\\p\{Is|[*+?}]\+", pattern):
        return ""
    out, within, at = [], False, 0
    while at < len(pattern):
        letter = pattern[at]
        if letter == "\\":
            # Of escaped letters only those are taken that both read alike.
            if pattern[at + 1 : at + 2].isalpha() and pattern[at + 1] not in "dDwWsSpPtnrb":
                return ""
            out.append(pattern[at : at + 2])
            at += 2
            continue
        if within and letter == "[":
            if pattern[at + 1 : at + 2] == ":":
                return ""
            letter = "\\["
        elif letter == "[":
            within = True
            out.append(letter)
            at += 1
            if pattern[at : at + 1] == "^":
                out.append("^")
                at += 1
            if pattern[at : at + 1] == "]":
                out.append("\\]")
                at += 1
            continue
        elif within and letter == "]":
            within = False
        elif within and letter in "~-" and pattern[at + 1 : at + 2] == letter:
            return ""
        elif not within and letter == "{" and not re.match(r"\{\d+(,\d*)?\}", pattern[at:]):
            return ""
        out.append(letter)
        at += 1
    return "".join(out)
