//! `dateline watch` over feeds that are served on this machine.

use crate::run::Folder;
use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

/// Serves a feed of four reports. While it hangs, it does not answer for the third, and tells that it was asked.
fn site() -> (SocketAddr, Arc<AtomicBool>, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let hangs = Arc::new(AtomicBool::new(false));
    let (tell, asked) = channel();
    let shared = hangs.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (hangs, tell) = (shared.clone(), tell.clone());
            thread::spawn(move || answer(stream, &hangs, &tell));
        }
    });
    (address, hangs, asked)
}

fn answer(mut stream: TcpStream, hangs: &AtomicBool, tell: &Sender<String>) {
    let mut lines = BufReader::new(stream.try_clone().expect("a socket")).lines();
    let first = lines.next().and_then(Result::ok).unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    for line in lines.map_while(Result::ok) {
        if line.is_empty() {
            break;
        }
    }
    // Nobody may listen any more.
    tell.send(path.clone()).ok();
    if path == "/3" && hangs.load(Ordering::SeqCst) {
        thread::park();
    }
    let (status, kind, body) = match path.as_str() {
        "/rss" => {
            let item = |n: u32| {
                format!(
                    "<item><title>Day {n} of the siege</title><link>/{n}</link><pubDate>1{n} Nov 2017 09:00:00 GMT</pubDate></item>"
                )
            };
            let items: String = (1..=4).rev().map(item).collect();
            (
                200,
                "application/rss+xml",
                format!("<rss><channel><title>Harbour Wire</title>{items}</channel></rss>"),
            )
        }
        "/1" | "/2" | "/3" | "/4" => {
            let n = &path[1..];
            let text = format!(
                "Rebels shelled the port of Latakia on Monday, killing 1{n} people, the governor said. Rescue workers searched the quays \
                 until nightfall, and ships were told to wait outside the harbour until the fighting was over."
            );
            (
                200,
                "text/html",
                format!("<html><body><article><p>{text}</p></article></body></html>"),
            )
        }
        _ => (404, "text/plain", String::new()),
    };
    let head = format!(
        "HTTP/1.1 {status} Said\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    // A client that was killed takes nothing.
    stream.write_all((head + &body).as_bytes()).ok();
}

fn feeds(address: SocketAddr) -> String {
    format!("delay = '0s'\nallow_private = true\n[[feed]]\nurl = 'http://{address}/rss'\n")
}

fn documents(folder: &Folder) -> Vec<String> {
    let ran = folder.run(&["documents", "--ledger", "war.ledger", "--format", "jsonl"]);
    let mut urls: Vec<String> = ran
        .out
        .lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).expect("a row");
            row["url"]
                .as_str()
                .expect("an address")
                .rsplit('/')
                .next()
                .expect("a name")
                .to_owned()
        })
        .collect();
    urls.sort();
    urls
}

const ONCE: &[&str] = &["watch", "feeds.toml", "--ledger", "war.ledger", "--once"];

#[test]
fn a_round_reads_what_is_new_into_incidents() {
    let (address, _, _) = site();
    let folder = Folder::new(&[("feeds.toml", feeds(address).as_bytes())]);
    let ran = folder.run(ONCE);
    assert_eq!((ran.exit, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("items=4 new=4"), "{}", ran.err);
    assert!(
        ran.err.contains("4 reports new, 0 known, 0 not read"),
        "{}",
        ran.err
    );
    assert_eq!(documents(&folder), ["1", "2", "3", "4"]);
    let incidents = folder.run(&["incidents", "--ledger", "war.ledger", "--format", "jsonl"]);
    assert!(incidents.out.contains("Latakia"), "{}", incidents.out);
    let again = folder.run(ONCE);
    assert!(again.err.contains("items=4 new=0"), "{}", again.err);
}

#[test]
fn a_watch_that_is_killed_goes_on_where_it_was() {
    let (address, hangs, asked) = site();
    hangs.store(true, Ordering::SeqCst);
    let folder = Folder::new(&[("feeds.toml", feeds(address).as_bytes())]);
    let mut command = folder.command(&["watch", "feeds.toml", "--ledger", "war.ledger"]);
    let mut child = command.stderr(Stdio::null()).spawn().expect("the binary runs");
    while asked.recv().expect("the server runs") != "/3" {}
    child.kill().expect("is killed");
    child.wait().expect("has ended");
    assert_eq!(documents(&folder), ["1", "2"]);
    hangs.store(false, Ordering::SeqCst);
    let ran = folder.run(ONCE);
    assert_eq!(ran.exit, 0, "{}", ran.err);
    assert!(ran.err.contains("items=4 new=0"), "{}", ran.err);
    assert!(ran.err.contains("2 reports new, 0 known"), "{}", ran.err);
    assert_eq!(documents(&folder), ["1", "2", "3", "4"]);
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), ["/rss", "/3", "/4"]);
}

#[test]
fn this_machine_is_refused_where_nothing_else_is_said() {
    let (address, _, asked) = site();
    let feeds = format!("[[feed]]\nurl = 'http://{address}/rss'\n");
    let folder = Folder::new(&[("feeds.toml", feeds.as_bytes())]);
    let ran = folder.run(ONCE);
    assert_eq!(ran.exit, 3, "{}", ran.err);
    assert!(
        ran.err
            .contains("127.0.0.1 is not an address of the public internet"),
        "{}",
        ran.err
    );
    assert!(asked.try_recv().is_err());
}

#[test]
fn mistakes_in_a_file_of_feeds_are_told_with_their_line() {
    let folder = Folder::new(&[(
        "feeds.toml",
        b"[[feed]]\nurl = 'https://wire.example/rss'\nevery = 'daily'\n",
    )]);
    let ran = folder.run(ONCE);
    assert_eq!(ran.exit, 3);
    assert!(ran.err.contains("feeds.toml:3:"), "{}", ran.err);
    assert!(!folder.path().join("war.ledger").exists());
}
