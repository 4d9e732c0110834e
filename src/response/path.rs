//! Which file a piece of code belongs to, by what its info string, the text above it and its first comment say.

use std::borrow::Cow;

use super::Language;
use super::language;
use super::split::Piece;
use super::text::Text;

/// The path that is named for a piece of code, if one is. `floor` is the last line of the piece before it.
pub(super) fn of(piece: &Piece, text: &Text, floor: usize) -> Option<String> {
    let (said, seen) = (language::of_info(&piece.info), piece.language);
    let fits = |named: &Named| named.fits(said, seen);
    let stated = in_info(&piece.info).filter(fits).or_else(|| in_lines_above(piece, text, floor, fits));
    let commented = in_first_comment(&piece.text).filter(fits);
    match (stated, commented) {
        // The comment may say in full what the heading says in short.
        (Some(stated), Some(commented)) if ends_with_path(&commented.path, &stated.path) => Some(commented.path),
        (Some(stated), Some(commented)) if stated.by == By::Mention => Some(commented.path),
        (Some(named), _) | (None, Some(named)) => Some(named.path),
        (None, None) => None,
    }
}

/// The file that a line among code in `language` introduces, by the line `next` after it: its path stands by itself or as a comment.
/// A file in another language is introduced where code of that language follows.
pub(super) fn introduced_by(line: &str, next: &str, language: Language) -> Option<String> {
    if line.len() > LONGEST || !line.contains('.') || line.starts_with([' ', '\t', '"', '\'']) {
        return None;
    }
    let listed = line.trim_start_matches(['#', '/', ' ']).starts_with("- ");
    let named = named_by(line).filter(|_| !listed)?;
    let other = language::of_path(&named.path)?;
    (may_be_same(language, other) || language::begun_by(next) == Some(other)).then_some(named.path)
}

/// Whether a line is there to name a file.
pub(super) fn names_file(line: &str) -> bool {
    named_by(line).is_some()
}

/// Whether a path ends with all the names of another: `lib/main.tf` with `main.tf`.
pub(super) fn ends_with_path(long: &str, short: &str) -> bool {
    long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

/// A path and how it is given.
#[derive(Debug)]
struct Named {
    path: String,
    by: By,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum By {
    /// The line is there to name it: `## File: main.tf`, `**main.tf**`, `// main.tf`, the info string.
    Title,
    /// It occurs in a sentence: ``Here is the `main.tf` that you need:``.
    Mention,
}

impl Named {
    /// Whether it may name code that is `said` to be in one language and is `seen` to be in one. Who writes `package.json` above commands
    /// does not name a file of commands.
    fn fits(&self, said: Option<Language>, seen: Option<Language>) -> bool {
        let path = language::of_path(&self.path);
        match (self.by, said.or(seen), path) {
            (_, None, _) => true,
            (By::Mention, Some(code), path) => path.is_some_and(|path| may_be_same(code, path)),
            (By::Title, Some(code), None) => code != Language::Shell,
            // What is only seen is no more sure than the name, except that commands are seen well.
            (By::Title, Some(code), Some(path)) => agree(code, path) || (said.is_none() && code != Language::Shell),
        }
    }
}

/// Whether two languages are one for our purposes: JavaScript is TypeScript without types.
pub(super) fn may_be_same(code: Language, path: Language) -> bool {
    use Language::{JavaScript, TypeScript};
    code == path || matches!((code, path), (TypeScript, JavaScript) | (JavaScript, TypeScript))
}

/// Whether code that is said to be in one language may stand in a file whose name says the other.
fn agree(code: Language, path: Language) -> bool {
    use Language::{Dockerfile, Hcl, Ini, Json, Markdown, Shell, Sql, Text, Toml, Yaml};
    let loose = |language| matches!(language, Text | Ini | Toml | Yaml | Json | Dockerfile | Sql | Markdown);
    may_be_same(code, path)
        || code == Text
        || (loose(code) && loose(path))
        || (code == Shell && matches!(path, Text | Ini | Dockerfile))
        || (path == Text && code != Hcl)
}

/// A path in an info string: `hcl title="main.tf"`, `typescript lib/a.ts`, `hcl:main.tf`, `main.tf`.
fn in_info(info: &str) -> Option<Named> {
    let path = paths_in(info).find(|path| language::of_info(path).is_none())?;
    Some(Named { path, by: By::Title })
}

/// How many lines of text above a piece of code may name its file.
const REACH: usize = 4;

fn in_lines_above(piece: &Piece, text: &Text, floor: usize, fits: impl Fn(&Named) -> bool) -> Option<Named> {
    let above = (floor + 1..piece.outer.0).rev().map(|number| text.line(number).trim());
    let above = above.filter(|line| !line.is_empty() && !line.starts_with("```") && !line.starts_with("#!"));
    for (distance, line) in above.take(REACH).enumerate() {
        let line = &with_dunders(line);
        let heading = line.starts_with('#');
        let titled = heading || line.starts_with("**") || line.starts_with("__");
        let listed = line.starts_with(['-', '*', '+']) && !titled && !line.ends_with([':', '`', '*']);
        if titled || (distance == 0 && !listed) {
            let named = named_by(line).or_else(|| only_path(line, titled));
            if let Some(named) = named.filter(&fits) {
                return Some(named);
            }
        }
        if heading {
            break;
        }
    }
    None
}

/// A line with `__init__` and `__main__` as their files are called: formatters of Markdown make the names bold, or escape them, and then a
/// backslash may be what stood between folders.
fn with_dunders(line: &str) -> Cow<'_, str> {
    let mut line = Cow::Borrowed(line);
    for name in ["init", "main"] {
        for (mark, before) in [("**", ""), ("\\*\\*", "/"), ("\\_\\_", "/")] {
            let wrong = format!("{mark}{name}{mark}");
            if line.contains(&wrong) {
                line = line.replace(&wrong, &format!("{before}__{name}__")).replace("//__", "/__").into();
            }
        }
    }
    line
}

/// The path in a line, if there is one only.
fn only_path(line: &str, titled: bool) -> Option<Named> {
    let mut paths = paths_in(line);
    let path = paths.next().filter(|_| paths.next().is_none())?;
    Some(Named { path, by: if titled { By::Title } else { By::Mention } })
}

/// A path in the first comment of code, where the comment is there to name it.
fn in_first_comment(code: &str) -> Option<Named> {
    let marks = ["#", "//", "/*", "<!--", "\"\"\"", "'''", "--", ";"];
    let mut inside = false;
    for line in code.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("#!")).take(3) {
        let comment = marks.iter().find_map(|mark| line.strip_prefix(mark)).or(inside.then_some(line))?;
        let comment = comment.trim_start_matches(['#', '/', '*', '=', ' ']);
        if !comment.trim_matches('-').is_empty() {
            return named_by(comment).filter(|_| !comment.starts_with("- "));
        }
        inside |= matches!(line, "\"\"\"" | "'''" | "/*" | "/**");
    }
    None
}

/// The path that a line is there to name: it says little else.
fn named_by(line: &str) -> Option<Named> {
    let is_mark = |c: char| !c.is_alphanumeric() && !matches!(c, '.' | '/' | '\\' | '@' | '_' | '{' | '$' | '~');
    let line = line.trim().trim_start_matches("//").trim_start_matches("/*").trim_start_matches(is_mark);
    let unnumbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let line = match unnumbered.strip_prefix(['.', ')']) {
        Some(rest) if unnumbered.len() < line.len() && rest.starts_with(' ') => rest.trim_start_matches(is_mark),
        _ => line,
    };
    let (labelled, line) = without_label(line);
    let line = line.trim_start_matches(is_mark);
    let end = line.find(|c: char| c.is_whitespace() || "`*\"'()<>|,:=".contains(c)).unwrap_or(line.len());
    let (word, rest) = line.split_at_checked(end)?;
    let path = as_path(word).or_else(|| as_labelled_path(word).filter(|_| labelled))?;
    let rest = rest.trim_start_matches(['`', '*', '"', '\'']).trim();
    let described =
        rest.is_empty() || rest.starts_with(['(', '-', '–', '—', ':', '=', '#', '[', '*', ',', '|', '<', '>']);
    described.then_some(Named { path, by: By::Title })
}

/// Takes off a label such as `File:` or `Path 2:`, and tells whether there was one.
fn without_label(line: &str) -> (bool, &str) {
    for label in ["filename", "file name", "file path", "filepath", "file", "path", "source", "full source", "location"]
    {
        let Some((start, rest)) = line.split_at_checked(label.len()) else { continue };
        if !start.eq_ignore_ascii_case(label) {
            continue;
        }
        let after = rest.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
        let after_colon = after.trim_start_matches(['*', '`', ' ']).strip_prefix(':');
        if let Some(named) = after_colon {
            return (true, named);
        }
        if rest.starts_with(' ') {
            return (false, after);
        }
    }
    (false, line)
}

/// Products whose name looks like that of a file.
const PRODUCTS: [&str; 3] = ["Node.js", "Next.js", "Vue.js"];

/// The words of a text that are paths of files.
fn paths_in(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| c.is_whitespace() || "`*\"'()<>|,=:".contains(c)).filter_map(as_path)
}

/// The path that a word is, if it is one: its extension or its name is that of a language.
fn as_path(word: &str) -> Option<String> {
    let path = clean(word)?;
    let product = PRODUCTS.iter().any(|product| path.eq_ignore_ascii_case(product));
    (!product && language::of_path(&path).is_some()).then_some(path)
}

/// The path that a word after a label is, whatever its extension.
fn as_labelled_path(word: &str) -> Option<String> {
    clean(word).filter(|path| path.contains(['/', '.']))
}

/// The longest path, and the longest line that introduces one: file systems take no longer names.
const LONGEST: usize = 260;

/// A word without the marks around it and with `/` between folders, if it could be a path.
fn clean(word: &str) -> Option<String> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.trim_end_matches(['.', ';', '!', '?', ']']).trim_start_matches(['[', '#']).replace('\\', "/");
    let word = word.trim_start_matches("./").trim_start_matches('/');
    let plain = word.chars().all(|c| c.is_alphanumeric() || "._-/@{}$+[]~".contains(c));
    let named = word.chars().any(char::is_alphanumeric) && !word.ends_with('/') && !word.contains("//");
    (plain && named && word.len() > 1).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::{split, text};

    /// Checks the path of the last piece of a response.
    fn check(response: &str, expected: Option<&str>) {
        let (text, _) = text::decode(response.as_bytes());
        let pieces = split::split(&text);
        let floor = pieces.len().checked_sub(2).map_or(0, |index| pieces[index].outer.1 - 1);
        let piece = pieces.last().unwrap();
        assert_eq!(piece.introduced.clone().or_else(|| of(piece, &text, floor)).as_deref(), expected, "{response}");
    }

    #[test]
    fn info_strings_name_files() {
        for info in [
            "hcl title=\"modules/vpc/main.tf\"",
            "hcl modules/vpc/main.tf",
            "hcl - modules/vpc/main.tf",
            "hcl:modules/vpc/main.tf",
            "hcl {filename='modules/vpc/main.tf'}",
            "modules/vpc/main.tf",
            "12:40:modules/vpc/main.tf",
        ] {
            check(&format!("```{info}\nx = 1\n```\n"), Some("modules/vpc/main.tf"));
        }
        check("```hcl\nx = 1\n```\n", None);
    }

    #[test]
    fn lines_above_name_files() {
        for above in [
            "## File: lib/main.tf",
            "### **File: `lib/main.tf`**",
            "## File 2: lib/main.tf (corrected)",
            "### 3. lib/main.tf - the network",
            "### Network (`lib/main.tf`)",
            "# 📁 `lib/main.tf`",
            "**lib/main.tf**",
            "**Path:** `lib/main.tf`",
            "1. `lib/main.tf`:",
            "=== lib/main.tf ===",
            "<!-- lib/main.tf -->",
            "./lib/main.tf",
            "## /lib/main.tf",
            "lib\\main.tf",
            "File: lib/main.tf",
            "Here is the `lib/main.tf` that you need:",
            "## lib/main.tf\n\nIt declares the network.",
        ] {
            check(&format!("{above}\n\n```hcl\nx = 1\n```\n"), Some("lib/main.tf"));
        }
    }

    #[test]
    fn other_mentions_name_nothing() {
        for above in [
            "Both `a.tf` and `b.tf` need it:",
            "- `lib/main.tf`: the network",
            "## lib/main.tf\n\n## Usage",
            "Run it with Node.js:",
            "Like `package.json`:",
            "## lib/main.tf\n\n```hcl\ny = 1\n```\n\nThen:",
        ] {
            check(&format!("{above}\n\n```hcl\nx = 1\n```\n"), None);
        }
        check("## lib/main.tf\n\n```bash\nterraform apply\n```\n", None);
        check("Save it as `main.tf`:\n\n```bash\nterraform apply\n```\n", None);
    }

    #[test]
    fn first_comments_name_files() {
        for (code, expected) in [
            ("# lib/main.tf\nx = 1\n", Some("lib/main.tf")),
            ("# ====\n# lib/main.tf - the network\n# ====\nx = 1\n", Some("lib/main.tf")),
            ("# - lib/main.tf: the network\nx = 1\n", None),
            ("# See lib/main.tf\nx = 1\n", None),
        ] {
            check(&format!("```hcl\n{code}```\n"), expected);
        }
        check("```python\n\"\"\"tap_stack.py\nThe stack.\"\"\"\n```\n", Some("tap_stack.py"));
        check("```python\n#!/usr/bin/env python3\n\"\"\"\ntap_stack.py\n\"\"\"\n```\n", Some("tap_stack.py"));
        check("## tap_stack.py\n```python\n# lib/tap_stack.py\n```\n", Some("lib/tap_stack.py"));
        check("```ts\n// lib/a.ts\n```\n", Some("lib/a.ts"));
    }

    #[test]
    fn unusual_names_are_paths() {
        for path in ["Dockerfile", ".github/workflows/ci.yml", "__main__.py", "terraform.tfvars.example", "a/[id].ts"] {
            check(&format!("**{path}**\n```\nx\n```\n"), Some(path));
        }
        check("## File: lib/**init**.py\n```\nx\n```\n", Some("lib/__init__.py"));
        check("## File: lib\\*\\*init\\*\\*.py\n```\nx\n```\n", Some("lib/__init__.py"));
        check("## File: lib/\\_\\_init\\_\\_.py\n```\nx\n```\n", Some("lib/__init__.py"));
        check("## README (README.md)\n```\nx\n```\n", Some("README.md"));
        check("## File: lib/AWS_REGION\n```\nus-east-1\n```\n", Some("lib/AWS_REGION"));
        check("**.tf**\n```\nx\n```\n", None);
    }
}
