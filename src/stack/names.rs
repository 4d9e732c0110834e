//! How resources are called by those who do not refer to them: their physical names.

use std::collections::HashMap;
use std::sync::Arc;

use super::model::Resource;
use crate::program::json;
use crate::program::value::{Kind, Value};

/// The name that a resource gives itself, if it gives itself one: its property `Name`, or the one that is called like its
/// type (`QueueName` of a `Queue`, `GroupName` of a `SecurityGroup`, `DBInstanceIdentifier` of a `DBInstance`).
pub(super) fn name_of(resource: &Resource) -> Option<&Value> {
    let last = resource.kind.rsplit("::").next()?;
    let names_it = |property: &str| {
        let stem = ["Name", "Identifier", "Id"].iter().find_map(|end| property.strip_suffix(end))?;
        (property == "Name" || (!stem.is_empty() && last.ends_with(stem))).then_some(stem.len())
    };
    let named = resource.properties.iter().filter_map(|(property, value)| Some((names_it(property)?, value)));
    let named = named.filter(|(_, value)| matches!(value.kind, Kind::Text(_) | Kind::Join(_)));
    named.max_by_key(|(length, _)| *length).map(|(_, value)| value)
}

/// Resources by their names, also those that are known only in part: two texts joined from the same parts are the same.
#[derive(Default)]
pub(super) struct Names {
    texts: HashMap<Arc<str>, Vec<usize>>,
    /// By [`identity`].
    joins: HashMap<String, Vec<usize>>,
}

impl Names {
    /// The names of those resources, by their position.
    pub(super) fn of<'a>(resources: impl IntoIterator<Item = (usize, &'a Resource)>) -> Self {
        let mut names = Self::default();
        for (index, resource) in resources {
            match name_of(resource).map(|name| (&name.kind, name)) {
                Some((Kind::Text(text), _)) => names.texts.entry(Arc::clone(text)).or_default().push(index),
                Some((_, name)) => names.joins.entry(identity(name)).or_default().push(index),
                None => {}
            }
        }
        names
    }

    /// The resources of that name.
    pub(super) fn get(&self, name: &Value) -> &[usize] {
        let found = match &name.kind {
            Kind::Text(text) => self.texts.get(text),
            Kind::Join(_) => self.joins.get(&identity(name)),
            _ => None,
        };
        found.map_or(&[], Vec::as_slice)
    }

    /// The resources that an ARN written out names.
    pub(super) fn of_arn(&self, arn: &str) -> &[usize] {
        let Some(resource) = arn.splitn(6, ':').nth(5).filter(|_| arn.starts_with("arn:")) else { return &[] };
        // `table/orders/index/*`, `function:worker:live`, `bucket/*`, `orders`.
        let parts = resource.split([':', '/']).take(2);
        parts.filter_map(|part| self.texts.get(part)).next().map_or(&[], Vec::as_slice)
    }
}

/// What a value says, wherever it is written.
pub(super) fn identity(value: &Value) -> String {
    json::plain(value).to_string()
}

/// Resources by their addresses, and by the address of the declaration that makes several of them.
#[derive(Default)]
pub(super) struct Addresses {
    exact: HashMap<Arc<str>, usize>,
    /// By address without `["key"]` or `[0]`.
    instances: HashMap<Arc<str>, Vec<usize>>,
}

impl Addresses {
    /// Notes the address of the resource at that position.
    pub(super) fn insert(&mut self, address: &Arc<str>, index: usize) {
        self.exact.entry(Arc::clone(address)).or_insert(index);
        let (declaration, key) = split(address);
        if key.is_some() {
            self.instances.entry(declaration.into()).or_default().push(index);
        }
    }

    /// The resources that `address` names where it stands in the resource at `from`: one, that of the same key, or all
    /// instances when it names their declaration.
    pub(super) fn get(&self, address: &str, from: &str) -> &[usize] {
        if let Some(exact) = self.exact.get(address) {
            return std::slice::from_ref(exact);
        }
        let (declaration, key) = split(address);
        if key.is_none()
            && let Some(key) = split(from).1
            && let Some(same) = self.exact.get(format!("{declaration}[{key}]").as_str())
        {
            return std::slice::from_ref(same);
        }
        self.instances.get(declaration).map_or(&[], Vec::as_slice)
    }
}

/// The address of the declaration, and the key of the instance: `a.b["c"]` is `a.b` and `"c"`.
fn split(address: &str) -> (&str, Option<&str>) {
    match address.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        Some((declaration, key)) => (declaration, Some(key)),
        None => (address, None),
    }
}
