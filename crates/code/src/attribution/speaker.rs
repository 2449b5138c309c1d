//! Finding the speaker beside a cue, and the side of the sentence that the speaker's word covers.

use super::subject::{governed_phrase, second_phrase, subject_phrase};
use super::{AttributionLexicon, Quotation, is_break};
use crate::pattern::PatternMatch;
use crate::words;
use dateline_resolve::Entities;
use dateline_syntax::{Analysis, Sentence, TokenIx, TokenShape, Upos};
use std::ops::Range;

/// A speaker and the tokens that their word covers.
pub struct Located {
    /// The speaker's tokens.
    pub speaker: Range<TokenIx>,
    /// What they say.
    pub scope: Scope,
    /// How they were found, in words.
    pub how: &'static str,
}

/// One stretch of tokens, or the two around an inserted 'X said'.
pub enum Scope {
    /// One side.
    One(Range<TokenIx>),
    /// Both sides.
    Both(Range<TokenIx>, Range<TokenIx>),
}

impl Scope {
    /// The stretches, in text order.
    pub fn into_ranges(self) -> Vec<Range<TokenIx>> {
        match self {
            Self::One(range) => std::iter::once(range).collect(),
            Self::Both(before, after) => Vec::from([before, after]),
        }
    }
}

/// A longer speaker without a comma inside it is likely a whole clause.
const MAX_PLAIN_SPEAKER: usize = 7;

/// Most tokens in a speaker phrase with its apposition.
const MAX_SPEAKER: usize = 24;

/// 'According to X, …' and '…, according to X'.
pub fn after_preposition(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    found: &PatternMatch,
    lexicon: &AttributionLexicon,
) -> Option<Located> {
    let governed = governed_phrase(analysis, &found.tokens, lexicon);
    let how = if governed.is_some() {
        "tree: the phrase that the cue governs"
    } else {
        "position: the phrase behind the cue"
    };
    let speaker = governed.or_else(|| phrase_after(analysis, sentence, found.tokens.end))?;
    let speaker = before_a_count(analysis, speaker);
    let covered = clause_around(analysis, sentence, found.tokens.start);
    Some(Located {
        speaker,
        scope: Scope::One(covered),
        how,
    })
}

/// 'According to police, two men and a child were killed': those counted are no part of the source. 'Ana Ruiz, 34, of Lima' goes on.
fn before_a_count(analysis: &Analysis<'_>, speaker: Range<TokenIx>) -> Range<TokenIx> {
    let counts = |ix: &TokenIx| {
        analysis.word(*ix) == ","
            && ix + 2 < analysis.tokens().len()
            && analysis.upos(ix + 1) == Upos::Num
            && !matches!(analysis.word(ix + 2), "," | ")")
    };
    let end = speaker.clone().skip(1).find(counts).unwrap_or(speaker.end);
    speaker.start..end
}

/// 'X said that …', '…, X said', '…, said X'.
pub fn of_verb(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    found: &PatternMatch,
    quotations: &[Quotation],
    other_cues: &[Range<TokenIx>],
    entities: &Entities,
    lexicon: &AttributionLexicon,
) -> Option<Located> {
    let begin = sentence.tokens.start;
    let cue = found.tokens.clone();
    // Words of the sentence before the cue's auxiliaries and adverbs.
    let mut left = cue.start;
    while left > begin
        && (words::is_auxiliary(analysis.lower(left - 1)) || words::is_light_adverb(analysis.lower(left - 1)))
    {
        left -= 1;
    }
    let detached = left == begin || ends_clause(analysis, left - 1, quotations);
    // 'The mayor, Ana Soto, said': the subject and what stands in apposition to it, not the end of what is said.
    let apposed = subject_phrase(analysis, sentence, found.head, lexicon).is_some_and(|s| {
        s.end <= left && !(s.end..left).any(|ix| matches!(analysis.upos(ix), Upos::Verb | Upos::Aux))
    });
    if detached
        && !apposed
        && let Some(speaker) = phrase_after(analysis, sentence, cue.end).filter(|s| s.start == cue.end)
    {
        // '…, said X': everything before it; '"…", said X, "…"' reaches the rest through the quotation.
        return (left > begin).then(|| Located {
            speaker,
            scope: Scope::One(clause_start(analysis, sentence, left)..left),
            how: "position: the phrase behind the verb",
        });
    }
    if let Some(speaker) = trailing_report(analysis, sentence, found) {
        return Some(Located {
            speaker,
            scope: Scope::One(clause_start(analysis, sentence, cue.start)..cue.start),
            how: "position: the name behind 'reports'",
        });
    }
    if left > begin && analysis.lower(left) == "to" {
        // 'has led analysts to speculate that …'
        let speaker = left - 1..left;
        return is_nominal(analysis, left - 1).then(|| Located {
            speaker,
            scope: Scope::One(cue.end..clause_end(analysis, sentence, cue.end)),
            how: "position: the noun that was led to say it",
        });
    }
    let bare_reports = analysis.lower(found.head) == "reports"
        && (cue.end >= sentence.tokens.end || analysis.lower(cue.end) != "that");
    if bare_reports {
        return None;
    }
    // 'put the toll at nine': the words behind the verb are what is said.
    let right = found.head + 1..clause_end(analysis, sentence, cue.end);
    let subject = subject_phrase(analysis, sentence, found.head, lexicon)
        .filter(|s| s.end <= left && !quotations.iter().any(|q| overlaps(&q.outer, s)));
    let by_tree = subject.is_some();
    let speaker = match subject {
        Some(subject) => subject,
        None => phrase_before(analysis, sentence, left, quotations, other_cues)?,
    };
    if !by_tree
        && !says_more(analysis, &right)
        && speaker.len() > MAX_PLAIN_SPEAKER
        && let Some(start) = unmarked_speaker(analysis, entities, left, speaker.start)
    {
        // '… was killed on Saturday the monitor said': a text that lost its commas.
        return Some(Located {
            scope: Scope::One(clause_start(analysis, sentence, start)..start),
            speaker: start..left,
            how: "position: the name right before the verb",
        });
    }
    let before = clause_start(analysis, sentence, speaker.start)..speaker.start;
    // 'Nine died; medics put the toll at 33': the figure is what is said.
    let figure = cue.len() > 1 && matches!(analysis.lemma(found.head), "count" | "give" | "put");
    let follows = figure || says_more(analysis, &right);
    // '… was killed on Saturday the monitor said': a text that lost its commas.
    let unmarked = by_tree && !follows && speaker.end == left;
    let leads = before.len() >= 3
        && (unmarked || ends_clause(analysis, speaker.start - 1, quotations))
        && !opens_with_subordinator(analysis, &before);
    let scope = match (leads, follows) {
        (true, false) => Scope::One(before),
        // 'Five died, X said, and ten were hurt' covers both sides.
        (true, true) if analysis.word(right.start) == "," => Scope::Both(before, right),
        _ => Scope::One(right),
    };
    let how = if by_tree {
        "tree: the subject of the verb"
    } else {
        "position: the phrase before the verb"
    };
    Some(Located { speaker, scope, how })
}

/// First token of the speaker right before a cue at the end of a sentence without commas: the actor that ends there, else the
/// last determiner shortly before it.
fn unmarked_speaker(
    analysis: &Analysis<'_>,
    entities: &Entities,
    end: TokenIx,
    from: TokenIx,
) -> Option<TokenIx> {
    let actor = entities
        .actors
        .iter()
        .find(|a| a.tokens.end == end && a.tokens.start > from + 2);
    let determiner = || {
        (from + 3..end)
            .rev()
            .take(5)
            .find(|&ix| matches!(analysis.lower(ix), "the" | "a" | "an" | "his" | "their"))
    };
    actor.map(|a| a.tokens.start).or_else(determiner)
}

/// Report lists without commas: 'two men were killed on April 5 reports Daily X': the newspaper stands after the verb.
fn trailing_report(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    found: &PatternMatch,
) -> Option<Range<TokenIx>> {
    if analysis.lower(found.head) != "reports" || found.tokens.start < sentence.tokens.start + 3 {
        return None;
    }
    let next = found.tokens.end;
    let named = next < sentence.tokens.end
        && (matches!(
            analysis.tokens()[next].shape,
            TokenShape::Capital | TokenShape::Upper
        ));
    let speaker = if named {
        phrase_after(analysis, sentence, next)?
    } else {
        return None;
    };
    let previous = analysis.tokens()[found.tokens.start - 1].shape;
    // 'Local media reports Daily …' would be a subject: a date, a number or a comma before it is none.
    let lower_before = matches!(
        previous,
        TokenShape::Number | TokenShape::Punctuation | TokenShape::Lower
    );
    lower_before.then_some(speaker)
}

/// A noun phrase that begins at `from`: up to a verb, a clause word or punctuation.
fn phrase_after(analysis: &Analysis<'_>, sentence: &Sentence, from: TokenIx) -> Option<Range<TokenIx>> {
    let mut end = from;
    while end < sentence.tokens.end && end - from < MAX_SPEAKER {
        let word = analysis.lower(end);
        let shape = analysis.tokens()[end].shape;
        let joins = matches!(
            word,
            "of" | "for" | "in" | "the" | "and" | "at" | "&" | "'s" | "'" | "-" | "." | "’s"
        );
        if shape == TokenShape::Punctuation && !joins {
            break;
        }
        let capital_next = end + 1 < sentence.tokens.end
            && matches!(
                analysis.tokens()[end + 1].shape,
                TokenShape::Capital | TokenShape::Upper
            )
            && !sentence.all_caps;
        let stops = words::is_auxiliary(word) && word != "'s"
            || words::is_conjunction(word) && !(word == "and" && capital_next)
            || words::is_preposition(word)
                && !matches!(word, "of" | "for")
                && !(word == "in" && capital_next)
            || words::is_subject_pronoun(word) && end > from
            || matches!(
                word,
                "that"
                    | "who"
                    | "which"
                    | "saying"
                    | "said"
                    | "on"
                    | "."
                    | "late"
                    | "early"
                    | "yesterday"
                    | "today"
            );
        if stops {
            break;
        }
        end += 1;
    }
    while end > from && matches!(analysis.lower(end - 1), "and" | "of" | "for" | "the" | "-") {
        end -= 1;
    }
    let has_noun = (from..end).any(|ix| is_nominal(analysis, ix));
    let second = second_phrase(analysis, &(from..end)).filter(|_| analysis.is_parsed());
    has_noun.then_some(from..second.unwrap_or(end))
}

/// The noun phrase that ends before `end`, with an apposition: 'X, head of the Y, [said]'.
fn phrase_before(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    end: TokenIx,
    quotations: &[Quotation],
    other_cues: &[Range<TokenIx>],
) -> Option<Range<TokenIx>> {
    if end > sentence.tokens.start && matches!(analysis.lower(end - 1), "and" | "but" | "or") {
        // 'X published pictures and accused …': the subject is that of the verb before, which is another cue or not known here.
        let before = other_cues
            .iter()
            .rev()
            .find(|cue| cue.end <= end && cue.start > sentence.tokens.start)?;
        return phrase_before(analysis, sentence, before.start, quotations, &[]);
    }
    let mut start = end;
    let mut last = end;
    // 'X, the mayor, said': step over the closing comma of the apposition.
    let closing_comma = end > sentence.tokens.start + 2 && analysis.word(end - 1) == ",";
    if closing_comma {
        last = end - 1;
        start = last;
    }
    let mut commas = 0;
    while start > sentence.tokens.start && end - start < MAX_SPEAKER {
        let ix = start - 1;
        let word = analysis.lower(ix);
        let shape = analysis.tokens()[ix].shape;
        let ends = quotations.iter().any(|q| q.outer.contains(&ix))
            || other_cues.iter().any(|cue| cue.contains(&ix))
            || is_break(analysis, ix);
        if ends {
            break;
        }
        if word == "," {
            if closing_comma && commas == 0 && start < last {
                commas += 1;
                start = ix;
                continue;
            }
            break;
        }
        if shape == TokenShape::Punctuation && !matches!(word, "." | "-" | "'" | "’" | ")" | "(") {
            break;
        }
        if word == "who" && ix > sentence.tokens.start {
            // 'X who runs the Y said': the speaker stands before the relative clause.
            return phrase_before(analysis, sentence, ix, quotations, other_cues);
        }
        if (words::is_conjunction(word) && word != "and") || words::is_subject_pronoun(word) && start < last {
            break;
        }
        if word == "and" && !joins_names(analysis, ix, sentence) {
            break;
        }
        if words::is_auxiliary(word) && !matches!(word, "'s" | "may") {
            break;
        }
        start = ix;
    }
    while start < last
        && matches!(
            analysis.lower(start),
            "," | "." | "and" | ")" | "then" | "also" | "-" | "meanwhile"
        )
    {
        start += 1;
    }
    // 'In the north of the valley the monitor said'
    let second = second_phrase(analysis, &(start..last))
        .filter(|&ix| analysis.is_parsed() && last - ix <= MAX_PLAIN_SPEAKER && analysis.word(ix) == "the");
    let speaker = second.unwrap_or(start)..last;
    (speaker.clone().any(|ix| is_nominal(analysis, ix))).then_some(speaker)
}

/// 'police and army officials', 'Reuters and AFP': an 'and' inside a phrase, not between clauses.
fn joins_names(analysis: &Analysis<'_>, ix: TokenIx, sentence: &Sentence) -> bool {
    ix > sentence.tokens.start && ix + 1 < sentence.tokens.end && analysis.word(ix - 1) != "," && {
        let before = analysis.tokens()[ix - 1].shape;
        let after = analysis.tokens()[ix + 1].shape;
        before == after
            && matches!(before, TokenShape::Capital | TokenShape::Lower)
            && !words::is_determiner(analysis.lower(ix + 1))
    }
}

fn overlaps(a: &Range<TokenIx>, b: &Range<TokenIx>) -> bool {
    a.start < b.end && b.start < a.end
}

fn is_nominal(analysis: &Analysis<'_>, ix: TokenIx) -> bool {
    let word = analysis.lower(ix);
    let content = matches!(
        analysis.tokens()[ix].shape,
        TokenShape::Lower | TokenShape::Capital | TokenShape::Upper
    );
    content
        && (words::is_subject_pronoun(word)
            || !(words::is_preposition(word)
                || words::is_determiner(word)
                || words::is_conjunction(word)
                || words::is_auxiliary(word)
                || words::is_light_adverb(word)))
}

/// Whether a clause ends at `ix`: a comma, a closing quotation mark, a dash.
fn ends_clause(analysis: &Analysis<'_>, ix: TokenIx, quotations: &[Quotation]) -> bool {
    analysis.word(ix) == ","
        || is_break(analysis, ix)
        || quotations.iter().any(|q| q.outer.end == ix + 1)
        || matches!(analysis.word(ix), "”" | "\"" | "''" | "?" | "!")
}

fn clause_start(analysis: &Analysis<'_>, sentence: &Sentence, ix: TokenIx) -> TokenIx {
    (sentence.tokens.start..ix.saturating_sub(1))
        .rev()
        .find(|&at| is_break(analysis, at))
        .map_or(sentence.tokens.start, |at| at + 1)
}

fn clause_end(analysis: &Analysis<'_>, sentence: &Sentence, ix: TokenIx) -> TokenIx {
    (ix..sentence.tokens.end)
        .find(|&at| analysis.word(at) == ";")
        .unwrap_or(sentence.tokens.end)
}

fn clause_around(analysis: &Analysis<'_>, sentence: &Sentence, ix: TokenIx) -> Range<TokenIx> {
    let start = (sentence.tokens.start..ix)
        .rev()
        .find(|&at| analysis.word(at) == ";")
        .map_or(sentence.tokens.start, |at| at + 1);
    start..clause_end(analysis, sentence, ix)
}

/// Whether what follows the cue says something, as against 'on Friday', 'in a statement', nothing.
fn says_more(analysis: &Analysis<'_>, right: &Range<TokenIx>) -> bool {
    let content = right.clone().filter(|&ix| is_nominal(analysis, ix)).count();
    let first = right
        .clone()
        .next()
        .map(|ix| analysis.lower(ix))
        .unwrap_or_default();
    match first {
        "that" => true,
        "on" | "in" | "at" | "late" | "earlier" | "to" => {
            content > 4 || right.clone().any(|ix| analysis.lower(ix) == "that")
        }
        "," => content > 3,
        _ => content > 1,
    }
}

/// 'After X fell, the army said …': what comes before the speaker is not what they say.
fn opens_with_subordinator(analysis: &Analysis<'_>, before: &Range<TokenIx>) -> bool {
    let first = analysis.lower(before.start);
    let is_time = matches!(
        first,
        "on" | "in"
            | "at"
            | "after"
            | "when"
            | "while"
            | "as"
            | "since"
            | "during"
            | "meanwhile"
            | "earlier"
            | "later"
            | "although"
            | "though"
            | "however"
            | "but"
    );
    is_time && before.len() < 12
}
