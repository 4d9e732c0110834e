//! Policies of resources: whom they let in, and on what condition.

use super::statement::{Statement, each};
use crate::checks::{Findings, Set, Subject, Truth};
use crate::program::value::{Kind, Value};
use crate::stack::Resource;

pub(in crate::checks) const SET: Set = Set {
    checks: &[
        "s3-policy-https-only",
        "s3-policy-public",
        "s3-policy-lockout",
        "kms-key-policy-public",
        "queue-policy-public",
        "queue-policy-all-actions",
        "topic-policy-public",
        "repository-policy-public",
        "secret-policy-public",
        "policy-confused-deputy",
    ],
    find,
};

/// Types that hold a policy of a resource, where in them it stands, and the check that it lets not everybody in.
const PUBLIC: [(&str, &str, &str); 6] = [
    ("AWS::S3::BucketPolicy", "PolicyDocument", "s3-policy-public"),
    ("AWS::KMS::Key", "KeyPolicy", "kms-key-policy-public"),
    ("AWS::SQS::QueuePolicy", "PolicyDocument", "queue-policy-public"),
    ("AWS::SNS::TopicPolicy", "PolicyDocument", "topic-policy-public"),
    ("AWS::ECR::Repository", "RepositoryPolicyText", "repository-policy-public"),
    ("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", "secret-policy-public"),
];

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for (kind, attribute, id) in PUBLIC {
        for resource in subject.of_kind(kind) {
            let Some(document) = resource.properties.get(attribute) else { continue };
            let statements = statements(document);
            let lets_in = |statement: &Statement<'_>| {
                if statement.is_conditional() {
                    return Truth::No;
                }
                Truth::all([statement.allows(), statement.is_for_everybody()])
            };
            report(findings, id, resource, &format!("{attribute}.Statement.Principal"), &statements, lets_in);
        }
    }
    for policy in subject.of_kind("AWS::S3::BucketPolicy") {
        bucket(policy, findings);
    }
    for policy in subject.of_kind("AWS::SQS::QueuePolicy") {
        let Some(document) = policy.properties.get("PolicyDocument") else { continue };
        let statements = statements(document);
        let all = |statement: &Statement<'_>| {
            let every = statement.actions().iter().any(|action| matches!(action.as_str(), "*" | "sqs:*"));
            Truth::all([statement.allows(), every.into()])
        };
        report(findings, "queue-policy-all-actions", policy, "PolicyDocument.Statement.Action", &statements, all);
    }
    for (kind, attribute) in [("AWS::SQS::QueuePolicy", "PolicyDocument"), ("AWS::SNS::TopicPolicy", "PolicyDocument")]
    {
        for policy in subject.of_kind(kind) {
            let Some(document) = policy.properties.get(attribute) else { continue };
            let statements = statements(document);
            let attribute = format!("{attribute}.Statement.Condition");
            report(findings, "policy-confused-deputy", policy, &attribute, &statements, lets_any_service_in);
        }
    }
}

fn bucket(policy: &Resource, findings: &mut Findings<'_>) {
    let Some(document) = policy.properties.get("PolicyDocument") else { return };
    let statements = statements(document);
    let https_only = Truth::any(statements.iter().map(|statement| denies_plain(*statement)));
    let https_only = if statements.is_empty() { Truth::Unknown } else { https_only };
    findings.resource("s3-policy-https-only", policy, "PolicyDocument.Statement.Condition", https_only);
    let locks_out = |statement: &Statement<'_>| {
        let everything = statement.actions().iter().any(|action| matches!(action.as_str(), "*" | "s3:*"));
        if statement.is_conditional() || statement.0.get("Principal").is_none() {
            return Truth::No;
        }
        Truth::all([statement.allows().negated(), statement.is_for_everybody(), everything.into()])
    };
    report(findings, "s3-policy-lockout", policy, "PolicyDocument.Statement", &statements, locks_out);
}

fn statements(document: &Value) -> Vec<Statement<'_>> {
    let mut found = Vec::new();
    each(document, &mut |statement| found.push(statement));
    found
}

/// Reports a check that fails when one statement is bad.
fn report(
    findings: &mut Findings<'_>,
    id: &str,
    resource: &Resource,
    attribute: &str,
    statements: &[Statement<'_>],
    is_bad: impl Fn(&Statement<'_>) -> Truth,
) {
    let good = match statements {
        [] => Truth::Unknown,
        _ => Truth::any(statements.iter().map(is_bad)).negated(),
    };
    findings.resource(id, resource, attribute, good);
}

/// Whether a statement denies requests without TLS.
fn denies_plain(statement: Statement<'_>) -> Truth {
    let secure = statement.condition().and_then(|condition| {
        let operators = condition.as_map()?.values();
        operators.filter_map(|keys| keys.get("aws:SecureTransport")).find_map(Value::as_bool)
    });
    Truth::all([statement.allows().negated(), Truth::from(secure == Some(false))])
}

/// Whether a statement lets a service in without saying on whose behalf.
fn lets_any_service_in(statement: &Statement<'_>) -> Truth {
    let service = statement.0.at_path("Principal.Service").is_some_and(|service| !matches!(service.kind, Kind::Null));
    if !service || statement.is_conditional() {
        return Truth::No;
    }
    statement.allows()
}
