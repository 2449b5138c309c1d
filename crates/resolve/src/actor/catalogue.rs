//! Looking actors up: by name, as a report of a day and country would mean it, and by id.

use super::dictionary::{bare, folded};
use super::lexicon::{ActorLexicon, Class, Entry, Sense};
use super::read::{Context, NARROWING, Reader, Test};
use dateline_model::{ActorKind, taxonomy::Sector};
use jiff::civil::Date;

/// An entry of the lexicon, for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActorEntry<'l> {
    /// Its id.
    pub id: &'l str,
    /// Its canonical name.
    pub name: &'l str,
    /// All its names, each with the months in which it means this actor (`2012-01..2016-07`; empty for always).
    pub names: Vec<(&'l str, String)>,
    /// What sort of actor it is.
    pub kind: Option<ActorKind>,
    /// PLOVER sector.
    pub sector: Option<Sector>,
    /// ISO 3166-1 alpha-3 code.
    pub country: Option<&'l str>,
    /// Id of what it belongs to, or was before.
    pub parent: Option<&'l str>,
    /// Months of activity, or in office; empty for not known.
    pub active: String,
    /// Only ever a voice.
    pub speaker: bool,
    /// A person.
    pub person: bool,
    /// From a user's own dictionary.
    pub own: bool,
    /// File of its line.
    pub file: &'l str,
    /// Its line, from 1.
    pub line: usize,
}

/// An actor that a name may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate<'l> {
    /// The actor.
    pub actor: ActorEntry<'l>,
    /// Tests passed of those that decide between actors of one name, each in words.
    pub passed: Vec<&'static str>,
    /// Tests failed that another candidate passed; the first one is why it lost.
    pub failed: Vec<&'static str>,
    /// Whether it is the one meant.
    pub chosen: bool,
}

impl ActorLexicon {
    /// The actor of an id.
    #[must_use]
    pub fn actor(&self, id: &str) -> Option<ActorEntry<'_>> {
        self.entry(id).map(view)
    }

    /// Whether a word, in small letters, is a noun for people or for a body of them ('rebels', 'army').
    ///
    /// # Example
    /// ```
    /// # use dateline_resolve::actor::ActorLexicon;
    /// let lexicon = ActorLexicon::embedded()?;
    /// assert!(lexicon.is_noun("militia") && !lexicon.is_noun("barracks") && !lexicon.is_noun("assault"));
    /// # Ok::<(), dateline_resolve::LexiconError>(())
    /// ```
    #[must_use]
    pub fn is_noun(&self, word: &str) -> bool {
        let node = self.words.get(word).and_then(|word| self.child(0, *word));
        let forms = node.and_then(|node| self.senses.get(node as usize));
        forms.into_iter().flatten().any(|form| match form.sense {
            Sense::Head(head) => !matches!(
                self.heads[head as usize].class,
                Class::Air | Class::Attack | Class::Facility | Class::Partitive | Class::Spokesman
            ),
            _ => false,
        })
    }

    /// Whether a text is the ISO 3166-1 alpha-3 code of a country of the lexicon.
    #[must_use]
    pub fn knows_country(&self, iso3: &str) -> bool {
        self.country(iso3).is_some()
    }

    /// The actors that belong to an id, in the order of their ids.
    pub fn members(&self, id: &str) -> impl Iterator<Item = ActorEntry<'_>> {
        let of = move |e: &&Entry| e.parent.as_deref() == Some(id) && self.is_current(e);
        let mut members: Vec<ActorEntry<'_>> = self.entries.iter().filter(of).map(view).collect();
        members.sort_by_key(|m| m.id);
        members.into_iter()
    }

    /// The actors that have `name`, as a report of `day` about `country` would mean it; where none has it as a whole, those
    /// that have it as a part of a name. Chosen ones come first.
    ///
    /// # Example
    /// ```
    /// # use dateline_resolve::actor::ActorLexicon;
    /// let lexicon = ActorLexicon::embedded()?;
    /// let day = jiff::civil::date(2008, 5, 1);
    /// let found = lexicon.lookup("US-led coalition", Some(day), None);
    /// assert_eq!(found[0].actor.id, "intl.mnfi");
    /// # Ok::<(), dateline_resolve::LexiconError>(())
    /// ```
    #[must_use]
    pub fn lookup(&self, name: &str, day: Option<Date>, country: Option<&str>) -> Vec<Candidate<'_>> {
        let focus = country.and_then(|iso3| self.country(iso3)).map(|c| c.iso3);
        let context = Context {
            focus,
            countries: focus.into_iter().collect(),
            day,
            ..Context::default()
        };
        let wanted = folded(name);
        let whole = |form: &str| folded(form) == wanted;
        let entries = self.having(&whole, day);
        if !entries.is_empty() {
            return self.judge(entries, &context);
        }
        let part = |form: &str| {
            let folded = folded(form);
            !wanted.is_empty() && format!(" {folded} ").contains(&format!(" {wanted} "))
        };
        self.having(&part, None)
            .into_iter()
            .map(|e| Candidate {
                actor: view(e),
                passed: Vec::new(),
                failed: Vec::new(),
                chosen: false,
            })
            .collect()
    }

    fn having(&self, fits: &dyn Fn(&str) -> bool, day: Option<Date>) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|e| {
                self.is_current(e)
                    && e.names
                        .iter()
                        .any(|(form, period)| period.holds(day) && fits(form))
            })
            .collect();
        entries.sort_by_key(|e| &e.id);
        entries
    }

    fn is_current(&self, entry: &Entry) -> bool {
        self.entry(&entry.id).is_some_and(|e| std::ptr::eq(e, entry))
    }

    /// Which of the entries a name means, and why.
    pub(super) fn judge<'l>(&'l self, entries: Vec<&'l Entry>, context: &Context) -> Vec<Candidate<'l>> {
        let chosen = Reader {
            lexicon: self,
            context,
        }
        .narrow(entries.clone());
        let decides = |passes: fn(&Entry, &Context) -> bool| {
            let n = entries.iter().filter(|e| passes(e, context)).count();
            n > 0 && n < entries.len()
        };
        let mut candidates: Vec<Candidate<'l>> = entries
            .iter()
            .map(|e| {
                let tests = NARROWING.iter().filter(|(passes, _)| decides(*passes));
                let (passed, failed): (Vec<&Test>, Vec<&Test>) =
                    tests.partition(|(passes, _)| passes(e, context));
                Candidate {
                    actor: view(e),
                    passed: passed.into_iter().map(|test| test.1).collect(),
                    failed: failed.into_iter().map(|test| test.1).collect(),
                    chosen: chosen.len() == 1 && chosen[0].id == e.id,
                }
            })
            .collect();
        candidates.sort_by_key(|c| (!c.chosen, c.failed.len()));
        candidates
    }
}

pub(super) fn view(entry: &Entry) -> ActorEntry<'_> {
    ActorEntry {
        id: &entry.id,
        name: &entry.name,
        names: entry
            .names
            .iter()
            .map(|(form, period)| (bare(form), period.to_string()))
            .collect(),
        kind: entry.kind,
        sector: entry.sector,
        country: entry.country,
        parent: entry.parent.as_deref(),
        active: entry.active.to_string(),
        speaker: entry.speaker,
        person: entry.person,
        own: entry.own,
        file: &entry.source.0,
        line: entry.source.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn first(name: &str, day: Option<Date>, country: Option<&str>) -> Option<String> {
        let lexicon = ActorLexicon::embedded().expect("loads");
        let found = lexicon.lookup(name, day, country);
        found.first().filter(|c| c.chosen).map(|c| c.actor.id.to_owned())
    }

    #[test]
    fn day_and_country_tell_namesakes_apart() {
        assert_eq!(first("al-Nusra Front", None, None).as_deref(), Some("syr.nusra"));
        assert_eq!(
            first("Republican Guard", Some(date(2002, 5, 1)), Some("IRQ")).as_deref(),
            Some("irq.iraqi-republican-guard")
        );
        assert_eq!(
            first("National Guard", None, Some("UKR")).as_deref(),
            Some("ukr.ngu")
        );
        assert_eq!(first("National Guard", None, None), None, "no one in particular");
    }

    #[test]
    fn a_part_of_a_name_finds_but_does_not_choose() {
        let lexicon = ActorLexicon::embedded().expect("loads");
        let found = lexicon.lookup("Nusrat", None, None);
        assert!(found.iter().any(|c| c.actor.id == "mli.jnim"));
        assert!(found.iter().all(|c| !c.chosen));
        assert_eq!(lexicon.lookup("no such name at all", None, None), []);
        assert_eq!(lexicon.lookup("", None, None), []);
    }

    #[test]
    fn an_entry_tells_its_names_dates_line_and_members() {
        let lexicon = ActorLexicon::embedded().expect("loads");
        let nusra = lexicon.actor("syr.nusra").expect("is there");
        assert_eq!(
            (nusra.active.as_str(), nusra.file),
            ("2012-01..2016-07", "lexicons/actors/middle_east.tsv")
        );
        let members: Vec<&str> = lexicon.members("syr.sdf").map(|m| m.id).collect();
        assert!(members.contains(&"syr.ypg") && members.is_sorted(), "{members:?}");
    }
}
