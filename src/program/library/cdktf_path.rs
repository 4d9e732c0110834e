//! What a program names of CDKTF and its providers, in the ways of each language.

/// Something of CDKTF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    /// Of its own library, in one spelling for all languages: `terraformstack`, `fn.jsonencode`.
    Core(String),
    /// Of a provider's bindings, prebuilt or generated.
    Provider {
        /// `aws`, `google_beta`.
        package: String,
        /// `IamRole`, with the members behind it: `IamRole.importFrom`.
        class: String,
    },
    /// Bindings generated for a Terraform module.
    Module(String),
}

/// How the paths of CDKTF's own library begin.
const CORE: &[&str] = &["com.hashicorp.cdktf.", "cdktf.", GO_CORE];

const GO_CORE: &str = "github.com/hashicorp/terraform-cdk-go/cdktf.";

/// What stands before a provider's name in the paths of its bindings, prebuilt and generated.
const PROVIDERS: &[&str] = &[
    "@cdktf/provider-",
    "cdktf_cdktf_provider_",
    "com.hashicorp.cdktf.providers.",
    "github.com/cdktf/cdktf-provider-",
    ".gen/providers/",
    "gen.providers.",
    "generated/hashicorp/",
    "imports.",
    // No such package is published, but answers write it.
    "github.com/hashicorp/terraform-cdk-go/cdktf/",
];

/// Where the bindings of Terraform modules are generated.
const MODULES: &[&str] = &[".gen/modules/", "imports.modules."];

/// Whether a module is one that CDKTF generates next to the program, so that no response holds it.
pub(crate) fn is_generated(module: &str) -> bool {
    module.contains(".gen/providers") || module.contains(".gen/modules")
}

/// Reads a dotted path: `@cdktf/provider-aws/lib/iam-role.IamRole`, `cdktf_cdktf_provider_aws.iam_role.IamRole`,
/// `com.hashicorp.cdktf.providers.aws.iam_role.IamRole`, `github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole.NewIamRole`,
/// `./.gen/providers/aws/iam-role.IamRole`, `imports.aws.IamRole`, `cdktf.TerraformStack`.
pub(crate) fn read(path: &str) -> Option<Path> {
    if let Some(rest) = MODULES.iter().find_map(|place| behind(path, place)) {
        return Some(Path::Module(rest.rsplit('.').next().unwrap_or(rest).to_owned()));
    }
    if let Some(rest) = PROVIDERS.iter().find_map(|place| behind(path, place)) {
        let package = rest.split(['/', '.']).next()?;
        let is_go = path.contains("-go/") || path.contains("generated/hashicorp/");
        let package = package.trim_end_matches("-go").replace('-', "_");
        let package = package.strip_suffix("_provider").unwrap_or(&package).to_owned();
        let parts = rest.split(['/', '.']).skip(1);
        let class = parts.skip_while(|part| !is_class(part)).collect::<Vec<_>>().join(".");
        let class = if is_go { class.strip_prefix("New").unwrap_or(&class).to_owned() } else { class };
        return (!class.is_empty()).then_some(Path::Provider { package, class });
    }
    let rest = CORE.iter().find_map(|place| path.strip_prefix(place))?;
    if path.starts_with(GO_CORE) {
        // A static function stands behind an underscore: `Fn_Jsonencode`.
        let name = rest.strip_prefix("New").unwrap_or(rest);
        return Some(Path::Core(folded(&name.replacen('_', ".", 1))));
    }
    Some(Path::Core(folded(rest)))
}

/// What stands behind a place in a path that begins with it or has it as a part.
fn behind<'p>(path: &'p str, place: &str) -> Option<&'p str> {
    let at = path.find(place)?;
    // Generated bindings stand in a folder of the project; everything else begins a path.
    (at == 0 || place.contains("gen")).then(|| path.get(at + place.len()..)).flatten()
}

/// A class begins with a capital, and its static functions stand behind it.
fn is_class(part: &str) -> bool {
    part.starts_with(|first: char| first.is_ascii_uppercase())
}

/// A name in one spelling for all languages: `as_string`, `asString`, `AsString` as `asstring`.
fn folded(name: &str) -> String {
    name.chars().filter(|&letter| letter != '_').collect::<String>().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_each_language() {
        let provider = |path: &str, expected: [&str; 2]| {
            let [package, class] = expected.map(str::to_owned);
            assert_eq!(read(path), Some(Path::Provider { package, class }), "{path}");
        };
        provider("@cdktf/provider-aws/lib/iam-role.IamRole", ["aws", "IamRole"]);
        provider("@cdktf/provider-aws.iamRole.IamRole", ["aws", "IamRole"]);
        provider("@cdktf/provider-aws.IamRole", ["aws", "IamRole"]);
        provider("@cdktf/provider-google-beta/lib/provider.GoogleBetaProvider", ["google_beta", "GoogleBetaProvider"]);
        provider("../.gen/providers/aws/s3-bucket.S3Bucket", ["aws", "S3Bucket"]);
        provider("./.gen/providers/aws/index.S3Bucket", ["aws", "S3Bucket"]);
        provider("cdktf_cdktf_provider_aws.iam_role.IamRole", ["aws", "IamRole"]);
        provider("imports.aws.iam_role.IamRole", ["aws", "IamRole"]);
        provider("imports.aws.IamRole", ["aws", "IamRole"]);
        provider("com.hashicorp.cdktf.providers.aws.iam_role.IamRole", ["aws", "IamRole"]);
        provider("github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole.NewIamRole", ["aws", "IamRole"]);
        provider("cdk.tf/go/stack/generated/hashicorp/aws/vpc.NewVpc", ["aws", "Vpc"]);
        let core = |path: &str, name: &str| assert_eq!(read(path), Some(Path::Core(name.to_owned())), "{path}");
        provider("com.hashicorp.cdktf.providers.random_provider.password.Password", ["random", "Password"]);
        provider("github.com/hashicorp/terraform-cdk-go/cdktf/aws.NewVpc", ["aws", "Vpc"]);
        core("cdktf.TerraformStack", "terraformstack");
        core("cdktf.Fn.jsonencode", "fn.jsonencode");
        core("com.hashicorp.cdktf.S3Backend", "s3backend");
        core("github.com/hashicorp/terraform-cdk-go/cdktf.NewTerraformStack", "terraformstack");
        core("github.com/hashicorp/terraform-cdk-go/cdktf.Fn_Jsonencode", "fn.jsonencode");
        assert_eq!(read(".gen/modules/vpc.Vpc"), Some(Path::Module("Vpc".to_owned())));
        assert_eq!(read("aws-cdk-lib/aws-s3.Bucket"), None);
        assert_eq!(read("constructs.Construct"), None);
    }
}
