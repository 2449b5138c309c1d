//! Incidents that are kept up to date report by report.
//!
//! Two reports that are likely one incident are joined by an edge; what edges connect is a component. Average link never joins
//! across components, so that each is settled by itself: a new report touches only the components that its edges reach.

use crate::{
    Compared, Constraints, Gist, Pair, Report,
    assemble::Grouped,
    block::{Postings, Rank, keys, rank},
    cluster, constraints,
    evidence::{Evidence, joins, weigh},
    gist::Mark,
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
pub(crate) struct Entry<'r> {
    mark: Mark,
    /// What it tells; `None` where that is not held in memory.
    telling: Option<Telling<'r>>,
    rank: Rank,
    keys: Vec<u32>,
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
        let each = reports.par_iter().map(|report| (report, None));
        Self::of_divided(rarity, each.collect(), &Constraints::default())
    }

    /// Reconciles reports, each with the one that it is a half of, within what people decided.
    pub(crate) fn of_divided(
        rarity: Rarity,
        mut reports: Vec<(&'r Report, Option<DocumentId>)>,
        decided: &Constraints,
    ) -> Self {
        reports.par_sort_by(|(a, _), (b, _)| (a.published, &a.document).cmp(&(b.published, &b.document)));
        let mut seen = BTreeSet::new();
        reports.retain(|(report, _)| seen.insert(&report.document));
        let entries: Vec<Entry<'r>> = reports
            .into_par_iter()
            .flat_map_iter(|(report, half_of)| {
                let all = Telling::all(report).into_iter().zip(std::iter::repeat(half_of));
                all.map(move |(telling, half_of)| (report, telling, half_of))
            })
            .map(|(report, telling, half_of)| {
                let mut gist = Gist::of_telling(&telling, report);
                gist.half_of = half_of;
                Entry::new(gist, Some(telling), &rarity)
            })
            .collect();
        let mut reconciler = Self::link(rarity, entries, Vec::new(), decided);
        let groups = reconciler.all_connected();
        let settled: Vec<Component> = groups.into_par_iter().map(|m| reconciler.settle(m)).collect();
        for component in settled {
            reconciler.keep(component);
        }
        reconciler
    }

    /// Links reports that stand in order of publication, each once. `others` are keys of reports that are not among them, and
    /// come between them.
    pub(crate) fn link(
        rarity: Rarity,
        entries: Vec<Entry<'r>>,
        others: Vec<(u32, Rank)>,
        decided: &Constraints,
    ) -> Self {
        let postings = entries.par_iter().enumerate().flat_map_iter(|(at, e)| {
            let key = move |key: &u32| (*key, e.rank, at as u32);
            e.keys.iter().map(key)
        });
        let mut postings: Vec<(u32, Rank, u32)> = postings.collect();
        let behind = entries.len() as u32;
        postings.extend(
            others
                .into_iter()
                .zip(behind..)
                .map(|((key, rank), at)| (key, rank, at)),
        );
        postings.par_sort_unstable();
        let known = entries.iter().enumerate().filter(|(_, e)| !e.mark.in_passing());
        let mut reconciler = Self {
            known: known
                .map(|(at, e)| (e.mark.document.clone(), at as u32))
                .collect(),
            postings: Postings::of(postings),
            rarity,
            entries,
            ..Self::default()
        };
        if !decided.is_empty() {
            let claims = reconciler.entries.iter().map(|e| e.mark.claims.as_slice());
            reconciler.decided = constraints::pairs(claims, decided);
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
        for telling in Telling::all(report) {
            let gist = Gist::of_telling(&telling, report);
            let entry = Entry::new(gist, Some(telling.into_owned()), &self.rarity);
            change = change.then(self.add_entry(entry));
        }
        change
    }

    fn add_entry(&mut self, entry: Entry<'r>) -> Change {
        let at = self.entries.len() as u32;
        if !entry.mark.in_passing() {
            self.known.insert(entry.mark.document.clone(), at);
        }
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
        let document = |at: u32| self.entries[at as usize].mark.document.clone();
        let headline = |at: &u32| !self.entries[*at as usize].mark.in_passing();
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
        weigh(&first.mark, &second.mark, &self.rarity)
    }

    /// Whether a pair alone is likely enough to be one incident.
    fn joined(&self, a: u32, b: u32) -> bool {
        let (a, b) = (&self.entries[a as usize], &self.entries[b as usize]);
        let (first, second) = if a.rank <= b.rank { (a, b) } else { (b, a) };
        joins(&first.mark, &second.mark, &self.rarity)
    }

    /// Compares all reports.
    fn link_all(&mut self) {
        let all = (0..self.entries.len() as u32).into_par_iter();
        let found: Vec<(usize, Vec<u32>)> = all
            .map(|at| {
                let mut before = self.before(at);
                before.retain(|other| self.is_among(*other));
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
    }

    /// Whether it is a report, and not one of those that only come between them.
    fn is_among(&self, at: u32) -> bool {
        (at as usize) < self.entries.len()
    }

    /// All components.
    pub(crate) fn all_connected(&self) -> Vec<Vec<u32>> {
        self.connected(0..self.entries.len() as u32)
    }

    pub(crate) fn mark(&self, at: u32) -> &Mark {
        &self.entries[at as usize].mark
    }

    /// Place in the order of publication and keys of a report.
    pub(crate) fn keys(&self, at: u32) -> (Rank, &[u32]) {
        let entry = &self.entries[at as usize];
        (entry.rank, &entry.keys)
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
        let telling = |at: &u32| self.entries[*at as usize].telling.as_ref();
        // Reports that are reconciled in memory have theirs.
        let tellings: Vec<&Telling<'_>> = members.iter().filter_map(telling).collect();
        let incidents = self.incidents_of(&members, &tellings);
        Component { members, incidents }
    }

    /// The incidents of a component, from what its members tell.
    fn incidents_of(&self, members: &[u32], tellings: &[&Telling<'_>]) -> Vec<Incident> {
        let tellings: Vec<Option<&Telling<'_>>> = tellings.iter().copied().map(Some).collect();
        let made = self.grouped(members).incidents(&tellings);
        made.into_iter().flatten().collect()
    }

    /// The members of a component in groups, each of which is an incident.
    pub(crate) fn grouped(&self, members: &[u32]) -> Grouped {
        let place: BTreeMap<u32, usize> = members.iter().enumerate().map(|(n, at)| (*at, n)).collect();
        let mut pairs = Vec::new();
        if members.len() > 1 {
            let each = members.par_iter().enumerate();
            pairs.par_extend(each.flat_map_iter(|(later, &at)| {
                let inside = self.before(at).into_iter();
                let inside = inside.filter_map(|o| Some((o, *place.get(&o)?)));
                inside.map(move |(other, earlier)| Pair {
                    earlier,
                    later,
                    evidence: self.weigh(other, at),
                    decided: None,
                })
            }));
            self.decide(members, &place, &mut pairs);
        }
        pairs.sort_by_key(|p| (p.earlier, p.later));
        let groups = cluster::average_link(members.len(), &pairs);
        let mark = |at: &u32| &self.entries[*at as usize].mark;
        Grouped {
            numbers: members
                .iter()
                .map(|at| self.entries[*at as usize].rank.1)
                .collect(),
            documents: members.iter().map(|at| mark(at).document.clone()).collect(),
            pairs,
            groups,
        }
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
    fn forget_pushed_apart(&mut self, keys: &[u32], rank: Rank, at: u32) -> BTreeSet<u32> {
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
    pub(crate) fn new(gist: Gist, telling: Option<Telling<'r>>, rarity: &Rarity) -> Self {
        let mark = Mark::of(gist, rarity);
        let mut keys = keys(&mark, rarity);
        keys.shrink_to_fit();
        Self {
            rank: rank(mark.published, &mark.document, mark.part),
            keys,
            mark,
            telling,
            edges: BTreeSet::new(),
            component: u32::MAX,
        }
    }

    pub(crate) fn mark(&self) -> &Mark {
        &self.mark
    }

    pub(crate) fn rank_and_keys(&self) -> (Rank, &[u32]) {
        (self.rank, &self.keys)
    }
}

fn sort(incidents: &mut [Incident]) {
    incidents.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
}
