//! Reading the tables of `grammars/`.

use std::cmp::Ordering;

/// The rows of a tab-separated table, each with its first `N` columns; a column that a row lacks is empty.
/// Lines that begin with `#` are comments.
pub fn rows<const N: usize>(tsv: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    tsv.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(columns)
}

/// The row whose first column is `key`, in a table that is sorted by its first column.
#[must_use]
pub fn find<const N: usize>(tsv: &'static str, key: &str) -> Option<[&'static str; N]> {
    find_line(tsv, key).map(columns)
}

/// The whole line of that row, for tables whose rows have any number of columns.
#[must_use]
pub fn find_line(tsv: &'static str, key: &str) -> Option<&'static str> {
    // Comments take part in the search: `#` sorts before every letter that a key may begin with.
    if !key.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let (mut low, mut high) = (0, tsv.len());
    while low < high {
        let middle = tsv.floor_char_boundary(low + (high - low) / 2);
        let (before, after) = tsv.split_at(middle);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = after.find('\n').map_or(tsv.len(), |at| middle + at);
        let line = tsv.get(start..end)?;
        let [found] = columns(line);
        match found.cmp(key) {
            Ordering::Equal => return Some(line),
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start,
        }
    }
    None
}

/// The lines that begin with `prefix`, in a table that is sorted by its first column.
pub fn starting_with(tsv: &'static str, prefix: String) -> impl Iterator<Item = &'static str> {
    let bytes = tsv.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = bytes[..middle].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let end = bytes[middle..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| middle + at);
        if tsv.get(start..end).is_some_and(|line| line < prefix.as_str()) {
            low = end + 1;
        } else {
            high = start;
        }
    }
    tsv.get(low..).unwrap_or_default().lines().take_while(move |line| line.starts_with(&prefix))
}

fn columns<const N: usize>(line: &'static str) -> [&'static str; N] {
    let mut columns = line.split('\t');
    std::array::from_fn(|_| columns.next().unwrap_or(""))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{find, rows};

    /// What holds for every sorted table: its header names its source, and each row has a key of its own and is found by it.
    pub(crate) fn check_sorted(tsv: &'static str, least_rows: usize) {
        let header: Vec<_> = tsv.lines().take_while(|line| line.starts_with('#')).collect();
        for word in ["Source", "Licence", "Remade by"] {
            assert!(header.iter().any(|line| line.contains(word)), "the header names no {word}");
        }
        let keys: Vec<_> = rows(tsv).map(|[key]| key).collect();
        assert!(keys.len() >= least_rows, "only {} rows", keys.len());
        assert!(keys.iter().zip(keys.iter().skip(1)).all(|(key, next)| key < next));
        for key in keys {
            assert_eq!(find(tsv, key), Some([key]));
        }
    }

    #[test]
    fn rows_have_their_columns() {
        let read: Vec<_> = rows("# a comment\na\tb\tc\n\nd\n").collect();
        assert_eq!(read, [["a", "b"], ["d", ""]]);
    }

    #[test]
    fn rows_are_found() {
        let tsv = "# a table\nb\t1\nb.c\t2\td\nß\t3\n";
        assert_eq!(find(tsv, "b"), Some(["b", "1", ""]));
        assert_eq!(find(tsv, "b.c"), Some(["b.c", "2", "d"]));
        for absent in ["", "#", "# a table", "a", "b.", "c", "zz"] {
            assert_eq!(find::<1>(tsv, absent), None, "{absent}");
        }
        assert_eq!(find::<1>("", "a"), None);
    }
}
