//! What stands above all, and how it was made.

use super::{
    chart, counted,
    notes::Notes,
    page::{Block, Line, Row, Run, Section, Table, columns, faint, text},
    parties,
    scene::{Scene, Told, day_words, place_words},
    toll::{bounds_words, voices_line},
};
use crate::words::day;
use dateline_model::HarmKind;
use std::collections::BTreeSet;

/// Incidents in the table of the deadliest.
const DEADLIEST: usize = 8;

/// What was asked for, and as of when.
pub(crate) fn lead(scene: &Scene<'_>) -> Vec<Line> {
    let material = scene.material;
    let filter = if material.filter.is_empty() {
        "All incidents of the ledger.".to_owned()
    } else {
        format!("Incidents {}.", material.filter.join("; "))
    };
    let as_of = material.as_of.map_or_else(
        || "No report is dated.".to_owned(),
        |date| {
            format!(
                "As of {}, the last day on which a report was published.",
                day(date)
            )
        },
    );
    vec![vec![text(filter)], vec![faint(as_of)]]
}

/// Headline figures and the deadliest incidents.
pub(crate) fn section(scene: &Scene<'_>, notes: &mut Notes<'_>) -> Section {
    let mut blocks = Vec::new();
    if scene.incidents.is_empty() {
        blocks.push(Block::Paragraph(vec![text(
            "No incident fits what was asked for. That says nothing of what happened: only that no report of this ledger tells of it, or that its \
             place or day could not be read. Wider dates, a country instead of a division, or no filter at all may show more.",
        )]));
    } else {
        blocks.push(Block::Figures(figures(scene)));
        blocks.push(Block::List(points(scene)));
        blocks.extend(deadliest(scene, notes));
        blocks.extend(chart::ranges(&ranked(scene)));
        blocks.extend(chart::moved(&ranked(scene), notes));
    }
    Section {
        id: "headline",
        title: "Headline figures".to_owned(),
        blocks,
    }
}

/// Counts of incidents, reports and outlets.
fn figures(scene: &Scene<'_>) -> Vec<(String, String)> {
    let reports = scene.reports();
    let copies = reports.iter().filter(|s| s.copy_of.is_some()).count();
    let publishers: BTreeSet<_> = reports
        .iter()
        .filter_map(|s| s.document.publisher.as_ref())
        .collect();
    let disputed = scene.incidents.iter().filter(|t| t.disputed()).count();
    let deadly = scene
        .incidents
        .iter()
        .filter(|t| t.killed().is_some_and(|n| n > 0))
        .count();
    let mut figures = vec![
        (scene.incidents.len(), "incident", "incidents"),
        (
            deadly,
            "with people reported killed",
            "with people reported killed",
        ),
        (disputed, "in dispute", "in dispute"),
        (reports.len() - copies, "report", "reports"),
        (publishers.len(), "publisher", "publishers"),
    ];
    if copies > 0 {
        figures.push((copies, "copy folded in", "copies folded in"));
    }
    figures
        .into_iter()
        .map(|(n, one, many)| (n.to_string(), if n == 1 { one } else { many }.to_owned()))
        .collect()
}

/// What the counts leave open.
fn points(scene: &Scene<'_>) -> Vec<Line> {
    let all = &scene.incidents;
    let count = |fits: &dyn Fn(&Told<'_>) -> bool| all.iter().filter(|t| fits(t)).count();
    let mut points = Vec::new();
    let mut say = |n: usize, words: &str| {
        if n > 0 {
            points.push(vec![text(format!("{}: {words}", counted(n, "incident")))]);
        }
    };
    say(
        count(&|t| t.toll(HarmKind::Killed).is_none()),
        "no report gives a number of killed; that is not the same as none.",
    );
    say(
        count(&|t| t.killed() == Some(0)),
        "reported to have killed no one.",
    );
    say(
        count(&|t| {
            t.toll(HarmKind::Killed)
                .is_some_and(|t| t.open || t.high.is_none())
        }),
        "the toll is a floor (“at least”) and may be higher.",
    );
    say(
        count(&|t| t.incident.corroboration <= 1),
        "told by one publisher only.",
    );
    say(
        count(&|t| only_parties(t)),
        "killed are counted by sides in the fight alone.",
    );
    say(
        count(&|t| t.place().is_none()),
        "no report names a place that was found; they are not on the map.",
    );
    say(count(&|t| t.day().is_none()), "not known to the day.");
    points
}

/// Whether every voice that gives a number of killed is a side in the fight.
fn only_parties(told: &Told<'_>) -> bool {
    let basis = told.toll(HarmKind::Killed).into_iter().flat_map(|t| &t.basis);
    let mut standing = basis
        .filter(|f| f.standing == dateline_model::Standing::Counts)
        .peekable();
    standing.peek().is_some() && standing.all(|f| f.party)
}

fn deadliest(scene: &Scene<'_>, notes: &mut Notes<'_>) -> Option<Block> {
    let ranked = ranked(scene);
    let rows: Vec<Row> = ranked
        .iter()
        .filter_map(|told| {
            let toll = told.toll(HarmKind::Killed)?;
            let [low, best, high] = bounds_words(toll);
            let place = place_words(told.place()).unwrap_or_else(|| "place not known".to_owned());
            Some(Row {
                incident: None,
                cells: vec![
                    vec![Run::Incident(told.number)],
                    vec![text(day_words(told.incident.start, told.incident.end))],
                    vec![text(place), Run::Break, faint(parties::what(told))],
                    vec![text(low)],
                    vec![Run::Strong(best)],
                    vec![text(high)],
                    voices_line(toll, notes),
                ],
            })
        })
        .collect();
    let caption = format!(
        "The {} with most people killed: lowest, best and highest figure that stands, and who says so",
        counted(rows.len(), "incident")
    );
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            caption,
            columns: columns(&[
                "=",
                "=Day",
                "Where",
                "#Lowest",
                "#Best",
                "#Highest",
                "Who says so",
            ]),
            rows,
        })
    })
}

/// The deadliest incidents, those of most killed first.
pub(crate) fn ranked<'s, 'm>(scene: &'s Scene<'m>) -> Vec<&'s Told<'m>> {
    let mut ranked: Vec<&Told<'_>> = scene
        .incidents
        .iter()
        .filter(|t| t.killed().is_some_and(|n| n > 0))
        .collect();
    ranked.sort_by_key(|t| (std::cmp::Reverse(t.killed()), t.number));
    ranked.truncate(DEADLIEST);
    ranked
}

/// How the report was made, and what its figures are.
pub(crate) fn method(scene: &Scene<'_>) -> Section {
    let material = scene.material;
    let mut points = vec![
        "This report counts what news reports claim, not what happened. Claims were read from the texts by a program (Dateline); each \
         figure has a footnote with the sentence that it was read from. Check the sentence before you use the figure.",
        "Numbers are never added. A total of killed over incidents would add figures of different voices, of different standing, some of \
         them floors, and would count twice whoever two incidents share; so there is none here. Only figures that one voice tells side by \
         side in one sentence (‘three soldiers and two drivers’) are taken together for its incident, and their footnote says so. Running totals (‘since 2011’) and \
         figures of several events together enter no incident’s toll.",
        "Lowest and highest are the lowest and the highest figure that still stands; best is the latest figure of those that most \
         reports support. A figure no longer stands where its own voice gave a later one. ‘At least’, ‘or more’ and ‘+’ mark floors: the true \
         number may be higher. A bare cell means that no report gives a figure; 0 stands only where a report says that no one was harmed.",
        "Voices are named as the reports name them. ‘A side in the fight’ marks a party’s figure for its own or its enemy’s losses.",
        "Reports that repeat another nearly word for word are folded into it: they add no voice and no publisher. They are named in \
         the footnotes.",
        "Incidents are made of claims of several reports that tell of one event; the number behind a day or a place counts incidents, not \
         people. Days and places are as fine as the reports tell them. An incident that lasts over several days, or is known to a month only, is of every \
         period that it touches.",
        "Who did it is what reports say, with the number of reports in brackets where they differ. Denied, threatened, feared and planned \
         acts are no incidents.",
    ]
    .into_iter()
    .map(|point| vec![text(point.split_whitespace().collect::<Vec<_>>().join(" "))])
    .collect::<Vec<Line>>();
    if !material.coder.is_empty() {
        points.push(vec![text(format!("Read by {}.", material.coder))]);
    }
    Section {
        id: "method",
        title: "Method note".to_owned(),
        blocks: vec![Block::List(points)],
    }
}
