//! What speaks for and against two reports telling of one incident.

use crate::{
    gist::{Level, Mark},
    names::any_fits,
    rarity::Rarity,
    telling::gap,
    vector::{cosine, shared},
    weights,
};
use dateline_model::LinkReason;

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

impl Evidence {
    /// Puts a person's decision beside the reasons: in favour first, against last.
    pub(crate) fn decide(&mut self, one: bool) {
        if one {
            self.reasons.insert(0, LinkReason::DecidedTogether);
        } else {
            self.reasons.push(LinkReason::DecidedApart);
        }
    }
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

/// Days between reports, one of which states no day, from which only an anchor joins them: a name, an age, a copy, a toll. Chosen: the
/// follow-ups of the first two weeks (arrests, funerals, names of the dead) often say no more than that it was the shooting.
const UNDATED_DAYS: i64 = 14;

/// The most that such a pair is worth without an anchor: it joins nothing by itself, and does not hold apart what others join. Chosen:
/// below the likelihood from which reports are joined.
const UNANCHORED: f64 = 0.3;

/// How much an equal figure tells: more people, fewer events that cost just so many. Chosen: no more beyond a hundred.
fn toll(x: Option<u32>, y: Option<u32>) -> f64 {
    match (x, y) {
        (Some(x), Some(y)) if x == y => f64::from(x.min(100)).ln_1p(),
        _ => 0.0,
    }
}

/// The share of equal wording from which a report is a copy. Chosen: as in near-duplicate detection of news, 0.5.
pub(crate) const COPY: f64 = 0.5;

/// What is cheap to tell of a pair, and whether it excludes that both tell of one incident.
#[derive(Clone, Copy, Debug)]
struct Signs {
    /// Uncommon names in both.
    rare: usize,
    /// Whether both name people who were harmed.
    named: bool,
    same_victim: bool,
    place: Places,
    /// Days between them.
    days: Option<i64>,
    /// Whether both state a day, and not the same.
    other_day: bool,
    /// Share of equal wording.
    wording: f64,
    blocked: bool,
    /// Whether a day is missing and nothing uncommon stands in for it.
    unanchored: bool,
}

impl Signs {
    fn of(one: &Mark, two: &Mark, rarity: &Rarity) -> Self {
        let named = !one.victims.is_empty() && !two.victims.is_empty();
        let same_victim = any_fits(&one.victims, &two.victims);
        let place = compare_places(one, two);
        let days = one.days.zip(two.days).map(|(x, y)| gap(x, y));
        let other_day = one.day_stated && two.day_stated && days.is_some_and(|d| d > 1);
        let rarest = RARE.min(rarity.reports() / SHARE).max(FEW);
        let rare = shared(&one.words.names, &two.words.names)
            .filter(|(term, ..)| rarity.frequency(*term) <= rarest)
            .count();
        let wording = likeness(&one.sketch, &two.sketch);
        let large = one.killed.is_some_and(|n| n >= LARGE && two.killed == Some(n));
        let same_toll = large && place == Places::Same;
        // An anchor outweighs a place or a day that may have been misread; without one they exclude.
        let anchored = wording >= COPY || same_victim || same_toll || rare > 1;
        // Reports that state no day are held to be of the days they were published on. Far apart, or where that is not known
        // either, they need somebody or something uncommon in both.
        let undated = !one.day_stated || !two.day_stated;
        let far = undated && days.is_none_or(|d| d > UNDATED_DAYS);
        // With no day to compare, one town or province is something; over weeks it is not.
        let one_area = days.is_none() && matches!(place, Places::Same | Places::Province);
        let shared_age = one.words.ages.iter().any(|age| two.words.ages.contains(age));
        Self {
            rare,
            named,
            same_victim,
            place,
            days,
            other_day,
            wording,
            blocked: !anchored && (other_day || named && !same_victim && place == Places::Apart),
            unanchored: far && !anchored && rare == 0 && !shared_age && !one_area,
        }
    }
}

/// Whether a pair alone is likely enough to be one incident: what [`weigh`] says, but without weighing what is excluded.
pub(crate) fn joins(one: &Mark, two: &Mark, rarity: &Rarity) -> bool {
    let signs = Signs::of(one, two, rarity);
    if let Some(likelihood) = beside(one, two, &signs) {
        return likelihood >= weights::THRESHOLD;
    }
    !signs.blocked
        && !signs.unanchored
        && weights::likelihood(&features(one, two, &signs)) >= weights::THRESHOLD
}

/// Weighs the evidence of a pair.
pub(crate) fn weigh(one: &Mark, two: &Mark, rarity: &Rarity) -> Evidence {
    let signs = Signs::of(one, two, rarity);
    let features = features(one, two, &signs);
    let beside = beside(one, two, &signs);
    let likelihood = if let Some(likelihood) = beside {
        likelihood
    } else if signs.blocked {
        0.0
    } else if signs.unanchored {
        weights::likelihood(&features).min(UNANCHORED)
    } else {
        weights::likelihood(&features)
    };
    Evidence {
        likelihood,
        reasons: reasons(one, two, &signs, features[1]),
        features,
        blocked: beside.map_or(signs.blocked, |likelihood| likelihood == 0.0),
    }
}

/// What a pair comes to of which one report only tells in passing: the words of a round-up are of many events and weigh nothing. It
/// takes the same place and day and an anchor: a victim's name, an equal toll, or a copy of the report. Same place and day without
/// one hold nothing apart that others join; another day or toll does.
fn beside(one: &Mark, two: &Mark, signs: &Signs) -> Option<f64> {
    if !one.in_passing() && !two.in_passing() {
        return None;
    }
    let equal = |x: Option<u32>, y: Option<u32>| x.is_some_and(|n| n > 1 && y == Some(n));
    let same_toll = equal(one.killed, two.killed) || equal(one.injured, two.injured);
    let here = signs.place == Places::Same && signs.days == Some(0) && !signs.other_day;
    let excluded = one.document == two.document
        || !here
        || signs.named && !signs.same_victim
        || other(one.killed, two.killed) && !signs.same_victim;
    let anchored = signs.same_victim || same_toll || signs.wording >= COPY;
    Some(match (excluded, anchored) {
        (true, _) => 0.0,
        (false, true) => ANCHORED,
        (false, false) => UNANCHORED,
    })
}

/// What an anchor makes of a pair that one report tells of in passing. Chosen: as likely as the anchors of two headlines.
const ANCHORED: f64 = 0.9;

fn same(x: Option<u32>, y: Option<u32>) -> bool {
    x.is_some() && x == y
}

fn other(x: Option<u32>, y: Option<u32>) -> bool {
    x.zip(y).is_some_and(|(x, y)| x != y)
}

/// The values of [`FEATURES`].
fn features(one: &Mark, two: &Mark, signs: &Signs) -> [f64; FEATURES.len()] {
    let (a, b) = (&one.words, &two.words);
    let flag = |yes: bool| f64::from(u8::from(yes));
    let words = cosine(&a.body, &b.body);
    let ages = a.ages.iter().filter(|age| b.ages.contains(age)).count();
    let no_age = ages == 0 && !a.ages.is_empty() && !b.ages.is_empty();
    let [same_town, other_town, same_province, other_province, no_town] = signs.place.features();
    let within = |low: i64, high: i64| flag(signs.days.is_some_and(|d| (low..=high).contains(&d)));
    let published = one.published.zip(two.published);
    [
        1.0,
        words,
        cosine(&a.lead, &b.lead),
        words * words,
        cosine(&a.names, &b.names),
        (signs.rare as f64).ln_1p(),
        (ages as f64).ln_1p(),
        flag(no_age),
        flag(signs.same_victim),
        flag(signs.named && !signs.same_victim),
        same_town,
        other_town,
        same_province,
        other_province,
        no_town,
        within(0, 0),
        within(1, 1),
        within(2, 3),
        within(4, 14),
        within(15, i64::MAX),
        published.map_or(0.0, |(x, y)| (f64::from((y - x).get_days().abs())).ln_1p()),
        toll(one.killed, two.killed),
        flag(other(one.killed, two.killed)),
        toll(one.injured, two.injured),
        flag(other(one.injured, two.injured)),
        signs.wording,
        words * same_town,
    ]
}

/// What speaks for a pair, then what against, in words for readers.
fn reasons(one: &Mark, two: &Mark, signs: &Signs, words: f64) -> Vec<LinkReason> {
    let same_toll = same(one.killed, two.killed) || same(one.injured, two.injured);
    [
        (signs.wording >= COPY, LinkReason::WireCopy),
        (signs.same_victim, LinkReason::SameVictim),
        (signs.rare > 0, LinkReason::SameNames),
        (signs.place == Places::Same, LinkReason::SamePlace),
        (signs.days.is_some_and(|d| d <= 1), LinkReason::SameDay),
        (same_toll, LinkReason::SameToll),
        (words >= SIMILAR, LinkReason::SimilarWords),
        (signs.place == Places::Apart, LinkReason::OtherPlace),
        (signs.named && !signs.same_victim, LinkReason::OtherVictims),
        (signs.other_day, LinkReason::OtherDay),
        (other(one.killed, two.killed), LinkReason::OtherToll),
    ]
    .into_iter()
    .filter_map(|(yes, reason)| yes.then_some(reason))
    .collect()
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

fn compare_places(one: &Mark, two: &Mark) -> Places {
    let (Some(a), Some(b)) = (&one.place, &two.place) else {
        return Places::Unknown;
    };
    if a.same(b) {
        return if a.level == Level::Country {
            Places::Unknown
        } else {
            Places::Same
        };
    }
    if a.level == Level::Point && b.level == Level::Point {
        let near = a.distance_km(b).is_some_and(|km| km <= SAME_TOWN_KM);
        return if near { Places::Same } else { Places::Apart };
    }
    if !a.same_country(b) {
        return Places::OtherProvince;
    }
    match a.same_admin1(b) {
        Some(true) => Places::Province,
        Some(false) => Places::OtherProvince,
        None => Places::Unknown,
    }
}

/// The share of equal wording that two sketches estimate (Broder 1997): of the smallest hashes of both together, those in both.
pub(crate) fn likeness(a: &[u32], b: &[u32]) -> f64 {
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
