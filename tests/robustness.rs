//! Broken variants of the samples: whatever is cut, doubled or overwritten, nothing panics, and every place that a
//! result names lies in its response.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use proptest::prelude::*;

use gapdiff::Analysis;

/// The answers of the samples.
static ANSWERS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let samples = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/samples")).unwrap();
    let mut folders: Vec<_> = samples.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    let answer = |folder: &std::path::PathBuf, name: &str| std::fs::read(folder.join(name)).unwrap();
    folders
        .iter()
        .flat_map(|folder| [answer(folder, "MODEL_RESPONSE.md"), answer(folder, "IDEAL_RESPONSE.md")])
        .collect()
});

/// One way to break a text.
#[derive(Clone, Debug)]
enum Damage {
    /// Ends it there.
    Cut(usize),
    /// Takes a part out.
    Delete(usize, usize),
    /// Says a part twice.
    Double(usize, usize),
    /// Puts something else in place of a byte.
    Overwrite(usize, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    let marks = prop::sample::select(vec![
        b"```".as_slice(),
        b"~~~~",
        b"{",
        b"}",
        b"\"",
        b"${",
        b"(((((((",
        b"[",
        b"\n",
        b"\r",
        b"\0",
        b"\xff",
        b"<<EOF\n",
        b"!Ref ",
        b"# ",
        "\u{feff}é".as_bytes(),
    ]);
    prop_oneof![
        any::<usize>().prop_map(Damage::Cut),
        (any::<usize>(), 1..400usize).prop_map(|(at, length)| Damage::Delete(at, length)),
        (any::<usize>(), 1..400usize).prop_map(|(at, length)| Damage::Double(at, length)),
        (any::<usize>(), marks).prop_map(|(at, mark)| Damage::Overwrite(at, mark.to_vec())),
    ]
}

fn apply(text: &mut Vec<u8>, damage: &Damage) {
    let length = text.len().max(1);
    match damage {
        Damage::Cut(at) => text.truncate(at % length),
        Damage::Delete(at, taken) => {
            let at = at % length;
            text.drain(at.min(text.len())..(at + taken).min(text.len()));
        }
        Damage::Double(at, taken) => {
            let at = (at % length).min(text.len());
            let part = text[at..(at + taken).min(text.len())].to_vec();
            text.splice(at..at, part);
        }
        Damage::Overwrite(at, mark) => {
            let at = (at % length).min(text.len());
            text.splice(at..(at + 1).min(text.len()), mark.iter().copied());
        }
    }
}

/// Every span of a result lies in its file, and the lines of it in the response.
fn check(analysis: &Analysis) {
    let Analysis { response, stack, .. } = analysis;
    let declared = stack.declarations.iter().map(|declaration| declaration.span);
    let spans = declared.chain(stack.resources.iter().flat_map(|resource| resource.spans.iter().copied()));
    let diagnostics = response.diagnostics.iter().chain(&stack.diagnostics).filter_map(|diagnostic| diagnostic.span);
    for span in spans.chain(diagnostics).chain(stack.regions.iter().map(|region| region.span)) {
        let lines = response.lines(span);
        assert!(1 <= lines.start && lines.start <= lines.end && lines.end <= response.line_count.max(1), "{span:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn broken_answers_are_read(pick in any::<prop::sample::Index>(), damages in prop::collection::vec(damage(), 1..6)) {
        let mut text: Vec<u8> = pick.get(ANSWERS.as_slice()).clone();
        damages.iter().for_each(|damage| apply(&mut text, damage));
        let broken = gapdiff::analyse("BROKEN.md", &text);
        check(&broken);
        let whole = gapdiff::analyse("WHOLE.md", pick.get(ANSWERS.as_slice()).as_slice());
        prop_assert_eq!(gapdiff::compare(&broken, &whole, None).table.len(), 6);
        prop_assert_eq!(gapdiff::compare(&whole, &broken, None).table.len(), 6);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&gapdiff::analyse("BYTES.md", &bytes));
    }
}

#[test]
fn deep_nesting_is_read() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
    let programs = [
        ("hcl", format!("locals {{\n  x = {}\n}}", deep("[", "]"))),
        ("hcl", "a {\n".repeat(20_000)),
        ("python", format!("x = {}", deep("(", ")"))),
        ("python", format!("x = {}", deep("f(", ")"))),
        ("yaml", format!("Resources: {}", deep("{a: ", "}"))),
        ("yaml", (0..3_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()),
        ("json", deep("[", "]")),
        ("json", deep("{\"a\":", "}")),
        ("typescript", format!("const x = {}", deep("[", "]"))),
    ];
    for (language, program) in programs {
        check(&gapdiff::analyse("DEEP.md", format!("```{language}\n{program}\n```\n").as_bytes()));
    }
    check(&gapdiff::analyse("QUOTES.md", "> ".repeat(20_000).as_bytes()));
    check(&gapdiff::analyse(
        "LISTS.md",
        (0..2_000).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect::<String>().as_bytes(),
    ));
}
