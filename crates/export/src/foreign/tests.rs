use super::*;

const ACLED: &str = "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,country,admin1,location,latitude,longitude,notes,fatalities\n";

fn read(file: &str) -> ForeignFile {
    read_foreign("theirs.csv", file.as_bytes(), None).expect("is of a known layout")
}

fn refused(file: &str, layout: Option<ForeignLayout>) -> String {
    read_foreign("theirs.csv", file.as_bytes(), layout)
        .expect_err("is refused")
        .to_string()
}

#[test]
fn acled_dates_are_read_in_each_of_its_spellings_and_precisions() {
    for (day, precision, start, end) in [
        ("2024-05-10", "1", "2024-05-10", "2024-05-10"),
        ("10 May 2024", "2", "2024-05-07", "2024-05-13"),
        ("10-05-2024", "3", "2024-04-25", "2024-05-25"),
    ] {
        let row = format!(
            "{ACLED}X1,{day},{precision},Battles,Armed clash,A,Syria,Idlib,Town,36,37,\"a, \"\"b\"\"\nc\",2\n"
        );
        let event = &read(&row).events[0];
        assert_eq!(
            (event.start.to_string(), event.end.to_string()),
            (start.into(), end.into())
        );
        assert_eq!(event.notes.as_deref(), Some("a, \"b\"\nc"));
        assert_eq!((event.country.as_deref(), event.best), (Some("SYR"), Some(2)));
    }
}

#[test]
fn columns_that_are_needed_are_named_with_file_and_line() {
    assert_eq!(
        refused("event_id_cnty,event_date,event_type\n", None),
        "theirs.csv:1: no column `latitude`, `longitude`, `fatalities`, which the layout needs"
    );
    assert_eq!(
        refused("name,age\nx,1\n", None),
        "theirs.csv:1: the columns are of no known layout (ACLED, UCDP GED, GDELT, POLECAT); they begin: name, age"
    );
    assert!(refused(ACLED, Some(ForeignLayout::Polecat)).contains("`Event ID`"));
    assert!(refused("", None).contains("no known layout"));
}

#[test]
fn rows_with_values_that_can_not_be_are_set_aside_with_their_line() {
    let file = format!(
        "{ACLED}X1,0025-05-10,1,Battles,,,,,,36,37,,2\nX2,2024-05-10,1,Battles,,,,,,136,37,,2\n\n\
         X3,2024-05-10,1,Battles,,,,,,36,37,,many\nX4,2024-05-10,1,Battles,,,,,,36,37,,\nX5,\"open\n"
    );
    let read = read(&file);
    let problems: Vec<String> = read.set_aside.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "theirs.csv:2: column `event_date`: `0025-05-10` is no day of our times",
            "theirs.csv:3: column `latitude`: `136` is no number of degrees on the globe",
            "theirs.csv:5: column `fatalities`: `many` is no number of people",
            "theirs.csv:7: a quotation mark is not closed before the file ends",
        ]
    );
    assert_eq!((read.events.len(), read.events[0].best), (1, None));
}

#[test]
fn ucdp_is_read_with_columns_in_another_order() {
    let file = "low;best;high;type_of_violence;date_end;date_start;id;longitude;latitude;side_a;adm_1;country\n\
        1;2;3;2;2024-05-03 00:00:00.000;2024-05-01T00:00:00;77;20.5;10.25;Group;North province;Yemen (North Yemen)\n";
    let read = read(file);
    let event = &read.events[0];
    assert_eq!(read.layout, ForeignLayout::Ucdp);
    assert_eq!((event.low, event.best, event.high), (Some(1), Some(2), Some(3)));
    assert_eq!(
        (event.start.to_string(), event.end.day()),
        ("2024-05-01".into(), 3)
    );
    assert_eq!(
        (event.kind.as_str(), event.country.as_deref()),
        ("non-state", Some("YEM"))
    );
}

#[test]
fn polecat_is_read_in_latin_letters_of_old() {
    let mut file = b"Event ID\tEvent Date\tEvent Type\tLatitude\tLongitude\tPlacename\n1_2\t2024-05-01\tPROTEST\t10\t20\t".to_vec();
    file.extend([b'"', 0xe9, b'\n']);
    let read = read_foreign("p.txt", &file, None).expect("is read");
    assert_eq!(read.events[0].place.as_deref(), Some("\"é"));
    assert_eq!(read.events[0].family, Family::Unrest);
}

#[test]
fn bytes_of_any_kind_break_nothing() {
    for file in [
        "\u{0}\u{0}\n,,\n",
        "\"",
        "\"\"\"",
        "a\tb\r\n\r\n",
        "\n\n\n",
        "é;è\n\"x",
    ] {
        for layout in [None, Some(ForeignLayout::Gdelt)] {
            assert!(read_foreign("x", file.as_bytes(), layout).is_err());
        }
    }
}
