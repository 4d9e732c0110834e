//! The value domain: what an expression evaluates to, known or not, and where it was written.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::source::Span;

/// A value with its origin. Cloning is cheap.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What it is.
    pub kind: Kind,
    /// Whether it was written down or is a default.
    pub provenance: Provenance,
    /// Where it was written, if it was.
    pub span: Option<Span>,
}

/// How many bytes a text may have that is put together from others. Chosen because a whole answer is shorter, and
/// doubling in a loop passes any limit.
pub const LONGEST_TEXT: usize = 1 << 20;

/// Entries in the order in which they were written.
pub type Map = IndexMap<Arc<str>, Value>;

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Nothing: `null`, `None`. In a property it means that the property is not set.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number; whole numbers are exact up to 2⁵³.
    Number(f64),
    /// A text that is known to the last character.
    Text(Arc<str>),
    /// A text of which some parts are not known: texts, references and unknowns, in order.
    Join(Arc<Vec<Value>>),
    /// A text that is the JSON encoding of a value.
    Json(Arc<Value>),
    /// A list.
    List(Arc<Vec<Value>>),
    /// A map.
    Map(Arc<Map>),
    /// A resource of the response, or an attribute of it.
    Reference(Reference),
    /// Something outside the response, or made by it: a library's class, the result of a library's function.
    Symbol(Symbol),
    /// One of several, as a condition that could not be decided has it. At least two.
    OneOf(Arc<Vec<Value>>),
    /// An object on the heap of the evaluator that is at work. Never leaves it.
    Object(ObjectId),
    /// Not known, and why.
    Unknown(Reason),
}

/// Index of an object on an evaluator's heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

/// Index of a call in an evaluator's trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u32);

/// A resource of the response, or an attribute of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The resource's address.
    pub address: Arc<str>,
    /// The attribute, as the dialect names it; `None` means the resource itself.
    pub attribute: Option<Arc<str>>,
}

/// Something that the response's code does not determine but only names.
#[derive(Clone, Debug, PartialEq)]
pub enum Symbol {
    /// A module, class, function or constant of a library, by its dotted path: `pulumi_aws.sqs.Queue`.
    External(Arc<str>),
    /// What a call of a library returned.
    Result(CallId),
    /// A member of such a thing.
    Member(Arc<Symbol>, Arc<str>),
    /// An element of such a thing.
    Element(Arc<Symbol>, Arc<Value>),
}

/// Whether a value was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Provenance {
    /// It stands in the code.
    Explicit,
    /// It is the default of a variable, parameter, configuration value or function of the response.
    ResponseDefault,
    /// It is what the dialect or the provider does when nothing is said.
    ProviderDefault,
    /// It could not be worked out.
    Unresolved,
}

/// Why a value is not known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// An input of the response without a default: a variable, parameter or configuration value.
    Input(Arc<str>),
    /// An input that need not be given, and that nobody gives: a condition sees nothing.
    Unset(Arc<str>),
    /// Looked up outside the response: a data source, a `fromLookup`.
    Lookup(Arc<str>),
    /// Known only once it is deployed: an attribute that the provider computes.
    Computed(Arc<str>),
    /// Read from a file, an environment variable, the clock or a random source.
    Outside(Arc<str>),
    /// A name that nothing in the response defines.
    Undefined(Arc<str>),
    /// A language construct or function that gapdiff does not evaluate.
    Unsupported(Arc<str>),
    /// An operation that fails, and how: what would be deployed cannot be told.
    Invalid(Arc<str>),
    /// A limit of the evaluator was reached.
    Limit,
}

impl Reason {
    /// The name of what is not known, if it has one.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::Input(name)
            | Self::Unset(name)
            | Self::Lookup(name)
            | Self::Computed(name)
            | Self::Outside(name)
            | Self::Undefined(name) => Some(name),
            Self::Unsupported(_) | Self::Invalid(_) | Self::Limit => None,
        }
    }

    /// The reason for a part of what this is the reason for: `.name`, `[0]`. A part of something that is looked up or
    /// computed is another thing.
    #[must_use]
    pub fn part(&self, suffix: &str) -> Self {
        match self {
            Self::Lookup(name) => Self::Lookup(format!("{name}{suffix}").into()),
            Self::Computed(name) => Self::Computed(format!("{name}{suffix}").into()),
            other => other.clone(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(name) => write!(f, "input {name} has no default"),
            Self::Unset(name) => write!(f, "input {name} is not set"),
            Self::Lookup(name) => write!(f, "{name} is looked up when deployed"),
            Self::Computed(name) => write!(f, "{name} is known only after deployment"),
            Self::Outside(name) => write!(f, "{name} comes from outside the response"),
            Self::Undefined(name) => write!(f, "{name} is not defined in the response"),
            Self::Unsupported(name) => write!(f, "{name} is not evaluated"),
            Self::Invalid(message) => f.write_str(message),
            Self::Limit => write!(f, "the evaluation limit was reached"),
        }
    }
}

impl Value {
    /// A value that stands in the code at `span`.
    pub fn new(kind: Kind, span: impl Into<Option<Span>>) -> Self {
        Self { kind, provenance: Provenance::Explicit, span: span.into() }
    }

    /// Nothing, written nowhere.
    #[must_use]
    pub fn null() -> Self {
        Self::new(Kind::Null, None)
    }

    /// A known text.
    pub fn text(text: impl Into<Arc<str>>, span: impl Into<Option<Span>>) -> Self {
        Self::new(Kind::Text(text.into()), span)
    }

    /// A known number.
    pub fn number(number: f64, span: impl Into<Option<Span>>) -> Self {
        Self::new(Kind::Number(number), span)
    }

    /// A known truth value.
    pub fn bool(truth: bool, span: impl Into<Option<Span>>) -> Self {
        Self::new(Kind::Bool(truth), span)
    }

    /// A list of values.
    pub fn list(items: Vec<Self>, span: impl Into<Option<Span>>) -> Self {
        Self::new(Kind::List(Arc::new(items)), span)
    }

    /// A map.
    pub fn map(entries: Map, span: impl Into<Option<Span>>) -> Self {
        Self::new(Kind::Map(Arc::new(entries)), span)
    }

    /// Not known.
    pub fn unknown(reason: Reason, span: impl Into<Option<Span>>) -> Self {
        Self { kind: Kind::Unknown(reason), provenance: Provenance::Unresolved, span: span.into() }
    }

    /// A library's thing by its dotted path.
    pub fn external(path: impl Into<Arc<str>>, span: impl Into<Option<Span>>) -> Self {
        Self::new(Kind::Symbol(Symbol::External(path.into())), span)
    }

    /// One of several values; equal ones count once, and a single one is that value.
    pub fn one_of(values: impl IntoIterator<Item = Self>, span: impl Into<Option<Span>>) -> Self {
        let mut distinct: Vec<Self> = Vec::new();
        for value in values {
            let parts = match value.kind {
                Kind::OneOf(ref inner) => inner.as_ref().clone(),
                _ => vec![value],
            };
            for part in parts {
                if !distinct.iter().any(|seen| seen.kind == part.kind) {
                    distinct.push(part);
                }
            }
        }
        if distinct.len() < 2 {
            return distinct.pop().unwrap_or_else(Self::null);
        }
        Self::new(Kind::OneOf(Arc::new(distinct)), span)
    }

    /// A text joined from parts: adjacent known texts melt, and a join of known texts is a text.
    pub fn join(parts: impl IntoIterator<Item = Self>, span: impl Into<Option<Span>>) -> Self {
        let mut joined: Vec<Self> = Vec::new();
        let mut provenance = Provenance::Explicit;
        // The known text that ends what is joined so far, and the first value that it comes from.
        let (mut known, mut known_from) = (String::new(), None::<Self>);
        let melt = |known: &mut String, from: &mut Option<Self>| {
            let text = std::mem::take(known).into();
            from.take().map(|from| Self { kind: Kind::Text(text), ..from })
        };
        for part in parts {
            let inner = match part.kind {
                Kind::Join(ref inner) => inner.as_ref().clone(),
                _ => vec![part],
            };
            for piece in inner {
                provenance = provenance.max(piece.provenance);
                match piece.as_text() {
                    Some(text) if text.is_empty() => {}
                    Some(text) => {
                        known.push_str(&text);
                        let from = known_from.get_or_insert_with(|| piece.clone());
                        from.provenance = from.provenance.max(piece.provenance);
                    }
                    None => {
                        joined.extend(melt(&mut known, &mut known_from));
                        joined.push(piece);
                    }
                }
                if known.len() > LONGEST_TEXT || joined.len() > LONGEST_TEXT {
                    return Self::unknown(Reason::Limit, span);
                }
            }
        }
        joined.extend(melt(&mut known, &mut known_from));
        let kind = match joined.as_slice() {
            [] => Kind::Text("".into()),
            [Self { kind: Kind::Text(text), .. }] => Kind::Text(Arc::clone(text)),
            _ => Kind::Join(Arc::new(joined)),
        };
        Self { kind, provenance, span: span.into() }
    }

    /// The same value, said to stand at `span`.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.span = span.into();
        self
    }

    /// The same value with everything explicit in it marked as coming from there.
    #[must_use]
    pub fn with_provenance(mut self, provenance: Provenance) -> Self {
        if self.provenance == Provenance::Explicit {
            self.provenance = provenance;
        }
        self.kind = match self.kind {
            Kind::List(items) => {
                Kind::List(Arc::new(items.iter().map(|item| item.clone().with_provenance(provenance)).collect()))
            }
            Kind::Map(entries) => Kind::Map(Arc::new(
                entries.iter().map(|(k, v)| (Arc::clone(k), v.clone().with_provenance(provenance))).collect(),
            )),
            kind => kind,
        };
        self
    }

    /// The text that it is when put into a string, if that is known: scalars as every language prints them.
    #[must_use]
    pub fn as_text(&self) -> Option<String> {
        match &self.kind {
            Kind::Text(text) => Some(text.to_string()),
            Kind::Number(number) => Some(number_text(*number)),
            Kind::Bool(truth) => Some(truth.to_string()),
            _ => None,
        }
    }

    /// The text, if it is a known text and nothing else.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one or a text that is written like one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match &self.kind {
            Kind::Number(number) => Some(*number),
            Kind::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The truth value, if it is one or a text that is written like one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(truth) => Some(*truth),
            Kind::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Kind::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// Its elements, if it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    /// Its entries, if it is a map (or the JSON text of one).
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            Kind::Json(inner) => inner.as_map(),
            _ => None,
        }
    }

    /// The reference, if it is one.
    #[must_use]
    pub fn as_reference(&self) -> Option<&Reference> {
        match &self.kind {
            Kind::Reference(reference) => Some(reference),
            _ => None,
        }
    }

    /// The entry of that name, if it is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// The value at a path of names, walking maps (and, for a number, lists).
    #[must_use]
    pub fn at_path<'a>(&'a self, path: &str) -> Option<&'a Self> {
        path.split('.').try_fold(self, |value, name| match &value.kind {
            Kind::List(items) => items.get(name.parse::<usize>().ok()?),
            _ => value.get(name),
        })
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// Whether every leaf of it is known: no unknowns, alternatives or symbols.
    #[must_use]
    pub fn is_known(&self) -> bool {
        match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => true,
            Kind::Json(inner) => inner.is_known(),
            Kind::List(items) => items.iter().all(Self::is_known),
            Kind::Map(entries) => entries.values().all(Self::is_known),
            _ => false,
        }
    }

    /// Calls `visit` with every reference in it, depth first, in order.
    pub fn references<'a>(&'a self, visit: &mut dyn FnMut(&'a Reference)) {
        match &self.kind {
            Kind::Reference(reference) => visit(reference),
            Kind::Join(items) | Kind::List(items) | Kind::OneOf(items) => {
                items.iter().for_each(|item| item.references(visit));
            }
            Kind::Map(entries) => entries.values().for_each(|value| value.references(visit)),
            Kind::Json(inner) => inner.references(visit),
            _ => {}
        }
    }
}

/// A number as programs print it: whole numbers without a point.
#[must_use]
pub fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 9e15 { format!("{number:.0}") } else { format!("{number}") }
}

/// Where a value was written: its own span, or the first in it that has one.
#[must_use]
pub fn first_span(value: &Value) -> Option<Span> {
    value.span.or_else(|| match &value.kind {
        Kind::List(items) | Kind::Join(items) | Kind::OneOf(items) => items.iter().find_map(first_span),
        Kind::Map(entries) => entries.values().find_map(first_span),
        Kind::Json(inner) => first_span(inner),
        _ => None,
    })
}
