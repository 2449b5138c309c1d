//! Tags and text of HTML and XML, cut without a tree: linear in the input, no recursion, no entity of the document's own.

/// A piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// `<name attributes>`; `closed` where it ends with `/>`.
    Open {
        name: &'a str,
        attributes: &'a str,
        closed: bool,
    },
    /// `</name>`.
    Close(&'a str),
    /// Text, with its character references as written.
    Text(&'a str),
    /// The content of a CDATA section, or of a script or style: nothing in it is a reference.
    Raw(&'a str),
    /// A comment, declaration or instruction.
    Aside,
}

/// Cuts markup into tokens.
pub(crate) struct Tokens<'a> {
    rest: &'a str,
    /// The element whose content is raw, just opened.
    raw: Option<&'a str>,
    /// Whether scripts and styles are raw, as in HTML.
    html: bool,
    /// Quotes that are known not to come again: looking for them once more would make the work quadratic.
    spent: [bool; 2],
}

impl<'a> Tokens<'a> {
    pub(crate) fn html(markup: &'a str) -> Self {
        Self {
            rest: markup,
            raw: None,
            html: true,
            spent: [false; 2],
        }
    }

    pub(crate) fn xml(markup: &'a str) -> Self {
        Self {
            html: false,
            ..Self::html(markup)
        }
    }

    /// What has not been cut yet.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (piece, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        piece
    }

    /// Takes up to and over `end`, or all there is.
    fn take_over(&mut self, end: &str) -> &'a str {
        let at = self.rest.find(end);
        let piece = self.take(at.unwrap_or(self.rest.len()));
        if at.is_some() {
            self.take(end.len());
        }
        piece
    }

    /// Where the tag that begins here ends: the first `>` outside quotes.
    fn tag_end(&mut self) -> Option<usize> {
        let bytes = self.rest.as_bytes();
        let mut at = 1;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'>' => return Some(at),
                // A quote opens a value only behind `=`.
                b'"' | b'\'' if bytes[..at].trim_ascii_end().last() == Some(&b'=') => {
                    let which = usize::from(byte == b'"');
                    let end = match self.spent[which] {
                        true => None,
                        false => bytes[at + 1..].iter().position(|&b| b == byte),
                    };
                    match end {
                        Some(end) => at += end + 1,
                        None => self.spent[which] = true,
                    }
                }
                _ => {}
            }
            at += 1;
        }
        None
    }

    fn tag(&mut self) -> Token<'a> {
        let Some(end) = self.tag_end() else {
            let text = self.rest;
            self.rest = "";
            return Token::Text(text);
        };
        let tag = self.take(end + 1);
        let inner = &tag[1..tag.len() - 1];
        if let Some(name) = inner.strip_prefix('/') {
            return Token::Close(name.trim());
        }
        let closed = inner.ends_with('/');
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        let cut = inner
            .find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(cut);
        if self.html && is_raw(name) {
            self.raw = Some(name);
        }
        Token::Open {
            name,
            attributes,
            closed,
        }
    }
}

/// Elements of HTML whose content is no markup.
fn is_raw(name: &str) -> bool {
    ["script", "style", "textarea"]
        .iter()
        .any(|raw| name.eq_ignore_ascii_case(raw))
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        if let Some(name) = self.raw.take() {
            return Some(Token::Raw(self.take(raw_end(self.rest, name))));
        }
        let bytes = self.rest.as_bytes();
        if bytes[0] != b'<' {
            let end = self.rest.find('<').unwrap_or(self.rest.len());
            return Some(Token::Text(self.take(end)));
        }
        Some(match bytes.get(1) {
            Some(b'!') if self.rest.starts_with("<!--") => {
                self.take(4);
                self.take_over("-->");
                Token::Aside
            }
            Some(b'!') if self.rest.starts_with("<![CDATA[") => {
                self.take(9);
                Token::Raw(self.take_over("]]>"))
            }
            Some(b'!') => {
                self.declaration();
                Token::Aside
            }
            Some(b'?') => {
                self.take_over(">");
                Token::Aside
            }
            Some(b'/') => self.tag(),
            Some(byte) if byte.is_ascii_alphabetic() => self.tag(),
            _ => Token::Text(self.take(1)),
        })
    }
}

impl Tokens<'_> {
    /// Takes a declaration over with what stands in its brackets: the entities that a document defines are never read.
    fn declaration(&mut self) {
        let end = self.rest.find('>').unwrap_or(self.rest.len());
        if self.rest[..end].contains('[') {
            self.take_over("]");
            self.take_over(">");
        } else {
            self.take_over(">");
        }
    }
}

/// Where `</name` begins, whatever its case; the end where it does not.
fn raw_end(rest: &str, name: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        let at = from + at;
        let end = at + 2 + name.len();
        if bytes
            .get(at + 2..end)
            .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
        {
            return at;
        }
        from = at + 2;
    }
    rest.len()
}

/// The value of an attribute, its references resolved.
pub(crate) fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let cut = rest
            .find(|c: char| c == '=' || c.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let (name, behind) = rest.split_at(cut);
        let (value, behind) = match behind.trim_start().strip_prefix('=') {
            None => ("", behind),
            Some(behind) => value(behind.trim_start()),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(unescape(value));
        }
        rest = match cut {
            0 if behind.len() == rest.len() => rest.get(1..).unwrap_or_default(),
            _ => behind,
        }
        .trim_start();
    }
    None
}

/// A value, in quotes or not, and what stands behind it.
fn value(rest: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = rest.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
    rest.split_at(end)
}

/// Named characters that news pages use. The five of XML first; not the two thousand of the standard.
const NAMED: [(&str, char); 58] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("bull", '•'),
    ("middot", '·'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("shy", '\u{ad}'),
    ("zwnj", '\u{200c}'),
    ("euro", '€'),
    ("pound", '£'),
    ("cent", '¢'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("deg", '°'),
    ("times", '×'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("aacute", 'á'),
    ("agrave", 'à'),
    ("acirc", 'â'),
    ("atilde", 'ã'),
    ("auml", 'ä'),
    ("aring", 'å'),
    ("ccedil", 'ç'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("ecirc", 'ê'),
    ("euml", 'ë'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("otilde", 'õ'),
    ("ouml", 'ö'),
    ("uacute", 'ú'),
    ("uuml", 'ü'),
    ("szlig", 'ß'),
    ("scaron", 'š'),
    ("Eacute", 'É'),
    ("Ouml", 'Ö'),
];

/// Text with its character references resolved once; what is no reference stays as written.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let body = rest.as_bytes()[1..].iter().take(12).position(|&b| b == b';');
        let resolved = body.and_then(|end| Some((reference(rest.get(1..=end)?)?, end + 2)));
        let (character, used) = resolved.unwrap_or(('&', 1));
        out.push(character);
        rest = &rest[used..];
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        return NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    match code.ok()? {
        0 => None,
        // Numbers that mean Windows-1252, as browsers read them.
        code @ 0x80..=0x9f => {
            let byte = [u8::try_from(code).ok()?];
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(&byte)
                .0
                .chars()
                .next()
        }
        code => char::from_u32(code),
    }
}

/// Text with every run of white space made one space, none at the ends.
pub(crate) fn squash(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(markup: &str) -> String {
        Tokens::html(markup)
            .map(|token| match token {
                Token::Open { name, .. } => format!("+{name}"),
                Token::Close(name) => format!("-{name}"),
                Token::Text(text) => format!("'{text}'"),
                Token::Raw(text) => format!("={text}="),
                Token::Aside => "!".into(),
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn markup_is_cut_into_tags_and_text() {
        assert_eq!(cut("<p class='a>b'>Two</p>"), "+p 'Two' -p");
        assert_eq!(cut("<!-- <p> -->x<br/>"), "! 'x' +br");
        assert_eq!(
            cut("<script>if (a<b) {}</SCRIPT>y"),
            "+script =if (a<b) {}= -SCRIPT 'y'"
        );
        assert_eq!(cut("1 < 2"), "'1 ' '<' ' 2'");
        assert_eq!(cut("<![CDATA[<b>]]>"), "=<b>=");
        assert_eq!(cut("<!DOCTYPE r [<!ENTITY a 'b'>]><r>"), "! +r");
    }

    #[test]
    fn attributes_are_found_in_any_quotes() {
        let tag = r#" a="1 &amp; 2" B='x' c=7 d"#;
        for (name, expected) in [("a", "1 & 2"), ("b", "x"), ("C", "7"), ("d", "")] {
            assert_eq!(attribute(tag, name).as_deref(), Some(expected), "{name}");
        }
        assert_eq!(attribute(tag, "e"), None);
    }

    #[test]
    fn references_are_resolved_once() {
        assert_eq!(
            unescape("a &amp;lt; b &#8217; &#x2019; &#146; &nope; & &"),
            "a &lt; b ’ ’ ’ &nope; & &"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_to_its_end(text in "[<>!/='\"a&;#\\[\\]é -]{0,60}") {
            proptest::prop_assert!(Tokens::html(&text).count() <= text.len());
            proptest::prop_assert!(Tokens::xml(&text).count() <= text.len());
            proptest::prop_assert!(unescape(&text).len() <= text.len());
            proptest::prop_assert!(attribute(&text, "zz").is_none());
        }
    }
}
