//! Checks as people read them: a list, one check in full, and the page of all of them.

use std::fmt::Write as _;

use comfy_table::{Attribute, Cell, presets};

use super::{Look, table};
use crate::checks::example::{Example, examples};
use crate::checks::{Check, CheckKind, Definition, Verdict};

/// The list of checks for a terminal.
#[must_use]
pub fn table(definitions: &[&Definition], look: Look) -> String {
    let mut rows = table::new_table(look);
    rows.load_style(presets::UTF8_HORIZONTAL_ONLY);
    let heads = ["Check", "Kind", "Severity", "What", "Elsewhere"];
    rows.set_header(heads.map(|head| Cell::new(head).add_attribute(Attribute::Bold)));
    for definition in definitions {
        let check = &definition.check;
        rows.add_row([
            Cell::new(&check.id),
            Cell::new(check.kind.title()),
            table::coloured(check.severity.title(), Some(check.severity)),
            Cell::new(table::plain(&check.what)),
            Cell::new(check.aliases.join("\n")),
        ]);
    }
    format!("{rows}\n{} checks\n", definitions.len())
}

/// One check in full, as Markdown.
#[must_use]
pub fn explanation(definition: &Definition) -> String {
    let mut text = format!("# {}\n\n", definition.check.id);
    body(&definition.check, &examples(definition), &mut text);
    text
}

/// The page of all checks, by kind, as Markdown.
#[must_use]
pub fn page(definitions: &[&Definition]) -> String {
    let mut text = "# Checks\n\nWhat `gapdiff check` looks at. `gapdiff explain ID` prints one of them; [formats](formats.md) says how \
                    findings are written, and [own checks](own-checks.md) how to add some.\n"
        .to_owned();
    for kind in CheckKind::ALL {
        let of_kind: Vec<&&Definition> =
            definitions.iter().filter(|definition| definition.check.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let _ = write!(
            text,
            "\n## {} ({})\n\n| check | severity | what |\n| --- | --- | --- |\n",
            kind.title(),
            of_kind.len()
        );
        for definition in &of_kind {
            let check = &definition.check;
            let _ = writeln!(text, "| [{0}](#{0}) | {1} | {2} |", check.id, check.severity.title(), check.what);
        }
        for definition in of_kind {
            let _ = write!(text, "\n### {}\n\n", definition.check.id);
            body(&definition.check, &examples(definition), &mut text);
        }
    }
    text
}

fn body(check: &Check, examples: &[Example], text: &mut String) {
    let _ = writeln!(text, "{}. {}\n", check.what, check.why);
    let _ = writeln!(text, "*What to do*: {}\n", check.fix);
    let (kind, severity, pillar) = (check.kind.title(), check.severity.title(), check.pillar.title());
    let _ = write!(text, "{kind}, severity {severity}, pillar {pillar}");
    if !check.aliases.is_empty() {
        let _ = write!(text, "; elsewhere {}", check.aliases.join(", "));
    }
    if !check.controls.is_empty() {
        let _ = write!(text, "; asked for by {}", check.controls.join(", "));
    }
    text.push_str(".\n");
    for (verdict, word) in [(Verdict::Failed, "Fails"), (Verdict::Passed, "Passes")] {
        for example in examples.iter().filter(|example| example.verdict == verdict) {
            let _ = write!(text, "\n{word} ({}):\n\n```{}\n{}```\n", example.dialect, example.fence, example.code);
        }
    }
}
