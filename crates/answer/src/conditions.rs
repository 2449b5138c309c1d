//! States of affairs: who is said to hold a town, whether the hospital works, according to whom.

use dateline_ledger::{KeptClaim, LedgerError, Question, Storage};
use dateline_model::{Attribution, ClaimId, Condition, ConditionKind, DocumentId, Excerpt, Place, Status};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is asked of conditions beside what is asked of claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedConditions {
    /// The sort.
    pub kind: Option<ConditionKind>,
    /// Part of the holder's name, without regard to case.
    pub holder: Option<String>,
    /// Only the latest word of each voice about each place or thing, of reports up to this day.
    pub as_of: Option<Date>,
}

/// What one report says is the case, on whose word and on which day.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ConditionRow {
    /// The claim.
    pub claim: ClaimId,
    /// The report.
    pub document: DocumentId,
    /// Its outlet.
    pub publisher: Option<String>,
    /// Day on which it was published.
    pub day: Option<Date>,
    /// What is the case.
    pub condition: Option<Condition>,
    /// First day on which it held.
    pub since: Option<Date>,
    /// Last day on which it held.
    pub until: Option<Date>,
    /// Where.
    pub place: Option<Place>,
    /// The last voice of the chain, else the outlet; empty where neither is known.
    pub according_to: String,
    /// The voices.
    pub attribution: Vec<Attribution>,
    /// How it is held.
    pub status: Status,
    /// The sentence.
    pub evidence: Excerpt,
}

impl ConditionRow {
    /// The row of a claim of a condition.
    #[must_use]
    pub fn new(kept: &KeptClaim) -> Self {
        let claim = &kept.claim;
        let time = claim.time.as_ref();
        Self {
            claim: claim.id.clone(),
            document: claim.document.clone(),
            publisher: kept.publisher.clone(),
            day: kept.published,
            condition: claim.condition.clone(),
            since: time.and_then(|t| t.start),
            until: time.and_then(|t| t.end),
            place: claim.place.clone(),
            according_to: according_to(kept),
            attribution: claim.attribution.clone(),
            status: claim.status,
            evidence: claim.evidence.clone(),
        }
    }
}

/// The claims of conditions that fit; those that a person rejected are left out. Nothing is concluded: where voices differ, each has
/// its row.
///
/// # Errors
/// [`LedgerError`]: the ledger can not be read, or the question not be asked.
pub fn conditions(
    ledger: &impl Storage,
    question: &Question,
    asked: &AskedConditions,
) -> Result<Vec<KeptClaim>, LedgerError> {
    let question = Question {
        conditions: true,
        condition: asked.kind,
        ..question.clone()
    };
    let mut rows = ledger.claims(&question)?.rows;
    let rejected = ledger.rejected()?;
    rows.retain(|kept| !rejected.contains(&kept.claim.id));
    if let Some(holder) = &asked.holder {
        let wanted = holder.to_lowercase();
        rows.retain(|kept| {
            let holder = kept.claim.condition.as_ref().and_then(|c| c.holder.as_ref());
            holder.is_some_and(|h| h.to_lowercase().contains(&wanted))
        });
    }
    Ok(match asked.as_of {
        Some(day) => latest(rows, day),
        None => rows,
    })
}

/// According to whom: the last voice of the chain, else the outlet.
#[must_use]
pub fn according_to(kept: &KeptClaim) -> String {
    let last = kept.claim.attribution.last();
    let cited = last.map(|a| a.speaker.clone().unwrap_or_else(|| a.verb.clone()));
    cited
        .filter(|words| !words.is_empty())
        .or_else(|| kept.publisher.clone())
        .unwrap_or_default()
}

/// The latest word of each voice about each place or thing, in order of the day.
fn latest(rows: Vec<KeptClaim>, as_of: Date) -> Vec<KeptClaim> {
    let mut last: BTreeMap<[String; 4], KeptClaim> = BTreeMap::new();
    for kept in rows {
        if kept.published.is_none_or(|day| day > as_of) {
            continue;
        }
        let order = |k: &KeptClaim| (k.published, k.claim.document.clone(), k.claim.evidence.start());
        let key = key(&kept);
        match last.get(&key) {
            Some(known) if order(known) > order(&kept) => {}
            _ => {
                last.insert(key, kept);
            }
        }
    }
    let mut rows: Vec<KeptClaim> = last.into_values().collect();
    rows.sort_by(|a, b| (a.published, &a.claim.id).cmp(&(b.published, &b.claim.id)));
    rows
}

/// Sort, place, subject and voice. Control and siege are of a place, whatever words name it; other states are of a thing.
fn key(kept: &KeptClaim) -> [String; 4] {
    let claim = &kept.claim;
    let kind = claim.condition.as_ref().map(|c| c.kind);
    let place = claim.place.as_ref().map(|p| match p.geonameid {
        Some(id) => id.to_string(),
        None => [&p.name, p.admin1.as_ref().unwrap_or(&p.name)]
            .map(|s| s.to_lowercase())
            .join("/"),
    });
    let of_place = matches!(kind, Some(ConditionKind::Control | ConditionKind::Siege)) && place.is_some();
    let subject = claim.condition.as_ref().filter(|_| !of_place);
    let voice = claim
        .attribution
        .last()
        .and_then(|a| a.actor.clone().or_else(|| a.speaker.clone()));
    [
        kind.map_or_else(String::new, |k| serde_json::to_string(&k).unwrap_or_default()),
        place.unwrap_or_default(),
        subject.map_or_else(String::new, |c| c.subject.to_lowercase()),
        voice
            .or_else(|| kept.publisher.clone())
            .unwrap_or_else(|| claim.document.as_str().to_owned())
            .to_lowercase(),
    ]
}
