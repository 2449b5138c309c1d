//! Which claims of a report tell its headline event, and what they say of day, place, victims and numbers.

use crate::{Report, names::Name};
use dateline_model::{
    Claim, DocumentId, Harm, HarmKind, Place, PlacePrecision, Scope, Status, TimePrecision,
    taxonomy::{EventType, Mode},
};
use jiff::civil::Date;
use std::{borrow::Cow, collections::BTreeMap};

/// Bytes of headline and lead. Chosen: the headline and the two or three sentences after it.
const LEAD: usize = 700;

/// An event as one report tells it.
#[derive(Clone, Debug)]
pub(crate) struct Telling<'r> {
    pub document: DocumentId,
    /// 0 for the report's headline event, from 1 for those it tells of beside it.
    pub part: u16,
    pub publisher: Option<String>,
    pub published: Option<Date>,
    /// The claims that tell it, in reading order.
    pub claims: Vec<Cow<'r, Claim>>,
    /// First and last day on which it may have happened.
    pub days: Option<(Date, Date)>,
    /// Whether the day was read from the text, not taken from the day of publication.
    pub day_stated: bool,
    pub place: Option<Place>,
    pub victims: Vec<Name>,
    pub killed: Option<u32>,
    pub injured: Option<u32>,
}

impl<'r> Telling<'r> {
    /// The event that the report is about; `None` where it claims nothing that may be one.
    pub(crate) fn headline(report: &'r Report) -> Option<Self> {
        let mut core = core(report)?;
        let place = main_place(&core).or_else(|| main_place(&report.claims.iter().collect::<Vec<_>>()));
        let stated = main_days(&core, report.published);
        // A report that states no day tells of the day of its publication or the day before.
        let days = stated.or_else(|| report.published.map(|day| (day.yesterday().unwrap_or(day), day)));
        core.retain(|c| !elsewhere(place, c));
        // Place and day are voted on apart: where no claim has both, those of the place tell the event.
        if core.iter().any(|c| !other_day(stated, c)) {
            core.retain(|c| !other_day(stated, c));
        }
        let victims = victims(&core);
        let mut telling = Self {
            document: report.document.clone(),
            part: 0,
            publisher: report.publisher.clone(),
            published: report.published,
            claims: core.into_iter().map(Cow::Borrowed).collect(),
            days,
            day_stated: stated.is_some(),
            place: place.cloned(),
            victims,
            killed: None,
            injured: None,
        };
        telling.killed = telling.whole(HarmKind::Killed);
        telling.injured = telling.whole(HarmKind::Injured);
        Some(telling)
    }

    /// The headline event, then the events of other places that the report tells of beside it: see [`beside`].
    pub(crate) fn all(report: &'r Report) -> Vec<Self> {
        let Some(headline) = Self::headline(report) else {
            return Vec::new();
        };
        let beside = beside(report, &headline);
        std::iter::once(headline).chain(beside).collect()
    }

    /// Whether the report only tells of it beside its own headline event.
    pub(crate) fn in_passing(&self) -> bool {
        self.part > 0
    }

    /// The same, without the report that it was read from.
    pub(crate) fn into_owned(self) -> Telling<'static> {
        let claims = self.claims.into_iter();
        Telling {
            claims: claims.map(|c| Cow::Owned(c.into_owned())).collect(),
            document: self.document,
            part: self.part,
            publisher: self.publisher,
            published: self.published,
            days: self.days,
            day_stated: self.day_stated,
            place: self.place,
            victims: self.victims,
            killed: self.killed,
            injured: self.injured,
        }
    }

    /// The report's figure for the whole event: the headline's, of two or more (one person stands for an event as often as for its
    /// toll), else the largest of the lead, else the largest of the rest; what is told
    /// as history only where nothing else is. Figures further down compare with other events as often as they sum up this one.
    pub(crate) fn whole(&self, kind: HarmKind) -> Option<u32> {
        let largest = |test: &dyn Fn(&Claim) -> bool| {
            let claims = self.claims.iter().filter(|c| test(c));
            claims.filter_map(|c| claim_total(c, kind)).max()
        };
        let now = |c: &Claim| c.status != Status::Background;
        let lead = largest(&|c| now(c) && in_lead(c));
        let headline = largest(&|c| now(c) && c.evidence.start() == 0).filter(|n| *n > 1);
        // 'Scores killed' above 'at least 100 people were killed': the word is a floor, the lead gives the number.
        let vague = |c: &Claim| side_by_side(c, kind).iter().all(|h| h.bounds.best.is_none());
        let headline_vague = self
            .claims
            .iter()
            .filter(|c| c.evidence.start() == 0)
            .all(|c| vague(c));
        headline
            .filter(|n| !headline_vague || lead.is_none_or(|lead| lead < *n))
            .or(lead)
            .or_else(|| largest(&now))
            .or_else(|| largest(&in_lead))
            .or_else(|| largest(&|_| true))
    }
}

/// Events that a round-up tells of beside its headline event: attacks of the same days in places of their own, far enough from
/// that of the headline, with a figure of who was harmed. What a report recalls of earlier days has been told before, and is none.
fn beside<'r>(report: &'r Report, headline: &Telling<'r>) -> Vec<Telling<'r>> {
    let mut found: BTreeMap<String, Vec<&'r Claim>> = BTreeMap::new();
    for claim in &report.claims {
        let counted = claim_total(claim, HarmKind::Killed).or(claim_total(claim, HarmKind::Injured));
        let news = is_violent(claim) && claim.status.happened() && has_harm(claim) && counted.is_some();
        let own = claim.evidence.start() == 0 || headline.claims.iter().any(|c| c.id == claim.id);
        if !news || own || !names_place(claim) || !is_fresh(claim, report.published) {
            continue;
        }
        if let (Some(there), Some(here)) = (&claim.place, &headline.place)
            && lies_apart(there, here)
        {
            found.entry(place_key(there)).or_default().push(claim);
        }
    }
    let each = (1_u16..).zip(found.into_values());
    each.map(|(part, claims)| {
        let stated = main_days(&claims, report.published);
        let mut telling = Telling {
            document: report.document.clone(),
            part,
            publisher: report.publisher.clone(),
            published: report.published,
            days: stated.or_else(|| report.published.map(|day| (day.yesterday().unwrap_or(day), day))),
            day_stated: stated.is_some(),
            place: claims[0].place.clone(),
            victims: victims(&claims),
            killed: None,
            injured: None,
            claims: claims.into_iter().map(Cow::Borrowed).collect(),
        };
        telling.killed = telling.whole(HarmKind::Killed);
        telling.injured = telling.whole(HarmKind::Injured);
        telling
    })
    .collect()
}

/// Whether a place is surely another than that of the headline: a point further off than a suburb, in the same country (others are
/// often only where the report was written), and not the name of the headline's own province, which its main town shares.
fn lies_apart(there: &Place, here: &Place) -> bool {
    let province = |name: &str| {
        here.admin1
            .as_deref()
            .is_some_and(|a| a.eq_ignore_ascii_case(name))
    };
    there.precision <= PlacePrecision::Town
        && there.country == here.country
        && !province(there.mention.text())
        && !province(&there.name)
        && kilometres(here, there).is_some_and(|km| km > NEAR_KM)
}

/// Whether a claim is of the days before publication, or gives no day.
fn is_fresh(claim: &Claim, published: Option<Date>) -> bool {
    let days = claim
        .time
        .as_ref()
        .and_then(|t| Some((t.start?, t.end.or(t.start)?)));
    match (days, published) {
        (Some((start, end)), Some(day)) => gap((start, end), (day, day)) <= FRESH,
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

/// The claims that may tell a report's headline event: of violence, else of any event; `None` where there are none.
fn core(report: &Report) -> Option<Vec<&Claim>> {
    let of =
        |test: &dyn Fn(&Claim) -> bool| -> Vec<&Claim> { report.claims.iter().filter(|c| test(c)).collect() };
    let mut core = of(&is_violent);
    if core.is_empty() {
        core = of(&|c| c.event.is_some() && told(c));
    }
    (!core.is_empty()).then_some(core)
}

/// Whether a claim tells of something that took place, now or earlier: reports of a trial tell the crime as history.
fn told(claim: &Claim) -> bool {
    (claim.status.happened() || claim.status == Status::Background) && !claim.analysis
}

/// Whether a claim tells of armed violence, or of death and injury without a stated cause.
pub(crate) fn is_violent(claim: &Claim) -> bool {
    let violence = match &claim.event {
        Some(event) => event.kind == EventType::Assault && event.mode != Some(Mode::CrowdControl),
        None => claim.hazard.is_none() && claim.condition.is_none() && has_harm(claim),
    };
    violence && told(claim)
}

fn has_harm(claim: &Claim) -> bool {
    claim.harm.iter().any(|h| {
        matches!(
            h.kind,
            HarmKind::Killed | HarmKind::Injured | HarmKind::Casualties
        ) && h.scope == Scope::Incident
    })
}

/// How much a claim looks like the one that the report is about. Chosen as for the headline incident of a report: the lead
/// outweighs all else, then a death.
fn weight(claim: &Claim) -> u32 {
    let points = |yes: bool, points: u32| if yes { points } else { 0 };
    1 + points(in_lead(claim), 3) + points(has_harm(claim), 2) + points(claim.status != Status::Background, 1)
}

/// The place that most of the claims' weight lies on, finest precision first.
fn main_place<'r>(claims: &[&'r Claim]) -> Option<&'r Place> {
    let mut votes: BTreeMap<(PlacePrecision, String), (u32, &'r Place)> = BTreeMap::new();
    for claim in claims {
        if let Some(place) = &claim.place {
            // A site and a town compete as equals: both are points.
            let class = place.precision.max(PlacePrecision::Town);
            votes.entry((class, place_key(place))).or_insert((0, place)).0 += weight(claim);
        }
    }
    let finest = votes.keys().map(|(class, _)| *class).min()?;
    let of_finest = votes.iter().filter(|((class, _), _)| *class == finest);
    let best = of_finest.max_by(|a, b| a.1.0.cmp(&b.1.0).then_with(|| b.0.cmp(a.0)));
    best.map(|(_, (_, place))| *place)
}

/// Whether two mentions are one place.
fn same_place(a: &Place, b: &Place) -> bool {
    match (a.geonameid, b.geonameid) {
        (Some(a), Some(b)) => a == b,
        (None, None) => (&a.country, &a.admin1, &a.name) == (&b.country, &b.admin1, &b.name),
        _ => false,
    }
}

/// What makes two mentions one place, as a key.
pub(crate) fn place_key(place: &Place) -> String {
    match place.geonameid {
        Some(id) => id.to_string(),
        None => format!(
            "{}/{}/{}",
            place.country.as_deref().unwrap_or(""),
            place.admin1.as_deref().unwrap_or(""),
            place.name
        ),
    }
}

/// The day or days that most of the claims' weight lies on: a day before a week, a week before a month.
fn main_days(claims: &[&Claim], published: Option<Date>) -> Option<(Date, Date)> {
    let mut votes: BTreeMap<(TimePrecision, Date, Date), u32> = BTreeMap::new();
    let lead = Opening::of(claims);
    for claim in claims {
        let Some(time) = &claim.time else { continue };
        let (Some(start), end) = (time.start, time.end) else {
            continue;
        };
        let end = end.unwrap_or(start).max(start);
        // What lies after publication is a slip of reading; 'this month' reaches no further than the report.
        let end = published.map_or(end, |day| end.min(day));
        if end < start || time.precision > TimePrecision::Month {
            continue;
        }
        let old = published.is_some_and(|day| gap((start, end), (day, day)) > FRESH);
        if old && lead.tells_of_another(claim, (start, end)) {
            continue;
        }
        *votes.entry((time.precision, start, end)).or_default() += weight(claim);
    }
    let finest = votes.keys().map(|(precision, ..)| *precision).min()?;
    let of_finest = votes.iter().filter(|((precision, ..), _)| *precision == finest);
    let best = of_finest.max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    best.map(|((_, start, end), _)| (*start, *end))
}

/// Days before publication from which a day further down may be of an earlier event. Chosen: news is of this or the last days.
const FRESH: i64 = 3;

/// What headline and lead say of their event, to tell it from the earlier ones that a report recalls further down.
struct Opening<'c, 'r> {
    claims: Vec<&'c &'r Claim>,
    /// Places named there.
    places: Vec<&'r Place>,
    /// The largest number of killed.
    killed: Option<u32>,
}

impl<'c, 'r> Opening<'c, 'r> {
    fn of(claims: &'c [&'r Claim]) -> Self {
        let claims: Vec<_> = claims.iter().filter(|c| in_lead(c)).collect();
        Self {
            places: claims.iter().filter_map(|c| c.place.as_ref()).collect(),
            killed: claims
                .iter()
                .filter_map(|c| claim_total(c, HarmKind::Killed))
                .max(),
            claims,
        }
    }

    /// Whether a claim further down, of an earlier day, is of another event: the lead tells of news without saying when, and
    /// the claim is placed or counted otherwise. What a report tells as history as a whole (a trial) keeps its day.
    fn tells_of_another(&self, claim: &Claim, days: (Date, Date)) -> bool {
        if in_lead(claim) || claim.status == Status::Background {
            return false;
        }
        let day = |c: &Claim| c.time.as_ref().and_then(|t| t.start);
        let undated = self
            .claims
            .iter()
            .any(|c| c.status != Status::Background && c.time.is_none());
        let agrees = self
            .claims
            .iter()
            .any(|c| day(c).is_some_and(|d| days.0 <= d && d <= days.1));
        let elsewhere = claim.place.as_ref().is_some_and(|there| {
            !self.places.is_empty() && self.places.iter().all(|here| !same_place(here, there))
        });
        let killed = claim_total(claim, HarmKind::Killed);
        let otherwise = killed.zip(self.killed).is_some_and(|(a, b)| a != b);
        undated && !agrees && (elsewhere || otherwise)
    }
}

/// Whether a claim stands in headline or lead.
fn in_lead(claim: &Claim) -> bool {
    claim.evidence.start() < LEAD
}

/// Whether the words of a claim name its place themselves, and do not take it over from what stands before.
fn names_place(claim: &Claim) -> bool {
    claim.place.as_ref().is_some_and(|place| {
        let (mention, evidence) = (&place.mention, &claim.evidence);
        evidence.start() <= mention.start() && mention.end() <= evidence.end()
    })
}

/// Kilometres from the event's place from which a claim that names its own tells of another event. Chosen: a suburb and its city.
const NEAR_KM: f64 = 15.0;

/// Whether a claim is placed apart from the event: another point, in another province or over 50 km away.
fn elsewhere(place: Option<&Place>, claim: &Claim) -> bool {
    match (place, &claim.place) {
        (Some(here), Some(there)) => {
            let point = |p: &Place| p.precision <= PlacePrecision::Town;
            point(here)
                && point(there)
                && !same_place(here, there)
                && kilometres(here, there).is_none_or(|km| {
                    km > if names_place(claim) && !in_lead(claim) {
                        NEAR_KM
                    } else {
                        50.0
                    }
                })
        }
        _ => false,
    }
}

/// Whether a claim's own day excludes the event's by more than two days.
fn other_day(days: Option<(Date, Date)>, claim: &Claim) -> bool {
    let (Some((start, end)), Some(time)) = (days, &claim.time) else {
        return false;
    };
    match (time.start, time.end.or(time.start)) {
        (Some(from), Some(to)) => gap((start, end), (from, to)) > 2,
        _ => false,
    }
}

/// Days between two ranges of days; 0 where they overlap.
pub(crate) fn gap(a: (Date, Date), b: (Date, Date)) -> i64 {
    let days = |from: Date, to: Date| i64::from((to - from).get_days());
    days(a.1, b.0).max(days(b.1, a.0)).max(0)
}

/// Kilometres between two latitudes and longitudes on a sphere of the Earth's mean radius.
pub(crate) fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (la, oa, lb, ob) = (
        a.0.to_radians(),
        a.1.to_radians(),
        b.0.to_radians(),
        b.1.to_radians(),
    );
    let h = ((lb - la) / 2.0).sin().powi(2) + la.cos() * lb.cos() * ((ob - oa) / 2.0).sin().powi(2);
    12_742.017_6 * h.sqrt().min(1.0).asin()
}

/// Kilometres between two places, where both are known.
fn kilometres(a: &Place, b: &Place) -> Option<f64> {
    Some(distance_km(a.lat.zip(a.lon)?, b.lat.zip(b.lon)?))
}

/// Persons named as killed or hurt, each once, in order of their names.
fn victims(claims: &[&Claim]) -> Vec<Name> {
    let named = claims.iter().flat_map(|c| &c.named_victims);
    let mut names: Vec<Name> = named.filter_map(|n| Name::new(&n.name)).collect();
    names.sort();
    names.dedup();
    names
}

/// The largest figure that is read as one incident's. Chosen: above what single incidents of the wars since 1989 have cost by the
/// UCDP's event data; more is the toll of a war, or no toll.
const MOST: u32 = 10_000;

/// Numbers that are years where they stand before a noun of harm ('the 2016 killings'). Chosen: so few incidents cost just so many
/// that a year is the likelier reading.
const YEARS: std::ops::RangeInclusive<u32> = 1980..=2040;

/// Days of a claim's time from which its figures are a count over a period ('45 were killed in July'), not one event's.
/// Chosen: more than the four weeks of a month; a siege or an offensive of some days is one event.
const PERIOD: i64 = 27;

/// Whether a figure of a claim is a count over a period: a month, a year. One person is somebody, not a count.
pub(crate) fn over_period(claim: &Claim, figure: &Harm) -> bool {
    let days = claim.time.as_ref().and_then(|t| t.start.zip(t.end));
    let long = days.is_some_and(|(start, end)| i64::from((end - start).get_days()) >= PERIOD);
    long && stated(figure).is_some_and(|n| n > 1)
}

/// What a claim's figures of one kind come to: those of the event itself, side by side, without parts and repetitions.
pub(crate) fn claim_total(claim: &Claim, kind: HarmKind) -> Option<u32> {
    let figures = side_by_side(claim, kind).into_iter().filter_map(stated);
    figures.reduce(|sum, n| sum.saturating_add(n))
}

/// The least that a word without a number counts as a figure: 'dozens' does, 'several' does not. Chosen: the guidelines' floor
/// of 'several' is three, the next word's ten.
const FEW: u32 = 10;

/// Equal figures in one claim that are one figure whatever the people are called. Chosen: smaller ones are often equal by chance.
const TELLING: u32 = 10;

/// The figures of a claim that are no share of another: 'shot six people, killing four of them' has a part of another kind.
pub(crate) fn figures(claim: &Claim) -> impl Iterator<Item = &Harm> {
    let parts = claim
        .harm
        .iter()
        .flat_map(|whole| whole.parts.iter().filter(|part| part.kind != whole.kind));
    claim.harm.iter().chain(parts)
}

/// The figures of one kind that a claim gives side by side: they add up to what it says.
pub(crate) fn side_by_side(claim: &Claim, kind: HarmKind) -> Vec<&Harm> {
    let believable = |h: &Harm| stated(h).is_none_or(|n| n <= MOST && !YEARS.contains(&n));
    let mut kept: Vec<&Harm> = Vec::new();
    let own = |h: &&Harm| h.kind == kind && counts(h) && !over_period(claim, h) && believable(h);
    let exact = figures(claim).any(|h| own(&h) && h.bounds.best.is_some());
    for figure in figures(claim).filter(own) {
        // 'Dozens' beside a number says it again in other words; 'several' counts nobody.
        let vague = figure.bounds.best.is_none();
        if vague && (exact || stated(figure).is_none_or(|n| n < FEW)) {
            continue;
        }
        if !kept.iter().any(|k| said_again(k, figure)) {
            kept.push(figure);
        }
    }
    kept
}

/// Whether the later of two figures of a claim says the earlier one again: it is linked to it, both are linked to a third, or it
/// is as large and of the same people, as where a headline has run into its lead.
fn said_again(earlier: &Harm, later: &Harm) -> bool {
    let root = |h: &'_ Harm| h.restates.clone().unwrap_or_else(|| h.span.clone());
    let noun = |h: &Harm| {
        let who = h.victims.who.as_deref()?;
        who.split_whitespace().next_back().map(str::to_lowercase)
    };
    let same_people = match (noun(earlier), noun(later)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    let same_people = same_people || stated(later).is_some_and(|n| n >= TELLING);
    let as_large = stated(later).is_some_and(|n| n > 1) && stated(earlier) == stated(later);
    root(earlier) == root(later) || root(later) == earlier.span || as_large && same_people
}

/// Whether a figure is of the event itself and not a part of another.
pub(crate) fn counts(figure: &Harm) -> bool {
    figure.scope == Scope::Incident && figure.part_of.is_none()
}

/// The number that a coder would write down.
pub(crate) fn stated(figure: &Harm) -> Option<u32> {
    figure.bounds.best.or(figure.bounds.low).or(figure.bounds.high)
}
