//! Footnotes: the sentence that a figure was read from, with the figure marked, the outlet, the day and the address.

use super::{Material, Source, counted};
use crate::words::{day, figure};
use dateline_model::{Bounds, Claim, ClaimId, DocumentId, Excerpt};
use std::collections::{BTreeMap, BTreeSet};

/// One footnote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Footnote {
    /// The sentence, in pieces; the marked ones are figures.
    pub sentence: Vec<(bool, String)>,
    /// How figures were read that stand there in words.
    pub readings: Vec<String>,
    /// Outlet, day and headline.
    pub source: String,
    /// Where the report can be read; only addresses of the web.
    pub url: Option<String>,
    /// Outlets that carried a copy.
    pub copies: Option<String>,
}

/// A sentence that was cited, and what is marked in it.
struct Cited {
    document: DocumentId,
    start: usize,
    end: usize,
    marks: BTreeSet<(usize, usize)>,
    readings: Vec<String>,
}

/// The footnotes of a report, numbered in the order in which they are asked for; a sentence has one number.
pub(crate) struct Notes<'m> {
    material: &'m Material,
    claims: BTreeMap<&'m ClaimId, &'m Claim>,
    copies: BTreeMap<&'m DocumentId, Vec<&'m Source>>,
    cited: Vec<Cited>,
    numbers: BTreeMap<(DocumentId, usize, usize), usize>,
}

/// Bytes that a quotation is widened by at most, to reach a figure that stands outside the claim's own sentence.
/// Chosen: two long sentences of news.
const REACH: usize = 600;

impl<'m> Notes<'m> {
    pub(crate) fn of(material: &'m Material) -> Self {
        let mut claims = BTreeMap::new();
        let mut copies: BTreeMap<&DocumentId, Vec<&Source>> = BTreeMap::new();
        for source in material.sources.values() {
            claims.extend(source.claims.iter().map(|c| (&c.id, c)));
            if let Some(first) = &source.copy_of {
                copies.entry(first).or_default().push(source);
            }
        }
        claims.extend(material.conditions.iter().map(|c| (&c.id, c)));
        Self {
            material,
            claims,
            copies,
            cited: Vec::new(),
            numbers: BTreeMap::new(),
        }
    }

    /// The claim of that id, where it is at hand.
    pub(crate) fn claim(&self, id: &ClaimId) -> Option<&'m Claim> {
        self.claims.get(id).copied()
    }

    /// The report of that id, where it is at hand.
    pub(crate) fn source(&self, id: &DocumentId) -> Option<&'m Source> {
        self.material.sources.get(id)
    }

    /// The number of the footnote with the claim's sentence, in which `mark` is marked; `reading` is how the mark was read.
    pub(crate) fn cite(&mut self, claim: &Claim, mark: &Excerpt, reading: Option<&Bounds>) -> usize {
        let text = self.source(&claim.document).map(|s| s.document.text.as_str());
        let (start, end) = quoted(claim, mark, text);
        let key = (claim.document.clone(), start, end);
        let number = match self.numbers.get(&key) {
            Some(number) => *number,
            None => {
                self.cited.push(Cited {
                    document: claim.document.clone(),
                    start,
                    end,
                    marks: BTreeSet::new(),
                    readings: Vec::new(),
                });
                self.numbers.insert(key, self.cited.len());
                self.cited.len()
            }
        };
        let cited = &mut self.cited[number - 1];
        // A person's correction has no words of its own: the whole sentence stands for it.
        let corrected = *mark == claim.evidence;
        if !corrected {
            cited.marks.insert((mark.start(), mark.end()));
        }
        let reading = reading.and_then(|bounds| read_as(mark.text(), bounds, corrected));
        if let Some(words) = reading.filter(|words| !cited.readings.contains(words)) {
            cited.readings.push(words);
        }
        number
    }

    /// Adds how the figures of a footnote were read.
    pub(crate) fn add_reading(&mut self, number: usize, words: String) {
        let cited = number.checked_sub(1).and_then(|at| self.cited.get_mut(at));
        if let Some(cited) = cited.filter(|c| !c.readings.contains(&words)) {
            cited.readings.push(words);
        }
    }

    /// The footnotes, whole.
    pub(crate) fn finish(self) -> Vec<Footnote> {
        self.cited.iter().map(|cited| self.write(cited)).collect()
    }

    fn write(&self, cited: &Cited) -> Footnote {
        let source = self.source(&cited.document);
        let of_text = source.and_then(|s| s.document.text.get(cited.start..cited.end));
        let of_claim = || {
            let same = |c: &&&Claim| c.document == cited.document && c.evidence.start() == cited.start;
            self.claims.values().find(same).map(|c| c.evidence.text())
        };
        let words = of_text.or_else(of_claim).unwrap_or_default();
        let copies = self.copies.get(&cited.document).map(|copies| {
            let named: BTreeSet<&str> = copies
                .iter()
                .filter_map(|s| s.document.publisher.as_deref())
                .collect();
            let named: Vec<&str> = named.into_iter().collect();
            format!("{}: {}", counted(copies.len(), "copy"), named.join(", "))
        });
        Footnote {
            sentence: pieces(words, cited),
            readings: cited.readings.clone(),
            source: source.map_or_else(|| "report not at hand".to_owned(), |s| said_where(s, words)),
            url: source
                .and_then(|s| s.document.url.clone())
                .filter(|url| of_the_web(url)),
            copies,
        }
    }
}

/// The bytes that are quoted: the claim's own sentence, widened to the figure where that stands beside it.
fn quoted(claim: &Claim, mark: &Excerpt, text: Option<&str>) -> (usize, usize) {
    let own = (claim.evidence.start(), claim.evidence.end());
    let wide = (own.0.min(mark.start()), own.1.max(mark.end()));
    let near = wide.1 - wide.0 <= own.1 - own.0 + REACH;
    let fits = text.is_some_and(|text| text.get(wide.0..wide.1).is_some());
    match (wide == own, fits) {
        (true, _) | (_, false) => own,
        (false, true) if near => wide,
        (false, true) => (mark.start(), mark.end()),
    }
}

/// The sentence cut where marks begin and end; white space is told as single spaces.
fn pieces(words: &str, cited: &Cited) -> Vec<(bool, String)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut push = |marked: bool, piece: Option<&str>| {
        let piece = piece.unwrap_or_default();
        if !piece.is_empty() {
            pieces.push((marked, squeezed(piece)));
        }
    };
    for (start, end) in &cited.marks {
        let (Some(start), Some(end)) = (start.checked_sub(cited.start), end.checked_sub(cited.start)) else {
            continue;
        };
        if start < at || words.get(start..end).is_none() {
            continue;
        }
        push(false, words.get(at..start));
        push(true, words.get(start..end));
        at = end;
    }
    push(false, words.get(at..));
    if let Some(first) = pieces.first_mut() {
        first.1 = first.1.trim_start().to_owned();
    }
    if let Some(last) = pieces.last_mut() {
        last.1 = last.1.trim_end().to_owned();
    }
    pieces
}

/// Every run of white space as one space, at the ends too.
fn squeezed(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        // Marks that turn the direction of writing could make a sentence read otherwise than it is.
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_whitespace() || c.is_control() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !turns {
            out.push(c);
        }
    }
    out
}

/// What is said of a figure that does not stand there in digits.
fn read_as(mark: &str, bounds: &Bounds, corrected: bool) -> Option<String> {
    let shown = figure(bounds);
    if corrected {
        return Some(format!(
            "{shown}: not marked in the sentence, or put in by a reviewer"
        ));
    }
    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
    let told = digits(mark);
    (told.is_empty() || told != digits(&shown))
        .then(|| format!("‘{}’ read as {shown}", squeezed(mark).trim()))
}

/// Outlet, day, headline.
fn said_where(source: &Source, quoted: &str) -> String {
    let document = &source.document;
    let mut parts = vec![
        document
            .publisher
            .clone()
            .unwrap_or_else(|| "publisher not known".to_owned()),
        document.published.map_or_else(|| "day not known".to_owned(), day),
    ];
    let bare = |words: &str| squeezed(words).trim().trim_end_matches('.').to_owned();
    match document
        .title
        .as_deref()
        .map(bare)
        .filter(|title| !title.is_empty())
    {
        Some(title) if title == bare(quoted) => parts.push("headline".to_owned()),
        Some(title) => parts.push(format!("“{title}”")),
        None => {}
    }
    parts.join(", ")
}

/// Only these lead anywhere from a page; `javascript:` and its like must not be clicked on.
fn of_the_web(url: &str) -> bool {
    let scheme = url
        .split_once("://")
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
        && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}
