//! What can go wrong between a file of records and its figures.

use std::io;

/// Why a prediction run or a measurement stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// A file could not be read or written.
    #[error("{file}: {source}")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A record is not what the task's layout asks for.
    #[error("{file}:{line}: {problem}")]
    Record {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// What is wrong and what to write instead.
        problem: String,
    },
    /// A file as a whole is not what the task needs.
    #[error("{file}: {problem}")]
    File {
        /// The file.
        file: String,
        /// What is wrong and what to give instead.
        problem: String,
    },
    /// No task has this name.
    #[error("there is no task `{name}`; the tasks are: {known}")]
    UnknownTask {
        /// What was asked for.
        name: String,
        /// Names of the tasks that exist.
        known: String,
    },
    /// The built-in lexicons do not load.
    #[error(transparent)]
    Lexicon(#[from] dateline_resolve::LexiconError),
}

impl EvaluateError {
    /// Wraps an input or output error with the file it happened on.
    pub(crate) fn io(file: &str) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Io {
            file: file.to_owned(),
            source,
        }
    }
}
