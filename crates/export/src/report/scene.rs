//! What all sections need to know of the incidents: their order, their numbers, their claims.

use super::{Material, Source};
use crate::table;
use dateline_model::{Claim, HarmKind, Incident, IncidentId, Place, Toll};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The incidents of a report in its order.
pub(crate) struct Scene<'m> {
    pub material: &'m Material,
    /// By day, then by division; those without one last.
    pub incidents: Vec<Told<'m>>,
    numbers: BTreeMap<&'m IncidentId, usize>,
}

/// An incident with the claims that tell it.
pub(crate) struct Told<'m> {
    /// Its number in the report, from 1.
    pub number: usize,
    pub incident: &'m Incident,
    pub claims: Vec<&'m Claim>,
    /// Reports, without copies of one another.
    pub reports: usize,
    /// Copies among its reports.
    pub copies: usize,
}

impl<'m> Scene<'m> {
    pub(crate) fn of(material: &'m Material) -> Self {
        let mut order: Vec<&Incident> = material.incidents.iter().collect();
        order.sort_by_key(|i| {
            let admin1 = i.place.as_ref().and_then(|p| p.admin1.as_ref());
            (i.start.is_none(), i.start, i.end, admin1.is_none(), admin1, &i.id)
        });
        let incidents: Vec<Told<'m>> = order
            .into_iter()
            .zip(1..)
            .map(|(incident, number)| told(material, incident, number))
            .collect();
        Self {
            material,
            numbers: incidents.iter().map(|t| (&t.incident.id, t.number)).collect(),
            incidents,
        }
    }

    /// The number of an incident of the report.
    pub(crate) fn number(&self, id: &IncidentId) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// The reports that tell of the incidents, each once.
    pub(crate) fn reports(&self) -> Vec<&'m Source> {
        let ids: BTreeSet<_> = self.incidents.iter().flat_map(|t| t.incident.reports()).collect();
        ids.into_iter()
            .filter_map(|id| self.material.sources.get(id))
            .collect()
    }

    /// First and last day that are shown: those asked for, else those of the incidents that are known to the day.
    pub(crate) fn days(&self) -> Option<(Date, Date)> {
        let known = || self.incidents.iter().filter_map(Told::day);
        let first = self.material.from.or_else(|| known().min())?;
        let last = self.material.to.or_else(|| known().max())?;
        (first <= last).then_some((first, last))
    }
}

fn told<'m>(material: &'m Material, incident: &'m Incident, number: usize) -> Told<'m> {
    let mut all: BTreeMap<_, &Claim> = BTreeMap::new();
    let (mut reports, mut copies) = (0, 0);
    for id in incident.reports() {
        let Some(source) = material.sources.get(id) else {
            continue;
        };
        if source.copy_of.is_some() {
            copies += 1;
        } else {
            reports += 1;
        }
        all.extend(source.claims.iter().map(|c| (&c.id, c)));
    }
    Told {
        number,
        incident,
        claims: incident
            .claims
            .iter()
            .filter_map(|id| all.get(id).copied())
            .collect(),
        reports,
        copies,
    }
}

impl<'m> Told<'m> {
    /// The day, where it is known to the day.
    pub(crate) fn day(&self) -> Option<Date> {
        self.incident
            .start
            .filter(|start| self.incident.end.is_none_or(|end| end == *start))
    }

    pub(crate) fn place(&self) -> Option<&'m Place> {
        self.incident.place.as_ref()
    }

    /// The toll of one kind, where a figure for it stands.
    pub(crate) fn toll(&self, kind: HarmKind) -> Option<&'m Toll> {
        table::toll_of(self.incident, kind)
    }

    /// What incidents are ranked by: the best figure of killed, else its floor.
    pub(crate) fn killed(&self) -> Option<u32> {
        let toll = self.toll(HarmKind::Killed)?;
        toll.best.or(toll.low).or(toll.high)
    }

    pub(crate) fn disputed(&self) -> bool {
        !self.incident.disputes.is_empty()
    }
}

/// The place in words, with its division; `None` where no report names one.
pub(crate) fn place_words(place: Option<&Place>) -> Option<String> {
    let place = place?;
    let mut shown = match &place.relative {
        Some(relative) => squeeze(relative.words.text()),
        None => place.name.clone(),
    };
    if let Some(admin1) = place.admin1.as_ref().filter(|a| **a != place.name) {
        shown += &format!(", {admin1}");
    }
    Some(shown)
}

fn squeeze(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The day or days in words, as short as a table wants them.
pub(crate) fn day_words(start: Option<Date>, end: Option<Date>) -> String {
    let short = |day: Date| day.strftime("%-d %b %Y").to_string();
    let (Some(start), Some(end)) = (start, end.or(start)) else {
        return end.map_or_else(
            || "day not known".to_owned(),
            |end| format!("until {}", short(end)),
        );
    };
    if start == end {
        short(start)
    } else if start == start.first_of_month() && end == start.last_of_month() {
        start.strftime("%B %Y").to_string()
    } else if start == start.first_of_year() && end == start.last_of_year() {
        start.strftime("%Y").to_string()
    } else if (start.year(), start.month()) == (end.year(), end.month()) {
        format!("{}–{}", start.day(), short(end))
    } else if start.year() == end.year() {
        format!("{} – {}", start.strftime("%-d %b"), short(end))
    } else {
        format!("{} – {}", short(start), short(end))
    }
}
