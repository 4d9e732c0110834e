//! Pulumi packages' resource types, and what each is in the words of the provider behind it.

use super::table;

const TYPES: &str = include_str!("../../grammars/pulumi/types.tsv");
const CONSTANTS: &str = include_str!("../../grammars/pulumi/constants.tsv");

/// A resource type of a Pulumi package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// Its token: `aws:lambda/function:Function`.
    pub token: String,
    /// What it is.
    pub becomes: Becomes,
}

/// What a Pulumi type is in the words of the provider behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// That Terraform type: the classic providers are bridges to Terraform's.
    Terraform(&'static str),
    /// That CloudFormation type.
    CloudFormation(&'static str),
    /// That API version and kind: `apps/v1/Deployment`.
    Kubernetes(&'static str),
    /// A component, or a type that is newer than the tables.
    Itself,
}

/// The type that a program names by package, module and class, in any of the languages' ways:
/// `pulumi_aws`, `lambda_`, `Function`; `@pulumi/aws`, `lambda`, `Function`; `kubernetes`, `apps.v1`, `Deployment`;
/// `random`, no module, `RandomPassword`.
#[must_use]
pub fn resolve(package: &str, module: &str, class: &str) -> Option<ResourceType> {
    let package = package.trim_start_matches("@pulumi/").trim_start_matches("pulumi_").replace('_', "-");
    let module = match module.trim_end_matches('_') {
        "" => "index".to_owned(),
        module => module.replace('.', "/").to_ascii_lowercase(),
    };
    let [key, becomes] = table::find(TYPES, &format!("{package}:{module}:{class}"))?;
    let bridged = || format!("{package}:{module}/{}:{class}", lower_first(class));
    let (token, becomes) = match becomes {
        "" => (key.to_owned(), Becomes::Itself),
        "?" => (bridged(), Becomes::Itself),
        name if name.starts_with("AWS::") => (key.to_owned(), Becomes::CloudFormation(name)),
        name => match name.rsplit_once('/') {
            Some((version, kind)) => {
                let group = if version.contains('/') { "" } else { "core/" };
                (format!("kubernetes:{group}{version}:{kind}"), Becomes::Kubernetes(name))
            }
            None => (bridged(), Becomes::Terraform(name)),
        },
    };
    Some(ResourceType { token, becomes })
}

/// The type of a token: `aws:lambda/function:Function`; in the short form of Pulumi YAML, `aws:lambda:Function`.
#[must_use]
pub fn of_token(token: &str) -> Option<ResourceType> {
    let (package, rest) = token.split_once(':')?;
    let (module, class) = rest.rsplit_once(':')?;
    resolve(package, module, class).or_else(|| resolve(package, module.split_once('/')?.0, class))
}

/// The token of a Terraform type, in the short form of Pulumi YAML.
#[must_use]
pub fn token_of(terraform: &str) -> Option<&'static str> {
    table::rows(TYPES).find(|[_, becomes]| *becomes == terraform).map(|[token, _]| token)
}

/// The text that a constant of a package stands for: `aws`, `lambda`, `Runtime.NodeJS18dX`, however a language spells it.
#[must_use]
pub fn constant(package: &str, module: &str, name: &str) -> Option<&'static str> {
    let folded = |part: &str| part.replace('_', "").to_ascii_lowercase();
    let [_, value] = table::find(CONSTANTS, &format!("{package}:{}:{}", folded(module), folded(name)))?;
    Some(value)
}

fn lower_first(class: &str) -> String {
    let mut letters = class.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::terraform;

    #[test]
    fn the_table_is_well_formed() {
        table::tests::check_sorted(TYPES, 6000);
        for [key] in table::rows(TYPES) {
            let [package, module, class]: [&str; 3] = key.split(':').collect::<Vec<_>>().try_into().unwrap();
            let found = resolve(package, module, class).unwrap();
            if let Becomes::Terraform(name) = found.becomes {
                assert!(terraform::type_of(name).is_some(), "{name}");
            }
            if !matches!(found.becomes, Becomes::Kubernetes(_)) {
                assert_eq!(of_token(&found.token), Some(found));
            }
        }
    }

    #[test]
    fn constants_are_spelt_in_each_language() {
        table::tests::check_sorted(CONSTANTS, 2800);
        for (module, name) in [("lambda", "Runtime.NodeJS18dX"), ("lambda_", "Runtime.NODE_JS18D_X")] {
            assert_eq!(constant("aws", module, name), Some("nodejs18.x"));
        }
        assert_eq!(constant("aws", "lambda", "Runtime"), None);
    }

    #[test]
    fn resolves_names_of_each_language() {
        use Becomes::{CloudFormation, Itself, Kubernetes, Terraform};
        let check = |(package, module, class), token: &str, becomes| {
            let expected = ResourceType { token: token.to_owned(), becomes };
            assert_eq!(resolve(package, module, class), Some(expected), "{package} {module} {class}");
        };
        let function = Terraform("aws_lambda_function");
        check(("pulumi_aws", "lambda_", "Function"), "aws:lambda/function:Function", function);
        check(("@pulumi/aws", "lambda", "Function"), "aws:lambda/function:Function", function);
        check(("aws", "s3", "BucketV2"), "aws:s3/bucketV2:BucketV2", Terraform("aws_s3_bucket"));
        check(("aws", "guardduty", "IPSet"), "aws:guardduty/iPSet:IPSet", Terraform("aws_guardduty_ipset"));
        check(("aws_native", "s3", "Bucket"), "aws-native:s3:Bucket", CloudFormation("AWS::S3::Bucket"));
        check(("awsx", "ec2", "Vpc"), "awsx:ec2:Vpc", Itself);
        check(
            ("random", "", "RandomPassword"),
            "random:index/randomPassword:RandomPassword",
            Terraform("random_password"),
        );
        let deployment = Kubernetes("apps/v1/Deployment");
        check(("kubernetes", "apps.v1", "Deployment"), "kubernetes:apps/v1:Deployment", deployment);
        check(("kubernetes", "core/v1", "Secret"), "kubernetes:core/v1:Secret", Kubernetes("v1/Secret"));
        let ingress = Kubernetes("networking.k8s.io/v1/Ingress");
        check(("kubernetes", "networking.v1", "Ingress"), "kubernetes:networking.k8s.io/v1:Ingress", ingress);
        assert_eq!(resolve("aws", "s3", "NoSuchThing"), None);
        assert_eq!(resolve("aws", "", ""), None);
    }
}
