"""Prices that a package states. The tables in `grammars/prices` hold rows of several sources; those of other sources stay as they are."""

import ast
from decimal import Decimal

from tables import GRAMMARS

FOLDER = GRAMMARS / "prices"
SOURCE = "finops-mcp"
# The day on which the authors of the package read the price list of AWS.
AS_OF = "2026-10-13"
REGION = "us-east-1"

# File of the package: constant: (table, item, unit). Where the constant is a dictionary, `{}` stands for its keys.
CONSTANTS = {
    "finops/aws_prices.py": {
        "EC2_HOURLY": [("ec2", "{}", "hour")],
        "RDS_HOURLY": [("rds", "mysql:{}", "hour"), ("rds", "mariadb:{}", "hour")],
        "RDS_HOURLY_POSTGRES": [("rds", "postgres:{}", "hour")],
        "EBS_PER_GB_MONTH": [("storage", "ebs/{}", "GB")],
        "EBS_SNAPSHOT_PER_GB_MONTH": [("storage", "ebs/snapshot", "GB")],
        "EBS_GP3_PER_IOPS_MONTH": [("storage", "ebs/gp3-iops", "IOPS")],
        "EBS_GP3_PER_MIBPS_MONTH": [("storage", "ebs/gp3-throughput", "MiBps")],
        "EBS_IO1_PER_IOPS_MONTH": [("storage", "ebs/io1-iops", "IOPS")],
        "S3_LIST_PER_1000": [("storage", "s3/standard/put-copy-post-list-requests", "1k requests")],
        "S3_GET_PER_1000": [("storage", "s3/standard/get-select-and-all-other-requests", "1k requests")],
        "S3_EGRESS_PER_GB": [("network", "data-transfer/internet-out-first10tb", "GB")],
        "ALB_HOURLY": [("network", "load-balancer/alb", "hour")],
        "NLB_HOURLY": [("network", "load-balancer/nlb", "hour")],
        "CLB_HOURLY": [("network", "load-balancer/clb", "hour")],
        "GWLB_HOURLY": [("network", "load-balancer/gwlb", "hour")],
        "NAT_GATEWAY_HOURLY": [("network", "nat-gateway/nat-gateway", "hour")],
        "NAT_GATEWAY_PER_GB": [("network", "nat-gateway/data-processed", "GB")],
        "PUBLIC_IPV4_HOURLY": [("network", "vpc/public-ipv4", "hour")],
        "ATHENA_PER_TB_SCANNED": [("data", "athena/scanned", "TB")],
        "CLOUDWATCH_PER_1000_METRICS": [("operations", "cloudwatch/getmetricdata", "1k metrics")],
    },
    "finops/connectors/terraform_estimate.py": {
        "_ELASTICACHE_HOURLY": [("nodes", "redis:{}", "hour"), ("nodes", "memcached:{}", "hour")],
        "_ELASTICACHE_VALKEY_HOURLY": [("nodes", "valkey:{}", "hour")],
        "_OPENSEARCH_HOURLY": [("nodes", "opensearch:{}", "hour")],
        "_MSK_BROKER_HOURLY": [("nodes", "msk:{}", "hour")],
        "_REDSHIFT_HOURLY": [("nodes", "redshift:{}", "hour")],
    },
    "finops/connectors/aws_services/documentdb.py": {"_INSTANCE_HOURLY_USD": [("rds", "docdb:{}", "hour")]},
    "finops/analyzers/waste.py": {
        "_FARGATE_VCPU_HOURLY_X86": [("compute", "fargate/vcpu", "vCPU-hour")],
        "_FARGATE_VCPU_HOURLY_ARM": [("compute", "fargate/vcpu-arm64", "vCPU-hour")],
        "_RDS_BACKUP_EXTRA_PER_GB_MONTH": [("data", "rds/backup-storage", "GB")],
    },
    "finops/recommendations/cloudwatch_alarms.py": {
        "STANDARD_ALARM_COST": [("operations", "alarm/standard-resolution", "metric")],
    },
}


def remake(package):
    """Writes the package's rows anew, in the tables where they stand."""
    made = {}
    for file, constants in CONSTANTS.items():
        known = literals(next(text for _, text in package.files(lambda name, file=file: name == file)))
        for constant, places in constants.items():
            for table, item, unit in places:
                made.setdefault(table, {}).update(rows(known[constant], item, unit))
    for table, found in made.items():
        replace(FOLDER / f"{table}.tsv", found)
    write_regions(literals(next(text for _, text in package.files(lambda name: name == "finops/aws_prices.py"))))


def literals(text):
    """The constants of a Python file that are written down as literals."""
    known = {}
    for node in ast.parse(text).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if len(targets) == 1 and isinstance(targets[0], ast.Name) and node.value is not None:
            try:
                known[targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return known


def rows(value, item, unit):
    """{key: cells} of a price, or of a dictionary of prices."""
    prices = value if isinstance(value, dict) else {"": value}
    return {f"{REGION}/{item.format(name)}": (unit, plain(usd), SOURCE, AS_OF) for name, usd in prices.items()}


def plain(usd):
    """A price without exponent."""
    return format(Decimal(str(usd)).normalize(), "f")


def replace(path, found):
    """Puts the rows into a table; the others, and the header, stay."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header = [line for line in lines if line.startswith("#")]
    table = {cells[0]: cells[1:] for cells in (tuple(line.split("\t")) for line in lines if not line.startswith("#"))}
    table.update(found)
    body = ["\t".join((key, *table[key])) for key in sorted(table)]
    path.write_text("\n".join([*header, *body]) + "\n", encoding="utf-8")
    print(f"prices/{path.name}: {len(found)} of {len(body)} rows")


def write_regions(known):
    """How EC2 prices of a region relate to those of us-east-1."""
    path = FOLDER / "ec2_regions.tsv"
    header = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    ranges = sorted(known["EC2_REGION_RANGE"].items())
    body = [f"{region}\t{least}\t{most}" for region, (least, most) in ranges]
    path.write_text("\n".join([*header, *body]) + "\n", encoding="utf-8")
