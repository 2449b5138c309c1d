//! Incidents that are kept up to date report by report.
//!
//! Two reports that are likely one incident are joined by an edge; what edges connect is a component. Average link never joins
//! across components, so that each is settled by itself: a new report touches only the components that its edges reach.

use crate::{
    Compared, Constraints, Pair, Report, assemble,
    block::{Postings, Rank, keys, rank},
    cluster, constraints,
    evidence::{Evidence, joins, weigh},
    rarity::Rarity,
    telling::Telling,
};
use dateline_model::{DocumentId, Incident, IncidentId};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Reports and their incidents, to which reports can be added.
///
/// # Example: an added report changes only what it touches
/// ```
/// use dateline_reconcile::{Rarity, Reconciler};
/// let reconciler = Reconciler::with_rarity(Rarity::default());
/// assert_eq!(reconciler.incidents().count(), 0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Reconciler<'r> {
    rarity: Rarity,
    entries: Vec<Entry<'r>>,
    known: BTreeMap<DocumentId, u32>,
    postings: Postings,
    /// Components by the position of any of their reports at the time they were made.
    components: BTreeMap<u32, Component>,
    comparisons: usize,
    /// Pairs that people decided on, the smaller position first: `true` for one incident.
    decided: BTreeMap<(u32, u32), bool>,
}

/// A report as it is compared.
#[derive(Clone, Debug)]
struct Entry<'r> {
    telling: Telling<'r>,
    rank: Rank,
    keys: Vec<u64>,
    /// Reports that it is likely one incident with.
    edges: BTreeSet<u32>,
    component: u32,
}

/// Reports that edges connect, and what they come to.
#[derive(Clone, Debug)]
struct Component {
    members: Vec<u32>,
    incidents: Vec<Incident>,
}

/// What adding a report did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// Incidents that are no more: they have grown, or been joined or split. Sorted.
    pub gone: Vec<IncidentId>,
    /// Incidents that are new, or whose contents have changed, in order of their first day, then their id.
    pub new: Vec<Incident>,
}

impl Change {
    /// This and then another.
    fn then(mut self, next: Self) -> Self {
        for gone in next.gone {
            let before = self.new.len();
            self.new.retain(|i| i.id != gone);
            // What came and went within the two was never there.
            if self.new.len() == before {
                self.gone.push(gone);
            }
        }
        self.new.retain(|i| next.new.iter().all(|n| n.id != i.id));
        self.new.extend(next.new);
        self.gone.sort();
        sort(&mut self.new);
        self
    }
}

impl Reconciler<'static> {
    /// Reconciles reports that come part by part, by a given rarity. Of a report only what tells its event is kept, so that the reports need
    /// not be in memory at once.
    ///
    /// # Errors
    /// The first of the parts' own.
    pub fn of_parts<E>(
        rarity: Rarity,
        parts: impl IntoIterator<Item = Result<Vec<Report>, E>>,
    ) -> Result<Self, E> {
        Self::of_parts_within(rarity, parts, &Constraints::default())
    }

    /// The same within what people decided.
    pub(crate) fn of_parts_within<E>(
        rarity: Rarity,
        parts: impl IntoIterator<Item = Result<Vec<Report>, E>>,
        decided: &Constraints,
    ) -> Result<Self, E> {
        let mut entries: Vec<Entry<'static>> = Vec::new();
        for part in parts {
            let part = part?;
            entries.par_extend(part.par_iter().flat_map_iter(|report| {
                let tellings = Telling::all(report, &rarity).into_iter();
                tellings.map(|t| Entry::new(t.into_owned(), &rarity))
            }));
        }
        let order = |e: &Entry<'_>| (e.telling.published, e.telling.document.clone(), e.telling.part);
        entries.par_sort_by_cached_key(order);
        let same = |a: &Telling<'_>, b: &Telling<'_>| a.document == b.document && a.part == b.part;
        entries.dedup_by(|a, b| same(&a.telling, &b.telling));
        Ok(Self::link(rarity, entries, decided))
    }

    /// Without reports, for a rarity taken from others: of yesterday's ledger, or of a day's news.
    #[must_use]
    pub fn with_rarity(rarity: Rarity) -> Self {
        Self {
            rarity,
            ..Self::default()
        }
    }
}

impl<'r> Reconciler<'r> {
    /// Reconciles these reports, by their own rarity.
    #[must_use]
    pub fn new(reports: &'r [Report]) -> Self {
        Self::of(Rarity::of(reports), reports)
    }

    /// Reconciles these reports by a given rarity.
    #[must_use]
    pub fn of(rarity: Rarity, reports: &'r [Report]) -> Self {
        let mut sorted: Vec<&Report> = reports.iter().collect();
        sorted.par_sort_by(|a, b| (a.published, &a.document).cmp(&(b.published, &b.document)));
        let mut seen = BTreeSet::new();
        sorted.retain(|report| seen.insert(&report.document));
        let entries: Vec<Entry<'r>> = sorted
            .into_par_iter()
            .flat_map_iter(|report| Telling::all(report, &rarity))
            .map(|telling| Entry::new(telling, &rarity))
            .collect();
        Self::link(rarity, entries, &Constraints::default())
    }

    /// Links reports that stand in order of publication, each once.
    fn link(rarity: Rarity, entries: Vec<Entry<'r>>, decided: &Constraints) -> Self {
        let postings = entries.par_iter().enumerate().flat_map_iter(|(at, e)| {
            let key = move |key: &u64| (*key, e.rank, at as u32);
            e.keys.iter().map(key)
        });
        let mut postings: Vec<(u64, Rank, u32)> = postings.collect();
        postings.par_sort_unstable();
        let known = entries
            .iter()
            .enumerate()
            .filter(|(_, e)| !e.telling.in_passing());
        let mut reconciler = Self {
            known: known
                .map(|(at, e)| (e.telling.document.clone(), at as u32))
                .collect(),
            postings: Postings::of(postings),
            rarity,
            entries,
            ..Self::default()
        };
        if !decided.is_empty() {
            let tellings = reconciler.entries.iter().map(|e| &e.telling);
            reconciler.decided = constraints::pairs(tellings, decided);
        }
        reconciler.link_all();
        reconciler
    }

    /// Adds a report; one that is known already changes nothing. The incidents are then the same as if all reports had been
    /// reconciled at once by the same rarity.
    pub fn add(&mut self, report: &Report) -> Change {
        if self.known.contains_key(&report.document) {
            return Change::default();
        }
        let mut change = Change::default();
        for telling in Telling::all(report, &self.rarity) {
            change = change.then(self.add_telling(telling.into_owned()));
        }
        change
    }

    fn add_telling(&mut self, telling: Telling<'r>) -> Change {
        let at = self.entries.len() as u32;
        if !telling.in_passing() {
            self.known.insert(telling.document.clone(), at);
        }
        let entry = Entry::new(telling, &self.rarity);
        let (keys, rank) = (entry.keys.clone(), entry.rank);
        let mut touched: BTreeSet<u32> = self.forget_pushed_apart(&keys, rank, at);
        for &key in &keys {
            self.postings.insert(key, rank, at);
        }
        self.entries.push(entry);
        let earlier = self.postings.earlier(&keys, rank, at);
        let later = self.postings.later(&keys, rank, at);
        self.comparisons += earlier.len() + later.len();
        for other in earlier.into_iter().chain(later) {
            if self.joined(at, other) {
                self.entries[at as usize].edges.insert(other);
                self.entries[other as usize].edges.insert(at);
                touched.insert(self.entries[other as usize].component);
            }
        }
        self.settle_again(&touched, at)
    }

    /// All incidents, by the reports they came from: in no order that means anything.
    pub fn incidents(&self) -> impl Iterator<Item = &Incident> {
        self.components.values().flat_map(|c| &c.incidents)
    }

    /// The incidents in order of their first day, then their id.
    #[must_use]
    pub fn into_incidents(self) -> Vec<Incident> {
        let mut incidents: Vec<Incident> = self.components.into_values().flat_map(|c| c.incidents).collect();
        sort(&mut incidents);
        incidents
    }

    /// What speaks for and against two reports telling of one incident, whether or not they were compared; `None` where one of
    /// them is not known or tells of no event. The reports of one incident are joined by the mean over its pairs.
    #[must_use]
    pub fn evidence(&self, one: &DocumentId, two: &DocumentId) -> Option<Evidence> {
        Some(self.weigh(*self.known.get(one)?, *self.known.get(two)?))
    }

    /// Pairs of reports that were compared so far: near-linear in the number of reports.
    #[must_use]
    pub fn comparisons(&self) -> usize {
        self.comparisons
    }

    /// The rarity by which reports are compared; to be kept beside them.
    #[must_use]
    pub fn rarity(&self) -> &Rarity {
        &self.rarity
    }

    /// Every pair of headline events that is compared, with its evidence, in order of the reports.
    pub(crate) fn compared(&self) -> Vec<Compared> {
        let document = |at: u32| self.entries[at as usize].telling.document.clone();
        let headline = |at: &u32| !self.entries[*at as usize].telling.in_passing();
        let all = (0..self.entries.len() as u32).filter(headline);
        let pairs = all.flat_map(|later| {
            let before = self.before(later).into_iter().filter(headline);
            before.map(move |earlier| (earlier, later))
        });
        let mut pairs: Vec<(u32, u32)> = pairs.collect();
        pairs.sort_unstable();
        pairs
            .into_par_iter()
            .map(|(earlier, later)| Compared {
                earlier: document(earlier),
                later: document(later),
                evidence: self.weigh(earlier, later),
            })
            .collect()
    }

    fn before(&self, at: u32) -> Vec<u32> {
        let entry = &self.entries[at as usize];
        self.postings.earlier(&entry.keys, entry.rank, at)
    }

    /// The evidence of a pair; the earlier is found by rank.
    fn weigh(&self, a: u32, b: u32) -> Evidence {
        let (a, b) = (&self.entries[a as usize], &self.entries[b as usize]);
        let (first, second) = if a.rank <= b.rank { (a, b) } else { (b, a) };
        weigh(&first.telling, &second.telling, &self.rarity)
    }

    /// Whether a pair alone is likely enough to be one incident.
    fn joined(&self, a: u32, b: u32) -> bool {
        let (a, b) = (&self.entries[a as usize], &self.entries[b as usize]);
        let (first, second) = if a.rank <= b.rank { (a, b) } else { (b, a) };
        joins(&first.telling, &second.telling, &self.rarity)
    }

    /// Compares all reports and settles all components.
    fn link_all(&mut self) {
        let all = (0..self.entries.len() as u32).into_par_iter();
        let found: Vec<(usize, Vec<u32>)> = all
            .map(|at| {
                let mut before = self.before(at);
                let compared = before.len();
                before.retain(|other| self.joined(*other, at));
                (compared, before)
            })
            .collect();
        for (at, (compared, joined)) in found.into_iter().enumerate() {
            self.comparisons += compared;
            for other in joined {
                self.entries[at].edges.insert(other);
                self.entries[other as usize].edges.insert(at as u32);
            }
        }
        // What people decided on is settled together, so that the decision is seen.
        for &(a, b) in self.decided.keys() {
            self.entries[a as usize].edges.insert(b);
            self.entries[b as usize].edges.insert(a);
        }
        let groups = self.connected(0..self.entries.len() as u32);
        let settled: Vec<Component> = groups.into_par_iter().map(|m| self.settle(m)).collect();
        for component in settled {
            self.keep(component);
        }
    }

    /// The components of some reports and all that edges connect them to, each in order of publication.
    fn connected(&self, from: impl IntoIterator<Item = u32>) -> Vec<Vec<u32>> {
        let mut seen = BTreeSet::new();
        let mut groups = Vec::new();
        for start in from {
            if !seen.insert(start) {
                continue;
            }
            let (mut members, mut next) = (vec![start], 0);
            while let Some(&at) = members.get(next) {
                next += 1;
                let new = self.entries[at as usize]
                    .edges
                    .iter()
                    .filter(|other| seen.insert(**other));
                members.extend(new);
            }
            members.sort_by_key(|at| (self.entries[*at as usize].rank, *at));
            groups.push(members);
        }
        groups
    }

    /// The incidents of a component.
    fn settle(&self, members: Vec<u32>) -> Component {
        let tellings: Vec<&Telling<'_>> = members
            .iter()
            .map(|at| &self.entries[*at as usize].telling)
            .collect();
        let place: BTreeMap<u32, usize> = members.iter().enumerate().map(|(n, at)| (*at, n)).collect();
        let mut pairs = Vec::new();
        if members.len() > 1 {
            for (later, &at) in members.iter().enumerate() {
                let inside = self
                    .before(at)
                    .into_iter()
                    .filter_map(|o| Some((o, *place.get(&o)?)));
                pairs.extend(inside.map(|(other, earlier)| Pair {
                    earlier,
                    later,
                    evidence: self.weigh(other, at),
                    decided: None,
                }));
            }
            self.decide(&members, &place, &mut pairs);
        }
        pairs.sort_by_key(|p| (p.earlier, p.later));
        let groups = cluster::average_link(members.len(), &pairs);
        let incidents = assemble::incidents(&tellings, &pairs, &groups);
        Component { members, incidents }
    }

    /// Marks the pairs that people decided on, compared or not.
    fn decide(&self, members: &[u32], place: &BTreeMap<u32, usize>, pairs: &mut Vec<Pair>) {
        if self.decided.is_empty() {
            return;
        }
        let inside = |at: &u32| place.get(at).copied();
        for (&at, &here) in place {
            for (&(_, b), &one) in self.decided.range((at, 0)..=(at, u32::MAX)) {
                let Some(there) = inside(&b) else { continue };
                let (earlier, later) = (here.min(there), here.max(there));
                let known = pairs
                    .iter_mut()
                    .find(|p| (p.earlier, p.later) == (earlier, later));
                let mut evidence = match &known {
                    Some(pair) => pair.evidence.clone(),
                    None => self.weigh(members[earlier], members[later]),
                };
                evidence.decide(one);
                let pair = Pair {
                    earlier,
                    later,
                    evidence,
                    decided: Some(one),
                };
                match known {
                    Some(known) => *known = pair,
                    None => pairs.push(pair),
                }
            }
        }
    }

    fn keep(&mut self, component: Component) {
        let Some(&label) = component.members.iter().min() else {
            return;
        };
        for &at in &component.members {
            self.entries[at as usize].component = label;
        }
        self.components.insert(label, component);
    }

    /// Drops the edges of pairs that a new report pushes out of each other's reach under every key, and names the components
    /// in which such pairs weigh.
    fn forget_pushed_apart(&mut self, keys: &[u64], rank: Rank, at: u32) -> BTreeSet<u32> {
        let mut pairs = self.postings.pushed_apart(keys, rank, at);
        // Pairs of different components neither have an edge nor weigh in any group.
        pairs.retain(|(a, b)| self.entries[*a as usize].component == self.entries[*b as usize].component);
        let mut touched = BTreeSet::new();
        for (earlier, later) in pairs {
            if self
                .decided
                .contains_key(&(earlier.min(later), earlier.max(later)))
            {
                continue;
            }
            let (entry, of) = (&self.entries[later as usize], &self.entries[earlier as usize]);
            let shared = entry.keys.iter().filter(|k| of.keys.binary_search(k).is_ok());
            let still = shared.copied().any(|key| {
                let more = usize::from(keys.binary_search(&key).is_ok());
                self.postings
                    .reaches(key, (of.rank, earlier), (entry.rank, later), more)
            });
            if !still {
                touched.insert(self.entries[later as usize].component);
                self.entries[earlier as usize].edges.remove(&later);
                self.entries[later as usize].edges.remove(&earlier);
            }
        }
        touched
    }

    /// Settles the touched components and the new report again.
    fn settle_again(&mut self, touched: &BTreeSet<u32>, at: u32) -> Change {
        let mut members = vec![at];
        let mut before: BTreeMap<IncidentId, Incident> = BTreeMap::new();
        for label in touched {
            let Some(old) = self.components.remove(label) else {
                continue;
            };
            members.extend(old.members);
            before.extend(old.incidents.into_iter().map(|i| (i.id.clone(), i)));
        }
        let mut new = Vec::new();
        for group in self.connected(members) {
            let component = self.settle(group);
            for incident in &component.incidents {
                if before.remove(&incident.id).as_ref() != Some(incident) {
                    new.push(incident.clone());
                }
            }
            self.keep(component);
        }
        sort(&mut new);
        Change {
            gone: before.into_keys().collect(),
            new,
        }
    }
}

impl<'r> Entry<'r> {
    fn new(telling: Telling<'r>, rarity: &Rarity) -> Self {
        Self {
            rank: rank(&telling),
            keys: keys(&telling, rarity),
            telling,
            edges: BTreeSet::new(),
            component: u32::MAX,
        }
    }
}

fn sort(incidents: &mut [Incident]) {
    incidents.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
}
