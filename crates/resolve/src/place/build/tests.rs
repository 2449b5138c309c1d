use super::*;
use crate::place::atlas::{Atlas, HEADER_BYTES};
use crate::place::{Gazetteer, OpenError};
use proptest::prelude::*;
use std::sync::LazyLock;
use tempfile::TempDir;

const COUNTRIES: &str = "#ISO\tISO3\nAA\tAAA\t1\t\tAland\t\t\t5000\t\t\t\t\t\t\t\t\t1\n\
    SY\tSYR\t2\t\tSyria\t\t\t20000000\t\t\t\t\t\t\t\t\t2\n";
const ADMIN1: &str = "AA.01\tKafr Governorate\tKafr Governorate\t9\nSY.02\tHasaka\tHasaka\t12\n";
const ADMIN2: &str = "AA.01.5\tZwolf District\tZwolf District\t10\n";

/// A row of `allCountries.txt`.
fn row(id: u32, name: &str, alternates: &str, feature: &str, home: &str, population: &str) -> String {
    let (class, code) = feature.split_once('.').unwrap_or((feature, ""));
    let mut home = home.split('.');
    let mut part = || home.next().unwrap_or("");
    let (country, admin1, admin2) = (part(), part(), part());
    let east = id % 100;
    format!(
        "{id}\t{name}\t{name}\t{alternates}\t10.5\t-{east}.25\t{class}\t{code}\t{country}\t\t{admin1}\t{admin2}\t\t\t{population}\t\t\t\t2020-01-01\n"
    )
}

struct Tried {
    folder: TempDir,
    sources: Sources,
}

impl Tried {
    fn new(rows: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let path = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).expect("is written");
            path
        };
        let sources = Sources {
            entries: Entries::AllCountries(path("all.txt", rows)),
            alternate_names: None,
            hierarchy: None,
            admin1: path("admin1.txt", ADMIN1),
            admin2: path("admin2.txt", ADMIN2),
            countries: path("countries.txt", COUNTRIES),
        };
        Self { folder, sources }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).expect("is written");
        path
    }

    fn options(&self) -> Options {
        Options::new(self.folder.path().join("work"))
    }

    fn build(&self, options: &Options) -> Result<Built, BuildError> {
        build(&self.sources, &self.out(), options, &mut Quiet)
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out.gaz")
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.out()).expect("was built")
    }

    fn atlas(&self) -> Atlas {
        self.build(&self.options()).expect("builds");
        Atlas::new("test.gaz", Box::leak(self.bytes().into_boxed_slice())).expect("opens")
    }
}

fn rows() -> String {
    [
        row(7, "Al Kafr", "Anderswo,كفر,XYZ", "P.PPL", "AA.01.5", "5000"),
        row(3, "Zwolf", "Anderswo", "P.PPLA", "AA.01", ""),
        row(20, "Al Qamishli", "", "P.PPL", "SY.02", "190000"),
        row(21, "Kafr Hill", "", "T.HLL", "AA.01", ""),
        row(22, "Deep Trench", "", "U.TRNU", "", ""),
        row(12, "Muhafazat Hasaka", "", "A.ADM1", "SY.02", "1500000"),
    ]
    .concat()
}

fn look(atlas: &Atlas, key: &str) -> Vec<(u32, bool)> {
    let found = atlas
        .longest(key, &[key.len()])
        .map_or_else(Vec::new, |found| found.1);
    found
        .iter()
        .filter_map(|one| Some((atlas.record(one.record)?.geonameid, one.alternate)))
        .collect()
}

#[test]
fn what_is_packed_is_read_back() {
    let atlas = Tried::new(&rows()).atlas();
    assert_eq!(look(&atlas, "al kafr"), [(7, false)]);
    assert_eq!(
        look(&atlas, "kafr"),
        [(9, false), (7, true)],
        "the governorate without its kind, the town without its article"
    );
    assert_eq!(
        look(&atlas, "anderswo"),
        [(7, true), (3, true)],
        "the larger first"
    );
    assert_eq!(look(&atlas, "xyz"), [], "codes of airports are no names");
    let town = atlas
        .record(atlas.position(7).expect("is there"))
        .expect("a record");
    assert_eq!(town.point, Some((10.5, -7.25)));
    assert_eq!((town.feature, atlas.name(town.name)), ("P.PPL", "Al Kafr"));
    assert!(
        (4_500.0..5_500.0).contains(&town.population),
        "{}",
        town.population
    );
    let named = town.division.and_then(|division| atlas.division(division));
    assert_eq!(named.map(|named| named.0), Some("Kafr Governorate"));
    let named = town.district.and_then(|district| atlas.district(district));
    assert_eq!(named, Some("Zwolf District"));
    assert_eq!(atlas.position(8), None);
}

#[test]
fn divisions_without_an_entry_take_their_point_from_settlements() {
    let atlas = Tried::new(&rows()).atlas();
    let point = |id| {
        atlas
            .record(atlas.position(id).expect("is there"))
            .expect("a record")
            .point
    };
    assert_eq!(point(10), Some((10.5, -3.25)), "of the town it is named after");
    assert_eq!(point(9), Some((10.5, -5.25)), "the middle of its two towns");
    assert_eq!(point(12), Some((10.5, -12.25)), "its own");
}

#[test]
fn a_division_goes_by_the_name_of_its_table() {
    let atlas = Tried::new(&rows()).atlas();
    assert_eq!(look(&atlas, "hasaka"), [(12, false)]);
    assert_eq!(look(&atlas, "muhafazat hasaka"), [(12, true)]);
    let record = atlas
        .record(atlas.position(12).expect("is there"))
        .expect("a record");
    assert_eq!(
        (atlas.name(record.name), record.kind),
        ("Hasaka", crate::place::atlas::Kind::Province)
    );
}

#[test]
fn another_romanisation_is_found_in_its_country_only() {
    let atlas = Tried::new(&rows()).atlas();
    let syria = atlas.country_number("SY").expect("a country");
    let found = atlas.find_fuzzy("kamishly", syria);
    let ids: Vec<_> = found
        .iter()
        .filter_map(|one| atlas.record(one.record))
        .map(|one| one.geonameid)
        .collect();
    assert_eq!(ids, [20]);
    assert_eq!(look(&atlas, "kamishly"), []);
    assert_eq!(
        atlas.find_fuzzy("kamishly", atlas.country_number("AA").expect("a country")),
        []
    );
    assert_eq!(atlas.find_fuzzy("kamash", syria), []);
    assert_eq!(atlas.find_fuzzy("kamishly", 200), []);
}

#[test]
fn the_order_of_rows_and_the_memory_do_not_change_the_bytes() {
    let forward = Tried::new(&rows());
    forward.build(&forward.options()).expect("builds");
    let backward = Tried::new(
        &rows()
            .lines()
            .rev()
            .map(|line| format!("{line}\n"))
            .collect::<String>(),
    );
    let mut small = backward.options();
    small.memory = 1;
    backward.build(&small).expect("builds");
    // The about section names tables by name and size, which are the same.
    assert_eq!(forward.bytes(), backward.bytes());
}

#[test]
fn malformed_rows_are_set_aside_with_file_and_line() {
    #[derive(Default)]
    struct Told(Vec<String>);
    impl Watch for Told {
        fn stage(&mut self, _: &Path, _: u64) {}
        fn advance(&mut self, _: u64) {}
        fn set_aside(&mut self, problem: &Problem) {
            self.0.push(problem.to_string());
        }
    }
    let good = row(7, "Al Kafr", "", "P.PPL", "AA.01", "5000");
    let bad = [
        "7\tshort\n".to_owned(),
        good.replace("10.5", "95"),
        good.replace("10.5", "north"),
        good.replace("7\tAl", "x\tAl"),
        good.replace("\tAA\t", "\tZZ\t"),
        good.replace("Al Kafr", " "),
        good.replace("5000", "many"),
    ];
    let tried = Tried::new(&(bad.concat() + &good));
    let mut told = Told::default();
    let built = build(&tried.sources, &tried.out(), &tried.options(), &mut told).expect("builds");
    assert_eq!(built.set_aside, 7);
    for (at, (said, expected)) in told
        .0
        .iter()
        .zip([
            "2 fields where 19",
            "95 -7.25 is no point",
            "the latitude is \"north\"",
            "the GeoNames id is \"x\"",
            "country `ZZ` is not in the table",
            "it has no name",
            "the population is \"many\"",
        ])
        .enumerate()
    {
        assert!(
            said.contains(&format!("all.txt:{}: {expected}", at + 1)),
            "{said}"
        );
    }
    let mut strict = tried.options();
    strict.strict = true;
    let error = tried.build(&strict).expect_err("is strict").to_string();
    assert!(error.contains("all.txt:1: 2 fields"), "{error}");
}

#[test]
fn bytes_that_are_no_text_and_endless_lines_are_set_aside() {
    let tried = Tried::new("");
    let mut bytes = b"\xff\xfe\n".to_vec();
    bytes.extend(vec![b'x'; 1 << 19]);
    bytes.push(b'\n');
    bytes.extend(row(7, "Al Kafr", "", "P.PPL", "AA.01", "5000").bytes());
    fs::write(tried.sources.entries.path(), bytes).expect("is written");
    let built = tried.build(&tried.options()).expect("builds");
    assert_eq!((built.set_aside, built.entries), (2, 6));
}

#[test]
fn stages_that_are_done_are_taken_up_until_a_table_changes() {
    let mut tried = Tried::new(&rows());
    tried.sources.alternate_names = Some(tried.file("alternate.txt", "1\t7\ten\tUpper Kafr\t1\t\t\t\t\t\n"));
    let first = tried.build(&tried.options()).expect("builds");
    let bytes = tried.bytes();
    assert_eq!(first.resumed, 0);
    let again = tried.build(&tried.options()).expect("builds");
    assert_eq!((again.resumed, tried.bytes() == bytes), (3, true));
    fs::remove_file(tried.folder.path().join("work/names-0000.run")).expect("was there");
    assert_eq!(
        tried.build(&tried.options()).expect("builds").resumed,
        2,
        "a run is gone"
    );
    let more = rows() + &row(40, "New Kafr", "", "P.PPL", "AA.01", "5");
    fs::write(tried.sources.entries.path(), more).expect("is written");
    let changed = tried.build(&tried.options()).expect("builds");
    assert_eq!((changed.resumed, changed.entries), (0, first.entries + 1));
}

#[test]
fn alternate_names_leave_out_the_past_and_what_is_no_name() {
    let mut tried = Tried::new(&rows());
    let text = "1\t7\ten\tUpper Kafr\t1\t\t\t\t\t\n2\t7\t\tOld Kafr\t\t\t\t1\t\t\n3\t7\tlink\tHttps Kafr\t\t\t\t\t\t\n\
        4\t99\ten\tNowhere Kafr\t\t\t\t\t\t\n5\n";
    tried.sources.alternate_names = Some(tried.file("alternate.txt", text));
    let built = tried.build(&tried.options()).expect("builds");
    assert_eq!(built.set_aside, 1);
    let atlas = tried.atlas();
    assert_eq!(look(&atlas, "upper kafr"), [(7, true)]);
    for key in ["old kafr", "https kafr", "nowhere kafr"] {
        assert_eq!(look(&atlas, key), [], "{key}");
    }
}

#[test]
fn a_place_without_a_division_inherits_that_of_its_parents() {
    let rows = row(30, "Lower Kafr", "", "P.PPL", "AA", "") + &row(31, "Circle", "", "P.PPL", "AA", "");
    let mut tried = Tried::new(&rows);
    let hierarchy = "10\t29\tADM\n29\t30\n32\t31\n31\t32\n";
    tried.sources.hierarchy = Some(tried.file("hierarchy.txt", hierarchy));
    let atlas = tried.atlas();
    let home = |id| {
        let record = atlas
            .record(atlas.position(id).expect("is there"))
            .expect("a record");
        let division = record
            .division
            .and_then(|division| atlas.division(division))
            .map(|one| one.0);
        (
            division,
            record.district.and_then(|district| atlas.district(district)),
        )
    };
    assert_eq!(home(30), (Some("Kafr Governorate"), Some("Zwolf District")));
    assert_eq!(home(31), (Some(""), None));
}

#[test]
fn a_name_of_many_places_keeps_the_largest_of_each_country() {
    let rows: String = (100..200)
        .map(|id| row(id, "Newtown", "", "P.PPL", "AA.01", &id.to_string()))
        .chain([row(300, "Newtown", "", "P.PPL", "SY.02", "1")])
        .collect();
    let found = look(&Tried::new(&rows).atlas(), "newtown");
    assert_eq!(found.len(), 33);
    assert!(found.contains(&(199, false)) && found.contains(&(300, false)) && !found.contains(&(100, false)));
}

#[test]
fn the_wrong_table_is_refused() {
    let mut tried = Tried::new(&rows());
    tried.sources.entries = Entries::Cities(tried.sources.admin1.clone());
    let error = tried.build(&tried.options()).expect_err("is no JSON").to_string();
    assert!(
        error.contains("admin1.txt:1: not an object of cities by id"),
        "{error}"
    );
    tried.sources.entries = Entries::Cities(tried.folder.path().join("gone.json"));
    assert!(matches!(
        tried.build(&tried.options()),
        Err(BuildError::Read { .. })
    ));
}

#[test]
fn cities_are_read_from_json() {
    let mut tried = Tried::new("");
    let city = |id: u32, name: &str| {
        format!(
            r#""{id}": {{"geonameid": {id}, "name": "{name}", "latitude": 10.5, "longitude": 20, "countrycode": "AA", "population": 900, "timezone": "", "admin1code": "01", "alternatenames": ["Anders"]}}"#
        )
    };
    let json = format!(
        r#"{{{}, "8": {{"geonameid": 8}}, {}}}"#,
        city(7, "Kafr"),
        city(6, "Zwolf")
    );
    tried.sources.entries = Entries::Cities(tried.file("cities.json", &json));
    let built = tried.build(&tried.options()).expect("builds");
    assert_eq!((built.entries, built.set_aside), (7, 1));
    assert_eq!(look(&tried.atlas(), "anders"), [(6, true), (7, true)]);
}

static SMALL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let tried = Tried::new(&rows());
    tried.build(&tried.options()).expect("builds");
    tried.bytes()
});

#[track_caller]
fn check_refused(bytes: &[u8], expected: &str) {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("damaged.gaz");
    fs::write(&path, bytes).expect("is written");
    let error = Gazetteer::open(&path).expect_err("is damaged");
    assert!(matches!(error, OpenError::Damaged { .. }));
    let shown = error.to_string();
    assert!(
        shown.contains("damaged.gaz: ") && shown.contains(expected),
        "{shown}"
    );
}

#[test]
fn damaged_gazetteers_are_refused() {
    check_refused(b"", "not a packed gazetteer");
    check_refused(b"something else", "not a packed gazetteer");
    check_refused(&SMALL[..20], "cut short in its header");
    check_refused(&SMALL[..SMALL.len() - 1], "not as long as its header says");
    check_refused(&[&SMALL[..], b"x"].concat(), "not as long as its header says");
    let mut other = SMALL.clone();
    other[7] += 1;
    check_refused(&other, "of another version");
    let mut other = SMALL.clone();
    other[20] ^= 1;
    check_refused(&other, "damaged in its header");
}

#[test]
fn a_gazetteer_in_use_may_be_replaced() {
    let tried = Tried::new(&rows());
    tried.build(&tried.options()).expect("builds");
    let open = Gazetteer::open(&tried.out()).expect("opens");
    let before = open.look_up("Al Kafr", None).expect("looks");
    fs::write(
        tried.sources.entries.path(),
        row(50, "Other", "", "P.PPL", "AA.01", ""),
    )
    .expect("is written");
    tried.build(&tried.options()).expect("builds");
    assert_eq!(before.len(), 1);
    assert_eq!(open.look_up("Al Kafr", None).expect("looks"), before);
    let new = Gazetteer::open(&tried.out()).expect("opens");
    assert_ne!(new.digest(), open.digest());
    assert_eq!(new.look_up("Al Kafr", None).expect("looks"), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_anywhere_is_refused(at in any::<proptest::sample::Index>(), bit in 0..8_u8) {
        let mut bytes = SMALL.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let folder = tempfile::tempdir().expect("a temporary directory");
        let path = folder.path().join("damaged.gaz");
        fs::write(&path, bytes).expect("is written");
        prop_assert!(Gazetteer::open(&path).is_err());
    }

    /// Even without the check of the whole: all but the maps is read where it lies, whatever it says.
    #[test]
    fn damaged_sections_are_read_without_panic(
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..60),
        position in any::<u32>(),
    ) {
        let mut bytes = SMALL.clone();
        let length = |section: usize| {
            let at = 8 + section * 8;
            u64::from_le_bytes(SMALL[at..at + 8].try_into().expect("eight bytes")) as usize
        };
        let before_maps = HEADER_BYTES + (0..8).map(length).sum::<usize>();
        for (at, byte) in damage {
            bytes[HEADER_BYTES + at.index(before_maps - HEADER_BYTES)] = byte;
        }
        let atlas = Atlas::new("test.gaz", Box::leak(bytes.into_boxed_slice())).expect("its header is whole");
        for position in (0..12).chain([position]) {
            let record = atlas.record(position);
            prop_assert!(record.is_none_or(|record| atlas.name(record.name).len() < 256));
        }
        for key in ["al kafr", "kafr", "anderswo", "hasaka"] {
            for reading in look(&atlas, key) {
                atlas.position(reading.0);
            }
        }
        atlas.find_fuzzy("kamishly", 1);
        prop_assert!(atlas.provinces().len() < 10 && atlas.division_numbers().len() < 10);
    }
}
