//! Names on the map, as far as there is room.

use crate::report::chart::{WIDTH, short};
use maud::{Markup, html};

/// Width of a letter of a label, in units of the drawing: of a font without serifs at 12 units, on average.
const LETTER: f64 = 6.3;

/// Left, top, right, bottom.
type Area = [f64; 4];

/// Names that have found room.
pub(crate) struct Labels {
    height: f64,
    taken: Vec<Area>,
    names: Vec<Markup>,
    /// Countries, to be named where places leave room.
    countries: Vec<(f64, String, (f64, f64))>,
}

impl Labels {
    pub(crate) fn new(height: f64) -> Self {
        Self {
            height,
            taken: Vec::new(),
            names: Vec::new(),
            countries: Vec::new(),
        }
    }

    /// Keeps the name of a country for later: how much of it is seen, and its middle.
    pub(crate) fn country(&mut self, name: &str, (area, middle): (f64, (f64, f64))) {
        self.countries.push((area, name.to_owned(), middle));
    }

    /// Keeps names away from a mark that reaches `room` around its point.
    pub(crate) fn mark(&mut self, (x, y): (f64, f64), room: f64) {
        self.taken.push([x - room, y - room, x + room, y + room]);
    }

    /// Names a place beside its mark, which reaches `room` around it; names that matter most come first.
    pub(crate) fn place(&mut self, name: &str, (x, y): (f64, f64), room: f64, faint: bool) {
        let wide = LETTER * name.chars().count() as f64;
        let sides = [
            (x + room + 4.0, y + 4.0),
            (x - room - 4.0 - wide, y + 4.0),
            (x - wide / 2.0, y - room - 5.0),
            (x - wide / 2.0, y + room + 14.0),
        ];
        for (left, base) in sides {
            if self.claim([left, base - 11.0, left + wide, base + 3.0]) {
                let class = if faint { "halo italic" } else { "halo" };
                self.names
                    .push(html! { text class=(class) x=(short(left)) y=(short(base)) { (name) } });
                return;
            }
        }
    }

    /// Takes an area where it is free and in the drawing.
    fn claim(&mut self, area: Area) -> bool {
        let [left, top, right, bottom] = area;
        let inside = left >= 2.0 && top >= 2.0 && right <= WIDTH - 2.0 && bottom <= self.height - 16.0;
        let free = |t: &Area| right < t[0] || t[2] < left || bottom < t[1] || t[3] < top;
        let fits = inside && self.taken.iter().all(free);
        if fits {
            self.taken.push(area);
        }
        fits
    }

    /// All names, those of countries where there is room left.
    pub(crate) fn drawn(mut self) -> Markup {
        let mut countries = std::mem::take(&mut self.countries);
        countries.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        for (area, name, (x, y)) in countries {
            let upper = name.to_uppercase();
            let wide = 8.2 * upper.chars().count() as f64;
            // A name wider than its country would stand in another.
            let fits = area > wide * 14.0 * 3.0;
            if fits && self.claim([x - wide / 2.0, y - 9.0, x + wide / 2.0, y + 3.0]) {
                self.names
                    .push(html! { text.country.middle x=(short(x)) y=(short(y)) { (upper) } });
            }
        }
        html! { @for name in &self.names { (name) } }
    }
}

/// Area and middle of a ring.
pub(crate) fn middle(ring: &[(f64, f64)]) -> (f64, (f64, f64)) {
    let Some(last) = ring.last() else {
        return (0.0, (0.0, 0.0));
    };
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    let mut before = last;
    for point in ring {
        let cross = before.0 * point.1 - point.0 * before.1;
        area += cross;
        x += (before.0 + point.0) * cross;
        y += (before.1 + point.1) * cross;
        before = point;
    }
    if area == 0.0 {
        return (0.0, *last);
    }
    (area.abs() / 2.0, (x / (3.0 * area), y / (3.0 * area)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_square_is_in_it() {
        let (area, at) = middle(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]);
        assert_eq!((area, at), (16.0, (2.0, 2.0)));
    }

    #[test]
    fn names_do_not_lie_on_one_another() {
        let mut labels = Labels::new(400.0);
        for _ in 0..9 {
            labels.place("Oldport #1", (300.0, 200.0), 5.0, false);
        }
        assert!(labels.names.len() <= 4, "{}", labels.names.len());
    }
}
