//! `dateline show`: the story of an incident.

use super::write_out;
use crate::{
    args::LedgerFile,
    exit::Exit,
    page::{Look, Story, render_story},
    problems::Failure,
    terminal::Terminal,
};
use clap::Args;
use dateline_answer::reports_of;
use dateline_ledger::{Ledger, Review, Storage as _};
use dateline_model::{Incident, IncidentId};
use serde_json::json;

/// Arguments of `dateline show`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct ShowArgs {
    /// The incident: its id, or as much of the id's beginning as no other has.
    #[arg(value_name = "INCIDENT", required = true)]
    incidents: Vec<String>,
    #[command(flatten)]
    ledger: LedgerFile,
    /// Write the incident, its reports and its claims as one JSON object a line.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  dateline show i_51c3 --ledger war.ledger
  dateline incidents --ledger war.ledger --sort killed --limit 10

Reports stand in the order of publication, each with the sentences that tell of the incident and what was read from them. Then
every figure, with who gave it and whether it counts; then what can not all hold; then why these reports are held to tell of
one incident.";

/// Runs the command.
pub(crate) fn run(args: &ShowArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let ledger = Ledger::open_to_read(&args.ledger.ledger)?;
    let look = Look {
        width: terminal.width,
        color: terminal.out_color,
    };
    let mut out = String::new();
    for name in &args.incidents {
        let story = story(&ledger, &named(&ledger, name)?)?;
        if args.json {
            let documents: Vec<_> = story.documents.iter().map(|k| &k.entry.document).collect();
            let claims: Vec<_> = story.claims().collect();
            let line = json!({"incident": story.incident, "documents": documents, "claims": claims});
            out += &format!("{line}\n");
        } else {
            if !out.is_empty() {
                out.push('\n');
            }
            out += &render_story(&story, look);
        }
    }
    write_out(&out).map(|()| Exit::Done)
}

pub(super) fn named(ledger: &Ledger, name: &str) -> Result<IncidentId, Failure> {
    Ok(dateline_answer::named(ledger, name)?)
}

/// The incident with all reports that tell it.
fn story(ledger: &Ledger, id: &IncidentId) -> Result<Story, Failure> {
    let gone = || Failure::Input {
        message: format!("incident {} is not there any more", id.as_str()),
        help: "another program has reconciled the ledger; list the incidents again".into(),
    };
    let incident: Incident = ledger.incident(id)?.ok_or_else(gone)?;
    let documents = reports_of(ledger, &incident)?;
    // By what holds, too: a claim that was read anew has another id than the one that was decided on.
    let holding = ledger.decided()?.concerning(&incident.claims);
    let concerned = |review: &Review| {
        let claims = &review.decision.claims;
        holding.contains(&review.seq)
            || review.decision.subject == incident.id.as_str()
            || claims.iter().any(|c| incident.claims.contains(c))
    };
    let mut reviews = ledger.reviews()?;
    reviews.retain(concerned);
    Ok(Story {
        incident,
        documents,
        reviews,
    })
}
