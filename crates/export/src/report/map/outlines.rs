//! Outlines of countries, from Natural Earth by way of an npm package: see `data/README.md`.

use std::sync::LazyLock;

/// A country as the outlines have it.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    /// ISO 3166-1 numeric; 0 for what has none.
    pub number: u32,
    /// English name.
    pub name: String,
    /// Outer rings (holes are other countries' rings), as longitude and latitude in degrees.
    pub rings: Vec<Vec<(f64, f64)>>,
}

static PACKED: &[u8] = include_bytes!("../../../data/outlines.bin");

/// How the file begins; `cargo xtask outlines` writes it.
const MAGIC: &[u8] = b"DLOUT1\n";

/// All countries. A file that is not whole would give none, which a test would notice.
pub(crate) static OUTLINES: LazyLock<Vec<Outline>> = LazyLock::new(|| read(PACKED).unwrap_or_default());

/// What is left to read.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }

    fn double(&mut self) -> Option<f64> {
        Some(f64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    /// LEB128.
    fn unsigned(&mut self) -> Option<usize> {
        let mut n: u64 = 0;
        for shift in (0..63).step_by(7) {
            let byte = *self.take(1)?.first()?;
            n |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return usize::try_from(n).ok();
            }
        }
        None
    }

    /// Zigzag.
    fn signed(&mut self) -> Option<i64> {
        let n = i64::try_from(self.unsigned()?).ok()?;
        Some((n >> 1) ^ -(n & 1))
    }
}

fn read(bytes: &[u8]) -> Option<Vec<Outline>> {
    let mut bytes = Bytes(bytes);
    if bytes.take(MAGIC.len())? != MAGIC {
        return None;
    }
    let scale = (bytes.double()?, bytes.double()?);
    let origin = (bytes.double()?, bytes.double()?);
    let mut arcs = Vec::new();
    for _ in 0..bytes.unsigned()? {
        let (mut x, mut y) = (0i64, 0i64);
        let mut points = Vec::new();
        for _ in 0..bytes.unsigned()? {
            x = x.checked_add(bytes.signed()?)?;
            y = y.checked_add(bytes.signed()?)?;
            points.push((origin.0 + scale.0 * x as f64, origin.1 + scale.1 * y as f64));
        }
        arcs.push(points);
    }
    let mut outlines = Vec::new();
    for _ in 0..bytes.unsigned()? {
        let number = u32::try_from(bytes.unsigned()?).ok()?;
        let length = bytes.unsigned()?;
        let name = String::from_utf8(bytes.take(length)?.to_vec()).ok()?;
        let mut rings = Vec::new();
        for _ in 0..bytes.unsigned()? {
            for at in 0..bytes.unsigned()? {
                let ring = ring(&mut bytes, &arcs)?;
                if at == 0 {
                    rings.push(ring);
                }
            }
        }
        outlines.push(Outline { number, name, rings });
    }
    bytes.0.is_empty().then_some(outlines)
}

/// A ring of arcs; `!n` is arc n the other way round (TopoJSON). Arcs share their ends.
fn ring(bytes: &mut Bytes<'_>, arcs: &[Vec<(f64, f64)>]) -> Option<Vec<(f64, f64)>> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for _ in 0..bytes.unsigned()? {
        let n = bytes.signed()?;
        let arc = arcs.get(usize::try_from(if n < 0 { !n } else { n }).ok()?)?;
        points.pop();
        if n < 0 {
            points.extend(arc.iter().rev());
        } else {
            points.extend(arc);
        }
    }
    Some(unwrapped(points))
}

/// A ring without leaps over the antimeridian: longitudes may leave -180..180. One that goes around a pole is closed over it.
fn unwrapped(mut ring: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut turn = 0.0;
    let mut before: Option<f64> = None;
    for point in &mut ring {
        let step = before.map_or(0.0, |lon| point.0 - lon);
        before = Some(point.0);
        if step > 180.0 {
            turn -= 360.0;
        } else if step < -180.0 {
            turn += 360.0;
        }
        point.0 += turn;
    }
    if let (Some(first), Some(last)) = (ring.first().copied(), ring.last().copied())
        && (first.0 - last.0).abs() > 180.0
    {
        let pole = if first.1 < 0.0 { -90.0 } else { 90.0 };
        ring.extend([(last.0, pole), (first.0, pole), first]);
    }
    ring
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlines_are_whole() {
        assert_eq!(OUTLINES.len(), 241);
        let syria = OUTLINES.iter().find(|o| o.number == 760).expect("Syria is there");
        assert_eq!(syria.name, "Syria");
        let west = syria
            .rings
            .iter()
            .flatten()
            .map(|p| p.0)
            .fold(f64::INFINITY, f64::min);
        let north = syria
            .rings
            .iter()
            .flatten()
            .map(|p| p.1)
            .fold(f64::NEG_INFINITY, f64::max);
        assert!(
            (west - 35.7).abs() < 0.3 && (north - 37.3).abs() < 0.3,
            "{west} {north}"
        );
        for outline in OUTLINES.iter() {
            for ring in &outline.rings {
                assert_eq!(ring.first(), ring.last(), "{} is not closed", outline.name);
                let leaps = ring
                    .windows(2)
                    .any(|w| (w[0].0 - w[1].0).abs() > 180.0 && w[0].1.abs() < 90.0);
                assert!(!leaps, "{} leaps over the antimeridian", outline.name);
            }
        }
    }

    #[test]
    fn a_file_that_is_cut_short_gives_nothing() {
        for length in [0, 3, 40, 1_000, PACKED.len() - 1] {
            assert!(read(&PACKED[..length]).is_none(), "{length}");
        }
    }
}
