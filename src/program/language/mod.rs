//! How the general-purpose languages differ, one file each: scopes, truth, imports, the methods of their own values.

mod go;
mod java;
mod javascript;
mod methods;
mod python;

use std::sync::Arc;

pub(crate) use java::{begin_builder, begin_class_builder, collector, entry};
pub(crate) use javascript::{JAVASCRIPT, array_of, empty_array};
pub(crate) use methods::{join, walked};
pub(crate) use python::{PYTHON, sorted, text_method};

use super::evaluator::{Evaluator, Invocation};
use super::value::Value;
use crate::catalog::table;
use crate::response;
use crate::source::Span;

const ALIASES: &str = include_str!("../../../grammars/languages/aliases.tsv");

/// A language, as far as the evaluator needs to know it.
#[derive(Debug)]
pub(crate) struct Language {
    /// Languages of one family import one another.
    pub(crate) family: &'static str,
    /// Where the names live that need no import, as a dotted path.
    pub(crate) globals: &'static str,
    /// Whether a name needs no import.
    pub(crate) defines: fn(&str) -> bool,
    /// Whether a block is a scope of its own, rather than a function only.
    pub(crate) blocks_have_scopes: bool,
    /// Whether functions can be called above the place where they stand.
    pub(crate) hoists: bool,
    /// Whether the files of a package see one another's names.
    pub(crate) shares_names: bool,
    /// Whether the members of a class are names inside it, its methods apart from its fields and told apart by their number
    /// of parameters.
    pub(crate) names_members: bool,
    /// Whether what is absent (a parameter, a key, a field) is nothing, rather than an error.
    pub(crate) null_is_absent: bool,
    /// Whether empty collections count as true.
    pub(crate) empty_collections_are_true: bool,
    /// Whether the members of an enum are just their values.
    pub(crate) enum_members_are_values: bool,
    /// What a loop with one name takes of a map.
    pub(crate) loop_over_map: Walk,
    /// The name of the method that constructs, when it is called on the base class.
    pub(crate) constructor: &'static str,
    /// The function with which a program begins, besides its top level.
    pub(crate) main: Option<&'static str>,
    /// What imports call a file: its path without extension.
    pub(crate) stem: fn(&str) -> String,
    /// Where a module may be that a file in that folder imports by that name.
    pub(crate) places: fn(&str, &str) -> Places,
    /// Whether a module is known to be no part of a response.
    pub(crate) is_library: fn(&str) -> bool,
    /// The result of a method of one of the language's own values.
    pub(crate) method: fn(&mut Evaluator<'_>, &Value, &str, &Invocation) -> Option<Value>,
    /// A property of one of the language's own values.
    pub(crate) property: fn(&mut Evaluator<'_>, &Value, &str) -> Option<Value>,
    /// Whether a library's function of that name makes something, as one sees without `new`.
    pub(crate) makes: fn(&str) -> bool,
    /// What a literal of a library's type is; `None` where it makes something.
    pub(crate) literal: fn(&mut Evaluator<'_>, &Invocation) -> Option<Value>,
    /// The parts of what a library returned, when so many are taken: Go's result and error.
    pub(crate) parts_of_result: fn(&Value, usize) -> Option<Vec<Value>>,
}

/// What a loop with one name takes of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Walk {
    /// Its keys: Python.
    Keys,
    /// Its keys and values, in pairs: JavaScript.
    Entries,
}

/// Where a module may be.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Paths without extension, the likeliest first.
    pub(crate) exact: Vec<String>,
    /// The end of a path without extension, wherever it begins.
    pub(crate) anywhere: Option<String>,
}

impl Language {
    /// Whether a method of that name is the constructor.
    pub(crate) fn is_constructor(&self, name: &str) -> bool {
        !self.constructor.is_empty() && name == self.constructor
    }

    /// The value of an enum's member that is given none.
    pub(crate) fn enum_value(&self, name: &Arc<str>, index: usize, span: Span) -> Value {
        if self.enum_members_are_values {
            Value::number(index as f64, span)
        } else {
            Value::text(Arc::clone(name), span)
        }
    }
}

/// The module that a name means by convention.
pub(crate) fn conventional_module(family: &str, name: &str) -> Option<&'static str> {
    let [_, module] = table::find(ALIASES, &format!("{family}:{name}"))?;
    Some(module)
}

/// The language of a source file, if it is one that is evaluated.
pub(crate) fn of(language: response::Language) -> Option<&'static Language> {
    match language {
        response::Language::Python => Some(&PYTHON),
        response::Language::TypeScript | response::Language::JavaScript => Some(&JAVASCRIPT),
        response::Language::Java => Some(&java::JAVA),
        response::Language::Go => Some(&go::GO),
        _ => None,
    }
}
