//! Cells that several lists have alike.

use crate::{
    commands::rows::Column,
    page::{bare_figure, code_words},
    terminal::Terminal,
};
use dateline_export::Review;
use dateline_ledger::{Kept, KeptClaim};
use dateline_model::{Actor, Bounds, Place};
use jiff::civil::Date;
use serde::Serialize;

pub(crate) const fn column(name: &'static str, right: bool, most: usize) -> Column {
    Column { name, right, most }
}

/// A table may be wider than a page of text; in a pipe there is no width to keep to.
pub(crate) fn wide(terminal: &Terminal) -> usize {
    if terminal.out { terminal.columns } else { 160 }
}

/// A row as a line of JSON.
pub(crate) fn json_line(row: &impl Serialize) -> String {
    serde_json::to_string(row).expect("rows are plain data") + "\n"
}

/// A report's headline, else its first words.
pub(crate) fn title(kept: &Kept) -> String {
    let document = &kept.entry.document;
    let words = document.title.as_deref().unwrap_or(&document.text);
    let words: Vec<&str> = words.split_whitespace().take(30).collect();
    words.join(" ")
}

pub(crate) fn shown(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// A day, or the month or year that it is all of; the first day with an ellipsis where it is several.
pub(crate) fn span_of(start: Option<Date>, end: Option<Date>) -> String {
    let (Some(start), Some(end)) = (start, end) else {
        return shown(start.or(end));
    };
    if start == end {
        start.to_string()
    } else if start == start.first_of_month() && end == start.last_of_month() {
        start.strftime("%Y-%m").to_string()
    } else if start == start.first_of_year() && end == start.last_of_year() {
        start.strftime("%Y").to_string()
    } else {
        format!("{start}…")
    }
}

pub(crate) fn where_is(place: Option<&Place>) -> String {
    let Some(place) = place else {
        return String::new();
    };
    let mut names = vec![place.name.as_str()];
    names.extend(place.country.as_deref().filter(|c| *c != place.name));
    names.join(", ")
}

pub(crate) fn bounds(bounds: &Bounds) -> String {
    bare_figure(bounds.low, bounds.best, bounds.high, bounds.high.is_none())
}

pub(crate) fn place_cells(place: Option<&Place>) -> [String; 6] {
    [
        shown(place.map(|p| &p.name)),
        shown(place.and_then(|p| p.admin1.as_ref())),
        shown(place.and_then(|p| p.country.as_ref())),
        place.map_or_else(String::new, |p| code_words(&p.precision)),
        shown(place.and_then(|p| p.lat)),
        shown(place.and_then(|p| p.lon)),
    ]
}

/// What people decided, who, when and why: in each cell an item for each decision.
pub(crate) fn review_cells(reviews: &[Review]) -> [String; 4] {
    let each = |item: fn(&Review) -> &str| reviews.iter().map(item).collect::<Vec<_>>().join("; ");
    [
        each(|r| &r.review),
        each(|r| &r.reviewer),
        each(|r| &r.made),
        each(|r| &r.reason),
    ]
}

pub(crate) fn names(actors: &[Actor]) -> String {
    let names: Vec<&str> = actors.iter().map(|a| a.name.as_str()).collect();
    names.join("; ")
}

/// The last voice of the chain: who is said to know.
pub(crate) fn voice(kept: &KeptClaim) -> String {
    let last = kept.claim.attribution.last();
    last.map_or_else(String::new, |a| {
        a.speaker.clone().unwrap_or_else(|| a.verb.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_as_fine_as_they_are_known() {
        let check = |start: &str, end: &str, expected: &str| {
            assert_eq!(span_of(start.parse().ok(), end.parse().ok()), expected);
        };
        check("2017-11-13", "2017-11-13", "2017-11-13");
        check("2017-11-01", "2017-11-30", "2017-11");
        check("2017-01-01", "2017-12-31", "2017");
        check("2017-11-12", "2017-11-13", "2017-11-12…");
        check("2017-11-12", "", "2017-11-12");
        check("", "", "");
    }
}
