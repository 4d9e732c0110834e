"""Regions and their zones, and the types that keep data, read from packages that list them."""

import gzip
import json
import re
import zipfile

ZONE = re.compile(r'Zone\(\s*region_name="([^"]+)",\s*name="([^"]+)"')
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


def packed_json(package, folder):
    """The JSON files in a folder of a wheel, some of which are packed."""
    with zipfile.ZipFile(package.archive) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith(folder) and name.endswith((".json", ".json.gz")):
                data = archive.read(name)
                yield name, json.loads(gzip.decompress(data) if name.endswith(".gz") else data)
