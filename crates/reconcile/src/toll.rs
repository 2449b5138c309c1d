//! Tolls: what the reports of an incident say it cost, with every figure's standing.
//!
//! The rules are DESIGN.md's: a voice's later figure replaces its earlier one, wire copies and running totals never count, parts do
//! not add to their whole, figures of a party are marked. Low is the lowest figure still standing, high the highest, best the
//! latest figure of the best supported line of reports.

use crate::telling::{Telling, claim_total, counts, over_period, side_by_side, stated};
use dateline_model::{
    Bounds, Claim, Dispute, DisputeKind, Harm, HarmKind, Scope, Standing, Toll, TollFigure,
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
    figure: usize,
    low: u32,
    best: u32,
    high: Option<u32>,
    /// Whether it is the largest figure of its report.
    whole: bool,
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
    let open =
        lines.iter().map(|l| l.best).max() == lines.iter().filter(|l| l.high.is_none()).map(|l| l.best).max();
    let toll = Toll {
        kind,
        low: lines.iter().map(|l| l.low).min(),
        best: best(&lines),
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
        let figures = claim.harm.iter().filter(|h| h.kind == kind);
        for figure in figures {
            let (voice, party) = voice(telling, claim);
            let standing = match figure.scope {
                Scope::Running | Scope::Several => Standing::RunningTotal,
                _ if over_period(claim, figure) => Standing::RunningTotal,
                _ if told.copy => Standing::WireCopy,
                _ if !counts(figure) || figure.restates.is_some() => Standing::Part,
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

/// Who says it: the last voice cited, else the publisher; and whether that is a side in the fight.
fn voice(telling: &Telling<'_>, claim: &Claim) -> (Option<String>, bool) {
    let cited = claim.attribution.last();
    let party = cited.is_some_and(|a| a.party);
    let name = cited.and_then(|a| {
        a.actor
            .clone()
            .or_else(|| a.speaker.as_ref().map(|s| s.to_lowercase()))
    });
    (name.or_else(|| telling.publisher.clone()), party)
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

/// Two voices whose figures exclude each other.
fn dispute(lines: &[Line], toll: &Toll) -> Option<Dispute> {
    let least = lines.iter().filter(|l| l.high.is_some()).min_by_key(|l| l.high)?;
    let most = lines.iter().max_by_key(|l| l.low)?;
    let apart = least.high.is_some_and(|high| high < most.low) && least.voice != most.voice;
    apart.then(|| Dispute {
        about: DisputeKind::Toll,
        harm: Some(toll.kind),
        claims: vec![
            toll.basis[least.figure].claim.clone(),
            toll.basis[most.figure].claim.clone(),
        ],
        told: format!(
            "{} ({}) against {} ({})",
            least.best, least.voice, most.best, most.voice
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
