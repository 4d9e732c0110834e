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
# What every resource has, and what is not set by its own words.
IGNORED = {"tags_all", "id", "arn", "region"}
# How alike names must be (see `alike`): beside others in the same object, and across objects, where chance is greater.
BESIDE, ACROSS = 1, 2


def map_attributes(pairs, terraform_types, models, former2):
    """{(Terraform type, dotted attribute): (dotted property, conversion)}; `-` where there is no such property."""
    assignments = former2_assignments(former2)
    by_hand = defaultdict(dict)
    for path, target, conversion in rows("attributes.tsv", 3):
        name, _, attribute = path.partition(".")
        by_hand[name][attribute] = (target, conversion)
        # The provider has these types under two names.
        if name == "aws_lb" or name.startswith("aws_lb_"):
            by_hand[name.replace("aws_lb", "aws_alb", 1)][attribute] = (target, conversion)
    mapped = {}
    for name, pair in pairs.items():
        given = by_hand.pop(name, {})
        if pair.relation == "none":
            continue
        mapper = Mapper(models[pair.model], given, assignments.get((name, pair.model), {}))
        words = set(words_of(name.removeprefix("aws_"))) | set(words_of(pair.model.rpartition("::")[2]))
        attributes = {key: value for key, value in terraform_types[name].attributes.items() if key not in IGNORED}
        attributes.pop(pair.owner, None)
        mapper.walk(attributes, "", pair.relation.removeprefix("part:") if ":" in pair.relation else "", words)
        mapped.update({(name, attribute): target for attribute, target in mapper.rows.items()})
    assert not by_hand, f"no such types: {list(by_hand)}"
    return mapped


class Mapper:
    """Maps the attributes of one type."""

    def __init__(self, objects, by_hand, assigned):
        self.objects = objects
        self.by_hand = by_hand
        self.assigned = assigned
        self.rows = dict(by_hand)

    def properties(self, path):
        """The properties of the object at a path (also of those in a list), by name; none if there is no object."""
        properties = self.objects[""]
        for step in path.split(".") if path else []:
            inner = re.search(r"\((.*)\)", properties.get(step, ""))
            if not inner:
                return {}
            properties = self.objects[inner.group(1)]
        return {name: code for name, code in properties.items() if "=" not in code}

    def walk(self, attributes, path, target, words):
        """Maps an object of attributes to the object of properties at `target`."""
        properties = self.properties(target)
        settable = {name: attribute for name, attribute in attributes.items() if attribute.settable}
        found = {}
        for name in settable:
            full = join(path, name)
            if full in self.by_hand:
                found[name] = self.by_hand[full][0]
            elif not path and name in self.assigned and fold(name) not in map(fold, properties):
                goal = self.assigned[name]
                if goal in properties and fits(settable[name], properties[goal], True):
                    found[name] = goal
        left = {name: settable[name] for name in settable if name not in found}
        for name, goal in best_pairs(left, self.unpaired(properties, found, target), words, BESIDE).items():
            found[name] = join(target, goal)
        self.pair_across(settable, properties, found, target, words)
        for name, inner in self.flattened(settable, properties, found, target, words).items():
            for attribute, goal in inner.items():
                self.rows.setdefault(join(path, name, attribute), (join(target, goal), ""))
        for name, goal in sorted(found.items()):
            full = join(path, name)
            object_path, _, last = goal.rpartition(".")
            if object_path != target or fold(name) != fold(last):
                self.rows.setdefault(full, (goal, ""))
            if settable[name].object and goal != "-":
                self.walk(settable[name].object, full, goal, words | set(words_of(name)) | set(words_of(goal)))

    def pair_across(self, settable, properties, found, target, words):
        """Pairs attributes that are one property of an object in a property that is not paired itself."""
        for name, code in sorted(properties.items()):
            path = join(target, name)
            if not code.startswith("(") or path in found.values():
                continue
            left = {attribute: settable[attribute] for attribute in settable if attribute not in found}
            free = {goal: code for goal, code in self.properties(path).items() if join(path, goal) not in found.values()}
            inner = best_pairs(left, free, words | set(words_of(name)), ACROSS)
            found.update({attribute: join(path, goal) for attribute, goal in inner.items()})

    def flattened(self, settable, properties, found, target, words):
        """Attributes of an unpaired block that are properties of the object around it."""
        inner = {}
        left = self.unpaired(properties, found, target)
        for name in sorted(settable.keys() - found.keys()):
            nested = {key: attribute for key, attribute in (settable[name].object or {}).items() if attribute.settable}
            inner[name] = best_pairs(nested, left, words | set(words_of(name)), ACROSS)
            for goal in inner[name].values():
                left.pop(goal)
        return inner

    @staticmethod
    def unpaired(properties, found, target):
        """The properties that no attribute is paired with."""
        paired = {goal.removeprefix(f"{target}.").partition(".")[0] for goal in found.values()}
        return {name: code for name, code in properties.items() if name not in paired}


def join(*parts):
    """A dotted path."""
    return ".".join(part for part in parts if part)


def best_pairs(attributes, properties, words, least):
    """Pairs names of attributes with names of properties, the most alike first."""
    ranked = []
    for name, attribute in sorted(attributes.items()):
        for goal, code in sorted(properties.items()):
            score = alike(name, goal, words)
            if score >= least and fits(attribute, code, score >= 5):
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


def fits(attribute, code, same_name):
    """Whether what an attribute holds can be what a property holds."""
    mine = attribute.code.lstrip("B").rstrip("!+0123456789")
    its = code.partition("{")[0].rstrip("!")
    if its.endswith("j"):
        return True
    if attribute.object:
        return "(" in its
    if "m" in mine:
        return "m" in its or re.fullmatch(r"l\(\w*Tag\)", its)
    if "(" in its:
        # A text can be the JSON of an object.
        return mine == "s" and same_name and its.startswith("(")
    if mine.startswith("l") and not its.startswith("l"):
        return False
    return mine[-1] == its[-1] or mine[-1] in "sy" or mine[-1] == "n" and its[-1] in "is"


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
