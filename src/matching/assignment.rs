//! Assigning rows to columns so that the pairs score highest together.

/// Above this many rows or columns the best assignment is not looked for, only a good one. Chosen because the work grows with
/// the third power: 64 cost some 50 µs, 1,000 would cost seconds.
const MOST_OPTIMAL: usize = 64;

/// A score, a row and a column.
pub(super) type Candidate = (f64, usize, usize);

/// The pairs, by row, that score highest together: the best assignment of few, a good one of many. Candidates that score
/// nothing are left out, and what is no candidate scores nothing.
pub(super) fn best(rows: usize, columns: usize, candidates: &[Candidate]) -> Vec<Candidate> {
    if rows.min(columns) > MOST_OPTIMAL || candidates.len() < rows * columns {
        return greedy(candidates.to_vec());
    }
    let mut scores = vec![vec![0.0; columns]; rows];
    for &(score, row, column) in candidates {
        scores[row][column] = score;
    }
    let pairs = optimal(rows, columns, &|row, column| scores[row][column]);
    pairs.into_iter().map(|(row, column)| (scores[row][column], row, column)).collect()
}

/// The pairs, by row, whose scores have the greatest sum. A pair that scores nothing is left out.
fn optimal(rows: usize, columns: usize, score: &dyn Fn(usize, usize) -> f64) -> Vec<(usize, usize)> {
    if rows > columns {
        let mut pairs: Vec<_> =
            optimal(columns, rows, &|row, column| score(column, row)).into_iter().map(|(a, b)| (b, a)).collect();
        pairs.sort_unstable();
        return pairs;
    }
    let scores: Vec<Vec<f64>> = (0..rows).map(|row| (0..columns).map(|column| score(row, column)).collect()).collect();
    // The Hungarian method with potentials. Rows and columns count from 1, and 0 stands for none.
    let (mut row_potential, mut column_potential) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let mut row_of = vec![0; columns + 1];
    for row in 1..=rows {
        row_of[0] = row;
        let mut column = 0;
        let (mut slack, mut before) = (vec![f64::INFINITY; columns + 1], vec![0; columns + 1]);
        let mut seen = vec![false; columns + 1];
        while row_of[column] != 0 {
            seen[column] = true;
            let at = row_of[column];
            let (mut least, mut next) = (f64::INFINITY, 0);
            for candidate in 1..=columns {
                if seen[candidate] {
                    continue;
                }
                let cost = -scores[at - 1][candidate - 1] - row_potential[at] - column_potential[candidate];
                if cost < slack[candidate] {
                    (slack[candidate], before[candidate]) = (cost, column);
                }
                if slack[candidate] < least {
                    (least, next) = (slack[candidate], candidate);
                }
            }
            for candidate in 0..=columns {
                if seen[candidate] {
                    row_potential[row_of[candidate]] += least;
                    column_potential[candidate] -= least;
                } else {
                    slack[candidate] -= least;
                }
            }
            column = next;
        }
        while column != 0 {
            row_of[column] = row_of[before[column]];
            column = before[column];
        }
    }
    let mut pairs: Vec<_> = (1..=columns)
        .filter(|&column| row_of[column] != 0)
        .map(|column| (row_of[column] - 1, column - 1))
        .filter(|&(row, column)| scores[row][column] > 0.0)
        .collect();
    pairs.sort_unstable();
    pairs
}

/// The pairs, by row, that one gets by always taking the candidate with the highest score next. Among equal ones the first row
/// and column win.
fn greedy(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.retain(|candidate| candidate.0 > 0.0);
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let (mut rows, mut columns) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    let mut pairs = Vec::new();
    for (score, row, column) in candidates {
        if !rows.contains(&row) && !columns.contains(&column) {
            rows.insert(row);
            columns.insert(column);
            pairs.push((score, row, column));
        }
    }
    pairs.sort_unstable_by_key(|pair| (pair.1, pair.2));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(scores: &[Vec<f64>], pairs: &[(usize, usize)]) -> f64 {
        pairs.iter().map(|&(row, column)| scores[row][column]).sum()
    }

    /// The greatest sum, by trying everything.
    fn greatest(scores: &[Vec<f64>], row: usize, used: u32) -> f64 {
        if row == scores.len() {
            return 0.0;
        }
        let skipped = greatest(scores, row + 1, used);
        (0..scores[row].len())
            .filter(|column| used & (1 << column) == 0)
            .map(|column| scores[row][column] + greatest(scores, row + 1, used | 1 << column))
            .fold(skipped, f64::max)
    }

    #[test]
    fn the_best_assignment_is_found() {
        // A small generator of numbers, so that the test is the same each time.
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            f64::from((state >> 16) % 100) / 100.0
        };
        for (rows, columns) in [(0, 3), (1, 1), (2, 5), (5, 2), (4, 4), (6, 6), (7, 4)] {
            for _ in 0..20 {
                let scores: Vec<Vec<f64>> = (0..rows).map(|_| (0..columns).map(|_| next()).collect()).collect();
                let pairs = optimal(rows, columns, &|row, column| scores[row][column]);
                assert!((total(&scores, &pairs) - greatest(&scores, 0, 0)).abs() < 1e-9, "{scores:?} {pairs:?}");
                assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0));
            }
        }
    }

    #[test]
    fn what_scores_nothing_stays_alone() {
        assert_eq!(optimal(2, 2, &|row, column| if row == column && row == 0 { 1.0 } else { 0.0 }), [(0, 0)]);
    }

    #[test]
    fn greedy_takes_the_highest_first() {
        let candidates = vec![(0.5, 0, 0), (0.9, 0, 1), (0.8, 1, 1), (0.1, 1, 0), (0.0, 2, 2)];
        assert_eq!(greedy(candidates), [(0.9, 0, 1), (0.1, 1, 0)]);
    }
}
