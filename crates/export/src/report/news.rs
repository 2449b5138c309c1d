//! What is new since an earlier report.

use super::{
    counted,
    incidents::harm_words,
    notes::Notes,
    page::{Block, Line, Row, Run, Section, Table, columns, faint, strong, text},
    parties,
    scene::{Scene, day_words, place_words},
    toll::toll_line,
};
use crate::{Change, table};
use dateline_model::{HarmKind, Incident, IncidentId};

/// The section; `None` where there is nothing to compare with.
pub(crate) fn section(scene: &Scene<'_>, notes: &mut Notes<'_>) -> Option<Section> {
    let before = scene.material.before.as_ref()?;
    let of = |what: &str| {
        before
            .changes
            .iter()
            .filter(|c| c.change == what)
            .collect::<Vec<_>>()
    };
    let mut blocks = vec![Block::Paragraph(vec![text(format!(
        "Compared with {}.",
        before.told
    ))])];
    let counts = [
        (of("new").len(), "new incident"),
        (of("toll").len(), "toll that moved"),
        (of("reports").len(), "incident with more reports"),
        (of("dispute opened").len(), "dispute opened"),
        (of("dispute settled").len(), "dispute settled"),
        (of("gone").len(), "incident no longer told apart"),
    ];
    let said: Vec<String> = counts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, noun)| plural(*n, noun))
        .collect();
    if said.is_empty() {
        blocks.push(Block::Paragraph(vec![text("Nothing changed.")]));
    } else {
        blocks.push(Block::Paragraph(vec![strong(said.join(", ")), text(".")]));
    }
    blocks.extend(fresh(scene, &of("new"), notes));
    blocks.extend(moved(scene, &of("toll"), notes));
    blocks.extend(disputes(
        scene,
        before.changes.iter().filter(|c| c.change.starts_with("dispute")),
    ));
    blocks.extend(gone(&of("gone")));
    Some(Section {
        id: "new",
        title: "What is new".to_owned(),
        blocks,
    })
}

/// `2 tolls that moved`: the noun is the first word that can be counted.
fn plural(n: usize, words: &str) -> String {
    let nouns = ["incident", "toll", "dispute"];
    let noun = nouns
        .iter()
        .find(|noun| words.split(' ').any(|w| w == **noun))
        .unwrap_or(&"incident");
    let told = words.replacen(noun, if n == 1 { noun } else { "\0" }, 1);
    format!("{n} {}", told.replace('\0', &format!("{noun}s")))
}

/// The incident of a change, as a link where it is in the report.
fn which(scene: &Scene<'_>, change: &Change) -> Line {
    let number = change.after.as_ref().and_then(|id| scene.number(id));
    let mut line: Line = number.map(Run::Incident).into_iter().collect();
    let place = change
        .place
        .clone()
        .unwrap_or_else(|| "place not known".to_owned());
    if number.is_some() {
        line.push(text(" "));
    }
    line.push(text(format!("{place}, {}", day_words(change.start, change.end))));
    line
}

fn fresh(scene: &Scene<'_>, new: &[&Change], notes: &mut Notes<'_>) -> Option<Block> {
    let rows: Vec<Row> = new
        .iter()
        .filter_map(|change| {
            let number = scene.number(change.after.as_ref()?)?;
            let told = scene.incidents.get(number - 1)?;
            let place = place_words(told.place()).unwrap_or_else(|| "not known".to_owned());
            let mut killed = told
                .toll(HarmKind::Killed)
                .map_or_else(Line::new, |toll| toll_line(toll, notes));
            if killed.is_empty() {
                killed.push(faint("no figure"));
            }
            Some(Row {
                incident: None,
                cells: vec![
                    vec![Run::Incident(number)],
                    vec![text(day_words(told.incident.start, told.incident.end))],
                    vec![text(place)],
                    vec![text(parties::what(told))],
                    killed,
                    vec![text(counted(told.reports, "report"))],
                ],
            })
        })
        .collect();
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            caption: "New incidents".to_owned(),
            columns: columns(&["=", "=Day", "Where", "What", "#Killed", "=Told by"]),
            rows,
        })
    })
}

fn figure(id: Option<&IncidentId>, among: &[Incident], kind: HarmKind, notes: &mut Notes<'_>) -> Line {
    let incident = among.iter().find(|i| Some(&i.id) == id);
    let toll = incident.and_then(|i| table::toll_of(i, kind));
    toll.map_or_else(|| vec![faint("no figure")], |toll| toll_line(toll, notes))
}

fn moved(scene: &Scene<'_>, tolls: &[&Change], notes: &mut Notes<'_>) -> Option<Block> {
    let rows: Vec<Row> = tolls
        .iter()
        .filter_map(|change| {
            let kind = change.harm?;
            let then: &[Incident] = scene.material.before.as_ref().map_or(&[], |b| &b.incidents);
            let was = figure(change.before.as_ref(), then, kind, notes);
            let is = figure(change.after.as_ref(), &scene.material.incidents, kind, notes);
            Some(Row {
                incident: None,
                cells: vec![which(scene, change), vec![text(harm_words(kind))], was, is],
            })
        })
        .collect();
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            caption: "Tolls that moved".to_owned(),
            columns: columns(&["Incident", "Harm", "#Was", "#Is"]),
            rows,
        })
    })
}

fn disputes<'c>(scene: &Scene<'_>, changes: impl Iterator<Item = &'c Change>) -> Option<Block> {
    let lines: Vec<Line> = changes
        .map(|change| {
            let mut line = vec![strong(crate::words::sentence_case(change.change)), text(": ")];
            line.extend(which(scene, change));
            if let Some(kind) = change.harm {
                line.push(text(format!(", {}", harm_words(kind))));
            }
            line.push(text("."));
            line
        })
        .collect();
    (!lines.is_empty()).then_some(Block::List(lines))
}

fn gone(changes: &[&Change]) -> Option<Block> {
    let lines: Vec<Line> = changes
        .iter()
        .map(|change| {
            let place = change.place.clone().unwrap_or_else(|| "place not known".to_owned());
            vec![text(format!(
                "{place}, {}: now told as part of another incident, or its claims were rejected or read otherwise.",
                day_words(change.start, change.end)
            ))]
        })
        .collect();
    (!lines.is_empty()).then_some(Block::List(lines))
}
