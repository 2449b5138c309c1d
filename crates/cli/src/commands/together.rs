//! `dateline explain --incident`: why these reports are one incident, and why near ones are not.

use super::{ask::cells::json_line, show, write_out};
use crate::{exit::Exit, problems::Failure, terminal::safe_line};
use dateline_answer::Together;
use dateline_ledger::{Ledger, Storage as _};
use serde_json::json;
use std::path::Path;

/// Runs the command.
pub(super) fn run(path: &Path, name: &str, as_json: bool) -> Result<Exit, Failure> {
    let ledger = Ledger::open_to_read(path)?;
    let id = show::named(&ledger, name)?;
    let incident = ledger.incident(&id)?.ok_or_else(|| Failure::Input {
        message: format!("incident {} is not there any more", id.as_str()),
        help: "another program has reconciled the ledger; list the incidents again".into(),
    })?;
    let known = Together::read(&ledger, &incident)?;
    let text = if as_json {
        let (links, apart) = (known.told(&incident.links), known.told(&incident.apart));
        json_line(
            &json!({"incident": incident.id, "documents": incident.documents, "links": links, "apart": apart}),
        )
    } else {
        known.page(&incident, |words| safe_line(words).into_owned())
    };
    write_out(&text).map(|()| Exit::Done)
}
