//! A page as Markdown, with tables and footnotes as GitHub and Pandoc read them.

use super::{
    notes::Footnote,
    page::{Block, Line, Page, Run, Side, Table},
};

/// The page as Markdown.
pub(crate) fn write(page: &Page) -> String {
    let mut out = format!("# {}\n", escaped(&page.title));
    for line in &page.lead {
        out += &format!("\n{}\n", words(line, " "));
    }
    for section in &page.sections {
        out += &format!("\n## {}\n", escaped(&section.title));
        // A drawing is told by its table, and not at all without one.
        let told = |b: &&Block| !matches!(b, Block::Drawing(drawing) if drawing.table.is_none());
        for block in section.blocks.iter().filter(told) {
            out.push('\n');
            write_block(&mut out, block);
        }
    }
    if !page.notes.is_empty() {
        out += "\n## Sources\n\n";
        for (number, note) in (1..).zip(&page.notes) {
            out += &format!("[^{number}]: {}\n", footnote(note));
        }
    }
    out
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Paragraph(line) => *out += &format!("{}\n", words(line, " ")),
        Block::Heading(line) => *out += &format!("### {}\n", words(line, " ")),
        Block::List(lines) => {
            for line in lines {
                *out += &format!("- {}\n", words(line, " "));
            }
        }
        Block::Figures(figures) => {
            let shown: Vec<String> = figures
                .iter()
                .map(|(number, noun)| format!("**{}** {}", escaped(number), escaped(noun)))
                .collect();
            *out += &format!("{}\n", shown.join(" · "));
        }
        Block::Table(table) => write_table(out, table),
        Block::Sides(sides) => write_sides(out, sides),
        Block::Drawing(drawing) => {
            if let Some(table) = &drawing.table {
                write_table(out, table);
            }
        }
    }
}

fn write_table(out: &mut String, table: &Table) {
    *out += &format!("**{}**\n\n", escaped(&table.caption));
    let names: Vec<String> = table.columns.iter().map(|c| escaped(c.name)).collect();
    *out += &format!("| {} |\n", names.join(" | "));
    let rules: Vec<&str> = table
        .columns
        .iter()
        .map(|c| if c.figure { "---:" } else { "---" })
        .collect();
    *out += &format!("| {} |\n", rules.join(" | "));
    for row in &table.rows {
        let cells: Vec<String> = row.cells.iter().map(|cell| words(cell, "<br>")).collect();
        *out += &format!("| {} |\n", cells.join(" | "));
    }
}

fn write_sides(out: &mut String, sides: &[Side]) {
    *out += "| Says | Voice | Where |\n| --- | --- | --- |\n";
    for side in sides {
        let party = if side.party { " (a side in the fight)" } else { "" };
        *out += &format!(
            "| {} | {}{party} | {} |\n",
            words(&side.figure, " "),
            escaped(&side.voice),
            words(&side.told, " ")
        );
    }
}

/// A line; `line_break` is what stands for a new line.
fn words(line: &Line, line_break: &str) -> String {
    let mut out = String::new();
    for run in line {
        match run {
            Run::Text(text) => out += &escaped(text),
            Run::Strong(text) => out += &around("**", text),
            Run::Faint(text) => out += &around("*", text),
            Run::Note(number) => out += &format!("[^{number}]"),
            Run::Incident(number) => out += &format!("\\#{number}"),
            Run::Break => out += line_break,
        }
    }
    out
}

/// Marks stand close to the words, or they would not be read as marks.
fn around(mark: &str, text: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    let lead = &text[..text.len() - text.trim_start().len()];
    let tail = &text[text.trim_end().len()..];
    format!("{lead}{mark}{}{mark}{tail}", escaped(inner))
}

fn footnote(note: &Footnote) -> String {
    let sentence: String = note
        .sentence
        .iter()
        .map(|(marked, words)| {
            if *marked {
                around("**", words)
            } else {
                escaped(words)
            }
        })
        .collect();
    let mut out = format!("“{sentence}”");
    if !note.readings.is_empty() {
        out += &format!(" ({})", escaped(&note.readings.join("; ")));
    }
    out += &format!(" {}", escaped(&note.source));
    if let Some(url) = &note.url {
        out += &format!(", <{}>", url.replace('<', "%3C").replace('>', "%3E"));
    }
    if let Some(copies) = &note.copies {
        out += &format!(" ({})", escaped(copies));
    }
    out
}

/// Words of reports must not be read as marks of Markdown or HTML, nor break out of their cell.
pub(crate) fn escaped(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            c if c.is_whitespace() || c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
