//! What is deployed as one, seen from outside: the name of the stack, whether its region can be chosen, its protection.

use super::super::side::{Side, first_span};
use super::super::wording::{code, value as shown};
use super::super::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId};
use crate::program::json::plain;
use crate::program::value::{Kind, Provenance, Reason, Value};
use crate::stack::Deployment;

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    // Which of several is which cannot be told.
    let ([ours], [theirs]) = (&*model.stack.deployments, &*ideal.stack.deployments) else { return Vec::new() };
    let pair = Pair { model, ours, ideal, theirs };
    [pair.name(), pair.region(), pair.protection()].into_iter().flatten().collect()
}

/// The stack of either side.
struct Pair<'a> {
    model: Side<'a>,
    ours: &'a Deployment,
    ideal: Side<'a>,
    theirs: &'a Deployment,
}

impl Pair<'_> {
    fn name(&self) -> Option<Gap> {
        let theirs = name(&self.theirs.name)?;
        let (kind, title) = match name(&self.ours.name) {
            Some(ours) if ours == theirs => return None,
            Some(ours) => {
                let title = format!("The stack is deployed as {}, the ideal's as {}", code(&ours), code(&theirs));
                (GapKind::Changed, title)
            }
            None if is_given(&self.ours.name) => {
                let title =
                    format!("Nothing in the model creates its stack; the ideal creates it as {}", code(&theirs));
                (GapKind::Missing, title)
            }
            None => return None,
        };
        let id = if kind == GapKind::Missing { "stack-not-created" } else { "stack-name" };
        let mut gap = self.gap(id, kind, title, "StackName", [Some(&self.ours.name), Some(&self.theirs.name)]);
        gap.impact = match kind {
            GapKind::Missing => "Whoever deploys it has to write that part first.".to_owned(),
            _ => "Commands and pipelines that name the ideal's stack do not find it.".to_owned(),
        };
        gap.recommendation = format!("Create the stack as {}.", code(&theirs));
        Some(gap)
    }

    /// A region that the model writes out, where the ideal's can be chosen.
    fn region(&self) -> Option<Gap> {
        let (ours, theirs) = (self.ours.settings.get("region")?, self.theirs.settings.get("region")?);
        if ours.as_str().is_none() || ours.provenance != Provenance::Explicit || !is_chosen(theirs) {
            return None;
        }
        let title = format!("The stack is fixed to the region {}; the ideal's can be chosen", shown(ours));
        let mut gap = self.gap("fixed-region", GapKind::Changed, title, "Region", [Some(ours), Some(theirs)]);
        gap.impact = format!("To deploy it elsewhere than in {} the code has to be changed.", shown(ours));
        gap.recommendation = "Take the region from the environment, as the ideal does.".to_owned();
        Some(gap)
    }

    fn protection(&self) -> Option<Gap> {
        const SETTING: &str = "terminationProtection";
        let is_on = |deployment: &Deployment| match deployment.settings.get(SETTING).map(|value| &value.kind) {
            None => Some(false),
            Some(Kind::Bool(on)) => Some(*on),
            Some(_) => None,
        };
        let (kind, title) = match (is_on(self.ours)?, is_on(self.theirs)?) {
            (true, false) => (GapKind::Extra, "The stack has termination protection, which the ideal's has not"),
            (false, true) => (GapKind::Missing, "The stack has no termination protection; the ideal's has"),
            _ => return None,
        };
        let values = [self.ours.settings.get(SETTING), self.theirs.settings.get(SETTING)];
        let id = "termination-protection";
        let mut gap = self.gap(id, kind, title.to_owned(), "EnableTerminationProtection", values);
        gap.dimension = DimensionId::Operations;
        if kind == GapKind::Missing {
            gap.impact = "The whole stack can be deleted by one command.".to_owned();
            gap.recommendation = "Set `terminationProtection` of the stack.".to_owned();
        } else {
            gap.severity = Severity::Info;
            gap.recommendation = "Keep it where the stack must not be deleted by mistake.".to_owned();
        }
        Some(gap)
    }

    fn gap(&self, id: &str, kind: GapKind, title: String, attribute: &str, values: [Option<&Value>; 2]) -> Gap {
        let mut gap = Gap::new(id.to_owned(), DimensionId::Configuration, kind, SideId::Model, Severity::Low, title);
        gap.attribute = Some(attribute.to_owned());
        let fact = |side: Side<'_>, deployment: &Deployment, value: Option<&Value>| {
            let known = value.filter(|value| !matches!(value.kind, Kind::Unknown(_)));
            let span = known.and_then(first_span).unwrap_or(deployment.span);
            SideFact { value: value.map(plain), evidence: vec![side.evidence_at(span, None)] }
        };
        gap.model = fact(self.model, self.ours, values[0]);
        gap.ideal = fact(self.ideal, self.theirs, values[1]);
        gap
    }
}

/// A name as a text, with `…` for what is chosen when it is deployed.
fn name(value: &Value) -> Option<String> {
    let part = |part: &Value| part.as_text().unwrap_or_else(|| "…".to_owned());
    match &value.kind {
        Kind::Text(text) => Some(text.to_string()),
        Kind::Join(parts) => Some(parts.iter().map(part).collect()),
        _ => None,
    }
}

/// Whether a value is what a caller gives, and there is no caller.
fn is_given(value: &Value) -> bool {
    matches!(&value.kind, Kind::Unknown(Reason::Input(_) | Reason::Undefined(_) | Reason::Outside(_)))
}

/// Whether a value can be chosen when it is deployed.
fn is_chosen(value: &Value) -> bool {
    match &value.kind {
        Kind::Text(_) => value.provenance == Provenance::ResponseDefault,
        Kind::Unknown(Reason::Input(_) | Reason::Unset(_) | Reason::Outside(_)) => true,
        _ => false,
    }
}
