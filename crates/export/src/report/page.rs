//! A report before it is written: sections of paragraphs, lists and tables whose figures point at footnotes.

use super::{
    Material, chart, conditions, disputes, incidents, map, news,
    notes::{Footnote, Notes},
    scene::Scene,
    summary,
};

use maud::Markup;

/// A whole report.
pub(crate) struct Page {
    pub title: String,
    /// Lines under the title.
    pub lead: Vec<Line>,
    pub sections: Vec<Section>,
    pub notes: Vec<Footnote>,
}

pub(crate) struct Section {
    /// What links lead to.
    pub id: &'static str,
    pub title: String,
    pub blocks: Vec<Block>,
}

pub(crate) enum Block {
    Paragraph(Line),
    Heading(Line),
    List(Vec<Line>),
    /// Figures set large: the number and what it counts.
    Figures(Vec<(String, String)>),
    Table(Table),
    /// What voices say against each other.
    Sides(Vec<Side>),
    Drawing(Drawing),
}

pub(crate) struct Table {
    /// What it shows; read out before it, and written above.
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// A chart or map.
pub(crate) struct Drawing {
    pub caption: String,
    /// One `svg` element.
    pub svg: Markup,
    /// The same as a table, with the footnotes of its figures; `None` where one stands above.
    pub table: Option<Table>,
    /// What must be known to read it.
    pub note: Option<String>,
}

pub(crate) struct Column {
    pub name: &'static str,
    /// Whether it holds figures.
    pub figure: bool,
    /// Whether its cells stay in one line.
    pub narrow: bool,
}

pub(crate) struct Row {
    /// What links to the row lead to: the incident's number.
    pub incident: Option<usize>,
    pub cells: Vec<Line>,
}

/// What one voice says.
pub(crate) struct Side {
    pub figure: Line,
    pub voice: String,
    /// Whether it is a side in the fight.
    pub party: bool,
    /// Whether it is one of those that exclude each other.
    pub apart: bool,
    pub told: Line,
}

/// Words that stand in a row.
pub(crate) type Line = Vec<Run>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Run {
    Text(String),
    Strong(String),
    /// Beside the point.
    Faint(String),
    /// Footnote of that number, from 1.
    Note(usize),
    /// The incident of that number in the list, from 1.
    Incident(usize),
    /// A new line in a cell.
    Break,
}

pub(crate) fn text(words: impl Into<String>) -> Run {
    Run::Text(words.into())
}

pub(crate) fn strong(words: impl Into<String>) -> Run {
    Run::Strong(words.into())
}

pub(crate) fn faint(words: impl Into<String>) -> Run {
    Run::Faint(words.into())
}

/// Columns by name; those with a `#` before it hold figures, those with `=` stay in one line.
pub(crate) fn columns(names: &[&'static str]) -> Vec<Column> {
    let column = |name: &&'static str| Column {
        name: name.trim_start_matches(['#', '=']),
        figure: name.starts_with('#'),
        narrow: name.starts_with('='),
    };
    names.iter().map(column).collect()
}

/// Map and charts of the incidents.
fn where_and_when(scene: &Scene<'_>) -> Option<Section> {
    let blocks: Vec<Block> = [map::map(scene), chart::by_time(scene), chart::by_division(scene)]
        .into_iter()
        .flatten()
        .collect();
    (!blocks.is_empty()).then(|| Section {
        id: "where",
        title: "Where and when".to_owned(),
        blocks,
    })
}

pub(crate) fn lay_out(material: &Material) -> Page {
    let scene = Scene::of(material);
    let mut notes = Notes::of(material);
    let mut sections = vec![summary::section(&scene, &mut notes)];
    if !scene.incidents.is_empty() {
        sections.extend(news::section(&scene, &mut notes));
        sections.extend(where_and_when(&scene));
        sections.extend(disputes::section(&scene, &mut notes));
        sections.push(incidents::section(&scene, &mut notes));
    }
    sections.extend(conditions::section(&scene, &mut notes));
    sections.push(summary::method(&scene));
    Page {
        title: material.title.clone(),
        lead: summary::lead(&scene),
        sections,
        notes: notes.finish(),
    }
}
