//! Which file a piece of code belongs to, by what its info string, the text above it and its first line say.

use super::Language;
use super::language;
use super::split::Piece;
use super::text::Text;

/// The path that is named for a piece of code, if one is. `floor` is the last line of the piece before it.
pub(super) fn of(piece: &Piece, text: &Text, floor: usize) -> Option<String> {
    let named =
        of_info(&piece.info).or_else(|| of_lines_above(piece, text, floor)).or_else(|| of_comment(&piece.text))?;
    let stated = piece.info.split_whitespace().next().and_then(language::of_info);
    agrees(stated, language::of_path(&named)).then_some(named)
}

/// Whether a path whose language is `path` may name code that is said to be in the language `stated`.
fn agrees(stated: Option<Language>, path: Option<Language>) -> bool {
    use Language::{Hcl, JavaScript, Json, Shell, Text, TypeScript, Yaml};
    match (stated, path) {
        (None | Some(Text), _) => true,
        (Some(stated), Some(path)) => {
            stated == path
                || matches!(
                    (stated, path),
                    (TypeScript, JavaScript) | (JavaScript, TypeScript) | (Json | Shell, Yaml) | (Yaml, Json)
                )
                || (path == Text && stated != Hcl)
        }
        (Some(_), None) => false,
    }
}

fn of_info(info: &str) -> Option<String> {
    let rest = info.split_once(|c: char| c.is_whitespace() || c == ':').map_or("", |(_, rest)| rest);
    paths_in(rest).next().or_else(|| paths_in(info).next().filter(|path| language::of_info(path).is_none()))
}

fn of_lines_above(piece: &Piece, text: &Text, floor: usize) -> Option<String> {
    let above = (floor + 1..piece.outer.0).rev().map(|number| text.line(number)).filter(|line| !line.trim().is_empty());
    for (index, line) in above.take(3).enumerate() {
        let trimmed = line.trim();
        let marked = trimmed.starts_with(['#', '*', '`']) || trimmed.to_lowercase().starts_with("file");
        let mut paths = paths_in(trimmed);
        if let (Some(path), None) = (paths.next(), paths.next())
            && (index == 0 || marked)
        {
            return Some(path);
        }
        if trimmed.starts_with('#') {
            break;
        }
    }
    None
}

/// A path in the comment on the first line of code, where it stands by itself.
fn of_comment(code: &str) -> Option<String> {
    let first = code.lines().find(|line| !line.trim().is_empty() && !line.starts_with("#!"))?.trim();
    let comment = ["#", "//", "/*", "<!--", "\"\"\"", "--", ";"].iter().find_map(|mark| first.strip_prefix(mark))?;
    let comment = comment.trim_start_matches(['#', '/', '*', '=', '-', ' ']);
    let comment = ["File:", "file:", "Filename:", "filename:"]
        .iter()
        .find_map(|label| comment.strip_prefix(label))
        .unwrap_or(comment);
    let word = comment.split_whitespace().next()?;
    paths_in(word).next()
}

/// The words of a text that are paths of files.
fn paths_in(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| c.is_whitespace() || "`*\"'()<>[]|,=".contains(c)).filter_map(as_path)
}

/// The path that a word is, if it is one: its extension or its name is that of a language.
fn as_path(word: &str) -> Option<String> {
    let word = word.trim_matches([':', '#', '_', ';']).trim_end_matches('.').replace('\\', "/");
    let word = word.strip_prefix("./").unwrap_or(&word);
    let plain = word.chars().all(|c| c.is_alphanumeric() || "._-/@{}$+".contains(c));
    let ends = word.ends_with('/') || word.contains("//");
    (plain && !ends && word.len() > 2 && language::of_path(word).is_some()).then(|| word.to_owned())
}
