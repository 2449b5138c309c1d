//! What a phrase tells about its victims: their class, children, women.

use super::clause::{Clause, WordIx};
use super::lexicon::PersonNoun;
use super::phrase::PhraseReader;
use dateline_model::VictimClass;
use std::ops::Range;

impl PhraseReader<'_, '_> {
    /// Class and children, women, from the head and, where the head says little, the words around it.
    pub(crate) fn describe(&self, who: &Range<WordIx>, head: Option<WordIx>) -> (VictimClass, bool, bool) {
        let c = self.clause;
        let lists = &c.lexicon.words;
        let noun = head.and_then(|h| c.person(h));
        let mut class = noun.map_or(VictimClass::Unknown, |n| n.class);
        let any = |list: &[&str]| who.clone().any(|i| list.contains(&c.text(i)));
        if noun.is_some_and(|n| n.generic) || class == VictimClass::Unknown {
            let inner = who
                .clone()
                .filter(|&i| Some(i) != head)
                .filter_map(|i| c.person(i))
                .map(|n| n.class)
                .find(|&k| k != VictimClass::Unknown);
            let relative = any(&["family", "families", "relatives"]);
            if who.clone().any(|i| lists.fighters.contains(c.text(i))) {
                class = VictimClass::Combatants;
            } else if who.clone().any(|i| lists.units.contains(c.text(i))) {
                class = VictimClass::SecurityForces;
            } else if relative {
                class = VictimClass::Civilians;
            } else if let Some(k) = inner.filter(|_| noun.is_some()) {
                class = k;
            }
        }
        if any(&["former", "ex", "retired"]) && class == VictimClass::SecurityForces {
            class = VictimClass::Civilians;
        }
        let age = who.clone().find_map(|i| {
            let w = c.text(i);
            let n = w.split('-').next()?.parse::<u32>().ok()?;
            (w.contains("year-old")
                || w.contains("month-old")
                || w.contains("day-old")
                || c.is(i + 1, &["year", "yr", "month"]))
            .then_some(if w.contains("year") || c.is(i + 1, &["year", "yr"]) {
                n
            } else {
                0
            })
        });
        let nouns = |f: &dyn Fn(PersonNoun) -> bool| who.clone().any(|i| c.person(i).is_some_and(f));
        let child = nouns(&|n| n.child) && !any(&["of"]) && any_child(c, who, head)
            || age.is_some_and(|n| n < 18)
            || any(&["teenage", "minor", "underage"]);
        if child && class == VictimClass::Unknown {
            class = VictimClass::Civilians;
        }
        let woman = noun.is_some_and(|n| n.woman) || any(&["female", "women", "woman", "pregnant"]);
        (class, child, woman)
    }
}

fn any_child(c: &Clause<'_>, who: &Range<WordIx>, head: Option<WordIx>) -> bool {
    let kin = ["son", "sons", "daughter", "daughters", "youth", "youths"];
    who.clone().any(|i| {
        c.person(i).is_some_and(|n| n.child)
            && !kin.contains(&c.text(i))
            && (Some(i) == head || c.person(i).is_some_and(|n| n.plural))
    })
}
