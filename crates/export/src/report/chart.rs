//! Charts as SVG: bars by day, ranges of tolls, tolls as they moved. Colours come from the page's style; no chart is told by colour alone.

mod bars;
mod moved;
mod ranges;

pub(crate) use bars::{by_division, by_time};
pub(crate) use moved::moved;
pub(crate) use ranges::ranges;

use maud::{Markup, html};

/// Width of a drawing in its own units.
pub(crate) const WIDTH: f64 = 760.0;

/// An `svg` element with what it shows in words.
pub(crate) fn svg(id: &str, height: f64, title: &str, description: &str, inner: &Markup) -> Markup {
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (short(height)) } role="img" aria-labelledby={ (id) "-t " (id) "-d" } xmlns="http://www.w3.org/2000/svg" {
            title id={ (id) "-t" } { (title) }
            desc id={ (id) "-d" } { (description) }
            (inner)
        }
    }
}

/// A length with as many digits as can be seen.
pub(crate) fn short(x: f64) -> String {
    let shown = format!("{x:.1}");
    let shown = shown.strip_suffix(".0").unwrap_or(&shown);
    if shown == "-0" {
        "0".to_owned()
    } else {
        shown.to_owned()
    }
}

/// Round steps of an axis from nought to at least `most`: about `wanted` of them.
pub(crate) fn steps(most: u32, wanted: u32) -> Vec<u32> {
    let most = most.max(1);
    let rough = f64::from(most) / f64::from(wanted.max(1));
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|s| s * power)
        .find(|s| *s >= rough)
        .unwrap_or(rough)
        .max(1.0) as u32;
    let count = most.div_ceil(step);
    (0..=count).map(|n| n.saturating_mul(step)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_reach_the_top() {
        assert_eq!(steps(3, 4), [0, 1, 2, 3]);
        assert_eq!(steps(0, 4), [0, 1]);
        assert_eq!(steps(69, 4), [0, 20, 40, 60, 80]);
        assert_eq!(steps(1_200, 4), [0, 500, 1_000, 1_500]);
        assert!(steps(u32::MAX, 4).last().is_some_and(|top| *top == u32::MAX));
    }

    #[test]
    fn lengths_are_short() {
        assert_eq!(short(12.0), "12");
        assert_eq!(short(12.34), "12.3");
        assert_eq!(short(-0.01), "0");
    }
}
