//! Whether two values of paired resources mean the same.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

use ipnet::IpNet;

use crate::program::expression::UNKNOWN_REST;
use crate::program::value::{Kind, Map, Value};
use crate::stack::Stack;

/// What can be said about two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They mean the same.
    Same,
    /// They do not.
    Different,
    /// It depends on what is not known.
    Unknown,
}

/// A side of the pair, as far as references need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Model,
    Ideal,
}

/// Which resource of the one stack is which of the other, by address.
#[derive(Debug, Default)]
pub(super) struct Correspondence<'a> {
    /// The resources of the model, each with its partner in the ideal.
    model: HashMap<&'a str, Option<&'a str>>,
    /// The resources of the ideal, and whether they have a partner.
    ideal: HashMap<&'a str, bool>,
    /// How many values may still be looked at.
    steps: Cell<u32>,
}

/// Lists longer than this compare by position only, so that the work stays bounded.
const MOST_ITEMS: usize = 256;
/// How many values are looked at for one pair of resources; beyond that nothing is said. Chosen far above what real ones need.
const MOST_STEPS: u32 = 500_000;
/// Values nested deeper than this are not looked into. Chosen far above what templates have.
const MOST_DEPTH: usize = 64;

impl<'a> Correspondence<'a> {
    pub(super) fn new(model: &'a Stack, ideal: &'a Stack, partner: impl Fn(usize) -> Option<usize>) -> Self {
        let mut correspondence = Self { steps: Cell::new(MOST_STEPS), ..Self::default() };
        correspondence.ideal.extend(ideal.resources.iter().map(|resource| (&*resource.address, false)));
        for (at, resource) in model.resources.iter().enumerate() {
            let partner = partner(at).and_then(|at| ideal.resources.get(at)).map(|partner| &*partner.address);
            correspondence.model.insert(&resource.address, partner);
            if let Some(partner) = partner {
                correspondence.ideal.insert(partner, true);
            }
        }
        correspondence
    }

    /// What a side calls the resource that the ideal calls so.
    pub(super) fn name_in<'n>(&self, side: Side, name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        let of_model = || self.model.iter().find(|(_, partner)| **partner == Some(name)).map(|(own, _)| *own);
        if side == Side::Model { of_model().unwrap_or(name) } else { name }
    }

    /// Allows for another resource's worth of work.
    pub(super) fn refresh(&self) {
        self.steps.set(MOST_STEPS);
    }

    /// Whether the two mean the same.
    pub(super) fn compare(&self, model: &Value, ideal: &Value) -> Verdict {
        self.compare_at(model, ideal, 0)
    }

    fn compare_at(&self, model: &Value, ideal: &Value, depth: usize) -> Verdict {
        let steps = self.steps.get();
        if depth > MOST_DEPTH || steps == 0 {
            return Verdict::Unknown;
        }
        self.steps.set(steps - 1);
        let (model, ideal) = unfold(model, ideal);
        match (&model.kind, &ideal.kind) {
            (Kind::Unknown(_) | Kind::Symbol(_) | Kind::Object(_), _) => Verdict::Unknown,
            (_, Kind::Unknown(_) | Kind::Symbol(_) | Kind::Object(_)) => Verdict::Unknown,
            (Kind::OneOf(values), _) => any(values.iter().map(|value| self.compare_at(value, &ideal, depth + 1))),
            (_, Kind::OneOf(values)) => any(values.iter().map(|value| self.compare_at(&model, value, depth + 1))),
            (Kind::Map(ours), Kind::Map(theirs)) => self.compare_maps(ours, theirs, depth),
            (Kind::List(ours), Kind::List(theirs)) => self.compare_lists(ours, theirs, depth),
            // One alone is the same as a list of one.
            (Kind::List(items), _) if items.len() == 1 => self.compare_at(&items[0], &ideal, depth + 1),
            (_, Kind::List(items)) if items.len() == 1 => self.compare_at(&model, &items[0], depth + 1),
            _ => self.compare_texts(&model, &ideal),
        }
    }

    fn compare_maps(&self, ours: &Map, theirs: &Map, depth: usize) -> Verdict {
        let open = ours.contains_key(UNKNOWN_REST) || theirs.contains_key(UNKNOWN_REST);
        let keys = ours.keys().chain(theirs.keys().filter(|key| !ours.contains_key(*key)));
        all(keys.filter(|key| &***key != UNKNOWN_REST).map(|key| match (ours.get(key), theirs.get(key)) {
            (Some(our), Some(their)) => self.compare_at(our, their, depth + 1),
            (Some(only), None) | (None, Some(only)) if super::defaults::equals_nothing(only) => Verdict::Same,
            _ if open => Verdict::Unknown,
            (Some(only), None) | (None, Some(only)) if matches!(only.kind, Kind::Unknown(_)) => Verdict::Unknown,
            _ => Verdict::Different,
        }))
    }

    /// Without regard to order.
    fn compare_lists(&self, ours: &[Value], theirs: &[Value], depth: usize) -> Verdict {
        if ours.len().max(theirs.len()) > MOST_ITEMS {
            return Verdict::Unknown;
        }
        let aligned = self.align_at(ours, theirs, depth);
        match (aligned.model_only.is_empty() && aligned.ideal_only.is_empty(), aligned.certain) {
            (true, true) => Verdict::Same,
            (true, false) => Verdict::Unknown,
            (false, _) => Verdict::Different,
        }
    }

    /// Finds for each item of a list one that means the same in the other, wherever it stands.
    pub(super) fn align(&self, ours: &[Value], theirs: &[Value]) -> Alignment {
        if ours.len().max(theirs.len()) > MOST_ITEMS {
            return Alignment { certain: false, ..Alignment::default() };
        }
        self.align_at(ours, theirs, 0)
    }

    fn align_at(&self, ours: &[Value], theirs: &[Value], depth: usize) -> Alignment {
        let mut verdicts = vec![vec![Verdict::Different; theirs.len()]; ours.len()];
        for (row, our) in verdicts.iter_mut().zip(ours) {
            for (verdict, their) in row.iter_mut().zip(theirs) {
                *verdict = self.compare_at(our, their, depth + 1);
            }
        }
        let mut partner_of: Vec<Option<usize>> = vec![None; theirs.len()];
        let mut alignment = Alignment { certain: true, ..Alignment::default() };
        // What is the same goes first; then what may be the same stands for each other.
        let mut rest: Vec<usize> = (0..ours.len()).collect();
        for wanted in [Verdict::Same, Verdict::Unknown] {
            rest.retain(|&our| {
                let free =
                    (0..theirs.len()).find(|&their| partner_of[their].is_none() && verdicts[our][their] == wanted);
                if let Some(their) = free {
                    partner_of[their] = Some(our);
                    alignment.certain &= wanted == Verdict::Same;
                }
                free.is_none()
            });
        }
        // Unknown values may stand for any number of items.
        let open = ours.iter().chain(theirs).any(|item| matches!(item.kind, Kind::Unknown(_) | Kind::Symbol(_)));
        if open {
            return Alignment { certain: false, ..Alignment::default() };
        }
        alignment.model_only = rest;
        alignment.ideal_only = (0..theirs.len()).filter(|&their| partner_of[their].is_none()).collect();
        alignment
    }

    fn compare_texts(&self, model: &Value, ideal: &Value) -> Verdict {
        if let (Some(ours), Some(theirs)) = (model.as_text(), ideal.as_text()) {
            return if same_text(&ours, &theirs) { Verdict::Same } else { Verdict::Different };
        }
        let (ours, theirs) = (self.pieces(Side::Model, model), self.pieces(Side::Ideal, ideal));
        let (Some(ours), Some(theirs)) = (ours, theirs) else {
            // A map or list on one side and something else on the other: the shapes of two dialects, more often than two settings.
            return if is_scalar(model) && is_scalar(ideal) { Verdict::Different } else { Verdict::Unknown };
        };
        if ours == theirs && !ours.contains(&Piece::Hole) {
            return Verdict::Same;
        }
        let depends = |pieces: &[Piece]| pieces.contains(&Piece::Hole);
        let refers = |pieces: &[Piece]| pieces.iter().any(|piece| matches!(piece, Piece::Resource(_)));
        match (depends(&ours) || depends(&theirs), refers(&ours) == refers(&theirs)) {
            (false, true) => Verdict::Different,
            // What is written out on one side may be what the other refers to.
            (false, false) => Verdict::Unknown,
            (true, _) if may_be_equal(&ours, &theirs) => Verdict::Unknown,
            (true, _) => Verdict::Different,
        }
    }

    /// A text taken apart; `None` when it is none.
    pub(super) fn pieces(&self, side: Side, value: &Value) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        self.add_pieces(side, value, &mut pieces)?;
        Some(without_arn_prefix(pieces))
    }

    fn add_pieces(&self, side: Side, value: &Value, into: &mut Vec<Piece>) -> Option<()> {
        match &value.kind {
            Kind::Reference(reference) => into.push(self.resource(side, &reference.address)),
            // An expression of the tool's own that is put together from parts may come to anything.
            Kind::Join(parts) if parts.iter().any(opens_expression) => into.push(Piece::Hole),
            // A part of a text is some text, whatever it was before.
            Kind::Join(parts) => {
                for part in parts.iter() {
                    if self.add_pieces(side, part, into).is_none() {
                        into.push(Piece::Hole);
                    }
                }
            }
            Kind::Unknown(_) | Kind::OneOf(_) | Kind::Symbol(_) => into.push(Piece::Hole),
            _ => into.push(Piece::Text(value.as_text()?)),
        }
        Some(())
    }

    /// A key of a map in the ideal's words, with the mark for what is not known: `${oidc.url}:sub` names a resource.
    pub(super) fn common_key(&self, side: Side, key: &str, hole: char) -> String {
        let mut common = String::new();
        let mut rest = key;
        while let Some((before, (inner, after))) =
            rest.split_once("${").and_then(|(before, open)| Some((before, open.split_once('}')?)))
        {
            common.push_str(before);
            // The address ends where the attribute begins.
            let addresses = inner.match_indices('.').rev().map(|(at, _)| &inner[..at]);
            match std::iter::once(inner)
                .chain(addresses)
                .map(|address| self.resource(side, address))
                .find(|piece| *piece != Piece::Hole)
            {
                Some(Piece::Resource(address)) => common.push_str(&address),
                _ => common.push(hole),
            }
            rest = after;
        }
        common + rest
    }

    fn resource(&self, side: Side, address: &str) -> Piece {
        let common = match side {
            Side::Model => self.model.get(address).copied().flatten().map(Into::into),
            Side::Ideal => self.ideal.get(address).and_then(|paired| paired.then(|| Arc::from(address))),
        };
        common.map_or(Piece::Hole, Piece::Resource)
    }
}

/// How the items of two lists go together.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    /// Those of the model that the ideal does not have.
    pub(super) model_only: Vec<usize>,
    /// Those of the ideal that the model does not have.
    pub(super) ideal_only: Vec<usize>,
    /// Whether all that go together are known to mean the same.
    pub(super) certain: bool,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Known characters.
    Text(String),
    /// A resource that both sides have, by its address in the ideal.
    Resource(Arc<str>),
    /// Something that is not known, or that only one side has.
    Hole,
}

/// `arn:aws:s3:::${bucket}/*` and `${bucket.Arn}/*` are one: what leads up to the first resource only spells out its ARN.
fn without_arn_prefix(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let spelled = matches!(pieces.first(), Some(Piece::Text(text)) if text.starts_with("arn:"));
    if spelled && let Some(first) = pieces.iter().position(|piece| matches!(piece, Piece::Resource(_))) {
        pieces.drain(..first);
    }
    // The ARN of a log group stands with and without the streams in it.
    if pieces.len() > 1 && pieces.last() == Some(&Piece::Text(":*".to_owned())) {
        pieces.pop();
    }
    pieces
}

/// Whether two texts could be equal if their holes were filled: their known beginnings and ends do not contradict each other.
fn may_be_equal(ours: &[Piece], theirs: &[Piece]) -> bool {
    fn agree<'p>(
        mut ours: impl Iterator<Item = &'p Piece>,
        mut theirs: impl Iterator<Item = &'p Piece>,
        overlaps: impl Fn(&str, &str) -> bool,
    ) -> bool {
        match (ours.next(), theirs.next()) {
            (Some(Piece::Text(a)), Some(Piece::Text(b))) => overlaps(a, b),
            (Some(Piece::Resource(a)), Some(Piece::Resource(b))) => a == b,
            _ => true,
        }
    }
    agree(ours.iter(), theirs.iter(), |a, b| a.starts_with(b) || b.starts_with(a))
        && agree(ours.iter().rev(), theirs.iter().rev(), |a, b| a.ends_with(b) || b.ends_with(a))
}

/// Known texts mean the same: numbers by value, networks by their addresses, all else without regard to case.
pub(super) fn same_text(ours: &str, theirs: &str) -> bool {
    if ours.eq_ignore_ascii_case(theirs) {
        return true;
    }
    if let (Ok(a), Ok(b)) = (ours.parse::<f64>(), theirs.parse::<f64>()) {
        return a == b;
    }
    match (ours.parse::<IpNet>(), theirs.parse::<IpNet>()) {
        (Ok(a), Ok(b)) => a.trunc() == b.trunc(),
        _ => false,
    }
}

/// The two values with JSON in texts opened, when both are JSON or structures.
fn unfold<'v>(model: &'v Value, ideal: &'v Value) -> (Cow<'v, Value>, Cow<'v, Value>) {
    let plain = |value: &Value| matches!(value.kind, Kind::Text(_)) && opened(value).is_none();
    if plain(model) || plain(ideal) {
        return (Cow::Borrowed(model), Cow::Borrowed(ideal));
    }
    (opened(model).unwrap_or(Cow::Borrowed(model)), opened(ideal).unwrap_or(Cow::Borrowed(ideal)))
}

/// The structure that a text encodes as JSON.
pub(super) fn opened(value: &Value) -> Option<Cow<'_, Value>> {
    match &value.kind {
        Kind::Json(inner) => Some(Cow::Borrowed(inner)),
        Kind::Text(text) if text.trim_start().starts_with(['{', '[']) => {
            let json: serde_json::Value = serde_json::from_str(text).ok()?;
            Some(Cow::Owned(structure(&json, value)))
        }
        _ => None,
    }
}

fn structure(json: &serde_json::Value, origin: &Value) -> Value {
    let kind = match json {
        serde_json::Value::Null => Kind::Null,
        serde_json::Value::Bool(truth) => Kind::Bool(*truth),
        serde_json::Value::Number(number) => number.as_f64().map_or(Kind::Null, Kind::Number),
        serde_json::Value::String(text) => Kind::Text(text.as_str().into()),
        serde_json::Value::Array(items) => {
            Kind::List(Arc::new(items.iter().map(|item| structure(item, origin)).collect()))
        }
        serde_json::Value::Object(entries) => Kind::Map(Arc::new(
            entries.iter().map(|(key, entry)| (key.as_str().into(), structure(entry, origin))).collect(),
        )),
    };
    Value { kind, provenance: origin.provenance, span: origin.span }
}

/// Whether a text opens an expression (`${`) that it does not close.
fn opens_expression(text: &Value) -> bool {
    text.as_str().is_some_and(|text| text.rsplit_once("${").is_some_and(|(_, inner)| !inner.contains('}')))
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value.kind, Kind::List(_) | Kind::Map(_) | Kind::Json(_))
}

/// The same if every one is, different if one is.
fn all(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let mut result = Verdict::Same;
    for verdict in verdicts {
        match verdict {
            Verdict::Different => return Verdict::Different,
            Verdict::Unknown => result = Verdict::Unknown,
            Verdict::Same => {}
        }
    }
    result
}

/// The same or not known if one is, different only if every one is.
fn any(mut verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    if verdicts.all(|verdict| verdict == Verdict::Different) { Verdict::Different } else { Verdict::Unknown }
}
