//! The frames of harm nouns: 'the killing of X', '16 deaths', 'the toll rose to 66', 'the bodies of 14 sailors'.

use super::clause::{CaseStyle, WordIx};
use super::link::{Linker, Place, number_phrase};
use super::phrase::{Phrase, PhraseForm};
use super::trigger::{Trigger, count_before, denied_from, figure_behind};
use crate::number::{QuantityForm, quantity_at};
use dateline_model::Bounds;

impl Linker<'_, '_> {
    pub(crate) fn event(&self, t: &Trigger) -> Vec<Phrase> {
        let c = self.clause;
        let link = c.skip_brackets(t.words.end);
        if c.lexicon.families[t.family].links_by(c.text(link)) {
            return self.keep(t, &self.list_right(link + 1), Place::Object);
        }
        let before = t.words.start - 1;
        if c.is(before, &["triple", "double", "quadruple"]) {
            let n = match c.text(before) {
                "double" => 2,
                "triple" => 3,
                _ => 4,
            };
            let start = before - usize::from(before > 0 && c.is(before - 1, &["a", "the"]));
            return vec![number_phrase(
                start..t.words.end,
                t.words.start..t.words.end,
                Bounds::exactly(n),
                PhraseForm::Counted,
            )];
        }
        // 'X's murder', 'his death'
        let owner = self.phrases.iter().position(|p| p.words.end == t.words.start);
        owner
            .map(|p| self.keep(t, &[p], Place::Object))
            .unwrap_or_default()
            .into_iter()
            .filter(|p| {
                matches!(
                    p.form,
                    PhraseForm::Named | PhraseForm::One | PhraseForm::Definite | PhraseForm::Pronoun
                )
            })
            .collect()
    }

    pub(crate) fn count(&self, t: &Trigger) -> Vec<Phrase> {
        // 'He gave no casualty figures' counts nobody.
        if self.clause.is(
            t.words.end,
            &[
                "count",
                "estimate",
                "estimates",
                "figure",
                "figures",
                "list",
                "lists",
                "toll",
                "tolls",
            ],
        ) {
            return Vec::new();
        }
        let Some(range) = count_before(self.clause, &self.texts, t.words.start) else {
            let zero = |from| {
                number_phrase(
                    from..t.words.end,
                    t.words.end..t.words.end,
                    Bounds::exactly(0),
                    PhraseForm::Zero,
                )
            };
            return denied_from(self.clause, t.words.start)
                .map(zero)
                .into_iter()
                .collect();
        };
        let Some(q) = quantity_at(&self.texts, range.start) else {
            return Vec::new();
        };
        if q.form == QuantityForm::Another {
            return Vec::new();
        }
        let form = if q.form == QuantityForm::Zero {
            PhraseForm::Zero
        } else {
            PhraseForm::Counted
        };
        vec![number_phrase(
            range.start..t.words.end,
            t.words.end..t.words.end,
            q.bounds,
            form,
        )]
    }

    pub(crate) fn lives(&self, t: &Trigger) -> Vec<Phrase> {
        let c = self.clause;
        let Some(lives) = (t.words.end..c.len().min(t.words.end + 9)).find(|&i| c.is(i, &["lives", "life"]))
        else {
            return Vec::new();
        };
        if c.is(lives + 1, &["of"]) {
            return self.keep(t, &self.list_right(lives + 2), Place::Object);
        }
        let quantity =
            (t.words.end..lives).find_map(|i| quantity_at(&self.texts, i).filter(|q| q.words.end == lives));
        quantity
            .filter(|q| q.form != QuantityForm::Article)
            .map(|q| {
                number_phrase(
                    q.words.start..lives + 1,
                    lives..lives + 1,
                    q.bounds,
                    PhraseForm::Counted,
                )
            })
            .into_iter()
            .collect()
    }

    pub(crate) fn toll(&self, t: &Trigger) -> Vec<Phrase> {
        let c = self.clause;
        let Some(at) = figure_behind(c, &self.texts, t.words.end) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        let mut add = |at: WordIx| {
            let before = c
                .is(at.wrapping_sub(1), &["from"])
                .then(|| crate::number::figure_at(&self.texts, at))
                .flatten();
            if let Some((n, end)) = before {
                let bounds = Bounds::exactly(u32::try_from(n).unwrap_or(u32::MAX));
                out.push(number_phrase(at..end, end..end, bounds, PhraseForm::Counted));
                return end;
            }
            if let Some(q) = quantity_at(&self.texts, at) {
                let end = self
                    .starting_at(at)
                    .map_or(q.words.end, |p| self.phrases[p].words.end);
                out.push(number_phrase(
                    at..end,
                    q.words.end..end,
                    q.bounds,
                    PhraseForm::Counted,
                ));
                return q.words.end;
            }
            at + 1
        };
        let end = add(at);
        if c.is(at.wrapping_sub(1), &["from"]) && c.is(end, &["to"]) {
            add(end + 1);
        }
        out
    }

    pub(crate) fn body(&self, t: &Trigger) -> Vec<Phrase> {
        let c = self.clause;
        if c.is(t.words.end, &["of"]) {
            let mut list = self.list_right(t.words.end + 1);
            list.retain(|&p| {
                self.phrases[p].people
                    || self.phrases[p].form == PhraseForm::Named && c.case == CaseStyle::Mixed
            });
            return self.keep(t, &list, Place::Object);
        }
        let text = c.text(t.words.start);
        if matches!(text, "remains") {
            return Vec::new();
        }
        self.count(t)
    }

    pub(crate) fn prisoners(&self, t: &Trigger) -> Vec<Phrase> {
        let Some(object) = &t.particle else {
            return Vec::new();
        };
        let quantity = (t.words.end..object.start).find_map(|i| quantity_at(&self.texts, i));
        quantity
            .filter(|q| !matches!(q.form, QuantityForm::Article | QuantityForm::Zero))
            .map(|q| {
                number_phrase(
                    q.words.start..object.end,
                    q.words.end..object.end,
                    q.bounds,
                    PhraseForm::Counted,
                )
            })
            .map(|p| Phrase { people: true, ..p })
            .into_iter()
            .collect()
    }
}
