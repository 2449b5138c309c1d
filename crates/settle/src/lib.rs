//! Copies and incidents of a ledger, kept up to date as reports come.
//!
//! [`settle`] looks at what has come, or was decided on, since the last time, and settles it together with the reports that it
//! touches; all others stay as they are. What it goes by stands in the ledger: of each report its gist
//! ([`dateline_reconcile::Gist`]) and its traces ([`dateline_reconcile::Traces`]), so that no text is read but those of reports that are
//! settled.
//!
//! How rare terms are ([`dateline_reconcile::Rarity`]) depends on all reports, and is counted when a ledger is settled as a whole:
//! the first time, by [`settle_whole`], up to [`FEW`] reports each time, and when the reports that tell of events have grown by a half
//! since it was last counted. What is settled in between goes by the count as it is. So the incidents of a ledger depend on its reports,
//! on people's decisions and on the reports of the last count, and on no order of arrival; right after [`settle_whole`] they depend on
//! reports and decisions alone. (Two limits. Of reports with wording that more than 64 share, and under terms that more than 40 share,
//! a report that is read anew may leave others as they are until all are settled.)
//!
//! Invariant: the ledger is only written by one settlement, whole or not at all; gists that are kept on the way change no answer.

mod copies;
mod part;
mod reports;
mod whole;

use dateline_ledger::{LedgerError, Storage};
use dateline_model::Incident;
use dateline_reconcile::Rarity;
use jiff::civil::Date;

/// Reports up to which a ledger is always settled as a whole. Chosen: it takes less than a second.
pub const FEW: u64 = 500;

/// What a settling came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Whether all reports were settled.
    pub whole: bool,
    /// Reports that were settled.
    pub reports: u64,
    /// Reports that came, or were read or decided on anew, since the last time.
    pub fresh: u64,
    /// Incidents of the reports that were settled.
    pub incidents: u64,
    /// Those in dispute.
    pub disputed: u64,
    /// Copies among the reports that were settled.
    pub copies: u64,
}

/// Settles what has come since the last time, or everything where that is due; `None` where another program has settled, or changed,
/// the ledger meanwhile.
///
/// # Errors
/// [`LedgerError`]: the ledger can not be read or written.
///
/// # Example: an empty ledger has no incidents
/// ```
/// use dateline_ledger::SqliteLedger;
/// let folder = tempfile::tempdir()?;
/// let mut ledger = SqliteLedger::open(&folder.path().join("war.ledger"))?;
/// let settled = dateline_settle::settle(&mut ledger)?.expect("nobody else is there");
/// assert_eq!((settled.reports, settled.incidents), (0, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn settle<L: Storage>(ledger: &mut L) -> Result<Option<Settled>, LedgerError> {
    match part::settle(ledger)? {
        part::Outcome::Done(settled) => Ok(Some(settled)),
        part::Outcome::Superseded => Ok(None),
        part::Outcome::WholeIsDue => settle_whole(ledger),
    }
}

/// Settles all reports, and counts anew how rare terms are: the incidents then depend on reports and decisions alone. `None` where
/// another program has settled, or changed, the ledger meanwhile.
///
/// # Errors
/// [`LedgerError`]: the ledger can not be read or written.
pub fn settle_whole<L: Storage>(ledger: &mut L) -> Result<Option<Settled>, LedgerError> {
    match whole::settle(ledger, false)? {
        // What is kept of the reports may be of another version of the program.
        None => whole::settle(ledger, true),
        done => Ok(done),
    }
}

/// The incidents as reports published up to a day tell them, those without a day among them. Nothing is written.
///
/// # Errors
/// [`LedgerError`]: the ledger can not be read.
pub fn incidents_until<L: Storage>(ledger: &mut L, day: Date) -> Result<Vec<Incident>, LedgerError> {
    whole::incidents_until(ledger, day)
}

/// What comparing goes by, as it is kept in the ledger.
struct Basis {
    rarity: Rarity,
}

impl Basis {
    /// The way in which reports are compared: what was kept by another is not gone by. The number is raised with each change of
    /// what gists or traces hold.
    const METHOD: &str = concat!(env!("CARGO_PKG_VERSION"), " 2\n");

    fn to_bytes(&self) -> Vec<u8> {
        [Self::METHOD.as_bytes(), &self.rarity.to_bytes()].concat()
    }

    /// `None` where there is none, or one of another way.
    fn of(kept: Option<&[u8]>) -> Option<Self> {
        let rarity = Rarity::from_bytes(kept?.strip_prefix(Self::METHOD.as_bytes())?)?;
        Some(Self { rarity })
    }
}
