//! `dateline review`: what people decide about claims and incidents.

use super::{correction, show, write_out};
use crate::{
    args::LedgerFile,
    exit::Exit,
    problems::{Failure, counted, say},
    terminal::safe_line,
};
use clap::{Args, Subcommand};
use dateline_answer::review_line;
use dateline_ledger::{Decision, KeptClaim, Ledger, Question, Review, Storage as _, Verdict};
use dateline_model::ClaimId;
use jiff::Timestamp;
use std::{collections::BTreeSet, path::PathBuf};

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
        return act(action);
    }
    let path = args.ledger.as_ref().ok_or_else(|| Failure::Usage {
        message: "there is no ledger named".into(),
        help: "give --ledger FILE".into(),
    })?;
    let reader = Ledger::open_to_read(path)?;
    let (Some(subject), Some(verdict)) = (&args.subject, args.verdict.clone()) else {
        let lines: String = reader.reviews()?.iter().map(line).collect();
        return write_out(&lines).map(|()| Exit::Done);
    };
    let (subject, claims) = covered(&reader, subject)?;
    drop(reader);
    let who = Who {
        reviewer: args.reviewer.clone().unwrap_or_default(),
        reason: args.reason.clone().unwrap_or_default(),
        at: args.at,
        ledger: LedgerFile { ledger: path.clone() },
    };
    decide(&who, vec![(verdict, subject, claims)])
}

fn act(action: &Action) -> Result<Exit, Failure> {
    match action {
        Action::Correct { claim, fields, who } => {
            let reader = Ledger::open_to_read(&who.ledger.ledger)?;
            let kept = claim_named(&reader, claim)?;
            let id = kept.claim.id.clone();
            // All are checked before the first is kept.
            let corrections = fields
                .iter()
                .map(|words| correction::read(words, &kept))
                .collect::<Result<Vec<_>, Failure>>()?;
            let each = corrections
                .into_iter()
                .map(|c| (Verdict::Correct(c), id.as_str().to_owned(), vec![id.clone()]));
            decide(who, each.collect())
        }
        Action::Merge { incidents, who } => {
            let reader = Ledger::open_to_read(&who.ledger.ledger)?;
            let (mut subjects, mut claims) = (Vec::new(), Vec::new());
            for name in incidents {
                let (subject, of) = incident_named(&reader, name)?;
                if !subjects.contains(&subject) {
                    subjects.push(subject);
                    claims.extend(of);
                }
            }
            if subjects.len() < 2 {
                return Err(Failure::Usage {
                    message: format!("{} is one incident already", safe_line(&subjects.join(" "))),
                    help: "name two incidents or more: dateline incidents lists them".into(),
                });
            }
            decide(who, vec![(Verdict::Merge, subjects.join(" "), claims)])
        }
        Action::Split {
            incident,
            claims,
            who,
        } => {
            let reader = Ledger::open_to_read(&who.ledger.ledger)?;
            let (subject, of) = incident_named(&reader, incident)?;
            let (off, rest) = parted(&reader, &subject, of, claims)?;
            let verdict = Verdict::Split(off.len());
            decide(
                who,
                vec![(verdict, subject, off.into_iter().chain(rest).collect())],
            )
        }
        Action::Undo { seq, who } => {
            let reader = Ledger::open_to_read(&who.ledger.ledger)?;
            let reviews = reader.reviews()?;
            let wrong = |message: String, help: &str| Failure::Usage {
                message,
                help: help.to_owned(),
            };
            let Some(review) = reviews.iter().find(|r| r.seq == *seq) else {
                return Err(wrong(
                    format!("there is no decision {seq}"),
                    "dateline review --ledger FILE lists them with their numbers",
                ));
            };
            if review.decision.verdict == Verdict::Carry {
                return Err(wrong(
                    format!("{seq} is no one's decision: it says which claims were read anew"),
                    "undo the decision itself; dateline review --ledger FILE lists them with their numbers",
                ));
            }
            let Decision { subject, claims, .. } = review.decision.clone();
            decide(who, vec![(Verdict::Undo(*seq), subject, claims)])
        }
    }
}

/// The claims that are split off, and the others of the incident.
fn parted(
    reader: &Ledger,
    subject: &str,
    of: Vec<ClaimId>,
    names: &[String],
) -> Result<(Vec<ClaimId>, Vec<ClaimId>), Failure> {
    let mut wanted = BTreeSet::new();
    for name in names {
        let id = claim_named(reader, name)?.claim.id;
        if !of.contains(&id) {
            return Err(Failure::Usage {
                message: format!("{} is no claim of {subject}", id.as_str()),
                help: format!("dateline show {subject} --json lists its claims with their ids"),
            });
        }
        wanted.insert(id);
    }
    let (off, rest): (Vec<ClaimId>, Vec<ClaimId>) = of.into_iter().partition(|id| wanted.contains(id));
    if rest.is_empty() {
        return Err(Failure::Usage {
            message: format!("these are all claims of {subject}: nothing would be left"),
            help: "name only those that are of another incident".into(),
        });
    }
    Ok((off, rest))
}

/// Keeps decisions at the end of the trail.
fn decide(who: &Who, decisions: Vec<(Verdict, String, Vec<ClaimId>)>) -> Result<Exit, Failure> {
    let said = |words: &str, option: &str| {
        let words = words.trim();
        (!words.is_empty())
            .then(|| words.to_owned())
            .ok_or_else(|| Failure::Usage {
                message: format!("{option} is empty"),
                help: "a decision has a name and a reason".into(),
            })
    };
    let (reviewer, reason) = (said(&who.reviewer, "--by")?, said(&who.reason, "--reason")?);
    let made = who.at.unwrap_or_else(Timestamp::now);
    let mut ledger = Ledger::open(&who.ledger.ledger)?;
    let mut moves = false;
    for (verdict, subject, claims) in decisions {
        moves |= verdict != Verdict::Note;
        let decision = Decision {
            verdict,
            subject,
            claims,
            reviewer: reviewer.clone(),
            made,
            reason: reason.clone(),
        };
        let hash = ledger.review(&decision)?;
        let line = format!(
            "dateline: {} of {}, {}; the trail ends in {hash}",
            decision.verdict,
            decision.subject,
            counted(decision.claims.len() as u64, "claim"),
        );
        say(&format!("{}\n", safe_line(&line)));
    }
    if moves {
        say("note: dateline reconcile brings the incidents up to date\n");
    }
    Ok(Exit::Done)
}

/// The subject by its whole id, and the claims that a decision on it covers.
fn covered(ledger: &Ledger, subject: &str) -> Result<(String, Vec<ClaimId>), Failure> {
    if !subject.starts_with("c_") {
        return incident_named(ledger, subject);
    }
    let id = claim_named(ledger, subject)?.claim.id;
    Ok((id.as_str().to_owned(), vec![id]))
}

fn incident_named(ledger: &Ledger, name: &str) -> Result<(String, Vec<ClaimId>), Failure> {
    let id = show::named(ledger, name)?;
    let claims = ledger
        .incident(&id)?
        .map_or_else(Vec::new, |incident| incident.claims);
    Ok((id.as_str().to_owned(), claims))
}

fn claim_named(ledger: &Ledger, id: &str) -> Result<KeptClaim, Failure> {
    let question = Question {
        claim: Some(id.to_owned()),
        ..Question::default()
    };
    let found = ledger.claims(&question)?.rows.into_iter().next();
    found.ok_or_else(|| Failure::Usage {
        message: format!("no claim has the id `{}`", safe_line(id)),
        help: "dateline claims --format jsonl lists them with their ids".into(),
    })
}

/// A decision in a line.
pub(super) fn line(review: &Review) -> String {
    safe_line(&review_line(review)).into_owned() + "\n"
}
