//! The settings in which two paired resources differ.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::equality::{Correspondence, Verdict, opened};
use super::names::is_name;
use super::{Difference, defaults, grants, paths, rules};
use crate::catalog::table::rows;
use crate::program::expression::UNKNOWN_REST;
use crate::program::value::{Kind, Map, Provenance, Value};
use crate::stack::Resource;

const COMPARISON: &str = include_str!("../../grammars/cloudformation/comparison.tsv");

/// How a setting compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// By its parts, without regard to order.
    Plain,
    Label,
    Content,
    Ordered,
    Keyed(&'static str),
    Rules,
    Grants,
}

/// The rows of the table for each type; those for any type stand under `*`.
static TABLE: LazyLock<HashMap<&str, Vec<(&str, How)>>> = LazyLock::new(|| {
    let mut table: HashMap<_, Vec<_>> = HashMap::new();
    for [kind, path, how] in rows(COMPARISON) {
        let how = match how.split_once(' ') {
            Some(("key", key)) => How::Keyed(key),
            _ => match how {
                "label" => How::Label,
                "content" => How::Content,
                "ordered" => How::Ordered,
                "rules" => How::Rules,
                "grants" => How::Grants,
                _ => How::Plain,
            },
        };
        table.entry(kind).or_default().push((path, how));
    }
    table
});

fn how(kind: &str, path: &str) -> How {
    let of = |kind: &str| {
        let rows = TABLE.get(kind).map_or(&[][..], Vec::as_slice);
        rows.iter().find(|(pattern, _)| paths::matches(pattern, path)).map(|(_, how)| *how)
    };
    of(kind).or_else(|| of("*")).unwrap_or(How::Plain)
}

/// Whether a setting only names or describes a resource of that type.
pub(crate) fn is_label(kind: &str, path: &str) -> bool {
    let type_name = kind.rsplit([':', '/']).next().unwrap_or_default();
    is_name(type_name, path) || how(kind, path) == How::Label
}

/// The settings in which two resources differ, in the order of their paths. Substitutes of different types do not compare.
pub(super) fn differences(model: &Resource, ideal: &Resource, correspondence: &Correspondence<'_>) -> Vec<Difference> {
    if model.kind != ideal.kind {
        return Vec::new();
    }
    correspondence.refresh();
    let mut comparison = Comparison { kind: &ideal.kind, correspondence, found: Vec::new() };
    comparison.maps("", &model.properties, &ideal.properties);
    comparison.found.sort_by(|a, b| a.path.cmp(&b.path));
    comparison.found
}

/// Whether a tool decides by itself what becomes of a resource that is deleted: neither answer says anything about it.
fn follows_from_the_tool(path: &str, value: &Value) -> bool {
    matches!(path, "DeletionPolicy" | "UpdateReplacePolicy") && value.provenance == Provenance::ProviderDefault
}

struct Comparison<'a> {
    kind: &'a str,
    correspondence: &'a Correspondence<'a>,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn maps(&mut self, path: &str, ours: &Map, theirs: &Map) {
        let open = (ours.contains_key(UNKNOWN_REST), theirs.contains_key(UNKNOWN_REST));
        let keys = ours.keys().chain(theirs.keys().filter(|key| !ours.contains_key(*key)));
        for key in keys.filter(|key| &***key != UNKNOWN_REST) {
            let (our, their) = (ours.get(key), theirs.get(key));
            // What the unknown part of a map holds may well be this.
            if our.is_none() && open.0 || their.is_none() && open.1 {
                continue;
            }
            let path = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
            self.setting(&path, our, their);
        }
    }

    fn setting(&mut self, path: &str, model: Option<&Value>, ideal: Option<&Value>) {
        let how = if is_label(self.kind, path) { How::Label } else { how(self.kind, path) };
        let (model, ideal) = (model.filter(|value| !value.is_null()), ideal.filter(|value| !value.is_null()));
        match (model, ideal) {
            _ if how == How::Label => {}
            (None, None) => {}
            (Some(only), None) | (None, Some(only)) => self.one_sided(path, only, model.is_some(), how),
            (Some(our), Some(their)) => self.both(path, our, their, how),
        }
    }

    /// A setting that only one side has.
    fn one_sided(&mut self, path: &str, only: &Value, is_model: bool, how: How) {
        let other = defaults::default_of(self.kind, path);
        if let Some(default) = &other {
            if self.correspondence.compare(only, default) == Verdict::Different {
                let only = Some(only.clone());
                let (model, ideal) = if is_model { (only, other) } else { (other, only) };
                self.add(path, model, ideal);
            }
            return;
        }
        if !is_settled(only) || defaults::equals_nothing(only) || follows_from_the_tool(path, only) {
            return;
        }
        // A group without rules for what goes out lets everything out in one dialect and nothing in another.
        if how == How::Rules && path.ends_with("Egress") {
            return;
        }
        if matches!(how, How::Rules | How::Grants) {
            let nothing = Value::list(Vec::new(), None);
            let (ours, theirs) = if is_model { (only, &nothing) } else { (&nothing, only) };
            self.both(path, ours, theirs, how);
            return;
        }
        if let (How::Keyed(_), Some(items)) = (how, only.as_list()) {
            let (ours, theirs) = if is_model { (items, &[][..]) } else { (&[][..], items) };
            self.lists(path, ours, theirs, only, only, how);
            return;
        }
        // A group of settings may have defaults within.
        if let Some(entries) = only.as_map().filter(|_| how == How::Plain && defaults::any_below(self.kind, path)) {
            let entries = entries.clone();
            let nothing = Map::new();
            let (ours, theirs) = if is_model { (&entries, &nothing) } else { (&nothing, &entries) };
            self.maps(path, ours, theirs);
            return;
        }
        let only = Some(only.clone());
        let (model, ideal) = if is_model { (only, None) } else { (None, only) };
        self.add(path, model, ideal);
    }

    fn both(&mut self, path: &str, model: &Value, ideal: &Value, how: How) {
        if matches!(how, How::Plain | How::Ordered) && grants::is_document(model) && grants::is_document(ideal) {
            self.grants(path, &[model], &[ideal]);
            return;
        }
        match how {
            How::Grants => {
                let documents = |value: &'_ Value| -> Vec<Value> {
                    let policies = value.as_list().map_or_else(|| vec![value.clone()], <[Value]>::to_vec);
                    policies.iter().filter_map(|policy| policy.get("PolicyDocument").cloned()).collect()
                };
                let (ours, theirs) = (documents(model), documents(ideal));
                let path = format!("{path}.PolicyDocument");
                self.grants(&path, &ours.iter().collect::<Vec<_>>(), &theirs.iter().collect::<Vec<_>>());
            }
            How::Rules => {
                let outward = path.ends_with("Egress");
                if let Some((ours, theirs)) = rules::differences(model, ideal, outward, self.correspondence) {
                    self.add_lists(path, ours, theirs);
                }
            }
            How::Content => {
                if let (Some(ours), Some(theirs)) = (substance(model), substance(ideal))
                    && self.correspondence.compare(&ours, &theirs) == Verdict::Different
                    && self.correspondence.compare(model, ideal) == Verdict::Different
                {
                    self.add(path, Some(model.clone()), Some(ideal.clone()));
                }
            }
            _ => self.plain(path, model, ideal, how),
        }
    }

    fn plain(&mut self, path: &str, model: &Value, ideal: &Value, how: How) {
        if self.correspondence.compare(model, ideal) != Verdict::Different {
            return;
        }
        let (opened_model, opened_ideal) = (opened(model), opened(ideal));
        let our = opened_model.as_deref().unwrap_or(model);
        let their = opened_ideal.as_deref().unwrap_or(ideal);
        match (&our.kind, &their.kind) {
            (Kind::Map(ours), Kind::Map(theirs)) => self.maps(path, ours, theirs),
            (Kind::List(ours), Kind::List(theirs)) if how == How::Ordered => {
                self.ordered(path, ours, theirs, model, ideal);
            }
            (Kind::List(ours), Kind::List(theirs)) => self.lists(path, ours, theirs, model, ideal, how),
            (Kind::List(ours), Kind::Map(_)) => {
                self.lists(path, ours, std::slice::from_ref(their), model, ideal, how);
            }
            (Kind::Map(_), Kind::List(theirs)) => {
                self.lists(path, std::slice::from_ref(our), theirs, model, ideal, how);
            }
            _ => self.add(path, Some(model.clone()), Some(ideal.clone())),
        }
    }

    /// Lists whose order matters differ as a whole, or, when they are equally long, in their items.
    fn ordered(&mut self, path: &str, ours: &[Value], theirs: &[Value], model: &Value, ideal: &Value) {
        if ours.len() != theirs.len() || !ours.iter().chain(theirs).all(|item| item.as_map().is_some()) {
            self.add(path, Some(model.clone()), Some(ideal.clone()));
            return;
        }
        for (our, their) in ours.iter().zip(theirs) {
            self.plain(path, our, their, How::Plain);
        }
    }

    fn lists(&mut self, path: &str, ours: &[Value], theirs: &[Value], model: &Value, ideal: &Value, how: How) {
        if !ours.iter().chain(theirs).all(|item| item.as_map().is_some()) {
            self.add(path, Some(model.clone()), Some(ideal.clone()));
            return;
        }
        let alignment = self.correspondence.align(ours, theirs);
        let (mut ours_left, mut theirs_left) = (alignment.model_only, alignment.ideal_only);
        // Items that are the same element, or that have most in common, differ in their parts.
        let mut together = Vec::new();
        for &our in &ours_left {
            let best = theirs_left
                .iter()
                .filter(|&&their| !together.iter().any(|&(_, taken)| taken == their))
                .map(|&their| (self.kinship(&ours[our], &theirs[their], how), their))
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            let alone = ours_left.len() == 1 && theirs_left.len() == 1 && !matches!(how, How::Keyed(_));
            if let Some((kinship, their)) = best
                && (kinship > 0.0 || alone)
            {
                together.push((our, their));
            }
        }
        ours_left.retain(|at| !together.iter().any(|(our, _)| our == at));
        theirs_left.retain(|at| !together.iter().any(|(_, their)| their == at));
        for (our, their) in together {
            let path = match how {
                How::Keyed(key) => key_path(path, &theirs[their], key),
                _ => path.to_owned(),
            };
            if let (Some(ours), Some(theirs)) = (ours[our].as_map(), theirs[their].as_map()) {
                self.maps(&path, ours, theirs);
            }
        }
        let item_path = |item: &Value| match how {
            How::Keyed(key) => key_path(path, item, key),
            _ => path.to_owned(),
        };
        for at in ours_left {
            self.item(&item_path(&ours[at]), &ours[at], true);
        }
        for at in theirs_left {
            self.item(&item_path(&theirs[at]), &theirs[at], false);
        }
    }

    /// An element of a list that only one side has: one that is what goes without saying makes no difference.
    fn item(&mut self, path: &str, item: &Value, is_model: bool) {
        if let (Some(default), Some(value)) = (defaults::default_of(self.kind, path), item.get("Value"))
            && self.correspondence.compare(value, &default) != Verdict::Different
        {
            return;
        }
        let item = Some(item.clone());
        let (model, ideal) = if is_model { (item, None) } else { (None, item) };
        self.add(path, model, ideal);
    }

    /// How much two items have in common: whether they agree on their key, or on how many of their entries.
    fn kinship(&self, our: &Value, their: &Value, how: How) -> f64 {
        if let How::Keyed(key) = how {
            let same = our.get(key).zip(their.get(key));
            return same.map_or(0.0, |(a, b)| f64::from(self.correspondence.compare(a, b) != Verdict::Different));
        }
        let (Some(ours), Some(theirs)) = (our.as_map(), their.as_map()) else { return 0.0 };
        let common = ours.iter().filter(|(key, value)| {
            theirs.get(*key).is_some_and(|other| self.correspondence.compare(value, other) != Verdict::Different)
        });
        common.count() as f64 / ours.len().max(theirs.len()).max(1) as f64
    }

    fn grants(&mut self, path: &str, ours: &[&Value], theirs: &[&Value]) {
        let Some(differences) = grants::differences(ours, theirs, self.correspondence) else { return };
        for difference in differences {
            self.add_lists(&format!("{path}.Statement.{}", difference.element), difference.model, difference.ideal);
        }
    }

    /// What only the one and only the other list has, as one difference.
    fn add_lists(&mut self, path: &str, ours: Vec<Value>, theirs: Vec<Value>) {
        let list = |values: Vec<Value>| {
            let span = values.first().and_then(|value| value.span);
            (!values.is_empty()).then(|| Value::list(values, span))
        };
        let (model, ideal) = (list(ours), list(theirs));
        if model.is_some() || ideal.is_some() {
            self.add(path, model, ideal);
        }
    }

    fn add(&mut self, path: &str, model: Option<Value>, ideal: Option<Value>) {
        self.found.push(Difference { path: path.to_owned(), model, ideal });
    }
}

/// What code or a document says, without white space and lines of comment; `None` for what is no text. Of a text of which parts
/// are not known, the known parts.
fn substance(value: &Value) -> Option<Value> {
    match &value.kind {
        Kind::Text(text) => Some(Value::text(without_layout(text), value.span)),
        Kind::Join(parts) => {
            let parts = parts.iter().map(|part| substance(part).unwrap_or_else(|| part.clone()));
            Some(Value::new(Kind::Join(std::sync::Arc::new(parts.collect())), value.span))
        }
        _ => None,
    }
}

fn without_layout(text: &str) -> String {
    let unescaped = text.replace("\\n", "\n").replace("\\t", " ").replace('\\', "");
    let is_comment = |line: &str| line.starts_with("//") || line.starts_with('#') && !line.starts_with("#!");
    let lines = unescaped.lines().filter(|line| !is_comment(line.trim_start()));
    lines.flat_map(str::chars).filter(|character| !character.is_whitespace()).collect()
}

/// Whether enough of a value is known to say that the side has it.
fn is_settled(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(_) | Kind::Symbol(_) | Kind::Object(_) => false,
        Kind::OneOf(values) => values.iter().all(is_settled),
        Kind::Map(entries) => entries.values().any(is_settled),
        Kind::List(items) => items.iter().any(is_settled),
        _ => true,
    }
}

/// `Environment[LOG_LEVEL]` for the element of `Environment` whose key is that.
fn key_path(path: &str, item: &Value, key: &str) -> String {
    match item.get(key).and_then(Value::as_text) {
        Some(name) => format!("{path}[{name}]"),
        None => path.to_owned(),
    }
}
