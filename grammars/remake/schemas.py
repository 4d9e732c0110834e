"""The rows of the schema tables: one for each object, with its attributes or properties."""

from hand import rows
from terraform import Attribute, fold, snake


def terraform_rows(types):
    """Rows of `{name: (versions, Type)}`. An object that a type has already is named, not repeated."""
    for name, (_, kind) in sorted(types.items()):
        yield from object_rows(name, kind.attributes, {})


def object_rows(path, attributes, seen):
    cells, inner = [], []
    for name, attribute in sorted(attributes.items()):
        cell = f"{name}:{attribute.code}" + (f"~{attribute.pulumi}" if attribute.pulumi else "")
        if attribute.object:
            content = repr(attribute.object)
            if content in seen:
                cell += f"@{seen[content]}"
            else:
                seen[content] = f"{path}.{name}"
                inner.append((f"{path}.{name}", attribute.object))
        cells.append(cell)
    yield (path, *cells)
    for inner_path, nested in inner:
        yield from object_rows(inner_path, nested, seen)


def cloudformation_rows(models):
    """Rows of `{name: {object: {property: code}}}`."""
    for model, objects in models.items():
        for name, properties in objects.items():
            cells = [f"{key}:{code}" for key, code in sorted(properties.items())]
            yield (f"{model}.{name}".rstrip("."), *cells)


def add_pulumi_names(types, pulumi_types, pairs):
    """Writes into Terraform schemas how Pulumi calls an attribute, where that is not its name in another spelling.

    Inputs that the schema of a bridged provider does not have are newer than it; they are added."""
    by_hand = {path: name for path, name in rows("pulumi_inputs.tsv", 2)}
    for token, kind in sorted(pulumi_types.items()):
        if pairs.get(token) in types:
            name = pairs[token]
            types[name][1].attributes = named(types[name][1].attributes, kind.inputs, name, by_hand, True)


def add_kubernetes_names(types, kubernetes, models):
    """The same for the types of the Kubernetes provider, which is not bridged: Pulumi calls a field as Kubernetes does."""
    for name, model in models.items():
        version, _, kind = model.rpartition("/")
        group = "" if "/" in version else "core/"
        fields = kubernetes[f"kubernetes:{group}{version}:{kind}"].inputs
        types[name][1].attributes = named(types[name][1].attributes, fields, name, {}, False)


def named(attributes, inputs, path, by_hand, adding):
    """The attributes of an object with the names of the inputs that they are, and if wanted the inputs that they lack."""
    attributes = dict(attributes)
    left = {fold(name): name for name, attribute in attributes.items() if attribute.settable}
    known = {fold(name) for name in attributes} | {attribute.pulumi for attribute in attributes.values()}
    goals = {name: by_hand[f"{path}.{name}"] for name in sorted(inputs) if f"{path}.{name}" in by_hand}
    for goal in goals.values():
        left.pop(fold(goal), None)
    goals |= {name: left.pop(fold(name)) for name in sorted(inputs.keys() - goals.keys()) if fold(name) in left}
    for name in sorted(inputs.keys() - goals.keys()):
        fitting = [attribute for folded, attribute in sorted(left.items()) if fits(folded, fold(name))]
        if fitting:
            goals[name] = left.pop(fold(fitting[0]))
        elif adding and fold(name) not in known and name not in known:
            attributes[snake(name)] = newer(inputs[name])
    for name, goal in goals.items():
        attribute = attributes[goal]
        if attribute.object and inputs[name].object:
            attribute = attribute._replace(object=named(attribute.object, inputs[name].object, f"{path}.{goal}", by_hand, adding))
        if fold(name) != fold(goal) and not attribute.pulumi:
            attribute = attribute._replace(pulumi=name)
        attributes[goal] = attribute
    return attributes


def newer(given):
    """An input as an attribute that is newer than the schema."""
    return Attribute(given.code + "+", given.object and {snake(name): newer(inner) for name, inner in given.object.items()})


def fits(attribute, name):
    """Whether an input may be an attribute: in plural, or without the word that says how it is named."""
    plural = {attribute + "s", attribute + "es", attribute.removesuffix("y") + "ies", attribute.removesuffix("is") + "es"}
    return name in plural or attribute in {name + "id", name + "name", name + "arn"} or attribute == name.removesuffix("s")
