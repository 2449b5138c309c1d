//! PLOVER's scores, quad classes and modes, from `data/taxonomy/plover.tsv`.

use super::{
    Context, EventType, Mode, QuadClass, TableError,
    table::{Source, source},
};
use std::sync::LazyLock;

const FILE: Source = source!("plover.tsv");
const CONTEXTS: Source = source!("contexts.tsv");

/// What the codebook has on one type.
struct TypeEntry {
    quad: QuadClass,
    requires_recipient: bool,
    score: f64,
    gloss: &'static str,
    modes: Vec<Mode>,
    /// Score and gloss, parallel to `modes`.
    details: Vec<(Option<f64>, &'static str)>,
}

/// One entry a type, in the order of [`EventType::ALL`].
static TYPES: LazyLock<Vec<TypeEntry>> = LazyLock::new(|| parse(FILE).unwrap_or_else(|e| panic!("{e}")));
/// One gloss a context, in the order of [`Context::ALL`].
static GLOSSES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| parse_contexts(CONTEXTS).unwrap_or_else(|e| panic!("{e}")));

/// Reads both files and reports the first fault.
pub(super) fn check() -> Result<(), TableError> {
    parse(FILE).and(parse_contexts(CONTEXTS)).map(drop)
}

fn parse(source: Source) -> Result<Vec<TypeEntry>, TableError> {
    let rows = source.rows(&["type", "mode", "quad", "recipient", "score", "gloss", "note"])?;
    let mut types: Vec<TypeEntry> = Vec::new();
    let mut last = source.error(1, "");
    for row in &rows {
        let kind: EventType = row.required("type")?;
        last = row.error("");
        let Some(mode) = row.parsed::<Mode>("mode")? else {
            if EventType::ALL.get(types.len()) != Some(&kind) {
                return Err(row.error(format!("{kind} is out of codebook order or stands twice")));
            }
            types.push(TypeEntry {
                quad: row.required("quad")?,
                requires_recipient: match row.cell("recipient") {
                    "yes" => true,
                    "no" => false,
                    other => return Err(row.error(format!("`recipient` is `{other}`, not yes or no"))),
                },
                score: score_in_range(row.required("score")?).map_err(|p| row.error(p))?,
                gloss: row.cell("gloss"),
                modes: Vec::new(),
                details: Vec::new(),
            });
            continue;
        };
        if EventType::ALL.get(types.len().wrapping_sub(1)) != Some(&kind) {
            return Err(row.error(format!("{kind}/{mode} must stand under the row of {kind}")));
        }
        let score = row
            .parsed("score")?
            .map(score_in_range)
            .transpose()
            .map_err(|p| row.error(p))?;
        let entry = types.last_mut().expect("the row of the type was read");
        if entry.modes.contains(&mode) {
            return Err(row.error(format!("{kind}/{mode} stands twice")));
        }
        entry.modes.push(mode);
        entry.details.push((score, row.cell("gloss")));
    }
    let missing_type = EventType::ALL.get(types.len()).map(|t| format!("{t} has no row"));
    let missing_mode = Mode::ALL
        .iter()
        .find(|m| !types.iter().any(|t| t.modes.contains(m)))
        .map(|m| format!("mode {m} has no row"));
    match missing_type.or(missing_mode) {
        Some(problem) => Err(TableError { problem, ..last }),
        None => Ok(types),
    }
}

fn score_in_range(score: f64) -> Result<f64, String> {
    if (-10.0..=10.0).contains(&score) {
        Ok(score)
    } else {
        Err(format!("a score lies between -10 and 10, not at {score}"))
    }
}

fn parse_contexts(source: Source) -> Result<Vec<&'static str>, TableError> {
    let rows = source.rows(&["context", "gloss"])?;
    for (at, row) in rows.iter().enumerate() {
        let context: Context = row.required("context")?;
        if Context::ALL.get(at) != Some(&context) {
            return Err(row.error(format!("{context} is out of codebook order or stands twice")));
        }
    }
    if rows.len() != Context::ALL.len() {
        return Err(source.error(1, format!("{} contexts of {}", rows.len(), Context::ALL.len())));
    }
    Ok(rows.iter().map(|r| r.cell("gloss")).collect())
}

impl EventType {
    fn entry(self) -> &'static TypeEntry {
        &TYPES[self as usize]
    }

    /// Quad class in PLOVER's own scheme: PROTEST and SANCTION are material conflict, ACCUSE is verbal.
    ///
    /// The manual prints SANCTION as verbal conflict in one table and as material in two places; material is taken.
    ///
    /// # Example
    /// ```
    /// use dateline_model::taxonomy::{EventType, QuadClass};
    /// assert_eq!(EventType::Assault.quad(), QuadClass::MaterialConflict);
    /// assert_eq!(EventType::Accuse.quad().number(), 3);
    /// ```
    #[must_use]
    pub fn quad(self) -> QuadClass {
        self.entry().quad
    }

    /// Whether the codebook demands a recipient: COOPERATE, AID and SANCTION do.
    #[must_use]
    pub fn requires_recipient(self) -> bool {
        self.entry().requires_recipient
    }

    /// The modes of this type, in the codebook's order; five types have none.
    ///
    /// # Example
    /// ```
    /// use dateline_model::taxonomy::{EventType, Mode};
    /// assert_eq!(EventType::Request.modes(), [Mode::Assist, Mode::Change, Mode::Yield, Mode::Meet]);
    /// assert!(EventType::Aid.modes().is_empty());
    /// ```
    #[must_use]
    pub fn modes(self) -> &'static [Mode] {
        &self.entry().modes
    }

    /// Whether `mode` is one of this type's.
    ///
    /// # Example
    /// ```
    /// use dateline_model::taxonomy::{EventType, Mode};
    /// assert!(EventType::Assault.allows(Mode::Aerial));
    /// assert!(!EventType::Consult.allows(Mode::Aerial));
    /// ```
    #[must_use]
    pub fn allows(self, mode: Mode) -> bool {
        self.modes().contains(&mode)
    }

    /// What the type means, in one line.
    #[must_use]
    pub fn gloss(self) -> &'static str {
        self.entry().gloss
    }
}

impl Context {
    /// What the context means, in one line.
    #[must_use]
    pub fn gloss(self) -> &'static str {
        GLOSSES[self as usize]
    }
}

/// What `mode` means for `kind`, in one line; `None` where it is not a mode of that type.
#[must_use]
pub fn mode_gloss(kind: EventType, mode: Mode) -> Option<&'static str> {
    let entry = kind.entry();
    let at = entry.modes.iter().position(|m| *m == mode)?;
    Some(entry.details[at].1)
}

/// Intensity on PLOVER's scale, from -10 (most hostile) to 10 (most cooperative); `None` where `mode` is not one of `kind`'s.
///
/// ACCUSE without a mode is -3 (the manual prints 3, against its modes' mean of -3), PROTEST/vandalize has the score of
/// PROTEST (the manual prints none).
///
/// # Example
/// ```
/// use dateline_model::taxonomy::{EventType, Mode, score};
/// assert_eq!(score(EventType::Assault, Some(Mode::Aerial)), Some(-9.5));
/// assert_eq!(score(EventType::Accuse, None), Some(-3.0));
/// assert_eq!(score(EventType::Aid, Some(Mode::Aerial)), None);
/// ```
#[must_use]
pub fn score(kind: EventType, mode: Option<Mode>) -> Option<f64> {
    let entry = kind.entry();
    let Some(mode) = mode else {
        return Some(entry.score);
    };
    let at = entry.modes.iter().position(|m| *m == mode)?;
    Some(entry.details[at].0.unwrap_or(entry.score))
}

/// Every type without a mode and with each of its own: the 16 + 67 codes of PLOVER.
///
/// # Example
/// ```
/// use dateline_model::taxonomy::{EventType, pairs};
/// assert_eq!(pairs().count(), 83);
/// assert_eq!(pairs().next(), Some((EventType::Agree, None)));
/// ```
pub fn pairs() -> impl Iterator<Item = (EventType, Option<Mode>)> {
    EventType::ALL.iter().flat_map(|&kind| {
        std::iter::once((kind, None)).chain(kind.modes().iter().map(move |&m| (kind, Some(m))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_refused(text: &'static str, expected: &str) {
        let found = parse(Source { file: "p.tsv", text });
        assert_eq!(
            found.map(drop).map_err(|e| e.to_string()),
            Err(expected.to_owned())
        );
    }

    const HEAD: &str = "type\tmode\tquad\trecipient\tscore\tgloss\tnote\n";

    #[test]
    fn faults_in_the_file_are_named() {
        for (body, expected) in [
            (
                "AID\t-\t2\tno\t1\tg\t-\n",
                "p.tsv:2: AID is out of codebook order or stands twice",
            ),
            (
                "AGREE\t-\t5\tno\t1\tg\t-\n",
                "p.tsv:2: column `quad`, `5`: a quad class is 1, 2, 3 or 4",
            ),
            (
                "AGREE\t-\t1\tno\t12\tg\t-\n",
                "p.tsv:2: a score lies between -10 and 10, not at 12",
            ),
            ("AGREE\t-\t1\tno\t1\tg\t-\n", "p.tsv:2: CONSULT has no row"),
            (
                "AGREE\t-\t1\tno\t1\tg\t-\nCONSULT\tvisit\t-\t-\t1\tg\t-\n",
                "p.tsv:3: CONSULT/visit must stand under the row of CONSULT",
            ),
        ] {
            check_refused(format!("{HEAD}{body}").leak(), expected);
        }
    }

    #[test]
    fn choices_where_the_manual_contradicts_itself() {
        assert_eq!(EventType::Sanction.quad(), QuadClass::MaterialConflict);
        assert_eq!(score(EventType::Accuse, None), Some(-3.0));
        assert_eq!(
            score(EventType::Protest, Some(Mode::Vandalize)),
            score(EventType::Protest, None)
        );
        assert!(!EventType::Protest.requires_recipient());
    }

    #[test]
    fn every_mode_belongs_to_a_type_and_has_a_score_there_only() {
        for &kind in EventType::ALL {
            for &mode in Mode::ALL {
                assert_eq!(
                    score(kind, Some(mode)).is_some(),
                    kind.allows(mode),
                    "{kind}/{mode}"
                );
                assert_eq!(
                    mode_gloss(kind, mode).is_some(),
                    kind.allows(mode),
                    "{kind}/{mode}"
                );
            }
        }
        assert_eq!(pairs().filter(|(_, m)| m.is_some()).count(), 67);
        assert!(Context::ALL.iter().all(|c| !c.gloss().is_empty()));
    }

    #[test]
    fn conflict_is_never_positive_and_cooperation_never_negative() {
        for (kind, mode) in pairs().filter(|(kind, _)| *kind != EventType::Request) {
            let score = score(kind, mode).expect("the pair is the codebook's");
            assert_eq!(score < 0.0, kind.quad().is_conflict(), "{kind} {mode:?}");
        }
    }
}
