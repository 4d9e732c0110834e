//! What methods of constructs create and change: `bucket.grantRead(fn)`, `vpc.addGatewayEndpoint(…)`. The facts are in the tables of
//! [`crate::catalog::cdk`].

use std::sync::Arc;

use serde_json::Value as Json;

use super::assembly::{Assembly, symbol};
use super::bindings::Bindings;
use super::expand::{self, Made, Making};
use super::templates::{Filler, append_entry, set_entry};
use super::values::{Makes, Node, Values};
use crate::catalog::cdk::{self, Construct};
use crate::program::evaluator::Call;
use crate::program::library::cdk::zones;
use crate::program::value::{CallId, Kind, Map, Reference, Symbol, Value};

/// Props that are done by a method: the class, the prop, the method, and its parameter.
const BY_METHOD: &[(&str, &str, &str, &str)] = &[
    ("aws_events.Rule", "targets", "addTarget", "target"),
    ("aws_lambda.Function", "events", "addEventSource", "source"),
    ("aws_lambda_nodejs.NodejsFunction", "events", "addEventSource", "source"),
];

/// The construct that a method call makes and gives, and what it is called.
pub(super) fn making(values: &Values<'_>, call: &Call, receiver: &Symbol, name: &str) -> Option<(Construct, String)> {
    let class = values.type_of(receiver)?;
    let found = effects(values, &class, name, call);
    let (effects, bindings) = found.unwrap_or_default();
    let gives = cdk::member(&class, name).unwrap_or_default().trim_end_matches("[]");
    let made = |effect: &&Json| effect.get("make").is_some();
    let effect = effects.iter().filter(made).find(|effect| effect.get("make").and_then(Json::as_str) == Some(gives));
    let effect = effect.or_else(|| effects.iter().rfind(made));
    let (construct, place) = match effect {
        Some(effect) => {
            (effect.get("make").and_then(Json::as_str)?, effect.get("place").and_then(Json::as_str)?.to_owned())
        }
        // What the tables do not tell apart is told by what the method gives.
        None if effects.is_empty() && is_making(name) && call.argument(0, "scope").is_some() => {
            (gives, "$id".to_owned())
        }
        None => return None,
    };
    let construct = cdk::construct(construct)?;
    let place = with_filler(values, call, None, &bindings, |filler| filler.text(&place));
    let place = place.split('/').map(|part| part.trim_start_matches(['@', '$'])).collect::<Vec<_>>().join("/");
    let place = if place == "id" { name.to_owned() } else { place };
    match values.node(receiver) {
        Some(node) => Some((construct, format!("{}/{place}", node.path()))),
        None => Some((construct, place)),
    }
}

/// Whether a method is called like one that makes something.
fn is_making(name: &str) -> bool {
    ["add", "create"].iter().any(|verb| name.starts_with(verb))
}

/// The effects of a method for what it is given, and its arguments.
fn effects(values: &Values<'_>, class: &str, name: &str, call: &Call) -> Option<(Vec<Json>, Bindings)> {
    let Some(method) = cdk::method(class, name) else {
        let parameters = cdk::parameters(&format!("{class}.{name}"))?;
        return Some((Vec::new(), Bindings::of_call(call, &parameters, values)));
    };
    let parameters: Vec<_> = method.parameters().collect();
    let bindings = Bindings::of_call(call, &parameters, values);
    Some((chosen(values, method, &bindings), bindings))
}

/// The effects for the kind of argument that is given.
fn chosen(values: &Values<'_>, method: cdk::Method, bindings: &Bindings) -> Vec<Json> {
    let is_given = |kind: &str| {
        let Some((parameter, class)) = kind.split_once(':') else { return false };
        let Some(Symbol::Result(id)) = bindings.get(parameter).and_then(symbol) else { return false };
        values.name_of(*id).as_deref() == Some(class)
    };
    let named = method.effects().find(|(kinds, _)| kinds.split('|').any(is_given));
    let general = || method.effects().find(|(kinds, _)| kinds.split('|').any(|kind| kind == "*"));
    named.or_else(general).and_then(|(_, effects)| serde_json::from_str(effects).ok()).unwrap_or_default()
}

/// Lets a method do what it does.
pub(super) fn apply(assembly: &mut Assembly<'_>, id: CallId, call: &Call, receiver: &Symbol, name: &str) {
    let values = assembly.values;
    let Some(class) = values.type_of(receiver) else { return };
    let Some((effects, bindings)) = effects(values, &class, name, call) else { return };
    let node = values.node(receiver);
    if effects.is_empty()
        && let Some(Makes::Construct(construct)) = values.makes(id)
    {
        let receiver = Value::new(Kind::Symbol(receiver.clone()), call.span);
        let mut props = bindings.as_props();
        props.insert("metric".into(), receiver);
        return make(assembly, id, call, node.as_ref(), construct, &props, Vec::new());
    }
    let receiver = Value::new(Kind::Symbol(receiver.clone()), call.span);
    Doing { id, call, node: node.as_ref(), receiver: &receiver, bindings: &bindings }.run(assembly, &effects);
}

/// Lets the objects among the props of a construct do what the method does that takes them.
pub(super) fn given(assembly: &mut Assembly<'_>, id: CallId, call: &Call, construct: Construct, props: &Map) {
    let values = assembly.values;
    for (_, prop, method, parameter) in BY_METHOD.iter().filter(|(class, ..)| *class == construct.name()) {
        let Some(method) = cdk::method(construct.name(), method) else { continue };
        let Some(Kind::List(items)) = props.get(*prop).map(|value| values.unfolded(value).kind) else { continue };
        for item in items.iter() {
            let bindings = Bindings::of_argument(parameter, item, values);
            let effects = chosen(values, method, &bindings);
            let receiver = Value::new(Kind::Symbol(Symbol::Result(id)), call.span);
            let node = values.node_of(&receiver);
            Doing { id, call, node: node.as_ref(), receiver: &receiver, bindings: &bindings }.run(assembly, &effects);
        }
    }
}

/// A method call at work.
struct Doing<'a> {
    id: CallId,
    call: &'a Call,
    /// The construct whose method it is, if the program makes it.
    node: Option<&'a Node>,
    receiver: &'a Value,
    bindings: &'a Bindings,
}

impl Doing<'_> {
    fn run(&self, assembly: &mut Assembly<'_>, effects: &[Json]) {
        for effect in effects {
            let text = |key: &str| effect.get(key).and_then(Json::as_str);
            if let Some(class) = text("make") {
                self.make(assembly, class, effect);
            } else if let (Some(place), Some(kind)) = (text("add"), text("type")) {
                self.add(assembly, place, kind, effect.get("to").unwrap_or(&Json::Null));
            } else if let (Some(place), Some(path), Some(to)) = (text("append"), text("at"), effect.get("to")) {
                self.change(assembly, place, path, to, true);
            } else if let (Some(place), Some(path), Some(to)) = (text("set"), text("at"), effect.get("to")) {
                self.change(assembly, place, path, to, false);
            }
        }
    }

    fn filled<R>(&self, values: &Values<'_>, work: impl FnOnce(&Filler<'_>) -> R) -> R {
        with_filler(values, self.call, self.node, self.bindings, work)
    }

    /// Makes a construct.
    fn make(&self, assembly: &mut Assembly<'_>, class: &str, effect: &Json) {
        let values = assembly.values;
        let Some(construct) = cdk::construct(class) else { return };
        let mut props = self.bindings.as_props();
        if let Some(Json::Object(origins)) = effect.get("props") {
            for (name, origin) in origins {
                let origin = origin.as_str().unwrap_or_default().trim_start_matches('$');
                let value = if origin == "this" { Some(self.receiver) } else { self.bindings.get(origin) };
                props.extend(value.map(|value| (Arc::from(name.as_str()), value.clone())));
            }
        }
        let empty = serde_json::Map::new();
        let object = |key: &str| effect.get(key).and_then(Json::as_object).unwrap_or(&empty);
        let (types, settings) = (object("types"), object("to"));
        let preset = types.keys().chain(settings.keys().filter(|place| !types.contains_key(*place))).map(|place| {
            let kind = types.get(place).and_then(Json::as_str).unwrap_or_default();
            let settings = settings.get(place).unwrap_or(&Json::Null);
            let settings = self.filled(values, |filler| filler.settings(settings, &Value::null()));
            let place = self.filled(values, |filler| filler.text(place));
            Made { place: place.into(), kind: kind.into(), settings }
        });
        let preset: Vec<_> = preset.collect();
        let is_main = values.makes(self.id) == Some(Makes::Construct(construct));
        if is_main && values.address_of(self.id).is_some_and(|address| !assembly.pieces.contains_key(address)) {
            return make(assembly, self.id, self.call, self.node, construct, &props, preset);
        }
        let place = effect.get("place").and_then(Json::as_str).unwrap_or(class);
        let Some(address) = self.address_of(values, place) else { return };
        make_at(assembly, self.id, self.call, self.node, construct, &props, preset, &address);
    }

    /// Adds a resource, or, when it is there already, its statements.
    fn add(&self, assembly: &mut Assembly<'_>, place: &str, kind: &str, to: &Json) {
        let values = assembly.values;
        let mut settings = self.filled(values, |filler| filler.settings(to, &Value::null()));
        self.put_statement(values, &mut settings);
        let address = match place.strip_suffix("DefaultPolicy") {
            Some(holder) if kind == "AWS::IAM::Policy" => {
                let Some(principal) = self.principal(assembly, holder.trim_end_matches('/')) else { return };
                let reference = Kind::Reference(Reference { address: Arc::clone(&principal), attribute: None });
                let roles = Value::list(vec![Value::new(reference, self.call.span)], self.call.span);
                for property in ["Roles", "Users", "Groups"] {
                    settings.shift_remove(property);
                }
                let property = match assembly.pieces.get(&principal).map(|piece| &*piece.kind) {
                    Some("AWS::IAM::User") => "Users",
                    Some("AWS::IAM::Group") => "Groups",
                    _ => "Roles",
                };
                settings.insert(property.into(), roles);
                format!("{principal}/DefaultPolicy").into()
            }
            _ => match self.address_of(values, place) {
                Some(address) => address,
                None => return,
            },
        };
        if let Some(known) = assembly.settings(&address) {
            let statements = settings.get("PolicyDocument").and_then(|document| document.get("Statement"));
            if let Some(statements) = statements {
                append_entry(known, &["PolicyDocument", "Statement"], statements);
            }
            return;
        }
        let implied_by = self.node.map(Node::path);
        let made = Made { place: place.into(), kind: kind.into(), settings };
        assembly.insert(Arc::clone(&address), made, self.id, Some(implied_by.unwrap_or(address)));
    }

    /// Puts the statement that the program gives in the place of the sample's.
    fn put_statement(&self, values: &Values<'_>, settings: &mut Map) {
        let names = ["statement", "permission", "policyStatement"];
        let Some(statement) = names.iter().find_map(|name| self.bindings.get(name)) else { return };
        let statement = values.resolved(statement);
        if let Some(Kind::Map(document)) = settings.get_mut("PolicyDocument").map(|document| &mut document.kind) {
            let statements = Value::list(vec![statement], self.call.span);
            Arc::make_mut(document).insert("Statement".into(), statements);
        }
    }

    /// Sets a setting, or adds to a list.
    fn change(&self, assembly: &mut Assembly<'_>, place: &str, path: &str, to: &Json, appends: bool) {
        let values = assembly.values;
        let address = match place.strip_suffix("/DefaultPolicy").or_else(|| place.strip_suffix("DefaultPolicy")) {
            Some(holder) => {
                self.principal(assembly, holder).map(|principal| format!("{principal}/DefaultPolicy").into())
            }
            None => self.address_of(values, place),
        };
        let Some(address) = address else { return };
        let (path, mut to) = self.filled(values, |filler| {
            (path.split('.').map(|part| filler.text(part)).collect::<Vec<_>>(), filler.filled(to, &Value::null()))
        });
        let names = ["statement", "permission"];
        if path.last().is_some_and(|last| last == "Statement")
            && let Some(statement) = names.iter().find_map(|name| self.bindings.get(name))
        {
            to = Value::list(vec![values.resolved(statement)], self.call.span);
        }
        // The names of entries that the sample had are the first argument's.
        let key = self.call.positional.first().or_else(|| self.call.named.values().next());
        let key = key.and_then(|key| values.resolved(key).as_text()).unwrap_or_default();
        let path: Vec<_> = path.iter().map(|part| if part == "mark-key" { key.as_str() } else { part }).collect();
        let Some(settings) = assembly.settings(&address) else { return };
        if appends {
            append_entry(settings, &path, &to);
        } else {
            set_entry(settings, &path, to, &mut std::iter::empty());
        }
    }

    /// The role, user or group at a place: that of an argument, or of the construct.
    fn principal(&self, assembly: &Assembly<'_>, holder: &str) -> Option<Arc<str>> {
        match holder.strip_prefix('@') {
            Some(path) => {
                let name = path.split('/').next().unwrap_or(path);
                assembly.principal(self.bindings.get(name)?)
            }
            None if holder.is_empty() => assembly.principal_of(self.node?, 0),
            None => assembly.principal_at(self.node?, holder, 0),
        }
    }

    fn address_of(&self, values: &Values<'_>, place: &str) -> Option<Arc<str>> {
        self.filled(values, |filler| (filler.address_of)(place))
    }
}

/// Lends what fills the templates of a method.
fn with_filler<R>(
    values: &Values<'_>,
    call: &Call,
    node: Option<&Node>,
    bindings: &Bindings,
    work: impl FnOnce(&Filler<'_>) -> R,
) -> R {
    let argument = |name: &str| bindings.get(name).cloned();
    let plain = Filler { values, span: call.span, address_of: &|_| None, argument: &argument };
    // What is named after an argument in the middle of a place: `AllowInvoke:@topic`.
    let named = |place: &str| {
        let mut text = plain.text(place);
        while let Some((before, rest)) = text.split_once('@') {
            let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let address = bindings.get(name).and_then(|value| values.node_of(value)).map(|node| node.path());
            text = format!("{before}{}{after}", address.as_deref().unwrap_or(name).replace('@', ""));
        }
        let own = node.map(Node::path);
        text.replace("$this", own.as_deref().unwrap_or_default())
    };
    let address_of = |place: &str| -> Option<Arc<str>> {
        if let Some(path) = place.strip_prefix('@') {
            let (name, rest) = path.split_once('/').unwrap_or((path, cdk::OWN));
            let node = values.node_of(bindings.get(name)?)?;
            return Some(if rest == cdk::OWN { node.main() } else { node.address(&named(rest)) });
        }
        if let Some(rest) = place.strip_prefix('/') {
            return Some(named(rest).into());
        }
        let node = node?;
        Some(if place == cdk::OWN { node.main() } else { node.address(&named(place)) })
    };
    work(&Filler { values, span: call.span, address_of: &address_of, argument: &argument })
}

/// Makes the construct that a method call gives.
fn make(
    assembly: &mut Assembly<'_>,
    id: CallId,
    call: &Call,
    node: Option<&Node>,
    construct: Construct,
    props: &Map,
    preset: Vec<Made>,
) {
    let Some(address) = assembly.values.address_of(id).cloned() else { return };
    make_at(assembly, id, call, node, construct, props, preset, &address);
}

#[allow(clippy::too_many_arguments, reason = "what a construct is made with")]
fn make_at(
    assembly: &mut Assembly<'_>,
    id: CallId,
    call: &Call,
    node: Option<&Node>,
    construct: Construct,
    props: &Map,
    preset: Vec<Made>,
    address: &Arc<str>,
) {
    let zones = zones(assembly.values.trace, call);
    let making = Making { construct, address, props, preset, zones, span: call.span };
    let implied_by = node.map_or_else(|| Arc::clone(address), Node::path);
    for made in expand::expand(making, assembly.values) {
        assembly.place(construct, address, made, id, Some(Arc::clone(&implied_by)));
    }
    given(assembly, id, call, construct, props);
}
