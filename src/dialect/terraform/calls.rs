//! Calls of functions: those of their arguments alone, and those that need more: files of the response, failures.

use std::sync::Arc;

use super::directories::normal;
use super::scope::Scope;
use crate::program::expression::{Environment, arguments, evaluate};
use crate::program::form::{Call, ExpressionKind};
use crate::program::operators::first_reason;
use crate::program::terraform;
use crate::program::value::{Kind, Map, Reason, Value};
use crate::source::{Level, Span};
use crate::syntax;

/// Functions whose result comes from outside the response: the clock, chance, the machine on which Terraform runs.
const OUTSIDE: [&str; 8] =
    ["abspath", "bcrypt", "fileset", "pathexpand", "plantimestamp", "rsadecrypt", "timestamp", "uuid"];

/// Functions that are not evaluated.
const UNSUPPORTED: [&str; 4] = ["base64gzip", "templatestring", "type", "yamldecode"];

impl Scope<'_, '_> {
    /// The result of a call.
    pub(super) fn function(&mut self, call: &Call, span: Span) -> Value {
        let ExpressionKind::Name(name) = &call.callee.kind else { return unsupported("this call", span) };
        if matches!(&**name, "try" | "can") {
            return self.tolerant(name, call, span);
        }
        let (values, _) = arguments(&call.arguments, self);
        if let Some(result) = self.of_file(name, &values, span) {
            return result;
        }
        let Some(result) = terraform::call(name, &values, span) else {
            return match &**name {
                name if OUTSIDE.contains(&name) => Value::unknown(Reason::Outside(format!("{name}()").into()), span),
                name if UNSUPPORTED.contains(&name) || name.contains("::") => unsupported(name, span),
                _ => {
                    self.evaluator.report(format!("there is no function {name}"), span);
                    Value::unknown(Reason::Invalid(format!("there is no function {name}").into()), span)
                }
            };
        };
        // Where a reference is in the way, what the resource says of itself may help.
        let result = match &result.kind {
            Kind::Unknown(_) if values.iter().any(stands_for_another) => {
                let values: Vec<_> = values.iter().map(|value| self.operand(value)).collect();
                terraform::call(name, &values, span).unwrap_or(result)
            }
            _ => result,
        };
        if let Kind::Unknown(Reason::Invalid(message)) = &result.kind
            && values.iter().all(Value::is_known)
        {
            self.evaluator.report(message.to_string(), span);
        }
        result
    }

    /// `try`: the first argument that does not fail. `can`: whether its argument does not fail.
    fn tolerant(&mut self, name: &str, call: &Call, span: Span) -> Value {
        self.evaluator.tolerance += 1;
        let mut result = Value::unknown(Reason::Invalid(format!("all arguments of {name} fail").into()), span);
        for argument in &call.arguments {
            let value = evaluate(&argument.value, self);
            let fails = matches!(first_reason(&value), Some(Reason::Undefined(_) | Reason::Invalid(_)));
            result = match (name, &value.kind) {
                ("can", _) if fails => Value::bool(false, span),
                ("can", Kind::Unknown(_)) => value,
                ("can", _) => Value::bool(true, span),
                _ => value,
            };
            if !fails {
                break;
            }
        }
        self.evaluator.tolerance -= 1;
        result
    }

    /// The result of a function that reads a file or a text in another language; `None` for other functions.
    fn of_file(&mut self, name: &str, values: &[Value], span: Span) -> Option<Value> {
        if !matches!(name, "file" | "fileexists" | "templatefile")
            && !name.starts_with("filebase64")
            && !name.starts_with("filemd5")
            && !name.starts_with("filesha")
        {
            return None;
        }
        let text = match values.first()? {
            Value { kind: Kind::Text(text), .. } => text,
            value => return Some(Value::unknown(first_reason(value)?, span)),
        };
        let no_variables = Map::new();
        let variables = values.get(1).and_then(Value::as_map).unwrap_or(&no_variables);
        let Some((index, content)) = self.file(text) else {
            if name != "fileexists" {
                self.evaluator.note(Level::Warning, format!("{text} is read but is not in the response"), span);
            }
            return Some(Value::unknown(Reason::Outside(Arc::clone(text)), span));
        };
        Some(match name {
            "file" => Value::text(content, span),
            "fileexists" => Value::bool(true, span),
            "templatefile" => self.render(index, &content, variables, span),
            _ => {
                // `filesha256(path)` is `sha256(file(path))`; of base64 only the plain one is named otherwise.
                let of_text = match name {
                    "filebase64" => "base64encode",
                    _ => name.strip_prefix("file")?,
                };
                terraform::call(of_text, &[Value::text(content, span)], span)?
            }
        })
    }

    /// The file of the response that a path names, by the end of its path.
    fn file(&self, path: &str) -> Option<(u32, Arc<str>)> {
        let wanted = normal(path);
        let matches = |path: &str| {
            let path = normal(path);
            path == wanted || path.ends_with(&format!("/{wanted}")) || wanted.ends_with(&format!("/{path}"))
        };
        let mut files = (0..).zip(&self.evaluator.source.response.files);
        let (index, file) = files.find(|(_, file)| file.path.as_deref().is_some_and(matches))?;
        Some((index, Arc::clone(&file.text)))
    }

    /// The text that a template gives with these variables.
    fn render(&mut self, file: u32, text: &str, variables: &Map, span: Span) -> Value {
        let (template, mistakes) = syntax::hcl::parse_template(file, text);
        if let Some(mistake) = mistakes.into_iter().next() {
            return Value::unknown(Reason::Invalid(mistake.message.into()), span);
        }
        evaluate(&template, &mut Scope::template(self.evaluator, self.run, variables)).at(span)
    }
}

fn stands_for_another(value: &Value) -> bool {
    matches!(value.kind, Kind::Reference(_) | Kind::Symbol(_) | Kind::Join(_))
}

fn unsupported(name: &str, span: Span) -> Value {
    Value::unknown(Reason::Unsupported(name.into()), span)
}
