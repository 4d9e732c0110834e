//! How much of one block another has.
//!
//! Blocks are compared by the lines that open something (`resource "aws_vpc" "main" {`, `def handler(event):`, `Orders:`): they say what a
//! block is about, and stay when a value changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use indexmap::IndexSet;

/// By how many blocks a line may be shared to tell them apart: a bound for hostile input.
const SHARED: usize = 64;

/// How much of what one block opens another has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Share {
    /// Of all that it opens, from 0 to 1.
    all: f64,
    /// Of its two outermost levels, which name what it declares.
    outer: f64,
    /// How much it opens.
    size: usize,
    /// Whether it opens little, and that with a name of its own.
    named: bool,
}

/// From how many openings on two blocks with much in common cannot be but versions of one another, whatever they name things.
const LARGE: usize = 20;

/// How much is much then. In real answers, drafts so large have 0.65 of the final version and more, all else 0.5 at most.
const MUCH: f64 = 0.6;

impl Share {
    /// Whether it is nearly all, so that two files whose paths may be one are one.
    pub(super) fn is_most(self) -> bool {
        self.is_at_least(SAME)
    }

    /// Whether it is at least so much, of all and of the outermost levels.
    pub(super) fn is_at_least(self, share: f64) -> bool {
        self.all >= share && self.outer >= share
    }

    /// Whether one block has so much of the other that it says the same, or would if a draft were finished.
    pub(super) fn says_the_same(self) -> bool {
        let all_names = self.named && self.outer >= 1.0 && self.all >= HALF;
        self.is_at_least(SAME) || all_names || (self.size >= LARGE && self.all >= MUCH)
    }
}

/// How much of a block another must have to say the same: less than all, since an excerpt has its own `...` and a draft its own details.
const SAME: f64 = 0.75;

/// How much is enough when all that it opens is there by name: the rest is changed values.
const HALF: f64 = 0.5;

/// The lines of a block, without indentation, each once. Lines of one or two characters say nothing.
struct Lines<'a> {
    all: IndexSet<&'a str>,
    openings: IndexSet<&'a str>,
    /// Those openings that stand on the two outermost levels; all lines if there are none.
    outer: IndexSet<&'a str>,
    named: bool,
}

/// How few openings say too little, so that all lines are compared.
const FEW: usize = 3;

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let lines = text.lines().map(|line| (line.len() - line.trim_start().len(), line.trim()));
        let lines: Vec<_> = lines.filter(|(_, line)| line.len() > 2).collect();
        let all: IndexSet<&str> = lines.iter().map(|&(_, line)| line).collect();
        let opens = |line: &str| line.ends_with(['{', '(', '[', ':']) && !line.starts_with(['#', '/', '*', '-']);
        let levels: BTreeSet<usize> = lines.iter().filter(|(_, line)| opens(line)).map(|&(level, _)| level).collect();
        let inner = levels.into_iter().nth(2).unwrap_or(usize::MAX);
        let mut openings: IndexSet<&str> = all.iter().copied().filter(|line| opens(line)).collect();
        let mut outer: IndexSet<&str> =
            lines.iter().filter(|(level, line)| *level < inner && opens(line)).map(|&(_, line)| line).collect();
        let few = openings.len() < FEW;
        if few {
            openings.clone_from(&all);
        }
        // `config:` is a word, `resource "aws_vpc" "main" {` is a name.
        let named = few && outer.iter().any(|line| line.contains(' '));
        if outer.is_empty() {
            outer.clone_from(&all);
        }
        Self { all, openings, outer, named }
    }

    fn share(&self, openings: usize, outer: usize) -> Share {
        let of = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        Share {
            all: of(openings, self.openings.len()),
            outer: of(outer, self.outer.len()),
            size: self.openings.len(),
            named: self.named,
        }
    }
}

/// Blocks that can be compared with the last one, by the lines that they share with it.
#[derive(Default)]
pub(super) struct Likeness<'a> {
    blocks: Vec<Lines<'a>>,
    /// The blocks that have a line.
    having: HashMap<&'a str, Vec<usize>>,
    /// The blocks that open something with a line.
    opening: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Likeness<'a> {
    /// Adds the next block, which becomes the last one.
    pub(super) fn add(&mut self, text: &'a str) {
        if let Some((number, lines)) = self.blocks.len().checked_sub(1).zip(self.blocks.last()) {
            lines.all.iter().for_each(|line| self.having.entry(line).or_default().push(number));
            lines.openings.iter().for_each(|line| self.opening.entry(line).or_default().push(number));
        }
        self.blocks.push(Lines::of(text));
    }

    /// How much of what the last block opens earlier blocks have, together by group.
    pub(super) fn of_last(&self, group: impl Fn(usize) -> Option<usize>) -> BTreeMap<usize, Share> {
        let Some(last) = self.blocks.last() else { return BTreeMap::new() };
        let mut counts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for line in &last.openings {
            let groups: BTreeSet<usize> =
                telling(&self.having, line).iter().filter_map(|&block| group(block)).collect();
            for group in groups {
                let (openings, outer) = counts.entry(group).or_default();
                *openings += 1;
                *outer += usize::from(last.outer.contains(line));
            }
        }
        counts.into_iter().map(|(group, (openings, outer))| (group, last.share(openings, outer))).collect()
    }

    /// How much of what each earlier block opens the last one has.
    pub(super) fn in_last(&self, counts_block: impl Fn(usize) -> bool) -> BTreeMap<usize, Share> {
        let Some(last) = self.blocks.last() else { return BTreeMap::new() };
        let mut counts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for line in &last.all {
            for &block in telling(&self.opening, line).iter().filter(|&&block| counts_block(block)) {
                let is_outer = self.blocks.get(block).is_some_and(|lines| lines.outer.contains(line));
                let (openings, outer) = counts.entry(block).or_default();
                *openings += 1;
                *outer += usize::from(is_outer);
            }
        }
        let lines = |block: usize| self.blocks.get(block);
        counts.into_iter().filter_map(|(block, (all, outer))| Some((block, lines(block)?.share(all, outer)))).collect()
    }
}

/// The blocks under a line, if they are few enough for it to tell anything.
fn telling<'b>(blocks: &'b HashMap<&str, Vec<usize>>, line: &str) -> &'b [usize] {
    blocks.get(line).filter(|blocks| blocks.len() <= SHARED).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks how much of the second block the first has, and the other way round.
    fn check(first: &str, second: &str, of_second: (f64, f64), of_first: (f64, f64)) {
        let mut likeness = Likeness::default();
        likeness.add(first);
        likeness.add(second);
        let both = |share: Option<&Share>| share.map_or((0.0, 0.0), |share| (share.all, share.outer));
        assert_eq!(both(likeness.of_last(Some).get(&0)), of_second, "{first}\n{second}");
        assert_eq!(both(likeness.in_last(|_| true).get(&0)), of_first, "{first}\n{second}");
    }

    #[test]
    fn what_a_block_opens_is_compared() {
        let a = "resource \"a\" \"x\" {\n  n = 1\n  s {\n    t = 1\n  }\n}\n\nresource \"a\" \"y\" {\n}\n";
        let changed = a.replace("= 1", "= 2");
        check(a, &changed, (1.0, 1.0), (1.0, 1.0));
        check(a, "resource \"a\" \"z\" {\n  s {\n    u {\n    }\n  }\n}\n", (1.0 / 3.0, 0.5), (1.0 / 3.0, 1.0 / 3.0));
    }

    #[test]
    fn what_differs_in_name_alone_is_told_apart() {
        check(
            "resource \"a\" \"x\" {\n  n = 1\n  m = 2\n}\n",
            "resource \"a\" \"y\" {\n  n = 1\n  m = 2\n}\n",
            (2.0 / 3.0, 0.0),
            (2.0 / 3.0, 0.0),
        );
    }

    #[test]
    fn lines_are_compared_where_little_is_opened() {
        check("boto3==1\nrequests==2\n", "boto3==1\n", (1.0, 1.0), (0.5, 0.5));
        check("b {\n  skip = true\n  c {\n    d {\n", "skip = true\n", (1.0, 1.0), (0.0, 0.0));
    }
}
