//! What people decide holds: against likeness, against later reports, against a newer coder.

use super::run::{Folder, Outcome};
use serde_json::Value;

const STRIKE: &str = "{\"title\": \"Strike on market\", \"publisher\": \"Harbour Wire\", \"published\": \"2017-11-14\", \"text\": \"An air strike on the market of Atarib killed 20 people on Monday, residents said. Among the dead was Karim Haddad, 41, a baker.\"}\n\
{\"title\": \"Air strike hits market in Atarib\", \"publisher\": \"Hill Post\", \"published\": \"2017-11-14\", \"text\": \"An air strike on the market of Atarib on Monday killed 61 people, rescue workers said. Karim Haddad, 41, a baker, was killed at his stall.\"}\n\
{\"title\": \"Mine kills farmers\", \"publisher\": \"Quay Times\", \"published\": \"2017-12-02\", \"text\": \"A mine killed three farmers near Palmyra on Friday, the mayor said.\"}\n";

const LATER: &str = "{\"title\": \"Market dead buried\", \"publisher\": \"Dawn Mail\", \"published\": \"2017-11-15\", \"text\": \"Atarib buried the dead of the market. An air strike on the market of Atarib killed 61 people on Monday, rescue workers said. Karim Haddad, 41, a baker, was among them.\"}\n";

struct Ledger(Folder);

impl Ledger {
    fn new() -> Self {
        let ledger = Self(Folder::new(&[
            ("a.jsonl", STRIKE.as_bytes()),
            ("b.jsonl", LATER.as_bytes()),
        ]));
        let run = ledger.run(&["ingest", "a.jsonl"]);
        assert_eq!(run.exit, 0, "{}", run.err);
        ledger
    }

    fn run(&self, args: &[&str]) -> Outcome {
        self.0.run(&[args, &["--ledger", "war.ledger"]].concat())
    }

    fn lines(&self, args: &[&str]) -> Vec<Value> {
        let run = self.run(args);
        assert_eq!(run.exit, 0, "{args:?}: {}", run.err);
        let read = |line| serde_json::from_str(line).expect("is JSON");
        run.out.lines().map(read).collect()
    }

    /// Decides something, at a time of its own, and brings the incidents up to date.
    fn decide(&self, args: &[&str]) {
        let who = ["--by", "Ada", "--reason", "seen", "--at", "2026-11-23T03:00:00Z"];
        let run = self.run(&[&["review"], args, &who[..]].concat());
        assert_eq!(run.exit, 0, "{args:?}: {}", run.err);
        let settled = self.run(&["reconcile"]);
        assert_eq!(settled.exit, 0, "{}", settled.err);
    }

    /// The incident of a town, by a day in it.
    fn incidents_of(&self, town: &str) -> Vec<Value> {
        let mut all = self.lines(&["incidents", "--format", "jsonl"]);
        all.retain(|i| i["place"]["name"] == town);
        all
    }

    /// The id of the claim with these words that tells of the killed.
    fn claim(&self, words: &str) -> String {
        let all = self.lines(&["claims", "--harm", "killed", "--format", "jsonl"]);
        let found = all.iter().find(|c| {
            let told = c["evidence"]["text"].as_str().unwrap_or_default();
            told.contains(words)
        });
        found.expect("there is such a claim")["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    }
}

fn id(value: &Value) -> &str {
    value["id"].as_str().expect("an id")
}

#[test]
fn a_corrected_figure_flows_into_the_toll_and_undoing_takes_it_back() {
    let ledger = Ledger::new();
    let claim = ledger.claim("killed 20 people");
    ledger.decide(&["correct", &claim, "--field", "killed=61"]);
    let incident = &ledger.incidents_of("Atarib")[0];
    assert_eq!(incident["disputes"], serde_json::json!([]), "{incident}");
    let story = ledger.run(&["show", id(incident)]).out;
    assert!(story.contains("correct killed=61"), "{story}");
    let table = ledger.run(&["incidents", "--format", "csv"]).out;
    assert!(
        table
            .lines()
            .next()
            .is_some_and(|names| names.ends_with(",headline,review,reviewed_by,reviewed_at,review_reasons")),
        "{table}"
    );
    assert!(table.contains(",1,"), "{table}");
    // Each layout of our own says what was decided, by whom and why.
    let export = |format| ledger.run(&["export", "--format", format]).out;
    let told = |text: &str| {
        text.contains("corrected") && text.contains("2026-11-23T03:00:00Z") && text.contains("Ada")
    };
    for format in ["csv", "jsonl", "geojson", "acled"] {
        assert!(told(&export(format)), "{format}");
    }
    assert!(told(&table) && told(&ledger.run(&["claims", "--format", "csv"]).out));
    ledger.decide(&["undo", "1"]);
    for format in ["csv", "jsonl", "geojson"] {
        assert!(!told(&export(format)), "{format}: it was undone");
    }
    assert_ne!(
        ledger.incidents_of("Atarib")[0]["disputes"],
        serde_json::json!([])
    );
    let verified = ledger.run(&["ledger", "verify"]);
    assert!(
        verified.err.contains("2 reviews, none changed"),
        "{}",
        verified.err
    );
    assert_eq!(ledger.run(&["ledger", "check"]).exit, 0);
}

#[test]
fn places_days_actors_and_statuses_are_corrected() {
    let ledger = Ledger::new();
    let claim = ledger.claim("killed three farmers");
    ledger.decide(&[
        "correct",
        &claim,
        "--field",
        "place=Atarib, SYR",
        "--field",
        "date=2017-11-30/2017-12-01",
        "--field",
        "status=alleged",
        "--field",
        "source_actor=Harbour Gang",
        "--field",
        "target_actor=none",
    ]);
    let all = ledger.lines(&["claims", "--format", "jsonl"]);
    let claim = all.iter().find(|c| id(c) == claim).expect("keeps its id");
    assert_eq!(
        (&claim["place"]["country"], &claim["place"]["precision"]),
        (&"SYR".into(), &"town".into())
    );
    assert_eq!(
        (&claim["time"]["start"], &claim["time"]["end"]),
        (&"2017-11-30".into(), &"2017-12-01".into())
    );
    assert_eq!(claim["status"], "alleged");
    assert_eq!(claim["source_actors"][0]["name"], "Harbour Gang");
    assert_eq!(claim["target_actors"], serde_json::json!([]));
    assert_eq!(claim["reviews"], serde_json::json!([1, 2, 3, 4, 5]));
}

#[test]
fn what_can_not_be_is_refused_with_a_remedy() {
    let ledger = Ledger::new();
    let claim = ledger.claim("killed 20 people");
    for (field, remedy) in [
        ("colour=red", "fields are"),
        ("killed", "FIELD=VALUE"),
        ("killed=-3", "12-15"),
        ("killed=", "none"),
        ("date=2018-01-01", "status"),
        ("date=2017-13-01", "2017-11-13"),
        ("place=Nowhereatall", "gazetteer find"),
        ("status=true", "asserted"),
        ("source_actor=no.such.id", "actors find"),
    ] {
        let run = ledger.run(&[
            "review", "correct", &claim, "--field", field, "--by", "Ada", "--reason", "x",
        ]);
        let told = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(run.exit == 2 && told.contains(remedy), "{field}: {told}");
    }
    for odd in [
        &["correct", "c_0", "--field", "killed=1"][..],
        &["merge", "i_0", "i_1"],
        &["undo", "9"],
    ] {
        let run = ledger.run(&[&["review"], odd, &["--by", "Ada", "--reason", "x"]].concat());
        assert_eq!(run.exit, 2, "{odd:?}");
    }
    assert_eq!(ledger.run(&["review"]).out, "", "nothing was kept");
}

#[test]
fn a_merge_holds_when_reports_arrive_later() {
    let ledger = Ledger::new();
    let (strike, mine) = (
        ledger.incidents_of("Atarib"),
        ledger.lines(&["incidents", "--from", "2017-12-01"]),
    );
    ledger.decide(&["merge", id(&strike[0]), id(&mine[0])]);
    let merged = ledger.lines(&["incidents", "--format", "jsonl"]);
    assert_eq!(merged.len(), 1, "{merged:?}");
    assert_eq!(merged[0]["reviews"], serde_json::json!([1]));
    assert_eq!(ledger.run(&["ingest", "b.jsonl"]).exit, 0);
    let later = ledger.lines(&["incidents", "--format", "jsonl"]);
    let reports = later
        .iter()
        .map(|i| i["documents"].as_array().map_or(0, Vec::len));
    assert_eq!(reports.max(), Some(4), "{later:?}");
    ledger.decide(&["undo", "1"]);
    assert_eq!(ledger.lines(&["incidents", "--format", "jsonl"]).len(), 2);
}

#[test]
fn a_split_holds_when_reports_arrive_later() {
    let ledger = Ledger::new();
    let strike = ledger.incidents_of("Atarib");
    assert_eq!(strike.len(), 1);
    let story = &ledger.lines(&["show", id(&strike[0]), "--json"])[0];
    let first = story["claims"][0]["document"].clone();
    let of_first = story["claims"]
        .as_array()
        .expect("claims")
        .iter()
        .filter(|c| c["document"] == first);
    let ids: Vec<&str> = of_first.map(id).collect();
    ledger.decide(&[&["split", id(&strike[0])], &ids[..]].concat());
    assert_eq!(ledger.incidents_of("Atarib").len(), 2);
    assert_eq!(ledger.run(&["ingest", "b.jsonl"]).exit, 0);
    let after = ledger.incidents_of("Atarib");
    assert_eq!(after.len(), 2, "the later report joins one of them: {after:?}");
    let apart = ledger.run(&["explain", "--incident", id(&after[0])]);
    assert!(
        apart.out.contains("a person decided"),
        "{}{}",
        apart.out,
        apart.err
    );
}

#[test]
fn a_decision_survives_that_its_claim_is_read_otherwise() {
    let ledger = Ledger::new();
    let claim = ledger.claim("killed three farmers");
    ledger.decide(&["correct", &claim, "--field", "killed=4"]);
    let nothing = ledger.run(&["recode", "--dry-run"]);
    assert_eq!((nothing.exit, nothing.out.as_str()), (0, ""), "{}", nothing.err);
    // A dictionary of one's own reads 'farmers' as a body of its own.
    ledger.0.write(
        "mine.tsv",
        b"syr.farmers\tfarmers\tcivilian\tCVL\tSYR\t-\t-\t-\t-\n",
    );
    let dry = ledger.lines(&["recode", "--dry-run", "--actors", "mine.tsv"]);
    assert!(
        dry.iter()
            .any(|c| c["change"] == "changed" && c["before"] == claim.as_str()),
        "{dry:?}"
    );
    assert_eq!(ledger.claim("killed three farmers"), claim, "nothing was kept");
    let run = ledger.run(&[
        "recode",
        "--actors",
        "mine.tsv",
        "--at",
        "2026-11-23T04:00:00Z",
        "--format",
        "table",
    ]);
    assert_eq!(run.exit, 0, "{}", run.err);
    assert!(
        run.out.contains("target actors") || run.out.contains("target_actors"),
        "{}",
        run.out
    );
    assert!(run.err.contains("1 claim with decisions"), "{}", run.err);
    let now = ledger.claim("killed three farmers");
    assert_ne!(now, claim);
    let incidents = ledger.lines(&["incidents", "--from", "2017-12-01", "--format", "jsonl"]);
    assert_eq!(incidents[0]["tolls"][0]["best"], 4, "{incidents:?}");
    assert!(ledger.run(&["review"]).out.contains("dateline recode  carry"));
    let story = ledger.run(&["show", id(&incidents[0])]).out;
    assert!(story.contains("Ada: correct killed=4"), "{story}");
    assert_eq!(ledger.run(&["ledger", "verify"]).exit, 0);
    assert_eq!(ledger.run(&["ledger", "check"]).exit, 0);
    // And back again.
    assert_eq!(ledger.run(&["recode"]).exit, 0);
    let incidents = ledger.lines(&["incidents", "--from", "2017-12-01", "--format", "jsonl"]);
    assert_eq!(incidents[0]["tolls"][0]["best"], 4);
}
