//! Cutting a text into tokens and sentences.

use crate::{Analysis, Sentence, SentenceRole, Token, TokenShape};
use dateline_model::Span;

/// Cuts `text` into sentences and tokens.
#[must_use]
pub fn analyse(text: &str) -> Analysis<'_> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut lower = String::new();
    let mut sentences = Vec::new();
    let mut first = 0;
    let mut push = |tokens: &mut Vec<Token>, start: usize, end: usize| {
        let Ok(span) = Span::new(text, start, end) else {
            return;
        };
        let word = span.of(text);
        let from = lower.len() as u32;
        lower.extend(
            word.chars()
                .flat_map(char::to_lowercase)
                .map(|c| if c == '’' { '\'' } else { c }),
        );
        let shape = if word.starts_with(|c: char| c.is_ascii_digit()) {
            TokenShape::Number
        } else if !word.starts_with(char::is_alphanumeric) {
            TokenShape::Punctuation
        } else if word.len() > 1 && word.chars().all(|c| !c.is_lowercase()) {
            TokenShape::Upper
        } else if word.starts_with(char::is_uppercase) {
            TokenShape::Capital
        } else {
            TokenShape::Lower
        };
        tokens.push(Token {
            span,
            shape,
            lower: (from, lower.len() as u32),
        });
    };
    let mut start = None;
    let mut close = |tokens: &Vec<Token>, first: &mut usize, paragraph: u32| {
        if tokens.len() > *first {
            sentences.push(Sentence {
                span: tokens[*first].span.cover(tokens[tokens.len() - 1].span),
                tokens: *first..tokens.len(),
                paragraph,
                role: SentenceRole::Body,
                all_caps: false,
            });
            *first = tokens.len();
        }
    };
    let mut paragraph = 0;
    for (at, c) in text.char_indices() {
        let inside = c.is_alphanumeric() || (start.is_some() && matches!(c, '-' | '\'' | '’'));
        if inside {
            start.get_or_insert(at);
            continue;
        }
        if let Some(begin) = start.take() {
            push(&mut tokens, begin, at);
        }
        if !c.is_whitespace() {
            push(&mut tokens, at, at + c.len_utf8());
        }
        if matches!(c, '.' | '!' | '?' | '\n') {
            close(&tokens, &mut first, paragraph);
        }
        if c == '\n' {
            paragraph += 1;
        }
    }
    if let Some(begin) = start.take() {
        push(&mut tokens, begin, text.len());
    }
    close(&tokens, &mut first, paragraph);
    Analysis {
        text,
        tokens,
        sentences,
        lower,
    }
}
