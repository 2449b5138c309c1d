//! Figures: named values with the number they rest on and a bootstrap interval over documents.

use serde::Serialize;
use std::fmt::Write;

/// How many times the documents are drawn again for an interval.
pub const RESAMPLES: usize = 1000;

/// Start of the random sequence that draws them. Chosen once, so that a figure's interval never changes by itself.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// What a value counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Unit {
    /// A share or score from 0 to 1 (a rank correlation may be negative).
    Share,
    /// A plain number of things.
    Count,
}

/// One measured value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Its name, as the Python scorer of the task prints it where there is one.
    pub name: String,
    /// The value over all documents.
    pub value: f64,
    /// How many things it rests on: its denominator (documents, gold records, matched pairs).
    pub n: u64,
    /// What it counts in.
    pub unit: Unit,
    /// Lower and upper end of the 95 % bootstrap interval over documents; `None` for counts and for a single document.
    pub interval: Option<[f64; 2]>,
    /// Whether it is a breakdown that tables leave out unless asked.
    pub detail: bool,
}

impl Figure {
    /// A share that rests on `n` things.
    #[must_use]
    pub fn share(name: &str, value: f64, n: f64) -> Self {
        Self {
            name: name.to_owned(),
            value,
            n: n as u64,
            unit: Unit::Share,
            interval: None,
            detail: false,
        }
    }

    /// A number of things out of `n`.
    #[must_use]
    pub fn count(name: &str, value: f64, n: f64) -> Self {
        Self {
            unit: Unit::Count,
            ..Self::share(name, value, n)
        }
    }

    /// The same figure, left out of short tables.
    #[must_use]
    pub fn as_detail(self) -> Self {
        Self { detail: true, ..self }
    }
}

/// Precision, recall and F1 from the number of hits, of predicted and of gold things; 0 where undefined.
#[must_use]
pub fn precision_recall_f1(hits: f64, predicted: f64, gold: f64) -> [f64; 3] {
    let precision = ratio(hits, predicted);
    let recall = ratio(hits, gold);
    let f1 = ratio(2.0 * precision * recall, precision + recall);
    [precision, recall, f1]
}

/// `part / whole`, 0 where the whole is 0.
#[must_use]
pub fn ratio(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

/// How figures come from the sum of rows.
pub type FromSums = Box<dyn Fn(&[f64]) -> Vec<Figure> + Send + Sync>;

/// What a scorer hands back: one row of numbers a document, and how figures come from the sum of rows.
///
/// All figures of a task must be functions of sums over documents: then a resample is a sum of rows and a thousand of
/// them are cheap.
pub struct Scored {
    /// One row a gold document; all rows have the same length.
    pub rows: Vec<Vec<f64>>,
    /// Figures from the sum of rows: always the same names in the same order.
    pub figures: FromSums,
    /// Lines for a reader, such as the outcome of each acceptance check.
    pub notes: Vec<String>,
}

impl std::fmt::Debug for Scored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scored")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl Scored {
    /// The figures over all documents, with 95 % percentile bootstrap intervals of the shares.
    ///
    /// Deterministic: the documents are drawn by a fixed pseudo-random sequence.
    #[must_use]
    pub fn figures(&self) -> Vec<Figure> {
        let mut figures = (self.figures)(&self.sum(0..self.rows.len()));
        if self.rows.len() < 2 {
            return figures;
        }
        let mut draws: Vec<Vec<f64>> = vec![Vec::with_capacity(RESAMPLES); figures.len()];
        let mut random = SplitMix(SEED);
        for _ in 0..RESAMPLES {
            let sum = self.sum((0..self.rows.len()).map(|_| random.below(self.rows.len())));
            for (draw, figure) in draws.iter_mut().zip((self.figures)(&sum)) {
                draw.push(figure.value);
            }
        }
        for (figure, draw) in figures.iter_mut().zip(&mut draws) {
            if figure.unit == Unit::Share {
                draw.sort_by(f64::total_cmp);
                figure.interval = Some([percentile(draw, 0.025), percentile(draw, 0.975)]);
            }
        }
        figures
    }

    fn sum(&self, documents: impl Iterator<Item = usize>) -> Vec<f64> {
        let mut sum = vec![0.0; self.rows.first().map_or(0, Vec::len)];
        for at in documents {
            for (total, value) in sum.iter_mut().zip(&self.rows[at]) {
                *total += value;
            }
        }
        sum
    }
}

/// Nearest-rank percentile of sorted values.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): enough for drawing documents, and the same everywhere.
pub(crate) struct SplitMix(pub(crate) u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n - 1`; the bias of the multiplication is under 2⁻⁵⁰ for any number of documents.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

/// A table for the terminal: name, value, interval, n. Breakdowns only when `details` is set.
#[must_use]
pub fn table(figures: &[Figure], details: bool) -> String {
    let shown: Vec<&Figure> = figures.iter().filter(|f| details || !f.detail).collect();
    let width = shown
        .iter()
        .map(|f| f.name.chars().count())
        .max()
        .unwrap_or(0)
        .max(6);
    let mut out = format!(
        "{:<width$}  {:>7}  {:<15}  {:>6}\n",
        "figure", "value", "95 % interval", "n"
    );
    for figure in shown {
        let interval = figure
            .interval
            .map_or_else(String::new, |[low, high]| format!("[{low:.3}, {high:.3}]"));
        let line = format!(
            "{:<width$}  {:>7}  {interval:<15}  {:>6}",
            figure.name,
            written(figure),
            figure.n
        );
        writeln!(out, "{}", line.trim_end()).expect("a string takes any text");
    }
    out
}

/// The value as tables show it: shares to three decimals, counts whole.
#[must_use]
pub fn written(figure: &Figure) -> String {
    match figure.unit {
        Unit::Share => format!("{:.3}", figure.value),
        Unit::Count => format!("{}", figure.value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accuracy(rows: Vec<Vec<f64>>) -> Scored {
        Scored {
            rows,
            figures: Box::new(|s| {
                vec![
                    Figure::share("acc", ratio(s[0], s[1]), s[1]),
                    Figure::count("docs", s[1], s[1]),
                ]
            }),
            notes: Vec::new(),
        }
    }

    #[test]
    fn f1_is_the_harmonic_mean_and_zero_when_undefined() {
        assert_eq!(precision_recall_f1(1.0, 2.0, 4.0), [0.5, 0.25, 1.0 / 3.0]);
        assert_eq!(precision_recall_f1(0.0, 0.0, 4.0), [0.0; 3]);
        assert_eq!(precision_recall_f1(0.0, 0.0, 0.0), [0.0; 3]);
    }

    #[test]
    fn intervals_are_deterministic_and_hold_the_value() {
        let rows: Vec<Vec<f64>> = (0..100)
            .map(|i| vec![f64::from(u8::from(i % 4 != 0)), 1.0])
            .collect();
        let one = accuracy(rows.clone()).figures();
        assert_eq!(one, accuracy(rows).figures());
        let [low, high] = one[0]
            .interval
            .expect("a share of many documents has an interval");
        assert!(low < 0.75 && 0.75 < high, "{low} {high}");
        // The binomial standard error is 0.0433: the interval is about 0.17 wide.
        assert!((0.12..0.22).contains(&(high - low)), "{low} {high}");
        assert_eq!(one[1].interval, None, "counts have no interval");
    }

    #[test]
    fn one_document_or_none_has_no_interval() {
        assert_eq!(accuracy(vec![vec![1.0, 1.0]]).figures()[0].interval, None);
        let none = Scored {
            rows: Vec::new(),
            figures: Box::new(|s| vec![Figure::count("rows", s.len() as f64, 0.0)]),
            notes: Vec::new(),
        };
        assert_eq!(none.figures()[0].value, 0.0);
    }

    #[test]
    fn tables_align_and_leave_breakdowns_out() {
        let figures = [
            Figure::share("F1", 0.5, 10.0),
            Figure::share("F1 of A", 0.25, 2.0).as_detail(),
        ];
        assert_eq!(table(&figures, false).lines().count(), 2);
        let long = table(&figures, true);
        assert!(long.contains("F1 of A    0.250"), "{long}");
    }
}
