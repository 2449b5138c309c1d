//! Spots told by their way from a place: '15 km west of Raqqa', 'about 20 miles from Mosul', 'on the outskirts of Homs',
//! 'between Tikrit and Baiji', 'the Homs-Damascus road'.
//!
//! What happened there did not happen in the place named, and is not said to. Where direction and distance are known the point is
//! moved; where not, it stays and the kilometres around it grow.

use super::extent::rounded;
use super::{PlaceMention, PlaceUsage, kilometres};
use crate::pieces::{PieceKind, Pieces};
use crate::time::cardinal;
use dateline_model::{Place, PlaceAnchor, PlaceMatch, PlacePrecision, PlaceRelation, RelativePlace, Span};
use std::ops::Range;

/// Kilometres that 'south of' a place reaches from its edge. Chosen: news tells by the nearest place that readers know.
const DIRECTION_KM: f64 = 15.0;

/// Kilometres that 'near' and 'outside' reach from a place's edge. Chosen.
const NEAR_KM: f64 = 10.0;

/// Kilometres that outskirts reach from a place's edge. Chosen.
const OUTSKIRTS_KM: f64 = 5.0;

/// Share of the distance that a direction leaves open across: half an eighth of the circle, its sine.
const ACROSS: f64 = 0.38;

/// Kilometres within which the spot of a town-like precision lies: as far as UCDP's codebook counts as near a known point.
const AS_A_TOWN_KM: f64 = 25.0;

/// Kilometres within which it is known as well as a district.
const AS_A_DISTRICT_KM: f64 = 60.0;

/// Kilometres between two places beyond which 'between' them says nothing.
const FARTHEST_PAIR_KM: f64 = 300.0;

/// Kilometres beyond which a road between two places is none that news would name by them.
const LONGEST_ROAD_KM: f64 = 800.0;

/// Kilometres beyond which a distance from a place says nothing of where.
const FARTHEST_KM: f64 = 500.0;

/// Kilometres by which a place may miss the spot that a text puts it at, before it is taken for a namesake.
const NAMESAKE_KM: f64 = 60.0;

/// How the words before or after a name put a spot beside it.
#[derive(Clone, Debug, PartialEq)]
struct Way {
    relation: PlaceRelation,
    bearing: Option<f64>,
    km: Option<f64>,
    /// Its words, the name with them.
    pieces: Range<usize>,
}

/// Notes for each mention where something told by it lies.
pub(super) fn relate(mentions: &mut [PlaceMention], pieces: &Pieces<'_>) {
    pairs(mentions, pieces);
    for at in 0..mentions.len() {
        let mention = &mentions[at];
        if mention.beside.is_some() || !is_anchor(mention) {
            continue;
        }
        let name = pieces.within(mention.span);
        let Some(way) = way_before(pieces, name.start)
            .map(|way| Way {
                pieces: way.pieces.start..name.end,
                ..way
            })
            .or_else(|| outskirts_after(pieces, name))
        else {
            continue;
        };
        if let Some(spot) = spot(mention, &way, pieces) {
            place_beside(mentions, at, spot, &way, pieces);
        }
    }
}

/// A point of which something can lie to the west.
fn is_anchor(mention: &PlaceMention) -> bool {
    let point = |place: &Place| {
        place.precision <= PlacePrecision::District && place.lat.is_some() && place.lon.is_some()
    };
    mention.usage == PlaceUsage::Literal && mention.place.as_ref().is_ok_and(point)
}

/// Gives the spot to the anchor, or to the name that it explains: 'Velyki Luhy, 15 km west of Sumy'.
fn place_beside(mentions: &mut [PlaceMention], at: usize, spot: Place, way: &Way, pieces: &Pieces<'_>) {
    let comma = way
        .pieces
        .start
        .checked_sub(1)
        .filter(|comma| pieces.lower(*comma) == ",");
    let named = at
        .checked_sub(1)
        .filter(|named| comma.is_some_and(|comma| pieces.within(mentions[*named].span).end == comma));
    let text = pieces.analysis.text();
    let own = |span: Span, spot: Place| Place {
        name: span.of(text).to_owned(),
        mention: span.excerpt(text),
        geonameid: None,
        ..spot
    };
    let Some(named) = named.filter(|_| way.relation == PlaceRelation::Away) else {
        let unlisted = comma.and_then(|comma| unlisted_before(pieces, comma));
        mentions[at].beside = Some(Box::new(match unlisted {
            Some(span) if way.relation == PlaceRelation::Away => own(span, spot),
            _ => spot,
        }));
        return;
    };
    let known = mentions[named].place.as_ref();
    let far = known.is_ok_and(|place| {
        let reach = spot.precision_km.unwrap_or(0.0) + NAMESAKE_KM;
        kilometres(point(place), point(&spot)).is_some_and(|km| km > reach)
    });
    if known.is_ok_and(|place| !far && place.precision <= PlacePrecision::Town) {
        mentions[at].beside = known.ok().cloned().map(Box::new);
        return;
    }
    if known.is_ok_and(|place| !far || place.precision > PlacePrecision::Town) {
        mentions[at].beside = Some(Box::new(spot));
        return;
    }
    // Unknown, or a namesake far away: the text itself says where it is.
    let own = own(mentions[named].span, spot);
    mentions[at].beside = Some(Box::new(own.clone()));
    mentions[named].beside = Some(Box::new(own));
}

/// 'the village of Tell Qarmuda' before a comma: a name that the words before it say is a place's, and no gazetteer has.
fn unlisted_before(pieces: &Pieces<'_>, comma: usize) -> Option<Span> {
    let mut start = comma;
    while let Some(at) = start.checked_sub(1) {
        let (piece, next) = (&pieces.all[at], &pieces.all[start]);
        let joint = next.glued && piece.glued && matches!(pieces.lower(at), "-" | "'");
        if next.breaks || comma - at > LONGEST_NOUN || !(piece.capital || joint) {
            break;
        }
        start = at;
    }
    let link = start.checked_sub(1).filter(|_| start < comma)?;
    let noun = link.checked_sub(1).map_or("", |at| pieces.lower(at));
    let placed = match pieces.lower(link) {
        "of" => is_place_noun(noun),
        "in" | "at" | "near" => true,
        word => is_place_noun(word),
    };
    pieces.span(&(start..comma)).filter(|_| placed)
}

fn is_place_noun(word: &str) -> bool {
    matches!(
        word,
        "town"
            | "towns"
            | "city"
            | "cities"
            | "village"
            | "villages"
            | "capital"
            | "port"
            | "district"
            | "hamlet"
            | "settlement"
            | "stronghold"
            | "suburb"
            | "hub"
            | "centre"
            | "center"
    )
}

fn point(place: &Place) -> Option<(f64, f64)> {
    place.lat.zip(place.lon)
}

/// The spot that lies so from a mention; `None` where the words would say nothing.
fn spot(mention: &PlaceMention, way: &Way, pieces: &Pieces<'_>) -> Option<Place> {
    let anchor = mention.place.as_ref().ok()?;
    let from = point(anchor)?;
    let own = anchor.precision_km.unwrap_or(0.0);
    if way.km.is_some_and(|km| km > FARTHEST_KM) {
        return None;
    }
    let (to, km) = match (way.bearing, way.km) {
        (Some(bearing), Some(km)) if way.relation == PlaceRelation::Away => {
            (moved(from, bearing, km), own.hypot(km * ACROSS))
        }
        (_, Some(km)) => (from, own + km),
        (_, None) => (
            from,
            own + match way.relation {
                PlaceRelation::Away => DIRECTION_KM,
                PlaceRelation::Near => NEAR_KM,
                _ => OUTSKIRTS_KM,
            },
        ),
    };
    let told = told(way, &[anchor], pieces)?;
    Some(Place {
        geonameid: anchor.geonameid.filter(|_| to == from),
        ..at_point(anchor, to, km, told)
    })
}

fn told(way: &Way, anchors: &[&Place], pieces: &Pieces<'_>) -> Option<RelativePlace> {
    let words: Span = pieces.span(&way.pieces)?;
    let anchor = |place: &&Place| PlaceAnchor {
        name: place.name.clone(),
        geonameid: place.geonameid,
        lat: place.lat,
        lon: place.lon,
    };
    Some(RelativePlace {
        relation: way.relation,
        anchors: anchors.iter().map(anchor).collect(),
        bearing: way.bearing,
        distance_km: way.km.map(rounded),
        words: words.excerpt(pieces.analysis.text()),
    })
}

/// A spot named and divided as an anchor is, at a point that is right to some kilometres.
fn at_point(anchor: &Place, to: (f64, f64), km: f64, told: RelativePlace) -> Place {
    let coarse = if km <= AS_A_TOWN_KM {
        PlacePrecision::Town
    } else if km <= AS_A_DISTRICT_KM {
        PlacePrecision::District
    } else {
        PlacePrecision::Province
    };
    Place {
        geonameid: None,
        lat: Some((to.0 * 1e4).round() / 1e4),
        lon: Some((to.1 * 1e4).round() / 1e4),
        admin2: None,
        precision: coarse.max(anchor.precision),
        precision_km: Some(rounded(km)),
        match_kind: Some(PlaceMatch::Relative),
        relative: Some(told),
        ..anchor.clone()
    }
}

/// The point so many kilometres from another in a direction.
fn moved(from: (f64, f64), bearing: f64, km: f64) -> (f64, f64) {
    let (lat, lon, bearing, arc) = (
        from.0.to_radians(),
        from.1.to_radians(),
        bearing.to_radians(),
        km / 6371.0,
    );
    let to_lat = (lat.sin() * arc.cos() + lat.cos() * arc.sin() * bearing.cos()).asin();
    let to_lon = lon + (bearing.sin() * arc.sin() * lat.cos()).atan2(arc.cos() - lat.sin() * to_lat.sin());
    let degrees = (to_lon.to_degrees() + 540.0).rem_euclid(360.0) - 180.0;
    (to_lat.to_degrees(), degrees)
}

/// 'between Tikrit and Baiji', 'the road from Homs to Palmyra', 'the Homs-Damascus road': both names get the spot half way.
fn pairs(mentions: &mut [PlaceMention], pieces: &Pieces<'_>) {
    for at in 1..mentions.len() {
        let (one, other) = (&mentions[at - 1], &mentions[at]);
        if !is_anchor(one) || !is_anchor(other) {
            continue;
        }
        let ranges = [pieces.within(one.span), pieces.within(other.span)];
        let Some((relation, words)) = between(pieces, &ranges).or_else(|| road(pieces, &ranges)) else {
            continue;
        };
        let way = Way {
            relation,
            bearing: None,
            km: None,
            pieces: words,
        };
        if let Some(spot) = half_way(one, other, &way, pieces) {
            mentions[at - 1].beside = Some(Box::new(spot.clone()));
            mentions[at].beside = Some(Box::new(spot));
        }
    }
}

fn half_way(one: &PlaceMention, other: &PlaceMention, way: &Way, pieces: &Pieces<'_>) -> Option<Place> {
    let (one, other) = (one.place.as_ref().ok()?, other.place.as_ref().ok()?);
    let (from, to) = (point(one)?, point(other)?);
    let apart = kilometres(Some(from), Some(to))?;
    let farthest = if way.relation == PlaceRelation::Road {
        LONGEST_ROAD_KM
    } else {
        FARTHEST_PAIR_KM
    };
    // Round the date line a mean of degrees is the far side of the world; no road crosses it.
    if apart > farthest || apart < 1.0 || (from.1 - to.1).abs() > 180.0 {
        return None;
    }
    let middle = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    let told = told(way, &[one, other], pieces)?;
    let place = at_point(one, middle, apart / 2.0 + NEAR_KM.min(apart / 4.0), told);
    let shared = |a: &Option<String>, b: &Option<String>| a.clone().filter(|_| a == b);
    Some(Place {
        name: format!("{} – {}", one.name, other.name),
        admin1: shared(&one.admin1, &other.admin1),
        country: shared(&one.country, &other.country),
        runner_up: None,
        ..place
    })
}

/// 'between A and B', 'between the towns of A and B'.
fn between(pieces: &Pieces<'_>, [one, other]: &[Range<usize>; 2]) -> Option<(PlaceRelation, Range<usize>)> {
    if one.end + 1 != other.start || pieces.lower(one.end) != "and" || pieces.all[other.start].breaks {
        return None;
    }
    let start = before_noun(pieces, one.start)
        .into_iter()
        .find_map(|start| start.checked_sub(1).filter(|at| pieces.lower(*at) == "between"))?;
    let roads = start > 0 && is_road(pieces.lower(start - 1));
    let relation = if roads {
        PlaceRelation::Road
    } else {
        PlaceRelation::Between
    };
    Some((relation, start - usize::from(roads)..other.end))
}

fn is_road(word: &str) -> bool {
    matches!(
        word,
        "road" | "highway" | "motorway" | "route" | "railway" | "roads"
    )
}

/// 'the A-B road', 'the A to B highway', 'the road from A to B', 'the highway linking A with B'.
fn road(pieces: &Pieces<'_>, [one, other]: &[Range<usize>; 2]) -> Option<(PlaceRelation, Range<usize>)> {
    if pieces.all.get(other.start).is_none_or(|piece| piece.breaks) {
        return None;
    }
    let link: Vec<&str> = (one.end..other.start).map(|at| pieces.lower(at)).collect();
    let joined = matches!(link.as_slice(), ["-"] | ["to"] | ["/"] | ["-", "to", "-"]);
    if joined {
        let mut after = other.end;
        if matches!(
            pieces.lower(after),
            "desert" | "main" | "international" | "coastal"
        ) {
            after += 1;
        }
        let follows = pieces.all.get(after).is_some_and(|piece| !piece.breaks);
        if follows && is_road(pieces.lower(after)) {
            return Some((PlaceRelation::Road, one.start..after + 1));
        }
    }
    if matches!(
        link.as_slice(),
        ["to"] | ["and"] | ["with"] | ["to", "the", "capital"]
    ) {
        let joins = one.start.checked_sub(1)?;
        let road = joins.checked_sub(1)?;
        let linking = matches!(
            pieces.lower(joins),
            "from" | "linking" | "connecting" | "between" | "joining"
        );
        if linking && is_road(pieces.lower(road)) {
            return Some((PlaceRelation::Road, road..other.end));
        }
    }
    None
}

/// Where what stands before a name may end: right before it, before its article, or before 'the town of'.
fn before_noun(pieces: &Pieces<'_>, name: usize) -> Vec<usize> {
    let mut starts = vec![name];
    let mut noun = false;
    for at in (name.saturating_sub(LONGEST_NOUN)..name).rev() {
        let (piece, word) = (&pieces.all[at], pieces.lower(at));
        if pieces.all[at + 1].breaks || piece.sentence != pieces.all[name].sentence {
            break;
        }
        if word == "the" || word == "a" && noun {
            if noun || at + 1 == name {
                starts.push(at);
            }
            break;
        }
        noun |= is_place_noun(word);
        let inner = piece.kind == PieceKind::Word && !piece.capital && word != "and" || word == "-";
        let comma = word == "," && at + 1 == name;
        if !inner && !comma {
            break;
        }
    }
    starts
}

/// Pieces of 'the rebel-held border town of'.
const LONGEST_NOUN: usize = 8;

/// How the words before a name put a spot beside it.
fn way_before(pieces: &Pieces<'_>, name: usize) -> Option<Way> {
    let here = pieces.all.get(name)?;
    if here.breaks {
        return None;
    }
    before_noun(pieces, name)
        .into_iter()
        .filter(|start| !pieces.all[*start].breaks)
        .find_map(|start| way_ending(pieces, start, here.sentence))
}

/// The way whose words end before `end`: '15 km west of', 'just outside', 'on the southern edge of'.
fn way_ending(pieces: &Pieces<'_>, end: usize, sentence: usize) -> Option<Way> {
    let link = end.checked_sub(1)?;
    if pieces.all[link].sentence != sentence {
        return None;
    }
    let way = |relation, bearing, km, start| {
        Some(Way {
            relation,
            bearing,
            km,
            pieces: start..end,
        })
    };
    match pieces.lower(link) {
        "of" | "from" => {
            if let Some((bearing, start)) = direction(pieces, link) {
                let start = before_direction(pieces, start)?;
                let (km, start) = distance(pieces, start).map_or((None, start), |(km, at)| (Some(km), at));
                return way(PlaceRelation::Away, Some(bearing), km, start);
            }
            if pieces.lower(link) == "of" {
                let (bearing, start) = outskirts(pieces, link)?;
                return way(PlaceRelation::Outskirts, bearing, None, start);
            }
            let away = if link > 0 && pieces.lower(link - 1) == "away" {
                link - 1
            } else {
                link
            };
            let (km, start) = distance(pieces, away)?;
            way(PlaceRelation::Away, None, Some(km), start)
        }
        "outside" | "off" => match distance(pieces, link) {
            Some((km, start)) => way(PlaceRelation::Away, None, Some(km), start),
            None if pieces.lower(link) == "outside" => way(PlaceRelation::Near, None, None, link),
            None => None,
        },
        "near" | "around" => way(PlaceRelation::Near, None, None, link),
        "to" if link > 0 && matches!(pieces.lower(link - 1), "close" | "next") => {
            way(PlaceRelation::Near, None, None, link - 1)
        }
        _ => None,
    }
}

/// The start of 'just to the' before a direction; `None` where the direction is one inside the place: 'in the south of'.
fn before_direction(pieces: &Pieces<'_>, direction: usize) -> Option<usize> {
    let word = |back: usize| direction.checked_sub(back).map_or("", |at| pieces.lower(at));
    let mut start = direction;
    if word(1) == "the" {
        if word(2) != "to" {
            return None;
        }
        start -= 2;
    } else if matches!(word(1), "a" | "in" | "from") {
        return None;
    }
    let before = |at: usize| at.checked_sub(1).map_or("", |at| pieces.lower(at));
    while matches!(
        before(start),
        "just" | "immediately" | "directly" | "due" | "further" | "farther" | "far" | "well"
    ) {
        start -= 1;
    }
    Some(start)
}

/// Degrees of a direction, by its words.
fn degrees(word: &str) -> Option<f64> {
    Some(match word {
        "north" | "northern" => 0.0,
        "northeast" | "northeastern" => 45.0,
        "east" | "eastern" => 90.0,
        "southeast" | "southeastern" => 135.0,
        "south" | "southern" => 180.0,
        "southwest" | "southwestern" => 225.0,
        "west" | "western" => 270.0,
        "northwest" | "northwestern" => 315.0,
        _ => return None,
    })
}

/// The direction that ends before `end`, and its first piece: 'west', 'north-east', 'south-southwest'.
fn direction(pieces: &Pieces<'_>, end: usize) -> Option<(f64, usize)> {
    let last = end.checked_sub(1)?;
    let fine = degrees(pieces.lower(last))?;
    let hyphen = last.checked_sub(1).filter(|at| pieces.lower(*at) == "-");
    let first = hyphen.unwrap_or(last).checked_sub(1);
    let coarse = first.and_then(|at| degrees(pieces.lower(at)));
    let (Some(first), Some(coarse)) = (first, coarse) else {
        return Some((fine, last));
    };
    // 'north-east' halves a right angle, 'south-southwest' half of one.
    let turn = (fine - coarse + 540.0).rem_euclid(360.0) - 180.0;
    (turn.abs() <= 90.0).then(|| ((coarse + turn / 2.0).rem_euclid(360.0), first))
}

fn is_edge(word: &str) -> bool {
    matches!(
        word,
        "outskirts"
            | "edge"
            | "edges"
            | "fringe"
            | "fringes"
            | "periphery"
            | "environs"
            | "vicinity"
            | "surroundings"
    )
}

/// 'the southern outskirts' before `end`: the side, and the first piece.
fn outskirts(pieces: &Pieces<'_>, end: usize) -> Option<(Option<f64>, usize)> {
    let noun = end.checked_sub(1).filter(|at| is_edge(pieces.lower(*at)))?;
    let side = direction(pieces, noun);
    let start = side.map_or(noun, |(_, start)| start);
    let article = start.checked_sub(1).filter(|at| pieces.lower(*at) == "the");
    Some((side.map(|(bearing, _)| bearing), article.unwrap_or(start)))
}

/// 'Homs outskirts', 'Homs's southern outskirts'.
fn outskirts_after(pieces: &Pieces<'_>, name: Range<usize>) -> Option<Way> {
    let mut at = name.end;
    if pieces.lower(at) == "'" && pieces.all.get(at).is_some_and(|piece| piece.glued) {
        at += 1;
        if pieces.lower(at) == "s" {
            at += 1;
        }
    }
    let noun = (at..at + 4).find(|noun| is_edge(pieces.lower(*noun)))?;
    let side = direction(pieces, noun);
    let fits = side.map_or(noun, |(_, start)| start) == at;
    let whole = pieces.all[at..=noun].iter().all(|piece| !piece.breaks);
    (fits && whole).then(|| Way {
        relation: PlaceRelation::Outskirts,
        bearing: side.map(|(bearing, _)| bearing),
        km: None,
        pieces: name.start..noun + 1,
    })
}

/// The kilometres that end before `end`, and their first piece: '15 km', '15 kilometres (9 miles)', 'twenty miles'.
fn distance(pieces: &Pieces<'_>, end: usize) -> Option<(f64, usize)> {
    let mut end = end;
    let word = |at: usize| pieces.lower(at);
    if end > 0 && word(end - 1) == ")" {
        let open = (end.saturating_sub(7)..end).rev().find(|at| word(*at) == "(")?;
        // The brackets say the same in another unit.
        measure(pieces, end - 1)?;
        end = open;
    }
    measure(pieces, end)
}

fn measure(pieces: &Pieces<'_>, end: usize) -> Option<(f64, usize)> {
    let mut at = end.checked_sub(1)?;
    if pieces.lower(at) == "." && at > 0 {
        at -= 1;
    }
    let unit = match pieces.lower(at) {
        "km" | "kms" | "kilometre" | "kilometres" | "kilometer" | "kilometers" => 1.0,
        "mile" | "miles" | "mi" => 1.609,
        "metre" | "metres" | "meter" | "meters" => 0.001,
        "yards" => 0.000_914,
        _ => return None,
    };
    if at > 0 && pieces.lower(at - 1) == "-" {
        at -= 1;
    }
    let last = at.checked_sub(1)?;
    let mut start = last;
    let number = if pieces.all[last].kind == PieceKind::Number {
        while start >= 2
            && pieces.all[start].glued
            && pieces.all[start - 1].glued
            && matches!(pieces.lower(start - 1), "." | ",")
            && pieces.all[start - 2].kind == PieceKind::Number
        {
            start -= 2;
        }
        let digits: String = (start..=last)
            .map(|at| pieces.lower(at))
            .filter(|p| *p != ",")
            .collect();
        digits.parse::<f64>().ok()?
    } else {
        let small = f64::from(cardinal(pieces.lower(last))?);
        let tens = last.checked_sub(2).filter(|_| pieces.lower(last - 1) == "-");
        match tens.and_then(|tens| cardinal(pieces.lower(tens))) {
            Some(ten) if ten >= 20 && small < 10.0 => {
                start -= 2;
                f64::from(ten) + small
            }
            _ => small,
        }
    };
    let km = number * unit;
    (km > 0.0 && km.is_finite()).then_some((km, start))
}

#[cfg(test)]
mod tests;
