//! Values of a program in Terraform's words: what a construct gives becomes a reference to a resource, what a variable has as
//! default, or an unknown with a reason.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::calls::{Calls, Role, id, settings};
use crate::catalog::schema::{self, Member, Object};
use crate::dialect::terraform::policy;
use crate::dialect::words::{self, dotted, member_called, snake_case, standing_for};
use crate::program::evaluator::{Call, Callee};
use crate::program::expression::key_text;
use crate::program::value::{CallId, Kind, Map, Provenance, Reason, Reference, Symbol, Value};

/// How many methods in a row are followed to what they belong to. Chosen because people read no more in a reason.
const LONGEST_CHAIN: usize = 8;

/// What stands for the values of a program.
pub(super) struct Values<'a> {
    pub(super) calls: &'a Calls<'a>,
    /// The address of what each call made, if it made something.
    pub(super) addresses: &'a [Option<Arc<str>>],
    /// The addresses of resources by the name that Terraform has for them: `aws_vpc.main`.
    pub(super) named: BTreeMap<String, Arc<str>>,
}

impl Values<'_> {
    /// A value without symbols.
    pub(super) fn resolved(&self, value: &Value) -> Value {
        words::resolved(value, &|value| match &value.kind {
            Kind::Symbol(symbol) => Some(self.symbol(symbol, value)),
            Kind::Text(text) if text.contains("${") => Some(self.template(text, value)),
            _ => None,
        })
    }

    /// Settings in the words of a Terraform object.
    pub(super) fn settings(&self, entries: &Map, object: Option<Object>) -> Map {
        words::settings(entries, object, &|value| self.resolved(value))
    }

    pub(super) fn address(&self, id: CallId) -> Option<&Arc<str>> {
        self.addresses.get(id.0 as usize)?.as_ref()
    }

    fn symbol(&self, symbol: &Symbol, value: &Value) -> Value {
        let Some((id, path)) = self.origin(symbol) else {
            let Symbol::External(path) = symbol else {
                return standing_for(Kind::Unknown(Reason::Unsupported("this".into())), value);
            };
            return standing_for(Kind::Unknown(Reason::Unsupported(Arc::clone(path))), value);
        };
        let Some(call) = self.calls.trace.call(id) else { return standing_for(Kind::Unknown(Reason::Limit), value) };
        let kind = match (self.calls.role(id), self.address(id)) {
            (Role::Resource(kind), Some(address)) => {
                let attribute = (!path.is_empty()).then(|| attribute(schema::terraform(kind), &path));
                Kind::Reference(Reference { address: Arc::clone(address), attribute })
            }
            (Role::Data(kind), _) => return self.data(kind, call, &path, value),
            (Role::Variable, _) => return self.variable(call, value),
            (Role::Local, _) => match call.argument(2, "expression") {
                Some(expression) => return self.resolved(&expression.clone().at(value.span)),
                None => Kind::Unknown(Reason::Unsupported("a local value".into())),
            },
            (Role::Iterator, _) => Kind::Unknown(Reason::Lookup(dotted("each".to_owned(), &path).into())),
            (Role::Stack | Role::Provider(_), _) => Kind::Unknown(Reason::Unsupported(path.into())),
            _ => {
                let title = call.path().map_or("", |path| path.rsplit(['/', '.']).next().unwrap_or(path));
                Kind::Unknown(Reason::Lookup(dotted(title.to_owned(), &path).into()))
            }
        };
        standing_for(kind, value)
    }

    /// The call that a symbol comes from, and the members and methods on the way: `certificate.options.0`.
    fn origin(&self, symbol: &Symbol) -> Option<(CallId, String)> {
        let (mut symbol, mut path) = (symbol, Vec::new());
        let mut methods = 0;
        loop {
            match symbol {
                Symbol::External(_) => return None,
                Symbol::Member(inner, name) => {
                    path.push(name.to_string());
                    symbol = inner;
                }
                Symbol::Element(inner, index) => {
                    path.push(index.as_text().unwrap_or_else(|| "*".to_owned()));
                    symbol = inner;
                }
                Symbol::Result(id) => match &self.calls.trace.call(*id)?.callee {
                    Callee::Method(receiver, name) if methods < LONGEST_CHAIN => {
                        methods += 1;
                        path.extend(step(name, self.calls.trace.call(*id)?));
                        symbol = receiver;
                    }
                    _ => {
                        path.reverse();
                        let path = path.iter().fold(String::new(), |path, part| dotted(path, part));
                        return Some((*id, path));
                    }
                },
            }
        }
    }

    /// A member of a data source: a policy document is what it is made of, everything else is looked up.
    fn data(&self, kind: &str, call: &Call, path: &str, value: &Value) -> Value {
        let given = settings(call);
        if kind == "aws_iam_policy_document" && matches!(path, "json" | "minifiedJson" | "minified_json") {
            let object = schema::terraform("data.aws_iam_policy_document");
            let document = policy::document(&self.settings(&given, object), call.span);
            return Value { span: value.span, ..Value::new(Kind::Json(Arc::new(document)), call.span) };
        }
        let object = schema::terraform(&format!("data.{kind}"));
        let name = id(call).and_then(Value::as_text).unwrap_or_default();
        let lookup = |path: &str| dotted(dotted(format!("data.{kind}"), &name), path);
        if path.is_empty() {
            return standing_for(Kind::Unknown(Reason::Lookup(lookup("").into())), value);
        }
        // What it is asked by is known.
        let (first, rest) = path.split_once('.').map_or((path, ""), |(first, rest)| (first, rest));
        let stated = self.settings(&given, object);
        let attribute = attribute(object, path);
        let stated = stated.get(attribute.split('.').next().unwrap_or(first)).filter(|_| rest.is_empty());
        stated.cloned().unwrap_or_else(|| standing_for(Kind::Unknown(Reason::Lookup(lookup(&attribute).into())), value))
    }

    /// A variable: its default, or an input.
    fn variable(&self, call: &Call, value: &Value) -> Value {
        match settings(call).get("default").filter(|default| !default.is_null()) {
            Some(default) => self.resolved(default).with_provenance(Provenance::ResponseDefault),
            None => {
                let name = id(call).map(key_text).unwrap_or_default();
                standing_for(Kind::Unknown(Reason::Input(name)), value)
            }
        }
    }

    /// A text in which Terraform's own references stand: `arn:${aws_sqs_queue.orders.name}`.
    fn template(&self, text: &str, value: &Value) -> Value {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, expression, after)) = next_reference(rest) {
            parts.push(Value { kind: Kind::Text(before.into()), ..value.clone() });
            parts.push(self.reference(expression, value));
            rest = after;
        }
        parts.push(Value { kind: Kind::Text(rest.into()), ..value.clone() });
        let known: Vec<_> = parts.iter().filter(|part| part.as_str() != Some("")).collect();
        match known.as_slice() {
            [only] => (*only).clone(),
            _ => Value { provenance: value.provenance, ..Value::join(parts, value.span) },
        }
    }

    fn reference(&self, expression: &str, value: &Value) -> Value {
        let written = || Value { kind: Kind::Text(format!("${{{expression}}}").into()), ..value.clone() };
        if expression.starts_with("data.") {
            return standing_for(Kind::Unknown(Reason::Lookup(expression.into())), value);
        }
        let mut parts = expression.splitn(3, '.');
        let (Some(kind), Some(name)) = (parts.next(), parts.next()) else { return written() };
        match self.named.get(&format!("{kind}.{name}")) {
            Some(address) => {
                let attribute = parts.next().map(Arc::from);
                standing_for(Kind::Reference(Reference { address: Arc::clone(address), attribute }), value)
            }
            None => written(),
        }
    }
}

/// What a method adds to a path: `get(0)` is an element, `getStringAttribute("arn")` a member; others only convert.
fn step(name: &str, call: &Call) -> Option<String> {
    let folded = name.replace('_', "").to_ascii_lowercase();
    match folded.as_str() {
        "get" | "lookup" => Some(call.positional.first().and_then(Value::as_text).unwrap_or_else(|| "*".to_owned())),
        "tostring" | "interpolationforattribute" => call.positional.first().and_then(Value::as_text),
        name if name.starts_with("get") && name.ends_with("attribute") => {
            call.positional.first().and_then(Value::as_text)
        }
        _ => Some(format!("{name}()")),
    }
}

/// An attribute as the provider names it.
fn attribute(object: Option<Object>, path: &str) -> Arc<str> {
    let mut object = object;
    let mut attribute = String::new();
    for part in path.split('.') {
        let member = object.and_then(|object| member_called(object, part));
        object = member.and_then(Member::object).or(object.filter(|_| part.parse::<u32>().is_ok()));
        let name = match member {
            Some(member) => member.name.to_owned(),
            None => snake_case(part),
        };
        attribute = dotted(attribute, &name);
    }
    attribute.into()
}

/// The next reference in a text: what stands before it, the reference, and what stands behind it. `$${` is no reference, and what
/// is more than a path is left as it is written.
fn next_reference(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find("${")?;
        let (before, behind) = (text.get(..at)?, text.get(at + 2..)?);
        let end = behind.find('}')?;
        let expression = behind.get(..end)?.trim();
        let is_path = expression.contains('.')
            && expression
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | '[' | ']'));
        if is_path && !before.ends_with('$') {
            return Some((before, expression, behind.get(end + 1..)?));
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_in_texts_are_found() {
        for (text, expected) in [
            ("a${aws_vpc.main.id}b", Some(("a", "aws_vpc.main.id", "b"))),
            ("$${aws:username}", None),
            ("$${a.b} ${c.d}", Some(("$${a.b} ", "c.d", ""))),
            ("${join(\",\", x.y)}", None),
            ("${unclosed", None),
            ("none", None),
        ] {
            assert_eq!(next_reference(text), expected, "{text}");
        }
    }

    #[test]
    fn attributes_have_their_providers_names() {
        let certificate = schema::terraform("aws_acm_certificate");
        let check = |path: &str, expected: &str| assert_eq!(&*attribute(certificate, path), expected);
        check("domainValidationOptions.0.resourceRecordName", "domain_validation_options.0.resource_record_name");
        check("arn", "arn");
    }
}
