//! The lexicon's own sentences, and the constructions that no single family shows.

use super::*;
use dateline_syntax::analyse;

fn show(text: &str) -> Vec<(HarmMention, String)> {
    let lexicon = HarmLexicon::embedded().unwrap();
    let analysis = analyse(text);
    find(&lexicon, &analysis, &[])
        .into_iter()
        .map(|m| {
            let words = analysis.span(m.tokens.clone()).of(text).to_owned();
            (m, words)
        })
        .collect()
}

fn kind_name(kind: HarmKind) -> String {
    format!("{kind:?}").chars().fold(String::new(), |mut out, c| {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
        out
    })
}

/// What is wrong with the reading of a sentence, if anything: see `lexicons/harm/README.md` for the notation.
fn misread(text: &str, expected: &str) -> Option<String> {
    let got = show(text);
    let wanted: Vec<&str> = expected
        .split(';')
        .map(str::trim)
        .filter(|w| !w.is_empty())
        .collect();
    let listing = || {
        got.iter()
            .map(|(m, w)| {
                format!(
                    "{:?} {:?} {w:?} part_of {:?} restates {:?}",
                    m.kind, m.bounds, m.part_of, m.restates
                )
            })
            .collect::<Vec<_>>()
            .join("\n    ")
    };
    if got.len() != wanted.len() {
        return Some(format!("{text}\n  wanted {expected:?}, got\n    {}", listing()));
    }
    let analysis = analyse(text);
    for ((mention, words), want) in got.iter().zip(wanted) {
        let perpetrator = mention
            .perpetrator
            .clone()
            .map_or("-".to_owned(), |p| analysis.span(p).of(text).replace(' ', "_"));
        let opt = |n: Option<u32>| n.map_or("-".to_owned(), |n| n.to_string());
        let ix = |n: Option<usize>| n.map_or("-".to_owned(), |n| n.to_string());
        let mut parts = want.split_whitespace();
        let mut ok = parts.next() == Some(kind_name(mention.kind).as_str());
        let (mut low, mut high) = (None, None);
        for part in parts {
            match part.split_once('=') {
                None => {
                    low = Some(part);
                    high = Some(part);
                }
                Some(("low", v)) => low = Some(v),
                Some(("high", v)) => high = Some(v),
                Some(("part_of", v)) => ok &= ix(mention.part_of) == v,
                Some(("restates", v)) => ok &= ix(mention.restates) == v,
                Some(("by", v)) => ok &= perpetrator == v,
                Some(("text", v)) => ok &= words.replace(' ', "_") == v,
                Some(("class", v)) => {
                    let class = serde_name(mention.victims.status);
                    ok &= class == v;
                }
                Some(("scope", v)) => ok &= format!("{:?}", mention.scope).to_lowercase() == v,
                Some(("hint", v)) => {
                    ok &= mention
                        .hint
                        .map_or("-".into(), |h| format!("{h:?}").to_lowercase())
                        == v
                }
                Some(("children", v)) => ok &= mention.victims.children.to_string() == v,
                Some(("women", v)) => ok &= mention.victims.women.to_string() == v,
                Some((key, _)) => return Some(format!("{text}\n  unknown key {key}")),
            }
        }
        ok &= low.unwrap_or("-") == opt(mention.bounds.low);
        ok &= high.unwrap_or("-") == opt(mention.bounds.high) || low.is_none();
        if !ok {
            return Some(format!(
                "{text}\n  wanted {want:?} by {perpetrator}, got\n    {}",
                listing()
            ));
        }
    }
    None
}

fn serde_name(class: dateline_model::VictimClass) -> &'static str {
    use dateline_model::VictimClass;
    match class {
        VictimClass::Civilians => "civilians",
        VictimClass::Combatants => "combatants",
        VictimClass::SecurityForces => "security_forces",
        _ => "unknown",
    }
}

#[test]
fn every_lexicon_example_reads_as_written() {
    let lexicon = HarmLexicon::embedded().unwrap();
    let wrong: Vec<String> = lexicon
        .examples()
        .into_iter()
        .filter_map(|(family, sentence, expected)| {
            misread(sentence, expected).map(|w| format!("[{family}] {w}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} misread:\n{}", wrong.len(), wrong.join("\n"));
}

fn check(text: &str, expected: &str) {
    if let Some(wrong) = misread(text, expected) {
        panic!("{wrong}");
    }
}

#[test]
fn parts_point_at_their_whole() {
    check(
        "A blast killed 28 people including 7 children.",
        "killed 28 children=true; killed 7 part_of=0",
    );
}
