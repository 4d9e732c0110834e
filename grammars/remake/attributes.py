"""Which property of CloudFormation an attribute of Terraform sets.

Only what the lookup cannot work out by itself is written down: an attribute whose name is the property's in another spelling,
under an object that is already paired, needs no row.
"""

import re
from collections import defaultdict

from hand import rows
from pairing import FORMER2_PAIR, singular
from terraform import fold

ASSIGNMENT = re.compile(r"reqParams\.(cfn|tf)\['(\w+)'\] = ([^;{\[]+);")
SYNONYMS = {
    "arns": "arn",
    "configuration": "config",
    "enable": "enabled",
    "identifier": "id",
    "is": "",
    "parameters": "parameter",
    "settings": "setting",
    "specification": "spec",
}
# Other names for what every resource has, or what is no setting.
IGNORED = {"tags_all", "id", "arn", "region"}


def map_attributes(pairs, terraform_types, models, former2):
    """{(Terraform type, dotted attribute): (dotted property, conversion)}; `-` where there is no such property."""
    assignments = former2_assignments(former2)
    by_hand = defaultdict(dict)
    for path, target, conversion in rows("attributes.tsv", 3):
        name, _, attribute = path.partition(".")
        by_hand[name][attribute] = (target, conversion)
    mapped = {}
    for name, pair in pairs.items():
        if pair.relation in ("same", "part") or pair.relation.startswith("part:"):
            mapper = Mapper(models[pair.model], by_hand.pop(name, {}), assignments.get((name, pair.model), {}))
            words = set(words_of(name.removeprefix("aws_"))) | set(words_of(pair.model.rsplit("::")[-1]))
            path = pair.relation.partition(":")[2]
            attributes = {key: value for key, value in terraform_types[name].attributes.items() if key not in IGNORED}
            attributes.pop(pair.owner, None)
            mapper.walk(attributes, "", path, words)
            for attribute, target in mapper.rows.items():
                mapped[(name, attribute)] = target
    assert not by_hand, f"no such types: {list(by_hand)}"
    return mapped


class Mapper:
    """Maps the attributes of one type."""

    def __init__(self, objects, by_hand, assigned):
        self.objects = objects
        self.by_hand = by_hand
        self.assigned = assigned
        self.rows = {}

    def properties(self, path):
        """The properties of the object at a path (also of those in a list), by name; none if there is no object."""
        properties = self.objects[""]
        for step in path.split(".") if path else []:
            inner = re.search(r"\((.*)\)", properties.get(step.partition("[")[0], ""))
            if not inner:
                return {}
            properties = self.objects[inner.group(1)]
        return {name: code for name, code in properties.items() if "=" not in code}

    def walk(self, attributes, path, target, words):
        """Maps an object of attributes to an object of properties."""
        properties = self.properties(target)
        settable = {name: attribute.object for name, attribute in attributes.items() if attribute.settable}
        found = {}
        for name in settable:
            full = f"{path}.{name}".lstrip(".")
            if full in self.by_hand:
                found[name] = self.by_hand[full]
                self.rows[full] = found[name]
            elif not path and name in self.assigned and fold(name) not in map(fold, properties):
                if self.assigned[name] in properties:
                    found[name] = (self.assigned[name], "")
        taken = {goal.removeprefix(f"{target}.") for goal, _ in found.values()}
        pairs = best_pairs(settable.keys() - found.keys(), properties.keys() - taken, words)
        for name, goal in pairs.items():
            found[name] = (f"{target}.{goal}".lstrip("."), "")
        for name, goal in self.across(settable, properties, found, target, words).items():
            found[name] = (goal, "")
        for name, goals in self.flattened(settable, properties, found, target, words).items():
            for inner, goal in goals.items():
                self.rows[f"{path}.{name}.{inner}".lstrip(".")] = (goal, "")
        for name, (goal, conversion) in sorted(found.items()):
            full = f"{path}.{name}".lstrip(".")
            same_name = goal == f"{target}.{goal.rpartition('.')[2]}".lstrip(".") and fold(name) == fold(goal.rpartition(".")[2])
            if not same_name or conversion:
                self.rows[full] = (goal, conversion)
            if settable[name] and goal != "-":
                self.walk(settable[name], full, goal.replace("[]", ""), words | set(words_of(name)) | set(words_of(goal)))

    def across(self, settable, properties, found, target, words):
        """Attributes without a property of their own that are one of an object in an unpaired property."""
        inner = {}
        for name in sorted(self.unpaired(properties, found, target)):
            if not properties[name].startswith("("):
                continue
            path = f"{target}.{name}".lstrip(".")
            nested = self.properties(path)
            left = settable.keys() - found.keys() - inner.keys()
            for attribute, goal in best_pairs(left, nested.keys(), words | set(words_of(name))).items():
                inner[attribute] = f"{path}.{goal}"
        return inner

    def flattened(self, settable, properties, found, target, words):
        """Attributes of an unpaired block that are properties of the object around it."""
        inner = defaultdict(dict)
        left = self.unpaired(properties, found, target)
        for name in sorted(settable.keys() - found.keys()):
            nested = {key for key, attribute in (settable[name] or {}).items() if attribute.settable}
            for attribute, goal in best_pairs(nested, left, words | set(words_of(name))).items():
                inner[name][attribute] = f"{target}.{goal}".lstrip(".")
                left.discard(goal)
        return inner

    @staticmethod
    def unpaired(properties, found, target):
        """The properties that no attribute is paired with."""
        paired = {goal.removeprefix(f"{target}.").partition(".")[0] for goal, _ in found.values()}
        return properties.keys() - paired


def best_pairs(names, properties, words):
    """Pairs names of attributes with names of properties, the most alike first."""
    ranked = []
    for name in sorted(names):
        for goal in sorted(properties):
            score = alike(name, goal, words)
            if score:
                ranked.append((-score, len(name), name, goal))
    pairs, taken = {}, set()
    for _, _, name, goal in sorted(ranked):
        if name not in pairs and goal not in taken:
            pairs[name] = goal
            taken.add(goal)
    return pairs


def alike(name, goal, words):
    """How alike an attribute's name and a property's are, 0 for not enough. `words` are those of what they belong to."""
    if fold(name) == fold(goal):
        return 6
    mine, its = words_of(name), words_of(goal)
    if mine == its:
        return 5
    mine_alone, its_alone = [w for w in mine if w not in words], [w for w in its if w not in words]
    if mine_alone and mine_alone == its_alone:
        return 4
    if mine_alone and sorted(mine_alone) == sorted(its_alone):
        return 3
    shared = set(mine_alone) & set(its_alone)
    if len(shared) >= 2 and shared in (set(mine_alone), set(its_alone)):
        return 2
    if mine == ["name"] and len(its) >= 2 and its[-1] == "name" and len([w for w in its if w not in words]) <= 1:
        return 1
    return 0


def words_of(name):
    """The words of a name in either spelling, in singular, without those that say nothing."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    words = [singular(word) if len(word) > 3 else word for word in spaced.split("_") if word]
    return [word for word in (SYNONYMS.get(word, word) for word in words) if word]


def former2_assignments(former2):
    """{(Terraform type, CloudFormation type): {attribute: property}} where former2 gives both the same expression."""
    found = defaultdict(dict)
    for _, text in former2.files(lambda name: name.startswith("js/services/") and name.endswith(".js")):
        for segment in re.split(r"\} else if \(obj\.type == ", text):
            kinds = set(FORMER2_PAIR.findall(segment))
            if len(kinds) != 1:
                continue
            model, terraform = kinds.pop()
            sides = {"cfn": defaultdict(list), "tf": defaultdict(list)}
            for side, name, expression in ASSIGNMENT.findall(segment):
                sides[side][expression.strip()].append(name)
            for expression, properties in sides["cfn"].items():
                attributes = sides["tf"].get(expression, [])
                constant = expression in ("true", "false", "null", "[]")
                if len(properties) == 1 and len(attributes) == 1 and not constant:
                    found[(terraform, model)].setdefault(attributes[0], properties[0])
    return found
