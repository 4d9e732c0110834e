//! Methods that an answer shows by themselves, outside their class: `def _create_bucket(self):` in a block of its own. They go
//! back into the class that calls them.

use std::sync::Arc;

use crate::program::form::{Class, Function, Pattern, Program, Statement, StatementKind};
use crate::response::Response;
use crate::source::Span;

/// What Python's methods call the object that they belong to.
const RECEIVER: &str = "self";

/// Moves each method that stands alone into the class that calls it.
pub(super) fn gather(response: &Response, programs: &mut [Program]) {
    if !statements(programs).any(|statement| loose(statement).is_some()) {
        return;
    }
    let classes: Vec<Arc<Class>> = statements(programs).filter_map(class).map(Arc::clone).collect();
    for class in classes {
        let mut texts = vec![response.text(class.span).to_owned()];
        let mut adopted: Vec<Arc<Function>> = Vec::new();
        // What a method calls belongs to the class, too.
        while let Some(text) = texts.pop() {
            for function in statements(programs).filter_map(loose) {
                let known = adopted.iter().chain(&class.methods).any(|method| method.name == function.name);
                if !known && calls(&text, function) {
                    texts.push(response.text(function.span).to_owned());
                    adopted.push(Arc::clone(function));
                }
            }
        }
        for program in programs.iter_mut() {
            move_into(program, class.span, &adopted);
        }
    }
}

/// Takes functions out of a program, and puts them as methods into the class at a place, if it has that.
fn move_into(program: &mut Program, place: Span, adopted: &[Arc<Function>]) {
    let Program::Module(statements) = program else { return };
    statements
        .retain(|statement| !loose(statement).is_some_and(|found| adopted.iter().any(|it| it.span == found.span)));
    for statement in statements {
        if let StatementKind::Class(class) = &mut statement.kind
            && class.span == place
        {
            Arc::make_mut(class).methods.extend(adopted.iter().map(|function| Arc::new(as_method(function))));
        }
    }
}

/// A function that takes its object as the first parameter, as the method that it is.
fn as_method(function: &Function) -> Function {
    let mut method = function.clone();
    if !method.parameters.is_empty() {
        method.parameters.remove(0);
    }
    method.receiver = Some(RECEIVER.into());
    method
}

fn statements(programs: &[Program]) -> impl Iterator<Item = &Statement> {
    let modules = programs.iter().filter_map(|program| match program {
        Program::Module(statements) => Some(statements),
        _ => None,
    });
    modules.flatten()
}

fn class(statement: &Statement) -> Option<&Arc<Class>> {
    match &statement.kind {
        StatementKind::Class(class) => Some(class),
        _ => None,
    }
}

/// The function that a statement defines, if it is a method without its class.
fn loose(statement: &Statement) -> Option<&Arc<Function>> {
    let StatementKind::Function(function) = &statement.kind else { return None };
    let first = function.parameters.first().map(|parameter| &parameter.target);
    matches!(first, Some(Pattern::Name(name, _)) if &**name == RECEIVER).then_some(function)
}

/// Whether a text calls a function as a method of its own object.
fn calls(text: &str, function: &Function) -> bool {
    function.name.as_ref().is_some_and(|name| text.contains(&format!("{RECEIVER}.{name}(")))
}
