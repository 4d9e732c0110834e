"""Terraform schemas, read from the jsii assemblies of the CDKTF provider packages.

An object is a dict from names to attributes. The code of an attribute is, in this order: `B` for a block; `l` list or set, `m` map,
each in front of what it holds; `s` text, `n` number, `b` truth value, `o` nested object, `y` anything; `!` required or `=` computed only.
"""

import re
from typing import NamedTuple

PRIMITIVES = {"string": "s", "number": "n", "boolean": "b", "any": "y", "json": "y"}
LINK = re.compile(r"\{@link \S+#(\w+) ")
# What every resource has.
META = {"connection", "count", "dependsOn", "forEach", "lifecycle", "provider", "provisioners", "timeouts"}


class Attribute(NamedTuple):
    """An attribute or block."""

    code: str
    # The object that it is, or that it holds.
    object: dict | None = None
    # How Pulumi calls it, where that is not its name in camel case.
    pulumi: str = ""

    @property
    def settable(self):
        """Whether it can be set, not only be read."""
        return "=" not in self.code


class Type:
    """A resource type or data source."""

    def __init__(self, name, data, class_name, attributes):
        self.name = name
        self.data = data
        # The class that it is in CDKTF.
        self.class_name = class_name
        self.attributes = attributes

    @property
    def provider(self):
        return self.name.partition("_")[0]

    @property
    def has_own_class_name(self):
        """Whether the class is called otherwise than the type."""
        start = f"Data{self.provider.title()}" if self.data else ""
        own_name = self.name.removeprefix(f"{self.provider}_")
        return not self.class_name.startswith(start) or snake(self.class_name.removeprefix(start)) != own_name


def modules(package):
    """What each module of a provider package makes: {(provider, folder): (name in the index, classes)}."""
    found = {}
    for entry in package.json(".jsii")["types"].values():
        if entry.get("base") in ("cdktf.TerraformResource", "cdktf.TerraformDataSource", "cdktf.TerraformProvider"):
            provider = entry["assembly"].rpartition("provider-")[2]
            folder = entry["locationInModule"]["filename"].split("/")[1]
            found.setdefault((provider, folder), (entry.get("namespace") or "", []))[1].append(entry["name"])
    return found


def read(package):
    """The resource types and data sources of a provider package, by name; data sources as `data.name`."""
    assembly = package.json(".jsii")
    types = assembly["types"]
    found = {}
    for entry in types.values():
        base = entry.get("base", "")
        if base not in ("cdktf.TerraformResource", "cdktf.TerraformDataSource"):
            continue
        data = base == "cdktf.TerraformDataSource"
        # "Represents a {@link https://… aws_sqs_queue}."
        name = entry["docs"]["summary"].rsplit(" ", 1)[1].rstrip("}.")
        config = types[entry["initializer"]["parameters"][2]["type"]["fqn"]]
        attributes = object_of(config, types, ())
        attributes.pop("timeouts", None)
        folded = {fold(attribute) for attribute in attributes}
        names = {member["name"] for member in entry["properties"]}
        for member in entry["properties"]:
            # Each settable attribute `x` comes with an `xInput`; what has none and is no setting is computed.
            if member.get("static") or member["name"].endswith("Input") and member["name"][:-5] in names:
                continue
            attribute = snake(member["name"])
            if fold(attribute) not in folded and member["name"] not in META:
                attributes[attribute] = Attribute(code_of(member["type"], types)[0] + "=")
        key = f"data.{name}" if data else name
        found[key] = Type(name, data, entry["name"], attributes)
    return found


def object_of(interface, types, inside):
    """The object that an interface describes."""
    attributes = {}
    for member in interface.get("properties", []):
        docs = member.get("docs", {})
        text = docs.get("summary", "") + docs.get("remarks", "")
        link = LINK.search(text)
        name = link.group(1) if link else snake(member["name"])
        code, nested = code_of(member["type"], types)
        block = "B" if docs.get("summary", "").endswith(" block.") else ""
        flag = "" if member.get("optional") else "!"
        # A type inside itself ends the recursion.
        within = nested and nested["fqn"] not in inside and object_of(nested, types, (*inside, nested["fqn"]))
        attributes[name] = Attribute(block + code + flag, within or None)
    return attributes


def code_of(kind, types):
    """The code of a jsii type, and the interface of the object in it, if there is one."""
    if "primitive" in kind:
        return PRIMITIVES[kind["primitive"]], None
    if "collection" in kind:
        code, nested = code_of(kind["collection"]["elementtype"], types)
        return ("l" if kind["collection"]["kind"] == "array" else "m") + code, nested
    if "union" in kind:
        options = [option for option in kind["union"]["types"] if option.get("fqn") != "cdktf.IResolvable"]
        return code_of(options[0], types)
    name = kind["fqn"]
    if name in types and types[name]["kind"] == "interface":
        return "o", types[name]
    if name.startswith("cdktf."):
        return {"cdktf.StringMap": "ms", "cdktf.BooleanMap": "mb", "cdktf.NumberMap": "mn"}.get(name, "y"), None
    return ("lo" if types.get(name, {}).get("base") == "cdktf.ComplexList" else "o"), None


def merge(versions):
    """One schema of several major versions: {version: {name: Type}}. Returns {name: (versions, Type)}.

    The newest version that has an attribute says what it is; a code ends in the digits of the versions that have the
    attribute, unless that are all that have its type."""
    merged = {}
    for name in sorted({name for types in versions.values() for name in types}):
        having = {version: types[name] for version, types in versions.items() if name in types}
        newest = having[max(having)]
        newest.attributes = merge_objects({version: kind.attributes for version, kind in having.items()}, "".join(sorted(having)))
        merged[name] = ("".join(sorted(having)), newest)
    return merged


def merge_objects(objects, all_versions):
    merged = {}
    for name in sorted({name for attributes in objects.values() for name in attributes}):
        having = {version: attributes[name] for version, attributes in objects.items() if name in attributes}
        inner = {version: attribute.object for version, attribute in having.items() if attribute.object}
        digits = "".join(sorted(having))
        # The newest package gives up on objects that are nested too deeply.
        newest = having[max(inner or having)]
        merged[name] = Attribute(
            newest.code + ("" if digits == all_versions else digits),
            merge_objects(inner, "".join(sorted(inner))) if inner else None,
        )
    return merged


def snake(name):
    """camelCase in snake_case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def fold(name):
    """A name without what the languages' naming conventions change."""
    return name.replace("_", "").lower()
