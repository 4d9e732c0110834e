//! Programs of Pulumi against its AWS package: what they name must be there, and take what it is given.

use super::{Programs, listed};
use crate::catalog::jsii::Spelling;
use crate::catalog::pulumi_api::{self as api, Entry, EntryKind, Member};
use crate::catalog::spelling::camel_case;
use crate::checks::validity::Fault;
use crate::checks::validity::nearest::nearest;
use crate::program::evaluator::{Call, Callee, Demand, Demanded};
use crate::program::expression::UNKNOWN_REST;
use crate::program::value::{Map, Symbol, Value};
use crate::severity::Severity;
use crate::source::Span;

/// What every Python resource has besides its own properties.
const OF_RESOURCES: &[&str] = &[
    "id",
    "urn",
    "get",
    "get_provider",
    "register_outputs",
    "pulumi_resource_name",
    "pulumi_resource_type",
    "translate_input_property",
    "translate_output_property",
    "getProvider",
    "registerOutputs",
    "isInstance",
    "region",
];

pub(super) fn find(programs: &Programs<'_>) -> Vec<Fault> {
    let checker = Checker { programs, version: version(programs) };
    let demands = programs.trace.demands.iter().filter_map(|demand| checker.demand(demand));
    let mut faults: Vec<_> = demands.collect();
    for call in &programs.trace.calls {
        checker.call(call, &mut faults);
    }
    faults
}

struct Checker<'a> {
    programs: &'a Programs<'a>,
    /// The major version of the AWS package that the answer asks for, as a digit.
    version: Option<char>,
}

/// What a path of the AWS package names.
enum Named {
    Entry(Entry),
    /// A constant of an enum.
    Constant(Entry, String),
    /// Who does not have it, and what.
    Missing {
        owner: String,
        name: String,
        instead: Option<String>,
        goes_on: bool,
    },
    /// A module, or what is not known.
    Other,
}

impl Checker<'_> {
    fn demand(&self, demand: &Demand) -> Option<Fault> {
        let spelling = self.programs.spelling(demand.span)?;
        let Demanded::Member(symbol, name) = &demand.of else { return None };
        match symbol {
            Symbol::External(path) => {
                let named = self.named(&format!("{path}.{name}"), spelling)?;
                self.missing(&named, demand.span, spelling, demand.conditional, false)
            }
            Symbol::Result(id) => {
                let made = self.programs.trace.call(*id)?;
                let path = made.path()?;
                if path.ends_with("pulumi.ComponentResource") {
                    return self.own(name, demand.span, spelling, demand.conditional, false);
                }
                let Named::Entry(entry) = self.named(path, spelling)? else { return None };
                self.property(entry, name, demand.span, spelling, demand.conditional, false)
            }
            _ => None,
        }
    }

    fn call(&self, call: &Call, faults: &mut Vec<Fault>) {
        let Some(spelling) = self.programs.spelling(call.span) else { return };
        match &call.callee {
            Callee::External(path) => match self.named(path, spelling) {
                Some(Named::Entry(entry)) => self.arguments(entry, call, spelling, faults),
                Some(named) => faults.extend(self.missing(&named, call.span, spelling, call.conditional, true)),
                None => {}
            },
            Callee::Method(Symbol::Result(id), name) if !name.is_empty() => {
                let path = self.programs.trace.call(*id).and_then(Call::path);
                if path.is_some_and(|path| path.ends_with("pulumi.ComponentResource")) {
                    faults.extend(self.own(name, call.span, spelling, call.conditional, true));
                }
            }
            _ => {}
        }
    }

    /// A member of a component of the response, which it must have itself.
    fn own(&self, name: &str, span: Span, spelling: Spelling, conditional: bool, called: bool) -> Option<Fault> {
        let known = OF_RESOURCES.contains(&name) || name.starts_with("__") || self.programs.members.contains(name);
        if known || self.programs.sets_by_name {
            return None;
        }
        let fails = called || spelling == Spelling::Snake;
        let severity = if fails { Programs::severity(conditional) } else { Severity::Medium };
        let message = format!("`{name}` is taken from a component that does not have it");
        Some(Fault::new("unknown-own-member", severity, span, message))
    }

    /// What a path of the AWS package or of Pulumi's own library names.
    fn named(&self, path: &str, spelling: Spelling) -> Option<Named> {
        let (python, rest) = match spelling {
            Spelling::Snake => (true, path.strip_prefix("pulumi_aws.")),
            Spelling::Camel => (false, path.strip_prefix("@pulumi/aws.").or_else(|| path.strip_prefix("@pulumi/aws/"))),
        };
        let Some(rest) = rest else { return core(path, spelling) };
        let rest = rest.replace('/', ".");
        let mut parts = rest.split('.').filter(|part| !part.is_empty());
        let first = parts.next()?;
        if matches!(first, "types" | "config" | "sdk" | "default" | "outputs" | "inputs" | "_utilities")
            || first.starts_with("__")
        {
            return Some(Named::Other);
        }
        let is_class = first.starts_with(|letter: char| letter.is_ascii_uppercase());
        let module = if first == "lambda" && !python { "lambda_" } else { first };
        let (module, name) = if !is_class && api::has_module(module) {
            match parts.next() {
                Some(name) => (module, name),
                None => return Some(Named::Other),
            }
        } else {
            ("", first)
        };
        if matches!(name, "outputs" | "_inputs" | "default") || name.starts_with("__") {
            return Some(Named::Other);
        }
        let plain = name.strip_suffix("Dict").filter(|plain| python && plain.ends_with("Args")).unwrap_or(name);
        let found = if python { api::find(module, plain) } else { api::find_folded(module, plain) };
        let has = |entry: &Entry| match entry.kind() {
            EntryKind::Arguments => python,
            EntryKind::TypeScriptOnly => !python,
            _ => true,
        };
        let rest = parts.next();
        let title = |module: &str| match module {
            "" => "aws".to_owned(),
            module => format!("aws.{}", module.trim_end_matches('_')),
        };
        let missing = |owner, name: &str, instead: Option<&str>| {
            let (name, instead) = (name.to_owned(), instead.map(str::to_owned));
            Some(Named::Missing { owner, name, instead, goes_on: rest.is_some() })
        };
        let Some(entry) = found.filter(has).filter(|entry| self.is_in_version(entry.versions())) else {
            // What TypeScript declares as a type only is nothing that a program can fail to find.
            if !python && plain.ends_with("Args") && rest.is_none() {
                return Some(Named::Other);
            }
            return missing(title(module), name, nearest(name, self.names(module, python)));
        };
        match (entry.kind(), rest) {
            (EntryKind::Enum, Some(constant)) => Some(Named::Constant(entry, constant.to_owned())),
            (_, Some(_)) => Some(Named::Other),
            (_, None) => Some(Named::Entry(entry)),
        }
    }

    fn names(&self, module: &str, python: bool) -> Vec<&'static str> {
        let names = api::names_of(module);
        let in_version =
            |name: &&str| api::find(module, name).is_some_and(|entry| self.is_in_version(entry.versions()));
        names.filter(|name| python || !name.ends_with("Args")).filter(in_version).collect()
    }

    fn is_in_version(&self, versions: &str) -> bool {
        versions.is_empty() || self.version.is_none_or(|version| versions.contains(version))
    }

    /// Whether an argument must be given in each version that the answer may mean.
    fn requires(&self, member: &Member) -> bool {
        let in_all = member.required_in.is_empty() && member.versions.is_empty();
        let versions = if member.required_in.is_empty() { member.versions } else { member.required_in };
        member.required && (in_all || self.version.is_some_and(|version| versions.contains(version)))
    }

    fn missing(&self, named: &Named, span: Span, spelling: Spelling, conditional: bool, called: bool) -> Option<Fault> {
        let (owner, name, instead, goes_on) = match named {
            Named::Missing { owner, name, instead, goes_on } => (owner.clone(), name, instead.clone(), *goes_on),
            Named::Constant(entry, constant) if entry.member(constant).is_none() => {
                let known: Vec<_> = entry.members().map(|member| member.name).collect();
                (entry.name().to_owned(), constant, nearest(constant, known).map(str::to_owned), false)
            }
            _ => return None,
        };
        let fails = spelling == Spelling::Snake || called || goes_on;
        let severity = if fails { Programs::severity(conditional) } else { Severity::Medium };
        let of_version = self.version.map(|version| format!(" in version {version}")).unwrap_or_default();
        let of_version = if owner.starts_with("aws") { of_version } else { String::new() };
        let instead = instead.map(|name| format!("; it has `{name}`")).unwrap_or_default();
        let message = format!("`{owner}` has no `{name}`{of_version}{instead}");
        Some(Fault::new("unknown-library-member", severity, span, message))
    }

    /// A property of a resource.
    fn property(
        &self,
        entry: Entry,
        name: &str,
        span: Span,
        spelling: Spelling,
        conditional: bool,
        called: bool,
    ) -> Option<Fault> {
        if entry.kind() != EntryKind::Resource || OF_RESOURCES.contains(&name) || name.starts_with("_") {
            return None;
        }
        if entry.member(name).is_some_and(|member| self.is_in_version(member.versions)) {
            return None;
        }
        let names: Vec<_> = entry.members().map(|member| spelled(member.name, spelling)).collect();
        let instead = nearest(name, names.iter().map(String::as_str)).map(|name| format!("; it has `{name}`"));
        let fails = spelling == Spelling::Snake || called;
        let severity = if fails { Programs::severity(conditional) } else { Severity::Medium };
        let message = format!("`{}` has no property `{name}`{}", entry.name(), instead.unwrap_or_default());
        Some(Fault::new("unknown-library-member", severity, span, message))
    }

    fn arguments(&self, entry: Entry, call: &Call, spelling: Spelling, faults: &mut Vec<Fault>) {
        let severity = Programs::severity(call.conditional);
        let python = spelling == Spelling::Snake;
        let given: Option<&Map> = match entry.kind() {
            EntryKind::Resource if !call.constructs => return,
            EntryKind::Resource if python => {
                if call.positional.is_empty()
                    && !call.named.contains_key("resource_name")
                    && !call.named.contains_key(UNKNOWN_REST)
                {
                    let message = format!("`{}` is made without `resource_name`, its first argument", entry.name());
                    faults.push(Fault::new("missing-library-argument", severity, call.span, message));
                }
                // What is given as one object is held against the class of that.
                let as_object = call.positional.len() > 1 || call.named.contains_key("args");
                if as_object { None } else { Some(&call.named) }
            }
            EntryKind::Arguments | EntryKind::Function if python => Some(&call.named),
            EntryKind::Resource => match call.positional.get(1) {
                Some(settings) => settings.as_map(),
                None => return,
            },
            _ => None,
        };
        let Some(given) = given else { return };
        let framing = |name: &str| matches!(name, "resource_name" | "opts" | "args" | "__props__" | UNKNOWN_REST);
        let names: Vec<_> =
            entry.members().filter(|member| !member.output).map(|member| spelled(member.name, spelling)).collect();
        for (name, value) in given.iter().filter(|(name, _)| !(python && framing(name)) && &***name != UNKNOWN_REST) {
            let known = entry.member(name).filter(|member| !member.output);
            let in_version = known.is_some_and(|member| self.is_in_version(member.versions));
            let spelt = !python || !name.contains(|letter: char| letter.is_ascii_uppercase());
            if in_version && spelt {
                continue;
            }
            let instead = nearest(name, names.iter().map(String::as_str)).map(|name| format!("; it takes `{name}`"));
            let span = value.span.filter(|span| call.span.contains(*span)).unwrap_or(call.span);
            let message = format!("`{}` takes no `{name}`{}", entry.name(), instead.unwrap_or_default());
            let severity = if python { severity } else { Severity::Medium };
            faults.push(Fault::new("unknown-library-argument", severity, span, message));
        }
        self.lacks(entry, given, call, spelling, faults);
    }

    fn lacks(&self, entry: Entry, given: &Map, call: &Call, spelling: Spelling, faults: &mut Vec<Fault>) {
        // What is imported or looked up needs nothing; what comes from elsewhere may be there.
        let options = call.named.get("opts").or_else(|| call.positional.get(2));
        let looked_up = options.is_some_and(|options| options.get("urn").is_some());
        let by_position = if entry.kind() == EntryKind::Resource { 0 } else { call.positional.len() };
        if looked_up || given.contains_key(UNKNOWN_REST) || call.named.contains_key(UNKNOWN_REST) || by_position > 0 {
            return;
        }
        let is_given = |member: &Member| {
            // What TypeScript passes on may be there, although it cannot be told what it is.
            let is_set = |value: &Value| spelling == Spelling::Camel || !value.is_null();
            given.iter().any(|(name, value)| crate::catalog::schema::same_name(name, member.name) && is_set(value))
        };
        let missing: Vec<std::sync::Arc<str>> = entry
            .members()
            .filter(|member| self.requires(member) && !is_given(member))
            .map(|member| spelled(member.name, spelling).into())
            .collect();
        if !missing.is_empty() {
            let message = format!("`{}` requires {}, which is not given", entry.name(), listed(&missing));
            faults.push(Fault::new(
                "missing-library-argument",
                Programs::severity(call.conditional),
                call.span,
                message,
            ));
        }
    }
}

/// Something of Pulumi's own library.
fn core(path: &str, spelling: Spelling) -> Option<Named> {
    let (rest, language) = match spelling {
        Spelling::Snake => (path.strip_prefix("pulumi.")?, 'p'),
        Spelling::Camel => (path.strip_prefix("@pulumi/pulumi.")?, 't'),
    };
    let mut parts = rest.split('.');
    let name = parts.next()?;
    if name.starts_with('_') || name == "default" || name == "prototype" || api::core_has(name, language) {
        return Some(Named::Other);
    }
    // A type of which nothing is left at run time may be missing in the table.
    let goes_on = parts.next().is_some();
    Some(Named::Missing { owner: "pulumi".to_owned(), name: name.to_owned(), instead: None, goes_on })
}

/// A name as the language writes it.
fn spelled(name: &str, spelling: Spelling) -> String {
    if spelling == Spelling::Snake { name.to_owned() } else { camel_case(name) }
}

/// The major version of the AWS package that the answer asks for, if it is one that the table has.
fn version(programs: &Programs<'_>) -> Option<char> {
    let asked = programs
        .analysis
        .stack
        .tooling
        .versions
        .iter()
        .find(|version| matches!(&*version.of, "pulumi-aws" | "pulumi_aws" | "@pulumi/aws"))?;
    let digit = asked.constraint.chars().find(char::is_ascii_digit)?;
    // `>=6.0.0` alone takes the newest.
    let open = asked.constraint.trim_start().starts_with('>') && !asked.constraint.contains('<');
    (matches!(digit, '6' | '7') && !open).then_some(digit)
}
