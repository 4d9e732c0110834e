//! What policy documents allow and deny, compared permission by permission, however their statements are cut.

use super::equality::{Correspondence, Piece, Side, opened};
use crate::program::value::{Kind, Value};
use crate::source::Span;

/// Documents that say more than this many single things are not compared. Chosen far above what real ones say.
const MOST_GRANTS: usize = 4_096;

/// One thing that a document says: this effect for this action on this resource by this principal under this condition.
#[derive(Clone, Debug, PartialEq)]
struct Grant {
    deny: bool,
    /// As written; actions compare without regard to case.
    action: String,
    resource: String,
    principal: String,
    condition: String,
    span: Option<Span>,
}

/// A part in which two sets of grants differ, with what only the one and only the other says.
#[derive(Debug)]
pub(super) struct GrantDifference {
    /// The element of a statement that differs: `Action`, `Resource`, `Principal` or `Condition`.
    pub(super) element: &'static str,
    pub(super) model: Vec<Value>,
    pub(super) ideal: Vec<Value>,
}

/// Stands for what is not known in the text of a resource or principal.
const HOLE: char = '\u{fffc}';

/// The differences between what two lists of documents say; `None` when that cannot be told.
pub(super) fn differences(
    model: &[&Value],
    ideal: &[&Value],
    correspondence: &Correspondence<'_>,
) -> Option<Vec<GrantDifference>> {
    let read = |side, documents: &[&Value]| {
        let mut grants = Vec::new();
        documents.iter().try_for_each(|document| read(correspondence, side, document, &mut grants))?;
        Some(grants)
    };
    let (ours, theirs) = (read(Side::Model, model)?, read(Side::Ideal, ideal)?);
    Some(classify(Sorted::of(ours.clone(), &theirs), Sorted::of(theirs, &ours)))
}

/// The grants of one side that have no equal on the other.
struct Sorted {
    /// Nothing on the other side says as much.
    only: Vec<Grant>,
    /// Something on the other side says more.
    covered: Vec<Grant>,
}

impl Sorted {
    fn of(grants: Vec<Grant>, others: &[Grant]) -> Self {
        let mut sorted = Self { only: Vec::new(), covered: Vec::new() };
        for grant in grants {
            let mut covering = others.iter().filter(|other| other.covers(&grant)).peekable();
            let list = if covering.peek().is_none() { &mut sorted.only } else { &mut sorted.covered };
            if !covering.any(|other| grant.covers(other)) && !list.contains(&grant) {
                list.push(grant);
            }
        }
        sorted
    }
}

/// Whether a value is a policy document.
pub(super) fn is_document(value: &Value) -> bool {
    opened(value).is_some_and(|inner| inner.get("Statement").is_some()) || value.get("Statement").is_some()
}

impl Grant {
    /// Whether it says at least what the other says.
    fn covers(&self, other: &Self) -> bool {
        self.deny == other.deny
            && covers(&self.action.to_lowercase(), &other.action.to_lowercase())
            && covers(&self.resource, &other.resource)
            && may_be_equal(&self.principal, &other.principal)
            && may_be_equal(&self.condition, &other.condition)
    }

    /// The elements of a statement in which it differs from another of the same effect; the action first.
    fn differs_in(&self, other: &Self) -> Vec<&'static str> {
        [
            ("Action", self.action.eq_ignore_ascii_case(&other.action)),
            ("Resource", may_be_equal(&self.resource, &other.resource)),
            ("Principal", may_be_equal(&self.principal, &other.principal)),
            ("Condition", may_be_equal(&self.condition, &other.condition)),
        ]
        .into_iter()
        .filter_map(|(element, same)| (!same).then_some(element))
        .collect()
    }

    /// Whether it differs from another of the same effect in that element alone.
    fn is_twin(&self, other: &Self, element: &str) -> bool {
        self.deny == other.deny && self.differs_in(other) == [element]
    }

    /// `s3:GetObject on orders/*`.
    fn text(&self) -> String {
        let shown = |text: &str| text.replace(HOLE, "…");
        let mut text = if self.deny { format!("deny {}", self.action) } else { self.action.clone() };
        if !self.resource.is_empty() {
            text += &format!(" on {}", shown(&self.resource));
        }
        if !self.principal.is_empty() {
            text += &format!(" by {}", shown(&self.principal));
        }
        if !self.condition.is_empty() {
            text += &format!(" if {}", shown(&self.condition));
        }
        text
    }
}

/// Sorts what only one side says into differences of one element of a statement each.
fn classify(mut model: Sorted, mut ideal: Sorted) -> Vec<GrantDifference> {
    let mut differences = Vec::new();
    for element in ["Resource", "Condition", "Principal"] {
        let ours = take_twins(&mut model, &ideal, element);
        let theirs = take_twins(&mut ideal, &model, element);
        // The other half of each pair: what stands there instead.
        let others = |of: &Sorted, twins: &[Grant]| -> Vec<Grant> {
            let near = of.only.iter().chain(&of.covered);
            near.filter(|grant| twins.iter().any(|twin| grant.is_twin(twin, element))).cloned().collect()
        };
        let model_side: Vec<Grant> = ours.iter().cloned().chain(others(&model, &theirs)).collect();
        let ideal_side: Vec<Grant> = theirs.iter().cloned().chain(others(&ideal, &ours)).collect();
        if !model_side.is_empty() {
            differences.push(GrantDifference { element, model: values(&model_side), ideal: values(&ideal_side) });
        }
    }
    if !model.only.is_empty() || !ideal.only.is_empty() {
        differences.push(GrantDifference { element: "Action", model: values(&model.only), ideal: values(&ideal.only) });
    }
    differences
}

/// Takes out the grants that differ from one of the other side in that element alone.
fn take_twins(from: &mut Sorted, other: &Sorted, element: &str) -> Vec<Grant> {
    let (twins, rest) = std::mem::take(&mut from.only)
        .into_iter()
        .partition(|grant| other.only.iter().chain(&other.covered).any(|near| grant.is_twin(near, element)));
    from.only = rest;
    twins
}

fn values(grants: &[Grant]) -> Vec<Value> {
    grants.iter().map(|grant| Value::text(grant.text(), grant.span)).collect()
}

/// Reads a document; `None` when it cannot be read as one.
fn read(correspondence: &Correspondence<'_>, side: Side, document: &Value, into: &mut Vec<Grant>) -> Option<()> {
    let opened = opened(document);
    let statements = one_or_many(opened.as_deref().unwrap_or(document).get("Statement")?);
    for statement in statements {
        statement.as_map()?;
        let texts = |element: &str| -> Option<Vec<String>> {
            let Some(value) = statement.get(element) else { return Some(Vec::new()) };
            one_or_many(value).into_iter().map(|value| text(correspondence, side, value)).collect()
        };
        let negated = |element: &str| -> Option<Vec<String>> {
            Some(texts(element)?.into_iter().map(|text| format!("all but {text}")).collect())
        };
        let or_none = |texts: Vec<String>| if texts.is_empty() { vec![String::new()] } else { texts };
        let actions: Vec<String> = texts("Action")?.into_iter().chain(negated("NotAction")?).collect();
        let resources = or_none(texts("Resource")?.into_iter().chain(negated("NotResource")?).collect());
        let principals = match statement.get("Principal").or_else(|| statement.get("NotPrincipal")) {
            Some(principal) => or_none(principals(correspondence, side, principal)?),
            None => vec![String::new()],
        };
        let condition =
            statement.get("Condition").map_or(Some(String::new()), |value| text(correspondence, side, value))?;
        let deny =
            statement.get("Effect").and_then(Value::as_str).is_some_and(|effect| effect.eq_ignore_ascii_case("deny"));
        if into.len() + actions.len() * resources.len() * principals.len() > MOST_GRANTS {
            return None;
        }
        for action in &actions {
            for resource in &resources {
                for principal in &principals {
                    into.push(Grant {
                        deny,
                        action: action.clone(),
                        resource: resource.clone(),
                        principal: principal.clone(),
                        condition: condition.clone(),
                        span: statement.span,
                    });
                }
            }
        }
    }
    Some(())
}

/// The principals of a statement: `*`, `lambda.amazonaws.com`, `AWS 123456789012`.
fn principals(correspondence: &Correspondence<'_>, side: Side, value: &Value) -> Option<Vec<String>> {
    let Some(entries) = value.as_map() else { return Some(vec![text(correspondence, side, value)?]) };
    let mut principals = Vec::new();
    for value in entries.values() {
        for value in one_or_many(value) {
            principals.push(text(correspondence, side, value)?);
        }
    }
    Some(principals)
}

/// The text of a value in the ideal's words, with holes for what is not known.
fn text(correspondence: &Correspondence<'_>, side: Side, value: &Value) -> Option<String> {
    if let Some(entries) = value.as_map() {
        let mut parts: Vec<String> = Vec::new();
        for (key, inner) in entries {
            let key = correspondence.common_key(side, key, HOLE);
            parts.push(format!("{key} {}", text(correspondence, side, inner)?));
        }
        parts.sort();
        return Some(parts.join(" and "));
    }
    if let Some(items) = value.as_list() {
        let mut texts: Vec<String> =
            items.iter().map(|item| text(correspondence, side, item)).collect::<Option<_>>()?;
        texts.sort();
        return Some(texts.join(" or "));
    }
    if matches!(value.kind, Kind::Null) {
        return None;
    }
    let pieces = correspondence.pieces(side, value)?;
    Some(
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Resource(address) => address.to_string(),
                Piece::Hole => HOLE.to_string(),
            })
            .collect(),
    )
}

fn one_or_many(value: &Value) -> Vec<&Value> {
    value.as_list().map_or_else(|| vec![value], |items| items.iter().collect())
}

/// Whether a pattern of an action or resource takes in another.
fn covers(pattern: &str, text: &str) -> bool {
    if pattern == text || may_be_equal(pattern, text) && (pattern.contains(HOLE) || text.contains(HOLE)) {
        return true;
    }
    pattern.contains('*') && glob(pattern.as_bytes(), text.as_bytes())
}

/// Whether a text fits a pattern in which `*` stands for any characters.
pub(crate) fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut of, mut star, mut retry) = (0, 0, None, 0);
    while of < text.len() {
        if at < pattern.len() && pattern[at] == b'*' {
            star = Some(at);
            retry = of;
            at += 1;
        } else if at < pattern.len() && (pattern[at] == text[of] || pattern[at] == b'?') {
            at += 1;
            of += 1;
        } else if let Some(star) = star {
            at = star + 1;
            retry += 1;
            of = retry;
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|&byte| byte == b'*')
}

/// Whether two texts are equal, or could be if their holes were filled.
fn may_be_equal(ours: &str, theirs: &str) -> bool {
    if ours == theirs {
        return true;
    }
    if !ours.contains(HOLE) && !theirs.contains(HOLE) {
        return false;
    }
    let head = |text: &str| text.split(HOLE).next().unwrap_or_default().to_owned();
    let tail = |text: &str| text.rsplit(HOLE).next().unwrap_or_default().to_owned();
    let ((our_head, our_tail), (their_head, their_tail)) = ((head(ours), tail(ours)), (head(theirs), tail(theirs)));
    (our_head.starts_with(&their_head) || their_head.starts_with(&our_head))
        && (our_tail.ends_with(&their_tail) || their_tail.ends_with(&our_tail))
}
