//! Claims that can not all hold, voice against voice.

use super::{
    incidents::harm_words,
    notes::Notes,
    page::{Block, Line, Run, Section, Side, strong, text},
    scene::{Scene, Told, day_words, place_words},
    toll::{standing, stated},
};
use crate::words::{self, day};
use dateline_model::{Claim, Dispute, DisputeKind};

/// The section; `None` where nothing is in dispute.
pub(crate) fn section(scene: &Scene<'_>, notes: &mut Notes<'_>) -> Option<Section> {
    let mut blocks = Vec::new();
    for told in scene.incidents.iter().filter(|t| t.disputed()) {
        for dispute in &told.incident.disputes {
            let sides = sides(told, dispute, notes);
            if sides.is_empty() {
                continue;
            }
            blocks.push(Block::Heading(heading(told, dispute)));
            blocks.push(Block::Sides(sides));
        }
    }
    (!blocks.is_empty()).then(|| Section {
        id: "disputes",
        title: "Disputes".to_owned(),
        blocks,
    })
}

fn heading(told: &Told<'_>, dispute: &Dispute) -> Line {
    let place = place_words(told.place()).unwrap_or_else(|| "Place not known".to_owned());
    let about = match dispute.about {
        DisputeKind::Toll => "figures that exclude each other",
        DisputeKind::PartExceedsWhole => "a part larger than its whole",
        DisputeKind::Denied => "denied by one, told by others",
        _ => "claims that can not all hold",
    };
    let harm = dispute
        .harm
        .map_or_else(String::new, |kind| format!("{}: ", harm_words(kind)));
    vec![
        Run::Incident(told.number),
        text(format!(
            " {place}, {} – {harm}{about}",
            day_words(told.incident.start, told.incident.end)
        )),
    ]
}

fn sides(told: &Told<'_>, dispute: &Dispute, notes: &mut Notes<'_>) -> Vec<Side> {
    match (dispute.about, dispute.harm) {
        (DisputeKind::Toll, Some(kind)) => {
            let Some(toll) = told.toll(kind) else {
                return Vec::new();
            };
            let mut said = standing(toll, notes);
            // From the lowest to the highest figure, so that who is alone is seen.
            said.sort_by_key(|s| s.figures.iter().filter_map(|(b, _)| stated(b)).max());
            said.iter()
                .map(|one| {
                    let mut figure = vec![strong(one.words())];
                    figure.extend(one.cite(notes).map(Run::Note));
                    Side {
                        apart: dispute.claims.contains(&one.claim.id),
                        ..side(figure, one.voice.clone(), one.party, one.claim, notes)
                    }
                })
                .collect()
        }
        _ => {
            let claims = dispute.claims.iter().filter_map(|id| notes.claim(id));
            claims
                .collect::<Vec<_>>()
                .into_iter()
                .map(|claim| told_by(claim, dispute, notes))
                .collect()
        }
    }
}

/// A claim as a side: what it says, and its sentence as a footnote.
fn told_by(claim: &Claim, dispute: &Dispute, notes: &mut Notes<'_>) -> Side {
    let harm = claim
        .harm
        .iter()
        .find(|h| dispute.harm.is_none_or(|kind| h.kind == kind));
    let words = match (dispute.about, harm) {
        (DisputeKind::Denied, _) if !claim.status.happened() => "denies it".to_owned(),
        (DisputeKind::Denied, None) => "tells of it".to_owned(),
        (_, Some(harm)) => words::harm(harm),
        (_, None) => "tells of it".to_owned(),
    };
    let (mark, reading) = harm.map_or((claim.trigger.as_ref(), None), |h| {
        (Some(&h.span), Some(&h.bounds))
    });
    let number = notes.cite(claim, mark.unwrap_or(&claim.evidence), reading);
    let last = claim.attribution.last();
    let speaker = last.and_then(|a| a.speaker.clone());
    side(
        vec![strong(words), Run::Note(number)],
        speaker,
        last.is_some_and(|a| a.party),
        claim,
        notes,
    )
}

fn side(figure: Line, voice: Option<String>, party: bool, claim: &Claim, notes: &Notes<'_>) -> Side {
    let document = notes.source(&claim.document).map(|s| &s.document);
    let publisher = document.and_then(|d| d.publisher.clone());
    let when = document
        .and_then(|d| d.published)
        .map_or_else(|| "day not known".to_owned(), day);
    let voice = voice
        .or_else(|| publisher.clone())
        .unwrap_or_else(|| "no one named".to_owned());
    let own = publisher.as_ref() == Some(&voice);
    let told = match publisher {
        Some(_) if own => format!("in its own voice, {when}"),
        Some(publisher) => format!("in {publisher}, {when}"),
        None => when,
    };
    Side {
        figure,
        voice,
        party,
        apart: false,
        told: vec![text(told)],
    }
}
