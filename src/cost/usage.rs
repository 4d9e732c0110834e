//! How much is used of what is paid by use: the profiles, and the usage file that overrides them.

use indexmap::IndexMap;

use granit_parser::{Event, Parser};

use super::decimal::Decimal;
use crate::catalog::{table, terraform};
use crate::stack::{Resource, Stack};

const USAGE: &str = include_str!("../../grammars/prices/usage.tsv");

/// How deep a usage file may be nested. Chosen because addresses, names and one group of names need four.
const DEEPEST: usize = 16;

/// A named amount of traffic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, schemars::JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// A trial or development stack.
    Low,
    /// A modest production service: about one request a second
    #[default]
    Baseline,
    /// A busy service: about 40 requests a second
    High,
}

impl Profile {
    /// Its name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Baseline => "baseline",
            Self::High => "high",
        }
    }
}

/// How much is used.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// What holds where the file says nothing.
    pub profile: Profile,
    /// What the file says of types, then of addresses, by the dotted name of the amount.
    of_types: Amounts,
    of_addresses: Amounts,
}

type Amounts = IndexMap<String, IndexMap<String, Decimal>>;

/// Why a usage file cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsageError {
    /// It is not YAML.
    #[error("line {line}: not valid YAML: {message}")]
    Yaml {
        /// Where.
        line: usize,
        /// What the parser says.
        message: String,
    },
    /// It begins with something else.
    #[error(
        "line {line}: `{key}` is not known here; a usage file has `version`, `resource_type_default_usage` and `resource_usage`"
    )]
    Section {
        /// Where.
        line: usize,
        /// What stands there.
        key: String,
    },
    /// An amount is none.
    #[error(
        "line {line}: `{value}` is not an amount for `{name}`; write a number that is not negative, such as 1000000 or 2.5"
    )]
    Amount {
        /// Where.
        line: usize,
        /// Whose amount.
        name: String,
        /// What stands there.
        value: String,
    },
    /// A list or an alias.
    #[error("line {line}: a usage file has only names and amounts, no lists or aliases")]
    Shape {
        /// Where.
        line: usize,
    },
}

impl Usage {
    /// A profile as it is.
    #[must_use]
    pub fn of_profile(profile: Profile) -> Self {
        Self { profile, ..Self::default() }
    }

    /// A profile with what a usage file says instead.
    pub fn with_file(profile: Profile, text: &str) -> Result<Self, UsageError> {
        let mut usage = Self::of_profile(profile);
        for Entry { path, value, line } in entries(text)? {
            let amounts = match path.first().map(String::as_str) {
                Some("resource_usage") => &mut usage.of_addresses,
                Some("resource_type_default_usage") => &mut usage.of_types,
                Some("version") => continue,
                other => return Err(UsageError::Section { line, key: other.unwrap_or_default().to_owned() }),
            };
            let [_, subject, name @ ..] = path.as_slice() else {
                // A section without entries.
                continue;
            };
            let name = name.join(".");
            let amount = Decimal::parse(&value).filter(|_| !name.is_empty());
            let amount = amount.ok_or_else(|| UsageError::Amount { line, name: path[1..].join("."), value })?;
            amounts.entry(subject.clone()).or_default().insert(name, amount);
        }
        Ok(usage)
    }

    /// How much of `name` a resource uses a month, counted as one of `kind` in the table.
    pub(super) fn amount(&self, resource: &Resource, kind: &str, name: &str) -> Decimal {
        self.given(resource, kind, name).or_else(|| self.assumed(kind, name)).unwrap_or_default()
    }

    /// What the usage file says.
    pub(super) fn given(&self, resource: &Resource, kind: &str, name: &str) -> Option<Decimal> {
        let of = |amounts: &Amounts, fits: &dyn Fn(&str) -> bool| {
            // What stands last in the file counts.
            amounts.iter().rev().filter(|(subject, _)| fits(subject)).find_map(|(_, names)| names.get(name).copied())
        };
        of(&self.of_addresses, &|subject| is_address(subject, &resource.address))
            .or_else(|| of(&self.of_types, &|subject| subject == kind || is_type(subject, resource)))
    }

    fn assumed(&self, kind: &str, name: &str) -> Option<Decimal> {
        let [_, _, low, baseline, high, _] = of_kind(kind).find(|[_, known, ..]| *known == name)?;
        Decimal::parse(match self.profile {
            Profile::Low => low,
            Profile::Baseline => baseline,
            Profile::High => high,
        })
    }

    /// What the usage file says of resources that the answer does not have, and amounts that no price takes.
    #[must_use]
    pub fn unused(&self, stack: &Stack) -> Vec<String> {
        let mut notes = Vec::new();
        let of_addresses = self.of_addresses.iter().map(|named| (named, true));
        for ((subject, names), by_address) in of_addresses.chain(self.of_types.iter().map(|named| (named, false))) {
            let fits = |resource: &&Resource| match by_address {
                true => is_address(subject, &resource.address),
                false => is_type(subject, resource),
            };
            let meant: Vec<&Resource> = stack.resources.iter().filter(fits).collect();
            if meant.is_empty() {
                notes.push(format!("the answer has no `{subject}`"));
                continue;
            }
            for name in names.keys() {
                let is_known = |resource: &&&Resource| of_kind(&resource.kind).any(|[_, known, ..]| known == name);
                if !meant.iter().any(|resource| is_known(&resource)) {
                    notes.push(format!("no price of `{subject}` takes `{name}`"));
                }
            }
        }
        notes
    }
}

/// The amounts that a type has.
fn of_kind(kind: &str) -> impl Iterator<Item = [&'static str; 6]> {
    table::starting_with(USAGE, format!("{kind}\t")).map(|line| {
        let mut columns = line.split('\t');
        std::array::from_fn(|_| columns.next().unwrap_or(""))
    })
}

/// Whether an address of a usage file means a resource: the same, or with `[*]` for every instance.
fn is_address(subject: &str, address: &str) -> bool {
    match subject.split_once("[*]") {
        Some((before, after)) => {
            let key = address.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            key.is_some_and(|key| key.starts_with('[') && key.ends_with(']'))
        }
        None => subject == address,
    }
}

/// Whether a type of a usage file, in whatever tool's words, is that of a resource.
fn is_type(subject: &str, resource: &Resource) -> bool {
    subject == &*resource.kind
        || subject == &*resource.declared_as
        || terraform::type_of(subject).is_some_and(|known| {
            known.model == Some(&*resource.kind) && matches!(known.relation, terraform::Relation::Same)
        })
}

/// One amount of a usage file.
struct Entry {
    path: Vec<String>,
    value: String,
    line: usize,
}

/// The leaves of a YAML text that has only mappings.
fn entries(text: &str) -> Result<Vec<Entry>, UsageError> {
    let options =
        granit_parser::options! { emit_comments: false, block_nesting_limit: DEEPEST, flow_nesting_limit: DEEPEST };
    let mut events = Parser::new_from_str_with_options(text, options);
    let mut found = Vec::new();
    // The keys on the way to where we are, and whether a value is next.
    let (mut path, mut is_value): (Vec<String>, bool) = (Vec::new(), false);
    while let Some(event) = events.next_event() {
        let (event, place) =
            event.map_err(|error| UsageError::Yaml { line: error.marker().line(), message: error.info() })?;
        let line = place.start.line();
        match event {
            Event::Scalar(text, ..) if is_value => {
                found.push(Entry { path: path.clone(), value: text.to_string(), line });
                path.pop();
                is_value = false;
            }
            Event::Scalar(text, ..) => {
                path.push(text.to_string());
                is_value = true;
            }
            Event::MappingStart(..) => is_value = false,
            Event::MappingEnd => {
                path.pop();
                is_value = false;
            }
            Event::SequenceStart(..) | Event::Alias(..) => return Err(UsageError::Shape { line }),
            _ => {}
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::stack::testing::resource;

    const FILE: &str = "version: 0.1
resource_type_default_usage:
  aws_lambda_function:
    monthly_requests: 500
    request_duration_ms: 100
resource_usage:
  aws_lambda_function.busy:
    monthly_requests: 1_000_000
  aws_s3_bucket.logs[*]:
    standard:
      storage_gb: 2.5
  aws_sqs_queue.gone: { monthly_requests: 7, color: 3 }
";

    #[test]
    fn a_file_says_more_than_the_profile() {
        let usage = Usage::with_file(Profile::Baseline, FILE).unwrap();
        let check = |address: &str, kind: &str, name: &str, expected: &str| {
            let amount = usage.amount(&resource(address, kind, &json!({})), kind, name);
            assert_eq!(amount.to_string(), expected, "{address} {name}");
        };
        check("aws_lambda_function.busy", "AWS::Lambda::Function", "monthly_requests", "1000000");
        check("aws_lambda_function.busy", "AWS::Lambda::Function", "request_duration_ms", "100");
        check("aws_lambda_function.other", "AWS::Lambda::Function", "monthly_requests", "500");
        check("aws_s3_bucket.logs[\"a\"]", "AWS::S3::Bucket", "standard.storage_gb", "2.5");
        check("aws_s3_bucket.data", "AWS::S3::Bucket", "standard.storage_gb", "100");
        check("aws_s3_bucket.data", "AWS::S3::Bucket", "no_such_name", "0");
        let stack = Stack {
            resources: vec![
                resource("aws_lambda_function.busy", "AWS::Lambda::Function", &json!({})),
                resource("aws_sqs_queue.here", "AWS::SQS::Queue", &json!({})),
            ],
            ..Stack::default()
        };
        assert_eq!(
            usage.unused(&stack),
            ["the answer has no `aws_s3_bucket.logs[*]`", "the answer has no `aws_sqs_queue.gone`"]
        );
    }

    #[test]
    fn errors_say_what_and_where() {
        let check = |text: &str, expected: &str| {
            let error = Usage::with_file(Profile::Low, text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        };
        check(
            "resource_usage:\n  a.b:\n    monthly_requests: many\n",
            "line 3: `many` is not an amount for `a.b.monthly_requests`",
        );
        check("resource_usage:\n  a.b:\n    monthly_requests: -5\n", "line 3: `-5` is not an amount");
        check("resource_usage:\n  a.b: 3\n", "line 2: `3` is not an amount");
        check("resource_usages:\n  a.b:\n    c: 3\n", "line 3: `resource_usages` is not known here");
        check("resource_usage:\n  - a\n", "line 2: a usage file has only names");
        check("resource_usage: {a: [\n", "line 1: ");
        assert!(Usage::with_file(Profile::Low, "").is_ok());
        assert!(Usage::with_file(Profile::Low, "version: 0.1\nresource_usage:\n").is_ok());
    }

    #[test]
    fn every_profile_uses_at_least_as_much_as_the_lower_one() {
        let mut keys = Vec::new();
        for [kind, name, low, baseline, high, unit] in table::rows::<6>(USAGE) {
            let [low, baseline, high] = [low, baseline, high].map(|amount| Decimal::parse(amount).unwrap());
            assert!(low <= baseline && baseline <= high, "{kind} {name}");
            assert!(!unit.is_empty(), "{kind} {name}");
            assert!(!keys.contains(&(kind, name)), "{kind} {name}");
            assert!(of_kind(kind).any(|[_, found, ..]| found == name), "{kind} {name}");
            keys.push((kind, name));
        }
    }
}
