//! CAMEO: its codes, their intensity and quad classes, and the way between them and PLOVER.

use super::{
    Context, EventType, Mode, QuadClass, TableError, pairs,
    table::{Row, Source, source},
};
use std::sync::LazyLock;

const CODES: Source = source!("cameo.tsv");
const FROM_PLOVER: Source = source!("plover_to_cameo.tsv");

/// One code of CAMEO.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CameoCode {
    /// The code: two digits for a root, three or four below it; a string, for its leading zero.
    pub code: &'static str,
    /// The codebook's name.
    pub name: &'static str,
    /// 1 for a root, 2 and 3 below it.
    pub level: u8,
    /// Goldstein's intensity, -10 to 10, as in ICEWS: the table to use.
    pub goldstein: f64,
    /// The same in the Phoenix pipeline, which differs on six codes and lacks 33.
    pub goldstein_phoenix: Option<f64>,
    /// Quad class in GDELT's scheme.
    pub quad_gdelt: QuadClass,
    /// Quad class in the Phoenix pipeline's scheme; `None` is its class 0, neutral (roots 01 and 02).
    pub quad_phoenix: Option<QuadClass>,
    /// PLOVER's codes for it, mended; `None` for roots 01 and 02, which PLOVER dropped, and for root 08, which it splits.
    pub plover: Option<PloverCode>,
}

/// Type, mode and contexts of PLOVER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PloverCode {
    /// What was done.
    pub kind: EventType,
    /// How; always one of the type's modes.
    pub mode: Option<Mode>,
    /// In what setting; sorted.
    pub contexts: Vec<Context>,
}

impl CameoCode {
    /// The root's code: the first two digits.
    #[must_use]
    pub fn root(&self) -> &'static str {
        &self.code[..2]
    }
}

/// A row of `plover_to_cameo.tsv`.
struct Rule {
    kind: EventType,
    mode: Option<Mode>,
    contexts: Vec<Context>,
    /// Position in the codes.
    code: Option<usize>,
}

static TABLE: LazyLock<Vec<CameoCode>> =
    LazyLock::new(|| parse_codes(CODES).unwrap_or_else(|e| panic!("{e}")));
static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| parse_rules(FROM_PLOVER, &TABLE).unwrap_or_else(|e| panic!("{e}")));

/// Reads both files and reports the first fault.
pub(super) fn check() -> Result<(), TableError> {
    let codes = parse_codes(CODES)?;
    parse_rules(FROM_PLOVER, &codes).map(drop)
}

fn parse_codes(source: Source) -> Result<Vec<CameoCode>, TableError> {
    let rows = source.rows(&[
        "code",
        "name",
        "level",
        "goldstein",
        "goldstein_phoenix",
        "quad_gdelt",
        "quad_phoenix",
        "plover_type",
        "plover_mode",
        "plover_contexts",
        "printed",
        "mended",
    ])?;
    let mut codes: Vec<CameoCode> = Vec::with_capacity(rows.len());
    for row in &rows {
        let code = parse_code(row)?;
        if codes.last().is_some_and(|before| before.code >= code.code) {
            return Err(row.error("codes must be in order, each once"));
        }
        codes.push(code);
    }
    Ok(codes)
}

fn parse_code(row: &Row) -> Result<CameoCode, TableError> {
    let code = row.cell("code");
    let level: u8 = row.required("level")?;
    if code.len() != usize::from(level) + 1 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(row.error(format!("`{code}` is not a code of level {level}")));
    }
    if row.optional("printed").is_some() != row.optional("mended").is_some() {
        return Err(row.error("`printed` and `mended` are filled together or not at all"));
    }
    Ok(CameoCode {
        code,
        name: row.cell("name"),
        level,
        goldstein: row.required("goldstein")?,
        goldstein_phoenix: row.parsed("goldstein_phoenix")?,
        quad_gdelt: row.required("quad_gdelt")?,
        quad_phoenix: match row.cell("quad_phoenix") {
            "0" => None,
            _ => Some(row.required("quad_phoenix")?),
        },
        plover: parse_plover(row)?,
    })
}

fn parse_plover(row: &Row) -> Result<Option<PloverCode>, TableError> {
    let Some(kind) = row.parsed::<EventType>("plover_type")? else {
        return Ok(None);
    };
    let mode = row.parsed("plover_mode")?;
    check_mode(row, kind, mode)?;
    let contexts: Vec<Context> = row.list("plover_contexts", ',')?;
    if !contexts.is_sorted() {
        return Err(row.error("contexts must be in codebook order"));
    }
    Ok(Some(PloverCode { kind, mode, contexts }))
}

fn check_mode(row: &Row, kind: EventType, mode: Option<Mode>) -> Result<(), TableError> {
    match mode {
        Some(mode) if !kind.allows(mode) => Err(row.error(format!("{mode} is not a mode of {kind}"))),
        _ => Ok(()),
    }
}

fn parse_rules(source: Source, codes: &[CameoCode]) -> Result<Vec<Rule>, TableError> {
    let rows = source.rows(&["type", "mode", "contexts", "cameo", "note"])?;
    let mut rules: Vec<Rule> = Vec::with_capacity(rows.len());
    for row in &rows {
        let kind = row.required("type")?;
        let mode = row.parsed("mode")?;
        check_mode(row, kind, mode)?;
        let code = match row.optional("cameo") {
            Some(code) => Some(
                position(codes, code).ok_or_else(|| row.error(format!("`{code}` is not a code of CAMEO")))?,
            ),
            None => None,
        };
        let closed = |r: &Rule| (r.kind, r.mode) == (kind, mode) && r.contexts.is_empty();
        if rules.iter().any(closed) {
            return Err(row.error("no row can apply after the `*` of its type and mode"));
        }
        rules.push(Rule {
            kind,
            mode,
            contexts: row.list("contexts", '+')?,
            code,
        });
    }
    for pair in pairs() {
        if !rules
            .iter()
            .any(|r| (r.kind, r.mode) == pair && r.contexts.is_empty())
        {
            let (kind, mode) = pair;
            let mode = mode.map_or("-", Mode::as_str);
            let line = rows.last().map_or(1, Row::line);
            return Err(source.error(line, format!("{kind} {mode} has no row with `*` contexts")));
        }
    }
    Ok(rules)
}

fn position(codes: &[CameoCode], code: &str) -> Option<usize> {
    codes.binary_search_by(|c| c.code.cmp(code)).ok()
}

/// All 312 codes, in the codebook's order.
#[must_use]
pub fn all() -> &'static [CameoCode] {
    &TABLE
}

/// The entry of a code, written with its leading zero.
///
/// # Example
/// ```
/// use dateline_model::taxonomy::cameo;
/// let air = cameo::lookup("195").expect("in the codebook");
/// assert_eq!((air.name, air.goldstein, air.quad_gdelt.number()), ("Employ aerial weapons", -10.0, 4));
/// assert_eq!(cameo::lookup("43"), None, "043 is a code, 43 is not");
/// ```
#[must_use]
pub fn lookup(code: &str) -> Option<&'static CameoCode> {
    position(&TABLE, code).map(|at| &TABLE[at])
}

/// The CAMEO code nearest to a PLOVER event; `None` where CAMEO has none (RETREAT/resign), and
/// where `mode` is not one of `kind`'s.
///
/// # Example
/// ```
/// use dateline_model::taxonomy::{Context, EventType, Mode, cameo};
/// let code = |mode, contexts: &[Context]| cameo::cameo_of(EventType::Coerce, mode, contexts).map(|c| c.code);
/// assert_eq!(code(Some(Mode::Restrict), &[]), Some("172"));
/// assert_eq!(code(Some(Mode::Restrict), &[Context::Military]), Some("191"), "a blockade");
/// ```
#[must_use]
pub fn cameo_of(kind: EventType, mode: Option<Mode>, contexts: &[Context]) -> Option<&'static CameoCode> {
    let rule = RULES.iter().find(|r| {
        r.kind == kind && r.mode == mode && r.contexts.iter().all(|needed| contexts.contains(needed))
    })?;
    rule.code.map(|at| &TABLE[at])
}

/// The PLOVER codes of a CAMEO code, after mending the published table; see [`CameoCode::plover`].
///
/// # Example
/// ```
/// use dateline_model::taxonomy::{EventType, Mode, cameo};
/// let air = cameo::lookup("195").and_then(cameo::plover_of).expect("mapped");
/// assert_eq!((air.kind, air.mode), (EventType::Assault, Some(Mode::Aerial)));
/// ```
#[must_use]
pub fn plover_of(code: &CameoCode) -> Option<&PloverCode> {
    code.plover.as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codebook_is_whole() {
        assert_eq!(all().len(), 312);
        assert_eq!(all().iter().filter(|c| c.level == 1).count(), 20);
        for code in all() {
            assert_eq!(lookup(code.code), Some(code));
            assert!((-10.0..=10.0).contains(&code.goldstein), "{}", code.code);
            let parent = &code.code[..code.code.len() - 1];
            assert!(
                code.level == 1 || lookup(parent).is_some(),
                "{} has no parent",
                code.code
            );
        }
    }

    #[test]
    fn the_two_goldstein_tables_differ_where_the_card_says() {
        let differing: Vec<&str> = all()
            .iter()
            .filter(|c| c.goldstein_phoenix.is_some_and(|p| p != c.goldstein))
            .map(|c| c.code)
            .collect();
        assert_eq!(differing, ["016", "124", "1246", "163", "164", "166"]);
        assert_eq!(all().iter().filter(|c| c.goldstein_phoenix.is_none()).count(), 33);
    }

    #[test]
    fn the_quad_schemes_differ_on_five_roots() {
        let differing: Vec<&str> = all()
            .iter()
            .filter(|c| c.level == 1 && c.quad_phoenix != Some(c.quad_gdelt))
            .map(|c| c.code)
            .collect();
        assert_eq!(differing, ["01", "02", "09", "14", "16"]);
    }

    #[test]
    fn dropped_roots_alone_have_no_plover_code() {
        for code in all() {
            let dropped = ["01", "02"].contains(&code.root()) || code.code == "08";
            assert_eq!(plover_of(code).is_none(), dropped, "{}", code.code);
        }
    }

    #[test]
    fn every_type_and_mode_has_a_code_or_an_explicit_none() {
        let without: Vec<_> = pairs().filter(|&(t, m)| cameo_of(t, m, &[]).is_none()).collect();
        assert_eq!(without, [(EventType::Retreat, Some(Mode::Resign))]);
        for &kind in EventType::ALL {
            for &mode in Mode::ALL.iter().filter(|m| !kind.allows(**m)) {
                assert_eq!(cameo_of(kind, Some(mode), Context::ALL), None, "{kind}/{mode}");
            }
        }
    }

    /// There and back the type returns, but for five codes in which CAMEO holds acts of several PLOVER types (README.md).
    #[test]
    fn codes_lead_back_to_their_type() {
        let mut strays = Vec::new();
        for (kind, mode) in pairs() {
            for contexts in Context::ALL.iter().map(std::slice::from_ref).chain([&[][..]]) {
                let Some(code) = cameo_of(kind, mode, contexts) else {
                    continue;
                };
                let back = plover_of(code).expect("rules name codes that PLOVER has");
                if back.kind != kind {
                    strays.push(format!("{kind}/{} {}", mode.map_or("-", Mode::as_str), code.code));
                }
            }
        }
        strays.sort();
        strays.dedup();
        assert_eq!(
            strays,
            [
                "ASSAULT/- 192",
                "CONCEDE/- 0871",
                "RETREAT/- 080",
                "SANCTION/discontinue 163",
                "SANCTION/expel 201"
            ]
        );
    }

    #[test]
    fn contexts_choose_the_finer_code() {
        let code = |kind, mode, contexts: &[Context]| cameo_of(kind, mode, contexts).map(|c| c.code);
        assert_eq!(code(EventType::Aid, None, &[Context::Asylum]), Some("075"));
        assert_eq!(code(EventType::Assault, None, &[Context::Military]), Some("190"));
        assert_eq!(
            code(
                EventType::Accuse,
                Some(Mode::Allege),
                &[Context::Military, Context::Legal]
            ),
            Some("1124")
        );
        assert_eq!(
            code(EventType::Accuse, Some(Mode::Allege), &[Context::Gender]),
            Some("112")
        );
    }
}
