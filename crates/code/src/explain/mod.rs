//! Why a claim is as it is: for each field the words, tree path, lexicon entry or rule that set it.
//!
//! The claims are made by the very code that makes them for [`Coder::code`], which notes what each was made from. What was weighed is
//! then asked of the functions that weighed it, so that an explanation can not drift from the decision it explains.

mod event;
mod mention;
mod scene;
#[cfg(test)]
mod tests;
mod voice;
mod who;

pub use mention::ExplainedMention;

use crate::Coder;
use crate::assemble::{self, Origin, Reading};
use crate::event::line_of;
use crate::harm;
use dateline_model::{Claim, Document, Excerpt};
use dateline_syntax::{Analysis, TokenIx};
use serde::Serialize;
use serde_json::Value;

/// A claim with the reasons for its fields.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExplainedClaim {
    /// The claim, as [`Coder::code`] gives it.
    pub claim: Claim,
    /// The reasons, in the order of [`ExplainedField`].
    pub reasons: Vec<Reason>,
}

/// The fields that are explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExplainedField {
    /// Type, mode and contexts of an event; a hazard.
    Event,
    /// A state of affairs.
    Condition,
    /// Who did it, who suffered it.
    Actor,
    /// Where.
    Place,
    /// When.
    Time,
    /// Harm to people.
    Harm,
    /// According to whom.
    Attribution,
    /// How it is held.
    Status,
}

/// Why a field, or one of its values, is what it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// The field.
    pub field: ExplainedField,
    /// The value as the claim has it; null where the field is empty.
    pub value: Value,
    /// What decided, in words.
    pub by: String,
    /// The words it was read from.
    pub words: Option<Excerpt>,
    /// The lexicon entry that matched them.
    pub lexicon: Option<LexiconEntry>,
    /// The way through the dependency tree; empty where the tree did not decide.
    pub path: Vec<Step>,
    /// What else bears on it, in words.
    pub details: Vec<String>,
    /// What was weighed, the best first.
    pub candidates: Vec<Weighed>,
}

/// Where a lexicon says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LexiconEntry {
    /// File, from the root of the project.
    pub file: String,
    /// Line of the pattern, from 1; of its family where the pattern has none of its own.
    pub line: usize,
    /// Name of the family.
    pub family: String,
    /// The pattern as it stands there.
    pub pattern: Option<String>,
}

/// A word on a way through the dependency tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The word.
    pub word: String,
    /// The relation crossed to reach it; null at the start.
    pub relation: Option<String>,
    /// Whether the word hangs on the one before it, not the other way round.
    pub down: bool,
}

/// Something that was weighed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Weighed {
    /// What it is, in words.
    pub what: String,
    /// Whether it was taken.
    pub chosen: bool,
    /// Its score, higher is better; null where order alone decides.
    pub score: Option<f64>,
    /// What spoke for or against it, in words.
    pub why: Vec<String>,
}

impl Reason {
    fn new(field: ExplainedField, value: &impl Serialize, by: impl Into<String>) -> Self {
        Self {
            field,
            value: json(value),
            by: by.into(),
            words: None,
            lexicon: None,
            path: Vec::new(),
            details: Vec::new(),
            candidates: Vec::new(),
        }
    }
}

/// What a value is in JSON.
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("parts of a claim are plain data")
}

/// A code as it is written in data.
fn code(value: &impl Serialize) -> String {
    match json(value) {
        Value::String(code) => code,
        other => other.to_string(),
    }
}

/// Where a family and its pattern stand in a file.
fn entry((file, text): (&str, &str), key: &str, family: &str, pattern: Option<&str>) -> LexiconEntry {
    let head = line_of(text, &format!("{key} = \"{family}\""));
    let below: usize = text.split_inclusive('\n').take(head).map(str::len).sum();
    let own = pattern.and_then(|p| text[below..].find(&format!("\"{p}\"")));
    LexiconEntry {
        file: file.to_owned(),
        line: own.map_or(head, |at| text[..below + at].matches('\n').count() + 1),
        family: family.to_owned(),
        pattern: pattern.map(str::to_owned),
    }
}

/// The way through the tree between two tokens; empty where there is none.
fn path(analysis: &Analysis<'_>, from: TokenIx, to: TokenIx) -> Vec<Step> {
    let way = if analysis.is_parsed() {
        analysis.path(from, to).unwrap_or_default()
    } else {
        Vec::new()
    };
    let step = |(at, &ix): (usize, &TokenIx)| {
        let before = at.checked_sub(1).map(|at| way[at]);
        let down = before.is_some_and(|before| analysis.head(ix) == Some(before));
        let crossed = before.map(|before| if down { ix } else { before });
        Step {
            word: analysis.word(ix).to_owned(),
            relation: crossed.map(|ix| analysis.relation(ix).to_string()),
            down,
        }
    };
    way.iter().enumerate().map(step).collect()
}

impl Coder {
    /// The claims of a document as [`Coder::code`] gives them, each with the reasons for its fields.
    ///
    /// # Example
    /// ```
    /// use dateline_code::{Coder, explain::ExplainedField};
    /// use dateline_model::{Document, DocumentParts};
    /// let text = "Rebels shelled the airport in Damascus, killing two guards.";
    /// let document = Document::new(DocumentParts { text: text.into(), ..Default::default() });
    /// let explained = Coder::embedded()?.explain(&document);
    /// let event = &explained[0].reasons[0];
    /// assert_eq!(event.field, ExplainedField::Event);
    /// assert_eq!(event.lexicon.as_ref().map(|l| l.file.as_str()), Some("lexicons/events/assault.toml"));
    /// # Ok::<(), dateline_resolve::LexiconError>(())
    /// ```
    #[must_use]
    pub fn explain(&self, document: &Document) -> Vec<ExplainedClaim> {
        let mut analysis = dateline_syntax::analyse(&document.text);
        dateline_syntax::parse(self.model, &mut analysis);
        let entities = self.resolver.resolve(document, &analysis);
        let harms = harm::find(&self.harm, &analysis, &entities.times);
        let reading = assemble::read(self, document, &analysis, &entities, &harms);
        let weighed = scene::Weighing::of(&reading);
        assemble::made_of(&reading)
            .into_iter()
            .map(|(claim, origin)| {
                let reasons = reasons(&reading, &weighed, &claim, &origin);
                ExplainedClaim { claim, reasons }
            })
            .collect()
    }
}

fn reasons(reading: &Reading<'_>, weighed: &scene::Weighing, claim: &Claim, origin: &Origin) -> Vec<Reason> {
    let mut reasons = event::reasons(reading, claim, origin);
    reasons.extend(who::reasons(reading, claim, origin));
    reasons.extend(scene::place(reading, weighed, claim, origin));
    reasons.extend(scene::time(reading, weighed, claim, origin));
    reasons.extend(voice::harm(reading, claim, origin));
    reasons.extend(voice::attribution(reading, claim, origin));
    reasons.push(voice::status(reading, claim, origin));
    reasons
}
