//! Who a ledger tells of, how often on which side, and as a voice.

use dateline_ledger::{KeptClaim, LedgerError, Question, Storage};
use dateline_model::{Actor, ActorKind};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The order of actors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ActorSort {
    /// Most claims in any part first.
    #[default]
    Claims,
    /// Most often source first.
    Source,
    /// Most often target first.
    Target,
    /// Most often voice first.
    Voice,
    /// Earliest first.
    Day,
    /// By name.
    Name,
}

/// The actors of the claims that fit, in order. Actors of the lexicon are counted by id, others by name; claims that a person rejected
/// are left out.
///
/// # Errors
/// [`LedgerError`]: the ledger can not be read, or the question not be asked.
pub fn actors(
    ledger: &impl Storage,
    question: &Question,
    order: ActorSort,
    reverse: bool,
) -> Result<Vec<ActorRow>, LedgerError> {
    let mut claims = ledger.claims(question)?.rows;
    let rejected = ledger.rejected()?;
    claims.retain(|kept| !rejected.contains(&kept.claim.id));
    let mut rows = counted(&claims);
    sort(&mut rows, order);
    if reverse {
        rows.reverse();
    }
    Ok(rows)
}

/// An actor of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct ActorRow {
    /// Id in the lexicon of actors; null for one that is known by name alone.
    pub id: Option<String>,
    /// The lexicon's name, else the words of a report.
    pub name: String,
    /// What it is.
    pub kind: Option<ActorKind>,
    /// ISO 3166-1 alpha-3 of its country.
    pub country: Option<String>,
    /// Claims that it has any part in.
    pub claims: u64,
    /// Claims that it did what they tell.
    pub source: u64,
    /// Claims that it suffered what they tell.
    pub target: u64,
    /// Claims that rest on its word.
    pub voice: u64,
    /// Earliest day of such a claim.
    pub first: Option<Date>,
    /// Latest day.
    pub last: Option<Date>,
}

/// The part that an actor has in a claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Source,
    Target,
    Voice,
}

/// Every actor, counted once a claim and part.
fn counted(claims: &[KeptClaim]) -> Vec<ActorRow> {
    let mut all: BTreeMap<String, ActorRow> = BTreeMap::new();
    for kept in claims {
        let claim = &kept.claim;
        let time = claim.time.as_ref();
        let day = time.and_then(|t| t.start.or(t.end)).or(kept.published);
        let mut parts: BTreeSet<(String, Part)> = BTreeSet::new();
        for (part, actors) in [
            (Part::Source, &claim.source_actors),
            (Part::Target, &claim.target_actors),
        ] {
            for actor in actors {
                let key = key(actor.id.as_deref(), &actor.name);
                learn(all.entry(key.clone()).or_default(), actor);
                parts.insert((key, part));
            }
        }
        for voice in &claim.attribution {
            let Some(name) = voice.speaker.as_ref().or(voice.actor.as_ref()) else {
                continue;
            };
            let key = key(voice.actor.as_deref(), name);
            let found = all.entry(key.clone()).or_default();
            if found.name.is_empty() {
                found.name.clone_from(name);
            }
            found.id = found.id.take().or_else(|| voice.actor.clone());
            parts.insert((key, Part::Voice));
        }
        let mut once = BTreeSet::new();
        for (key, part) in parts {
            let Some(found) = all.get_mut(&key) else { continue };
            match part {
                Part::Source => found.source += 1,
                Part::Target => found.target += 1,
                Part::Voice => found.voice += 1,
            }
            found.claims += u64::from(once.insert(key));
            found.first = [found.first, day].into_iter().flatten().min();
            found.last = found.last.max(day);
        }
    }
    all.into_values().collect()
}

/// The id, else the name in small letters: a blank tells them apart.
fn key(id: Option<&str>, name: &str) -> String {
    id.map_or_else(|| format!(" {}", name.to_lowercase()), str::to_owned)
}

fn learn(found: &mut ActorRow, actor: &Actor) {
    // The lexicon's name before the words of a report.
    if found.name.is_empty() || actor.id.is_some() {
        found.name.clone_from(&actor.name);
    }
    found.id = found.id.take().or_else(|| actor.id.clone());
    found.kind = found.kind.or(actor.kind);
    found.country = found.country.take().or_else(|| actor.country.clone());
}

fn sort(rows: &mut [ActorRow], order: ActorSort) {
    let number = |row: &ActorRow| match order {
        ActorSort::Claims => row.claims,
        ActorSort::Source => row.source,
        ActorSort::Target => row.target,
        ActorSort::Voice => row.voice,
        ActorSort::Day | ActorSort::Name => 0,
    };
    let day = |row: &ActorRow| matches!(order, ActorSort::Day).then_some((row.first.is_none(), row.first));
    rows.sort_by(|a, b| {
        let by = number(b).cmp(&number(a)).then(day(a).cmp(&day(b)));
        by.then_with(|| (a.name.to_lowercase(), &a.id).cmp(&(b.name.to_lowercase(), &b.id)))
    });
}
