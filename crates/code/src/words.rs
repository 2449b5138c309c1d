//! Closed classes of English words: what a clause is held together by.
//!
//! These lists are short and complete, so they live in code; everything open-ended is in `lexicons/`.

/// Forms of 'be'.
pub fn is_be(word: &str) -> bool {
    matches!(
        word,
        "am" | "is" | "are" | "was" | "were" | "be" | "been" | "being" | "'s" | "'re"
    )
}

/// Forms of 'have'.
pub fn is_have(word: &str) -> bool {
    matches!(word, "have" | "has" | "had" | "having" | "'ve" | "'d")
}

/// Forms of 'do'.
pub fn is_do(word: &str) -> bool {
    matches!(word, "do" | "does" | "did")
}

/// Modal verbs.
pub fn is_modal(word: &str) -> bool {
    matches!(
        word,
        "will" | "would" | "shall" | "should" | "can" | "could" | "may" | "might" | "must" | "'ll"
    )
}

/// Any auxiliary.
pub fn is_auxiliary(word: &str) -> bool {
    is_be(word) || is_have(word) || is_do(word) || is_modal(word) || word == "get" || word == "got"
}

/// Articles, demonstratives and possessives.
pub fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "this"
            | "that"
            | "these"
            | "those"
            | "its"
            | "his"
            | "her"
            | "their"
            | "our"
            | "my"
            | "your"
            | "some"
            | "any"
            | "no"
            | "each"
            | "every"
            | "another"
            | "other"
            | "several"
            | "many"
            | "both"
            | "all"
    )
}

/// Prepositions.
pub fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "in" | "on"
            | "at"
            | "by"
            | "of"
            | "from"
            | "to"
            | "into"
            | "onto"
            | "with"
            | "without"
            | "for"
            | "against"
            | "near"
            | "over"
            | "under"
            | "between"
            | "among"
            | "through"
            | "during"
            | "after"
            | "before"
            | "since"
            | "until"
            | "outside"
            | "inside"
            | "across"
            | "along"
            | "around"
            | "toward"
            | "towards"
            | "amid"
            | "following"
            | "within"
            | "upon"
            | "about"
            | "as"
            | "including"
            | "behind"
            | "beyond"
            | "off"
            | "out"
            | "up"
            | "down"
            | "via"
            | "per"
    )
}

/// Words that begin a clause or join two.
pub fn is_conjunction(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "but"
            | "while"
            | "when"
            | "where"
            | "who"
            | "which"
            | "whose"
            | "whom"
            | "because"
            | "although"
            | "though"
            | "if"
            | "unless"
            | "whether"
            | "that"
            | "as"
            | "so"
            | "nor"
            | "yet"
    )
}

/// Personal pronouns that can be a subject.
pub fn is_subject_pronoun(word: &str) -> bool {
    matches!(word, "he" | "she" | "it" | "they" | "we" | "i" | "you")
}

/// Whether a word is a year of recent history: '1982', '2015'.
pub fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse::<u16>().is_ok_and(|year| (1900..2100).contains(&year))
}

/// Days, months and stretches of time: nouns that stand beside a clause without a preposition ('he said Tuesday').
pub fn is_time_noun(word: &str) -> bool {
    matches!(
        word,
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "january"
            | "february"
            | "march"
            | "april"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
            | "today"
            | "yesterday"
            | "tomorrow"
            | "tonight"
            | "morning"
            | "afternoon"
            | "evening"
            | "night"
            | "day"
            | "week"
            | "weekend"
            | "month"
            | "year"
    )
}

/// Adverbs that stand between an auxiliary and its verb.
pub fn is_light_adverb(word: &str) -> bool {
    matches!(
        word,
        "also"
            | "then"
            | "now"
            | "later"
            | "already"
            | "still"
            | "again"
            | "reportedly"
            | "allegedly"
            | "apparently"
            | "repeatedly"
            | "immediately"
            | "just"
            | "recently"
            | "previously"
            | "earlier"
            | "all"
            | "both"
            | "not"
            | "n't"
            | "never"
            | "subsequently"
            | "separately"
            | "critically"
            | "seriously"
            | "badly"
            | "slightly"
    ) || (word.len() > 4
        && word.ends_with("ly")
        && !matches!(word, "family" | "italy" | "rally" | "ally" | "assembly" | "only"))
}
