//! Lines of a stream, with a limit on how much of one is held.

use std::io::{self, BufRead};

/// What came next in the stream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line is in the buffer, without its end.
    Held,
    /// A line was over the limit; it had this many bytes and none is held.
    TooLong(u64),
    /// The stream has ended.
    End,
}

/// Reads the next line into `buffer` (cleared first), but never more than `limit` bytes of it.
pub(crate) fn next_line(reader: &mut dyn BufRead, buffer: &mut Vec<u8>, limit: usize) -> io::Result<Line> {
    buffer.clear();
    let mut bytes: u64 = 0;
    loop {
        let available = match reader.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let newline = available.iter().position(|&b| b == b'\n');
        let piece = &available[..newline.unwrap_or(available.len())];
        let at_end = available.is_empty();
        bytes += piece.len() as u64;
        if bytes <= limit as u64 {
            buffer.extend_from_slice(piece);
        }
        let used = piece.len() + usize::from(newline.is_some());
        reader.consume(used);
        if at_end && bytes == 0 {
            return Ok(Line::End);
        }
        if at_end || newline.is_some() {
            break;
        }
    }
    if bytes > limit as u64 {
        buffer.clear();
        return Ok(Line::TooLong(bytes));
    }
    if buffer.last() == Some(&b'\r') {
        buffer.pop();
    }
    Ok(Line::Held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn all(input: &[u8], limit: usize) -> Vec<(Line, String)> {
        let mut reader = BufReader::with_capacity(3, input);
        let mut buffer = Vec::new();
        let mut lines = Vec::new();
        loop {
            let line = next_line(&mut reader, &mut buffer, limit).expect("memory can be read");
            if line == Line::End {
                return lines;
            }
            lines.push((
                line,
                String::from_utf8(buffer.clone()).expect("the tests are text"),
            ));
        }
    }

    #[test]
    fn lines_end_with_either_line_end_or_the_file() {
        let held = |s: &str| (Line::Held, s.to_owned());
        assert_eq!(all(b"one\r\n\ntwo", 10), [held("one"), held(""), held("two")]);
        assert_eq!(all(b"one\n", 10), [held("one")]);
        assert_eq!(all(b"", 10), []);
    }

    #[test]
    fn a_line_over_the_limit_is_counted_and_the_next_one_read() {
        let lines = all(b"12345\n123456789\n1", 5);
        assert_eq!(lines[0], (Line::Held, "12345".into()));
        assert_eq!(lines[1], (Line::TooLong(9), String::new()));
        assert_eq!(lines[2], (Line::Held, "1".into()));
    }

    #[test]
    fn the_buffer_never_grows_past_the_limit() {
        let long = vec![b'x'; 1 << 20];
        let mut buffer = Vec::new();
        let mut reader = BufReader::new(long.as_slice());
        assert_eq!(
            next_line(&mut reader, &mut buffer, 1024).expect("memory can be read"),
            Line::TooLong(1 << 20)
        );
        assert!(buffer.capacity() <= 64 * 1024, "{}", buffer.capacity());
    }
}
