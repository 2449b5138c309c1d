//! Bad input and bad places for a ledger: told in clear words, and nothing that was kept is lost.

use super::run::{Folder, Outcome};
use std::{
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

/// So many short reports.
fn reports(n: u32) -> String {
    let report = |at| {
        let text = format!(
            "Shells killed {} people in Atarib on Monday, the mayor said. Case {at}.",
            2 + at % 17
        );
        let record =
            serde_json::json!({"text": text, "publisher": "Harbour Wire", "published": "2017-11-14"});
        format!("{record}\n")
    };
    (0..n).map(report).collect()
}

fn ingest(folder: &Folder, input: &str, ledger: &str) -> Outcome {
    folder.run(&["ingest", input, "--ledger", ledger])
}

/// What a run said, without the breaks of lines.
fn said(run: &Outcome) -> String {
    run.err.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn stats(folder: &Folder, ledger: &str) -> u32 {
    let run = folder.run(&["ledger", "stats", "--ledger", ledger]);
    assert_eq!(run.exit, 0, "{}", run.err);
    let count = run.out.trim_start_matches("reports").trim().split(',').next();
    count.and_then(|n| n.parse().ok()).expect("reports are counted")
}

fn assert_sound(folder: &Folder, ledger: &str) {
    let check = folder.run(&["ledger", "check", "--ledger", ledger]);
    assert_eq!((check.exit, check.out.as_str()), (0, ""), "{}", check.err);
}

/// Bytes as gzip, by the command that every system of ours has; `None` where it is missing.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new("gzip")
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take()?;
    let bytes = bytes.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let out = child.wait_with_output().ok()?.stdout;
    writer.join().expect("ends").expect("is read");
    Some(out)
}

/// A file of a name and content goes into a ledger beside a good one: so many of its reports are kept, and these words are said.
fn check(name: &str, content: &[u8], kept: u32, exit: i32, words: &str) {
    let folder = Folder::new(&[
        ("in/a-good.txt", b"Shells fell on the town."),
        ("in/z-good.txt", b"Two mines went off."),
    ]);
    folder.write(&format!("in/{name}"), content);
    let run = ingest(&folder, "in", "war.ledger");
    assert_eq!(run.exit, exit, "{name}: {}", run.err);
    assert!(
        said(&run).contains(words),
        "{name}: no {words:?} in\n{}",
        said(&run)
    );
    assert_eq!(stats(&folder, "war.ledger"), kept + 2, "{name}: {}", run.err);
    assert_sound(&folder, "war.ledger");
    let again = ingest(&folder, "in", "war.ledger");
    assert!(again.err.contains("(0 new"), "{name}: {}", again.err);
}

#[test]
fn a_gzip_that_breaks_off_keeps_what_came_before() {
    let Some(packed) = gzip(reports(2_000).as_bytes()) else {
        eprintln!("skipped: there is no gzip here");
        return;
    };
    let folder = Folder::new(&[("a.jsonl.gz", &packed[..packed.len() / 2])]);
    let run = ingest(&folder, "a.jsonl.gz", "war.ledger");
    assert_eq!(run.exit, 1, "{}", run.err);
    assert!(said(&run).contains("a.jsonl.gz"), "{}", run.err);
    let kept = stats(&folder, "war.ledger");
    assert!((500..2_000).contains(&kept), "{kept}");
    // The whole file adds the rest.
    folder.write("a.jsonl.gz", &packed);
    let run = ingest(&folder, "a.jsonl.gz", "war.ledger");
    assert_eq!(run.exit, 0, "{}", run.err);
    assert_eq!(stats(&folder, "war.ledger"), 2_000);
}

#[test]
fn an_archive_with_lying_lengths_keeps_its_honest_records() {
    let record = |title: &str, lie: Option<usize>| {
        let page = format!(
            "<html><head><title>{title}</title></head><body><article><p>Two traders died when shells fell on the market of {title} \
             on Monday, and three more were hurt, the mayor of the town said.</p><p>The shells came from the hills in the east, \
             people who live beside the market said.</p></article></body></html>"
        );
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
        let length = lie.unwrap_or(http.len());
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{title}\r\nWARC-Date: 2021-03-03T00:00:00Z\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n{http}\r\n\r\n"
        )
    };
    for lie in [10, 1_000_000, usize::MAX] {
        let archive = [
            record("Atown", None),
            record("Btown", Some(lie)),
            record("Ctown", None),
        ]
        .concat();
        check("b.warc", archive.as_bytes(), 2, 1, "the record says that it has");
    }
}

#[test]
fn feeds_nested_or_with_entities_of_their_own_are_read() {
    let deep = format!(
        "{}Two traders died.{}",
        "<div>".repeat(10_000),
        "</div>".repeat(10_000)
    );
    let feed = format!(
        "<?xml version='1.0'?><rss><channel>{}<item><title>a</title><description>{deep}</description></item></channel></rss>",
        "<x>".repeat(10_000)
    );
    check("b.xml", feed.as_bytes(), 1, 0, "3 reports read");
    let mut bomb = String::from("<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a0 'boom'>");
    for n in 1..20 {
        bomb += &format!("<!ENTITY a{n} '{}'>", format!("&a{};", n - 1).repeat(10));
    }
    bomb += "]><rss><channel><item><title>&a19;</title><description>Two died.</description></item></channel></rss>";
    check("b.xml", bomb.as_bytes(), 1, 0, "3 reports read");
}

#[test]
fn a_page_of_thirty_megabytes_is_kept_from_its_beginning() {
    let mut page = String::from(
        "<html><head><title>Market hit</title></head><body><article><p>Two traders died on Monday.</p>",
    );
    while page.len() < 30 << 20 {
        page += "<p>Another line of an endless page that nobody wrote by hand, number after number.</p>";
    }
    check("b.html", page.as_bytes(), 1, 0, "only its beginning was read");
}

#[test]
fn days_that_can_not_be_are_left_open_and_noted() {
    let report =
        |day: &str| format!("{{\"text\": \"Two traders died in Atarib.\", \"published\": \"{day}\"}}\n");
    check("b.jsonl", report("0025-05-07").as_bytes(), 1, 0, "0025-05-07");
    check("b.jsonl", report("9999-12-31").as_bytes(), 1, 0, "9999-12-31");
    let folder = Folder::new(&[(
        "b.jsonl",
        (report("0025-05-07") + &report("9999-12-31")).as_bytes(),
    )]);
    ingest(&folder, "b.jsonl", "war.ledger");
    let documents = folder
        .run(&["documents", "--ledger", "war.ledger", "--format", "jsonl"])
        .out;
    assert!(
        documents.lines().all(|line| line.contains("\"published\":null")),
        "{documents}"
    );
}

#[test]
fn a_ledger_of_a_newer_dateline_is_refused_by_every_command_and_left() {
    let folder = Folder::new(&[("a.jsonl", reports(3).as_bytes())]);
    assert_eq!(ingest(&folder, "a.jsonl", "war.ledger").exit, 0);
    let path = folder.path().join("war.ledger");
    let mut bytes = fs::read(&path).expect("reads");
    // Where a SQLite file has its user_version.
    bytes[60..64].copy_from_slice(&99u32.to_be_bytes());
    fs::write(&path, &bytes).expect("is written");
    for command in [
        vec!["ingest", "a.jsonl"],
        vec!["reconcile"],
        vec!["incidents"],
        vec!["ledger", "stats"],
        vec!["ledger", "compact"],
    ] {
        let run = folder.run(&[&command[..], &["--ledger", "war.ledger"]].concat());
        assert_eq!(run.exit, 3, "{command:?}: {}", run.err);
        let said = said(&run);
        assert!(
            said.contains("has schema version 99; this Dateline knows versions up to"),
            "{said}"
        );
        assert!(
            said.contains("use the Dateline that wrote it, or a newer one"),
            "{said}"
        );
    }
    assert_eq!(fs::read(&path).expect("reads"), bytes);
}

/// A file system of so many kibibytes, gone with the value.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where this user may not mount one.
    fn new(folder: &Folder, kib: u32) -> Option<Self> {
        let path = folder.path().join("disk");
        fs::create_dir_all(&path).expect("is made");
        let disk = Self(path);
        disk.mount(&format!("size={kib}k"), false).then_some(disk)
    }

    fn mount(&self, options: &str, again: bool) -> bool {
        let options = if again {
            format!("remount,{options}")
        } else {
            options.to_owned()
        };
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(&self.0)
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let status = Command::new("umount").arg(&self.0).stderr(Stdio::null()).status();
        if !status.is_ok_and(|status| status.success()) {
            eprintln!("{} was not mounted, or could not be let go", self.0.display());
        }
    }
}

#[test]
fn a_full_disk_loses_nothing_that_was_kept_and_a_larger_one_goes_on() {
    let folder = Folder::new(&[("a.jsonl", reports(3_000).as_bytes())]);
    let Some(disk) = SmallDisk::new(&folder, 1_024) else {
        eprintln!("skipped: this user may not mount a small disk");
        return;
    };
    let run = ingest(&folder, "a.jsonl", "disk/war.ledger");
    assert_eq!(run.exit, 4, "{}", run.err);
    let words = said(&run);
    assert!(
        words.contains("full") && words.contains("the space left on the disk"),
        "{words}"
    );
    assert!(disk.mount("size=32m", true), "can be made larger");
    let kept = stats(&folder, "disk/war.ledger");
    assert!((1..3_000).contains(&kept), "{kept}");
    assert_sound(&folder, "disk/war.ledger");
    let run = ingest(&folder, "a.jsonl", "disk/war.ledger");
    assert_eq!(run.exit, 0, "{}", run.err);
    assert!(
        run.err.contains(&format!("({} new, {kept} not)", 3_000 - kept)),
        "{}",
        run.err
    );
    assert_sound(&folder, "disk/war.ledger");
    ingest(&folder, "a.jsonl", "calm.ledger");
    let incidents = |ledger| {
        folder
            .run(&["incidents", "--ledger", ledger, "--format", "jsonl"])
            .out
    };
    assert_eq!(incidents("disk/war.ledger"), incidents("calm.ledger"));
}

/// Binds a superuser too, whom permission bits do not.
#[test]
fn a_disk_that_can_only_be_read_is_told_and_read() {
    let folder = Folder::new(&[("a.jsonl", reports(20).as_bytes())]);
    let Some(disk) = SmallDisk::new(&folder, 4_096) else {
        eprintln!("skipped: this user may not mount a small disk");
        return;
    };
    assert_eq!(ingest(&folder, "a.jsonl", "disk/war.ledger").exit, 0);
    assert!(disk.mount("ro", true), "can be made read-only");
    let run = ingest(&folder, "a.jsonl", "disk/war.ledger");
    assert_eq!(run.exit, 3, "{}", run.err);
    assert!(said(&run).contains("can not be written"), "{}", run.err);
    assert_eq!(stats(&folder, "disk/war.ledger"), 20);
    let run = folder.run(&["incidents", "--ledger", "disk/war.ledger"]);
    assert_eq!(run.exit, 0, "{}", run.err);
}
