use super::*;

fn one(line: &str) -> Annotated {
    let read = read_annotated(&format!("## c\n{line}\n"), "own.txt").expect("the line is in the format");
    read.into_iter().next().expect("one sentence")
}

fn check_refused(line: &str, expected: &str) {
    let message = match read_annotated(&format!("# head\n## c\n{line}\n"), "own.txt") {
        Ok(read) => panic!("{line}: read as {read:?}"),
        Err(error) => error.to_string(),
    };
    assert!(message.starts_with("own.txt:3: "), "{message}");
    assert!(message.contains(expected), "{message}");
}

#[test]
fn brackets_and_labels_leave_the_text() {
    let read =
        one("In [Gao]{place}, [rebels]{source} [shelled]{ASSAULT/heavy-weapons} [a “clinic”]{target}.");
    assert_eq!(read.text, "In Gao, rebels shelled a “clinic”.");
    let words: Vec<&str> = read.phrases.iter().map(|p| p.span.of(&read.text)).collect();
    assert_eq!(words, ["Gao", "rebels", "shelled", "a “clinic”"]);
    assert_eq!(
        read.tells(1),
        Some(Tells::Event(EventType::Assault, Some(Mode::HeavyWeapons)))
    );
}

#[test]
fn figures_have_bounds_and_scope() {
    let figure = |label: &str| {
        let read = one(&format!("[Men]{{{label}}} died."));
        read.harm().next().expect("a figure").1
    };
    let bounds = |label| (figure(label).low, figure(label).high);
    assert_eq!(bounds("killed=4"), (4, Some(4)));
    assert_eq!(bounds("killed=4+"), (4, None));
    assert_eq!(bounds("killed=4-"), (0, Some(4)));
    assert_eq!(bounds("killed=4..6"), (4, Some(6)));
    assert_eq!(figure("killed_or_injured=0").kind, HarmKind::Casualties);
    assert!(figure("killed=2 part").part);
    assert!(figure("target killed=2 total").total);
}

#[test]
fn numbers_keep_events_apart() {
    let read = one(
        "[Jets]{source} [bombed]{ASSAULT/aerial} it; [mobs]{source:2} [looted]{ASSAULT/destroy:2} [it]{target target:2}.",
    );
    assert_eq!(read.events(), [1, 2]);
    assert_eq!(
        read.tells(2),
        Some(Tells::Event(EventType::Assault, Some(Mode::Destroy)))
    );
    assert_eq!(read.phrases.last().map(|p| p.labels.len()), Some(2));
}

#[test]
fn a_voice_makes_a_claim_attributed_unless_the_trigger_says_more() {
    assert_eq!(one("They [attacked]{ASSAULT}.").status(1), Status::Asserted);
    assert_eq!(
        one("They [attacked]{ASSAULT}, [police]{voice} said.").status(1),
        Status::Attributed
    );
    let denied =
        one("The army [denied]{voice} it had [shelled]{ASSAULT/heavy-weapons status=denied} the town.");
    assert_eq!(denied.status(1), Status::Denied);
}

#[test]
fn several_words_may_tell_one_event() {
    let read = one("[Two]{killed=2} [were killed]{ASSAULT} in [air strikes]{ASSAULT/aerial}.");
    assert_eq!(
        read.tells(1),
        Some(Tells::Event(EventType::Assault, Some(Mode::Aerial)))
    );
}

#[test]
fn hard_negatives_and_constructions_are_told() {
    let read = read_annotated("# x\n\n## a\n- He shot wide.\n## b\nIt rained.\n", "own.txt").expect("reads");
    let told: Vec<_> = read
        .iter()
        .map(|s| (s.line, s.construction.as_str(), s.hard_negative))
        .collect();
    assert_eq!(told, [(4, "a", true), (6, "b", false)]);
}

#[test]
fn conditions_are_told_by_their_kind() {
    let read = one("The town [is besieged]{siege}.");
    assert_eq!(read.tells(1), Some(Tells::Condition(ConditionKind::Siege)));
}

#[test]
fn what_is_not_in_the_format_is_refused_with_its_line_and_a_remedy() {
    check_refused("[Gunmen{source} fled.", "is not closed");
    check_refused(
        "[Gunmen{source} fled [home]{place}.",
        "not closed before the next bracket",
    );
    check_refused("They fled [home.", "write `]{labels}`");
    check_refused("They fled] home.", "without a `[`");
    check_refused("They {source} fled.", "without a `[`");
    check_refused("[They] fled.", "has no labels");
    check_refused("[They]{source fled.", "are not closed");
    check_refused("[They ]{source} fled.", "move the space outside");
    check_refused("[They]{} fled.", "empty labels");
    check_refused("[They]{sauce} fled.", "`sauce` is no label");
    check_refused("They [fled]{ASSAILT}.", "not a PLOVER event type");
    check_refused("They [fled]{ASSAULT/speedy}.", "write one of");
    check_refused("They [fled]{ASSAULT/arrest}.", "has no such mode");
    check_refused("They [fled]{control=sad}.", "has no such state");
    check_refused("They [fled]{ASSAULT status=sure}.", "not a status");
    check_refused("[They]{source status=denied} fled.", "right after the `TYPE`");
    check_refused("[They]{part} fled.", "right after a figure");
    check_refused("[They]{harmed=2} fled.", "no kind of harm");
    check_refused("[They]{killed=many} fled.", "no figure");
    check_refused("[They]{killed=6..4} fled.", "lower first");
    check_refused("[They]{source:1} fled.", "further event");
    check_refused("[They]{source:2} [fled]{RETREAT}.", "no trigger has");
    check_refused(
        "They [shot]{ASSAULT/firearms} and [bombed]{ASSAULT/aerial}.",
        "two things",
    );
    check_refused("- [They]{source} fled.", "tells no event");
}

#[test]
fn a_sentence_needs_a_construction_above_it() {
    let error = read_annotated("They fled.\n", "own.txt").expect_err("no construction");
    assert!(
        error.to_string().contains("own.txt:1: a sentence before"),
        "{error}"
    );
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "(## a\n)?[-a-zé\\[\\]{}:=/ 0-9+.\n]{0,80}") {
        if let Ok(read) = read_annotated(&text, "own.txt") {
            for sentence in read {
                proptest::prop_assert!(sentence.phrases.iter().all(|p| p.span.end() <= sentence.text.len()));
            }
        }
    }
}
