//! Rows as a table to read, or as CSV.

use crate::terminal::safe_line;
use unicode_width::UnicodeWidthChar as _;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    /// Whether figures stand right.
    pub(crate) right: bool,
    /// Columns of the terminal at most; 0 for what is left, which one column alone may have.
    pub(crate) most: usize,
}

/// Two blanks between columns.
const GAP: &str = "  ";

/// The narrowest that the column which has what is left may be.
const LEAST: usize = 20;

/// Rows under their columns' names, cut to `width`.
pub(crate) fn table(columns: &[Column], rows: &[Vec<String>], width: usize) -> String {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| safe_line(cell).into_owned()).collect())
        .collect();
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| wide(cell));
            let widest = cells.max().unwrap_or(0).max(wide(column.name));
            if column.most == 0 {
                0
            } else {
                widest.min(column.most)
            }
        })
        .collect();
    let used: usize = widths.iter().sum::<usize>() + GAP.len() * columns.len().saturating_sub(1);
    if let Some(open) = columns.iter().position(|c| c.most == 0) {
        widths[open] = width.saturating_sub(used).max(LEAST);
    }
    let names: Vec<String> = columns.iter().map(|c| c.name.to_owned()).collect();
    let mut out = String::new();
    for row in std::iter::once(&names).chain(&rows) {
        let cells: Vec<String> = columns
            .iter()
            .zip(row)
            .zip(&widths)
            .map(|((column, cell), width)| fitted(cell, *width, column.right))
            .collect();
        out += cells.join(GAP).trim_end();
        out.push('\n');
    }
    out
}

fn wide(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// `text` in exactly `width` columns: filled with blanks, or cut with an ellipsis.
fn fitted(text: &str, width: usize, right: bool) -> String {
    let mut shown = text.to_owned();
    if wide(text) > width {
        while wide(&shown) + 1 > width && shown.pop().is_some() {}
        shown.push('…');
    }
    let blanks = " ".repeat(width.saturating_sub(wide(&shown)));
    if right { blanks + &shown } else { shown + &blanks }
}

/// A line of CSV as RFC 4180 has it, with a line feed. What a spreadsheet would take for a formula has an apostrophe before
/// it: the words are strangers'.
pub(crate) fn csv_line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells
        .into_iter()
        .map(|cell| {
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            let cell = &if formula {
                format!("'{cell}")
            } else {
                cell.to_owned()
            };
            if cell.contains([',', '"', '\n', '\r']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.to_owned()
            }
        })
        .collect();
    cells.join(",") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_keeps_to_its_width() {
        let columns = [
            Column {
                name: "n",
                right: true,
                most: 6,
            },
            Column {
                name: "what",
                right: false,
                most: 0,
            },
        ];
        let rows = vec![
            vec!["7".into(), "a word".into()],
            vec!["12345678".into(), "many words in a row that do not fit".into()],
        ];
        assert_eq!(
            table(&columns, &rows, 28),
            "     n  what\n     7  a word\n12345…  many words in a row…\n"
        );
    }

    #[test]
    fn cells_of_csv_are_quoted_where_they_must() {
        assert_eq!(csv_line(["a", "b,c", "d\"e", ""]), "a,\"b,c\",\"d\"\"e\",\n");
    }

    #[test]
    fn words_that_look_like_a_formula_are_disarmed_and_numbers_are_not() {
        assert_eq!(
            csv_line(["=1+1", "@home", "-36.8", "+3 dead", "a=b"]),
            "'=1+1,'@home,-36.8,'+3 dead,a=b\n"
        );
    }
}
