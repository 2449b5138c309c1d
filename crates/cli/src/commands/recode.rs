//! `dateline recode`: the texts of a ledger, read again by this version of the coder.
//!
//! What people decided stays with its claim: a claim that is read otherwise gets another id, and an entry in the trail says which one
//! stands in the place of which. That entry is written before the claims, so that a run that is stopped between loses nothing.

use super::{
    coder, coder_with,
    gazetteer::open,
    reconcile,
    reports::threads,
    rows::{Column, table},
    with_actors, write_out,
};
use crate::{
    args::{GazetteerFile, LedgerFile},
    exit::Exit,
    page::code_words,
    problems::{Failure, counted, say},
    terminal::{Terminal, safe_line},
};
use clap::{Args, ValueEnum};
use dateline_code::Coder;
use dateline_ledger::{Decision, Entry, Kept, Ledger, Storage as _, Verdict};
use dateline_model::{Claim, ClaimId, DocumentId};
use jiff::Timestamp;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

/// Arguments of `dateline recode`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct RecodeArgs {
    #[command(flatten)]
    ledger: LedgerFile,
    /// Only show what would change.
    #[arg(long)]
    dry_run: bool,
    /// How to write the changes [default: table on a terminal, jsonl in a pipe].
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Leave copies and incidents as they are, for a later dateline reconcile.
    #[arg(long)]
    no_reconcile: bool,
    /// Time that the trail of reviews is to give, where decisions move to other ids [default: now].
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Threads to work with; the result is the same for any number [default: one a core].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    #[command(flatten)]
    gazetteer: GazetteerFile,
    /// Your own actors, on top of the built-in ones; see dateline actors --help.
    #[arg(long, value_name = "FILE", num_args = 1)]
    actors: Vec<PathBuf>,
}

const HELP: &str = "\
Examples:
  dateline recode --ledger war.ledger --dry-run
  dateline recode --ledger war.ledger --format jsonl > changes.jsonl
  dateline recode --ledger war.ledger --actors mine.tsv

Shown are claims that are added, gone or changed, field by field. Give the --gazetteer and --actors that the reports were ingested
with. What people decided stays with its claim, told by report, sentence and type; decisions whose claim is gone are listed and stay
in the trail.";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table to read.
    Table,
    /// One change a line.
    Jsonl,
}

/// Documents that are read at once.
const PAGE: u32 = 256;

/// Something that is read otherwise than before.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Change {
    change: &'static str,
    document: DocumentId,
    /// The claim that was.
    before: Option<ClaimId>,
    /// The claim that is.
    after: Option<ClaimId>,
    /// Of a changed claim.
    field: Option<String>,
    old: Value,
    new: Value,
    sentence: String,
}

/// A report read again.
struct Recoded {
    /// What is to be kept; `None` where it is as before.
    entry: Option<Entry>,
    changes: Vec<Change>,
    /// Old and new id of claims whose id changed.
    moved: Vec<(ClaimId, ClaimId)>,
    /// Ids of its claims now.
    ids: Vec<ClaimId>,
    broke: bool,
}

/// What a run did.
#[derive(Default)]
struct Counts {
    reports: u64,
    broke: u64,
    carried: u64,
    claims: BTreeMap<&'static str, BTreeSet<ClaimId>>,
}

/// Runs the command.
pub(crate) fn run(args: &RecodeArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let pool = threads(args.threads)?;
    let mut ledger = Ledger::open_to_read(&args.ledger.ledger)?;
    if !args.dry_run {
        ledger = Ledger::open(&args.ledger.ledger)?;
    }
    let coder = match &args.gazetteer.gazetteer {
        Some(path) => coder_with(open(Some(path))?)?,
        None => coder()?,
    };
    let coder = with_actors(coder, &args.actors)?;
    let lines = args
        .format
        .map_or(!terminal.out, |format| format == Format::Jsonl);
    let mut decided: BTreeMap<ClaimId, BTreeSet<i64>> = ledger.decided()?.reviews;
    let (mut counts, mut rows, mut at) = (Counts::default(), Vec::new(), 0);
    let mut found: BTreeSet<ClaimId> = BTreeSet::new();
    loop {
        let page = ledger.coded_after(at, PAGE)?;
        let Some(last) = page.last() else { break };
        at = last.seq;
        let done: Vec<Recoded> =
            pool.install(|| page.into_par_iter().map(|kept| recode(kept, &coder)).collect());
        let carry = carried(&done, &mut decided);
        counts.carried += carry.len() as u64 / 2;
        let (mut entries, mut changes) = (Vec::new(), Vec::new());
        for one in done {
            counts.take(&one);
            found.extend(one.ids.into_iter().filter(|id| decided.contains_key(id)));
            entries.extend(one.entry);
            changes.extend(one.changes);
        }
        if !args.dry_run {
            keep(&mut ledger, &coder, &entries, carry, args.at)?;
        }
        if lines {
            let written: Result<Vec<String>, _> = changes.iter().map(serde_json::to_string).collect();
            let written = written.map_err(|e| Failure::Internal(e.to_string()))?;
            write_out(&written.iter().fold(String::new(), |out, line| out + line + "\n"))?;
        } else {
            rows.extend(changes.iter().map(row));
        }
    }
    if !lines {
        write_out(&shown(&rows, if terminal.out { terminal.columns } else { 160 }))?;
    }
    counts.tell(args.dry_run);
    decided.retain(|claim, _| !found.contains(claim));
    tell_lost(&ledger, &decided)?;
    if !args.dry_run && !args.no_reconcile && ledger.unsettled()? {
        let settled = reconcile::settle(&mut ledger, &pool)?;
        say(&format!("{settled}\n"));
    }
    Ok(if counts.broke > 0 {
        Exit::SetAside
    } else {
        Exit::Done
    })
}

/// Reads a report again and lays its claims beside those it had.
fn recode(kept: Kept, coder: &Coder) -> Recoded {
    let Entry {
        document,
        source,
        coder: known_coder,
        claims: old,
    } = kept.entry;
    // A panic would be a bug of ours: the claims that are kept stay.
    let Ok(new) = catch_unwind(AssertUnwindSafe(|| coder.code(&document))) else {
        return Recoded {
            entry: None,
            changes: Vec::new(),
            moved: Vec::new(),
            ids: old.into_iter().map(|c| c.id).collect(),
            broke: true,
        };
    };
    let pairs = matched(&old, &new);
    let mut changes = Vec::new();
    let mut moved = Vec::new();
    for (was, is) in &pairs {
        match (was, is) {
            (Some(was), Some(is)) => {
                changes.extend(changed_fields(was, is));
                if was.id != is.id {
                    moved.push((was.id.clone(), is.id.clone()));
                }
            }
            (Some(was), None) => changes.push(whole("gone", was)),
            (None, Some(is)) => changes.push(whole("added", is)),
            (None, None) => {}
        }
    }
    drop(pairs);
    let ids = new.iter().map(|c| c.id.clone()).collect();
    let same = old == new && known_coder == coder.version();
    let entry = (!same).then(|| Entry {
        document,
        source,
        coder: coder.version().to_owned(),
        claims: new,
    });
    Recoded {
        entry,
        changes,
        moved,
        ids,
        broke: false,
    }
}

/// Whether two claims are one.
type Rule<'r> = dyn Fn(&Claim, &Claim) -> bool + 'r;

type Pair<'c> = (Option<&'c Claim>, Option<&'c Claim>);

/// Old and new claims that are one: of the same id, else of the same sentence and type, the same word before others.
fn matched<'c>(old: &'c [Claim], new: &'c [Claim]) -> Vec<Pair<'c>> {
    let sentence = |c: &Claim| (c.evidence.start(), c.evidence.end());
    let kind = |c: &Claim| {
        let event = c.event.as_ref().map(|e| e.kind);
        (event, c.condition.as_ref().map(|k| k.kind), c.hazard.is_some())
    };
    let trigger = |c: &Claim| c.trigger.as_ref().map(|t| (t.start(), t.end()));
    let mut of: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    let rules: [&Rule<'_>; 3] = [
        &|a, b| a.id == b.id,
        &|a, b| sentence(a) == sentence(b) && kind(a) == kind(b) && trigger(a) == trigger(b),
        &|a, b| sentence(a) == sentence(b) && kind(a) == kind(b),
    ];
    for rule in rules {
        for (at, was) in old.iter().enumerate() {
            if of[at].is_none()
                && let Some(found) = (0..new.len()).find(|n| !taken[*n] && rule(was, &new[*n]))
            {
                of[at] = Some(found);
                taken[found] = true;
            }
        }
    }
    let mut pairs: Vec<Pair<'c>> = old
        .iter()
        .zip(&of)
        .map(|(was, n)| (Some(was), n.map(|n| &new[n])))
        .collect();
    pairs.extend(
        new.iter()
            .zip(&taken)
            .filter(|(_, taken)| !**taken)
            .map(|(is, _)| (None, Some(is))),
    );
    pairs
}

fn sentence_of(claim: &Claim) -> String {
    claim
        .evidence
        .text()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn whole(change: &'static str, claim: &Claim) -> Change {
    let gone = change == "gone";
    Change {
        change,
        document: claim.document.clone(),
        before: gone.then(|| claim.id.clone()),
        after: (!gone).then(|| claim.id.clone()),
        field: None,
        old: Value::Null,
        new: Value::Null,
        sentence: sentence_of(claim),
    }
}

/// The fields in which two claims differ, but for their ids and their coders.
fn changed_fields(was: &Claim, is: &Claim) -> Vec<Change> {
    let value = |c: &Claim| serde_json::to_value(c).expect("claims are plain data");
    let (old, new) = (value(was), value(is));
    let names: BTreeSet<&String> = [&old, &new]
        .into_iter()
        .filter_map(Value::as_object)
        .flat_map(|fields| fields.keys())
        .filter(|name| !matches!(name.as_str(), "id" | "coder" | "document"))
        .collect();
    names
        .into_iter()
        .filter(|name| old.get(*name) != new.get(*name))
        .map(|name| Change {
            change: "changed",
            document: is.document.clone(),
            before: Some(was.id.clone()),
            after: Some(is.id.clone()),
            field: Some(name.clone()),
            old: old.get(name).cloned().unwrap_or_default(),
            new: new.get(name).cloned().unwrap_or_default(),
            sentence: sentence_of(is),
        })
        .collect()
}

/// Old and new ids, one after the other, of claims that people decided on; `decided` then names the new ones.
fn carried(done: &[Recoded], decided: &mut BTreeMap<ClaimId, BTreeSet<i64>>) -> Vec<ClaimId> {
    let mut carry = Vec::new();
    let mut known = Vec::new();
    for (was, is) in done.iter().flat_map(|one| &one.moved) {
        if let Some(reviews) = decided.remove(was) {
            carry.extend([was.clone(), is.clone()]);
            known.push((is.clone(), reviews));
        }
    }
    for (is, reviews) in known {
        decided.entry(is).or_default().extend(reviews);
    }
    carry
}

fn keep(
    ledger: &mut Ledger,
    coder: &Coder,
    entries: &[Entry],
    carry: Vec<ClaimId>,
    at: Option<Timestamp>,
) -> Result<(), Failure> {
    if !carry.is_empty() {
        ledger.review(&Decision {
            verdict: Verdict::Carry,
            subject: coder.version().to_owned(),
            claims: carry,
            reviewer: "dateline recode".into(),
            made: at.unwrap_or_else(Timestamp::now),
            reason: "the texts were read again".into(),
        })?;
    }
    if !entries.is_empty() {
        ledger.recode(entries)?;
    }
    Ok(())
}

impl Counts {
    fn take(&mut self, one: &Recoded) {
        self.reports += 1;
        self.broke += u64::from(one.broke);
        for change in &one.changes {
            let id = change.after.as_ref().or(change.before.as_ref());
            self.claims.entry(change.change).or_default().extend(id.cloned());
        }
    }

    fn tell(&self, dry_run: bool) {
        let of = |what| self.claims.get(what).map_or(0, BTreeSet::len);
        let mut line = format!(
            "dateline: {} read again: {} added, {} gone, {} changed",
            counted(self.reports, "report"),
            counted(of("added") as u64, "claim"),
            of("gone"),
            of("changed"),
        );
        if self.carried > 0 {
            line += &format!(
                "; {} with decisions read otherwise, which keep them",
                counted(self.carried, "claim")
            );
        }
        if self.broke > 0 {
            line += &format!(
                "; {} broke the work and stay as they were",
                counted(self.broke, "report")
            );
        }
        if dry_run {
            line += "; nothing was kept";
        }
        say(&format!("{line}\n"));
    }
}

/// Names the decisions whose claim is not read any more.
fn tell_lost(ledger: &Ledger, lost: &BTreeMap<ClaimId, BTreeSet<i64>>) -> Result<(), Failure> {
    if lost.is_empty() {
        return Ok(());
    }
    let reviews = ledger.reviews()?;
    for (claim, places) in lost {
        for review in reviews.iter().filter(|r| places.contains(&r.seq)) {
            let line = super::review::line(review);
            say(&format!(
                "note: {} is not read any more; decided of it: {}\n",
                claim.as_str(),
                safe_line(line.trim())
            ));
        }
    }
    say("note: these decisions stay in the trail, and hold again should the claim be read again\n");
    Ok(())
}

fn row(change: &Change) -> Vec<String> {
    let claim = change.after.as_ref().or(change.before.as_ref());
    vec![
        change.change.to_owned(),
        claim.map_or_else(String::new, |c| c.as_str().to_owned()),
        change.field.clone().unwrap_or_default(),
        brief(&change.old),
        brief(&change.new),
        change.sentence.clone(),
    ]
}

/// A field's value in few words: what names it, else its JSON.
fn brief(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(_) => code_words(value),
        Value::Array(items) => items.iter().map(brief).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => {
            let keys = [
                "name", "kind", "type", "mode", "best", "low", "start", "speaker", "text",
            ];
            let words: Vec<String> = keys.iter().filter_map(|k| fields.get(*k)).map(brief).collect();
            words
                .into_iter()
                .filter(|w| !w.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        }
        other => other.to_string(),
    }
}

fn shown(rows: &[Vec<String>], width: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let column = |name, most| Column {
        name,
        right: false,
        most,
    };
    let columns = [
        column("change", 7),
        column("claim", 18),
        column("field", 14),
        column("old", 28),
        column("new", 28),
        column("sentence", 0),
    ];
    table(&columns, rows, width)
}
