//! How a run ended, for scripts.

use std::process::ExitCode;

/// The exit codes. They are part of the interface: `--help` lists them and the tests hold them.
///
/// 2 is clap's, for arguments that make no sense; [`Exit::Usage`] is for those that only show later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: all that was given was read.
    Done,
    /// 1: some input was set aside; the rest was done.
    SetAside,
    /// 2: the arguments make no sense.
    Usage,
    /// 3: nothing could be read, or `--strict` stopped the run.
    Stopped,
    /// 4: the result could not be written, or Dateline itself is at fault.
    Failed,
}

/// The part of `--help` that says what the exit codes mean.
pub(crate) const HELP: &str = "\
Exit codes:
  0  all input was read
  1  some input was set aside (each with a message on standard error), the rest was done
  2  the arguments make no sense
  3  nothing could be read, or --strict stopped the run
  4  the result could not be written, or an internal error";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::SetAside => 1,
            Exit::Usage => 2,
            Exit::Stopped => 3,
            Exit::Failed => 4,
        })
    }
}
