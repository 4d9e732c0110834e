//! The pages: one for a pair, one for a run over many samples. Each is one file that needs nothing else; every text of a sample is escaped by `maud`.

mod batch;
mod charts;
mod diagram;
mod pair;
mod prose;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::severity::Severity;

pub use batch::page as batch;
pub use pair::page as pair;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("page.js");

/// A page around its content. The policy forbids that anything is loaded, whatever a sample says.
fn shell(title: &str, class: &str, content: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
                meta name="color-scheme" content="light dark";
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body class=(class) {
                a.skip href="#main" { "Skip to the content" }
                (content)
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// The button that changes between light and dark.
fn theme_button() -> Markup {
    html! { button.quiet #theme type="button" aria-pressed="false" { "Dark" } }
}

/// A severity as a small label.
fn badge(severity: Severity) -> Markup {
    html! { span class={ "badge " (severity.title()) } { (severity.title()) } }
}

/// A tool's name for people.
fn tool_title(id: &str) -> &str {
    crate::stack::Tool::of_id(id).map_or(id, |tool| tool.title())
}

/// `1 gap`, `2 gaps`.
fn counted(count: u64, one: &str) -> String {
    if count == 1 { format!("{count} {one}") } else { format!("{count} {one}s") }
}
