//! Reading the reviewed word lists under `lexicons/syntax`.

/// Why a word list was refused. Names the file, the line and the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("lexicons/syntax/{file}:{line}: {problem}")]
pub(crate) struct LexiconError {
    /// File name below `lexicons/syntax`.
    pub(crate) file: &'static str,
    /// Line, from 1.
    pub(crate) line: usize,
    /// What is wrong and what to write instead.
    pub(crate) problem: String,
}

/// One entry's columns.
pub(crate) struct Row {
    pub(crate) file: &'static str,
    pub(crate) line: usize,
    pub(crate) fields: Vec<&'static str>,
}

impl Row {
    pub(crate) fn error(&self, problem: String) -> LexiconError {
        LexiconError {
            file: self.file,
            line: self.line,
            problem,
        }
    }
}

/// The entries of a tab-separated list; lines that begin with '#' and empty lines are comments.
pub(crate) fn rows(
    file: &'static str,
    source: &'static str,
    columns: usize,
) -> Result<Vec<Row>, LexiconError> {
    let mut rows = Vec::new();
    for (at, line) in source.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let row = Row {
            file,
            line: at + 1,
            fields: line.split('\t').collect(),
        };
        if row.fields.len() != columns {
            return Err(row.error(format!(
                "{} columns where {columns} are wanted: put exactly {} tabs in the line",
                row.fields.len(),
                columns - 1
            )));
        }
        if row.fields[0].is_empty() {
            return Err(
                row.error("the first column is empty: write the form there or delete the line".to_owned())
            );
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The entries of a list that is compiled in.
///
/// The lists are checked by tests before they are released, so a fault here is a build that skipped its tests: it is
/// reported on standard error and the list counts as empty, which loses quality and not the run.
pub(crate) fn embedded<T>(file: &str, read: Result<Vec<T>, LexiconError>) -> Vec<T> {
    read.unwrap_or_else(|error| {
        eprintln!("dateline: {file} is left out: {error}");
        Vec::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_line_is_refused_with_its_place_and_the_remedy() {
        let error = rows("x.tsv", "# head\na\tb\n", 3).err().expect("two columns");
        assert_eq!(
            error.to_string(),
            "lexicons/syntax/x.tsv:2: 2 columns where 3 are wanted: put exactly 2 tabs in the line"
        );
    }
}
