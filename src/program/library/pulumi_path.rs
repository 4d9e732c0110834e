//! What a program names of Pulumi's packages, in the ways of each language.

/// Something of a Pulumi package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    /// `aws`, `aws-native`, `kubernetes`; that of Pulumi's own library is `pulumi`.
    pub(crate) package: String,
    /// `sqs`, `apps.v1`; empty for what stands in the package itself.
    pub(crate) module: String,
    /// `Queue`, `getAmi`, `get_ami`, `Queue.get`.
    pub(crate) name: String,
}

/// What stands between the repository of a Go package and its modules.
const GO_SDK: &str = "/go/";

/// Reads a dotted path: `pulumi_aws.sqs.Queue`, `@pulumi/aws.sqs.Queue`, `@pulumi/aws/sqs.Queue`,
/// `github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sqs.NewQueue`, `com.pulumi.aws.sqs.Queue`.
pub(crate) fn read(path: &str) -> Option<Path> {
    let (package, rest) = if let Some(rest) = path.strip_prefix("pulumi_") {
        rest.split_once('.')?
    } else if let Some(rest) = path.strip_prefix("@pulumi/") {
        rest.split_once(['.', '/'])?
    } else if let Some(rest) = path.strip_prefix("github.com/pulumi/") {
        rest.split_once(GO_SDK)?.1.split_once(['.', '/'])?
    } else if let Some(rest) = path.strip_prefix("com.pulumi.") {
        let core = ["core.", "resources."].iter().find_map(|module| rest.strip_prefix(module));
        match core.or_else(|| rest.starts_with(|first: char| first.is_ascii_uppercase()).then_some(rest)) {
            Some(core) => ("pulumi", core),
            None => rest.split_once('.')?,
        }
    } else {
        ("pulumi", path.strip_prefix("pulumi.")?)
    };
    let rest = rest.replace('/', ".");
    // A class begins with a capital, and its static functions stand behind it.
    let is_class = |part: &str| part.starts_with(|first: char| first.is_ascii_uppercase());
    let mut parts = rest.split('.').peekable();
    let mut module = Vec::new();
    while let Some(part) = parts.next_if(|part| !is_class(part)) {
        if parts.peek().is_none() {
            return Some(Path { package: package.replace('_', "-"), module: module.join("."), name: part.to_owned() });
        }
        module.push(part);
    }
    let name = parts.collect::<Vec<_>>().join(".");
    let name = if path.contains(GO_SDK) { name.strip_prefix("New").unwrap_or(&name).to_owned() } else { name };
    Some(Path { package: package.replace('_', "-"), module: module.join("."), name })
}

impl Path {
    /// What it names, in one spelling for all languages: `iam.getpolicydocument`.
    pub(crate) fn folded(&self) -> String {
        let name = self.name.strip_prefix("Lookup").map_or_else(|| self.name.clone(), |name| format!("get{name}"));
        let path = if self.module.is_empty() { name } else { format!("{}.{name}", self.module) };
        path.chars().filter(|&letter| letter != '_').collect::<String>().to_ascii_lowercase()
    }

    /// How to name it to people: `aws.sqs.Queue`.
    pub(crate) fn title(&self) -> String {
        [self.package.as_str(), &self.module, &self.name]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_each_language() {
        let check = |path: &str, expected: [&str; 3]| {
            let found = read(path).map(|path| [path.package, path.module, path.name]);
            assert_eq!(found, Some(expected.map(str::to_owned)), "{path}");
        };
        check("pulumi_aws.sqs.Queue", ["aws", "sqs", "Queue"]);
        check("pulumi_aws.get_caller_identity", ["aws", "", "get_caller_identity"]);
        check("pulumi_aws.Provider", ["aws", "", "Provider"]);
        check("pulumi_aws_native.s3.Bucket", ["aws-native", "s3", "Bucket"]);
        check("pulumi_kubernetes.apps.v1.Deployment", ["kubernetes", "apps.v1", "Deployment"]);
        check("@pulumi/aws.lambda.Function", ["aws", "lambda", "Function"]);
        check("@pulumi/aws/ec2.Vpc", ["aws", "ec2", "Vpc"]);
        check("@pulumi/aws.s3.Bucket.get", ["aws", "s3", "Bucket.get"]);
        check("@pulumi/pulumi.export", ["pulumi", "", "export"]);
        check("pulumi.ComponentResource", ["pulumi", "", "ComponentResource"]);
        check("github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sqs.NewQueue", ["aws", "sqs", "Queue"]);
        check("com.pulumi.aws.sqs.Queue", ["aws", "sqs", "Queue"]);
        check("com.pulumi.resources.ComponentResource", ["pulumi", "", "ComponentResource"]);
        check("com.pulumi.Config", ["pulumi", "", "Config"]);
        assert_eq!(read("boto3.client"), None);
    }
}
