//! Fields of claims as people correct them.

use dateline_model::{
    Actor, ActorKind, Bounds, Claim, Field, Harm, HarmKind, Place, PlacePrecision, Scope, Status, TimeBasis,
    TimePrecision, TimeRef, Victims, taxonomy::Sector,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A field of a claim as a person has it. The evidence stays the claim's own sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Correction {
    /// How many were harmed in a way; `None`: the claim tells of no such harm.
    Harm {
        /// What was done to them.
        kind: HarmKind,
        /// How many.
        bounds: Option<Bounds>,
    },
    /// Where it happened; `None`: not told.
    Place(Option<CorrectedPlace>),
    /// First and last day; `None`: not told.
    Date(Option<(Date, Date)>),
    /// How it is held.
    Status(Status),
    /// Who did it, in the place of all that were read; `None`: not told.
    SourceActor(Option<CorrectedActor>),
    /// Who suffered it, in the place of all that were read; `None`: not told.
    TargetActor(Option<CorrectedActor>),
}

/// A place that a person named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CorrectedPlace {
    /// See [`Place::name`].
    pub name: String,
    /// See [`Place::geonameid`].
    pub geonameid: Option<u32>,
    /// See [`Place::lat`].
    pub lat: Option<f64>,
    /// See [`Place::lon`].
    pub lon: Option<f64>,
    /// See [`Place::admin1`].
    pub admin1: Option<String>,
    /// See [`Place::admin2`].
    pub admin2: Option<String>,
    /// See [`Place::country`].
    pub country: Option<String>,
    /// See [`Place::precision`].
    pub precision: PlacePrecision,
}

/// An actor that a person named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectedActor {
    /// See [`Actor::id`].
    pub id: Option<String>,
    /// See [`Actor::name`].
    pub name: String,
    /// See [`Actor::country`].
    pub country: Option<String>,
    /// See [`Actor::sector`].
    pub sector: Option<Sector>,
    /// See [`Actor::kind`].
    pub kind: Option<ActorKind>,
}

impl Correction {
    /// Puts the field into a claim. Its id stays: it names what was read.
    pub fn apply(&self, claim: &mut Claim) {
        match self {
            Self::Harm { kind, bounds } => harm(claim, *kind, *bounds),
            Self::Place(place) => {
                claim.place = place.as_ref().map(|p| p.of(claim));
                resolved(claim, Field::Place);
            }
            Self::Date(days) => {
                claim.time = days.map(|(start, end)| time(claim, start, end));
                resolved(claim, Field::Time);
            }
            Self::Status(status) => claim.status = *status,
            Self::SourceActor(actor) => {
                claim.source_actors = actor.iter().map(|a| a.of(claim)).collect();
                resolved(claim, Field::SourceActors);
            }
            Self::TargetActor(actor) => {
                claim.target_actors = actor.iter().map(|a| a.of(claim)).collect();
                resolved(claim, Field::TargetActors);
            }
        }
    }
}

/// What a person gave is resolved.
fn resolved(claim: &mut Claim, field: Field) {
    claim.unresolved.retain(|u| u.field != field);
}

/// One figure of the kind in the place of all that the claim gives for the whole.
fn harm(claim: &mut Claim, kind: HarmKind, bounds: Option<Bounds>) {
    let first = claim.harm.iter().position(|h| h.kind == kind);
    let known = first.map(|at| claim.harm[at].clone());
    claim.harm.retain(|h| h.kind != kind);
    let Some(bounds) = bounds else { return };
    let mut figure = known.unwrap_or_else(|| Harm {
        kind,
        bounds,
        scope: Scope::Incident,
        victims: Victims::default(),
        span: claim.evidence.clone(),
        parts: Vec::new(),
        part_of: None,
        restates: None,
    });
    figure.bounds = bounds;
    figure.scope = Scope::Incident;
    (figure.part_of, figure.restates) = (None, None);
    // A part that exceeds the whole was read of something else.
    figure.parts.retain(|part| {
        part.bounds
            .low
            .zip(bounds.high)
            .is_none_or(|(low, high)| low <= high)
    });
    claim
        .harm
        .insert(first.unwrap_or(claim.harm.len()).min(claim.harm.len()), figure);
}

fn time(claim: &Claim, start: Date, end: Date) -> TimeRef {
    let days = (end - start).get_days();
    let precision = match days {
        0 => TimePrecision::Day,
        1..=7 => TimePrecision::Week,
        8..=31 => TimePrecision::Month,
        32..=366 => TimePrecision::Year,
        _ => TimePrecision::Unknown,
    };
    TimeRef {
        start: Some(start),
        end: Some(end),
        precision,
        timex: if days == 0 {
            start.to_string()
        } else {
            format!("{start}/{end}")
        },
        basis: TimeBasis::Explicit,
        mention: claim.evidence.clone(),
    }
}

impl CorrectedPlace {
    fn of(&self, claim: &Claim) -> Place {
        Place {
            name: self.name.clone(),
            geonameid: self.geonameid,
            lat: self.lat,
            lon: self.lon,
            admin1: self.admin1.clone(),
            admin2: self.admin2.clone(),
            country: self.country.clone(),
            precision: self.precision,
            precision_km: None,
            match_kind: None,
            relative: None,
            runner_up: None,
            mention: claim.evidence.clone(),
        }
    }
}

impl CorrectedActor {
    fn of(&self, claim: &Claim) -> Actor {
        Actor {
            id: self.id.clone(),
            name: self.name.clone(),
            country: self.country.clone(),
            sector: self.sector,
            kind: self.kind,
            mention: claim.evidence.clone(),
        }
    }
}

impl fmt::Display for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = |value: serde_json::Result<serde_json::Value>| {
            let word = value.ok().and_then(|v| v.as_str().map(str::to_owned));
            word.unwrap_or_default()
        };
        match self {
            Self::Harm { kind, bounds } => {
                let kind = code(serde_json::to_value(kind));
                match bounds.map(|b| (b.low, b.high)) {
                    None => write!(f, "{kind}=none"),
                    Some((Some(low), Some(high))) if low == high => write!(f, "{kind}={low}"),
                    Some((Some(low), Some(high))) => write!(f, "{kind}={low}-{high}"),
                    Some((Some(low), None)) => write!(f, "{kind}={low}+"),
                    Some((None, high)) => write!(f, "{kind}=0-{}", high.unwrap_or_default()),
                }
            }
            Self::Place(None) => f.write_str("place=none"),
            Self::Place(Some(place)) => {
                let around = [&place.admin1, &place.country].into_iter().flatten();
                let names: Vec<&str> = std::iter::once(&place.name)
                    .chain(around)
                    .map(String::as_str)
                    .collect();
                write!(f, "place={}", names.join(", "))
            }
            Self::Date(None) => f.write_str("date=none"),
            Self::Date(Some((start, end))) if start == end => write!(f, "date={start}"),
            Self::Date(Some((start, end))) => write!(f, "date={start}/{end}"),
            Self::Status(status) => write!(f, "status={}", code(serde_json::to_value(status))),
            Self::SourceActor(actor) => write!(f, "source_actor={}", named(actor.as_ref())),
            Self::TargetActor(actor) => write!(f, "target_actor={}", named(actor.as_ref())),
        }
    }
}

fn named(actor: Option<&CorrectedActor>) -> &str {
    actor.map_or("none", |a| a.name.as_str())
}
