use crate::{Entry, Format, Kept, Options, ReadLineError, read_lines, write};
use serde_json::{Value, json};

/// An incident in a made-up town, with `fields` in place of the plain ones.
fn kept(fields: &Value) -> Kept {
    let mut incident = json!({"id": "i_1", "documents": ["d_1"], "mentions": [], "claims": [], "event_type": "ASSAULT",
        "start": "2024-05-01", "end": "2024-05-01", "place": town("town"), "tolls": [], "disputes": [],
        "corroboration": 1, "links": []});
    for (key, value) in fields.as_object().expect("fields are an object") {
        incident[key] = value.clone();
    }
    serde_json::from_value(json!({"incident": incident, "claims": []})).expect("fits the model")
}

fn town(precision: &str) -> Value {
    json!({"name": "Town, A", "geonameid": 7, "lat": 10.5, "lon": 20.25, "admin1": null, "country": "XXA",
        "precision": precision, "mention": {"start": 0, "end": 4, "text": "Town"}})
}

fn toll(low: Value, best: Value, high: Value, open: bool) -> Value {
    json!({"tolls": [{"kind": "killed", "low": low, "best": best, "high": high, "open": open, "basis": []}]})
}

fn written(format: Format, kept: &Kept, options: &Options) -> String {
    let entry = Entry {
        incident: &kept.incident,
        claims: &kept.claims,
    };
    let mut file = Vec::new();
    write(format, [entry], &mut file, options).expect("memory takes it");
    String::from_utf8(file).expect("UTF-8")
}

/// The properties of the one feature.
fn properties(kept: &Kept) -> Value {
    let file: Value =
        serde_json::from_str(&written(Format::GeoJson, kept, &Options::default())).expect("JSON");
    file["features"][0]["properties"].clone()
}

fn check_killed(fields: &Value, expected: &Value) {
    let p = properties(&kept(fields));
    let found = json!([
        p["killed_low"],
        p["killed_best"],
        p["killed_high"],
        p["killed_open"],
        p["killed_stated"]
    ]);
    assert_eq!(&found, expected);
}

#[test]
fn zero_is_written_only_where_zero_was_reported() {
    check_killed(&json!({}), &json!([null, null, null, null, false]));
    check_killed(
        &toll(json!(0), json!(0), json!(0), false),
        &json!([0, 0, 0, false, true]),
    );
}

#[test]
fn an_open_toll_has_no_ceiling() {
    check_killed(
        &toll(json!(20), json!(20), json!(20), true),
        &json!([20, 20, null, true, true]),
    );
}

#[test]
fn a_point_is_longitude_first_and_never_the_middle_of_a_country() {
    let in_town = written(Format::GeoJson, &kept(&json!({})), &Options::default());
    assert!(in_town.contains(r#""coordinates":[20.25,10.5]"#), "{in_town}");
    let country = kept(&json!({"place": town("country")}));
    let in_country = written(Format::GeoJson, &country, &Options::default());
    assert!(in_country.contains(r#""geometry":null"#), "{in_country}");
}

#[test]
fn csv_quotes_and_keeps_the_width_of_its_rows() {
    let csv = written(Format::Csv, &kept(&json!({})), &Options::default());
    assert!(csv.starts_with("id,scheme,event_type,"), "{csv}");
    assert!(
        csv.contains(r#",ASSAULT,2024-05-01,2024-05-01,"Town, A",,XXA,10.5000,20.2500,7,town,,,,,false,"#),
        "{csv}"
    );
}

#[test]
fn hxl_has_a_row_of_tags_under_the_header() {
    let hxl = written(Format::Hxl, &kept(&json!({})), &Options::default());
    let rows: Vec<&str> = hxl.lines().collect();
    assert_eq!(rows.len(), 3);
    assert!(
        rows[1].starts_with("#event+code,#meta+scheme,#event+type,"),
        "{}",
        rows[1]
    );
    assert_eq!(rows[0].matches(',').count(), rows[1].matches(',').count());
}

#[test]
fn a_formula_is_disarmed_unless_asked_otherwise() {
    let mut place = town("town");
    place["name"] = json!("=SUM(A1)");
    let kept = kept(&json!({"place": place}));
    assert!(written(Format::Csv, &kept, &Options::default()).contains(",'=SUM(A1),"));
    let raw = Options {
        spreadsheet_safe: false,
        bom: true,
    };
    let csv = written(Format::Csv, &kept, &raw);
    assert!(csv.starts_with('\u{feff}') && csv.contains(",=SUM(A1),"), "{csv}");
}

#[test]
fn json_lines_read_back_equal_and_a_bad_line_is_named() {
    let kept = kept(&toll(json!(3), json!(4), json!(5), false));
    let line = written(Format::JsonLines, &kept, &Options::default());
    let file = format!("{line}{{}}\n\n{line}");
    let read: Vec<_> = read_lines(file.as_bytes()).collect();
    assert_eq!(read.len(), 3);
    assert_eq!(read[0].as_ref().expect("the first line is whole"), &kept);
    assert!(matches!(read[1], Err(ReadLineError::Malformed { line: 2, .. })));
    assert_eq!(read[2].as_ref().expect("the last line is whole"), &kept);
}
