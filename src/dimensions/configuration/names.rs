//! Whether the names of resources carry what tells deployments apart: the environment, the account, the region.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::wording::{capitalised, code, count, folded, list};
use super::super::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId, joined_attributes};
use super::environment;
use crate::catalog::table::rows;
use crate::matching::is_name;
use crate::program::json::plain;
use crate::program::value::{Kind, Provenance, Reason, Value};
use crate::stack::Resource;

const NAMES: &str = include_str!("../../../grammars/cloudformation/names.tsv");

/// What can make a name another one in another deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Varies {
    /// A variable, parameter or configuration value.
    Input,
    Account,
    Region,
    /// The name of the stack.
    Stack,
    /// Something that is known only when it is deployed: a random text, a look-up.
    Other,
    /// An attribute of a resource, or what was not understood: it may vary.
    Perhaps,
}

/// A name that one of two paired resources has, and the other has otherwise.
struct Named<'a> {
    property: &'a str,
    /// The type of what has the name: that of the resource, or of a part of it.
    kind: Arc<str>,
    model: (&'a Resource, Option<&'a Value>),
    ideal: (&'a Resource, Option<&'a Value>),
}

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let names = names(context);
    let lacks = |side: SideId, what: Varies| -> Vec<&Named<'_>> {
        let lacking = names.iter().filter(|named| {
            let (Some(ours), Some(theirs)) = (named.model.1, named.ideal.1) else { return false };
            let (own, other) = if side == SideId::Ideal { (theirs, ours) } else { (ours, theirs) };
            match what {
                Varies::Input => lacks_input(context, side, own, other),
                _ => lacks_part(own, other, what),
            }
        });
        lacking.collect()
    };
    let mut gaps = Vec::new();
    for side in [SideId::Model, SideId::Ideal] {
        gaps.extend(environment_gap(context, side, &lacks(side, Varies::Input)));
    }
    let unlike: Vec<&Named<'_>> = lacks(SideId::Model, Varies::Account);
    gaps.extend(account_gap(context, &unlike));
    gaps.extend(written_gap(context, &names));
    gaps.extend(changed_gap(context, &names));
    gaps
}

/// The names of all paired resources, of those properties that one side at least has.
fn names<'a>(context: &Context<'a>) -> Vec<Named<'a>> {
    let mut names = Vec::new();
    for pair in &context.pairing.pairs {
        let (Some(ours), Some(theirs)) =
            (context.model.stack.resources.get(pair.model), context.ideal.stack.resources.get(pair.ideal))
        else {
            continue;
        };
        if ours.kind != theirs.kind {
            continue;
        }
        let type_name = theirs.kind.rsplit([':', '/']).next().unwrap_or_default();
        let properties: BTreeSet<&Arc<str>> =
            ours.properties.keys().chain(theirs.properties.keys()).filter(|name| is_name(type_name, name)).collect();
        names.extend(properties.into_iter().map(|property| Named {
            property,
            kind: Arc::clone(&theirs.kind),
            model: (ours, ours.properties.get(property)),
            ideal: (theirs, theirs.properties.get(property)),
        }));
        for [_, path, of] in rows::<3>(NAMES).filter(|[kind, ..]| *kind == &*theirs.kind) {
            let kind = if of == "-" { Arc::clone(&theirs.kind) } else { of.into() };
            let property = path.rsplit('.').next().unwrap_or(path);
            let values = all_at(ours, path).into_iter().zip(all_at(theirs, path));
            names.extend(values.map(|(our, their)| Named {
                property,
                kind: Arc::clone(&kind),
                model: (ours, Some(our)),
                ideal: (theirs, Some(their)),
            }));
        }
    }
    names
}

/// The values at a path, those of all elements where there is a list on the way.
fn all_at<'a>(resource: &'a Resource, path: &str) -> Vec<&'a Value> {
    let mut names = path.split('.');
    let mut values: Vec<&Value> = names.next().and_then(|name| resource.properties.get(name)).into_iter().collect();
    for name in names {
        values = values
            .into_iter()
            .flat_map(|value| value.as_list().unwrap_or(std::slice::from_ref(value)))
            .filter_map(|value| value.get(name))
            .collect();
    }
    values
}

/// Whether a name lacks an input that the other side's carries.
fn lacks_input(context: &Context<'_>, side: SideId, own: &Value, other: &Value) -> bool {
    let (lacking, having) = match side {
        SideId::Ideal => (context.ideal_side(), context.model_side()),
        _ => (context.model_side(), context.ideal_side()),
    };
    let environment = environment::named_in(having, other);
    if environment.is_some() && environment == environment::named_in(lacking, own) {
        return false;
    }
    let carries_environment = environment.is_some() && varies(other).contains(&Varies::Input);
    let lacks_environment = carries_environment && environment::is_lacking(lacking, own);
    let lacks_all = environment::is_plain(lacking, own) && lacks_part(own, other, Varies::Input);
    !environment::is_input(lacking, own) && (lacks_environment || lacks_all)
}

/// Whether nothing in a name is of the kind that the other side's has.
fn lacks_part(own: &Value, other: &Value, what: Varies) -> bool {
    let (own, other) = (varies(own), varies(other));
    let fixed = what == Varies::Input && own.is_empty() && other.contains(&Varies::Other);
    // What is not understood may well be it.
    let unclear = [what, Varies::Other, Varies::Perhaps].iter().any(|varies| own.contains(varies));
    fixed || other.contains(&what) && !unclear
}

/// All that makes a name vary.
fn varies(value: &Value) -> BTreeSet<Varies> {
    match &value.kind {
        Kind::Text(_) => {
            BTreeSet::from_iter((value.provenance == Provenance::ResponseDefault).then_some(Varies::Input))
        }
        Kind::Join(parts) | Kind::OneOf(parts) => parts.iter().flat_map(varies).collect(),
        Kind::Unknown(Reason::Input(_) | Reason::Unset(_)) => BTreeSet::from([Varies::Input]),
        // An input that nothing declares is still meant as one.
        Kind::Unknown(Reason::Undefined(name)) if name.starts_with("var.") => BTreeSet::from([Varies::Input]),
        Kind::Unknown(Reason::Lookup(name) | Reason::Outside(name) | Reason::Computed(name)) => {
            let lower = name.to_lowercase();
            BTreeSet::from([match () {
                // What is given to CDK on the command line, or as a variable of the environment.
                () if lower.contains("context") || lower.contains("environ") => Varies::Input,
                () if lower.contains("account") => Varies::Account,
                () if lower.contains("region") => Varies::Region,
                () if lower.contains("stackname") || lower.contains("stack_name") => Varies::Stack,
                () => Varies::Other,
            }])
        }
        _ => BTreeSet::from([Varies::Perhaps]),
    }
}

/// Names that do not carry an input of the answer, where the other side's do.
fn environment_gap(context: &Context<'_>, side: SideId, names: &[&Named<'_>]) -> Option<Gap> {
    let (what, some) = told(side, names)?;
    let from_input = names.iter().any(|named| {
        let other = if side == SideId::Ideal { named.model.1 } else { named.ideal.1 };
        other.is_some_and(|value| varies(value).contains(&Varies::Input))
    });
    let others = names.iter().filter_map(|named| if side == SideId::Ideal { named.model.1 } else { named.ideal.1 });
    let having = if side == SideId::Ideal { context.model_side() } else { context.ideal_side() };
    let named_in_code = others.clone().find_map(|value| environment::named_in(having, value)).map(Arc::from);
    let named = environment::input(having).or(named_in_code).or_else(|| others.filter_map(input_of).next());
    let input = match named {
        Some(name) if from_input => code(&name),
        _ if from_input => "an input".to_owned(),
        _ => "a part that varies".to_owned(),
    };
    let (do_not, do_) = if names.len() == 1 { ("does not", "does") } else { ("do not", "do") };
    let title = match side {
        SideId::Ideal => format!("In the ideal, {what} {do_not} carry {input}; the model's {do_}"),
        _ => format!("{} {do_not} carry {input}; the ideal's {do_}", capitalised(&what)),
    };
    let severity = if side == SideId::Ideal { Severity::Low } else { Severity::Medium };
    let mut gap = gap(context, "fixed-names", GapKind::Changed, side, severity, title, names);
    let fixed = names.iter().all(|named| {
        let own = if side == SideId::Ideal { named.ideal.1 } else { named.model.1 };
        own.is_some_and(|value| varies(value).is_empty())
    });
    if fixed {
        gap.impact = "A second environment in the same account and region would collide with the first.".to_owned();
    }
    gap.recommendation = format!("Put {input} into the names of {some}.");
    Some(gap)
}

/// Names of buckets, which all accounts of the world share, that do not carry the account, where the ideal's do.
fn account_gap(context: &Context<'_>, names: &[&Named<'_>]) -> Option<Gap> {
    let buckets: Vec<&Named<'_>> =
        names.iter().copied().filter(|named| &*named.ideal.0.kind == "AWS::S3::Bucket").collect();
    let (what, some) = told(SideId::Model, &buckets)?;
    let (do_not, do_) = if buckets.len() == 1 { ("does not", "does") } else { ("do not", "do") };
    let title = format!("{} {do_not} carry the account; the ideal's {do_}", capitalised(&what));
    let mut gap = gap(context, "bucket-names", GapKind::Changed, SideId::Model, Severity::Medium, title, &buckets);
    gap.impact = "Bucket names are unique in the world, so the name may be taken.".to_owned();
    gap.recommendation = format!("Put the account into the names of {some}.");
    Some(gap)
}

/// Names that the model writes and the ideal leaves to the tool.
fn written_gap(context: &Context<'_>, names: &[Named<'_>]) -> Option<Gap> {
    let written: Vec<&Named<'_>> =
        names.iter().filter(|named| named.model.1.is_some() && named.ideal.1.is_none()).collect();
    let (what, some) = told(SideId::Model, &written)?;
    let (is, its) = if written.len() == 1 { ("is", "it") } else { ("are", "them") };
    let title = format!("{} {is} written out; the ideal leaves {its} to the tool", capitalised(&what));
    let mut gap = gap(context, "written-names", GapKind::Extra, SideId::Model, Severity::Low, title, &written);
    gap.impact = "A resource with a written name cannot be replaced while the old one is there.".to_owned();
    gap.recommendation = format!("Leave the names of {some} out.");
    Some(gap)
}

/// Names that are other ones in the ideal, where most are the same: those were changed on purpose.
fn changed_gap(context: &Context<'_>, names: &[Named<'_>]) -> Option<Gap> {
    let written = names.iter().filter_map(|named| Some((named, text(named.model.1?)?, text(named.ideal.1?)?)));
    // An environment that only one side puts in is told by itself.
    let comparable: Vec<_> = written.filter(|(named, ..)| varies_alike(named)).collect();
    let differ = |(_, ours, theirs): &&(&Named<'_>, String, String)| ours != theirs;
    let changed: Vec<_> = comparable.iter().filter(differ).collect();
    let (first, ours, theirs) = changed.first().filter(|_| changed.len() * 2 < comparable.len())?;
    let others: Vec<&Named<'_>> = changed.iter().map(|(named, ..)| *named).collect();
    let (what, _) = told(SideId::Model, &others)?;
    let example = match changed.len() {
        1 => format!("{} instead of {}", code(ours), code(theirs)),
        _ => format!("{} is {} instead of {}", code(&first.model.0.address), code(ours), code(theirs)),
    };
    let title = match changed.len() {
        1 => format!("{}: {example}", capitalised(&what)),
        _ => format!("{} are others than in the ideal: {example}", capitalised(&what)),
    };
    let mut gap = gap(context, "changed-names", GapKind::Changed, SideId::Model, Severity::Info, title, &others);
    gap.impact = "What looks them up by the names that the ideal gives does not find them.".to_owned();
    gap.recommendation = match changed.len() {
        1 => format!("Name it {}.", code(theirs)),
        _ => format!("Name {} {}, and the others as the ideal does.", code(&first.model.0.address), code(theirs)),
    };
    Some(gap)
}

/// A name as a text, with `…` for what is not known; `None` where nothing of it is known.
fn text(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::Text(text) => Some(text.to_string()),
        Kind::Join(parts) => Some(parts.iter().map(|part| part.as_text().unwrap_or_else(|| "…".to_owned())).collect()),
        _ => None,
    }
}

fn varies_alike(named: &Named<'_>) -> bool {
    let of = |value: Option<&Value>| value.map(varies).unwrap_or_default();
    of(named.model.1) == of(named.ideal.1)
}

/// `the names of three resources (…)`, and the resources alone; nothing when there are none.
fn told(side: SideId, names: &[&Named<'_>]) -> Option<(String, String)> {
    let mut addresses: Vec<String> = Vec::new();
    for named in names {
        let resource = if side == SideId::Ideal { named.ideal.0 } else { named.model.0 };
        if !addresses.contains(&code(&resource.address)) {
            addresses.push(code(&resource.address));
        }
    }
    let some = folded(&addresses);
    match addresses.as_slice() {
        [] => None,
        [only] => Some((format!("the name of {only}"), some)),
        several => Some((
            format!("the names of {} ({some})", count(several.len(), "resource", "resources")),
            list(&[some.as_str()]),
        )),
    }
}

fn gap(
    context: &Context<'_>,
    id: &str,
    kind: GapKind,
    side: SideId,
    severity: Severity,
    title: String,
    names: &[&Named<'_>],
) -> Gap {
    let mut gap = Gap::new(id.to_owned(), DimensionId::Configuration, kind, side, severity, title);
    let (mut types, mut properties): (Vec<Arc<str>>, Vec<&str>) = (Vec::new(), Vec::new());
    for named in names {
        if !types.contains(&named.kind) {
            types.push(Arc::clone(&named.kind));
        }
        if !properties.contains(&named.property) {
            properties.push(named.property);
        }
    }
    gap.attribute = Some(joined_attributes(&properties));
    gap.resource_type = types.first().cloned();
    if types.len() > 1 {
        gap.resource_types = types;
    }
    let fact = |side: SideId| {
        let view = if side == SideId::Ideal { context.ideal_side() } else { context.model_side() };
        let all = names.iter().map(|named| if side == SideId::Ideal { named.ideal } else { named.model });
        let values = all.clone().filter_map(|(resource, value)| Some((resource.address.to_string(), plain(value?))));
        SideFact {
            value: Some(serde_json::Value::Object(values.collect())),
            evidence: all.flat_map(|(resource, value)| view.evidence_of(resource, value)).collect(),
        }
    };
    gap.model = fact(SideId::Model);
    gap.ideal = fact(SideId::Ideal);
    gap
}

/// The name of an input, or of a variable of the environment, in a value.
fn input_of(value: &Value) -> Option<Arc<str>> {
    match &value.kind {
        Kind::Join(parts) | Kind::OneOf(parts) => parts.iter().find_map(input_of),
        Kind::Unknown(Reason::Input(name) | Reason::Unset(name)) => {
            Some(name.rsplit(' ').next().unwrap_or(name).into())
        }
        _ => None,
    }
}
