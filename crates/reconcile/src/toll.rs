//! Tolls: what the reports of an incident say it cost, with every figure's standing.
//!
//! The rules are DESIGN.md's: a voice's later figure replaces its earlier one, wire copies and running totals never count, parts do
//! not add to their whole, figures of a party are marked. Low is the lowest figure still standing, high the highest, best the
//! latest figure of the best supported line of reports.

use crate::telling::{Telling, claim_total, counts, figures, over_period, side_by_side, stated};
use dateline_model::{
    Attribution, Bounds, Claim, Dispute, DisputeKind, Harm, HarmKind, Scope, Standing, Toll, TollFigure,
    VictimClass,
};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of harm in the order of output.
const KINDS: [HarmKind; 10] = [
    HarmKind::Killed,
    HarmKind::Injured,
    HarmKind::Abducted,
    HarmKind::Detained,
    HarmKind::Missing,
    HarmKind::Displaced,
    HarmKind::Surrendered,
    HarmKind::SexualViolence,
    HarmKind::Captured,
    HarmKind::Casualties,
];

/// How many times a report's figure for the whole another figure further down may be, to be of the same event. Chosen: tolls
/// double within a day, those of other wars and years are many times greater.
const FAR: u64 = 2;

/// A report of the incident, and whether it copies an earlier one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'t, 'r> {
    pub telling: &'t Telling<'r>,
    pub copy: bool,
}

/// One voice's figure for the whole, in one report.
#[derive(Clone, Debug)]
struct Line {
    /// Position of the report in the incident.
    report: usize,
    voice: String,
    /// The voice in the report's own words.
    name: String,
    figure: usize,
    low: u32,
    best: u32,
    high: Option<u32>,
    /// Whether it is the largest figure of its report.
    whole: bool,
    people: People,
}

/// Whom a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum People {
    /// One named person, or children or women alone: others may have been harmed beside them.
    Some,
    /// The people harmed, of a class where the words say one.
    All(VictimClass),
}

impl People {
    /// Whether two figures are of the same people, so that they can exclude each other. Two reports may call the same dead
    /// civilians and fighters; one report that does counts two groups.
    fn comparable(a: &Line, b: &Line) -> bool {
        match (a.people, b.people) {
            (Self::All(one), Self::All(two)) => {
                a.report != b.report
                    || one == two
                    || one == VictimClass::Unknown
                    || two == VictimClass::Unknown
            }
            _ => false,
        }
    }

    fn of(claim: &Claim, kind: HarmKind) -> Self {
        let figures = side_by_side(claim, kind);
        let within = |h: &Harm| {
            (h.victims.children || h.victims.women)
                && !h.parts.iter().any(|p| p.victims.children || p.victims.women)
        };
        let person = claim_total(claim, kind) == Some(1) && !claim.named_victims.is_empty();
        match figures.as_slice() {
            figures if person || figures.iter().all(|h| within(h)) => Self::Some,
            [one] => Self::All(one.victims.status),
            _ => Self::All(VictimClass::Unknown),
        }
    }
}

/// Tolls and what the voices disagree on. `reports` in order of publication.
pub(crate) fn reconcile(reports: &[Told<'_, '_>]) -> (Vec<Toll>, Vec<Dispute>) {
    let (mut tolls, mut disputes) = (Vec::new(), Vec::new());
    for kind in KINDS {
        if let Some((toll, dispute)) = toll(reports, kind) {
            tolls.push(toll);
            disputes.extend(dispute);
        }
    }
    disputes.extend(reports.iter().flat_map(|told| breaches(told.telling)));
    (tolls, disputes)
}

fn toll(reports: &[Told<'_, '_>], kind: HarmKind) -> Option<(Toll, Option<Dispute>)> {
    let mut basis = Vec::new();
    let mut lines: Vec<Line> = Vec::new();
    for (at, told) in reports.iter().enumerate() {
        read_report(at, told, kind, &mut basis, &mut lines);
    }
    if basis.is_empty() {
        return None;
    }
    replace_earlier(&mut lines, &mut basis);
    let best = best(&lines);
    set_apart_some(&mut lines, &mut basis);
    let open =
        lines.iter().map(|l| l.best).max() == lines.iter().filter(|l| l.high.is_none()).map(|l| l.best).max();
    let toll = Toll {
        kind,
        low: lines.iter().map(|l| l.low).min(),
        best,
        high: lines.iter().map(|l| l.high.unwrap_or(l.best).max(l.best)).max(),
        open: open && !lines.is_empty(),
        basis,
    };
    let dispute = dispute(&lines, &toll);
    Some((toll, dispute))
}

/// Reads the figures of one report: every one into `basis`, the largest of every voice into `lines`.
fn read_report(
    at: usize,
    told: &Told<'_, '_>,
    kind: HarmKind,
    basis: &mut Vec<TollFigure>,
    lines: &mut Vec<Line>,
) {
    let telling = told.telling;
    let whole = telling.whole(kind).unwrap_or(0);
    let mut of_voice: BTreeMap<String, Line> = BTreeMap::new();
    for claim in &telling.claims {
        let total = claim_total(claim, kind);
        for figure in figures(claim).filter(|h| h.kind == kind) {
            let Voice {
                key: voice,
                name,
                party,
            } = voice(telling, claim, figure);
            let standing = match figure.scope {
                Scope::Running | Scope::Several => Standing::RunningTotal,
                _ if over_period(claim, figure) => Standing::RunningTotal,
                _ if told.copy => Standing::WireCopy,
                _ if !counts(figure) || says_again(telling, figure) => Standing::Part,
                _ if u64::from(total.unwrap_or(0)) * 2 < u64::from(whole) => Standing::Smaller,
                _ if u64::from(total.unwrap_or(0)) > FAR * u64::from(whole) => Standing::OtherEvent,
                _ => Standing::Counts,
            };
            basis.push(TollFigure {
                claim: claim.id.clone(),
                document: claim.document.clone(),
                voice: voice.clone(),
                party,
                bounds: figure.bounds,
                standing,
            });
            let (Standing::Counts, Some(total)) = (standing, total) else {
                continue;
            };
            let key = voice.unwrap_or_else(|| telling.document.as_str().to_owned());
            let line = Line {
                report: at,
                name: name.unwrap_or_else(|| key.clone()),
                people: People::of(claim, kind),
                voice: key.clone(),
                figure: basis.len() - 1,
                low: low(claim, kind).unwrap_or(total),
                best: total,
                high: high(figure, total),
                whole: total == whole,
            };
            match of_voice.get_mut(&key) {
                Some(known) if (known.whole, known.best) >= (line.whole, line.best) => {
                    if known.best != line.best {
                        basis[line.figure].standing = Standing::Smaller;
                    }
                }
                Some(known) => {
                    basis[known.figure].standing = Standing::Smaller;
                    *known = line;
                }
                None => drop(of_voice.insert(key, line)),
            }
        }
    }
    lines.extend(of_voice.into_values());
}

/// The floor of a claim's figures side by side.
fn low(claim: &Claim, kind: HarmKind) -> Option<u32> {
    let figures = side_by_side(claim, kind).into_iter();
    figures
        .filter_map(|h| h.bounds.low.or(stated(h)))
        .reduce(|sum, n| sum.saturating_add(n))
}

/// The ceiling of a figure; open where the words set none.
fn high(figure: &Harm, total: u32) -> Option<u32> {
    figure.bounds.high.map(|high| high.max(total))
}

/// Who says a figure.
struct Voice {
    /// What makes two voices one: the actor's id, else the speaker's words in lower case, else the publisher.
    key: Option<String>,
    /// The voice as the report names it.
    name: Option<String>,
    /// Whether it is a side in the fight.
    party: bool,
}

/// Whether a figure says another one of the event again. One that is left to another event (a headline placed elsewhere) is not told here.
fn says_again(telling: &Telling<'_>, figure: &Harm) -> bool {
    figure.restates.as_ref().is_some_and(|earlier| {
        let told = |h: &Harm| h.span == *earlier || h.parts.iter().any(|part| part.span == *earlier);
        telling.claims.iter().any(|claim| claim.harm.iter().any(told))
    })
}

/// The last voice cited for a figure; where none is, or only by what it is ('a monitor'), the one known by name that the report
/// cites where it says the figure again; else the publisher.
fn voice(telling: &Telling<'_>, claim: &Claim, figure: &Harm) -> Voice {
    let again = || {
        let says_again = |c: &&Claim| {
            let same = |h: &Harm| h.restates.as_ref() == Some(&figure.span) && h.bounds == figure.bounds;
            c.harm.iter().any(same)
        };
        let claims = telling.claims.iter().map(|c| &**c);
        claims.filter(says_again).find_map(|c| c.attribution.last())
    };
    let cited = claim.attribution.last();
    let by_name = |a: &&Attribution| a.actor.is_some();
    let named = cited.filter(by_name).or_else(|| again().filter(by_name));
    let Some(cited) = named.or(cited).or_else(again) else {
        return Voice {
            key: telling.publisher.clone(),
            name: telling.publisher.clone(),
            party: false,
        };
    };
    let words = cited.speaker.as_ref().map(|s| s.to_lowercase());
    Voice {
        key: cited
            .actor
            .clone()
            .or(words)
            .or_else(|| telling.publisher.clone()),
        name: cited.speaker.clone().or_else(|| telling.publisher.clone()),
        party: cited.party,
    }
}

/// Takes out figures of some of the people where another line counts more of them.
fn set_apart_some(lines: &mut Vec<Line>, basis: &mut [TollFigure]) {
    let all = lines.iter().filter(|l| l.people != People::Some);
    let Some(most) = all.map(|l| l.best).max() else {
        return;
    };
    lines.retain(|line| {
        let part = line.people == People::Some && line.best <= most;
        if part {
            basis[line.figure].standing = Standing::Part;
        }
        !part
    });
}

/// Takes out every line whose voice gives another in a later report.
fn replace_earlier(lines: &mut Vec<Line>, basis: &mut [TollFigure]) {
    let mut latest: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines.iter() {
        latest.insert(&line.voice, line.report);
    }
    let keep: Vec<bool> = lines
        .iter()
        .map(|l| latest.get(l.voice.as_str()) == Some(&l.report))
        .collect();
    for (line, keep) in lines.iter().zip(&keep) {
        if !keep {
            basis[line.figure].standing = Standing::Replaced;
        }
    }
    let mut keep = keep.into_iter();
    lines.retain(|_| keep.next().unwrap_or(true));
}

/// The latest figure of the best supported line: the figure that most reports give for the whole; of equals the latest, then
/// the largest. 'A man' is one of the dead as often as the whole toll: a report with a figure of one counts half (chosen on the
/// training half of the incidents).
fn best(lines: &[Line]) -> Option<u32> {
    let mut support: BTreeMap<u32, (BTreeSet<usize>, usize)> = BTreeMap::new();
    let whole = lines.iter().filter(|l| l.whole);
    for line in whole {
        let entry = support.entry(line.best).or_default();
        entry.0.insert(line.report);
        entry.1 = entry.1.max(line.report);
    }
    let best = support.iter().max_by_key(|(figure, (reports, latest))| {
        let weight = if **figure == 1 { 1 } else { 2 };
        (weight * reports.len(), *latest, **figure)
    });
    best.map(|(figure, _)| *figure)
}

/// Two voices whose figures for the same people exclude each other: of such pairs the one furthest apart.
fn dispute(lines: &[Line], toll: &Toll) -> Option<Dispute> {
    let pairs = lines.iter().flat_map(|a| lines.iter().map(move |b| (a, b)));
    let apart = pairs.filter_map(|(least, most)| {
        let gap = most.low.checked_sub(least.high?)?;
        let exclude = gap > 0 && least.voice != most.voice && People::comparable(least, most);
        exclude.then_some((gap, least, most))
    });
    let (_, least, most) = apart.reduce(|far, pair| if pair.0 > far.0 { pair } else { far })?;
    Some(Dispute {
        about: DisputeKind::Toll,
        harm: Some(toll.kind),
        claims: vec![
            toll.basis[least.figure].claim.clone(),
            toll.basis[most.figure].claim.clone(),
        ],
        told: format!(
            "{} ({}) against {} ({})",
            least.best, least.name, most.best, most.name
        ),
    })
}

/// Stated parts that exceed their whole.
fn breaches(telling: &Telling<'_>) -> Vec<Dispute> {
    let mut out = Vec::new();
    for claim in &telling.claims {
        for figure in &claim.harm {
            let Bounds { high: Some(high), .. } = figure.bounds else {
                continue;
            };
            let part = figure.parts.iter().filter(|p| p.kind == figure.kind);
            let worst = part.filter_map(|p| p.bounds.low).max().filter(|low| *low > high);
            out.extend(worst.map(|low| Dispute {
                about: DisputeKind::PartExceedsWhole,
                harm: Some(figure.kind),
                claims: vec![claim.id.clone()],
                told: format!("a part of {low} in a whole of {high}"),
            }));
        }
    }
    out
}
