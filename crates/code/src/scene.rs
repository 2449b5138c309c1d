//! Where and when an event is said to have happened: the place and the time near its trigger.

use crate::status::clause_ends_between;
use crate::words;
use dateline_model::{Place, PlacePrecision, TimeRef, Why};
use dateline_resolve::Entities;
use dateline_resolve::place::{PlaceMention, PlaceUsage};
use dateline_resolve::time::{TimeMention, TimeRole};
use dateline_syntax::{Analysis, Relation, Sentence, TokenIx, Upos};
use std::ops::Range;

/// What was found for one event.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The place, if one is known.
    pub place: Option<Place>,
    /// Why the nearest toponym could not be resolved, with its tokens.
    pub place_problem: Option<(Why, Range<TokenIx>)>,
    /// The time, resolved or not.
    pub time: Option<TimeRef>,
    /// How many sentences back the place stands.
    pub back: usize,
}

/// What speaks for and against a toponym as the scene of an event; the least is best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaceSigns {
    /// Names where the report was filed, who did it, or where those stood.
    pub filed_or_doer: bool,
    /// A clause of its own lies between.
    pub apart: bool,
    /// The tree puts it elsewhere.
    pub elsewhere: bool,
    /// Tokens from the trigger; what stands before counts double.
    pub distance: usize,
}

/// Tokens between which a mention counts as beside the trigger.
fn distance(trigger: &Range<TokenIx>, mention: &Range<TokenIx>) -> usize {
    if mention.start >= trigger.end {
        mention.start - trigger.end
    } else {
        // What comes before an event is less often its scene than what follows.
        (trigger.start.saturating_sub(mention.end)) * 2 + 1
    }
}

/// Whether a clause boundary that usually separates scenes lies between trigger and mention.
fn apart(analysis: &Analysis<'_>, trigger: &Range<TokenIx>, mention: &Range<TokenIx>) -> bool {
    let (from, to) = if mention.start >= trigger.end {
        (trigger.end, mention.start)
    } else {
        (mention.end, trigger.start)
    };
    (from..to.max(from)).any(|ix| {
        matches!(
            analysis.lower(ix),
            ";" | "while" | "meanwhile" | "elsewhere" | "but"
        )
    })
}

/// The literal places of a sentence, best first: beside the trigger, finer before coarser where one follows the other.
fn places_in<'e>(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    entities: &'e Entities,
    trigger: &Range<TokenIx>,
) -> Vec<&'e PlaceMention> {
    let mut here: Vec<&PlaceMention> = entities
        .places
        .iter()
        .filter(|p| sentence.tokens.contains(&p.tokens.start) && p.usage == PlaceUsage::Literal)
        .filter(|p| is_scene(analysis, sentence, p))
        .collect();
    // Nor does it make another more exact.
    let struck = |p: &&PlaceMention| !is_station(analysis, sentence, p);
    if here.iter().any(struck) {
        here.retain(struck);
    }
    here.sort_by_key(|p| signs_of(analysis, sentence, trigger, p));
    here
}

/// The signs by which [`places_in`] orders.
pub fn signs_of(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    trigger: &Range<TokenIx>,
    mention: &PlaceMention,
) -> PlaceSigns {
    PlaceSigns {
        filed_or_doer: is_dateline(analysis, sentence, mention)
            || is_doer(analysis, mention)
            || is_station(analysis, sentence, mention),
        apart: apart(analysis, trigger, &mention.tokens),
        elsewhere: !holds(analysis, trigger, mention),
        distance: distance(trigger, &mention.tokens),
    }
}

/// 'DAMASCUS (Agency) — A car bomb …': where the report was filed, a scene only if no other is named.
fn is_dateline(analysis: &Analysis<'_>, sentence: &Sentence, mention: &PlaceMention) -> bool {
    let first = sentence.tokens.start;
    let capitals = |ix: TokenIx| {
        let word = analysis.word(ix);
        word.len() > 2 && !word.contains(char::is_lowercase)
    };
    let mark = (mention.tokens.end..sentence.tokens.end.min(mention.tokens.end + DATELINE_TOKENS))
        .find(|ix| matches!(analysis.word(*ix), "(" | "-" | "--" | "–" | "—" | ":" | "_"));
    mention.tokens.start < first + DATELINE_TOKENS
        && mention.tokens.clone().any(capitals)
        && mark.is_some()
        && !sentence.all_caps
}

/// Tokens within which a dateline ends. Chosen: town, comma, country, day and month.
const DATELINE_TOKENS: usize = 6;

/// Whether a place is the subject of a verb with an object: 'Ankara bombed the hills' names who did it. A place may still
/// 'see' or 'suffer' an attack.
fn is_doer(analysis: &Analysis<'_>, mention: &PlaceMention) -> bool {
    let Some(head) = head_of(analysis, &mention.tokens) else {
        return false;
    };
    let Some(verb) = analysis
        .head(head)
        .filter(|_| analysis.relation(head) == Relation::Nsubj && analysis.upos(head) == Upos::Propn)
    else {
        return false;
    };
    let undergoes = matches!(
        analysis.lemma(verb),
        "see" | "witness" | "suffer" | "have" | "be" | "come" | "experience" | "endure" | "face"
    );
    !undergoes
        && (analysis.child(verb, Relation::Obj).is_some() || analysis.child(verb, Relation::Xcomp).is_some())
}

/// 'Fighters positioned in Jobar shelled the port': where somebody stands who strikes elsewhere. By position: such sentences lead
/// parsers astray.
fn is_station(analysis: &Analysis<'_>, sentence: &Sentence, mention: &PlaceMention) -> bool {
    let start = mention.tokens.start;
    let stands = |ix: TokenIx| {
        matches!(
            analysis.lower(ix),
            "based" | "entrenched" | "garrisoned" | "positioned" | "stationed"
        )
    };
    let from = sentence.tokens.start.max(start.saturating_sub(STATION_REACH));
    let words = (from..start).rev().take_while(|&ix| {
        matches!(
            analysis.lower(ix),
            "in" | "at" | "near" | "on" | "inside" | "the" | "of"
        ) || stands(ix)
            || !matches!(analysis.upos(ix), Upos::Verb | Upos::Aux | Upos::Punct)
    });
    let participle = words.into_iter().find(|&ix| stands(ix));
    participle.is_some_and(|ix| ix > sentence.tokens.start && !words::is_be(analysis.lower(ix - 1)))
}

/// Words from such a participle to its place: 'positioned in the east of the Jobar quarter'.
const STATION_REACH: usize = 7;

/// The token of a name that the others hang on.
pub fn head_of(analysis: &Analysis<'_>, tokens: &Range<TokenIx>) -> Option<TokenIx> {
    if !analysis.is_parsed() {
        return None;
    }
    tokens
        .clone()
        .find(|ix| analysis.head(*ix).is_none_or(|head| !tokens.contains(&head)))
}

/// Whether the tree puts the event at the place: it hangs on the trigger or on the verb that carries it, with no other event's verb
/// between ('killed two in Taftanaz', 'the blast hit a market in Taftanaz').
fn holds(analysis: &Analysis<'_>, trigger: &Range<TokenIx>, mention: &PlaceMention) -> bool {
    let (Some(head), Some(place)) = (head_of(analysis, trigger), head_of(analysis, &mention.tokens)) else {
        return true;
    };
    analysis
        .path(head, place)
        .is_none_or(|path| path.len() <= NEAR_IN_TREE)
}

/// Tokens of the path between an event and its scene, both ends included. Chosen by example, not tuned: verb, object, its noun, place.
const NEAR_IN_TREE: usize = 5;

/// Whether a toponym stands where a scene stands. A country does only after a preposition of place: 'by Russia', 'with Israel' and
/// 'including Iran' name parties.
fn is_scene(analysis: &Analysis<'_>, sentence: &Sentence, mention: &PlaceMention) -> bool {
    let country = mention
        .place
        .as_ref()
        .is_ok_and(|p| p.precision == PlacePrecision::Country);
    let before = (sentence.tokens.start..mention.tokens.start)
        .rev()
        .take(3)
        .map(|ix| analysis.lower(ix))
        .find(|word| words::is_preposition(word) || matches!(*word, "," | "and" | "with"));
    if country {
        matches!(
            before,
            Some("in" | "across" | "inside" | "throughout" | "over" | "near" | "into" | "of" | ",")
        )
    } else {
        !matches!(before, Some("by" | "with"))
    }
}

/// Finds place and time of the event that `trigger` tells of in sentence `index`.
///
/// The place is the nearest toponym of the sentence, refined by a finer one beside it ('in Idlib province's Saraqib'); without one, that of
/// the nearest earlier sentence, at most `MAX_BACK` back in the same run of paragraphs. The time is the nearest expression of the sentence
/// that names a date; it is not carried over, except the date line of the report itself, which is no event time.
pub fn find_scene(
    analysis: &Analysis<'_>,
    index: usize,
    trigger: &Range<TokenIx>,
    entities: &Entities,
) -> Scene {
    let sentence = &analysis.sentences()[index];
    let mut scene = Scene {
        time: time_of(analysis, sentence, trigger, entities),
        ..Scene::default()
    };
    for back in 0..=MAX_BACK.min(index) {
        let found = places_back(analysis, index, trigger, entities, back);
        if let Some(place) = finest_of_nearest(&found) {
            scene.place = Some(place);
            scene.back = back;
            return scene;
        }
        if back == 0
            && let Some(mention) = found.first()
            && let Err(why) = mention.event_place()
        {
            scene.place_problem = Some((why, mention.tokens.clone()));
        }
    }
    scene
}

/// The places that can be the scene of an event in sentence `index`, of the sentence so many before it, best first.
pub fn places_back<'e>(
    analysis: &Analysis<'_>,
    index: usize,
    trigger: &Range<TokenIx>,
    entities: &'e Entities,
    back: usize,
) -> Vec<&'e PlaceMention> {
    let there = &analysis.sentences()[index - back];
    let anchor = anchor_of(there, trigger, back);
    let mut found = places_in(analysis, there, entities, &anchor);
    if back > 0 {
        // A country named a sentence ago is context, not a scene.
        found.retain(|p| {
            p.event_place()
                .is_ok_and(|p| p.precision != PlacePrecision::Country)
        });
    }
    found
}

/// What nearness is measured from: the trigger, or in an earlier sentence its end.
pub fn anchor_of(there: &Sentence, trigger: &Range<TokenIx>, back: usize) -> Range<TokenIx> {
    if back == 0 {
        trigger.clone()
    } else {
        there.tokens.end..there.tokens.end
    }
}

/// Sentences back that a place carries. Chosen: news keeps its scene for a paragraph of two or three sentences.
const MAX_BACK: usize = 2;

fn finest_of_nearest(found: &[&PlaceMention]) -> Option<Place> {
    let nearest = found.iter().find_map(|p| p.event_place().ok())?;
    // 'the town of Saraqib in Idlib province' may put the province nearer: prefer a finer place of the same country and division.
    let finer = found
        .iter()
        .take(3)
        .filter_map(|p| p.event_place().ok())
        .find(|p| {
            p.precision < nearest.precision
                && p.country == nearest.country
                && (nearest.precision == PlacePrecision::Country || p.admin1 == nearest.admin1)
        });
    Some(finer.unwrap_or(nearest).clone())
}

fn time_of(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    trigger: &Range<TokenIx>,
    entities: &Entities,
) -> Option<TimeRef> {
    let here = times_in(analysis, sentence, trigger, entities);
    here.first().map(|t| t.time.clone())
}

/// The expressions of a sentence that can say when the event of a trigger happened, nearest first.
pub fn times_in<'e>(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    trigger: &Range<TokenIx>,
    entities: &'e Entities,
) -> Vec<&'e TimeMention> {
    let mut here: Vec<&TimeMention> = entities
        .times
        .iter()
        .filter(|t| sentence.tokens.contains(&t.tokens.start) && is_date(t))
        .collect();
    if let Some(own) = below_justice(analysis, sentence, trigger) {
        here.retain(|t| {
            head_of(analysis, &t.tokens).is_some_and(|head| {
                // What the act hangs on itself ('pleaded guilty Friday in the death') is not the act's.
                !own.contains(&head) && analysis.ancestors(head).any(|ix| own.contains(&ix))
            })
        });
    }
    here.sort_by_key(|t| {
        let both = distance(trigger, &t.tokens).min(trigger.start.abs_diff(t.tokens.end));
        // News is of the day it is put up on, but only where nothing else is said.
        (
            is_stamp(analysis, t),
            is_open(t) && !is_of_when(analysis, t, trigger),
            apart(analysis, trigger, &t.tokens),
            is_of_lower_verb(analysis, trigger, t),
            both,
        )
    });
    here
}

/// What police and courts do about an act, at another time than the act's: 'was charged with murder on Saturday'.
const JUSTICE: [&str; 23] = [
    "accuse",
    "acquit",
    "appear",
    "apprehend",
    "arraign",
    "arrest",
    "await",
    "book",
    "charge",
    "confess",
    "convict",
    "detain",
    "extradite",
    "face",
    "imprison",
    "indict",
    "jail",
    "plead",
    "sentence",
    "surrender",
    "suspect",
    "testify",
    "try",
];

/// Where an act is told as what police or a court deal with: the words between it and theirs, the act's own among them. Only what
/// hangs on these says when it was.
fn below_justice(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    trigger: &Range<TokenIx>,
) -> Option<Vec<TokenIx>> {
    let head = head_of(analysis, trigger).filter(|head| sentence.tokens.contains(head))?;
    let mut own = vec![head];
    for above in analysis.ancestors(head) {
        let verb =
            analysis.upos(above) == Upos::Verb && JUSTICE.binary_search(&analysis.lemma(above)).is_ok();
        // 'is behind bars Saturday after police say he shot two men'
        let jailed = matches!(analysis.lower(above), "bars" | "custody" | "jail" | "trial");
        if verb || jailed {
            return Some(own);
        }
        own.push(above);
    }
    None
}

/// 'Aid workers kidnapped last month were freed on Sunday': whether a time is that of a verb that only tells who is meant.
fn is_of_lower_verb(analysis: &Analysis<'_>, trigger: &Range<TokenIx>, mention: &TimeMention) -> bool {
    let verb = |ix: TokenIx| analysis.upos(ix) == Upos::Verb;
    let Some((act, time)) = head_of(analysis, trigger).zip(head_of(analysis, &mention.tokens)) else {
        return false;
    };
    let own = analysis.ancestors(time).find(|ix| verb(*ix));
    verb(act)
        && own.is_some_and(|own| {
            own != act && analysis.relation(own) == Relation::Acl && analysis.is_under(own, act)
        })
}

/// 'the deadliest raid since 2015 killed nine on Monday': a time with no end gives way to a day.
fn is_open(mention: &TimeMention) -> bool {
    mention.time.start.is_some() && mention.time.end.is_none()
}

/// 'since 2015, when 147 students died': whether the act is what the time is remembered for.
pub fn is_of_when(analysis: &Analysis<'_>, mention: &TimeMention, trigger: &Range<TokenIx>) -> bool {
    let behind = mention.tokens.end;
    let when = (behind..behind + 2).find(|ix| *ix < trigger.start && analysis.lower(*ix) == "when");
    when.is_some_and(|when| !clause_ends_between(analysis, when + 1..trigger.start))
}

/// 'Posted: Monday, 8 April 4:09 PM': when the report was put up.
fn is_stamp(analysis: &Analysis<'_>, mention: &TimeMention) -> bool {
    let before = |n: usize| {
        mention
            .tokens
            .start
            .checked_sub(n)
            .map_or("", |ix| analysis.lower(ix))
    };
    let put_up = |word: &str| matches!(word, "modified" | "posted" | "published" | "revised" | "updated");
    put_up(before(1)) || matches!(before(1), ":" | "on") && put_up(before(2))
}

/// Whether an expression can say when something happened: a date, and not that of the statement ('reports the Herald on April 22')
/// or of the report's own dateline.
fn is_date(mention: &TimeMention) -> bool {
    mention.role != TimeRole::Report
        && mention
            .time
            .timex
            .starts_with(|c: char| c.is_ascii_digit() || c == 'X')
}
