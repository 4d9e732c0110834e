//! From blocks to source files: which blocks are parts of one file, which give it anew, and which only repeat what it says.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::likeness::{Likeness, Share};
use super::{Block, Role, SourceFile, language, path};

/// A block gives a part of its file anew when it has this share of what that part opens. Chosen from real answers: second versions have
/// 0.53 of the first and more, further parts of a file 0.17 at most.
const ANEW: f64 = 0.5;

/// A block that is cut off, or leaves something out, takes the place of another only when it comes this far.
const NEARLY_ALL: f64 = 0.9;

/// Joins the blocks of each file. Blocks that another gives anew, or in full, are in none.
pub(super) fn assemble(blocks: &[Block]) -> Vec<SourceFile> {
    let mut assembly = Assembly::default();
    let mut likeness = Likeness::default();
    for ((number, block), has_rival) in blocks.iter().enumerate().zip(have_rivals(blocks)) {
        likeness.add(if has_rival { &block.text } else { "" });
        let comparable = |other: usize| blocks.get(other).is_some_and(|other| are_comparable(block, other));
        let file_of = |other: usize| assembly.file_of(other).filter(|_| comparable(other));
        let repeated = likeness.of_last(file_of);
        let anew = likeness.in_last(|other| file_of(other).is_some());
        assembly.add(number, block, &repeated, &anew);
    }
    assembly.files.sort_by_key(|file| file.blocks.first().copied());
    assembly.files.into_iter().filter_map(|file| join(file, blocks)).collect()
}

/// For each block whether another of its kind may be the same file: one without a path, with the same name, or in another turn.
fn have_rivals(blocks: &[Block]) -> Vec<bool> {
    let kind = |block: &Block| (block.language, block.role);
    let name = |block: &'_ Block| block.path.as_deref().and_then(|path| path.rsplit('/').next()).map(str::to_owned);
    let mut of_kind: HashMap<_, usize> = HashMap::new();
    let mut of_name: HashMap<_, usize> = HashMap::new();
    for block in blocks {
        *of_kind.entry(kind(block)).or_default() += 1;
        *of_name.entry((kind(block), name(block))).or_default() += 1;
    }
    let has_turns = blocks.iter().any(|block| block.turn > 0);
    let has_rival = |block: &Block| {
        let has_namesake = of_name.get(&(kind(block), name(block))).is_some_and(|&count| count > 1);
        let may_be_any = has_turns || of_name.contains_key(&(kind(block), None));
        of_kind.get(&kind(block)).is_some_and(|&count| count > 1) && (has_namesake || may_be_any)
    };
    blocks.iter().map(has_rival).collect()
}

/// Whether code may be one file: for one purpose, in one language. Commands and outputs each stand for themselves, unless a path is theirs.
fn are_comparable(one: &Block, other: &Block) -> bool {
    let alone = matches!(one.role, Role::Shell | Role::Output | Role::Documentation) && one.path.is_none();
    one.language == other.language && one.role == other.role && !alone
}

/// The files, as far as the blocks have been looked at.
#[derive(Default)]
struct Assembly {
    files: Vec<Draft>,
    /// The files that have a path.
    by_path: HashMap<Arc<str>, usize>,
    /// The file in which each block is, if it is in one, and the turn in which it stands.
    file_of: Vec<Option<usize>>,
    turn_of: Vec<u32>,
}

/// A file that is being put together.
#[derive(Default)]
struct Draft {
    path: Option<Arc<str>>,
    blocks: Vec<usize>,
}

impl Assembly {
    fn file_of(&self, block: usize) -> Option<usize> {
        self.file_of.get(block).copied().flatten()
    }

    /// Puts a block where it belongs, by how much of it each file has and how much of each earlier block it has.
    fn add(&mut self, number: usize, block: &Block, repeated: &BTreeMap<usize, Share>, anew: &BTreeMap<usize, Share>) {
        self.turn_of.push(block.turn);
        let home = self.home(block, repeated, anew);
        let repeats = home.and_then(|home| repeated.get(&home)).is_some_and(|share| share.says_the_same());
        let partial = block.cut_off || (!anew.is_empty() && leaves_out(&block.text));
        let enough = if partial { NEARLY_ALL } else { ANEW };
        let replaces = |other: &usize| {
            let (file, share) = (self.file_of(*other), anew.get(other));
            let nameless = file.and_then(|file| self.files.get(file)).is_some_and(|file| file.path.is_none());
            let earlier = self.turn_of.get(*other).is_some_and(|&turn| turn < block.turn);
            // Its own file's parts it may give anew with many changes. A draft, which has no path or another than the answer, is known by
            // what it says alone.
            let anew = file == home && share.is_some_and(|share| share.is_at_least(enough));
            let finishes = |share: &Share| share.says_the_same() && (!partial || share.is_at_least(NEARLY_ALL));
            anew || ((nameless || earlier) && share.is_some_and(finishes))
        };
        let mut replaced: Vec<usize> = anew.keys().copied().filter(replaces).collect();
        if repeats && replaced.is_empty() {
            let same_path = home
                .and_then(|home| self.files.get(home))
                .filter(|file| file.path == block.path && !partial && begins_file(&block.text));
            let Some(file) = same_path else {
                self.file_of.push(None);
                return;
            };
            replaced.clone_from(&file.blocks);
        }
        for other in replaced {
            self.take_out(other);
        }
        let home = home.unwrap_or(self.files.len());
        self.file_of.push(Some(home));
        if home == self.files.len() {
            self.files.push(Draft::default());
        }
        let Some(file) = self.files.get_mut(home) else { return };
        file.blocks.push(number);
        if let Some(path) = &block.path {
            self.by_path.insert(Arc::clone(path), home);
            // `main.tf` may turn out to be `lib/main.tf`.
            if file.path.as_ref().is_none_or(|known| known.len() < path.len()) {
                file.path = Some(Arc::clone(path));
            }
        }
    }

    fn take_out(&mut self, block: usize) {
        let file = self.file_of.get_mut(block).and_then(Option::take).and_then(|file| self.files.get_mut(file));
        if let Some(file) = file {
            file.blocks.retain(|&other| other != block);
        }
    }

    /// The file that a block belongs to: that of its path, or one that says the same and whose path does not speak against it.
    fn home(&self, block: &Block, repeated: &BTreeMap<usize, Share>, anew: &BTreeMap<usize, Share>) -> Option<usize> {
        if let Some(&home) = block.path.as_ref().and_then(|path| self.by_path.get(path)) {
            return Some(home);
        }
        let is_like =
            |file: usize, share: Share| match (&block.path, self.files.get(file).and_then(|file| file.path.as_ref())) {
                (Some(one), Some(other)) => {
                    share.is_most() && (path::ends_with_path(one, other) || path::ends_with_path(other, one))
                }
                _ => share.says_the_same(),
            };
        let given = anew.iter().filter_map(|(&other, &share)| Some((self.file_of(other)?, share)));
        let having = repeated.iter().map(|(&file, &share)| (file, share));
        given.chain(having).find(|&(file, share)| is_like(file, share)).map(|(file, _)| file)
    }
}

/// Whether code begins as only files begin, with an import or the like, after comments.
fn begins_file(code: &str) -> bool {
    let is_comment =
        |line: &&str| line.starts_with(['/', '*', ' ']) || (line.starts_with('#') && !line.starts_with("#!"));
    code.lines().find(|line| !line.trim().is_empty() && !is_comment(line)).is_some_and(language::heads_file)
}

/// Whether a comment says that something is left out: `# ...`, `// ... rest of the code`, `# [further rules]`.
fn leaves_out(code: &str) -> bool {
    code.lines().any(|line| {
        let line = line.trim_start();
        let comment = line.trim_start_matches(['#', '/', '*', ' ']);
        comment.len() < line.len()
            && (comment.starts_with("...") || comment.starts_with('[') || comment.ends_with("for brevity"))
    })
}

/// The text of a file's blocks, with the response line of each line.
fn join(file: Draft, blocks: &[Block]) -> Option<SourceFile> {
    let first = blocks.get(*file.blocks.first()?)?;
    let (mut text, mut lines) = (String::new(), Vec::new());
    for block in file.blocks.iter().filter_map(|&number| blocks.get(number)) {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&block.text);
        lines.extend(block.lines.start..=block.lines.end);
    }
    Some(SourceFile::new(file.path, first.language, first.role, text.into(), file.blocks, lines))
}

#[cfg(test)]
mod tests {
    use crate::response::read;

    /// Checks the files of a response: their paths and the numbers of their blocks.
    fn check(response: &str, expected: &[(Option<&str>, &[usize])]) {
        let response = read("R.md", response.as_bytes());
        let files: Vec<_> = response.files.iter().map(|file| (file.path.as_deref(), &file.blocks[..])).collect();
        assert_eq!(files, expected, "{:#?}", response.blocks);
    }

    /// A block of Terraform under a heading with these resources, all with the same settings.
    fn hcl(heading: &str, names: &[&str], value: u8) -> String {
        let resource = |name| format!("resource \"aws_sqs_queue\" \"{name}\" {{\n  delay_seconds = {value}\n}}\n");
        format!("## {heading}\n\n```hcl\n{}```\n\n", names.iter().map(resource).collect::<String>())
    }

    #[test]
    fn parts_of_a_file_join() {
        let response = hcl("main.tf", &["a", "b", "c"], 1) + &hcl("main.tf (continued)", &["d", "e"], 1);
        check(&response, &[(Some("main.tf"), &[0, 1])]);
        let file = &read("R.md", response.as_bytes()).files[0];
        assert_eq!(file.text.lines().count(), 15);
        assert_eq!(file.line_at(file.text.find("\"d\"").unwrap() as u32), 18);
    }

    #[test]
    fn a_later_version_replaces_a_draft() {
        check(
            &(hcl("main.tf", &["a", "b", "c"], 1) + &hcl("main.tf", &["a", "b", "d"], 2)),
            &[(Some("main.tf"), &[1])],
        );
        check(
            &(hcl("First", &["a", "b", "c"], 1) + &hcl("main.tf", &["a", "b", "c", "d"], 2)),
            &[(Some("main.tf"), &[1])],
        );
        check(&(hcl("First", &["a", "b", "c"], 1) + &hcl("Then", &["a", "b", "c"], 2)), &[(None, &[1])]);
        check(&(hcl("main.tf", &["a"], 1) + &hcl("lib/main.tf", &["a"], 1)), &[(Some("lib/main.tf"), &[1])]);
    }

    #[test]
    fn the_answer_replaces_a_draft_of_another_name() {
        let draft = hcl("draft.tf", &["a", "b", "c"], 1);
        check(&(draft.clone() + "### Answer\n\n" + &hcl("main.tf", &["a", "b", "c"], 2)), &[(Some("main.tf"), &[1])]);
        check(&(draft + &hcl("main.tf", &["a", "b", "c"], 2)), &[(Some("draft.tf"), &[0]), (Some("main.tf"), &[1])]);
    }

    #[test]
    fn an_excerpt_does_not_count_twice() {
        let full = hcl("main.tf", &["a", "b", "c", "d", "e", "f", "g"], 1);
        let main: &[(Option<&str>, &[usize])] = &[(Some("main.tf"), &[0])];
        check(&(full.clone() + &hcl("main.tf", &["b"], 1)), main);
        check(&(full.clone() + &hcl("Usage", &["b"], 2)), main);
        check(&(hcl("The fix", &["b"], 2) + &full), &[(Some("main.tf"), &[1])]);
        check(&(full + &hcl("One more", &["z"], 1)), &[(Some("main.tf"), &[0]), (None, &[1])]);
    }

    #[test]
    fn files_of_one_text_and_two_paths_are_two() {
        check(
            &(hcl("a/main.tf", &["a"], 1) + &hcl("b/main.tf", &["a"], 1)),
            &[(Some("a/main.tf"), &[0]), (Some("b/main.tf"), &[1])],
        );
    }

    #[test]
    fn a_version_that_is_cut_off_or_elided_does_not_replace_a_whole_one() {
        let full = hcl("main.tf", &["a", "b", "c", "d", "e"], 1);
        let start = hcl("main.tf", &["a", "b", "c"], 2);
        check(&(full.clone() + start.trim_end().trim_end_matches('`')), &[(Some("main.tf"), &[0])]);
        check(&(full + &start.replace("}\n```", "}\n# ... the rest\n```")), &[(Some("main.tf"), &[0])]);
    }

    #[test]
    fn a_shorter_file_from_its_first_line_is_a_new_version() {
        let long =
            "import pulumi\n\ndef a():\n    pass\n\ndef b():\n    pass\n\ndef c():\n    pass\n\ndef d():\n    pass\n";
        let short = "import pulumi\n\ndef a():\n    pass\n";
        let response = format!("## a.py\n```python\n{long}```\n\n## a.py\n```python\n{short}```\n");
        check(&response, &[(Some("a.py"), &[1])]);
        check(&response.replace("import pulumi\n", ""), &[(Some("a.py"), &[0])]);
    }

    #[test]
    fn commands_each_stand_for_themselves() {
        let response = "```bash\ncdk deploy\n```\n\nAgain:\n\n```bash\ncdk deploy\n```\n";
        check(response, &[(None, &[0]), (None, &[1])]);
    }
}
