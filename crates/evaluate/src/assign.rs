//! Maximum-weight one-to-one assignment.

/// Pairs rows with columns one to one so that the sum of weights is greatest; returns `(row, column)`.
///
/// The Hungarian method with potentials, O(n³). Where several assignments are best, the choice among them follows
/// from the order of the steps, which is that of the Python scorers of the gold sets: figures that depend on which
/// things are paired agree with theirs.
#[must_use]
pub fn assign(weights: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let (rows, columns) = (weights.len(), weights.first().map_or(0, Vec::len));
    if rows == 0 || columns == 0 {
        return Vec::new();
    }
    if rows > columns {
        let turned: Vec<Vec<f64>> = (0..columns)
            .map(|c| weights.iter().map(|row| row[c]).collect())
            .collect();
        return narrow(&turned)
            .into_iter()
            .map(|(row, column)| (column, row))
            .collect();
    }
    narrow(weights)
}

/// [`assign`] for no more rows than columns. Rows and columns count from 1 inside; 0 is 'none'.
fn narrow(weights: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let (rows, columns) = (weights.len(), weights[0].len());
    let mut of_row = vec![0.0; rows + 1];
    let mut of_column = vec![0.0; columns + 1];
    let mut row_at = vec![0; columns + 1];
    for row in 1..=rows {
        row_at[0] = row;
        let mut at = 0;
        let mut distance = vec![f64::INFINITY; columns + 1];
        let mut back = vec![0; columns + 1];
        let mut done = vec![false; columns + 1];
        loop {
            done[at] = true;
            let here = row_at[at];
            let (mut best, mut next) = (f64::INFINITY, 0);
            for column in 1..=columns {
                if done[column] {
                    continue;
                }
                let cost = -weights[here - 1][column - 1] - of_row[here] - of_column[column];
                if cost < distance[column] {
                    distance[column] = cost;
                    back[column] = at;
                }
                if distance[column] < best {
                    best = distance[column];
                    next = column;
                }
            }
            for column in 0..=columns {
                if done[column] {
                    of_row[row_at[column]] += best;
                    of_column[column] -= best;
                } else {
                    distance[column] -= best;
                }
            }
            at = next;
            if row_at[at] == 0 {
                break;
            }
        }
        while at != 0 {
            row_at[at] = row_at[back[at]];
            at = back[at];
        }
    }
    (1..=columns)
        .filter(|&column| row_at[column] != 0)
        .map(|column| (row_at[column] - 1, column - 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(weights: &[Vec<f64>], pairs: &[(usize, usize)]) -> f64 {
        pairs.iter().map(|&(r, c)| weights[r][c]).sum()
    }

    /// Best sum by trying everything: each row takes a free column or none.
    fn exhaustive(weights: &[Vec<f64>], row: usize, used: &mut Vec<bool>) -> f64 {
        if row == weights.len() {
            return 0.0;
        }
        let mut best = exhaustive(weights, row + 1, used);
        for column in 0..used.len() {
            if !used[column] {
                used[column] = true;
                best = best.max(weights[row][column] + exhaustive(weights, row + 1, used));
                used[column] = false;
            }
        }
        best
    }

    #[test]
    fn greed_is_not_enough() {
        let weights = vec![vec![3.0, 2.0], vec![3.0, 0.0]];
        assert_eq!(total(&weights, &assign(&weights)), 5.0);
        assert!(assign(&[]).is_empty());
        assert!(assign(&[vec![], vec![]]).is_empty());
    }

    proptest! {
        #[test]
        fn no_assignment_is_better(rows in 1usize..5, columns in 1usize..5, cells in prop::collection::vec(0u8..4, 16)) {
            let weights: Vec<Vec<f64>> = (0..rows)
                .map(|r| (0..columns).map(|c| f64::from(cells[r * 4 + c])).collect())
                .collect();
            let pairs = assign(&weights);
            prop_assert_eq!(total(&weights, &pairs), exhaustive(&weights, 0, &mut vec![false; columns]));
            let mut seen = vec![false; columns];
            for (_, c) in pairs {
                prop_assert!(!std::mem::replace(&mut seen[c], true));
            }
        }
    }
}
