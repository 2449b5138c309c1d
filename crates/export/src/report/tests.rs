mod material;

use super::{Layout, Material, markdown, page, write_report};
use material::{Told, before, material, source};
use page::{Block, Line, Page, Run};

/// Incidents of every sort that a reader may meet.
fn war() -> Material {
    let mut sources = vec![
        source(
            "d_a",
            "Harbour Wire",
            Some("2024-05-02"),
            "Shells hit Oldport",
            "At least 53 people were killed in Oldport on Wednesday, the mayor said. \
            Two drivers and three clerks were hurt.",
        ),
        source(
            "d_b",
            "Inland Post",
            Some("2024-05-03"),
            "Army speaks of Oldport",
            "The army said 12 fighters died in Oldport. No one was hurt, it said.",
        ),
        source(
            "d_c",
            "Coast Radio",
            Some("2024-05-03"),
            "Shells hit Oldport",
            "At least 53 people were killed in Oldport on Wednesday, the mayor said.",
        ),
        source(
            "d_d",
            "Harbour Wire",
            None,
            "",
            "About 50 families fled a village. Nobody died in the raid.",
        ),
        source(
            "d_e",
            "<script>alert(1)</script>",
            Some("2024-05-04"),
            "A <b>bold</b> | headline",
            "Dozens of people were killed, <script>alert('x')</script> a man said.",
        ),
    ];
    sources[2].copy_of = Some(sources[0].document.id.clone());
    sources[4].document.url = Some("javascript:alert(1)".to_owned());
    sources[0].document.url = Some("https://wire.example/oldport?a=1&b=2".to_owned());
    material(
        sources,
        vec![
            Told::new("i_oldport", "2024-05-01")
                .place("Oldport", "North", 10.5, 20.25)
                .figure(
                    "d_a",
                    "killed",
                    "At least 53 people",
                    [Some(53), Some(53), None],
                    Some("the mayor"),
                    false,
                )
                .figure(
                    "d_b",
                    "killed",
                    "12 fighters",
                    [Some(12); 3],
                    Some("The army"),
                    true,
                )
                .figure("d_a", "injured", "Two drivers", [Some(2); 3], None, false)
                .figure("d_a", "injured", "three clerks", [Some(3); 3], None, false)
                .copy("d_c")
                .toll("killed", [Some(12), Some(53), Some(53)], true)
                .toll("injured", [Some(5); 3], false)
                .dispute("killed"),
            Told::new("i_village", "")
                .figure(
                    "d_d",
                    "displaced",
                    "About 50 families",
                    [None, Some(50), None],
                    None,
                    false,
                )
                .figure("d_d", "killed", "Nobody", [Some(0); 3], None, false)
                .toll("displaced", [None, Some(50), None], false)
                .toll("killed", [Some(0); 3], false),
            Told::new("i_hostile", "2024-05-04")
                .place("Elsewhere", "South", 9.0, 21.0)
                .figure(
                    "d_e",
                    "killed",
                    "Dozens of people",
                    [Some(24), None, None],
                    Some("a man"),
                    false,
                )
                .toll("killed", [Some(24), Some(24), Some(24)], true),
        ],
    )
}

/// Every line of a page.
fn lines(page: &Page) -> Vec<&Line> {
    let mut all: Vec<&Line> = page.lead.iter().collect();
    for block in page.sections.iter().flat_map(|s| &s.blocks) {
        match block {
            Block::Paragraph(line) | Block::Heading(line) => all.push(line),
            Block::List(lines) => all.extend(lines),
            Block::Table(table) => all.extend(table.rows.iter().flat_map(|r| &r.cells)),
            Block::Sides(sides) => all.extend(sides.iter().flat_map(|s| [&s.figure, &s.told])),
            Block::Drawing(drawing) => {
                let rows = drawing.table.iter().flat_map(|t| &t.rows);
                all.extend(rows.flat_map(|r| &r.cells));
            }
            Block::Figures(_) => {}
        }
    }
    all
}

#[test]
fn a_report_in_markdown() {
    insta::assert_snapshot!("markdown", write_report(&war(), Layout::Markdown));
}

#[test]
fn a_report_as_a_web_page() {
    let page = write_report(&war(), Layout::Html);
    let body = page.split("</style>").nth(1).expect("has a style");
    // An element a line, for those who read the changes.
    insta::assert_snapshot!("html", body.replace("><", ">\n<"));
}

#[test]
fn a_web_page_loads_nothing_and_runs_nothing() {
    let page = write_report(&war(), Layout::Html);
    let lower = page.to_lowercase();
    assert!(lower.contains("content-security-policy") && lower.contains("default-src 'none'"));
    for bad in [
        "<script",
        "javascript:",
        "<link",
        "<img",
        "@import",
        " src=",
        " onload",
        " onclick",
    ] {
        assert!(!lower.contains(bad), "{bad}");
    }
    assert_eq!(
        lower.matches("url(").count(),
        lower.matches("url(#map-edge)").count()
    );
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn links_of_a_web_page_lead_somewhere() {
    let page = write_report(&war(), Layout::Html);
    let ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|s| s.split('"').next())
        .collect();
    let unique: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id twice");
    for target in page.split("href=\"#").skip(1).filter_map(|s| s.split('"').next()) {
        assert!(unique.contains(target), "#{target} leads nowhere");
    }
}

#[test]
fn what_is_new_is_told_first() {
    let mut war = war();
    war.before = Some(before(&war, "i_oldport", [Some(40), Some(40), Some(40)]));
    let text = write_report(&war, Layout::Markdown);
    let new = text
        .split("## What is new")
        .nth(1)
        .and_then(|s| s.split("\n## ").next());
    insta::assert_snapshot!("new", new.expect("has the section"));
}

#[test]
fn every_figure_of_a_toll_has_a_footnote() {
    let war = war();
    let page = page::lay_out(&war);
    for block in page.sections.iter().flat_map(|s| &s.blocks) {
        let Block::Table(table) = block else { continue };
        let killed = table.columns.iter().position(|c| c.name == "Killed");
        for row in &table.rows {
            let Some(cell) = killed.map(|at| &row.cells[at]).filter(|cell| !cell.is_empty()) else {
                continue;
            };
            assert!(cell.iter().any(|run| matches!(run, Run::Note(_))), "{cell:?}");
        }
    }
    for side in page
        .sections
        .iter()
        .flat_map(|s| &s.blocks)
        .filter_map(|b| match b {
            Block::Sides(sides) => Some(sides),
            _ => None,
        })
    {
        assert!(
            side.iter()
                .all(|s| s.figure.iter().any(|run| matches!(run, Run::Note(_))))
        );
    }
}

#[test]
fn every_footnote_quotes_a_sentence_with_its_figure() {
    let war = war();
    let page = page::lay_out(&war);
    for note in &page.notes {
        let marked: Vec<&str> = note
            .sentence
            .iter()
            .filter(|p| p.0)
            .map(|p| p.1.as_str())
            .collect();
        let whole: String = note.sentence.iter().map(|p| p.1.as_str()).collect();
        assert!(!marked.is_empty(), "nothing is marked in {whole:?}");
        let quoted = |s: &super::Source| s.document.text.contains(&whole);
        assert!(war.sources.values().any(quoted), "{whole:?} stands in no report");
    }
    let cited = lines(&page).into_iter().flatten().filter_map(|run| match run {
        Run::Note(number) => Some(*number),
        _ => None,
    });
    let cited: std::collections::BTreeSet<usize> = cited.collect();
    assert_eq!(cited.len(), page.notes.len());
    assert_eq!(cited.last(), Some(&page.notes.len()));
}

#[test]
fn a_vague_word_beside_a_number_is_not_taken_together_with_it() {
    let raid = |toll| {
        let sources = vec![source(
            "d_f",
            "Harbour Wire",
            Some("2024-05-02"),
            "",
            "Dozens were hurt: 30 guards and one clerk.",
        )];
        let told = Told::new("i_raid", "2024-05-01")
            .figure("d_f", "injured", "Dozens", [Some(24), None, None], None, false)
            .figure("d_f", "injured", "30 guards", [Some(30); 3], None, false)
            .figure("d_f", "injured", "one clerk", [Some(1); 3], None, false)
            .toll("injured", [Some(toll); 3], false);
        write_report(&material(sources, vec![told]), Layout::Markdown)
    };
    let text = raid(31);
    assert!(
        text.contains("**31**[^") && text.contains("30 and 1 side by side, together 31"),
        "{text}"
    );
    // Even a toll that no voice explains is not left without a sentence.
    assert!(raid(77).contains("**77**[^"));
}

#[test]
fn no_number_is_a_sum_over_incidents_or_voices() {
    let text = write_report(&war(), Layout::Markdown);
    // 53 and 12; 53 and 24; 12 and 24; all.
    for sum in ["65", "77", "36", "89"] {
        assert!(!text.contains(&format!("**{sum}**")), "{sum}");
    }
}

#[test]
fn zero_stands_only_where_it_was_reported() {
    let text = write_report(&war(), Layout::Markdown);
    let village = text
        .lines()
        .find(|l| l.contains("i\\_villag"))
        .expect("is listed");
    assert!(village.contains("| **0**[^"), "{village}");
    let hostile = text
        .lines()
        .find(|l| l.contains("i\\_hostil"))
        .expect("is listed");
    assert!(
        hostile.contains("**at least 24**") && hostile.contains("|  |"),
        "{hostile}"
    );
}

#[test]
fn only_addresses_of_the_web_are_links() {
    let text = write_report(&war(), Layout::Markdown);
    assert!(text.contains("<https://wire.example/oldport?a=1&b=2>"));
    assert!(!text.contains("javascript:"));
    assert!(!text.contains("<script"));
}

#[test]
fn the_same_material_gives_the_same_bytes() {
    let mut turned = war();
    turned.incidents.reverse();
    turned.conditions.reverse();
    for layout in [Layout::Markdown, Layout::Html] {
        assert_eq!(write_report(&war(), layout), write_report(&turned, layout));
    }
}

#[test]
fn nothing_found_helps() {
    let text = write_report(&Material::default(), Layout::Markdown);
    assert!(
        text.contains("No incident fits") && text.contains("Wider dates"),
        "{text}"
    );
}

#[test]
fn words_of_reports_are_not_marks() {
    assert_eq!(markdown::escaped("a|b*c<d>\n[x]"), "a\\|b\\*c&lt;d&gt; \\[x\\]");
}

#[cfg(feature = "pdf")]
#[test]
fn a_report_as_pdf_is_the_same_bytes_each_time_whatever_its_words_are() {
    let mut war = war();
    war.title = "#panic(\"x\") \\ $a$ @b <i1> *c* _d_ \u{202e}e".to_owned();
    let first = super::write_pdf(&war).expect("is set");
    assert!(first.starts_with(b"%PDF-"), "is a PDF");
    assert_eq!(first, super::write_pdf(&war).expect("is set"));
    let nothing = super::write_pdf(&Material::default()).expect("is set");
    assert!(nothing.len() < first.len());
}
