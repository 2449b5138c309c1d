//! Who did it and who suffered it: the actors around a trigger, by position.
//!
//! Without a parser, a participant is the nearest sensible mention on the side that the trigger's voice says. Where nothing
//! sensible stands there, the field stays empty.

use crate::blame::{party_to, plot_of};
use crate::event::{Trigger, Voice};
use crate::roles::{is_done, is_passive, roles_of, tells_of_people};
use crate::words;
use dateline_resolve::Entities;
use dateline_resolve::actor::ActorMention;
use dateline_syntax::{Analysis, Relation, Sentence, TokenIx, Upos};
use std::ops::Range;

/// The actors of one event, as positions in [`Entities::actors`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Participants {
    /// Who did it.
    pub source: Vec<usize>,
    /// Who suffered it.
    pub target: Vec<usize>,
}

/// Most tokens in an insertion between commas.
const MAX_INSERTION: usize = 14;

/// Most tokens between a trigger and a participant.
const REACH: usize = 18;

/// Verbs that carry a noun trigger: 'launched air strikes', 'carried out a raid'.
fn is_light_verb(word: &str) -> bool {
    matches!(
        word,
        "launch"
            | "launched"
            | "launches"
            | "launching"
            | "carried"
            | "carry"
            | "carries"
            | "carrying"
            | "conducted"
            | "conduct"
            | "conducting"
            | "staged"
            | "stage"
            | "staging"
            | "mounted"
            | "made"
            | "began"
            | "begun"
            | "intensified"
            | "waged"
            | "committed"
            | "perpetrated"
            | "executed"
            | "started"
            | "resumed"
            | "stepped"
    )
}

/// Words right after a noun trigger that lead to its sufferer.
fn governs_target(word: &str) -> bool {
    matches!(
        word,
        "on" | "against"
            | "of"
            | "targeting"
            | "targeted"
            | "between"
            | "with"
            | "upon"
            | "hitting"
            | "in"
            | "by"
            | "killing"
            | "involving"
    )
}

/// Finds the participants of a trigger. `speakers` are tokens of cited sources: a voice is not a party to what it
/// reports, but it is the doer of an act of words (`speaks`).
pub fn find_participants(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    trigger: &Trigger,
    entities: &Entities,
    speakers: &[Range<TokenIx>],
    speaks: bool,
) -> Participants {
    let (by_tree, by_position) = candidates(analysis, sentence, trigger, entities, speakers, speaks);
    // 'police firing' is a trigger as a whole, its doer inside, unless the tree names one: 'the Front's terrorist attacks'. Else
    // the tree where it names a known actor, the position where it does not.
    let inside = |m: &ActorMention| {
        trigger.voice != Voice::Passive && trigger.tokens.contains(&m.head) && m.head < trigger.head
    };
    let named = by_tree
        .source
        .iter()
        .any(|&at| entities.actors[at].actor.id.is_some());
    // 'The president spoke of troops fighting to topple him': where the tree names a doer, position finds no other.
    let doing = |nouns: &[TokenIx], at: &usize| {
        let top = top_of(analysis, &entities.actors[*at]);
        // 'IS fighters': right before the noun, whatever the tree makes of it.
        let before = entities.actors[*at].tokens.end;
        let within = |head: &TokenIx| {
            before == *head
                || analysis.is_under(top, *head) && !only_tells_of(analysis, top, *head)
                || analysis.is_under(*head, top)
        };
        nouns.is_empty() || nouns.iter().any(within)
    };
    // 'Thirty people were killed since the protests began': who is harmed in the sentence is no doer because of standing there.
    let doers = |mut found: Vec<usize>| -> Vec<usize> {
        found.retain(|at| harmed_by(analysis, &entities.actors[*at]).is_none());
        // 'was shot by officers after he stabbed three'
        if one_did(analysis, trigger) {
            found.retain(|at| {
                !analysis
                    .xpos(top_of(analysis, &entities.actors[*at]))
                    .ends_with('S')
            });
        }
        if !found.is_empty() {
            let nouns = doers_by_noun(analysis, trigger);
            found.retain(|at| doing(&nouns, at));
        }
        found
    };
    // 'Farmers were killed in an attack and shooting': nor do the dead whatever the tree says.
    let dead = |at: &usize| harmed_by(analysis, &entities.actors[*at]).is_some_and(kills);
    let source = if let Some(doer) = entities.actors.iter().position(inside).filter(|_| !named) {
        vec![doer]
    } else if by_tree.source.is_empty() && is_of_others(analysis, trigger.head) {
        Vec::new()
    } else if by_tree.source.iter().all(dead) {
        doers(by_position.source)
    } else {
        by_tree.source
    };
    let mut target = if by_tree.target.is_empty() {
        // 'Officers learned that a man had been shot': the tree knows who was, though no list does.
        let suffers = sufferers_by_noun(analysis, trigger);
        let theirs = |at: &usize| {
            let top = top_of(analysis, &entities.actors[*at]);
            suffers.is_empty() || suffers.iter().any(|head| analysis.is_under(top, *head))
        };
        by_position.target.into_iter().filter(theirs).collect()
    } else {
        by_tree.target
    };
    target.retain(|t| !source.contains(t));
    Participants { source, target }
}

/// Whether the tree makes somebody else the doer than an actor that words of harm name: one person told by a pronoun, or a noun that a
/// clause with that actor only tells of.
pub(crate) fn is_not_doer(analysis: &Analysis<'_>, trigger: &Trigger, actor: TokenIx) -> bool {
    let nouns = doers_by_noun(analysis, trigger);
    one_did(analysis, trigger) || nouns.iter().any(|noun| only_tells_of(analysis, actor, *noun))
}

/// Whether the doer of a verb is told as one person by a pronoun.
fn one_did(analysis: &Analysis<'_>, trigger: &Trigger) -> bool {
    if !analysis.is_parsed() || trigger.voice != Voice::Active || is_passive(analysis, trigger.head) {
        return false;
    }
    let subject = analysis.child(trigger.head, Relation::Nsubj);
    subject.is_some_and(|ix| matches!(analysis.lower(ix), "he" | "she"))
}

/// 'The blast, which the ministry blamed on a leak, killed three': whether somebody is the subject of a clause that only tells of the
/// doer. 'The raid that rebels launched killed three': not where the clause says whose act it is.
fn only_tells_of(analysis: &Analysis<'_>, top: TokenIx, doer: TokenIx) -> bool {
    let verb = analysis.head(top).filter(|verb| {
        analysis.relation(top).base() == Relation::Nsubj && analysis.relation(*verb).base() == Relation::Acl
    });
    verb.is_some_and(|verb| analysis.head(verb) == Some(doer) && !is_done(analysis.lemma(verb)))
}

/// 'Police foiled a plot to kidnap the envoy', 'seek a woman suspected of the murder': whose act it is, is told elsewhere in the tree.
fn is_of_others(analysis: &Analysis<'_>, deed: TokenIx) -> bool {
    plot_of(analysis, deed).is_some() || party_to(analysis, deed).is_some()
}

/// The participants by the tree, and those by position, of which [`find_participants`] takes the first that there are.
pub fn candidates(
    analysis: &Analysis<'_>,
    sentence: &Sentence,
    trigger: &Trigger,
    entities: &Entities,
    speakers: &[Range<TokenIx>],
    speaks: bool,
) -> (Participants, Participants) {
    // 'beat and stripped two journalists', 'killed by some twenty men': words with a gap may reach over who hit and was hit.
    let roles = roles_of(analysis, trigger.head);
    let inside = |m: &ActorMention| {
        m.head > trigger.head && (roles.target.contains(&m.head) || roles.source.contains(&m.head))
    };
    let here: Vec<(usize, &ActorMention)> = entities
        .actors
        .iter()
        .enumerate()
        // 'Soldiers detained two reporters': who else only speaks may suffer.
        .filter(|(_, a)| {
            let sufferer = a.actor.id.is_none() && roles.target.contains(&a.head);
            sentence.tokens.contains(&a.head) && (speaks || !a.speaker_only || sufferer)
        })
        .filter(|(_, a)| !speakers.iter().any(|s| s.start <= a.head && a.head < s.end))
        .filter(|(_, a)| {
            a.tokens.end <= trigger.tokens.start
                || a.tokens.start >= trigger.tokens.end
                || trigger.voice == Voice::Nominal
                || inside(a)
        })
        .collect();
    let near = Around {
        analysis,
        sentence,
        trigger,
        here: &here,
    };
    let by_position = match trigger.voice {
        Voice::Active => Participants {
            source: near.subject(),
            target: near.object(),
        },
        Voice::Passive => Participants {
            source: near.agent(),
            target: near.subject(),
        },
        Voice::Nominal => near.of_noun(),
    };
    (near.by_tree(), by_position)
}

/// The token of a mention that the rest of the sentence hangs it on: 'Ivan' in 'Ivan Duque'.
pub fn top_of(analysis: &Analysis<'_>, mention: &ActorMention) -> TokenIx {
    let outside = |ix: &TokenIx| {
        analysis
            .head(*ix)
            .is_none_or(|above| !mention.tokens.contains(&above))
    };
    mention.tokens.clone().find(outside).unwrap_or(mention.head)
}

/// The nouns that the tree makes doers of a verb in the active voice.
fn doers_by_noun(analysis: &Analysis<'_>, trigger: &Trigger) -> Vec<TokenIx> {
    if trigger.voice != Voice::Active || analysis.upos(trigger.head) != Upos::Verb {
        return Vec::new();
    }
    let mut heads = roles_of(analysis, trigger.head).source;
    heads.retain(|&ix| matches!(analysis.upos(ix), Upos::Noun | Upos::Propn));
    heads
}

/// The nouns that the tree makes sufferers of a verb in the passive voice.
fn sufferers_by_noun(analysis: &Analysis<'_>, trigger: &Trigger) -> Vec<TokenIx> {
    if trigger.voice != Voice::Passive || analysis.upos(trigger.head) != Upos::Verb {
        return Vec::new();
    }
    let mut heads = roles_of(analysis, trigger.head).target;
    heads.retain(|&ix| matches!(analysis.upos(ix), Upos::Noun | Upos::Propn));
    heads
}

/// The verb of violence of which the tree makes a mention the sufferer: 'farmers were killed', 'nine people were hurt'.
fn harmed_by<'a>(analysis: &'a Analysis<'_>, mention: &ActorMention) -> Option<&'a str> {
    let top = top_of(analysis, mention);
    let passive = analysis.is_parsed() && analysis.relation(top) == Relation::NsubjPass;
    let verb = analysis.lemma(analysis.head(top).filter(|_| passive)?);
    let hurts = matches!(
        verb,
        "abduct" | "displace" | "hurt" | "injure" | "kidnap" | "maim" | "wound"
    );
    (hurts || kills(verb)).then_some(verb)
}

fn is_body_part(word: &str) -> bool {
    matches!(
        word,
        "abdomen"
            | "arm"
            | "back"
            | "chest"
            | "face"
            | "foot"
            | "hand"
            | "head"
            | "leg"
            | "legs"
            | "neck"
            | "shoulder"
            | "stomach"
            | "thigh"
    )
}

fn kills(verb: &str) -> bool {
    matches!(
        verb,
        "behead" | "execute" | "kill" | "martyr" | "massacre" | "murder" | "slay"
    )
}

struct Around<'a> {
    analysis: &'a Analysis<'a>,
    sentence: &'a Sentence,
    trigger: &'a Trigger,
    here: &'a [(usize, &'a ActorMention)],
}

impl Around<'_> {
    /// The mentions that the tree makes doer and sufferer.
    fn by_tree(&self) -> Participants {
        let roles = roles_of(self.analysis, self.trigger.head);
        let mentions = |heads: &[TokenIx]| {
            let here = self.here.iter();
            here.filter(|(_, m)| heads.contains(&m.head) || heads.contains(&top_of(self.analysis, m)))
                .map(|(index, _)| *index)
                .collect::<Vec<usize>>()
        };
        Participants {
            source: mentions(&roles.source),
            target: mentions(&roles.target),
        }
    }

    /// The nearest mention before the trigger that is not the object of a preposition, with those coordinated to it.
    fn subject(&self) -> Vec<usize> {
        self.before(self.trigger.tokens.start)
    }

    fn before(&self, end: TokenIx) -> Vec<usize> {
        let end = self.skip_insertion(end);
        let mut chosen = Vec::new();
        for (index, mention) in self.here.iter().rev().filter(|(_, m)| m.tokens.end <= end) {
            if end - mention.tokens.end > REACH || self.blocked(mention.tokens.end..end) {
                break;
            }
            match chosen.last().and_then(|last| self.mention(*last)) {
                // 'Rebels and allied militias attacked'
                Some(last) if self.coordinated(mention.tokens.end..last.tokens.start) => chosen.push(*index),
                Some(_) => break,
                None if self.is_prepositional(mention) => {}
                None => chosen.push(*index),
            }
        }
        chosen.reverse();
        chosen
    }

    /// 'The government, supported by X, launched …': the verb's subject stands before the insertion.
    fn skip_insertion(&self, end: TokenIx) -> TokenIx {
        let verb = self.back_over_auxiliaries(end);
        let closes = verb
            .checked_sub(1)
            .filter(|&ix| ix > self.sentence.tokens.start && self.analysis.word(ix) == ",");
        let Some(closes) = closes else { return end };
        let opens = (self.sentence.tokens.start..closes)
            .rev()
            .take(MAX_INSERTION)
            .find(|&ix| self.analysis.word(ix) == ",");
        opens.filter(|&ix| ix > self.sentence.tokens.start).unwrap_or(end)
    }

    /// The nearest mention after the trigger, before the clause ends.
    fn object(&self) -> Vec<usize> {
        self.after(self.trigger.tokens.end, |word| {
            !matches!(
                word,
                "about" | "after" | "at" | "by" | "from" | "in" | "near" | "over" | "with"
            )
        })
    }

    /// The mention right after 'by'.
    fn agent(&self) -> Vec<usize> {
        let end = self.sentence.tokens.end.min(self.trigger.tokens.end + REACH);
        let first = self.trigger.tokens.end.saturating_sub(1);
        let by = (first..end).find(|&ix| {
            self.analysis.lower(ix) == "by"
                && !tells_of_people(self.analysis, ix, &self.trigger.tokens)
                && !self.is_of_another(ix)
        });
        by.map_or_else(Vec::new, |by| self.starting_by(by + 1, 3))
    }

    /// 'The strikes hit a town where a truce agreed by Iran holds', 'the blasts coincided with a trip by the president': a 'by' that
    /// hangs on another noun, or on its participle.
    fn is_of_another(&self, by: TokenIx) -> bool {
        let own = || {
            let mut doer = self.analysis.head(by)?;
            let mut above = self.analysis.head(doer)?;
            // 'was carried out this morning by gunmen', 'was shot in the leg by gunmen': mornings and legs are nobody's.
            let nobodys = |word: &str| words::is_time_noun(word) || is_body_part(word);
            if self.analysis.relation(doer).base() == Relation::Nmod && nobodys(self.analysis.lower(above)) {
                (doer, above) = (above, self.analysis.head(above)?);
            }
            if self.trigger.tokens.contains(&above) {
                return Some(false);
            }
            let described = match self.analysis.relation(doer).base() {
                Relation::Nmod => above,
                // 'a raid on the depot carried out by gunmen': whatever the tree hangs it on, acts are carried out.
                Relation::Obl
                    if self.analysis.relation(above).base() == Relation::Acl
                        && !is_done(self.analysis.lemma(above)) =>
                {
                    self.analysis.head(above)?
                }
                _ => return Some(false),
            };
            Some(
                !self.trigger.tokens.contains(&described)
                    && !self.analysis.is_under(self.trigger.head, described),
            )
        };
        self.analysis.is_parsed() && own().unwrap_or(false)
    }

    fn of_noun(&self) -> Participants {
        let start = self.trigger.tokens.start;
        let mut source = self.agent();
        if source.is_empty() {
            // 'rebel attack', 'the army's shelling', 'Syrian government air strikes'
            let adjacent = self.here.iter().rev().find(|(_, m)| {
                m.tokens.end <= start
                    && (m.tokens.end..start).all(|ix| {
                        matches!(
                            self.analysis.lower(ix),
                            "'s" | "'" | "’s" | "heavy" | "new" | "two" | "three" | "intense"
                        )
                    })
                    || m.tokens.start < start && m.tokens.end >= self.trigger.tokens.end && m.head < start
            });
            source.extend(adjacent.map(|(index, _)| *index));
        }
        if source.is_empty() {
            // 'X launched air strikes'
            let verb = (self.sentence.tokens.start..start)
                .rev()
                .take(6)
                // 'carried out the attack in return for air strikes': those are not what was carried out.
                .take_while(|&ix| {
                    let word = self.analysis.lower(ix);
                    !words::is_preposition(word) || matches!(word, "of" | "out" | "up")
                })
                .find(|&ix| is_light_verb(self.analysis.lower(ix)));
            if let Some(verb) = verb.filter(|&verb| !self.passive_before(verb)) {
                source = self.before(self.back_over_auxiliaries(verb));
            }
        }
        // A noun takes its sufferer through a preposition, or not at all.
        let end = self.trigger.tokens.end;
        let governs = end < self.sentence.tokens.end && governs_target(self.analysis.lower(end));
        let after = |word: &str| !matches!(word, "by" | "from" | "near" | "in" | "at");
        let found = if governs {
            self.after(end, after)
        } else {
            Vec::new()
        };
        let target = found
            .into_iter()
            .filter(|index| !source.contains(index))
            .collect();
        Participants { source, target }
    }

    fn passive_before(&self, verb: TokenIx) -> bool {
        verb > self.sentence.tokens.start && words::is_be(self.analysis.lower(verb - 1))
    }

    fn back_over_auxiliaries(&self, mut ix: TokenIx) -> TokenIx {
        while ix > self.sentence.tokens.start {
            let word = self.analysis.lower(ix - 1);
            if !words::is_auxiliary(word) && !words::is_light_adverb(word) {
                break;
            }
            ix -= 1;
        }
        ix
    }

    /// First mention from `start` on before the clause ends, whose preposition `accepts`; then those coordinated to it.
    fn after(&self, start: TokenIx, accepts: impl Fn(&str) -> bool) -> Vec<usize> {
        let mut chosen: Vec<usize> = Vec::new();
        for (index, mention) in self.here.iter().filter(|(_, m)| m.tokens.start >= start) {
            match chosen.last().and_then(|last| self.mention(*last)) {
                Some(last) if self.coordinated(last.tokens.end..mention.tokens.start) => chosen.push(*index),
                Some(_) => break,
                None => {
                    let between = start..mention.tokens.start;
                    // 'answered fire that wounded two soldiers': who suffers in a clause about another word.
                    let other = between.clone().any(|ix| {
                        self.analysis.upos(ix) == Upos::Pron
                            && matches!(self.analysis.lower(ix), "that" | "which" | "who")
                    });
                    if between.len() > REACH / 2 || other || self.blocked(between.clone()) {
                        break;
                    }
                    let preposition = between
                        .rev()
                        .map(|ix| self.analysis.lower(ix))
                        .find(|w| words::is_preposition(w) && *w != "of");
                    if preposition.is_none_or(&accepts) {
                        chosen.push(*index);
                    } else {
                        break;
                    }
                }
            }
        }
        chosen
    }

    fn starting_by(&self, from: TokenIx, slack: usize) -> Vec<usize> {
        let first = self.here.iter().find(|(_, m)| {
            m.tokens.start >= from && m.tokens.start <= from + slack
                || m.tokens.start < from && m.head >= from
        });
        let Some((index, _)) = first else {
            return Vec::new();
        };
        let mut chosen = vec![*index];
        while let Some(last) = chosen.last().and_then(|l| self.mention(*l)) {
            let next = self.here.iter().find(|(_, m)| {
                m.tokens.start >= last.tokens.end && self.coordinated(last.tokens.end..m.tokens.start)
            });
            match next {
                Some((index, _)) => chosen.push(*index),
                None => break,
            }
        }
        chosen
    }

    fn mention(&self, index: usize) -> Option<&ActorMention> {
        self.here.iter().find(|(i, _)| *i == index).map(|(_, m)| *m)
    }

    fn coordinated(&self, between: Range<TokenIx>) -> bool {
        !between.is_empty()
            && between.len() <= 2
            && between
                .clone()
                .all(|ix| matches!(self.analysis.lower(ix), "and" | "," | "or" | "&"))
            && between.clone().any(|ix| self.analysis.lower(ix) != ",")
    }

    fn is_prepositional(&self, mention: &ActorMention) -> bool {
        let Some(before) = mention
            .tokens
            .start
            .checked_sub(1)
            .filter(|ix| self.sentence.tokens.contains(ix))
        else {
            return false;
        };
        let word = self.analysis.lower(before);
        words::is_preposition(word)
            && !matches!(
                word,
                "by" | "as" | "after" | "before" | "following" | "out" | "off" | "up" | "down"
            )
    }

    /// Whether a clause ends in `between`. A relative pronoun right before the trigger does not end the one it belongs to.
    fn blocked(&self, between: Range<TokenIx>) -> bool {
        between.clone().any(|ix| {
            let word = self.analysis.lower(ix);
            matches!(word, ";" | ":" | "”" | "“" | "—" | "--")
                || matches!(
                    word,
                    "while" | "but" | "because" | "although" | "whereas" | "when" | "if" | "said" | "says"
                )
        })
    }
}
