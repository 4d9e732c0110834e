"""What the constructs of aws-cdk-lib create, learnt by synthesising them: see cdk_probe.js."""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
# What the probe puts in for values that a construct requires, and names that the library makes of the probe's own.
PLACEHOLDER = re.compile(r"^(mark|alt)|Made[A-Z]\d*(/|$)|^S?X[A-Z]|\bX\b|^Arg|dummy|^(iso|pub|priv)-\d|^ami-1234|^SsmParameterValue")
# Numbers that the probe puts in for values that a construct requires.
PLACEHOLDER_NUMBERS = {7, "7", 420, "420"}
NUMBERS = {"7", "2", "20", "60", "100", "400", "1024", "2048", "8080", "0.5", "1"}
SECONDS = {"420", "180", "13", "25200", "604800", "5184000"}
# Resources that the probe makes below a construct because it needs some.
OF_THE_PROBE = re.compile(r"^(Default/GET|[ab]/)")
# Settings that come of objects that a construct requires, such as the engine of a database: those of the probe's own choice.
OF_REQUIRED_OBJECTS = {
    "Engine", "EngineVersion", "ImageId", "InstanceType", "DBInstanceClass", "CacheNodeType", "Code", "Runtime", "Schedule",
    "ScheduleExpression", "DefinitionString", "AllocatedStorage", "MasterUsername", "MasterUserPassword", "SecretStringTemplate",
    "Statistic", "Source", "Environment", "ContainerDefinitions", "Cpu", "Memory", "Family",
}
PSEUDO_PARAMETERS = {"111111111111": "AWS::AccountId", "us-east-1": "AWS::Region"}
# Chosen because longer effects are those of the library's own helpers, whose code and policies nobody compares.
LONGEST_EFFECT = 1500


def run(script, library, folder):
    """The lines of JSON that a script prints in a folder where the library is installed."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules" / "aws-cdk-lib").exists():
        (folder / "package.json").write_text("{}")
        subprocess.run(["npm", "install", "--silent", library, "constructs@10"], cwd=folder, check=True)
    # Each construct that is synthesised leaves files behind.
    with tempfile.TemporaryDirectory() as scratch:
        given = {**os.environ, "TMPDIR": scratch}
        command = ["node", str(HERE / script)]
        printed = subprocess.run(command, cwd=folder, env=given, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in printed.stdout.splitlines()]


def constructs(probed):
    """Rows of constructs: name; what it extends; the resources that it makes when nothing more is said."""
    for found in probed:
        own = [resource for resource in found.get("resources", []) if not OF_THE_PROBE.search(resource["at"])]
        made = [f"{resource['at']}={resource['type']}" for resource in own]
        yield (found["construct"], " ".join(found["base"]), *made)


def settings(probed):
    """Rows of settings that such a resource has by itself: construct and resource; settings as JSON."""
    for found in probed:
        for resource in found.get("resources", []):
            own = without_placeholders(resource["settings"], own=True)
            if own:
                yield (f"{found['construct']} {resource['at']}", compact(own))


def props(probed):
    """Rows of props: construct and prop; for each kind of value `samples=effects as JSON`, the samples separated by `|`."""
    known = {found["construct"] for found in probed}
    for found in probed:
        by_prop = {}
        filled = {(row["prop"], effect["set"], effect["at"]) for row in found.get("props", []) for effect in row.get("effects") or [] if is_filled(effect)}
        told = {row["prop"] for row in found.get("props", []) if row.get("sample", "").startswith("$made") and is_told(row)}
        for row in found.get("props", []):
            if row.get("sample", "").startswith("$by:"):
                # An object that is put in as what it stands for needs no more; one that does nothing says so.
                says = row.get("effects") or ("+" not in row["sample"] and row.get("effects") is not None)
                if row["prop"] not in told and says:
                    effects = [{**effect, "to": without_samples(effect["to"])} if "to" in effect else effect for effect in row["effects"]]
                    by_prop.setdefault(row["prop"], {}).setdefault(compact(effects), []).append(row["sample"].removeprefix("$by:"))
                continue
            # The probe's selection of subnets is none that a program makes.
            if not row.get("effects") or row["sample"] == "$made:aws_ec2.SubnetSelection":
                continue
            effects = [shortened(effect, row["sample"]) for effect in row["effects"]]
            effects = [effect for effect, whole in zip(effects, row["effects"]) if effect.get("to") or not whole.get("to") or "add" in effect]
            if row["sample"].startswith("$struct"):
                # What the struct sets because of what it requires is said by the rows of that.
                below = {(place, at) for prop, place, at in filled if prop.startswith(row["prop"] + ".")}
                effects = [effect for effect in effects if (effect.get("set"), effect.get("at")) not in below]
            elif row["sample"].startswith("$made") and not is_construct(row, known):
                effects = generalised(effects)
            if effects:
                by_prop.setdefault(row["prop"], {}).setdefault(compact(effects), []).append(sample(row["sample"]))
        for prop, effects in by_prop.items():
            yield (f"{found['construct']} {prop}", *(f"{'|'.join(samples)}={text}" for text, samples in effects.items()))


def attributes(probed):
    """Rows of attributes: construct; `attribute=reference` for each."""
    for found in probed:
        cells = []
        for name, reference in (found.get("attributes") or {}).items():
            if "Ref" in reference:
                cells.append(f"{name}=ref:{reference['Ref']}")
            elif "Fn::GetAtt" in reference:
                cells.append(f"{name}=att:{':'.join(reference['Fn::GetAtt'])}")
            else:
                cells.append(f"{name}=place:{','.join(reference.get('places') or [reference['place']])}")
        if cells:
            yield (found["construct"], *cells)


def methods(called, probed):
    """Rows of methods: construct and method; what it takes; `kind=effects as JSON` for each kind of argument."""
    own = {}
    for found in probed:
        own[found["construct"]] = {row["at"]: without_placeholders(row["settings"], own=True) for row in found.get("resources", [])}
    for found in called:
        cells = {}
        for variant in found["variants"]:
            effects = [shortened_call(effect, own) for effect in variant["effects"]]
            kind = "*" if variant["kind"] == "*" else f"{variant['of']}:{variant['kind']}"
            cells.setdefault(compact([effect for effect in effects if effect]), []).append(kind)
        if cells:
            yield (f"{found['construct']} {found['method']}", ",".join(found["parameters"]), *(f"{'|'.join(kinds)}={text}" for text, kinds in cells.items()))


def shortened_call(effect, own):
    """An effect of a method without what only the probe put in, and without what is known of a construct that it makes."""
    if "make" in effect:
        known, kept = own.get(effect["make"], {}), {}
        for place, settings in effect["to"].items():
            settings = {key: value for key, value in without_samples(settings).items() if known.get(place, {}).get(key) != value}
            if settings:
                kept[place] = settings
        types = {place: kind for place, kind in effect["types"].items() if place not in known}
        return {**effect, "types": types, "to": kept}
    if str(effect.get("type", "")).startswith("Custom::") or len(compact(effect)) > LONGEST_EFFECT:
        return {key: value for key, value in effect.items() if key != "to"} if "add" in effect else None
    return {**effect, "to": without_samples(effect["to"])}


def without_samples(value):
    """A value without what only the samples of the probe put in."""
    return without_placeholders({"": value}, own=True).get("", {} if isinstance(value, dict) else None)


def metrics(printed):
    """Rows of metrics: construct and method; what they are called, how they are counted; `dimension=value as JSON` for each."""
    for found in printed:
        dimensions = (f"{name}={compact(value)}" for name, value in found["dimensions"].items())
        yield (f"{found['construct']} {found['method']}", found["namespace"], found["metricName"], found["statistic"], str(found["period"]), *dimensions)


def members(printed):
    """Rows of classes: name; what it extends; what its constructor takes; `member=class` for each property and method."""
    for found in printed:
        constructor = "-" if found["constructor"] is None else f"({','.join(found['constructor'])})"
        if found["constructor"] is not None or found["members"]:
            yield (found["class"], " ".join(found["bases"]), constructor, *(f"{name}={kind}" for name, kind in found["members"]))


def values(printed):
    """Rows of enums and of classes with constants: name; `member=value` for each."""
    for kind, name, members in printed:
        if kind != "l1":
            yield (name, *(f"{member}={value}" for member, value in members.items() if len(str(value)) < 200 and "\n" not in str(value)))


def classes(printed):
    """Rows of L1 classes: name; CloudFormation type."""
    return ((name, model) for kind, name, model in printed if kind == "l1")


def filled(to, tried):
    """A text that is a number or an instance type in other words, with its place named."""
    if not isinstance(to, str):
        return to
    if tried == "$number" and to in NUMBERS:
        return "$value"
    if tried == "$duration" and to in SECONDS:
        return "$seconds"
    return to.replace("t3.medium", "$value") if tried == "$made:aws_ec2.InstanceType" else to


def is_filled(effect):
    """Whether a value fills a place of what it sets."""
    return "set" in effect and "$" in compact(effect.get("to"))


def is_construct(row, constructs):
    """Whether an object is a construct, so that it is referred to."""
    name = row["sample"].removeprefix("$made:").rstrip("[]{}")
    text = compact(row["effects"])
    return name in constructs or re.sub(r"\.I(?=[A-Z])", ".", name) in constructs or "$ref" in text or "$att" in text


def is_told(row):
    """Whether an object does no more than to be put in as the one text that it stands for."""
    effects = row.get("effects") or []
    return row["sample"].startswith("$made:aws_ec2.InstanceType") or len(effects) == 1 and "$value" in compact(filled(effects[0].get("to"), row["sample"]))


def generalised(effects):
    """What other objects do: one that sets a single text is put in as what it stands for; else what they set is not known."""
    sets = [effect for effect in effects if "set" in effect]
    if all(is_filled(effect) for effect in sets):
        return sets
    if len(sets) == 1 and isinstance(sets[0].get("to"), str):
        return [{**sets[0], "to": sets[0]["to"] if "$" in sets[0]["to"] else "$value"}]
    return [effect if is_filled(effect) else {**effect, "to": "$unknown"} for effect in sets]


def sample(name):
    """What kind of value was tried; `$made` for an object, whatever its class."""
    if name.startswith("$made"):
        return "$made" + (name[-2:] if name.endswith(("[]", "{}")) else "")
    return name


def shortened(effect, tried):
    """An effect without what only makes it long: the code and the keys of the library's own helpers."""
    if str(effect.get("type", "")).startswith("Custom::") or len(compact(effect)) > LONGEST_EFFECT:
        return {key: value for key, value in effect.items() if key != "to"}
    kept = {key: without_placeholders(filled(value, tried)) if key == "to" else value for key, value in effect.items()}
    if "at" in kept:
        kept["at"] = kept["at"].replace("mark-key", "{}")
    return kept


def without_placeholders(value, own=False):
    """A value without what only the probe put in; of the settings that a resource has by itself, also without its numbers."""
    if isinstance(value, dict):
        kept = {key: without_placeholders(inner, own) for key, inner in value.items() if not (own and key in OF_REQUIRED_OBJECTS)}
        return {key: inner for key, inner in kept.items() if inner not in ({}, [], None)}
    if isinstance(value, list):
        return [kept for kept in (without_placeholders(inner, own) for inner in value) if kept not in ({}, [], None)]
    if own and not isinstance(value, bool) and value in PLACEHOLDER_NUMBERS:
        return None
    if isinstance(value, str) and PLACEHOLDER.search(value):
        return None
    return of_any_account(value) if isinstance(value, str) else value


def of_any_account(text):
    """A text without the account and the region of the probe's stack."""
    parts = [part for part in re.split(r"(111111111111|us-east-1)", text) if part]
    if len(parts) == 1 and parts[0] == text and text not in PSEUDO_PARAMETERS:
        return text
    parts = [{"Ref": PSEUDO_PARAMETERS[part]} if part in PSEUDO_PARAMETERS else part for part in parts]
    return parts[0] if len(parts) == 1 else {"Fn::Join": ["", parts]}


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
