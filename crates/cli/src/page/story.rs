//! The page that tells an incident: report by report, figure by figure.

use super::{
    CODE, DIM, HEADING, Look, PLAIN, TITLE, WARN,
    layout::{Layout, Piece},
};
use crate::terminal::safe;
use dateline_export::words::{self, bare_figure, code_words, day, figure, sentence_case, standing};
use dateline_ledger::{Kept, Review};
use dateline_model::{
    Claim, ClaimId, DisputeKind, DocumentId, Incident, LinkReason, Standing, Status, Toll, TollFigure,
};
use std::collections::{BTreeMap, BTreeSet};

/// An incident with the reports that tell it, in the order of publication.
#[derive(Debug)]
pub(crate) struct Story {
    pub(crate) incident: Incident,
    pub(crate) documents: Vec<Kept>,
    /// What people decided about its claims, in order.
    pub(crate) reviews: Vec<Review>,
}

impl Story {
    /// The claims that tell it, by report, then in reading order.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &Claim> {
        let wanted: BTreeSet<&ClaimId> = self.incident.claims.iter().collect();
        self.documents
            .iter()
            .flat_map(|kept| &kept.entry.claims)
            .filter(move |claim| wanted.contains(&claim.id))
    }
}

/// Columns of the labels of a story.
const LABEL: usize = 16;

/// The page of one incident.
pub(crate) fn render_story(story: &Story, look: Look) -> String {
    let mut page = Layout::new(look);
    heading(&mut page, story);
    tolls(&mut page, &story.incident);
    section(&mut page, "How it was told");
    for kept in &story.documents {
        report(&mut page, story, kept);
    }
    figures(&mut page, story);
    disputes(&mut page, story);
    links(&mut page, story);
    reviews(&mut page, story);
    page.finish()
}

fn section(page: &mut Layout, title: &str) {
    page.blank();
    page.line(0, &[Piece::new(title, HEADING)]);
}

fn heading(page: &mut Layout, story: &Story) {
    let incident = &story.incident;
    page.rule();
    let what = incident.event_type.map_or_else(
        || "Harm, its cause not given".to_owned(),
        |kind| sentence_case(kind.as_str()),
    );
    let mut title = what;
    if let Some(place) = &incident.place {
        let mut names = vec![place.name.clone()];
        names.extend(place.admin1.iter().filter(|a| **a != place.name).cloned());
        names.extend(place.country.iter().filter(|c| **c != place.name).cloned());
        title += &format!(" · {}", names.join(", "));
    }
    title += &match (incident.start, incident.end) {
        (Some(start), Some(end)) if start != end => format!(" · {} to {}", day(start), day(end)),
        (Some(one), _) | (None, Some(one)) => format!(" · {}", day(one)),
        (None, None) => " · day not known".to_owned(),
    };
    page.line(0, &[Piece::new(safe(&title), TITLE)]);
    let copies = story.documents.iter().filter(|k| k.copy_of.is_some()).count();
    let mut facts = format!(
        "{} · {} · {}",
        incident.id.as_str(),
        counted(incident.reports().count(), "report"),
        counted(incident.corroboration as usize, "independent publisher"),
    );
    if copies > 0 {
        facts += &format!(" · {}", counted(copies, "copy"));
    }
    page.line(0, &[Piece::new(safe(&facts), DIM)]);
    page.rule();
}

fn counted(n: usize, noun: &str) -> String {
    crate::problems::counted(n as u64, noun)
}

fn tolls(page: &mut Layout, incident: &Incident) {
    for toll in &incident.tolls {
        let shown = bare_figure(toll.low, toll.best, toll.high, toll.open);
        if shown.is_empty() {
            continue;
        }
        let mut pieces = vec![Piece::new(shown, CODE)];
        let (voices, mut notes) = (standing_voices(toll), Vec::new());
        if toll.open {
            notes.push("may be higher".to_owned());
        }
        if voices > 1 {
            notes.push(format!("{voices} voices"));
        }
        let party = toll.basis.iter().filter(|f| f.standing == Standing::Counts);
        if party.clone().count() > 0 && party.clone().all(|f| f.party) {
            notes.push("only sides in the fight say so".to_owned());
        }
        if !notes.is_empty() {
            pieces.push(Piece::new(format!("  {}", notes.join(", ")), DIM));
        }
        row(page, &code_words(&toll.kind), &pieces);
    }
    for dispute in &incident.disputes {
        let told = safe(&dispute.told).into_owned();
        row(page, "in dispute", &[Piece::new(told, WARN)]);
    }
}

/// Voices with a figure that counts.
fn standing_voices(toll: &Toll) -> usize {
    let counts = toll.basis.iter().filter(|f| f.standing == Standing::Counts);
    let voices: BTreeSet<&str> = counts.filter_map(|f| f.voice.as_deref()).collect();
    voices.len()
}

fn row(page: &mut Layout, label: &str, pieces: &[Piece]) {
    page.labelled(LABEL, &Piece::new(format!("  {label}"), DIM), pieces);
}

/// One report: who, when, its headline, and each sentence that tells of the incident with what was read from it.
fn report(page: &mut Layout, story: &Story, kept: &Kept) {
    let document = &kept.entry.document;
    page.blank();
    let when = document.published.map_or_else(|| "undated".to_owned(), day);
    let who = document.publisher.as_deref().unwrap_or("publisher not known");
    let mut pieces = vec![
        Piece::new(when, CODE),
        Piece::new(format!(" · {}", safe(who)), PLAIN),
        Piece::new(format!(" · {}", document.id.as_str()), DIM),
    ];
    if let Some(copy) = &kept.copy_of {
        let share = (copy.resemblance * 100.0).round();
        let told = format!(" · a copy of {} ({share} % of the wording)", copy.first.as_str());
        pieces.push(Piece::new(told, WARN));
    }
    if story.incident.mentions.contains(&document.id) {
        pieces.push(Piece::new(" · in passing", DIM));
    }
    page.line(4, &pieces);
    if let Some(title) = &document.title {
        page.indented(2, &[Piece::new(safe(title), TITLE)]);
    }
    if kept
        .copy_of
        .as_ref()
        .is_some_and(|c| story.documents.iter().any(|k| k.entry.document.id == c.first))
    {
        page.indented(2, &[Piece::new("told as in the report that it copies", DIM)]);
        return;
    }
    let wanted: BTreeSet<&ClaimId> = story.incident.claims.iter().collect();
    let mut sentences: BTreeMap<(usize, usize), Vec<&Claim>> = BTreeMap::new();
    for claim in kept.entry.claims.iter().filter(|c| wanted.contains(&c.id)) {
        let at = (claim.evidence.start(), claim.evidence.end());
        sentences.entry(at).or_default().push(claim);
    }
    for claims in sentences.values() {
        told(page, claims);
    }
}

/// A sentence, and what was read from it.
fn told(page: &mut Layout, claims: &[&Claim]) {
    let Some(first) = claims.first() else { return };
    page.indented(
        4,
        &[Piece::new(
            format!("“{}”", safe(first.evidence.text().trim())),
            PLAIN,
        )],
    );
    let mut lines = BTreeSet::new();
    for claim in claims {
        let line = reading(claim);
        if !line.is_empty() && lines.insert(line.clone()) {
            let style = if claim.status.happened() { DIM } else { WARN };
            page.indented(6, &[Piece::new("→ ", DIM), Piece::new(safe(&line), style)]);
        }
    }
}

/// What was read: what by whom to whom, harm, voice, status.
fn reading(claim: &Claim) -> String {
    let mut parts = Vec::new();
    if let Some(event) = &claim.event {
        let kind = event.kind.as_str().to_lowercase();
        parts.push(event.mode.map_or(kind.clone(), |mode| format!("{kind}, {mode}")));
    }
    let names = |actors: &[dateline_model::Actor]| {
        let names: Vec<&str> = actors.iter().map(|a| a.name.as_str()).collect();
        names.join(", ")
    };
    for (word, actors) in [("by", &claim.source_actors), ("against", &claim.target_actors)] {
        if !actors.is_empty() {
            parts.push(format!("{word} {}", names(actors)));
        }
    }
    parts.extend(claim.harm.iter().map(words::harm));
    if let Some(voice) = claim.attribution.last() {
        let speaker = voice.speaker.as_deref().unwrap_or("no one named");
        let side = if voice.party { ", a side in the fight" } else { "" };
        parts.push(format!("according to {speaker}{side}"));
    }
    if !matches!(claim.status, Status::Asserted | Status::Attributed) {
        parts.push(code_words(&claim.status));
    }
    parts.join(" · ")
}

/// Every figure in the order in which it was told, with who gave it and whether it counts.
fn figures(page: &mut Layout, story: &Story) {
    let dated: BTreeMap<&DocumentId, &Kept> = story
        .documents
        .iter()
        .map(|kept| (&kept.entry.document.id, kept))
        .collect();
    let tolls: Vec<&Toll> = story
        .incident
        .tolls
        .iter()
        .filter(|t| t.basis.len() > 1)
        .collect();
    if tolls.is_empty() {
        return;
    }
    section(page, "How the figures moved");
    for toll in tolls {
        page.indented(2, &[Piece::new(sentence_case(&code_words(&toll.kind)), CODE)]);
        let mut basis: Vec<&TollFigure> = toll.basis.iter().collect();
        let when = |f: &TollFigure| dated.get(&f.document).and_then(|k| k.entry.document.published);
        basis.sort_by_key(|f| (when(f).is_none(), when(f)));
        for f in basis {
            let shown = when(f).map_or_else(|| "undated".to_owned(), |d| d.to_string());
            let mut words = format!("{}, {}", figure(&f.bounds), voice(story, f));
            if f.party {
                words += " (a side in the fight)";
            }
            let (note, style) = match standing(f.standing) {
                None => (String::new(), PLAIN),
                Some(why) => (format!(" – does not count: {why}"), DIM),
            };
            page.labelled(
                LABEL,
                &Piece::new(format!("    {shown}"), DIM),
                &[Piece::new(safe(&words), style), Piece::new(note, DIM)],
            );
        }
    }
}

/// Who gives a figure, by the name that the claim's own words have for them.
fn voice<'s>(story: &'s Story, figure: &'s TollFigure) -> &'s str {
    let Some(voice) = figure.voice.as_deref() else {
        return "no one named";
    };
    let claim = story.claims().find(|c| c.id == figure.claim);
    let cited = claim.and_then(|c| {
        c.attribution
            .iter()
            .rev()
            .find(|a| a.actor.as_deref() == Some(voice))
    });
    cited.and_then(|a| a.speaker.as_deref()).unwrap_or(voice)
}

/// What can not all hold, with the sentence of each side.
fn disputes(page: &mut Layout, story: &Story) {
    if story.incident.disputes.is_empty() {
        return;
    }
    section(page, "What disagrees");
    for dispute in &story.incident.disputes {
        let about = match dispute.about {
            DisputeKind::Toll => "figures that exclude each other",
            DisputeKind::PartExceedsWhole => "a part is larger than its whole",
            DisputeKind::Denied => "denied by one, told by others",
            _ => "claims that can not all hold",
        };
        let kind = dispute
            .harm
            .map_or_else(String::new, |k| format!("{}: ", code_words(&k)));
        page.indented(
            2,
            &[
                Piece::new(format!("{kind}{about}: "), PLAIN),
                Piece::new(safe(&dispute.told), WARN),
            ],
        );
        for claim in story.claims().filter(|c| dispute.claims.contains(&c.id)) {
            let publisher = story
                .documents
                .iter()
                .find(|k| k.entry.document.id == claim.document)
                .and_then(|k| k.entry.document.publisher.as_deref());
            let sentence = safe(claim.evidence.text().trim()).into_owned();
            page.indented(
                4,
                &[
                    Piece::new(format!("{}: ", safe(publisher.unwrap_or("not known"))), DIM),
                    Piece::new(format!("“{sentence}”"), PLAIN),
                ],
            );
        }
    }
}

/// What people decided.
fn reviews(page: &mut Layout, story: &Story) {
    if story.reviews.is_empty() {
        return;
    }
    section(page, "What reviewers decided");
    for review in &story.reviews {
        let decision = &review.decision;
        let words = format!(
            "{}: {} {}: {}",
            decision.reviewer, decision.verdict, decision.subject, decision.reason
        );
        page.indented(
            2,
            &[
                Piece::new(format!("{}  ", decision.made), DIM),
                Piece::new(safe(&words), PLAIN),
            ],
        );
    }
}

/// Why these reports are one incident.
fn links(page: &mut Layout, story: &Story) {
    if story.incident.links.is_empty() {
        return;
    }
    section(page, "Why these reports are held to tell of one incident");
    for link in &story.incident.links {
        let (against, speaks): (Vec<&LinkReason>, Vec<&LinkReason>) =
            link.reasons.iter().partition(|reason| reason.against());
        let list = |reasons: &[&LinkReason]| {
            let words: Vec<String> = reasons.iter().map(|reason| code_words(*reason)).collect();
            words.join(", ")
        };
        let mut words = format!("{:.0} % likely", link.likelihood * 100.0);
        if !speaks.is_empty() {
            words += &format!(": {}", list(&speaks));
        }
        if !against.is_empty() {
            words += &format!("; against it: {}", list(&against));
        }
        let ids = format!("{} ~ {}  ", link.earlier.as_str(), link.later.as_str());
        page.indented(2, &[Piece::new(ids, DIM), Piece::new(words, PLAIN)]);
    }
}
