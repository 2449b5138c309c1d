//! The sixty constructions in which conflict news tells time, one by one, with and without a publication day.

use super::*;
use dateline_model::{TimeBasis, TimePrecision};

/// A Wednesday.
const PUBLISHED: Date = jiff::civil::date(2014, 12, 3);

/// Number of the construction, a sentence, what is found in a report of [`PUBLISHED`] (words = value days, and the role where
/// the date is not of what is told; `-` for no days), and the values where no publication day is known. A sentence in which
/// nothing is found shows a look-alike.
#[rustfmt::skip]
const CONSTRUCTIONS: &[(u8, &str, &[&str], &[&str])] = &[
    (1, "Guards left the mill on November 21.", &["November 21 = 2014-11-21 2014-11-21"], &["XXXX-11-21"]),
    (1, "May 20-year-olds vote here.", &["20-year = P20Y -"], &["P20Y"]),
    (2, "Guards left the mill on Friday.", &["Friday = 2014-11-28 2014-11-28"], &["XXXX-WXX-5"]),
    (2, "Shops opened for Black Friday sales.", &[], &[]),
    (3, "Guards will leave soon and come back later.", &[], &[]),
    (4, "Guards left late on November 20 night.", &["late on November 20 night = 2014-11-20TNI 2014-11-20"], &["XXXX-11-20TNI"]),
    (4, "Guards left on the evening of November 3.", &["the evening of November 3 = 2014-11-03TEV 2014-11-03"], &["XXXX-11-03TEV"]),
    (5, "At 8:30 pm on Monday guards left.", &["8:30 pm on Monday = 2014-12-01T20:30 2014-12-01"], &["XXXX-WXX-1T20:30"]),
    (5, "Guards took 3 a side.", &[], &[]),
    (6, "Guards left today; more go tomorrow and tonight.", &["today = 2014-12-03 2014-12-03", "tomorrow = 2014-12-04 2014-12-04", "tonight = 2014-12-03TNI 2014-12-03"], &["XXXX-XX-XX", "XXXX-XX-XX", "XXXX-XX-XXTNI"]),
    (7, "Guards left recently.", &["recently = PAST_REF -"], &["PAST_REF"]),
    (8, "The mill is now shut and currently empty.", &["now = PRESENT_REF -", "currently = PRESENT_REF -"], &["PRESENT_REF", "PRESENT_REF"]),
    (9, "At that time the mill was shut.", &["that time = PAST_REF -"], &["PAST_REF"]),
    (9, "The mill shut at the time of the raid.", &[], &[]),
    (10, "Guards held on for three hours.", &["three hours = PT3H -"], &["PT3H"]),
    (10, "A second strike hit the mill.", &[], &[]),
    (11, "The mill is shut since the ceasefire.", &[], &[]),
    (12, "Shells fell overnight.", &["overnight = 2014-12-02TNI 2014-12-02/2014-12-03"], &["XXXX-XX-XXTNI"]),
    (12, "Guards left at dawn.", &["dawn = 2014-12-03TMO 2014-12-03"], &["XXXX-XX-XXTMO"]),
    (12, "The night sky was bright.", &[], &[]),
    (13, "The mill was built in 2011.", &["2011 = 2011 2011-01-01/2011-12-31"], &["2011"]),
    (13, "They burned 2011 houses and 1950 people fled.", &[], &[]),
    (14, "Guards left on Friday night.", &["Friday night = 2014-11-28TNI 2014-11-28"], &["XXXX-WXX-5TNI"]),
    (15, "The mill fell on December 16, 2016.", &["December 16, 2016 = 2016-12-16 2016-12-16"], &["2016-12-16"]),
    (16, "Guards left on 21 November.", &["21 November = 2014-11-21 2014-11-21"], &["XXXX-11-21"]),
    (17, "Guns fired last night and again this morning.", &["last night = 2014-12-02TNI 2014-12-02", "this morning = 2014-12-03TMO 2014-12-03"], &["XXXX-XX-XXTNI", "XXXX-XX-XXTMO"]),
    (18, "Guards left on November 20 and came back two days later.", &["November 20 = 2014-11-20 2014-11-20", "two days later = 2014-11-22 2014-11-22"], &["XXXX-11-20", "XXXX-XX-XX"]),
    (18, "Guards left a day earlier.", &["a day earlier = XXXX-XX-XX -"], &["XXXX-XX-XX"]),
    (19, "In the last two years the mill was shut.", &["the last two years = P2Y 2012-12-03/2014-12-03"], &["P2Y"]),
    (20, "A 28-year-old miller and Ali Omar, 45, left.", &["28-year = P28Y -", "45 = P45Y -"], &["P28Y", "P45Y"]),
    (20, "The child, aged 3, left.", &["3 = P3Y -"], &["P3Y"]),
    (21, "Guards left two weeks ago, not three days ago.", &["two weeks ago = 2014-W47 2014-11-17/2014-11-23", "three days ago = 2014-11-30 2014-11-30"], &["XXXX-WXX", "XXXX-XX-XX"]),
    (21, "Guards left 2 years ago.", &["2 years ago = 2012 2012-01-01/2012-12-31"], &["XXXX"]),
    (22, "A two-day strike and a month-long siege ended.", &["two-day = P2D -", "a month-long = P1M -"], &["P2D", "P1M"]),
    (23, "Guards left on Friday (Nov 21).", &["Friday (Nov 21 = 2014-11-21 2014-11-21"], &["XXXX-11-21"]),
    (24, "The mill fell in May 2013.", &["May 2013 = 2013-05 2013-05-01/2013-05-31"], &["2013-05"]),
    (25, "The mill fell in August.", &["August = 2014-08 2014-08-01/2014-08-31"], &["XXXX-08"]),
    (25, "Guards may march on in august company.", &[], &[]),
    (26, "Guards left in the early hours of Saturday.", &["the early hours of Saturday = 2014-11-29TMO 2014-11-29"], &["XXXX-WXX-6TMO"]),
    (26, "It was night on Sunday.", &["night on Sunday = 2014-11-30TNI 2014-11-30"], &["XXXX-WXX-7TNI"]),
    (27, "The mill fell last year.", &["last year = 2013 2013-01-01/2013-12-31"], &["XXXX"]),
    (28, "The mill is shut during Ramadan 2016.", &["Ramadan 2016 = 2016 2016-06-06/2016-07-07"], &["2016"]),
    (28, "Guards left on Easter Sunday.", &["Easter Sunday = 2015-04-05 2015-04-05"], &["XXXX-XX-XX"]),
    (28, "Crowds met on Eid al-Adha last year and on Ashura.", &["Eid al-Adha last year = 2013-10 2013-10-14/2013-10-19", "Ashura = 2014-11 2014-11-02/2014-11-04"], &["XXXX-XX-XX", "XXXX-XX-XX"]),
    (28, "He sailed to Easter Island.", &[], &[]),
    (29, "Guards left last week and come back this weekend.", &["last week = 2014-W48 2014-11-24/2014-11-30", "this weekend = 2014-W49-WE 2014-12-06/2014-12-07"], &["XXXX-WXX", "XXXX-WXX-WE"]),
    (30, "Guards left earlier this month.", &["earlier this month = 2014-12 2014-12-01/2014-12-10"], &["XXXX-XX"]),
    (31, "Shells land daily, twice a week, every Friday.", &["daily = P1D -", "a week = P1W -", "every Friday = XXXX-WXX-5 -"], &["P1D", "P1W", "XXXX-WXX-5"]),
    (31, "The Daily Herald ran it.", &[], &[]),
    (32, "Guards left yesterday evening.", &["yesterday evening = 2014-12-02TEV 2014-12-02"], &["XXXX-XX-XXTEV"]),
    (33, "The mill was shut for years.", &["years = PXY -"], &["PXY"]),
    (34, "Hours after the raid guards left.", &["Hours = PTXH -"], &["PTXH"]),
    (34, "Guards left two weeks into the offensive.", &["two weeks = P2W -"], &["P2W"]),
    (35, "The mill shut in recent weeks.", &["recent weeks = PXW -"], &["PXW"]),
    (35, "The past decade was hard.", &["The past decade = P10Y 2004-12-03/2014-12-03"], &["P10Y"]),
    (36, "Guards left on Friday, 28 November 2014.", &["Friday, 28 November 2014 = 2014-11-28 2014-11-28"], &["2014-11-28"]),
    (37, "Guards died on November 21, reports the Herald.", &["November 21 = 2014-11-21 2014-11-21"], &["XXXX-11-21"]),
    (37, "Guards died, reports The Herald on November 22.", &["November 22 = 2014-11-22 2014-11-22 Report"], &["XXXX-11-22"]),
    (37, "The army said on Monday that guards left.", &["Monday = 2014-12-01 2014-12-01 Report"], &["XXXX-WXX-1"]),
    (37, "The Herald told readers that guards left on Monday.", &["Monday = 2014-12-01 2014-12-01"], &["XXXX-WXX-1"]),
    (38, "Around midnight on Monday guards left.", &["midnight on Monday = 2014-12-01T24:00 2014-12-01"], &["XXXX-WXX-1T24:00"]),
    (38, "It was noon by then.", &["noon = 2014-12-03T12:00 2014-12-03"], &["XXXX-XX-XXT12:00"]),
    (39, "They fought on 19-20 November.", &["19 = 2014-11-19 2014-11-19/2014-11-20", "20 November = 2014-11-20 2014-11-19/2014-11-20"], &["XXXX-11-19", "XXXX-11-20"]),
    (39, "They fought on Nov 6-7.", &["Nov 6 = 2014-11-06 2014-11-06/2014-11-07", "7 = 2014-11-07 2014-11-06/2014-11-07"], &["XXXX-11-06", "XXXX-11-07"]),
    (40, "Guards left on November 20. The next day shells fell.", &["November 20 = 2014-11-20 2014-11-20", "The next day = 2014-11-21 2014-11-21"], &["XXXX-11-20", "XXXX-XX-XX"]),
    (40, "Guards left on November 20. Shells fell the same day.", &["November 20 = 2014-11-20 2014-11-20", "the same day = 2014-11-20 2014-11-20"], &["XXXX-11-20", "XXXX-XX-XX"]),
    (41, "War lasted from 2009 to 2011.", &["2009 = 2009 2009-01-01/2011-12-31", "2011 = 2011 2009-01-01/2011-12-31"], &["2009", "2011"]),
    (41, "They fought between 3 and 5 November.", &["3 = 2014-11-03 2014-11-03/2014-11-05", "5 November = 2014-11-05 2014-11-03/2014-11-05"], &["XXXX-11-03", "XXXX-11-05"]),
    (41, "They fought between March and May 2013.", &["March = 2013-03 2013-03-01/2013-05-31", "May 2013 = 2013-05 2013-03-01/2013-05-31"], &["2013-03", "2013-05"]),
    (42, "The mill fell on 16 December 2016.", &["16 December 2016 = 2016-12-16 2016-12-16"], &["2016-12-16"]),
    (43, "The mill fell in late March 2013.", &["late March 2013 = 2013-03 2013-03-21/2013-03-31"], &["2013-03"]),
    (43, "The mill fell in mid-October.", &["mid-October = 2014-10 2014-10-11/2014-10-20"], &["XXXX-10"]),
    (44, "Shells fell over the weekend.", &["the weekend = 2014-W48-WE 2014-11-29/2014-11-30"], &["XXXX-WXX-WE"]),
    (45, "Guards left last Friday and are due next Tuesday.", &["last Friday = 2014-11-28 2014-11-28", "next Tuesday = 2014-12-09 2014-12-09"], &["XXXX-WXX-5", "XXXX-WXX-2"]),
    (46, "The mill fell in February last year.", &["February last year = 2013-02 2013-02-01/2013-02-28"], &["XXXX-02"]),
    (47, "War lasted 2003-2011.", &["2003 = 2003 2003-01-01/2011-12-31", "2011 = 2011 2003-01-01/2011-12-31"], &["2003", "2011"]),
    (48, "The mill fell in summer 2012.", &["summer 2012 = 2012-SU 2012-06-01/2012-08-31"], &["2012-SU"]),
    (48, "The mill was shut this winter.", &["this winter = 2014-WI 2014-12-01/2015-02-28"], &["XXXX-WI"]),
    (48, "Guards spring a trap and fall back.", &[], &[]),
    (49, "The road is shut since Wednesday.", &["Wednesday = 2014-12-03 2014-12-03/.."], &["XXXX-WXX-3"]),
    (49, "The road stays shut until Friday.", &["Friday = 2014-12-05 ../2014-12-05"], &["XXXX-WXX-5"]),
    (50, "At 1500 hrs on Monday guards left; at 09:00 GMT they came.", &["1500 hrs on Monday = 2014-12-01T15:00 2014-12-01", "09:00 GMT = 2014-12-01T09:00Z 2014-12-01"], &["XXXX-WXX-1T15:00", "XXXX-XX-XXT09:00Z"]),
    (50, "He spent 1500 dollars.", &[], &[]),
    (51, "The mill fell in the first week of November.", &["the first week of November = 2014-11 2014-11-01/2014-11-10"], &["XXXX-11"]),
    (51, "It opens at the end of the year.", &["the end of the year = 2014 2014-09-01/2014-12-31"], &["XXXX"]),
    (51, "The week of November 5 was calm.", &["The week of November 5 = 2014-W45 2014-11-03/2014-11-09"], &["XXXX-WXX"]),
    (52, "Guards left on the intervening night of November 5 and 6.", &["the intervening night of November 5 = 2014-11-05TNI 2014-11-05/2014-11-06", "6 = 2014-11-06 2014-11-05/2014-11-06"], &["XXXX-11-05TNI", "XXXX-11-06"]),
    (52, "The night of 29-30 November was loud.", &["The night of 29 = 2014-11-29TNI 2014-11-29/2014-11-30", "30 November = 2014-11-30 2014-11-29/2014-11-30"], &["XXXX-11-29TNI", "XXXX-11-30"]),
    (53, "The mill fell in late 2012.", &["late 2012 = 2012 2012-09-01/2012-12-31"], &["2012"]),
    (54, "The mill fell in the 1990s.", &["the 1990s = 199 1990-01-01/1999-12-31"], &["199"]),
    (54, "A man in his 30s left.", &[], &[]),
    (55, "They met on November 3 and again on the 14th.", &["November 3 = 2014-11-03 2014-11-03", "14th = 2014-11-14 2014-11-14"], &["XXXX-11-03", "XXXX-XX-14"]),
    (56, "The note is dated 2016-12-16, then 16/12/2016.", &["2016-12-16 = 2016-12-16 2016-12-16", "16/12/2016 = 2016-12-16 2016-12-16"], &["2016-12-16", "2016-12-16"]),
    (56, "The note is dated 3/4/2016.", &["3/4/2016 = 2016 -"], &["2016"]),
    (57, "Much changed after 9/11 and after 26/11.", &["9/11 = 2001-09-11 2001-09-11/..", "26/11 = 2008-11-26 2008-11-26/.."], &["2001-09-11", "2008-11-26"]),
    (57, "A score of 9/11/4 won.", &[], &[]),
    (58, "It stood since the 19th century.", &["the 19th century = 18 1800-01-01/.."], &["18"]),
    (59, "BAGHDAD, Dec. 16, 2014 (Herald) - Guards left on Monday.", &["Dec. 16, 2014 = 2014-12-16 2014-12-16 Dateline", "Monday = 2014-12-01 2014-12-01"], &["2014-12-16", "2014-12-15"]),
    (60, "It grew in Q3 2015 and in the first half of 2012.", &["Q3 2015 = 2015-Q3 2015-07-01/2015-09-30", "the first half of 2012 = 2012-H1 2012-01-01/2012-06-30"], &["2015-Q3", "2012-H1"]),
    (60, "A quarter of the town left.", &[], &[]),
];

fn days(time: &TimeRef) -> String {
    let day = |day: Option<Date>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
    match (time.start, time.end) {
        (None, None) => "-".to_owned(),
        (start, end) if start == end => day(start),
        (start, end) => format!("{}/{}", day(start), day(end)),
    }
}

fn found(text: &str, published: Option<Date>) -> Vec<TimeMention> {
    find(&dateline_syntax::analyse(text), published)
}

#[test]
fn every_construction_is_read_in_a_dated_report() {
    for (number, text, expected, _) in CONSTRUCTIONS {
        let shown: Vec<String> = found(text, Some(PUBLISHED))
            .iter()
            .map(|one| {
                let role = match one.role {
                    TimeRole::Told => String::new(),
                    other => format!(" {other:?}"),
                };
                let (words, value) = (one.time.mention.text(), &one.time.timex);
                format!("{words} = {value} {}{role}", days(&one.time))
            })
            .collect();
        assert_eq!(&shown, expected, "construction {number}: {text}");
    }
}

#[test]
fn every_construction_keeps_what_is_known_in_an_undated_report() {
    for (number, text, _, expected) in CONSTRUCTIONS {
        let times = found(text, None);
        let values: Vec<&str> = times.iter().map(|one| one.time.timex.as_str()).collect();
        assert_eq!(&values, expected, "construction {number}: {text}");
        for one in times {
            let open = one.time.timex.contains("XX") || one.time.timex.ends_with("REF");
            assert!(
                !open || (one.time.start, one.time.end) == (None, None),
                "construction {number}: {one:?}"
            );
        }
    }
}

#[test]
fn all_sixty_have_a_sentence() {
    let numbers: std::collections::BTreeSet<u8> = CONSTRUCTIONS.iter().map(|row| row.0).collect();
    assert!(numbers.into_iter().eq(1..=60));
}

#[test]
fn a_value_says_what_it_rests_on() {
    for (text, basis, precision) in [
        (
            "Guards left on 2 May 2011.",
            TimeBasis::Explicit,
            TimePrecision::Day,
        ),
        ("Guards left on Friday.", TimeBasis::Published, TimePrecision::Day),
        (
            "Guards left last month.",
            TimeBasis::Published,
            TimePrecision::Month,
        ),
        (
            "Guards left on 2 May 2011 and came back a day later.",
            TimeBasis::Focus,
            TimePrecision::Day,
        ),
        (
            "Guards left a day later.",
            TimeBasis::Unresolved,
            TimePrecision::Unknown,
        ),
    ] {
        let times = found(text, Some(PUBLISHED));
        let last = &times.last().expect("an expression").time;
        assert_eq!((last.basis, last.precision), (basis, precision), "{text}");
    }
}

#[test]
fn what_hangs_on_an_event_keeps_its_relation() {
    for (text, bound) in [
        ("Three days after the truce guards left.", Some(Bound::After)),
        ("Guards left hours before the vote.", Some(Bound::Before)),
        ("Two weeks into the offensive guards left.", Some(Bound::After)),
        ("At the time guards slept.", Some(Bound::At)),
        ("Guards slept for three days.", None),
    ] {
        let times = found(text, Some(PUBLISHED));
        assert_eq!(times.len(), 1, "{text}: {times:?}");
        assert_eq!(times[0].bound, bound, "{text}");
        assert_eq!((times[0].time.start, times[0].time.end), (None, None), "{text}");
    }
}

#[test]
fn dates_of_the_telling_are_marked() {
    use TimeRole::{Dateline, Report, Told};
    for (text, role) in [
        ("Police said on Friday two men were held.", Report),
        ("The ministry on Friday said two men were held.", Report),
        ("A spokesman told the Herald on Friday that it was calm.", Report),
        ("It was calm, the army said in a statement on Friday.", Report),
        ("Two men died, according to the Herald on April 22.", Report),
        ("Two men died on April 22, according to the Herald.", Told),
        ("Two men died on Friday, police said.", Told),
        ("A statement says Friday's fire is out.", Told),
        ("He said Omar on Friday crossed the river.", Told),
        ("They reported that a man on Friday crossed the river.", Told),
        ("ADEN, Dec. 2 (Herald) - It was calm.", Dateline),
    ] {
        let times = found(text, Some(PUBLISHED));
        assert_eq!(times.first().map(|one| one.role), Some(role), "{text}: {times:?}");
    }
}
