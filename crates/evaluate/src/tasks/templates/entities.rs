//! Role fillers as they are compared: sets of normalised mention strings.

use crate::assign;

/// The mention strings of one entity, normalised, never empty.
pub(super) type Entity = Vec<String>;

/// A mention without case, punctuation and articles.
pub(super) fn normalised(mention: &str) -> String {
    let plain: String = mention
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_ascii_punctuation())
        .collect();
    let mut out = String::with_capacity(plain.len());
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = plain.as_str();
    while let Some(first) = rest.chars().next() {
        let len = rest.find(|c| is_word(c) != is_word(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(len);
        out.push_str(if matches!(run, "a" | "an" | "the") {
            " "
        } else {
            run
        });
        rest = after;
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The entities whose mention strings are given; strings that normalise to nothing fall away, and entities with them.
pub(super) fn as_is<'s, M: Iterator<Item = &'s str>>(entities: impl Iterator<Item = M>) -> Vec<Entity> {
    entities
        .map(|mentions| {
            mentions
                .map(normalised)
                .filter(|m| !m.is_empty())
                .collect::<Entity>()
        })
        .filter(|entity| !entity.is_empty())
        .collect()
}

/// Whether every mention string predicted is one of the gold entity's.
pub(super) fn subset_match(predicted: &Entity, gold: &Entity) -> bool {
    predicted.iter().all(|mention| gold.contains(mention))
}

/// Whether some mentions end in the same word.
pub(super) fn head_match(predicted: &Entity, gold: &Entity) -> bool {
    let last = |mention: &String| mention.split_whitespace().next_back().map(str::to_owned);
    predicted.iter().any(|p| gold.iter().any(|g| last(p) == last(g)))
}

/// How many predicted entities find a gold partner of their own.
pub(super) fn entity_hits(
    predicted: &[Entity],
    gold: &[Entity],
    same: fn(&Entity, &Entity) -> bool,
) -> usize {
    let weights: Vec<Vec<f64>> = predicted
        .iter()
        .map(|p| gold.iter().map(|g| f64::from(u8::from(same(p, g)))).collect())
        .collect();
    assign(&weights)
        .into_iter()
        .filter(|&(a, b)| weights[a][b] > 0.0)
        .count()
}

/// Drops an entity whose mention strings are among an earlier one's, or the other way round.
pub(super) fn dedupe(entities: Vec<Entity>) -> Vec<Entity> {
    let mut kept: Vec<Entity> = Vec::new();
    for entity in entities {
        if !kept
            .iter()
            .any(|k| subset_match(&entity, k) || subset_match(k, &entity))
        {
            kept.push(entity);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_lose_case_punctuation_and_articles() {
        for (mention, plain) in [
            ("THE U.S. EMBASSY", "us embassy"),
            ("\"SANTA ANA\" (CITY)", "santa ana city"),
            ("An-Nour, a daily", "annour daily"),
            ("“the” theatre", "“ ” theatre"),
            ("the", ""),
        ] {
            assert_eq!(normalised(mention), plain, "{mention}");
        }
    }

    #[test]
    fn duplicates_fall_away() {
        let e = |mentions: &[&str]| mentions.iter().map(|m| (*m).to_owned()).collect::<Entity>();
        let kept = dedupe(vec![e(&["rebels"]), e(&["rebels", "guerrillas"]), e(&["army"])]);
        assert_eq!(kept, [e(&["rebels"]), e(&["army"])]);
        assert!(head_match(&e(&["two armed men"]), &e(&["men"])));
        assert!(!subset_match(&e(&["men", "youths"]), &e(&["men"])));
    }
}
