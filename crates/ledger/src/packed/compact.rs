//! JSON values as few bytes: shapes of objects and words that claims and incidents have alike are told by number, as is what came
//! before; a day is a number of days, an id eight bytes, and an excerpt whose words stand in the document only its place.

use jiff::civil::{Date, date};
use serde_json::{Map, Number, Value};
use std::{collections::BTreeMap, sync::LazyLock};

/// Strings that a caller gives both times: here told by number from their first use on.
pub(super) const GIVEN: usize = 2;

/// Values within values that are read. Chosen: as `serde_json` has it.
const DEEPEST: usize = 128;

/// The day from which days are counted.
const EPOCH: Date = date(2015, 1, 1);

// What a value begins with. From SMALL on, the first byte says all, or how many or which follows.
const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const POSITIVE: u8 = 3;
const NEGATIVE: u8 = 4;
const FLOAT: u8 = 5;
const DECIMAL: u8 = 6;
const STRING: u8 = 7;
const KNOWN_STRING: u8 = 8;
const ID: u8 = 9;
const DAY: u8 = 10;
const ARRAY: u8 = 11;
const NEW_SHAPE: u8 = 12;
const KNOWN_SHAPE: u8 = 13;
const EXCERPT: u8 = 14;
const SMALL: u8 = 0x10;
const SMALL_ARRAY: u8 = 0x40;
const SMALL_SHAPE: u8 = 0x50;
const SMALL_STRING: u8 = 0x90;

/// Strings and shapes that both sides know beforehand.
#[derive(Default)]
struct Known {
    strings: Vec<String>,
    string_at: BTreeMap<String, usize>,
    shapes: Vec<Vec<String>>,
    shape_at: BTreeMap<Vec<String>, usize>,
}

/// An example of claims and of an incident, and words that are often in them. What was packed with it comes out only with it: it
/// changes with the version of the tables.
static EXAMPLE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("known.json")).expect("the example is JSON"));

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known::default();
    for part in ["claims", "incident", "words"] {
        known.learn(&EXAMPLE[part]);
    }
    known
});

impl Known {
    fn learn(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.learn(item)),
            Value::Object(map) if is_excerpt(map) => {}
            Value::Object(map) => {
                let shape: Vec<String> = map.keys().cloned().collect();
                if !self.shape_at.contains_key(&shape) {
                    self.shape_at.insert(shape.clone(), self.shapes.len());
                    self.shapes.push(shape);
                }
                map.values().for_each(|value| self.learn(value));
            }
            Value::String(word) => {
                let plain = id_bytes(word).is_none() && day_number(word).is_none();
                if plain && !self.string_at.contains_key(word) {
                    self.string_at.insert(word.clone(), self.strings.len());
                    self.strings.push(word.clone());
                }
            }
            _ => {}
        }
    }
}

/// The example, written: what most values look like.
pub(super) fn example() -> Vec<u8> {
    let text = EXAMPLE["document"]["text"].as_str().unwrap_or_default();
    let given = |key: &str| EXAMPLE["document"][key].as_str().unwrap_or_default();
    let mut bytes = write(&EXAMPLE["incident"], "", [""; GIVEN]);
    bytes.extend(write(&EXAMPLE["claims"], text, [given("id"), given("coder")]));
    bytes
}

fn is_excerpt(map: &Map<String, Value>) -> bool {
    map.len() == 3 && map.keys().eq(["start", "end", "text"])
}

/// Letter and number of an id: `c_` and 16 hexadecimal digits.
fn id_bytes(word: &str) -> Option<(u8, u64)> {
    let (&[letter, b'_'], digits) = word.as_bytes().split_first_chunk::<2>()? else {
        return None;
    };
    let hex = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    let plain = letter.is_ascii_lowercase() && digits.len() == 16 && digits.iter().all(hex);
    plain
        .then(|| u64::from_str_radix(&word[2..], 16).ok())
        .flatten()
        .map(|number| (letter, number))
}

fn day_number(word: &str) -> Option<i64> {
    if word.len() != 10 || word.as_bytes()[4] != b'-' {
        return None;
    }
    let day: Date = word.parse().ok()?;
    let days = i64::from((day - EPOCH).get_days());
    (day.to_string() == word).then_some(days)
}

/// A value as bytes; `text` is the document's, where it is of one.
pub(super) fn write(value: &Value, text: &str, given: [&str; GIVEN]) -> Vec<u8> {
    let mut writer = Writer {
        out: Vec::new(),
        text,
        given,
        strings: BTreeMap::new(),
        shapes: BTreeMap::new(),
        at: 0,
    };
    writer.value(value);
    writer.out
}

struct Writer<'w> {
    out: Vec<u8>,
    text: &'w str,
    given: [&'w str; GIVEN],
    /// What came so far and was not known.
    strings: BTreeMap<String, usize>,
    shapes: BTreeMap<Vec<String>, usize>,
    /// Where the last excerpt began.
    at: u64,
}

impl Writer<'_> {
    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.out.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.out.push(n as u8);
    }

    fn signed(&mut self, n: i64) {
        self.number(((n << 1) ^ (n >> 63)) as u64);
    }

    /// A number after a tag, in the tag itself where it is small.
    fn counted(&mut self, n: usize, small: u8, below: usize, tag: u8) {
        if n < below {
            self.out.push(small + n as u8);
        } else {
            self.out.push(tag);
            self.number(n as u64);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.out.push(NULL),
            Value::Bool(yes) => self.out.push(if *yes { TRUE } else { FALSE }),
            Value::Number(n) => self.numeric(n),
            Value::String(word) => self.string(word),
            Value::Array(items) => {
                self.counted(items.len(), SMALL_ARRAY, 16, ARRAY);
                items.iter().for_each(|item| self.value(item));
            }
            Value::Object(map) => {
                if !self.excerpt(map) {
                    self.object(map);
                }
            }
        }
    }

    fn numeric(&mut self, n: &Number) {
        if let Some(n) = n.as_u64() {
            match usize::try_from(n) {
                Ok(small @ 0..48) => self.out.push(SMALL + small as u8),
                _ => {
                    self.out.push(POSITIVE);
                    self.number(n);
                }
            }
        } else if let Some(n) = n.as_i64() {
            self.out.push(NEGATIVE);
            self.number(n.unsigned_abs());
        } else {
            let n = n.as_f64().unwrap_or_default();
            if let Some((digits, whole)) = decimal(n) {
                self.out.extend([DECIMAL, digits]);
                self.signed(whole);
            } else {
                self.out.push(FLOAT);
                self.out.extend(n.to_le_bytes());
            }
        }
    }

    fn string(&mut self, word: &str) {
        let given = self.given.iter().position(|g| !g.is_empty() && *g == word);
        let known = || KNOWN.string_at.get(word).map(|at| GIVEN + at);
        let before = || self.strings.get(word).map(|at| GIVEN + KNOWN.strings.len() + at);
        if let Some(at) = given.or_else(known).or_else(before) {
            self.counted(at, SMALL_STRING, 0x70, KNOWN_STRING);
            return;
        }
        if let Some(days) = day_number(word) {
            self.out.push(DAY);
            self.signed(days);
            return;
        }
        if let Some((letter, number)) = id_bytes(word) {
            self.out.extend([ID, letter]);
            self.out.extend(number.to_be_bytes());
        } else {
            self.out.push(STRING);
            self.number(word.len() as u64);
            self.out.extend(word.as_bytes());
        }
        self.strings.insert(word.to_owned(), self.strings.len());
    }

    fn object(&mut self, map: &Map<String, Value>) {
        let shape: Vec<String> = map.keys().cloned().collect();
        let before = || self.shapes.get(&shape).map(|at| KNOWN.shapes.len() + at);
        if let Some(at) = KNOWN.shape_at.get(&shape).copied().or_else(before) {
            self.counted(at, SMALL_SHAPE, 0x40, KNOWN_SHAPE);
        } else {
            self.out.push(NEW_SHAPE);
            self.number(shape.len() as u64);
            for key in &shape {
                self.number(key.len() as u64);
                self.out.extend(key.as_bytes());
            }
            self.shapes.insert(shape, self.shapes.len());
        }
        map.values().for_each(|value| self.value(value));
    }

    /// Writes an excerpt of the document as its place; `false` where it is none.
    fn excerpt(&mut self, map: &Map<String, Value>) -> bool {
        let number = |key| map.get(key).and_then(Value::as_u64);
        let (Some(start), Some(end)) = (number("start"), number("end")) else {
            return false;
        };
        let words = words(self.text, start, end);
        if !is_excerpt(map) || words.is_none() || map.get("text").and_then(Value::as_str) != words {
            return false;
        }
        self.out.push(EXCERPT);
        self.signed(start as i64 - self.at as i64);
        self.number(end - start);
        self.at = start;
        true
    }
}

fn words(text: &str, start: u64, end: u64) -> Option<&str> {
    text.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

/// A fraction as decimal places and a whole number that give it back exactly.
fn decimal(n: f64) -> Option<(u8, i64)> {
    (0..=9u8).find_map(|digits| {
        let whole = (n * 10f64.powi(i32::from(digits))).round();
        let exact = whole.abs() < 1e15 && from_decimal(digits, whole as i64).to_bits() == n.to_bits();
        exact.then_some((digits, whole as i64))
    })
}

fn from_decimal(digits: u8, whole: i64) -> f64 {
    whole as f64 / 10f64.powi(i32::from(digits))
}

/// The value that was written.
pub(super) fn read(bytes: &[u8], text: &str, given: [&str; GIVEN], most: usize) -> Result<Value, String> {
    let mut reader = Reader {
        rest: bytes,
        text,
        given,
        strings: Vec::new(),
        shapes: Vec::new(),
        at: 0,
        left: most,
    };
    let value = reader
        .value(0)
        .ok_or("it breaks off, or is not what was packed")?;
    if reader.rest.is_empty() {
        Ok(value)
    } else {
        Err("something follows on its end".to_owned())
    }
}

struct Reader<'r> {
    rest: &'r [u8],
    text: &'r str,
    given: [&'r str; GIVEN],
    strings: Vec<String>,
    shapes: Vec<Vec<String>>,
    at: u64,
    /// Bytes of values that may still be made: a few bytes can not fill the memory.
    left: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn take(&mut self, n: usize) -> Option<&[u8]> {
        let (taken, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    fn signed(&mut self) -> Option<i64> {
        let n = self.number()?;
        Some((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    fn spend(&mut self, bytes: usize) -> Option<()> {
        self.left = self.left.checked_sub(bytes)?;
        Some(())
    }

    fn plain(&mut self) -> Option<String> {
        let length = self.count()?;
        self.spend(length)?;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        // What a value takes in memory at least.
        self.spend(size_of::<Value>())?;
        Some(match self.byte()? {
            NULL => Value::Null,
            FALSE => false.into(),
            TRUE => true.into(),
            POSITIVE => self.number()?.into(),
            NEGATIVE => 0i64.checked_sub_unsigned(self.number()?)?.into(),
            FLOAT => Number::from_f64(f64::from_le_bytes(self.take(8)?.try_into().ok()?))?.into(),
            DECIMAL => {
                let digits = self.byte()?;
                Number::from_f64(from_decimal(digits, self.signed()?))?.into()
            }
            STRING => {
                let word = self.plain()?;
                self.strings.push(word.clone());
                word.into()
            }
            KNOWN_STRING => {
                let at = self.count()?;
                self.known_string(at)?
            }
            ID => {
                let letter = self.byte()?;
                let number = u64::from_be_bytes(self.take(8)?.try_into().ok()?);
                let id = format!("{}_{number:016x}", char::from(letter));
                self.strings.push(id.clone());
                id.into()
            }
            DAY => {
                let days = self.signed()?;
                let span = jiff::Span::new().try_days(days).ok()?;
                EPOCH.checked_add(span).ok()?.to_string().into()
            }
            ARRAY => {
                let length = self.count()?;
                self.array(length, depth)?
            }
            NEW_SHAPE => self.new_shape(depth)?,
            KNOWN_SHAPE => {
                let at = self.count()?;
                self.known_shape(at, depth)?
            }
            EXCERPT => self.excerpt()?,
            small @ SMALL..SMALL_ARRAY => (small - SMALL).into(),
            small @ SMALL_ARRAY..SMALL_SHAPE => self.array(usize::from(small - SMALL_ARRAY), depth)?,
            small @ SMALL_SHAPE..SMALL_STRING => self.known_shape(usize::from(small - SMALL_SHAPE), depth)?,
            small @ SMALL_STRING.. => self.known_string(usize::from(small - SMALL_STRING))?,
            15 => return None,
        })
    }

    fn known_string(&mut self, at: usize) -> Option<Value> {
        let word = match at.checked_sub(GIVEN) {
            None => self.given[at],
            Some(at) => match KNOWN.strings.get(at) {
                Some(word) => word,
                None => self.strings.get(at - KNOWN.strings.len())?,
            },
        }
        .to_owned();
        self.spend(word.len())?;
        Some(word.into())
    }

    fn array(&mut self, length: usize, depth: usize) -> Option<Value> {
        // Each item takes a byte at least.
        if length > self.rest.len() {
            return None;
        }
        (0..length).map(|_| self.value(depth + 1)).collect()
    }

    fn new_shape(&mut self, depth: usize) -> Option<Value> {
        let keys = self.count()?;
        if keys > self.rest.len() {
            return None;
        }
        let shape: Vec<String> = (0..keys).map(|_| self.plain()).collect::<Option<_>>()?;
        self.shapes.push(shape.clone());
        self.object(&shape, depth)
    }

    fn known_shape(&mut self, at: usize, depth: usize) -> Option<Value> {
        if let Some(shape) = KNOWN.shapes.get(at) {
            return self.object(shape, depth);
        }
        let shape = self.shapes.get(at - KNOWN.shapes.len())?.clone();
        self.object(&shape, depth)
    }

    fn object(&mut self, shape: &[String], depth: usize) -> Option<Value> {
        let mut map = Map::with_capacity(shape.len());
        for key in shape {
            self.spend(key.len() + size_of::<String>())?;
            map.insert(key.clone(), self.value(depth + 1)?);
        }
        Some(map.into())
    }

    fn excerpt(&mut self) -> Option<Value> {
        let start = self.at.checked_add_signed(self.signed()?)?;
        let end = start.checked_add(self.number()?)?;
        self.at = start;
        let words = words(self.text, start, end)?;
        self.spend(words.len())?;
        let mut map = Map::with_capacity(3);
        map.insert("start".to_owned(), start.into());
        map.insert("end".to_owned(), end.into());
        map.insert("text".to_owned(), words.into());
        Some(map.into())
    }
}
