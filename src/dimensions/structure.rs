//! How a program's stack is made: what its class takes from whoever creates it.

use std::sync::Arc;

use super::side::Side;
use super::wording::{code, folded};
use super::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId};
use crate::Analysis;
use crate::matching::split_words;
use crate::program::form::{
    Class, Expression, ExpressionKind, Function, Parameter, Pattern, Program, Spread, StatementKind,
};
use crate::source::Span;

/// What the classes of stacks and components inherit from.
const BASES: [&str; 3] = ["Stack", "TerraformStack", "ComponentResource"];

/// What every stack takes: it says where the stack stands and how it is called, not what is in it.
const FRAMING: [&str; 13] = [
    "scope",
    "id",
    "construct_id",
    "stack_id",
    "name",
    "opts",
    "options",
    "env",
    "env_",
    "stack_name",
    "stackName",
    "description",
    "parent",
];

/// The class of a stack.
struct StackClass<'a> {
    class: &'a Class,
    /// The type of its props, if that is the answer's own.
    props: Option<&'a str>,
    /// What it takes, each with where it is declared.
    takes: Vec<(Arc<str>, Span)>,
}

/// What the ideal's stack takes and the model's does not.
pub(super) fn gap(context: &Context<'_>) -> Option<Gap> {
    if context.model.stack.tooling.tool != context.ideal.stack.tooling.tool {
        return None;
    }
    let (ours, theirs) = (stack_class(context.model)?, stack_class(context.ideal)?);
    let lacking: Vec<&(Arc<str>, Span)> =
        theirs.takes.iter().filter(|(name, _)| !ours.takes.iter().any(|(own, _)| is_alike(own, name))).collect();
    if lacking.is_empty() {
        return None;
    }
    let names = folded(&lacking.iter().map(|(name, _)| code(name)).collect::<Vec<_>>());
    let through = theirs.props.map(|props| format!(" through {}", code(props))).unwrap_or_default();
    let (own, other) = (code(&ours.class.name), code(&theirs.class.name));
    let title = match ours.takes.is_empty() {
        true => {
            format!("The model's stack {own} takes no props of its own; the ideal's {other} takes {names}{through}")
        }
        false => format!("The model's stack {own} does not take {names}, which the ideal's {other} takes{through}"),
    };
    let id = "missing-props".to_owned();
    let mut gap = Gap::new(id, DimensionId::Configuration, GapKind::Missing, SideId::Model, Severity::Low, title);
    gap.model = fact(context.model_side(), &ours.takes.iter().collect::<Vec<_>>(), ours.class);
    gap.ideal = fact(context.ideal_side(), &lacking, theirs.class);
    if ours.takes.is_empty() {
        let nothing = "The code that creates the stack can hand it nothing";
        gap.impact = format!("{nothing}: what differs between deployments has to come from elsewhere.");
    }
    let place = gap.ideal.evidence.first().map(|at| format!(", as in {}:{}", at.file, at.lines)).unwrap_or_default();
    gap.recommendation = format!("Let {own} take {names}{place}.");
    Some(gap)
}

fn fact(side: Side<'_>, takes: &[&(Arc<str>, Span)], class: &Class) -> SideFact {
    let mut evidence: Vec<_> = takes.iter().map(|(_, span)| side.evidence_at(*span, None)).collect();
    if evidence.is_empty() {
        let head = class.constructor.as_ref().map_or(class.span, |constructor| constructor.span);
        evidence.push(side.evidence_at(head.first(), None));
    }
    evidence.dedup();
    SideFact { value: Some(takes.iter().map(|(name, _)| &**name).collect()), evidence }
}

/// Whether two names mean the same: the words of one are among those of the other.
fn is_alike(one: &str, other: &str) -> bool {
    let (one, other) = (split_words(one), split_words(other));
    one.iter().all(|word| other.contains(word)) || other.iter().all(|word| one.contains(word))
}

/// The class of the stack of an answer, where there is one only, and what it takes can be told.
fn stack_class(answer: &Analysis) -> Option<StackClass<'_>> {
    let mut stacks = classes(answer).filter(|class| class.bases.iter().any(|base| BASES.contains(&last_name(base))));
    let (class, None) = (stacks.next()?, stacks.next()) else { return None };
    let mut found = StackClass { class, props: None, takes: Vec::new() };
    // Of several constructors the longest takes all.
    let constructors = class.constructor.iter().chain(&class.overloads);
    let Some(constructor) = constructors.max_by_key(|it| it.parameters.len()) else { return Some(found) };
    for parameter in &constructor.parameters {
        let Pattern::Name(name, span) = &parameter.target else { continue };
        if parameter.spread != Spread::No || FRAMING.contains(&&**name) {
            continue;
        }
        match props_class(answer, parameter) {
            Some(props) => {
                found.props = found.takes.is_empty().then_some(&*props.name);
                found.takes.extend(fields(props));
            }
            // Props of a type of the library hold nothing of the answer's own; of those of no type nothing is known.
            None if is_props(parameter) => {
                parameter.type_name.as_ref()?;
            }
            None => found.takes.push((Arc::clone(name), *span)),
        }
    }
    // A class of props may hand on those of the library.
    found.takes.retain(|(name, _)| &**name != "props" && !FRAMING.contains(&&**name));
    Some(found)
}

/// Whether a parameter is a bundle of settings.
fn is_props(parameter: &Parameter) -> bool {
    let Pattern::Name(name, _) = &parameter.target else { return false };
    matches!(&**name, "props" | "args" | "config" | "kwargs")
        || parameter
            .type_name
            .as_ref()
            .is_some_and(|name| name.contains("Props") || name.contains("Args") || name.contains("Options"))
}

/// The class or interface of the answer that is the type of a parameter: `TapStackProps`, `Optional[TapStackProps]`.
fn props_class<'a>(answer: &'a Analysis, parameter: &Parameter) -> Option<&'a Class> {
    let named = parameter.type_name.as_ref()?;
    let mut words = named.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.find_map(|word| classes(answer).find(|class| &*class.name == word))
}

/// What a class of props holds: its fields, or what its constructor takes.
fn fields(props: &Class) -> Vec<(Arc<str>, Span)> {
    let of_constructor = |constructor: &Arc<Function>| {
        let named = constructor.parameters.iter().filter(|parameter| parameter.spread == Spread::No);
        let named = named.filter_map(|parameter| match &parameter.target {
            Pattern::Name(name, span) => Some((Arc::clone(name), *span)),
            _ => None,
        });
        named.collect::<Vec<_>>()
    };
    let given = props.constructor.as_ref().map(of_constructor).filter(|given| !given.is_empty());
    given.unwrap_or_else(|| props.fields.iter().map(|field| (Arc::clone(&field.name), field.span)).collect())
}

/// The classes that an answer's programs declare.
fn classes(answer: &Analysis) -> impl Iterator<Item = &Class> {
    let modules = answer.programs.iter().filter_map(|program| match program {
        Program::Module(statements) => Some(statements),
        _ => None,
    });
    modules.flatten().filter_map(|statement| match &statement.kind {
        StatementKind::Class(class) => Some(&**class),
        _ => None,
    })
}

/// The last part of a dotted name: `Stack` of `cdk.Stack`.
fn last_name(expression: &Expression) -> &str {
    match &expression.kind {
        ExpressionKind::Name(name) | ExpressionKind::Member(_, name) => name,
        _ => "",
    }
}
