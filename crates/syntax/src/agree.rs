//! One text calls one thing one name: names of a text are made to agree with each other.
//!
//! A name that is read as a person in most places is a person in all; 'Saleh' is a person where 'Omar Saleh' is; and a name that
//! was found in one sentence is found in the others. Whether a country's name is a place or its government is left as it was
//! read, for it can be both in one text.

use crate::syntax::Entity;
use crate::{Analysis, EntityKind};
use std::collections::BTreeMap;
use std::ops::Range;

/// Shortest name, in bytes, that is looked for in other sentences.
const SHORTEST: usize = 3;
/// Times that a name of one word must have been found before it is looked for elsewhere: one finding may be a mistake.
const LEAST_FOUND: u32 = 2;

/// How often a name was read as each kind.
#[derive(Clone, Copy, Debug, Default)]
struct Votes([u32; EntityKind::ALL.len()]);

impl Votes {
    fn of(&self, kind: EntityKind) -> u32 {
        self.0[kind as usize]
    }

    /// The most frequent kind; the first of several.
    fn top(&self) -> EntityKind {
        let mut best = EntityKind::ALL[0];
        for kind in EntityKind::ALL {
            if self.of(*kind) > self.of(best) {
                best = *kind;
            }
        }
        best
    }

    fn total(&self) -> u32 {
        self.0.iter().sum()
    }
}

/// Makes the names of a text, which stand in order, agree.
pub(crate) fn agree(analysis: &Analysis<'_>, entities: &mut Vec<Entity>) {
    if entities.is_empty() {
        return;
    }
    let words = |tokens: &Range<usize>| -> Vec<&str> { tokens.clone().map(|ix| analysis.word(ix)).collect() };
    let mut votes: BTreeMap<Vec<&str>, Votes> = BTreeMap::new();
    for entity in entities.iter() {
        votes.entry(words(&entity.tokens)).or_default().0[entity.kind as usize] += 1;
    }
    // Last words of persons' names.
    let surnames: std::collections::BTreeSet<&str> = votes
        .iter()
        .filter(|(name, v)| name.len() > 1 && v.top() == EntityKind::Person)
        .filter_map(|(name, _)| name.last().copied())
        .collect();
    for entity in entities.iter_mut() {
        let name = words(&entity.tokens);
        if name.len() == 1 && surnames.contains(name[0]) {
            entity.kind = EntityKind::Person;
        } else if let Some(v) = votes.get(&name) {
            let kind = v.top();
            if v.of(kind) > v.of(entity.kind) && !both_at_once(kind, entity.kind) {
                entity.kind = kind;
            }
        }
    }
    let mut known: BTreeMap<&str, Vec<(Vec<&str>, EntityKind)>> = BTreeMap::new();
    for (name, v) in &votes {
        let surname = name.len() == 1 && surnames.contains(name[0]);
        if surname || name.len() > 1 || v.total() >= LEAST_FOUND {
            let kind = if surname { EntityKind::Person } else { v.top() };
            known.entry(name[0]).or_default().push((name.clone(), kind));
        }
    }
    for surname in surnames.iter().filter(|s| !votes.contains_key([**s].as_slice())) {
        known
            .entry(surname)
            .or_default()
            .push((vec![surname], EntityKind::Person));
    }
    known.retain(|first, _| first.starts_with(char::is_uppercase));
    for names in known.values_mut() {
        names.retain(|(name, _)| name.iter().map(|w| w.len() + 1).sum::<usize>() > SHORTEST);
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    }
    add(analysis, &known, entities);
}

/// A country and its government have one name.
fn both_at_once(a: EntityKind, b: EntityKind) -> bool {
    use EntityKind::{Location, Organisation};
    matches!((a, b), (Location, Organisation) | (Organisation, Location))
}

/// Adds the places where a known name stands and none was found.
fn add(
    analysis: &Analysis<'_>,
    known: &BTreeMap<&str, Vec<(Vec<&str>, EntityKind)>>,
    entities: &mut Vec<Entity>,
) {
    let found = std::mem::take(entities);
    let mut next = found.into_iter().peekable();
    for sentence in analysis.sentences() {
        let mut ix = sentence.tokens.start;
        while ix < sentence.tokens.end {
            if let Some(entity) = next.next_if(|e| e.tokens.start == ix) {
                ix = entity.tokens.end;
                entities.push(entity);
                continue;
            }
            let end = next
                .peek()
                .map_or(sentence.tokens.end, |e| e.tokens.start.min(sentence.tokens.end));
            let fits = |name: &[&str]| {
                ix + name.len() <= end && name.iter().enumerate().all(|(i, w)| analysis.word(ix + i) == *w)
            };
            match known
                .get(analysis.word(ix))
                .and_then(|names| names.iter().find(|(name, _)| fits(name)))
            {
                Some((name, kind)) => {
                    entities.push(Entity {
                        tokens: ix..ix + name.len(),
                        kind: *kind,
                    });
                    ix += name.len();
                }
                None => ix += 1,
            }
        }
    }
    entities.extend(next);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names are given as (first word, end, kind); those that come back are written as text and kind.
    fn check(text: &str, names: &[(usize, usize, EntityKind)], expected: &[(&str, EntityKind)]) {
        let read = crate::analyse(text);
        let mut entities: Vec<Entity> = names
            .iter()
            .map(|(a, b, kind)| Entity {
                tokens: *a..*b,
                kind: *kind,
            })
            .collect();
        agree(&read, &mut entities);
        let found: Vec<(&str, EntityKind)> = entities
            .iter()
            .map(|e| (read.span(e.tokens.clone()).of(text), e.kind))
            .collect();
        assert_eq!(found, expected);
    }

    use EntityKind::{Location, Organisation, Person};

    #[test]
    fn the_last_word_of_a_person_is_that_person() {
        check(
            "Omar Saleh spoke. Saleh left.",
            &[(0, 2, Person), (4, 5, Location)],
            &[("Omar Saleh", Person), ("Saleh", Person)],
        );
        check(
            "Omar Saleh spoke. Saleh left.",
            &[(0, 2, Person)],
            &[("Omar Saleh", Person), ("Saleh", Person)],
        );
    }

    #[test]
    fn most_readings_decide_between_person_and_place() {
        check(
            "In Dele. In Dele. In Dele.",
            &[(1, 2, Location), (4, 5, Location), (7, 8, Person)],
            &[("Dele", Location), ("Dele", Location), ("Dele", Location)],
        );
    }

    #[test]
    fn a_country_may_be_a_place_and_a_government() {
        check(
            "In Kora. In Kora. Kora said no.",
            &[(1, 2, Location), (4, 5, Location), (6, 7, Organisation)],
            &[("Kora", Location), ("Kora", Location), ("Kora", Organisation)],
        );
    }

    #[test]
    fn a_single_finding_of_one_word_is_not_spread() {
        check(
            "Dele fell. Dele fell.",
            &[(0, 1, Location)],
            &[("Dele", Location)],
        );
        check("Nothing fell.", &[], &[]);
    }
}
