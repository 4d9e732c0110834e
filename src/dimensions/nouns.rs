//! Resource types in people's words.

use crate::catalog::table;
use crate::matching::split_words;

use super::{DimensionId, Severity};

const NOUNS: &str = include_str!("../../grammars/aws/nouns.tsv");

/// A type in people's words, and what it means that an answer lacks one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Noun {
    pub(crate) singular: String,
    pub(crate) plural: String,
    /// Where it stands in an architecture: `compute`, `database`, `network` …
    pub(crate) layer: &'static str,
    pub(crate) rank: Rank,
    /// Where a gap belongs that says that it is missing, and how much that matters.
    pub(crate) dimension: DimensionId,
    pub(crate) severity: Severity,
    /// What is so when it is missing, as a clause; empty when that cannot be said of every such resource.
    pub(crate) without: &'static str,
}

/// How much a type says about an architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// It only ties others together, and makes no gaps of its own.
    Glue,
    /// It makes gaps of its own, unless what it serves is missing with it.
    Serving,
    /// It makes gaps of its own.
    Support,
    /// It is named when an architecture is told.
    Main,
}

/// The words for a type. One that the table does not have is called by its own name, and makes gaps of its own.
pub(crate) fn noun(kind: &str) -> Noun {
    if let Some([_, singular, plural, layer, rank, dimension, severity, without]) = table::find(NOUNS, kind) {
        let rank = match rank {
            "main" => Rank::Main,
            "glue" => Rank::Glue,
            "serving" => Rank::Serving,
            _ => Rank::Support,
        };
        return Noun {
            singular: singular.to_owned(),
            plural: plural.to_owned(),
            layer,
            rank,
            dimension: DimensionId::of_title(dimension).unwrap_or(DimensionId::Architecture),
            severity: Severity::of_title(severity).unwrap_or(Severity::Low),
            without,
        };
    }
    let singular = own_name(kind);
    let helper = HELPERS.iter().any(|prefix| kind.starts_with(prefix));
    Noun {
        plural: format!("{singular}s"),
        singular,
        layer: "other",
        rank: if helper { Rank::Glue } else { Rank::Support },
        dimension: DimensionId::Architecture,
        severity: Severity::Low,
        without: "",
    }
}

/// What Terraform's own providers make on the machine that deploys: nothing that a stack consists of.
const HELPERS: [&str; 6] = ["random_", "null_", "time_", "local_", "archive_", "terraform_"];

/// `data pipeline` for `AWS::DataPipeline::Pipeline`, `Deployment` for `apps/v1/Deployment`, `storage account` for
/// `azurerm_storage_account`.
fn own_name(kind: &str) -> String {
    if let Some((_, name)) = kind.rsplit_once('/') {
        return format!("Kubernetes {name}");
    }
    if let Some((_, name)) = kind.rsplit_once("::") {
        let service = kind.split("::").nth(1).unwrap_or_default();
        let words = split_words(name).join(" ");
        return if service.eq_ignore_ascii_case(name) { words } else { format!("{service} {words}") };
    }
    let provider = ["aws_", "azurerm_", "azuread_", "google_"].iter().find_map(|provider| kind.strip_prefix(provider));
    provider.unwrap_or(kind).replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_words() {
        let cases = [
            ("AWS::SQS::Queue", "SQS queue", "SQS queues", Rank::Main),
            ("AWS::EC2::Route", "route", "routes", Rank::Glue),
            ("AWS::QLDB::Ledger", "QLDB ledger", "QLDB ledgers", Rank::Support),
            ("apps/v1/Deployment", "Kubernetes Deployment", "Kubernetes Deployments", Rank::Support),
            ("azurerm_storage_account", "storage account", "storage accounts", Rank::Support),
        ];
        for (kind, singular, plural, rank) in cases {
            let noun = noun(kind);
            assert_eq!((&*noun.singular, &*noun.plural, noun.rank), (singular, plural, rank));
        }
    }

    #[test]
    fn every_row_is_found_and_sound() {
        let kinds: Vec<_> = table::rows::<8>(NOUNS).collect();
        assert!(kinds.windows(2).all(|two| two[0][0] < two[1][0]), "the table is sorted");
        for [kind, .., dimension, severity, _] in kinds {
            assert!(table::find::<1>(NOUNS, kind).is_some(), "{kind}");
            assert!(DimensionId::of_title(dimension).is_some(), "{kind}: {dimension}");
            assert!(Severity::of_title(severity).is_some(), "{kind}: {severity}");
        }
    }
}
