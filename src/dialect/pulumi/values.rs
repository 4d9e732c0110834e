//! Values of a program in the words of its stack: what a library gave becomes a reference to a resource or an unknown
//! with a reason.

use std::sync::Arc;

use super::calls::{Calls, Role};
use crate::catalog::schema::{self, Object};
use crate::catalog::spelling::camel_case;
use crate::dialect::terraform::policy;
use crate::dialect::words::{self, dotted, member_path, snake_case};
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
        words::resolved(value, &|value| match &value.kind {
            Kind::Symbol(symbol) => Some(words::standing_for(self.symbol(symbol), value)),
            _ => None,
        })
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

    /// Settings in the words of a provider's object.
    pub(super) fn settings(&self, entries: &Map, object: Option<Object>) -> Map {
        words::settings(entries, object, &|value| self.resolved(value))
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
