//! Just enough reading of Rust source to find functions and calls in it: comments and the insides of literals are blanked out.

/// The source with comments and the contents of string and character literals replaced by spaces; lines and offsets stay.
pub(crate) fn code_only(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => line_end(bytes, at),
            b'/' if bytes[at..].starts_with(b"/*") => block_comment_end(bytes, at),
            b'"' => string_end(bytes, at),
            b'r' if !in_a_word(bytes, at) => raw_string_end(bytes, at).unwrap_or(at + 1),
            b'\'' => char_end(bytes, at).unwrap_or(at + 1),
            _ => at + 1,
        };
        if end > at + 1 {
            for byte in &mut code[at..end] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        at = end;
    }
    String::from_utf8_lossy(&code).into_owned()
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..]
        .iter()
        .position(|b| *b == b'\n')
        .map_or(bytes.len(), |n| at + n)
}

fn block_comment_end(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0usize);
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    bytes.len()
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The end of `r"…"` or `r#"…"#`; `None` where there is none (an identifier, `r#type`).
fn raw_string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let hashes = bytes[start + 1..].iter().take_while(|b| **b == b'#').count();
    let open = start + 1 + hashes;
    if bytes.get(open) != Some(&b'"') {
        return None;
    }
    let mut close = vec![b'"'];
    close.resize(hashes + 1, b'#');
    let body = &bytes[open + 1..];
    let length = body.windows(close.len()).position(|w| w == close.as_slice());
    Some(length.map_or(bytes.len(), |n| open + 1 + n + close.len()))
}

/// The end of a character literal; `None` for a lifetime.
fn char_end(bytes: &[u8], start: usize) -> Option<usize> {
    if bytes.get(start + 1) == Some(&b'\\') {
        let after = start + 3;
        let close = bytes.get(after..)?.iter().position(|b| *b == b'\'')?;
        return Some(after + close + 1);
    }
    // One character of up to four bytes.
    (start + 2..=start + 5)
        .find(|&end| {
            bytes.get(end) == Some(&b'\'')
                && std::str::from_utf8(&bytes[start + 1..end]).is_ok_and(|s| s.chars().count() == 1)
        })
        .map(|end| end + 1)
}

fn follows_a_word(bytes: &[u8], at: usize) -> bool {
    at > 0 && is_word(bytes[at - 1])
}

/// As [`follows_a_word`], but that the `b` of a byte string is not a word.
fn in_a_word(bytes: &[u8], at: usize) -> bool {
    let byte_string = at > 0 && bytes[at - 1] == b'b' && !follows_a_word(bytes, at - 1);
    follows_a_word(bytes, at) && !byte_string
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A function: its name, its line from 1, and what stands between its braces.
pub(crate) struct Function<'a> {
    pub(crate) name: &'a str,
    pub(crate) line: usize,
    pub(crate) body: &'a str,
    /// What stands between the end of the item before and `fn`: attributes and qualifiers.
    pub(crate) attributes: &'a str,
}

impl Function<'_> {
    pub(crate) fn is_test(&self) -> bool {
        self.attributes.contains("#[test]")
    }
}

/// Every function with a body in source that [`code_only`] has cleaned.
pub(crate) fn functions(code: &str) -> Vec<Function<'_>> {
    const KEYWORD: &str = "fn ";
    let mut found = Vec::new();
    for (at, _) in code.match_indices(KEYWORD) {
        if follows_a_word(code.as_bytes(), at) {
            continue;
        }
        let after = &code[at + KEYWORD.len()..];
        let name = &after[..after.bytes().take_while(|b| is_word(*b)).count()];
        let open = body_start(after);
        if let (false, Some(open)) = (name.is_empty(), open) {
            let item_start = code[..at].rfind(['}', ';', '{']).map_or(0, |end| end + 1);
            found.push(Function {
                name,
                line: code[..at].matches('\n').count() + 1,
                body: braced(&after[open..]),
                attributes: &code[item_start..at],
            });
        }
    }
    found
}

/// Where the body opens after a signature; `None` where a `;` ends it. Semicolons inside brackets (`[u8; 3]`) are part of it.
fn body_start(signature: &str) -> Option<usize> {
    let mut depth = 0i32;
    for (at, byte) in signature.bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'{' if depth == 0 => return Some(at),
            b';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// What stands from the first `{` to its `}`.
fn braced(code: &str) -> &str {
    let mut depth = 0usize;
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return &code[..=at];
                }
            }
            _ => {}
        }
    }
    code
}

/// Whether a word of `code` that begins with `prefix` is called, as a function or a macro.
pub(crate) fn calls_word_starting(code: &str, prefix: &str) -> bool {
    code.match_indices(prefix).any(|(at, _)| {
        let starts_a_word = at == 0 || !is_word(code.as_bytes()[at - 1]);
        let rest = code[at..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        starts_a_word && (rest.starts_with('(') || rest.starts_with('!') || rest.starts_with("::"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_code(source: &str, expected: &str) {
        let code = code_only(source);
        assert_eq!(
            code.split_whitespace().collect::<Vec<_>>().join(" "),
            expected,
            "{source}"
        );
        assert_eq!(code.len(), source.len());
    }

    #[test]
    fn comments_and_literals_are_blank() {
        check_code("a(); // b()", "a();");
        check_code("a /* b /* c */ d */ e", "a e");
        check_code(r##"a("b\"c", d)"##, "a( , d)");
        check_code("a(br\"b\", c)", "a(b , c)");
        check_code("a(r#\"b \" c\"#, r\"d\")", "a( , )");
        check_code("a('\\'', '\"', '“') + b", "a( , , ) + b");
        check_code("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}");
        check_code("for r in var\n", "for r in var");
        check_code("\"never closed", "");
    }

    #[test]
    fn functions_are_found_with_their_bodies() {
        let code = "x;\n#[test]\n#[should_panic]\nfn one() { a(); { b(); } }\npub fn two(f: fn([u8; 3])) {}\ntrait T { fn three(); }";
        let found: Vec<_> = functions(code)
            .iter()
            .map(|f| (f.name, f.line, f.body, f.is_test()))
            .collect();
        assert_eq!(
            found,
            [("one", 4, "{ a(); { b(); } }", true), ("two", 5, "{}", false)]
        );
    }

    #[test]
    fn a_call_is_not_a_part_of_a_word() {
        assert!(calls_word_starting("x; check_toll(1)", "check"));
        assert!(calls_word_starting("assert_eq!(1, 1)", "assert"));
        assert!(calls_word_starting("insta::glob!()", "insta"));
        assert!(!calls_word_starting("recheck(1)", "check"));
        assert!(!calls_word_starting("let checked = 1;", "check"));
    }
}
