//! Values of a program in the words of its stack: what a library gave becomes a reference to a resource or an unknown
//! with a reason.

use std::sync::Arc;

use super::calls::{Calls, Role};
use crate::catalog::schema::{self, Member, Object};
use crate::dialect::terraform::policy;
use crate::program::evaluator::{Callee, root};
use crate::program::value::{CallId, Kind, Map, Reason, Reference, Symbol, Value};

/// How many methods in a row are named in the reason why a value is not known. Chosen because people read no more.
const LONGEST_CHAIN: usize = 8;

/// What stands for the values of a program.
pub(super) struct Values<'a> {
    pub(super) calls: &'a Calls<'a>,
    /// The address of what each call made, if it made something.
    pub(super) addresses: &'a [Option<Arc<str>>],
}

impl Values<'_> {
    /// A value without symbols.
    pub(super) fn resolved(&self, value: &Value) -> Value {
        let all = |items: &[Value]| Arc::new(items.iter().map(|item| self.resolved(item)).collect::<Vec<_>>());
        let kind = match &value.kind {
            Kind::Symbol(symbol) => {
                let kind = self.symbol(symbol);
                let unknown = matches!(kind, Kind::Unknown(_));
                let plain = Value { kind, ..value.clone() };
                return if unknown {
                    Value { provenance: Value::unknown(Reason::Limit, None).provenance, ..plain }
                } else {
                    plain
                };
            }
            Kind::List(items) => Kind::List(all(items)),
            Kind::OneOf(items) => {
                return Value {
                    provenance: value.provenance,
                    ..Value::one_of(all(items).as_ref().clone(), value.span)
                };
            }
            Kind::Join(items) => {
                return Value { provenance: value.provenance, ..Value::join(all(items).as_ref().clone(), value.span) };
            }
            Kind::Json(inner) => Kind::Json(Arc::new(self.resolved(inner))),
            Kind::Map(entries) => {
                let entries = entries.iter().map(|(key, entry)| (Arc::clone(key), self.resolved(entry)));
                Kind::Map(Arc::new(entries.collect()))
            }
            other => other.clone(),
        };
        Value { kind, ..value.clone() }
    }

    fn symbol(&self, symbol: &Symbol) -> Kind {
        let Some(id) = root(symbol) else {
            let Symbol::External(path) = symbol else { return Kind::Unknown(Reason::Unsupported("this".into())) };
            return Kind::Unknown(Reason::Unsupported(Arc::clone(path)));
        };
        let path = member_path(symbol);
        match (self.calls.role(id), self.addresses.get(id.0 as usize).and_then(Option::as_ref)) {
            (Role::Resource(_) | Role::Provider(_), Some(address)) => {
                let attribute = (!path.is_empty()).then(|| self.attribute(id, &path));
                Kind::Reference(Reference { address: Arc::clone(address), attribute })
            }
            (Role::Component, _) => Kind::Unknown(Reason::Unsupported("a component".into())),
            (_, _) => self.other_result(id, &path),
        }
    }

    /// A member of what a call gave that makes nothing: a policy document, a part of another value, a look-up.
    fn other_result(&self, id: CallId, path: &str) -> Kind {
        if matches!(path, "json" | "minifiedJson" | "minified_json")
            && let Some(call) = self.calls.trace.call(id).filter(|_| self.calls.is_policy_document(id))
        {
            let object = schema::terraform("data.aws_iam_policy_document");
            let given = call.positional.iter().find_map(Value::as_map).unwrap_or(&call.named);
            return Kind::Json(Arc::new(policy::document(&self.settings(given, object), call.span)));
        }
        // What a method gives is as little known as what it belongs to.
        let (mut from, mut suffix) = (id, dotted(String::new(), path));
        for _ in 0..LONGEST_CHAIN {
            let Some(Callee::Method(receiver, name)) = self.calls.trace.call(from).map(|call| &call.callee) else {
                break;
            };
            let Some(owner) = root(receiver) else { break };
            suffix =
                [member_path(receiver), format!("{name}()"), suffix].iter().fold(String::new(), |a, b| dotted(a, b));
            if let Some(address) = self.addresses.get(owner.0 as usize).and_then(Option::as_ref) {
                return Kind::Unknown(Reason::Computed(format!("{address}.{suffix}").into()));
            }
            from = owner;
        }
        Kind::Unknown(Reason::Lookup(dotted(self.calls.title(from), &suffix).into()))
    }

    /// An attribute as the provider names it.
    fn attribute(&self, id: CallId, path: &str) -> Arc<str> {
        let object = match self.calls.role(id) {
            Role::Resource(resource) => resource.terraform().and_then(schema::terraform),
            _ => None,
        };
        let (first, rest) = path.split_once('.').map_or((path, ""), |(first, rest)| (first, rest));
        let name = match object.and_then(|object| object.member_called(first)) {
            Some(member) => member.name.to_owned(),
            None => snake_case(first),
        };
        if rest.is_empty() { name.into() } else { format!("{name}.{rest}").into() }
    }

    /// Settings in the words of a Terraform object: names as it has them, a block that is not repeated as a list of one.
    pub(super) fn settings(&self, entries: &Map, object: Option<Object>) -> Map {
        let mut settings = Map::with_capacity(entries.len());
        for (name, value) in entries {
            if value.is_null() || &**name == crate::program::expression::UNKNOWN_REST {
                continue;
            }
            let member = object.and_then(|object| member_called(object, name));
            let key = match (member, object) {
                (Some(member), _) => member.name.into(),
                (None, Some(_)) => snake_case(name).into(),
                (None, None) => Arc::clone(name),
            };
            let value = match member.filter(|member| !member.is_map) {
                Some(member) => {
                    let value = self.setting(value, member.object());
                    let single = member.is_block && matches!(value.kind, Kind::Map(_));
                    if single { Value { kind: Kind::List(Arc::new(vec![value.clone()])), ..value } } else { value }
                }
                None => self.resolved(value),
            };
            settings.insert(key, value);
        }
        settings
    }

    fn setting(&self, value: &Value, object: Option<Object>) -> Value {
        let Some(object) = object else { return self.resolved(value) };
        match &value.kind {
            Kind::Map(entries) => {
                Value { kind: Kind::Map(Arc::new(self.settings(entries, Some(object)))), ..value.clone() }
            }
            Kind::List(items) => {
                let items = items.iter().map(|item| self.setting(item, Some(object))).collect();
                Value { kind: Kind::List(Arc::new(items)), ..value.clone() }
            }
            Kind::OneOf(items) => Value::one_of(items.iter().map(|item| self.setting(item, Some(object))), value.span),
            _ => self.resolved(value),
        }
    }

    /// Settings of a Kubernetes object: its fields are in camel case, except where keys are data.
    pub(super) fn fields(&self, entries: &Map) -> Map {
        const DATA: &[&str] =
            &["labels", "annotations", "matchLabels", "data", "stringData", "nodeSelector", "limits", "requests"];
        let mut fields = Map::with_capacity(entries.len());
        for (name, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
            let name = camel_case(name);
            let value = if DATA.contains(&name.as_str()) { self.resolved(value) } else { self.field(value) };
            fields.insert(name.into(), value);
        }
        fields
    }

    fn field(&self, value: &Value) -> Value {
        match &value.kind {
            Kind::Map(entries) => Value { kind: Kind::Map(Arc::new(self.fields(entries))), ..value.clone() },
            Kind::List(items) => {
                let items = items.iter().map(|item| self.field(item)).collect();
                Value { kind: Kind::List(Arc::new(items)), ..value.clone() }
            }
            _ => self.resolved(value),
        }
    }
}

/// The attribute of that name; Pulumi puts the names of lists into the plural.
fn member_called(object: Object, name: &str) -> Option<Member> {
    let singular = || name.strip_suffix('s').and_then(|singular| object.member_called(singular));
    object.member_called(name).or_else(|| singular().filter(|member| member.lists > 0))
}

/// The members between what a call gave and a symbol: `certificate.options.0`.
fn member_path(symbol: &Symbol) -> String {
    match symbol {
        Symbol::External(_) | Symbol::Result(_) => String::new(),
        Symbol::Member(inner, name) => dotted(member_path(inner), name),
        Symbol::Element(inner, index) => dotted(member_path(inner), &index.as_text().unwrap_or_else(|| "*".to_owned())),
    }
}

fn dotted(mut path: String, name: &str) -> String {
    if !path.is_empty() && !name.is_empty() {
        path.push('.');
    }
    path.push_str(name);
    path
}

/// `hashKey` as `hash_key`.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            if !snake.is_empty() {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        } else {
            snake.push(letter);
        }
    }
    snake
}

/// `api_version` as `apiVersion`.
fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |mut camel, part| {
        let mut letters = part.chars();
        camel.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
        camel
    })
}
