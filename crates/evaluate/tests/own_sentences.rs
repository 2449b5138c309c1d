//! The project's own annotated sentences (`training/events`): they are in the format, and the coder reads them no worse
//! than it did.
//!
//! `cargo test -p dateline-evaluate --test own_sentences -- --nocapture` prints the figures of every file and the constructions
//! that are read worst.

use dateline_code::Coder;
use dateline_evaluate::{Annotated, Figured, Tells, read_annotated};
use dateline_model::{
    Claim, Document, DocumentParts, Harm, HarmKind, Span,
    taxonomy::{EventType, Mode},
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Figures that the coder reached when they were set, less .01: recall, precision, mode, status, harm, hard negatives. Every
/// file has its row.
const FLOORS: &[(&str, [f64; 6])] = &[
    ("abduct_detain.txt", [0.675, 0.838, 0.918, 0.940, 0.525, 0.907]),
    ("assault.txt", [0.776, 0.880, 0.937, 0.937, 0.692, 0.990]),
    (
        "between_parties_deeds.txt",
        [0.313, 0.697, 0.405, 0.959, 0.000, 0.990],
    ),
    (
        "between_parties_frames.txt",
        [0.180, 0.461, 0.615, 0.771, 0.000, 0.990],
    ),
    (
        "between_parties_more.txt",
        [0.232, 0.517, 0.593, 0.904, 0.000, 0.990],
    ),
    (
        "between_parties_wider.txt",
        [0.163, 0.622, 0.698, 0.907, 0.990, 0.990],
    ),
    (
        "between_parties_words.txt",
        [0.311, 0.604, 0.619, 0.904, 0.000, 0.990],
    ),
    ("bombing.txt", [0.661, 0.775, 0.941, 0.970, 0.766, 0.890]),
    ("clashes.txt", [0.659, 0.758, 0.898, 0.948, 0.790, 0.990]),
    ("conditions.txt", [0.990, 0.990, 0.990, 0.990, 0.000, 0.990]),
    ("conflict.txt", [0.328, 0.778, 0.528, 0.971, 0.000, 0.990]),
    ("conflict_more.txt", [0.099, 0.531, 0.390, 0.990, 0.000, 0.990]),
    ("cooperation.txt", [0.103, 0.639, 0.907, 0.990, 0.000, 0.990]),
    ("cooperation_more.txt", [0.073, 0.865, 0.704, 0.847, 0.990, 0.990]),
    (
        "hard_negatives_daily.txt",
        [0.990, 0.990, 0.990, 0.990, 0.990, 0.931],
    ),
    (
        "hard_negatives_force.txt",
        [0.990, 0.990, 0.990, 0.990, 0.990, 0.910],
    ),
    (
        "hard_negatives_general.txt",
        [0.990, 0.990, 0.990, 0.990, 0.990, 0.932],
    ),
    (
        "hard_negatives_history.txt",
        [0.990, 0.990, 0.990, 0.990, 0.990, 0.915],
    ),
    ("harm.txt", [0.649, 0.760, 0.946, 0.920, 0.628, 0.990]),
    ("police.txt", [0.376, 0.399, 0.810, 0.892, 0.424, 0.990]),
    ("police_acts.txt", [0.990, 0.990, 0.990, 0.990, 0.000, 0.990]),
    ("protest.txt", [0.350, 0.575, 0.796, 0.958, 0.425, 0.990]),
    (
        "shelling_airstrikes.txt",
        [0.791, 0.852, 0.896, 0.956, 0.697, 0.657],
    ),
    ("status.txt", [0.665, 0.880, 0.893, 0.607, 0.657, 0.907]),
];

fn files() -> Vec<(String, Vec<Annotated>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../training/events");
    let entries = fs::read_dir(&folder).expect("training/events is in the project");
    let mut names: Vec<String> = entries
        .map(|e| e.expect("the folder can be read").file_name())
        .map(|n| n.into_string().expect("file names are UTF-8"))
        .filter(|n| Path::new(n).extension().is_some_and(|e| e == "txt"))
        .collect();
    names.sort();
    let read = |name: String| {
        let text = fs::read_to_string(folder.join(&name)).expect("the file can be read");
        assert!(
            text.lines().count() < 600,
            "{name}: split the file, it has 600 lines or more"
        );
        let sentences = read_annotated(&text, &name).unwrap_or_else(|e| panic!("{e}"));
        (name, sentences)
    };
    names.into_iter().map(read).collect()
}

#[test]
fn all_files_are_in_the_format_and_no_sentence_stands_twice() {
    let files = files();
    let mut seen = BTreeMap::new();
    for (name, sentences) in &files {
        assert!(
            !sentences.is_empty(),
            "{name}: no `## construction` with sentences"
        );
        for s in sentences {
            let before = seen.insert(s.text.as_str(), (name, s.line));
            assert_eq!(before, None, "{name}:{}: the same sentence stands twice", s.line);
        }
    }
    let count = |of: fn(&Annotated) -> usize| files.iter().flat_map(|f| &f.1).map(of).sum::<usize>();
    let (told, negative) = (
        count(|s| s.events().len()),
        count(|s| usize::from(s.hard_negative)),
    );
    println!(
        "{} sentences, {told} events, {negative} hard negatives",
        seen.len()
    );
    assert!(
        seen.len() >= 2100 && told >= 1350 && negative >= 640,
        "sentences were lost"
    );
}

/// What was asked and what was right.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    right: u32,
    of: u32,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.of += 1;
        self.right += u32::from(right);
    }

    fn plus(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            of: self.of + other.of,
        }
    }

    /// One where nothing was asked.
    fn value(self) -> f64 {
        if self.of == 0 {
            1.0
        } else {
            f64::from(self.right) / f64::from(self.of)
        }
    }
}

/// The counts behind the figures of some sentences.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    recall: Share,
    precision: Share,
    mode: Share,
    status: Share,
    harm_found: Share,
    harm_right: Share,
    clean: Share,
}

impl Counts {
    fn plus(self, other: Self) -> Self {
        Self {
            recall: self.recall.plus(other.recall),
            precision: self.precision.plus(other.precision),
            mode: self.mode.plus(other.mode),
            status: self.status.plus(other.status),
            harm_found: self.harm_found.plus(other.harm_found),
            harm_right: self.harm_right.plus(other.harm_right),
            clean: self.clean.plus(other.clean),
        }
    }

    fn harm_f1(self) -> f64 {
        let (recall, precision) = (self.harm_found, self.harm_right);
        Share {
            right: recall.right + precision.right,
            of: recall.of + precision.of,
        }
        .value()
    }

    fn figures(self) -> [f64; 6] {
        let shares = [self.recall, self.precision, self.mode, self.status];
        let [recall, precision, mode, status] = shares.map(Share::value);
        [
            recall,
            precision,
            mode,
            status,
            self.harm_f1(),
            self.clean.value(),
        ]
    }

    /// How much of what a construction tells is read: its events, its figures and its silence.
    fn read(self) -> f64 {
        self.recall.plus(self.harm_found).plus(self.clean).value()
    }
}

/// A figure of harm with its parts, as (first byte, last, kind, low, high).
fn figures_of(harms: &[Harm], into: &mut BTreeSet<(usize, usize, HarmKind, u32, Option<u32>)>) {
    for harm in harms {
        let span = &harm.span;
        let low = harm.bounds.low.unwrap_or(0);
        into.insert((span.start(), span.end(), harm.kind, low, harm.bounds.high));
        figures_of(&harm.parts, into);
    }
}

fn measure(sentence: &Annotated, claims: &[Claim], types: &BTreeSet<EventType>) -> Counts {
    let mut counts = Counts::default();
    let told: Vec<(&Claim, Span, EventType, Option<Mode>)> = claims
        .iter()
        .filter_map(|c| {
            Some((
                c,
                c.trigger.as_ref()?.check(&sentence.text).ok()?,
                c.event.as_ref()?,
            ))
        })
        .map(|(c, span, event)| (c, span, event.kind, event.mode))
        .collect();
    for event in sentence.events() {
        let Some(Tells::Event(kind, mode)) = sentence.tells(event) else {
            continue;
        };
        let spans: Vec<Span> = sentence
            .triggers()
            .filter(|t| t.1 == event)
            .map(|t| t.0)
            .collect();
        let fits = |t: &&(&Claim, Span, EventType, Option<Mode>)| {
            t.2 == kind && spans.iter().any(|s| s.overlaps(t.1))
        };
        let fitting: Vec<_> = told.iter().filter(fits).collect();
        counts.recall.add(!fitting.is_empty());
        if !fitting.is_empty() {
            counts.mode.add(fitting.iter().any(|t| t.3 == mode));
            counts
                .status
                .add(fitting.iter().any(|t| t.0.status == sentence.status(event)));
        }
    }
    for (_, span, kind, _) in told.iter().filter(|t| types.contains(&t.2)) {
        let marked = |(at, _, tells, _): (Span, u8, Tells, _)| {
            matches!(tells, Tells::Event(k, _) if k == *kind) && at.overlaps(*span)
        };
        counts.precision.add(sentence.triggers().any(marked));
    }
    if sentence.hard_negative {
        let violent = |c: &Claim| {
            let assault = c.event.as_ref().is_some_and(|e| e.kind == EventType::Assault);
            assault && c.status.happened() && !c.analysis
        };
        counts.clean.add(!claims.iter().any(violent));
    } else {
        // Figures of accidents and illness are harm too, but a hard negative has no labels.
        measure_harm(sentence, claims, &mut counts);
    }
    counts
}

fn measure_harm(sentence: &Annotated, claims: &[Claim], counts: &mut Counts) {
    let mut read = BTreeSet::new();
    for claim in claims {
        figures_of(&claim.harm, &mut read);
    }
    let marked = |(span, f): (Span, Figured)| (span.start(), span.end(), f.kind, f.low, f.high);
    let marked: BTreeSet<_> = sentence.harm().map(marked).collect();
    for figure in &marked {
        counts.harm_found.add(read.contains(figure));
    }
    for figure in &read {
        counts.harm_right.add(marked.contains(figure));
    }
}

fn claims_of(coder: &Coder, text: &str) -> Vec<Claim> {
    coder.code(&Document::new(DocumentParts {
        text: text.to_owned(),
        ..DocumentParts::default()
    }))
}

#[test]
fn the_coder_reads_the_sentences_no_worse_than_before() {
    let coder = Coder::embedded().expect("the lexicons load");
    let mut constructions: Vec<(f64, String)> = Vec::new();
    let mut short = Vec::new();
    println!("{:26} recall  prec.   mode status   harm  clean", "file");
    for (name, sentences) in files() {
        let of_events = |t: (Span, u8, Tells, _)| match t.2 {
            Tells::Event(kind, _) => Some(kind),
            Tells::Condition(_) => None,
        };
        let types = sentences
            .iter()
            .flat_map(Annotated::triggers)
            .filter_map(of_events)
            .collect();
        let one = |s: &Annotated| measure(s, &claims_of(&coder, &s.text), &types);
        let counts: Vec<Counts> = sentences.par_iter().map(one).collect();
        let figures = counts.iter().fold(Counts::default(), |a, b| a.plus(*b)).figures();
        println!("{name:26} {}", figures.map(|f| format!("{f:6.3}")).join(" "));
        let floors = FLOORS.iter().find(|f| f.0 == name).map_or([0.0; 6], |f| f.1);
        if figures.iter().zip(floors).any(|(figure, floor)| *figure < floor) {
            short.push(format!("{name}: {figures:.3?} below {floors:.3?}"));
        }
        let mut by_name: BTreeMap<&str, Counts> = BTreeMap::new();
        for (sentence, counts) in sentences.iter().zip(counts) {
            let sum = by_name.entry(&sentence.construction).or_default();
            *sum = sum.plus(counts);
        }
        constructions.extend(
            by_name
                .iter()
                .map(|(c, counts)| (counts.read(), format!("{name}, {c}"))),
        );
    }
    constructions.sort_by(|a, b| a.0.total_cmp(&b.0));
    println!("read worst:");
    for (read, construction) in constructions.iter().take(5) {
        println!("{read:6.3} {construction}");
    }
    assert!(short.is_empty(), "{}", short.join("\n"));
}
