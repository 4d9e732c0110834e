//! Variables, parameters and outputs that one side has and the other has not, and defaults that differ.

use std::sync::Arc;

use super::super::side::Side;
use super::super::wording::{code, count, folded, value as shown};
use super::super::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId, joined_attributes};
use crate::matching::split_words;
use crate::program::json::plain;
use crate::program::value::{Kind, Value};
use crate::source::Span;

/// Words of names that say nothing about what is meant.
const FILLER: [&str; 5] = ["output", "aws", "var", "param", "parameter"];

/// Something that has a name: an input or an output.
struct Named<'a> {
    name: &'a str,
    /// The words of its name, by which the two sides' are compared.
    words: Vec<String>,
    value: Option<&'a Value>,
    span: Span,
}

impl<'a> Named<'a> {
    fn new(name: &'a str, value: Option<&'a Value>, span: Span) -> Self {
        let mut words: Vec<String> =
            split_words(name).into_iter().filter(|word| !FILLER.contains(&word.as_str())).collect();
        words.sort();
        Self { name, words, value, span }
    }
}

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let [our_inputs, their_inputs] = context.sides().map(inputs);
    let mut gaps = one_sided(context, &our_inputs, &their_inputs, &PARAMETERS);
    gaps.extend(other_defaults(context, &our_inputs, &their_inputs));
    let [our_outputs, their_outputs] = context.sides().map(outputs);
    gaps.extend(one_sided(context, &our_outputs, &their_outputs, &OUTPUTS));
    gaps.extend(unexported(context, &our_outputs, &their_outputs));
    gaps
}

/// Outputs that both have and that other stacks can import from the ideal only.
fn unexported(context: &Context<'_>, ours: &[Named<'_>], theirs: &[Named<'_>]) -> Option<Gap> {
    let is_exported =
        |side: Side<'_>, named: &Named<'_>| side.stack.exported.iter().any(|exported| **exported == *named.name);
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let pairs = ours.iter().filter_map(|our| Some((our, theirs.iter().find(|their| their.words == our.words)?)));
    let lacking: Vec<_> = pairs.filter(|(our, their)| !is_exported(model, our) && is_exported(ideal, their)).collect();
    if lacking.is_empty() || model.stack.tooling.tool != ideal.stack.tooling.tool {
        return None;
    }
    let names: Vec<String> = lacking.iter().map(|(our, _)| code(our.name)).collect();
    let what = count(names.len(), "output", "outputs");
    let title = format!("The model does not export {what} that the ideal exports: {}", folded(&names));
    let id = "missing-exports".to_owned();
    let mut gap = Gap::new(id, DimensionId::Operations, GapKind::Missing, SideId::Model, Severity::Low, title);
    gap.attribute = Some("Outputs.Export".to_owned());
    gap.model.evidence = lacking.iter().map(|(our, _)| model.evidence_at(our.span, None)).collect();
    gap.ideal.evidence = lacking.iter().map(|(_, their)| ideal.evidence_at(their.span, None)).collect();
    gap.impact = "Other stacks cannot import them with `Fn::ImportValue`.".to_owned();
    gap.recommendation = format!("Give {} an `Export` with a name.", folded(&names));
    Some(gap)
}

/// The inputs of a side, each name once.
fn inputs(side: Side<'_>) -> Vec<Named<'_>> {
    let all = side.stack.inputs.iter().map(|input| Named::new(&input.name, input.value.as_ref(), input.span));
    distinct(all)
}

fn outputs(side: Side<'_>) -> Vec<Named<'_>> {
    distinct(side.stack.outputs.iter().map(|output| Named::new(&output.name, Some(&output.value), output.span)))
}

fn distinct<'a>(all: impl Iterator<Item = Named<'a>>) -> Vec<Named<'a>> {
    let mut distinct: Vec<Named<'_>> = Vec::new();
    for named in all {
        if !distinct.iter().any(|known| known.words == named.words) {
            distinct.push(named);
        }
    }
    distinct
}

/// How inputs and outputs are told.
struct Telling {
    attribute: &'static str,
    singular: &'static str,
    plural: &'static str,
    dimension: DimensionId,
    severity: Severity,
}

const PARAMETERS: Telling = Telling {
    attribute: "Parameters",
    singular: "input",
    plural: "inputs",
    dimension: DimensionId::Configuration,
    severity: Severity::Low,
};
const OUTPUTS: Telling = Telling {
    attribute: "Outputs",
    singular: "output",
    plural: "outputs",
    dimension: DimensionId::Operations,
    severity: Severity::Low,
};

/// What only one side has, one gap for each side.
fn one_sided(context: &Context<'_>, ours: &[Named<'_>], theirs: &[Named<'_>], telling: &Telling) -> Vec<Gap> {
    let only = |of: &'_ [Named<'_>], others: &[Named<'_>]| -> Vec<usize> {
        (0..of.len()).filter(|&at| !others.iter().any(|other| alike(&of[at], other))).collect()
    };
    let mut gaps = Vec::new();
    for (has, of, others) in [(SideId::Ideal, theirs, ours), (SideId::Model, ours, theirs)] {
        let lone: Vec<&Named<'_>> = only(of, others).into_iter().map(|at| &of[at]).collect();
        if !lone.is_empty() {
            gaps.push(gap(context, has, &lone, others.is_empty(), telling));
        }
    }
    gaps
}

/// Whether two names mean the same: the same words, or one has all the words of the other and one more.
fn alike(one: &Named<'_>, other: &Named<'_>) -> bool {
    if one.words == other.words {
        return true;
    }
    let (short, long) = if one.words.len() < other.words.len() { (one, other) } else { (other, one) };
    short.words.len() > 1
        && long.words.len() == short.words.len() + 1
        && short.words.iter().all(|word| long.words.contains(word))
}

fn gap(context: &Context<'_>, has: SideId, lone: &[&Named<'_>], none_there: bool, telling: &Telling) -> Gap {
    let names: Vec<String> = lone.iter().map(|named| code(named.name)).collect();
    let what =
        if lone.len() == 1 { telling.singular.to_owned() } else { count(lone.len(), telling.singular, telling.plural) };
    let (kind, title) = match (has, none_there) {
        (SideId::Ideal, true) => {
            (GapKind::Missing, format!("The model has no {}; the ideal has {}", telling.plural, folded(&names)))
        }
        (SideId::Ideal, false) => (GapKind::Missing, format!("The model lacks {what} {}", folded(&names))),
        _ => (GapKind::Extra, format!("The model has {what} {}, which the ideal does not have", folded(&names))),
    };
    let id = format!("{}-{}", if kind == GapKind::Missing { "missing" } else { "extra" }, telling.plural);
    let severity = match (kind, lone.iter().any(|named| names_environment(named))) {
        (GapKind::Missing, true) => telling.severity.raised(),
        (GapKind::Missing, false) => telling.severity,
        _ => telling.severity.lowered(),
    };
    let mut gap = Gap::new(id, telling.dimension, kind, SideId::Model, severity, title);
    gap.attribute = Some(match lone {
        [only] => format!("{}.{}", telling.attribute, only.name),
        _ => telling.attribute.to_owned(),
    });
    let side = if has == SideId::Ideal { context.ideal_side() } else { context.model_side() };
    if telling.attribute == "Outputs" {
        tell_what_they_are_of(side, lone, &mut gap);
    }
    let fact = SideFact {
        value: Some(lone.iter().map(|named| named.name).collect()),
        evidence: lone.iter().map(|named| side.evidence_at(named.span, None)).collect(),
    };
    *(if has == SideId::Ideal { &mut gap.ideal } else { &mut gap.model }) = fact;
    if kind == GapKind::Missing
        && telling.attribute == "Parameters"
        && lone.iter().any(|named| names_environment(named))
    {
        gap.impact = "The environment cannot be chosen when it is deployed.".to_owned();
    }
    if kind == GapKind::Missing {
        let places: Vec<String> = gap.ideal.evidence.iter().map(|at| format!("{}:{}", at.file, at.lines)).collect();
        gap.recommendation = format!("Add {} as in {}.", folded(&names), folded(&places));
    }
    gap
}

/// Adds to a gap of outputs what they are of: the types of the resources, and the attributes that they give.
fn tell_what_they_are_of(side: Side<'_>, outputs: &[&Named<'_>], gap: &mut Gap) {
    let (mut types, mut attributes): (Vec<Arc<str>>, Vec<String>) = (Vec::new(), Vec::new());
    for value in outputs.iter().filter_map(|output| output.value) {
        value.references(&mut |reference| {
            if let Some(resource) = side.resource(&reference.address)
                && !types.contains(&resource.kind)
            {
                types.push(Arc::clone(&resource.kind));
            }
            if let Some(attribute) = &reference.attribute
                && !attributes.iter().any(|known| **known == **attribute)
            {
                attributes.push(attribute.to_string());
            }
        });
    }
    gap.resource_type = types.first().cloned();
    if types.len() > 1 {
        gap.resource_types = types;
    }
    if outputs.len() > 1 {
        let names: Vec<&str> = std::iter::once("Outputs").chain(attributes.iter().map(String::as_str)).collect();
        gap.attribute = Some(joined_attributes(&names));
    }
}

fn names_environment(named: &Named<'_>) -> bool {
    named.words.iter().any(|word| matches!(word.as_str(), "environment" | "env" | "suffix" | "stage"))
}

/// Inputs that both have, with other defaults, or with one on one side only. That of the region is told by itself.
fn other_defaults(context: &Context<'_>, ours: &[Named<'_>], theirs: &[Named<'_>]) -> Option<Gap> {
    // What another tool calls its inputs, and how it sets them, says little.
    let same_tool = context.model.stack.tooling.tool == context.ideal.stack.tooling.tool;
    let mut changed: Vec<(&Named<'_>, &Named<'_>)> = Vec::new();
    for our in ours {
        let Some(their) = theirs.iter().find(|their| their.words == our.words) else { continue };
        let region = our.words.iter().any(|word| word == "region");
        let differs = match (our.value, their.value) {
            (Some(a), Some(b)) => comparable(a) && comparable(b) && !same_default(a, b),
            (Some(only), None) | (None, Some(only)) => same_tool && comparable(only),
            (None, None) => false,
        };
        if differs && !region {
            changed.push((our, their));
        }
    }
    let (first, rest) = changed.split_first()?;
    let text = |named: &Named<'_>| named.value.map_or_else(|| "none".to_owned(), shown);
    let mut title = format!("Default of {}: {} instead of {}", code(first.0.name), text(first.0), text(first.1));
    if !rest.is_empty() {
        title += &format!("; also {}", folded(&rest.iter().map(|(our, _)| code(our.name)).collect::<Vec<_>>()));
    }
    let id = "changed-defaults".to_owned();
    let mut gap = Gap::new(id, DimensionId::Configuration, GapKind::Changed, SideId::Model, Severity::Low, title);
    gap.attribute = Some(match rest {
        [] => format!("Parameters.{}.Default", first.0.name),
        _ => "Parameters.Default".to_owned(),
    });
    let fact = |side: Side<'_>, all: &[&Named<'_>]| {
        let values = all.iter().filter_map(|named| Some((named.name.to_owned(), plain(named.value?)))).collect();
        SideFact {
            value: Some(serde_json::Value::Object(values)),
            evidence: all.iter().map(|named| side.evidence_at(named.span, None)).collect(),
        }
    };
    gap.model = fact(context.model_side(), &changed.iter().map(|(our, _)| *our).collect::<Vec<_>>());
    gap.ideal = fact(context.ideal_side(), &changed.iter().map(|(_, their)| *their).collect::<Vec<_>>());
    if let Some((our, their)) = changed.iter().find(|(our, their)| our.value.is_none() && their.value.is_some()) {
        gap.impact = format!("{} has to be given each time; in the ideal it need not be.", code(our.name));
        gap.recommendation = format!("Give {} the default {}.", code(our.name), text(their));
    }
    Some(gap)
}

fn comparable(value: &Value) -> bool {
    matches!(value.kind, Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) | Kind::List(_)) && value.is_known()
}

fn same_default(one: &Value, other: &Value) -> bool {
    let same_text = one.as_text().zip(other.as_text()).is_some_and(|(one, other)| one.eq_ignore_ascii_case(&other));
    same_text || plain(one) == plain(other)
}
