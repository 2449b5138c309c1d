//! What the line breaks of a text mean: the end of a paragraph, or only of a line.

/// What stands between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    /// Nothing: the tokens touch.
    None,
    /// Blanks, or a line break inside a paragraph.
    Space,
    /// The end of a line that stands for itself.
    Line,
    /// A blank line.
    Paragraph,
}

/// Longest line that hard-wrapped text is taken to have. Chosen: mail and wire printers wrap at 60 to 80.
const WIDEST_WRAP: usize = 100;
/// Shortest line that can have been broken for width. Chosen.
const NARROWEST_WRAP: usize = 40;

/// Reads the line breaks of one text, in order.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// The block (lines between blank lines) that was measured last: its end, and its wrap width if it is wrapped.
    block_end: usize,
    wrap: Option<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            block_end: 0,
            wrap: None,
        }
    }

    /// What the white space `text[from..to]` between two tokens means. Gaps must be asked for in order.
    pub(super) fn read(&mut self, from: usize, to: usize) -> Break {
        if from == to {
            return Break::None;
        }
        let gap = &self.text[from..to];
        let breaks = line_breaks(gap);
        if breaks == 0 {
            return Break::Space;
        }
        if breaks > 1 {
            return Break::Paragraph;
        }
        if self.block_end <= from {
            self.measure(from);
        }
        if self.continues(from, to) {
            Break::Space
        } else {
            Break::Line
        }
    }

    /// Finds the block around `at` and whether its lines were broken at a fixed width.
    fn measure(&mut self, at: usize) {
        // The line that ends here is the first of the block: earlier lines belong to blocks measured before.
        let begin = self.text[..at].rfind('\n').map_or(0, |i| i + 1);
        let (mut longest, mut count, mut end) = (0, 0, begin);
        for line in self.text[begin..].split_inclusive('\n') {
            if line.trim().is_empty() {
                break;
            }
            end += line.len();
            longest = longest.max(line.trim_end().chars().count());
            count += 1;
            if longest > WIDEST_WRAP {
                // Not wrapped: the rest of the block need not be read.
                end = match self.text[begin..].find("\n\n") {
                    Some(i) => begin + i,
                    None => self.text.len(),
                };
                break;
            }
        }
        self.block_end = end.max(at + 1);
        self.wrap = (count >= 3 && longest <= WIDEST_WRAP).then_some(longest);
    }

    /// Whether the text goes on in the same paragraph over the line break `from..to`.
    fn continues(&self, from: usize, to: usize) -> bool {
        let rest = &self.text[to..];
        let Some(first) = rest.chars().next() else {
            return false;
        };
        if matches!(first, '•' | '*' | '·' | '▪' | '■' | '–' | '—' | '>' | '|') || rest.starts_with("- ")
        {
            return false;
        }
        let begin = self.text[..from].rfind('\n').map_or(0, |i| i + 1);
        // A very long line is a paragraph; its characters need not be counted.
        let length = if from - begin > 4 * WIDEST_WRAP {
            usize::MAX
        } else {
            self.text[begin..from].trim().chars().count()
        };
        let complete = self.text[..from].ends_with(['.', '!', '?', '"', '”', ':', ';', ')', ']', '…']);
        if !complete && length >= NARROWEST_WRAP && first.is_lowercase() {
            return true;
        }
        let Some(wrap) = self.wrap else { return false };
        if length < NARROWEST_WRAP {
            return false;
        }
        let word = rest
            .find(char::is_whitespace)
            .unwrap_or(rest.len())
            .min(4 * WIDEST_WRAP);
        length.saturating_add(word) >= wrap
    }
}

/// How many line breaks white space holds; a form feed or paragraph separator counts as two.
fn line_breaks(gap: &str) -> usize {
    gap.chars()
        .map(|c| match c {
            '\n' | '\u{2028}' | '\u{b}' | '\u{85}' => 1,
            '\u{2029}' | '\u{c}' => 2,
            _ => 0,
        })
        .sum::<usize>()
        .max(usize::from(gap.contains('\r')))
}
