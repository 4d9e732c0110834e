//! CloudFormation templates against the schemas of their types: what is declared must be there, be set, and have a value that the
//! service takes.

use super::Fault;
use super::limits;
use super::nearest::nearest;
use crate::Analysis;
use crate::catalog::schema::{self, Holds, Member, Object};
use crate::catalog::table;
use crate::dialect::cloudformation::{Written, call_of, written};
use crate::program::document::{Field, elements, fields, get, has_gaps, text};
use crate::program::form::{Entry, Expression, ExpressionKind};
use crate::severity::Severity;
use crate::source::Span;

/// How deep settings are looked into. Chosen because the deepest, of web ACLs, nest some 20 deep.
const DEEPEST: usize = 40;

/// Types whose service is shut down or will be.
const ENDED: &str = include_str!("../../../grammars/cloudformation/ended.tsv");

/// What stands for nothing.
const NO_VALUE: &str = "AWS::NoValue";

pub(super) fn find(analysis: &Analysis) -> Vec<Fault> {
    // Of a file that does not parse, what was read may stand in the wrong place.
    let broken = super::syntax::broken_files(analysis);
    let mut resources = written(&analysis.response, &analysis.programs);
    resources.retain(|resource| !broken.contains(&resource.key.file));
    let ids: Vec<&str> = resources.iter().map(|resource| resource.id).collect();
    let mut faults = Vec::new();
    for resource in &resources {
        faults.extend(logical_id(resource));
        let Some(object) = schema::cloudformation(resource.kind) else {
            faults.extend(unknown_type(resource));
            continue;
        };
        faults.extend(ended(resource));
        // What a custom resource is given is a matter between it and its function.
        if resource.kind == "AWS::CloudFormation::CustomResource" {
            continue;
        }
        let mut settings =
            Settings { id: resource.id, complete: resource.complete, resources: &ids, faults: &mut faults };
        match fields(resource.body).into_iter().find(|field| &**field.name == "Properties") {
            Some(properties) => settings.object(object, resource.kind, properties.value, properties.key, 0),
            None => settings.lacks(object, resource.kind, &[], resource.key),
        }
        faults.extend(super::service::of_template(resource));
    }
    for resource in &resources {
        attributes(resource.body, resource.template, &resources, 0, &mut faults);
    }
    faults
}

/// Logical ids are letters and digits only.
fn logical_id(resource: &Written<'_>) -> Option<Fault> {
    let wrong = resource.id.chars().any(|letter| !letter.is_ascii_alphanumeric());
    let is_loop = resource.id.starts_with("Fn::");
    (wrong && !is_loop).then(|| {
        let message = format!("`{}` is no logical id: only letters and digits may stand in it", shown(resource.id));
        Fault::new("invalid-logical-id", Severity::High, resource.key, message)
    })
}

/// A type that CloudFormation does not have.
fn unknown_type(resource: &Written<'_>) -> Option<Fault> {
    let kind = resource.kind;
    let other = ["AWS::Serverless::", "AWS::CDK::", "AWS::LanguageExtensions"];
    if !kind.starts_with("AWS::") || kind.ends_with("::MODULE") || other.iter().any(|start| kind.starts_with(start)) {
        return None;
    }
    let service = kind.rsplit_once("::").map_or("", |(service, _)| service);
    let types: Vec<_> = schema::cloudformation_types(&format!("{service}::")).collect();
    let instead = nearest(kind, types).map(|name| format!("; there is `{name}`")).unwrap_or_default();
    let message = format!("`{}` has the type `{kind}`, which CloudFormation does not have{instead}", resource.id);
    let place = get(resource.body, "Type").map_or(resource.key, |kind| resource.key.to(kind.span));
    Some(Fault::new("unknown-resource-type", Severity::High, place, message))
}

/// A type whose service is shut down.
fn ended(resource: &Written<'_>) -> Option<Fault> {
    let [_, status, day] = table::find(ENDED, resource.kind)?;
    let severity = if status == "shutdown" { Severity::High } else { Severity::Low };
    let what = if status == "shutdown" { "was shut down" } else { "is being given up and takes no new customers" };
    let message = format!("`{}` has the type `{}`, whose service {what} ({day})", resource.id, resource.kind);
    let place = get(resource.body, "Type").map_or(resource.key, |kind| resource.key.to(kind.span));
    Some(Fault::new("ended-service", severity, place, message))
}

/// The settings of one resource.
struct Settings<'a> {
    id: &'a str,
    /// Whether all of the template is there, so that what it lacks means something.
    complete: bool,
    /// The logical ids of the template.
    resources: &'a [&'a str],
    faults: &'a mut Vec<Fault>,
}

impl Settings<'_> {
    /// Holds an object against its schema; `at` is where it is named.
    fn object(&mut self, object: Object, name: &str, value: &Expression, at: Span, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if let Some(alternatives) = alternatives(value) {
            alternatives.into_iter().for_each(|value| self.object(object, name, value, at, depth + 1));
            return;
        }
        if !matches!(value.kind, ExpressionKind::Map(_)) || call_of(value).is_some() {
            return;
        }
        let given = fields(value);
        for field in given.iter().filter(|field| !field.name.starts_with("Fn::")) {
            match object.member(field.name) {
                // The service gives it, and mostly ignores what is written.
                Some(member) if member.computed => {}
                Some(member) => self.member(member, *field, depth),
                None => self.unknown(object, name, *field),
            }
        }
        let open = has_gaps(value) || given.iter().any(|field| field.name.starts_with("Fn::")) || has_spread(value);
        if !open {
            let names: Vec<&str> = given.iter().map(|field| &**field.name).collect();
            self.lacks(object, name, &names, at);
            if let Some(limits) = object.limits().filter(|_| self.complete) {
                self.faults.extend(limits::of_object(limits, self.id, name, &given, at));
            }
        }
    }

    fn unknown(&mut self, object: Object, name: &str, field: Field<'_>) {
        let settable = object.members().filter(|member| !member.computed).map(|member| member.name);
        let instead = nearest(field.name, settable).map(|name| format!("; it has `{name}`")).unwrap_or_default();
        let message = format!("`{}` has no `{}` in `{}`{instead}", name, field.name, self.id);
        self.faults.push(Fault::new("unknown-property", Severity::High, field.key, message));
    }

    fn lacks(&mut self, object: Object, name: &str, given: &[&str], at: Span) {
        if !self.complete {
            return;
        }
        let missing: Vec<_> = object
            .members()
            .filter(|member| member.required && !member.computed && !given.contains(&member.name))
            .map(|member| format!("`{}`", member.name))
            .collect();
        if !missing.is_empty() {
            let message = format!("`{}` requires {} in `{}`, which is not set", name, missing.join(", "), self.id);
            self.faults.push(Fault::new("missing-property", Severity::High, at, message));
        }
    }

    /// Holds the value of a property against its schema.
    fn member(&mut self, member: Member, field: Field<'_>, depth: usize) {
        if depth <= DEEPEST {
            self.value(member, member.lists, field, field.value, depth + 1);
        }
    }

    fn value(&mut self, member: Member, lists: usize, field: Field<'_>, value: &Expression, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if let Some(alternatives) = alternatives(value) {
            alternatives.into_iter().for_each(|value| self.value(member, lists, field, value, depth + 1));
            return;
        }
        if let Some((name, argument)) = call_of(value) {
            // What these give is a text.
            let is_text = matches!(name, "Ref" | "Sub" | "Join") && !is_no_value(value);
            let is_parameter = name == "Ref" && text(argument).is_some_and(|name| !self.resources.contains(&&**name));
            if is_text && !is_parameter && lists == 0 && member.holds == Holds::Object && !member.is_map {
                self.wrong(field, value, "a text", "an object");
            }
            return;
        }
        let limits = member.owner.limits();
        if lists > 0 {
            self.faults.extend(limits.and_then(|limits| limits::of_list(limits, self.id, field, value)));
            match (elements(value), &value.kind) {
                (Some(items), _) => {
                    items.into_iter().for_each(|item| self.value(member, lists - 1, field, item, depth + 1));
                }
                (None, ExpressionKind::Map(_)) if member.holds != Holds::Anything => {
                    self.wrong(field, value, "an object", "a list");
                }
                _ => {}
            }
            return;
        }
        if member.is_map {
            if matches!(value.kind, ExpressionKind::List(_)) {
                self.wrong(field, value, "a list", "an object");
            }
            return;
        }
        self.faults.extend(limits.and_then(|limits| limits::of_value(limits, self.id, field, value)));
        match (member.holds, &value.kind) {
            (Holds::Object, ExpressionKind::Map(_)) => {
                if let Some(object) = member.object() {
                    self.object(object, member.name, value, field.key, depth + 1);
                }
            }
            (Holds::Object, ExpressionKind::List(_)) => self.wrong(field, value, "a list", "an object"),
            (Holds::Text | Holds::Whole | Holds::Number | Holds::Bool, ExpressionKind::List(_)) => {
                self.wrong(field, value, "a list", "a single value");
            }
            (Holds::Text | Holds::Whole | Holds::Number | Holds::Bool, ExpressionKind::Map(_)) => {
                self.wrong(field, value, "an object", "a single value");
            }
            (Holds::Whole | Holds::Number, ExpressionKind::Text(written)) if written.trim().parse::<f64>().is_err() => {
                self.wrong(field, value, &format!("`{}`", shown(written)), "a number");
            }
            (Holds::Bool, ExpressionKind::Text(written))
                if !matches!(&**written, "true" | "false" | "True" | "False" | "TRUE" | "FALSE") =>
            {
                self.wrong(field, value, &format!("`{}`", shown(written)), "true or false");
            }
            (Holds::Text | Holds::Whole | Holds::Number, _) => self.allowed(member, field, value),
            _ => {}
        }
    }

    fn wrong(&mut self, field: Field<'_>, value: &Expression, what: &str, wanted: &str) {
        let message = format!("`{}` of `{}` is {what} where {wanted} must stand", field.name, self.id);
        self.faults.push(Fault::new("wrong-type", Severity::High, value.span, message));
    }

    /// Whether a value is one of those that are allowed.
    fn allowed(&mut self, member: Member, field: Field<'_>, value: &Expression) {
        let written = match &value.kind {
            ExpressionKind::Text(written) => written.to_string(),
            ExpressionKind::Number(number) => number.to_string(),
            _ => return,
        };
        let allowed: Vec<_> = member.allowed().collect();
        let dynamic = written.contains("{{") || written.contains("${");
        if dynamic || allowed.is_empty() || allowed.iter().any(|one| one.eq_ignore_ascii_case(&written)) {
            return;
        }
        let number = |text: &str| text.parse::<f64>().ok();
        let instead = match number(&written) {
            Some(wanted) => {
                let near = allowed.iter().filter_map(|one| Some((number(one)?, *one)));
                near.min_by(|one, other| (one.0 - wanted).abs().total_cmp(&(other.0 - wanted).abs()))
                    .map(|(_, one)| one)
            }
            None => nearest(&written, allowed.iter().copied()),
        };
        let hint = match instead {
            Some(near) => format!("; the nearest is `{near}`"),
            None => format!("; allowed are {}", few(&allowed)),
        };
        let message = format!("`{}` of `{}` cannot be `{}`{hint}", field.name, self.id, shown(&written));
        self.faults.push(Fault::new("value-not-allowed", Severity::High, field.key.to(value.span), message));
    }
}

/// What stands in the branches of an `Fn::If`.
fn alternatives(value: &Expression) -> Option<Vec<&Expression>> {
    let (name, argument) = call_of(value)?;
    let mut arguments = elements(argument).filter(|_| name == "If")?;
    arguments.get(1)?;
    arguments.remove(0);
    arguments.retain(|branch| !is_no_value(branch));
    Some(arguments)
}

fn is_no_value(value: &Expression) -> bool {
    call_of(value).is_some_and(|(_, argument)| text(argument).is_some_and(|name| &**name == NO_VALUE))
}

fn has_spread(map: &Expression) -> bool {
    let ExpressionKind::Map(entries) = &map.kind else { return false };
    entries.iter().any(|entry| matches!(entry, Entry::Spread(_)))
}

/// Attributes that resources are asked for with `Fn::GetAtt` must be there.
fn attributes(value: &Expression, template: usize, resources: &[Written<'_>], depth: usize, faults: &mut Vec<Fault>) {
    if depth > DEEPEST {
        return;
    }
    if let Some((name, argument)) = call_of(value) {
        if name == "GetAtt" {
            faults.extend(attribute(argument, template, resources));
        }
        attributes(argument, template, resources, depth + 1, faults);
        return;
    }
    match &value.kind {
        ExpressionKind::List(items) => {
            items.iter().for_each(|item| attributes(&item.value, template, resources, depth + 1, faults));
        }
        ExpressionKind::Map(_) => {
            for field in fields(value) {
                attributes(field.value, template, resources, depth + 1, faults);
            }
        }
        _ => {}
    }
}

fn attribute(argument: &Expression, template: usize, resources: &[Written<'_>]) -> Option<Fault> {
    let (id, name) = match elements(argument) {
        Some(parts) => (text(parts.first()?)?.to_string(), text(parts.get(1)?)?.to_string()),
        None => {
            let (id, name) = text(argument)?.split_once('.')?;
            (id.to_owned(), name.to_owned())
        }
    };
    let named = resources.iter().find(|resource| resource.template == template && resource.id == id)?;
    let object = schema::cloudformation(named.kind)?;
    let first = name.split('.').next().unwrap_or(&name);
    let has = |wanted: &str| {
        object.members().any(|member| member.name == wanted || member.name.split('.').next() == Some(wanted))
    };
    if has(first) || named.kind.starts_with("AWS::CloudFormation::") {
        return None;
    }
    let computed = object.members().filter(|member| member.computed).map(|member| member.name);
    let known: Vec<_> = computed.collect();
    let instead = match nearest(&name, known.iter().copied()) {
        Some(near) => format!("; it has `{near}`"),
        None if known.is_empty() => String::new(),
        None => format!("; it has {}", few(&known)),
    };
    let message = format!("`{id}` has no attribute `{name}`{instead}");
    Some(Fault::new("unknown-attribute", Severity::High, argument.span, message))
}

/// The first of several names.
fn few(names: &[&str]) -> String {
    const MOST: usize = 6;
    let shown: Vec<_> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > MOST { " …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// What is shown of a text that may be long.
fn shown(text: &str) -> &str {
    const MOST: usize = 60;
    text.char_indices().nth(MOST).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}
