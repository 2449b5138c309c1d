//! CoNLL-U as records: a document each, its words apart from its labels.
//!
//! The format: <https://universaldependencies.org/format.html>. A sentence that is malformed is told with its line, and its
//! document goes on without it.

use crate::{EvaluateError, Record};
use dateline_syntax::TreebankSentence;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::VecDeque, fmt::Write as _, io::BufRead};

/// The words of a sentence: what a prediction may see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sentence {
    pub(super) id: String,
    /// Whether a document or paragraph begins with it.
    pub(super) starts_paragraph: bool,
    pub(super) forms: Vec<String>,
    /// Whether white space follows each word.
    pub(super) spaces: Vec<bool>,
    /// Tokens of several words.
    pub(super) ranges: Vec<Range>,
}

/// A token of several words: their positions, from 1, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Range {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) form: String,
    pub(super) space: bool,
}

/// What is annotated on a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Label {
    pub(super) upos: String,
    pub(super) xpos: String,
    /// Position of the head, from 1; 0 is the root; `None` where nothing is annotated.
    pub(super) head: Option<usize>,
    pub(super) relation: String,
}

/// Reads CoNLL-U a document at a time. A record has `id`, `text`, `sentences` and `labels`.
pub(super) struct Documents<R> {
    file: String,
    input: R,
    line: u64,
    open: Open,
    ready: VecDeque<Result<Record, EvaluateError>>,
    documents: usize,
    ended: bool,
}

/// The lines of a sentence with their numbers.
type Block = Vec<(u64, Vec<u8>)>;

/// The document being read.
#[derive(Default)]
struct Open {
    line: u64,
    id: Option<String>,
    sentences: Vec<Sentence>,
    labels: Vec<Vec<Label>>,
}

impl<R: BufRead> Documents<R> {
    pub(super) fn new(file: &str, input: R) -> Self {
        Self {
            file: file.to_owned(),
            input,
            line: 0,
            open: Open::default(),
            ready: VecDeque::new(),
            documents: 0,
            ended: false,
        }
    }

    /// The lines up to the next empty one, with their numbers; `None` at the end.
    fn block(&mut self) -> Result<Option<Block>, EvaluateError> {
        let mut block = Block::new();
        loop {
            let mut line = Vec::new();
            let read = self.input.read_until(b'\n', &mut line);
            if read.map_err(EvaluateError::io(&self.file))? == 0 {
                self.ended = true;
                return Ok((!block.is_empty()).then_some(block));
            }
            self.line += 1;
            while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
                line.pop();
            }
            if self.line == 1 && line.starts_with(b"\xef\xbb\xbf") {
                line.drain(..3);
            }
            if !line.trim_ascii().is_empty() {
                block.push((self.line, line));
            } else if !block.is_empty() {
                return Ok(Some(block));
            }
        }
    }

    /// Takes a sentence in, closing the document before it where another begins.
    fn take(&mut self, block: &Block) {
        let wrong = |file: &str, line: u64, problem: String| EvaluateError::Record {
            file: file.to_owned(),
            line,
            problem,
        };
        let mut starts_paragraph = false;
        let mut rows: Vec<(u64, &str)> = Vec::new();
        let mut id = String::new();
        for (line, bytes) in block {
            let Ok(text) = std::str::from_utf8(bytes) else {
                let problem = "not UTF-8; convert the file to UTF-8 first".to_owned();
                self.ready.push_back(Err(wrong(&self.file, *line, problem)));
                return;
            };
            let Some(comment) = text.strip_prefix('#').map(str::trim) else {
                rows.push((*line, text));
                continue;
            };
            if comment.starts_with("newdoc") {
                self.close();
                self.open.id = comment.split_once('=').map(|(_, id)| id.trim().to_owned());
                self.open.line = *line;
            }
            starts_paragraph |= comment.starts_with("newdoc") || comment.starts_with("newpar");
            if let Some(own) = comment.strip_prefix("sent_id").map(str::trim_start) {
                own.strip_prefix('=').unwrap_or(own).trim().clone_into(&mut id);
            }
        }
        if rows.is_empty() {
            return;
        }
        match sentence(id, starts_paragraph, &rows) {
            Ok((sentence, labels)) => {
                if self.open.sentences.is_empty() && self.open.line == 0 {
                    self.open.line = rows[0].0;
                }
                self.open.sentences.push(sentence);
                self.open.labels.push(labels);
            }
            Err((line, problem)) => self.ready.push_back(Err(wrong(&self.file, line, problem))),
        }
    }

    /// Ends the document being read.
    fn close(&mut self) {
        let open = std::mem::take(&mut self.open);
        if open.sentences.is_empty() {
            return;
        }
        self.documents += 1;
        let id = open.id.unwrap_or_else(|| format!("document {}", self.documents));
        let value = json!({
            "id": id,
            "text": text(&open.sentences),
            "sentences": open.sentences,
            "labels": open.labels,
        });
        self.ready.push_back(Ok(Record {
            line: open.line,
            id,
            value,
        }));
    }
}

impl<R: BufRead> Iterator for Documents<R> {
    type Item = Result<Record, EvaluateError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if self.ended {
                return None;
            }
            match self.block() {
                Ok(Some(block)) => self.take(&block),
                Ok(None) => {}
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
            if self.ended {
                self.close();
            }
        }
    }
}

/// Reads the rows of one sentence; where they are malformed, the line and what is wrong.
fn sentence(
    id: String,
    starts_paragraph: bool,
    rows: &[(u64, &str)],
) -> Result<(Sentence, Vec<Label>), (u64, String)> {
    let mut sentence = Sentence {
        id,
        starts_paragraph,
        ..Sentence::default()
    };
    let mut labels = Vec::new();
    for (line, row) in rows {
        let wrong = |problem: String| (*line, problem);
        let columns: Vec<&str> = row.split('\t').collect();
        let [id, form, _, upos, xpos, _, head, relation, _, misc] = columns[..] else {
            return Err(wrong(format!(
                "{} columns where CoNLL-U has 10, divided by tabs",
                columns.len()
            )));
        };
        if id.contains('.') {
            continue;
        }
        let number = |field: &str| {
            let parsed = field.parse::<usize>();
            parsed.map_err(|_| wrong(format!("the position `{field}` is not a number")))
        };
        let space = !misc.split('|').any(|m| m == "SpaceAfter=No");
        let next = sentence.forms.len() + 1;
        if let Some((first, last)) = id.split_once('-') {
            let (first, last) = (number(first)?, number(last)?);
            if first != next || last <= first {
                return Err(wrong(format!("the words {id} stand where word {next} is wanted")));
            }
            sentence.ranges.push(Range {
                first,
                last,
                form: form.to_owned(),
                space,
            });
            continue;
        }
        if number(id)? != next {
            return Err(wrong(format!("word {id} stands where word {next} is wanted")));
        }
        let within = sentence.ranges.last().filter(|r| next <= r.last);
        sentence
            .spaces
            .push(within.map_or(space, |r| next == r.last && r.space));
        sentence.forms.push(form.to_owned());
        labels.push(Label {
            upos: upos.to_owned(),
            xpos: xpos.to_owned(),
            head: head.parse().ok(),
            relation: relation.to_owned(),
        });
    }
    let n = sentence.forms.len();
    let last = rows.last().map_or(0, |r| r.0);
    match sentence.ranges.last() {
        _ if n == 0 => Err((last, "the sentence has no words".to_owned())),
        Some(range) if range.last > n => {
            Err((last, format!("the words up to {} are not all there", range.last)))
        }
        _ => Ok((sentence, labels)),
    }
}

/// The running text of a document, paragraphs divided by an empty line.
fn text(sentences: &[Sentence]) -> String {
    let mut out = String::new();
    for sentence in sentences {
        if sentence.starts_paragraph && !out.is_empty() {
            out.truncate(out.trim_end().len());
            out.push_str("\n\n");
        }
        let mut ranges = sentence.ranges.iter().peekable();
        let mut at = 1;
        while at <= sentence.forms.len() {
            let space = match ranges.next_if(|r| r.first == at) {
                Some(range) => {
                    out.push_str(&range.form);
                    at = range.last + 1;
                    range.space
                }
                None => {
                    out.push_str(&sentence.forms[at - 1]);
                    at += 1;
                    sentence.spaces[at - 2]
                }
            };
            if space {
                out.push(' ');
            }
        }
    }
    out
}

/// A document with the parsed words in place of its labels.
pub(super) fn write_document(id: &str, sentences: &[Sentence], parsed: &[TreebankSentence]) -> String {
    let mut out = format!("# newdoc id = {id}\n");
    for (sentence, parsed) in sentences.iter().zip(parsed) {
        if sentence.starts_paragraph {
            out.push_str("# newpar\n");
        }
        if !sentence.id.is_empty() {
            // Writing to a string cannot fail.
            writeln!(out, "# sent_id = {}", sentence.id).ok();
        }
        let misc = |space: bool| if space { "_" } else { "SpaceAfter=No" };
        let mut ranges = sentence.ranges.iter().peekable();
        let mut within = 0;
        for (at, w) in (1..).zip(&parsed.words) {
            if let Some(range) = ranges.next_if(|r| r.first == at) {
                let Range {
                    first, last, form, ..
                } = range;
                writeln!(
                    out,
                    "{first}-{last}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{}",
                    misc(range.space)
                )
                .ok();
                within = range.last;
            }
            writeln!(
                out,
                "{at}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t_\t{}",
                w.form,
                w.lemma,
                w.upos,
                w.xpos,
                w.feats,
                w.head,
                w.relation,
                misc(at <= within || w.space_after)
            )
            .ok();
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, form: &str, misc: &str) -> String {
        format!("{id}\t{form}\t_\tX\tY\t_\t0\troot\t_\t{misc}\n")
    }

    fn read(text: &str) -> Vec<Result<Record, String>> {
        Documents::new("in.conllu", text.as_bytes())
            .map(|r| r.map_err(|e| e.to_string()))
            .collect()
    }

    #[test]
    fn documents_are_records_with_their_text() {
        let text = format!(
            "# newdoc id = a\n# sent_id = a1\n{}{}{}{}\n# newpar\n{}\n# newdoc\n{}",
            row("1-2", "don't", "_"),
            row("1", "do", "_"),
            row("2", "n't", "_"),
            row("3", "go", "SpaceAfter=No"),
            row("1", "Now", "_"),
            row("1", "Later", "_"),
        );
        let documents: Vec<Record> = read(&text).into_iter().map(|r| r.expect("well formed")).collect();
        let seen: Vec<_> = documents.iter().map(|d| (d.line, d.id.as_str())).collect();
        assert_eq!(seen, [(1, "a"), (11, "document 2")]);
        assert_eq!(documents[0].value["text"], "don't go\n\nNow ");
        assert_eq!(documents[1].value["text"], "Later ");
    }

    #[test]
    fn a_malformed_sentence_costs_only_itself() {
        let check = |bad: &str, problem: &str| {
            let text = format!("{}\n{bad}\n{}", row("1", "One", "_"), row("1", "Two", "_"));
            let found = read(&text);
            assert_eq!(found.len(), 2, "{found:?}");
            assert_eq!(found[0].as_ref().expect_err("is bad"), problem);
            assert_eq!(found[1].as_ref().expect("is good").value["text"], "One Two ");
        };
        check(
            "1\tx\n",
            "in.conllu:3: 2 columns where CoNLL-U has 10, divided by tabs",
        );
        check(
            &row("2", "x", "_"),
            "in.conllu:3: word 2 stands where word 1 is wanted",
        );
        check(
            &row("one", "x", "_"),
            "in.conllu:3: the position `one` is not a number",
        );
        check(&row("1-2", "x", "_"), "in.conllu:3: the sentence has no words");
        check(
            &format!("{}{}", row("1-3", "x", "_"), row("1", "x", "_")),
            "in.conllu:4: the words up to 3 are not all there",
        );
        assert!(read("").is_empty());
        assert!(read("# a comment\n\n\n").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            for result in Documents::new("in.conllu", &bytes[..]) {
                proptest::prop_assert!(result.is_ok() || !result.expect_err("checked").to_string().is_empty());
            }
        }

        #[test]
        fn no_rows_panic(rows in proptest::collection::vec("(#|#newdoc|[0-9]{1,2}(-[0-9])?\t[a-z ]\t_\tX\t_\t_\t[0-9_]\tx\t_\t(_|SpaceAfter=No)|)", 0..20)) {
            let text = rows.join("\n");
            for result in Documents::new("in.conllu", text.as_bytes()) {
                proptest::prop_assert!(result.is_ok() || !result.expect_err("checked").to_string().is_empty());
            }
        }
    }
}
