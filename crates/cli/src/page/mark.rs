//! The sentence of a claim, with its trigger and its figures marked.

use super::layout::Piece;
use crate::terminal::safe;
use anstyle::{AnsiColor, Style};
use dateline_model::{Claim, Excerpt, Harm};
use std::ops::Range;

const TRIGGER: Style = AnsiColor::Red.on_default().bold();
const FIGURE: Style = AnsiColor::Yellow.on_default().underline();
const BOTH: Style = AnsiColor::Red.on_default().bold().underline();
const REST: Style = Style::new().italic();

/// The evidence in quotation marks. With styles the trigger is bold and the figures are underlined; without, they stand
/// as `*trigger*` and `[figure]`.
pub(super) fn sentence(claim: &Claim, color: bool) -> Vec<Piece> {
    let evidence = &claim.evidence;
    let triggers: Vec<Range<usize>> = claim.trigger.iter().filter_map(|t| within(evidence, t)).collect();
    let mut figures: Vec<Range<usize>> = claim
        .count
        .iter()
        .filter_map(|c| within(evidence, &c.span))
        .collect();
    let mut harms: Vec<&Harm> = claim.harm.iter().collect();
    while let Some(harm) = harms.pop() {
        figures.extend(within(evidence, &harm.span));
        harms.extend(&harm.parts);
    }
    let mut bounds: Vec<usize> = triggers
        .iter()
        .chain(&figures)
        .flat_map(|r| [r.start, r.end])
        .collect();
    bounds.extend([0, evidence.text().len()]);
    bounds.sort_unstable();
    bounds.dedup();

    let mut pieces = vec![Piece::new("“", REST)];
    let (mut in_trigger, mut in_figure) = (false, false);
    for pair in bounds.windows(2) {
        let covers = |ranges: &[Range<usize>]| ranges.iter().any(|r| r.start <= pair[0] && pair[1] <= r.end);
        let (trigger, figure) = (covers(&triggers), covers(&figures));
        if !color {
            pieces.extend(marks((in_trigger, in_figure), (trigger, figure)));
            (in_trigger, in_figure) = (trigger, figure);
        }
        let style = match (trigger, figure) {
            (true, true) => BOTH,
            (true, false) => TRIGGER,
            (false, true) => FIGURE,
            (false, false) => REST,
        };
        // `within` and the sort keep every bound on a character of the text.
        pieces.push(Piece::new(
            safe(evidence.text().get(pair[0]..pair[1]).unwrap_or_default()),
            style,
        ));
    }
    pieces.extend(marks((in_trigger, in_figure), (false, false)));
    pieces.push(Piece::new("”", REST));
    pieces
}

/// The characters that end and begin marks between two stretches of text.
fn marks(before: (bool, bool), after: (bool, bool)) -> Option<Piece> {
    let mut text = String::new();
    for (then, now, mark) in [(before.0, after.0, "*"), (before.1, after.1, "]")] {
        if then && !now {
            text.push_str(mark);
        }
    }
    for (then, now, mark) in [(before.1, after.1, "["), (before.0, after.0, "*")] {
        if now && !then {
            text.push_str(mark);
        }
    }
    (!text.is_empty()).then(|| Piece::new(text, REST))
}

/// Where `part` lies in the text of `whole`; `None` where it does not, or would split a character.
fn within(whole: &Excerpt, part: &Excerpt) -> Option<Range<usize>> {
    let start = part.start().checked_sub(whole.start())?;
    let end = part.end().checked_sub(whole.start())?;
    whole
        .text()
        .get(start..end)
        .is_some_and(|t| !t.is_empty())
        .then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Look, layout::Layout, tests::claim_on};

    fn check(text: &str, trigger: &str, figures: &[&str], expected: &str) {
        let mut page = Layout::new(Look {
            width: 200,
            color: false,
        });
        page.line(0, &sentence(&claim_on(text, trigger, figures), false));
        assert_eq!(page.finish().trim_end(), expected);
    }

    #[test]
    fn marks_stand_around_triggers_and_figures() {
        check("Shells killed 12.", "killed", &["12"], "“Shells *killed* [12].”");
        check("Killed: two", "Killed", &["two"], "“*Killed*: [two]”");
    }

    #[test]
    fn marks_may_lie_in_one_another() {
        check(
            "A blast left 12 dead.",
            "dead",
            &["12 dead"],
            "“A blast left [12 *dead*].”",
        );
        check(
            "A blast left dead men.",
            "dead men",
            &["dead"],
            "“A blast left [*dead] men*.”",
        );
        check(
            "At least 9 men, two of them old",
            "old",
            &["At least 9 men, two", "9"],
            "“[At least 9 men, two] of them *old*”",
        );
    }
}
