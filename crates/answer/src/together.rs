//! Why reports are one incident, and why near ones are not.

use dateline_ledger::{Decided, Kept, LedgerError, Question, Review, Storage};
use dateline_model::{Claim, DocumentId, HarmKind, Incident, IncidentId, Link, LinkReason};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A reason for or against two reports telling of one incident, with what they say.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ToldReason {
    /// The reason.
    pub reason: LinkReason,
    /// Whether it speaks against.
    pub against: bool,
    /// The reason in words, with what the reports say.
    pub words: String,
}

/// Two reports held to tell of one incident or of two, with the reasons in words.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ToldLink {
    /// The report published first.
    pub earlier: DocumentId,
    /// The other.
    pub later: DocumentId,
    /// How likely they tell of one incident, from 0 to 1.
    pub likelihood: f64,
    /// What speaks for it, and what against.
    pub reasons: Vec<ToldReason>,
    /// The incident that the one of them tells which is not of this one.
    pub other_incident: Option<IncidentId>,
}

/// Why reports are one incident: its links, the near reports that were kept apart, and what people decided.
#[derive(Clone, Debug)]
pub struct Together {
    reports: BTreeMap<DocumentId, Kept>,
    /// Incidents of the reports that are held apart.
    others: BTreeMap<DocumentId, Incident>,
    decisions: Vec<String>,
}

impl Together {
    /// Reads what is to be told of an incident.
    ///
    /// # Errors
    /// [`LedgerError`]: the ledger can not be read.
    pub fn read(ledger: &impl Storage, incident: &Incident) -> Result<Self, LedgerError> {
        let links = incident.links.iter().chain(&incident.apart);
        let of_links = links.flat_map(|l| [&l.earlier, &l.later]);
        let ids: BTreeSet<&DocumentId> = incident.reports().chain(of_links).collect();
        let (mut reports, mut others) = (BTreeMap::new(), BTreeMap::new());
        for id in ids {
            let Some(kept) = ledger.document(id)? else {
                continue;
            };
            if incident.reports().all(|own| own != id)
                && let Some(other) = incident_of(ledger, &kept)?
            {
                others.insert(id.clone(), other);
            }
            reports.insert(id.clone(), kept);
        }
        let reviews = ledger.reviews()?;
        let holding = Decided::of(&reviews).concerning(&incident.claims);
        let decisions = reviews
            .iter()
            .filter(|r| holding.contains(&r.seq))
            .map(review_line)
            .collect();
        Ok(Self {
            reports,
            others,
            decisions,
        })
    }

    /// The incidents of the reports that came near and were kept apart.
    #[must_use]
    pub fn neighbours(&self, incident: &Incident) -> BTreeSet<IncidentId> {
        let ids = incident.apart.iter().flat_map(|l| [&l.earlier, &l.later]);
        let others = ids.filter_map(|id| self.others.get(id)).map(|o| o.id.clone());
        others.filter(|id| *id != incident.id).collect()
    }

    /// A page to read. Words of reports go through `clean`, which takes out of them what could feign a line or do something to a
    /// terminal.
    #[must_use]
    pub fn page(&self, incident: &Incident, clean: fn(&str) -> String) -> String {
        let reports = counted(incident.reports().count(), "report");
        let mut out = format!("{}: {reports}\n", incident.id.as_str());
        for id in &incident.documents {
            out += &format!("  {}\n", clean(&self.report(id)));
        }
        for id in &incident.mentions {
            out += &format!("  {}, in passing\n", clean(&self.report(id)));
        }
        out += "\nWhy they are one incident\n";
        if incident.links.is_empty() {
            out += "  it is told by one report: nothing was to be joined\n";
        }
        for link in &incident.links {
            out += &self.link(link, incident, clean);
        }
        out += "\nWhy near ones are not of it\n";
        if incident.apart.is_empty() {
            out += "  no other report came near\n";
        }
        for link in &incident.apart {
            out += &self.link(link, incident, clean);
        }
        if !self.decisions.is_empty() {
            out += "\nWhat people decided\n";
            for decision in &self.decisions {
                out += &clean(decision);
                out.push('\n');
            }
        }
        out + "\nReports are joined while the mean likelihood over all their pairs is high enough; what is excluded, or was never \
               compared, counts against.\n"
    }

    /// A report in a line: id, outlet, day, headline.
    fn report(&self, id: &DocumentId) -> String {
        let mut parts = vec![id.as_str().to_owned()];
        if let Some(kept) = self.reports.get(id) {
            let document = &kept.entry.document;
            parts.push(
                document
                    .publisher
                    .clone()
                    .unwrap_or_else(|| "publisher not known".into()),
            );
            parts.push(
                document
                    .published
                    .map_or_else(|| "undated".into(), |d| d.to_string()),
            );
            parts.extend(document.title.clone());
        }
        parts.join(", ")
    }

    fn link(&self, link: &Link, incident: &Incident, clean: fn(&str) -> String) -> String {
        let mut out = format!(
            "  {}\n  {}\n",
            clean(&self.report(&link.earlier)),
            clean(&self.report(&link.later))
        );
        let other = [&link.earlier, &link.later]
            .into_iter()
            .find_map(|id| self.others.get(id).filter(|o| o.id != incident.id));
        if let Some(other) = other {
            out += &format!("      told as incident {}\n", other.id.as_str());
        }
        out += &format!("      weight: {}\n", weight(link));
        let facts = [&link.earlier, &link.later].map(|id| Facts::of(self.reports.get(id)));
        for reason in &link.reasons {
            let side = if reason.against() { "against" } else { "for" };
            out += &format!("      {side:<8}{}\n", clean(&words(*reason, &facts)));
        }
        out.push('\n');
        out
    }

    /// Links as rows: those of the incident, or those that were kept apart from it.
    #[must_use]
    pub fn told(&self, links: &[Link]) -> Vec<ToldLink> {
        let told = |link: &Link| {
            let facts = [&link.earlier, &link.later].map(|id| Facts::of(self.reports.get(id)));
            let reason = |r: &LinkReason| ToldReason {
                reason: *r,
                against: r.against(),
                words: words(*r, &facts),
            };
            let other = self
                .others
                .get(&link.earlier)
                .or_else(|| self.others.get(&link.later));
            ToldLink {
                earlier: link.earlier.clone(),
                later: link.later.clone(),
                likelihood: link.likelihood,
                reasons: link.reasons.iter().map(reason).collect(),
                other_incident: other.map(|o| o.id.clone()),
            }
        };
        links.iter().map(told).collect()
    }
}

/// A decision in a line, with the words of people as they wrote them.
#[must_use]
pub fn review_line(review: &Review) -> String {
    let decision = &review.decision;
    format!(
        "{:>4}  {}  {}  {} {} ({}): {}",
        review.seq,
        decision.made,
        decision.reviewer,
        decision.verdict,
        decision.subject,
        counted(decision.claims.len(), "claim"),
        decision.reason,
    )
}

/// `1 report`, `2 reports`.
fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// A code as it is written in data, with spaces.
fn code_words(code: &impl Serialize) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(code)) => code.replace('_', " "),
        _ => String::new(),
    }
}

/// The incident that a report tells.
fn incident_of(ledger: &impl Storage, kept: &Kept) -> Result<Option<Incident>, LedgerError> {
    for claim in &kept.entry.claims {
        let question = Question {
            claim: Some(claim.id.as_str().to_owned()),
            ..Question::default()
        };
        let mut found = ledger.incidents(&question)?.rows.into_iter();
        // A round-up tells of several: its own is the one that it has as its headline.
        let own = found.find(|i| i.documents.contains(&kept.entry.document.id));
        if own.is_some() {
            return Ok(own);
        }
    }
    Ok(None)
}

fn weight(link: &Link) -> String {
    let decided = |r| link.reasons.contains(&r);
    if decided(LinkReason::DecidedTogether) || decided(LinkReason::DecidedApart) {
        return "a person's word, which outweighs all else".into();
    }
    if link.likelihood == 0.0 {
        return "excluded: what stands against it outweighs any likeness".into();
    }
    let percent = (link.likelihood * 100.0).round();
    let word = match percent as u32 {
        0..25 => "unlikely",
        25..50 => "rather not",
        50..75 => "likely",
        75..95 => "very likely",
        _ => "all but sure",
    };
    format!("{percent} % that both tell of one incident ({word})")
}

/// What the claims of a report say of what links are weighed by.
#[derive(Default)]
struct Facts {
    victims: BTreeSet<String>,
    places: BTreeSet<String>,
    days: BTreeSet<String>,
    /// The largest number of killed that it gives.
    killed: Option<u32>,
    injured: Option<u32>,
}

impl Facts {
    fn of(kept: Option<&Kept>) -> Self {
        let mut facts = Self::default();
        let told = |c: &&Claim| c.event.is_some() || !c.harm.is_empty();
        for claim in kept.iter().flat_map(|k| &k.entry.claims).filter(told) {
            facts
                .victims
                .extend(claim.named_victims.iter().map(|v| v.name.clone()));
            facts.places.extend(claim.place.as_ref().map(|p| p.name.clone()));
            let day = claim.time.as_ref().and_then(|t| t.start);
            facts.days.extend(day.map(|d| d.to_string()));
            for (kind, into) in [
                (HarmKind::Killed, &mut facts.killed),
                (HarmKind::Injured, &mut facts.injured),
            ] {
                let of_kind = claim.harm.iter().filter(|h| h.kind == kind);
                let figures = of_kind.filter_map(|h| h.bounds.best.or(h.bounds.low));
                *into = (*into).max(figures.max());
            }
        }
        if facts.days.is_empty() {
            let published = kept.and_then(|k| k.entry.document.published);
            facts.days.extend(published.map(|d| format!("published {d}")));
        }
        facts
    }
}

/// A reason in words, with what the reports say.
fn words(reason: LinkReason, facts: &[Facts; 2]) -> String {
    let [one, two] = facts;
    let list = |set: &BTreeSet<String>| set.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let both = |of: fn(&Facts) -> &BTreeSet<String>| -> String {
        let common: BTreeSet<String> = of(one).intersection(of(two)).cloned().collect();
        if common.is_empty() {
            format!("{} and {}", list(of(one)), list(of(two)))
        } else {
            list(&common)
        }
    };
    let each = |of: fn(&Facts) -> &BTreeSet<String>| format!("{}; {}", list(of(one)), list(of(two)));
    match reason {
        LinkReason::DecidedTogether => "a person decided that they are of one incident".into(),
        LinkReason::DecidedApart => "a person decided that they are not of one incident".into(),
        LinkReason::WireCopy => "half of the wording or more is the same: a copy".into(),
        LinkReason::SameVictim => format!("a person harmed is named in both: {}", both(|f| &f.victims)),
        LinkReason::SameNames => "names that few other reports have stand in both".into(),
        LinkReason::SamePlace => format!("the place is the same: {}", both(|f| &f.places)),
        LinkReason::SameDay => format!("the day is the same, or the next: {}", both(|f| &f.days)),
        LinkReason::SameToll => format!("the figures agree: {}", tolls(one, two)),
        LinkReason::SimilarWords => "much of the wording is alike".into(),
        LinkReason::OtherPlace => format!("the places lie apart: {}", each(|f| &f.places)),
        LinkReason::OtherVictims => format!("other people are named as harmed: {}", each(|f| &f.victims)),
        LinkReason::OtherDay => format!("the days exclude each other: {}", each(|f| &f.days)),
        LinkReason::OtherToll => format!(
            "the numbers of killed differ: {}",
            figures(one.killed, two.killed)
        ),
        other => code_words(&other),
    }
}

/// Two figures beside each other.
fn figures(one: Option<u32>, two: Option<u32>) -> String {
    let told = |n: Option<u32>| n.map_or_else(|| "none".to_owned(), |n| n.to_string());
    format!("{}; {}", told(one), told(two))
}

/// The figures that both give.
fn tolls(one: &Facts, two: &Facts) -> String {
    let same =
        |a: Option<u32>, b: Option<u32>, word: &str| a.filter(|_| a == b).map(|n| format!("{n} {word}"));
    let all = [
        same(one.killed, two.killed, "killed"),
        same(one.injured, two.injured, "injured"),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
