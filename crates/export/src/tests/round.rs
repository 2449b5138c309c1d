//! What is written in a layout is read back by its reader with the same facts.

use super::{told, toll};
use crate::{Entry, Foreign, Format, Kept, Options, read_foreign, write};
use proptest::prelude::*;
use serde_json::{Value, json};

const FORMATS: [Format; 4] = [Format::Acled, Format::Ucdp, Format::Gdelt, Format::Polecat];

fn back(format: Format, kept: &Kept) -> Foreign {
    let entry = Entry {
        incident: &kept.incident,
        claims: &kept.claims,
        reports: &[],
        reviews: &kept.reviews,
    };
    let mut file = Vec::new();
    write(format, [entry], &mut file, &Options::default()).expect("memory takes it");
    let mut read = read_foreign("own", &file, None).expect("the layout is recognised");
    assert_eq!(read.set_aside, [], "{format:?}");
    assert_eq!(read.events.len(), 1, "{format:?}");
    read.events.remove(0)
}

fn check(fields: &Value, deaths: [Option<u32>; 3]) {
    let kept = told(fields);
    for format in FORMATS {
        let read = back(format, &kept);
        assert_eq!(read.start, kept.incident.start.expect("a day"), "{format:?}");
        let place = kept.incident.place.as_ref().expect("a place");
        assert_eq!((read.lat, read.lon), (place.lat, place.lon), "{format:?}");
        assert_eq!(read.family, crate::Family::Violence, "{format:?}");
        let name = read.actors.first().map(|name| name.to_lowercase());
        assert_eq!(name.as_deref(), Some("air force of a"), "{format:?}");
        match format {
            Format::Ucdp => assert_eq!([read.low, read.best, read.high], deaths),
            Format::Acled => assert_eq!(read.best, deaths[1]),
            _ => assert_eq!(read.best, None),
        }
    }
}

#[test]
fn facts_come_back_from_each_layout() {
    check(&json!({}), [None; 3]);
    check(
        &toll(json!(0), json!(0), json!(0), false),
        [Some(0), Some(0), Some(0)],
    );
    check(
        &toll(json!(3), json!(4), json!(5), false),
        [Some(3), Some(4), Some(5)],
    );
    check(
        &toll(json!(3), json!(4), json!(5), true),
        [Some(3), Some(4), None],
    );
}

#[test]
fn a_week_comes_back_as_a_range_around_its_middle() {
    let read = back(
        Format::Ucdp,
        &told(&json!({"start": "2024-05-01", "end": "2024-05-07"})),
    );
    assert_eq!((read.start.day(), read.end.day()), (1, 7));
    let read = back(
        Format::Acled,
        &told(&json!({"start": "2024-05-01", "end": "2024-05-07"})),
    );
    assert_eq!((read.start.day(), read.end.day()), (1, 7));
}

proptest! {
    #[test]
    fn no_words_of_a_report_break_a_row(name in "[ -~\t\r\n\"',;=+@é]{1,40}") {
        let mut kept = told(&json!({}));
        if let Some(place) = &mut kept.incident.place {
            place.name.clone_from(&name);
        }
        for format in FORMATS {
            let read = back(format, &kept);
            prop_assert_eq!((read.lat, read.lon), (Some(10.5), Some(20.25)));
            if matches!(format, Format::Acled | Format::Ucdp) && !name.trim().is_empty() && name.trim() != "None" && !name.trim().starts_with('\'') {
                let place = read.place.unwrap_or_default();
                prop_assert_eq!(place.trim_start_matches('\'').trim(), name.trim());
            }
        }
    }
}
