//! Code that stands without fences: a response that is nothing but a file, code under a heading, what follows a forgotten fence.
//!
//! Such code begins with a line that cannot be prose and goes on to the first line that reads as prose.

use super::Language;
use super::language;
use super::path;
use super::text::Text;

/// The fewest lines of code that count: fewer are an example in a sentence.
pub(super) const FEWEST: usize = 3;

/// A run of lines that are code, by its first and its last line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) language: Language,
}

/// The runs of code within the lines from `first` to before `after`.
pub(super) fn find(text: &Text, first: usize, after: usize) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut floor = first;
    let mut line = first;
    while line < after {
        let Some(language) = begun_by(text, line, after) else {
            line += 1;
            continue;
        };
        let first = start_of_code(text, floor, line, language);
        let last = end_of_code(text, line, after, language);
        let filled = (first..=last).filter(|&number| !text.line(number).trim().is_empty()).take(FEWEST).count();
        // Much prose is YAML of a kind.
        let needed = if language == Language::Yaml { 2 } else { 1 };
        let signs =
            (first..=last).filter(|&number| language::speaks_for(text.line(number), language)).take(needed).count();
        if filled == FEWEST && signs == needed {
            runs.push(Run { first, last, language });
        }
        line = last + 1;
        floor = line;
    }
    runs
}

/// The language of the code that begins on a line. A key of YAML without a value begins some only if its value follows: `Resources:` is
/// also said in prose.
fn begun_by(text: &Text, number: usize, after: usize) -> Option<Language> {
    let line = text.line(number).trim_end();
    let may_begin =
        line.starts_with(|c: char| c.is_ascii_alphabetic() || "{[\"'@<".contains(c)) || line.starts_with("#!");
    if !may_begin || reads_as_prose(line, Language::Yaml) {
        return None;
    }
    let language = language::begun_by(line)?;
    let open_key = language == Language::Yaml && line.ends_with(':');
    let next = (number + 1..after).map(|number| text.line(number)).find(|line| !line.trim().is_empty());
    (!open_key || next.is_some_and(|next| next.starts_with([' ', '#']))).then_some(language)
}

/// The first line of code that goes with the one on `line`: comments and settings directly above belong to it.
fn start_of_code(text: &Text, floor: usize, line: usize, language: Language) -> usize {
    let belongs = |number: usize| {
        let above = text.line(number);
        !above.trim().is_empty()
            && !reads_as_prose(above, language)
            && path::introduced_by(above, text.line(number + 1), language).is_none()
    };
    (floor..line).rev().take_while(|&number| belongs(number)).last().unwrap_or(line)
}

/// The last line of the code in `language` that begins on `start`, before `after`: the code ends where prose begins.
pub(super) fn end_of_code(text: &Text, start: usize, after: usize, language: Language) -> usize {
    let mut last = start;
    let mut quote: Option<&str> = None;
    let (mut in_brackets, mut after_blank) = (false, false);
    for number in start..after {
        let line = text.line(number).trim_end();
        if let Some(mark) = quote {
            quote = quote.filter(|_| !line.contains(mark));
            last = number;
            continue;
        }
        if line.is_empty() {
            after_blank = true;
            continue;
        }
        let is_prose = !in_brackets && reads_as_prose(line, language);
        if number > start && (is_prose || path::introduced_by(line, text.line(number + 1), language).is_some()) {
            break;
        }
        quote = opened_quote(line, language);
        if !line.starts_with([' ', '\t']) && language != Language::Yaml {
            in_brackets = line.ends_with(['{', '(', '[']) || (in_brackets && !line.starts_with(['}', ')', ']']));
        }
        // A comment after a blank line may be a heading: it belongs to the code if code follows.
        if !(after_blank && line.starts_with('#') && has_hash_comments(language)) {
            (last, after_blank) = (number, false);
        }
    }
    last
}

/// The mark that ends a text or comment that begins on this line and goes on beyond it.
fn opened_quote(line: &str, language: Language) -> Option<&'static str> {
    let line = line.trim_start();
    match language {
        Language::Python => ["\"\"\"", "'''"].into_iter().find(|mark| line.matches(mark).count() % 2 == 1),
        Language::Yaml | Language::Shell => None,
        _ => (line.starts_with("/*") && !line.contains("*/")).then_some("*/"),
    }
}

fn has_hash_comments(language: Language) -> bool {
    !matches!(
        language,
        Language::TypeScript | Language::JavaScript | Language::Java | Language::Go | Language::CSharp | Language::Json
    )
}

/// Whether a line is prose rather than code of that language. Only what begins in the first column is ever taken for prose.
fn reads_as_prose(line: &str, language: Language) -> bool {
    let line = line.trim_end();
    let Some(first) = line.chars().next() else { return false };
    match first {
        ' ' | '\t' => return false,
        '#' if line.starts_with("#!") => return false,
        '#' => return !has_hash_comments(language) || (line.starts_with("##") && names_heading(line)),
        '*' => return line.starts_with("**") || line.starts_with("* "),
        '|' => return line.ends_with('|'),
        '-' if line == "---" => return language != Language::Yaml,
        '-' => return language != Language::Yaml && line.starts_with("- "),
        _ => {}
    }
    if first.is_ascii_digit() {
        return line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(". ");
    }
    if !first.is_ascii_alphabetic() {
        return !first.is_ascii();
    }
    let is_key = line.split_once(':').is_some_and(|(key, _)| !key.contains(' '));
    let title = line.strip_suffix(':').unwrap_or(line);
    let letters = title.chars().all(|c| c.is_alphabetic() || c == ' ');
    let plain = line.chars().all(|c| c.is_alphanumeric() || !c.is_ascii() || " ,.'’\"()/:;!?&-%_*`$+".contains(c));
    let sentence = plain && line.split_whitespace().count() >= 4 && !line.ends_with([';', ',', '(']);
    first.is_uppercase() && !(is_key && language == Language::Yaml) && (letters || sentence)
}

/// Whether a line with two or more hashes is a heading of Markdown rather than a comment: a comment is often boxed, a heading is not.
fn names_heading(line: &str) -> bool {
    let title = line.trim_start_matches('#');
    title.starts_with(' ') && !title.ends_with('#') && title.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::text;

    /// Checks the runs of code that stand in a text without fences.
    fn check(response: &str, expected: &[(usize, usize)]) {
        let (text, _) = text::decode(response.as_bytes());
        let found: Vec<_> = find(&text, 1, text.line_count() + 1).iter().map(|run| (run.first, run.last)).collect();
        assert_eq!(found, expected, "{response}");
    }

    #[test]
    fn a_response_may_be_nothing_but_a_file() {
        check("resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n", &[(1, 3)]);
        check("Resources:\n  Data:\n    Type: AWS::S3::Bucket\n", &[(1, 3)]);
        check("{\n  \"a\": 1\n}\n", &[(1, 3)]);
        check("\"\"\"The stack.\n\nIt has one bucket.\n\"\"\"\nimport pulumi\n", &[(1, 5)]);
    }

    #[test]
    fn code_under_headings_ends_where_prose_begins() {
        let code = "resource \"aws_vpc\" \"a\" {\n  x = 1\n}\n\n# The key.\nresource \"aws_kms_key\" \"a\" {\n}\n";
        check(
            &format!("# The answer\n\nIt has one file.\n\n## main.tf\n\n{code}\n## Notes\n\nIt is small.\n"),
            &[(7, 13)],
        );
        check(&format!("{code}\nThis creates a network and a key.\n"), &[(1, 7)]);
        check(&format!("{code}\nNotes:\n- one\n- two\n"), &[(1, 7)]);
        check(&format!("{code}\nvariables.tf\nvariable \"a\" {{\n  default = 1\n}}\n"), &[(1, 7), (10, 12)]);
    }

    #[test]
    fn prose_is_left_alone() {
        for prose in [
            "# Summary\n\nThe template has:\n\n- **VPC**: three zones\n- a bucket\n",
            "Resources:\n\n- a bucket\n- a table\n",
            "It imports the module\nand from there\nthe rest.\n",
            "| Name | Value |\n|---|---|\n| a | b |\n",
        ] {
            check(prose, &[]);
        }
    }
}
