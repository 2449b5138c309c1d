//! The incident: claims of several reports that tell of one event, and what they add up to.

use crate::{Bounds, ClaimId, DocumentId, HarmKind, IncidentId, Place, taxonomy::EventType};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One event as a reconciliation of claims. Nothing stands here without a claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Incident {
    /// Hash of the claims: the same claims give the same incident wherever and in whatever order they are read.
    pub id: IncidentId,
    /// Reports of which it is the headline incident, in order of publication. Empty for an incident only told in passing.
    pub documents: Vec<DocumentId>,
    /// Reports that mention it beside their own headline incident.
    pub mentions: Vec<DocumentId>,
    /// The claims that tell it, by report in order of publication, then in reading order.
    pub claims: Vec<ClaimId>,
    /// PLOVER type that most reports give; `None` where they only give harm.
    pub event_type: Option<EventType>,
    /// First day on which it may have happened; `None` where no report gives a day or is dated.
    pub start: Option<Date>,
    /// Last day on which it may have happened.
    pub end: Option<Date>,
    /// The finest place that most reports agree on.
    pub place: Option<Place>,
    /// Reconciled harm, one a kind, in the order of [`HarmKind`].
    pub tolls: Vec<Toll>,
    /// Claims that cannot all hold.
    pub disputes: Vec<Dispute>,
    /// Number of independent publishers after wire copies; reports without a publisher count one each. A column for readers,
    /// never a filter.
    pub corroboration: u32,
    /// Why its reports are one incident: the pairs of reports that were linked.
    pub links: Vec<Link>,
    /// Why other reports that were likely enough, or that a report of it is linked with, are not of it: of each such incident, or
    /// the nearest of many, the pair of reports that came nearest.
    #[serde(default)]
    pub apart: Vec<Link>,
}

impl Incident {
    /// All reports that tell of it: those of which it is the headline incident, then those that mention it beside theirs.
    pub fn reports(&self) -> impl Iterator<Item = &DocumentId> {
        self.documents.iter().chain(&self.mentions)
    }
}

/// Harm of one kind to the people of one incident.
///
/// `low` is the lowest figure still standing, `high` the highest, `best` the latest figure of the best supported line of
/// reports. They are of one kind of harm and never a sum over reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Toll {
    /// What was done to them.
    pub kind: HarmKind,
    /// Lowest figure still standing; `None` where no figure has a floor.
    pub low: Option<u32>,
    /// The figure to carry where only one can be carried.
    pub best: Option<u32>,
    /// Highest figure still standing.
    pub high: Option<u32>,
    /// Whether the highest figure is a floor itself ('at least 20'): the toll may be higher than `high`.
    pub open: bool,
    /// Every figure that was read, and why it counts or does not.
    pub basis: Vec<TollFigure>,
}

/// One figure that a toll rests on, or does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TollFigure {
    /// The claim that states it.
    pub claim: ClaimId,
    /// The report that it stands in.
    pub document: DocumentId,
    /// Who says it: the last voice of the claim's chain, else the report's publisher; `None` where neither is known.
    pub voice: Option<String>,
    /// Whether the voice is a side in the fight: a figure of its own or its enemy's losses.
    pub party: bool,
    /// The figure.
    #[serde(flatten)]
    pub bounds: Bounds,
    /// Whether it counts, and if not, why.
    pub standing: Standing,
}

/// Whether a figure counts in a toll, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Standing {
    /// It counts.
    Counts,
    /// The same voice gave a later figure.
    Replaced,
    /// The report repeats an earlier one word for word.
    WireCopy,
    /// A running total over several events.
    RunningTotal,
    /// A stated part of another figure, or a figure said again.
    Part,
    /// One of several figures of a report that are smaller than its figure for the whole.
    Smaller,
    /// Far above the figure that the report itself gives for the whole: of another event that it is compared with.
    OtherEvent,
    /// The claim is not held to have happened: denied, threatened, feared, history.
    NotHappened,
}

/// Claims of one incident that cannot all hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dispute {
    /// What they disagree about.
    pub about: DisputeKind,
    /// The harm in question, where it is about a figure.
    pub harm: Option<HarmKind>,
    /// The claims, one for each side.
    pub claims: Vec<ClaimId>,
    /// The disagreement in a line: '12 (state television) against 30 (residents)'.
    pub told: String,
}

/// What claims disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DisputeKind {
    /// Voices give figures that exclude each other.
    Toll,
    /// A stated part exceeds its whole.
    PartExceedsWhole,
    /// A voice denies what others say happened.
    Denied,
}

/// Two reports held to tell of one incident or of two, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// The report published first (of the same day: of the smaller id).
    pub earlier: DocumentId,
    /// The other.
    pub later: DocumentId,
    /// How likely they tell of one incident, from 0 to 1, as the link's evidence was weighed.
    pub likelihood: f64,
    /// What speaks for it, and what against, in a fixed order.
    pub reasons: Vec<LinkReason>,
}

/// A reason for or against two reports telling of one incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LinkReason {
    /// A person decided that they are of one incident.
    DecidedTogether,
    /// One is a near-verbatim copy of the other.
    WireCopy,
    /// A person harmed is named in both.
    SameVictim,
    /// Uncommon names stand in both: suspects, streets, officials.
    SameNames,
    /// The same town or site, by the gazetteer.
    SamePlace,
    /// The day is the same, or within one.
    SameDay,
    /// The numbers of killed or injured agree.
    SameToll,
    /// The wording is much alike.
    SimilarWords,
    /// Against: places of equal precision that lie apart.
    OtherPlace,
    /// Against: other people are named as harmed.
    OtherVictims,
    /// Against: the days exclude each other.
    OtherDay,
    /// Against: the numbers of killed exclude each other.
    OtherToll,
    /// Against: a person decided that they are not of one incident.
    DecidedApart,
}

impl LinkReason {
    /// Whether it speaks against the link.
    #[must_use]
    pub fn against(self) -> bool {
        self >= Self::OtherPlace
    }
}
