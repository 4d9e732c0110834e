//! Data sources: mostly looked up when deployed, but some follow from the configuration.

use std::sync::Arc;

use super::evaluator::{Evaluator, RunId};
use super::policy;
use super::scope::Scope;
use super::turns::Turn;
use crate::program::expression::evaluate;
use crate::program::form::Block;
use crate::program::value::{Kind, Reason, Value};
use crate::source::Span;

impl<'a> Evaluator<'a> {
    /// An attribute of a data source in one of its turns.
    pub(super) fn data(&mut self, run: RunId, block: &'a Block, turn: &Turn, name: &str, span: Span) -> Value {
        let [kind, label] = block.labels.as_slice() else { return Value::unknown(Reason::Limit, span) };
        let lookup = Reason::Lookup(format!("data.{kind}.{label}{}.{name}", turn.suffix).into());
        let known = match (&**kind, name) {
            ("aws_iam_policy_document", "json" | "minified_json") => Some(self.policy_document(run, block, turn)),
            ("aws_region", "name" | "id" | "region") if !states_region(block) => self.provider_region(run, block),
            ("aws_partition", "partition" | "id") => {
                self.provider_region(run, block).and_then(|region| partition(&region))
            }
            // What its configuration says, a data source says too.
            _ => block.body.attribute(name).map(|attribute| {
                let mut scope = Scope::in_turn(self, run, turn);
                let value = evaluate(&attribute.value, &mut scope);
                scope.settled(&value)
            }),
        };
        known.filter(|value| !value.is_null()).unwrap_or_else(|| Value::unknown(lookup, span))
    }

    /// The JSON text of an `aws_iam_policy_document`, worked out once for each turn.
    fn policy_document(&mut self, run: RunId, block: &'a Block, turn: &Turn) -> Value {
        let address = format!("policy document {}{}", block.labels.join("."), turn.suffix);
        self.once(run, address, block.span, |evaluator| {
            let settings = Scope::in_turn(evaluator, run, turn).settings(&block.body);
            let document = policy::document(&settings, block.span);
            Value::new(Kind::Json(Arc::new(document)), block.span)
        })
    }
}

/// Whether an `aws_region` is another one than the provider's.
fn states_region(block: &Block) -> bool {
    ["name", "region", "endpoint"].iter().any(|name| block.body.attribute(name).is_some())
}

/// The partition of a region, by the beginning of the region's name.
fn partition(region: &Value) -> Option<Value> {
    let name = region.as_str()?;
    let partition = match name.split('-').next() {
        Some("cn") => "aws-cn",
        Some("us") if name.starts_with("us-gov-") => "aws-us-gov",
        Some("us") if name.starts_with("us-iso") => return None,
        _ => "aws",
    };
    Some(Value { kind: Kind::Text(partition.into()), ..region.clone() })
}
