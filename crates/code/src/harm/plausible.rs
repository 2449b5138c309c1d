//! Whether a phrase may be the victims of a harm word, by where it stands and what it says.

use super::clause::CaseStyle;
use super::lexicon::{Frame, WordForm};
use super::link::{Linker, Place};
use super::phrase::{Phrase, PhraseForm};
use super::trigger::Trigger;
use dateline_model::VictimClass;

impl Linker<'_, '_> {
    /// Whether a phrase may be the victims of a harm word in this place.
    pub(crate) fn plausible(&self, t: &Trigger, phrase: &Phrase, place: Place) -> bool {
        let family = &self.clause.lexicon.families[t.family];
        if phrase.form == PhraseForm::Zero || phrase.of_them {
            return true;
        }
        if family.weak && !self.shot(t, phrase, place) && !self.in_earnest(phrase, place) {
            return false;
        }
        if phrase.people {
            return true;
        }
        let last = phrase.words.end - 1;
        match phrase.form {
            PhraseForm::Named => {
                let thing = self.clause.lexicon.is_thing(self.clause.text(last));
                !thing && !family.people_only && self.name_may_stand(t, phrase, place)
            }
            PhraseForm::Counted if phrase.bare_number() => {
                // 'multiple injuries': the number counts the harm noun behind it.
                let next = phrase.words.end;
                !self.triggers.iter().any(|t| {
                    t.particle.as_ref().is_some_and(|p| p.contains(&next))
                        || t.words.start == next && !t.verbal() && t.frame != Frame::State
                })
            }
            PhraseForm::Counted | PhraseForm::One => {
                let last = phrase.who.end.checked_sub(1).map_or("", |i| self.clause.text(i));
                !family.weak && !family.people_only && !self.clause.lexicon.is_thing(last)
            }
            _ => true,
        }
    }

    /// 'shot his wife', 'shot two guests': people are seldom shot otherwise than with a gun, unless pictures are spoken of.
    fn shot(&self, t: &Trigger, phrase: &Phrase, place: Place) -> bool {
        let c = self.clause;
        let counts = matches!(
            phrase.form,
            PhraseForm::One | PhraseForm::Counted | PhraseForm::Named
        );
        let pictures = [
            "camera",
            "film",
            "photo",
            "photographer",
            "photos",
            "picture",
            "pictures",
            "video",
        ];
        c.is(t.words.start, &["shot", "shoots", "shooting"])
            && place == Place::Object
            && phrase.people
            && counts
            && !(0..c.len()).any(|i| c.is(i, &pictures))
    }

    /// Whether a weak harm word ('beat', 'eliminated') is meant of people in earnest.
    pub(crate) fn in_earnest(&self, phrase: &Phrase, place: Place) -> bool {
        let fighters = matches!(
            phrase.class,
            VictimClass::Combatants | VictimClass::SecurityForces
        );
        let violence = || {
            let words = &self.clause.lexicon.words.violence;
            fighters || self.clause.words.iter().any(|w| words.contains(&w.text))
        };
        match place {
            Place::Subject => phrase.people || phrase.form == PhraseForm::Named || phrase.bare_number(),
            Place::Before => {
                matches!(phrase.form, PhraseForm::Counted | PhraseForm::One) && (phrase.people || violence())
            }
            Place::Object => {
                phrase.form != PhraseForm::Pronoun && (phrase.people || phrase.bare_number()) && violence()
            }
        }
    }

    /// Whether a name without a title can be told from other words in this place. Letters of one case give no hint, so that
    /// only the grammar can: a passive or 'died' before it, 'the murder of' after it.
    pub(crate) fn name_may_stand(&self, t: &Trigger, phrase: &Phrase, place: Place) -> bool {
        if self.clause.case == CaseStyle::Mixed {
            return true;
        }
        let event = matches!(t.frame, Frame::Event | Frame::Body);
        let subject = place == Place::Subject
            && (t.passive || t.frame == Frame::Intransitive || t.frame == Frame::Phrase);
        let state = t.frame == Frame::State;
        (event || subject && !state) && (phrase.words.len() >= 2 || t.passive)
    }

    /// 'the injured captain', 'a murdered senator': a participle before its noun, which tells of no harm to count.
    pub(crate) fn describes_noun(&self, t: &Trigger) -> bool {
        let c = self.clause;
        let before = t.group_start.checked_sub(1);
        let bare = !t.auxiliary && t.form == WordForm::PastOrParticiple;
        bare && before.is_none_or(|b| {
            let adverb = c.text(b).ends_with("ly") || c.adverb(b);
            let b = if adverb && b > 0 { b - 1 } else { b };
            c.lexicon.words.determiners.contains(c.text(b))
                && !c.is(b, &["that", "this", "these", "those", "all", "both", "each"])
                || c.preposition(b)
        })
    }
}
