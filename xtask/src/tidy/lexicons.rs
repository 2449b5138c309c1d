//! Checks of the files under `lexicons/`: where they come from, and that they are in order.
//!
//! A file says in its opening comment (or the README.md beside it does) where its entries come from. Rows of `.tsv` and `.txt`
//! files are sorted by their first column, unless the comment says otherwise:
//! `# sorted: by line`, `# sorted: by column 2`, `# sorted: longest first, since the first match wins`.

use crate::workspace::TextFile;

/// Words of an opening comment that name a source.
const SOURCE_WORDS: &[&str] = &[
    "source",
    "written for",
    "our own",
    "own words",
    "general knowledge",
];

pub(super) fn faults(files: &[TextFile]) -> Vec<String> {
    let is_lexicon = |f: &&TextFile| {
        f.path.starts_with("lexicons/") && [".tsv", ".txt", ".toml"].iter().any(|end| f.path.ends_with(end))
    };
    let mut faults = Vec::new();
    for file in files.iter().filter(is_lexicon) {
        let header = opening_comment(&file.text);
        if !names_source(&header) && !card_names_source(files, &file.path) {
            faults.push(format!(
                "{}:1: no source: say in the opening comment where the entries come from",
                file.path
            ));
        }
        if !file.path.ends_with(".toml") {
            faults.extend(order_fault(file, &header));
        }
    }
    faults
}

fn opening_comment(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .take_while(|l| l.starts_with('#') || l.is_empty())
        .collect();
    lines.join("\n")
}

fn names_source(text: &str) -> bool {
    let text = text.to_lowercase();
    SOURCE_WORDS.iter().any(|word| text.contains(word))
}

/// Whether a README.md in the file's directory names a source.
fn card_names_source(files: &[TextFile], path: &str) -> bool {
    let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let card = format!("{directory}/README.md");
    files.iter().any(|f| f.path == card && names_source(&f.text))
}

/// How a file says it is sorted.
#[derive(Debug, PartialEq, Eq)]
enum Order {
    ByLine,
    /// From 0.
    ByColumn(usize),
    /// In words that a reader must judge.
    AsStated,
}

fn stated_order(header: &str) -> Order {
    let stated = header
        .lines()
        .find_map(|line| line.trim_start_matches(['#', ' ']).strip_prefix("sorted:"));
    let Some(stated) = stated.map(str::trim) else {
        return Order::ByColumn(0);
    };
    if stated.starts_with("by line") {
        return Order::ByLine;
    }
    let number = stated.strip_prefix("by column ").map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>()
    });
    match number {
        Some(Ok(column)) if column > 0 => Order::ByColumn(column - 1),
        _ => Order::AsStated,
    }
}

/// The first row that is out of order. Rows may be sorted by bytes or without regard to case.
fn order_fault(file: &TextFile, header: &str) -> Option<String> {
    // Of alternatives between `|` the first decides: 'group|groups' comes before 'group of'.
    let cell = |row: &str, at| row.split('\t').nth(at).unwrap_or_default().replace('|', "\0");
    let key = |row: &str| match stated_order(header) {
        Order::ByLine => row.to_owned(),
        Order::ByColumn(at) => cell(row, at),
        Order::AsStated => String::new(),
    };
    let rows: Vec<(usize, String)> = (1..)
        .zip(file.text.lines())
        .filter(|(_, row)| !row.starts_with('#') && !row.is_empty())
        .map(|(line, row)| (line, key(row)))
        .collect();
    let out_of_order = |fold: fn(&str) -> String| {
        rows.windows(2)
            .find(|pair| fold(&pair[0].1) > fold(&pair[1].1))
            .map(|pair| (pair[0].clone(), pair[1].clone()))
    };
    out_of_order(str::to_lowercase)?;
    let (before, row) = out_of_order(str::to_owned)?;
    Some(format!(
        "{}:{}: `{}` comes before `{}` above it: sort the rows, or say `# sorted: …` in the opening comment",
        file.path,
        row.0,
        row.1.replace('\0', "|"),
        before.1.replace('\0', "|")
    ))
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn check(path: &str, text: &str, expected: &[&str]) {
        assert_eq!(faults(&[file(path, text)]), expected, "{text}");
    }

    #[test]
    fn a_lexicon_names_its_source() {
        check("lexicons/a.tsv", "# Written for this project.\nb\n", &[]);
        check("lexicons/a.toml", "# Source: the guidelines\nb = 1\n", &[]);
        let fault = "lexicons/a.tsv:1: no source: say in the opening comment where the entries come from";
        check("lexicons/a.tsv", "# Verbs.\nb\n", &[fault]);
        check("lexicons/a.tsv", "b\n# source: late\n", &[fault]);
        check("data/a.tsv", "b\na\n", &[]);
    }

    #[test]
    fn the_card_beside_it_may_name_the_source() {
        let card = file("lexicons/harm/README.md", "Written for the project.");
        assert_eq!(
            faults(&[card, file("lexicons/harm/a.toml", "# Verbs.\n")]),
            Vec::<String>::new()
        );
        let elsewhere = file("lexicons/README.md", "Written for the project.");
        assert_eq!(
            faults(&[elsewhere, file("lexicons/harm/a.toml", "# Verbs.\n")]).len(),
            1
        );
    }

    #[test]
    fn rows_are_sorted_as_the_header_says() {
        check("lexicons/a.tsv", "# source: x\na\tz\nb\ty\n", &[]);
        check("lexicons/a.tsv", "# source: x\naleppo\nBasra\n", &[]);
        check("lexicons/a.tsv", "# source: x\nBasra\naleppo\n", &[]);
        check(
            "lexicons/a.tsv",
            "# source: x\n# sorted: by column 2\nb\ty\na\tz\n",
            &[],
        );
        check(
            "lexicons/a.tsv",
            "# source: x\n# sorted: longest first\nbbb\nba\n",
            &[],
        );
        let fault = "lexicons/a.tsv:3: `a` comes before `b` above it: sort the rows, or say `# sorted: …` in the opening comment";
        check("lexicons/a.tsv", "# source: x\nb\ty\na\tz\n", &[fault]);
        check(
            "lexicons/a.tsv",
            "# source: x\n\nb\na\n",
            &[&fault.replace(":3:", ":4:")],
        );
    }

    #[test]
    fn orders_are_read() {
        assert_eq!(stated_order("# Verbs\n# sorted: by line"), Order::ByLine);
        assert_eq!(
            stated_order("# sorted: by column 3, ignoring case"),
            Order::ByColumn(2)
        );
        assert_eq!(stated_order("# sorted: by column 0"), Order::AsStated);
        assert_eq!(stated_order("# Verbs"), Order::ByColumn(0));
    }
}
