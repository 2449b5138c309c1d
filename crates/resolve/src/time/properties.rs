//! What holds for every text.

use super::*;
use proptest::prelude::*;

/// Whether a value is of the grammar of TIMEX3 (TimeML annotation guidelines 1.2.1, section 2.3.5; ISO 8601 with `X` for what
/// is not known).
fn is_value(value: &str) -> bool {
    if matches!(value, "PAST_REF" | "PRESENT_REF" | "FUTURE_REF") {
        return true;
    }
    if let Some(duration) = value.strip_prefix('P') {
        return is_duration(duration);
    }
    let (date, time) = match value.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (value, None),
    };
    time.is_none_or(is_time) && is_date(date.strip_prefix("BC").unwrap_or(date))
}

/// `3D`, `T24H`, `XY`, `2.5Y`, `1DE`.
fn is_duration(value: &str) -> bool {
    let value = value.strip_prefix('T').unwrap_or(value);
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == 'X');
    unit.len() < value.len() && matches!(unit, "S" | "M" | "H" | "D" | "W" | "WE" | "Q" | "Y" | "DE" | "CE")
}

fn is_time(value: &str) -> bool {
    matches!(value, "MO" | "MI" | "AF" | "EV" | "NI" | "DT")
        || matches!(value.trim_end_matches('Z').split_once(':'), Some((h, m)) if within(h, 24) && within(m, 59))
}

/// Two digits up to a number, or `XX`.
fn within(value: &str, most: u8) -> bool {
    value == "XX" || value.len() == 2 && value.parse::<u8>().is_ok_and(|n| n <= most)
}

fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let year = parts[0];
    let unknown = year == "XXXX";
    let digits = year.bytes().all(|b| b.is_ascii_digit());
    match parts[1..] {
        [] => unknown || digits && (2..=4).contains(&year.len()),
        [rest] | [rest, _] | [rest, _, _] if year.len() == 4 && (unknown || digits) => {
            let month = within(rest, 12);
            let week = rest.strip_prefix('W').is_some_and(|week| within(week, 53));
            let stretch = matches!(
                rest,
                "SP" | "SU" | "FA" | "WI" | "Q1" | "Q2" | "Q3" | "Q4" | "H1" | "H2"
            );
            match parts[2..] {
                [] => month || week || stretch,
                [day] => {
                    month && within(day, 31)
                        || week && (day == "WE" || matches!(day.as_bytes(), [b'1'..=b'7']))
                }
                _ => false,
            }
        }
        _ => false,
    }
}

#[test]
fn the_grammar_tells_values_from_others() {
    for value in [
        "2014",
        "199",
        "18",
        "2014-W48-WE",
        "XXXX-WXX-5TNI",
        "XXXX-11-24",
        "2014-12-03T24:00",
        "2014-12-03T09:00Z",
        "BC0480-09",
        "PT24H",
        "P2.5Y",
        "PXDE",
        "2015-Q3",
    ] {
        assert!(is_value(value), "{value}");
    }
    for value in [
        "",
        "2014-13",
        "2014-12-32",
        "P",
        "PD",
        "P3",
        "2014-W54",
        "2014-12-03T25:00",
        "20145",
        "soon",
        "-14",
    ] {
        assert!(!is_value(value), "{value}");
    }
}

#[test]
fn absurd_numbers_and_years_are_harmless() {
    for text in [
        "Guards left 4000000000 years ago and 99999 weeks later.",
        "Guards left 9999999 centuries ago, 9999999 decades later, on 0/0/0000 and 99/99/9999.",
        "In the 99th century, 7654321 weekends ago, in the last 9999999 months and the next 9999999 quarters.",
        "At 99:99 on 31 February 9999 and at 24:59; in May 0025; in 0025 BC; on the 99th; on 32 May.",
    ] {
        for day in [(-9999, 1, 1), (25, 2, 28), (2014, 12, 3), (9999, 12, 31)] {
            let published = Date::new(day.0, day.1, day.2).ok();
            let analysis = dateline_syntax::analyse(text);
            let times = find(&analysis, published);
            assert!(!times.is_empty());
            for one in &times {
                assert!(is_value(&one.time.timex), "{one:?}");
            }
            assert_eq!(times, find(&analysis, published), "twice the same");
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,120}", year in -9999i16..9999) {
        let analysis = dateline_syntax::analyse(&text);
        for one in find(&analysis, Date::new(year, 1, 1).ok()) {
            prop_assert_eq!(text.get(one.time.mention.start()..one.time.mention.end()), Some(one.time.mention.text()));
            prop_assert!(!one.tokens.is_empty());
            prop_assert!(is_value(&one.time.timex), "{one:?}");
        }
    }

    #[test]
    fn calendar_words_in_any_order_are_read_without_panic(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "May", "5", "31", "2016", "-", "and", "the", "night", "of", "last", "next", "Friday", "two", "weeks", "ago", "later",
            "8", ":", "30", "pm", "century", "19", "th", "early", "'", "s", "9999", "decades", "past", "since", "until", "99999", ",", "Ramadan", "Eid", "al", "Easter", "aged", "the 14th", "ago", "480", "week", "T", "0025", "said", "reports",
            "\n\n", "year", "every", "a", "half", "quarter", "first", "overnight", "BC", "0", "00", "1990", ".", "/", "weekend",
        ]), 0..25),
        year in prop_oneof![-9999i16..-9990, 1990i16..2030, 9990i16..9999],
    ) {
        let text = words.join(" ");
        for text in [text.clone(), text.replace(' ', "")] {
            let analysis = dateline_syntax::analyse(&text);
            for one in find(&analysis, Date::new(year, 12, 31).ok()) {
                prop_assert!(one.time.start.is_none() || one.time.end.is_none() || one.time.start <= one.time.end, "{one:?}");
                prop_assert!(is_value(&one.time.timex), "{one:?}");
            }
        }
    }
}
