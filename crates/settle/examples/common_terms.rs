//! Prints the words that most of some texts have, the commonest first: how `crates/reconcile/src/common.txt` was made, of the
//! project's own sentences and reports.
//!
//! `cargo run -p dateline-settle --example common_terms -- training/*/*.txt examples/reports/*.txt crates/ledger/src/packed/news.txt`

use dateline_code::profile;
use dateline_model::{Document, DocumentParts, TermKind};
use std::{collections::BTreeMap, error::Error, fs};

/// Words that are printed. Chosen: in 538 news reports that none of the words are of, 4,096 words are seven terms in ten.
const WANTED: usize = 4096;

/// Lines that are read as one text. Chosen: as many sentences as a short report has.
const TOGETHER: usize = 8;

/// A line without the annotation in braces, and the brackets around what it is of.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut inside = false;
    for letter in line.chars() {
        match letter {
            '{' => inside = true,
            '}' => inside = false,
            '[' | ']' => {}
            _ if inside => {}
            _ => out.push(letter),
        }
    }
    out
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut texts_with: BTreeMap<String, usize> = BTreeMap::new();
    for file in std::env::args().skip(1) {
        let lines = fs::read_to_string(file)?;
        let lines: Vec<String> = lines
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(plain)
            .collect();
        // A line by itself may be taken for a headline or a list: some together are a text.
        for lines in lines.chunks(TOGETHER) {
            let document = Document::new(DocumentParts {
                text: lines.join(" "),
                ..DocumentParts::default()
            });
            let words = profile(&document).terms.into_iter();
            for word in words.filter(|term| term.kind == TermKind::Word) {
                *texts_with.entry(word.form).or_default() += 1;
            }
        }
    }
    let mut words: Vec<(String, usize)> = texts_with.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    for (word, _) in words.into_iter().take(WANTED) {
        println!("{word}");
    }
    Ok(())
}
