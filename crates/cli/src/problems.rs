//! Errors and notes at the edge: shown on standard error with what to do, and counted.

use crate::{
    exit::Exit,
    terminal::{Terminal, safe_line},
};
use dateline_answer::DecideError;
use dateline_evaluate::EvaluateError;
use dateline_ledger::LedgerError;
use dateline_read::{PassedOver, Read, ReadError};
use dateline_resolve::place::{OpenError, build::BuildError};
use dateline_server::ServeError;
use dateline_users::UsersError;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};
use std::{
    fmt,
    io::{self, Write as _},
};

/// Why a command could not do its work at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The arguments make no sense together.
    #[error("{message}")]
    Usage { message: String, help: String },
    /// A prediction or measurement stopped.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// What a command needs can not be read, or is malformed.
    #[error("{message}")]
    Input { message: String, help: String },
    /// A file does not serve as gazetteer.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is no gazetteer made of the tables.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// A ledger can not be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A ledger can not be served.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// Users can not be read or changed.
    #[error(transparent)]
    Users(#[from] UsersError),
    /// The result can not be written.
    #[error("can not write {what}: {source}")]
    Output { what: String, source: io::Error },
    /// Dateline is at fault.
    #[error("internal error: {0}")]
    Internal(String),
}

impl From<DecideError> for Failure {
    fn from(error: DecideError) -> Self {
        match error {
            // Words of the ledger and of whoever typed them.
            DecideError::Refused { message, help } => Self::Usage {
                message: safe_line(&message).into_owned(),
                help: safe_line(&help).into_owned(),
            },
            DecideError::Ledger(error) => Self::Ledger(error),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl Failure {
    /// The exit code it leads to.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage { .. } => Exit::Usage,
            Self::Evaluate(EvaluateError::UnknownTask { .. }) => Exit::Usage,
            Self::Evaluate(EvaluateError::Lexicon(_)) => Exit::Failed,
            Self::Evaluate(_) | Self::Input { .. } | Self::Open(_) => Exit::Stopped,
            Self::Build(BuildError::Write { .. } | BuildError::Work(_)) => Exit::Failed,
            Self::Build(_) => Exit::Stopped,
            Self::Ledger(LedgerError::Question { .. }) => Exit::Usage,
            Self::Ledger(LedgerError::Database { .. }) => Exit::Failed,
            Self::Ledger(_) => Exit::Stopped,
            Self::Serve(ServeError::Exposed { .. }) => Exit::Usage,
            Self::Serve(_) => Exit::Stopped,
            Self::Users(
                UsersError::Foreign(_)
                | UsersError::Newer(_)
                | UsersError::Damaged { .. }
                | UsersError::Unusable { .. },
            ) => Exit::Stopped,
            Self::Users(_) => Exit::Usage,
            Self::Output { .. } | Self::Internal(_) => Exit::Failed,
        }
    }
}

impl Diagnostic for Failure {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(match self {
            Self::Usage { help, .. } | Self::Input { help, .. } => Box::new(help),
            Self::Evaluate(EvaluateError::UnknownTask { .. }) => {
                Box::new("see what each task is: dateline predict --help")
            }
            Self::Evaluate(_) => {
                Box::new("predictions and figures are of whole files: mend the input, then run again")
            }
            Self::Open(OpenError::Read { .. }) => {
                Box::new("check the name of the gazetteer, and its permissions")
            }
            Self::Open(_) => {
                Box::new("leave --gazetteer and DATELINE_GAZETTEER out to use the built-in gazetteer")
            }
            Self::Build(BuildError::Read { .. }) => {
                Box::new("check the name of the table, and its permissions")
            }
            Self::Build(BuildError::Row(_)) => {
                Box::new("mend the row, or leave --strict out to set malformed rows aside")
            }
            Self::Build(BuildError::Hopeless(_)) => {
                Box::new("check that each table is given to the option of its name")
            }
            Self::Build(_) => Box::new("check the permissions and the space left on the disk"),
            Self::Ledger(error) => Box::new(error.help()),
            Self::Serve(error) => Box::new(error.help()),
            Self::Users(_) => Box::new("dateline users --help shows what can be done"),
            Self::Output { .. } => Box::new("check the permissions and the space left on the disk"),
            Self::Internal(_) => {
                Box::new("this is a bug in Dateline; please report it with the command you ran")
            }
        })
    }
}

/// One input set aside, as it is shown.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Shown {
    message: String,
    help: Option<String>,
}

impl Diagnostic for Shown {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}

/// Shows an error with its help on standard error.
pub(crate) fn show(problem: &dyn Diagnostic, terminal: &Terminal) {
    // Names and words from outside stand in these messages: what they could do to a terminal is written out first.
    let problem = Shown {
        message: safe_line(&problem.to_string()).into_owned(),
        help: problem
            .help()
            .map(|help| safe_line(&help.to_string()).into_owned()),
    };
    let theme = if terminal.err_color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_wrap_lines(terminal.err)
        .with_width(terminal.width);
    let mut message = String::new();
    if handler.render_report(&mut message, &problem).is_err() {
        message = format!("{problem}\n");
    }
    say(&message);
}

/// Shows an input that was set aside, with what to do.
pub(crate) fn show_set_aside(message: &str, help: &str, terminal: &Terminal) {
    let shown = Shown {
        message: message.to_owned(),
        help: Some(help.to_owned()),
    };
    show(&shown, terminal);
}

/// Writes to standard error. That it may be closed is no reason to stop: the exit code still tells.
pub(crate) fn say(message: &str) {
    drop(io::stderr().write_all(message.as_bytes()));
}

/// What a run met, for its closing line and its exit code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Reports read.
    pub(crate) reports: u64,
    /// Things written: claims, sentences.
    pub(crate) made: u64,
    /// What one of them is called.
    pub(crate) noun: &'static str,
    /// Inputs set aside.
    pub(crate) set_aside: u64,
    /// Notes on reports that were read.
    pub(crate) notes: u64,
    /// Whether `--strict` stopped the run.
    pub(crate) stopped: bool,
}

impl Tally {
    /// Nothing met so far of a run that makes `noun`s.
    pub(crate) fn of(noun: &'static str) -> Self {
        Self {
            noun,
            ..Self::default()
        }
    }

    /// Counts and shows an input that could not be read.
    pub(crate) fn set_aside(&mut self, error: &ReadError, terminal: &Terminal) {
        self.set_aside += 1;
        show_set_aside(&error.to_string(), &error.help(), terminal);
    }

    /// Counts and shows a report that broke the work on it.
    pub(crate) fn broke(&mut self, read: &Read, terminal: &Terminal) {
        self.set_aside += 1;
        show_set_aside(
            &format!("{}: the work on this report broke off", read.source),
            "this is a bug in Dateline, not in the report; please send the report with the lines above",
            terminal,
        );
    }

    /// Counts and shows the notes on a report: those of reading, then those of the work on it.
    pub(crate) fn notes(&mut self, read: &Read, of_work: &[String]) {
        let of_reading = read.notes.iter().map(ToString::to_string);
        for note in of_reading.chain(of_work.iter().cloned()) {
            self.notes += 1;
            let note = format!("{}: {note}", read.source);
            say(&format!("note: {}\n", safe_line(&note)));
        }
    }

    /// The exit code of the run.
    pub(crate) fn exit(&self, passed_over: &PassedOver) -> Exit {
        if self.stopped || (self.reports == 0 && self.set_aside + passed_over.total() > 0) {
            Exit::Stopped
        } else if self.set_aside > 0 {
            Exit::SetAside
        } else {
            Exit::Done
        }
    }

    /// The closing line, without its end.
    pub(crate) fn closing(&self, passed_over: &PassedOver) -> String {
        let mut line = format!(
            "dateline: {} read, {}",
            counted(self.reports, "report"),
            counted(self.made, self.noun)
        );
        if self.set_aside > 0 {
            line += &format!("; {} set aside", counted(self.set_aside, "input"));
        }
        if self.notes > 0 {
            line += &format!("; {}", counted(self.notes, "note"));
        }
        if passed_over.total() > 0 {
            let kinds: Vec<_> = passed_over
                .kinds()
                .map(|(kind, n)| format!("{n} {}", safe_line(kind)))
                .collect();
            line += &format!("; passed over: {}", kinds.join(", "));
        }
        if self.stopped {
            line += "; stopped at the first input set aside (--strict)";
        }
        line
    }
}

/// `1 report`, `2 reports`, `2 copies`.
pub(crate) fn counted(n: u64, noun: &str) -> String {
    match (n, noun.strip_suffix('y')) {
        (1, _) => format!("{n} {noun}"),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{n} {stem}ies"),
        _ => format!("{n} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_are_counted_as_english_counts_them() {
        assert_eq!(counted(1, "copy"), "1 copy");
        assert_eq!(counted(2, "copy"), "2 copies");
        assert_eq!(counted(0, "report"), "0 reports");
        assert_eq!(counted(3, "day"), "3 days");
    }

    fn check(reports: u64, set_aside: u64, stopped: bool, expected: Exit) {
        let tally = Tally {
            reports,
            set_aside,
            stopped,
            ..Tally::default()
        };
        assert_eq!(tally.exit(&PassedOver::default()), expected);
    }

    #[test]
    fn the_exit_code_follows_what_was_read() {
        check(3, 0, false, Exit::Done);
        check(3, 1, false, Exit::SetAside);
        check(0, 1, false, Exit::Stopped);
        check(3, 1, true, Exit::Stopped);
        check(0, 0, false, Exit::Done);
    }

    #[test]
    fn the_closing_line_counts_what_went_wrong() {
        let mut tally = Tally {
            reports: 1,
            made: 2,
            ..Tally::of("claim")
        };
        let none = PassedOver::default();
        assert_eq!(tally.closing(&none), "dateline: 1 report read, 2 claims");
        tally.set_aside = 2;
        tally.notes = 1;
        assert_eq!(
            tally.closing(&none),
            "dateline: 1 report read, 2 claims; 2 inputs set aside; 1 note"
        );
    }
}
