mod round;

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
        reports: &[],
        reviews: &kept.reviews,
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

fn decided() -> Value {
    let review = |review: &str, decision: &str, reviewer: &str, reason: &str| {
        json!({"review": review, "decision": decision, "claims": ["c_1"], "reviewer": reviewer, "made": "2024-05-02T09:00:00Z",
            "reason": reason})
    };
    json!([
        review("corrected", "correct killed: 4", "Ada", "a slip of the pen"),
        review("merged", "merge", "Otto", "=one strike, two names")
    ])
}

#[test]
fn what_people_decided_stands_with_the_incident() {
    let mut all = kept(&json!({}));
    for key in ["review", "reviewed_by", "reviewed_at", "review_reasons"] {
        assert_eq!(properties(&all)[key], Value::Null, "{key}");
    }
    all.reviews = serde_json::from_value(decided()).expect("fits");
    let p = properties(&all);
    assert_eq!(p["review"], json!(["corrected", "merged"]));
    assert_eq!(p["reviewed_by"], json!(["Ada", "Otto"]));
    assert_eq!(
        p["reviewed_at"],
        json!(["2024-05-02T09:00:00Z", "2024-05-02T09:00:00Z"])
    );
    assert_eq!(
        p["review_reasons"],
        json!(["a slip of the pen", "=one strike, two names"])
    );
    let csv = written(Format::Csv, &all, &Options::default());
    let row = "corrected; merged,Ada; Otto,2024-05-02T09:00:00Z; 2024-05-02T09:00:00Z,\"a slip of the pen; =one strike, two names\"\n";
    assert!(csv.ends_with(row), "{csv}");
    let acled = written(Format::Acled, &all, &Options::default());
    assert!(
        acled.contains("dateline_reviewed_by") && acled.contains(",Ada; Otto,"),
        "{acled}"
    );
    let line = written(Format::JsonLines, &all, &Options::default());
    let back: Vec<_> = read_lines(line.as_bytes()).collect();
    assert_eq!(back[0].as_ref().expect("is whole"), &all);
    assert!(line.contains(r#""decision":"correct killed: 4""#), "{line}");
}

/// A claim of an air strike with words that a table could trip over.
fn strike() -> Value {
    let words = "=cmd|'/C calc'!A0\tand \"two\"\nlines";
    let excerpt = json!({"start": 0, "end": words.len(), "text": words});
    json!({"id": "c_1", "document": "d_1", "evidence": excerpt, "trigger": null,
        "event": {"type": "ASSAULT", "mode": "aerial", "contexts": ["military"], "cameo": "195",
            "acled": {"event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike"},
            "ucdp": {"type_of_violence": 3}},
        "condition": null, "hazard": null,
        "source_actors": [{"id": null, "name": "Air Force of A", "country": "SYR", "sector": "MIL", "kind": "state_force",
            "mention": {"start": 0, "end": 1, "text": "="}}],
        "target_actors": [{"id": null, "name": "villagers; farmers", "country": null, "sector": "CVL", "kind": "civilian",
            "mention": {"start": 0, "end": 1, "text": "="}}],
        "physical_targets": [], "weapons": [], "place": null, "time": null, "harm": [], "count": null,
        "attribution": [], "status": "asserted", "analysis": false, "unresolved": [], "coder": "dateline test"})
}

/// The strike, with `fields` in place of the plain ones.
fn told(fields: &Value) -> Kept {
    let mut kept = kept(fields);
    kept.claims = vec![serde_json::from_value(strike()).expect("fits the model")];
    kept
}

/// Cells of the only row by their columns' names. For files of simple cells.
fn cells(format: Format, kept: &Kept) -> std::collections::BTreeMap<String, String> {
    let file = written(format, kept, &Options::default());
    let mut rows = file.lines().map(|line| line.split('\t').map(str::to_owned));
    let names = rows.next().expect("a header");
    names.zip(rows.next().expect("a row")).collect()
}

#[test]
fn polecat_takes_plovers_codes_and_keeps_a_row_a_line() {
    let cells = cells(
        Format::Polecat,
        &told(&toll(json!(20), json!(20), json!(20), true)),
    );
    for (column, expected) in [
        ("Event ID", "DL-i_1"),
        ("Event Type", "ASSAULT"),
        ("Event Mode", "aerial"),
        ("Intensity", "-9.5"),
        ("Quad Code", "4"),
        ("Recipient Name", "villagers, farmers"),
        ("Country", "XXA"),
        ("Feature Type", "P"),
        ("dateline_scheme", "PLOVER"),
        ("dateline_killed_best", "20"),
        ("dateline_killed_high", ""),
        ("dateline_killed_open", "true"),
        ("dateline_evidence", "'=cmd|'/C calc'!A0 and \"two\" lines"),
    ] {
        assert_eq!(cells.get(column).map(String::as_str), Some(expected), "{column}");
    }
}

#[test]
fn gdelt_has_61_columns_and_no_header() {
    let file = written(Format::Gdelt, &told(&json!({})), &Options::default());
    let cells: Vec<&str> = file.trim_end_matches('\n').split('\t').collect();
    assert_eq!((file.lines().count(), cells.len()), (1, 61));
    assert_eq!(
        [
            cells[1], cells[5], cells[26], cells[28], cells[29], cells[30], cells[51]
        ],
        ["20240501", "SYRMIL", "195", "19", "4", "-10.0", "4"]
    );
}

#[test]
fn a_toll_is_empty_in_acleds_columns_unless_reported_and_zero_where_zero_was() {
    let row = |fields: &Value| written(Format::Acled, &told(fields), &Options::default());
    let unstated = row(&json!({}));
    assert!(
        unstated.starts_with("event_id_cnty,event_date,year,"),
        "{unstated}"
    );
    assert!(
        unstated.contains("DL-i_1,2024-05-01,2024,1,Political violence,Explosions/Remote violence,Air/drone strike,Air Force of A,,State forces,villagers; farmers,,Civilians,State forces-Civilians,Civilian targeting,,,XXA,"),
        "{unstated}"
    );
    assert!(
        unstated.contains("lines (unattributed)\",,,,ACLED-like"),
        "{unstated}"
    );
    let none = row(&toll(json!(0), json!(0), json!(0), false));
    assert!(none.contains("lines (unattributed)\",0,,,ACLED-like"), "{none}");
}

#[test]
fn ucdp_writes_no_ceiling_for_an_open_toll() {
    let row = |open| {
        written(
            Format::Ucdp,
            &told(&toll(json!(20), json!(21), json!(22), open)),
            &Options::default(),
        )
    };
    assert!(
        row(false).contains(",,,,21,21,22,20,,,UCDP-like,"),
        "{}",
        row(false)
    );
    assert!(row(true).contains(",,,,21,21,,20,,,UCDP-like,"), "{}", row(true));
}

#[test]
fn hdx_sums_what_was_reported_and_counts_what_was_not() {
    let both = [
        told(&toll(json!(3), json!(4), json!(5), false)),
        told(&json!({"id": "i_2"})),
    ];
    let entry = |at: usize| {
        let Kept {
            incident,
            claims,
            reviews,
        } = &both[at];
        Entry {
            incident,
            claims,
            reports: &[],
            reviews,
        }
    };
    let mut file = Vec::new();
    write(Format::Hdx, [entry(0), entry(1)], &mut file, &Options::default()).expect("memory takes it");
    let file = String::from_utf8(file).expect("UTF-8");
    let rows: Vec<&str> = file.lines().skip(1).collect();
    let expected = |kind| {
        format!(
            "XXA,,,,,,,,,0,{kind},2,4,2024-05-01,2024-05-31,,,,,\"ACLED-like, as HDX groups it\",1,0,i_1; i_2"
        )
    };
    assert_eq!(
        rows,
        [expected("civilian_targeting"), expected("political_violence")]
    );
    let unstated = written(Format::Hdx, &both[1], &Options::default());
    assert!(unstated.contains(",1,,2024-05-01,"), "{unstated}");
}

#[test]
fn parquet_gives_the_same_bytes_each_time() {
    let kept = told(&toll(json!(3), json!(4), json!(5), false));
    let file = || {
        let entry = Entry {
            incident: &kept.incident,
            claims: &kept.claims,
            reports: &[],
            reviews: &kept.reviews,
        };
        let mut file = Vec::new();
        write(
            Format::GeoParquet,
            std::iter::repeat_n(entry, 20_000),
            &mut file,
            &Options::default(),
        )
        .expect("memory takes it");
        file
    };
    let first = file();
    assert!(first.starts_with(b"PAR1"));
    assert!(first == file());
}
