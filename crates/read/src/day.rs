//! Publication days.

use jiff::civil::Date;

/// What to write where a day does not parse.
pub(crate) const REMEDY: &str = "write the day as 2024-11-29, or the time as 2024-11-29T18:30:00+02:00; leave it out where it is not known";

/// The day of an ISO 8601 date or date-time, as written: the clock and the offset given are those of the place of
/// publication, so the day is theirs.
pub(crate) fn parse(written: &str) -> Option<Date> {
    let written = written.trim();
    let civil = written.strip_suffix(['Z', 'z']).unwrap_or(written);
    if civil.len() < written.len() && civil.len() <= "2024-11-29".len() {
        return None;
    }
    civil.parse().ok()
}

/// Years in which a report can have been published: since the first printed newspaper (Strasbourg, 1605); no clock is asked
/// for the last.
pub(crate) const YEARS: std::ops::RangeInclusive<i16> = 1605..=2100;

/// The day of a date as pages, feeds and tables write it: ISO 8601, `20240507`, RFC 2822 (`Tue, 07 May 2024 10:00:00 GMT`),
/// `7 May 2024`, `May 7, 2024`. Days whose month can not be told from their day (`07/05/2024`) are not guessed.
pub(crate) fn parse_any(written: &str) -> Option<Date> {
    let written = written.trim();
    let head = written.get(..10).unwrap_or(written);
    parse(written)
        .or_else(|| day_begins(written).then(|| parse(head)).flatten())
        .or_else(|| compact(written))
        .or_else(|| in_words(written))
        .filter(|day| YEARS.contains(&day.year()))
}

/// Whether a day as YYYY-MM-DD stands at the beginning and ends there.
fn day_begins(written: &str) -> bool {
    let bytes = written.as_bytes();
    bytes.len() > 10 && bytes[4] == b'-' && !bytes[10].is_ascii_digit()
}

fn compact(written: &str) -> Option<Date> {
    let digits = written.get(..8)?;
    let alone = written.len() == 8 || written.as_bytes()[8] == b'T';
    if !alone || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u32 = digits.parse().ok()?;
    let part = |divisor: u32, modulus: u32| i8::try_from(number / divisor % modulus).ok();
    Date::new(
        i16::try_from(number / 10_000).ok()?,
        part(100, 100)?,
        part(1, 100)?,
    )
    .ok()
}

/// A day with its month in words: one month, one day before or behind it, one year.
fn in_words(written: &str) -> Option<Date> {
    let words: Vec<&str> = written
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '.'))
        .filter(|w| !w.is_empty())
        .take(8)
        .collect();
    let at = words.iter().position(|w| month(w).is_some())?;
    let month = month(words[at])?;
    let day = |word: &str| -> Option<i8> {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        digits
            .parse()
            .ok()
            .filter(|d| (1..=31).contains(d) && digits.len() <= 2)
    };
    let year = |word: &&str| -> Option<i16> { word.parse().ok().filter(|_| word.len() == 4) };
    let before = at.checked_sub(1).and_then(|b| day(words[b]));
    let (day, year) = match before {
        Some(day) => (day, words.get(at + 1).and_then(year)?),
        None => (day(words.get(at + 1)?)?, words.get(at + 2).and_then(year)?),
    };
    Date::new(year, month, day).ok()
}

/// The number of a month by its English name, whole or cut to three or four letters.
pub(crate) fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|m| *m == word || (3..=4).contains(&word.len()) && m.starts_with(&word))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn days_of_pages_and_feeds_are_read() {
        for written in [
            "2024-05-07",
            "2024-05-07T10:00:00.000+0000",
            "2024-05-07 10:00:00 +0300",
            "20240507",
            "20240507T101500Z",
            "Tue, 07 May 2024 23:10:00 GMT",
            "7 May 2024",
            "May 7th, 2024 10:30",
        ] {
            assert_eq!(
                parse_any(written),
                Some(jiff::civil::date(2024, 5, 7)),
                "{written}"
            );
        }
        for written in [
            "0025-05-07",
            "2999-05-07",
            "07/05/2024",
            "May 2024",
            "31 Feb 2024",
            "2024-05-071",
            "",
        ] {
            assert_eq!(parse_any(written), None, "{written}");
        }
    }

    use super::*;

    fn check(written: &str, expected: Option<&str>) {
        assert_eq!(
            parse(written).map(|d| d.to_string()).as_deref(),
            expected,
            "{written}"
        );
    }

    #[test]
    fn days_and_times_of_iso_8601_are_read() {
        check("2024-11-29", Some("2024-11-29"));
        check(" 2024-11-29 ", Some("2024-11-29"));
        check("2024-11-29T18:30:00", Some("2024-11-29"));
        check("2024-11-29 18:30", Some("2024-11-29"));
        check("2024-11-29T18:30:00Z", Some("2024-11-29"));
        check("2024-11-29T18:30:00.123Z", Some("2024-11-29"));
    }

    #[test]
    fn an_offset_does_not_move_the_day() {
        check("2024-11-29T23:30:00-08:00", Some("2024-11-29"));
        check("2024-11-29T00:30:00+03:00", Some("2024-11-29"));
    }

    #[test]
    fn what_is_no_day_is_not_guessed() {
        for bad in [
            "",
            "yesterday",
            "29/11/2024",
            "2024-13-01",
            "2024-02-30",
            "2024-11",
            "2024-11-29Z",
            "Z",
            "2024",
        ] {
            check(bad, None);
        }
    }
}
