//! What identities may do: actions and resources without limit, and what leads to more rights. What an action does, and whether it can be
//! limited to resources, `grammars/aws/actions.tsv` says.

use std::sync::Arc;

use super::statement::{Statement, each};
use crate::catalog::table;
use crate::checks::{Findings, Set, Subject, Truth};
use crate::matching::glob;
use crate::program::value::Value;
use crate::source::Span;
use crate::stack::Resource;

pub(in crate::checks) const SET: Set = Set {
    checks: &[
        "iam-full-admin",
        "iam-wildcard-action",
        "iam-wildcard-service",
        "iam-all-iam-actions",
        "iam-wildcard-resource",
        "iam-write-everywhere",
        "iam-permissions-management",
        "iam-privilege-escalation",
        "iam-data-exfiltration",
        "iam-credentials-exposure",
        "iam-administrator-access",
        "iam-full-access-policy",
        "iam-user-policy",
    ],
    find,
};

const ACTIONS: &str = include_str!("../../../grammars/aws/actions.tsv");
const RISKS: &str = include_str!("../../../grammars/aws/risky_actions.tsv");

/// The types whose policies say what somebody may do.
const IDENTITIES: [&str; 6] = [
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::IAM::Group",
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::SSO::PermissionSet",
];

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for identity in IDENTITIES.iter().flat_map(|kind| subject.of_kind(kind)) {
        for (declared, attribute, policies) in by_declaration(identity) {
            judge(identity, declared, attribute, &policies, findings);
        }
        managed(identity, findings);
    }
    for user in subject.of_kind("AWS::IAM::User") {
        let has = ["Policies", "ManagedPolicyArns"].iter().any(|name| user.properties.contains_key(*name));
        findings.resource("iam-user-policy", user, "ManagedPolicyArns", Truth::from(!has));
    }
}

type Declared<'a> = (&'a Arc<str>, Option<Span>);

/// The policies of an identity by the declaration that says them.
fn by_declaration<'a>(identity: &'a Resource) -> Vec<(Declared<'a>, &'static str, Vec<&'a Value>)> {
    let mut found: Vec<(Declared<'a>, &'static str, Vec<&'a Value>)> = Vec::new();
    let of = |name| identity.properties.get(name).into_iter().flat_map(super::statement::items);
    let inline = of("Policies").map(|policy| ("Policies.PolicyDocument", policy));
    let own = of("PolicyDocument").map(|policy| ("PolicyDocument", policy));
    for (attribute, policy) in inline.chain(own) {
        let declared = match attribute {
            "PolicyDocument" => (&identity.address, identity.span()),
            _ => identity.declared_at(policy),
        };
        match found.iter_mut().find(|(known, ..)| *known == declared) {
            Some((_, _, policies)) => policies.push(policy),
            None => found.push((declared, attribute, vec![policy])),
        }
    }
    found
}

/// What one statement allows, by check: yes is bad.
struct Reach {
    id: &'static str,
    part: &'static str,
    is_so: fn(&Grant) -> Truth,
}

const REACHES: [Reach; 10] = [
    Reach { id: "iam-full-admin", part: "Action", is_so: |grant| Truth::all([grant.every_action(), grant.everywhere]) },
    Reach { id: "iam-wildcard-action", part: "Action", is_so: Grant::every_action },
    Reach { id: "iam-wildcard-service", part: "Action", is_so: |grant| grant.any(|action| action.ends_with(":*")) },
    Reach {
        id: "iam-all-iam-actions",
        part: "Action",
        is_so: |grant| grant.any(|action| matches!(action, "*" | "iam:*")),
    },
    Reach { id: "iam-wildcard-resource", part: "Resource", is_so: |grant| grant.everywhere_with("RWPLT") },
    Reach { id: "iam-write-everywhere", part: "Resource", is_so: |grant| grant.everywhere_with("W") },
    Reach { id: "iam-permissions-management", part: "Resource", is_so: |grant| grant.everywhere_with("P") },
    Reach { id: "iam-privilege-escalation", part: "Action", is_so: |grant| grant.everywhere_risking("escalation") },
    Reach { id: "iam-data-exfiltration", part: "Resource", is_so: |grant| grant.everywhere_risking("exfiltration") },
    Reach { id: "iam-credentials-exposure", part: "Action", is_so: |grant| grant.everywhere_risking("credentials") },
];

fn judge(
    identity: &Resource,
    declared: Declared<'_>,
    attribute: &str,
    policies: &[&Value],
    findings: &mut Findings<'_>,
) {
    let mut grants = Vec::new();
    for policy in policies {
        each(policy, &mut |statement| grants.extend(Grant::of(statement)));
    }
    let open = policies.iter().any(|policy| !is_readable(policy));
    for reach in &REACHES {
        let mut so = Truth::any(grants.iter().map(reach.is_so));
        if open && so == Truth::No {
            so = Truth::Unknown;
        }
        findings.declared(reach.id, identity, declared, &format!("{attribute}.Statement.{}", reach.part), so.negated());
    }
}

/// Whether the statements of a policy can be seen.
fn is_readable(policy: &Value) -> bool {
    let document = policy.get("PolicyDocument").unwrap_or(policy);
    document.get("Statement").is_some_and(|found| found.as_list().is_some() || found.as_map().is_some())
}

/// What a statement allows.
struct Grant {
    actions: Vec<String>,
    everywhere: Truth,
    conditional: bool,
}

impl Grant {
    fn of(statement: Statement<'_>) -> Option<Self> {
        (statement.allows() != Truth::No).then(|| Self {
            actions: statement.actions(),
            everywhere: statement.is_everywhere(),
            conditional: statement.is_conditional(),
        })
    }

    fn any(&self, holds: impl Fn(&str) -> bool) -> Truth {
        self.actions.iter().any(|action| holds(action)).into()
    }

    fn every_action(&self) -> Truth {
        self.any(|action| action == "*")
    }

    /// Whether it allows, without a condition and on every resource, an action of one of these levels that could be limited.
    fn everywhere_with(&self, levels: &str) -> Truth {
        if self.conditional || self.everywhere == Truth::No {
            return Truth::No;
        }
        Truth::all([self.everywhere, self.any(|action| can_be_limited(action, levels))])
    }

    /// Whether it allows, without a condition and on every resource, an action of that risk.
    fn everywhere_risking(&self, risk: &str) -> Truth {
        if self.conditional || self.everywhere == Truth::No {
            return Truth::No;
        }
        let risky = |action: &str| {
            let mut listed = table::rows(RISKS).filter(|[_, of]| *of == risk).map(|[name, _]| name.to_lowercase());
            // What cannot be limited to resources is no fault of who allows it.
            listed.any(|name| glob(action.as_bytes(), name.as_bytes()) && can_be_limited(&name, "RWPLT"))
        };
        Truth::all([self.everywhere, self.any(risky)])
    }
}

/// Whether an action, or a pattern of actions, of one of these levels could be limited to resources.
fn can_be_limited(action: &str, levels: &str) -> bool {
    if action == "*" {
        return true;
    }
    let Some((service, pattern)) = action.split_once(':') else { return false };
    let Some(row) = table::find_line(ACTIONS, service) else { return false };
    row.split('\t').skip(1).any(|cell| {
        let Some((level, name)) = cell.split_once(':') else { return false };
        levels.contains(level) && !name.ends_with('*') && glob(pattern.as_bytes(), name.to_lowercase().as_bytes())
    })
}

fn managed(identity: &Resource, findings: &mut Findings<'_>) {
    let Some(arns) = identity.properties.get("ManagedPolicyArns") else {
        for id in ["iam-administrator-access", "iam-full-access-policy"] {
            if identity.kind.as_ref() == "AWS::IAM::Role" {
                findings.resource(id, identity, "ManagedPolicyArns", Truth::Yes);
            }
        }
        return;
    };
    let named = |name: &str| {
        Truth::any(super::statement::items(arns).map(|arn| match arn.as_text() {
            Some(arn) => (arn.rsplit('/').next() == Some(name)).into(),
            None if arn.as_reference().is_some() => Truth::No,
            None => ends_with(arn, name),
        }))
    };
    findings.resource(
        "iam-administrator-access",
        identity,
        "ManagedPolicyArns",
        named("AdministratorAccess").negated(),
    );
    findings.resource("iam-full-access-policy", identity, "ManagedPolicyArns", named("IAMFullAccess").negated());
}

/// Whether a text of which parts are not known ends in a name.
fn ends_with(value: &Value, name: &str) -> Truth {
    match &value.kind {
        crate::program::value::Kind::Join(parts) => match parts.last().and_then(Value::as_text) {
            Some(end) if end.contains('/') => (end.rsplit('/').next() == Some(name)).into(),
            _ => Truth::Unknown,
        },
        _ => Truth::Unknown,
    }
}
