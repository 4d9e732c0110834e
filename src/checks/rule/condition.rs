//! Conditions of rules.
//!
//! ```text
//! condition   = alternative { " or " alternative }
//! alternative = [ "every" | "some" | "no" ] PATH predicate   of the elements of the lists on the path; "every" if nothing is said
//!             | "linked from" TYPE { "," TYPE }              another resource of such a type names this one
//!             | "linked as" KIND                             this one is the end of such a link: `dead-letter`
//!             | ( "with" | "without" ) TYPE { "," TYPE }     the answer has a resource of such a type
//! PATH        = NAME { "." NAME }                            `Name[key]` is the value of the element whose key or name that is
//! predicate   = "set" | "unset" | "on" | "off"
//!             | ( "is" | "not" ) VALUE { "|" VALUE }         without case; `*` stands for any characters, `\*` for itself
//!             | ( "at least" | "at most" ) NUMBER
//!             | "count" NUMBER                               a list of at least so many
//! ```

use std::str::FromStr;
use std::sync::Arc;

use super::Truth;
use crate::checks::subject::Subject;
use crate::matching::{defaults, glob, paths};
use crate::program::expression::UNKNOWN_REST;
use crate::program::value::{Kind, Map, Reason, Value};
use crate::stack::{LinkKind, Resource};

/// Something that holds of a resource or not, or that cannot be known: one of several alternatives.
#[derive(Clone, Debug)]
pub struct Condition(pub(super) Vec<Alternative>);

#[derive(Clone, Debug)]
pub(super) enum Alternative {
    Setting { quantifier: Quantifier, path: Path, predicate: Predicate },
    LinkedFrom(Vec<Arc<str>>),
    LinkedAs(LinkKind),
    With { kinds: Vec<Arc<str>>, wanted: bool },
}

/// A dotted path, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pub(super) text: String,
    pub(super) steps: Vec<Step>,
}

/// A name, and the key of the element that is meant where it holds a list of keys and values.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) key: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    Every,
    Some,
    No,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Predicate {
    Set,
    Unset,
    On,
    Off,
    Is(Vec<String>),
    Not(Vec<String>),
    AtLeast(f64),
    AtMost(f64),
    Count(usize),
}

impl Condition {
    /// Whether it holds of a resource.
    #[must_use]
    pub fn holds(&self, subject: &Subject<'_>, resource: &Resource) -> Truth {
        Truth::any(self.0.iter().map(|alternative| alternative.holds(subject, resource)))
    }

    /// The setting that it is about.
    #[must_use]
    pub fn attribute(&self) -> Option<&str> {
        self.0.iter().find_map(|alternative| match alternative {
            Alternative::Setting { path, .. } => Some(path.text.as_str()),
            _ => None,
        })
    }
}

impl Alternative {
    fn holds(&self, subject: &Subject<'_>, resource: &Resource) -> Truth {
        match self {
            Self::Setting { quantifier, path, predicate } => {
                let of_each = |value: Option<&Value>| predicate.holds(value, &resource.kind, &path.text);
                within_map(&resource.properties, &path.steps, *quantifier, &of_each)
            }
            Self::LinkedFrom(kinds) => {
                let others = subject.referring_to(&resource.address).iter();
                let mut others = others.filter(|other| other.address != resource.address);
                Truth::from(others.any(|other| kinds.iter().any(|kind| is_kind(kind, &other.kind))))
            }
            Self::LinkedAs(kind) => subject.is_linked_as(&resource.address, *kind).into(),
            Self::With { kinds, wanted } => {
                Truth::from(kinds.iter().any(|kind| !subject.of_kind(kind).is_empty()) == *wanted)
            }
        }
    }
}

fn is_kind(pattern: &str, kind: &str) -> bool {
    pattern == kind || pattern.contains('*') && glob(pattern.as_bytes(), kind.as_bytes())
}

type OfEach<'a> = dyn Fn(Option<&Value>) -> Truth + 'a;

/// What a predicate says of the settings at a path within a map.
fn within_map(entries: &Map, steps: &[Step], quantifier: Quantifier, of_each: &OfEach<'_>) -> Truth {
    let Some((step, rest)) = steps.split_first() else { return Truth::Unknown };
    match (entries.get(step.name.as_str()), &step.key) {
        (Some(value), None) => within(value, rest, quantifier, of_each),
        (Some(value), Some(key)) => at_key(value, key, rest, quantifier, of_each),
        (None, _) if entries.contains_key(UNKNOWN_REST) => Truth::Unknown,
        (None, _) => negated_for(quantifier, of_each(None)),
    }
}

/// What it says of those at a path within a value.
fn within(value: &Value, steps: &[Step], quantifier: Quantifier, of_each: &OfEach<'_>) -> Truth {
    match &value.kind {
        Kind::OneOf(values) => Truth::agreed(values.iter().map(|value| within(value, steps, quantifier, of_each))),
        Kind::Json(inner) => within(inner, steps, quantifier, of_each),
        Kind::List(items) if !steps.is_empty() => {
            let elements = items.iter().map(|item| within(item, steps, quantifier, of_each));
            match quantifier {
                Quantifier::Every if items.is_empty() => of_each(None),
                Quantifier::Every | Quantifier::No => Truth::all(elements),
                Quantifier::Some => Truth::any(elements),
            }
        }
        _ if steps.is_empty() => negated_for(quantifier, of_each(Some(value))),
        Kind::Map(entries) => within_map(entries, steps, quantifier, of_each),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => negated_for(quantifier, of_each(None)),
        _ => Truth::Unknown,
    }
}

/// What elements of a list of keys and values are called.
const KEYS: [&str; 2] = ["Key", "Name"];

/// What it says of those at a path within the element of that key: of its value.
fn at_key(value: &Value, key: &str, steps: &[Step], quantifier: Quantifier, of_each: &OfEach<'_>) -> Truth {
    let items = match &value.kind {
        Kind::List(items) => items.as_slice(),
        Kind::OneOf(values) => {
            return Truth::agreed(values.iter().map(|value| at_key(value, key, steps, quantifier, of_each)));
        }
        Kind::Map(_) => std::slice::from_ref(value),
        _ => return Truth::Unknown,
    };
    let name = |item: &Value| KEYS.iter().find_map(|name| item.get(name)).and_then(Value::as_text);
    match items.iter().find(|item| name(item).is_some_and(|name| name.eq_ignore_ascii_case(key))) {
        Some(item) => match item.get("Value") {
            Some(value) => within(value, steps, quantifier, of_each),
            None => negated_for(quantifier, of_each(None)),
        },
        None if items.iter().any(|item| name(item).is_none()) => Truth::Unknown,
        None => negated_for(quantifier, of_each(None)),
    }
}

fn negated_for(quantifier: Quantifier, truth: Truth) -> Truth {
    if quantifier == Quantifier::No { truth.negated() } else { truth }
}

impl Predicate {
    /// What it says of a setting that may not be there.
    fn holds(&self, value: Option<&Value>, kind: &str, path: &str) -> Truth {
        let present = value.filter(|value| !value.is_null());
        match (self, present) {
            (Self::Set, value) => is_set(value),
            (Self::Unset, value) => is_set(value).negated(),
            (_, Some(value)) => self.of_value(value),
            (_, None) => match defaults::default_of(kind, path) {
                Some(default) => self.of_value(&default),
                None => Truth::from(matches!(self, Self::Off | Self::Not(_))),
            },
        }
    }

    fn of_value(&self, value: &Value) -> Truth {
        match &value.kind {
            Kind::OneOf(values) => return Truth::agreed(values.iter().map(|value| self.of_value(value))),
            Kind::List(items) if !matches!(self, Self::Count(_)) => {
                let each = || items.iter().map(|item| self.of_value(item));
                return if matches!(self, Self::Not(_)) { Truth::all(each()) } else { Truth::any(each()) };
            }
            _ => {}
        }
        match self {
            Self::Set => is_set(Some(value)),
            Self::Unset => is_set(Some(value)).negated(),
            Self::On => value.as_bool().map_or(Truth::Unknown, Truth::from),
            Self::Off => value.as_bool().map_or(Truth::Unknown, Truth::from).negated(),
            Self::Is(wanted) => is_one_of(value, wanted),
            Self::Not(unwanted) => is_one_of(value, unwanted).negated(),
            Self::AtLeast(least) => value.as_number().map_or(Truth::Unknown, |number| (number >= *least).into()),
            Self::AtMost(most) => value.as_number().map_or(Truth::Unknown, |number| (number <= *most).into()),
            Self::Count(least) => match &value.kind {
                Kind::List(items) if items.len() >= *least => Truth::Yes,
                Kind::List(items)
                    if items.iter().all(|item| matches!(item.kind, Kind::Text(_) | Kind::Reference(_))) =>
                {
                    Truth::No
                }
                _ => Truth::Unknown,
            },
        }
    }
}

/// Whether a setting is given. What is given but not known is given, unless it may be nothing.
fn is_set(value: Option<&Value>) -> Truth {
    let Some(value) = value else { return Truth::No };
    match &value.kind {
        Kind::Null => Truth::No,
        Kind::Text(text) => Truth::from(!text.is_empty()),
        Kind::List(items) => Truth::from(!items.is_empty()),
        Kind::Map(entries) if entries.is_empty() => Truth::No,
        Kind::OneOf(values) => Truth::agreed(values.iter().map(|value| is_set(Some(value)))),
        Kind::Unknown(Reason::Unset(_) | Reason::Undefined(_) | Reason::Unsupported(_) | Reason::Limit) => {
            Truth::Unknown
        }
        _ => Truth::Yes,
    }
}

/// Stands for a star that is meant itself, in patterns and texts.
pub(super) const STAR: &str = "\u{1}";

fn is_one_of(value: &Value, patterns: &[String]) -> Truth {
    let Some(text) = value.as_text() else {
        return if matches!(value.kind, Kind::Map(_)) { Truth::No } else { Truth::Unknown };
    };
    let text = text.to_lowercase().replace('*', STAR);
    Truth::from(patterns.iter().any(|pattern| glob(pattern.as_bytes(), text.as_bytes())))
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split(" or ").map(|part| part.trim().parse()).collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Alternative {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let kinds = |list: &str| -> Vec<Arc<str>> { list.split(',').map(|kind| kind.trim().into()).collect() };
        if let Some(list) = text.strip_prefix("linked from ") {
            return Ok(Self::LinkedFrom(kinds(list)));
        }
        if let Some(kind) = text.strip_prefix("linked as ") {
            let names: Vec<_> = LinkKind::ALL.iter().map(|kind| kind.id()).collect();
            let unknown = || format!("`{kind}` is no kind of link; there are {}", names.join(", "));
            return LinkKind::of_id(kind).map(Self::LinkedAs).ok_or_else(unknown);
        }
        for (words, wanted) in [("with ", true), ("without ", false)] {
            if let Some(list) = text.strip_prefix(words) {
                return Ok(Self::With { kinds: kinds(list), wanted });
            }
        }
        let (quantifier, rest) = match text.split_once(' ') {
            Some(("every", rest)) => (Quantifier::Every, rest),
            Some(("some", rest)) => (Quantifier::Some, rest),
            Some(("no", rest)) => (Quantifier::No, rest),
            _ => (Quantifier::Every, text),
        };
        let (path, predicate) = rest.split_once(' ').ok_or_else(|| {
            format!("`{text}` says nothing of a setting; write a path and a predicate, such as `Encrypted on`")
        })?;
        Ok(Self::Setting { quantifier, path: Path::new(path), predicate: predicate.trim().parse()? })
    }
}

impl Path {
    fn new(text: &str) -> Self {
        let step = |segment: &str| match segment.strip_suffix(']').and_then(|segment| segment.split_once('[')) {
            Some((name, key)) => Step { name: name.to_owned(), key: Some(key.to_owned()) },
            None => Step { name: segment.to_owned(), key: None },
        };
        Self { text: text.to_owned(), steps: paths::segments(text).into_iter().map(step).collect() }
    }
}

impl FromStr for Predicate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let value = |value: &str| value.trim().to_lowercase().replace("\\*", STAR);
        let values = |list: &str| list.split('|').map(value).collect::<Vec<_>>();
        let number = |text: &str| text.trim().parse().map_err(|_| format!("`{text}` is no number"));
        match text {
            "set" => return Ok(Self::Set),
            "unset" => return Ok(Self::Unset),
            "on" => return Ok(Self::On),
            "off" => return Ok(Self::Off),
            _ => {}
        }
        if let Some(list) = text.strip_prefix("is ") {
            Ok(Self::Is(values(list)))
        } else if let Some(list) = text.strip_prefix("not ") {
            Ok(Self::Not(values(list)))
        } else if let Some(least) = text.strip_prefix("at least ") {
            number(least).map(Self::AtLeast)
        } else if let Some(most) = text.strip_prefix("at most ") {
            number(most).map(Self::AtMost)
        } else if let Some(least) = text.strip_prefix("count ") {
            number(least).map(|least| Self::Count(least as usize))
        } else {
            Err(format!("`{text}` is no predicate; there are set, unset, on, off, is, not, at least, at most, count"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Analysis;
    use crate::checks::rule::Truth::{No, Unknown, Yes};
    use crate::matching::testing::stack;
    use crate::response;

    fn holds(condition: &str, properties: &str) -> Truth {
        let resources = [("AWS::X::It", "it", properties), ("AWS::X::Log", "log", r#"{"Of": {"Ref": "it"}}"#)];
        let analysis = Analysis::of(response::read("A.md", b""), stack(&resources));
        let subject = Subject::new(&analysis);
        condition.parse::<Condition>().unwrap().holds(&subject, &analysis.stack.resources[0])
    }

    #[test]
    fn conditions_hold_or_not_or_are_unknown() {
        let list = r#"{"A": [{"B": true}, {"B": false}]}"#;
        let open = r#"{"A": [{"B": true}, {"B": {"Unknown": "x"}}]}"#;
        let cases = [
            ("A on", r#"{"A": "true"}"#, Yes),
            ("A on", "{}", No),
            ("A off", "{}", Yes),
            ("A on", r#"{"A": {"Unknown": "x"}}"#, Unknown),
            ("A on", r#"{"<unknown rest>": {"Unknown": "x"}}"#, Unknown),
            ("A on", r#"{"A": {"OneOf": [true, false]}}"#, Unknown),
            ("A on", r#"{"A": {"OneOf": [true, "true"]}}"#, Yes),
            ("A.B on", r#"{"A": {"B": true}}"#, Yes),
            ("A.B on", r#"{"A": {}}"#, No),
            ("every A.B on", list, No),
            ("some A.B on", list, Yes),
            ("no A.B on", list, No),
            ("every A.B on", open, Unknown),
            ("some A.B on", open, Yes),
            ("some A.B on", r#"{"A": []}"#, No),
            ("A set", r#"{"A": {"Ref": "x"}}"#, Yes),
            ("A set", r#"{"A": {"Unknown": "x"}}"#, Yes),
            ("A set", r#"{"A": {"OneOf": ["x", null]}}"#, Unknown),
            ("A unset", r#"{"A": null}"#, Yes),
            ("A is Enabled|on", r#"{"A": "enabled"}"#, Yes),
            ("A is arn:*:key/*", r#"{"A": "arn:aws:kms:::key/1"}"#, Yes),
            ("A not x", "{}", Yes),
            ("A not x", r#"{"A": "X"}"#, No),
            ("A at least 7", r#"{"A": "7"}"#, Yes),
            ("A at most 6", r#"{"A": 7}"#, No),
            ("A at least 7", "{}", No),
            ("A on or B on", r#"{"B": true}"#, Yes),
            ("linked from AWS::X::Log", "{}", Yes),
            ("linked from AWS::Y::*", "{}", No),
            ("linked as reference", "{}", Yes),
            ("linked as dead-letter", "{}", No),
            ("A[b.c] on", r#"{"A": [{"Key": "b.c", "Value": "true"}]}"#, Yes),
            ("A[b.c] on", r#"{"A": [{"Key": "b.d", "Value": "true"}]}"#, No),
            ("A[b.c] on", r#"{"A": [{"Unknown": "x"}]}"#, Unknown),
            ("A not \\*", r#"{"A": "x"}"#, Yes),
            ("A not \\*", r#"{"A": "*"}"#, No),
            ("A count 2", r#"{"A": ["x", {"Ref": "y"}]}"#, Yes),
            ("A count 2", r#"{"A": ["x"]}"#, No),
            ("A count 2", r#"{"A": [{"Unknown": "x"}]}"#, Unknown),
            ("with AWS::X::Log", "{}", Yes),
            ("without AWS::X::Log", "{}", No),
        ];
        for (condition, properties, expected) in cases {
            assert_eq!(holds(condition, properties), expected, "{condition} of {properties}");
        }
    }

    #[test]
    fn what_is_no_condition_is_explained() {
        let cases = [
            ("A", "`A` says nothing of a setting; write a path and a predicate, such as `Encrypted on`"),
            ("A is", "`is` is no predicate; there are set, unset, on, off, is, not, at least, at most, count"),
            ("A at least x", "`x` is no number"),
        ];
        for (condition, expected) in cases {
            assert_eq!(condition.parse::<Condition>().unwrap_err(), expected);
        }
    }
}
