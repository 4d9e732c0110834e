//! The classes of CDKTF's provider packages, and the Terraform type that each is.

use super::table;

const CLASSES: &str = include_str!("../../grammars/cdktf/classes.tsv");
const MODULES: &str = include_str!("../../grammars/cdktf/modules.tsv");

/// A module of a provider package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Module {
    row: &'static str,
}

/// Whether the modules of a provider's package are known.
#[must_use]
pub fn has_provider(provider: &str) -> bool {
    modules(provider).next().is_some()
}

/// The module in that folder of a provider's package: `s3-bucket`.
#[must_use]
pub fn module(provider: &str, folder: &str) -> Option<Module> {
    table::find_line(MODULES, &format!("{provider}:{folder}")).map(|row| Module { row })
}

/// The module that the package itself calls so: `s3Bucket`.
#[must_use]
pub fn module_called(provider: &str, name: &str) -> Option<Module> {
    modules(provider).find(|module| module.row.split('\t').nth(1) == Some(name))
}

/// The folder of the module that has a class.
#[must_use]
pub fn module_of_class(provider: &str, class: &str) -> Option<&'static str> {
    modules(provider).find(|module| module.classes().any(|known| known == class)).map(Module::folder)
}

fn modules(provider: &str) -> impl Iterator<Item = Module> {
    table::starting_with(MODULES, format!("{provider}:")).map(|row| Module { row })
}

impl Module {
    /// Its folder: `s3-bucket`.
    #[must_use]
    pub fn folder(self) -> &'static str {
        let key = self.row.split('\t').next().unwrap_or_default();
        key.split_once(':').map_or(key, |(_, folder)| folder)
    }

    /// Its resources, data sources and providers.
    pub fn classes(self) -> impl Iterator<Item = &'static str> {
        self.row.split('\t').skip(2)
    }
}

/// The Terraform type of a class of a provider: `aws`, `S3Bucket` is `aws_s3_bucket`; data sources come as in
/// [`super::schema::terraform`]: `aws`, `DataAwsAmi` is `data.aws_ami`. A class that no provider has gets the name that its type
/// would have.
#[must_use]
pub fn type_of(provider: &str, class: &str) -> String {
    if let Some([_, name]) = table::find(CLASSES, &format!("{provider}.{class}")) {
        return name.to_owned();
    }
    // A beta provider has the types of the provider whose beta it is.
    let own = provider.strip_suffix("_beta").unwrap_or(provider);
    let data = format!("Data{}", provider.replace('_', ""));
    match class.get(..data.len()).zip(class.get(data.len()..)) {
        Some((start, rest)) if start.eq_ignore_ascii_case(&data) && !rest.is_empty() => {
            format!("data.{own}_{}", snake(rest))
        }
        _ => format!("{own}_{}", snake(class)),
    }
}

/// Whether a class configures its provider: `AwsProvider`.
#[must_use]
pub fn is_provider(provider: &str, class: &str) -> bool {
    class.eq_ignore_ascii_case(&format!("{}Provider", provider.replace('_', "")))
}

fn snake(class: &str) -> String {
    let mut name = String::with_capacity(class.len() + 8);
    let mut after_small = false;
    for letter in class.chars() {
        if letter.is_ascii_uppercase() && after_small {
            name.push('_');
        }
        after_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        name.push(letter.to_ascii_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        table::tests::check_sorted(CLASSES, 90);
        for [key, name] in table::rows(CLASSES) {
            let (provider, class) = key.split_once('.').unwrap();
            assert_eq!(type_of(provider, class), name);
        }
    }

    #[test]
    fn names_the_types_of_classes() {
        let check = |provider, class, name| assert_eq!(type_of(provider, class), name, "{provider} {class}");
        check("aws", "S3Bucket", "aws_s3_bucket");
        check("aws", "Route53Record", "aws_route53_record");
        check("aws", "Wafv2WebAcl", "aws_wafv2_web_acl");
        check("aws", "S3BucketVersioningA", "aws_s3_bucket_versioning");
        check("aws", "DataAwsAmi", "data.aws_ami");
        check("aws", "DatasyncTask", "aws_datasync_task");
        check("google_beta", "ComputeNetwork", "google_compute_network");
        check("google_beta", "DataGoogleBetaClientConfig", "data.google_client_config");
        check("random", "Password", "random_password");
        check("null", "Resource", "null_resource");
        check("aws", "NoSuchThing", "aws_no_such_thing");
        check("", "", "_");
    }

    #[test]
    fn knows_providers() {
        assert!(is_provider("aws", "AwsProvider"));
        assert!(is_provider("google_beta", "GoogleBetaProvider"));
        assert!(!is_provider("aws", "IamOpenidConnectProvider"));
    }

    #[test]
    fn knows_modules() {
        table::tests::check_sorted(MODULES, 2300);
        assert_eq!(module("aws", "s3-bucket").unwrap().classes().collect::<Vec<_>>(), ["S3Bucket"]);
        assert_eq!(module_called("aws", "s3Bucket"), module("aws", "s3-bucket"));
        assert_eq!(module_of_class("aws", "AwsProvider"), Some("provider"));
        assert!(!has_provider("nowhere") && module("aws", "no-such").is_none());
    }
}
