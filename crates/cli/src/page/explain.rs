//! The pages that show why claims and mentions were read as they were.

use super::layout::{Layout, Piece};
use super::{CODE, DIM, HEADING, Look, PLAIN, WARN, what};
use crate::terminal::safe;
use dateline_code::explain::{
    ExplainedClaim, ExplainedField, ExplainedMention, LexiconEntry, Reason, Step, Weighed,
};
use unicode_width::UnicodeWidthChar as _;

/// Columns of the labels.
const LABEL: usize = 14;

/// Characters of an id in the list: enough to tell the claims of a report apart.
const SHORT_ID: usize = 12;

/// Candidates shown of each reason.
const SHOWN: usize = 8;

/// The claims of the input, a line each.
pub(crate) fn list_page(all: &[ExplainedClaim], look: Look) -> String {
    let mut page = Layout::new(look);
    if all.is_empty() {
        page.line(0, &[Piece::new("No claims.", DIM)]);
    }
    for explained in all {
        let claim = &explained.claim;
        let id: String = claim.id.as_str().chars().take(SHORT_ID).collect();
        let kind = claim.event.as_ref().map(|e| super::code_words(&e.kind));
        let kind = kind
            .or_else(|| claim.condition.as_ref().map(|c| super::code_words(&c.kind)))
            .or_else(|| claim.hazard.as_ref().map(|h| h.name.clone()))
            .unwrap_or_else(|| {
                if claim.analysis {
                    "analysis".to_owned()
                } else {
                    "harm".to_owned()
                }
            });
        let trigger = claim.trigger.as_ref().map_or("", |t| t.text());
        let used = SHORT_ID + 5 + kind.len() + trigger.len();
        let said = short(&safe(claim.evidence.text()), look.width.saturating_sub(used));
        let pieces = [
            Piece::new(id, CODE),
            Piece::new(format!(" {kind} "), HEADING),
            Piece::new(safe(trigger), PLAIN),
            Piece::new(" ·", DIM),
            Piece::new(format!(" {said}"), DIM),
        ];
        page.line(0, &pieces);
    }
    page.finish()
}

/// The text on one line, cut to a width.
fn short(text: &str, width: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut used = 1;
    let mut cut = String::new();
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            cut.push('…');
            break;
        }
        cut.push(c);
    }
    cut
}

/// Claims with their reasons.
pub(crate) fn claims_page(all: &[ExplainedClaim], look: Look) -> String {
    let mut page = Layout::new(look);
    for (at, explained) in all.iter().enumerate() {
        if at > 0 {
            page.blank();
        }
        page.rule();
        let mut head = Vec::from([Piece::new(format!("{} ", explained.claim.id.as_str()), DIM)]);
        head.extend(what(&explained.claim));
        page.line(0, &head);
        page.line(0, &[Piece::new(safe(explained.claim.evidence.text()), PLAIN)]);
        page.rule();
        let mut last = None;
        for reason in &explained.reasons {
            if last != Some(reason.field) {
                page.blank();
                page.line(0, &[Piece::new(title(reason.field), HEADING)]);
            }
            last = Some(reason.field);
            show_reason(&mut page, reason);
        }
    }
    page.finish()
}

fn title(field: ExplainedField) -> &'static str {
    match field {
        ExplainedField::Event => "Event",
        ExplainedField::Condition => "Condition",
        ExplainedField::Actor => "Actor",
        ExplainedField::Place => "Place",
        ExplainedField::Time => "Time",
        ExplainedField::Harm => "Harm",
        ExplainedField::Attribution => "Attribution",
        ExplainedField::Status => "Status",
    }
}

fn show_reason(page: &mut Layout, reason: &Reason) {
    if let Some(words) = &reason.words {
        row(page, "words", &format!("'{}'", words.text()));
    }
    if let Some(value) = value(reason) {
        row(page, "value", &value);
    }
    row(page, "decided by", &reason.by);
    if let Some(lexicon) = &reason.lexicon {
        row(page, "lexicon", &entry(lexicon));
    }
    if !reason.path.is_empty() {
        row(page, "tree", &way(&reason.path));
    }
    for detail in &reason.details {
        row(page, "note", detail);
    }
    candidates(page, &reason.candidates);
}

/// A reason as lines to read: what decided, the words, the entry of a lexicon, the way through the tree, what else bears on it, what
/// was weighed.
pub(crate) fn because(reason: &Reason) -> Vec<String> {
    let mut lines = vec![reason.by.clone()];
    lines.extend(
        reason
            .words
            .iter()
            .map(|words| format!("words: '{}'", words.text())),
    );
    lines.extend(
        reason
            .lexicon
            .iter()
            .map(|lexicon| format!("lexicon: {}", entry(lexicon))),
    );
    if !reason.path.is_empty() {
        lines.push(format!("tree: {}", way(&reason.path)));
    }
    lines.extend(reason.details.iter().cloned());
    lines.extend(reason.candidates.iter().take(SHOWN).map(|weighed| {
        let mark = if weighed.chosen { "chosen" } else { "weighed" };
        let score = weighed
            .score
            .map_or_else(String::new, |score| format!(" {score:.2}"));
        let why = if weighed.why.is_empty() {
            String::new()
        } else {
            format!(": {}", weighed.why.join(", "))
        };
        format!("{mark}: {}{score}{why}", weighed.what)
    }));
    lines
}

/// The value in a word or two, where the words do not show it.
fn value(reason: &Reason) -> Option<String> {
    let get = |key: &str| reason.value.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    match reason.field {
        ExplainedField::Status => reason.value.as_str().map(str::to_owned),
        ExplainedField::Event => {
            let kind = get("type").or_else(|| get("name"))?;
            Some(match get("mode") {
                Some(mode) => format!("{kind}, {mode}"),
                None => kind,
            })
        }
        ExplainedField::Actor | ExplainedField::Place => get("name"),
        ExplainedField::Time => get("timex"),
        ExplainedField::Attribution => get("speaker"),
        ExplainedField::Condition => get("state"),
        ExplainedField::Harm => get("kind"),
    }
}

fn entry(lexicon: &LexiconEntry) -> String {
    let pattern = lexicon
        .pattern
        .as_ref()
        .map_or_else(String::new, |p| format!(", pattern '{p}'"));
    format!(
        "{}:{} family '{}'{pattern}",
        lexicon.file, lexicon.line, lexicon.family
    )
}

/// `killed → nsubj Rebels`: an arrow to the right leads to a dependent, one to the left up to a head.
fn way(path: &[Step]) -> String {
    let step = |step: &Step| match &step.relation {
        Some(relation) if step.down => format!(" →{relation} {}", step.word),
        Some(relation) => format!(" ←{relation} {}", step.word),
        None => step.word.clone(),
    };
    path.iter().map(step).collect()
}

fn candidates(page: &mut Layout, all: &[Weighed]) {
    for (at, weighed) in all.iter().take(SHOWN).enumerate() {
        let mark = if weighed.chosen { "✓ " } else { "· " };
        let score = weighed
            .score
            .map_or_else(String::new, |score| format!(" {score:.2}"));
        let why = if weighed.why.is_empty() {
            String::new()
        } else {
            format!(": {}", weighed.why.join(", "))
        };
        let label = if at == 0 { "weighed" } else { "" };
        let style = if weighed.chosen { PLAIN } else { DIM };
        let pieces = [
            Piece::new(mark, if weighed.chosen { WARN } else { DIM }),
            Piece::new(safe(&format!("{}{score}{why}", weighed.what)), style),
        ];
        page.labelled(LABEL, &Piece::new(format!("  {label}"), DIM), &pieces);
    }
    if all.len() > SHOWN {
        row(page, "", &format!("and {} more", all.len() - SHOWN));
    }
}

fn row(page: &mut Layout, label: &str, text: &str) {
    let text = safe(text);
    page.labelled(
        LABEL,
        &Piece::new(format!("  {label}"), DIM),
        &[Piece::new(text, PLAIN)],
    );
}

/// Mentions with what was weighed.
pub(crate) fn mentions_page(all: &[ExplainedMention], look: Look) -> String {
    let mut page = Layout::new(look);
    for (at, mention) in all.iter().enumerate() {
        if at > 0 {
            page.blank();
        }
        let place = format!(", byte {}", mention.words.start());
        let head = [
            Piece::new(format!("{} ", title(mention.kind)), HEADING),
            Piece::new(safe(&format!("'{}'", mention.words.text())), CODE),
            Piece::new(place, DIM),
        ];
        page.line(0, &head);
        row(&mut page, "verdict", &mention.verdict);
        candidates(&mut page, &mention.candidates);
    }
    page.finish()
}
