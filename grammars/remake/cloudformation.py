"""CloudFormation schemas, read from the resource schemas in the cfn-lint package.

A type is a dict from object name to a dict from property name to code. The object of the type itself is named ``; others have
the name of their definition, or the path to them. A code is, in this order: `l` list, `m` map, each in front of what it holds;
`s` text, `i` whole number, `n` number, `b` truth value, `j` any JSON, `(Name)` an object; `!` required or `=` read only;
`{A|B}` the values that are allowed.
"""

import json

FOLDER = "cfnlint/data/schemas/"
SCALARS = {"string": "s", "integer": "i", "number": "n", "boolean": "b"}
# Chosen because longer lists are those of instance sizes and the like, which change every month.
MOST_VALUES = 60


def read(package):
    """The resource types of all regions, by name."""
    return {kind: Reader(schema).objects for kind, schema in resource_schemas(package)}


def identifiers(package):
    """The properties that identify a resource of each type, which is what `Ref` gives where it is one."""
    for kind, schema in resource_schemas(package):
        paths = [path.removeprefix("/properties/") for path in schema.get("primaryIdentifier", [])]
        yield kind, paths


def resource_schemas(package):
    regions = dict(package.files(lambda name: name.startswith(FOLDER + "providers/") and name.endswith(".json")))
    schemas = dict(package.files(lambda name: name.startswith(FOLDER + "resources/")))
    files = {}
    for name in sorted(regions, key=lambda name: ("us-east-1" not in name, name)):
        for kind, file in json.loads(regions[name]).items():
            files.setdefault(kind, file)
    kinds = sorted(kind for kind in files if kind.startswith(("AWS::", "Alexa::")))
    return [(kind, json.loads(schemas[f"{FOLDER}resources/{files[kind]}.json"])) for kind in kinds]


class Reader:
    """Reads one resource schema."""

    def __init__(self, schema):
        self.definitions = schema.get("definitions", {})
        self.schema = schema
        self.objects = {}
        self.add("", schema)
        for path in schema.get("readOnlyProperties", []):
            name = path.removeprefix("/properties/").replace("/", ".")
            code = self.objects[""].get(name, "s=")
            self.objects[""][name] = code.partition("{")[0].rstrip("!=") + "="

    def add(self, name, schema):
        """Adds the object that a schema describes, unless it is there."""
        if name in self.objects:
            return
        properties = self.objects[name] = {}
        required = set(schema.get("required", []))
        for member, inner in sorted(members(schema, self.resolve).items()):
            path = f"{name}.{member}".lstrip(".")
            properties[member] = self.code(inner, path, member in required)

    def code(self, schema, path, required):
        schema, name = self.resolve(schema)
        kind = kind_of(schema)
        options = schema.get("oneOf") or []
        if kind is None and options and kind_of(self.resolve(options[0])[0]) == "array":
            # The alternative is the same as JSON text.
            return self.code(options[0], path, required)
        flag = "!" if required else ""
        if kind == "array":
            items = schema.get("items") or {}
            return "l" + self.code(items if isinstance(items, dict) else {}, path, required)
        if kind == "object" or kind is None and members(schema, self.resolve):
            if members(schema, self.resolve):
                # The name of an object without a definition is its path.
                self.add(name or path, schema)
                return f"({name or path}){flag}"
            values = schema.get("patternProperties") or schema.get("additionalProperties")
            if isinstance(values, dict) and values:
                value = next(iter(values.values())) if "patternProperties" in schema else values
                if isinstance(value, dict) and "string" in (value.get("type") or []):
                    # A map to texts, of which the service takes some in another form too (Lambda's environment).
                    value = {**value, "type": "string"}
                return "m" + self.code(value if isinstance(value, dict) else {}, path, required)
            return "j" + flag
        return SCALARS.get(kind, "j") + flag + allowed(schema, self.resolve)

    def resolve(self, schema):
        """Follows references. Returns the schema and the name of its definition, if it has one."""
        name = None
        for _ in range(10):
            reference = schema.get("$ref", "")
            if reference.startswith("#/definitions/"):
                name = reference.split("/")[2]
                rest = {key: value for key, value in schema.items() if key != "$ref"}
                schema = {**self.definitions.get(name, {}), **rest}
            elif reference.startswith("#/properties/"):
                schema = self.schema
                for step in reference[2:].split("/"):
                    schema = schema.get(step, {})
            else:
                break
        return (schema if isinstance(schema, dict) else {}), name


def kind_of(schema):
    kind = schema.get("type")
    if isinstance(kind, list):
        kinds = [one for one in kind if one != "null"]
        kind = next((kind for kind in ("array", "object", *kinds) if kind in kinds), None)
    if kind is None:
        if "properties" in schema:
            kind = "object"
        elif "items" in schema:
            kind = "array"
        elif "enum" in schema:
            kind = "string"
    return kind


def members(schema, resolve):
    """The properties of an object schema, with those of its alternatives."""
    found = dict(schema.get("properties") or {})
    for word in ("oneOf", "anyOf", "allOf"):
        for option in schema.get(word) or []:
            for name, inner in (resolve(option)[0].get("properties") or {}).items():
                if isinstance(inner, dict) and inner:
                    found.setdefault(name, inner)
    return {name: inner if isinstance(inner, dict) else {} for name, inner in found.items()}


def allowed(schema, resolve):
    """The values that a scalar may have, as `{A|B}`."""
    values = schema.get("enum") or schema.get("enumCaseInsensitive")
    for word in ("oneOf", "anyOf"):
        options = [resolve(option)[0] for option in schema.get(word) or []]
        if not values and options and all("enum" in option for option in options):
            values = [value for option in options for value in option["enum"]]
    if not values or len(values) > MOST_VALUES:
        return ""
    texts = list(dict.fromkeys(str(value).lower() if isinstance(value, bool) else str(value) for value in values))
    return "{" + "|".join(texts) + "}" if not any(set(text) & set("|{}\t\n") for text in texts) else ""
