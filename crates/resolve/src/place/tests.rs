use super::lexicon::Source;
use super::*;
use dateline_model::{DocumentParts, PlacePrecision};
use proptest::prelude::*;
use std::sync::LazyLock;

static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::embedded().expect("the built-in files are well formed"));

fn found(text: &str) -> Vec<PlaceMention> {
    let document = Document::new(DocumentParts {
        text: text.to_owned(),
        ..Default::default()
    });
    GAZETTEER.find(&dateline_syntax::analyse(&document.text), &document)
}

fn shown(text: &str) -> Vec<String> {
    found(text)
        .iter()
        .map(|one| {
            let name = one.span.of(text);
            let usage = if one.usage == PlaceUsage::Literal { "" } else { "~" };
            match &one.place {
                Ok(place) => {
                    let admin1 = place
                        .admin1
                        .as_deref()
                        .map(|admin1| format!(", {admin1}"))
                        .unwrap_or_default();
                    let country = place.country.as_deref().unwrap_or("?");
                    format!("{usage}{name} = {:?}{admin1}, {country}", place.precision)
                }
                Err(why) => format!("{usage}{name}: {why:?}"),
            }
        })
        .collect()
}

/// The toponyms of a text: name, precision, division, country; `~` for associative use.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(text), expected, "{text}");
}

#[test]
fn towns_of_the_country_in_focus_are_found() {
    check(
        "Rockets fell near Homs and in Palmyra, Syria.",
        &[
            "Homs = Town, Homs, SYR",
            "Palmyra = Town, Homs, SYR",
            "Syria = Country, SYR",
        ],
    );
    check(
        "Gunmen raided a farm outside Maiduguri.",
        &["Maiduguri = Town, Borno State, NGA"],
    );
}

#[test]
fn spellings_of_one_place_lead_to_it() {
    for text in [
        "Jets hit Maarat al-Numan in Syria.",
        "Jets hit Ma'arrat an-Nu'man in Syria.",
        "Jets hit Ma’arrat al-Nu’man in Syria.",
        "Jets hit Maarrat al Numan in Syria.",
    ] {
        let places = found(text);
        let place = places[0].place.as_ref().expect(text);
        assert_eq!(
            (place.name.as_str(), place.admin1.as_deref()),
            ("Maarat al-Numan", Some("Idlib")),
            "{text}"
        );
    }
    for text in [
        "A mine burst in al-Bab, Syria.",
        "A mine burst in Al Bab, Syria.",
        "A mine burst in el-Bab, Syria.",
    ] {
        let places = found(text);
        assert_eq!(
            places[0].place.as_ref().map(|place| place.admin1.clone()),
            Ok(Some("Aleppo".to_owned())),
            "{text}"
        );
    }
    check(
        "Guards left Sana'a for Aden in Yemen.",
        &[
            "Sana'a = Town, Amanat Alasimah, YEM",
            "Aden = Town, Aden, YEM",
            "Yemen = Country, YEM",
        ],
    );
}

#[test]
fn a_street_is_not_the_town_it_is_named_after() {
    check(
        "Four people were shot on Bedford Avenue in Aurora, Illinois.",
        &[
            "Aurora = Town, Illinois, USA",
            "Illinois = Province, Illinois, USA",
        ],
    );
}

#[test]
fn the_noun_after_a_name_sets_its_precision() {
    check(
        "Fields burned in Idlib province, Syria.",
        &["Idlib = Province, Idlib, SYR", "Syria = Country, SYR"],
    );
    check(
        "Houses burned in Idlib city, Syria.",
        &["Idlib = Town, Idlib, SYR", "Syria = Country, SYR"],
    );
    check(
        "Shells fell across Kharkiv region.",
        &["Kharkiv region = Province, Kharkivs'ka Oblast', UKR"],
    );
    check(
        "Convoys left Rural Damascus, Syria.",
        &[
            "Rural Damascus = Province, Rif-dimashq, SYR",
            "Syria = Country, SYR",
        ],
    );
}

#[test]
fn quarters_camps_and_bases_are_sites() {
    check(
        "Snipers fired in the Jobar quarter of Damascus.",
        &["Jobar = Site, Dimashq, SYR", "Damascus = Town, Dimashq, SYR"],
    );
    check(
        "Tents burned at al-Hol camp in Syria.",
        &["al-Hol camp = Town, Al-Hasakah, SYR", "Syria = Country, SYR"],
    );
}

#[test]
fn a_direction_is_no_place() {
    check(
        "Northeastern Aleppo was shelled again.",
        &["Aleppo = Town, Aleppo, SYR"],
    );
}

#[test]
fn what_a_place_is_may_be_written_small() {
    check(
        "Gunmen raided a farm in Kaduna state.",
        &["Kaduna state = Province, Kaduna State, NGA"],
    );
}

#[test]
fn a_district_without_a_place_of_its_own_gives_way() {
    check(
        "Israel bombed Gaza after a rocket fell on Ashkelon.",
        &[
            "Israel = Country, ISR",
            "Gaza = Town, Gaza Strip, PSE",
            "Ashkelon = Town, Southern District, ISR",
        ],
    );
}

#[test]
fn the_beginning_of_a_longer_name_is_no_place() {
    check(
        "Shells fell on the Bustan al-Manshar neighborhood of Aleppo.",
        &["Aleppo = Town, Aleppo, SYR"],
    );
}

#[test]
fn a_container_after_a_comma_decides() {
    check(
        "A fire broke out in Paris, Texas.",
        &["Paris = Town, Texas, USA", "Texas = Province, Texas, USA"],
    );
    check(
        "A fire broke out in Paris, Tex., on a farm.",
        &["Paris = Town, Texas, USA", "Tex. = Province, Texas, USA"],
    );
    check(
        "A fire broke out in Paris.",
        &["Paris = Town, Ile-de-France, FRA"],
    );
    check(
        "A fire broke out in Tripoli, Lebanon.",
        &["Tripoli = Town, Liban-Nord, LBN", "Lebanon = Country, LBN"],
    );
}

#[test]
fn a_far_homonym_is_not_taken() {
    // The town of that name in Pennsylvania is nowhere near.
    check("Barrels fell on Aleppo.", &["Aleppo = Town, Aleppo, SYR"]);
    check(
        "American envoys spoke of Aleppo in New York.",
        &[
            "~American = Country, USA",
            "Aleppo = Town, Aleppo, SYR",
            "New York = Town, New York, USA",
        ],
    );
}

#[test]
fn a_state_of_the_union_and_a_country_share_a_name() {
    check(
        "Police in Atlanta said Georgia and Florida would help the American guard.",
        &[
            "Atlanta = Town, Georgia, USA",
            "Georgia = Province, Georgia, USA",
            "Florida = Province, Florida, USA",
            "~American = Country, USA",
        ],
    );
    check(
        "Georgian troops crossed into Georgia from Tbilisi.",
        &[
            "~Georgian = Country, GEO",
            "Georgia = Country, GEO",
            "Tbilisi = Town, Tbilisi, GEO",
        ],
    );
}

#[test]
fn demonyms_and_capitals_that_speak_are_associative() {
    check("Syrian rebels left.", &["~Syrian = Country, SYR"]);
    check("Moscow said it would answer.", &["~Moscow = Town, Moscow, RUS"]);
    check("A blast shook Moscow.", &["Moscow = Town, Moscow, RUS"]);
    check(
        "The Damascus government refused.",
        &["~Damascus = Town, Dimashq, SYR"],
    );
    check("Iran-backed fighters came.", &["~Iran = Country, IRN"]);
}

#[test]
fn names_inside_names_are_associative() {
    for text in [
        "He taught at the University of Aleppo in Syria.",
        "The Homs Military Academy in Syria shut.",
        "The Syrian Observatory for Human Rights in Syria reported it.",
    ] {
        let places = found(text);
        assert_eq!(places[0].usage, PlaceUsage::Associative, "{text}: {places:?}");
        assert_eq!(places[1].usage, PlaceUsage::Literal, "{text}: {places:?}");
    }
}

#[test]
fn people_and_ordinary_words_are_not_places() {
    check("Reading is a joy. Of course it is. March on!", &[]);
    check("President Lincoln met George Jackson and Paris Hilton.", &[]);
    check("Mr. Houston and Gen. Cairo spoke.", &[]);
    check("They told us that we may come.", &[]);
    check("The White House was silent.", &[]);
}

#[test]
fn capitals_throughout_are_read_with_care() {
    check("TROOPS LEFT THE CENTER AS AN ARMY WOULD, NOT AT EL ALBA.", &[]);
    check(
        "BOMBS FELL IN SAN SALVADOR TODAY.",
        &["SAN SALVADOR = Town, San Salvador Department, SLV"],
    );
    check("TELL US HOW.", &[]);
}

#[test]
fn a_name_of_many_places_is_left_open() {
    let places = found("A storm damaged roofs in Springfield.");
    assert_eq!(places.len(), 1);
    assert_eq!(places[0].place, Err(Why::Ambiguous));
}

#[test]
fn the_title_tells_the_country() {
    let text = "Two people drowned in Tripoli.";
    let in_country = |title: &str| {
        let document = Document::new(DocumentParts {
            title: Some(title.to_owned()),
            text: text.to_owned(),
            ..Default::default()
        });
        let places = GAZETTEER.find(&dateline_syntax::analyse(&document.text), &document);
        places[0]
            .place
            .as_ref()
            .ok()
            .and_then(|place| place.country.clone())
    };
    assert_eq!(
        in_country("Floods in Lebanon: Lebanese rescuers at work").as_deref(),
        Some("LBN")
    );
    assert_eq!(in_country("Floods in Libya").as_deref(), Some("LBY"));
}

#[test]
fn places_carry_what_output_needs() {
    let text = "A shell hit Atarib in Syria.";
    let place = found(text)[0].place.clone().expect("listed");
    assert_eq!(place.precision, PlacePrecision::Town);
    assert_eq!(place.mention.text(), "Atarib");
    assert!(place.geonameid.is_some());
    let (lat, lon) = (place.lat.expect("a point"), place.lon.expect("a point"));
    assert!(
        (lat - 36.14).abs() < 0.05 && (lon - 36.82).abs() < 0.05,
        "{lat} {lon}"
    );
}

fn admin1_of(text: &str, publisher: Option<&str>, name: &str) -> Option<String> {
    let document = Document::new(DocumentParts {
        text: text.to_owned(),
        publisher: publisher.map(str::to_owned),
        ..Default::default()
    });
    let analysis = dateline_syntax::analyse(&document.text);
    let at = text.find(name).expect("named");
    let span = Span::new(text, at, at + name.len()).expect("in the text");
    let found = GAZETTEER.resolve_spans(&analysis, &document, &[span]);
    found[0]
        .place
        .as_ref()
        .ok()
        .and_then(|place| place.admin1.clone())
}

#[test]
fn the_publishers_home_tells_towns_of_one_name_apart() {
    let text = "A pipe burst in Springfield on Monday.";
    let home = |publisher| admin1_of(text, Some(publisher), "Springfield");
    assert_eq!(home("sj-r.com").as_deref(), Some("Illinois"));
    assert_eq!(home("www.masslive.com").as_deref(), Some("Massachusetts"));
    assert_eq!(home("Springfield News-Leader").as_deref(), Some("Missouri"));
}

#[test]
fn towns_near_each_other_speak_for_each_other() {
    let text = "Crews from Dallas, Fort Worth and Arlington drove to Paris and to Denton.";
    assert_eq!(admin1_of(text, None, "Arlington").as_deref(), Some("Texas"));
}

#[test]
fn every_name_that_may_be_a_place_is_explained() {
    let text = "Clinton spoke in Damascus.";
    let document = Document::new(DocumentParts {
        text: text.to_owned(),
        ..Default::default()
    });
    let trace = GAZETTEER.explain(&dateline_syntax::analyse(text), &document);
    let verdicts: Vec<_> = trace.iter().map(|one| (one.span.of(text), one.verdict)).collect();
    assert!(
        verdicts.contains(&("Damascus", Verdict::Resolved)),
        "{verdicts:?}"
    );
    for reading in trace.iter().flat_map(|one| &one.readings) {
        let sum: f64 = reading.parts.iter().map(|part| part.1).sum();
        assert!((sum - reading.score).abs() < 1e-9, "{reading:?}");
    }
}

proptest! {
    #[test]
    fn any_publisher_and_any_span_is_taken(publisher in "\\PC{0,24}", text in "[A-Za-z ,.'é-]{1,60}", from in 0usize..60) {
        let document = Document::new(DocumentParts {
            text: text.clone(),
            publisher: Some(publisher),
            ..Default::default()
        });
        let analysis = dateline_syntax::analyse(&text);
        let spans: Vec<Span> = Span::new(&text, from.min(text.len()), text.len()).into_iter().collect();
        let once = GAZETTEER.resolve_spans(&analysis, &document, &spans);
        prop_assert_eq!(once.len(), spans.len());
        prop_assert_eq!(GAZETTEER.find(&analysis, &document), GAZETTEER.find(&analysis, &document));
    }
}

/// The error of a lexicon file, loaded by `load`.
#[track_caller]
fn check_refused(
    load: impl Fn(&mut Lexicon, Source<'_>) -> Result<(), LexiconError>,
    text: &str,
    expected: &str,
) {
    let source = Source {
        file: "test.tsv",
        text,
    };
    let error = load(&mut Lexicon::default(), source).expect_err(text);
    let shown = error.to_string();
    assert!(shown.starts_with(expected), "{shown}");
}

#[test]
fn lexicon_errors_name_file_line_and_remedy() {
    let atlas = &GAZETTEER.atlas;
    let divisions = atlas.division_numbers();
    let countries = |lexicon: &mut Lexicon, source: Source<'_>| lexicon.add_countries(source, atlas);
    check_refused(
        countries,
        "# comment\nSY\tSYR\tSyria\n",
        "test.tsv:2: 3 fields where 7 belong",
    );
    check_refused(
        countries,
        "Q9\tQQQ\tNowhere\t\t\t\tNone\n",
        "test.tsv:1: no country `Q9`",
    );
    let twice = "SY\tSYR\tSyria\t\t\t\tDamascus\nSY\tSYR\tSyria\t\t\t\tDamascus\n";
    check_refused(countries, twice, "test.tsv:2: `SY` is listed twice");
    let backward = "SY\tSYR\tSyria\t\t\t\tDamascus\nIQ\tIRQ\tIraq\t\t\t\tBaghdad\n";
    check_refused(countries, backward, "test.tsv:2: `IQ` is out of order");
    let supplement =
        |lexicon: &mut Lexicon, source: Source<'_>| lexicon.add_supplement(source, atlas, &divisions);
    check_refused(
        supplement,
        "SY\tKafr\t\thamlet\tIdlib\t35\t36\t\tatlas\n",
        "test.tsv:1: no type `hamlet`",
    );
    check_refused(
        supplement,
        "SY\tKafr\t\ttown\tEdlib\t35\t36\t\tatlas\n",
        "test.tsv:1: the gazetteer has no first-order division `Edlib`",
    );
    check_refused(
        supplement,
        "SY\tKafr\t\ttown\tIdlib\tnorth\t36\t\tatlas\n",
        "test.tsv:1: `north` is not a latitude",
    );
    check_refused(
        supplement,
        "SY\tKafr\t\ttown\tIdlib\t135\t36\t\tatlas\n",
        "test.tsv:1: not a point on the globe",
    );
    check_refused(
        supplement,
        "SY\tKafr\t\ttown\tIdlib\t\t\t\tatlas\n",
        "test.tsv:1: no point",
    );
    check_refused(
        supplement,
        "SY\tKafr\t\ttown\tIdlib\t35\t36\t\t\n",
        "test.tsv:1: no source",
    );
    check_refused(
        supplement,
        "SY\tKafr\t\tprovince\t\t\t\t\tatlas\n",
        "test.tsv:1: a province needs its division",
    );
    let short =
        |lexicon: &mut Lexicon, source: Source<'_>| lexicon.add_short_forms(source, atlas, &divisions);
    check_refused(
        short,
        "US\tKansas\tKan.\nUS\tTexas\tKan.\n",
        "test.tsv:2: `Kan.` is the short form of two divisions",
    );
    let outlets = |lexicon: &mut Lexicon, source: Source<'_>| lexicon.add_outlets(source, atlas, &divisions);
    check_refused(
        outlets,
        "a.example\tSY\tAleppo\tNowhere\n",
        "test.tsv:1: the gazetteer has no town `Nowhere` there",
    );
    check_refused(
        outlets,
        "a.example\tSY\t\t\nb.example|a.example\tSY\t\t\n",
        "test.tsv:2: `a.example` is listed twice",
    );
    let words = |lexicon: &mut Lexicon, source: Source<'_>| lexicon.add_homonyms(source);
    check_refused(words, "nice\tq\n", "test.tsv:1: no kind `q`");
    check_refused(words, "\tw\n", "test.tsv:1: an empty field");
}

#[test]
fn every_name_of_the_supplement_is_found_beside_its_country() {
    let mut missed = Vec::new();
    for extra in &GAZETTEER.lexicon.extras {
        let country = &GAZETTEER.atlas.countries[usize::from(extra.country)];
        let text = format!("Guns were heard in {}, {}.", extra.name, country.name);
        if !found(&text).iter().any(|one| {
            one.place
                .as_ref()
                .is_ok_and(|place| place.country.as_ref() == Some(&country.iso3))
        }) {
            missed.push(extra.name.clone());
        }
    }
    assert_eq!(missed, [""; 0]);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,120}") {
        for one in found(&text) {
            prop_assert!(!one.tokens.is_empty());
            prop_assert!(text.get(one.span.start()..one.span.end()).is_some());
            if let Ok(place) = one.place {
                prop_assert_eq!(place.mention.text(), one.span.of(&text));
            }
        }
    }

    #[test]
    fn names_in_any_order_are_read_without_panic(words in proptest::collection::vec(proptest::sample::select(vec![
        "Aleppo", "al", "-", "Al", "'", "s", "US", "U", ".", ",", "Paris", "Tex", "province", "the", "The", "of", "in", "\n\n", "AS", "AN",
        "San", "Salvador", "Ma", "arrat", "St", "Georgia", "said", "President", "backed", "3", "É", "\u{301}",
    ]), 0..20)) {
        let spaced = words.join(" ");
        let glued = words.concat();
        for text in [spaced, glued] {
            let mut last = 0;
            for one in found(&text) {
                prop_assert!(one.span.start() >= last, "mentions overlap in {text:?}");
                last = one.span.end();
            }
        }
    }
}

#[test]
fn a_paper_with_a_towns_name_is_at_home_where_papers_are_in_english() {
    let text = "The council of Athens met on Monday. The school in Athens stays shut.";
    let country = |publisher: &str| {
        let document = Document::new(DocumentParts {
            text: text.to_owned(),
            publisher: Some(publisher.to_owned()),
            ..Default::default()
        });
        let found = GAZETTEER.find(&dateline_syntax::analyse(text), &document);
        found.first().and_then(|one| one.place.clone().ok()?.country)
    };
    assert_eq!(country("athensgazette.example"), Some("USA".to_owned()));
    assert_eq!(country("athensgazette.gr"), Some("GRC".to_owned()));
}

#[test]
fn a_district_tells_in_which_division_a_town_is() {
    let text =
        "The sheriff of Licking County drove to Newark on Monday. A barn burned down in Licking County.";
    assert_eq!(admin1_of(text, None, "Newark").as_deref(), Some("Ohio"));
}

#[test]
fn given_short_forms_and_bare_districts_are_read() {
    let resolved = |text: &str, name: &str| {
        let at = text.find(name).expect("it is in the text");
        let span = Span::new(text, at, at + name.len()).expect("it is there");
        let document = Document::new(DocumentParts {
            text: text.to_owned(),
            ..Default::default()
        });
        let found = GAZETTEER.resolve_spans(&dateline_syntax::analyse(text), &document, &[span]);
        found[0].place.clone().ok().map(|place| place.name)
    };
    assert_eq!(
        resolved("A mine in Logan, W. Va., shut.", "W. Va."),
        Some("West Virginia".to_owned())
    );
    assert_eq!(
        resolved("Farms in Geauga and Portage lay dry.", "Geauga"),
        Some("Geauga County".to_owned())
    );
}
