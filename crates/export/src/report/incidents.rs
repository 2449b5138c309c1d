//! The incidents one by one, by day and division.

use super::{
    counted,
    notes::Notes,
    page::{Block, Line, Row, Run, Section, Table, columns, faint, strong, text},
    parties,
    scene::{Scene, Told, day_words, place_words},
    toll::toll_line,
};
use crate::words::code_words;
use dateline_model::HarmKind;
use std::collections::BTreeSet;

/// The list.
pub(crate) fn section(scene: &Scene<'_>, notes: &mut Notes<'_>) -> Section {
    let listed = listed(scene);
    let left_out = scene.incidents.len() - listed.len();
    let mut rows = Vec::new();
    for told in &listed {
        rows.push(row(told, notes));
    }
    let mut blocks = vec![Block::Table(Table {
        caption: "Incidents by day, then by division: tolls are best (lowest–highest); behind a name, how many reports say so where they differ".to_owned(),
        columns: columns(&[
            "=",
            "=Day",
            "Where",
            "What is told",
            "#Killed",
            "#Injured",
            "Other harm",
            "Told by",
        ]),
        rows,
    })];
    if left_out > 0 {
        blocks.push(Block::Paragraph(vec![faint(format!(
            "{} with fewer killed and fewer reports are not listed.",
            counted(left_out, "more incident")
        ))]));
    }
    Section {
        id: "incidents",
        title: "Incidents by day and place".to_owned(),
        blocks,
    }
}

/// Those that are listed, in the order of their numbers.
fn listed<'s, 'm>(scene: &'s Scene<'m>) -> Vec<&'s Told<'m>> {
    let mut all: Vec<&Told<'_>> = scene.incidents.iter().collect();
    let most = scene.material.most;
    if most > 0 && all.len() > most {
        all.sort_by_key(|t| {
            (
                std::cmp::Reverse(t.killed()),
                std::cmp::Reverse(t.reports),
                t.number,
            )
        });
        all.truncate(most);
    }
    all.sort_by_key(|t| t.number);
    all
}

fn row(told: &Told<'_>, notes: &mut Notes<'_>) -> Row {
    let place = place_words(told.place()).map_or_else(|| faint("not known"), text);
    let mut what: Line = vec![strong(parties::what(told))];
    let [by, to] = parties::sides(told);
    if let Some(by) = by {
        what.push(Run::Break);
        what.push(faint("by "));
        what.push(text(by));
    }
    if let Some(to) = to {
        what.push(Run::Break);
        what.push(faint("against "));
        what.push(text(to));
    }
    if told.disputed() {
        what.push(Run::Break);
        what.push(strong("in dispute"));
    }
    let mut harm = |kind| {
        told.toll(kind)
            .map_or_else(Line::new, |toll| toll_line(toll, notes))
    };
    let (killed, injured) = (harm(HarmKind::Killed), harm(HarmKind::Injured));
    Row {
        incident: Some(told.number),
        cells: vec![
            vec![Run::Incident(told.number)],
            vec![text(day_words(told.incident.start, told.incident.end))],
            vec![place],
            what,
            killed,
            injured,
            other_harm(told, notes),
            told_by(told, notes),
        ],
    }
}

/// Harm of other kinds, a line each.
fn other_harm(told: &Told<'_>, notes: &mut Notes<'_>) -> Line {
    let mut line = Line::new();
    for toll in &told.incident.tolls {
        if matches!(toll.kind, HarmKind::Killed | HarmKind::Injured) {
            continue;
        }
        let figure = toll_line(toll, notes);
        if figure.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(Run::Break);
        }
        line.push(text(format!("{} ", harm_words(toll.kind))));
        line.extend(figure);
    }
    line
}

/// A kind of harm in words.
pub(crate) fn harm_words(kind: HarmKind) -> String {
    match kind {
        HarmKind::Casualties => "killed or injured".to_owned(),
        HarmKind::SexualViolence => "sexually abused".to_owned(),
        HarmKind::Captured => "taken prisoner".to_owned(),
        other => code_words(&other),
    }
}

/// How many publishers and reports, and a footnote to what was read where no figure gives one.
fn told_by(told: &Told<'_>, notes: &mut Notes<'_>) -> Line {
    let publishers = told.incident.corroboration as usize;
    let mut words = format!(
        "{}, {}",
        counted(publishers, "publisher"),
        counted(told.reports, "report")
    );
    if told.copies > 0 {
        words += &format!(", {}", counted(told.copies, "copy"));
    }
    let mut line = vec![text(words)];
    let told_first = told
        .claims
        .iter()
        .find(|c| c.status.happened() && c.event.as_ref().map(|e| e.kind) == told.incident.event_type);
    if let Some(claim) = told_first.or(told.claims.first()) {
        let mark = claim.trigger.as_ref().unwrap_or(&claim.evidence);
        line.push(Run::Note(notes.cite(claim, mark, None)));
    }
    line.push(Run::Break);
    line.push(faint(
        told.incident.id.as_str().chars().take(8).collect::<String>(),
    ));
    line
}

/// Divisions with incidents, those of most first; `None` stands for what has none.
pub(crate) fn divisions<'m>(scene: &Scene<'m>) -> Vec<(Option<&'m str>, usize)> {
    let of = |t: &Told<'m>| t.place().and_then(|p| p.admin1.as_deref());
    let names: BTreeSet<Option<&str>> = scene.incidents.iter().map(of).collect();
    let mut counts: Vec<(Option<&str>, usize)> = names
        .into_iter()
        .map(|name| (name, scene.incidents.iter().filter(|t| of(t) == name).count()))
        .collect();
    counts.sort_by(|a, b| {
        (a.0.is_none(), std::cmp::Reverse(a.1), a.0).cmp(&(b.0.is_none(), std::cmp::Reverse(b.1), b.0))
    });
    counts
}
