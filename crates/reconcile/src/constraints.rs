//! What people decided about incidents: reports that are of one, and claims that are not. Likeness never outweighs it.

use crate::{Gist, Reconciler, Reconciliation, Report, gist::claim_number, rarity::Rarity};
use dateline_model::{ClaimId, DocumentId, Incident};
use std::collections::{BTreeMap, BTreeSet};

/// What people decided, by claims: these stay what they are whatever reports come later.
///
/// # Example: nothing decided changes nothing
/// ```
/// use dateline_reconcile::{Constraints, reconcile, reconcile_with};
/// assert_eq!(reconcile_with(&[], &Constraints::default()), reconcile(&[]));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Claims of one incident, a set a decision: the reports that make them are of one incident.
    pub together: Vec<BTreeSet<ClaimId>>,
    /// Claims that are not of the incident of the others: the reports of the first are never joined with those of the second. A
    /// report that makes claims of both is read as two.
    pub apart: Vec<(BTreeSet<ClaimId>, BTreeSet<ClaimId>)>,
}

impl Constraints {
    /// Whether nothing was decided.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.together.is_empty() && self.apart.is_empty()
    }
}

/// Reconciles as [`crate::reconcile`] does, within what people decided. Where two decisions can not both hold, that which
/// keeps reports apart does.
#[must_use]
pub fn reconcile_with(reports: &[Report], constraints: &Constraints) -> Reconciliation {
    let divided: Vec<(Report, Option<DocumentId>)> = reports
        .iter()
        .flat_map(|report| divide(report.clone(), constraints))
        .collect();
    let each = divided.iter().map(|(report, whole)| (report, whole.clone()));
    let reconciler = Reconciler::of_divided(Rarity::of(reports), each.collect(), constraints);
    let comparisons = reconciler.comparisons();
    let mut incidents = reconciler.into_incidents();
    let halves = divided
        .iter()
        .filter_map(|(half, whole)| Some((half.document.clone(), whole.clone()?)));
    let origin: BTreeMap<_, _> = halves.collect();
    for incident in &mut incidents {
        restore(incident, &origin);
    }
    Reconciliation {
        incidents,
        comparisons,
    }
}

/// The report, as two where it makes claims of both sides of a decision: each part with the report that it is a half of.
pub(crate) fn divide(report: Report, constraints: &Constraints) -> Vec<(Report, Option<DocumentId>)> {
    let whole = report.document.clone();
    let mut divided = vec![(report, None)];
    for (number, (one, two)) in constraints.apart.iter().enumerate() {
        let mut halves = Vec::new();
        for (report, _) in &mut divided {
            let of = |side: &BTreeSet<ClaimId>| report.claims.iter().any(|c| side.contains(&c.id));
            if !(of(one) && of(two)) {
                continue;
            }
            let mut half = report.clone();
            half.document = DocumentId::of(&[report.document.as_str().as_bytes(), &number.to_le_bytes()]);
            half.claims.retain(|c| one.contains(&c.id));
            report.claims.retain(|c| !one.contains(&c.id));
            halves.push((half, Some(whole.clone())));
        }
        divided.extend(halves);
    }
    divided
}

impl Gist {
    /// The gists of a report within what people decided: two where they found it to tell of two events, none where it tells of none.
    #[must_use]
    pub fn all_of(report: &Report, constraints: &Constraints) -> Vec<Self> {
        if constraints.apart.is_empty() {
            return Self::all(report);
        }
        let parts = divide(report.clone(), constraints).into_iter();
        let gists = parts.flat_map(|(part, half_of)| {
            let all = Self::all(&part).into_iter();
            all.map(move |gist| Self {
                half_of: half_of.clone(),
                ..gist
            })
        });
        gists.collect()
    }
}

/// Names the report where a half of it stands.
pub(crate) fn restore(incident: &mut Incident, origin: &BTreeMap<DocumentId, DocumentId>) {
    let whole = |id: &mut DocumentId| {
        if let Some(of) = origin.get(id) {
            *id = of.clone();
        }
    };
    incident
        .documents
        .iter_mut()
        .chain(&mut incident.mentions)
        .for_each(whole);
    let links = incident.links.iter_mut().chain(&mut incident.apart);
    links.for_each(|link| {
        whole(&mut link.earlier);
        whole(&mut link.later);
    });
    let figures = incident.tolls.iter_mut().flat_map(|t| &mut t.basis);
    figures.for_each(|figure| whole(&mut figure.document));
    for list in [&mut incident.documents, &mut incident.mentions] {
        let mut seen = BTreeSet::new();
        list.retain(|id| seen.insert(id.clone()));
    }
}

/// Pairs of positions of tellings, of which the numbers of their claims are given, that people decided on: `true` for one incident.
pub(crate) fn pairs<'t>(
    tellings: impl Iterator<Item = &'t [u64]>,
    constraints: &Constraints,
) -> BTreeMap<(u32, u32), bool> {
    let wanted: BTreeSet<u64> = constraints
        .together
        .iter()
        .chain(constraints.apart.iter().flat_map(|(one, two)| [one, two]))
        .flatten()
        .map(claim_number)
        .collect();
    let mut of: BTreeMap<u64, u32> = BTreeMap::new();
    for (at, claims) in (0_u32..).zip(tellings) {
        of.extend(claims.iter().filter(|id| wanted.contains(id)).map(|id| (*id, at)));
    }
    let positions = |claims: &BTreeSet<ClaimId>| -> BTreeSet<u32> {
        claims
            .iter()
            .filter_map(|id| of.get(&claim_number(id)).copied())
            .collect()
    };
    let mut decided = BTreeMap::new();
    for claims in &constraints.together {
        let members: Vec<u32> = positions(claims).into_iter().collect();
        for two in members.windows(2) {
            decided.insert((two[0], two[1]), true);
        }
    }
    for (one, two) in &constraints.apart {
        let others = positions(two);
        for a in positions(one) {
            for &b in others.iter().filter(|b| **b != a) {
                decided.insert((a.min(b), a.max(b)), false);
            }
        }
    }
    decided
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{day, harm, report, town};
    use serde_json::json;

    /// Two reports alike, and one of another town and day.
    fn three() -> [Report; 3] {
        let words = "market strike baker bread morning";
        let claim = |town_name, on, n| json!({"place": town(town_name), "time": day(on), "harm": [harm("killed", n)]});
        [
            report(1, "2021-03-02", words)
                .claim(claim('a', "2021-03-02", 12))
                .done(),
            report(2, "2021-03-03", words)
                .claim(claim('a', "2021-03-02", 12))
                .done(),
            report(3, "2021-06-09", "harbour fire boats")
                .claim(claim('q', "2021-06-08", 4))
                .done(),
        ]
    }

    fn claims(reports: &[Report]) -> BTreeSet<ClaimId> {
        let all = reports.iter().flat_map(|r| &r.claims);
        all.map(|c| c.id.clone()).collect()
    }

    /// Numbers of reports by incident, from 1, in order.
    fn groups(reports: &[Report], constraints: &Constraints) -> Vec<Vec<usize>> {
        let number = |id: &DocumentId| 1 + reports.iter().position(|r| r.document == *id).expect("known");
        let found = reconcile_with(reports, constraints);
        let mut groups: Vec<Vec<usize>> = found
            .incidents
            .iter()
            .map(|i| i.documents.iter().map(number).collect())
            .collect();
        groups.sort();
        groups
    }

    #[test]
    fn a_merge_holds_against_place_and_day() {
        let reports = three();
        assert_eq!(groups(&reports, &Constraints::default()), [vec![1, 2], vec![3]]);
        let merged = Constraints {
            together: vec![claims(&reports[1..])],
            ..Constraints::default()
        };
        let found = reconcile_with(&reports, &merged);
        let of = found.incidents.iter().find(|i| i.documents.len() == 3);
        let links = &of.expect("all three are one").links;
        assert!(
            links
                .iter()
                .any(|l| l.reasons.first() == Some(&dateline_model::LinkReason::DecidedTogether))
        );
    }

    #[test]
    fn a_split_holds_against_likeness_and_says_so() {
        let reports = three();
        let split = Constraints {
            apart: vec![(claims(&reports[..1]), claims(&reports[1..2]))],
            ..Constraints::default()
        };
        assert_eq!(groups(&reports, &split), [vec![1], vec![2], vec![3]]);
        let found = reconcile_with(&reports, &split);
        let apart = found.incidents.iter().flat_map(|i| &i.apart);
        assert!(
            apart
                .flat_map(|l| &l.reasons)
                .any(|r| *r == dateline_model::LinkReason::DecidedApart)
        );
    }

    #[test]
    fn a_report_of_two_events_is_read_as_two() {
        let words = "market strike baker bread morning";
        let claim = |n| json!({"place": town('a'), "time": day("2021-03-02"), "harm": [harm("killed", n)]});
        let both = report(1, "2021-03-02", words)
            .claim(claim(12))
            .claim(claim(3))
            .done();
        let other = report(2, "2021-03-03", words).claim(claim(12)).done();
        let (first, second) = (claims(std::slice::from_ref(&both)), both.claims[1].id.clone());
        let off = BTreeSet::from([second.clone()]);
        let rest = first
            .union(&claims(std::slice::from_ref(&other)))
            .filter(|c| **c != second)
            .cloned()
            .collect();
        let split = Constraints {
            apart: vec![(off, rest)],
            ..Constraints::default()
        };
        let reports = [both, other];
        assert_eq!(groups(&reports, &split), [vec![1], vec![1, 2]]);
        let found = reconcile_with(&reports, &split);
        let alone = found.incidents.iter().find(|i| i.claims == [second.clone()]);
        let basis = &alone.expect("the claim stands alone").tolls[0].basis;
        assert_eq!(
            basis[0].document, reports[0].document,
            "the report is named, not its half"
        );
    }

    #[test]
    fn of_decisions_against_each_other_that_which_keeps_apart_holds() {
        let reports = three();
        let both = Constraints {
            together: vec![claims(&reports[..2])],
            apart: vec![(claims(&reports[..1]), claims(&reports[1..2]))],
        };
        assert_eq!(groups(&reports, &both), [vec![1], vec![2], vec![3]]);
    }
}
