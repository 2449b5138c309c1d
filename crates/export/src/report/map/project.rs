//! From degrees to the drawing: equirectangular, true to scale at the middle latitude.

use crate::report::chart::WIDTH;

/// Kilometres in a degree of latitude.
const DEGREE_KM: f64 = 111.2;

/// Least height of what is shown, in degrees of latitude, so that one town is seen in its country. Chosen by eye.
const LEAST: f64 = 2.4;

/// The part of the world that is shown, and where it lies in the drawing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Projection {
    west: f64,
    north: f64,
    /// Units of the drawing for a degree of latitude, and of longitude.
    unit: (f64, f64),
    /// Height of the drawing.
    pub height: f64,
}

/// A point with the kilometres around it that belong to it: longitude, latitude, radius.
pub(crate) type Disc = (f64, f64, f64);

impl Projection {
    /// Fitted to discs with some space around; `None` for none.
    pub(crate) fn fit(discs: &[Disc]) -> Option<Self> {
        let turned = |lon: f64| if lon < 0.0 { lon + 360.0 } else { lon };
        let extent = |of: &dyn Fn(f64) -> f64| {
            let lon = || discs.iter().map(|d| of(d.0));
            lon().fold(f64::NEG_INFINITY, f64::max) - lon().fold(f64::INFINITY, f64::min)
        };
        // Points on both sides of the antimeridian lie close together once the world is cut elsewhere.
        let cut = extent(&turned) < extent(&|lon| lon);
        let lon = |d: &Disc| if cut { turned(d.0) } else { d.0 };
        let (mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY);
        let (mut south, mut north) = (f64::INFINITY, f64::NEG_INFINITY);
        for disc in discs {
            let high = disc.2 / DEGREE_KM;
            let wide = high / disc.1.to_radians().cos().max(0.1);
            (west, east) = (west.min(lon(disc) - wide), east.max(lon(disc) + wide));
            (south, north) = (south.min(disc.1 - high), north.max(disc.1 + high));
        }
        if !(west.is_finite() && east.is_finite() && south.is_finite() && north.is_finite()) {
            return None;
        }
        let middle = ((west + east) / 2.0, (south + north) / 2.0);
        let squeeze = middle.1.to_radians().cos().max(0.1);
        let high = ((north - south) * 1.25).max(LEAST);
        let wide = ((east - west) * 1.25 * squeeze).max(LEAST);
        // Neither a strip nor a tower.
        let high = high.clamp(wide * 0.5, wide.max(high));
        let wide = wide.max(high * 1.5);
        let unit = WIDTH / wide;
        Some(Self {
            west: middle.0 - wide / squeeze / 2.0,
            north: middle.1 + high / 2.0,
            unit: (unit, unit * squeeze),
            height: high * unit,
        })
    }

    /// Where a point lies in the drawing; its longitude is taken the way that lies nearest.
    pub(crate) fn at(&self, lon: f64, lat: f64) -> (f64, f64) {
        let mut from_west = lon - self.west;
        let whole = WIDTH / self.unit.1;
        if from_west + 360.0 <= whole || from_west < -180.0 {
            from_west += 360.0;
        }
        (from_west * self.unit.1, (self.north - lat) * self.unit.0)
    }

    /// The same without turning the world, and moved by whole turns.
    pub(crate) fn flat(&self, lon: f64, lat: f64) -> (f64, f64) {
        ((lon - self.west) * self.unit.1, (self.north - lat) * self.unit.0)
    }

    /// Units of the drawing for a kilometre.
    pub(crate) fn km(&self) -> f64 {
        self.unit.0 / DEGREE_KM
    }

    /// West, south, east and north of what is shown, in degrees.
    pub(crate) fn degrees(&self) -> [f64; 4] {
        [
            self.west,
            self.north - self.height / self.unit.0,
            self.west + WIDTH / self.unit.1,
            self.north,
        ]
    }

    /// A length in kilometres that is round and at most a quarter of the width.
    pub(crate) fn round_km(&self) -> f64 {
        let most = WIDTH / self.km() / 4.0;
        let power = 10f64.powf(most.log10().floor());
        [5.0, 2.0, 1.0]
            .into_iter()
            .map(|s| s * power)
            .find(|s| *s <= most)
            .unwrap_or(power)
    }
}

/// What of a ring lies in the drawing (Sutherland and Hodgman 1974), a little beyond its edges, with points too close to see left out.
pub(crate) fn clipped(ring: &[(f64, f64)], height: f64) -> Vec<(f64, f64)> {
    const BEYOND: f64 = 8.0;
    const CLOSE: f64 = 0.7;
    let (left, top, right, bottom) = (-BEYOND, -BEYOND, WIDTH + BEYOND, height + BEYOND);
    let cross_x = |a: (f64, f64), b: (f64, f64), x: f64| (x, a.1 + (b.1 - a.1) * (x - a.0) / (b.0 - a.0));
    let cross_y = |a: (f64, f64), b: (f64, f64), y: f64| (a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1), y);
    let mut points = ring.to_vec();
    points = cut(&points, |p| p.0 >= left, |a, b| cross_x(a, b, left));
    points = cut(&points, |p| p.0 <= right, |a, b| cross_x(a, b, right));
    points = cut(&points, |p| p.1 >= top, |a, b| cross_y(a, b, top));
    points = cut(&points, |p| p.1 <= bottom, |a, b| cross_y(a, b, bottom));
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for point in points {
        let far = |last: &(f64, f64)| (last.0 - point.0).abs() + (last.1 - point.1).abs() > CLOSE;
        if kept.last().is_none_or(far) {
            kept.push(point);
        }
    }
    if kept.len() < 3 {
        kept.clear();
    }
    kept
}

/// The part of a ring on one side of a line.
fn cut(
    ring: &[(f64, f64)],
    inside: impl Fn((f64, f64)) -> bool,
    cross: impl Fn((f64, f64), (f64, f64)) -> (f64, f64),
) -> Vec<(f64, f64)> {
    let mut out = Vec::new();
    let Some(mut before) = ring.last().copied() else {
        return out;
    };
    for point in ring.iter().copied() {
        if inside(point) != inside(before) {
            out.push(cross(before, point));
        }
        if inside(point) {
            out.push(point);
        }
        before = point;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_points_lie_in_the_drawing() {
        let check = |discs: &[Disc]| {
            let fitted = Projection::fit(discs).expect("there are points");
            for (lon, lat, _) in discs {
                let (x, y) = fitted.at(*lon, *lat);
                assert!(
                    (0.0..=WIDTH).contains(&x) && (0.0..=fitted.height).contains(&y),
                    "{discs:?}: {x} {y}"
                );
            }
            assert!(
                fitted.height <= WIDTH && fitted.height > 200.0,
                "{discs:?}: {}",
                fitted.height
            );
        };
        check(&[(36.8, 36.1, 4.0)]);
        check(&[(36.8, 36.1, 4.0), (40.1, 35.3, 60.0)]);
        check(&[(178.0, -17.0, 1.0), (-178.0, -18.0, 1.0)]);
        check(&[(-74.0, 4.6, 1.0), (96.0, 19.0, 1.0), (32.0, 15.0, 1.0)]);
        check(&[(10.0, -30.0, 1.0), (10.0, 60.0, 1.0)]);
        check(&[(25.0, 89.0, 10.0)]);
        assert!(Projection::fit(&[]).is_none());
    }

    #[test]
    fn a_scale_is_round() {
        let fitted = Projection::fit(&[(36.0, 35.0, 1.0)]).expect("a point");
        assert!(
            [50.0, 100.0].contains(&fitted.round_km()),
            "{}",
            fitted.round_km()
        );
    }

    #[test]
    fn a_ring_around_all_fills_the_drawing() {
        let ring = [(-1e4, -1e4), (1e4, -1e4), (1e4, 1e4), (-1e4, 1e4)];
        assert_eq!(clipped(&ring, 300.0).len(), 4);
        assert!(clipped(&[(2e3, 0.0), (2e3, 9.0), (2.1e3, 9.0)], 300.0).is_empty());
    }
}
