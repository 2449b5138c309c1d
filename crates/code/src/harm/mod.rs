//! Harm to people: every stated quantity, with its bounds, scope, victims and parts.
//!
//! [`find`] reads one analysed document. It works sentence by sentence: harm words are found by the lexicon ([`HarmLexicon`]), people
//! phrases by a light chunker, and each frame ('object of the active, subject of the passive') links the two. Then parts ('including',
//! later breakdowns) and restatements are linked over the whole text. The definitions are those of the project's casualty guidelines.
//!
//! Where a dependency tree is at hand, it can take the place of `link` and most of `phrase`; harm words, figures, parts and
//! restatements stay.

mod clause;
mod describe;
mod discourse;
mod lexicon;
mod link;
mod noun_group;
mod nouns;
mod parts;
mod perpetrator;
mod phrase;
mod plausible;
mod reach;
#[cfg(test)]
mod tests;
mod trigger;

pub use lexicon::HarmLexicon;
pub use trigger::HarmHint;

use clause::Clause;
use dateline_model::{Bounds, HarmKind, Scope, Victims};
use dateline_resolve::time::TimeMention;
use dateline_syntax::{Analysis, Sentence, SentenceRole, TokenIx};
use lexicon::Frame;
use link::{Draft, Linker};
use phrase::PhraseForm;
use std::ops::Range;
use trigger::find_triggers;

/// One stated quantity of harm to people, at one place of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct HarmMention {
    /// Position of its sentence in the analysis.
    pub sentence: usize,
    /// What was done to them.
    pub kind: HarmKind,
    /// How many; zero in all three for stated absence ('no one was hurt').
    pub bounds: Bounds,
    /// This event, several, or a running total.
    pub scope: Scope,
    /// Who.
    pub victims: Victims,
    /// The quantity phrase: hedge, number, noun group.
    pub tokens: Range<TokenIx>,
    /// The harm word.
    pub trigger: Range<TokenIx>,
    /// Index in the result of the mention of which this is a stated subset.
    pub part_of: Option<usize>,
    /// Index in the result of an earlier (or, for 'rose from 58 to 62', the next) mention that counts the same harm to the same people.
    pub restates: Option<usize>,
    /// Who is said to have done it; never a means ('a bomb').
    pub perpetrator: Option<Range<TokenIx>>,
    /// What the construction itself says against its having happened; `None` does not mean that it did.
    pub hint: Option<HarmHint>,
    /// How it was read; the later passes over the document need it.
    trace: Trace,
}

/// How a mention was read, for the passes over the whole document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Trace {
    /// How the victims are spoken of.
    form: PhraseForm,
    /// 'three of them', 'one of the victims'.
    of_them: bool,
    /// Listed under 'the injured include'.
    listed: bool,
    /// From a noun: 'the murder of X'.
    nominal: bool,
    /// Its harm may be the way a death came about: 'was shot', 'was beaten'.
    lesser: bool,
    /// Gives a sum: 'in all, 51 were held'.
    sum: bool,
    /// Position of the harm word's family in the lexicon; none where figures are listed without one.
    family: Option<usize>,
}

impl HarmMention {
    /// Position of the harm word's family in the lexicon; `None` where a figure is listed without one.
    pub(crate) fn family(&self) -> Option<usize> {
        self.trace.family
    }
}

/// Finds the harm stated in a document, in text order.
///
/// `times` are the document's time expressions: one that lies within a figure rules it out ('in 2011'). It may be empty.
///
/// # Example
/// ```
/// use dateline_code::harm::{find, HarmLexicon};
/// let lexicon = HarmLexicon::embedded()?;
/// let analysis = dateline_syntax::analyse("At least 30 miners died, including three cooks.");
/// let harm = find(&lexicon, &analysis, &[]);
/// assert_eq!(harm.len(), 2);
/// assert_eq!((harm[0].bounds.low, harm[0].bounds.high), (Some(30), None));
/// assert_eq!(harm[1].part_of, Some(0));
/// # Ok::<(), dateline_resolve::LexiconError>(())
/// ```
#[must_use]
pub fn find(lexicon: &HarmLexicon, analysis: &Analysis<'_>, times: &[TimeMention]) -> Vec<HarmMention> {
    let mut out: Vec<HarmMention> = Vec::new();
    for (at, sentence) in analysis.sentences().iter().enumerate() {
        if sentence.role == SentenceRole::Furniture || sentence.tokens.is_empty() {
            continue;
        }
        let clause = Clause::new(lexicon, analysis, sentence.tokens.clone());
        in_sentence(&clause, analysis, at, times, &mut out);
    }
    discourse::settle(analysis, &mut out);
    perpetrator::spread(lexicon, analysis, &mut out);
    out
}

/// Whether a sentence holds a word of harm, told without a parse and without its figures.
#[must_use]
pub fn may_tell(lexicon: &HarmLexicon, analysis: &Analysis<'_>, sentence: &Sentence) -> bool {
    if sentence.tokens.is_empty() {
        return false;
    }
    let clause = Clause::new(lexicon, analysis, sentence.tokens.clone());
    !find_triggers(&clause).is_empty() || discourse::opens_breakdown(&clause)
}

/// Appends the mentions of one sentence; bare plurals stay in until the document is settled, as wholes that parts point at.
fn in_sentence(
    clause: &Clause<'_>,
    analysis: &Analysis<'_>,
    sentence: usize,
    times: &[TimeMention],
    out: &mut Vec<HarmMention>,
) {
    let triggers = find_triggers(clause);
    if triggers.is_empty() && !discourse::opens_breakdown(clause) {
        return;
    }
    let mut linker = Linker::new(clause, triggers);
    linker.link();
    parts::add_parts(&mut linker);
    // 'killed four guests before taking his own life': the doer is none of the guests.
    for draft in &mut linker.drafts {
        if draft.phrase.form == PhraseForm::Pronoun {
            draft.part_of = None;
        }
    }
    perpetrator::attach(&mut linker);
    discourse::breakdown(&mut linker);
    let scope = if parts::running_cue(clause).is_some() {
        Scope::Running
    } else if parts::is_of_several(clause) {
        Scope::Several
    } else {
        Scope::Incident
    };
    let order = text_order(&linker.drafts);
    let base = out.len();
    let place = |draft: usize| order.iter().position(|&d| d == draft).map(|at| base + at);
    for &at in &order {
        let draft = &linker.drafts[at];
        let trigger = linker
            .triggers
            .get(draft.trigger)
            .map_or(draft.phrase.words.clone(), |t| t.words.clone());
        let tokens = clause.tokens(&draft.phrase.words);
        let several = draft.phrase.bounds.low.is_none_or(|n| n > 1);
        out.push(HarmMention {
            sentence,
            kind: draft.kind,
            bounds: draft.phrase.bounds,
            scope: if several { scope } else { Scope::Incident },
            victims: victims(clause, analysis, draft),
            tokens,
            trigger: clause.tokens(&trigger),
            part_of: draft.part_of.and_then(place),
            restates: draft.restates.and_then(place),
            perpetrator: draft
                .perpetrator
                .as_ref()
                .filter(|p| !p.is_empty())
                .map(|p| clause.tokens(p)),
            hint: draft.hint,
            trace: Trace {
                form: draft.phrase.form,
                of_them: draft.phrase.of_them,
                listed: draft.trigger == usize::MAX,
                nominal: linker
                    .triggers
                    .get(draft.trigger)
                    .is_some_and(|t| t.frame == Frame::Event),
                lesser: linker
                    .triggers
                    .get(draft.trigger)
                    .is_some_and(|t| clause.lexicon.families[t.family].lesser),
                sum: parts::sums_up(clause, draft.phrase.words.start),
                family: linker.triggers.get(draft.trigger).map(|t| t.family),
            },
        });
    }
    drop_dates(times, base, out);
}

/// A bare figure inside a time expression is a date, not people.
fn drop_dates(times: &[TimeMention], base: usize, out: &mut [HarmMention]) {
    for mention in &mut out[base..] {
        let dated = times
            .iter()
            .any(|t| t.tokens.start <= mention.tokens.start && mention.tokens.end <= t.tokens.end);
        if dated {
            mention.trace.form = PhraseForm::Bare;
        }
    }
}

fn text_order(drafts: &[Draft]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|&d| {
        (
            drafts[d].phrase.words.start,
            drafts[d].phrase.words.end,
            drafts[d].trigger,
            d,
        )
    });
    order.dedup_by(|b, a| {
        drafts[*a].phrase.words == drafts[*b].phrase.words && drafts[*a].kind == drafts[*b].kind
    });
    order
}

fn victims(clause: &Clause<'_>, analysis: &Analysis<'_>, draft: &Draft) -> Victims {
    let phrase = &draft.phrase;
    let who = (!phrase.who.is_empty()).then(|| {
        let span = analysis.span(clause.tokens(&phrase.who));
        span.of(analysis.text()).to_owned()
    });
    Victims {
        who,
        status: phrase.class,
        children: phrase.child,
        women: phrase.woman,
    }
}
