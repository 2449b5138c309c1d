//! Names of persons as reports write them: whole at first, then by the surname.

/// A person's name in lower case, cut into words, without initials and generational endings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name(Vec<String>);

impl Name {
    /// `None` where no word is left.
    pub(crate) fn new(name: &str) -> Option<Self> {
        let ending = |w: &str| matches!(w, "jr" | "sr" | "ii" | "iii" | "iv");
        let words: Vec<String> = name
            .split_whitespace()
            .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
            .filter(|w| w.chars().count() > 1 && !ending(w))
            .collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// Its words with blanks between them.
    pub(crate) fn joined(&self) -> String {
        self.0.join(" ")
    }

    /// The name whose words were joined.
    pub(crate) fn of_joined(words: &str) -> Option<Self> {
        let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        words.iter().all(|w| !w.is_empty()).then_some(Self(words))
    }

    /// The last word: how later reports call the person.
    pub(crate) fn surname(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// Whether both may name one person: equal surnames, and first names that do not differ.
    pub(crate) fn fits(&self, other: &Self) -> bool {
        self.surname() == other.surname()
            && (self.0.len() == 1 || other.0.len() == 1 || self.0[0] == other.0[0])
    }
}

/// Whether some name of one side fits some name of the other.
pub(crate) fn any_fits(a: &[Name], b: &[Name]) -> bool {
    a.iter().any(|one| b.iter().any(|other| one.fits(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(a: &str, b: &str) -> bool {
        let name = |n| Name::new(n).expect("a name");
        name(a).fits(&name(b))
    }

    #[test]
    fn a_surname_stands_for_the_whole_name() {
        assert!(fits("Ada Marl", "Marl"));
        assert!(fits("Ada J. Marl Jr.", "Ada Marl"));
    }

    #[test]
    fn namesakes_with_other_first_names_differ() {
        assert!(!fits("Ada Marl", "Otto Marl"));
        assert!(!fits("Ada Marl", "Ada Vela"));
        assert!(Name::new("J.").is_none());
    }
}
