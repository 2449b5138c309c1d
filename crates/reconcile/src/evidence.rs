//! What speaks for and against two reports telling of one incident.

use crate::{
    names::any_fits,
    rarity::Rarity,
    telling::{Telling, distance_km, gap, same_place},
    vector::{cosine, shared},
    weights,
};
use dateline_model::{LinkReason, PlacePrecision};

/// Names of the features of a pair, in the order of [`Evidence::features`].
pub const FEATURES: [&str; 27] = [
    "one",
    "words",
    "lead_words",
    "words_squared",
    "names",
    "rare_names",
    "shared_ages",
    "no_shared_age",
    "same_victim",
    "other_victims",
    "same_town",
    "other_town",
    "same_province",
    "other_province",
    "no_town",
    "days_0",
    "days_1",
    "days_2_to_3",
    "days_4_to_14",
    "days_over_14",
    "published_gap",
    "same_killed",
    "other_killed",
    "same_injured",
    "other_injured",
    "wording",
    "words_and_place",
];

/// The features of a pair, what they come to, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Values named in [`FEATURES`].
    pub features: [f64; FEATURES.len()],
    /// Likelihood from 0 to 1 that both tell of one incident.
    pub likelihood: f64,
    /// Whether something excludes it: then no likeness joins them.
    pub blocked: bool,
    /// What speaks for it, then what against.
    pub reasons: Vec<LinkReason>,
}

/// Names in more reports than this are no anchors. Chosen: a suspect is named in the reports of one crime.
const RARE: u32 = 12;

/// Of a small collection, names in more than one report of this many are no anchors either, but for the fewest.
const SHARE: u32 = 20;

/// As many reports may always share an anchor. Chosen: a story and its follow-ups.
const FEW: u32 = 4;

/// Kilometres between two towns that may be one by carelessness. Chosen: a suburb and its city.
const SAME_TOWN_KM: f64 = 15.0;

/// Deaths from which an equal number in an equal place is an anchor. Chosen: two events of one town seldom cost just as many.
const LARGE: u32 = 10;

/// How much an equal figure tells: more people, fewer events that cost just so many. Chosen: no more beyond a hundred.
fn toll(x: Option<u32>, y: Option<u32>) -> f64 {
    match (x, y) {
        (Some(x), Some(y)) if x == y => f64::from(x.min(100)).ln_1p(),
        _ => 0.0,
    }
}

/// The share of equal wording from which a report is a copy. Chosen: as in near-duplicate detection of news, 0.5.
pub(crate) const COPY: f64 = 0.5;

/// Weighs the evidence of a pair.
pub(crate) fn weigh(one: &Telling<'_>, two: &Telling<'_>, rarity: &Rarity) -> Evidence {
    let (a, b) = (&one.words, &two.words);
    let mut reasons = Vec::new();
    let mut values: Vec<f64> = vec![1.0];
    let flag = |yes: bool| f64::from(u8::from(yes));
    let words = cosine(&a.body, &b.body);
    values.extend([words, cosine(&a.lead, &b.lead), words * words]);
    let rarest = RARE.min(rarity.reports() / SHARE).max(FEW);
    let rare = shared(&a.names, &b.names)
        .filter(|(term, ..)| rarity.frequency(*term) <= rarest)
        .count();
    values.extend([cosine(&a.names, &b.names), (rare as f64).ln_1p()]);
    let (ages_a, ages_b) = (&a.ages, &b.ages);
    let ages = ages_a.iter().filter(|age| ages_b.contains(age)).count();
    values.push((ages as f64).ln_1p());
    values.push(flag(ages == 0 && !ages_a.is_empty() && !ages_b.is_empty()));
    let named = !one.victims.is_empty() && !two.victims.is_empty();
    let same_victim = any_fits(&one.victims, &two.victims);
    values.extend([flag(same_victim), flag(named && !same_victim)]);
    let place = compare_places(one, two);
    values.extend(place.features());
    let days = one.days.zip(two.days).map(|(x, y)| gap(x, y));
    let within = |low: i64, high: i64| flag(days.is_some_and(|d| (low..=high).contains(&d)));
    values.extend([
        within(0, 0),
        within(1, 1),
        within(2, 3),
        within(4, 14),
        within(15, i64::MAX),
    ]);
    let published = one.published.zip(two.published);
    values.push(published.map_or(0.0, |(x, y)| (f64::from((y - x).get_days().abs())).ln_1p()));
    let same = |x: Option<u32>, y: Option<u32>| x.is_some() && x == y;
    let other = |x: Option<u32>, y: Option<u32>| x.zip(y).is_some_and(|(x, y)| x != y);
    values.extend([
        toll(one.killed, two.killed),
        flag(other(one.killed, two.killed)),
        toll(one.injured, two.injured),
        flag(other(one.injured, two.injured)),
    ]);
    let same_toll = one
        .killed
        .filter(|n| *n >= LARGE && two.killed == Some(*n))
        .is_some()
        && place == Places::Same;
    let wording = likeness(&one.sketch, &two.sketch);
    values.extend([wording, words * flag(place == Places::Same)]);

    let mut features = [0.0; FEATURES.len()];
    for (feature, value) in features.iter_mut().zip(values) {
        *feature = value;
    }
    let mut say = |yes: bool, reason: LinkReason| {
        if yes {
            reasons.push(reason);
        }
    };
    say(wording >= COPY, LinkReason::WireCopy);
    say(same_victim, LinkReason::SameVictim);
    say(rare > 0, LinkReason::SameNames);
    say(place == Places::Same, LinkReason::SamePlace);
    say(days.is_some_and(|d| d <= 1), LinkReason::SameDay);
    say(
        same(one.killed, two.killed) || same(one.injured, two.injured),
        LinkReason::SameToll,
    );
    say(words >= SIMILAR, LinkReason::SimilarWords);
    say(place == Places::Apart, LinkReason::OtherPlace);
    say(named && !same_victim, LinkReason::OtherVictims);
    let stated = one.day_stated && two.day_stated;
    let other_day = stated && days.is_some_and(|d| d > 1);
    say(other_day, LinkReason::OtherDay);
    say(other(one.killed, two.killed), LinkReason::OtherToll);
    // An anchor outweighs a place or a day that may have been misread; without one they exclude.
    let anchored = wording >= COPY || same_victim || same_toll || rare > 1;
    let blocked = !anchored && (other_day || named && !same_victim && place == Places::Apart);
    Evidence {
        likelihood: if blocked {
            0.0
        } else {
            weights::likelihood(&features)
        },
        features,
        blocked,
        reasons,
    }
}

/// The cosine from which wording is called similar. Chosen: for readers only, the weights decide.
const SIMILAR: f64 = 0.3;

/// How two places stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Places {
    /// The same town or site.
    Same,
    /// Two points that lie apart.
    Apart,
    /// One province; at least one is no point.
    Province,
    /// Other provinces or countries.
    OtherProvince,
    /// At least one is not known, or a country.
    Unknown,
}

impl Places {
    fn features(self) -> [f64; 5] {
        let mut out = [0.0; 5];
        match self {
            Self::Same => out[0] = 1.0,
            Self::Apart => out[1] = 1.0,
            Self::Province => out[2] = 1.0,
            Self::OtherProvince => out[3] = 1.0,
            Self::Unknown => out[4] = 1.0,
        }
        out
    }
}

fn compare_places(one: &Telling<'_>, two: &Telling<'_>) -> Places {
    let (Some(a), Some(b)) = (&one.place, &two.place) else {
        return Places::Unknown;
    };
    let point = |p: PlacePrecision| p <= PlacePrecision::Town;
    if same_place(a, b) {
        return if a.precision == PlacePrecision::Country {
            Places::Unknown
        } else {
            Places::Same
        };
    }
    if point(a.precision) && point(b.precision) {
        let near = distance_km(a, b).is_some_and(|km| km <= SAME_TOWN_KM);
        return if near { Places::Same } else { Places::Apart };
    }
    if a.country != b.country {
        return Places::OtherProvince;
    }
    match (&a.admin1, &b.admin1) {
        (Some(x), Some(y)) if x == y => Places::Province,
        (Some(_), Some(_)) => Places::OtherProvince,
        _ => Places::Unknown,
    }
}

/// The share of equal wording that two sketches estimate (Broder 1997): of the smallest hashes of both together, those in both.
pub(crate) fn likeness(a: &[u64], b: &[u64]) -> f64 {
    let size = a.len().min(b.len());
    if size == 0 {
        return 0.0;
    }
    let (mut i, mut j, mut both, mut seen) = (0, 0, 0, 0);
    while seen < size && i < a.len() && j < b.len() {
        seen += 1;
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    f64::from(both) / size as f64
}
