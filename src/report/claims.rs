//! The claims of `gapdiff verify`, as a table for a terminal, as Markdown and as JSON.

use std::fmt::Write;

use comfy_table::{Attribute, Cell, Color};
use schemars::JsonSchema;
use serde::Serialize;

use super::contract::SCHEMA_VERSION;
use super::{Look, json, table};
use crate::verify::{Claim, Truth};

/// `gapdiff verify DOCUMENT --format json`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ClaimsReport {
    /// Version of the contract.
    pub schema_version: &'static str,
    /// The document.
    pub document: String,
    /// How many claims are false.
    pub false_claims: usize,
    /// How many claims the answers do not decide.
    pub undecided_claims: usize,
    /// How many claims are true.
    pub true_claims: usize,
    /// The claims that can be checked, in the order of the document.
    pub claims: Vec<Claim>,
}

impl ClaimsReport {
    /// The report of the claims of a document.
    #[must_use]
    pub fn of(document: &str, claims: &[Claim]) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            document: document.to_owned(),
            false_claims: number(claims, Truth::False),
            undecided_claims: number(claims, Truth::Undecided),
            true_claims: number(claims, Truth::True),
            claims: claims.to_vec(),
        }
    }
}

/// As JSON, with a final newline.
#[must_use]
pub fn json(document: &str, claims: &[Claim]) -> String {
    json::pretty(&ClaimsReport::of(document, claims))
}

/// As a table for a terminal.
#[must_use]
pub fn table(document: &str, claims: &[Claim], look: Look) -> String {
    let mut out = format!("{document}: {}\n", totals(claims));
    if claims.is_empty() {
        return out;
    }
    let mut table = table::new_table(look);
    table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["Lines", "Claim", "Holds", "Why"].map(|head| Cell::new(head).add_attribute(Attribute::Bold)));
    for claim in claims {
        let holds = Cell::new(claim.truth.id());
        table.add_row([
            Cell::new(claim.lines),
            Cell::new(format!("{}: {}", claim.about.id(), plain(&claim.text))),
            if claim.truth == Truth::False { holds.fg(Color::Red) } else { holds },
            Cell::new(plain(&why(claim))),
        ]);
    }
    let _ = write!(out, "\n{table}\n");
    out
}

/// As Markdown: what is false first.
#[must_use]
pub fn markdown(document: &str, claims: &[Claim]) -> String {
    let mut out = format!("# Claims of {document}\n\n{}.\n", totals(claims));
    for (truth, title) in [(Truth::False, "False"), (Truth::Undecided, "Undecided"), (Truth::True, "True")] {
        let of: Vec<&Claim> = claims.iter().filter(|claim| claim.truth == truth).collect();
        if of.is_empty() {
            continue;
        }
        let _ = write!(out, "\n## {title}\n\n| Lines | Claim | Why |\n| --- | --- | --- |\n");
        for claim in of {
            let claimed = format!("{}: {}", claim.about.id(), claim.text);
            let _ = writeln!(out, "| {} | {} | {} |", claim.lines, cell(&claimed), cell(&why(claim)));
        }
    }
    out
}

/// `12 claims can be checked: 3 false, 2 undecided, 7 true`.
fn totals(claims: &[Claim]) -> String {
    if claims.is_empty() {
        return "no claim that can be checked".to_owned();
    }
    let counts =
        [Truth::False, Truth::Undecided, Truth::True].map(|truth| format!("{} {}", number(claims, truth), truth.id()));
    let noun = if claims.len() == 1 { "claim" } else { "claims" };
    format!("{} {noun} can be checked: {}", claims.len(), counts.join(", "))
}

fn number(claims: &[Claim], truth: Truth) -> usize {
    claims.iter().filter(|claim| claim.truth == truth).count()
}

/// The reason, with the places where one sees it.
fn why(claim: &Claim) -> String {
    let places: Vec<String> = claim.evidence.iter().map(|place| format!("{}:{}", place.file, place.lines)).collect();
    if places.is_empty() { claim.reason.clone() } else { format!("{} ({})", claim.reason, places.join(", ")) }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

fn plain(text: &str) -> String {
    text.replace('`', "")
}
