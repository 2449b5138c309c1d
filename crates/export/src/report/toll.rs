//! A toll in words, with the voices that it rests on.

use super::{
    notes::Notes,
    page::{Line, Run, faint, strong, text},
};
use crate::words::{figure, number};
use dateline_model::{Bounds, Claim, ClaimId, Excerpt, HarmKind, Standing, Toll, TollFigure};
use std::collections::{BTreeMap, BTreeSet};

/// What one voice says in one claim.
#[derive(Clone, Debug)]
pub(crate) struct Said<'m> {
    pub claim: &'m Claim,
    pub voice: Option<String>,
    /// Whether the voice is a side in the fight.
    pub party: bool,
    /// Its figures; several stand side by side in one sentence ('three soldiers and two civilians').
    pub figures: Vec<(Bounds, Excerpt)>,
    /// Other reports in which the voice says the same.
    pub again: usize,
}

impl Said<'_> {
    /// The figures as they are told: `7`, `3 and 4`.
    pub(crate) fn words(&self) -> String {
        let shown: Vec<String> = self.figures.iter().map(|(bounds, _)| counted(bounds)).collect();
        match shown.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => shown.concat(),
        }
    }

    /// The number of its footnote.
    pub(crate) fn cite(&self, notes: &mut Notes<'_>) -> Option<usize> {
        let numbers = self
            .figures
            .iter()
            .map(|(bounds, mark)| notes.cite(self.claim, mark, Some(bounds)));
        // One sentence, one footnote; all its figures are marked.
        let number = numbers.collect::<BTreeSet<_>>().into_iter().next()?;
        if let (Some(total), true) = (self.total(stated), self.figures.len() > 1) {
            notes.add_reading(number, format!("{} side by side, together {total}", self.words()));
        }
        Some(number)
    }

    /// What the claim's figures come to, as tolls count them: beside one another in one sentence.
    fn total(&self, of: impl Fn(&Bounds) -> Option<u32>) -> Option<u32> {
        let figures = self.figures.iter().filter_map(|(bounds, _)| of(bounds));
        figures.reduce(u32::saturating_add)
    }
}

/// A figure, zero as a digit: 'none killed' could be taken for 'not known'.
pub(crate) fn counted(bounds: &Bounds) -> String {
    match (bounds.low, bounds.high) {
        (Some(0), Some(0)) => "0".to_owned(),
        _ => figure(bounds),
    }
}

/// The voices whose figures stand, in the order in which they were published; each voice with each figure once.
pub(crate) fn standing<'m>(toll: &Toll, notes: &Notes<'m>) -> Vec<Said<'m>> {
    let mut said: Vec<Said<'m>> = Vec::new();
    let mut at: BTreeMap<&ClaimId, usize> = BTreeMap::new();
    for figure in toll.basis.iter().filter(|f| f.standing == Standing::Counts) {
        let Some(claim) = notes.claim(&figure.claim) else {
            continue;
        };
        let mark = mark(claim, toll.kind, &figure.bounds);
        match at.get(&figure.claim) {
            Some(at) => {
                let known: &mut Said<'_> = &mut said[*at];
                if known.figures.iter().all(|(_, m)| *m != mark) {
                    known.figures.push((figure.bounds, mark));
                }
            }
            None => {
                at.insert(&figure.claim, said.len());
                said.push(Said {
                    claim,
                    voice: voice(figure, claim, notes),
                    party: figure.party,
                    figures: vec![(figure.bounds, mark)],
                    again: 0,
                });
            }
        }
    }
    for one in &mut said {
        // 'Dozens' beside a number says it again in other words.
        if one.figures.iter().any(|(bounds, _)| bounds.best.is_some()) {
            one.figures.retain(|(bounds, _)| bounds.best.is_some());
        }
    }
    let fitting: Vec<Said<'_>> = said.iter().filter(|one| within(one, toll)).cloned().collect();
    // A toll that no voice explains is still shown with all voices that count.
    folded(if fitting.is_empty() { said } else { fitting })
}

/// Whether a voice's figures lie between the bounds of the toll. Those that do not were told again in another sentence of a report
/// whose figure counts, or has been replaced.
fn within(said: &Said<'_>, toll: &Toll) -> bool {
    let above = |low: u32| {
        said.total(|b| b.high.or_else(|| stated(b)))
            .is_none_or(|n| n >= low)
    };
    let below = |high: u32| {
        said.total(|b| b.low.or_else(|| stated(b)))
            .is_none_or(|n| n <= high)
    };
    toll.low.is_none_or(above) && (toll.open || toll.high.is_none_or(below))
}

/// The same voice with the same figure once.
fn folded(said: Vec<Said<'_>>) -> Vec<Said<'_>> {
    let mut kept: Vec<Said<'_>> = Vec::new();
    for one in said {
        let same = |k: &&mut Said<'_>| k.voice == one.voice && k.words() == one.words();
        match kept.iter_mut().find(same) {
            Some(known) if known.claim.document == one.claim.document => {}
            Some(known) => known.again += 1,
            None => kept.push(one),
        }
    }
    kept
}

/// The words of a figure in its claim; the whole sentence where a person put it in.
pub(crate) fn mark(claim: &Claim, kind: HarmKind, bounds: &Bounds) -> Excerpt {
    let found = claim.harm.iter().find(|h| h.kind == kind && h.bounds == *bounds);
    found.map_or_else(|| claim.evidence.clone(), |h| h.span.clone())
}

/// Who gives a figure, by a name that readers know: of all names that the claims have for an actor the fullest one.
pub(crate) fn voice(figure: &TollFigure, claim: &Claim, notes: &Notes<'_>) -> Option<String> {
    let voice = figure.voice.as_deref()?;
    let cited = |c: &Claim| {
        let of = |a: &&dateline_model::Attribution| {
            a.actor.as_deref() == Some(voice) || a.speaker.as_ref().is_some_and(|s| s.to_lowercase() == voice)
        };
        c.attribution
            .iter()
            .rev()
            .find(of)
            .and_then(|a| a.speaker.clone())
    };
    let own = cited(claim);
    let named = |name: &String| name.chars().next().is_some_and(char::is_uppercase);
    if own.as_ref().is_some_and(named) {
        return own;
    }
    // 'The group said' is cleared up where the same report names it elsewhere.
    let source = notes.source(&claim.document);
    let elsewhere = source
        .iter()
        .flat_map(|s| &s.claims)
        .filter_map(cited)
        .find(named);
    elsewhere.or(own).or_else(|| Some(voice.to_owned()))
}

/// A toll in words: `61`, `61 (53–70)`, `61 (53–70+)` where the highest figure is a floor, `at least 20`, `0`; `None` where no figure stands.
pub(crate) fn toll_words(toll: &Toll) -> Option<String> {
    let n = |n: u32| number(n);
    Some(match (toll.low, toll.best, toll.high) {
        (None, None, None) => return None,
        (Some(low), _, Some(high)) if low == high && toll.open => format!("at least {}", n(low)),
        (Some(low), _, Some(high)) if low == high && hedged(toll) => format!("about {}", n(low)),
        (Some(low), _, Some(high)) if low == high => n(low),
        (Some(low), best, Some(high)) => {
            let range = if toll.open {
                format!("{}–{}+", n(low), n(high))
            } else {
                format!("{}–{}", n(low), n(high))
            };
            best.map_or_else(|| range.clone(), |best| format!("{} ({range})", n(best)))
        }
        (Some(low), Some(best), None) if best != low => format!("{} (at least {})", n(best), n(low)),
        (Some(low), _, None) => format!("at least {}", n(low)),
        (None, Some(best), _) if toll.open => format!("at least {}", n(best)),
        (None, Some(best), _) if hedged(toll) => format!("about {}", n(best)),
        (None, Some(best), _) => n(best),
        (None, None, Some(high)) => format!("at most {}", n(high)),
    })
}

/// Whether every figure that stands is hedged or vague.
fn hedged(toll: &Toll) -> bool {
    let mut standing = toll
        .basis
        .iter()
        .filter(|f| f.standing == Standing::Counts)
        .peekable();
    standing.peek().is_some() && standing.all(|f| f.bounds.approximate)
}

/// The three figures of a toll in columns: lowest, best, highest.
pub(crate) fn bounds_words(toll: &Toll) -> [String; 3] {
    let shown = |n: Option<u32>| n.map_or_else(|| "not stated".to_owned(), number);
    let high = match (toll.high, toll.open) {
        (Some(high), true) => format!("{} or more", number(high)),
        (None, _) => "open".to_owned(),
        (high, false) => shown(high),
    };
    // A best figure that is a floor itself must not be read as a number of people.
    let best = match toll.best {
        Some(best) if toll.open && toll.best == toll.high => format!("at least {}", number(best)),
        best => shown(best),
    };
    [shown(toll.low), best, high]
}

/// Voices named in one cell at most.
const VOICES: usize = 6;

/// Footnotes behind one figure at most: those of its best, its lowest and its highest.
const NOTES: usize = 3;

/// A toll with the footnotes of the figures that it rests on.
pub(crate) fn toll_line(toll: &Toll, notes: &mut Notes<'_>) -> Line {
    let Some(words) = toll_words(toll) else {
        return Line::new();
    };
    let mut line = vec![strong(words)];
    let said = standing(toll, notes);
    let mut numbers = BTreeSet::new();
    for one in supports(toll, &said) {
        numbers.extend(one.cite(notes));
    }
    line.extend(numbers.into_iter().map(Run::Note));
    line
}

/// The number that stands for a figure where only one can.
pub(crate) fn stated(bounds: &Bounds) -> Option<u32> {
    bounds.best.or(bounds.low).or(bounds.high)
}

/// The voices that give the best, the lowest and the highest figure.
fn supports<'s, 'm>(toll: &Toll, said: &'s [Said<'m>]) -> Vec<&'s Said<'m>> {
    let best = |s: &&Said<'_>| s.total(stated) == toll.best;
    let low = |s: &&Said<'_>| s.total(|b| b.low.or_else(|| stated(b))) == toll.low;
    let high = |s: &&Said<'_>| s.total(|b| b.high.or_else(|| stated(b))) == toll.high;
    // The latest word of the best figure is the one that counts.
    let found = [
        said.iter().rev().find(best),
        said.iter().find(low),
        said.iter().find(high),
    ];
    let mut picked: Vec<&Said<'_>> = Vec::new();
    for one in found.into_iter().flatten() {
        if !picked.iter().any(|p| p.claim.id == one.claim.id) {
            picked.push(one);
        }
    }
    if picked.is_empty() {
        picked.extend(said);
    }
    picked.truncate(NOTES);
    picked
}

/// Every voice with its figure and its footnote, a line each.
pub(crate) fn voices_line(toll: &Toll, notes: &mut Notes<'_>) -> Line {
    let said = standing(toll, notes);
    let mut line = Line::new();
    for (at, one) in said.iter().take(VOICES).enumerate() {
        if at > 0 {
            line.push(Run::Break);
        }
        let who = one.voice.clone().unwrap_or_else(|| "no one named".to_owned());
        line.push(strong(one.words()));
        line.push(text(format!(" {who}")));
        if one.party {
            line.push(faint(" (a side in the fight)"));
        }
        line.extend(one.cite(notes).map(Run::Note));
        if one.again > 0 {
            line.push(faint(format!(
                " and in {}",
                super::counted(one.again, "other report")
            )));
        }
    }
    if said.len() > VOICES {
        line.push(Run::Break);
        line.push(faint(format!(
            "and {}",
            super::counted(said.len() - VOICES, "other figure")
        )));
    }
    line
}
