//! A page as one file of HTML: style inside, drawings as SVG, nothing loaded, no script.

use super::{
    notes::Footnote,
    page::{Block, Drawing, Line, Page, Run, Section, Side, Table},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::collections::BTreeSet;

const STYLE: &str = include_str!("style.css");

/// Nothing may be loaded, whatever stands in a report.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page as HTML.
pub(crate) fn write(page: &Page) -> String {
    let mut writer = Writer {
        page,
        anchored: BTreeSet::new(),
        listed: BTreeSet::new(),
    };
    for block in page.sections.iter().flat_map(|s| &s.blocks) {
        if let Block::Table(table) = block {
            writer.listed.extend(table.rows.iter().filter_map(|r| r.incident));
        }
    }
    let sections: Vec<Markup> = page.sections.iter().map(|s| writer.section(s)).collect();
    let lead: Vec<Markup> = page.lead.iter().map(|line| writer.line(line)).collect();
    let whole = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content="Dateline";
                meta name="referrer" content="no-referrer";
                title { (page.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (page.title) }
                    @for line in &lead { p.lead { (line) } }
                    nav aria-label="Contents" {
                        ul {
                            @for section in &page.sections {
                                li { a href={ "#" (section.id) } { (section.title) } }
                            }
                            @if !page.notes.is_empty() { li { a href="#sources" { "Sources" } } }
                        }
                    }
                }
                main {
                    @for section in &sections { (section) }
                    @if !page.notes.is_empty() { (sources(page)) }
                }
            }
        }
    };
    whole.into_string() + "\n"
}

struct Writer<'p> {
    page: &'p Page,
    /// Footnotes that have been pointed at: the way back leads to the first place.
    anchored: BTreeSet<usize>,
    /// Incidents that have a row to link to.
    listed: BTreeSet<usize>,
}

impl Writer<'_> {
    fn section(&mut self, section: &Section) -> Markup {
        let blocks: Vec<Markup> = section.blocks.iter().map(|b| self.block(b)).collect();
        html! {
            section id=(section.id) {
                h2 { (section.title) }
                @for block in &blocks { (block) }
            }
        }
    }

    fn block(&mut self, block: &Block) -> Markup {
        match block {
            Block::Paragraph(line) => html! { p { (self.line(line)) } },
            Block::Heading(line) => html! { h3 { (self.line(line)) } },
            Block::List(lines) => {
                let lines: Vec<Markup> = lines.iter().map(|line| self.line(line)).collect();
                html! { ul { @for line in &lines { li { (line) } } } }
            }
            Block::Figures(figures) => html! {
                dl.figures {
                    @for (number, noun) in figures { div { dt { (noun) } dd { (number) } } }
                }
            },
            Block::Table(table) => self.table(table),
            Block::Sides(sides) => self.sides(sides),
            Block::Drawing(drawing) => self.drawing(drawing),
        }
    }

    fn table(&mut self, table: &Table) -> Markup {
        let figure = |at: usize| match table.columns.get(at) {
            Some(column) if column.figure => Some("figure"),
            Some(column) if column.narrow => Some("narrow"),
            _ => None,
        };
        let mut rows = Vec::new();
        for row in &table.rows {
            let cells: Vec<Markup> = row.cells.iter().map(|cell| self.line(cell)).collect();
            rows.push(html! {
                tr id=[row.incident.map(|n| format!("i{n}"))] {
                    @for (at, cell) in cells.iter().enumerate() { td class=[figure(at)] { (cell) } }
                }
            });
        }
        html! {
            div.wide tabindex="0" role="group" aria-label=(table.caption) {
                table {
                    caption { (table.caption) }
                    thead {
                        tr {
                            @for (at, column) in table.columns.iter().enumerate() {
                                th scope="col" class=[figure(at)] {
                                    @if column.name.is_empty() { span.unseen { "Number" } } @else { (column.name) }
                                }
                            }
                        }
                    }
                    tbody { @for row in &rows { (row) } }
                }
            }
        }
    }

    fn sides(&mut self, sides: &[Side]) -> Markup {
        let mut cards = Vec::new();
        for side in sides {
            let (figure, told) = (self.line(&side.figure), self.line(&side.told));
            cards.push(html! {
                li.apart[side.apart] {
                    span.said { (figure) }
                    span.voice { (side.voice) @if side.party { span.faint { " (a side in the fight)" } } }
                    span.faint { (told) }
                }
            });
        }
        html! { ul.sides { @for card in &cards { (card) } } }
    }

    fn drawing(&mut self, drawing: &Drawing) -> Markup {
        let table = drawing.table.as_ref().map(|table| self.table(table));
        html! {
            figure {
                figcaption { (drawing.caption) }
                (drawing.svg)
                @if let Some(note) = &drawing.note { p.faint { (note) } }
                @if let Some(table) = &table {
                    details { summary { "The same as a table" } (table) }
                }
            }
        }
    }

    fn line(&mut self, line: &Line) -> Markup {
        let runs: Vec<Markup> = line.iter().map(|run| self.run(run)).collect();
        html! { @for run in &runs { (run) } }
    }

    fn run(&mut self, run: &Run) -> Markup {
        match run {
            Run::Text(text) => html! { (text) },
            Run::Strong(text) => html! { strong { (text) } },
            Run::Faint(text) => html! { span.faint { (text) } },
            Run::Break => html! { br; },
            Run::Incident(number) if self.listed.contains(number) => {
                html! { a href={ "#i" (number) } { "#" (number) } }
            }
            Run::Incident(number) => html! { "#" (number) },
            Run::Note(number) => {
                let first = self.anchored.insert(*number).then(|| format!("r{number}"));
                let hint = self.page.notes.get(number.saturating_sub(1)).map(hint);
                html! { sup { a id=[first] href={ "#n" (number) } title=[hint] { (number) } } }
            }
        }
    }
}

/// A footnote's sentence, to see without going there.
fn hint(note: &Footnote) -> String {
    let sentence: String = note.sentence.iter().map(|(_, words)| words.as_str()).collect();
    format!("“{sentence}” {}", note.source)
}

/// All footnotes.
fn sources(page: &Page) -> Markup {
    html! {
        section id="sources" {
            h2 { "Sources" }
            p.faint { "Each figure stands marked in the sentence that it was read from." }
            ol.notes {
                @for (number, note) in (1..).zip(&page.notes) {
                    li id={ "n" (number) } value=(number) {
                        q { @for (marked, words) in &note.sentence { @if *marked { mark { (words) } } @else { (words) } } }
                        @if !note.readings.is_empty() { " (" (note.readings.join("; ")) ")" }
                        " " cite { (note.source) }
                        @if let Some(url) = &note.url {
                            ", " a.address href=(url) rel="noopener noreferrer nofollow" { (url) }
                        }
                        @if let Some(copies) = &note.copies { span.faint { " (" (copies) ")" } }
                        " " a.back href={ "#r" (number) } aria-label={ "back to note " (number) } { "↑" }
                    }
                }
            }
        }
    }
}
