//! How long do a hundred thousand articles take to go into a ledger, in how much memory, and how large is it then?
//!
//! `cargo bench -p dateline --bench ingest`, or `… -- 22000` for another number of articles; `… -- 22000 articles.jsonl` only writes
//! the articles. A seeded generator varies the sample reports: the same bytes on every machine. Two stories in three are told by one
//! outlet, the rest by up to eight, one telling in six being a wire copy; each story has its towns, day, figures and names, each telling
//! its paragraphs in its order, with other words, sentences of its own, and now and then a paragraph of another report.

use std::{
    fs,
    io::{BufWriter, Write},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Places of the sample reports that a story has others for.
const HERE: [&str; 19] = [
    "Aleppo",
    "Atarib",
    "Idlib",
    "Hama",
    "Damascus",
    "Darat Izza",
    "Kfar Kila",
    "Dnipro",
    "Bogota",
    "Bamako",
    "Yangon",
    "Mandalay",
    "Chibok",
    "Wad al-Noura",
    "Beirut",
    "Khartoum",
    "Maiduguri",
    "Gezira",
    "London",
];

/// Places that stories happen in.
const THERE: [&str; 60] = [
    "Aden",
    "Agadez",
    "Asmara",
    "Baidoa",
    "Bangui",
    "Basra",
    "Beledweyne",
    "Benghazi",
    "Bentiu",
    "Beni",
    "Bria",
    "Bukavu",
    "Bunia",
    "Cali",
    "Cucuta",
    "Daraa",
    "Derna",
    "Diffa",
    "Djibo",
    "Donetsk",
    "El Fasher",
    "Fallujah",
    "Gao",
    "Gardez",
    "Gaza",
    "Ghazni",
    "Goma",
    "Hajjah",
    "Herat",
    "Homs",
    "Hodeidah",
    "Jalalabad",
    "Jenin",
    "Juba",
    "Kandahar",
    "Kharkiv",
    "Kherson",
    "Kidal",
    "Kirkuk",
    "Kismayo",
    "Kunduz",
    "Malakal",
    "Marib",
    "Mekele",
    "Menaka",
    "Mosul",
    "Nablus",
    "Nyala",
    "Palma",
    "Quetta",
    "Raqqa",
    "Saada",
    "Sirte",
    "Sinjar",
    "Taiz",
    "Tikrit",
    "Timbuktu",
    "Tripoli",
    "Wau",
    "Zabul",
];

/// Words for which a teller may take another.
const WORDS: [(&str, &str); 24] = [
    ("killed", "left dead"),
    ("wounded", "hurt"),
    ("attack", "assault"),
    ("said", "told reporters"),
    ("residents", "people of the place"),
    ("soldiers", "troops"),
    ("officials", "authorities"),
    ("a number of", "several"),
    ("town", "district"),
    ("strikes", "raids"),
    ("called", "described"),
    ("fighters", "gunmen"),
    ("near", "close to"),
    ("after", "once"),
    ("before", "ahead of"),
    ("at least", "no fewer than"),
    ("home to", "shelter for"),
    ("taken", "seized"),
    ("villages", "hamlets"),
    ("searched", "dug through"),
    ("people", "persons"),
    ("claimed", "maintained"),
    ("more than", "over"),
    ("month", "four weeks"),
];

/// What only the tellings of one story have: `{}` are its names.
const OWN: [&str; 16] = [
    "The road to {} was closed until the evening, and buses turned back at the {} bridge.",
    "{} {}, who keeps a shop near the mill, heard the noise and ran to the school of his children.",
    "Workers of the {} company had left the yard an hour earlier, its manager {} explained.",
    "The governor of {} will visit the families tomorrow, his office wrote.",
    "Nobody from the {} council could be reached by telephone.",
    "Doctors of the {} clinic asked for blood of all groups.",
    "A lorry of the {} dairy burned out in front of the {} hotel.",
    "The {} quarter had been quiet since the harvest.",
    "Farmers from {} sell figs and lentils there on two days of the week.",
    "Judge {} {} opened a file on the matter.",
    "The price of flour in {} has doubled since spring, traders add.",
    "Pupils of the {} school sang at the grave of their teacher {} {}.",
    "A bus line between {} and {} runs again since noon.",
    "Engineers from {} repaired the water main under {} Street.",
    "The {} family owns most of the olive groves on that slope.",
    "An old cinema, the {}, serves as a store for blankets and lamps.",
];

/// Halves of made-up surnames and first names.
const SYLLABLES: [&str; 40] = [
    "ba", "bel", "ca", "dar", "de", "dor", "el", "fa", "far", "ga", "gor", "ha", "hel", "im", "ja", "jor",
    "ka", "kel", "la", "lor", "ma", "mar", "na", "nor", "o", "pa", "per", "qua", "ra", "rel", "sa", "sor",
    "ta", "tel", "u", "va", "vor", "wa", "ya", "zor",
];

/// Names of the sample reports that a story has others for.
const NAMED: [&str; 7] = [
    "Abdulrahman",
    "Reznichenko",
    "Abdulghany",
    "Pourhashemi",
    "Peskov",
    "Shekau",
    "Kyiv",
];

/// The splitmix64 generator (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    /// From 0, small numbers much more often (Zipf's law).
    fn uneven(&mut self, n: usize) -> usize {
        let share = self.below(1 << 30) as f64 / f64::from(1 << 30);
        ((n as f64).powf(share) as usize).min(n - 1)
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn name(&mut self) -> String {
        let mut name: String = (0..3 + self.below(2)).map(|_| self.of(&SYLLABLES)).collect();
        name[..1].make_ascii_uppercase();
        name
    }

    /// A sentence with names of its own.
    fn own(&mut self) -> String {
        let mut parts = self.of(&OWN).split("{}");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |sentence, part| sentence + &self.name() + part)
    }
}

/// A sample report.
struct Sample {
    title: String,
    paragraphs: Vec<String>,
}

fn samples() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/reports");
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("the samples are there")
        .map(|entry| entry.expect("can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    names.sort();
    let read = |path: &_| {
        let all = fs::read_to_string(path).expect("is UTF-8");
        let mut parts = all.splitn(3, "---\n").skip(1);
        let (front, body) = (parts.next().expect("front matter"), parts.next().expect("a body"));
        let title = front.lines().find_map(|l| l.strip_prefix("title: "));
        Sample {
            title: title.expect("a title").to_owned(),
            paragraphs: body.split("\n\n").map(|p| p.trim().to_owned()).collect(),
        }
    };
    names.iter().map(read).collect()
}

/// What the tellings of a story have alike.
struct Story {
    title: String,
    paragraphs: Vec<String>,
    /// Words of the sample, and what stands in their place.
    places: Vec<(&'static str, String)>,
    more: usize,
    day: usize,
    own: Vec<String>,
}

impl Story {
    fn new(random: &mut Random, samples: &[Sample]) -> Self {
        let mut places: Vec<(&str, String)> = HERE
            .iter()
            .map(|here| (*here, random.of(&THERE).to_owned()))
            .collect();
        places.extend(NAMED.iter().map(|name| (*name, random.name())));
        let sample = &samples[random.below(samples.len())];
        // Headline and beginning of one report, and what others tell further down.
        let mut paragraphs = vec![sample.paragraphs[0].clone()];
        for _ in 0..3 {
            let other = &samples[random.below(samples.len())].paragraphs;
            paragraphs.push(other[random.below(other.len())].clone());
        }
        Self {
            title: sample.title.clone(),
            paragraphs,
            places,
            own: (0..8).map(|_| random.own()).collect(),
            more: random.below(400),
            day: random.below(3_600),
        }
    }

    /// Text with the story's places, names and figures.
    fn told(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (here, there) in &self.places {
            text = text.replace(here, there);
        }
        let mut out = String::with_capacity(text.len());
        for word in text.split_inclusive(' ') {
            let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
            match digits.parse::<usize>() {
                // Years stay, and numbers that are names of something.
                Ok(n) if n < 1_900 => out += &format!("{}{}", n + self.more, &word[digits.len()..]),
                _ => out += word,
            }
        }
        out
    }
}

/// The words of one teller.
fn tell(random: &mut Random, story: &Story, samples: &[Sample]) -> (String, String) {
    let mut paragraphs: Vec<&str> = story.paragraphs.iter().map(String::as_str).collect();
    let mut at = 1;
    while at < paragraphs.len() {
        if random.below(6) == 0 {
            paragraphs.remove(at);
        } else {
            let other = 1 + random.below(at);
            paragraphs.swap(at, other);
            at += 1;
        }
    }
    for _ in 0..random.uneven(4) {
        let other = &samples[random.below(samples.len())].paragraphs;
        paragraphs.push(&other[random.below(other.len())]);
    }
    let mut text = story.told(&paragraphs.join("\n\n"));
    for part in story.own.chunks(4) {
        text += "\n\n";
        for own in part.iter().filter(|_| random.below(3) > 0) {
            text = text + own + " ";
        }
        text += &random.own();
    }
    let mut title = story.told(&story.title);
    for (one, other) in WORDS {
        if random.below(3) == 0 {
            text = text.replace(one, other);
            title = title.replace(one, other);
        }
    }
    text += &format!(
        "\n\n{} {} reported from {}.",
        random.name(),
        random.name(),
        random.of(&THERE)
    );
    (title, text)
}

/// Writes so many articles as JSON Lines; gives the bytes of their texts.
fn generate(wanted: usize, out: &mut impl Write) -> usize {
    let samples = samples();
    let mut random = Random(20_260_101);
    let (mut number, mut bytes) = (0, 0);
    while number < wanted {
        let story = Story::new(&mut random, &samples);
        let tellers = if random.below(3) == 0 {
            2 + random.uneven(7)
        } else {
            1
        };
        let mut wire: Option<(String, String)> = None;
        for _ in 0..tellers.min(wanted - number) {
            let copied = wire.clone().filter(|_| random.below(6) == 0);
            let (title, text) = copied.unwrap_or_else(|| tell(&mut random, &story, &samples));
            let outlet = random.uneven(300);
            let day = story.day + random.uneven(4);
            let date = format!(
                "{}-{:02}-{:02}",
                2015 + day / 360,
                1 + day % 360 / 30,
                1 + day % 28
            );
            number += 1;
            bytes += text.len();
            let record = serde_json::json!({"title": title, "text": text, "published": date, "publisher": format!("Outlet {outlet}"),
                "url": format!("https://outlet{outlet}.example.org/{number}")});
            writeln!(out, "{record}").expect("can be written");
            wire = Some((title, text));
        }
    }
    bytes
}

fn dateline(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(args).current_dir(folder).stdin(Stdio::null());
    command
}

/// Mebibytes that a running program holds, and the most that it held; where the system tells.
fn memory(child: &Child) -> Option<(u64, u64)> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let kib = |key| {
        let line = status.lines().find_map(|l| l.strip_prefix(key))?;
        line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()
    };
    Some((kib("VmRSS:")? / 1024, kib("VmHWM:")? / 1024))
}

/// Runs the program to its end; gives the seconds, and the memory at quarters of the time and at most.
fn timed(folder: &Path, args: &[&str]) -> (f64, String) {
    let begun = Instant::now();
    let mut child = dateline(folder, args).spawn().expect("the binary runs");
    let mut seen = Vec::new();
    let status = loop {
        seen.extend(memory(&child));
        if let Some(status) = child.try_wait().expect("can be asked") {
            break status;
        }
        thread::sleep(Duration::from_millis(100));
    };
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(status.code(), Some(0), "{args:?}");
    let most = seen.last().map_or(0, |(_, most)| *most);
    let quarters: Vec<String> = [1, 2, 3]
        .map(|q| {
            seen.get(seen.len() * q / 4)
                .map_or(0, |(now, _)| *now)
                .to_string()
        })
        .into();
    (
        seconds,
        format!(
            "{} MiB at quarters of the time, at most {most} MiB",
            quarters.join(", ")
        ),
    )
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    let wanted = args
        .next()
        .map_or(100_000, |n| n.parse().expect("a number of articles"));
    let folder = tempfile::tempdir().expect("a directory");
    let to = args
        .next()
        .map_or_else(|| folder.path().join("articles.jsonl"), Into::into);
    let mut out = BufWriter::new(fs::File::create(&to).expect("can be made"));
    let bytes = generate(wanted, &mut out);
    out.flush().expect("can be written");
    println!("{wanted} articles of {} bytes at the mean", bytes / wanted.max(1));
    if !to.starts_with(folder.path()) {
        return;
    }
    let rate = |seconds: f64| wanted as f64 / seconds;
    let ingest = [
        "ingest",
        "articles.jsonl",
        "--ledger",
        "war.ledger",
        "--no-reconcile",
    ];
    let (first, held) = timed(folder.path(), &ingest);
    println!("ingest: {first:.1} s, {:.0} articles/s; {held}", rate(first));
    let (settled, held) = timed(folder.path(), &["reconcile", "--ledger", "war.ledger"]);
    println!(
        "reconcile: {settled:.1} s, with ingest {:.0} articles/s; {held}",
        rate(first + settled)
    );
    let stats = || {
        let output = dateline(folder.path(), &["ledger", "stats", "--ledger", "war.ledger"])
            .output()
            .expect("runs");
        String::from_utf8(output.stdout).expect("is UTF-8")
    };
    let before = stats();
    print!("{before}");
    let (again, _) = timed(folder.path(), &ingest[..4]);
    println!(
        "the same again: {again:.1} s, {:.1} % of the first time",
        100.0 * again / (first + settled)
    );
    assert_eq!(stats(), before, "nothing is added");
}
