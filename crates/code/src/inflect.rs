//! English inflection: the forms that a lexicon's lemma takes in text.
//!
//! Regular spelling rules, with the exceptions that the lexicons need in `lexicons/morphology/irregular.tsv`.

use dateline_resolve::LexiconError;
use std::collections::BTreeMap;

/// What a verb form can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VerbForm {
    /// 'attack': infinitive, imperative, present plural; also a headline's present.
    Base,
    /// 'attacks'.
    ThirdPerson,
    /// 'took': past only.
    Past,
    /// 'taken': participle only.
    Participle,
    /// 'attacked': past or participle.
    PastOrParticiple,
    /// 'attacking'.
    Ing,
}

/// Irregular verbs: lemma to past and participle.
#[derive(Debug, Default)]
pub struct Irregular {
    verbs: BTreeMap<String, (String, String)>,
    plurals: BTreeMap<String, String>,
}

impl Irregular {
    /// Reads `lexicons/morphology/irregular.tsv`: `verb <TAB> lemma <TAB> past <TAB> participle` and
    /// `noun <TAB> singular <TAB> plural`.
    pub fn parse(file: &str, text: &str) -> Result<Self, LexiconError> {
        let mut read = Self::default();
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').collect();
            match fields.as_slice() {
                ["verb", lemma, past, participle] => {
                    read.verbs.insert(
                        (*lemma).to_owned(),
                        ((*past).to_owned(), (*participle).to_owned()),
                    );
                }
                ["noun", singular, plural] => {
                    read.plurals.insert((*singular).to_owned(), (*plural).to_owned());
                }
                _ => {
                    return Err(LexiconError {
                        file: file.to_owned(),
                        line: number + 1,
                        problem: format!(
                            "`{line}` is neither `verb<TAB>lemma<TAB>past<TAB>participle` nor `noun<TAB>singular<TAB>plural`"
                        ),
                    });
                }
            }
        }
        Ok(read)
    }

    /// The forms of a verb, each with what it can be.
    pub fn verb_forms(&self, lemma: &str) -> Vec<(String, VerbForm)> {
        // 'kidnap, kidnapped' doubles in '-ing' too.
        let doubled = format!("{lemma}{}", lemma.chars().last().unwrap_or_default());
        let ing = match self.verbs.get(lemma) {
            Some((past, _)) if *past == format!("{doubled}ed") => format!("{doubled}ing"),
            _ => with_ing(lemma),
        };
        let mut forms = vec![
            (lemma.to_owned(), VerbForm::Base),
            (with_s(lemma), VerbForm::ThirdPerson),
            (ing, VerbForm::Ing),
        ];
        match self.verbs.get(lemma) {
            Some((past, participle)) if past == participle => {
                forms.push((past.clone(), VerbForm::PastOrParticiple))
            }
            Some((past, participle)) => {
                forms.push((past.clone(), VerbForm::Past));
                forms.push((participle.clone(), VerbForm::Participle));
            }
            None => forms.push((with_ed(lemma), VerbForm::PastOrParticiple)),
        }
        forms
    }

    /// Singular and plural of a noun.
    pub fn noun_forms(&self, singular: &str) -> Vec<String> {
        let plural = self
            .plurals
            .get(singular)
            .cloned()
            .unwrap_or_else(|| with_s(singular));
        if plural == singular {
            vec![plural]
        } else {
            vec![singular.to_owned(), plural]
        }
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// Whether the last consonant doubles before '-ed' and '-ing': one syllable, consonant-vowel-consonant.
fn doubles(lemma: &str) -> bool {
    let chars: Vec<char> = lemma.chars().collect();
    let [.., a, b, c] = chars.as_slice() else {
        return false;
    };
    let vowels = chars.iter().filter(|c| is_vowel(**c)).count();
    vowels == 1 && !is_vowel(*a) && is_vowel(*b) && !is_vowel(*c) && !matches!(c, 'w' | 'x' | 'y')
}

fn with_s(lemma: &str) -> String {
    if lemma.ends_with(['s', 'x', 'z']) || lemma.ends_with("ch") || lemma.ends_with("sh") {
        format!("{lemma}es")
    } else if let Some(stem) = lemma.strip_suffix('y').filter(|s| !s.ends_with(is_vowel)) {
        format!("{stem}ies")
    } else {
        format!("{lemma}s")
    }
}

fn with_ed(lemma: &str) -> String {
    if lemma.ends_with('e') {
        format!("{lemma}d")
    } else if let Some(stem) = lemma.strip_suffix('y').filter(|s| !s.ends_with(is_vowel)) {
        format!("{stem}ied")
    } else if doubles(lemma) {
        format!("{lemma}{}ed", &lemma[lemma.len() - 1..])
    } else {
        format!("{lemma}ed")
    }
}

fn with_ing(lemma: &str) -> String {
    if let Some(stem) = lemma.strip_suffix("ie") {
        format!("{stem}ying")
    } else if let Some(stem) = lemma.strip_suffix('e').filter(|s| !s.ends_with('e')) {
        format!("{stem}ing")
    } else if doubles(lemma) {
        format!("{lemma}{}ing", &lemma[lemma.len() - 1..])
    } else {
        format!("{lemma}ing")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_verb(lemma: &str, expected: &str) {
        let table = Irregular::parse("test", "verb\ttake\ttook\ttaken\nverb\tshoot\tshot\tshot\n")
            .expect("well formed");
        let forms: Vec<String> = table.verb_forms(lemma).into_iter().map(|(f, _)| f).collect();
        assert_eq!(forms.join(" "), expected);
    }

    #[test]
    fn verbs_take_their_forms() {
        check_verb("attack", "attack attacks attacking attacked");
        check_verb("seize", "seize seizes seizing seized");
        check_verb("stab", "stab stabs stabbing stabbed");
        check_verb("flee", "flee flees fleeing fleed");
        check_verb("occupy", "occupy occupies occupying occupied");
        check_verb("clash", "clash clashes clashing clashed");
        check_verb("die", "die dies dying died");
        check_verb("take", "take takes taking took taken");
        check_verb("shoot", "shoot shoots shooting shot");
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = Irregular::parse("irregular.tsv", "verb\tgo\twent\n").expect_err("three fields");
        assert_eq!((error.file.as_str(), error.line), ("irregular.tsv", 1));
    }
}
