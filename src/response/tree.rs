//! The layout that directory trees in a response draw: it completes the path of a file that is only named.

use std::collections::BTreeMap;

/// The files of the trees in a response, by name. A name that stands for several files tells nothing.
#[derive(Debug, Default)]
pub(super) struct Layout {
    by_name: BTreeMap<String, Option<String>>,
}

impl Layout {
    /// Reads the trees among texts that are no code.
    pub(super) fn read<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut layout = Self::default();
        for path in texts.filter(|text| is_tree(text)).flat_map(files) {
            let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
            let known = layout.by_name.entry(name).or_insert_with(|| Some(path.clone()));
            if known.as_ref().is_some_and(|known| *known != path) {
                *known = None;
            }
        }
        layout
    }

    /// The path of a file that is only named, below the root of its tree.
    pub(super) fn complete(&self, path: String) -> String {
        self.by_name.get(&path).cloned().flatten().unwrap_or(path)
    }
}

/// What lines of a tree are drawn with.
const BRANCHES: [char; 9] = [' ', '\t', '│', '├', '└', '─', '|', '`', '+'];

fn is_tree(text: &str) -> bool {
    ["├── ", "└── ", "├─ ", "|-- ", "+-- "].iter().any(|branch| text.contains(branch))
}

/// The paths of the files in a tree, without its root.
fn files(tree: &str) -> Vec<String> {
    let mut files = Vec::new();
    // The folders that are open, each with the column in which its name begins. The root has no branch before it.
    let mut open: Vec<(usize, &str)> = Vec::new();
    for line in tree.lines() {
        let name_at = line.find(|c: char| !BRANCHES.contains(&c) && c != '-').unwrap_or(line.len());
        let column = line.get(..name_at).unwrap_or("").chars().count();
        let name = line.get(name_at..).unwrap_or("").split_whitespace().next().unwrap_or("");
        if name.is_empty() {
            continue;
        }
        while open.last().is_some_and(|&(other, _)| other >= column) {
            open.pop();
        }
        if !name.ends_with('/') && name.contains('.') && name != "." {
            let folders = open.iter().filter(|(column, _)| *column > 0).map(|(_, folder)| *folder);
            files.push(folders.chain([name]).collect::<Vec<_>>().join("/"));
        }
        open.push((column, name.trim_end_matches('/')));
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_completes_what_it_has_once() {
        let tree = "shop/                 # the root\n├── main.tf\n├── lambda/\n│   ├── handlers/\n│   │   └── order.py   # orders\n│   └── README.md\n└── modules\n    ├── vpc\n    │   └── main.tf\n    └── README.md\n";
        let layout = Layout::read([tree, "Client -> API"].into_iter());
        for (path, expected) in [
            ("order.py", "lambda/handlers/order.py"),
            ("main.tf", "main.tf"),
            ("README.md", "README.md"),
            ("other.py", "other.py"),
            ("x/order.py", "x/order.py"),
        ] {
            assert_eq!(layout.complete(path.to_owned()), expected);
        }
        let ascii = ".\n|-- lib/\n|   |-- app.py\n`-- cdk.json\n";
        assert_eq!(files(ascii), ["lib/app.py", "cdk.json"]);
    }
}
