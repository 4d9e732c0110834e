//! What architecture a stack is, as its resources and links show.

use std::sync::{Arc, LazyLock};

use super::model::{LinkKind, Resource, Stack};
use crate::catalog::table;
use crate::program::json;

static STYLES: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../grammars/aws/styles.tsv"));
    let terms = |needs: &'static str| needs.split(' ').map(|term| term.split('|').map(Sign::read).collect()).collect();
    rows.map(|[id, title, needs, beside, says]| Row { id, title, needs: terms(needs), beside: beside == "yes", says })
        .collect()
});

/// A row of `grammars/aws/styles.tsv`.
struct Row {
    id: &'static str,
    title: &'static str,
    /// Of each term, one sign must be there.
    needs: Vec<Vec<Sign>>,
    beside: bool,
    says: &'static str,
}

/// Something by which one sees an architecture. Types are without their `AWS::`.
enum Sign {
    /// A resource of that type.
    Type(&'static str),
    /// A resource of that type with that setting, and in it a text that begins so.
    Setting(&'static str, &'static str, &'static str),
    /// A link of that kind between those types.
    Link(&'static str, &'static str, &'static str),
}

impl Sign {
    fn read(text: &'static str) -> Self {
        if let Some((kind, setting)) = text.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
            let (path, value) = setting.split_once('=').unwrap_or((setting, ""));
            return Self::Setting(kind, path, value);
        }
        match text.split_once('>').and_then(|(from, rest)| Some((from, rest.split_once('>')?))) {
            Some((from, (link, to))) => Self::Link(from, link, to),
            None => Self::Type(text),
        }
    }
}

/// An architecture that a stack is built in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Its id: `serverless-api`.
    pub id: &'static str,
    /// Its name for people, with its article: `a serverless API`, `stream processing`.
    pub title: &'static str,
    /// What such a stack does, as a clause.
    pub says: &'static str,
    /// Addresses of the resources that show it, in the stack's order.
    pub shown_by: Vec<Arc<str>>,
}

/// The architectures that a stack is built in, the main one first; none when it has nothing that shows one.
#[must_use]
pub fn styles(stack: &Stack) -> Vec<Style> {
    let mut styles: Vec<Style> = Vec::new();
    for row in STYLES.iter() {
        let known = styles.iter().any(|style| style.id == row.id);
        if known || !(styles.is_empty() || row.beside) {
            continue;
        }
        if let Some(shown_by) = signs_of(row, stack) {
            styles.push(Style { id: row.id, title: row.title, says: row.says, shown_by });
        }
    }
    styles
}

/// The resources that show a style, when all that it needs is there.
fn signs_of(row: &Row, stack: &Stack) -> Option<Vec<Arc<str>>> {
    let mut found: Vec<&Arc<str>> = Vec::new();
    for term in &row.needs {
        let signs: Vec<_> = term.iter().flat_map(|sign| resources(sign, stack)).collect();
        if signs.is_empty() {
            return None;
        }
        found.extend(signs);
    }
    let shows = |resource: &&Resource| found.contains(&&resource.address);
    Some(stack.resources.iter().filter(shows).map(|resource| Arc::clone(&resource.address)).collect())
}

/// The addresses of the resources in which a sign is seen.
fn resources<'a>(sign: &Sign, stack: &'a Stack) -> Vec<&'a Arc<str>> {
    let of_type = |kind: &'static str| stack.resources.iter().filter(move |resource| is_of_type(resource, kind));
    match *sign {
        Sign::Type(kind) => of_type(kind).map(|resource| &resource.address).collect(),
        Sign::Setting(kind, path, value) => of_type(kind)
            .filter(|resource| has_setting(resource, path, value))
            .map(|resource| &resource.address)
            .collect(),
        Sign::Link(from, kind, to) => {
            let Some(kind) = LinkKind::of_id(kind) else { return Vec::new() };
            let ends = |address: &Arc<str>, kind| of_type(kind).any(|resource| resource.address == *address);
            let links =
                stack.links.iter().filter(|link| link.kind == kind && ends(&link.from, from) && ends(&link.to, to));
            links.flat_map(|link| [&link.from, &link.to]).collect()
        }
    }
}

fn is_of_type(resource: &Resource, kind: &str) -> bool {
    resource.kind.strip_prefix("AWS::") == Some(kind)
}

fn has_setting(resource: &Resource, path: &str, start: &str) -> bool {
    let Some(value) = resource.property(path) else { return false };
    let mut found = start.is_empty() && !value.is_null();
    json::leaves(path, value, &mut |_, leaf| {
        found = found || (!start.is_empty() && leaf.as_str().is_some_and(|text| text.starts_with(start)));
    });
    found
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::stack::links::links;
    use crate::stack::testing::resource;

    fn check(resources: &[(&str, &str, Json)], expected: &[(&str, &[&str])]) {
        let resources: Vec<_> =
            resources.iter().map(|(address, kind, settings)| resource(address, kind, settings)).collect();
        let stack = Stack { links: links(&resources), resources, ..Stack::default() };
        let found = styles(&stack);
        let found: Vec<_> = found
            .iter()
            .map(|style| (style.id, style.shown_by.iter().map(|address| &**address).collect::<Vec<_>>()))
            .collect();
        let expected: Vec<_> = expected.iter().map(|(id, addresses)| (*id, addresses.to_vec())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_table_is_well_formed() {
        for row in STYLES.iter() {
            assert!(!row.says.is_empty(), "{}", row.id);
            for sign in row.needs.iter().flatten() {
                let kinds = match *sign {
                    Sign::Type(kind) | Sign::Setting(kind, ..) => vec![kind],
                    Sign::Link(from, kind, to) => {
                        assert!(LinkKind::of_id(kind).is_some(), "{kind}");
                        vec![from, to]
                    }
                };
                for kind in kinds {
                    assert!(crate::stack::services::service(&format!("AWS::{kind}")).is_some(), "{kind}");
                }
            }
        }
    }

    #[test]
    fn styles_of_stacks() {
        let function = || ("worker", "AWS::Lambda::Function", json!({}));
        let bucket = || ("files", "AWS::S3::Bucket", json!({}));
        check(&[], &[]);
        check(&[bucket()], &[("storage", &["files"])]);
        check(&[function(), bucket()], &[("serverless", &["worker"])]);
        check(&[("api", "AWS::ApiGateway::RestApi", json!({})), function()], &[("serverless-api", &["api", "worker"])]);
        let notification =
            json!({ "NotificationConfiguration": { "LambdaConfigurations": [{ "Function": { "Ref": "worker" } }] } });
        check(
            &[function(), ("uploads", "AWS::S3::Bucket", notification), bucket()],
            &[("serverless-events", &["worker", "uploads"])],
        );
        check(
            &[
                ("service", "AWS::ECS::Service", json!({ "LaunchType": "FARGATE" })),
                ("balancer", "AWS::ElasticLoadBalancingV2::LoadBalancer", json!({})),
                ("pipeline", "AWS::CodePipeline::Pipeline", json!({})),
            ],
            &[("ecs-fargate", &["service"]), ("delivery-pipeline", &["pipeline"])],
        );
        check(&[bucket(), ("cdn", "AWS::CloudFront::Distribution", json!({}))], &[("static-site", &["files", "cdn"])]);
        check(
            &[
                ("balancer", "AWS::ElasticLoadBalancingV2::LoadBalancer", json!({})),
                ("servers", "AWS::AutoScaling::AutoScalingGroup", json!({})),
                ("database", "AWS::RDS::DBInstance", json!({})),
            ],
            &[("three-tier", &["balancer", "servers", "database"])],
        );
    }
}
