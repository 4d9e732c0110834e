//! Gaps of inputs, outputs and names.

use crate::dimensions::harness::gaps;

#[test]
fn fixed_names_are_one_gap() {
    let model = [
        ("AWS::S3::Bucket", "logs", r#"{"BucketName": "logs"}"#),
        ("AWS::SNS::Topic", "alerts", r#"{"TopicName": "alerts"}"#),
    ];
    let ideal = [
        ("AWS::S3::Bucket", "logs", r#"{"BucketName": {"Fn::Join": ["", ["logs-", {"Unknown": "suffix"}]]}}"#),
        ("AWS::SNS::Topic", "alerts", r#"{"TopicName": {"Fn::Join": ["", ["alerts-", {"Unknown": "suffix"}]]}}"#),
    ];
    let found: Vec<_> = gaps(&model, &ideal, "").into_iter().filter(|gap| gap.starts_with("configuration")).collect();
    let title = "The names of two resources (`logs` and `alerts`) do not carry `suffix`; the ideal's do";
    assert_eq!(found, [format!("configuration medium changed model BucketName / TopicName: {title}")]);
}
