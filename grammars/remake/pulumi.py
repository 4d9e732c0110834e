"""Pulumi resource types and their inputs, read from the type declarations of the npm packages.

Inputs are objects in the form of `terraform.py`, without flags and blocks.
"""

import re

from terraform import Attribute

TYPE = re.compile(r"__pulumiType = '([^']+)'")
CLASS = re.compile(r"^class (\w+) extends pulumi\.", re.M)
MEMBER = re.compile(r"^ +(?:readonly )?(\w+)\??: (.+);$")
OPENING = re.compile(r"^( *)(?:export )?(?:declare )?(namespace|interface) (\w+).*\{$")
MAP = re.compile(r"\{\s+\[key: string\]: (.*);\s+\}")
NESTED = re.compile(r"inputs\.([\w.]+)")
ENUM = re.compile(r"^exports\.(\w+) = \{\n(.*?)^\};", re.M | re.S)
CONSTANT = re.compile(r'^    (\w+): "([^"]*)",$', re.M)


class Type:
    """A resource type."""

    def __init__(self, token, folder, class_name, inputs):
        self.token = token
        # Where programs find it: the path of its module in the package.
        self.folder = folder
        self.class_name = class_name
        self.inputs = inputs

    @property
    def module(self):
        """The module in its token."""
        return self.token.split(":")[1].partition("/")[0]


def read(package):
    """The resource types of a package, by token."""
    texts = dict(package.files(lambda name: name.endswith((".js", ".d.ts"))))
    interfaces = interfaces_of(texts.get("types/input.d.ts", ""))
    types = {}
    for name, text in texts.items():
        token, class_name = TYPE.search(text), CLASS.search(text)
        if not name.endswith(".js") or not token or not class_name or token.group(1).count(":") != 2:
            continue
        declared = interfaces_of(texts[name.removesuffix(".js") + ".d.ts"])
        arguments = declared.get(class_name.group(1) + "Args", {})
        inputs = object_of(arguments, interfaces, ())
        inputs.pop("timeouts", None)
        folder = name.rpartition("/")[0]
        types[token.group(1)] = Type(token.group(1), folder, class_name.group(1), inputs)
    return types


def constants(package):
    """The constants of a package: {(module, enum, name): text}."""
    found = {}
    for name, text in package.files(lambda name: name.startswith("types/enums/") and name.endswith("/index.js")):
        module = name.removeprefix("types/enums/").removesuffix("index.js").strip("/")
        for enum, body in ENUM.findall(text):
            found.update({(module, enum, constant): value for constant, value in CONSTANT.findall(body)})
    return found


def interfaces_of(text):
    """Each interface in a declaration file, by its dotted name: {member: declared type}."""
    interfaces, names, members = {}, [], None
    # Maps stand on lines of their own, one in another.
    for _ in range(3):
        text = MAP.sub(r"{[key: string]: \1}", text)
    for line in text.splitlines():
        opening = OPENING.match(line)
        if opening:
            depth = len(opening.group(1)) // 4
            names = names[:depth] + [opening.group(3)]
            members = interfaces.setdefault(".".join(names), {}) if opening.group(2) == "interface" else None
        elif line.strip() == "}" and len(line) <= 4 * len(names):
            members = None
        elif members is not None and (member := MEMBER.match(line)):
            members[member.group(1)] = member.group(2)
    return interfaces


def object_of(members, interfaces, inside):
    inputs = {}
    for name, declared in members.items():
        code = "l" * declared.count("[]") + ("m" if "[key: string]" in declared else "")
        nested = NESTED.search(declared)
        within = nested and nested.group(1) in interfaces and nested.group(1) not in inside
        if within:
            inner = object_of(interfaces[nested.group(1)], interfaces, (*inside, nested.group(1)))
            inputs[name] = Attribute(code + "o", inner)
        else:
            inputs[name] = Attribute(code + scalar(declared))
    return inputs


def scalar(declared):
    for word, code in (("string", "s"), ("number", "n"), ("boolean", "b")):
        # The key of a map is a string too.
        if word in declared.replace("[key: string]", ""):
            return code
    return "y"
