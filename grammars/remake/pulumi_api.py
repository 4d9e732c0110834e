"""What Pulumi's packages offer to programs, from the Python packages: classes, functions and their parameters."""

import ast
import posixpath
import re


# The module that Python has to call otherwise.
RESERVED = {"lambda": "lambda_"}


def rows(python, node):
    """Rows of names: module.Name; kind and versions; members. Both are {version: package}."""
    versions = python
    read_versions = {version: dict(read(package)) for version, package in versions.items()}
    for version, found in read_versions.items():
        for name in only_in_node(node[version], found):
            found[name] = ("t", [])
    names = sorted({name for found in read_versions.values() for name in found})
    for name in names:
        having = {version: found[name] for version, found in read_versions.items() if name in found}
        kind = list(having.values())[-1][0]
        digits = "" if len(having) == len(versions) else "".join(having)
        members = {}
        for version, (_, found) in having.items():
            for member in found:
                members.setdefault(member.strip("!="), {})[version] = member
        cells = []
        for member in members.values():
            newest = list(member.values())[-1]
            only = "" if len(member) == len(having) else "@" + "".join(member)
            requiring = [version for version, form in member.items() if form.endswith("!")]
            required = "" if not requiring else "!" + ("" if len(requiring) == len(member) else "".join(requiring))
            cells.append(newest.rstrip("!") + required + only)
        yield (name, kind + digits, *cells)


def read(package):
    """Names of a package: {module.Name: (kind, members)}."""
    for path, text in package.files(lambda file: file.endswith(".py") and not file.endswith("_utilities.py")):
        folders = path.split("/")[1:-1]
        if path.split("/")[0].endswith(".dist-info") or folders[:1] == ["config"]:
            continue
        module = ".".join(folders)
        file = path.split("/")[-1]
        if file == "outputs.py":
            continue
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef):
                yield from of_class(module, file, node)
            elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield qualified(module, node.name), ("f", list(parameters(node, 0)))


def only_in_node(package, found):
    """The names that TypeScript has and Python has not, without those of types, of which nothing is left at run time."""
    files = dict(package.files(lambda file: file.endswith(".d.ts")))
    known = {name.replace("_", "").lower() for name in found}
    for module in sorted({file.rpartition("/")[0] for file in files if file.count("/") < 2 and file.endswith("index.d.ts")}):
        for name in sorted(set(exported(files, f"{module}/index.d.ts".lstrip("/"), set()))):
            qualified_name = qualified(RESERVED.get(module, module), name)
            if not name.endswith(("Args", "State")) and qualified_name.replace("_", "").lower() not in known:
                yield qualified_name


def of_class(module, file, node):
    bases = [ast.unparse(base) for base in node.bases]
    name = qualified(module, node.name)
    if any(base in ("pulumi.CustomResource", "pulumi.ComponentResource", "pulumi.ProviderResource") for base in bases):
        internal = next((item for item in node.body if isinstance(item, ast.FunctionDef) and item.name == "_internal_init"), None)
        outputs = [item.name for item in node.body if isinstance(item, ast.FunctionDef) and is_property(item)]
        taken = [member for member in parameters(internal, 2) if member != "opts"] if internal else []
        required = set(required_properties(internal)) if internal else set()
        inputs = [member + ("!" if member in required else "") for member in (each.rstrip("!") for each in taken)]
        yield name, ("r", inputs + ["=" + output for output in outputs if output not in {each.rstrip("!") for each in inputs}])
    elif file == "_inputs.py" and node.name.endswith("Args"):
        init = next((item for item in node.body if isinstance(item, ast.FunctionDef) and item.name == "__init__"), None)
        yield name, ("a", list(parameters(init, 1)) if init else [])
    elif node.name.endswith("Args") and not node.name.startswith("_"):
        init = next((item for item in node.body if isinstance(item, ast.FunctionDef) and item.name == "__init__"), None)
        yield name, ("a", list(parameters(init, 1)) if init else [])
    elif any("Enum" in base for base in bases):
        members = [item.targets[0].id for item in node.body if isinstance(item, ast.Assign)]
        yield name, ("e", members)
    elif not node.name.startswith("_") and not node.name.endswith("ArgsDict"):
        yield name, ("c", [])


def qualified(module, name):
    return f"{module}.{name}" if module else f"index.{name}"


def is_property(function):
    return any(ast.unparse(decorator).endswith("property") for decorator in function.decorator_list)


def parameters(function, skipped):
    """The parameters behind the first ones; `!` behind what must be given."""
    positional = function.args.args
    defaults = [None] * (len(positional) - len(function.args.defaults)) + function.args.defaults
    both = list(zip(positional, defaults))[skipped:] + list(zip(function.args.kwonlyargs, function.args.kw_defaults))
    for argument, default in both:
        if argument.arg not in ("__self__", "resource_name", "__props__"):
            yield argument.arg + ("!" if default is None else "")


def required_properties(function):
    """The arguments for which a resource complains that they are missing."""
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            message = node.exc.args[0]
            if isinstance(message, ast.Constant) and str(message.value).startswith("Missing required property '"):
                yield message.value.split("'")[1]


def core_rows(python, node):
    """Rows of Pulumi's own library: name; the languages that have it, `p` Python and `t` TypeScript."""
    having = {}
    text = next(text for _, text in python.files(lambda file: file == "pulumi/__init__.py"))
    for item in ast.parse(text).body:
        if isinstance(item, (ast.ImportFrom, ast.Import)):
            for alias in item.names:
                having.setdefault(alias.asname or alias.name, set()).add("p")
    for name, _ in python.files(lambda file: file.startswith("pulumi/")):
        parts = name.split("/")
        having.setdefault(parts[1].removesuffix(".py"), set()).add("p")
    files = dict(node.files(lambda file: file.endswith(".d.ts")))
    for name in exported(files, "index.d.ts", set()):
        having.setdefault(name, set()).add("t")
    for name, languages in having.items():
        if name[:1].isalpha():
            yield (name, "".join(sorted(languages)))


def exported(files, file, seen):
    """The names that a module of declarations exports."""
    if file in seen or file not in files:
        return
    seen.add(file)
    text = files[file]
    folder = file.rpartition("/")[0]
    for match in re.finditer(r"^export (?:declare )?(?:abstract )?(?:class|function|const|let|interface|type|enum|namespace) (\w+)", text, re.M):
        yield match[1]
    for match in re.finditer(r"^export \{([^}]*)\}", text, re.M):
        for name in match[1].split(","):
            if name.strip():
                yield name.strip().split(" as ")[-1].split()[-1]
    for match in re.finditer(r"^export \* as (\w+)", text, re.M):
        yield match[1]
    for match in re.finditer(r'^export \* from "(\./[^"]*|\.\./[^"]*|\.)"', text, re.M):
        path = posixpath.normpath(posixpath.join(folder, match[1]))
        for candidate in (f"{path}.d.ts", f"{path}/index.d.ts"):
            yield from exported(files, candidate, seen)
