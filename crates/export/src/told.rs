//! What an incident says in the terms of the borrowed layouts: the reading of it that every layout shares.

use crate::{
    Entry,
    countries::{self, Country},
    table::{Cell, place, point},
};
use dateline_model::{
    Actor, ActorKind, Claim, Event, HarmKind, Place, PlacePrecision, Toll, taxonomy::Sector,
};
use jiff::civil::Date;

/// An incident, with the claim that its codes are taken from.
pub(crate) struct Told<'a> {
    pub entry: Entry<'a>,
    /// The first event of the incident's type that is said to have happened, else the first event that is.
    pub event: Option<&'a Event>,
    /// Who did it: of the first such claim that names anyone.
    pub sources: &'a [Actor],
    /// Who suffered it, likewise.
    pub targets: &'a [Actor],
}

impl<'a> Told<'a> {
    pub(crate) fn of(entry: Entry<'a>) -> Self {
        let wanted = entry.incident.event_type;
        let tells = || {
            entry
                .claims
                .iter()
                .filter(|claim| claim.status.happened() && !claim.analysis)
        };
        let of_type = |claim: &&'a Claim| wanted.is_none() || claim.event.as_ref().map(|e| e.kind) == wanted;
        let fits = || tells().filter(of_type);
        // A sub-type of one of the views that a later claim alone gives is better than none.
        let coded = fits().filter_map(|claim| claim.event.as_ref());
        let rank = |event: &&Event| event.acled.is_none();
        Self {
            entry,
            event: coded.min_by_key(rank),
            sources: fits()
                .map(|c| c.source_actors.as_slice())
                .find(|a| !a.is_empty())
                .unwrap_or(&[]),
            targets: fits()
                .map(|c| c.target_actors.as_slice())
                .find(|a| !a.is_empty())
                .unwrap_or(&[]),
        }
    }

    pub(crate) fn place(&self) -> Option<&'a Place> {
        place(&self.entry)
    }

    pub(crate) fn precision(&self) -> Option<PlacePrecision> {
        self.place().map(|p| p.precision)
    }

    pub(crate) fn point(&self) -> Option<(f64, f64)> {
        point(&self.entry)
    }

    pub(crate) fn country(&self) -> Option<Country> {
        countries::by_iso3(self.place()?.country.as_deref()?)
    }

    /// The country's English name, else its code.
    pub(crate) fn country_name(&self) -> Option<String> {
        let code = self.place()?.country.clone()?;
        Some(countries::by_iso3(&code).map_or(code, |c| c.name.to_owned()))
    }

    pub(crate) fn killed(&self) -> Option<&'a Toll> {
        crate::table::toll(&self.entry, HarmKind::Killed)
    }

    /// Days between first and last; `None` without a day.
    pub(crate) fn days(&self) -> Option<u32> {
        let (start, end) = (self.entry.incident.start?, self.end()?);
        let days = start.until(end).map_or(0, |span| span.get_days());
        u32::try_from(days).ok()
    }

    /// The last day, else the first.
    pub(crate) fn end(&self) -> Option<Date> {
        self.entry.incident.end.or(self.entry.incident.start)
    }

    /// The day in the middle, as ACLED dates what it knows to a week or a month.
    pub(crate) fn middle(&self) -> Option<Date> {
        let start = self.entry.incident.start?;
        let half = i64::from(self.days()? / 2);
        start.checked_add(jiff::Span::new().days(half)).ok()
    }

    /// Everyone cited.
    pub(crate) fn speakers(&self) -> Cell {
        crate::table::speakers(&self.entry)
    }

    /// The outlets that tell it.
    pub(crate) fn publishers(&self) -> Cell {
        crate::table::names_of(self.entry.reports.iter().filter_map(|r| r.publisher.as_ref()))
    }

    /// A sentence for people: the first claim's words, and whose they are.
    pub(crate) fn notes(&self) -> Option<String> {
        let claim = self.entry.claims.first()?;
        let voices: Vec<&str> = claim
            .attribution
            .iter()
            .filter_map(|a| a.speaker.as_deref())
            .collect();
        let voices = if voices.is_empty() {
            "unattributed".to_owned()
        } else {
            voices.join("; ")
        };
        Some(format!("{} ({voices})", claim.evidence.text()))
    }

    /// A number for layouts whose ids are numbers: the first 15 hexadecimal digits of the incident's id.
    pub(crate) fn number(&self) -> u64 {
        let digits = self
            .entry
            .incident
            .id
            .as_str()
            .bytes()
            .filter(|b| !matches!(b, b'i' | b'_'))
            .take(15);
        digits.fold(0, |sum, b| {
            let digit = char::from(b).to_digit(16).unwrap_or(0);
            sum * 16 + u64::from(digit)
        })
    }
}

/// The leading actor of a side.
pub(crate) fn lead(side: &[Actor]) -> Option<&Actor> {
    side.first()
}

/// The names of a side's actors after the first.
pub(crate) fn allies(side: &[Actor]) -> Cell {
    names(side.get(1..).unwrap_or_default())
}

/// The names of a side's actors.
pub(crate) fn names(side: &[Actor]) -> Cell {
    crate::table::list(side.iter().map(|a| a.name.clone()))
}

/// ACLED's label for what sort of actor it is; `None` where not known.
pub(crate) fn inter(actor: &Actor) -> Option<&'static str> {
    if actor.sector == Some(Sector::Prm) {
        return Some("Political militia");
    }
    match actor.kind? {
        ActorKind::StateForce => Some("State forces"),
        ActorKind::Political if matches!(actor.sector, Some(Sector::Gov | Sector::Leg | Sector::Jud)) => {
            Some("State forces")
        }
        ActorKind::NonStateArmed => Some("Rebel group"),
        ActorKind::Civilian | ActorKind::Media => Some("Civilians"),
        ActorKind::International => Some("External/Other forces"),
        // A politician or party may be of either side, and kinds added later are not known here.
        _ => None,
    }
}
