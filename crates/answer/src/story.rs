//! The story of an incident: its reports, its claims, how its tolls moved.

use crate::{ClaimRow, DocumentHead, IncidentRow, Together, headline};
use dateline_ledger::{Kept, LedgerError, Storage};
use dateline_model::{Claim, ClaimId, DocumentId, HarmKind, Incident, IncidentId, Standing};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An incident with all that tells it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StoryRow {
    /// The incident.
    pub incident: IncidentRow,
    /// Its claims, by report, then in reading order.
    pub claims: Vec<ClaimRow>,
    /// Its reports, in the order of publication.
    pub documents: Vec<DocumentHead>,
    /// Every figure, one list for each kind of harm.
    pub toll_history: Vec<TollHistory>,
    /// Incidents of near reports that were kept apart.
    pub neighbours: BTreeSet<IncidentId>,
}

/// The figures for one kind of harm, in the order of publication.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TollHistory {
    /// The kind.
    pub kind: HarmKind,
    /// The figures.
    pub points: Vec<TollPoint>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TollPoint {
    /// Day on which its report was published.
    pub published: Option<Date>,
    /// The report.
    pub document: DocumentId,
    /// The claim that states it.
    pub claim: ClaimId,
    /// Whose figure it is, the same for all figures of one voice; null where not known.
    pub voice: Option<String>,
    /// The voice as the report names it.
    pub voice_name: Option<String>,
    /// Whether the voice is a side in the fight.
    pub party: bool,
    /// The lowest that it may be.
    pub low: Option<u32>,
    /// The figure.
    pub best: Option<u32>,
    /// The highest that it may be.
    pub high: Option<u32>,
    /// Whether it counts, and if not, why.
    pub standing: Standing,
}

/// The reports that tell an incident, in the order of publication; what is not dated comes last.
///
/// # Errors
/// [`LedgerError`]: the ledger can not be read.
pub fn reports_of(ledger: &impl Storage, incident: &Incident) -> Result<Vec<Kept>, LedgerError> {
    let ids: BTreeSet<_> = incident.reports().collect();
    let mut documents = ids
        .into_iter()
        .filter_map(|id| ledger.document(id).transpose())
        .collect::<Result<Vec<_>, LedgerError>>()?;
    documents.sort_by(|a, b| {
        let (a, b) = (&a.entry.document, &b.entry.document);
        (a.published.is_none(), a.published, &a.id).cmp(&(b.published.is_none(), b.published, &b.id))
    });
    Ok(documents)
}

/// The story of an incident.
///
/// # Errors
/// [`LedgerError`]: the ledger can not be read.
pub fn story(ledger: &impl Storage, incident: Incident) -> Result<StoryRow, LedgerError> {
    let decided = ledger.decided()?;
    let reports = reports_of(ledger, &incident)?;
    let neighbours = Together::read(ledger, &incident)?.neighbours(&incident);
    let wanted: BTreeSet<&ClaimId> = incident.claims.iter().collect();
    let mut claims = Vec::new();
    for kept in &reports {
        let document = &kept.entry.document;
        let telling = kept.entry.claims.iter().filter(|c| wanted.contains(&c.id));
        claims.extend(telling.map(|c| ClaimRow::of(c.clone(), document, &decided)));
    }
    let headline = headline(ledger, &incident)?;
    Ok(StoryRow {
        toll_history: toll_history(&incident, &reports),
        incident: IncidentRow::new(incident, &decided, headline),
        claims,
        documents: reports.into_iter().map(DocumentHead::new).collect(),
        neighbours,
    })
}

fn toll_history(incident: &Incident, reports: &[Kept]) -> Vec<TollHistory> {
    let place: BTreeMap<&DocumentId, usize> = (0..)
        .zip(reports)
        .map(|(at, kept)| (&kept.entry.document.id, at))
        .collect();
    let known: BTreeMap<&ClaimId, (&Kept, &Claim)> = reports
        .iter()
        .flat_map(|kept| {
            kept.entry
                .claims
                .iter()
                .map(move |claim| (&claim.id, (kept, claim)))
        })
        .collect();
    let of_toll = |toll: &dateline_model::Toll| {
        let mut figures: Vec<_> = toll.basis.iter().collect();
        figures.sort_by_key(|figure| place.get(&figure.document).copied());
        let point = |figure: &dateline_model::TollFigure| {
            let found = known.get(&figure.claim);
            let speaker = found.and_then(|(_, claim)| claim.attribution.last()?.speaker.clone());
            let outlet = found.and_then(|(kept, _)| kept.entry.document.publisher.clone());
            TollPoint {
                published: found.and_then(|(kept, _)| kept.entry.document.published),
                document: figure.document.clone(),
                claim: figure.claim.clone(),
                voice: figure.voice.clone(),
                voice_name: speaker.or(outlet),
                party: figure.party,
                low: figure.bounds.low,
                best: figure.bounds.best,
                high: figure.bounds.high,
                standing: figure.standing,
            }
        };
        TollHistory {
            kind: toll.kind,
            points: figures.into_iter().map(point).collect(),
        }
    };
    incident.tolls.iter().map(of_toll).collect()
}
