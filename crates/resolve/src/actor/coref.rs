//! Which earlier mention a general one means, where only one can be meant.

use super::find::Draft;
use super::lexicon::Class;
use super::read::Reading;
use dateline_model::{ActorKind, taxonomy::Sector};
use dateline_syntax::{Analysis, TokenIx};

/// Sentences back in which 'he' may have its speaker.
const PRONOUN_REACH: usize = 2;

/// Letters of an acronym that a report introduces in brackets. Chosen: shorter ones are initials, longer ones words.
const ACRONYM: std::ops::RangeInclusive<usize> = 2..=8;

/// Reads acronyms by the names that the report itself puts them to, 'the Badia Liberation Front (BLF)', whatever else they
/// may be the acronym of; adds mentions where nothing was known of them.
pub(super) fn introduced(drafts: &mut Vec<Draft>, analysis: &Analysis<'_>) {
    let last = analysis.tokens().len();
    let mut known: Vec<(TokenIx, Reading)> = Vec::new();
    for draft in drafts.iter() {
        let at = draft.tokens.end;
        if draft.reading.person || draft.reading.name.is_none() || at + 2 >= last {
            continue;
        }
        let acronym = analysis.word(at + 1);
        let upper = acronym.chars().filter(|c| c.is_uppercase()).count();
        let bracketed = analysis.word(at) == "(" && analysis.word(at + 2) == ")";
        let initials = draft.reading.name.as_deref().is_some_and(|name| {
            let first = acronym.chars().next();
            name.split([' ', '-']).any(|word| word.chars().next() == first)
        });
        if bracketed && initials && ACRONYM.contains(&upper) && upper == acronym.chars().count() {
            known.push((at + 1, draft.reading.clone()));
        }
    }
    for (first, reading) in known {
        let word = analysis.word(first);
        for token in (first + 1..last).filter(|ix| analysis.word(*ix) == word) {
            let at = drafts.partition_point(|d| d.tokens.end <= token);
            match drafts.get_mut(at) {
                Some(draft) if draft.tokens.contains(&token) => {
                    if draft.head == token || draft.class.is_some_and(belongs) {
                        draft.reading = reading.clone();
                    }
                }
                // 'BLF fighters', where only the fighters were known.
                Some(draft) if draft.tokens.start == token + 1 && draft.class.is_some_and(belongs) => {
                    draft.tokens.start = token;
                    draft.reading = reading.clone();
                }
                _ => drafts.insert(
                    at,
                    Draft {
                        tokens: token..token + 1,
                        head: token,
                        reading: reading.clone(),
                        class: None,
                        pronoun: false,
                        name: None,
                    },
                ),
            }
        }
    }
}

/// Whether people of that sort are the group's whose name stands before them.
fn belongs(class: Class) -> bool {
    use Class as C;
    matches!(
        class,
        C::Armed
            | C::Commander
            | C::Fighter
            | C::Force
            | C::Forces
            | C::Member
            | C::Militia
            | C::Official
            | C::Spokesman
    )
}

/// Fills readings from earlier mentions of the document. What more than one earlier actor fits stays open.
pub(super) fn resolve(drafts: &mut [Draft], analysis: &Analysis<'_>) {
    for at in 0..drafts.len() {
        let (earlier, rest) = drafts.split_at_mut(at);
        let draft = &mut rest[0];
        let found = if draft.pronoun {
            speaker(earlier, analysis, draft)
        } else if is_owned(analysis, draft) && whose(draft) {
            Some(owned(earlier, analysis, draft))
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

/// Words by which a phrase belongs to an actor named before.
const OWN: [&str; 6] = ["her", "his", "its", "my", "our", "their"];

/// 'its soldiers', 'two of its soldiers'
fn is_owned(analysis: &Analysis<'_>, draft: &Draft) -> bool {
    let before = draft.tokens.start..draft.head.max(draft.tokens.start + 1);
    before.into_iter().any(|ix| OWN.contains(&analysis.lower(ix)))
}

/// Whether the phrase's actor depends on whose it is.
fn whose(draft: &Draft) -> bool {
    use Class as C;
    !draft.reading.person
        && matches!(
            draft.class,
            Some(
                C::Air
                    | C::Armed
                    | C::Commander
                    | C::Fighter
                    | C::Force
                    | C::Forces
                    | C::Government
                    | C::Member
                    | C::Militia
                    | C::Official
                    | C::Police
                    | C::Security
                    | C::Spokesman
                    | C::Spy
            )
        )
}

/// 'its fighters' are the army's or group's named last in the sentence; without one, nobody's that we know.
fn owned(earlier: &[Draft], analysis: &Analysis<'_>, draft: &Draft) -> Reading {
    let here = analysis.sentence_of(draft.head);
    let owner = earlier
        .iter()
        .rev()
        .take_while(|d| analysis.sentence_of(d.head) == here)
        .map(|d| &d.reading)
        .find(|r| !r.person && r.id.is_some() && !r.speaker_only);
    match owner {
        Some(owner) if owner.kind != Some(ActorKind::Political) => owner.clone(),
        Some(owner) if owner.country == draft.reading.country => draft.reading.clone(),
        owner => Reading {
            id: None,
            name: None,
            country: owner.and_then(|o| o.country),
            ..draft.reading.clone()
        },
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

/// The one named actor that 'the group', 'the coalition' or 'the rebels' can mean; a country's armed opposition as a whole
/// is no name.
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
        .filter(|r| !r.person && r.id.as_deref().is_some_and(|id| !id.ends_with(".opp.armed")) && fits(r));
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
