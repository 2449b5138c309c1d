use super::*;
use dateline_model::{TimeBasis, TimePrecision};

/// A Wednesday.
const PUBLISHED: &str = "2014-12-03";

fn found(text: &str, published: Option<&str>) -> Vec<TimeMention> {
    let analysis = dateline_syntax::analyse(text);
    find(&analysis, published.map(|day| day.parse().expect("a day")))
}

fn shown(text: &str, published: Option<&str>) -> Vec<String> {
    found(text, published)
        .iter()
        .map(|one| format!("{} = {}", one.time.mention.text(), one.time.timex))
        .collect()
}

/// The expressions and values of a report of [`PUBLISHED`].
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(text, Some(PUBLISHED)), expected, "{text}");
}

/// The same for a report without a date.
#[track_caller]
fn check_undated(text: &str, expected: &[&str]) {
    assert_eq!(shown(text, None), expected, "{text}");
}

/// The days that the only expression covers.
#[track_caller]
fn check_days(text: &str, expected: &str) {
    let times = found(text, Some(PUBLISHED));
    let day = |day: Option<Date>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
    let days: Vec<String> = times
        .iter()
        .map(|one| {
            format!(
                "{}/{} {:?}",
                day(one.time.start),
                day(one.time.end),
                one.time.precision
            )
        })
        .collect();
    assert_eq!(days, [expected], "{text}");
}

#[test]
fn full_dates_are_explicit() {
    check(
        "The depot burned on December 16, 2013.",
        &["December 16, 2013 = 2013-12-16"],
    );
    check(
        "The depot burned on 16 December 2013.",
        &["16 December 2013 = 2013-12-16"],
    );
    check(
        "On the 3rd of March 2011 the depot burned.",
        &["3rd of March 2011 = 2011-03-03"],
    );
    check("It fell on Dec. 5, 2012, again.", &["Dec. 5, 2012 = 2012-12-05"]);
    check("The file is dated 2014-10-16.", &["2014-10-16 = 2014-10-16"]);
    check("The file is dated 16/12/2013.", &["16/12/2013 = 2013-12-16"]);
    check("The file is dated 12/16/2013.", &["12/16/2013 = 2013-12-16"]);
    check("Filed 5-NOV-2013 by hand.", &["5-NOV-2013 = 2013-11-05"]);
    assert_eq!(
        found("On 2 May 2011 it rained.", None)[0].time.basis,
        TimeBasis::Explicit
    );
}

#[test]
fn a_numeric_date_that_reads_two_ways_is_left_open() {
    let times = found("The file is dated 3/4/2013.", Some(PUBLISHED));
    assert_eq!(times[0].time.basis, TimeBasis::Unresolved);
    assert_eq!(times[0].time.start, None);
    check("The file is dated 4/4/2013.", &["4/4/2013 = 2013-04-04"]);
}

#[test]
fn a_weekday_is_the_latest_on_or_before_publication() {
    check("Rockets fell on Friday.", &["Friday = 2014-11-28"]);
    check("Rockets fell on Wednesday.", &["Wednesday = 2014-12-03"]);
    check("Rockets fell last Wednesday.", &["last Wednesday = 2014-11-26"]);
    check("Rockets fell on Monday night.", &["Monday night = 2014-12-01TNI"]);
    check("Rockets fell late on Tuesday.", &["late on Tuesday = 2014-12-02"]);
    check(
        "Rockets fell in the early hours of Saturday.",
        &["the early hours of Saturday = 2014-11-29TMO"],
    );
}

#[test]
fn a_weekday_after_a_sign_of_the_future_is_the_next() {
    check("Talks will resume on Friday.", &["Friday = 2014-12-05"]);
    check("Talks are due next Tuesday.", &["next Tuesday = 2014-12-09"]);
    check("The truce holds until Friday.", &["Friday = 2014-12-05"]);
}

#[test]
fn a_weekday_beside_its_date_is_one_expression() {
    check(
        "It began on Friday, 28 November 2014.",
        &["Friday, 28 November 2014 = 2014-11-28"],
    );
    check(
        "It began on Friday (Nov 28) at sea.",
        &["Friday (Nov 28 = 2014-11-28"],
    );
}

#[test]
fn black_friday_is_not_last_friday() {
    check("Shops opened for Black Friday sales.", &[]);
}

#[test]
fn a_date_without_year_is_the_nearest() {
    check("Guards fled on November 24.", &["November 24 = 2014-11-24"]);
    check("Guards fled on 30 December.", &["30 December = 2014-12-30"]);
    check("Guards fled on February 2.", &["February 2 = 2015-02-02"]);
    // As far back as ahead: what was comes before what is to come.
    check("Guards fled on May 20.", &["May 20 = 2014-05-20"]);
    check("Guards fled on June 10.", &["June 10 = 2014-06-10"]);
    check("Guards go home on January 20.", &["January 20 = 2015-01-20"]);
    check("Guards fled in August.", &["August = 2014-08"]);
    check("Guards fled last September.", &["last September = 2014-09"]);
    check(
        "Guards fled in February last year.",
        &["February last year = 2013-02"],
    );
}

#[test]
fn day_words_count_from_publication() {
    check(
        "Today and yesterday it was calm; tomorrow is unknown.",
        &[
            "Today = 2014-12-03",
            "yesterday = 2014-12-02",
            "tomorrow = 2014-12-04",
        ],
    );
    check("Guns fired last night.", &["last night = 2014-12-02TNI"]);
    check("Guns fired this morning.", &["this morning = 2014-12-03TMO"]);
    check(
        "Guns fired yesterday evening.",
        &["yesterday evening = 2014-12-02TEV"],
    );
    check(
        "Guns fired the day before yesterday.",
        &["the day before yesterday = 2014-12-01"],
    );
    check_days("Guns fired overnight.", "2014-12-02/2014-12-03 Day");
}

#[test]
fn so_long_ago_keeps_the_grain_of_its_unit() {
    check_days("The bridge fell three days ago.", "2014-11-30/2014-11-30 Day");
    check_days("The bridge fell two weeks ago.", "2014-11-17/2014-11-23 Week");
    check_days("The bridge fell a month ago.", "2014-11-01/2014-11-30 Month");
    check_days("The bridge fell two years ago.", "2012-01-01/2012-12-31 Year");
    check("The bridge fell years ago.", &["years ago = PAST_REF"]);
}

#[test]
fn neighbouring_weeks_months_and_years() {
    check_days("The bridge fell last week.", "2014-11-24/2014-11-30 Week");
    check_days("The bridge falls this month.", "2014-12-01/2014-12-31 Month");
    check_days("The bridge falls next year.", "2015-01-01/2015-12-31 Year");
    check_days("The bridge fell over the weekend.", "2014-11-29/2014-11-30 Week");
    check(
        "The bridge fell earlier this year.",
        &["earlier this year = 2014"],
    );
}

#[test]
fn months_years_decades_and_parts_of_them() {
    check("Opened in May 2013 by him.", &["May 2013 = 2013-05"]);
    check("Opened in 2011.", &["2011 = 2011"]);
    check("Opened in the 1990s.", &["the 1990s = 199"]);
    check("Opened in the 19th century.", &["the 19th century = 18"]);
    check("Opened in summer 2012.", &["summer 2012 = 2012-SU"]);
    check(
        "Opened in the third quarter of 2008.",
        &["the third quarter of 2008 = 2008-Q3"],
    );
    check("Opened at the end of 2012.", &["the end of 2012 = 2012"]);
    check_days("Opened in early March 2013.", "2013-03-01/2013-03-10 Month");
    check_days("Opened in late March 2013.", "2013-03-21/2013-03-31 Month");
    check_days("Opened in mid-2012.", "2012-05-01/2012-08-31 Year");
}

#[test]
fn both_ends_of_a_range_have_its_days() {
    for text in [
        "Fighting on 19-20 November left ruins.",
        "Fighting on November 19-20 left ruins.",
        "Fighting on November 19 and 20 left ruins.",
        "Fighting on 19 and 20 November left ruins.",
        "The night of 19-20 November was loud.",
    ] {
        let times = found(text, Some(PUBLISHED));
        assert_eq!(times.len(), 2, "{text}: {times:?}");
        for one in times {
            assert_eq!(
                one.time.start.map(|day| day.to_string()).as_deref(),
                Some("2014-11-19"),
                "{text}"
            );
            assert_eq!(
                one.time.end.map(|day| day.to_string()).as_deref(),
                Some("2014-11-20"),
                "{text}"
            );
            assert_eq!(one.time.precision, TimePrecision::Week);
        }
    }
    let times = found("It lasted from March to May 2013.", Some(PUBLISHED));
    assert_eq!(times[0].time.timex, "2013-03");
    assert_eq!(
        times[0].time.end.map(|day| day.to_string()).as_deref(),
        Some("2013-05-31")
    );
    let times = found("War raged between 2003 and 2011 there.", None);
    assert_eq!(
        times[1].time.start.map(|day| day.to_string()).as_deref(),
        Some("2003-01-01")
    );
}

#[test]
fn since_and_until_leave_an_end_open() {
    check_days("The siege has held since 7 January.", "2014-01-07/.. Day");
    check_days("The curfew ends on 7 January.", "2015-01-07/2015-01-07 Day");
    check_days("The road is shut since Monday.", "2014-12-01/.. Day");
    check_days("The road stays shut until Friday.", "../2014-12-05 Day");
}

#[test]
fn durations_are_not_dates() {
    for (text, value) in [
        ("They fought for three days.", "P3D"),
        ("A two-week siege ended.", "P2W"),
        ("They waited for several months.", "PXM"),
        ("It took two and a half years.", "P2.5Y"),
        ("They held out for half an hour.", "PT30M"),
        ("Over the past 24 hours it was calm.", "PT24H"),
        ("It is the worst in recent years.", "PXY"),
    ] {
        let times = found(text, Some(PUBLISHED));
        assert_eq!(times.len(), 1, "{text}: {times:?}");
        assert_eq!(
            (times[0].kind, times[0].time.timex.as_str()),
            (Timex3Kind::Duration, value),
            "{text}"
        );
    }
    check_days(
        "Over the past 24 hours it was calm.",
        "2014-12-02/2014-12-03 Week",
    );
}

#[test]
fn ages_are_marked() {
    for (text, value) in [
        ("A 28-year-old driver was hurt.", "P28Y"),
        ("A driver aged 30 was hurt.", "P30Y"),
        ("The twelve-year-old was hurt.", "P12Y"),
        ("The boy, three years old, was hurt.", "P3Y"),
        ("Samir Haddad, 45, was hurt.", "P45Y"),
    ] {
        let times = found(text, Some(PUBLISHED));
        assert_eq!(times.len(), 1, "{text}: {times:?}");
        assert!(times[0].age, "{text}");
        assert_eq!(times[0].time.timex, value, "{text}");
    }
}

#[test]
fn recurring_times_are_sets() {
    for (text, value) in [
        ("Shells land every day.", "P1D"),
        ("Shells land on Fridays.", "XXXX-WXX-5"),
        ("Shells land twice a week.", "P1W"),
        ("The daily shelling went on.", "P1D"),
    ] {
        let times = found(text, Some(PUBLISHED));
        assert_eq!(times.len(), 1, "{text}: {times:?}");
        assert_eq!(
            (times[0].kind, times[0].time.timex.as_str()),
            (Timex3Kind::Set, value),
            "{text}"
        );
    }
}

#[test]
fn clock_times_belong_to_a_day() {
    check(
        "The blast came at 8:30 pm on Monday.",
        &["8:30 pm on Monday = 2014-12-01T20:30"],
    );
    check(
        "The blast came at 3 a.m. on Monday.",
        &["3 a.m. on Monday = 2014-12-01T03:00"],
    );
    check(
        "On Monday a blast came at 14:30.",
        &["Monday = 2014-12-01", "14:30 = 2014-12-01T14:30"],
    );
    check(
        "On Monday a blast came at 1500 hrs.",
        &["Monday = 2014-12-01", "1500 hrs = 2014-12-01T15:00"],
    );
    check(
        "On Monday a blast came at midnight.",
        &["Monday = 2014-12-01", "midnight = 2014-12-01T24:00"],
    );
    check("The blast came at 09:00 GMT.", &["09:00 GMT = 2014-12-03T09:00Z"]);
}

#[test]
fn a_day_later_counts_from_the_day_in_focus() {
    check(
        "Troops entered on November 20. Two days later they left.",
        &["November 20 = 2014-11-20", "Two days later = 2014-11-22"],
    );
    check(
        "Troops entered on November 20. The following day they left.",
        &["November 20 = 2014-11-20", "The following day = 2014-11-21"],
    );
    check("They left a day earlier.", &["a day earlier = XXXX-XX-XX"]);
}

#[test]
fn counts_are_not_times() {
    check("They burned 2011 houses and 1950 people fled.", &[]);
    check("It cost $2011 on flight 1990.", &[]);
    check("He may march on; she may not.", &[]);
    check("A second strike hit a quarter of the town.", &[]);
    check("April Jones and Jan Novak spoke.", &[]);
    check("The Daily Mirror reported it.", &[]);
}

#[test]
fn without_a_publication_date_nothing_relative_is_resolved() {
    check_undated("Shells fell on Friday.", &["Friday = XXXX-WXX-5"]);
    check_undated("Shells fell on November 24.", &["November 24 = XXXX-11-24"]);
    check_undated("Shells fell yesterday.", &["yesterday = XXXX-XX-XX"]);
    check_undated("Shells fell last week.", &["last week = XXXX-WXX"]);
    check_undated("Shells fell overnight.", &["overnight = XXXX-XX-XXTNI"]);
    for one in found(
        "Shells fell on Friday, on November 24, yesterday and last week.",
        None,
    ) {
        assert_eq!(
            (one.time.start, one.time.end, one.time.basis),
            (None, None, TimeBasis::Unresolved)
        );
    }
}

#[test]
fn a_text_on_the_past_keeps_its_own_years() {
    let text =
        "In 1936 a coup failed. On 21 July 1936 a port fell. In 1937 it fell again. On 5 May a truce began.";
    assert_eq!(shown(text, Some("2014-12-03"))[3], "5 May = 1937-05-05");
    assert_eq!(shown(text, None)[3], "5 May = 1937-05-05");
}

#[test]
fn a_dateline_stands_in_for_the_publication_date() {
    let text = "BOGOTA, 18 AUG 89 (RADIO CENTRO) -- A JUDGE WAS SHOT YESTERDAY IN THE NORTH.";
    assert_eq!(
        shown(text, None),
        ["18 AUG 89 = 1989-08-18", "YESTERDAY = 1989-08-17"]
    );
    let dated = |text: &str| dateline_date(&dateline_syntax::analyse(text)).map(|day| day.to_string());
    assert_eq!(
        dated("KABUL, Dec. 16, 2014 (Agency) - Guns fell silent.").as_deref(),
        Some("2014-12-16")
    );
    assert_eq!(
        dated("ALEPPO, Nov 30 (Agency) - Guns fell silent."),
        None,
        "no year is named"
    );
    assert_eq!(dated("Guns fell silent on 16 December 2014 - for a day."), None);
}

#[test]
fn values_are_the_same_in_capitals() {
    check(
        "TROOPS ENTERED ON 20 NOVEMBER AND LEFT ON FRIDAY NIGHT.",
        &["20 NOVEMBER = 2014-11-20", "FRIDAY NIGHT = 2014-11-28TNI"],
    );
    check("TROOPS MAY LEAVE.", &[]);
}

#[test]
fn impossible_days_stay_open() {
    check_undated(
        "The note says 31 February 2014.",
        &["31 February 2014 = XXXX-02-31"],
    );
}
