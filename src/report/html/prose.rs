//! The sentences of a report as HTML: `code`, **emphasis**, and places of the answers as links to their lines.

use maud::{Markup, html};

/// The two answers whose places become links.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) model: &'a str,
    pub(super) ideal: &'a str,
}

/// A sentence with its code, emphasis and places.
pub(super) fn prose(text: &str, places: Places<'_>) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (emphasised(part, places)) }
        }
    }
}

fn emphasised(text: &str, places: Places<'_>) -> Markup {
    html! {
        @for (at, part) in text.split("**").enumerate() {
            @if at % 2 == 1 { strong { (part) } } @else { (linked(part, places)) }
        }
    }
}

/// `MODEL_RESPONSE.md:12-14` as a link to those lines.
fn linked(text: &str, places: Places<'_>) -> Markup {
    let Some((before, side, name, after)) = first_place(text, places) else { return html! { (text) } };
    let is_place = |letter: char| letter.is_ascii_digit() || letter == '-';
    let length = after.find(|letter| !is_place(letter)).unwrap_or(after.len());
    let (lines, rest) = after.split_at(length);
    let lines_only = lines.trim_end_matches('-');
    html! {
        (before)
        @if let Some((start, end)) = range(lines_only) {
            (link(side, start, end, &format!("{name}:{lines_only}")))
            (&lines[lines_only.len()..])
        } @else { (name) ":" (lines) }
        (linked(rest, places))
    }
}

/// The first place in a text: what is before it, its side and name, and what follows its colon.
fn first_place<'a>(text: &'a str, places: Places<'a>) -> Option<(&'a str, &'static str, &'a str, &'a str)> {
    let sides = [("m", places.model), ("i", places.ideal)];
    let found = sides.into_iter().filter(|(_, name)| !name.is_empty()).filter_map(|(side, name)| {
        let mark = format!("{name}:");
        let at = text.find(&mark)?;
        Some((at, text.get(..at)?, side, name, text.get(at + mark.len()..)?))
    });
    found.min_by_key(|(at, ..)| *at).map(|(_, before, side, name, after)| (before, side, name, after))
}

fn range(lines: &str) -> Option<(u32, u32)> {
    let (start, end) = lines.split_once('-').unwrap_or((lines, lines));
    Some((start.parse().ok()?, end.parse().ok()?))
}

/// A link to lines of one side, `m` or `i`.
pub(super) fn link(side: &str, start: u32, end: u32, text: &str) -> Markup {
    html! { a.place href={ "#" (side) (start) } data-side=(side) data-start=(start) data-end=(end) { (text) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_code_and_emphasis() {
        let places = Places { model: "M.md", ideal: "I.md" };
        let check = |text: &str, expected: &str| assert_eq!(prose(text, places).into_string(), expected);
        check("a `b<c>` **d**", "a <code>b&lt;c&gt;</code> <strong>d</strong>");
        check(
            "see M.md:3-4, or I.md:9.",
            "see <a class=\"place\" href=\"#m3\" data-side=\"m\" data-start=\"3\" data-end=\"4\">M.md:3-4</a>, or \
             <a class=\"place\" href=\"#i9\" data-side=\"i\" data-start=\"9\" data-end=\"9\">I.md:9</a>.",
        );
        check("<script>M.md: none", "&lt;script&gt;M.md: none");
    }
}
