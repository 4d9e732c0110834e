//! What a construct makes: its resources, their settings by themselves, and what each prop does to them. The facts are in
//! the tables of [`crate::catalog::cdk`].

use std::sync::Arc;

use serde_json::Value as Json;

use super::bindings::Bindings;
use super::network;
use super::templates::{Filler, set_entry};
use super::values::Values;
use crate::catalog::cdk::{self, Construct};
use crate::catalog::spelling::camel_case;
use crate::program::expression::UNKNOWN_REST;
use crate::program::value::{Kind, Map, Value};
use crate::source::Span;

/// How deep props are followed. Chosen because the tables know three levels of structs.
const DEEPEST: usize = 6;

/// What stands in the tables for the key of a map.
const KEY: &str = "mark-key";

/// A resource that a construct makes.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// Its place below the construct.
    pub(super) place: Arc<str>,
    /// Its type.
    pub(super) kind: Arc<str>,
    /// Its settings.
    pub(super) settings: Map,
}

/// A construct at work: what it makes so far.
pub(super) struct Expansion<'a> {
    construct: Construct,
    address: &'a str,
    span: Span,
    values: &'a Values<'a>,
    pub(super) made: Vec<Made>,
}

/// What a construct is made with.
pub(super) struct Making<'a> {
    pub(super) construct: Construct,
    pub(super) address: &'a str,
    pub(super) props: &'a Map,
    /// What the method that makes it sets by itself: the types and settings of resources by their place.
    pub(super) preset: Vec<Made>,
    /// How many availability zones its stack knows.
    pub(super) zones: usize,
    pub(super) span: Span,
}

/// What a construct makes.
pub(super) fn expand(making: Making<'_>, values: &Values<'_>) -> Vec<Made> {
    let Making { construct, address, props, preset, zones, span } = making;
    let mut expansion = Expansion { construct, address, span, values, made: Vec::new() };
    for (place, kind) in construct.resources() {
        let settings = construct.settings(place).and_then(|text| serde_json::from_str(text).ok());
        let settings = expansion.settings(&settings.unwrap_or_default());
        expansion.made.push(Made { place: place.into(), kind: kind.into(), settings });
    }
    for preset in preset {
        match expansion.made.iter_mut().find(|made| made.place == preset.place) {
            Some(made) => made.settings.extend(preset.settings),
            None if !preset.kind.is_empty() => expansion.made.push(preset),
            None => {}
        }
    }
    let mut props = props.clone();
    if construct.name() == "aws_ec2.Vpc" {
        expansion.lay_out(&mut props, zones);
    }
    // What the program makes itself comes last: it takes the place of what the construct would make.
    let (given, plain): (Map, Map) = props.into_iter().partition(|(_, value)| values.is_object(value));
    let mut referred = expansion.referred();
    expansion.apply(&plain, "", &mut Vec::new());
    referred.extend(expansion.referred());
    expansion.apply(&given, "", &mut Vec::new());
    expansion.drop_unused(&referred);
    expansion.made
}

/// The address of the resource at a place of a construct.
pub(super) fn address_at(construct: Construct, address: &str, place: &str) -> Arc<str> {
    if place == main_place(construct) { address.into() } else { format!("{address}/{place}").into() }
}

/// The place of the resource that a construct stands for.
pub(super) fn main_place(construct: Construct) -> &'static str {
    let places = || construct.resources().map(|(place, _)| place);
    places().find(|place| *place == cdk::OWN).or_else(|| places().last()).unwrap_or(cdk::OWN)
}

impl Expansion<'_> {
    /// Settings of the tables as values: what the library does by itself.
    fn settings(&self, json: &Json) -> Map {
        self.with_filler(&Bindings::default(), |filler| filler.settings(json, &Value::null()))
    }

    fn with_filler<R>(&self, bindings: &Bindings, work: impl FnOnce(&Filler<'_>) -> R) -> R {
        let filler = Filler {
            values: self.values,
            span: self.span,
            address_of: &|place| match place.strip_prefix('@') {
                Some(path) => {
                    let (name, rest) = path.split_once('/').unwrap_or((path, cdk::OWN));
                    Some(self.values.node_of(bindings.get(name)?)?.address(rest))
                }
                None => Some(address_at(self.construct, self.address, place)),
            },
            argument: &|name| bindings.get(name).cloned(),
        };
        work(&filler)
    }

    /// Lets a VPC have the subnets and gateways that its props ask for. Props that say only that are then done with.
    fn lay_out(&mut self, props: &mut Map, zones: usize) {
        const LAYOUT: &[&str] = &[
            "subnetConfiguration",
            "maxAzs",
            "natGateways",
            "availabilityZones",
            "createInternetGateway",
            "reservedAzs",
        ];
        let named: Map = props.iter().map(|(name, value)| (camel_case(name).into(), value.clone())).collect();
        *props = named;
        let network = self.with_filler(&Bindings::default(), |filler| network::layout(props, zones, filler));
        if let Some(network) = network {
            self.made.retain(|made| !network::is_of_layout(&made.place));
            self.made.extend(network);
            props.retain(|name, _| !LAYOUT.contains(&&**name));
        }
    }

    /// What props do, those of the struct at `prefix`; `indexes` are those of the list elements on the way.
    fn apply(&mut self, props: &Map, prefix: &str, indexes: &mut Vec<usize>) {
        if prefix.split('.').count() > DEEPEST {
            return;
        }
        // A prop that does one thing only says it better than one that does it beside others.
        let mut ordered: Vec<_> =
            props.iter().filter(|(name, value)| &***name != UNKNOWN_REST && !value.is_null()).collect();
        ordered.sort_by_key(|(name, value)| {
            let prop = self.construct.prop(&format!("{prefix}{}", camel_case(name)));
            std::cmp::Reverse(prop.map_or(0, |prop| self.effects_for(prop, value).len()))
        });
        for (name, value) in ordered {
            let value = self.values.unfolded(value);
            let path = format!("{prefix}{}", camel_case(name));
            let prop = self.construct.prop(&path);
            if let Some(prop) = prop {
                self.effects_of(prop, &value, indexes);
            }
            let path = prop.map_or(path, |prop| prop.path().to_owned());
            match &value.kind {
                Kind::Map(entries) => self.apply(entries, &format!("{path}."), indexes),
                Kind::List(items) => {
                    for (index, item) in items.iter().enumerate() {
                        if let Kind::Map(entries) = &self.values.unfolded(item).kind {
                            indexes.push(index);
                            self.apply(entries, &format!("{path}.[]."), indexes);
                            indexes.pop();
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// What one prop with that value does.
    fn effects_of(&mut self, prop: cdk::Prop, value: &Value, indexes: &[usize]) {
        if let Kind::List(items) = &value.kind
            && items.iter().any(|item| matches!(self.values.unfolded(item).kind, Kind::Map(_)))
        {
            // Each struct of a list has its own element of the list that it makes.
            for (index, item) in items.iter().enumerate() {
                let one = Value::list(vec![item.clone()], item.span);
                let effects = self.effects_for(prop, &one);
                let indexes: Vec<_> = indexes.iter().copied().chain([index]).collect();
                self.run(&effects, item, &indexes);
            }
            return;
        }
        let effects = self.effects_for(prop, value);
        match &value.kind {
            // Each entry of a map has what it makes named after its key.
            Kind::Map(entries) if effects.iter().any(|effect| effect.to_string().contains(KEY)) => {
                for (key, entry) in entries.iter() {
                    let text = Json::Array(effects.clone()).to_string().replace(KEY, &key.replace(['"', '\\'], ""));
                    self.run(&serde_json::from_str::<Vec<Json>>(&text).unwrap_or_default(), entry, indexes);
                }
            }
            _ => self.run(&effects, value, indexes),
        }
    }

    /// The effects of a prop for the kind of value that it is given: those of an object, and of what it was made with beyond what it
    /// needs.
    fn effects_for(&self, prop: cdk::Prop, value: &Value) -> Vec<Json> {
        let kinds = self.values.kinds(value);
        let of_kind =
            |kind: &String| prop.effects().find(|(samples, _)| samples.split('|').any(|sample| sample == kind));
        let named = kinds.iter().find_map(of_kind);
        // A member that was not tried, or a value that is not known: what all values have in common is that they are put in.
        let general = || prop.effects().find(|(_, effects)| effects.contains("\"$") && !effects.contains("\"add\""));
        let Some((_, effects)) = named.or_else(general) else { return Vec::new() };
        let mut effects: Vec<Json> = serde_json::from_str(effects).unwrap_or_default();
        if let Some(object) = kinds.first().filter(|_| self.values.is_object(value)) {
            let (object, list) = object.split_once('[').map_or((object.as_str(), ""), |(object, _)| (object, "[]"));
            for name in Bindings::of_object(value, self.values).names() {
                let more =
                    of_kind(&format!("{object}+{name}{list}")).and_then(|(_, more)| serde_json::from_str(more).ok());
                effects.extend::<Vec<Json>>(more.unwrap_or_default());
            }
        }
        effects
    }

    fn run(&mut self, effects: &[Json], value: &Value, indexes: &[usize]) {
        let bindings = Bindings::of_object(value, self.values);
        for effect in effects {
            let text = |key: &str| effect.get(key).and_then(Json::as_str);
            // A place may be named after an argument of the object.
            let place = ["remove", "add", "set"].iter().find_map(|key| text(key)).unwrap_or_default();
            let place = self.with_filler(&bindings, |filler| filler.text(place));
            if text("remove").is_some() {
                self.made.retain(|made| *made.place != *place);
            } else if let (Some(_), Some(kind)) = (text("add"), text("type")) {
                let settings =
                    effect.get("to").map(|to| self.with_filler(&bindings, |filler| filler.settings(to, value)));
                let settings = settings.unwrap_or_default();
                self.made.retain(|made| *made.place != *place);
                self.made.push(Made { place: place.into(), kind: kind.into(), settings });
            } else if let (Some(_), Some(path)) = (text("set"), text("at")) {
                // An object that is made with the setting under its own name gives it.
                let last = path.rsplit('.').next().unwrap_or_default();
                let to = match (bindings.get(&super::names::lower_first(last)), effect.get("to")) {
                    (Some(given), _) if self.values.is_object(value) => self.values.resolved(given),
                    // The entries of a map that stand for themselves.
                    (_, Some(Json::String(text))) if text == "$entry" => self.values.resolved(value),
                    (_, Some(to)) => self.with_filler(&bindings, |filler| filler.filled(to, value)),
                    (_, None) => Value::null(),
                };
                if let Some(made) = self.made.iter_mut().find(|made| *made.place == *place) {
                    let segments: Vec<_> = path.split('.').collect();
                    set_entry(&mut made.settings, &segments, to, &mut indexes.iter().copied());
                }
            }
        }
    }

    /// The addresses of the resources that others of the construct refer to.
    fn referred(&self) -> Vec<Arc<str>> {
        let mut referred = Vec::new();
        for value in self.made.iter().flat_map(|made| made.settings.values()) {
            value.references(&mut |reference| referred.push(Arc::clone(&reference.address)));
        }
        referred
    }

    /// Takes away what was made to be referred to, when something that the program gives is referred to instead.
    fn drop_unused(&mut self, once_referred: &[Arc<str>]) {
        let (construct, address, main) = (self.construct, self.address, main_place(self.construct));
        loop {
            let (referred, before) = (self.referred(), self.made.len());
            self.made.retain(|made| {
                let own = address_at(construct, address, &made.place);
                &*made.place == main || !once_referred.contains(&own) || referred.contains(&own)
            });
            if self.made.len() == before {
                return;
            }
        }
    }
}
