//! `dateline review`: what people decide about claims and incidents.

use super::write_out;
use crate::{
    args::LedgerFile,
    exit::Exit,
    problems::{Failure, counted, say},
    terminal::safe_line,
};
use clap::{Args, Subcommand};
use dateline_answer::{Decider, Wish, decide, plan, review_line};
use dateline_ledger::{Ledger, Review, Storage as _, Verdict};
use jiff::Timestamp;
use std::path::PathBuf;

/// Arguments of `dateline review`.
#[derive(Debug, Args)]
#[command(after_help = HELP, subcommand_negates_reqs = true, args_conflicts_with_subcommands = true)]
pub(crate) struct ReviewArgs {
    #[command(subcommand)]
    action: Option<Action>,
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
    /// The ledger: one file, with its journal beside it while it is written.
    #[arg(long, value_name = "FILE", env = "DATELINE_LEDGER", required = true)]
    ledger: Option<PathBuf>,
}

/// Decisions that are more than a word.
#[derive(Debug, Subcommand)]
enum Action {
    /// Say what a field of a claim is, where it was misread.
    #[command(after_help = CORRECT_HELP)]
    Correct {
        /// The claim.
        #[arg(value_name = "CLAIM")]
        claim: String,
        /// The field and what it is: killed=12, place=Atarib, date=2017-11-13. May be given more than once.
        #[arg(long = "field", value_name = "FIELD=VALUE", required = true)]
        fields: Vec<String>,
        #[command(flatten)]
        who: Who,
    },
    /// Say that incidents are one.
    #[command(after_help = MERGE_HELP)]
    Merge {
        /// The incidents.
        #[arg(value_name = "INCIDENT", num_args = 2.., required = true)]
        incidents: Vec<String>,
        #[command(flatten)]
        who: Who,
    },
    /// Say that claims are not of their incident, but of another one.
    #[command(after_help = SPLIT_HELP)]
    Split {
        /// The incident.
        #[arg(value_name = "INCIDENT")]
        incident: String,
        /// The claims that are not of it.
        #[arg(value_name = "CLAIM", num_args = 1.., required = true)]
        claims: Vec<String>,
        #[command(flatten)]
        who: Who,
    },
    /// Say that a decision no longer holds. It stays in the trail, and undoing can be undone.
    #[command(after_help = UNDO_HELP)]
    Undo {
        /// The decision's number in the list of dateline review.
        #[arg(value_name = "NUMBER")]
        seq: i64,
        #[command(flatten)]
        who: Who,
    },
}

/// Who decides, and why.
#[derive(Debug, Args)]
struct Who {
    /// Who decides.
    #[arg(long = "by", value_name = "NAME", env = "DATELINE_REVIEWER")]
    reviewer: String,
    /// Why.
    #[arg(long, value_name = "WORDS")]
    reason: String,
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
  dateline review correct c_9f2c0a4411d3b870 --field killed=12 --by Ada --reason misread --ledger war.ledger
  dateline review merge i_51c3 i_07ab --by Ada --reason 'one strike' --ledger war.ledger
  dateline review split i_51c3 c_9f2c0a4411d3b870 --by Ada --reason 'the day after' --ledger war.ledger
  dateline review undo 4 --by Ada --reason 'new pictures' --ledger war.ledger
  dateline review --ledger war.ledger
  dateline ledger verify --ledger war.ledger

A decision on an incident is one on the claims that it has now. Of several decisions on a claim the last holds; nothing that was
decided is ever changed or removed, and each decision carries the hash of the one before it. A rejected claim is kept, and
dateline reconcile leaves it out.";

const CORRECT_HELP: &str = "\
Examples:
  dateline review correct c_9f2c0a4411d3b870 --field killed=12 --field injured=30+ --by Ada --reason 'the list of names' --ledger war.ledger
  dateline review correct c_9f2c0a4411d3b870 --field 'place=Atarib, SYR' --field date=2017-11-13 --by Ada --reason video --ledger war.ledger
  dateline review correct c_9f2c0a4411d3b870 --field status=denied --field source_actor=none --by Ada --reason quoted --ledger war.ledger

Fields: any kind of harm (12, 12-15, 12+), place (a name, a name with its country, or a GeoNames id), date (a day, or first/last),
status, source_actor and target_actor (an id or a name). none: the report does not tell it. The claim keeps its id and sentence.";

const MERGE_HELP: &str = "\
Example:
  dateline review merge i_51c3 i_07ab --by Ada --reason 'one strike, two names of the town' --ledger war.ledger

Their reports stay together, whatever reports come later; a split of them later on holds before the merge.";

const SPLIT_HELP: &str = "\
Example:
  dateline review split i_51c3 c_9f2c0a4411d3b870 --by Ada --reason 'the day after' --ledger war.ledger

The claims are never joined again with the other claims that the incident has now. A report that tells of both is read as two.";

const UNDO_HELP: &str = "\
Example:
  dateline review undo 4 --by Ada --reason 'new pictures' --ledger war.ledger";

/// Runs the command.
pub(crate) fn run(args: &ReviewArgs) -> Result<Exit, Failure> {
    if let Some(action) = &args.action {
        let (wish, who) = wished(action);
        return keep(who, &wish);
    }
    let path = args.ledger.as_ref().ok_or_else(|| Failure::Usage {
        message: "there is no ledger named".into(),
        help: "give --ledger FILE".into(),
    })?;
    let (Some(subject), Some(verdict)) = (&args.subject, args.verdict.clone()) else {
        let lines: String = Ledger::open_to_read(path)?.reviews()?.iter().map(line).collect();
        return write_out(&lines).map(|()| Exit::Done);
    };
    let who = Who {
        reviewer: args.reviewer.clone().unwrap_or_default(),
        reason: args.reason.clone().unwrap_or_default(),
        at: args.at,
        ledger: LedgerFile { ledger: path.clone() },
    };
    let subject = subject.clone();
    keep(&who, &Wish::Judge { verdict, subject })
}

fn wished(action: &Action) -> (Wish, &Who) {
    match action {
        Action::Correct { claim, fields, who } => {
            let (claim, fields) = (claim.clone(), fields.clone());
            (Wish::Correct { claim, fields }, who)
        }
        Action::Merge { incidents, who } => (Wish::Merge(incidents.clone()), who),
        Action::Split {
            incident,
            claims,
            who,
        } => {
            let (incident, claims) = (incident.clone(), claims.clone());
            (Wish::Split { incident, claims }, who)
        }
        Action::Undo { seq, who } => (Wish::Undo(*seq), who),
    }
}

/// Keeps what is wished at the end of the trail.
fn keep(who: &Who, wish: &Wish) -> Result<Exit, Failure> {
    // Checked first: a name that leads nowhere must not become an empty ledger.
    let planned = plan(&Ledger::open_to_read(&who.ledger.ledger)?, wish)?;
    let by = Decider {
        reviewer: &who.reviewer,
        reason: &who.reason,
        made: who.at.unwrap_or_else(Timestamp::now),
    };
    let kept = decide(&mut Ledger::open(&who.ledger.ledger)?, planned, by)?;
    for (decision, hash) in &kept {
        let line = format!(
            "dateline: {} of {}, {}; the trail ends in {hash}",
            decision.verdict,
            decision.subject,
            counted(decision.claims.len() as u64, "claim"),
        );
        say(&format!("{}\n", safe_line(&line)));
    }
    if kept.iter().any(|(decision, _)| decision.verdict != Verdict::Note) {
        say("note: dateline reconcile brings the incidents up to date\n");
    }
    Ok(Exit::Done)
}

/// A decision in a line.
pub(super) fn line(review: &Review) -> String {
    safe_line(&review_line(review)).into_owned() + "\n"
}
