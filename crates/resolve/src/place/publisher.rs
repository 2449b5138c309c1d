//! Where a publisher is at home: from a reviewed table, else from the place in its own name, else from its country's domain.

use super::atlas::{Atlas, Kind};
use super::fold::fold_name;
use super::lexicon::Lexicon;
use super::vicinity::Spot;

/// Where a publisher may be at home.
#[derive(Clone, Debug)]
pub(super) struct Home {
    pub spots: Vec<Spot>,
}

/// Words of outlets' names that name no place. Longest first: each is cut from both ends of a domain's label.
const OUTLET_WORDS: [&str; 62] = [
    "constitution",
    "independent",
    "newspapers",
    "broadcasting",
    "intelligencer",
    "newspaper",
    "television",
    "chronicle",
    "community",
    "democrat",
    "dispatch",
    "examiner",
    "register",
    "republic",
    "sentinel",
    "standard",
    "telegram",
    "telegraph",
    "advocate",
    "courier",
    "gazette",
    "journal",
    "monitor",
    "network",
    "observer",
    "reporter",
    "tribune",
    "weekly",
    "world",
    "online",
    "voice",
    "today",
    "times",
    "press",
    "media",
    "local",
    "herald",
    "globe",
    "daily",
    "leader",
    "record",
    "review",
    "direct",
    "english",
    "radio",
    "star",
    "post",
    "news",
    "mail",
    "live",
    "info",
    "the",
    "sun",
    "web",
    "now",
    "net",
    "eye",
    "24",
    "al",
    "tv",
    "fm",
    "my",
];

/// Shortest place name that is read out of a domain's label.
const SHORTEST: usize = 4;

/// What population says of a publisher's home: small towns have papers too, so the report's other names decide.
const FLAT: f64 = 0.35;

/// Countries whose local papers are in English, or many of them.
const PRESS_IN_ENGLISH: [&str; 24] = [
    "AU", "BB", "BS", "CA", "GB", "GH", "GM", "GY", "IE", "IN", "JM", "KE", "LR", "NG", "NZ", "PG", "PH",
    "SG", "SL", "TT", "UG", "US", "ZA", "ZM",
];

/// Orders of magnitude that a home loses where local papers are not in the report's language. Chosen.
const OTHER_LANGUAGE: f64 = 1.0;

/// The home of the publisher named `publisher` (a name or a domain).
pub(super) fn home(publisher: &str, atlas: &Atlas, lexicon: &Lexicon) -> Option<Home> {
    let lower = publisher.trim().to_lowercase();
    let bare = lower
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_start_matches("www.");
    let host = bare.split(['/', '?', ':']).next().unwrap_or(bare);
    let mut rest = host;
    loop {
        if let Some(spot) = lexicon
            .outlets
            .get(rest)
            .or_else(|| lexicon.outlets.get(&fold_name(rest)))
        {
            return Some(Home { spots: vec![*spot] });
        }
        match rest.split_once('.') {
            Some((_, after)) if after.contains('.') => rest = after,
            _ => break,
        }
    }
    let is_domain = host.contains('.') && !host.contains(' ');
    let country = is_domain
        .then(|| host.rsplit('.').next())
        .flatten()
        .and_then(|end| top_level_country(end, atlas));
    let mut spots: Vec<Spot> = if is_domain {
        let labels: Vec<&str> = host.split('.').collect();
        let label = labels.iter().rev().skip(1).find(|label| label.len() > 3);
        // A label under another country's domain is another paper's.
        let listed = label.and_then(|label| lexicon.outlet_labels.get(*label));
        if let Some(spot) = listed.filter(|spot| country.is_none_or(|country| spot.country == country)) {
            return Some(Home { spots: vec![*spot] });
        }
        label.map_or_else(Vec::new, |label| of_label(label, atlas, lexicon))
    } else {
        of_words(&fold_name(bare), atlas, lexicon)
    };
    if country.is_none() {
        // What is read here is English: of the towns of a name, those whose papers are.
        for spot in &mut spots {
            let iso2 = atlas
                .countries
                .get(usize::from(spot.country))
                .map_or("", |country| country.iso2.as_str());
            if PRESS_IN_ENGLISH.binary_search(&iso2).is_err() {
                spot.doubt(OTHER_LANGUAGE);
            }
        }
    }
    if let Some(country) = country {
        spots.retain(|spot| spot.country == country);
        if spots.is_empty() {
            spots.push(Spot::new(None, country, None, 0.0));
        }
    }
    (!spots.is_empty()).then_some(Home { spots })
}

/// The country of a top-level domain; none for those that are sold to all the world.
fn top_level_country(end: &str, atlas: &Atlas) -> Option<u8> {
    match end {
        "uk" => atlas.country_number("GB"),
        "tv" | "me" | "io" | "co" | "ai" | "fm" | "cc" | "ws" | "to" | "ly" | "la" | "gg" | "am" | "is"
        | "im" => None,
        _ if end.len() == 2 => atlas.country_number(&end.to_uppercase()),
        _ => None,
    }
}

/// 'aleppomedia': what is left of a label once outlets' words are cut off both ends, in one to three words.
fn of_label(label: &str, atlas: &Atlas, lexicon: &Lexicon) -> Vec<Spot> {
    let mut rest = label;
    loop {
        let spots = joined(&rest.replace('-', " "), atlas, lexicon);
        if !spots.is_empty() {
            return spots;
        }
        let cut = OUTLET_WORDS
            .iter()
            .find_map(|word| rest.strip_suffix(word))
            .or_else(|| OUTLET_WORDS.iter().find_map(|word| rest.strip_prefix(word)))
            .map(|cut| cut.trim_matches('-'));
        match cut {
            Some(cut) if cut.len() >= SHORTEST => rest = cut,
            _ => return Vec::new(),
        }
    }
}

/// The places that a run of letters names, read as one word or as two.
fn joined(run: &str, atlas: &Atlas, lexicon: &Lexicon) -> Vec<Spot> {
    let whole = named(&fold_name(run), atlas, lexicon);
    if !whole.is_empty() || run.contains(' ') {
        return whole;
    }
    (3..run.len().saturating_sub(2))
        .filter(|at| run.is_char_boundary(*at))
        .map(|at| {
            named(
                &fold_name(&format!("{} {}", &run[..at], &run[at..])),
                atlas,
                lexicon,
            )
        })
        .find(|spots| !spots.is_empty())
        .unwrap_or_default()
}

/// 'Aleppo Media Centre': the longest run of words that is a place, the first of equals.
fn of_words(name: &str, atlas: &Atlas, lexicon: &Lexicon) -> Vec<Spot> {
    let words: Vec<&str> = name.split(' ').collect();
    for length in (1..=words.len().min(4)).rev() {
        for run in words.windows(length) {
            let key = run.join(" ");
            let ordinary = lexicon.homonym(&key).word || OUTLET_WORDS.contains(&key.as_str());
            if key.len() >= SHORTEST && !ordinary {
                let spots = named(&key, atlas, lexicon);
                if !spots.is_empty() {
                    return spots;
                }
            }
        }
    }
    Vec::new()
}

fn named(key: &str, atlas: &Atlas, lexicon: &Lexicon) -> Vec<Spot> {
    if key.len() < SHORTEST || lexicon.homonym(key).word {
        return Vec::new();
    }
    let mut spots = Vec::new();
    for listed in lexicon.names.get(key).into_iter().flatten() {
        match listed {
            super::lexicon::Listed::Country(country, _) => {
                spots.push(Spot::new(None, *country, None, FLAT * 9.0))
            }
            super::lexicon::Listed::Supplement(extra) => {
                if let Some(extra) = lexicon.extras.get(*extra) {
                    spots.push(Spot::new(extra.point, extra.country, extra.division, FLAT * 4.8));
                }
            }
        }
    }
    let readings = atlas
        .longest(key, &[key.len()])
        .map_or_else(Vec::new, |found| found.1);
    for record in readings.iter().filter_map(|reading| atlas.record(reading.record)) {
        let (prior, point) = match record.kind {
            Kind::Settlement => (FLAT * (record.population + 10.0).log10(), record.point),
            Kind::District | Kind::Spot => (FLAT * 4.0, record.point),
            Kind::Province => (FLAT * 7.0, None),
            Kind::Country => (FLAT * 9.0, None),
        };
        spots.push(Spot::new(point, record.country, record.division, prior));
    }
    spots
}
