"""What aws-cdk-lib and cdktf offer to programs, from their jsii assemblies: classes, interfaces, structs and enums with their members."""

import gzip
import json

# The names of these libraries' types are written without them.
LIBRARIES = ("aws-cdk-lib.", "cdktf.")
PRIMITIVES = {"string": "s", "number": "n", "boolean": "b", "date": "d", "any": "j", "json": "j"}
# What every L1 class has.
OF_EVERY_L1 = {"CFN_RESOURCE_TYPE_NAME", "cfnProperties", "cfnPropertyNames", "inspect", "renderProperties", "cdkTagManager", "tags"}


def cdk_rows(folder):
    """Rows of aws-cdk-lib, as it is installed there."""
    library = json.loads(gzip.decompress((folder / "node_modules/aws-cdk-lib/.jsii.gz").read_bytes()))
    return rows(library, folder)


def rows(library, folder):
    """Rows of types: name; kind and bases; members."""
    constructs = json.loads((folder / "node_modules/constructs/.jsii").read_text())
    types = {**library["types"], **constructs["types"]}
    for fqn, kind in types.items():
        # The interfaces of this module say only that something has a reference.
        if not short(fqn).startswith("interfaces."):
            yield row(fqn, kind, types)


def short(fqn):
    """The name of a type without its library."""
    for library in LIBRARIES:
        fqn = fqn.removeprefix(library)
    return fqn


def row(fqn, kind, types):
    name = short(fqn)
    module = kind.get("namespace") or ""
    resource = resource_of(name)
    if kind["kind"] == "enum":
        return (name, "e", *(member["name"] for member in kind["members"]))
    letter = ("s" if kind.get("datatype") else "i") if kind["kind"] == "interface" else "a" if kind.get("abstract") else "c"
    bases = [short(base) for base in ([kind["base"]] if "base" in kind else []) + kind.get("interfaces", [])]
    bases = [base for base in bases if not base.startswith("interfaces.")]
    is_l1 = kind.get("base") == "aws-cdk-lib.CfnResource" and fqn + "Props" in types
    settable = {prop["name"] for prop in types[fqn + "Props"].get("properties", [])} if is_l1 else set()
    if is_l1:
        letter, bases = "l", []
    cells = []
    if "initializer" in kind and not is_l1:
        cells.append(f"({parameters(kind['initializer'], module, resource)})")
    for prop in kind.get("properties", []):
        if not (is_l1 and (prop["name"] in settable or prop["name"] in OF_EVERY_L1 or prop["name"].endswith("Ref"))):
            cells.append(property_cell(prop, letter, module, resource))
    for method in kind.get("methods", []):
        if not (is_l1 and method["name"] in OF_EVERY_L1):
            static = "." if method.get("static") else ""
            returned = code(method["returns"]["type"], module, resource) if "returns" in method else ""
            cells.append(f"{static}{method['name']}({parameters(method, module, resource)}){returned}")
    return (name, " ".join([letter, *bases]), *cells)


def property_cell(prop, letter, module, resource):
    static = "." if prop.get("static") else ""
    required = "!" if letter == "s" and not prop.get("optional") else ""
    sign = "=" if prop.get("immutable") and letter != "s" else ":"
    return f"{static}{prop['name']}{required}{sign}{code(prop['type'], module, resource)}"


def parameters(callable, module, resource):
    """The parameters of a method: `$` are the scope and id of a construct."""
    cells = []
    for parameter in callable.get("parameters", []):
        star = "*" if parameter.get("variadic") else ""
        optional = "?" if parameter.get("optional") else ""
        cells.append(f"{star}{parameter['name']}{optional}:{code(parameter['type'], module, resource)}")
    text = ",".join(cells)
    return text.replace("scope:@constructs.Construct,id:s", "$", 1)


def code(type, module, resource):
    """A type: see the header of the table."""
    if "primitive" in type:
        return PRIMITIVES[type["primitive"]]
    if "collection" in type:
        around = "[" if type["collection"]["kind"] == "array" else "{"
        return around + code(type["collection"]["elementtype"], module, resource)
    if "fqn" in type:
        name = short(type["fqn"])
        if name.startswith("interfaces."):
            return "o"
        if resource and name.startswith(resource + ".") and name.endswith("Property"):
            return "~" + name.removeprefix(resource + ".").removesuffix("Property")
        return "@" + (name.removeprefix(module) if module and name.startswith(module + ".") else name)
    alternatives = (type.get("union") or type["intersection"])["types"]
    # A value that is resolved later may stand anywhere.
    codes = [code(inner, module, resource) for inner in alternatives]
    codes = [inner for inner in codes if inner != "@IResolvable"] or ["j"]
    return "|".join(dict.fromkeys(codes))


def resource_of(name):
    """The L1 class to which a struct belongs: `aws_s3.CfnBucket` for its props and for what stands in it."""
    parts = name.split(".")
    at = next((at for at, part in enumerate(parts) if part.startswith("Cfn")), None)
    if at is None:
        return None
    return ".".join([*parts[:at], parts[at].removesuffix("Props")])
