//! Lines of the log: a word for what happened, then `name=value`. There is no time in them; what keeps the log adds it.

use std::fmt::{Display, Write as _};

/// A line being made.
pub(crate) struct Line(String);

impl Line {
    pub(crate) fn of(event: &str) -> Self {
        Self(event.to_owned())
    }

    /// Adds a value. One with white space, or that could break the line, stands in quotation marks.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Display) -> Self {
        let value: String = value.to_string().chars().take(300).collect();
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '"' && c != '\\';
        self.0.push(' ');
        self.0 += name;
        self.0.push('=');
        if !value.is_empty() && value.chars().all(plain) {
            self.0 += &value;
        } else {
            // Writing to a string does not fail.
            write!(self.0, "{value:?}").ok();
        }
        self
    }

    #[must_use]
    pub(crate) fn maybe(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// A span of milliseconds, in its largest whole unit.
pub(crate) fn span(milliseconds: u64) -> String {
    let seconds = milliseconds.div_ceil(1000);
    for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60)] {
        if seconds >= length && seconds.is_multiple_of(length) {
            return format!("{}{unit}", seconds / length);
        }
    }
    format!("{seconds}s")
}
