//! A long run needs no more memory than a short one.
#![cfg(target_os = "linux")]

use super::run::{Folder, samples};
use serde_json::json;
use std::{
    fs,
    io::{self, BufRead as _, BufReader, Write as _},
    process::Stdio,
    thread,
};

/// Mebibytes that a run of any length may hold: the project's budget.
const BUDGET: u64 = 400;

/// Peak resident memory, in mebibytes, of a run over the samples read `copies` times from one stream, taken when all is
/// read and written but before the stream is closed; and the reports that came out.
fn peak(copies: usize) -> (u64, usize) {
    let samples: Vec<String> = samples()
        .into_iter()
        .map(|(name, content)| {
            let text = String::from_utf8(content).expect("the samples are UTF-8");
            json!({"id": name, "publisher": "Sample", "published": "2024-11-30", "text": text}).to_string()
        })
        .collect();
    let folder = Folder::new(&[]);
    let mut command = folder.command(&["code", "--format", "json", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    let mut stdin = child.stdin.take().expect("is piped");
    let stdout = child.stdout.take().expect("is piped");
    let reader = thread::spawn(move || {
        BufReader::new(stdout)
            .lines()
            .map_while(Result::ok)
            .filter(|line| line.starts_with("{\"source\""))
            .count()
    });
    for _ in 0..copies {
        for sample in &samples {
            writeln!(stdin, "{sample}").expect("the binary reads its input");
        }
    }
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("the process runs");
    let high_water = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().strip_suffix(" kB"))
        .and_then(|kib| kib.trim().parse::<u64>().ok())
        .expect("Linux reports it");
    drop(stdin);
    assert_eq!(child.wait().expect("the binary ends").code(), Some(0));
    (
        high_water / 1024,
        reader.join().expect("the reader ends") / samples.len(),
    )
}

#[test]
fn a_thousand_copies_of_the_samples_code_in_flat_memory() {
    let (short, _) = peak(100);
    let (long, copies) = peak(1_000);
    writeln!(
        io::stderr(),
        "peak resident memory: {short} MiB for 100 copies, {long} MiB for 1,000"
    )
    .expect("stderr");
    assert_eq!(copies, 1_000, "every report comes out");
    assert!(long <= BUDGET, "{long} MiB for 1,000 copies");
    assert!(
        long <= short + short / 4 + 16,
        "{short} MiB for 100 copies, {long} MiB for 1,000"
    );
}
