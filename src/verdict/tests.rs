use super::{VerdictId, find};
use crate::analyse;
use crate::prompt;

const BUCKET: &str = "```hcl\nresource \"aws_s3_bucket\" \"data\" {\n  bucket = \"data\"\n}\n```\n";

/// The verdicts on a pair, as `verdict side`.
fn verdicts(model: &str, ideal: &str, task: &str) -> Vec<String> {
    let (model, ideal) = (analyse("MODEL.md", model.as_bytes()), analyse("IDEAL.md", ideal.as_bytes()));
    let prompt = prompt::read("PROMPT.md", task.as_bytes());
    let shown = |verdict: &super::Verdict| format!("{} {:?}", verdict.verdict.id(), verdict.side).to_lowercase();
    find(&model, &ideal, Some(&prompt)).iter().map(shown).collect()
}

#[test]
fn an_ordinary_pair_has_none() {
    let other = BUCKET.replace("data", "logs");
    assert_eq!(verdicts(BUCKET, &other, "Create an S3 bucket."), [""; 0]);
}

#[test]
fn identical_answers() {
    assert_eq!(verdicts(BUCKET, BUCKET, ""), ["identical both"]);
    let reworded = format!("Here is the bucket.\n\n{BUCKET}");
    assert_eq!(verdicts(BUCKET, &reworded, ""), ["identical both"]);
    assert_eq!(verdicts("Some text.", "Other text.", ""), ["no-code model", "no-code ideal"]);
}

#[test]
fn answers_without_code() {
    assert_eq!(verdicts("See the attached file.", BUCKET, ""), ["no-code model"]);
    let prose = "The stack has a DynamoDB table, a Lambda function and an SQS queue.";
    assert_eq!(verdicts(BUCKET, prose, ""), ["prose-only ideal"]);
    let commands = format!("{prose}\n\n```bash\nterraform apply\n```\n");
    assert_eq!(verdicts(BUCKET, &commands, ""), ["prose-only ideal"]);
}

#[test]
fn answers_that_break_off() {
    let cut = |code: &str| verdicts(&format!("{BUCKET}\n{code}"), BUCKET, "");
    assert_eq!(cut("```hcl\nresource \"aws_sqs_queue\" \"jobs\" {\n  name = \"jo"), ["cut-off model"]);
    assert_eq!(cut("```hcl\nresource \"aws_sqs_queue\" \"jobs\" {\n  tags = {\n```\n"), ["cut-off model"]);
    assert_eq!(cut("```python\nqueue = sqs.Queue(\n    self, \"Jobs\",\n    visibility_timeout"), ["cut-off model"]);
    // Complete code whose fence is never closed, a forgotten bracket, and brackets in texts and comments are none.
    for whole in [
        "```hcl\nresource \"aws_sqs_queue\" \"jobs\" {\n  name = \"jobs\"\n}\n",
        "```hcl\nresource \"aws_sqs_queue\" \"jobs\" {\n  name = \"jobs\"\n\nresource \"aws_sqs_queue\" \"more\" {\n}\n```\n",
        "```python\nname = \"(\"  # [\nprint(name)\n```\n",
        "```hcl\nresource \"aws_sqs_queue\" \"jobs\" {\n```\n\nThat was the queue.\n\nIt is the last part.\n",
    ] {
        assert_eq!(cut(whole), [""; 0], "{whole}");
    }
}

#[test]
fn excerpts() {
    for (comment, expected) in [
        ("# ... rest of the configuration", true),
        ("# [IAM policies remain the same as MODEL_RESPONSE]", true),
        ("# All other resources unchanged", true),
        ("# (unchanged statements)", true),
        ("// ... other config", true),
        ("# Keep the default of the rest", false),
        ("# Existing bucket of the account", false),
        ("# The remaining 10 % go to the canary", false),
    ] {
        let ideal = BUCKET.replace("  bucket", &format!("  {comment}\n  bucket"));
        let found = verdicts(BUCKET, &ideal, "").contains(&"excerpt ideal".to_owned());
        assert_eq!(found, expected, "{comment}");
    }
}

#[test]
fn another_task() {
    let task = "Create a Lambda function that writes to a DynamoDB table.";
    let ideal = "```hcl\nresource \"aws_lambda_function\" \"f\" {\n  function_name = \"f\"\n}\nresource \"aws_dynamodb_table\" \"t\" {\n  name = \"t\"\n}\n```\n";
    let cluster = "```hcl\nresource \"aws_eks_cluster\" \"c\" {\n  name = \"c\"\n}\n```\n";
    assert_eq!(verdicts(cluster, ideal, task), ["other-task model"]);
    assert_eq!(verdicts(ideal, cluster, task), ["other-task ideal"]);
    assert_eq!(verdicts(cluster, ideal, "Create an EKS cluster."), [""; 0]);
    assert_eq!(verdicts(&format!("{cluster}{ideal}"), ideal, task), [""; 0]);
}

#[test]
fn evidence_is_within_the_answer() {
    let model = analyse("MODEL.md", b"Nothing.\n");
    let ideal = analyse("IDEAL.md", BUCKET.as_bytes());
    let verdicts = find(&model, &ideal, None);
    assert_eq!(verdicts[0].verdict, VerdictId::NoCode);
    assert_eq!((verdicts[0].evidence[0].lines.start, verdicts[0].evidence[0].lines.end), (1, 1));
}

/// The gaps of a pair, as `kind side claimed-by title`.
fn gaps(model: &str, ideal: &str) -> Vec<String> {
    let (model, ideal) = (analyse("MODEL.md", model.as_bytes()), analyse("IDEAL.md", ideal.as_bytes()));
    let comparison = crate::compare(&model, &ideal, None);
    let shown = |gap: &crate::dimensions::Gap| {
        let claimed = gap.claimed_by.map_or_else(|| "-".to_owned(), |side| format!("{side:?}"));
        format!("{:?} {:?} {claimed} ", gap.kind, gap.side).to_lowercase() + &gap.title
    };
    comparison.gaps.iter().filter(|gap| gap.dimension != crate::dimensions::DimensionId::Testing).map(shown).collect()
}

#[test]
fn claims_of_an_ideal_without_code() {
    let prose =
        "The stack has a DynamoDB table and an SQS queue, and no Lambda function. Objects go to an S3 bucket.\n";
    assert_eq!(
        gaps(BUCKET, prose),
        [
            "missing model ideal The ideal's text speaks of a DynamoDB table; the model has none",
            "missing model ideal The ideal's text speaks of an SQS queue; the model has none",
        ]
    );
}

#[test]
fn claims_of_a_model_without_code() {
    let prose = "The stack has an S3 bucket and a DynamoDB table.\n";
    let found = gaps(prose, BUCKET);
    assert!(
        found.contains(&"missing model - The model gives no code; the ideal is written in Terraform, HCL".to_owned()),
        "{found:?}"
    );
    assert!(found.iter().any(|gap| gap.starts_with("missing model model The model has no S3 bucket")), "{found:?}");
}

#[test]
fn claimed_numbers_are_compared() {
    let vpc = "```hcl\nresource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.1.0.0/16\"\n}\n```\n";
    let claims = |cidr: &str| {
        gaps(vpc, &format!("A VPC with CIDR {cidr}, an S3 bucket.\n"))
            .into_iter()
            .filter(|gap| gap.contains("CidrBlock"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        claims("10.0.0.0/16"),
        [
            "changed model ideal `CidrBlock` of a VPC: the ideal's text says `10.0.0.0/16`, the model's code `10.1.0.0/16`"
        ]
    );
    assert_eq!(claims("10.1.0.0/16"), [""; 0]);
}
