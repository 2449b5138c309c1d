//! Texts that are not English, told from those that are.

use whichlang::{Lang, detect_language};

/// Bytes of a text that are looked at.
const LOOKED_AT: usize = 4096;

/// Words under which a text is too short to judge. Chosen: headlines and one-line reports are never set aside.
const ENOUGH_WORDS: usize = 25;

/// Words that stand in any English text, and hardly ever so many of them in another. Sorted.
const COMMON: [&str; 28] = [
    "a", "after", "and", "are", "as", "at", "been", "by", "for", "from", "had", "has", "have", "in", "is",
    "it", "of", "on", "said", "that", "the", "their", "they", "to", "was", "were", "which", "with",
];

/// The language of a text that is surely not English, as a word of English.
///
/// English news has one of the commonest words in every third; a text is English, or not judged, where it is one in ten. Only
/// where they are fewer is the detector asked.
///
/// # Example
/// ```
/// assert_eq!(dateline_read::foreign(&"Bei dem Angriff auf die Stadt starben am Montag zwölf Menschen. ".repeat(3)), Some("German"));
/// ```
#[must_use]
pub fn foreign(text: &str) -> Option<&'static str> {
    let text = &text[..text.floor_char_boundary(LOOKED_AT)];
    let wide = text.chars().filter(|c| is_unspaced(*c)).count();
    let mut words = 0usize;
    let mut common = 0usize;
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
    {
        words += 1;
        common +=
            usize::from(word.len() <= 5 && COMMON.binary_search(&word.to_ascii_lowercase().as_str()).is_ok());
    }
    if words + wide < ENOUGH_WORDS || common * 10 >= words {
        return None;
    }
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    match detect_language(text) {
        // Not one of the languages that the detector knows, or a list of names and figures.
        Lang::Eng if latin * 2 < letters => Some("another language"),
        Lang::Eng => None,
        other => Some(name(other)),
    }
}

/// Letters of scripts that write no spaces.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

fn name(language: Lang) -> &'static str {
    match language {
        Lang::Ara => "Arabic",
        Lang::Cmn => "Chinese",
        Lang::Deu => "German",
        Lang::Eng => "English",
        Lang::Fra => "French",
        Lang::Hin => "Hindi",
        Lang::Ita => "Italian",
        Lang::Jpn => "Japanese",
        Lang::Kor => "Korean",
        Lang::Nld => "Dutch",
        Lang::Por => "Portuguese",
        Lang::Rus => "Russian",
        Lang::Spa => "Spanish",
        Lang::Swe => "Swedish",
        Lang::Tur => "Turkish",
        Lang::Vie => "Vietnamese",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_languages_are_named() {
        for (text, expected) in [
            (
                "Al menos tres personas murieron el lunes cuando un proyectil cayó sobre el mercado de la ciudad, según dijo el alcalde, que pidió ayuda al gobierno para los heridos.",
                Some("Spanish"),
            ),
            (
                "Bei dem Angriff auf den Markt der Stadt sind am Montag nach Angaben des Bürgermeisters mindestens drei Menschen getötet worden, viele weitere wurden zum Teil schwer verletzt.",
                Some("German"),
            ),
            (
                "В результате обстрела рынка в понедельник погибли по меньшей мере три человека, сообщил мэр города, ещё десять человек получили ранения, спасатели продолжают разбирать завалы на месте удара.",
                Some("Russian"),
            ),
            (
                "At least three people died on Monday when a shell fell on the market of the town, the mayor said, and he asked the government for help with the wounded.",
                None,
            ),
            ("Murieron tres.", None),
        ] {
            assert_eq!(foreign(text), expected, "{text}");
        }
    }

    #[test]
    fn the_common_words_are_sorted() {
        assert!(COMMON.is_sorted());
    }
}
