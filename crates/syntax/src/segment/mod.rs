//! Cutting a text into tokens and sentences.

mod abbreviations;
mod boundaries;
mod chars;
mod clitics;
mod dateline;
mod furniture;
mod hyphens;
mod lines;
mod numbers;
mod tokens;

use crate::table::fingerprint;
use crate::{Analysis, Limits, Sentence, SentenceRole, Token, TokenShape, Truncation};
use boundaries::View;
use dateline_model::Span;
use lines::{Break, Lines};
use tokens::{Kind, Piece};

/// Cuts `text` into sentences and tokens, within the default [`Limits`].
///
/// # Example: a dateline, a title and a clitic
/// ```
/// use dateline_syntax::{SentenceRole, analyse};
/// let read = analyse("KORA, Syria (AFP) - Lt. Col. Omar Saleh didn't comment. Two shells hit al-Mina.");
/// assert_eq!(read.sentences()[0].role, SentenceRole::Dateline);
/// assert_eq!(read.sentences().len(), 3);
/// let words: Vec<&str> = read.sentences()[1].tokens.clone().map(|ix| read.word(ix)).collect();
/// assert_eq!(words, ["Lt.", "Col.", "Omar", "Saleh", "did", "n't", "comment", "."]);
/// assert!((0..read.tokens().len()).any(|ix| read.lower(ix) == "al-mina"));
/// ```
#[must_use]
pub fn analyse(text: &str) -> Analysis<'_> {
    analyse_with(text, &Limits::default())
}

/// Cuts `text` into sentences and tokens, reading no more than `limits` allow; what was not read is told by
/// [`Analysis::truncated`].
#[must_use]
pub fn analyse_with<'t>(text: &'t str, limits: &Limits) -> Analysis<'t> {
    let (pieces, breaks, read_to) = cut(text, limits);
    let (has_small, has_capital) = case_of(&text[..read_to]);
    let view = View {
        text,
        pieces: &pieces,
        breaks: &breaks,
        no_capitals: !has_capital,
        all_capitals: !has_small,
    };
    let mut analysis = Analysis {
        text,
        tokens: Vec::with_capacity(pieces.len()),
        sentences: Vec::new(),
        lower: String::with_capacity(read_to + read_to / 16),
        truncation: Truncation {
            unread: text.len() - read_to,
            divided: 0,
        },
        cased: has_small && has_capital,
        syntax: None,
    };
    for piece in &pieces {
        push_token(&mut analysis, piece);
    }
    // Offsets that do not fit a span end the token list early; the sentences follow the tokens that exist.
    let made = analysis.tokens.len();
    sentences(&view, made, limits, &mut analysis);
    analysis
}

/// The tokens of a phrase as [`analyse`] cuts it, in the form of [`Analysis::lower`]: what a lexicon entry must be compared
/// with. 'Iran-backed' is `["iran", "-", "backed"]`, 'al-Nusra' is `["al-nusra"]`.
#[must_use]
pub fn phrase_tokens(phrase: &str) -> Vec<String> {
    let read = analyse_with(
        phrase,
        &Limits {
            tokens: 512,
            sentence_tokens: 512,
        },
    );
    (0..read.tokens().len())
        .map(|ix| read.lower(ix).to_owned())
        .collect()
}

/// Whether a word is surely one token, without cutting it: letters of ASCII that are no two words written as one ('cannot').
/// Nearly all words of the lexicons are.
#[must_use]
pub fn is_one_token(word: &str) -> bool {
    (1..24).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_alphabetic())
        && clitics::fused(word).is_none()
}

/// The folded form of a word.
pub(crate) fn folded(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold(word, &mut out);
    out
}

/// Whether a hyphen between these two words belongs inside one token ('al', 'Nusra').
pub(crate) fn is_particle(left: &str, right: &str) -> bool {
    hyphens::is_particle(left, right)
}

/// All pieces, the breaks before them, and the byte up to which the text was read.
fn cut(text: &str, limits: &Limits) -> (Vec<Piece>, Vec<Break>, usize) {
    let mut pieces: Vec<Piece> = Vec::with_capacity((text.len() / 5).min(limits.tokens));
    let mut breaks = Vec::with_capacity(pieces.capacity());
    let mut lines = Lines::new(text);
    let mut at = 0;
    let mut last_end = 0;
    loop {
        let rest = &text[at..];
        let blank = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
        let start = at + blank;
        if start == text.len() {
            return (pieces, breaks, text.len());
        }
        let chunk = &text[start..];
        let end = start + chunk.find(char::is_whitespace).unwrap_or(chunk.len());
        let mut gap = if pieces.is_empty() {
            Break::Paragraph
        } else {
            lines.read(last_end, start)
        };
        let whole = tokens::cut_chunk(text, start, end, &mut |piece| {
            if pieces.len() == limits.tokens {
                return false;
            }
            pieces.push(piece);
            breaks.push(gap);
            gap = Break::None;
            true
        });
        last_end = pieces.last().map_or(0, |p| p.end);
        if !whole {
            return (pieces, breaks, last_end);
        }
        at = end;
    }
}

/// Whether there are small letters, and whether there are capitals.
fn case_of(text: &str) -> (bool, bool) {
    let (mut small, mut capital) = (false, false);
    for c in text.chars() {
        small |= c.is_lowercase();
        capital |= c.is_uppercase();
        if small && capital {
            break;
        }
    }
    (small, capital)
}

fn push_token(analysis: &mut Analysis<'_>, piece: &Piece) {
    let Ok(span) = Span::new(analysis.text, piece.start, piece.end) else {
        return;
    };
    let word = span.of(analysis.text);
    let from = analysis.lower.len() as u32;
    fold(word, &mut analysis.lower);
    analysis.tokens.push(Token {
        span,
        shape: shape(word, piece.kind),
        lower: (from, analysis.lower.len() as u32),
        print: fingerprint(&analysis.lower[from as usize..]),
    });
}

/// Appends the lower-case form with plain quotes and hyphens, without invisible characters.
fn fold(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.bytes().map(|b| {
            if b == b'`' {
                '\''
            } else {
                char::from(b.to_ascii_lowercase())
            }
        }));
        return;
    }
    let mut at = 0;
    while let Some(c) = chars::char_at(word, at) {
        if !chars::is_invisible(c.plain) {
            out.extend(c.plain.to_lowercase());
        }
        at += c.len;
    }
}

fn shape(word: &str, kind: Kind) -> TokenShape {
    match kind {
        Kind::Number => TokenShape::Number,
        Kind::Mark => TokenShape::Punctuation,
        Kind::Symbol => TokenShape::Symbol,
        Kind::Word | Kind::Abbreviation(_) => {
            let mut capitals = 0;
            let mut small = false;
            for c in word.chars() {
                capitals += usize::from(c.is_uppercase());
                small |= c.is_lowercase();
            }
            if capitals >= 2 && !small {
                TokenShape::Upper
            } else if word
                .trim_start_matches(['\'', '’'])
                .starts_with(char::is_uppercase)
            {
                TokenShape::Capital
            } else if word.starts_with(|c: char| c.is_ascii_digit()) {
                TokenShape::Number
            } else {
                TokenShape::Lower
            }
        }
    }
}

/// Groups the tokens into sentences and says what each is for.
fn sentences(view: &View<'_>, made: usize, limits: &Limits, analysis: &mut Analysis<'_>) {
    let mut first = 0;
    let mut paragraph = 0;
    let mut open_quote = false;
    for ix in 1..=made {
        if view.pieces[ix - 1].kind == Kind::Mark && view.word(ix - 1) == "\"" {
            open_quote = !open_quote;
        }
        if ix < made && !view.ends_before(ix, open_quote, first) {
            continue;
        }
        close(view, first..ix, paragraph, limits, analysis);
        first = ix;
        if ix < made && view.breaks[ix] >= Break::Line {
            paragraph += 1;
            open_quote = false;
        }
    }
    mark_headlines(view, analysis);
}

/// Adds the sentence of `range`, its dateline apart, in pieces of at most the allowed length.
fn close(
    view: &View<'_>,
    range: std::ops::Range<usize>,
    paragraph: u32,
    limits: &Limits,
    analysis: &mut Analysis<'_>,
) {
    let shouts = shouts(view, range.clone());
    let words: Vec<dateline::Word<'_>> = range
        .clone()
        .take(40)
        .map(|ix| {
            let text = view.word(ix);
            let apart = view.breaks[ix] != Break::None || !matches!(text, "-" | "–");
            dateline::Word {
                text,
                kind: view.pieces[ix].kind,
                dash: dateline::is_dash(text) && (apart || view.word(ix.max(1) - 1) == ")"),
            }
        })
        .collect();
    let head = dateline::length(&words, shouts);
    let body = range.start + head..range.end;
    let furniture = furniture::is_furniture(body.len(), |ix| analysis.lower(body.start + ix));
    let role = if furniture {
        SentenceRole::Furniture
    } else {
        SentenceRole::Body
    };
    if head > 0 {
        add(
            range.start..body.start,
            paragraph,
            SentenceRole::Dateline,
            shouts,
            analysis,
        );
    }
    let longest = limits.sentence_tokens.clamp(1, crate::limits::LONGEST_SENTENCE);
    if body.len() > longest {
        analysis.truncation.divided += 1;
    }
    let mut from = body.start;
    while from < body.end {
        let to = body.end.min(from + longest);
        add(from..to, paragraph, role, shouts, analysis);
        from = to;
    }
}

fn add(
    tokens: std::ops::Range<usize>,
    paragraph: u32,
    role: SentenceRole,
    all_caps: bool,
    analysis: &mut Analysis<'_>,
) {
    let span = analysis.span(tokens.clone());
    analysis.sentences.push(Sentence {
        span,
        tokens,
        paragraph,
        role,
        all_caps,
    });
}

/// Whether the letters of a sentence are all capitals, and there are enough of them to tell.
fn shouts(view: &View<'_>, range: std::ops::Range<usize>) -> bool {
    let mut words = 0;
    for ix in range {
        if !matches!(view.pieces[ix].kind, Kind::Word | Kind::Abbreviation(_)) {
            continue;
        }
        let word = view.word(ix);
        if word.chars().any(char::is_lowercase) {
            return false;
        }
        words += usize::from(word.chars().filter(|c| c.is_uppercase()).count() >= 2);
    }
    words >= 3 || (words >= 1 && view.all_capitals)
}

/// Longest heading, in tokens. Chosen: the longest headlines of wire services have about 20 words.
const LONGEST_HEADLINE: usize = 30;

/// A sentence alone on its line, without a final stop, in a text that has other lines, is a heading.
fn mark_headlines(view: &View<'_>, analysis: &mut Analysis<'_>) {
    let paragraphs = analysis.sentences.last().map_or(0, |s| s.paragraph + 1);
    if paragraphs < 2 {
        return;
    }
    let alone = |sentences: &[Sentence], at: usize| {
        let own = sentences[at].paragraph;
        (at == 0 || sentences[at - 1].paragraph != own)
            && sentences.get(at + 1).is_none_or(|s| s.paragraph != own)
    };
    for at in 0..analysis.sentences.len() {
        let sentence = &analysis.sentences[at];
        let last = view.word(sentence.tokens.end - 1);
        let stopped = last.ends_with([
            '.', '!', '?', ',', ';', ':', '"', '”', '’', ')', ']', '…', '-', '—',
        ]) && last != "!";
        let words = sentence
            .tokens
            .clone()
            .filter(|ix| view.pieces[*ix].kind == Kind::Word)
            .count();
        if sentence.role == SentenceRole::Body
            && !stopped
            && words >= 2
            && sentence.tokens.len() <= LONGEST_HEADLINE
            && alone(&analysis.sentences, at)
        {
            analysis.sentences[at].role = SentenceRole::Headline;
        }
    }
}
