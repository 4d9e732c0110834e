//! Programs of the AWS CDK and of CDK for Terraform against their API: what they name, call and assign must be there, and take what it is given.

use std::cell::RefCell;
use std::collections::HashMap;

use super::Programs;
use crate::catalog::jsii::{Api, Definition, Holds, Member, Parameters, Spelling, Type, TypeKind};
use crate::checks::validity::Fault;
use crate::checks::validity::nearest::nearest;
use crate::program::evaluator::{Call, Callee, Demand, Demanded};
use crate::program::expression::UNKNOWN_REST;
use crate::program::value::{CallId, Kind, Symbol, Value};
use crate::severity::Severity;
use crate::source::Span;

/// How long a chain of members is followed. Chosen because generated paths reach 8.
const LONGEST_CHAIN: usize = 40;

/// What a program names.
#[derive(Clone, Debug)]
enum Thing {
    /// A module of a library; the library itself without a name.
    Module(Api, String),
    /// A type.
    Type(Definition),
    /// A value of that type; whether just that type, and not one that extends it.
    Value(Type, bool),
    /// An instance of that class; whether just of it.
    Instance(Definition, bool),
    /// A method or static function.
    Method(Definition, Member),
    /// Something that is not there.
    Missing(Missing),
}

/// Something that the library does not have.
#[derive(Clone, Debug)]
struct Missing {
    /// Who does not have it, as the program would name it.
    owner: String,
    /// What it does not have.
    name: String,
    /// What may be meant.
    instead: Option<String>,
    /// Whether it is certain that it is not there.
    certain: bool,
    /// Whether something of what is not there is asked for, which fails in every language.
    goes_on: bool,
}

pub(super) fn find(programs: &Programs<'_>) -> Vec<Fault> {
    let checker = Checker { programs, paths: RefCell::default() };
    let mut faults = Vec::new();
    for demand in &programs.trace.demands {
        faults.extend(checker.demand(demand));
    }
    for (_, call) in programs.trace.iter() {
        checker.call(call, &mut faults);
    }
    faults
}

struct Checker<'a> {
    programs: &'a Programs<'a>,
    /// What the paths that were looked up name: a program names the same again and again.
    paths: RefCell<HashMap<(String, bool), Option<Thing>>>,
}

impl Checker<'_> {
    /// What a dotted path names.
    fn path(&self, path: &str, spelling: Spelling) -> Option<Thing> {
        let key = (path.to_owned(), spelling == Spelling::Snake);
        if let Some(found) = self.paths.borrow().get(&key) {
            return found.clone();
        }
        let found = path_thing(path, spelling);
        self.paths.borrow_mut().insert(key, found.clone());
        found
    }

    fn demand(&self, demand: &Demand) -> Option<Fault> {
        let spelling = self.programs.spelling(demand.span)?;
        match &demand.of {
            Demanded::Member(symbol, name) => {
                let thing = self.member(self.thing(symbol, spelling)?, name, spelling, is_own(symbol))?;
                let Thing::Missing(missing) = thing else { return None };
                self.missing(&missing, demand.span, spelling, demand.conditional, false)
            }
            Demanded::Field(path, name) if spelling == Spelling::Snake => {
                let Thing::Type(class) = path_thing(path, spelling)? else { return None };
                let Holds::Property(_, false) = class.member(name, spelling)?.holds else { return None };
                let message = format!(
                    "`{name}` cannot be assigned: it is a property of `{}` that can only be read; choose another name",
                    class.short_name()
                );
                Some(Fault::new("read-only-property", Programs::severity(demand.conditional), demand.span, message))
            }
            _ => None,
        }
    }

    /// A fault for something that the library does not have.
    fn missing(
        &self,
        missing: &Missing,
        span: Span,
        spelling: Spelling,
        conditional: bool,
        called: bool,
    ) -> Option<Fault> {
        let fails = spelling == Spelling::Snake || called || missing.goes_on;
        let severity = match (missing.certain, fails) {
            (true, true) => Programs::severity(conditional),
            _ => Severity::Medium,
        };
        let instead = missing.instead.as_ref().map(|name| format!("; it has `{name}`")).unwrap_or_default();
        let message = format!("`{}` has no `{}`{instead}", missing.owner, missing.name);
        Some(Fault::new("unknown-library-member", severity, span, message))
    }

    fn call(&self, call: &Call, faults: &mut Vec<Fault>) {
        let Some(spelling) = self.programs.spelling(call.span) else { return };
        match &call.callee {
            Callee::External(path) => match self.path(path, spelling) {
                Some(Thing::Missing(missing)) => {
                    faults.extend(self.missing(&missing, call.span, spelling, call.conditional, true));
                }
                Some(Thing::Type(class)) => self.construction(class, call, spelling, faults),
                Some(Thing::Method(owner, member)) => {
                    if let Holds::Method(parameters, _) = member.holds {
                        let title = format!("{}.{}", owner.short_name(), spelling.write(member.name));
                        self.arguments(&title, parameters, owner, call, spelling, faults);
                    }
                }
                _ => {}
            },
            Callee::Method(receiver, name) if !name.is_empty() => {
                let Some(thing) = self.thing(receiver, spelling) else { return };
                match self.member(thing, name, spelling, is_own(receiver)) {
                    Some(Thing::Missing(missing)) => {
                        faults.extend(self.missing(&missing, call.span, spelling, call.conditional, true));
                    }
                    Some(Thing::Method(owner, member)) => {
                        if let Holds::Method(parameters, _) = member.holds {
                            let title = format!("{}.{}", owner.short_name(), spelling.write(member.name));
                            self.arguments(&title, parameters, owner, call, spelling, faults);
                        }
                    }
                    _ => {}
                }
            }
            Callee::Assignment(receiver, name) if spelling == Spelling::Snake => {
                let Some(Thing::Instance(class, true)) = self.thing(receiver, spelling) else { return };
                if let Some(Member { holds: Holds::Property(_, false), .. }) = class.member(name, spelling) {
                    let message =
                        format!("`{name}` of `{}` cannot be assigned: it can only be read", class.short_name());
                    faults.push(Fault::new(
                        "read-only-property",
                        Programs::severity(call.conditional),
                        call.span,
                        message,
                    ));
                }
            }
            _ => {}
        }
    }

    /// What a symbol stands for.
    fn thing(&self, symbol: &Symbol, spelling: Spelling) -> Option<Thing> {
        self.thing_within(symbol, spelling, LONGEST_CHAIN)
    }

    fn thing_within(&self, symbol: &Symbol, spelling: Spelling, left: usize) -> Option<Thing> {
        let left = left.checked_sub(1)?;
        match symbol {
            Symbol::External(path) => self.path(path, spelling),
            Symbol::Result(id) => self.result(*id, left),
            Symbol::Member(inner, name) => {
                let thing = self.member(self.thing_within(inner, spelling, left)?, name, spelling, is_own(inner))?;
                if matches!(thing, Thing::Missing(_)) { None } else { Some(thing) }
            }
            Symbol::Element(inner, _) => match self.thing_within(inner, spelling, left)? {
                Thing::Value(holds, _) => Some(Thing::Value(holds.element()?, false)),
                _ => None,
            },
        }
    }

    /// What a call gives.
    fn result(&self, id: CallId, left: usize) -> Option<Thing> {
        let call = self.programs.trace.call(id)?;
        let spelling = self.programs.spelling(call.span)?;
        let callee = match &call.callee {
            Callee::External(path) => self.path(path, spelling)?,
            Callee::Method(receiver, name) => {
                self.member(self.thing_within(receiver, spelling, left)?, name, spelling, is_own(receiver))?
            }
            Callee::Assignment(..) => return None,
        };
        match callee {
            Thing::Type(class) if class.kind() != TypeKind::Enum => Some(Thing::Instance(class, true)),
            Thing::Method(_, Member { holds: Holds::Method(_, returned), .. }) => Some(Thing::Value(returned, false)),
            _ => None,
        }
    }

    /// A member of something; `None` when that cannot be told.
    fn member(&self, thing: Thing, name: &str, spelling: Spelling, own: bool) -> Option<Thing> {
        let (definition, exact) = match thing {
            Thing::Value(holds, exact) => (holds.definition()?, exact),
            Thing::Instance(definition, exact) => (definition, exact),
            Thing::Missing(mut missing) => {
                missing.goes_on = true;
                return Some(Thing::Missing(missing));
            }
            other => return member_of(other, name, spelling),
        };
        if let Some(member) = definition.member(name, spelling) {
            return Some(match member.holds {
                Holds::Constant => Thing::Instance(definition, true),
                Holds::Property(holds, _) => Thing::Value(holds, false),
                Holds::Method(..) => Thing::Method(definition, member),
            });
        }
        let hidden =
            name.starts_with('_') || name.ends_with("Ref") || name.ends_with("_ref") || is_of_the_language(name);
        if hidden || (own && self.programs.members.contains(name)) || definition.kind() == TypeKind::Enum {
            return None;
        }
        let certain = exact || !matches!(definition.kind(), TypeKind::Interface | TypeKind::AbstractClass);
        Some(Thing::Missing(Missing {
            owner: definition.short_name().to_owned(),
            name: name.to_owned(),
            instead: nearest_member(definition, name, spelling, false),
            certain,
            goes_on: false,
        }))
    }

    /// Whether a class can be made of what it is given.
    fn construction(&self, class: Definition, call: &Call, spelling: Spelling, faults: &mut Vec<Fault>) {
        if !call.constructs {
            return;
        }
        match class.kind() {
            TypeKind::Struct if spelling == Spelling::Snake => self.entries(class, call, faults),
            TypeKind::Class | TypeKind::Resource => {
                if let Some(parameters) = class.constructor() {
                    self.arguments(class.short_name(), parameters, class, call, spelling, faults);
                }
            }
            _ => {}
        }
    }

    /// The members of a struct that Python makes of named arguments.
    fn entries(&self, class: Definition, call: &Call, faults: &mut Vec<Fault>) {
        let spelling = Spelling::Snake;
        for (name, value) in call.named.iter().filter(|(name, _)| &***name != UNKNOWN_REST) {
            if class.member(name, spelling).is_none() {
                faults.push(unknown_argument(class.short_name(), name, class, value, call, spelling));
            }
        }
        let missing = class.members().filter(|member| member.required);
        let missing = missing.filter(|member| !call.named.keys().any(|name| spelling.same(name, member.name)));
        let missing: Vec<_> = missing.map(|member| member.name).collect();
        self.lacks(class.short_name(), &missing, call, spelling, true, faults);
    }

    /// Holds the arguments of a call against the parameters.
    fn arguments(
        &self,
        title: &str,
        parameters: Parameters,
        owner: Definition,
        call: &Call,
        spelling: Spelling,
        faults: &mut Vec<Fault>,
    ) {
        let list = parameters.list();
        let options = parameters.options();
        if spelling == Spelling::Snake {
            let takes = |name: &str| list.iter().any(|parameter| spelling.same(name, parameter.name));
            let has = |name: &str| options.is_some_and(|options| options.member(name, spelling).is_some());
            for (name, value) in call.named.iter().filter(|(name, _)| &***name != UNKNOWN_REST) {
                if !takes(name) && !has(name) {
                    faults.push(unknown_argument(title, name, options.unwrap_or(owner), value, call, spelling));
                }
            }
            let by_position = list.len() - usize::from(options.is_some());
            let given = |at: usize, name: &str| {
                at < call.positional.len() || call.named.keys().any(|key| spelling.same(key, name))
            };
            let plain = list.iter().take(by_position).enumerate();
            let mut missing: Vec<_> = plain
                .filter(|(at, parameter)| !parameter.optional && !given(*at, parameter.name))
                .map(|(_, parameter)| parameter.name)
                .collect();
            let required = options.into_iter().flat_map(Definition::members).filter(|member| member.required);
            missing.extend(required.map(|member| member.name).filter(|name| !given(usize::MAX, name)));
            self.lacks(title, &missing, call, spelling, true, faults);
            return;
        }
        let (Some(options), Some(last)) = (options, list.len().checked_sub(1)) else { return };
        let Some(entries) = call.positional.get(last).and_then(Value::as_map) else { return };
        if entries.contains_key(UNKNOWN_REST) {
            return;
        }
        for (name, value) in entries {
            if options.member(name, spelling).is_none() {
                let fault = unknown_argument(title, name, options, value, call, spelling);
                faults.push(Fault { severity: Severity::Medium, ..fault });
            }
        }
        let missing = options.members().filter(|member| member.required);
        let is_set = |name: &str| entries.get(name).is_some_and(|value| !value.is_null());
        let missing: Vec<_> = missing.map(|member| member.name).filter(|name| !is_set(name)).collect();
        self.lacks(title, &missing, call, spelling, owner.kind() == TypeKind::Resource, faults);
    }

    fn lacks(
        &self,
        title: &str,
        missing: &[&str],
        call: &Call,
        spelling: Spelling,
        fails: bool,
        faults: &mut Vec<Fault>,
    ) {
        if missing.is_empty() || call.named.contains_key(UNKNOWN_REST) {
            return;
        }
        let unknown = call.positional.iter().any(|value| matches!(value.kind, Kind::Unknown(_)));
        if unknown && spelling == Spelling::Snake {
            return;
        }
        let names: Vec<_> = missing.iter().map(|name| spelling.write(name).into()).collect();
        let severity = if fails { Programs::severity(call.conditional) } else { Severity::Medium };
        let message = format!("`{title}` requires {}, which is not given", super::listed(&names));
        faults.push(Fault::new("missing-library-argument", severity, call.span, message));
    }
}

fn unknown_argument(
    title: &str,
    name: &str,
    options: Definition,
    value: &Value,
    call: &Call,
    spelling: Spelling,
) -> Fault {
    let instead =
        nearest_member(options, name, spelling, true).map(|name| format!("; it takes `{name}`")).unwrap_or_default();
    let message = format!("`{title}` takes no `{name}`{instead}");
    let span = value.span.filter(|span| call.span.contains(*span)).unwrap_or(call.span);
    Fault::new("unknown-library-argument", Programs::severity(call.conditional), span, message)
}

/// Whether a symbol stands for an instance of a class of the response that extends one of the library.
fn is_own(symbol: &Symbol) -> bool {
    matches!(symbol, Symbol::Result(_))
}

/// Names that every object has in a language.
fn is_of_the_language(name: &str) -> bool {
    matches!(
        name,
        "toString"
            | "constructor"
            | "hasOwnProperty"
            | "valueOf"
            | "name"
            | "value"
            | "then"
            | "prototype"
            | "length"
            | "toJSON"
    )
}

/// What a dotted path names.
fn path_thing(path: &str, spelling: Spelling) -> Option<Thing> {
    let (start, parts) = parts(path, spelling)?;
    let mut thing = start;
    for part in parts {
        thing = match thing {
            Thing::Missing(mut missing) => {
                missing.goes_on = true;
                return Some(Thing::Missing(missing));
            }
            thing => member_of(thing, part, spelling)?,
        };
    }
    Some(thing)
}

/// The module at which a dotted path begins, and what stands behind it.
fn parts(path: &str, spelling: Spelling) -> Option<(Thing, Vec<&str>)> {
    let start = |api, module: &str| Thing::Module(api, module.to_owned());
    if let Some(rest) = path.strip_prefix("constructs.") {
        return Some((start(Api::AwsCdk, "constructs"), rest.split('.').collect()));
    }
    if let Some(rest) = path.strip_prefix("cdktf.") {
        let parts: Vec<_> = rest.split('.').collect();
        return (parts.first() != Some(&"default")).then(|| (start(Api::Cdktf, ""), parts));
    }
    if spelling == Spelling::Snake {
        return Some((start(Api::AwsCdk, ""), path.strip_prefix("aws_cdk.")?.split('.').collect()));
    }
    let rest = path.strip_prefix("aws-cdk-lib")?;
    if let Some(rest) = rest.strip_prefix('.') {
        let parts: Vec<_> = rest.split('.').collect();
        // What a default import gives depends on how modules are compiled.
        return (parts.first() != Some(&"default")).then(|| (start(Api::AwsCdk, ""), parts));
    }
    let (module, rest) = rest.strip_prefix('/')?.split_once('.')?;
    if module.contains('/') || rest.starts_with("default") {
        return None;
    }
    let module = if module == "core" { String::new() } else { module.replace('-', "_") };
    Api::AwsCdk.has_module(&module).then(|| (start(Api::AwsCdk, &module), rest.split('.').collect()))
}

/// A member of a module or of a type itself.
fn member_of(thing: Thing, name: &str, spelling: Spelling) -> Option<Thing> {
    match thing {
        Thing::Module(api, module) => {
            let full = if module.is_empty() { name.to_owned() } else { format!("{module}.{name}") };
            if let Some(definition) = api.definition(&full) {
                return Some(Thing::Type(definition));
            }
            if api.has_module(&full) {
                return Some(Thing::Module(api, full));
            }
            if name.starts_with('_') || is_of_the_language(name) || module == "interfaces" || full == "interfaces" {
                return None;
            }
            let instead = nearest(name, api.types_of(&module)).map(str::to_owned);
            let owner = match (module.is_empty(), api == Api::Cdktf, spelling) {
                (false, ..) => module,
                (true, true, _) => "cdktf".to_owned(),
                (true, false, Spelling::Snake) => "aws_cdk".to_owned(),
                (true, false, Spelling::Camel) => "aws-cdk-lib".to_owned(),
            };
            Some(Thing::Missing(Missing { owner, name: name.to_owned(), instead, certain: true, goes_on: false }))
        }
        Thing::Type(definition) => {
            if let Some(inner) = definition.inner(name) {
                return Some(Thing::Type(inner));
            }
            if let Some(member) = definition.member(name, spelling).filter(|member| member.is_static) {
                return Some(match member.holds {
                    Holds::Constant => Thing::Instance(definition, true),
                    Holds::Property(holds, _) => Thing::Value(holds, false),
                    Holds::Method(..) => Thing::Method(definition, member),
                });
            }
            if name.starts_with('_') || is_of_the_language(name) || definition.kind() == TypeKind::Interface {
                return None;
            }
            Some(Thing::Missing(Missing {
                owner: definition.short_name().to_owned(),
                name: name.to_owned(),
                instead: nearest_member(definition, name, spelling, false),
                certain: true,
                goes_on: false,
            }))
        }
        _ => None,
    }
}

/// The member that may be meant, as the program would write it.
fn nearest_member(definition: Definition, name: &str, spelling: Spelling, properties: bool) -> Option<String> {
    let names: Vec<String> = definition
        .members()
        .filter(|member| !properties || matches!(member.holds, Holds::Property(..)))
        .map(|member| spelling.write(member.name))
        .collect();
    nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
}
