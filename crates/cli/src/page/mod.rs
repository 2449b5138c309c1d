//! The page that shows a report's claims to a reader at a terminal.
//!
//! Claims stand in reading order: what is said to have happened first, then states of affairs, then analysis. Every text
//! that comes from a report goes through [`safe`] before it is laid out.

pub(crate) mod explain;
mod layout;
mod mark;
mod story;

pub(crate) use dateline_export::words::{bare_figure, code_words};
pub(crate) use story::{Story, render_story};

use crate::terminal::safe;
use anstyle::{AnsiColor, Style};
use dateline_export::words::{self, day, days, figure};
use dateline_model::{
    Attribution, Claim, Excerpt, Field, Place, Status, TimeBasis, TimeRef, Unresolved, Why,
};
use dateline_read::Read;
use layout::{Layout, Piece};

/// How a page is laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Columns.
    pub(crate) width: usize,
    /// Whether to use ANSI styles; without, marks are written with characters.
    pub(crate) color: bool,
}

const PLAIN: Style = Style::new();
const TITLE: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const HEADING: Style = AnsiColor::Cyan.on_default().bold();
const CODE: Style = Style::new().bold();
const WARN: Style = AnsiColor::Yellow.on_default();

/// Columns of the labels.
const LABEL: usize = 17;

/// The page of one report.
pub(crate) fn render_page(read: &Read, claims: &[Claim], look: Look) -> String {
    let mut page = Layout::new(look);
    heading(&mut page, read);
    let is_condition = |c: &Claim| c.condition.is_some() && c.event.is_none() && c.hazard.is_none();
    let groups: [(&str, Vec<&Claim>); 3] = [
        (
            "",
            claims
                .iter()
                .filter(|c| !c.analysis && !is_condition(c))
                .collect(),
        ),
        (
            "States of affairs",
            claims.iter().filter(|c| !c.analysis && is_condition(c)).collect(),
        ),
        (
            "Analysis: judgement and speculation, never counted as events",
            claims.iter().filter(|c| c.analysis).collect(),
        ),
    ];
    if claims.is_empty() {
        page.blank();
        page.line(0, &[Piece::new("No claims.", DIM)]);
    }
    let mut number = 0;
    for (title, group) in groups {
        if group.is_empty() {
            continue;
        }
        if !title.is_empty() {
            page.blank();
            page.line(0, &[Piece::new(title, HEADING)]);
        }
        for claim in group {
            number += 1;
            page.blank();
            show_claim(&mut page, number, claim);
        }
    }
    page.finish()
}

/// Title; publisher, day and place of the report.
fn heading(page: &mut Layout, read: &Read) {
    let document = &read.document;
    let source = read.source.to_string();
    page.rule();
    match &document.title {
        Some(title) => page.line(0, &[Piece::new(safe(title), TITLE)]),
        None => page.line(0, &[Piece::new(safe(&source), TITLE)]),
    }
    let mut facts = vec![
        document
            .publisher
            .as_deref()
            .unwrap_or("publisher not known")
            .to_owned(),
        document.published.map_or_else(|| "day not known".to_owned(), day),
    ];
    if document.title.is_some() {
        facts.push(source);
    }
    facts.extend(read.source.id.iter().map(|id| format!("id {id}")));
    page.line(0, &[Piece::new(safe(&facts.join(" · ")), DIM)]);
    page.rule();
}

/// One claim: its codes, its fields, its sentence.
fn show_claim(page: &mut Layout, number: usize, claim: &Claim) {
    page.labelled(4, &Piece::new(format!("{number:>2}"), DIM), &what(claim));
    for (label, actors) in [("who", &claim.source_actors), ("whom", &claim.target_actors)] {
        let names: Vec<String> = actors.iter().map(words::actor).collect();
        field(page, label, &names.join("; "));
    }
    for (label, things) in [
        ("things hit", &claim.physical_targets),
        ("weapons", &claim.weapons),
    ] {
        let words: Vec<&str> = things.iter().map(Excerpt::text).collect();
        field(page, label, &words.join("; "));
    }
    field(
        page,
        "where",
        &claim.place.as_ref().map_or_else(String::new, place),
    );
    field(page, "when", &claim.time.as_ref().map_or_else(String::new, time));
    for harm in &claim.harm {
        field(page, "harm", &words::harm(harm));
    }
    if let Some(count) = &claim.count {
        field(
            page,
            "how often",
            &format!("{} (‘{}’)", figure(&count.bounds), count.span.text()),
        );
    }
    for (position, voice) in claim.attribution.iter().enumerate() {
        field(
            page,
            if position == 0 {
                "according to"
            } else {
                "who cites"
            },
            &attribution(voice),
        );
    }
    if claim.attribution.is_empty() && claim.status == Status::Asserted {
        field(page, "according to", "the report’s own voice");
    }
    status(page, claim.status);
    for gap in &claim.unresolved {
        page.labelled(
            LABEL,
            &Piece::new("    left open", DIM),
            &[Piece::new(safe(&unresolved(gap)), WARN)],
        );
    }
    let sentence = mark::sentence(claim, page.color());
    page.indented(4, &sentence);
}

/// The codes of the claim, as its heading.
fn what(claim: &Claim) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut part = |text: String, style| {
        if !pieces.is_empty() {
            pieces.push(Piece::new(" · ", DIM));
        }
        pieces.push(Piece::new(safe(&text), style));
    };
    if let Some(event) = &claim.event {
        part(event.kind.to_string(), CODE);
        if let Some(mode) = event.mode {
            part(mode.to_string(), CODE);
        }
        for context in &event.contexts {
            part(context.to_string(), DIM);
        }
    }
    if let Some(hazard) = &claim.hazard {
        part(
            format!("{} ({} hazard)", hazard.name, code_words(&hazard.kind)),
            CODE,
        );
    }
    if let Some(condition) = &claim.condition {
        part(code_words(&condition.kind), CODE);
        let extent = condition
            .extent
            .as_deref()
            .map_or_else(String::new, |e| format!(" ({e})"));
        let holder = condition
            .holder
            .as_deref()
            .map_or_else(String::new, |h| format!(" by {h}"));
        part(
            format!("{}{extent}: {}{holder}", condition.subject, condition.state),
            PLAIN,
        );
    }
    if pieces.is_empty() {
        let words = if claim.harm.is_empty() {
            "no event named"
        } else {
            "harm, its cause not given"
        };
        pieces.push(Piece::new(words, DIM));
    }
    pieces
}

/// A row with a label; nothing where there is nothing to say.
fn field(page: &mut Layout, label: &str, value: &str) {
    if !value.is_empty() {
        page.labelled(
            LABEL,
            &Piece::new(format!("    {label}"), DIM),
            &[Piece::new(safe(value), PLAIN)],
        );
    }
}

/// A row for the status, in words; bright where the claim must not count as something that happened.
fn status(page: &mut Layout, status: Status) {
    let words = match status {
        Status::Asserted => return,
        Status::Attributed => "attributed",
        Status::Alleged => "alleged: an accusation, or hedged",
        Status::Claimed => "claimed by a side in the fight",
        Status::Denied => "denied: not counted as something that happened",
        Status::Attempted => "attempted or foiled: not counted as something that happened",
        Status::Threatened => "threatened: not counted as something that happened",
        Status::Planned => "planned: not counted as something that happened",
        Status::Ordered => "ordered: not counted as something that happened",
        Status::Feared => "feared: not counted as something that happened",
        Status::Hypothetical => "hypothetical: not counted as something that happened",
        Status::Background => "background: history, not this report’s news",
        other => &code_words(&other),
    };
    let style = if status.happened() { PLAIN } else { WARN };
    page.labelled(LABEL, &Piece::new("    status", DIM), &[Piece::new(words, style)]);
}

fn place(place: &Place) -> String {
    let mut names = vec![place.name.clone()];
    names.extend(place.admin1.iter().filter(|a| **a != place.name).cloned());
    names.extend(place.country.iter().filter(|c| **c != place.name).cloned());
    if let Some(relative) = &place.relative {
        let told = format!("‘{}’", relative.words.text());
        // A spot without a name of its own is called by the words that tell it.
        let unnamed = relative.anchors.len() > 1 || relative.anchors.iter().any(|a| a.name == place.name);
        let name = if unnamed {
            told
        } else {
            format!("{} {told}", place.name)
        };
        names[0] = name;
        let about = place
            .precision_km
            .map_or(String::new(), |km| format!(" (to about {km} km)"));
        return names.join(", ") + &about;
    }
    let shown = format!("{} ({})", names.join(", "), code_words(&place.precision));
    with_mention(shown, &place.name, place.mention.text())
}

fn time(time: &TimeRef) -> String {
    let interval = days(time.start, time.end, time.precision);
    let basis = match time.basis {
        TimeBasis::Explicit => "",
        TimeBasis::Published => ", from the day of publication",
        TimeBasis::Focus => ", from a day named before",
        TimeBasis::Unresolved => ", not resolved",
        other => &format!(", {}", code_words(&other)),
    };
    match interval {
        Some(interval) => format!("{interval} (‘{}’{basis})", time.mention.text()),
        None => format!("‘{}’{basis}", time.mention.text()),
    }
}

fn attribution(voice: &Attribution) -> String {
    let mut shown = match &voice.speaker {
        Some(speaker) => format!("{speaker} (‘{}’)", voice.verb),
        None => format!("no one named (‘{}’)", voice.verb),
    };
    if let Some(channel) = voice.channel {
        shown += &format!(", by {}", code_words(&channel));
    }
    if voice.party {
        shown += ", a side in the fight";
    }
    shown
}

fn unresolved(gap: &Unresolved) -> String {
    let field = match gap.field {
        Field::SourceActors => "who",
        Field::TargetActors => "whom",
        Field::Place => "where",
        Field::Time => "when",
        Field::Attribution => "according to whom",
        other => &code_words(&other),
    };
    let why = match gap.why {
        Why::NoPublicationDate => "the report has no day of publication",
        Why::NoCandidate => "no entry has this name",
        Why::Ambiguous => "several readings are about as good",
        Why::NoAntecedent => "not clear who or what is meant",
        other => &code_words(&other),
    };
    match &gap.mention {
        Some(mention) => format!("{field}: ‘{}’, {why}", mention.text()),
        None => format!("{field}: {why}"),
    }
}

/// `shown`, with the report's own words where they are not the name itself.
fn with_mention(shown: String, name: &str, mention: &str) -> String {
    if name == mention {
        shown
    } else {
        format!("{shown} ‘{mention}’")
    }
}

#[cfg(test)]
mod tests;
