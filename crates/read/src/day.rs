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

#[cfg(test)]
mod tests {
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
