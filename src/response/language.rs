//! Which language a piece of code is in: by its info string, its path, or its content.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::Language;
use super::pattern::Pattern;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("../../grammars/languages/languages.tsv")));

/// The table of languages, by each of the ways to name one.
#[derive(Default)]
struct Table {
    info_strings: HashMap<&'static str, Language>,
    extensions: HashMap<&'static str, Language>,
    file_names: HashMap<&'static str, Language>,
}

impl Table {
    fn read(tsv: &'static str) -> Self {
        let mut table = Self::default();
        for row in tsv.lines().filter(|row| !row.starts_with('#')) {
            let mut columns = row.split('\t');
            let Some(language) = columns.next().and_then(Language::of_id) else { continue };
            for (names, column) in
                [&mut table.info_strings, &mut table.extensions, &mut table.file_names].into_iter().zip(columns)
            {
                names.extend(column.split_whitespace().map(|name| (name, language)));
            }
        }
        table
    }
}

/// The language that an info string names with its first word: `hcl`, `hcl:main.tf`, `{.python}`.
pub(super) fn of_info(info: &str) -> Option<Language> {
    let word = info.trim_start_matches(['{', '.']).split(|c: char| c.is_whitespace() || ":,{}".contains(c)).next()?;
    TABLE.info_strings.get(word.to_lowercase().as_str()).copied()
}

/// The language of a path, by its file name or the longest extension that is known.
pub(super) fn of_path(path: &str) -> Option<Language> {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    if let Some(&language) = TABLE.file_names.get(name.as_str()) {
        return Some(language);
    }
    let mut rest = name.trim_start_matches('.');
    while let Some((_, extension)) = rest.split_once('.') {
        if let Some(&language) = TABLE.extensions.get(extension) {
            return Some(language);
        }
        rest = extension;
    }
    None
}

/// How much a line tells about the language of its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// It speaks for a language, within code.
    Hints,
    /// It cannot be prose: code begins with it where it stands without fences.
    Begins,
    /// It also is what only a file begins with.
    Heads,
}

static SIGNS: LazyLock<Vec<Sign>> =
    LazyLock::new(|| include_str!("../../grammars/languages/lines.tsv").lines().filter_map(Sign::read).collect());

/// One row of the table of lines.
struct Sign {
    language: Language,
    strength: Strength,
    /// What each such line has somewhere.
    needs: &'static str,
    pattern: Pattern,
}

impl Sign {
    fn read(row: &'static str) -> Option<Self> {
        let mut columns = row.split('\t');
        let language = Language::of_id(columns.next()?)?;
        let strength = match columns.next()? {
            "heads" => Strength::Heads,
            "begins" => Strength::Begins,
            _ => Strength::Hints,
        };
        Some(Self { language, strength, needs: columns.next()?, pattern: Pattern::new(columns.next()?) })
    }
}

/// The signs of at least that strength in a line.
fn signs(line: &str, least: Strength) -> impl Iterator<Item = &'static Sign> {
    let in_line = move |sign: &&Sign| sign.strength >= least && line.contains(sign.needs) && sign.pattern.matches(line);
    SIGNS.iter().filter(in_line)
}

/// The language of code that begins with this line, if the line cannot be prose.
pub(super) fn begun_by(line: &str) -> Option<Language> {
    signs(line, Strength::Begins).next().map(|sign| sign.language)
}

/// Whether a line speaks for a language.
pub(super) fn speaks_for(line: &str, language: Language) -> bool {
    signs(line, Strength::Hints).any(|sign| sign.language == language)
}

/// Whether only a file begins with this line: an import, a declaration of its package.
pub(super) fn heads_file(line: &str) -> bool {
    signs(line, Strength::Heads).next().is_some()
}

/// How many lines are looked at to tell a language: enough to be sure.
const SAMPLE: usize = 200;

/// How much a line with which code begins weighs, against 1 for one that merely hints.
const BEGINS: usize = 4;

/// The language that a text looks to be in, if it looks to be in one: some line of it could begin code, or a third of its lines hint at one
/// language. Chosen because of what stands in blocks without an info string: trees, diagrams and outputs reach neither.
pub(super) fn of_content(text: &str) -> Option<Language> {
    let mut scores: BTreeMap<Language, usize> = BTreeMap::new();
    let (mut lines, mut begun) = (0, false);
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE) {
        lines += 1;
        let mut weights: BTreeMap<Language, usize> = BTreeMap::new();
        for sign in signs(line, Strength::Hints) {
            let weight = weights.entry(sign.language).or_default();
            *weight = (*weight).max(if sign.strength >= Strength::Begins { BEGINS } else { 1 });
            begun |= sign.strength >= Strength::Begins;
        }
        for (language, weight) in weights {
            *scores.entry(language).or_default() += weight;
        }
    }
    let (&language, &score) = scores.iter().rev().max_by_key(|(_, score)| **score)?;
    let sure = begun || (score >= lines.min(2) && score * 3 >= lines);
    // What is JavaScript is TypeScript too; only what is not the other way round tells them apart.
    let typed = language == Language::JavaScript && scores.contains_key(&Language::TypeScript);
    sure.then_some(if typed { Language::TypeScript } else { language })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_of_the_table_is_known() {
        for row in include_str!("../../grammars/languages/languages.tsv").lines().filter(|row| !row.starts_with('#')) {
            assert_eq!(row.split('\t').count(), 4, "{row}");
            assert!(Language::of_id(row.split('\t').next().unwrap()).is_some(), "{row}");
        }
    }

    #[test]
    fn paths_give_languages() {
        for (path, expected) in [
            ("lib/main.tf", Some(Language::Hcl)),
            ("terraform.tfvars.example", Some(Language::Hcl)),
            ("lib/tap-stack.test.ts", Some(Language::TypeScript)),
            ("Dockerfile", Some(Language::Dockerfile)),
            ("docker/api.Dockerfile", Some(Language::Dockerfile)),
            ("Makefile", Some(Language::Text)),
            ("lib/main", None),
        ] {
            assert_eq!(of_path(path), expected, "{path}");
        }
    }

    #[test]
    fn each_pattern_matches_its_example() {
        for row in include_str!("../../grammars/languages/lines.tsv").lines().filter(|row| !row.starts_with('#')) {
            let sign = Sign::read(row).expect(row);
            let example = row.split('\t').nth(4).expect(row);
            assert!(example.contains(sign.needs) && sign.pattern.matches(example), "{row}");
            if sign.strength >= Strength::Begins {
                assert_eq!(begun_by(example), Some(sign.language), "{row}");
            }
        }
    }

    #[test]
    fn content_gives_languages() {
        for (text, expected) in [
            ("resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n", Some(Language::Hcl)),
            ("environment = \"prod\"\nregion = \"us-east-1\"\n", Some(Language::Hcl)),
            ("{\n  \"a\": 1\n}\n", Some(Language::Json)),
            ("Resources:\n  Data:\n    Type: AWS::S3::Bucket\n", Some(Language::Yaml)),
            ("const a = new s3.Bucket(this, 'a');\ninterface B {\n  c: string;\n}\n", Some(Language::TypeScript)),
            ("def f(self):\n    return self.x\n", Some(Language::Python)),
            ("package main\n\nfunc main() {\n}\n", Some(Language::Go)),
            ("terraform init\nterraform apply\n", Some(Language::Shell)),
            ("FROM python:3.12\nCOPY . .\n", Some(Language::Dockerfile)),
            ("lib/\n├── main.tf\n└── variables.tf\n", None),
            ("Client -> API Gateway -> Lambda\n", None),
            ("This makes the table private.\nIt has two parts.\n", None),
        ] {
            assert_eq!(of_content(text), expected, "{text}");
        }
    }
}
