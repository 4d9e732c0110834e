//! Statements of policies, as checks read them.

use crate::checks::Truth;
use crate::program::value::{Kind, Value};

/// Calls `visit` with each statement of what holds policies: a document, a list of policies, a text of one.
pub(super) fn each<'a>(value: &'a Value, visit: &mut dyn FnMut(Statement<'a>)) {
    match &value.kind {
        Kind::List(items) | Kind::OneOf(items) => items.iter().for_each(|item| each(item, visit)),
        _ => {
            if let Some(document) = value.get("PolicyDocument") {
                each(document, visit);
            } else if let Some(found) = value.get("Statement") {
                let items = found.as_list().unwrap_or(std::slice::from_ref(found));
                items.iter().for_each(|item| visit(Statement(item)));
            }
        }
    }
}

/// One statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement<'a>(pub(super) &'a Value);

impl<'a> Statement<'a> {
    /// Whether it allows something.
    pub(super) fn allows(self) -> Truth {
        match self.0.get("Effect").map(|effect| &effect.kind) {
            Some(Kind::Text(effect)) => effect.eq_ignore_ascii_case("allow").into(),
            None if self.0.as_map().is_some() => Truth::Yes,
            _ => Truth::Unknown,
        }
    }

    /// Whether it holds under a condition only.
    pub(super) fn is_conditional(self) -> bool {
        self.condition().is_some()
    }

    /// Its condition.
    pub(super) fn condition(self) -> Option<&'a Value> {
        self.0
            .get("Condition")
            .filter(|condition| !condition.is_null() && condition.as_map().is_none_or(|map| !map.is_empty()))
    }

    /// The actions that it names, in lower case.
    pub(super) fn actions(self) -> Vec<String> {
        self.texts("Action").map(|action| action.to_lowercase()).collect()
    }

    /// Whether it is about every resource.
    pub(super) fn is_everywhere(self) -> Truth {
        match self.0.get("Resource") {
            None => Truth::No,
            Some(resource) => Truth::any(items(resource).map(|item| match &item.kind {
                Kind::Text(text) => (&**text == "*").into(),
                Kind::Unknown(_) | Kind::OneOf(_) => Truth::Unknown,
                _ => Truth::No,
            })),
        }
    }

    /// Whether it is about everybody.
    pub(super) fn is_for_everybody(self) -> Truth {
        let Some(principal) = self.0.get("Principal") else { return Truth::No };
        let star = |value: &'a Value| {
            Truth::any(items(value).map(|item| match &item.kind {
                Kind::Text(text) => (&**text == "*").into(),
                Kind::Unknown(_) | Kind::OneOf(_) => Truth::Unknown,
                _ => Truth::No,
            }))
        };
        match principal.get("AWS") {
            Some(accounts) => star(accounts),
            None if principal.as_map().is_some() => Truth::No,
            None => star(principal),
        }
    }

    /// The known texts of an entry that holds one or many.
    pub(super) fn texts(self, name: &'a str) -> impl Iterator<Item = String> + 'a {
        self.0.get(name).into_iter().flat_map(items).filter_map(Value::as_text)
    }
}

/// One or many.
pub(super) fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_list().unwrap_or(std::slice::from_ref(value)).iter()
}
