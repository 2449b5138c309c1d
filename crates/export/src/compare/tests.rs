use super::*;
use serde_json::{Value, json};

fn ours(day: &str, lat: f64, lon: f64, killed: Option<u32>) -> Incident {
    let tolls: Vec<Value> = killed
        .iter()
        .map(|n| json!({"kind": "killed", "low": n, "best": n, "high": n, "open": false, "basis": []}))
        .collect();
    serde_json::from_value(json!({"id": format!("i_{day}"), "documents": [], "mentions": [], "claims": [],
        "event_type": "ASSAULT", "start": day, "end": day, "tolls": tolls, "disputes": [], "corroboration": 1, "links": [],
        "place": {"name": "Town", "geonameid": null, "lat": lat, "lon": lon, "admin1": "North", "country": "SYR",
            "precision": "town", "mention": {"start": 0, "end": 4, "text": "Town"}}}))
    .expect("fits the model")
}

fn theirs(day: &str, lat: f64, lon: f64, best: Option<u32>) -> Foreign {
    let day = day.parse().expect("a day");
    Foreign {
        id: "T1".into(),
        start: day,
        end: day,
        place: None,
        lat: Some(lat),
        lon: Some(lon),
        admin1: Some("North Governorate".into()),
        country: Some("SYR".into()),
        family: Family::Violence,
        kind: String::new(),
        actors: Vec::new(),
        low: None,
        best,
        high: None,
        notes: None,
        source: None,
    }
}

fn pairs(ours: &[Incident], theirs: &[Foreign]) -> Vec<(usize, usize)> {
    let compared = compare(ours, theirs, Tolerance::default());
    compared.matched.iter().map(|m| (m.ours, m.theirs)).collect()
}

#[test]
fn a_match_says_how_far_it_lies_apart() {
    let compared = compare(
        &[ours("2024-05-01", 36.0, 37.0, Some(3))],
        &[theirs("2024-05-02", 36.1, 37.0, Some(5))],
        Tolerance::default(),
    );
    let found = compared.matched[0];
    assert_eq!(
        (found.days, found.km, found.same_family, found.toll_difference),
        (1, 11.1, true, Some(2))
    );
}

#[test]
fn what_lies_too_far_in_days_or_kilometres_or_is_of_another_sort_is_no_match() {
    let one = [ours("2024-05-01", 36.0, 37.0, None)];
    assert_eq!(pairs(&one, &[theirs("2024-05-03", 36.0, 37.0, None)]), []);
    assert_eq!(pairs(&one, &[theirs("2024-05-01", 36.5, 37.0, None)]), []);
    let mut protest = theirs("2024-05-01", 36.0, 37.0, None);
    protest.family = Family::Unrest;
    assert_eq!(pairs(&one, &[protest]), []);
    assert_eq!(pairs(&one, &[theirs("2024-05-01", 36.0, 37.0, None)]), [(0, 0)]);
}

#[test]
fn the_date_line_and_the_poles_part_nothing() {
    let pair = |a: (f64, f64), b: (f64, f64)| {
        pairs(
            &[ours("2024-05-01", a.0, a.1, None)],
            &[theirs("2024-05-01", b.0, b.1, None)],
        )
    };
    assert_eq!(pair((0.0, 179.95), (0.0, -179.95)), [(0, 0)]);
    assert_eq!(pair((89.95, 10.0), (89.95, -170.0)), [(0, 0)]);
    assert_eq!(pair((-89.99, 10.0), (-90.0, 0.0)), [(0, 0)]);
}

#[test]
fn each_side_is_taken_once_and_the_toll_decides_between_equals() {
    let ours = [
        ours("2024-05-01", 36.0, 37.0, Some(3)),
        ours("2024-05-01", 36.0, 37.0, Some(9)),
    ];
    let theirs = [
        theirs("2024-05-01", 36.0, 37.0, Some(9)),
        theirs("2024-05-01", 36.0, 37.0, Some(3)),
    ];
    assert_eq!(pairs(&ours, &theirs), [(0, 1), (1, 0)]);
    assert_eq!(pairs(&ours, &theirs[..1]), [(1, 0)]);
}

#[test]
fn the_grid_loses_no_pair_that_trying_all_would_find() {
    // A fixed sequence of points and days, as many as make every edge of a cell.
    let mut state = 7u64;
    let mut draw = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % n
    };
    let mut spot = || Spot {
        at: 0,
        start: i64::try_from(draw(40)).expect("small"),
        end: 0,
        lat: draw(1_800) as f64 / 10.0 - 90.0,
        lon: draw(40) as f64 / 20.0 + 179.0,
        reach: draw(3) as f64 * 25.0,
        family: Some(Family::Violence),
        best: None,
    };
    let mut many = || -> Vec<Spot> {
        (0..400)
            .map(|_| {
                let mut s = spot();
                s.end = s.start;
                s.lon = if s.lon > 180.0 { s.lon - 360.0 } else { s.lon };
                s
            })
            .collect()
    };
    let (ours, theirs) = (many(), many());
    let tolerance = Tolerance { days: 2, km: 30.0 };
    let grid = Grid::of(&theirs, tolerance);
    for one in &ours {
        let near = grid.near(one, tolerance);
        for (at, other) in theirs.iter().enumerate() {
            assert!(
                pair(one, other, tolerance).is_none() || near.contains(&at),
                "{} {} and {} {}",
                one.lat,
                one.lon,
                other.lat,
                other.lon
            );
        }
    }
}

#[test]
fn totals_put_both_sides_into_one_division() {
    let ours = [
        ours("2024-05-01", 36.0, 37.0, Some(3)),
        ours("2024-05-09", 36.0, 37.0, None),
    ];
    let theirs = [
        theirs("2024-05-01", 36.0, 37.0, Some(4)),
        theirs("2024-05-20", 36.0, 37.0, Some(1)),
    ];
    let found = totals(&ours, &theirs, &compare(&ours, &theirs, Tolerance::default()));
    assert_eq!(found.len(), 1);
    let total = &found[0];
    assert_eq!(
        (
            total.both,
            total.only_ours,
            total.only_theirs,
            total.our_killed,
            total.their_killed
        ),
        (1, 1, 1, Some(3), Some(5))
    );
}
