//! A user's own dictionaries: read on top of the built-in tables, and linted.

use super::lexicon::{ActorLexicon, Entry, MARKS};
use super::load::ACTOR_COLUMNS;
use super::table::{Period, Row, each_row};
use super::words::folded_words;
use crate::LexiconError;
use std::collections::{BTreeMap, BTreeSet};

/// A user's own actors: a table like those under `lexicons/actors` (nine columns, see the README there), in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dictionary {
    /// Its name for messages.
    pub file: String,
    /// The table.
    pub text: String,
}

/// What [`ActorLexicon::check`] has to say about a line of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Whether the dictionary can be used with it.
    pub severity: Severity,
    /// What it is and what to do.
    pub problem: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The dictionary is refused.
    Error,
    /// It works, but perhaps not as meant.
    Note,
}

impl Finding {
    fn error(error: LexiconError) -> Self {
        Self {
            file: error.file,
            line: error.line,
            severity: Severity::Error,
            problem: error.problem,
        }
    }

    fn note(entry: &Entry, problem: String) -> Self {
        Self {
            file: entry.source.0.to_string(),
            line: entry.source.1,
            severity: Severity::Note,
            problem,
        }
    }
}

impl ActorLexicon {
    /// The built-in lexicon with a user's own actors on top.
    ///
    /// Where a name is both the user's and built in, the user's actor is meant; an id that is built in is the user's from
    /// then on.
    ///
    /// # Errors
    /// All that [`ActorLexicon::check`] calls an error, in the order of files and lines.
    ///
    /// # Example
    /// ```
    /// use dateline_resolve::actor::{ActorLexicon, Dictionary};
    /// let text = "syr.badia\tBadia Shield\tnon_state_armed\tREB\tSYR\tsyr.opp.armed\t2016-02\t-\t-\n";
    /// let own = Dictionary { file: "mine.tsv".into(), text: text.into() };
    /// let lexicon = ActorLexicon::with_dictionaries(&[own]).expect("is well formed");
    /// assert_eq!(lexicon.actor("syr.badia").expect("is there").name, "Badia Shield");
    /// ```
    pub fn with_dictionaries(dictionaries: &[Dictionary]) -> Result<Self, Vec<LexiconError>> {
        let mut lexicon = Self::embedded().map_err(|error| vec![error])?;
        let (entries, mut errors) = lexicon.read_dictionaries(dictionaries);
        lexicon.check_parents(&entries, &mut errors);
        if !errors.is_empty() {
            errors.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
            return Err(errors);
        }
        for entry in entries {
            lexicon.add_actor(entry);
        }
        Ok(lexicon)
    }

    /// Lints a user's dictionaries: malformed lines, unknown parents, bad dates (errors), and overlaps with the built-in
    /// names or with each other (notes), in the order of files and lines.
    #[must_use]
    pub fn check(&self, dictionaries: &[Dictionary]) -> Vec<Finding> {
        let (entries, mut errors) = self.read_dictionaries(dictionaries);
        self.check_parents(&entries, &mut errors);
        let mut findings: Vec<Finding> = errors.into_iter().map(Finding::error).collect();
        let built_in = names(self.entries.iter());
        let own = names(entries.iter());
        for entry in &entries {
            if let Some(known) = self.entry(&entry.id) {
                let problem = format!(
                    "`{}` is built in as {} ({}:{}): this entry takes its place; give it another id if both are meant",
                    entry.id, known.name, known.source.0, known.source.1
                );
                findings.push(Finding::note(entry, problem));
            }
            self.compare(entry, &built_in, &own, &mut findings);
        }
        findings.sort_by(|a, b| {
            (&a.file, a.line, a.severity, &a.problem).cmp(&(&b.file, b.line, b.severity, &b.problem))
        });
        findings.dedup();
        findings
    }

    /// Notes where names of an entry are others' too at the same time.
    fn compare(&self, entry: &Entry, built_in: &Names<'_>, own: &Names<'_>, findings: &mut Vec<Finding>) {
        for (form, period) in &entry.names {
            let both = narrower(*period, entry.active);
            let meets = |other: &&(&Entry, Period)| other.0.id != entry.id && other.1.meets(both);
            let key = folded(form);
            for (other, _) in built_in.get(&key).into_iter().flatten().filter(meets) {
                let problem = format!(
                    "`{}` also names the built-in `{}` ({}) at that time: yours is meant where both could be; \
                     write `{}@FROM..TO` to limit it",
                    bare(form),
                    other.id,
                    other.name,
                    bare(form)
                );
                findings.push(Finding::note(entry, problem));
            }
            for (other, _) in own.get(&key).into_iter().flatten().filter(meets) {
                let apart =
                    entry.country.is_some() && other.country.is_some() && entry.country != other.country;
                let remedy = if apart {
                    "the country that a report is about will tell them apart"
                } else {
                    "neither is meant then, only what both share; give the names dates with `@FROM..TO` or drop one"
                };
                let problem = format!(
                    "`{}` is also a name of `{}` ({}:{}) at that time: {remedy}",
                    bare(form),
                    other.id,
                    other.source.0,
                    other.source.1
                );
                findings.push(Finding::note(entry, problem));
            }
        }
    }

    fn read_dictionaries(&self, dictionaries: &[Dictionary]) -> (Vec<Entry>, Vec<LexiconError>) {
        let (mut entries, mut errors) = (Vec::new(), Vec::new());
        let mut lines: BTreeMap<String, (String, usize)> = BTreeMap::new();
        for Dictionary { file, text } in dictionaries {
            for row in each_row(file, text.trim_start_matches('\u{feff}'), ACTOR_COLUMNS) {
                match row.and_then(|row| self.parse_own(&row, &mut lines)) {
                    Ok(entry) => entries.push(entry),
                    Err(error) => errors.push(error),
                }
            }
        }
        (entries, errors)
    }

    fn parse_own(
        &self,
        row: &Row<'_>,
        lines: &mut BTreeMap<String, (String, usize)>,
    ) -> Result<Entry, LexiconError> {
        let entry = self.parse_actor(row)?;
        let here = (row.file.to_owned(), row.line);
        match lines.get(&*entry.id) {
            Some((file, line)) => Err(row.error(format!(
                "`{}` is already at {file}:{line}: write each id once, with '|' between its names",
                entry.id
            ))),
            None => {
                lines.insert(entry.id.to_string(), here);
                Ok(Entry { own: true, ..entry })
            }
        }
    }

    fn check_parents(&self, entries: &[Entry], errors: &mut Vec<LexiconError>) {
        let ids: BTreeSet<&str> = entries.iter().map(|e| &*e.id).collect();
        for entry in entries {
            let Some(parent) = entry.parent.as_deref() else {
                continue;
            };
            if !ids.contains(parent) && !self.is_known(parent) || parent == &*entry.id {
                errors.push(LexiconError {
                    file: entry.source.0.to_string(),
                    line: entry.source.1,
                    problem: format!(
                        "the parent `{parent}` of `{}` is no other actor's id: look it up with `dateline actors find`, \
                         add it to the dictionary, or write '-'",
                        entry.id
                    ),
                });
            }
        }
    }
}

/// Who has a name, by its folded words, with the months in which it means them.
type Names<'e> = BTreeMap<String, Vec<(&'e Entry, Period)>>;

fn names<'e>(entries: impl Iterator<Item = &'e Entry>) -> Names<'e> {
    let mut names: Names<'e> = BTreeMap::new();
    for entry in entries {
        for (form, period) in &entry.names {
            names
                .entry(folded(form))
                .or_default()
                .push((entry, narrower(*period, entry.active)));
        }
    }
    names
}

/// The months that lie in both, where both have such a side.
fn narrower(a: Period, b: Period) -> Period {
    Period {
        from: a.from.max(b.from),
        to: match (a.to, b.to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        },
    }
}

/// A name as it is compared: without case, accents, hyphens and the Arabic article.
pub(super) fn folded(form: &str) -> String {
    let mut words = Vec::new();
    folded_words(form, |word, _, _| words.push(word.to_owned()));
    words.join(" ")
}

pub(super) fn bare(form: &str) -> &str {
    form.trim_start_matches(MARKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary(text: &str) -> Dictionary {
        Dictionary {
            file: "mine.tsv".to_owned(),
            text: text.to_owned(),
        }
    }

    #[track_caller]
    fn check(text: &str, wanted: &[(usize, Severity, &str)]) {
        let lexicon = ActorLexicon::embedded().expect("loads");
        let findings = lexicon.check(&[dictionary(text)]);
        assert_eq!(findings.len(), wanted.len(), "{findings:#?}");
        for (finding, (line, severity, words)) in findings.iter().zip(wanted) {
            assert_eq!(
                (finding.line, finding.severity),
                (*line, *severity),
                "{finding:?}"
            );
            assert!(finding.problem.contains(words), "{}", finding.problem);
        }
    }

    #[test]
    fn a_good_dictionary_has_no_findings() {
        check(
            "# mine\nsyr.dune\tDune Guards|DGX\tnon_state_armed\tREB\tSYR\tsyr.opp.armed\t2014\t-\t-\n",
            &[],
        );
    }

    #[test]
    fn every_malformed_line_is_named_with_its_remedy() {
        check(
            "a.x\tOne\n\
             syr.a\tDune A\trebel\tREB\tSYR\t-\t-\t-\t-\n\
             syr.b\tDune B\tcivilian\tREB\tXYZ\t-\t-\t-\t-\n\
             syr.c\tDune C\tcivilian\tREB\tSYR\tsyr.nobody\t-\t-\t-\n\
             syr.d\tDune D\tcivilian\tREB\tSYR\t-\t2014-13\t-\t-\n\
             syr.e\tDune E\tcivilian\tREB\tSYR\t-\t2015\t2014\t-\n\
             Dune\tDune F\tcivilian\tREB\tSYR\t-\t-\t-\t-\n\
             syr.g\tDune G\tcivilian\tREB\tSYR\t-\t-\t-\tboss\n\
             syr.h\tDune H\tcivilian\tREB\tSYR\t-\t-\t-\t-\n\
             syr.h\tDune I\tcivilian\tREB\tSYR\t-\t-\t-\t-\n\
             syr.j\t|!\tcivilian\tREB\tSYR\t-\t-\t-\t-\n",
            &[
                (1, Severity::Error, "2 columns where 9 are wanted"),
                (2, Severity::Error, "`rebel` is not a kind"),
                (3, Severity::Error, "`XYZ` is not in countries.tsv"),
                (4, Severity::Error, "parent `syr.nobody`"),
                (5, Severity::Error, "`2014-13` is not a month"),
                (6, Severity::Error, "ends before it starts"),
                (7, Severity::Error, "`Dune` is not an id"),
                (8, Severity::Error, "`boss` is not a flag"),
                (10, Severity::Error, "already at mine.tsv:9"),
                (11, Severity::Error, "is not a name"),
            ],
        );
    }

    #[test]
    fn overlaps_are_notes_unless_their_dates_keep_them_apart() {
        check(
            "syr.dune\tJabhat an-Nusra@2013..2014\tnon_state_armed\tREB\tSYR\t-\t-\t-\t-\n",
            &[(1, Severity::Note, "also names the built-in `syr.nusra`")],
        );
        check(
            "syr.dune\tJabhat an-Nusra@2019..\tnon_state_armed\tREB\tSYR\t-\t-\t-\t-\n",
            &[],
        );
        check(
            "syr.dune\tDune Guards\tcivilian\t-\tSYR\t-\t-\t-\t-\nsyr.dust\tThe Dune Guards|Dune-Guards\tcivilian\t-\tSYR\t-\t-\t-\t-\n",
            &[
                (1, Severity::Note, "also a name of `syr.dust`"),
                (2, Severity::Note, "also a name of `syr.dune`"),
            ],
        );
        check(
            "syr.nusra\tNusra of the Hills\tnon_state_armed\tREB\tSYR\t-\t-\t-\t-\n",
            &[(1, Severity::Note, "takes its place")],
        );
    }

    #[test]
    fn an_error_keeps_the_dictionary_out() {
        let errors = ActorLexicon::with_dictionaries(&[dictionary("syr.a\tDune\n\nsyr.b\n")])
            .expect_err("must be refused");
        assert_eq!(errors.iter().map(|e| e.line).collect::<Vec<_>>(), [1, 3]);
    }
}
