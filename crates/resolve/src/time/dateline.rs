//! The date in a report's own dateline: 'BOGOTA, 18 AUG 89 (…) --', 'KABUL, Dec. 16, 2014 (Agency) -'.

use super::expression::{Found, Said, Year};
use crate::pieces::{PieceKind, Pieces};
use dateline_syntax::Analysis;
use jiff::civil::Date;

/// Pieces from the start of the text within which a dateline begins: room for a headline, a byline and a place.
const REACH: usize = 60;

/// The day in the report's dateline, when it is given in full.
///
/// A dateline is a line's beginning of the form place, date, and then an agency in brackets, a dash or a colon; or place in
/// brackets and date.
///
/// # Example
/// ```
/// use dateline_resolve::time::dateline_date;
/// let analysis = dateline_syntax::analyse("LIMA, 4 MAY 88 (RADIO) -- A bomb damaged a bank here.");
/// assert_eq!(dateline_date(&analysis), Some(jiff::civil::date(1988, 5, 4)));
/// ```
#[must_use]
pub fn dateline_date(analysis: &Analysis<'_>) -> Option<Date> {
    let pieces = Pieces::new(analysis);
    let found = super::scan::scan(&pieces);
    date_of(&pieces, &found)
}

/// As [`dateline_date`], from expressions already found.
pub(super) fn date_of(pieces: &Pieces<'_>, found: &[Found]) -> Option<Date> {
    found
        .iter()
        .take_while(|found| found.pieces.start < REACH)
        .find_map(|found| {
            let Said::Calendar(fields) = &found.said else {
                return None;
            };
            let (Year::Is(year), Some(month), Some(day)) = (fields.year, fields.month, fields.day) else {
                return None;
            };
            (place_before(pieces, found.pieces.start) && dash_after(pieces, found.pieces.end))
                .then(|| Date::new(year, month, day).ok())
                .flatten()
        })
}

/// Whether a date stands in a dateline, with a year or without.
pub(super) fn is_dateline(pieces: &Pieces<'_>, found: &Found) -> bool {
    let is_day = matches!(&found.said, Said::Calendar(fields) if fields.day.is_some());
    is_day
        && found.pieces.start < REACH
        && place_before(pieces, found.pieces.start)
        && dash_after(pieces, found.pieces.end)
}

/// Whether what stands between the line's beginning and `at` can be a place: capitalised words, commas, brackets.
fn place_before(pieces: &Pieces<'_>, at: usize) -> bool {
    let mut words = 0;
    for before in (0..at).rev() {
        let piece = &pieces.all[before];
        match piece.kind {
            PieceKind::Number => return false,
            PieceKind::Word => {
                let small = matches!(
                    pieces.lower(before),
                    "de" | "al" | "el" | "of" | "the" | "la" | "and" | "ad" | "ez"
                );
                if !piece.capital && !small {
                    return false;
                }
                words += 1;
            }
            PieceKind::Mark => {
                if !matches!(
                    pieces.lower(before),
                    "," | "(" | ")" | "-" | "'" | "." | "/" | "[" | "]"
                ) {
                    return false;
                }
            }
        }
        if words > 8 {
            return false;
        }
        if line_begins(pieces, before) {
            return words > 0;
        }
    }
    false
}

fn line_begins(pieces: &Pieces<'_>, at: usize) -> bool {
    if at == 0 {
        return true;
    }
    let gap = pieces.all[at - 1].end..pieces.all[at].start;
    pieces.all[at].breaks || pieces.analysis.text()[gap].contains('\n')
}

/// Whether a dash or colon follows, perhaps after an agency in brackets.
fn dash_after(pieces: &Pieces<'_>, at: usize) -> bool {
    let mut next = at;
    if matches!(pieces.lower(next), "(" | "[") {
        let close = (next..pieces.all.len().min(next + 25)).find(|ix| matches!(pieces.lower(*ix), ")" | "]"));
        return close.is_some();
    }
    if pieces.lower(next) == "." || pieces.lower(next) == "," {
        next += 1;
    }
    // 'LIMA, 4 May 1988 Agency -'
    for _ in 0..3 {
        match pieces.lower(next) {
            "-" => return !pieces.all[next].glued || pieces.lower(next + 1) == "-",
            ":" => return true,
            "" => return false,
            _ if pieces.all[next].capital => next += 1,
            _ => return false,
        }
    }
    false
}
