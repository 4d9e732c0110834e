//! Values of a program in the words of the stack: what the library gave becomes a value, a reference to a resource, or an
//! unknown with a reason.

use std::sync::Arc;

use super::expand::{address_at, main_place};
use super::names::{jsii, upper_first};
use super::objects;
use super::templates::Filler;
use crate::catalog::cdk::{self, Attribute, Construct};
use crate::catalog::schema;
use crate::catalog::spelling::camel_case;
use crate::program::evaluator::{Call, Callee, Trace, root};
use crate::program::value::{CallId, Kind, Map, Provenance, Reason, Reference, Symbol, Value};
use crate::source::Span;

/// The class of what `metric…()` methods give.
const METRIC: &str = "aws_cloudwatch.Metric";

/// How long chains of calls and members are followed. Chosen because nobody writes longer ones.
const LONGEST_CHAIN: usize = 64;

/// What stands for the values of a program.
pub(super) struct Values<'a> {
    pub(super) trace: &'a Trace,
    /// The address of what each call made, if it made something.
    pub(super) addresses: Vec<Option<Arc<str>>>,
    /// What each call makes, if it makes a construct.
    pub(super) makes: Vec<Option<Makes>>,
}

/// What a call makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Makes {
    /// A construct of the library above the L1 level.
    Construct(Construct),
    /// An L1 construct of that CloudFormation type.
    Resource(&'static str),
}

/// A construct of the program: one that a call makes, or one below that.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The call that makes it, or what it stands in.
    pub(super) call: CallId,
    /// Its class.
    pub(super) class: Arc<str>,
    /// The construct that the call makes; `None` for an L1 construct.
    owner: Option<Construct>,
    /// Its place below that.
    place: String,
    /// The address of what the call makes.
    base: Arc<str>,
}

impl Node {
    /// The construct that it is, if the tables have it.
    pub(super) fn construct(&self) -> Option<Construct> {
        cdk::construct(&self.class)
    }

    /// Whether it is what the call itself makes.
    pub(super) fn is_whole(&self) -> bool {
        self.place == cdk::OWN
    }

    /// The address of the resource at a place below it.
    pub(super) fn address(&self, place: &str) -> Arc<str> {
        let place = match (self.place.as_str(), place) {
            (cdk::OWN, place) => place.to_owned(),
            (own, cdk::OWN) => own.to_owned(),
            (own, place) => format!("{own}/{place}"),
        };
        match self.owner {
            Some(owner) => address_at(owner, &self.base, &place),
            None if place == cdk::OWN => Arc::clone(&self.base),
            None => format!("{}/{place}", self.base).into(),
        }
    }

    /// The address of the resource that it stands for.
    pub(super) fn main(&self) -> Arc<str> {
        self.address(self.construct().map_or(cdk::OWN, main_place))
    }

    /// The address of the construct itself.
    pub(super) fn path(&self) -> Arc<str> {
        if self.is_whole() { Arc::clone(&self.base) } else { format!("{}/{}", self.base, self.place).into() }
    }
}

/// What a call makes, if it makes a construct by itself.
pub(super) fn makes(call: &Call) -> Option<Makes> {
    if !call.constructs {
        return None;
    }
    let name = jsii(call.path()?)?;
    cdk::construct(&name).map(Makes::Construct).or_else(|| cdk::cloudformation_type(&name).map(Makes::Resource))
}

impl Values<'_> {
    /// What a call makes, also as a method of another construct.
    pub(super) fn makes(&self, id: CallId) -> Option<Makes> {
        self.makes.get(id.0 as usize).copied().flatten()
    }

    /// The address of what a call makes.
    pub(super) fn address_of(&self, id: CallId) -> Option<&Arc<str>> {
        self.addresses.get(id.0 as usize)?.as_ref()
    }

    /// The name of what a call calls, a method's being that of its class with the method's own.
    pub(super) fn name_of(&self, id: CallId) -> Option<String> {
        self.name_within(id, LONGEST_CHAIN)
    }

    fn name_within(&self, id: CallId, most: usize) -> Option<String> {
        match &self.trace.call(id)?.callee {
            Callee::External(path) => jsii(path),
            Callee::Method(receiver, name) => {
                Some(format!("{}.{}", self.path_within(receiver, most.checked_sub(1)?)?, camel_case(name)))
            }
            Callee::Assignment(..) => None,
        }
    }

    /// The path to what a symbol stands for: that of the class of an instance, with members and methods behind it.
    fn class_of(&self, symbol: &Symbol) -> Option<String> {
        self.path_within(symbol, LONGEST_CHAIN)
    }

    fn path_within(&self, symbol: &Symbol, most: usize) -> Option<String> {
        let most = most.checked_sub(1)?;
        match symbol {
            Symbol::External(path) => jsii(path),
            Symbol::Result(id) => self.name_within(*id, most),
            Symbol::Member(inner, name) => Some(format!("{}.{}", self.path_within(inner, most)?, camel_case(name))),
            Symbol::Element(inner, _) => self.path_within(inner, most),
        }
    }

    /// The class that what a symbol stands for is an instance of, with `[]` behind it for a list of such.
    pub(super) fn type_of(&self, symbol: &Symbol) -> Option<Arc<str>> {
        self.type_within(symbol, LONGEST_CHAIN)
    }

    fn type_within(&self, symbol: &Symbol, most: usize) -> Option<Arc<str>> {
        let most = most.checked_sub(1)?;
        let member = |class: &str, name: &str| cdk::member(class, name).map(Arc::from);
        match symbol {
            Symbol::External(path) => Some(jsii(path)?.rsplit_once('.')?.0.into()),
            Symbol::Result(id) => {
                let call = self.trace.call(*id)?;
                match &call.callee {
                    Callee::External(path) => {
                        let name = jsii(path)?;
                        if call.constructs {
                            return Some(name.into());
                        }
                        let (class, method) = name.rsplit_once('.')?;
                        member(class, method)
                    }
                    Callee::Method(receiver, name) => match self.makes(*id) {
                        Some(Makes::Construct(construct)) => Some(construct.name().into()),
                        _ => member(&self.type_within(receiver, most)?, name),
                    },
                    Callee::Assignment(..) => None,
                }
            }
            Symbol::Member(inner, name) => member(&self.type_within(inner, most)?, name),
            Symbol::Element(inner, _) => Some(self.type_within(inner, most)?.trim_end_matches("[]").into()),
        }
    }

    /// The construct that a value of the program is.
    pub(super) fn node_of(&self, value: &Value) -> Option<Node> {
        match &value.kind {
            Kind::Symbol(symbol) => self.node(symbol),
            Kind::OneOf(alternatives) => alternatives.iter().find_map(|alternative| self.node_of(alternative)),
            _ => None,
        }
    }

    /// The construct of the program that a symbol stands for.
    pub(super) fn node(&self, symbol: &Symbol) -> Option<Node> {
        self.node_within(symbol, LONGEST_CHAIN)
    }

    fn node_within(&self, symbol: &Symbol, most: usize) -> Option<Node> {
        let most = most.checked_sub(1)?;
        match symbol {
            Symbol::External(_) => None,
            Symbol::Result(id) => {
                let (owner, class) = match self.makes(*id)? {
                    Makes::Construct(construct) => (Some(construct), construct.name().into()),
                    Makes::Resource(_) => (None, jsii(self.trace.call(*id)?.path()?)?.into()),
                };
                let base = Arc::clone(self.address_of(*id)?);
                Some(Node { call: *id, class, owner, place: cdk::OWN.to_owned(), base })
            }
            Symbol::Member(inner, name) => {
                let node = self.node_within(inner, most)?;
                let name = camel_case(name);
                // `construct.node.defaultChild` is the construct's own resource.
                if name == "node" || name == "defaultChild" {
                    return Some(node);
                }
                self.child(&node, &name, None, most)
            }
            Symbol::Element(inner, index) => {
                let Symbol::Member(inner, name) = &**inner else { return None };
                let node = self.node_within(inner, most)?;
                self.child(&node, &camel_case(name), index.as_number().map(|index| index as usize), most)
            }
        }
    }

    /// The construct that an attribute of another one is.
    fn child(&self, node: &Node, name: &str, index: Option<usize>, most: usize) -> Option<Node> {
        // What the program gave is what it has.
        let given = node.is_whole().then(|| self.trace.call(node.call)).flatten();
        let given = given.and_then(|call| props(call, self).into_iter().find(|(key, _)| camel_case(key) == name));
        if let Some((_, Value { kind: Kind::Symbol(symbol), .. })) = &given
            && let Some(found) = self.node_within(symbol, most)
        {
            return Some(found);
        }
        let place = match (node.construct()?.attribute(name)?, index) {
            (Attribute::Place(place), None | Some(0)) => place,
            // A network with groups of its own has its subnets at other places.
            (Attribute::Places(places), Some(index)) => {
                let call = self.trace.call(node.call)?;
                let is_grouped = props(call, self).keys().any(|key| camel_case(key) == "subnetConfiguration");
                places.split(',').nth(index).filter(|_| !is_grouped)?
            }
            _ => return None,
        };
        let class = cdk::member(&node.class, name).map_or("", |class| class.trim_end_matches("[]"));
        let place = match (node.place.as_str(), place) {
            (cdk::OWN, place) => place.to_owned(),
            (own, cdk::OWN) => own.to_owned(),
            (own, place) => format!("{own}/{place}"),
        };
        Some(Node { class: class.into(), place, ..node.clone() })
    }

    /// A value of which structs that are written as calls of their class are maps.
    pub(super) fn unfolded(&self, value: &Value) -> Value {
        let Kind::Symbol(Symbol::Result(id)) = &value.kind else { return value.clone() };
        let Some(call) = self.trace.call(*id).filter(|call| call.constructs && call.positional.is_empty()) else {
            return value.clone();
        };
        let is_struct = call.path().and_then(jsii).is_some_and(|name| cdk::parameters(&name).is_none());
        if is_struct && self.makes(*id).is_none() && !call.named.is_empty() {
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
                    _ if self.metric(symbol).is_some() => vec![METRIC.to_owned()],
                    name => {
                        // A member goes by the name of its enum, without the module.
                        let member = name.split_once('.').filter(|(module, _)| !starts_upper(module));
                        let member = member.map_or(name, |(_, member)| member);
                        vec![name.to_owned(), member.to_owned(), "$made".to_owned(), "$text".to_owned()]
                    }
                }
            }
            Kind::Reference(_) => vec!["$made".to_owned(), "$text".to_owned()],
            _ => Vec::new(),
        }
    }

    /// The metric that a method of a construct gives, in the words in which `new Metric()` takes it.
    pub(super) fn metric(&self, symbol: &Symbol) -> Option<Map> {
        let Symbol::Result(id) = symbol else { return None };
        let call = self.trace.call(*id)?;
        let Callee::Method(receiver, name) = &call.callee else { return None };
        let metric = cdk::metric(&self.type_of(receiver)?, name)?;
        let node = self.node(receiver);
        let filler = Filler {
            values: self,
            span: call.span,
            address_of: &|place| node.as_ref().map(|node| node.address(place)),
            argument: &|_| None,
        };
        let dimension = |(name, value): &(&'static str, &'static str)| {
            let value = serde_json::from_str(value).unwrap_or_default();
            (Arc::from(*name), filler.filled(&value, &Value::null()))
        };
        let mut found: Map =
            metric.settings.iter().map(|(name, value)| (Arc::from(*name), setting(value, call.span))).collect();
        found.insert("dimensionsMap".into(), Value::map(metric.dimensions.iter().map(dimension).collect(), call.span));
        Some(found)
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
        if let Some(address) = self.address_of(id) {
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

    fn member(&self, inner: &Symbol, name: &str, value: &Value) -> Value {
        let unknown = |reason| Value::unknown(reason, value.span);
        let Some(node) = self.node(inner) else {
            let class = self.class_of(inner).unwrap_or_default();
            return unknown(Reason::Lookup(format!("{class}.{name}").into()));
        };
        let reference = |address: Arc<str>, attribute: Option<&str>| {
            let attribute = attribute.map(Arc::from);
            Value::new(Kind::Reference(Reference { address, attribute }), value.span)
        };
        if let Some(Makes::Resource(kind)) = self.makes(node.call) {
            return reference(node.main(), l1_attribute(kind, name).as_deref());
        }
        if let Some(child) = self.child(&node, name, None, LONGEST_CHAIN) {
            return reference(child.main(), None);
        }
        match node.construct().and_then(|construct| construct.attribute(name)) {
            Some(Attribute::Resource(place)) => reference(node.address(place), None),
            Some(Attribute::Of(place, attribute)) => reference(node.address(place), Some(attribute)),
            Some(Attribute::Place(place)) => reference(node.address(place), None),
            Some(Attribute::Places(_)) => unknown(Reason::Computed(format!("{}.{name}", node.path()).into())),
            // A construct at a place that the tables do not have by itself: its names tell what its attributes are.
            None if !node.is_whole() && node.construct().is_none() => {
                reference(node.main(), name.ends_with("Arn").then_some("Arn"))
            }
            None => unknown(Reason::Computed(format!("{}.{name}", node.path()).into())),
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

/// The props of a construct: the argument behind its id, or the named ones.
pub(super) fn props(call: &Call, values: &Values<'_>) -> Map {
    let mut props = Map::new();
    if let Some(last) = call.positional.get(2) {
        props.extend(values.unfolded(last).as_map().cloned().unwrap_or_default());
    }
    let framing = |name: &str| matches!(name, "scope" | "id");
    props.extend(
        call.named.iter().filter(|(name, _)| !framing(name)).map(|(name, value)| (Arc::clone(name), value.clone())),
    );
    props
}

/// A setting of the tables that is a text or a number.
fn setting(text: &str, span: Span) -> Value {
    let value = text.parse().map_or_else(|_| Value::text(text, span), |number| Value::number(number, span));
    Value { provenance: Provenance::ProviderDefault, ..value }
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
