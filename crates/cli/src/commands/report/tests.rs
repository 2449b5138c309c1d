use super::*;
use jiff::civil::date;

#[test]
fn what_was_asked_for_is_told_in_words() {
    let question = Question {
        country: Some("syr".into()),
        admin1: Some("Aleppo".into()),
        from: Some(date(2017, 11, 1)),
        to: Some(date(2017, 11, 30)),
        harm: Some(dateline_model::HarmKind::Killed),
        disputed: true,
        ..Question::default()
    };
    assert_eq!(title(&question), "Situation report: Aleppo, Syria, November 2017");
    assert_eq!(
        in_words(&question),
        [
            "in Aleppo, Syria",
            "of November 2017",
            "with people killed",
            "in dispute"
        ]
    );
    assert_eq!(title(&Question::default()), "Situation report");
    assert!(in_words(&Question::default()).is_empty());
}

#[test]
fn periods_are_short() {
    let check = |from: Option<Date>, to: Option<Date>, expected: Option<&str>| {
        let question = Question {
            from,
            to,
            ..Question::default()
        };
        assert_eq!(period(&question).as_deref(), expected);
    };
    let day = |d| Some(date(2017, 11, d));
    check(day(1), day(14), Some("1 to 14 November 2017"));
    check(day(3), day(3), Some("3 November 2017"));
    check(day(3), None, Some("from 3 November 2017"));
    check(
        Some(date(2017, 10, 30)),
        day(3),
        Some("30 October 2017 to 3 November 2017"),
    );
    check(None, None, None);
}
