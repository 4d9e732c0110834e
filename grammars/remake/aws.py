"""Regions and their zones, types that keep data or are gone, and versions of engines, read from packages that list them."""

import gzip
import json
import re
import zipfile

import cloudformation

ZONE = re.compile(r'Zone\(\s*region_name="([^"]+)",\s*name="([^"]+)"')
EXTENSIONS = "cfnlint/data/schemas/extensions/"
OFFERINGS = "moto/ec2/resources/instance_type_offerings/availability-zone/"


def regions(botocore, moto):
    """Rows of regions: name, name for people, the letters of the zones as far as moto knows them."""
    zones = {}
    for _, text in moto.files(lambda name: name == "moto/ec2/models/availability_zones_and_regions.py"):
        for region, zone in ZONE.findall(text):
            zones.setdefault(region, set()).add(zone)
    for name, offered in packed_json(moto, OFFERINGS):
        region = name.removeprefix(OFFERINGS).partition(".")[0]
        zones.setdefault(region, {offer["Location"] for offer in offered})
    for partition in botocore.json("botocore/data/endpoints.json")["partitions"]:
        for region, about in partition["regions"].items():
            letters = sorted(zone.removeprefix(region) for zone in zones.get(region, ()))
            yield (region, about["description"], " ".join(letters))


def stateful(cfn_lint):
    """Rows of CloudFormation types whose resources keep data."""
    listed = cfn_lint.json("cfnlint/data/AdditionalSpecs/StatefulResources.json")
    return [(name,) for name in listed["ResourceTypes"]]


def ended(cfn_lint):
    """Rows of CloudFormation types whose service is shut down or about to be: type, status, day."""
    for kind, schema in cloudformation.resource_schemas(cfn_lint):
        lifecycle = schema.get("lifecycle", {})
        if lifecycle.get("status") in ("shutdown", "sunset") and lifecycle.get("date"):
            yield (kind, lifecycle["status"], lifecycle["date"])


def lambda_environment(cfn_lint):
    """The environment variables that Lambda keeps for itself."""
    schema = cfn_lint.json(EXTENSIONS + "aws_lambda_function/environment_variable_keys.json")
    return sorted(schema["propertyNames"]["not"]["enum"])


def engine_versions(cfn_lint):
    """Rows of engines of RDS: name, then each of its versions, with a minus behind those that no longer can be created."""
    known, retired = {}, {}
    for kind in ("aws_rds_dbinstance", "aws_rds_dbcluster"):
        for found, file in ((known, "engine_version"), (retired, "engine_version_deprecated")):
            for rule in cfn_lint.json(f"{EXTENSIONS}{kind}/{file}.json")["allOf"]:
                engine = rule["if"]["properties"]["Engine"].get("const")
                version = {**rule["if"]["properties"], **rule["then"].get("properties", {})} if found is known else rule["if"]["properties"]
                if engine and "enum" in version.get("EngineVersion", {}):
                    found.setdefault(engine, set()).update(map(str, version["EngineVersion"]["enum"]))
    for engine, versions in known.items():
        gone = retired.get(engine, set())
        yield (engine, *(version + ("-" if version in gone else "") for version in sorted(versions | gone)))


def packed_json(package, folder):
    """The JSON files in a folder of a wheel, some of which are packed."""
    with zipfile.ZipFile(package.archive) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith(folder) and name.endswith((".json", ".json.gz")):
                data = archive.read(name)
                yield name, json.loads(gzip.decompress(data) if name.endswith(".gz") else data)
