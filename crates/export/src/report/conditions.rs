//! Who is said to hold what, what works, what is besieged, whether a truce stands: as reports tell it, and what they told before.

use super::{
    counted,
    notes::Notes,
    page::{Block, Line, Row, Run, Section, Table, columns, faint, strong, text},
    scene::{Scene, day_words, place_words},
};
use dateline_model::{Claim, Condition, ConditionKind};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The sorts that are shown, with their titles.
const SORTS: &[(ConditionKind, &str)] = &[
    (ConditionKind::Control, "Control of places"),
    (ConditionKind::Siege, "Sieges"),
    (ConditionKind::Ceasefire, "Ceasefires"),
    (
        ConditionKind::Facility,
        "Facilities: hospitals, airports, roads, crossings, power, water",
    ),
    (ConditionKind::Security, "Security"),
];

/// Rows of one sort at most. Chosen: two printed pages.
const MOST: usize = 40;

/// What one voice says of one thing, in the order of publication.
type Words<'m> = Vec<(&'m Claim, &'m Condition)>;

/// The section; `None` where no report tells of any.
pub(crate) fn section(scene: &Scene<'_>, notes: &mut Notes<'_>) -> Option<Section> {
    let mut blocks = Vec::new();
    for (kind, title) in SORTS {
        let mut rows = rows(scene, *kind, notes);
        let left_out = rows.len().saturating_sub(MOST);
        rows.truncate(MOST);
        if rows.is_empty() {
            continue;
        }
        blocks.push(Block::Table(Table {
            caption: (*title).to_owned(),
            columns: columns(&["Where", "What", "State", "According to"]),
            rows,
        }));
        if left_out > 0 {
            blocks.push(Block::Paragraph(vec![faint(format!(
                "{} not shown.",
                counted(left_out, "more row")
            ))]));
        }
    }
    if blocks.is_empty() {
        return None;
    }
    let lead = "What each voice said last of each place or thing, and what the same voice had said before where that differs. Nothing is \
                concluded: where voices differ, each has its row.";
    blocks.insert(0, Block::Paragraph(vec![text(lead)]));
    Some(Section {
        id: "conditions",
        title: "Control and facilities".to_owned(),
        blocks,
    })
}

fn rows(scene: &Scene<'_>, kind: ConditionKind, notes: &mut Notes<'_>) -> Vec<Row> {
    let material = scene.material;
    let published = |c: &Claim| {
        material
            .sources
            .get(&c.document)
            .and_then(|s| s.document.published)
    };
    let copied = |c: &Claim| {
        material
            .sources
            .get(&c.document)
            .is_some_and(|s| s.copy_of.is_some())
    };
    let mut by: BTreeMap<[String; 3], Words<'_>> = BTreeMap::new();
    for claim in &material.conditions {
        let Some(condition) = claim.condition.as_ref().filter(|c| c.kind == kind) else {
            continue;
        };
        if !claim.status.happened() || claim.analysis || copied(claim) {
            continue;
        }
        by.entry(key(claim, condition, &voice(claim, notes)))
            .or_default()
            .push((claim, condition));
    }
    let mut histories: Vec<Words<'_>> = by.into_values().collect();
    for told in &mut histories {
        told.sort_by_key(|(c, _)| (published(c), &c.document, c.evidence.start()));
    }
    let mut rows: Vec<Row> = Vec::new();
    for told in &histories {
        let Some((row, voice)) = row(told, &published, notes) else {
            continue;
        };
        // Voices that say the same stand together.
        match rows.iter_mut().find(|known| known.cells[..3] == row.cells[..3]) {
            Some(known) => {
                if let Some(cell) = known.cells.get_mut(3) {
                    cell.push(Run::Break);
                    cell.extend(voice);
                }
            }
            None => rows.push(Row {
                cells: row.cells.into_iter().chain([voice]).collect(),
                ..row
            }),
        }
    }
    rows
}

/// Place, thing and voice. Control and siege are of a place, whatever words name it; other states are of a thing.
fn key(claim: &Claim, condition: &Condition, voice: &str) -> [String; 3] {
    let place = claim.place.as_ref().map(|p| p.name.to_lowercase());
    let of_place = matches!(condition.kind, ConditionKind::Control | ConditionKind::Siege) && place.is_some();
    let subject = if of_place {
        String::new()
    } else {
        condition.subject.to_lowercase()
    };
    [
        place.unwrap_or_else(|| "\u{10ffff}".to_owned()),
        subject,
        voice.to_lowercase(),
    ]
}

fn voice(claim: &Claim, notes: &Notes<'_>) -> String {
    let cited = claim.attribution.last().and_then(|a| a.speaker.clone());
    let publisher = || {
        notes
            .source(&claim.document)
            .and_then(|s| s.document.publisher.clone())
    };
    cited
        .or_else(publisher)
        .unwrap_or_else(|| "publisher not known".to_owned())
}

/// Place, thing and state of what a voice said last; and the voice, with what it said before.
fn row(
    told: &Words<'_>,
    published: &dyn Fn(&Claim) -> Option<Date>,
    notes: &mut Notes<'_>,
) -> Option<(Row, Line)> {
    let (claim, condition) = told.last()?;
    let place = claim.place.as_ref();
    let subject = place.is_none_or(|p| !condition.subject.eq_ignore_ascii_case(&p.name));
    let when = day_words(published(claim), published(claim));
    let mut voice = vec![
        text(format!("{}, {when}", voice(claim, notes))),
        Run::Note(notes.cite(claim, &condition.span, None)),
    ];
    let time = claim
        .time
        .as_ref()
        .filter(|t| t.start.is_some() && t.start != published(claim));
    if let Some(time) = time {
        voice.push(faint(format!(" of {}", day_words(time.start, time.end))));
    }
    let earlier = told
        .iter()
        .rev()
        .find(|(_, was)| state_words(was) != state_words(condition));
    if let Some((before, was)) = earlier {
        let day = day_words(published(before), published(before));
        voice.push(faint(format!(", before, {day}: ")));
        voice.push(text(state_words(was)));
        voice.push(Run::Note(notes.cite(before, &was.span, None)));
    }
    let row = Row {
        incident: None,
        cells: vec![
            vec![place_words(place).map_or_else(|| faint("not known"), text)],
            if subject {
                vec![text(condition.subject.clone())]
            } else {
                Line::new()
            },
            vec![strong(state_words(condition))],
        ],
    };
    Some((row, voice))
}

/// `held (most) by the army`.
fn state_words(condition: &Condition) -> String {
    let mut words = condition.state.clone();
    if let Some(extent) = &condition.extent {
        words += &format!(" ({extent})");
    }
    if let Some(holder) = &condition.holder {
        words += &format!(" by {holder}");
    }
    words
}
