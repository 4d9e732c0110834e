//! Folding: resources that only configure another one become part of it, since each dialect splits them differently.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use super::model::{Resource, Satellite};
use super::names::{Addresses, Names, identity};
use super::translate::Part;
use crate::catalog::{schema, table};
use crate::program::value::{Kind, Map, Reference, Value};

static SATELLITES: LazyLock<HashMap<&'static str, Vec<Row>>> = LazyLock::new(|| {
    let mut rows: HashMap<_, Vec<Row>> = HashMap::new();
    for [kind, owner_kind, property, path] in table::rows(include_str!("../../grammars/cloudformation/satellites.tsv"))
    {
        let form = match path.split_once("[]") {
            Some((list, "")) => list.strip_prefix('&').map_or(Form::Element(list), Form::Reference),
            Some((list, value)) => Form::Value(list, value.trim_start_matches('=')),
            None => Form::Merge,
        };
        rows.entry(kind).or_default().push(Row { owner_kind, property, form });
    }
    rows
});

/// A row of `grammars/cloudformation/satellites.tsv`.
struct Row {
    owner_kind: &'static str,
    property: &'static str,
    form: Form,
}

/// The types of the satellites that can hold a setting for an owner of that type.
pub(crate) fn satellites_of(kind: &str, path: &str) -> Vec<&'static str> {
    let top = path.split('.').next().unwrap_or_default();
    let has = |kind: &str| schema::cloudformation(kind).is_some_and(|object| object.member(top).is_some());
    let holds = |satellite: &str, row: &Row| match row.form {
        Form::Merge => has(satellite) && !has(kind),
        Form::Element(list) | Form::Value(list, _) | Form::Reference(list) => list == top,
    };
    let mut kinds: Vec<&str> = SATELLITES
        .iter()
        .filter(|(satellite, rows)| rows.iter().any(|row| row.owner_kind == kind && holds(satellite, row)))
        .map(|(satellite, _)| *satellite)
        .collect();
    kinds.sort_unstable();
    kinds
}

/// The satellite that a setting of an owner comes from, for who writes it as a resource again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unfolded {
    /// The satellite's type.
    pub(crate) kind: &'static str,
    /// Its setting that names the owner.
    pub(crate) owner: &'static str,
    /// Whether each element of the setting is a satellite of its own; otherwise the setting is one of the satellite's.
    pub(crate) is_list: bool,
    /// The satellite's setting that an element is, where it is not all its settings.
    pub(crate) setting: Option<&'static str>,
}

/// The satellite by which a setting can be given to an owner of that type.
pub(crate) fn unfolded(kind: &str, setting: &str) -> Option<Unfolded> {
    let of = |satellite: &'static str, row: &Row| {
        let (is_list, only) = match row.form {
            Form::Element(list) if list == setting => (true, None),
            Form::Value(list, only) if list == setting => (true, Some(only)),
            Form::Merge if schema::cloudformation(satellite)?.member(setting).is_some() => (false, None),
            _ => return None,
        };
        (row.owner_kind == kind).then_some(Unfolded { kind: satellite, owner: row.property, is_list, setting: only })
    };
    let mut found: Vec<_> =
        SATELLITES.iter().flat_map(|(satellite, rows)| rows.iter().filter_map(|row| of(satellite, row))).collect();
    // One that names a single owner is preferred to one that lists its owners.
    let lists_owners = |unfolded: &Unfolded| {
        let member = schema::cloudformation(unfolded.kind).and_then(|object| object.member(unfolded.owner));
        member.is_some_and(|member| member.lists > 0)
    };
    found.sort_by_key(|unfolded| (lists_owners(unfolded), unfolded.kind));
    found.into_iter().next()
}

/// How a satellite's settings stand in its owner.
#[derive(Clone, Copy)]
enum Form {
    /// As the owner's own.
    Merge,
    /// As one more element of that list.
    Element(&'static str),
    /// Of its settings, that one as one more element of that list.
    Value(&'static str, &'static str),
    /// As a reference to it in that list; the satellite stays.
    Reference(&'static str),
}

/// A resource before folding.
pub(super) struct Piece {
    pub(super) resource: Resource,
    /// What it is a part of, as the translation says.
    pub(super) part: Option<Part>,
    /// Its type in its provider's words, which it keeps when its owner is not found.
    pub(super) own_kind: Arc<str>,
    /// Whether it stood in another resource, as a setting of that one.
    pub(super) is_inline: bool,
}

impl Piece {
    /// The resource that it is by itself: a part is not its owner, and goes by its provider's word.
    fn under_its_own_type(self) -> Resource {
        match self.part {
            Some(_) => Resource { kind: self.own_kind, ..self.resource },
            None => self.resource,
        }
    }
}

/// What a tool is told about a satellite itself, and not about what it configures.
const OF_ITSELF: [&str; 6] =
    ["DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "provider", "lifecycle", "timeouts"];

/// References from satellite to satellite to owner are followed so far: real answers have two steps at most.
const MAX_STEPS: u32 = 4;

/// Folds what only configures another resource into that one. Returns the resources, and what folded into them.
pub(super) fn fold(pieces: Vec<Piece>) -> (Vec<Resource>, Vec<Satellite>) {
    let finder = Finder::new(&pieces);
    let homes: Vec<Vec<Home>> = (0..pieces.len()).map(|index| finder.homes(index, 0)).collect();
    let mut slots: Vec<Option<Piece>> = pieces.into_iter().map(Some).collect();
    let mut satellites = Vec::new();
    for (index, mut homes) in homes.into_iter().enumerate() {
        homes.retain(|home| slots[home.owner].is_some());
        if homes.is_empty() {
            continue;
        }
        let Some(mut piece) = slots[index].take() else { continue };
        let mut stays = false;
        let settings = without_owners(&piece);
        for home in &homes {
            let Some(owner) = slots.get_mut(home.owner).and_then(Option::as_mut) else { continue };
            let addition = match home.form {
                Form::Merge => settings.clone(),
                Form::Element(list) => element(list, Value::map(settings.clone(), piece.resource.span())),
                Form::Value(list, setting) => {
                    settings.get(setting).map(|value| element(list, value.clone())).unwrap_or_default()
                }
                Form::Reference(list) => {
                    stays = true;
                    piece.resource.properties.shift_remove(home.property);
                    element(list, reference_to(&piece.resource))
                }
            };
            merge(&mut owner.resource.properties, addition);
            if !stays {
                owner.resource.spans.append(&mut piece.resource.spans.clone());
                owner.resource.folded.push(Arc::clone(&piece.resource.address));
            }
        }
        if stays {
            slots[index] = Some(piece);
            continue;
        }
        let owner = homes.first().and_then(|home| slots.get(home.owner)).and_then(Option::as_ref);
        if let Some(owner) = owner.filter(|_| !piece.is_inline) {
            let part_of = Arc::clone(&owner.resource.address);
            satellites.push(Satellite { part_of, resource: piece.under_its_own_type() });
        }
    }
    (slots.into_iter().flatten().map(Piece::under_its_own_type).collect(), satellites)
}

/// Where a satellite belongs.
struct Home {
    owner: usize,
    form: Form,
    /// The satellite's property that names the owner.
    property: &'static str,
}

/// Finds owners.
struct Finder<'a> {
    pieces: &'a [Piece],
    addresses: Addresses,
    names: Names,
    by_kind: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Finder<'a> {
    fn new(pieces: &'a [Piece]) -> Self {
        let mut addresses = Addresses::default();
        let mut by_kind: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, piece) in pieces.iter().enumerate() {
            addresses.insert(&piece.resource.address, index);
            if piece.part.is_none() {
                by_kind.entry(&piece.resource.kind).or_default().push(index);
            }
        }
        let whole = pieces.iter().enumerate().filter(|(_, piece)| piece.part.is_none());
        let names = Names::of(whole.map(|(index, piece)| (index, &piece.resource)));
        Self { pieces, addresses, names, by_kind }
    }

    /// Where a piece belongs; nowhere when it is a resource by itself or its owner is not in the response.
    fn homes(&self, index: usize, steps: u32) -> Vec<Home> {
        let piece = &self.pieces[index];
        if let Some(part) = &piece.part {
            let owners = match &part.owner {
                Some(owner) => {
                    let named = owner.as_list().unwrap_or(std::slice::from_ref(owner));
                    named.iter().filter_map(|named| self.owner(named, &part.owner_kind, index, steps)).collect()
                }
                None => Vec::from_iter(self.owner_by_settings(piece, part, index, steps)),
            };
            return owners.into_iter().map(|owner| Home { owner, form: Form::Merge, property: "" }).collect();
        }
        let rows = SATELLITES.get(&*piece.resource.kind).map_or(&[][..], Vec::as_slice);
        let mut homes = Vec::new();
        for row in rows {
            let Some(value) = piece.resource.properties.get(row.property) else { continue };
            let named = value.as_list().unwrap_or(std::slice::from_ref(value));
            let owners: Vec<_> =
                named.iter().filter_map(|named| self.owner(named, row.owner_kind, index, steps)).collect();
            // What stays gives up its list of owners, so all of them must be there.
            if !matches!(row.form, Form::Reference(_)) || owners.len() == named.len() {
                homes.extend(owners.into_iter().map(|owner| Home { owner, form: row.form, property: row.property }));
            }
        }
        homes
    }

    /// The resource of that type that a value names.
    fn owner(&self, value: &Value, kind: &str, from: usize, steps: u32) -> Option<usize> {
        match &value.kind {
            Kind::Reference(reference) => self.owner_at(&reference.address, kind, from, steps),
            Kind::OneOf(values) => values.iter().find_map(|value| self.owner(value, kind, from, steps)),
            _ => self.names.get(value).iter().copied().find(|&index| &*self.pieces[index].resource.kind == kind),
        }
    }

    fn owner_at(&self, address: &str, kind: &str, from: usize, steps: u32) -> Option<usize> {
        let &[index] = self.addresses.get(address, &self.pieces[from].resource.address) else { return None };
        let piece = &self.pieces[index];
        if index == from {
            return None;
        }
        // A satellite that names another satellite of the same owner: `aws_s3_bucket_versioning.this.bucket`.
        if piece.part.is_some() {
            let homes = if steps < MAX_STEPS { self.homes(index, steps + 1) } else { Vec::new() };
            return homes.first().map(|home| home.owner);
        }
        is_like(&piece.resource.kind, kind).then_some(index)
    }

    /// The resource of the owner's type that has all the settings which the part has outside its path.
    fn owner_by_settings(&self, piece: &Piece, part: &Part, from: usize, steps: u32) -> Option<usize> {
        let path = part.path.split('.').next().unwrap_or_default();
        let keys = || piece.resource.properties.iter().filter(|(name, _)| &***name != path);
        let referred = keys().find_map(|(_, value)| match &value.kind {
            Kind::Reference(reference) => self
                .owner_at(&reference.address, &part.owner_kind, from, steps)
                .filter(|&index| *self.pieces[index].resource.kind == *part.owner_kind),
            _ => None,
        });
        if referred.is_some() || keys().next().is_none() {
            return referred;
        }
        let keys: Vec<_> = keys().map(|(name, value)| (name, identity(value))).collect();
        let has_all = |&index: &usize| {
            let owner = &self.pieces[index].resource;
            keys.iter().all(|(name, key)| owner.properties.get(*name).is_some_and(|value| identity(value) == *key))
        };
        self.by_kind.get(&*part.owner_kind)?.iter().copied().find(has_all)
    }
}

/// Whether a resource can be the owner that is looked for: the type itself, or another form of it in the same service
/// (a global table for a table, a default security group for a security group).
fn is_like(kind: &str, wanted: &str) -> bool {
    let (Some((service, last)), Some((wanted_service, wanted_last))) =
        (kind.rsplit_once("::"), wanted.rsplit_once("::"))
    else {
        return kind == wanted;
    };
    service == wanted_service && (last.ends_with(wanted_last) || wanted_last.ends_with(last))
}

/// The settings of a satellite without those that only say where it belongs.
fn without_owners(piece: &Piece) -> Map {
    let mut settings = piece.resource.properties.clone();
    settings.retain(|name, _| !OF_ITSELF.contains(&&**name));
    match &piece.part {
        // By these the owner was found: it has them itself.
        Some(Part { owner: None, path, .. }) => settings.retain(|name, _| path.split('.').next() == Some(&**name)),
        Some(_) => {}
        None => {
            for row in SATELLITES.get(&*piece.resource.kind).map_or(&[][..], Vec::as_slice) {
                settings.shift_remove(row.property);
            }
        }
    }
    settings
}

/// A setting that is a list of that one value.
fn element(list: &str, value: Value) -> Map {
    let span = value.span;
    Map::from([(list.into(), Value::list(vec![value], span))])
}

fn reference_to(resource: &Resource) -> Value {
    let reference = Reference { address: Arc::clone(&resource.address), attribute: None };
    Value::new(Kind::Reference(reference), resource.span())
}

/// Adds settings to those that are there: maps melt, lists grow, and of two scalars the added one counts.
pub(super) fn merge(into: &mut Map, from: Map) {
    for (name, value) in from {
        let Some(there) = into.get_mut(&name) else {
            into.insert(name, value);
            continue;
        };
        match (&mut there.kind, value.kind) {
            (Kind::Map(old), Kind::Map(new)) => merge(Arc::make_mut(old), Arc::unwrap_or_clone(new)),
            (Kind::List(old), Kind::List(new)) => Arc::make_mut(old).extend(Arc::unwrap_or_clone(new)),
            (_, Kind::Null) => {}
            (_, kind) => *there = Value { kind, ..value },
        }
    }
}

#[cfg(test)]
#[allow(clippy::needless_pass_by_value, reason = "literals read better without `&`")]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::program::json::plain_map;
    use crate::stack::testing::{map, resource, value};

    fn whole(address: &str, kind: &str, properties: Json) -> Piece {
        Piece { resource: resource(address, kind, &properties), part: None, own_kind: kind.into(), is_inline: false }
    }

    fn part(address: &str, own_kind: &str, owner_kind: &str, path: &str, owner: Json, properties: Json) -> Piece {
        let owner = (!owner.is_null()).then(|| value(&owner));
        Piece {
            resource: resource(address, owner_kind, &properties),
            part: Some(Part { owner_kind: owner_kind.into(), owner, path: path.into() }),
            own_kind: own_kind.into(),
            is_inline: false,
        }
    }

    /// Folds pieces and compares the resources that remain, by address, and the satellites with their owners.
    fn check(pieces: Vec<Piece>, resources: &[(&str, &str, Json)], satellites: &[(&str, &str)]) {
        let (found, found_satellites) = fold(pieces);
        let found: Vec<_> =
            found.iter().map(|found| (&*found.address, &*found.kind, plain_map(&found.properties))).collect();
        assert_eq!(found, resources);
        let found: Vec<_> = found_satellites.iter().map(|found| (&*found.resource.address, &*found.part_of)).collect();
        assert_eq!(found, satellites);
    }

    #[test]
    fn parts_go_to_their_owner() {
        const BUCKET: &str = "AWS::S3::Bucket";
        let versioning = json!({ "VersioningConfiguration": { "Status": "Enabled" } });
        let versioning_of = |address, owner| {
            part(address, "aws_s3_bucket_versioning", BUCKET, "VersioningConfiguration", owner, versioning.clone())
        };
        // By reference, by name, through another satellite, by the key of the instance.
        let named = json!({ "BucketName": "logs" });
        let both = json!({ "BucketName": "logs", "VersioningConfiguration": { "Status": "Enabled" } });
        for owner in [json!({ "Ref": "b" }), json!({ "Fn::GetAtt": ["b", "id"] }), json!("logs")] {
            check(
                vec![versioning_of("v", owner), whole("b", BUCKET, named.clone())],
                &[("b", BUCKET, both.clone())],
                &[("v", "b")],
            );
        }
        let access = part("p", "aws_s3_bucket_acl", BUCKET, "AccessControl", json!({ "Ref": "b" }), json!({ "A": 1 }));
        check(
            vec![versioning_of("v", json!({ "Fn::GetAtt": ["p", "bucket"] })), access, whole("b", BUCKET, json!({}))],
            &[("b", BUCKET, json!({ "VersioningConfiguration": { "Status": "Enabled" }, "A": 1 }))],
            &[("v", "b"), ("p", "b")],
        );
        check(
            vec![
                whole("b[0]", BUCKET, json!({})),
                whole("b[1]", BUCKET, json!({})),
                versioning_of("v[1]", json!({ "Ref": "b" })),
            ],
            &[("b[0]", BUCKET, json!({})), ("b[1]", BUCKET, versioning.clone())],
            &[("v[1]", "b[1]")],
        );
    }

    #[test]
    fn without_an_owner_it_keeps_its_own_type() {
        let rule = json!({ "GroupId": "sg-1234", "FromPort": 22 });
        check(
            vec![
                part("v", "aws_s3_bucket_versioning", "AWS::S3::Bucket", "X", json!("other"), json!({ "X": 1 })),
                whole("r", "AWS::EC2::SecurityGroupIngress", rule.clone()),
            ],
            &[("v", "aws_s3_bucket_versioning", json!({ "X": 1 })), ("r", "AWS::EC2::SecurityGroupIngress", rule)],
            &[],
        );
    }

    #[test]
    fn an_owner_is_found_by_the_settings_that_they_share() {
        let keys = json!({ "RestApiId": { "Ref": "api" }, "ResourceId": { "Ref": "orders" }, "HttpMethod": "GET" });
        let mut integration = map(&keys);
        integration.insert("Integration".into(), value(&json!({ "Type": "AWS_PROXY" })));
        const METHOD: &str = "AWS::ApiGateway::Method";
        let pieces = |integration: Json| {
            vec![
                whole("other", METHOD, json!({ "RestApiId": { "Ref": "api" }, "HttpMethod": "GET" })),
                whole("get", METHOD, keys.clone()),
                part("i", "aws_api_gateway_integration", METHOD, "Integration", Json::Null, integration),
            ]
        };
        let other = ("other", METHOD, json!({ "RestApiId": { "Ref": "api" }, "HttpMethod": "GET" }));
        check(pieces(plain_map(&integration)), &[other, ("get", METHOD, plain_map(&integration))], &[("i", "get")]);
    }

    #[test]
    fn satellites_of_a_type_of_their_own() {
        let document = json!({ "Statement": [] });
        check(
            vec![
                whole("role", "AWS::IAM::Role", json!({ "Policies": [{ "PolicyName": "a" }] })),
                whole(
                    "inline",
                    "AWS::IAM::Policy",
                    json!({ "PolicyName": "b", "PolicyDocument": document, "Roles": [{ "Ref": "role" }], "DependsOn": ["x"] }),
                ),
                whole("managed", "AWS::IAM::ManagedPolicy", json!({ "Roles": [{ "Ref": "role" }] })),
                whole("gateway", "AWS::EC2::InternetGateway", json!({})),
                whole(
                    "attachment",
                    "AWS::EC2::VPCGatewayAttachment",
                    json!({ "InternetGatewayId": { "Ref": "gateway" }, "VpcId": { "Ref": "vpc" } }),
                ),
            ],
            &[
                (
                    "role",
                    "AWS::IAM::Role",
                    json!({
                        "Policies": [{ "PolicyName": "a" }, { "PolicyName": "b", "PolicyDocument": document }],
                        "ManagedPolicyArns": [{ "Ref": "managed" }],
                    }),
                ),
                ("managed", "AWS::IAM::ManagedPolicy", json!({})),
                ("gateway", "AWS::EC2::InternetGateway", json!({ "VpcId": { "Ref": "vpc" } })),
            ],
            &[("inline", "role"), ("attachment", "gateway")],
        );
    }
}
