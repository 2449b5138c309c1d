//! According to whom: who is cited, and how far their word reaches.
//!
//! A source reaches as far as its clause or its quotation and no further (the project's casualty guidelines, *said_by*): a
//! source in one sentence does not spread to the next unless that is cued too. Without a parser, a clause is what lies on
//! the cue's side of the sentence.

mod lexicon;
mod quotation;
mod speaker;
mod subject;

pub use lexicon::{AttributionLexicon, Cue, SpeakerClue};
pub use quotation::{Quotation, find_quotations};

use crate::inflect::VerbForm;
use crate::pattern::{HeadForm, PatternMatch};
use crate::words;
use dateline_model::{ActorKind, Attribution, Channel, Status};
use dateline_resolve::Entities;
use dateline_syntax::{Analysis, Relation, Sentence, SentenceRole, TokenIx, TokenShape, Upos};
use std::ops::Range;

/// A source cited in a document and the tokens that its word covers.
#[derive(Clone, Debug)]
pub struct Citation {
    /// As it goes into a claim.
    pub attribution: Attribution,
    /// The stretches of tokens that it covers.
    pub scope: Vec<Range<TokenIx>>,
    /// The speaker's tokens; `None` for hearsay.
    pub speaker: Option<Range<TokenIx>>,
    /// The cue's tokens.
    pub cue: Range<TokenIx>,
    /// What the cue does to a claim in its scope.
    pub status: Status,
    /// The words are judgement, not report.
    pub analysis: bool,
    /// Position of the cue's family in the lexicon.
    pub family: usize,
    /// How the speaker was found, in words.
    pub how: &'static str,
}

impl Citation {
    /// Whether its word covers a token.
    #[must_use]
    pub fn covers(&self, ix: TokenIx) -> bool {
        self.scope.iter().any(|range| range.contains(&ix))
    }
}

/// The sources cited in a document, in text order.
pub fn find_citations(
    lexicon: &AttributionLexicon,
    analysis: &Analysis<'_>,
    entities: &Entities,
    quotations: &[Quotation],
) -> Vec<Citation> {
    let mut citations: Vec<Citation> = Vec::new();
    for sentence in analysis
        .sentences()
        .iter()
        .filter(|s| s.role != SentenceRole::Furniture)
    {
        let matches = lexicon.patterns.find(analysis, sentence.tokens.clone());
        for found in &matches {
            let inside_quotation = quotations.iter().any(|q| q.inner.contains(&found.head));
            let known = citations.iter().any(|c| c.cue.contains(&found.tokens.start));
            if known || inside_quotation && lexicon.cues[found.entry].name != "according to" {
                continue;
            }
            let other_cues: Vec<Range<TokenIx>> = matches
                .iter()
                .map(|m| m.tokens.clone())
                .filter(|t| !t.contains(&found.head))
                .collect();
            let place = Place {
                analysis,
                sentence,
                entities,
                quotations,
                other_cues: &other_cues,
            };
            let cited = read_citation(lexicon, &place, found, &citations);
            citations.extend(cited);
        }
    }
    citations
}

/// Where a cue stands.
struct Place<'a> {
    analysis: &'a Analysis<'a>,
    sentence: &'a Sentence,
    entities: &'a Entities,
    quotations: &'a [Quotation],
    /// Citing words of the sentence other than the cue.
    other_cues: &'a [Range<TokenIx>],
}

fn read_citation(
    lexicon: &AttributionLexicon,
    place: &Place<'_>,
    found: &PatternMatch,
    earlier: &[Citation],
) -> Option<Citation> {
    let &Place {
        analysis,
        sentence,
        entities,
        quotations,
        other_cues,
    } = place;
    let cue = &lexicon.cues[found.entry];
    if cue.speakerless {
        return Some(hearsay(cue, found, analysis, sentence));
    }
    let located = if matches!(found.form, HeadForm::Fixed) {
        speaker::after_preposition(analysis, sentence, found, lexicon)
    } else {
        if is_not_saying(analysis, sentence, found) {
            return None;
        }
        speaker::of_verb(
            analysis, sentence, found, quotations, other_cues, entities, lexicon,
        )
    }?;
    if ends_mute(lexicon, analysis, &located.speaker) || is_nobody(analysis, &located.speaker) {
        return None;
    }
    let mut scope = located.scope.into_ranges();
    extend_over_quotation(sentence, quotations, found, &mut scope);
    let clues: Vec<SpeakerClue> = lexicon
        .clue_patterns
        .find(analysis, sentence.tokens.clone())
        .into_iter()
        .filter(|m| match lexicon.clues[m.entry] {
            SpeakerClue::Channel(_) => true,
            _ => located.speaker.contains(&m.tokens.start),
        })
        .map(|m| lexicon.clues[m.entry])
        .collect();
    let (text, actor, antecedent) = name_speaker(analysis, &located.speaker, entities, earlier);
    let party = clues.contains(&SpeakerClue::Party)
        || entities.actors.iter().any(|a| {
            overlap(&a.tokens, &located.speaker)
                && matches!(
                    a.actor.kind,
                    Some(ActorKind::StateForce | ActorKind::NonStateArmed)
                )
        })
        || antecedent.is_some_and(|c| c.attribution.party);
    let channel = clues.iter().find_map(|c| match c {
        SpeakerClue::Channel(channel) => Some(*channel),
        _ => None,
    });
    // A spokesman's guess is still a guess; an analyst's report is still analysis.
    let is_analyst = clues.contains(&SpeakerClue::Analyst);
    if cue.analysis && !is_analyst && !text.chars().next().is_some_and(char::is_alphabetic) {
        return None;
    }
    let first = located.speaker.start.min(found.tokens.start);
    let last = located.speaker.end.max(found.tokens.end);
    let quotation = quotations
        .iter()
        .find(|q| {
            scope
                .iter()
                .any(|r| r.start < q.inner.end && q.inner.start < r.end)
        })
        .map(|q| analysis.span(q.inner.clone()).excerpt(analysis.text()));
    Some(Citation {
        attribution: Attribution {
            speaker: Some(text),
            actor,
            verb: analysis
                .span(found.tokens.clone())
                .of(analysis.text())
                .to_lowercase(),
            party,
            channel: channel.or_else(|| {
                antecedent
                    .and_then(|c| c.attribution.channel)
                    .filter(|c| *c == Channel::Video)
            }),
            span: analysis.span(first..last).excerpt(analysis.text()),
            quotation,
        },
        scope,
        speaker: Some(located.speaker),
        cue: found.tokens.clone(),
        status: if is_analyst {
            Status::Hypothetical
        } else {
            cue.status.unwrap_or(Status::Attributed)
        },
        analysis: is_analyst || cue.analysis,
        family: found.entry,
        how: if antecedent.is_some() {
            "a pronoun: the nearest speaker before"
        } else {
            located.how
        },
    })
}

/// Whether the noun that a speaker phrase ends on, before any 'of …', says nothing.
fn ends_mute(lexicon: &AttributionLexicon, analysis: &Analysis<'_>, speaker: &Range<TokenIx>) -> bool {
    let end = speaker
        .clone()
        .skip(1)
        .find(|&ix| matches!(analysis.lower(ix), "of" | "in" | "on" | "from" | "by" | ","))
        .unwrap_or(speaker.end);
    lexicon.is_mute(analysis.lower(end - 1)) || words::is_preposition(analysis.lower(end - 1))
}

/// 'Reportedly' covers its clause and names nobody.
fn hearsay(cue: &Cue, found: &PatternMatch, analysis: &Analysis<'_>, sentence: &Sentence) -> Citation {
    let span = analysis.span(found.tokens.clone());
    Citation {
        attribution: Attribution {
            speaker: None,
            actor: None,
            verb: span.of(analysis.text()).to_lowercase(),
            party: false,
            channel: None,
            span: span.excerpt(analysis.text()),
            quotation: None,
        },
        scope: vec![sentence.tokens.clone()],
        speaker: None,
        cue: found.tokens.clone(),
        status: cue.status.unwrap_or(Status::Alleged),
        analysis: false,
        family: found.entry,
        how: "the cue names nobody",
    }
}

/// 'Nobody said', 'no one has claimed', 'no group confirmed': nobody is cited.
fn is_nobody(analysis: &Analysis<'_>, speaker: &Range<TokenIx>) -> bool {
    speaker.len() <= 3
        && matches!(
            analysis.lower(speaker.start),
            "neither" | "no" | "nobody" | "none"
        )
}

/// 'was told', 'to say', 'claimed lives', 'claimed responsibility', 'denied entry': a cue verb that cites nobody here.
fn is_not_saying(analysis: &Analysis<'_>, sentence: &Sentence, found: &PatternMatch) -> bool {
    let before = |n: usize| {
        (found.tokens.start >= sentence.tokens.start + n).then(|| analysis.lower(found.tokens.start - n))
    };
    let after = (found.tokens.end < sentence.tokens.end).then(|| analysis.lower(found.tokens.end));
    let governed = (1..=4).filter_map(before).find(|w| !words::is_light_adverb(w));
    let passive = matches!(
        found.form,
        HeadForm::Verb(VerbForm::PastOrParticiple | VerbForm::Participle)
    ) && governed.is_some_and(words::is_be)
        && analysis.lower(found.head) != "quoted";
    // 'has led analysts to speculate that …' cites the analysts.
    let led_to_say =
        before(2).is_some_and(|w| !words::is_auxiliary(w) && w.ends_with('s')) && after == Some("that");
    // The tagger knows a noun: 'denied reports that …'. Lists that lost their commas ('reports Daily X') confuse it.
    let tagged_noun = analysis.is_parsed()
        && matches!(analysis.upos(found.head), Upos::Noun | Upos::Propn | Upos::Adj)
        && (analysis.lower(found.head) != "reports" || after == Some("that"));
    // 'a suspected air strike', 'the reported attack': an adjective.
    let adjective = matches!(
        found.form,
        HeadForm::Verb(VerbForm::PastOrParticiple | VerbForm::Participle)
    ) && before(1)
        .is_some_and(|w| words::is_determiner(w) && w != "that" || words::is_preposition(w) && w != "as");
    let infinitive = before(1) == Some("to") && !led_to_say;
    let lemma_is = |stem: &str| analysis.lower(found.head).starts_with(stem);
    let claims_a_thing = lemma_is("claim")
        && (found.tokens.end..sentence.tokens.end.min(found.tokens.end + 4)).any(|ix| {
            matches!(
                analysis.lower(ix),
                "responsibility" | "lives" | "life" | "credit" | "victory" | "asylum" | "victims"
            )
        });
    let noun = matches!(found.form, HeadForm::Verb(VerbForm::Base | VerbForm::ThirdPerson))
        && governed.is_some_and(|w| {
            words::is_determiner(w)
                && !matches!(w, "that" | "this" | "some" | "many" | "all" | "both" | "several")
                || matches!(w, "of" | "in" | "by" | "on" | "from" | "for" | "with")
        });
    // 'suspects', 'reports', 'states', 'a post': as likely nouns, so only 'that' makes them verbs here.
    let ambiguous = matches!(found.form, HeadForm::Verb(VerbForm::Base | VerbForm::ThirdPerson))
        && is_also_a_noun(analysis.lower(found.head))
        && after != Some("that")
        && analysis.lower(found.head) != "reports";
    // 'officers suspected of the murder', 'the lynching of a man accused of blasphemy'
    let held_guilty = lemma_is("suspected") && matches!(after, Some("of" | "in"))
        || analysis.is_parsed()
            && lemma_is("accused")
            && analysis.relation(found.head) == Relation::Acl
            && after == Some("of");
    let speaks_of = matches!(after, Some("nothing" | "goodbye" | "farewell"));
    // 'fired warning shots'
    let warning_shot = lemma_is("warning") && matches!(after, Some("shot" | "shots"));
    // 'shot his son, thinking he was a thief': why somebody acted, told by the report.
    let motive = matches!(found.form, HeadForm::Verb(VerbForm::Ing))
        && (lemma_is("think") || lemma_is("believ") || lemma_is("suspect"))
        && !governed.is_some_and(words::is_be);
    // 'gunmen suspected to be rebels': who is held to be something, not who holds it.
    let held_to_be = after == Some("to")
        && matches!(
            found.form,
            HeadForm::Verb(VerbForm::PastOrParticiple | VerbForm::Participle)
        )
        && (lemma_is("thought") || lemma_is("believ") || lemma_is("suspect"));
    passive
        || tagged_noun
        || adjective
        || infinitive
        || claims_a_thing
        || noun
        || ambiguous
        || speaks_of
        || warning_shot
        || motive
        || held_to_be
        || held_guilty
}

/// Citing verbs whose present is as likely a plural noun.
fn is_also_a_noun(word: &str) -> bool {
    let stem = word.strip_suffix('s').unwrap_or(word);
    matches!(
        stem,
        "suspect"
            | "report"
            | "state"
            | "post"
            | "estimate"
            | "note"
            | "claim"
            | "fear"
            | "comment"
            | "document"
            | "find"
            | "show"
            | "remark"
            | "broadcast"
            | "caution"
            | "stress"
            | "recall"
            | "dispute"
    )
}

/// A cue beside a quotation covers all of it, over as many sentences as it runs.
fn extend_over_quotation(
    sentence: &Sentence,
    quotations: &[Quotation],
    found: &PatternMatch,
    scope: &mut Vec<Range<TokenIx>>,
) {
    for q in quotations {
        let closes_here =
            sentence.tokens.contains(&q.outer.end.saturating_sub(1)) && q.outer.end <= found.tokens.start;
        let opens_here = sentence.tokens.contains(&q.outer.start) && q.outer.start >= found.tokens.end;
        if closes_here || opens_here {
            scope.push(q.inner.clone());
        }
    }
}

/// The speaker's name in words, the actor it is known as, and for a pronoun the citation it points back to.
fn name_speaker<'c>(
    analysis: &Analysis<'_>,
    speaker: &Range<TokenIx>,
    entities: &Entities,
    earlier: &'c [Citation],
) -> (String, Option<String>, Option<&'c Citation>) {
    let word = analysis.lower(speaker.start);
    if speaker.len() == 1 && words::is_subject_pronoun(word) {
        let here = analysis.sentence_of(speaker.start);
        // The nearest earlier speaker, at most two sentences back.
        let antecedent = earlier.iter().rev().find(|c| {
            c.attribution.speaker.is_some() && here - analysis.sentence_of(c.cue.start).min(here) <= 2
        });
        if let Some(citation) = antecedent {
            let name = citation.attribution.speaker.clone().unwrap_or_default();
            return (name, citation.attribution.actor.clone(), Some(citation));
        }
    }
    let actor = entities
        .actors
        .iter()
        .filter(|a| overlap(&a.tokens, speaker))
        .filter_map(|a| a.actor.id.clone())
        .next_back();
    let start = if speaker.len() > 1 && matches!(word, "the" | "a" | "an") {
        speaker.start + 1
    } else {
        speaker.start
    };
    (
        analysis.span(start..speaker.end).of(analysis.text()).to_owned(),
        actor,
        None,
    )
}

fn overlap(a: &Range<TokenIx>, b: &Range<TokenIx>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether a token ends a stretch of words for the purpose of scope: strong punctuation.
fn is_break(analysis: &Analysis<'_>, ix: TokenIx) -> bool {
    analysis.tokens()[ix].shape == TokenShape::Punctuation
        && matches!(analysis.word(ix), ";" | ":" | "—" | "--" | "–")
}
