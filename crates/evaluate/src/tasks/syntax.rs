//! Words, tags and dependency trees against a treebank in Universal Dependencies.
//!
//! `syntax` parses the words that the treebank gives, `syntax_raw` the bare text, which it cuts itself. Input is CoNLL-U, of
//! which the words alone are read, or JSON Lines with texts; predictions are CoNLL-U.

mod conllu;
mod score;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Lines, Options, Record, Records, Scored, Task};
use conllu::{Documents, Sentence};
use dateline_code::Coder;
use dateline_syntax::{
    Limits, Model, Parser, TreebankSentence, TreebankWord, analyse_with, parse_treebank,
    write_conllu_document,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

/// The words of the treebank are given.
pub(super) struct Syntax;

/// The text alone is given.
pub(super) struct SyntaxRaw;

const DEV: &str = "syntax/en_ewt-ud-dev.conllu";

impl Task for Syntax {
    fn name(&self) -> &'static str {
        "syntax"
    }

    fn about(&self) -> &'static str {
        "tags, heads and relations of the words that a treebank gives (CoNLL-U in and out)"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const { &[GoldSet::new("dev", DEV)] }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["id", "text", "sentences"]
    }

    fn read_input<'r>(&self, file: &str, input: Box<dyn BufRead + 'r>) -> crate::RecordIter<'r> {
        records(file, input)
    }

    fn write_prediction(&self, value: &Value) -> String {
        written(value)
    }

    fn predict(&self, _: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let model = model()?;
        let Some(sentences) = record.field("sentences") else {
            return Ok(vec![parsed_text(model, record)]);
        };
        let sentences = Vec::<Sentence>::deserialize(sentences).map_err(|e| e.to_string())?;
        let bare: Vec<TreebankSentence> = sentences.iter().map(bare).collect();
        let parsed = parse_treebank(model, &bare);
        let conllu = conllu::write_document(record.id(), &sentences, &parsed);
        Ok(vec![json!({"id": record.id(), "conllu": conllu})])
    }

    fn read_gold(&self, path: &Path) -> Result<Records, EvaluateError> {
        read_gold(path)
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::given_words(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        // Floors: spaCy 3.8's small network, trained on the same data.
        const {
            &[
                headline("UPOS", 0.937, 0.953),
                headline("UAS", 0.850, 0.865),
                headline("LAS", 0.814, 0.835),
            ]
        }
    }
}

impl Task for SyntaxRaw {
    fn name(&self) -> &'static str {
        "syntax_raw"
    }

    fn about(&self) -> &'static str {
        "sentences, words, tags, heads and relations of a treebank's bare text (CoNLL-U in and out)"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const { &[GoldSet::new("dev", DEV)] }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["id", "text"]
    }

    fn read_input<'r>(&self, file: &str, input: Box<dyn BufRead + 'r>) -> crate::RecordIter<'r> {
        records(file, input)
    }

    fn write_prediction(&self, value: &Value) -> String {
        written(value)
    }

    fn predict(&self, _: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        Ok(vec![parsed_text(model()?, record)])
    }

    fn read_gold(&self, path: &Path) -> Result<Records, EvaluateError> {
        read_gold(path)
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::bare_text(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        const {
            &[
                headline("sentences_F1", 0.840, 0.85),
                headline("LAS_F1", 0.786, 0.805),
            ]
        }
    }
}

const fn headline(figure: &'static str, floor: f64, goal: f64) -> Headline {
    Headline {
        figure,
        set: "dev",
        floor: Some(floor),
        goal: Some(goal),
    }
}

fn model() -> Result<&'static Model, String> {
    Model::embedded().map_err(|e| e.to_string())
}

/// The documents of CoNLL-U, or the records of JSON Lines, told apart by the first character.
fn records<'r>(file: &str, mut input: Box<dyn BufRead + 'r>) -> crate::RecordIter<'r> {
    match crate::predict::is_json(file, &mut input) {
        Ok(true) => Box::new(Lines::new(file, input)),
        Ok(false) => Box::new(Documents::new(file, input)),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

/// A treebank as records with their labels.
fn read_gold(path: &Path) -> Result<Records, EvaluateError> {
    let file = path.display().to_string();
    let input = File::open(path).map_err(EvaluateError::io(&file))?;
    let documents: Vec<Record> =
        Documents::new(&file, BufReader::new(input)).collect::<Result<_, EvaluateError>>()?;
    Records::from_records(&file, documents)
}

fn written(value: &Value) -> String {
    value["conllu"].as_str().unwrap_or_default().to_owned()
}

/// A record's text, cut and parsed by us, all of it.
fn parsed_text(model: &Model, record: &InputRecord) -> Value {
    let limits = Limits {
        tokens: usize::MAX,
        ..Limits::default()
    };
    let mut analysis = analyse_with(record.text(), &limits);
    Parser::new(model).parse(&mut analysis);
    json!({"id": record.id(), "conllu": write_conllu_document(&analysis, record.id())})
}

/// The words of a sentence without anything that was annotated.
fn bare(sentence: &Sentence) -> TreebankSentence {
    let word = |(form, space): (&String, &bool)| TreebankWord {
        form: form.clone(),
        lemma: "_".to_owned(),
        upos: "_".to_owned(),
        xpos: "_".to_owned(),
        feats: "_".to_owned(),
        head: 0,
        relation: "_".to_owned(),
        space_after: *space,
    };
    TreebankSentence {
        id: sentence.id.clone(),
        starts_paragraph: sentence.starts_paragraph,
        words: sentence.forms.iter().zip(&sentence.spaces).map(word).collect(),
    }
}
