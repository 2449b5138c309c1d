//! Reads the codebooks' data files: tab-separated, `#` comments, one header row, `-` for an empty cell.

/// What is wrong with one of the embedded codebook files.
///
/// The files are part of the source: a test loads them all, so that a user never meets this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}")]
pub struct TableError {
    /// The file, relative to the crate.
    pub file: &'static str,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub problem: String,
}

/// A data file and its text.
#[derive(Clone, Copy)]
pub(super) struct Source {
    pub(super) file: &'static str,
    pub(super) text: &'static str,
}

/// Embeds a data file of `data/taxonomy`.
macro_rules! source {
    ($name:literal) => {
        $crate::taxonomy::table::Source {
            file: concat!("data/taxonomy/", $name),
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/taxonomy/", $name)),
        }
    };
}
pub(super) use source;

/// One row with as many cells as the header.
pub(super) struct Row {
    file: &'static str,
    line: usize,
    columns: &'static [&'static str],
    cells: Vec<&'static str>,
}

impl Source {
    /// An error at `line` of this file.
    pub(super) fn error(self, line: usize, problem: impl Into<String>) -> TableError {
        TableError {
            file: self.file,
            line,
            problem: problem.into(),
        }
    }

    /// The rows under the header, which must name exactly `columns`.
    pub(super) fn rows(self, columns: &'static [&'static str]) -> Result<Vec<Row>, TableError> {
        let mut rows = Vec::new();
        let mut header_seen = false;
        for (line, text) in (1..).zip(self.text.lines()) {
            if text.starts_with('#') || text.is_empty() {
                continue;
            }
            let cells: Vec<&'static str> = text.split('\t').collect();
            if !header_seen {
                if cells != columns {
                    return Err(self.error(line, format!("the header must be `{}`", columns.join("<TAB>"))));
                }
                header_seen = true;
                continue;
            }
            if cells.len() != columns.len() {
                let problem = format!(
                    "{} cells where the header has {}: put `-` into empty ones",
                    cells.len(),
                    columns.len()
                );
                return Err(self.error(line, problem));
            }
            if let Some(at) = cells.iter().position(|c| c.is_empty() || c.trim() != *c) {
                let problem = format!(
                    "`{}` is empty or has spaces around it: an empty cell is `-`",
                    columns[at]
                );
                return Err(self.error(line, problem));
            }
            rows.push(Row {
                file: self.file,
                line,
                columns,
                cells,
            });
        }
        if rows.is_empty() {
            return Err(self.error(1, "no rows"));
        }
        Ok(rows)
    }
}

impl Row {
    /// The line it stands on.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// An error on this row.
    pub(super) fn error(&self, problem: impl Into<String>) -> TableError {
        TableError {
            file: self.file,
            line: self.line,
            problem: problem.into(),
        }
    }

    /// The cell of column `name`, `-` as written.
    ///
    /// # Panics
    /// When the file has no such column: the names stand in the same function as the header.
    pub(super) fn cell(&self, name: &str) -> &'static str {
        let at = self.columns.iter().position(|c| *c == name);
        self.cells[at.unwrap_or_else(|| panic!("{} has no column `{name}`", self.file))]
    }

    /// The cell, `None` where it is `-`.
    pub(super) fn optional(&self, name: &str) -> Option<&'static str> {
        Some(self.cell(name)).filter(|c| *c != "-")
    }

    /// The cell parsed, `None` where it is `-`.
    pub(super) fn parsed<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, TableError>
    where
        T::Err: std::fmt::Display,
    {
        self.optional(name).map(|c| self.parse(name, c)).transpose()
    }

    /// The cell parsed; `-` is an error.
    pub(super) fn required<T: std::str::FromStr>(&self, name: &str) -> Result<T, TableError>
    where
        T::Err: std::fmt::Display,
    {
        self.parse(name, self.cell(name))
    }

    /// The parts of the cell between `separator`, parsed; none for `-` and `*`.
    pub(super) fn list<T: std::str::FromStr>(&self, name: &str, separator: char) -> Result<Vec<T>, TableError>
    where
        T::Err: std::fmt::Display,
    {
        match self.cell(name) {
            "-" | "*" => Ok(Vec::new()),
            cell => cell.split(separator).map(|part| self.parse(name, part)).collect(),
        }
    }

    fn parse<T: std::str::FromStr>(&self, name: &str, part: &str) -> Result<T, TableError>
    where
        T::Err: std::fmt::Display,
    {
        part.parse()
            .map_err(|e: T::Err| self.error(format!("column `{name}`, `{part}`: {e}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[&str] = &["code", "score"];

    fn check_error(text: &'static str, expected: &str) {
        let source = Source { file: "t.tsv", text };
        let found = source.rows(COLUMNS).and_then(|rows| {
            rows.iter()
                .map(|r| r.required::<f64>("score"))
                .collect::<Result<Vec<_>, _>>()
        });
        assert_eq!(found.map_err(|e| e.to_string()), Err(expected.to_owned()));
    }

    #[test]
    fn errors_name_file_and_line() {
        check_error(
            "# c\ncode\tpoints\n",
            "t.tsv:2: the header must be `code<TAB>score`",
        );
        check_error(
            "code\tscore\na\n",
            "t.tsv:2: 1 cells where the header has 2: put `-` into empty ones",
        );
        check_error(
            "code\tscore\na\t\n",
            "t.tsv:2: `score` is empty or has spaces around it: an empty cell is `-`",
        );
        check_error(
            "code\tscore\n# x\na\tb\n",
            "t.tsv:3: column `score`, `b`: invalid float literal",
        );
        check_error("code\tscore\n", "t.tsv:1: no rows");
    }
}
