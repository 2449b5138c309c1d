//! Sentences with the events they tell, marked by hand: the format of `training/README.md`.
//!
//! ```text
//! ## shot, active
//! [Gunmen]{source} [shot dead]{ASSAULT/firearms} [four farmers]{target killed=4} near [Hawija]{place}.
//! - The striker shot wide in the last minute.
//! ```

mod labels;

use crate::EvaluateError;
use dateline_model::{
    ConditionKind, HarmKind, Span, Status,
    taxonomy::{EventType, Mode},
};

/// One line of a file: a sentence, or a few of one report, with what is marked in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotated {
    /// Line in the file, from 1.
    pub line: u64,
    /// The `## name` it stands under.
    pub construction: String,
    /// Whether it is said to tell no event at all (`- `). It has no phrases then.
    pub hard_negative: bool,
    /// The words without brackets and labels.
    pub text: String,
    /// What is marked, in reading order.
    pub phrases: Vec<Phrase>,
}

/// A marked phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Where it stands in [`Annotated::text`].
    pub span: Span,
    /// Its labels, as written. Never empty.
    pub labels: Vec<Label>,
}

/// What a phrase is to one event of its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Number of the event in the line, from 1.
    pub event: u8,
    /// What it is to the event.
    pub role: Role,
}

/// What a phrase can be to an event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Role {
    /// The words that tell it. Several phrases of a line may tell one event.
    Trigger {
        /// What they tell.
        tells: Tells,
        /// How the claim is held, where the line says; else see [`Annotated::status`].
        status: Option<Status>,
    },
    /// Who does it.
    Source,
    /// Whom or what it is done to.
    Target,
    /// Where it is.
    Place,
    /// According to whom.
    Voice,
    /// What is in a state of affairs.
    Subject,
    /// Who holds, leads, backs or besieges it, or is bound by a truce.
    Holder,
    /// A figure of harm to people.
    Harm(Figured),
    /// What the line says that the police did, in the codes of the task `police`; whatever its event.
    Police(Vec<String>),
}

/// What a trigger tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// An event: PLOVER type and mode.
    Event(EventType, Option<Mode>),
    /// A state of affairs (`control=taken`, `siege`).
    Condition(ConditionKind),
}

/// A marked figure of harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figured {
    /// What was done to them.
    pub kind: HarmKind,
    /// Lowest number of people.
    pub low: u32,
    /// Highest number; `None` where there is no ceiling.
    pub high: Option<u32>,
    /// These are among a figure that stands elsewhere.
    pub part: bool,
    /// A running figure, not of this event alone.
    pub total: bool,
}

impl Annotated {
    /// Numbers of the events that are told, in order.
    #[must_use]
    pub fn events(&self) -> Vec<u8> {
        let mut numbers: Vec<u8> = self.triggers().map(|(_, event, ..)| event).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The triggers with their event's number, what they tell and the status they carry.
    pub fn triggers(&self) -> impl Iterator<Item = (Span, u8, Tells, Option<Status>)> {
        self.labels().filter_map(|(span, label)| match label.role {
            Role::Trigger { tells, status } => Some((span, label.event, tells, status)),
            _ => None,
        })
    }

    /// Type and mode of an event: the mode of whichever of its triggers tells one.
    #[must_use]
    pub fn tells(&self, event: u8) -> Option<Tells> {
        let of_event = |(_, number, tells, _)| (number == event).then_some(tells);
        let all: Vec<Tells> = self.triggers().filter_map(of_event).collect();
        let with_mode = all.iter().find(|t| matches!(t, Tells::Event(_, Some(_))));
        with_mode.or(all.first()).copied()
    }

    /// Status of an event: what a trigger says, else attributed where the event has a voice, else asserted.
    #[must_use]
    pub fn status(&self, event: u8) -> Status {
        let said = self.triggers().filter(|t| t.1 == event).find_map(|t| t.3);
        let voiced = self
            .labels()
            .any(|(_, l)| l.event == event && l.role == Role::Voice);
        said.unwrap_or(if voiced {
            Status::Attributed
        } else {
            Status::Asserted
        })
    }

    /// The figures of harm, in reading order.
    pub fn harm(&self) -> impl Iterator<Item = (Span, Figured)> {
        self.labels().filter_map(|(span, label)| match label.role {
            Role::Harm(figure) => Some((span, figure)),
            _ => None,
        })
    }

    /// Every label with the phrase it stands on.
    pub fn labels(&self) -> impl Iterator<Item = (Span, &Label)> {
        self.phrases
            .iter()
            .flat_map(|p| p.labels.iter().map(|l| (p.span, l)))
    }
}

/// Reads a file of annotated sentences. `file` is its name, for errors.
///
/// # Errors
/// [`EvaluateError::Record`] at the first line that is not in the format: what is wrong, and what to write instead.
///
/// # Example
/// ```
/// use dateline_evaluate::read_annotated;
/// let read = read_annotated("## killed\n[Two men]{target killed=2} [were killed]{ASSAULT}.\n", "own.txt")?;
/// assert_eq!(read[0].text, "Two men were killed.");
/// assert_eq!(read[0].harm().next().map(|(span, f)| (span.of(&read[0].text), f.low)), Some(("Two men", 2)));
///
/// let wrong = read_annotated("## killed\n[Two men{killed=2} died.\n", "own.txt");
/// assert!(wrong.is_err_and(|e| e.to_string().starts_with("own.txt:2: ")));
/// # Ok::<(), dateline_evaluate::EvaluateError>(())
/// ```
pub fn read_annotated(text: &str, file: &str) -> Result<Vec<Annotated>, EvaluateError> {
    let mut read = Vec::new();
    let mut construction: Option<String> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let wrong = |problem: String| EvaluateError::Record {
            file: file.to_owned(),
            line: number,
            problem,
        };
        let line = line.trim();
        if let Some(name) = line.strip_prefix("## ") {
            construction = Some(name.trim().to_owned());
        } else if !line.is_empty() && !line.starts_with('#') {
            let construction = construction.clone().ok_or_else(|| {
                wrong("a sentence before the first construction; write a line `## name` above it".to_owned())
            })?;
            let mut sentence = sentence(line).map_err(wrong)?;
            sentence.line = number;
            sentence.construction = construction;
            read.push(sentence);
        }
    }
    Ok(read)
}

/// One line, without its place in the file.
fn sentence(line: &str) -> Result<Annotated, String> {
    let (hard_negative, mut rest) = match line.strip_prefix("- ") {
        Some(rest) => (true, rest.trim_start()),
        None => (false, line),
    };
    let mut text = String::with_capacity(rest.len());
    let mut marked = Vec::new();
    while let Some(at) = rest.find(['[', ']', '{', '}']) {
        text += &rest[..at];
        let Some((words, written, after)) = phrase(&rest[at..])? else {
            return Err(format!(
                "`{}` without a `[` before it; marked text is `[words]{{labels}}`",
                &rest[at..=at]
            ));
        };
        let start = text.len();
        text += words;
        marked.push((start, text.len(), labels::parse(written)?));
        rest = after;
    }
    text += rest;
    if hard_negative && !marked.is_empty() {
        return Err("a hard negative tells no event; take its `- ` or its labels away".to_owned());
    }
    let phrases = marked.into_iter().map(|(start, end, labels)| {
        let span = Span::new(&text, start, end).map_err(|e| e.to_string())?;
        Ok(Phrase { span, labels })
    });
    let phrases = phrases.collect::<Result<Vec<_>, String>>()?;
    let sentence = Annotated {
        line: 0,
        construction: String::new(),
        hard_negative,
        text,
        phrases,
    };
    check(&sentence)?;
    Ok(sentence)
}

/// Words, labels and what comes after them, where a `[` begins the text.
fn phrase(text: &str) -> Result<Option<(&str, &str, &str)>, String> {
    let Some(inner) = text.strip_prefix('[') else {
        return Ok(None);
    };
    let shown = || inner.chars().take(24).collect::<String>();
    let (words, after) = inner.split_once(']').ok_or_else(|| {
        format!(
            "`[{}` is not closed; write `]{{labels}}` after the words",
            shown()
        )
    })?;
    if words.contains(['[', '{', '}']) {
        return Err(format!(
            "`[{}` is not closed before the next bracket; marked text does not nest, close it with `]`",
            shown()
        ));
    }
    if words.trim() != words || words.is_empty() {
        return Err(format!(
            "`[{words}]` must begin and end with a word; move the space outside"
        ));
    }
    let labels = after
        .strip_prefix('{')
        .ok_or_else(|| format!("`[{words}]` has no labels; write `{{labels}}` right after it"))?;
    let (labels, after) = labels
        .split_once('}')
        .ok_or_else(|| format!("the labels of `[{words}]` are not closed; write `}}` after them"))?;
    Ok(Some((words, labels, after)))
}

/// Checks what only the whole line can show: every event is told, and as one thing.
fn check(sentence: &Annotated) -> Result<(), String> {
    let told = sentence.events();
    for (_, label) in sentence.labels() {
        let alone = label.event > 1 && !told.contains(&label.event);
        if alone {
            return Err(format!(
                "a label has the number :{0}, but no trigger has; write `TYPE:{0}` on the words that tell it",
                label.event
            ));
        }
    }
    for event in told {
        let mut seen: Option<(EventType, Option<Mode>)> = None;
        for tells in sentence.triggers().filter(|t| t.1 == event).map(|t| t.2) {
            let Tells::Event(kind, mode) = tells else { continue };
            let (first, first_mode) = *seen.get_or_insert((kind, mode));
            let two_modes = first_mode.zip(mode).is_some_and(|(a, b)| a != b);
            if first != kind || two_modes {
                return Err(format!(
                    "event {event} is told as two things; number the second one's labels `:{}`",
                    event + 1
                ));
            }
            seen = Some((kind, first_mode.or(mode)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
