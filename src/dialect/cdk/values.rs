//! Values of a program in the words of the stack: what the library gave becomes a value, a reference to a resource, or an
//! unknown with a reason.

use std::sync::Arc;

use super::expand::{address_at, main_place};
use super::names::{camel_case, jsii};
use super::objects;
use crate::catalog::cdk::{self, Attribute, Construct};
use crate::catalog::schema;
use crate::program::evaluator::{Call, Callee, Trace, root};
use crate::program::value::{CallId, Kind, Map, Reason, Reference, Symbol, Value};

/// What stands for the values of a program.
pub(super) struct Values<'a> {
    pub(super) trace: &'a Trace,
    /// The address of what each call made, if it made something.
    pub(super) addresses: &'a [Option<Arc<str>>],
}

/// What a call makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Makes {
    /// A construct of the library above the L1 level.
    Construct(Construct),
    /// An L1 construct of that CloudFormation type.
    Resource(&'static str),
}

/// What a call makes, if it makes a construct.
pub(super) fn makes(call: &Call) -> Option<Makes> {
    if !call.constructs {
        return None;
    }
    let name = jsii(call.path()?)?;
    cdk::construct(&name).map(Makes::Construct).or_else(|| cdk::cloudformation_type(&name).map(Makes::Resource))
}

impl Values<'_> {
    /// The name of what a call calls, a method's being that of its class with the method's own.
    pub(super) fn name_of(&self, id: CallId) -> Option<String> {
        match &self.trace.call(id)?.callee {
            Callee::External(path) => jsii(path),
            Callee::Method(receiver, name) => Some(format!("{}.{}", self.class_of(receiver)?, camel_case(name))),
            Callee::Assignment(..) => None,
        }
    }

    /// The class of what a symbol stands for, or the path to it.
    fn class_of(&self, symbol: &Symbol) -> Option<String> {
        match symbol {
            Symbol::External(path) => jsii(path),
            Symbol::Result(id) => self.name_of(*id),
            Symbol::Member(inner, name) => Some(format!("{}.{}", self.class_of(inner)?, camel_case(name))),
            Symbol::Element(inner, _) => self.class_of(inner),
        }
    }

    /// A value of which structs that are written as calls of their class are maps.
    pub(super) fn unfolded(&self, value: &Value) -> Value {
        let Kind::Symbol(Symbol::Result(id)) = &value.kind else { return value.clone() };
        let Some(call) = self.trace.call(*id).filter(|call| call.constructs && call.positional.is_empty()) else {
            return value.clone();
        };
        let is_struct = call.path().and_then(jsii).is_some_and(|name| !objects::is_known(&name));
        if is_struct && makes(call).is_none() && !call.named.is_empty() {
            return Value::map(call.named.clone(), value.span);
        }
        value.clone()
    }

    /// The names of the kinds of a value under which the tables may know it.
    pub(super) fn kinds(&self, value: &Value) -> Vec<String> {
        let one = |name: &str| vec![name.to_owned()];
        match &value.kind {
            Kind::Bool(truth) => one(if *truth { "true" } else { "false" }),
            Kind::Number(_) => one("$number"),
            Kind::Text(_) | Kind::Join(_) | Kind::Json(_) => one("$text"),
            Kind::List(items) => match items.first() {
                Some(item) => self.kinds(&self.unfolded(item)).into_iter().map(|kind| kind + "[]").collect(),
                None => Vec::new(),
            },
            Kind::Map(entries) => {
                let inner = entries.values().next().map(|entry| self.kinds(entry)).unwrap_or_default();
                inner.into_iter().map(|kind| kind + "{}").chain(one("$struct")).collect()
            }
            Kind::Symbol(symbol) => {
                let name = self.class_of(symbol).unwrap_or_default();
                match name.as_str() {
                    name if name.starts_with("Duration.") => one("$duration"),
                    name if name.starts_with("Size.") => one("$size"),
                    name => {
                        // A member goes by the name of its enum, without the module.
                        let member = name.split_once('.').filter(|(module, _)| !starts_upper(module));
                        let member = member.map_or(name, |(_, member)| member);
                        vec![member.to_owned(), "$made".to_owned(), "$text".to_owned()]
                    }
                }
            }
            Kind::Reference(_) => vec!["$made".to_owned(), "$text".to_owned()],
            _ => Vec::new(),
        }
    }

    /// Whether a value is something that a call of the program made.
    pub(super) fn is_object(&self, value: &Value) -> bool {
        match &value.kind {
            Kind::Symbol(symbol) => root(symbol).is_some(),
            Kind::List(items) => items.iter().any(|item| self.is_object(item)),
            _ => false,
        }
    }

    /// What a value is, for people.
    pub(super) fn title(&self, value: &Value) -> String {
        match &value.kind {
            Kind::Symbol(symbol) => self.class_of(symbol).unwrap_or_else(|| "a library's object".to_owned()),
            _ => "this value".to_owned(),
        }
    }

    /// A value without symbols.
    pub(super) fn resolved(&self, value: &Value) -> Value {
        let value = &self.unfolded(value);
        let all = |items: &[Value]| items.iter().map(|item| self.resolved(item)).collect::<Vec<_>>();
        let kind = match &value.kind {
            Kind::Symbol(symbol) => {
                let found = self.symbol(symbol, value);
                return Value { span: value.span, ..found };
            }
            Kind::List(items) => Kind::List(Arc::new(all(items))),
            Kind::OneOf(items) => {
                return Value { provenance: value.provenance, ..Value::one_of(all(items), value.span) };
            }
            Kind::Join(items) => return Value { provenance: value.provenance, ..Value::join(all(items), value.span) },
            Kind::Json(inner) => Kind::Json(Arc::new(self.resolved(inner))),
            Kind::Map(entries) => {
                let entries = entries.iter().map(|(key, entry)| (Arc::clone(key), self.resolved(entry)));
                Kind::Map(Arc::new(entries.collect()))
            }
            other => other.clone(),
        };
        Value { kind, ..value.clone() }
    }

    fn symbol(&self, symbol: &Symbol, value: &Value) -> Value {
        match symbol {
            Symbol::External(path) => match jsii(path) {
                Some(name) => objects::constant(&name, value.span),
                None => Value::unknown(Reason::Unsupported(Arc::clone(path)), value.span),
            },
            Symbol::Result(id) => self.result(*id, value),
            Symbol::Member(inner, name) => self.member(inner, &camel_case(name), value),
            Symbol::Element(..) => Value::unknown(Reason::Unsupported("an element of a construct".into()), value.span),
        }
    }

    fn result(&self, id: CallId, value: &Value) -> Value {
        let Some(call) = self.trace.call(id) else { return Value::unknown(Reason::Limit, value.span) };
        if let Some(address) = self.addresses.get(id.0 as usize).and_then(Option::as_ref) {
            return Value::new(
                Kind::Reference(Reference { address: Arc::clone(address), attribute: None }),
                value.span,
            );
        }
        let Some(name) = self.name_of(id) else {
            return Value::unknown(Reason::Unsupported("a call of another library".into()), value.span);
        };
        objects::made(&name, call, self)
            .unwrap_or_else(|| Value::unknown(Reason::Lookup(name.as_str().into()), value.span))
    }

    /// The construct that a symbol stands for: the call that made it, and its place below that one's construct.
    fn construct_at(&self, symbol: &Symbol) -> Option<(CallId, Makes, &'static str)> {
        match symbol {
            Symbol::Result(id) => {
                let makes = makes(self.trace.call(*id)?)?;
                let place = match makes {
                    Makes::Construct(construct) => main_place(construct),
                    Makes::Resource(_) => cdk::OWN,
                };
                Some((*id, makes, place))
            }
            Symbol::Member(inner, name) => {
                let (id, makes, _) = self.construct_at(inner)?;
                let Makes::Construct(construct) = makes else { return None };
                match construct.attribute(&camel_case(name))? {
                    Attribute::Place(place) => Some((id, makes, place)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn member(&self, inner: &Symbol, name: &str, value: &Value) -> Value {
        let unknown = |reason| Value::unknown(reason, value.span);
        let Some((id, makes, place)) = self.construct_at(inner) else {
            let class = self.class_of(inner).unwrap_or_default();
            return unknown(Reason::Lookup(format!("{class}.{name}").into()));
        };
        let Some(Some(address)) = self.addresses.get(id.0 as usize) else { return unknown(Reason::Limit) };
        let reference = |address: Arc<str>, attribute: Option<&str>| {
            let attribute = attribute.map(Arc::from);
            Value::new(Kind::Reference(Reference { address, attribute }), value.span)
        };
        match makes {
            Makes::Resource(kind) => reference(Arc::clone(address), l1_attribute(kind, name).as_deref()),
            Makes::Construct(construct) if place == main_place(construct) => match construct.attribute(name) {
                Some(Attribute::Resource(place)) => reference(address_at(construct, address, place), None),
                Some(Attribute::Of(place, attribute)) => {
                    reference(address_at(construct, address, place), Some(attribute))
                }
                Some(Attribute::Place(place)) => reference(address_at(construct, address, place), None),
                Some(Attribute::Places(_)) | None => unknown(Reason::Computed(format!("{address}.{name}").into())),
            },
            // Another construct at a place: its names tell what its attributes are.
            Makes::Construct(construct) => {
                reference(address_at(construct, address, place), name.ends_with("Arn").then_some("Arn"))
            }
        }
    }

    /// An attribute of the resource that a value stands for.
    pub(super) fn attribute(&self, value: &Value, name: &str) -> Value {
        let resolved = self.resolved(value);
        match &resolved.kind {
            Kind::Reference(Reference { address, attribute: None }) => {
                let reference = Reference { address: Arc::clone(address), attribute: Some(name.into()) };
                Value { kind: Kind::Reference(reference), ..resolved }
            }
            _ => resolved,
        }
    }

    /// A duration in the unit that a placeholder names.
    pub(super) fn duration(&self, value: &Value, unit: &str) -> Value {
        let per_unit = match unit {
            "$minutes" => 60.0,
            "$hours" => 3600.0,
            "$days" => 86400.0,
            "$milliseconds" => 0.001,
            _ => 1.0,
        };
        self.quantity(value, "Duration", per_unit)
    }

    /// A size in the unit that a placeholder names.
    pub(super) fn size(&self, value: &Value, unit: &str) -> Value {
        let per_unit = match unit {
            "$gibibytes" => 1024.0,
            "$kibibytes" => 1.0 / 1024.0,
            _ => 1.0,
        };
        self.quantity(value, "Size", per_unit)
    }

    fn quantity(&self, value: &Value, class: &str, per_unit: f64) -> Value {
        if let Kind::OneOf(values) = &value.kind {
            return Value::one_of(values.iter().map(|value| self.quantity(value, class, per_unit)), value.span);
        }
        let call = match &value.kind {
            Kind::Symbol(Symbol::Result(id)) => self.trace.call(*id).zip(self.name_of(*id)),
            _ => None,
        };
        let amount = call.and_then(|(call, name)| {
            let unit = name.strip_prefix(class)?.strip_prefix('.')?.to_owned();
            let amount = self.resolved(call.positional.first().or_else(|| call.named.values().next())?);
            let factor = objects::unit(&unit)?;
            Some(Value { kind: Kind::Number(amount.as_number()? * factor / per_unit), span: value.span, ..amount })
        });
        amount.unwrap_or_else(|| self.resolved(value))
    }

    /// Properties of an L1 construct: named in camel case, as CloudFormation has them in Pascal case.
    pub(super) fn properties(&self, entries: &Map, object: Option<schema::Object>) -> Map {
        let named = entries.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| {
            let member = object.and_then(|object| object.member_called(name));
            let key = member.map_or_else(|| upper_first(&camel_case(name)), |member| member.name.to_owned());
            let inner = member.filter(|member| !member.is_map).and_then(schema::Member::object);
            (key.into(), self.property(value, inner))
        });
        named.collect()
    }

    fn property(&self, value: &Value, object: Option<schema::Object>) -> Value {
        let Some(object) = object else { return self.resolved(value) };
        let value = self.unfolded(value);
        let kind = match &value.kind {
            Kind::Map(entries) => Kind::Map(Arc::new(self.properties(entries, Some(object)))),
            Kind::List(items) => {
                Kind::List(Arc::new(items.iter().map(|item| self.property(item, Some(object))).collect()))
            }
            _ => return self.resolved(&value),
        };
        Value { kind, ..value }
    }
}

/// The attribute that a member of an L1 construct is: `attrArn` is `Arn`, `ref` the resource itself.
fn l1_attribute(kind: &str, name: &str) -> Option<String> {
    let attribute = name.strip_prefix("attr")?;
    let member = schema::cloudformation(kind).and_then(|object| object.member_called(attribute));
    Some(member.map_or(attribute, |member| member.name).to_owned())
}

fn starts_upper(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase())
}

fn upper_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
