//! Programs: what they count on of the language, of their own files and of the libraries that they call.
//!
//! The evaluator's trace says what a program calls and names, and where; what a library has is in the tables of
//! [`crate::catalog`]. Only what certainly fails when the program runs is high.

mod cdktf;
mod jsii;
mod own;
mod pulumi;

use std::collections::HashSet;
use std::sync::Arc;

use super::Fault;
use crate::Analysis;
use crate::catalog::jsii::Spelling;
use crate::program::evaluator::Trace;
use crate::program::form::{Class, Expression, ExpressionKind, Pattern, Program, Statement, StatementKind};
use crate::response::Language;
use crate::severity::Severity;
use crate::source::Span;

/// How deep statements are searched for names. Chosen because answers nest up to 32 deep.
const DEEPEST: usize = 60;

/// The programs of an answer.
struct Programs<'a> {
    analysis: &'a Analysis,
    trace: &'a Trace,
    /// The names that its classes declare as members, or that it assigns to members.
    members: HashSet<&'a str>,
    /// Whether it also sets members whose names are computed.
    sets_by_name: bool,
}

pub(super) fn find(analysis: &Analysis) -> Vec<Fault> {
    // Code beside templates and configurations is that of functions, and not what deploys them.
    if !super::is_of_the_tool(analysis, Language::Python) {
        return Vec::new();
    }
    let mut members = HashSet::new();
    for program in &analysis.programs {
        if let Program::Module(statements) = program {
            member_names(statements, 0, &mut members);
        }
    }
    let by_name = ["setattr(", "__dict__", "Object.assign(this"];
    let sets_by_name = analysis.response.files.iter().any(|file| by_name.iter().any(|call| file.text.contains(call)));
    let programs = Programs { analysis, trace: &analysis.trace, members, sets_by_name };
    let mut faults = own::find(&programs);
    faults.extend(jsii::find(&programs));
    faults.extend(cdktf::find(&programs));
    faults.extend(pulumi::find(&programs));
    faults
}

impl Programs<'_> {
    /// The language in which something is written.
    fn language(&self, span: Span) -> Option<Language> {
        self.analysis.response.files.get(span.file as usize).map(|file| file.language)
    }

    /// How the code there spells the names of a library; `None` in languages whose programs are not checked.
    fn spelling(&self, span: Span) -> Option<Spelling> {
        match self.language(span)? {
            Language::Python => Some(Spelling::Snake),
            Language::TypeScript | Language::JavaScript => Some(Spelling::Camel),
            _ => None,
        }
    }

    /// How severe it is that something fails when it runs.
    fn severity(conditional: bool) -> Severity {
        if conditional { Severity::Medium } else { Severity::High }
    }
}

/// The names of members that the classes of a program declare or that code assigns.
fn member_names<'a>(statements: &'a [Statement], depth: usize, found: &mut HashSet<&'a str>) {
    if depth > DEEPEST {
        return;
    }
    for statement in statements {
        match &statement.kind {
            StatementKind::Class(class) => class_names(class, depth, found),
            StatementKind::Assign { target: Pattern::Place(place), .. } | StatementKind::Update(_, place, _) => {
                assigned_name(place, found);
            }
            StatementKind::Expression(Expression { kind: ExpressionKind::Assign(place, _), .. }) => {
                assigned_name(place, found);
            }
            StatementKind::Function(function) => member_names(&function.body, depth + 1, found),
            StatementKind::If(_, then, otherwise) => {
                member_names(then, depth + 1, found);
                member_names(otherwise, depth + 1, found);
            }
            StatementKind::ForEach(_, _, body)
            | StatementKind::For(_, _, body)
            | StatementKind::While(_, body, _)
            | StatementKind::Block(body) => member_names(body, depth + 1, found),
            StatementKind::Try(body, handlers, last) => {
                member_names(body, depth + 1, found);
                handlers.iter().for_each(|(_, handler)| member_names(handler, depth + 1, found));
                member_names(last, depth + 1, found);
            }
            StatementKind::Switch(_, cases, _) => {
                cases.iter().for_each(|(_, body)| member_names(body, depth + 1, found));
            }
            _ => {}
        }
    }
}

fn class_names<'a>(class: &'a Class, depth: usize, found: &mut HashSet<&'a str>) {
    found.extend(class.fields.iter().map(|field| &*field.name));
    found.extend(class.methods.iter().filter_map(|method| method.name.as_deref()));
    for function in class.methods.iter().chain(&class.constructor).chain(&class.overloads) {
        for parameter in function.parameters.iter().filter(|parameter| parameter.is_field) {
            if let Pattern::Name(name, _) = &parameter.target {
                found.insert(name);
            }
        }
        member_names(&function.body, depth + 1, found);
    }
    member_names(&class.body, depth + 1, found);
}

fn assigned_name<'a>(place: &'a Expression, found: &mut HashSet<&'a str>) {
    match &place.kind {
        ExpressionKind::Member(_, name) => {
            found.insert(name);
        }
        ExpressionKind::Tuple(items) | ExpressionKind::List(items) => {
            items.iter().for_each(|item| assigned_name(&item.value, found));
        }
        _ => {}
    }
}

/// Names as people list them: `a`, `b` and `c`.
fn listed(names: &[Arc<str>]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    }
}
