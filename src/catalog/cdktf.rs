//! The classes of CDKTF's provider packages, and the Terraform type that each is.

use super::{schema, table, terraform};

const CLASSES: &str = include_str!("../../grammars/cdktf/classes.tsv");

/// The Terraform type of a class of a provider: `aws`, `S3Bucket` is `aws_s3_bucket`; data sources come as in
/// [`schema::terraform`]: `aws`, `DataAwsAmi` is `data.aws_ami`.
#[must_use]
pub fn resolve(provider: &str, class: &str) -> Option<String> {
    if let Some([_, name]) = table::find(CLASSES, &format!("{provider}.{class}")) {
        return Some(name.to_owned());
    }
    let data_class = class.strip_prefix("Data").and_then(|rest| rest.get(..provider.len()).map(|start| (start, rest)));
    let name = match data_class {
        Some((start, rest)) if start.eq_ignore_ascii_case(provider) => {
            format!("data.{provider}_{}", snake(rest.get(provider.len()..)?))
        }
        _ => format!("{provider}_{}", snake(class)),
    };
    // Such a class is a block of another type, since this one has a class of another name.
    let has_other_class = table::rows(CLASSES).any(|[_, other]| other == name);
    let known = terraform::type_of(&name).is_some() || schema::terraform(&name).is_some();
    (known && !has_other_class).then_some(name)
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
            assert_eq!(resolve(provider, class).as_deref(), Some(name));
        }
    }

    #[test]
    fn resolves_classes() {
        let check = |provider, class, name| assert_eq!(resolve(provider, class).as_deref(), name, "{provider} {class}");
        check("aws", "S3Bucket", Some("aws_s3_bucket"));
        check("aws", "Route53Record", Some("aws_route53_record"));
        check("aws", "S3BucketVersioningA", Some("aws_s3_bucket_versioning"));
        check("aws", "S3BucketVersioning", None);
        check("aws", "DataAwsAmi", Some("data.aws_ami"));
        check("aws", "DatasyncTask", Some("aws_datasync_task"));
        check("random", "Password", Some("random_password"));
        check("aws", "NoSuchThing", None);
        check("", "", None);
    }
}
