//! Whether a date is that of the event told or of the telling: 'on April 21, reports the Herald' against 'reports the Herald on April 22'.

use super::TimeRole;
use super::dateline;
use super::expression::{Found, Said};
use crate::pieces::{PieceKind, Pieces};

/// Pieces between a reporting verb and its date: 'told the Herald News Agency in the capital on Monday' has eight.
const REACH: usize = 9;

/// What the date of an expression belongs to.
pub(super) fn role(pieces: &Pieces<'_>, found: &Found) -> TimeRole {
    if matches!(
        found.said,
        Said::Duration { .. } | Said::Set(_) | Said::Vague(_) | Said::Then
    ) {
        return TimeRole::Told;
    }
    if dateline::is_dateline(pieces, found) {
        return TimeRole::Dateline;
    }
    // 'says Friday's killings': the date of the killings.
    let end = found.pieces.end;
    if pieces.lower(end) == "'" && pieces.lower(end + 1) == "s" {
        return TimeRole::Told;
    }
    if verb_follows(pieces, found) || verb_before(pieces, found.pieces.start) {
        return TimeRole::Report;
    }
    TimeRole::Told
}

/// 'The ministry on Friday said': the date stands right before the verb, as its adverb.
fn verb_follows(pieces: &Pieces<'_>, found: &Found) -> bool {
    let end = found.pieces.end;
    let same_sentence = pieces
        .all
        .get(end)
        .is_some_and(|next| pieces.all[end - 1].sentence == next.sentence);
    // 'the man killed on Friday said' would need a subject that is dead.
    same_sentence && matches!(pieces.lower(end), "said" | "told" | "announced" | "stated")
}

/// 'said on Friday', 'told the Herald on Monday', 'in a statement on Sunday', ', reports the Herald on April 22',
/// 'according to the Herald on April 22'.
fn verb_before(pieces: &Pieces<'_>, start: usize) -> bool {
    let Some(here) = pieces.all.get(start) else {
        return false;
    };
    let mut named = false;
    for at in (start.saturating_sub(REACH)..start).rev() {
        let piece = &pieces.all[at];
        if piece.sentence != here.sentence {
            return false;
        }
        let word = pieces.lower(at);
        match word {
            "said" | "says" | "stated" | "announced" | "added" | "tweeted" => return !named,
            "told" => return true,
            "statement" | "communique" | "bulletin" | "briefing" => {
                return !named
                    && at > 0
                    && matches!(pieces.lower(at - 1), "a" | "the" | "its" | "press" | "news");
            }
            "reports" | "reported" => {
                // Turned round, the name stands behind the verb and a comma before it.
                return !named || at > 0 && pieces.lower(at - 1) == ",";
            }
            "to" if named => return at > 0 && pieces.lower(at - 1) == "according",
            "on" | "late" | "early" | "the" | "of" | "and" | "reporters" | "journalists" | "agency"
            | "by" | "phone" | "telephone" | "'" | "s" | "newspaper" | "daily" | "website" => {
                named |= !matches!(word, "on" | "late" | "early" | "by" | "phone" | "telephone");
            }
            _ if piece.kind == PieceKind::Word && piece.capital => named = true,
            _ => return false,
        }
    }
    false
}
