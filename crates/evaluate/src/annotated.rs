//! The project's own annotated sentences (`training/events/*.txt`); the format is told in `training/README.md`.

use crate::EvaluateError;
use dateline_model::{
    HarmKind, Span, Status,
    taxonomy::{EventType, Mode},
};
use std::str::FromStr;

/// One line of an annotated file: a sentence, or a few of one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotated {
    /// Line in the file, from 1.
    pub line: u64,
    /// Name of the construction that it stands under; empty above the first.
    pub construction: String,
    /// The words without their marks.
    pub text: String,
    /// Whether it tells no event though it has the words of one.
    pub negative: bool,
    /// What is marked, in the order in which the marks close.
    pub marks: Vec<Mark>,
}

/// Marked words with one of their labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The words, in bytes of [`Annotated::text`].
    pub span: Span,
    /// The event of the sentence that the label is about, from 1.
    pub event: u32,
    /// The label.
    pub label: Label,
}

/// What marked words are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Label {
    /// The words that tell an event, with its status where one is given.
    Trigger(EventType, Option<Mode>, Option<Status>),
    /// What the sentence says of the police, in the codes of the task `police`.
    Police(Vec<String>),
    /// Words of a state of things, such as control of a place: its name and value (`control`, `taken`).
    Condition(String, Option<String>),
    /// Who does it.
    Source,
    /// To whom or what it is done.
    Target,
    /// Where.
    Place,
    /// According to whom.
    Voice,
    /// People harmed: the kind, the least and the most said. An open bound is `None`; both are where no number is said.
    Harm(HarmKind, Option<u64>, Option<u64>),
    /// The harm is part of a figure that stands elsewhere.
    Part,
    /// The harm is a running total, not of this event.
    Total,
}

const CONDITIONS: [&str; 6] = [
    "alliance",
    "ceasefire",
    "control",
    "facility",
    "leadership",
    "siege",
];

/// Reads a file of annotated sentences.
///
/// # Errors
/// [`EvaluateError::Record`] at the first line that is not in the format, saying what to write instead.
///
/// # Example
/// ```
/// use dateline_evaluate::annotated::{Label, read_annotated};
/// let text = "## passive\n[Two herders]{target killed=2} were [shot]{ASSAULT/firearms} by [raiders]{source}.\n- The band shot a video.\n";
/// let read = read_annotated("own.txt", text)?;
/// assert_eq!(read[0].text, "Two herders were shot by raiders.");
/// assert_eq!(read[0].marks[0].label, Label::Target);
/// assert!(read[1].negative);
/// # Ok::<(), dateline_evaluate::EvaluateError>(())
/// ```
pub fn read_annotated(file: &str, text: &str) -> Result<Vec<Annotated>, EvaluateError> {
    let mut read = Vec::new();
    let mut construction = String::new();
    for (at, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if let Some(name) = line.strip_prefix("## ") {
            name.clone_into(&mut construction);
        } else if !line.is_empty() && !line.starts_with('#') {
            let (negative, words) = match line.strip_prefix("- ") {
                Some(words) => (true, words),
                None => (false, line),
            };
            let (text, marks) = read_line(words)
                .and_then(|(text, marks)| {
                    if negative && !marks.is_empty() {
                        return Err("a hard negative (`- `) has no marks".to_owned());
                    }
                    Ok((text, marks))
                })
                .map_err(|problem| EvaluateError::Record {
                    file: file.to_owned(),
                    line: at,
                    problem,
                })?;
            read.push(Annotated {
                line: at,
                construction: construction.clone(),
                text,
                negative,
                marks,
            });
        }
    }
    Ok(read)
}

fn read_line(line: &str) -> Result<(String, Vec<Mark>), String> {
    let mut text = String::new();
    let mut open: Vec<usize> = Vec::new();
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['[', ']', '{', '}']) {
        let (before, bracket) = rest.split_at(at);
        text.push_str(before);
        rest = &bracket[1..];
        if bracket.starts_with('[') {
            open.push(text.len());
        } else if bracket.starts_with(']') {
            let start = open.pop().ok_or("`]` closes nothing: put `[` before the words")?;
            let labels = rest.strip_prefix('{').and_then(|r| r.split_once('}'));
            let (labels, after) = labels.ok_or("words in `[ ]` need their labels in `{ }` right after")?;
            found.push((start, text.len(), labels));
            rest = after;
        } else {
            return Err("labels in `{ }` need words in `[ ]` right before".to_owned());
        }
    }
    text.push_str(rest);
    if !open.is_empty() {
        return Err("`[` is never closed".to_owned());
    }
    let mut marks = Vec::new();
    for (start, end, labels) in found {
        let span = Span::new(&text, start, end).map_err(|e| e.to_string())?;
        read_labels(span, labels, &mut marks)?;
    }
    Ok((text, marks))
}

fn read_labels(span: Span, labels: &str, marks: &mut Vec<Mark>) -> Result<(), String> {
    let first = marks.len();
    for written in labels.split_whitespace() {
        let (name, event) = match written.split_once(':') {
            Some((name, number)) => {
                let number: u32 = number
                    .parse()
                    .map_err(|_| format!("`{written}`: write a number after `:`"))?;
                (name, Some(number))
            }
            None => (written, None),
        };
        if let Some(status) = name.strip_prefix("status=") {
            let status = one_of::<Status>(status)?;
            let trigger = marks[first..].iter_mut().rev().find_map(|m| match &mut m.label {
                Label::Trigger(_, _, held) => Some(held),
                _ => None,
            });
            *trigger.ok_or("`status=` stands after the type of an event")? = Some(status);
            continue;
        }
        marks.push(Mark {
            span,
            event: event.unwrap_or(1),
            label: read_label(name)?,
        });
    }
    if marks.len() == first {
        return Err("`{}` holds no label".to_owned());
    }
    Ok(())
}

fn read_label(name: &str) -> Result<Label, String> {
    let (key, value) = match name.split_once('=') {
        Some((key, value)) => (key, Some(value)),
        None => (name, None),
    };
    Ok(match (key, value) {
        ("source", None) => Label::Source,
        ("target", None) => Label::Target,
        ("place", None) => Label::Place,
        ("voice", None) => Label::Voice,
        ("part", None) => Label::Part,
        ("total", None) => Label::Total,
        ("police", Some(codes)) => Label::Police(codes.split(',').map(str::to_owned).collect()),
        (key, value) if CONDITIONS.contains(&key) => {
            Label::Condition(key.to_owned(), value.map(str::to_owned))
        }
        (kind, Some(figure)) => {
            let (low, high) = read_figure(figure)?;
            Label::Harm(
                one_of(if kind == "killed_or_injured" {
                    "casualties"
                } else {
                    kind
                })?,
                low,
                high,
            )
        }
        (kind, None) if one_of::<HarmKind>(kind).is_ok() => Label::Harm(one_of(kind)?, None, None),
        (key, None) => {
            let (kind, mode) = match key.split_once('/') {
                Some((kind, mode)) => (kind, Some(Mode::from_str(mode).map_err(|e| e.to_string())?)),
                None => (key, None),
            };
            let kind = EventType::from_str(kind).map_err(|_| {
                format!(
                    "`{key}` is no label: write a PLOVER type, a role or a figure, see training/README.md"
                )
            })?;
            Label::Trigger(kind, mode, None)
        }
    })
}

/// `N`, `N+` (at least), `N-` (at most), `N..M`.
fn read_figure(figure: &str) -> Result<(Option<u64>, Option<u64>), String> {
    let number = |digits: &str| {
        digits
            .parse::<u64>()
            .map_err(|_| format!("`{figure}` is no figure: write 3, 3+, 3- or 3..5"))
    };
    if let Some(low) = figure.strip_suffix('+') {
        return Ok((Some(number(low)?), None));
    }
    if let Some(high) = figure.strip_suffix('-') {
        return Ok((None, Some(number(high)?)));
    }
    match figure.split_once("..") {
        Some((low, high)) => Ok((Some(number(low)?), Some(number(high)?))),
        None => number(figure).map(|n| (Some(n), Some(n))),
    }
}

/// A value by the word it has in data.
fn one_of<T: serde::de::DeserializeOwned>(word: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(line: &str) -> String {
        match read_annotated("own.txt", &format!("# head\n{line}\n")) {
            Err(EvaluateError::Record { line: 2, problem, .. }) => problem,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn marks_nest_and_number() {
        let line = "[The army [of Chad]{place}]{source source:2} [shelled]{ASSAULT/heavy-weapons status=alleged} and [took]{COERCE:2} [it]{target=}";
        assert!(read_annotated("own.txt", line).is_err(), "a role has no value");
        let read = read_annotated("own.txt", &line.replace("target=", "target:2")).expect("reads");
        let labels: Vec<_> = read[0].marks.iter().map(|m| (m.event, m.label.clone())).collect();
        assert_eq!(read[0].text, "The army of Chad shelled and took it");
        assert_eq!(labels[0], (1, Label::Place));
        assert_eq!(labels[2], (2, Label::Source));
        let shelled = Label::Trigger(
            EventType::Assault,
            Some(Mode::HeavyWeapons),
            Some(Status::Alleged),
        );
        assert_eq!(labels[3], (1, shelled));
    }

    #[test]
    fn figures_have_bounds() {
        let read = read_annotated(
            "own.txt",
            "[a dozen]{killed=12} [some]{injured=3+} [ten]{missing=8..10} [up to 4]{detained=4-}",
        )
        .expect("reads");
        let harms: Vec<_> = read[0].marks.iter().map(|m| m.label.clone()).collect();
        assert_eq!(harms[0], Label::Harm(HarmKind::Killed, Some(12), Some(12)));
        assert_eq!(harms[1], Label::Harm(HarmKind::Injured, Some(3), None));
        assert_eq!(harms[2], Label::Harm(HarmKind::Missing, Some(8), Some(10)));
        assert_eq!(harms[3], Label::Harm(HarmKind::Detained, None, Some(4)));
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        assert!(problem("[open words").contains("never closed"));
        assert!(problem("words]{source}").contains("closes nothing"));
        assert!(problem("[words] here").contains("labels"));
        assert!(problem("{source}").contains("right before"));
        assert!(problem("[words]{}").contains("no label"));
        assert!(problem("[words]{SHOUT}").contains("no label"));
        assert!(problem("[words]{ASSAULT/lasers}").contains("lasers"));
        assert!(problem("[words]{killed=many}").contains("no figure"));
        assert!(problem("[words]{status=claimed}").contains("after the type"));
        assert!(problem("- [words]{source}").contains("no marks"));
    }
}
