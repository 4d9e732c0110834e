//! What the languages call the library's things, as its jsii assembly names them: `aws_s3.Bucket`.

use crate::catalog::spelling::camel_case;

/// The name of a library's thing by the path under which a program knows it, without the library's own name: `aws_s3.Bucket`,
/// `Duration.days`, `aws_s3.BucketEncryption.KMS`; `None` for what is not of the CDK.
pub(crate) fn jsii(path: &str) -> Option<String> {
    if let Some(rest) = path.strip_prefix("aws-cdk-lib") {
        return node(rest);
    }
    if let Some(rest) = path.strip_prefix("@aws-cdk/") {
        let (module, name) = rest.split_once('.')?;
        let module = module.split('/').next()?.trim_end_matches("-alpha");
        return if module == "core" { Some(name.to_owned()) } else { Some(format!("{}.{name}", underscored(module))) };
    }
    if let Some(rest) = path.strip_prefix("aws_cdk.") {
        return Some(python(rest.strip_prefix("core.").unwrap_or(rest)));
    }
    if let Some(rest) = path.strip_prefix("software.amazon.awscdk.") {
        return java(rest);
    }
    let rest = path.strip_prefix("github.com/aws/aws-cdk-go/awscdk/v2")?;
    go(rest)
}

/// `/aws-s3.Bucket`, `.aws_s3.Bucket`, `.Stack`.
fn node(rest: &str) -> Option<String> {
    match rest.strip_prefix('/') {
        Some(rest) => {
            let (module, name) = rest.split_once('.')?;
            let module = module.split('/').next()?;
            if module == "core" { Some(name.to_owned()) } else { Some(format!("{}.{name}", underscored(module))) }
        }
        None => rest.strip_prefix('.').map(str::to_owned),
    }
}

/// `aws_s3.Bucket.from_bucket_name`: functions are in snake case, constants are not.
fn python(rest: &str) -> String {
    let mut in_class = false;
    let parts = rest.split('.').map(|part| {
        let is_function = in_class && part.chars().any(|letter| letter.is_ascii_lowercase());
        in_class |= part.starts_with(|first: char| first.is_ascii_uppercase());
        if is_function { camel_case(part) } else { part.to_owned() }
    });
    parts.collect::<Vec<_>>().join(".")
}

/// `services.cloudfront.origins.S3Origin`, `Stack`.
fn java(rest: &str) -> Option<String> {
    let parts: Vec<_> = rest.split('.').collect();
    let class = parts.iter().position(|part| part.starts_with(|first: char| first.is_ascii_uppercase()))?;
    let name = parts[class..].join(".");
    match parts[..class].split_first() {
        Some((&"services", module)) => Some(format!("aws_{}.{name}", module.join("_"))),
        Some((module, [])) => Some(format!("{module}.{name}")),
        Some(_) => None,
        None => Some(name),
    }
}

/// `/awss3.NewBucket`, `/awss3.BucketEncryption_S3_MANAGED`, `/awss3.Bucket_FromBucketName`, `.NewStack`.
fn go(rest: &str) -> Option<String> {
    let (module, name) = rest.split_once('.')?;
    let module = match module.trim_start_matches('/') {
        "" => String::new(),
        module => format!("{}.", crate::catalog::cdk::module_folded(module).unwrap_or(module)),
    };
    let name =
        name.strip_prefix("New").filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase())).unwrap_or(name);
    let Some((class, member)) = name.split_once('_') else { return Some(format!("{module}{name}")) };
    let is_constant = !member.chars().any(|letter| letter.is_ascii_lowercase());
    let member = if is_constant { member.to_owned() } else { lower_first(member) };
    Some(format!("{module}{class}.{member}"))
}

fn underscored(module: &str) -> String {
    module.replace('-', "_")
}

pub(super) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// `bucketName` as `BucketName`.
pub(super) fn upper_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_each_language() {
        let check = |path: &str, expected: &str| assert_eq!(jsii(path).as_deref(), Some(expected), "{path}");
        check("aws-cdk-lib/aws-s3.Bucket", "aws_s3.Bucket");
        check("aws-cdk-lib.aws_s3.Bucket", "aws_s3.Bucket");
        check("aws-cdk-lib.Stack", "Stack");
        check("aws-cdk-lib/aws-s3.BucketEncryption.KMS", "aws_s3.BucketEncryption.KMS");
        check("@aws-cdk/aws-apigatewayv2-alpha.HttpApi", "aws_apigatewayv2.HttpApi");
        check("@aws-cdk/core.Stack", "Stack");
        check("aws_cdk.aws_s3.Bucket.from_bucket_name", "aws_s3.Bucket.fromBucketName");
        check("aws_cdk.Duration.days", "Duration.days");
        check("aws_cdk.aws_logs.RetentionDays.ONE_WEEK", "aws_logs.RetentionDays.ONE_WEEK");
        check("software.amazon.awscdk.services.cloudfront.origins.S3Origin", "aws_cloudfront_origins.S3Origin");
        check("software.amazon.awscdk.Stack", "Stack");
        check("software.amazon.awscdk.pipelines.CodePipeline", "pipelines.CodePipeline");
        check("github.com/aws/aws-cdk-go/awscdk/v2/awss3.NewBucket", "aws_s3.Bucket");
        check(
            "github.com/aws/aws-cdk-go/awscdk/v2/awss3.BucketEncryption_S3_MANAGED",
            "aws_s3.BucketEncryption.S3_MANAGED",
        );
        check("github.com/aws/aws-cdk-go/awscdk/v2/awss3.Bucket_FromBucketName", "aws_s3.Bucket.fromBucketName");
        check("github.com/aws/aws-cdk-go/awscdk/v2.NewStack", "Stack");
        assert_eq!(jsii("boto3.client"), None);
        assert_eq!(jsii("@aws-sdk/client-s3.S3Client"), None);
    }
}
