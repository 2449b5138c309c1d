//! Reports that are linked by their gists alone: their claims are only looked at where incidents are made of them.

use crate::{
    Constraints, Gist, Report, Traces,
    assemble::Grouped,
    block::Rank,
    constraints::{divide, restore},
    rarity::Rarity,
    reconciler::{Entry, Reconciler},
    telling::Telling,
    traces::Trace,
};
use dateline_model::{DocumentId, Incident};
use rayon::prelude::*;
use std::{borrow::Cow, collections::BTreeMap};

fn made(gists: Vec<Gist>, rarity: &Rarity) -> Vec<Entry<'static>> {
    let each = gists.into_par_iter();
    each.map(|gist| Entry::new(gist, None, rarity)).collect()
}

/// Keys of reports that come between some reports.
type Others<'o> = dyn Fn(&[Entry<'_>]) -> Vec<(u32, Rank)> + 'o;

/// Reports by their gists, and which of them are to be settled together.
///
/// Of a report it holds what it is compared by, and neither claims nor words: of a hundred thousand, some hundred mebibytes. The
/// incidents are the same as those of [`crate::reconcile_with`] under the same rarity.
///
/// # Example: no reports, no components
/// ```
/// use dateline_reconcile::{Constraints, Linked, Rarity};
/// let decided = Constraints::default();
/// let linked = Linked::of(Rarity::default(), Vec::new(), &decided);
/// assert!(linked.components().is_empty());
/// ```
#[derive(Debug)]
pub struct Linked<'c> {
    reconciler: Reconciler<'static>,
    groups: Vec<Vec<u32>>,
    components: Vec<Vec<u64>>,
    decided: &'c Constraints,
}

/// What the incidents of a component are made of, each group of reports being one incident.
#[derive(Debug)]
pub struct Grouping {
    /// Of each group a hash of all that its incident is made of, but for the claims of its reports: while these, and the rarity, stay as
    /// they are, the incident of an equal hash is equal.
    pub made_of: Vec<u64>,
    /// The reports of each group, and those of other groups that its incident speaks of; some more than once.
    pub reports: Vec<Vec<DocumentId>>,
    /// Numbers of the gists of each group ([`Gist::number`]).
    pub gists: Vec<Vec<u64>>,
    grouped: Grouped,
    component: usize,
}

impl<'c> Linked<'c> {
    /// Links the reports of these gists.
    #[must_use]
    pub fn of(rarity: Rarity, gists: Vec<Gist>, decided: &'c Constraints) -> Self {
        let entries = made(gists, &rarity);
        Self::between(rarity, entries, &|_| Vec::new(), decided)
    }

    /// Links the reports of gists that come part by part: they need not be in memory at once.
    ///
    /// # Errors
    /// The first of the parts' own.
    pub fn of_parts<E>(
        rarity: Rarity,
        parts: impl IntoIterator<Item = Result<Vec<Gist>, E>>,
        decided: &'c Constraints,
    ) -> Result<Self, E> {
        let mut entries = Vec::new();
        for part in parts {
            entries.extend(made(part?, &rarity));
        }
        Ok(Self::between(rarity, entries, &|_| Vec::new(), decided))
    }

    /// Links the reports of these gists as they are linked among all reports that left a trace.
    #[must_use]
    pub fn within(rarity: Rarity, gists: Vec<Gist>, all: &Traces, decided: &'c Constraints) -> Self {
        let entries = made(gists, &rarity);
        Self::between(rarity, entries, &|entries| all.between(entries), decided)
    }

    fn between(
        rarity: Rarity,
        mut entries: Vec<Entry<'static>>,
        others: &Others<'_>,
        decided: &'c Constraints,
    ) -> Self {
        entries.par_sort_by(|a, b| {
            let (a, b) = (a.mark(), b.mark());
            (a.published, &a.document, a.part).cmp(&(b.published, &b.document, b.part))
        });
        entries.dedup_by(|a, b| a.mark().document == b.mark().document && a.mark().part == b.mark().part);
        let others = others(&entries);
        let reconciler = Reconciler::link(rarity, entries, others, decided);
        let groups = reconciler.all_connected();
        let number = |at: &u32| reconciler.keys(*at).0.1;
        let components = groups.iter().map(|group| group.iter().map(number).collect());
        Self {
            components: components.collect(),
            groups,
            reconciler,
            decided,
        }
    }

    /// The numbers of the gists of each component. Incidents never reach from one component into another.
    #[must_use]
    pub fn components(&self) -> &[Vec<u64>] {
        &self.components
    }

    /// Pairs of reports that were compared: near-linear in the number of reports.
    #[must_use]
    pub fn comparisons(&self) -> usize {
        self.reconciler.comparisons()
    }

    /// The rarity by which they were compared.
    #[must_use]
    pub fn rarity(&self) -> &Rarity {
        self.reconciler.rarity()
    }

    /// The incidents of a component, of which the reports are given with the claims that their gists were made of; their profiles are
    /// not needed. `None` where reports or claims are missing.
    #[must_use]
    pub fn settle(&self, component: usize, reports: &[&Report]) -> Option<Vec<Incident>> {
        self.settle_groups(&self.grouping(component)?, |_| true, reports)
    }

    /// What the incidents of a component are made of. `None` where there is no such component.
    #[must_use]
    pub fn grouping(&self, component: usize) -> Option<Grouping> {
        let members = self.groups.get(component)?;
        let grouped = self.reconciler.grouped(members);
        let of_group = |(made_of, reports): (u64, Vec<usize>)| {
            let whole = |at: usize| {
                let mark = self.reconciler.mark(members[at]);
                mark.half_of.as_ref().unwrap_or(&mark.document).clone()
            };
            (made_of, reports.into_iter().map(whole).collect())
        };
        let (made_of, reports) = grouped.made_of().into_iter().map(of_group).unzip();
        let numbers = |group: &Vec<usize>| group.iter().map(|at| grouped.numbers[*at]).collect();
        Some(Grouping {
            made_of,
            reports,
            gists: grouped.groups.iter().map(numbers).collect(),
            grouped,
            component,
        })
    }

    /// The incidents of the wanted groups of a component, as [`Self::settle`] gives those of all; no other reports need be given.
    #[must_use]
    pub fn settle_groups(
        &self,
        grouping: &Grouping,
        wanted: impl Fn(usize) -> bool,
        reports: &[&Report],
    ) -> Option<Vec<Incident>> {
        let members = self.groups.get(grouping.component)?;
        let parts: Vec<(Cow<'_, Report>, Option<DocumentId>)> = if self.decided.apart.is_empty() {
            reports
                .iter()
                .map(|report| (Cow::Borrowed(*report), None))
                .collect()
        } else {
            let parts = reports
                .iter()
                .flat_map(|report| divide((*report).clone(), self.decided));
            parts.map(|(part, whole)| (Cow::Owned(part), whole)).collect()
        };
        let all: Vec<Telling<'_>> = parts
            .iter()
            .flat_map(|(report, _)| Telling::all(report))
            .collect();
        let found: BTreeMap<(&DocumentId, u16), &Telling<'_>> =
            all.iter().map(|t| ((&t.document, t.part), t)).collect();
        let tellings = members.iter().map(|at| {
            let mark = self.reconciler.mark(*at);
            found.get(&(&mark.document, mark.part)).copied()
        });
        let tellings: Vec<Option<&Telling<'_>>> = tellings.collect();
        let made = (0..).zip(grouping.grouped.incidents(&tellings));
        let made = made.filter_map(|(group, incident)| wanted(group).then_some(incident));
        let mut incidents: Vec<Incident> = made.collect::<Option<_>>()?;
        let halves = parts
            .iter()
            .filter_map(|(half, whole)| Some((half.document.clone(), whole.clone()?)));
        let origin: BTreeMap<_, _> = halves.collect();
        if !origin.is_empty() {
            incidents
                .iter_mut()
                .for_each(|incident| restore(incident, &origin));
        }
        Some(incidents)
    }

    /// What each report is looked up by.
    #[must_use]
    pub fn traces(&self) -> BTreeMap<&DocumentId, Vec<Trace>> {
        let mut traces: BTreeMap<&DocumentId, Vec<Trace>> = BTreeMap::new();
        for &at in self.groups.iter().flatten() {
            let mark = self.reconciler.mark(at);
            let (rank, keys) = self.reconciler.keys(at);
            let trace = Trace::new(rank, keys.to_vec());
            traces
                .entry(mark.half_of.as_ref().unwrap_or(&mark.document))
                .or_default()
                .push(trace);
        }
        traces
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{reached, reconcile_with, tests::crowd};
    use dateline_model::{ClaimId, IncidentId};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// A ledger as small as can be: reports by number, with component and gists, their traces, and incidents by component.
    #[derive(Default)]
    struct Shelf {
        reports: BTreeMap<u32, Report>,
        gists: BTreeMap<u32, Vec<(u32, Gist)>>,
        blocks: Vec<Vec<u8>>,
        incidents: BTreeMap<u32, Vec<Incident>>,
        labels: u32,
    }

    impl Shelf {
        fn traces(&self) -> Traces {
            let mut traces = Traces::default();
            assert!(self.blocks.iter().all(|block| traces.read(block)));
            traces
        }

        fn number(&self, document: &DocumentId) -> u32 {
            let found = self.reports.iter().find(|(_, r)| r.document == *document);
            *found.expect("it is kept").0
        }

        /// Settles only what new reports, or reports that people decided on anew, touch.
        fn settle(&mut self, fresh: &[u32], rarity: &Rarity, decided: &Constraints) {
            let gists: Vec<(u32, Vec<Gist>)> = fresh
                .iter()
                .map(|n| (*n, Gist::all_of(&self.reports[n], decided)))
                .collect();
            let mut block = Vec::new();
            for (n, gists) in &gists {
                let parts: Vec<Trace> = gists.iter().map(|g| Trace::of(g, rarity)).collect();
                Traces::write(&mut block, *n, &[], &parts);
            }
            self.blocks.push(block);
            let traces = self.traces();
            let kept = |numbers: &[u32]| {
                let of = |n: &u32| self.gists.get(n).map(|parts| (*n, parts.clone()));
                Ok::<_, ()>(numbers.iter().filter_map(of).collect::<Vec<_>>())
            };
            let mut touched = reached(&traces, &gists, rarity, kept).expect("never fails");
            let before = fresh.iter().filter_map(|n| self.gists.get(n)).flatten();
            touched.extend(before.map(|(component, _)| *component));
            for (n, gists) in gists {
                let unsettled = gists.into_iter().map(|g| (u32::MAX, g));
                self.gists.insert(n, unsettled.collect());
            }
            let members = self.gists.values().flatten();
            let members = members.filter(|(c, _)| touched.contains(c) || *c == u32::MAX);
            let members: Vec<Gist> = members.map(|(_, gist)| gist.clone()).collect();
            touched.iter().for_each(|c| drop(self.incidents.remove(c)));
            let linked = Linked::within(rarity.clone(), members, &traces, decided);
            let reports: Vec<&Report> = self.reports.values().collect();
            for (at, numbers) in linked.components().iter().enumerate() {
                let label = self.labels;
                self.labels += 1;
                self.incidents
                    .insert(label, linked.settle(at, &reports).expect("all is there"));
                let parts = self.gists.values_mut().flatten();
                for (component, gist) in parts.filter(|(_, g)| numbers.contains(&g.number())) {
                    assert!(*component == u32::MAX || touched.contains(component), "{gist:?}");
                    *component = label;
                }
            }
        }

        fn all(&self) -> BTreeMap<IncidentId, Incident> {
            let all = self.incidents.values().flatten();
            all.map(|i| (i.id.clone(), i.clone())).collect()
        }
    }

    fn by_id(incidents: Vec<Incident>) -> BTreeMap<IncidentId, Incident> {
        incidents.into_iter().map(|i| (i.id.clone(), i)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn settling_what_new_reports_touch_gives_what_a_full_run_gives(
            stories in prop::collection::vec(any::<(u8, u8, u8)>(), 1..140),
            keys in prop::collection::vec(any::<u32>(), 180),
            batch in 1..30usize,
            decisions in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()), 0..4),
        ) {
            let mut reports: Vec<(u32, Report)> = keys.into_iter().cycle().zip(crowd(&stories)).collect();
            reports.sort_by_key(|(key, _)| *key);
            let reports: Vec<Report> = reports.into_iter().map(|(_, report)| report).collect();
            let rarity = Rarity::of(&reports);
            let lean = rarity.clone().of_more_than_one();
            let mut shelf = Shelf::default();
            for (n, report) in (1u32..).zip(&reports) {
                shelf.reports.insert(n, report.clone());
            }
            let numbers: Vec<u32> = shelf.reports.keys().copied().collect();
            for part in numbers.chunks(batch) {
                shelf.settle(part, &lean, &Constraints::default());
            }
            let expected = by_id(Reconciler::of(rarity, &reports).into_incidents());
            prop_assert_eq!(&shelf.all(), &expected);
            let all_gists: Vec<Gist> = reports.iter().flat_map(Gist::all).collect();
            let each: Vec<&Report> = reports.iter().collect();
            let nothing = Constraints::default();
            let linked = Linked::of(lean.clone(), all_gists, &nothing);
            let whole = (0..linked.components().len()).flat_map(|at| linked.settle(at, &each).expect("all is there"));
            prop_assert_eq!(&by_id(whole.collect()), &expected);
            // What people decide reaches the reports that it is of.
            let mut decided = Constraints::default();
            for (a, b, one) in decisions {
                let (a, b) = (a.index(reports.len()), b.index(reports.len()));
                if a == b {
                    continue;
                }
                let claims = |at: usize| -> BTreeSet<ClaimId> { reports[at].claims.iter().map(|c| c.id.clone()).collect() };
                if one {
                    decided.together.push(claims(a).union(&claims(b)).cloned().collect());
                } else {
                    decided.apart.push((claims(a), claims(b)));
                }
                let number = |at: usize| shelf.number(&reports[at].document);
                let mut fresh = vec![number(a), number(b)];
                fresh.sort_unstable();
                shelf.settle(&fresh, &lean, &decided);
            }
            prop_assert_eq!(&shelf.all(), &by_id(reconcile_with(&reports, &decided).incidents));
        }
    }
}
