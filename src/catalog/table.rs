//! Reading the tables of `grammars/`.

/// The rows of a tab-separated table, each with its first `N` columns; a column that a row lacks is empty.
/// Lines that begin with `#` are comments.
pub fn rows<const N: usize>(tsv: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    tsv.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        std::array::from_fn(|_| columns.next().unwrap_or(""))
    })
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn rows_have_their_columns() {
        let read: Vec<_> = rows("# a comment\na\tb\tc\n\nd\n").collect();
        assert_eq!(read, [["a", "b"], ["d", ""]]);
    }
}
