//! Why harm, voice and status are what they are.

use super::event::harm_entry;
use super::{ExplainedField, LexiconEntry, Reason, Weighed, code, entry, path};
use crate::assemble::{Origin, OriginKind, Reading};
use crate::attribution::{AttributionLexicon, Citation};
use crate::event::Trigger;
use crate::group::Group;
use crate::harm::HarmMention;
use crate::scene::head_of;
use crate::status::StatusLexicon;
use dateline_model::{Claim, Excerpt, Harm, Status};

/// A reason for each figure of harm.
pub(super) fn harm(reading: &Reading<'_>, claim: &Claim, origin: &Origin) -> Vec<Reason> {
    let mut figures: Vec<&Harm> = claim.harm.iter().rev().collect();
    let mut reasons = Vec::new();
    while let Some(figure) = figures.pop() {
        figures.extend(figure.parts.iter().rev());
        let stated =
            |m: &&HarmMention| m.kind == figure.kind && reading.excerpt(m.tokens.clone()) == figure.span;
        if let Some(mention) = reading.harms.iter().find(stated) {
            reasons.push(of_figure(reading, origin, figure, mention));
        }
    }
    reasons
}

fn of_figure(reading: &Reading<'_>, origin: &Origin, figure: &Harm, mention: &HarmMention) -> Reason {
    let mut reason = Reason::new(ExplainedField::Harm, figure, "");
    reason.words = Some(figure.span.clone());
    let word = reading.excerpt(mention.trigger.clone());
    match mention.family() {
        Some(family) => {
            let (_, frame) = reading.coder.harm.family_of(family);
            reason.by = format!(
                "the harm word '{}' and its frame: {}",
                word.text(),
                frame.meaning()
            );
            reason.lexicon = harm_entry(reading, family);
        }
        None => reason.by = "a figure listed under an earlier harm word".to_owned(),
    }
    let own = matches!(&origin.kind, OriginKind::Event { group, .. }
        if group.triggers.iter().any(|t| t.tokens.start < mention.trigger.end && mention.trigger.start < t.tokens.end));
    if matches!(origin.kind, OriginKind::Event { .. }) {
        reason.details.push(
            if own {
                "of this event: its own words state it"
            } else {
                "of this event: the nearest of the sentence that can do such harm"
            }
            .to_owned(),
        );
    }
    let victims = &figure.victims;
    let who = victims.who.as_deref().unwrap_or("not said");
    reason.details.push(format!(
        "victims: {who} ({})",
        code(&victims.status).replace('_', " ")
    ));
    reason.details.push(format!("scope: {}", code(&figure.scope)));
    if figure.bounds.low != figure.bounds.high || figure.bounds.approximate {
        reason
            .details
            .push(format!("bounds: as '{}' says", figure.span.text()));
    }
    let words = |at: usize| {
        reading
            .excerpt(reading.harms[at].tokens.clone())
            .text()
            .to_owned()
    };
    reason
        .details
        .extend(mention.part_of.map(|whole| format!("part of '{}'", words(whole))));
    reason.details.extend(
        mention
            .restates
            .map(|other| format!("restates '{}'", words(other))),
    );
    if let Some(perpetrator) = &mention.perpetrator {
        let by = reading.excerpt(perpetrator.clone());
        reason
            .details
            .push(format!("done by '{}', as the words of harm say", by.text()));
    }
    reason
}

fn cue_entry(reading: &Reading<'_>, citation: &Citation) -> LexiconEntry {
    let cues = &reading.coder.attributions;
    let pattern = cues
        .patterns
        .written(reading.analysis, citation.family, &citation.cue);
    entry(
        AttributionLexicon::FILE,
        "name",
        &cues.cues[citation.family].name,
        pattern,
    )
}

/// The citation that a claim's attribution was taken from; `None` for words of responsibility.
fn citation_of<'r>(reading: &'r Reading<'_>, claim: &Claim, origin: &Origin) -> Option<&'r Citation> {
    let given = claim.attribution.first()?;
    let (voice, hearsay) = reading.voices_at(origin.at);
    let analyst = match origin.kind {
        OriginKind::Analysis(position) => reading.citations.get(position),
        _ => None,
    };
    [analyst, voice, hearsay]
        .into_iter()
        .flatten()
        .find(|c| c.attribution == *given)
}

/// The reason for each voice.
pub(super) fn attribution(reading: &Reading<'_>, claim: &Claim, origin: &Origin) -> Vec<Reason> {
    let Some(given) = claim.attribution.first() else {
        return Vec::new();
    };
    let Some(citation) = citation_of(reading, claim, origin) else {
        let by = "words that claim or deny the act, and who says them";
        let mut reason = Reason::new(ExplainedField::Attribution, given, by);
        reason.words = Some(given.span.clone());
        if let OriginKind::Event {
            responsibility: Some(group),
            ..
        } = &origin.kind
        {
            let main = group.main();
            reason.lexicon = super::event::family_entry(reading, main.family, &main.tokens);
        }
        return Vec::from([reason]);
    };
    let mut reason = Reason::new(ExplainedField::Attribution, given, citation.how);
    reason.words = Some(reading.excerpt(citation.cue.clone()));
    reason.lexicon = Some(cue_entry(reading, citation));
    let analysis = reading.analysis;
    if citation.how.starts_with("tree")
        && let Some(speaker) = &citation.speaker
        && let (Some(from), Some(to)) = (head_of(analysis, &citation.cue), head_of(analysis, speaker))
    {
        reason.path = path(analysis, from, to);
    }
    if given.party {
        reason
            .details
            .push("a party to the fight, by its words or the actor it is".to_owned());
    }
    let stretches = citation.scope.iter().filter(|s| !s.is_empty());
    let heard = stretches.map(|s| format!("covers: '{}'", reading.excerpt(s.clone()).text()));
    reason.details.extend(heard);
    let others = reading
        .citations
        .iter()
        .filter(|c| c.covers(origin.at) && !c.cue.contains(&origin.at));
    reason.candidates = others
        .map(|c| Weighed {
            what: c
                .attribution
                .speaker
                .clone()
                .unwrap_or_else(|| "hearsay".to_owned()),
            chosen: c.attribution == *given,
            score: None,
            why: Vec::from([format!(
                "'{}', {} tokens away",
                c.attribution.verb,
                c.cue.start.abs_diff(origin.at)
            )]),
        })
        .collect();
    reason.candidates.sort_by_key(|c| !c.chosen);
    Vec::from([reason])
}

/// Something that gives a claim a status, in the order in which they are asked.
struct Give {
    status: Status,
    by: String,
    words: Option<Excerpt>,
    lexicon: Option<LexiconEntry>,
}

/// The reason for the status: of all that speaks to it, what gave the one it has.
pub(super) fn status(reading: &Reading<'_>, claim: &Claim, origin: &Origin) -> Reason {
    let given = gives(reading, claim, origin);
    let decided = given
        .iter()
        .rposition(|give| give.status == claim.status)
        .unwrap_or(0);
    let mut reason = Reason::new(ExplainedField::Status, &claim.status, given[decided].by.clone());
    reason.words = given[decided].words.clone();
    reason.lexicon = given[decided].lexicon.clone();
    if given.len() > 1 {
        let line = |(at, give): (usize, &Give)| Weighed {
            what: code(&give.status),
            chosen: at == decided,
            score: None,
            why: Vec::from([match &give.words {
                Some(words) => format!("{}: '{}'", give.by, words.text()),
                None => give.by.clone(),
            }]),
        };
        reason.candidates = given.iter().enumerate().map(line).collect();
    }
    reason
}

fn gives(reading: &Reading<'_>, claim: &Claim, origin: &Origin) -> Vec<Give> {
    let mut gives = Vec::from([Give {
        status: Status::Asserted,
        by: "told in the report's own voice".to_owned(),
        words: None,
        lexicon: None,
    }]);
    let analyst = match origin.kind {
        OriginKind::Analysis(position) => reading.citations.get(position),
        _ => None,
    };
    let (voice, hearsay) = reading.voices_at(origin.at);
    for citation in [analyst, voice, hearsay].into_iter().flatten() {
        gives.push(Give {
            status: citation.status,
            by: "the words that cite the source".to_owned(),
            words: Some(reading.excerpt(citation.cue.clone())),
            lexicon: Some(cue_entry(reading, citation)),
        });
    }
    let group = match &origin.kind {
        OriginKind::Event { group, .. } | OriginKind::Taken { group } => Some(group),
        _ => None,
    };
    if let Some(group) = group {
        of_family(reading, group, "the words of the event carry it", &mut gives);
        for trigger in &group.triggers {
            modal(reading, origin, trigger.acts(), &mut gives);
        }
        blamed(reading, group, claim, &mut gives);
        own_deed(reading, group, &mut gives);
    } else if !matches!(
        origin.kind,
        OriginKind::Holding(_) | OriginKind::Condition(_) | OriginKind::Analysis(_)
    ) {
        modal(reading, origin, origin.tokens.clone(), &mut gives);
    }
    if reading.is_history(claim) {
        gives.push(Give {
            status: Status::Background,
            by: "dated more than a year before the report".to_owned(),
            words: claim.time.as_ref().map(|t| t.mention.clone()),
            lexicon: None,
        });
    }
    if let OriginKind::Event {
        responsibility: Some(words),
        ..
    } = &origin.kind
    {
        of_family(reading, words, "words that claim or deny the act", &mut gives);
    }
    gives
}

/// The status that the words of a group's family carry.
fn of_family(reading: &Reading<'_>, group: &Group, by: &str, gives: &mut Vec<Give>) {
    let main = group.main();
    if let Some(status) = reading.coder.events.families[main.family].status {
        gives.push(Give {
            status,
            by: by.to_owned(),
            words: Some(reading.excerpt(main.tokens.clone())),
            lexicon: super::event::family_entry(reading, main.family, &main.tokens),
        });
    }
}

/// Words that lay the act at somebody's door.
fn blamed(reading: &Reading<'_>, group: &Group, claim: &Claim, gives: &mut Vec<Give>) {
    let doers = |at: dateline_syntax::TokenIx| {
        let words = reading.excerpt(at..at + 1);
        let holds = |m: &Excerpt| m.start() <= words.start() && words.end() <= m.end();
        claim.source_actors.iter().any(|a| holds(&a.mention))
    };
    let found = group
        .triggers
        .iter()
        .find_map(|t| crate::blame::blamed(reading.analysis, t.head).filter(|at| doers(*at)));
    if let Some(at) = found {
        gives.push(Give {
            status: Status::Alleged,
            by: "words of blame: that it was they is alleged".to_owned(),
            words: Some(reading.excerpt(at..at + 1)),
            lexicon: None,
        });
    }
}

/// The modal words that govern some words.
fn modal(reading: &Reading<'_>, origin: &Origin, tokens: std::ops::Range<usize>, gives: &mut Vec<Give>) {
    let statuses = &reading.coder.statuses;
    let sentence = &reading.analysis.sentences()[origin.sentence];
    let mentions = statuses.find(reading.analysis, sentence);
    let Some(mention) = statuses.governor(reading.analysis, &mentions, &tokens) else {
        return;
    };
    let cue = &statuses.cues[mention.cue];
    let pattern = statuses.written(reading.analysis, mention);
    let place = mention.cue + 1;
    let governed = reading.excerpt(tokens);
    gives.push(Give {
        status: cue.status,
        by: format!(
            "modal words of precedence {place} of {}, governing '{}'",
            statuses.cues.len(),
            governed.text()
        ),
        words: Some(reading.excerpt(mention.tokens.clone())),
        lexicon: Some(entry(StatusLexicon::FILE, "name", &cue.name, pattern)),
    });
}

/// An armed group that tells of an attack as its own claims it.
fn own_deed(reading: &Reading<'_>, group: &Group, gives: &mut Vec<Give>) {
    let teller = |t: &Trigger| reading.speaker_of_own_deed(t.head);
    if let Some(actor) = group.triggers.iter().find_map(teller) {
        gives.push(Give {
            status: Status::Claimed,
            by: "an armed group tells of its own deed".to_owned(),
            words: Some(actor.mention.clone()),
            lexicon: None,
        });
    }
}
