//! Ledgers: many reports in, incidents out, nothing lost.

use super::run::{Folder, Outcome, samples};
use serde_json::Value;
use std::{
    fs::{self, File},
    process::Stdio,
    thread,
    time::Instant,
};

/// So many short reports of attacks in few towns, some of them told by two outlets, some word for word.
fn reports(n: u32) -> String {
    let towns = ["Atarib", "Saraqib", "Binnish", "Palmyra", "Douma"];
    let outlets = ["Harbour Wire", "Hill Post", "Quay Times"];
    (0..n)
        .map(|at| {
            let event = at / 3;
            let town = towns[(event % 5) as usize];
            let day = 1 + event % 27;
            let killed = 2 + event % 17;
            let text = match at % 3 {
                0 => format!("Shells killed {killed} people in {town} on Monday, the mayor said. Case {event}."),
                1 => format!("At least {killed} people died when shells hit {town}, residents said. Case {event}."),
                _ => format!("Shells killed {killed} people in {town} on Monday, the mayor said. Case {event}"),
            };
            let outlet = outlets[(at % 3) as usize];
            let record = serde_json::json!({"text": text, "publisher": outlet, "published": format!("2017-11-{day:02}")});
            format!("{record}\n")
        })
        .collect()
}

fn ingest(folder: &Folder, input: &str, ledger: &str) -> Outcome {
    folder.run(&["ingest", input, "--ledger", ledger])
}

/// Everything that a ledger holds, as lines that do not depend on the order of arrival.
fn contents(folder: &Folder, ledger: &str) -> Vec<String> {
    ["incidents", "claims", "documents"]
        .map(|what| {
            let run = folder.run(&[what, "--ledger", ledger, "--format", "jsonl"]);
            assert_eq!((run.exit, run.err.as_str()), (0, ""), "{what}");
            run.out
        })
        .into()
}

fn counts(folder: &Folder, ledger: &str) -> [usize; 3] {
    let all = contents(folder, ledger);
    [0, 1, 2].map(|at| all[at].lines().count())
}

#[test]
fn ingest_reads_every_kind_of_input_once() {
    let folder = Folder::new(&[
        ("in/a.txt", b"---\npublisher: Harbour Wire\npublished: 2017-11-14\ntitle: Market hit\n---\nShells killed at least 12 people in Atarib on Monday, the mayor said.\n"),
        ("in/b.jsonl", b"{\"id\": 7, \"text\": \"Gunmen shot two farmers dead near Palmyra.\"}\nno record\n"),
        ("in/c.csv", b"publisher,published,text\nHill Post,2017-11-15,\"Three people died when a mine went off in Douma.\"\n"),
        ("in/d.html", b"<html><head><title>Strike</title></head><body><article><p>An air strike killed nine people in Saraqib on Sunday, rescue workers said, and many more were hurt.</p><p>The planes came back after an hour, the workers said, and hit the road to the town.</p></article></body></html>"),
        ("in/e.csv", "text\n\"Bei dem Angriff auf den Markt der Stadt sind am Montag nach Angaben des Bürgermeisters mindestens drei Menschen getötet worden, viele weitere wurden zum Teil schwer verletzt, wie die Polizei der Stadt am Abend bestätigte und der Gouverneur der Provinz in einer Erklärung mitteilte.\"\n".as_bytes()),
    ]);
    let first = ingest(&folder, "in", "war.ledger");
    assert_eq!(first.exit, 1, "{}", first.err);
    assert!(first.err.contains("4 reports read (4 new)"), "{}", first.err);
    assert!(
        first.err.contains("in/b.jsonl:2"),
        "the bad record is named: {}",
        first.err
    );
    assert!(first.err.contains("in German"), "{}", first.err);
    assert!(first.err.contains("incident"), "{}", first.err);
    let before = contents(&folder, "war.ledger");
    assert!(
        before[2].contains("Market hit.\\n\\nShells killed"),
        "the headline is read: {}",
        before[2]
    );

    let again = ingest(&folder, "in", "war.ledger");
    assert!(
        again.err.contains("4 reports read (0 new, 4 not)"),
        "{}",
        again.err
    );
    assert_eq!(contents(&folder, "war.ledger"), before);
}

#[test]
fn the_order_of_arrival_and_the_threads_do_not_show() {
    let folder = Folder::new(&[("a.jsonl", reports(60).as_bytes())]);
    let mut lines: Vec<String> = reports(60).lines().map(|line| format!("{line}\n")).collect();
    lines.reverse();
    let (front, back) = lines.split_at(25);
    folder.write("b.jsonl", front.concat().as_bytes());
    folder.write("c.jsonl", back.concat().as_bytes());
    assert_eq!(ingest(&folder, "a.jsonl", "one.ledger").exit, 0);
    for part in ["b.jsonl", "c.jsonl"] {
        let run = folder.run(&["ingest", part, "--ledger", "two.ledger", "--threads", "1"]);
        assert_eq!(run.exit, 0, "{}", run.err);
    }
    let without_source = |ledger| -> Vec<Value> {
        let all = contents(&folder, ledger).concat();
        let read = |line: &str| {
            let mut value: Value = serde_json::from_str(line).expect("is JSON");
            value.as_object_mut().expect("an object").remove("source");
            value
        };
        all.lines().map(read).collect()
    };
    assert_eq!(without_source("one.ledger"), without_source("two.ledger"));
    let [incidents, claims, documents] = counts(&folder, "one.ledger");
    assert_eq!(documents, 60);
    assert!(
        claims >= 60 && incidents > 5 && incidents < 60,
        "{claims} {incidents}"
    );
}

/// Numbers that look random and are the same in every run (SplitMix64).
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Each batch is settled when it is in, and only what it changed is written: the end is that of all reports at once.
#[test]
fn batches_of_any_size_in_any_order_settle_to_the_same_incidents() {
    let folder = Folder::new(&[("all.jsonl", reports(90).as_bytes())]);
    assert_eq!(ingest(&folder, "all.jsonl", "whole.ledger").exit, 0);
    let incidents = |ledger: &str| {
        folder
            .run(&["incidents", "--ledger", ledger, "--format", "jsonl"])
            .out
    };
    let whole = incidents("whole.ledger");
    let mut seed = 20_261_123;
    for order in 0..3 {
        let mut lines: Vec<String> = reports(90).lines().map(|line| format!("{line}\n")).collect();
        for at in (1..lines.len()).rev() {
            lines.swap(at, (random(&mut seed) % (at as u64 + 1)) as usize);
        }
        let ledger = format!("{order}.ledger");
        let mut rest = lines.as_slice();
        while !rest.is_empty() {
            let size = 1 + (random(&mut seed) % 40) as usize;
            let (batch, behind) = rest.split_at(size.min(rest.len()));
            rest = behind;
            folder.write("batch.jsonl", batch.concat().as_bytes());
            let run = ingest(&folder, "batch.jsonl", &ledger);
            assert_eq!(run.exit, 0, "{}", run.err);
        }
        assert_eq!(incidents(&ledger), whole, "order {order}");
        let check = folder.run(&["ledger", "check", "--ledger", &ledger]);
        assert_eq!((check.exit, check.out.as_str()), (0, ""), "{}", check.err);
    }
}

/// Fifty kills at moments all over a run. After each, the ledger is sound and goes on; a finished one is as if nothing had happened, and
/// the next is begun.
#[test]
fn kill_9_at_fifty_moments_loses_and_leaves_nothing() {
    let folder = Folder::new(&[("a.jsonl", reports(600).as_bytes())]);
    let begun = Instant::now();
    assert_eq!(ingest(&folder, "a.jsonl", "calm.ledger").exit, 0);
    // Kills come within the time of a whole run; it is measured again and again, for other tests take their share of it.
    let mut whole = begun.elapsed();
    let calm = contents(&folder, "calm.ledger");
    let (mut seed, mut finished, mut halfway, mut number) = (20_171_113, 0, 0, 0);
    let mut name = "0.ledger".to_owned();
    let kept = |name: &str| {
        let run = folder.run(&["ledger", "stats", "--ledger", name]);
        let first = run.out.lines().next().unwrap_or_default().to_owned();
        let count = first.trim_start_matches("reports").trim().split(',').next();
        count.and_then(|n| n.parse::<u32>().ok()).unwrap_or(0)
    };
    let mut before = 0;
    for kill in 0..50 {
        let share = random(&mut seed) % 1000;
        let command = &["ingest", "a.jsonl", "--ledger", &name];
        let mut child = folder
            .command(command)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        thread::sleep(whole.mul_f64(share as f64 / 1000.0));
        let done = child.try_wait().expect("can be asked").is_some();
        // SIGKILL, where the run is not over.
        child.kill().expect("can be killed");
        child.wait().expect("ends");
        if !folder.path().join(&name).exists() {
            whole = whole.mul_f64(1.1);
            continue;
        }
        let now = kept(&name);
        assert!(now >= before, "kill {kill} lost {} reports", before - now);
        halfway += u32::from(now > 0 && now < 600);
        before = now;
        if done || now == 600 {
            whole = whole.mul_f64(0.85);
            // What a kill left is sound, and goes on to the same end.
            let run = ingest(&folder, "a.jsonl", &name);
            assert_eq!(run.exit, 0, "{}", run.err);
            assert_eq!(contents(&folder, &name), calm, "after kill {kill}");
            let check = folder.run(&["ledger", "check", "--ledger", &name]);
            assert_eq!((check.exit, check.out.as_str()), (0, ""), "{}", check.err);
            finished += 1;
            number += 1;
            (name, before) = (format!("{number}.ledger"), 0);
        }
    }
    let last = ingest(&folder, "a.jsonl", &name);
    assert_eq!(last.exit, 0, "{}", last.err);
    assert_eq!(contents(&folder, &name), calm);
    println!("{finished} ledgers finished, {halfway} kills with a part of the reports kept");
    assert!(finished >= 3, "the kills came too early");
}

#[test]
fn two_writers_at_once_keep_everything_once() {
    let folder = Folder::new(&[("a.jsonl", reports(200).as_bytes())]);
    let mut lines: Vec<String> = reports(300).lines().map(|line| format!("{line}\n")).collect();
    lines.reverse();
    folder.write("b.jsonl", lines.concat().as_bytes());
    let start = |input| {
        let err = File::create(folder.path().join(format!("{input}.err"))).expect("is made");
        folder
            .command(&["ingest", input, "--ledger", "war.ledger"])
            .stdout(Stdio::null())
            .stderr(err)
            .spawn()
            .expect("the binary runs")
    };
    for mut child in [start("a.jsonl"), start("b.jsonl"), start("a.jsonl")] {
        let status = child.wait().expect("ends");
        let said: Vec<String> = ["a.jsonl.err", "b.jsonl.err"]
            .map(|name| fs::read_to_string(folder.path().join(name)).expect("reads"))
            .into();
        assert_eq!(status.code(), Some(0), "{said:?}");
    }
    // Whoever was last has reconciled everything.
    assert_eq!(counts(&folder, "war.ledger")[2], 300);
    let check = folder.run(&["ledger", "check", "--ledger", "war.ledger"]);
    assert_eq!((check.exit, check.out.as_str()), (0, ""), "{}", check.err);
    let run = folder.run(&["ingest", "b.jsonl", "--ledger", "calm.ledger"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    let incidents = |ledger| contents(&folder, ledger).swap_remove(0);
    assert_eq!(incidents("war.ledger"), incidents("calm.ledger"));
}

#[test]
fn a_file_that_can_not_be_a_ledger_is_told_and_left() {
    let words = b"Shells fell on the town for an hour. ".repeat(300);
    let folder = Folder::new(&[("a.jsonl", reports(3).as_bytes()), ("words.txt", &words)]);
    let check = |args: &[&str], exit: i32, expected: &str| {
        let run = folder.run(args);
        assert_eq!(run.exit, exit, "{args:?}: {}", run.err);
        let said = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(expected), "{args:?}: {said}");
    };
    check(
        &["ingest", "a.jsonl", "--ledger", "words.txt"],
        3,
        "the ledger is damaged",
    );
    check(
        &["incidents", "--ledger", "words.txt"],
        3,
        "the ledger is damaged",
    );
    check(
        &["incidents", "--ledger", "no.ledger"],
        3,
        "there is no such ledger",
    );
    check(
        &["reconcile", "--ledger", "no.ledger"],
        3,
        "there is no such ledger",
    );
    check(
        &["ledger", "stats", "--ledger", "."],
        3,
        "there is no such ledger",
    );
    check(
        &["ingest", "a.jsonl", "--ledger", "no/where.ledger"],
        4,
        "can not open the ledger",
    );
    assert_eq!(fs::read(folder.path().join("words.txt")).expect("reads"), words);
    assert!(!folder.path().join("no.ledger").exists());
    assert_eq!(ingest(&folder, "a.jsonl", "war.ledger").exit, 0);
    check(
        &["show", "i_zzz", "--ledger", "war.ledger"],
        2,
        "no incident has the id",
    );
    check(
        &["claims", "--ledger", "war.ledger", "--text", "\" - \""],
        2,
        "no word",
    );
}

/// The permission bits bind no superuser.
#[test]
fn a_ledger_that_may_not_be_written_is_told_before_anything_is_read() {
    let folder = Folder::new(&[("a.jsonl", reports(3).as_bytes())]);
    assert_eq!(ingest(&folder, "a.jsonl", "war.ledger").exit, 0);
    let path = folder.path().join("war.ledger");
    let mut permissions = fs::metadata(&path).expect("is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("is set");
    if File::options().write(true).open(&path).is_ok() {
        eprintln!("skipped: this user may write to read-only files");
        return;
    }
    let run = ingest(&folder, "a.jsonl", "war.ledger");
    assert_eq!(run.exit, 3, "{}", run.err);
    assert!(run.err.contains("can not be written"), "{}", run.err);
    let read = |when: &str| {
        let run = folder.run(&["incidents", "--ledger", "war.ledger"]);
        assert_eq!(run.exit, 0, "{when}: {}", run.err);
    };
    read("a file that may not be written");
    let set_readonly = |readonly: bool| {
        let mut permissions = fs::metadata(folder.path()).expect("is there").permissions();
        permissions.set_readonly(readonly);
        fs::set_permissions(folder.path(), permissions).expect("is set");
    };
    set_readonly(true);
    read("a directory that may not be written");
    set_readonly(false);
}

#[test]
fn questions_are_answered_in_each_form() {
    let folder = Folder::new(&[]);
    for (name, content) in samples() {
        folder.write(&format!("in/{name}"), &content);
    }
    let run = ingest(&folder, "in", "war.ledger");
    assert_eq!(run.exit, 0, "{}", run.err);
    for what in ["incidents", "claims", "documents"] {
        let ask = |args: &[&str]| folder.run(&[&[what, "--ledger", "war.ledger"], args].concat());
        let lines = ask(&["--format", "jsonl"]).out;
        assert!(
            lines
                .lines()
                .all(|line| serde_json::from_str::<Value>(line).is_ok()),
            "{what}"
        );
        let csv = ask(&["--format", "csv"]).out;
        assert!(csv.starts_with("id,"), "{csv}");
        assert!(csv.lines().count() > lines.lines().count(), "{what}");
        let table = ask(&["--format", "table", "--limit", "2"]);
        assert!(table.err.contains("dateline: 2 of "), "{}", table.err);
        assert!(table.err.contains("--offset 2 shows more"), "{}", table.err);
        let none = ask(&["--format", "jsonl", "--country", "XXX"]);
        assert_eq!((none.exit, none.out.as_str()), (0, ""), "{what}");
    }
    let odd = folder.run(&["incidents", "--ledger", "war.ledger", "--type", "war"]);
    assert_eq!(odd.exit, 2);
    assert!(odd.err.contains("types are agree"), "{}", odd.err);
}

#[test]
fn a_story_tells_who_said_what_and_what_disagrees() {
    let folder = Folder::new(&[(
        "a.jsonl",
        b"{\"title\": \"Market of Atarib hit\", \"publisher\": \"Harbour Wire\", \"published\": \"2017-11-14\", \"text\": \"An air strike on the market of Atarib killed 20 people on Monday, residents said. Among the dead was Karim Haddad, 41, a baker.\"}\n\
          {\"title\": \"Air strike hits market in Atarib\", \"publisher\": \"Hill Post\", \"published\": \"2017-11-14\", \"text\": \"An air strike on the market of Atarib on Monday killed 61 people, rescue workers said. Karim Haddad, 41, a baker, was killed at his stall.\"}\n",
    )]);
    let run = ingest(&folder, "a.jsonl", "war.ledger");
    assert_eq!(run.exit, 0, "{}", run.err);
    let incidents = folder
        .run(&["incidents", "--ledger", "war.ledger", "--sort", "reports"])
        .out;
    let first: Value = serde_json::from_str(incidents.lines().next().expect("an incident")).expect("is JSON");
    let id = first["id"].as_str().expect("an id");
    let story = folder.run(&["show", &id[..8], "--ledger", "war.ledger"]);
    assert_eq!((story.exit, story.err.as_str()), (0, ""));
    let told = story.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in [
        "Assault · Atarib, Aleppo, SYR",
        "Harbour Wire",
        "according to residents",
        "How the figures moved",
        "What disagrees",
        "same names",
        "killed 20 people",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let json = folder.run(&["show", id, "--ledger", "war.ledger", "--json"]).out;
    let json: Value = serde_json::from_str(&json).expect("is JSON");
    assert_eq!(json["incident"]["id"], first["id"]);
    assert!(json["claims"].as_array().is_some_and(|claims| !claims.is_empty()));
}

#[test]
fn a_ledger_is_counted_copied_and_made_small() {
    let folder = Folder::new(&[("a.jsonl", reports(30).as_bytes())]);
    assert_eq!(
        folder
            .run(&["ingest", "a.jsonl", "--ledger", "war.ledger", "--no-reconcile"])
            .exit,
        0
    );
    let stats = folder.run(&["ledger", "stats", "--ledger", "war.ledger"]);
    assert!(stats.out.contains("not up to date"), "{}", stats.out);
    let stale = folder.run(&["incidents", "--ledger", "war.ledger"]);
    assert!(stale.err.contains("dateline reconcile"), "{}", stale.err);
    assert_eq!(folder.run(&["reconcile", "--ledger", "war.ledger"]).exit, 0);
    let stats = folder.run(&["ledger", "stats", "--ledger", "war.ledger"]);
    assert!(
        stats.out.starts_with("reports      30, of them 10 copies\n"),
        "{}",
        stats.out
    );
    let before = contents(&folder, "war.ledger");
    assert_eq!(
        folder
            .run(&["ledger", "backup", "--ledger", "war.ledger", "copy.ledger"])
            .exit,
        0
    );
    assert_eq!(
        folder
            .run(&["ledger", "backup", "--ledger", "war.ledger", "copy.ledger"])
            .exit,
        3
    );
    assert_eq!(
        folder.run(&["ledger", "compact", "--ledger", "war.ledger"]).exit,
        0
    );
    assert_eq!(contents(&folder, "war.ledger"), before);
    assert_eq!(contents(&folder, "copy.ledger"), before);
}

#[test]
fn a_rejected_claim_leaves_the_incidents_and_stays_in_the_trail() {
    let folder = Folder::new(&[("a.jsonl", reports(3).as_bytes())]);
    assert_eq!(ingest(&folder, "a.jsonl", "war.ledger").exit, 0);
    let on = |args: &[&str]| folder.run(&[args, &["--ledger", "war.ledger"]].concat());
    let first: Value =
        serde_json::from_str(on(&["incidents"]).out.lines().next().expect("an incident")).expect("JSON");
    let id = first["id"].as_str().expect("an id");
    let review = on(&[
        "review",
        id,
        "reject",
        "--by",
        "Ada",
        "--reason",
        "a drill",
        "--at",
        "2026-11-23T03:00:00Z",
    ]);
    assert_eq!(review.exit, 0, "{}", review.err);
    assert!(
        on(&["show", id]).out.contains("Ada: reject"),
        "the story tells it"
    );
    assert!(on(&["incidents"]).err.contains("dateline reconcile"));
    assert_eq!(on(&["reconcile"]).exit, 0);
    assert!(!on(&["incidents"]).out.contains(id));
    // Reading the same reports again does not undo it.
    assert_eq!(ingest(&folder, "a.jsonl", "war.ledger").exit, 0);
    assert_eq!(on(&["reconcile"]).exit, 0);
    assert!(!on(&["incidents"]).out.contains(id));
    let listed = on(&["review"]).out;
    assert!(listed.contains("2026-11-23T03:00:00Z  Ada  reject"), "{listed}");
    let verified = on(&["ledger", "verify"]);
    assert!(
        verified.err.contains("1 review, none changed or removed"),
        "{}",
        verified.err
    );
    let cut = on(&["ledger", "verify", "--head", "00"]);
    assert_eq!(cut.exit, 1, "{}", cut.out);
    for odd in [
        &["review", id, "reject", "--by", "Ada"][..],
        &["review", "c_0", "reject", "--by", "Ada", "--reason", "x"],
        &["review", id, "burn", "--by", "Ada", "--reason", "x"],
    ] {
        assert_eq!(on(odd).exit, 2, "{odd:?}");
    }
}
