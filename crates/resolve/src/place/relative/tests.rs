use super::super::Gazetteer;
use super::*;
use dateline_model::{Document, DocumentParts};
use proptest::prelude::*;
use std::sync::LazyLock;

static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::embedded().expect("the built-in files are well formed"));

fn found(text: &str) -> Vec<PlaceMention> {
    let document = Document::new(DocumentParts {
        text: text.to_owned(),
        ..Default::default()
    });
    GAZETTEER.find(&dateline_syntax::analyse(&document.text), &document)
}

/// What lies beside places: the words, the bearing and the kilometres of the text, precision in kilometres.
fn shown(text: &str) -> Vec<String> {
    let told = |one: &PlaceMention| {
        let place = one.beside.as_deref()?;
        let Some(relative) = &place.relative else {
            return Some(format!("in {}", place.name));
        };
        let bearing = relative.bearing.map_or("-".to_owned(), |b| b.to_string());
        let km = relative.distance_km.map_or("-".to_owned(), |km| km.to_string());
        Some(format!("{} | {bearing} {km}", relative.words.text()))
    };
    found(text).iter().filter_map(told).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(text), expected, "{text}");
}

#[test]
fn directions_and_distances_put_a_spot_beside_a_place() {
    for (text, expected) in [
        (
            "A drone fell 15 km west of Kharkiv.",
            "15 km west of Kharkiv | 270 15",
        ),
        (
            "A drone fell 15km west of Kharkiv.",
            "15km west of Kharkiv | 270 15",
        ),
        (
            "Shells hit a farm about 20 miles from Mosul.",
            "20 miles from Mosul | - 32",
        ),
        ("Troops massed south of Kharkiv.", "south of Kharkiv | 180 -"),
        (
            "Troops massed just to the north-east of Kharkiv.",
            "just to the north-east of Kharkiv | 45 -",
        ),
        (
            "Troops massed south-southwest of Kharkiv.",
            "south-southwest of Kharkiv | 202.5 -",
        ),
        (
            "A mine went off 25 kilometres (16 miles) north of Aleppo.",
            "25 kilometres (16 miles) north of Aleppo | 0 25",
        ),
        (
            "A mine went off twenty-five miles east of the city of Aleppo.",
            "twenty-five miles east of the city of Aleppo | 90 40",
        ),
        (
            "A mine went off 2.5 km from the capital, Damascus.",
            "2.5 km from the capital, Damascus | - 2.5",
        ),
        (
            "A mine went off 1,200 metres off Mosul.",
            "1,200 metres off Mosul | - 1.2",
        ),
        ("A mine went off just outside Mosul.", "outside Mosul | - -"),
        (
            "A mine went off near the town of Izium in Ukraine.",
            "near the town of Izium | - -",
        ),
        (
            "Clashes broke out on the outskirts of Homs.",
            "the outskirts of Homs | - -",
        ),
        (
            "Clashes broke out on the south-western edge of Homs.",
            "the south-western edge of Homs | 225 -",
        ),
        (
            "Clashes broke out on Homs's eastern outskirts.",
            "Homs's eastern outskirts | 90 -",
        ),
    ] {
        check(text, &[expected]);
    }
}

#[test]
fn what_is_inside_a_place_is_not_beside_it() {
    for text in [
        "Shells fell in the south of Kharkiv.",
        "Shells fell in the centre of Kharkiv.",
        "Shells fell in southern Kharkiv.",
        "Shells fell in Kharkiv.",
        "Convoys came from Kharkiv.",
        "Shells fell in the north of Syria.",
        "Planes took off 40 km south of Turkey.",
        "The mayor of Kharkiv spoke of 15 km of trenches.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn two_places_tell_a_spot_between_them() {
    for (text, words) in [
        (
            "Gunmen stopped a bus between Tikrit and Mosul.",
            "between Tikrit and Mosul | - -",
        ),
        (
            "Gunmen stopped a bus between the cities of Tikrit and Mosul.",
            "between the cities of Tikrit and Mosul | - -",
        ),
        ("Gunmen held the Homs-Damascus road.", "Homs-Damascus road | - -"),
        (
            "Gunmen held the Homs to Damascus highway.",
            "Homs to Damascus highway | - -",
        ),
        (
            "Gunmen held the road from Homs to Damascus.",
            "road from Homs to Damascus | - -",
        ),
        (
            "Gunmen held the highway linking Homs with Damascus.",
            "highway linking Homs with Damascus | - -",
        ),
        (
            "Gunmen held the road between Homs and Damascus.",
            "road between Homs and Damascus | - -",
        ),
    ] {
        check(text, &[words, words]);
    }
    for text in [
        "A pact between Syria and Iraq held.",
        "Flights between Baghdad and London stopped.",
        "Gunmen held Homs and Damascus.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn the_point_moves_where_direction_and_distance_are_known() {
    let text = "A drone fell 40 km west of Kharkiv, Ukraine.";
    let mentions = found(text);
    let (city, spot) = (
        mentions[0].place.clone().expect("a city"),
        mentions[0].event_place().expect("a spot"),
    );
    let km = kilometres(point(&city), point(spot)).expect("both have points");
    assert!((km - 40.0).abs() < 0.5 && spot.lon < city.lon, "{km}");
    assert_eq!(
        (spot.geonameid, spot.match_kind),
        (None, Some(PlaceMatch::Relative))
    );
    assert!(
        spot.precision_km > city.precision_km && spot.precision_km < Some(25.0),
        "{spot:?}"
    );
    let anchor = &spot.relative.as_ref().expect("it is told by a city").anchors[0];
    assert_eq!((anchor.geonameid, anchor.lat), (city.geonameid, city.lat));
}

#[test]
fn a_distance_alone_widens_the_circle_and_keeps_the_point() {
    let mentions = found("Shells hit a farm about 20 miles from Mosul, Iraq.");
    let (city, spot) = (
        mentions[0].place.clone().expect("a city"),
        mentions[0].event_place().expect("a spot"),
    );
    assert_eq!((spot.lat, spot.geonameid), (city.lat, city.geonameid));
    assert!(
        spot.precision_km > Some(32.0) && spot.precision == PlacePrecision::District,
        "{spot:?}"
    );
    assert_eq!(spot.match_kind, Some(PlaceMatch::Relative));
}

#[test]
fn a_village_that_no_gazetteer_has_is_where_the_text_puts_it() {
    let text = "Shells hit the village of Tell Qarmuda, 12 km north of Hama in Syria.";
    let mentions = found(text);
    let hama = mentions.iter().find(|one| one.span.of(text) == "Hama");
    let spot = hama
        .and_then(|one| one.event_place().ok())
        .expect("the text says where");
    assert_eq!(
        (spot.name.as_str(), spot.country.as_deref()),
        ("Tell Qarmuda", Some("SYR"))
    );
}

#[test]
fn a_known_town_is_not_moved_by_what_explains_it() {
    let text = "Shells hit Atarib, 25 km west of Aleppo in Syria.";
    let mentions = found(text);
    assert_eq!(mentions[0].beside, None);
    let names: Vec<_> = mentions[..2]
        .iter()
        .map(|one| one.event_place().map(|p| p.name.as_str()))
        .collect();
    assert_eq!(names[0], names[1], "{names:?}");
}

proptest! {
    #[test]
    fn a_moved_point_is_as_far_as_asked(lat in -80.0..80.0_f64, lon in -180.0..180.0_f64, bearing in 0.0..360.0_f64, km in 0.1..500.0_f64) {
        let to = moved((lat, lon), bearing, km);
        let back = kilometres(Some((lat, lon)), Some(to)).unwrap_or(f64::NAN);
        prop_assert!((back - km).abs() < 0.01 * km + 0.01, "{to:?} {back}");
        prop_assert!((-90.0..=90.0).contains(&to.0) && (-180.0..=180.0).contains(&to.1));
    }

    #[test]
    fn any_order_of_such_words_is_read_without_harm(words in proptest::collection::vec(
        proptest::sample::select(vec!["15", "km", "(", ")", "west", "north", "-", "of", "the", "to", "from", "between", "and",
            "Homs", "Aleppo", "road", "outskirts", "'s", ",", "near", "town", ".", "miles", "twenty", "\n\n"]), 0..30)) {
        let text = words.join(" ");
        for one in found(&text) {
            if let Some(place) = &one.beside {
                prop_assert!(place.precision_km.is_some_and(|km| km > 0.0) || place.relative.is_none());
            }
        }
    }
}
