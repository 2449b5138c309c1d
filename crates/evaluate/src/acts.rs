//! Training of the model of acts from files of known pairs.

use crate::annotated::{Annotated, Role, Tells, read_annotated};
use crate::tasks::relation_spans;
use crate::{EvaluateError, InputRecord, Options, Records, task};
use dateline_code::{
    Coder,
    act::{ActExample, ActModel, ActTraining, Pair, ROOTS, root_of, train_acts},
};
use dateline_model::{
    Document, DocumentParts, Span, Status,
    taxonomy::{EventType, QuadClass},
};
use std::{fs, path::Path};

/// A text with two parties and what one does to the other.
struct Known {
    document: Document,
    source: Vec<Span>,
    target: Vec<Span>,
    root: &'static str,
}

/// A trained model of acts, and how many pairs it was trained on.
///
/// Files ending in `.jsonl` are read in the layout of the task `relation`, others as annotated sentences
/// ([`read_annotated`]), of which every event that has both a source and a target is a pair.
///
/// # Errors
/// [`EvaluateError`] naming the file and line that can not be read.
pub fn fit_acts(
    coder: &Coder,
    files: &[impl AsRef<Path>],
    how: ActTraining,
) -> Result<(ActModel, usize), EvaluateError> {
    let mut known = Vec::new();
    for file in files {
        let file = file.as_ref();
        if file.extension().is_some_and(|e| e == "jsonl") {
            known.extend(of_records(file)?);
        } else {
            known.extend(of_sentences(file)?);
        }
    }
    let examples: Vec<ActExample<'_>> = known
        .iter()
        .map(|k| ActExample {
            document: &k.document,
            pair: Pair {
                source: &k.source,
                target: &k.target,
            },
            root: k.root,
        })
        .collect();
    Ok((train_acts(coder, &examples, how), examples.len()))
}

fn of_records(file: &Path) -> Result<Vec<Known>, EvaluateError> {
    let records = Records::open(file)?;
    let task = task("relation")?;
    let read = |record| {
        let input = InputRecord::new(record, task.fields(), &Options::default())?;
        let root = record.value.get("root").and_then(serde_json::Value::as_str);
        let root = ROOTS.into_iter().find(|r| Some(*r) == root);
        Ok(Known {
            source: relation_spans(&input, "source")?,
            target: relation_spans(&input, "target")?,
            document: input.document(),
            root: root.ok_or_else(|| format!("`root` is none of {}", ROOTS.join(", ")))?,
        })
    };
    records
        .iter()
        .map(|record| {
            read(record).map_err(|problem: String| EvaluateError::Record {
                file: records.file().to_owned(),
                line: record.line,
                problem,
            })
        })
        .collect()
}

/// Acts of words: to announce one is to do it.
fn is_word(kind: EventType) -> bool {
    matches!(
        kind.quad(),
        QuadClass::VerbalCooperation | QuadClass::VerbalConflict
    )
}

fn of_sentences(file: &Path) -> Result<Vec<Known>, EvaluateError> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file).map_err(EvaluateError::io(&name))?;
    Ok(read_annotated(&text, &name)?.iter().flat_map(pairs).collect())
}

/// The pairs of one sentence: events of which both sides are marked and which did happen, or are of a kind whose threat, promise
/// or refusal is an act of its own.
fn pairs(sentence: &Annotated) -> Vec<Known> {
    let document = Document::new(DocumentParts {
        text: sentence.text.clone(),
        ..DocumentParts::default()
    });
    let side = |event, role: &Role| {
        let here = sentence
            .labels()
            .filter(|(_, l)| l.event == event && l.role == *role);
        here.map(|(span, _)| span).collect::<Vec<Span>>()
    };
    let known = |event| {
        let (source, target) = (side(event, &Role::Source), side(event, &Role::Target));
        let Some(Tells::Event(kind, mode)) = sentence.tells(event) else {
            return None;
        };
        let status = sentence.status(event);
        let root = root_of(kind, mode, status);
        let happened = matches!(
            status,
            Status::Asserted | Status::Attributed | Status::Alleged | Status::Claimed
        );
        let told = happened || root != root_of(kind, mode, Status::Asserted) || is_word(kind);
        (told && !source.is_empty() && !target.is_empty()).then(|| Known {
            document: document.clone(),
            source,
            target,
            root,
        })
    };
    sentence.events().into_iter().filter_map(known).collect()
}
