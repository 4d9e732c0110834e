//! Bringing values to the types that a schema gives them, so that each dialect's way to write them is the same.

use std::sync::Arc;

use super::document;
use crate::catalog::schema::{Holds, Member, Object};
use crate::program::value::{Kind, Map, Reference, Value, number_text};

/// Brings the settings of an object to its schema.
pub(super) fn object(settings: Map, schema: Object) -> Map {
    renamed(settings, schema, false)
}

/// With `rename`, a name in another spelling becomes the schema's: documents in JSON spell as the service's API does
/// (`portMappings` for `PortMappings`).
fn renamed(settings: Map, schema: Object, rename: bool) -> Map {
    let conformed = settings.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| {
        let member = schema.member(&name).or_else(|| if rename { schema.member_called(&name) } else { None });
        match member {
            Some(member) => (if rename { member.name.into() } else { name }, conformed(value, member, rename)),
            None => (name, value),
        }
    });
    conformed.collect()
}

fn conformed(value: Value, member: Member, rename: bool) -> Value {
    if let Kind::OneOf(values) = &value.kind {
        return Value::one_of(values.iter().map(|value| conformed(value.clone(), member, rename)), value.span);
    }
    if member.lists == 0 {
        return one(value, member, rename);
    }
    if is_tags(member)
        && let Some(tags) = as_tags(&value)
    {
        return tags;
    }
    match value.kind {
        // A map to lists.
        Kind::Map(entries) if member.is_map => {
            let mut member = member;
            member.is_map = false;
            let entries = entries.iter().map(|(key, list)| (Arc::clone(key), conformed(list.clone(), member, rename)));
            Value { kind: Kind::Map(Arc::new(entries.collect())), ..value }
        }
        Kind::List(items) => {
            let items = items.iter().map(|item| one(item.clone(), member, rename)).collect();
            Value { kind: Kind::List(Arc::new(items)), ..value }
        }
        // A single value is a list of one.
        Kind::Bool(_) | Kind::Number(_) | Kind::Map(_) => {
            Value::list(vec![one(value.clone(), member, rename)], value.span)
        }
        Kind::Text(_) | Kind::Join(_) | Kind::Json(_) => match document::read(&value) {
            Some(read) if read.as_list().is_some() => conformed(read, member, true),
            _ => Value::list(vec![one(value.clone(), member, rename)], value.span),
        },
        // An attribute is one value, unless its name is a plural (`ids`, `NameServers`).
        Kind::Reference(Reference { ref attribute, .. })
            if !attribute.as_ref().is_some_and(|name| name.ends_with('s')) =>
        {
            Value::list(vec![value.clone()], value.span)
        }
        _ => value,
    }
}

/// A value that is no list, or an element of one.
fn one(value: Value, member: Member, rename: bool) -> Value {
    match (&value.kind, member.holds) {
        (Kind::OneOf(values), _) => {
            Value::one_of(values.iter().map(|value| one(value.clone(), member, rename)), value.span)
        }
        (Kind::Map(entries), _) if member.is_map => {
            let entries = entries.iter().map(|(name, entry)| (Arc::clone(name), held(entry.clone(), member, rename)));
            Value { kind: Kind::Map(Arc::new(entries.collect())), ..value }
        }
        // A list of one is the value, where there can be only one.
        (Kind::List(items), holds) if holds != Holds::Anything && items.len() == 1 => {
            one(items[0].clone(), member, rename)
        }
        _ => held(value, member, rename),
    }
}

/// What is held under lists and maps.
fn held(value: Value, member: Member, rename: bool) -> Value {
    let kind = match (&value.kind, member.holds) {
        (Kind::Map(entries), Holds::Object) => match member.object() {
            Some(schema) => Kind::Map(Arc::new(renamed(entries.as_ref().clone(), schema, rename))),
            None => return value,
        },
        (Kind::Text(_) | Kind::Join(_) | Kind::Json(_), Holds::Object | Holds::Anything) => {
            match document::read(&value) {
                Some(read) if member.holds == Holds::Object => return held(read, member, true),
                Some(read) => read.kind,
                None => return value,
            }
        }
        (Kind::Text(_) | Kind::Join(_), Holds::Text) => match document::read(&value) {
            Some(read) => Kind::Json(Arc::new(read)),
            None => return value,
        },
        (Kind::Number(number), Holds::Text) => Kind::Text(number_text(*number).into()),
        (Kind::Bool(truth), Holds::Text) => Kind::Text(truth.to_string().into()),
        (Kind::Text(_), Holds::Whole | Holds::Number) => match value.as_number() {
            Some(number) => Kind::Number(number),
            None => return value,
        },
        (Kind::Text(_), Holds::Bool) => match value.as_bool() {
            Some(truth) => Kind::Bool(truth),
            None => return value,
        },
        _ => return value,
    };
    Value { kind, ..value }
}

/// Whether a member holds tags: `Tags`, `FileSystemTags` …, a list of keys and values.
pub(super) fn is_tags(member: Member) -> bool {
    member.name.ends_with("Tags")
        && member.lists == 1
        && member.object().is_some_and(|tag| tag.member("Key").is_some() && tag.member("Value").is_some())
}

/// Tags as a map, if every key of them is known.
fn as_tags(value: &Value) -> Option<Value> {
    let tags = match &value.kind {
        Kind::Map(_) => return Some(value.clone()),
        Kind::List(items) => items,
        _ => return None,
    };
    let tags: Option<Map> = tags
        .iter()
        .map(|tag| {
            let tag = tag.as_map()?;
            let entry = |name: &str| tag.get(name).or_else(|| tag.get(&*name.to_ascii_lowercase()));
            Some((entry("Key")?.as_str()?.into(), entry("Value")?.clone()))
        })
        .collect();
    Some(Value { kind: Kind::Map(Arc::new(tags?)), ..value.clone() })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::catalog::schema;
    use crate::program::json::plain_map;
    use crate::stack::testing::map;

    #[allow(clippy::needless_pass_by_value, reason = "literals read better without `&`")]
    fn check(kind: &str, settings: Json, expected: Json) {
        let schema = schema::cloudformation(kind).unwrap();
        assert_eq!(plain_map(&object(map(&settings), schema)), expected, "{kind} {settings}");
    }

    #[test]
    fn primitive_types_are_the_schemas() {
        check(
            "AWS::RDS::DBInstance",
            json!({ "AllocatedStorage": 20, "MultiAZ": "true", "BackupRetentionPeriod": "7", "KmsKeyId": null }),
            json!({ "AllocatedStorage": "20", "MultiAZ": true, "BackupRetentionPeriod": 7 }),
        );
        check(
            "AWS::RDS::DBInstance",
            json!({ "BackupRetentionPeriod": "many", "MultiAZ": { "Unknown": "x" }, "Other": 1 }),
            json!({ "BackupRetentionPeriod": "many", "MultiAZ": { "Unknown": "input x has no default" }, "Other": 1 }),
        );
    }

    #[test]
    fn lists_and_single_values() {
        check(
            "AWS::IAM::InstanceProfile",
            json!({ "Roles": "r", "Path": ["/"] }),
            json!({ "Roles": ["r"], "Path": "/" }),
        );
        let (role, zones) = (json!({ "Fn::GetAtt": ["r", "name"] }), json!({ "Fn::GetAtt": ["r", "names"] }));
        check("AWS::IAM::InstanceProfile", json!({ "Roles": role }), json!({ "Roles": [role] }));
        check("AWS::IAM::InstanceProfile", json!({ "Roles": zones }), json!({ "Roles": zones }));
    }

    #[test]
    fn maps_to_texts_and_to_lists() {
        check(
            "AWS::Lambda::Function",
            json!({ "Environment": { "Variables": { "SIZE": 1, "NAME": "x" } } }),
            json!({ "Environment": { "Variables": { "SIZE": "1", "NAME": "x" } } }),
        );
        check(
            "AWS::SSM::Association",
            json!({ "Parameters": { "commands": "a", "paths": ["b", "c"] } }),
            json!({ "Parameters": { "commands": ["a"], "paths": ["b", "c"] } }),
        );
    }

    #[test]
    fn tags_are_a_map() {
        let listed = json!([{ "Key": "a", "Value": "b" }, { "Key": "c", "Value": { "Ref": "d" } }]);
        check("AWS::S3::Bucket", json!({ "Tags": listed }), json!({ "Tags": { "a": "b", "c": { "Ref": "d" } } }));
        check("AWS::S3::Bucket", json!({ "Tags": { "a": "b" } }), json!({ "Tags": { "a": "b" } }));
        let unknown = json!([{ "Key": { "Unknown": "k" }, "Value": "b" }]);
        let kept = json!([{ "Key": { "Unknown": "input k has no default" }, "Value": "b" }]);
        check("AWS::S3::Bucket", json!({ "Tags": unknown }), json!({ "Tags": kept }));
    }

    #[test]
    fn documents_are_read() {
        let policy = json!({ "Version": "2012-10-17", "Statement": [] });
        check(
            "AWS::S3::BucketPolicy",
            json!({ "PolicyDocument": policy.to_string() }),
            json!({ "PolicyDocument": policy }),
        );
        check(
            "AWS::ECS::TaskDefinition",
            json!({ "ContainerDefinitions": r#"[{"name": "web", "portMappings": [{"containerPort": "80"}]}]"# }),
            json!({ "ContainerDefinitions": [{ "Name": "web", "PortMappings": [{ "ContainerPort": 80 }] }] }),
        );
    }
}
