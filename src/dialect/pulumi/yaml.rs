//! Pulumi programs in YAML: resources, variables, configuration and outputs of a project file.

use std::cell::Cell;
use std::sync::Arc;

use indexmap::IndexMap;

use super::calls::{Calls, Resource};
use super::values::Values;
use super::{Described, described};
use crate::catalog::pulumi;
use crate::catalog::schema::{self, Object};
use crate::dialect::words::snake_case;
use crate::dialect::{Findings, Instance, Source};
use crate::program::document::{Field, fields, get, literal, text};
use crate::program::evaluator::Trace;
use crate::program::expression::key_text;
use crate::program::form::{Expression, Program};
use crate::program::operators;
use crate::program::value::{Kind, Provenance, Reason, Reference, Value};
use crate::source::Span;
use crate::stack::{Declaration, Input, Output, Tool};

/// How deep variables may refer to one another. Chosen because a variable that refers to itself does so for ever.
const DEEPEST: usize = 30;

/// How many variables a project may look up in all. Chosen because variables that each refer to another one twice multiply.
const LOOKUPS: u32 = 10_000;

/// Adds what the programs in YAML declare to the findings.
pub(super) fn read(source: &Source<'_>, findings: &mut Findings) {
    for program in &source.programs {
        let Program::Documents(documents) = program else { continue };
        for document in documents {
            let resources = resources(document);
            if !resources.is_empty() {
                Project { document, lookups: Cell::new(0), resources }.read(findings);
            }
        }
    }
}

/// A program in YAML.
struct Project<'a> {
    document: &'a Expression,
    lookups: Cell<u32>,
    resources: IndexMap<&'a str, (Field<'a>, Resource)>,
}

/// The resources of a document: the entries of `resources` whose type Pulumi has.
fn resources(document: &Expression) -> IndexMap<&str, (Field<'_>, Resource)> {
    let entries = get(document, "resources").map_or_else(Vec::new, fields);
    let resource = |field: Field<'_>| {
        let token = text(get(field.value, "type")?)?;
        let found = pulumi::of_token(token)?;
        Some(Resource { token: found.token.into(), becomes: found.becomes })
    };
    entries.into_iter().filter_map(|field| Some((&**field.name, (field, resource(field)?)))).collect()
}

impl<'a> Project<'a> {
    fn read(&self, findings: &mut Findings) {
        let trace = Trace::default();
        let values = Values { calls: &Calls::new(&trace), addresses: &[] };
        for (field, resource) in self.resources.values() {
            let map = |name: &str| get(field.value, name).map(|part| self.value(part, 0));
            let entries = |value: Option<Value>| value.and_then(|value| value.as_map().cloned()).unwrap_or_default();
            let (settings, options) = (entries(map("properties")), entries(map("options")));
            let Described { vocabulary, kind, properties } = described(resource, &settings, &options, &values);
            let declaration = findings.declarations.len();
            findings.declarations.push(Declaration {
                declared_as: Arc::clone(&resource.token),
                address: Arc::clone(field.name),
                count: Some(1),
                span: field.span(),
                tool: Tool::Pulumi,
            });
            findings.instances.push(Instance {
                declaration,
                address: Arc::clone(field.name),
                vocabulary,
                kind,
                count: Some(1),
                conditional: false,
                implied_by: None,
                properties,
                span: field.span(),
            });
        }
        let outputs = get(self.document, "outputs").map_or_else(Vec::new, fields);
        findings.outputs.extend(outputs.into_iter().map(|field| Output {
            name: Arc::clone(field.name),
            value: self.value(field.value, 0),
            span: field.span(),
        }));
        for field in self.inputs() {
            let secret = get(field.value, "secret").is_some_and(|secret| literal(secret).as_bool() == Some(true));
            let value = given(field.value);
            findings.inputs.push(Input { name: Arc::clone(field.name), value, span: field.span(), secret });
        }
    }

    fn inputs(&self) -> Vec<Field<'a>> {
        ["config", "configuration"].iter().find_map(|key| get(self.document, key)).map_or_else(Vec::new, fields)
    }

    /// The value of an expression, its functions and references worked out.
    fn value(&self, expression: &Expression, depth: usize) -> Value {
        self.lookups.set(self.lookups.get() + 1);
        if depth > DEEPEST || self.lookups.get() > LOOKUPS {
            return Value::unknown(Reason::Limit, expression.span);
        }
        let plain = literal(expression);
        self.worked_out(&plain, depth)
    }

    fn worked_out(&self, value: &Value, depth: usize) -> Value {
        let span = value.span.unwrap_or(self.document.span);
        match &value.kind {
            Kind::Text(text) if text.contains("${") => self.interpolated(text, span, depth),
            Kind::List(items) => Value::list(items.iter().map(|item| self.worked_out(item, depth)).collect(), span),
            Kind::Map(entries) => match entries.first() {
                Some((name, argument)) if entries.len() == 1 && name.to_ascii_lowercase().starts_with("fn::") => {
                    let argument = self.worked_out(argument, depth);
                    function(name.get("fn::".len()..).unwrap_or_default(), &argument, span)
                }
                _ => {
                    let entries = entries.iter().map(|(key, entry)| (Arc::clone(key), self.worked_out(entry, depth)));
                    Value::map(entries.collect(), span)
                }
            },
            _ => value.clone(),
        }
    }

    /// A text with `${name.attribute}` in it.
    fn interpolated(&self, text: &str, span: Span, depth: usize) -> Value {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((path, after)) = after.split_once('}') else { break };
            rest = after;
            match before.strip_suffix('$') {
                // `$${` is an escape.
                Some(before) => parts.push(Value::text(format!("{before}${{{path}}}"), span)),
                None => {
                    parts.push(Value::text(before, span));
                    parts.push(self.reference(path, span, depth));
                }
            }
        }
        parts.push(Value::text(rest, span));
        parts.retain(|part| part.as_str() != Some(""));
        if parts.len() == 1 { parts.remove(0) } else { Value::join(parts, span) }
    }

    /// `name`, `name.attribute`, `name[0].attribute`: of a resource, a variable or the configuration.
    fn reference(&self, path: &str, span: Span, depth: usize) -> Value {
        let path = path.replace('[', ".").replace([']', '"'], "");
        let (name, rest) = path.split_once('.').map_or((path.as_str(), ""), |(name, rest)| (name, rest));
        if let Some((field, resource)) = self.resources.get(name) {
            let object = resource.terraform().and_then(schema::terraform);
            let attribute = (!rest.is_empty()).then(|| attribute(object, rest));
            let reference = Reference { address: Arc::clone(field.name), attribute };
            return Value::new(Kind::Reference(reference), span);
        }
        if let Some(variable) = get(self.document, "variables").and_then(|variables| get(variables, name)) {
            let value = self.value(variable, depth + 1);
            return match value.at_path(rest) {
                Some(part) if !rest.is_empty() => part.clone(),
                _ if rest.is_empty() => value,
                _ => Value::unknown(
                    operators::first_reason(&value).unwrap_or(Reason::Undefined(path.as_str().into())),
                    span,
                ),
            };
        }
        let own = |field: &Field<'_>| &**field.name == name || field.name.rsplit(':').next() == Some(name);
        match self.inputs().into_iter().find(own) {
            Some(field) => given(field.value).unwrap_or_else(|| Value::unknown(Reason::Input(name.into()), span)),
            None if name == "pulumi" => Value::unknown(Reason::Input(rest.into()), span),
            None => Value::unknown(Reason::Undefined(name.into()), span),
        }
    }
}

/// The value that the project gives for an input.
fn given(input: &Expression) -> Option<Value> {
    let given = match ["value", "default"].iter().find_map(|key| get(input, key)) {
        Some(given) => literal(given),
        None if get(input, "type").is_some() => return None,
        None => literal(input),
    };
    Some(given.with_provenance(Provenance::ResponseDefault))
}

/// An attribute as the provider names it, with what stands behind it.
fn attribute(object: Option<Object>, path: &str) -> Arc<str> {
    let (first, rest) = path.split_once('.').map_or((path, ""), |(first, rest)| (first, rest));
    let name = object.and_then(|object| object.member_called(first)).map(|member| member.name.to_owned());
    let name = name.unwrap_or_else(|| snake_case(first));
    if rest.is_empty() { name.into() } else { format!("{name}.{rest}").into() }
}

/// What a function of Pulumi's YAML gives.
fn function(name: &str, argument: &Value, span: Span) -> Value {
    let items = argument.as_list().unwrap_or_default();
    match (name.to_ascii_lowercase().as_str(), items) {
        ("tojson", _) => operators::derived(Kind::Json(Arc::new(argument.clone())), &[argument], span),
        (
            "secret" | "fileasset" | "stringasset" | "filearchive" | "remoteasset" | "remotearchive" | "assetarchive",
            _,
        ) => argument.clone(),
        ("join", [separator, Value { kind: Kind::List(parts), .. }]) => {
            let mut joined = Vec::with_capacity(parts.len() * 2);
            for part in parts.iter() {
                if !joined.is_empty() {
                    joined.push(separator.clone());
                }
                joined.push(part.clone());
            }
            Value::join(joined, span)
        }
        ("select", [index, Value { kind: Kind::List(choices), .. }]) => {
            let found = index.as_number().and_then(|at| choices.get(at.max(0.0) as usize));
            found.cloned().unwrap_or_else(|| operators::unknown(&[index], span))
        }
        ("split", [Value { kind: Kind::Text(separator), .. }, Value { kind: Kind::Text(whole), .. }]) => {
            Value::list(whole.split(&**separator).map(|part| Value::text(part, span)).collect(), span)
        }
        ("invoke", _) => {
            let function = argument.get("function").or_else(|| argument.get("Function"));
            let name = function.map_or_else(|| "a function".into(), key_text);
            Value::unknown(Reason::Lookup(name), span)
        }
        _ => Value::unknown(Reason::Unsupported(format!("fn::{name}").into()), span),
    }
}
