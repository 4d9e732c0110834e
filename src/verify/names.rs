//! Claims that a resource exists: addresses such as `aws_security_group.eks_cluster`.

use std::sync::LazyLock;

use regex::Regex;

use super::answer::Answer;
use super::statements::{Statement, is_hedged};
use super::{About, Claim, Truth, evidence};
use crate::dimensions::wording::{code, folded};
use crate::source::Lines;

/// An address of Terraform: a type of a provider and a name.
static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:data\.)?((?:aws|google|azurerm|kubernetes|random|tls|null|archive)_[a-z0-9_]+)\.([A-Za-z_][A-Za-z0-9_-]*)").ok()
});

pub(super) fn check(statement: &Statement, answers: &[Answer<'_>; 2], claims: &mut Vec<Claim>) {
    for (at, span) in statement.spans() {
        let Some(found) = ADDRESS.as_ref().and_then(|pattern| pattern.captures(span)) else { continue };
        let (Some(kind), Some(name)) = (found.get(1), found.get(2)) else { continue };
        let (kind, name) = (kind.as_str(), name.as_str());
        let place = |answer: &Answer<'_>| declared(answer, kind, name);
        let side = statement.side_at(at);
        let named = side.and_then(|side| answers.iter().find(|answer| answer.id == side));
        let hedged = is_hedged(statement.clause_at(at));
        let (truth, reason, places) = match named {
            Some(answer) => match place(answer) {
                Some(line) => (Truth::True, format!("The {} has it.", answer.title()), vec![(answer, line)]),
                None if hedged || answer.text.contains(&format!("{kind}.{name}")) => continue,
                None => {
                    let near = of_type(answer, kind);
                    let names: Vec<String> = near.iter().map(|(name, _)| code(&format!("{kind}.{name}"))).collect();
                    let those = if names.is_empty() { format!("no {}", code(kind)) } else { folded(&names) };
                    let reason = format!("The {} has no such resource; it has {those}.", answer.title());
                    (Truth::False, reason, near.iter().map(|(_, line)| (answer, *line)).take(4).collect())
                }
            },
            None => match answers.iter().find_map(|answer| Some((answer, place(answer)?))) {
                Some((answer, line)) => (Truth::True, format!("The {} has it.", answer.title()), vec![(answer, line)]),
                None => continue,
            },
        };
        claims.push(Claim {
            about: About::Name,
            lines: statement.lines(),
            text: code(span),
            truth,
            reason,
            evidence: places
                .into_iter()
                .map(|(answer, line)| evidence(answer, Lines { start: line, end: line }))
                .collect(),
        });
    }
}

/// The line on which a resource is declared, or spoken of by its address.
fn declared(answer: &Answer<'_>, kind: &str, name: &str) -> Option<u32> {
    answer.line_like(&format!("\"{kind}\" \"{name}\"")).filter(|_| answer.text.contains(name)).or_else(|| {
        let address = format!("{kind}.{name}");
        let declarations = &answer.analysis.stack.declarations;
        let declaration =
            declarations.iter().find(|it| *it.address == *address || it.address.ends_with(&format!(".{address}")))?;
        Some(answer.analysis.response.lines(declaration.span).start)
    })
}

/// The names of the resources of a type, with their lines.
fn of_type(answer: &Answer<'_>, kind: &str) -> Vec<(String, u32)> {
    let marker = format!("\"{kind}\" \"");
    let name = |line: &str| Some(line.split_once(&marker)?.1.split('"').next()?.to_owned());
    (1..).zip(answer.text.lines()).filter_map(|(number, line)| Some((name(line)?, number))).collect()
}
