//! The intrinsic functions, in both spellings: `!Sub x` and `Fn::Sub: x`.

use std::sync::Arc;

use ipnet::IpNet;

use super::evaluate::{Evaluator, REGION};
use super::sub::{Piece, pieces};
use crate::dialect::RegionTable;
use crate::dialect::document::{elements, fields, get, text};
use crate::program::expression::{key_text, template};
use crate::program::form::{Entry, Expression, ExpressionKind};
use crate::program::operators;
use crate::program::value::{Kind, Map, Reason, Reference, Value};
use crate::source::Span;

/// The zones of a region, which only the account's owner can list.
const ZONES: &str = "availability zones";

/// How many networks `Fn::Cidr` gives at most, by its documentation.
const MOST_NETWORKS: f64 = 256.0;

/// The function that a map of one entry calls, and its argument.
pub(super) fn called(map: &Expression) -> Option<(&str, &Expression)> {
    let ExpressionKind::Map(entries) = &map.kind else { return None };
    let [Entry::Pair(Expression { kind: ExpressionKind::Text(key), .. }, argument)] = entries.as_slice() else {
        return None;
    };
    match &**key {
        "Ref" => Some(("Ref", argument)),
        key if key.starts_with("Fn::ForEach::") => None,
        key => key.strip_prefix("Fn::").map(|name| (name, argument)),
    }
}

/// Whether a function is one that conditions are made of.
pub(super) fn decides(name: &str) -> bool {
    matches!(name, "Equals" | "Not" | "And" | "Or" | "Condition")
}

impl Evaluator<'_> {
    /// The result of a function.
    pub(super) fn call(&mut self, name: &str, argument: &Expression, span: Span) -> Value {
        match name {
            "Ref" => self.name_of(argument).map(|name| self.reference(&name, span)),
            "GetAtt" => self.get_att(argument, span),
            "Sub" => self.sub(argument, span),
            "If" => self.choose(argument, span),
            "FindInMap" => self.find_in_map(argument, span),
            "Join" => self.join(argument, span),
            "Select" => self.select(argument, span),
            "Split" => self.split(argument, span),
            "Cidr" => self.cidr(argument, span),
            "ImportValue" => Some(self.import(argument, span)),
            "GetAZs" => Some(Value::unknown(Reason::Lookup(ZONES.into()), span)),
            // What is encoded is what matters: user data reads as its script.
            "Base64" => Some(self.value(argument)),
            "Length" => match self.value(argument).kind {
                Kind::List(items) => Some(Value::number(items.len() as f64, span)),
                _ => None,
            },
            "ToJsonString" => {
                let value = self.value(argument);
                Some(Value::new(Kind::Json(Arc::new(value)), span))
            }
            _ if decides(name) => self.decide(name, argument).map(|truth| Value::bool(truth, span)),
            _ => None,
        }
        .unwrap_or_else(|| {
            let reason = operators::first_reason(&self.value(argument));
            Value::unknown(reason.unwrap_or_else(|| Reason::Unsupported(format!("Fn::{name}").into())), span)
        })
    }

    /// The elements of the list that a function takes, as many as it must have.
    fn arguments<'e, const N: usize>(&self, argument: &'e Expression) -> Option<[&'e Expression; N]> {
        <[_; N]>::try_from(elements(argument)?).ok()
    }

    /// The name that an argument gives, which a loop may have made.
    fn name_of(&mut self, argument: &Expression) -> Option<String> {
        self.value(argument).as_text()
    }

    fn get_att(&mut self, argument: &Expression, span: Span) -> Option<Value> {
        let (logical_id, attribute) = match self.arguments::<2>(argument) {
            Some([logical_id, attribute]) => (self.name_of(logical_id)?, self.name_of(attribute)?),
            None => {
                let dotted = self.name_of(argument)?;
                let (logical_id, attribute) = dotted.split_once('.')?;
                (logical_id.to_owned(), attribute.to_owned())
            }
        };
        Some(self.attribute(&logical_id, &attribute, span))
    }

    /// `!Sub text` and `!Sub [text, {Name: value}]`.
    fn sub(&mut self, argument: &Expression, span: Span) -> Option<Value> {
        let (pattern, names) = match self.arguments::<2>(argument) {
            Some([pattern, names]) => (pattern, Some(names)),
            None => (elements(argument).and_then(|parts| parts.first().copied()).unwrap_or(argument), None),
        };
        let names = names.map(fields).unwrap_or_default();
        let names: Map = names.into_iter().map(|field| (Arc::clone(field.name), self.value(field.value))).collect();
        let pattern = text(pattern)?;
        let parts: Vec<_> = pieces(pattern)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => Value::text(text, span),
                Piece::Variable(name) => match (names.get(name), name.split_once('.')) {
                    (Some(value), _) => value.clone(),
                    (None, Some((logical_id, attribute))) => self.attribute(logical_id, attribute, span),
                    (None, None) => self.reference(name, span),
                },
            })
            .collect();
        Some(template(parts, span))
    }

    /// `!If [condition, then, otherwise]`; both when the condition cannot be decided.
    fn choose(&mut self, argument: &Expression, span: Span) -> Option<Value> {
        let [condition, then, otherwise] = self.arguments(argument)?;
        let decided = match text(condition) {
            Some(name) => self.condition(name),
            None => self.truth(condition),
        };
        Some(match decided {
            Some(true) => self.value(then),
            Some(false) => self.value(otherwise),
            None => Value::one_of([self.value(then), self.value(otherwise)], span),
        })
    }

    /// `!FindInMap [map, first key, second key]`. A key that is not known may be any.
    fn find_in_map(&mut self, argument: &Expression, span: Span) -> Option<Value> {
        let mut arguments = elements(argument)?;
        let default = arguments.get(3).and_then(|options| get(options, "DefaultValue"));
        arguments.truncate(3);
        let [name, first, second] = <[_; 3]>::try_from(arguments).ok()?;
        let name = self.name_of(name)?;
        let Some(mapping) = self.template().mappings.get(name.as_str()).map(|mapping| mapping.value) else {
            return Some(Value::unknown(Reason::Undefined(format!("mapping {name}").into()), span));
        };
        let (first, second) = (self.value(first), self.value(second));
        if matches!(&first.kind, Kind::Unknown(Reason::Lookup(key)) if &**key == REGION) && default.is_none() {
            self.note_region_table(&name, mapping, span);
        }
        let matching = |map, key: &Value| match key.as_text() {
            Some(key) => get(map, &key).into_iter().collect(),
            None if key.is_known() => Vec::new(),
            None => fields(map).into_iter().map(|field| field.value).collect::<Vec<_>>(),
        };
        let found: Vec<_> = matching(mapping, &first).into_iter().flat_map(|inner| matching(inner, &second)).collect();
        let values: Vec<_> = found.into_iter().chain(default).map(|found| self.value(found)).collect();
        let values = if first.is_known() && second.is_known() { values.into_iter().take(1).collect() } else { values };
        if values.is_empty() {
            return Some(Value::unknown(Reason::Undefined(format!("this key of mapping {name}").into()), span));
        }
        let value = operators::bounded(Value::one_of(values, span));
        Some(if value.kind == Kind::Unknown(Reason::Limit) {
            operators::unknown(&[&first, &second], span)
        } else {
            value
        })
    }

    fn note_region_table(&mut self, name: &str, mapping: &Expression, span: Span) {
        let name: Arc<str> = format!("mapping {name}").into();
        if self.region_tables.iter().all(|table| table.name != name) {
            let regions = fields(mapping).into_iter().map(|field| Arc::clone(field.name)).collect();
            self.region_tables.push(RegionTable { name, regions, span });
        }
    }

    /// `!Join [delimiter, list]`.
    fn join(&mut self, argument: &Expression, span: Span) -> Option<Value> {
        let [delimiter, list] = self.arguments(argument)?;
        let (delimiter, list) = (self.value(delimiter), self.value(list));
        let Kind::List(items) = &list.kind else { return Some(operators::unknown(&[&list], span)) };
        let mut parts = Vec::with_capacity(items.len() * 2);
        for item in items.iter() {
            if !parts.is_empty() {
                parts.push(delimiter.clone());
            }
            parts.push(item.clone());
        }
        Some(template(parts, span))
    }

    /// `!Select [index, list]`.
    fn select(&mut self, argument: &Expression, span: Span) -> Option<Value> {
        let [index, list] = self.arguments(argument)?;
        let (index, list) = (self.value(index), self.value(list));
        let Some(at) = index.as_number().filter(|at| *at >= 0.0) else {
            return Some(operators::unknown(&[&index, &list], span));
        };
        if let Some(selected) = operators::over_alternatives(&list, span, |list| selected(list, at, span)) {
            return Some(selected);
        }
        Some(selected(&list, at, span))
    }

    /// `!Split [delimiter, text]`.
    fn split(&mut self, argument: &Expression, span: Span) -> Option<Value> {
        let [delimiter, source] = self.arguments(argument)?;
        let (delimiter, source) = (self.name_of(delimiter)?, self.value(source));
        Some(split(&source, &delimiter, span))
    }

    /// `!Cidr [network, count, bits]`: the first networks inside one, with that many bits for hosts.
    fn cidr(&mut self, argument: &Expression, span: Span) -> Option<Value> {
        let [network, count, bits] = self.arguments(argument)?;
        let network = self.value(network);
        let network = self.setting_behind(network);
        let (count, bits) = (self.value(count), self.value(bits));
        let (Some(parent), Some(number), Some(host_bits)) = (
            network.as_text().and_then(|text| text.parse::<IpNet>().ok()),
            count.as_number().filter(|count| (1.0..=MOST_NETWORKS).contains(count)),
            bits.as_number(),
        ) else {
            return Some(operators::unknown(&[&network, &count, &bits], span));
        };
        let prefix = (parent.max_prefix_len() as f64 - host_bits).clamp(0.0, 128.0) as u8;
        let networks = parent.subnets(prefix).ok()?.take(number as usize);
        let text = |network: IpNet| operators::derived(Kind::Text(network.to_string().into()), &[&count, &bits], span);
        Some(Value::list(networks.map(text).collect(), span))
    }

    /// An attribute that is also a setting of its resource (`!GetAtt Vpc.CidrBlock`) as what is set.
    fn setting_behind(&mut self, value: Value) -> Value {
        let Kind::Reference(Reference { address, attribute: Some(attribute) }) = &value.kind else { return value };
        let stack = &self.world.plan.stacks[self.stack];
        let logical_id = stack.addresses.iter().find(|(_, own)| *own == address).map(|(id, _)| Arc::clone(id));
        let resource = logical_id.and_then(|id| self.template().resources.get(&*id));
        let setting = resource.and_then(|resource| get(get(resource.value, "Properties")?, attribute));
        setting.map(|setting| self.value(setting)).unwrap_or(value)
    }

    /// `!ImportValue name`: what a template of the response exports under that name.
    fn import(&mut self, argument: &Expression, span: Span) -> Value {
        let name = self.value(argument);
        let mut exports = self.world.exports.iter().filter(|export| same_name(&export.name, &name));
        match (exports.next(), exports.next()) {
            (Some(export), None) => export.value.clone(),
            _ => Value::unknown(Reason::Lookup(format!("export {}", shown(&name)).into()), span),
        }
    }
}

/// A text taken apart at each delimiter, as a list. Parts of it that are not known hold none.
pub(super) fn split(source: &Value, delimiter: &str, span: Span) -> Value {
    let parts = match &source.kind {
        Kind::Join(parts) => parts.as_ref().clone(),
        _ if source.as_text().is_some() => vec![source.clone()],
        _ => return operators::unknown(&[source], span),
    };
    let mut items: Vec<Vec<Value>> = Vec::new();
    let mut item = Vec::new();
    for part in parts {
        let Some(text) = part.as_text().filter(|_| !delimiter.is_empty()) else {
            item.push(part);
            continue;
        };
        for (at, piece) in text.split(delimiter).enumerate() {
            if at > 0 {
                items.push(std::mem::take(&mut item));
            }
            if !piece.is_empty() {
                item.push(Value { kind: Kind::Text(piece.into()), ..part.clone() });
            }
        }
    }
    items.push(item);
    Value::list(items.into_iter().map(|item| Value::join(item, span)).collect(), span)
}

/// An element of a list, of which it may only be known which it is.
fn selected(list: &Value, at: f64, span: Span) -> Value {
    match &list.kind {
        Kind::List(items) => match items.get(at as usize) {
            Some(item) => item.clone(),
            None => {
                Value::unknown(Reason::Undefined(format!("element {at} of a list of {}", items.len()).into()), span)
            }
        },
        Kind::Unknown(Reason::Lookup(name)) => Value::unknown(Reason::Lookup(format!("{name}[{at}]").into()), span),
        Kind::Reference(Reference { address, attribute: Some(attribute) }) => {
            let attribute = Some(format!("{attribute}[{at}]").into());
            Value::new(Kind::Reference(Reference { address: Arc::clone(address), attribute }), span)
        }
        _ => operators::unknown(&[list], span),
    }
}

/// A name for people to read: `${NetworkStack}-VpcId`.
fn shown(name: &Value) -> String {
    match &name.kind {
        Kind::Join(parts) => parts.iter().map(shown).collect(),
        Kind::Unknown(Reason::Input(input) | Reason::Outside(input) | Reason::Lookup(input)) => format!("${{{input}}}"),
        _ => key_text(name).to_string(),
    }
}

/// Whether two names of exports are the same, where parts that are not known may be anything.
fn same_name(one: &Value, other: &Value) -> bool {
    let shape = |value: &Value| match &value.kind {
        Kind::Join(parts) => parts.iter().map(Value::as_text).collect(),
        _ => vec![value.as_text()],
    };
    shape(one) == shape(other) && shape(one).iter().any(Option::is_some)
}
