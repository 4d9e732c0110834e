//! Helpers for the tests of front ends that read documents.

use super::FrontEnd;
use crate::program::form::{Entry, Expression, ExpressionKind, Item, Program};
use crate::program::value::number_text;
use crate::source::Span;

/// Checks what a text without errors reads as.
pub(super) fn check(parse: FrontEnd, text: &str, expected: &str) {
    check_broken(parse, text, expected, &[]);
}

/// Checks what can be read of a text with errors, and the line and a part of the message of each.
pub(super) fn check_broken(parse: FrontEnd, text: &str, expected: &str, errors: &[(usize, &str)]) {
    let (program, diagnostics) = parse(0, text);
    let shown = show(&program);
    // That a part is missing is said in each map; the rest is what is checked.
    let rest = shown.replace(", ...<unreadable part>", "").replace("...<unreadable part>", "");
    assert_eq!(rest, expected, "{text}");
    let broken = diagnostics.iter().any(|diagnostic| diagnostic.message.starts_with("not valid"));
    assert!(!broken || !shown.contains('{') || rest != shown, "{text}: {shown}");
    let line = |span: Span| text[..span.start as usize].matches('\n').count() + 1;
    let found: Vec<_> = diagnostics.iter().map(|found| (found.span.map_or(0, line), found.message.as_str())).collect();
    assert_eq!(found.len(), errors.len(), "{text}: {found:?}");
    for ((line, message), (expected_line, part)) in found.into_iter().zip(errors) {
        assert_eq!(line, *expected_line, "{text}: {message}");
        assert!(message.contains(part), "{text}: {message}");
    }
}

/// The documents of a program on one line.
fn show(program: &Program) -> String {
    let Program::Documents(documents) = program else { panic!("no documents") };
    documents.iter().map(expression).collect::<Vec<_>>().join("; ")
}

fn expression(value: &Expression) -> String {
    let items = |items: &[Item]| items.iter().map(|item| expression(&item.value)).collect::<Vec<_>>().join(", ");
    match &value.kind {
        ExpressionKind::Null => "null".to_owned(),
        ExpressionKind::Bool(truth) => truth.to_string(),
        ExpressionKind::Number(number) => number_text(*number),
        ExpressionKind::Text(text) => format!("{text:?}"),
        ExpressionKind::List(list) => format!("[{}]", items(list)),
        ExpressionKind::Map(entries) => {
            let entry = |entry: &Entry| match entry {
                Entry::Pair(Expression { kind: ExpressionKind::Text(key), .. }, value) => {
                    format!("{key}: {}", expression(value))
                }
                Entry::Pair(key, value) => format!("{}: {}", expression(key), expression(value)),
                Entry::Spread(value) => format!("...{}", expression(value)),
            };
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        ExpressionKind::Tagged(tag, value) => format!("!{tag} {}", expression(value)),
        ExpressionKind::Unsupported(kind) => format!("<{kind}>"),
        other => panic!("no document has {other:?}"),
    }
}

/// Checks the text from key to end of value of entries of the first document.
pub(super) fn assert_spans(parse: FrontEnd, text: &str, expected: &[(&str, &str)]) {
    let (Program::Documents(documents), _) = parse(0, text) else { panic!("no documents") };
    let ExpressionKind::Map(entries) = &documents[0].kind else { panic!("no map") };
    let spans: Vec<_> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Pair(Expression { kind: ExpressionKind::Text(key), span }, value) => {
                Some((&**key, span.to(value.span)))
            }
            _ => None,
        })
        .map(|(key, Span { start, end, .. })| (key, &text[start as usize..end as usize]))
        .collect();
    assert_eq!(spans, expected);
}
