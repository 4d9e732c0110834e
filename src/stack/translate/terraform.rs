//! From the attributes of a Terraform type to the properties of the type in the common model that it is, or is a piece of.

use std::sync::Arc;

use super::conform;
use super::conversion::{Conversion, fixed_entry, nested};
use crate::catalog::schema::{self, Holds, Member, Object};
use crate::catalog::terraform::target_of;
use crate::program::value::{Kind, Map, Value};
use crate::source::Span;
use crate::stack::fold::merge;

/// The properties that the attributes of a Terraform type set. `part` is the property of the model's type that the
/// Terraform type is a piece of, empty when it is the whole; `itself` is what the resource is referred to by.
pub(super) fn properties(kind: &str, model: Object, part: &str, attributes: &Map, itself: &Value) -> Map {
    let mut walker = Walker { kind, model, itself, scopes: vec![Scope::default()] };
    let is_element = walker.member(part).is_some_and(|member| member.lists > 0 && member.holds == Holds::Object);
    if is_element {
        walker.scopes.push(Scope { base: part.to_owned(), ..Scope::default() });
    }
    let rest = walker.walk(schema::terraform(kind), "", Some(part), attributes);
    if is_element {
        let span = attributes.values().find_map(|value| value.span);
        let mut elements = walker.close(span);
        elements.retain(|element| element.as_map().is_some_and(|entries| !entries.is_empty()));
        if !elements.is_empty() {
            walker.place(part, Value::list(elements, span));
        }
    }
    let mut properties = walker.close_root();
    // What has no property keeps its name.
    merge(&mut properties, rest);
    conform::object(properties, model)
}

struct Walker<'a> {
    kind: &'a str,
    model: Object,
    itself: &'a Value,
    /// The objects that are being filled: the root, then each list element inwards.
    scopes: Vec<Scope>,
}

/// An object that is being filled.
#[derive(Default)]
struct Scope {
    /// The path of the list whose element it is; empty for the root.
    base: String,
    properties: Map,
    /// Entries of which each stands in an element of its own.
    alternatives: Vec<(String, Value)>,
}

impl Walker<'_> {
    /// Places the attributes of one block. `object` is the path of the object that the block is, if it is one.
    /// Returns what has no place.
    fn walk(&mut self, block: Option<Object>, path: &str, object: Option<&str>, attributes: &Map) -> Map {
        let mut rest = Map::new();
        for (name, value) in attributes {
            if value.is_null() {
                continue;
            }
            let full = join(path, name);
            let inner = block.and_then(|block| block.member(name)).filter(|member| member.holds == Holds::Object);
            let (target, conversion) = self.target(&full, name, object);
            let left = match target {
                Some(target) => self.set(&target, conversion, &full, inner, value),
                None => self.spread(inner, &full, None, value).filter(|_| conversion != Conversion::Drop),
            };
            rest.extend(left.map(|left| (Arc::clone(name), left)));
        }
        rest
    }

    /// Sets the property at `target` to what the attribute at `path` becomes. `block` is given when the attribute is one.
    /// Returns what has no place.
    fn set(
        &mut self,
        target: &str,
        conversion: Conversion,
        path: &str,
        block: Option<Member>,
        value: &Value,
    ) -> Option<Value> {
        match (conversion, block) {
            (Conversion::Each, _) => self.add_alternatives(target, value),
            (Conversion::Itself, _) if value.as_bool() == Some(true) => {
                self.add_alternatives(target, &self.itself.clone().at(value.span));
            }
            (Conversion::Itself, _) => {}
            (Conversion::Method, _) => self.place_method(target, value),
            (Conversion::With(entry), Some(_)) => {
                let (key, fixed) = fixed_entry(entry);
                self.place(&join(target, &key), fixed);
                return self.spread(block, path, Some(target), value);
            }
            (Conversion::With(entry), None) => {
                let (key, fixed) = fixed_entry(entry);
                self.place(&join(around(target), &key), fixed);
                self.place(target, value.clone());
            }
            // The block stands for the object that is being filled.
            (Conversion::None, Some(_)) if self.is_open(target) => {
                return self.spread(block, path, Some(target), value);
            }
            (Conversion::None | Conversion::Added, Some(_)) => {
                let property = self.member(target);
                let translated = match property {
                    Some(property) if property.holds != Holds::Object => free_form(value),
                    _ => self.objects(block, path, target, value, property.is_none_or(|property| property.lists > 0)),
                };
                self.place(target, translated);
            }
            _ => self.place(target, conversion.apply(value.clone())),
        }
        None
    }

    /// Where an attribute goes: where the table says, or to the property with the same name in the object that its block is.
    fn target(&self, full: &str, name: &str, object: Option<&str>) -> (Option<String>, Conversion) {
        if let Some(target) = target_of(self.kind, full) {
            return (target.path.map(str::to_owned), Conversion::read(target.conversion));
        }
        // Everything has tags, even where CloudFormation cannot set them.
        if full == "tags" && self.member("Tags").is_none() {
            return (Some("Tags".to_owned()), Conversion::Added);
        }
        let member = object.and_then(|object| {
            let member = self.model.at(object)?.member_called(name).filter(|member| !member.computed)?;
            Some(join(object, member.name))
        });
        (member, Conversion::None)
    }

    /// Whether that is the list whose element is being filled.
    fn is_open(&self, path: &str) -> bool {
        self.scopes.last().is_some_and(|scope| scope.base == path)
    }

    fn member(&self, path: &str) -> Option<Member> {
        let (object, name) = path.rsplit_once('.').unwrap_or(("", path));
        self.model.at(object)?.member(name)
    }

    /// Places the attributes of a block that is no object of its own. Returns what has no place, as the block.
    fn spread(&mut self, block: Option<Member>, path: &str, object: Option<&str>, value: &Value) -> Option<Value> {
        let (Some(member), Some(blocks)) = (block, blocks(value)) else { return Some(value.clone()) };
        let block = member.object();
        let rest: Vec<Value> = blocks
            .iter()
            .map(|attributes| self.walk(block, path, object, attributes))
            .filter(|rest| !rest.is_empty())
            .map(|rest| Value::map(rest, value.span))
            .collect();
        (!rest.is_empty() || blocks.iter().all(|attributes| attributes.is_empty()))
            .then(|| Value::list(rest, value.span))
    }

    /// The object or list of objects that a block or a list of blocks is.
    fn objects(&mut self, block: Option<Member>, path: &str, target: &str, value: &Value, listed: bool) -> Value {
        if let Kind::OneOf(values) = &value.kind {
            let values = values.iter().map(|value| self.objects(block, path, target, value, listed));
            return Value::one_of(values.collect::<Vec<_>>(), value.span);
        }
        let items = match &value.kind {
            Kind::List(items) => items.as_slice(),
            Kind::Map(_) => std::slice::from_ref(value),
            _ => return value.clone(),
        };
        let elements: Vec<_> = items.iter().flat_map(|item| self.elements(block, path, target, item)).collect();
        match elements.as_slice() {
            [element] if !listed => element.clone(),
            _ => Value::list(elements, value.span),
        }
    }

    /// The elements that one block is: one, unless it is repeated.
    fn elements(&mut self, block: Option<Member>, path: &str, target: &str, item: &Value) -> Vec<Value> {
        if let Kind::OneOf(values) = &item.kind {
            let one_each: Vec<_> = values.iter().flat_map(|value| self.elements(block, path, target, value)).collect();
            return vec![Value::one_of(one_each, item.span)];
        }
        let Some(attributes) = item.as_map() else { return vec![item.clone()] };
        self.scopes.push(Scope { base: target.to_owned(), ..Scope::default() });
        let rest = self.walk(block.and_then(Member::object), path, Some(target), attributes);
        if let Some(scope) = self.scopes.last_mut() {
            merge(&mut scope.properties, rest);
        }
        self.close(item.span)
    }

    /// Puts a value at a path, in the innermost object that is on it.
    fn place(&mut self, path: &str, value: Value) {
        let within = |base: &str| base.is_empty() || path.strip_prefix(base).is_some_and(|rest| rest.starts_with('.'));
        let Some(scope) = self.scopes.iter_mut().rev().find(|scope| within(&scope.base)) else { return };
        let inner = path.strip_prefix(&scope.base).unwrap_or(path).trim_start_matches('.');
        merge(&mut scope.properties, nested(inner, value));
    }

    fn add_alternatives(&mut self, path: &str, value: &Value) {
        let values = value.as_list().unwrap_or(std::slice::from_ref(value));
        let Some(scope) = self.scopes.last_mut() else { return };
        let inner = path.strip_prefix(&scope.base).unwrap_or(path).trim_start_matches('.');
        scope.alternatives.extend(values.iter().map(|value| (inner.to_owned(), value.clone())));
    }

    /// `orders/GET` is the method GET of the resource /orders.
    fn place_method(&mut self, target: &str, value: &Value) {
        let Some((path, method)) = value.as_str().and_then(|text| text.rsplit_once('/')) else {
            return self.place(target, value.clone());
        };
        let path = format!("/{}", path.trim_start_matches('/'));
        self.place(target, Value::text(path, value.span));
        self.place(&join(around(target), "HttpMethod"), Value::text(method, value.span));
    }

    /// Closes the innermost element: the elements that it is.
    fn close(&mut self, span: Option<Span>) -> Vec<Value> {
        let Some(scope) = self.scopes.pop() else { return Vec::new() };
        if scope.alternatives.is_empty() {
            return vec![Value::map(scope.properties, span)];
        }
        let elements = scope.alternatives.into_iter().map(|(path, value)| {
            let mut properties = scope.properties.clone();
            let span = value.span.or(span);
            merge(&mut properties, nested(&path, value));
            Value::map(properties, span)
        });
        elements.collect()
    }

    fn close_root(&mut self) -> Map {
        self.scopes.pop().map(|scope| scope.properties).unwrap_or_default()
    }
}

/// The blocks in a value: a map, or a list of maps.
fn blocks(value: &Value) -> Option<Vec<&Map>> {
    match &value.kind {
        Kind::Map(entries) => Some(vec![entries.as_ref()]),
        Kind::List(items) => items.iter().map(Value::as_map).collect(),
        _ => None,
    }
}

/// A block whose members the model does not know: `allow {}` is an empty object.
fn free_form(value: &Value) -> Value {
    match value.as_list() {
        Some([block]) if block.as_map().is_some() => block.clone(),
        _ => value.clone(),
    }
}

/// The path of the object in which the property at a path stands.
fn around(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(around, _)| around)
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
