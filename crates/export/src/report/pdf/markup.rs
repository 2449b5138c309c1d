//! A page as calls of what `report.typ` defines.

use crate::report::{
    notes::Footnote,
    page::{Block, Column, Drawing, Line, Page, Row, Run, Side, Table},
};
use std::collections::BTreeSet;

/// What stands before every report.
const LOOK: &str = include_str!("report.typ");

/// The style of the web page, which drawings share.
const STYLE: &str = include_str!("../style.css");

/// The page in Typst's language.
pub(super) fn write(page: &Page) -> String {
    let mut writer = Writer {
        listed: BTreeSet::new(),
        out: format!("#set document(title: {})\n{LOOK}", literal(&page.title)),
        style: style(),
    };
    writer.call("heading", &["level: 1".to_owned(), literal(&page.title)]);
    // Rows come after what leads to them.
    for block in page.sections.iter().flat_map(|s| &s.blocks) {
        if let Block::Table(table) = block {
            writer.listed.extend(table.rows.iter().filter_map(|r| r.incident));
        }
    }
    for line in &page.lead {
        let line = writer.line(line);
        writer.call("lead", &[line]);
    }
    let mut anchored = BTreeSet::new();
    for section in &page.sections {
        writer.call("heading", &["level: 2".to_owned(), literal(&section.title)]);
        for block in &section.blocks {
            writer.block(block, &mut anchored);
        }
    }
    if !page.notes.is_empty() {
        writer.call("heading", &["level: 2".to_owned(), literal("Sources")]);
        writer.call(
            "paragraph",
            &[literal(
                "Each figure stands marked in the sentence that it was read from.",
            )],
        );
        for (number, note) in (1..).zip(&page.notes) {
            writer.call("source", &source(number, note));
        }
    }
    writer.out
}

struct Writer {
    /// Incidents that have a row to link to.
    listed: BTreeSet<usize>,
    out: String,
    style: String,
}

impl Writer {
    fn call(&mut self, name: &str, arguments: &[String]) {
        self.out += &format!("#{name}({})\n", arguments.join(", "));
    }

    fn block(&mut self, block: &Block, anchored: &mut BTreeSet<usize>) {
        match block {
            Block::Paragraph(line) => self.call("paragraph", &[self.line(line)]),
            Block::Heading(line) => self.call("heading", &["level: 3".to_owned(), self.line(line)]),
            Block::List(lines) => {
                let lines: Vec<String> = lines.iter().map(|line| self.line(line)).collect();
                self.call("points", &lines);
            }
            Block::Figures(figures) => {
                let pairs: Vec<String> = figures
                    .iter()
                    .map(|(number, noun)| array(&[literal(number), literal(noun)]))
                    .collect();
                self.call("figures", &pairs);
            }
            Block::Table(table) => self.table(table, anchored),
            Block::Sides(sides) => {
                let cards: Vec<String> = sides.iter().map(|side| self.side(side)).collect();
                self.call("sides", &cards);
            }
            // The table beside a drawing tells the same for those who can not see it; on paper there is no way to unfold it.
            Block::Drawing(drawing) => self.drawing(drawing),
        }
    }

    fn table(&mut self, table: &Table, anchored: &mut BTreeSet<usize>) {
        let widths: Vec<String> = (0..table.columns.len()).map(|at| width(table, at)).collect();
        let align = |column: &Column| if column.figure { "right" } else { "left" }.to_owned();
        let aligns: Vec<String> = table.columns.iter().map(align).collect();
        let names: Vec<String> = table.columns.iter().map(|c| literal(c.name)).collect();
        let mut arguments = vec![
            literal(&table.caption),
            array(&widths),
            array(&aligns),
            array(&names),
        ];
        for Row { incident, cells } in &table.rows {
            for (at, cell) in cells.iter().enumerate() {
                let told = self.line(cell);
                arguments.push(match incident {
                    Some(number) if at == 0 && anchored.insert(*number) => {
                        format!("anchored({number}, {told})")
                    }
                    _ => told,
                });
            }
        }
        self.call("rows", &arguments);
    }

    fn side(&self, side: &Side) -> String {
        array(&[
            side.apart.to_string(),
            self.line(&side.figure),
            literal(&side.voice),
            side.party.to_string(),
            self.line(&side.told),
        ])
    }

    fn drawing(&mut self, drawing: &Drawing) {
        // The style goes behind the first tag: drawings are one `svg` element.
        let svg = drawing
            .svg
            .0
            .replacen('>', &format!("><style>{}</style>", self.style), 1);
        let below = drawing.note.as_deref().map_or("none".to_owned(), literal);
        let arguments = [
            literal(&drawing.caption),
            literal(&svg),
            literal(&drawing.caption),
            below,
        ];
        self.call("drawing", &arguments);
    }

    fn line(&self, line: &Line) -> String {
        let runs: Vec<String> = line.iter().map(|run| self.run(run)).collect();
        format!("words({})", runs.join(", "))
    }

    fn run(&self, run: &Run) -> String {
        match run {
            Run::Text(text) => literal(text),
            Run::Strong(text) => format!("strong({})", literal(text)),
            Run::Faint(text) => format!("faint({})", literal(text)),
            Run::Note(number) => format!("note({number})"),
            Run::Incident(number) => format!("incident({number}, {})", self.listed.contains(number)),
            Run::Break => "linebreak()".to_owned(),
        }
    }
}

fn source(number: usize, note: &Footnote) -> [String; 6] {
    let pieces: Vec<String> = note
        .sentence
        .iter()
        .map(|(marked, words)| array(&[marked.to_string(), literal(words)]))
        .collect();
    let some = |words: Option<&str>| words.map_or("none".to_owned(), literal);
    let readings = note.readings.join("; ");
    [
        number.to_string(),
        array(&pieces),
        some((!readings.is_empty()).then_some(readings.as_str())),
        literal(&note.source),
        some(note.url.as_deref()),
        some(note.copies.as_deref()),
    ]
}

/// How wide a column is: as its figures ask for, or a share by the length of its words.
fn width(table: &Table, at: usize) -> String {
    let Some(column) = table.columns.get(at) else {
        return "auto".to_owned();
    };
    if column.figure || column.narrow {
        return "auto".to_owned();
    }
    let lengths = table.rows.iter().filter_map(|row| row.cells.get(at)).map(length);
    let (rows, letters) = lengths.fold((0, 0), |(rows, sum), n| (rows + 1, sum + n));
    // A square root: of two columns the one with four times the words gets twice the width.
    let share = (letters as f64 / f64::from(rows.max(1))).sqrt().clamp(2.5, 10.0);
    format!("{share:.1}fr")
}

fn length(line: &Line) -> usize {
    line.iter()
        .map(|run| match run {
            Run::Text(words) | Run::Strong(words) | Run::Faint(words) => words.chars().count(),
            Run::Note(_) | Run::Incident(_) => 2,
            Run::Break => 0,
        })
        .sum()
}

/// An array; the last comma makes one of a single member too.
fn array(members: &[String]) -> String {
    match members {
        [] => "()".to_owned(),
        _ => format!("({},)", members.join(", ")),
    }
}

/// Words as a string of Typst's: whatever stands in them stays words.
fn literal(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 2);
    out.push('"');
    for c in words.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The rules for drawings, with the colours that the style has for paper: drawings outside of a browser know no variables.
fn style() -> String {
    let paper = STYLE.split_once("@media print").map_or("", |(_, rest)| rest);
    let colours: Vec<(&str, &str)> = paper
        .split(['{', ';', '}'])
        .filter_map(|rule| rule.trim().strip_prefix("--")?.split_once(':'))
        .collect();
    let mut rules: String = STYLE
        .lines()
        .filter_map(|line| line.strip_prefix("svg "))
        .collect::<Vec<_>>()
        .join(" ");
    for (name, value) in colours {
        rules = rules.replace(&format!("var(--{name})"), value);
    }
    rules + " text{font-family:'Libertinus Serif';font-size:12px}"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words() {
        assert_eq!(literal(r#"a "b" \c"#), r#""a \"b\" \\c""#);
        assert_eq!(literal("#panic()\n[x]"), "\"#panic() [x]\"");
    }

    #[test]
    fn drawings_get_the_colours_of_paper() {
        let style = style();
        assert!(style.contains(".bar{fill:#0067a5}"), "{style}");
        assert!(!style.contains("var("), "{style}");
    }
}
