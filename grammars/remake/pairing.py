"""Which type of one vocabulary is which of another: by their names, by what former2 pairs, and by hand."""

import re
from collections import defaultdict

from hand import rows
from terraform import fold

FORMER2_PAIR = re.compile(r"'type': '(AWS::[^']+)',\s*'terraformType': '([^']+)'")

# Chosen because all pairs above it that were looked at are right.
LEAST_LIKENESS = 0.8


class Pair:
    """What a Terraform type is in CloudFormation. The columns of `hand/pairs.tsv`."""

    def __init__(self, model, relation, owner=""):
        self.model = model
        self.relation = relation
        self.owner = owner


def terraform_to_cloudformation(terraform_types, cloudformation_types, former2):
    """{Terraform type: Pair}, for those that have one. By hand comes before former2, and that before names."""
    beginnings = {service: words.split() for service, words in rows("services.tsv", 2)}
    by_name = {fold(name.removeprefix("aws_")): name for name in sorted(terraform_types)}
    pairs = {}
    for model in sorted(cloudformation_types):
        _, service, name = model.split("::", 2)
        for beginning in [service.lower(), *beginnings.get(service, [])]:
            terraform = by_name.get(fold(beginning.strip("-") + name))
            if terraform and service != "Serverless":
                pairs.setdefault(terraform, Pair(model, "same"))
    for terraform, model in sorted(former2_pairs(former2)):
        if terraform in terraform_types and model in cloudformation_types:
            pairs[terraform] = Pair(model, "same")
    for terraform, model, relation, owner in rows("pairs.tsv", 4):
        assert terraform in terraform_types, terraform
        assert not model or model in cloudformation_types, model
        pairs[terraform] = Pair(model, relation, owner)
    return pairs


def former2_pairs(former2):
    """Pairs of Terraform and CloudFormation types of which former2 writes the same resource as either."""
    services = former2.files(lambda name: name.startswith("js/services/") and name.endswith(".js"))
    return {(terraform, model) for _, text in services for model, terraform in FORMER2_PAIR.findall(text)}


def pulumi_to_terraform(pulumi_types, terraform_types, prefix):
    """{token: Terraform type or None} for a bridged provider whose Terraform types begin with `prefix`.

    Pulumi files a provider's types under modules of its own and often drops the module's name from the type's. Of the
    types whose name fits, the one whose settings are most alike is it.
    """
    beginnings = {module: words.split() for module, words in rows("pulumi_modules.tsv", 2)}
    by_hand = dict(rows("pulumi_terraform.tsv", 2))
    by_name = {fold(name.removeprefix(prefix)): name for name in sorted(terraform_types)}
    settings = {name: names_of(kind.attributes) for name, kind in terraform_types.items()}
    pairs = {}
    for token, kind in pulumi_types.items():
        if token in by_hand:
            pairs[token] = by_hand[token] or None
            continue
        class_name = fold(kind.class_name).removeprefix(fold(prefix))
        fitting = []
        for ending in (class_name, class_name.removesuffix("v2")):
            for beginning in (kind.module, *beginnings.get(kind.module, []), "-"):
                # Of names that fit alike, the one with the version comes first, then the one with the module's name.
                name = by_name.get(beginning.strip("-") + ending)
                fitting += [name] if name and name not in fitting else []
        mine = names_of(kind.inputs)
        least = 0
        if not fitting:
            fitting = [name for folded, name in by_name.items() if folded.endswith(class_name)]
            least = LEAST_LIKENESS
        ranked = sorted(fitting, key=lambda name: -likeness(mine, settings[name]))
        pairs[token] = ranked[0] if ranked and likeness(mine, settings[ranked[0]]) >= least else None
    return pairs


def names_of(attributes):
    """The names of the settings of an object, alike in all naming conventions and in singular."""
    return {singular(fold(name)) for name, attribute in attributes.items() if attribute.settable}


def likeness(left, right):
    return len(left & right) / max(1, len(left | right))


def singular(word):
    for ending, replacement in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss"):
            return word[: -len(ending)] + replacement
    return word
