//! The figures of `score_syntax.py`: per-word shares where the words are given, F1 over aligned words where the text is.

use super::conllu::{Documents, Label, Sentence};
use crate::{EvaluateError, Figure, Record, Records, Scored, precision_recall_f1, ratio};
use serde::Deserialize;
use std::{borrow::Cow, collections::BTreeSet, ops::Range};

/// One syntactic word. Positions are characters of its document without white space.
struct Word {
    form: String,
    label: Label,
    start: usize,
    end: usize,
    /// Position of the first word of its sentence in the document.
    sentence: usize,
    /// Part of a token of several words: it covers that whole token.
    multi: bool,
}

/// A document as it is compared.
#[derive(Default)]
struct Document {
    characters: String,
    words: Vec<Word>,
    tokens: BTreeSet<(usize, usize)>,
    sentences: BTreeSet<(usize, usize)>,
    lengths: Vec<usize>,
}

#[derive(Deserialize)]
struct Labelled<'a> {
    sentences: Cow<'a, [Sentence]>,
    labels: Cow<'a, [Vec<Label>]>,
}

/// What a word is compared by: no white space, as Python understands it.
fn squeezed(form: &str) -> String {
    let blank = |c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c);
    form.chars().filter(|c| !blank(*c)).collect()
}

impl Document {
    fn add(&mut self, sentence: &Sentence, labels: &[Label]) {
        let first = self.words.len();
        let (opening, mut at) = (self.end(), self.end());
        let mut ranges = sentence.ranges.iter().peekable();
        let mut range: Option<(usize, Range<usize>)> = None;
        for (n, (form, label)) in (1..).zip(sentence.forms.iter().zip(labels)) {
            if let Some(next) = ranges.next_if(|r| r.first == n) {
                let written = squeezed(&next.form);
                let span = at..at + written.chars().count();
                at = span.end;
                self.token(&written, span.clone());
                range = Some((next.last, span));
            }
            let form = squeezed(form);
            let (span, multi) = match &range {
                Some((last, span)) if n <= *last => (span.clone(), true),
                _ => {
                    let span = at..at + form.chars().count();
                    at = span.end;
                    self.token(&form, span.clone());
                    (span, false)
                }
            };
            self.words.push(Word {
                form: form.to_lowercase(),
                label: label.clone(),
                start: span.start,
                end: span.end,
                sentence: first,
                multi,
            });
        }
        self.sentences.insert((opening, at));
        self.lengths.push(sentence.forms.len());
    }

    fn token(&mut self, written: &str, span: Range<usize>) {
        self.characters.push_str(written);
        self.tokens.insert((span.start, span.end));
    }

    /// Characters so far.
    fn end(&self) -> usize {
        self.sentences.last().map_or(0, |s| s.1)
    }

    /// The head of a word: `Some(None)` for the root.
    fn head(&self, at: usize) -> Option<Option<usize>> {
        let word = &self.words[at];
        Some(match word.label.head? {
            0 => None,
            head => Some(word.sentence + head - 1),
        })
    }
}

fn gold_document(records: &Records, record: &Record) -> Result<Document, EvaluateError> {
    let labelled: Labelled<'_> = records.typed(record)?;
    let mut document = Document::default();
    for (sentence, labels) in labelled.sentences.iter().zip(labelled.labels.iter()) {
        if let Some(at) = labels.iter().position(|l| l.head.is_none()) {
            return Err(EvaluateError::Record {
                file: records.file().to_owned(),
                line: record.line,
                problem: format!(
                    "word {} of sentence `{}` has no head: a gold treebank needs all ten columns",
                    at + 1,
                    sentence.id
                ),
            });
        }
        document.add(sentence, labels);
    }
    Ok(document)
}

/// The prediction for a gold record; empty where there is none.
fn predicted_document(predictions: &Records, id: &str) -> Result<Document, EvaluateError> {
    #[derive(Deserialize)]
    struct Prediction<'a> {
        conllu: Cow<'a, str>,
    }
    let mut document = Document::default();
    let Some(record) = predictions.get(id) else {
        return Ok(document);
    };
    let prediction: Prediction<'_> = predictions.typed(record)?;
    for part in Documents::new(predictions.file(), prediction.conllu.as_bytes()) {
        let part = part?;
        let records = Records::from_records(predictions.file(), vec![part])?;
        for record in records.iter() {
            let labelled: Labelled<'_> = records.typed(record)?;
            for (sentence, labels) in labelled.sentences.iter().zip(labelled.labels.iter()) {
                document.add(sentence, labels);
            }
        }
    }
    Ok(document)
}

/// Hits among paired words: UPOS, XPOS, UAS, LAS, LAS with subtypes.
fn hits(gold: &Document, found: &Document, pairs: &[(usize, usize)]) -> [f64; 5] {
    let mut partner = vec![None; gold.words.len()];
    for (g, f) in pairs {
        partner[*g] = Some(*f);
    }
    let base = |relation: &str| relation.split(':').next().map(str::to_owned);
    let mut hits = [0.0; 5];
    for (g, f) in pairs {
        let (a, b) = (&gold.words[*g].label, &found.words[*f].label);
        hits[0] += f64::from(u8::from(a.upos == b.upos));
        hits[1] += f64::from(u8::from(a.xpos == b.xpos));
        let attached = match (gold.head(*g), found.head(*f)) {
            (Some(None), Some(None)) => true,
            (Some(Some(a)), Some(Some(b))) => partner.get(a).copied().flatten() == Some(b),
            _ => false,
        };
        if attached {
            hits[2] += 1.0;
            hits[3] += f64::from(u8::from(base(&a.relation) == base(&b.relation)));
            hits[4] += f64::from(u8::from(a.relation == b.relation));
        }
    }
    hits
}

/// Shares of words, where the words are given. A document whose words are others than the gold's has none right.
pub(super) fn given_words(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut rows = Vec::new();
    for record in gold.iter() {
        let document = gold_document(gold, record)?;
        let found = predicted_document(predictions, &record.id)?;
        let forms = |d: &Document| d.words.iter().map(|w| w.form.clone()).collect::<Vec<_>>();
        let same = document.lengths == found.lengths && forms(&document) == forms(&found);
        let all: Vec<_> = (0..document.words.len()).map(|at| (at, at)).collect();
        let hits = hits(&document, &found, if same { &all } else { &[] });
        let mut row = vec![document.words.len() as f64];
        row.extend(hits);
        rows.push(row);
    }
    let figures = |sum: &[f64]| {
        let names = ["UPOS", "XPOS", "UAS", "LAS", "LAS_full"];
        let total = sum.first().copied().unwrap_or(0.0);
        let hits = sum.iter().skip(1).copied().chain(std::iter::repeat(0.0));
        names
            .iter()
            .zip(hits)
            .map(|(name, hits)| Figure::share(name, ratio(hits, total), total))
            .collect()
    };
    Ok(Scored {
        rows,
        figures: Box::new(figures),
        notes: Vec::new(),
    })
}

/// What is counted of bare text: gold, found and hit.
const COUNTED: [&str; 8] = [
    "tokens_F1",
    "sentences_F1",
    "words_F1",
    "UPOS_F1",
    "XPOS_F1",
    "UAS_F1",
    "LAS_F1",
    "LAS_full_F1",
];

/// F1 of tokens, sentences and words, and of what is right about aligned words, where only the text is given.
pub(super) fn bare_text(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut rows = Vec::new();
    for record in gold.iter() {
        let document = gold_document(gold, record)?;
        let found = predicted_document(predictions, &record.id)?;
        let same = document.characters == found.characters;
        let both = |a: &BTreeSet<(usize, usize)>, b: &BTreeSet<(usize, usize)>| {
            if same { a.intersection(b).count() } else { 0 }
        };
        let pairs = if same {
            aligned(&document.words, &found.words)
        } else {
            Vec::new()
        };
        let words = [document.words.len() as f64, found.words.len() as f64];
        let mut row = Vec::new();
        for (a, b) in [
            (&document.tokens, &found.tokens),
            (&document.sentences, &found.sentences),
        ] {
            row.extend([a.len() as f64, b.len() as f64, both(a, b) as f64]);
        }
        row.extend([words[0], words[1], pairs.len() as f64]);
        for hit in hits(&document, &found, &pairs) {
            row.extend([words[0], words[1], hit]);
        }
        rows.push(row);
    }
    let figures = |sum: &[f64]| {
        let counts = sum.chunks(3).chain(std::iter::repeat(&[0.0, 0.0, 0.0][..]));
        COUNTED
            .iter()
            .zip(counts)
            .map(|(name, count)| {
                let [_, _, f1] = precision_recall_f1(count[2], count[1], count[0]);
                Figure::share(name, f1, count[0])
            })
            .collect()
    };
    Ok(Scored {
        rows,
        figures: Box::new(figures),
        notes: Vec::new(),
    })
}

/// Pairs of gold and found words that cover the same characters; within tokens of several words, by their forms.
fn aligned(gold: &[Word], found: &[Word]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < gold.len() && j < found.len() {
        let (g, f) = (&gold[i], &found[j]);
        if g.multi || f.multi {
            if !g.multi && g.end <= f.start {
                i += 1;
            } else if !f.multi && f.end <= g.start {
                j += 1;
            } else {
                let (ii, jj) = region(gold, found, i, j);
                pairs.extend(common(&gold[i..ii], &found[j..jj]).map(|(a, b)| (i + a, j + b)));
                (i, j) = (ii, jj);
            }
        } else if (g.start, g.end) == (f.start, f.end) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if g.start <= f.start && !(f.start == g.start && f.end < g.end) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// The ends of the smallest region from `i` and `j` on that cuts no token of several words on either side.
fn region(gold: &[Word], found: &[Word], i: usize, j: usize) -> (usize, usize) {
    let mut end = gold[i].end.max(found[j].end);
    let (mut ii, mut jj) = (i, j);
    let grow = |words: &[Word], at: &mut usize, end: &mut usize| {
        let mut grew = false;
        while *at < words.len() && words[*at].start < *end {
            if words[*at].end > *end {
                if !words[*at].multi {
                    break;
                }
                *end = words[*at].end;
                grew = true;
            }
            *at += 1;
        }
        grew
    };
    loop {
        let gold_grew = grow(gold, &mut ii, &mut end);
        let found_grew = grow(found, &mut jj, &mut end);
        if !gold_grew && !found_grew {
            // A region holds at least one word of each side, or the walk would stand still.
            return (ii.max(i + 1), jj.max(j + 1));
        }
    }
}

/// A longest common subsequence of forms.
fn common(gold: &[Word], found: &[Word]) -> impl Iterator<Item = (usize, usize)> {
    let (n, m) = (gold.len(), found.len());
    let mut best = vec![vec![0u32; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            best[i][j] = if gold[i].form == found[j].form {
                best[i + 1][j + 1] + 1
            } else {
                best[i + 1][j].max(best[i][j + 1])
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        if gold[i].form == found[j].form {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[i + 1][j] >= best[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs.into_iter()
}
