//! From blocks to source files: the blocks of one path are one file.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Block, SourceFile};

/// Joins the blocks of each path to one source file.
pub(super) fn assemble(blocks: &[Block]) -> Vec<SourceFile> {
    let mut groups: IndexMap<(Option<Arc<str>>, usize), Vec<usize>> = IndexMap::new();
    for (index, block) in blocks.iter().enumerate() {
        let key = if block.path.is_some() { (block.path.clone(), 0) } else { (None, index) };
        groups.entry(key).or_default().push(index);
    }
    groups.into_iter().filter_map(|((path, _), members)| join(path, members, blocks)).collect()
}

fn join(path: Option<Arc<str>>, members: Vec<usize>, blocks: &[Block]) -> Option<SourceFile> {
    let first = blocks.get(*members.first()?)?;
    let (mut text, mut lines) = (String::new(), Vec::new());
    for block in members.iter().filter_map(|&index| blocks.get(index)) {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&block.text);
        lines.extend(block.lines.start..=block.lines.end);
    }
    Some(SourceFile::new(path, first.language, first.role, text.into(), members, lines))
}
