use super::*;
use crate::analyse;

const MODEL: &str = "# Answer\n\n```hcl\nvariable \"aws_region\" {\n  default = \"us-east-1\"\n}\n\nresource \"aws_security_group\" \"nodes\" {\n  name = \"nodes\"\n}\n\nresource \"aws_db_instance\" \"main\" {\n  multi_az                = false\n  backup_retention_period = 7\n}\n```\n";
const IDEAL: &str = "```hcl\nresource \"aws_dynamodb_table\" \"payments\" {\n  name         = \"payments\"\n  billing_mode = \"PAY_PER_REQUEST\"\n}\n```\n";

/// The claims of a document, as `about truth reason`.
fn claims(document: &str) -> Vec<String> {
    let (model, ideal) = (analyse("MODEL.md", MODEL.as_bytes()), analyse("IDEAL.md", IDEAL.as_bytes()));
    let given = |analysis, text: &'static str| Given { analysis, text: text.as_bytes() };
    let claims = verify(document.as_bytes(), given(&model, MODEL), given(&ideal, IDEAL));
    claims.iter().map(|claim| format!("{} {} {}", claim.about.id(), claim.truth.id(), claim.reason)).collect()
}

fn check(document: &str, expected: &[&str]) {
    assert_eq!(claims(document), expected, "{document}");
}

#[test]
fn lines() {
    check("- `variable \"aws_region\"` stands at `MODEL_RESPONSE.md:4-6`.", &["lines true It stands there."]);
    check(
        "- `variable \"aws_region\"` stands at `lib/MODEL_RESPONSE.md:112-118`.",
        &["lines false The model's answer has 16 lines."],
    );
    check("- `multi_az` in MODEL_RESPONSE.md (lines 3-5).", &["lines false It stands on line 13."]);
    check("- The model's `multi_az` (lines 3-5).", &["lines undecided It stands on line 13."]);
    check("- `payments` in IDEAL_RESPONSE.md:2.", &["lines true It stands there."]);
    // Nothing says what should stand there, and lines of no named answer are not held against one.
    check("- See MODEL_RESPONSE.md:3-5.", &[]);
    check("- `multi_az` (lines 3-5).", &[]);
}

#[test]
fn quotes() {
    let quote = |label: &str, code: &str| claims(&format!("{label}\n\n```hcl\n{code}\n```\n"));
    assert_eq!(
        quote("**MODEL_RESPONSE Issue**:", "multi_az = false\n# ...\nbackup_retention_period = 7"),
        ["quote true The model has it."]
    );
    assert_eq!(
        quote(
            "**MODEL_RESPONSE Issue**:",
            "resource \"aws_dynamodb_table\" \"payments\" {\n  billing_mode = \"PAY_PER_REQUEST\""
        ),
        ["quote false Nothing of it is in the model; it is the ideal's."]
    );
    assert_eq!(
        quote("**IDEAL_RESPONSE Fix**:", "storage_encrypted = true\ndeletion_protection = true"),
        ["quote false None of its lines is in either answer."]
    );
    assert_eq!(
        quote("**MODEL_RESPONSE Issue**:", "multi_az = false\nstorage_encrypted = true"),
        ["quote undecided The model has 1 of its two lines so."]
    );
    assert_eq!(quote("The model should have:", "storage_encrypted = true\ndeletion_protection = true"), [""; 0]);
    assert_eq!(quote("Recommended:", "storage_encrypted = true\ndeletion_protection = true"), [""; 0]);
}

#[test]
fn names() {
    check("The model opens `aws_security_group.nodes`.", &["name true The model has it."]);
    check(
        "The model opens `aws_security_group.eks_cluster`.",
        &["name false The model has no such resource; it has `aws_security_group.nodes`."],
    );
    check("The model should have `aws_security_group.eks_cluster`.", &[]);
    check("Use `aws_security_group.eks_cluster`.", &[]);
}

#[test]
fn values() {
    check("The model has `backup_retention_period = 7`.", &["value true The model has it."]);
    check("The model has `backup_retention_period = 1`.", &["value false There, `backup_retention_period` is `7`."]);
    check(
        "The model has `kms_key_rotation = true`.",
        &["value undecided The model sets no `kms_key_rotation` on a line of its own."],
    );
    check("The model should set `backup_retention_period = 1`.", &[]);
}

#[test]
fn absences() {
    check("No DynamoDB tables are defined in the MODEL_RESPONSE.", &["absence true The model has none."]);
    check("The ideal has no DynamoDB tables.", &["absence false The ideal has `aws_dynamodb_table.payments`."]);
    check("The ideal has no DynamoDB table encryption.", &[]);
    check(
        "| Gap | MODEL_RESPONSE | IDEAL_RESPONSE |\n| --- | --- | --- |\n| Data | No DynamoDB tables. | A table. |",
        &["absence true The model has none."],
    );
}

#[test]
fn money() {
    check("Two nodes (~$70/mo each) and a plane ($73/mo) total $213/mo.", &["sum true The amounts come to it."]);
    check("A node (~$70/mo) and a plane ($73/mo) total $300/mo.", &["sum false The amounts come to $143."]);
    check(
        "| Gap | MODEL_RESPONSE |\n| --- | --- |\n| Cost | About $720/month in all. |\n\nFor the model, the nodes total $803/mo.",
        &["totals false Two totals for the same: one at least is wrong."],
    );
    check("The model costs $720/month.", &[]);
}

#[test]
fn an_amount_beside_a_total_is_no_total() {
    check("Two gateways at $32.40/month ($64.80/month total) plus $0.045/GB.", &[]);
}

#[test]
fn a_document_written_by_hand() {
    let seed = std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/seed"));
    let read = |name: &str| std::fs::read(seed.join(name)).ok();
    let [Some(document), Some(ours), Some(theirs)] =
        ["MODEL_FAILURES.reference.md", "eks-vs-serverless/MODEL_RESPONSE.md", "eks-vs-serverless/IDEAL_RESPONSE.md"]
            .map(read)
    else {
        return;
    };
    let (model, ideal) = (analyse("MODEL_RESPONSE.md", &ours), analyse("IDEAL_RESPONSE.md", &theirs));
    let claims = verify(&document, Given { analysis: &model, text: &ours }, Given { analysis: &ideal, text: &theirs });
    let wrong: Vec<(About, u32)> = claims
        .iter()
        .filter(|claim| claim.truth == Truth::False)
        .map(|claim| (claim.about, claim.lines.start))
        .collect();
    // The lines of the region, the group that does not exist, twice, and the two totals.
    assert_eq!(wrong, [(About::Lines, 12), (About::Name, 14), (About::Name, 19), (About::Totals, 21)]);
}
