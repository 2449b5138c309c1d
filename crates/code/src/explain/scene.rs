//! Why an event is put where and when it is.

use super::{ExplainedField, Reason, Weighed, path};
use crate::assemble::{Origin, OriginKind, Reading};
use crate::scene::{PlaceSigns, anchor_of, find_scene, head_of, places_back, signs_of, times_in};
use dateline_model::{Claim, Place, TimeBasis};
use dateline_resolve::place::{PlaceMention, PlaceReading, PlaceTrace, PlaceUsage, Verdict};
use dateline_resolve::time::{TimeReading, explain};
use dateline_syntax::TokenIx;

/// What the resolvers weighed in a document.
pub(super) struct Weighing {
    pub places: Vec<PlaceTrace>,
    pub times: Vec<TimeReading>,
}

impl Weighing {
    pub fn of(reading: &Reading<'_>) -> Self {
        let gazetteer = reading.coder.resolver.gazetteer();
        Self {
            places: gazetteer.explain(reading.analysis, reading.document),
            times: explain(reading.analysis, reading.document.published),
        }
    }
}

/// Readings shown of one name.
const READINGS: usize = 5;

/// The reason for the place, or for there being none where toponyms stand in the sentence.
pub(super) fn place(
    reading: &Reading<'_>,
    weighed: &Weighing,
    claim: &Claim,
    origin: &Origin,
) -> Option<Reason> {
    if matches!(origin.kind, OriginKind::Analysis(_)) {
        return None;
    }
    let (analysis, index) = (reading.analysis, origin.sentence);
    let scene = find_scene(analysis, index, &origin.tokens, reading.entities);
    let found = places_back(analysis, index, &origin.tokens, reading.entities, scene.back);
    let there = &analysis.sentences()[index - scene.back];
    let Some(place) = &claim.place else {
        let by = "none: no toponym here or shortly before stands where a scene stands and is resolved";
        let mut reason = Reason::new(ExplainedField::Place, &claim.place, by);
        let here = reading
            .entities
            .places
            .iter()
            .filter(|p| there.tokens.contains(&p.tokens.start));
        reason.candidates = here.map(|p| named(reading, p, false, Vec::new())).collect();
        return (!reason.candidates.is_empty()).then_some(reason);
    };
    let anchor = anchor_of(there, &origin.tokens, scene.back);
    let mine = |p: &&&PlaceMention| p.event_place() == Ok(place);
    let chosen = found.iter().find(mine).copied();
    let signs = chosen.map(|p| signs_of(analysis, there, &anchor, p));
    let first = found.iter().find(|p| p.event_place().is_ok()).copied();
    let by = if scene.back > 0 {
        format!(
            "carried over from {} before, which names it last",
            sentences(scene.back)
        )
    } else if chosen != first {
        "a finer place within the nearest one".to_owned()
    } else if signs.is_some_and(|s| s.elsewhere) {
        "position: the nearest in the sentence, though the tree puts it elsewhere".to_owned()
    } else {
        "tree and position: the nearest in the sentence that hangs on the words of the event".to_owned()
    };
    let mut reason = Reason::new(ExplainedField::Place, place, by);
    reason.words = Some(place.mention.clone());
    if let (0, Some(chosen)) = (scene.back, chosen)
        && let (Some(from), Some(to)) = (
            head_of(analysis, &origin.tokens),
            head_of(analysis, &chosen.tokens),
        )
    {
        reason.path = path(analysis, from, to);
    }
    let here = reading
        .entities
        .places
        .iter()
        .filter(|p| there.tokens.contains(&p.tokens.start));
    reason.candidates = here
        .map(|p| {
            let stands = found.iter().any(|f| f.tokens == p.tokens);
            let why = if stands {
                in_words(signs_of(analysis, there, &anchor, p))
            } else if p.usage == PlaceUsage::Literal {
                Vec::from(["names a party or what the event has to do with, not a scene".to_owned()])
            } else {
                Vec::new()
            };
            named(reading, p, chosen.is_some_and(|c| c.tokens == p.tokens), why)
        })
        .collect();
    reason.candidates.sort_by_key(|c| !c.chosen);
    reason.details = readings(weighed, place.mention.start());
    Some(reason)
}

fn sentences(n: usize) -> String {
    if n == 1 {
        "the sentence".to_owned()
    } else {
        format!("{n} sentences")
    }
}

/// A toponym of the sentence as a candidate.
fn named(reading: &Reading<'_>, mention: &PlaceMention, chosen: bool, mut why: Vec<String>) -> Weighed {
    if mention.usage != PlaceUsage::Literal {
        why.push("names the government or people, or is part of a name".to_owned());
    }
    if let Err(problem) = &mention.event_place() {
        why.push(format!(
            "not resolved: {}",
            super::code(problem).replace('_', " ")
        ));
    }
    let words = mention.span.of(reading.analysis.text());
    Weighed {
        what: mention
            .event_place()
            .map_or_else(|_| format!("'{words}'"), place_words),
        chosen,
        score: None,
        why,
    }
}

fn in_words(signs: PlaceSigns) -> Vec<String> {
    let mut why = Vec::new();
    if signs.filed_or_doer {
        why.push("says where the report was filed, or who did it".to_owned());
    }
    if signs.apart {
        why.push("in a clause of its own".to_owned());
    }
    if signs.elsewhere {
        why.push("far from the words of the event in the tree".to_owned());
    }
    why.push(format!("distance {}", signs.distance));
    why
}

/// `Hama, Hama, SYR (town)`; `'south of Hama' (Hama, Hama, SYR)`.
pub(super) fn place_words(place: &Place) -> String {
    let parts = [
        Some(place.name.as_str()),
        place.admin1.as_deref(),
        place.country.as_deref(),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    if let Some(relative) = &place.relative {
        return format!("'{}' ({})", relative.words.text(), parts.join(", "));
    }
    format!(
        "{} ({})",
        parts.join(", "),
        super::code(&place.precision).replace('_', " ")
    )
}

/// What was weighed for the name at a byte, a line a reading.
fn readings(weighed: &Weighing, at: usize) -> Vec<String> {
    let trace = weighed.places.iter().find(|t| t.span.start() == at);
    let all = trace.map_or([].as_slice(), |t| t.readings.as_slice());
    let line = |r: &PlaceReading| {
        format!(
            "reading {}: {:.2} ({})",
            place_words(&r.place),
            r.score,
            parts(r).join(", ")
        )
    };
    all.iter().take(READINGS).map(line).collect()
}

/// What the score of a reading is made of.
pub(super) fn parts(reading: &PlaceReading) -> Vec<String> {
    reading
        .parts
        .iter()
        .map(|(part, gave)| format!("{part} {gave:+.2}"))
        .collect()
}

/// What came of a name, in words.
pub(super) fn verdict(trace: &PlaceTrace) -> String {
    let signs = format!("signs of a place {}, needed {}", trace.strength, trace.needed);
    match trace.verdict {
        Verdict::Resolved => format!("resolved: the first reading leads ({signs})"),
        Verdict::Open(why) => format!("left open: {} ({signs})", super::code(&why).replace('_', " ")),
        Verdict::WeakSigns => format!("not taken for a place ({signs})"),
        Verdict::FarHomonym => {
            "not taken: nothing in the report speaks for the only places of that name".to_owned()
        }
        _ => signs,
    }
}

/// The reason for the time.
pub(super) fn time(
    reading: &Reading<'_>,
    weighed: &Weighing,
    claim: &Claim,
    origin: &Origin,
) -> Option<Reason> {
    let time = claim.time.as_ref()?;
    let (analysis, index) = (reading.analysis, origin.sentence);
    let sentence = &analysis.sentences()[index];
    let here = times_in(analysis, sentence, &origin.tokens, reading.entities);
    let mut reason = Reason::new(
        ExplainedField::Time,
        time,
        "the nearest time expression of the sentence",
    );
    reason.words = Some(time.mention.clone());
    if let Some(read) = weighed.times.iter().find(|t| t.mention.time == *time) {
        reason.details.push(format!("rule: {}", read.rule));
        reason.details.extend(anchor(read));
        reason.candidates = days(read);
    }
    let others = here.iter().filter(|t| t.time != *time).map(|t| Weighed {
        what: format!("'{}': {}", t.time.mention.text(), t.time.timex),
        chosen: false,
        score: None,
        why: Vec::from(["farther from the words of the event".to_owned()]),
    });
    reason.candidates.extend(others);
    if let Some((from, to)) = head_of(analysis, &origin.tokens).zip(here.first().map(|t| t.tokens.start)) {
        let to: TokenIx = head_of(analysis, &(to..to + 1)).unwrap_or(to);
        reason.path = path(analysis, from, to);
    }
    Some(reason)
}

/// The day that an expression was counted from.
pub(super) fn anchor(read: &TimeReading) -> Option<String> {
    let from = match read.mention.time.basis {
        TimeBasis::Published => "publication",
        TimeBasis::Focus => "the date in focus",
        TimeBasis::Unresolved => return Some("unresolved: there is no day to count from".to_owned()),
        _ => return None,
    };
    read.anchor.map(|day| format!("counted from {day}, {from}"))
}

/// The chosen day and the others that the words allow.
pub(super) fn days(read: &TimeReading) -> Vec<Weighed> {
    if read.alternatives.is_empty() {
        return Vec::new();
    }
    let time = &read.mention.time;
    let chosen = Weighed {
        what: time.timex.clone(),
        chosen: time.basis != TimeBasis::Unresolved && time.start.is_some(),
        score: None,
        why: Vec::new(),
    };
    let others = read.alternatives.iter().map(|other| Weighed {
        what: other.day.to_string(),
        chosen: false,
        score: None,
        why: Vec::from([other.why.to_owned()]),
    });
    std::iter::once(chosen).chain(others).collect()
}
