//! Many reports, their claims and incidents, kept in one file that loses nothing.
//!
//! [`Storage`] is what the rest of Dateline needs of a ledger; [`SqliteLedger`] keeps it in a SQLite database. What
//! [`Storage::add`] has returned from is on the disk, whole. Copies and incidents are *settled* ([`Storage::settle`]): from all
//! documents, or, on the ground that the last settling left, from those that new ones touch, so that they do not depend on the
//! order in which documents came; [`Storage::unsettled`] tells whether documents came since.
//!
//! # Example: what is kept is found again
//! ```
//! use dateline_ledger::{Entry, Question, SqliteLedger, Storage as _};
//! use dateline_model::{Document, DocumentParts};
//! let folder = tempfile::tempdir()?;
//! let mut ledger = SqliteLedger::open(&folder.path().join("war.ledger"))?;
//! let document = Document::new(DocumentParts { text: "Shells fell on the market.".into(), ..Default::default() });
//! let entry = Entry { document, source: "a.txt".into(), coder: "by hand".into(), claims: Vec::new() };
//! assert_eq!(ledger.add(&[entry.clone()])?, 1);
//! assert_eq!(ledger.add(&[entry])?, 0);
//! let question = Question { text: Some("market".into()), ..Question::default() };
//! assert_eq!(ledger.documents(&question)?.total, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod conditions;
mod correction;
mod decided;
mod error;
mod ledger;
mod packed;
#[cfg(feature = "postgres")]
mod postgres;
mod question;
mod review;
mod rows;
mod settlement;
mod sqlite;
mod trail;

pub use correction::{CorrectedActor, CorrectedPlace, Correction};
pub use decided::{Decided, undone};
pub use error::LedgerError;
pub use ledger::Ledger;
#[cfg(feature = "postgres")]
pub use postgres::{PostgresLedger, SEARCHED};
pub use question::{BoundingBox, Page, Question, Sort};
pub use review::{Decision, Review, Trail, Verdict};
pub use rows::PackedIncident;
pub use settlement::{Ground, KeptGists, Part, Settlement};
pub use sqlite::{SCHEMA_VERSION, SqliteLedger};

use dateline_model::{Claim, ClaimId, Document, DocumentId, Incident, IncidentId};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Problems at which [`Storage::check`] ends: where it gives as many, there may be more.
pub const ENOUGH: usize = 100;

/// A document with its claims, as it goes into a ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The report.
    pub document: Document,
    /// Where it was read from, as the reader names it.
    pub source: String,
    /// Name and version of the coder that read it.
    pub coder: String,
    /// Its claims in reading order.
    pub claims: Vec<Claim>,
}

/// A document as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Its place in the order of arrival, from 1.
    pub seq: i64,
    /// What came in.
    pub entry: Entry,
    /// The first report of which it is a copy; `None` for one that is none, or came after the last settling.
    pub copy_of: Option<CopyOf>,
}

/// What a copy is a copy of.
#[derive(Clone, Debug, PartialEq)]
pub struct CopyOf {
    /// The first report.
    pub first: DocumentId,
    /// How much the copy resembles it, from 0 to 1; 1 for the same words.
    pub resemblance: f64,
}

/// A claim with what its document is.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptClaim {
    /// The claim.
    pub claim: Claim,
    /// Headline of its document.
    pub title: Option<String>,
    /// Outlet that published the document.
    pub publisher: Option<String>,
    /// Day on which the document was published.
    pub published: Option<Date>,
}

/// An outlet, with what a ledger has of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// Its name.
    pub name: String,
    /// Its reports.
    pub documents: u64,
    /// Those that copy an earlier one.
    pub copies: u64,
    /// The claims of its reports.
    pub claims: u64,
    /// Day of its first report.
    pub first: Option<Date>,
    /// Day of its last report.
    pub last: Option<Date>,
}

/// How much a ledger holds and how often it changed: what takes no time to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    /// See [`Storage::changes`].
    pub changes: u64,
    /// Reports.
    pub documents: u64,
    /// Claims.
    pub claims: u64,
    /// Incidents.
    pub incidents: u64,
    /// Whether documents came, or changed, after the last settling.
    pub unsettled: bool,
    /// The place of the last document in the order of arrival; 0 where there is none.
    pub last: i64,
}

/// An incident as a ledger finds it: the columns that questions are asked of, and the whole of it, packed.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentHead {
    /// Its place among the incidents.
    pub seq: i64,
    /// Its id.
    pub id: String,
    /// Code of its PLOVER type.
    pub event_type: Option<String>,
    /// First day on which it may have happened, as YYYY-MM-DD.
    pub first_day: Option<String>,
    /// Last day.
    pub last_day: Option<String>,
    /// First-order division.
    pub admin1: Option<String>,
    /// ISO 3166-1 alpha-3 of the country.
    pub country: Option<String>,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// Longitude.
    pub lon: Option<f64>,
    /// Kinds of harm, each between blanks: ` killed injured `.
    pub harm: String,
    /// The killed that it is ordered by.
    pub killed: Option<i64>,
    /// Reports.
    pub reports: i64,
    /// Independent publishers.
    pub publishers: i64,
    /// Whether claims can not all hold.
    pub disputed: bool,
    /// The incident: what [`IncidentHead::unpack`] reads.
    pub packed: Vec<u8>,
}

/// How much is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Version of the file's tables.
    pub schema: u32,
    /// Reports.
    pub documents: u64,
    /// Reports that copy an earlier one.
    pub copies: u64,
    /// Outlets named.
    pub publishers: u64,
    /// First and last day of publication.
    pub published: Option<(Date, Date)>,
    /// Claims.
    pub claims: u64,
    /// Incidents.
    pub incidents: u64,
    /// Incidents with a dispute.
    pub disputed: u64,
    /// Bytes of the reports' texts.
    pub text_bytes: u64,
    /// Bytes of the ledger's file.
    pub file_bytes: u64,
    /// Bytes of it that are not in use: later reports fill them, and compacting gives them back.
    pub free_bytes: u64,
    /// Coders, with the number of documents that each read.
    pub coders: Vec<(String, u64)>,
    /// Whether documents came after the last settling.
    pub unsettled: bool,
}

/// A place where documents, their claims and incidents are kept.
///
/// Every method fails with [`LedgerError`] when the ledger can not be read or written, or is damaged; a write that failed
/// has changed nothing.
#[allow(clippy::missing_errors_doc, reason = "said once for all above")]
pub trait Storage {
    /// Whether the document is kept already.
    fn contains(&self, document: &DocumentId) -> Result<bool, LedgerError>;

    /// Keeps the entries whose documents are not kept yet, all or none of them, and says how many were new.
    fn add(&mut self, entries: &[Entry]) -> Result<usize, LedgerError>;

    /// The document of that id, its claims with what people corrected; `None` where it is not kept.
    fn document(&self, id: &DocumentId) -> Result<Option<Kept>, LedgerError>;

    /// Documents in the order of arrival that came after place `seq` (0 for all), `limit` at most.
    fn documents_after(&self, seq: i64, limit: u32) -> Result<Vec<Kept>, LedgerError>;

    /// Counts the changes of documents and claims.
    fn changes(&self) -> Result<u64, LedgerError>;

    /// Whether documents came, or changed, after the last settling.
    fn unsettled(&self) -> Result<bool, LedgerError>;

    /// Puts copies and incidents in the place of those that are kept: all of them, or those of a part. `false` where a settling of later
    /// changes is kept already, or the part was found on the ground of another settling than the last: then nothing is done.
    fn settle(&mut self, settlement: &Settlement) -> Result<bool, LedgerError>;

    /// What the last settling left for the next.
    fn ground(&self) -> Result<Ground, LedgerError>;

    /// Places of the documents that came, or whose claims were read or decided on anew, after the last settling; in order.
    fn unread(&self) -> Result<Vec<u32>, LedgerError>;

    /// Gives what was kept as [`Settlement::traces`], block by block, in the order in which it was.
    fn traces(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), LedgerError>;

    /// The gists of documents by their places, with the components that they are of.
    fn gists(&self, documents: &[u32]) -> Result<Vec<KeptGists>, LedgerError>;

    /// Gists in the order of arrival, of documents that came after place `seq`; `limit` documents at most.
    fn gists_after(&self, seq: u32, limit: u32) -> Result<Vec<KeptGists>, LedgerError>;

    /// Keeps gists of documents, as bytes, in the place of those that are kept; of a document that has none, none.
    fn keep_gists(&mut self, gists: &[(u32, Vec<u8>)]) -> Result<(), LedgerError>;

    /// Places of the documents with a part in these components, in order.
    fn members(&self, components: &[u32]) -> Result<Vec<u32>, LedgerError>;

    /// Of the incidents of these components what they are made of ([`PackedIncident::made_of`]), where that is known, and whether voices
    /// disagree on them.
    fn made_of(&self, components: &[u32]) -> Result<Vec<(u64, bool)>, LedgerError>;

    /// Documents by their places, their claims with what people corrected, in the order of the places; what is not kept is passed over.
    fn documents_at(&self, places: &[u32]) -> Result<Vec<Kept>, LedgerError>;

    /// Places of these documents and of all copies of them, in order.
    fn copies_of_all(&self, firsts: &[DocumentId]) -> Result<Vec<u32>, LedgerError>;

    /// The incident of that id; `None` where it is not kept.
    fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, LedgerError>;

    /// Ids of incidents that begin with `start`, in their order, `limit` at most.
    fn incidents_named(&self, start: &str, limit: u32) -> Result<Vec<IncidentId>, LedgerError>;

    /// Incidents that fit the question.
    fn incidents(&self, question: &Question) -> Result<Page<Incident>, LedgerError>;

    /// Claims that fit the question.
    fn claims(&self, question: &Question) -> Result<Page<KeptClaim>, LedgerError>;

    /// Documents that fit the question.
    fn documents(&self, question: &Question) -> Result<Page<Kept>, LedgerError>;

    /// How much is kept.
    fn stats(&self) -> Result<Stats, LedgerError>;

    /// Looks at everything that is kept and says what is wrong, a line each, [`ENOUGH`] at most; empty where all is well.
    fn check(&self) -> Result<Vec<String>, LedgerError>;

    /// Adds a decision to the end of the trail of reviews, where nothing is ever changed or removed; gives its hash.
    fn review(&mut self, decision: &Decision) -> Result<String, LedgerError>;

    /// All decisions, in order.
    fn reviews(&self) -> Result<Vec<Review>, LedgerError>;

    /// The claims whose last decision is to reject them. They are kept, and no part of an incident.
    fn rejected(&self) -> Result<BTreeSet<ClaimId>, LedgerError>;

    /// What all decisions come to.
    fn decided(&self) -> Result<Decided, LedgerError> {
        Ok(Decided::of(&self.reviews()?))
    }

    /// Documents as [`Storage::documents_after`] gives them, but with their claims as they were coded: without what people corrected.
    fn coded_after(&self, seq: i64, limit: u32) -> Result<Vec<Kept>, LedgerError>;

    /// Puts claims and coder of documents that are kept in the place of those that are kept, all or none of them.
    fn recode(&mut self, entries: &[Entry]) -> Result<(), LedgerError>;

    /// Looks along the trail of reviews for anything that was changed, removed or put in between.
    fn verify(&self) -> Result<Trail, LedgerError>;
}
