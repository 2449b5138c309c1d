//! Which earlier mention a general one means, where only one can be meant.

use super::find::Draft;
use super::lexicon::Class;
use super::read::Reading;
use dateline_model::{ActorKind, taxonomy::Sector};
use dateline_syntax::Analysis;

/// Sentences back in which 'he' may have its speaker.
const PRONOUN_REACH: usize = 2;

/// Fills readings from earlier mentions of the document. What more than one earlier actor fits stays open.
pub(super) fn resolve(drafts: &mut [Draft], analysis: &Analysis<'_>) {
    for at in 0..drafts.len() {
        let (earlier, rest) = drafts.split_at_mut(at);
        let draft = &mut rest[0];
        let found = if draft.pronoun {
            speaker(earlier, analysis, draft)
        } else if draft.reading.person && draft.reading.id.is_none() {
            namesake(earlier, &draft.reading)
        } else if draft.reading.id.is_none() && analysis.lower(draft.tokens.start) == "the" {
            description(earlier, draft)
        } else {
            None
        };
        if let Some(reading) = found {
            draft.reading = reading;
        }
    }
}

/// The only person named in this and the last sentences.
fn speaker(earlier: &[Draft], analysis: &Analysis<'_>, draft: &Draft) -> Option<Reading> {
    let here = analysis.sentence_of(draft.head);
    let near = earlier
        .iter()
        .filter(|d| analysis.sentence_of(d.head) + PRONOUN_REACH >= here && d.reading.person);
    only(near.map(|d| &d.reading), |a, b| a.name == b.name)
}

/// An earlier person of whom this is a part of the name: 'Karim' after 'Hassan Karim'.
fn namesake(earlier: &[Draft], reading: &Reading) -> Option<Reading> {
    let name = reading.name.as_deref()?;
    let ends_alike = |full: &str| {
        full.len() > name.len()
            && full.ends_with(name)
            && full[..full.len() - name.len()].ends_with([' ', '-'])
    };
    let full = earlier
        .iter()
        .filter(|d| d.reading.person && d.reading.name.as_deref().is_some_and(ends_alike));
    only(full.map(|d| &d.reading), |a, b| a.name == b.name)
}

/// The one actor that 'the group', 'the coalition' or 'the rebels' can mean.
fn description(earlier: &[Draft], draft: &Draft) -> Option<Reading> {
    let open = draft.reading.kind.is_none();
    let fits = |reading: &Reading| match draft.class {
        Some(Class::Body) if open => {
            matches!(reading.kind, Some(ActorKind::NonStateArmed))
                || reading.id.as_deref().is_some_and(|id| id.starts_with("mon."))
        }
        Some(Class::Coalition) => {
            reading.kind == Some(ActorKind::International) && reading.sector == Some(Sector::Mil)
        }
        Some(Class::Armed | Class::Fighter) => {
            reading.kind == Some(ActorKind::NonStateArmed)
                && reading.sector == Some(Sector::Reb)
                && (reading.country.is_none() || reading.country == draft.reading.country)
        }
        _ => false,
    };
    let named = earlier
        .iter()
        .map(|d| &d.reading)
        .filter(|r| r.id.is_some() && !r.person && fits(r));
    only(named, |a, b| a.id == b.id)
}

/// The readings' common value, if they are all one.
fn only<'r>(
    mut readings: impl Iterator<Item = &'r Reading>,
    same: impl Fn(&Reading, &Reading) -> bool,
) -> Option<Reading> {
    let first = readings.next()?;
    readings.all(|other| same(first, other)).then(|| first.clone())
}
