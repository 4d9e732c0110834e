//! Demands of whole tasks.

use super::*;

/// The demands of a text that satisfy a condition, as `line: what`.
fn found(text: &str, wanted: impl Fn(&Demand) -> bool) -> Vec<String> {
    let prompt = read("PROMPT.md", text.as_bytes());
    prompt
        .demands
        .iter()
        .filter(|demand| wanted(demand))
        .map(|demand| format!("{}:{}{:?}", demand.lines.start, if demand.wanted { "" } else { " not " }, demand.what))
        .collect()
}

#[test]
fn tool_language_and_region() {
    let is_main = |demand: &Demand| {
        matches!(
            demand.what,
            Demanded::Tool(_) | Demanded::Language(_) | Demanded::Region(_) | Demanded::FurtherRegion(_)
        )
    };
    let cases: &[(&str, &[&str])] = &[
        (
            "Use **Pulumi with Python**.\nLambda runs Python 3.11.\n\nDeploy to **us-east-2**.",
            &["1:Tool(Pulumi)", "1:Language(Python)", "4:Region(\"us-east-2\")"],
        ),
        (
            "Write CDKTF in TypeScript, not Terraform HCL.",
            &["1:Tool(Cdktf)", "1: not Tool(Terraform)", "1:Language(TypeScript)"],
        ),
        (
            "**Platform**: CDK\n**Language**: Go\n\nThe CloudFormation outputs export the ARNs.",
            &["1:Tool(Cdk)", "2:Language(Go)"],
        ),
        (
            "Migrate from us-west-1 to us-west-2 with Terraform. Replicas are in the secondary region eu-west-1.",
            &["1:Tool(Terraform)", "1:Region(\"us-west-2\")", "1:FurtherRegion(\"eu-west-1\")"],
        ),
        (
            "**Platform**: CDK\n\nWrite a Terraform program. Use Terraform; anything will go with TypeScript. Terraform in Go.",
            &["1:Tool(Cdk)", "3:Language(Go)"],
        ),
        (
            "Disaster recovery spanning us-east-1 (primary) and us-west-2 (secondary). Deploy to us-west-2 (secondary).",
            &["1:Region(\"us-east-1\")", "1:FurtherRegion(\"us-west-2\")", "1:FurtherRegion(\"us-west-2\")"],
        ),
        (
            "Create a CloudFormation template in YAML, region us-east-1 (us-east-1a and us-east-1b).",
            &["1:Tool(CloudFormation)", "1:Language(Yaml)", "1:Region(\"us-east-1\")"],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(found(text, is_main), *expected, "{text}");
    }
}

#[test]
fn services_and_what_must_not_be() {
    let cases: &[(&str, &[&str])] = &[
        ("Store orders in DynamoDB.", &["1:Service(\"DynamoDB\")"]),
        ("No NAT gateways, but VPC endpoints.", &["1: not Service(\"EC2\")", "1:Service(\"EC2\")"]),
        ("Out of scope:\n\n## Do not include\n- RDS", &["4: not Service(\"RDS\")"]),
        ("Not only SQS but SNS too", &["1:Service(\"SQS\")", "1:Service(\"SNS\")"]),
    ];
    for (text, expected) in cases {
        assert_eq!(found(text, |demand| matches!(demand.what, Demanded::Service(_))), *expected, "{text}");
    }
}

#[test]
fn values_are_found_in_any_unit() {
    let prompt =
        read("PROMPT.md", b"Keep logs for 7 days.\n\nTimeout is 5 minutes with 3GB of memory, 17 days of backups.");
    let line = |words: &[&str], value: &str| prompt.states(words, value).map(|sentence| sentence.lines.start);
    assert_eq!(line(&["log"], "7"), Some(1));
    assert_eq!(line(&["timeout"], "300"), Some(3));
    assert_eq!(line(&["memory"], "3072"), Some(3));
    assert_eq!(line(&["backup"], "7"), None);
    assert_eq!(line(&["timeout"], "30"), None);
}
