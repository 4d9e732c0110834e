//! From the attributes of Terraform's Kubernetes provider to the fields of Kubernetes.

use std::sync::Arc;

use crate::catalog::schema::Object;
use crate::catalog::spelling::camel_case;
use crate::program::value::{Kind, Map, Value};

/// The fields that the attributes of a type, or of a block in it, set. A block that can stand once is an object.
pub(super) fn fields(attributes: &Map, schema: Object) -> Map {
    let set = attributes.iter().filter(|(_, value)| !value.is_null());
    let fields = set.map(|(name, value)| match schema.member(name) {
        Some(member) => {
            let field = member.pulumi.map_or_else(|| camel_case(name).into(), Into::into);
            let value = match member.object() {
                Some(object) => in_block(value, object, member.lists > 0),
                None => value.clone(),
            };
            (field, value)
        }
        None => (Arc::clone(name), value.clone()),
    });
    fields.collect()
}

fn in_block(value: &Value, object: Object, listed: bool) -> Value {
    let kind = match &value.kind {
        Kind::List(items) if !listed && items.len() == 1 => return in_block(&items[0], object, listed),
        Kind::List(items) => Kind::List(Arc::new(items.iter().map(|item| in_block(item, object, listed)).collect())),
        Kind::Map(entries) => Kind::Map(Arc::new(fields(entries, object))),
        Kind::OneOf(values) => {
            return Value::one_of(values.iter().map(|value| in_block(value, object, listed)), value.span);
        }
        _ => return value.clone(),
    };
    Value { kind, ..value.clone() }
}

/// The type and fields of a `kubernetes_manifest`: those of the manifest in it.
pub(super) fn manifest(attributes: &Map) -> Option<(Arc<str>, Map)> {
    let mut fields = attributes.get("manifest")?.as_map()?.clone();
    let (version, kind) = (fields.shift_remove("apiVersion")?, fields.shift_remove("kind")?);
    Some((format!("{}/{}", version.as_str()?, kind.as_str()?).into(), fields))
}
