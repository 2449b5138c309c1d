//! `dateline review`: what people decide about claims and incidents.

use super::{show, write_out};
use crate::{
    args::LedgerFile,
    exit::Exit,
    problems::{Failure, counted, say},
    terminal::safe_line,
};
use clap::Args;
use dateline_ledger::{Decision, Question, Review, SqliteLedger, Storage as _, Verdict};
use dateline_model::ClaimId;
use jiff::Timestamp;

/// Arguments of `dateline review`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct ReviewArgs {
    /// The incident (or the beginning of its id) or the claim; without one, all decisions are listed.
    #[arg(value_name = "INCIDENT|CLAIM", requires = "verdict")]
    subject: Option<String>,
    /// accept: it is as the report has it. reject: it is misread, and no part of an incident. note: something to remember.
    #[arg(value_name = "accept|reject|note", requires_all = ["reviewer", "reason"])]
    verdict: Option<Verdict>,
    /// Who decides.
    #[arg(long = "by", value_name = "NAME", env = "DATELINE_REVIEWER")]
    reviewer: Option<String>,
    /// Why.
    #[arg(long, value_name = "WORDS")]
    reason: Option<String>,
    /// When it was decided [default: now].
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    #[command(flatten)]
    ledger: LedgerFile,
}

const HELP: &str = "\
Examples:
  dateline review c_9f2c0a4411d3b870 reject --by Ada --reason 'a film' --ledger war.ledger
  dateline review i_51c3 accept --by Ada --reason 'the video was placed' --ledger war.ledger
  dateline review --ledger war.ledger
  dateline ledger verify --ledger war.ledger

A decision on an incident is one on the claims that it has now. Of several decisions on a claim the last holds; nothing that was
decided is ever changed or removed, and each decision carries the hash of the one before it. A rejected claim is kept, and
dateline reconcile leaves it out.";

/// Runs the command.
pub(crate) fn run(args: &ReviewArgs) -> Result<Exit, Failure> {
    let reader = SqliteLedger::open_to_read(&args.ledger.ledger)?;
    let (Some(subject), Some(verdict)) = (&args.subject, args.verdict) else {
        let lines: String = reader.reviews()?.iter().map(line).collect();
        return write_out(&lines).map(|()| Exit::Done);
    };
    let said = |words: &Option<String>, option: &str| {
        let words = words.as_deref().map(str::trim).filter(|words| !words.is_empty());
        words.map(str::to_owned).ok_or_else(|| Failure::Usage {
            message: format!("{option} is empty"),
            help: "a decision has a name and a reason".into(),
        })
    };
    let (subject, claims) = covered(&reader, subject)?;
    drop(reader);
    let decision = Decision {
        verdict,
        subject,
        claims,
        reviewer: said(&args.reviewer, "--by")?,
        made: args.at.unwrap_or_else(Timestamp::now),
        reason: said(&args.reason, "--reason")?,
    };
    let mut ledger = SqliteLedger::open(&args.ledger.ledger)?;
    let hash = ledger.review(&decision)?;
    say(&format!(
        "dateline: {} of {}, {}; the trail ends in {hash}\n",
        decision.verdict,
        safe_line(&decision.subject),
        counted(decision.claims.len() as u64, "claim"),
    ));
    if verdict != Verdict::Note {
        say("note: dateline reconcile brings the incidents up to date\n");
    }
    Ok(Exit::Done)
}

/// The subject by its whole id, and the claims that a decision on it covers.
fn covered(ledger: &SqliteLedger, subject: &str) -> Result<(String, Vec<ClaimId>), Failure> {
    if !subject.starts_with("c_") {
        let id = show::named(ledger, subject)?;
        let claims = ledger
            .incident(&id)?
            .map_or_else(Vec::new, |incident| incident.claims);
        return Ok((id.as_str().to_owned(), claims));
    }
    let question = Question {
        claim: Some(subject.to_owned()),
        ..Question::default()
    };
    match ledger.claims(&question)?.rows.into_iter().next() {
        Some(kept) => Ok((subject.to_owned(), vec![kept.claim.id])),
        None => Err(Failure::Usage {
            message: format!("no claim has the id `{}`", safe_line(subject)),
            help: "dateline claims --format jsonl lists them with their ids".into(),
        }),
    }
}

/// A decision in a line.
pub(super) fn line(review: &Review) -> String {
    let Decision {
        verdict,
        subject,
        claims,
        reviewer,
        made,
        reason,
    } = &review.decision;
    let line = format!(
        "{:>4}  {made}  {reviewer}  {verdict} {subject} ({}): {reason}",
        review.seq,
        counted(claims.len() as u64, "claim")
    );
    safe_line(&line).into_owned() + "\n"
}
