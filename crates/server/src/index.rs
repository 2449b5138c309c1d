//! All incidents of a ledger in memory, as what questions ask of them and as rows that are ready to be sent.
//!
//! A question is answered by one pass over the columns and one over an order that was sorted beforehand; the database is asked only
//! for what claims tell (actor, mode, status, outlet, words), and that once for each such question. Answers are the same as those of
//! `Storage::incidents`; a test holds it.

use crate::{Problem, serve::log};
use dateline_answer::headline;
use dateline_ledger::{BoundingBox, IncidentHead, Question, Sort, SqliteLedger, Storage as _};
use dateline_model::{DocumentId, HarmKind, Incident, PlacePrecision};
use jiff::civil::Date;
use rayon::prelude::*;
use std::{
    cell::RefCell,
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// Incidents that are unpacked at once.
const CHUNK: usize = 4_096;

/// Bytes of packed rows that are kept; what is over is asked of the ledger. Chosen: some 300,000 incidents.
const ROWS: usize = 192 << 20;

/// Sets of incidents, by what is asked of claims, that are kept.
const SETS: usize = 256;

/// What a map tells of an incident, and its row.
#[derive(Debug)]
pub(crate) struct Told {
    /// Hash of the incident as it is packed in the ledger: another one is another incident.
    digest: blake3::Hash,
    pub(crate) place: Option<String>,
    pub(crate) precision: Option<PlacePrecision>,
    pub(crate) km: Option<f64>,
    pub(crate) start: Option<Date>,
    pub(crate) end: Option<Date>,
    pub(crate) killed: [Option<u32>; 3],
    /// The first report that is about it.
    about: Option<DocumentId>,
    /// Its JSON, without the brace at the end: its length, and packed; `None` where there is no room for it.
    row: Option<(usize, Vec<u8>)>,
}

/// An incident as it is shown.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) event_type: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) point: Option<(f64, f64)>,
    killed: Option<i64>,
    pub(crate) reports: i64,
    publishers: i64,
    pub(crate) disputed: bool,
    pub(crate) told: Arc<Told>,
    reviews: BTreeSet<i64>,
}

/// An incident as questions are asked of it: small, so that a pass over all of them takes little time. Words are told by number.
#[derive(Clone, Copy, Debug)]
struct Key {
    /// Days as [`number`] gives them; what is not known fits no day.
    first: i32,
    last: i32,
    lat: f64,
    lon: f64,
    country: u32,
    admin1: u32,
    event_type: u32,
    harm: u32,
    disputed: bool,
}

/// Later than any day; negative, earlier.
const UNKNOWN: i32 = i32::MAX;

/// A day as a number that grows with it.
fn number(day: Date) -> i32 {
    i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day())
}

/// A day that is known.
fn known(day: i32) -> Option<i32> {
    (day != UNKNOWN).then_some(day)
}

/// Words by number, from 1; 0 is none.
#[derive(Debug, Default)]
struct Words(BTreeMap<String, u32>);

impl Words {
    fn number(&mut self, word: Option<&str>) -> u32 {
        let Some(word) = word else { return 0 };
        let next = u32::try_from(self.0.len() + 1).unwrap_or(u32::MAX);
        *self.0.entry(word.to_owned()).or_insert(next)
    }

    /// What a question asks for: nothing, a word, or one that no incident has.
    fn asked(&self, word: Option<&str>) -> Option<u32> {
        word.map(|word| self.0.get(word).copied().unwrap_or(u32::MAX))
    }
}

/// For each incident, whether its claims tell what is asked of them.
type Telling = Arc<Vec<bool>>;

/// All incidents.
#[derive(Debug, Default)]
pub(crate) struct Index {
    pub(crate) heads: Vec<Head>,
    keys: Vec<Key>,
    /// Their places in the ledger, ascending.
    seqs: Vec<i64>,
    countries: Words,
    /// First-order divisions, in lower case.
    admin1: Words,
    types: Words,
    /// Lists of kinds of harm.
    harm: Words,
    /// Places in `heads` in each order: day, killed, reports, publishers; then each the other way round.
    orders: [OnceLock<Vec<u32>>; 8],
    /// Incidents by what is asked of their claims.
    telling: Mutex<BTreeMap<String, Arc<Mutex<Option<Telling>>>>>,
}

impl Index {
    /// Reads all incidents; what stands in `before` unchanged is taken from there.
    pub(crate) fn read(ledger: &SqliteLedger, before: Option<&Self>) -> Result<Self, Problem> {
        let known: BTreeMap<&str, &Arc<Told>> = before
            .iter()
            .flat_map(|b| &b.heads)
            .map(|h| (h.id.as_str(), &h.told))
            .collect();
        let mut reviews: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
        let decided = ledger.decided()?;
        for (seq, claim) in ledger.incidents_of(decided.reviews.keys())? {
            reviews
                .entry(seq)
                .or_default()
                .extend(decided.concerning([&claim]));
        }
        let mut index = Self::default();
        let (mut chunk, mut bytes) = (Vec::new(), 0);
        let mut problem = Ok(());
        let mut unpack = |chunk: &mut Vec<IncidentHead>| -> Result<(), Problem> {
            let told = told(chunk, &known, bytes < ROWS)?;
            for (head, told) in chunk.drain(..).zip(told) {
                bytes += told.row.as_ref().map_or(0, |row| row.1.len());
                let reviews = reviews.remove(&head.seq).unwrap_or_default();
                index.take(head, told, reviews);
            }
            Ok(())
        };
        ledger.each_incident(|head| {
            chunk.push(head);
            if chunk.len() >= CHUNK && problem.is_ok() {
                problem = unpack(&mut chunk);
            }
        })?;
        problem?;
        unpack(&mut chunk)?;
        Ok(index)
    }

    fn take(&mut self, head: IncidentHead, told: Arc<Told>, reviews: BTreeSet<i64>) {
        let day = |day: Option<&String>| day.and_then(|day| day.parse().ok()).map(number);
        self.seqs.push(head.seq);
        self.keys.push(Key {
            first: day(head.first_day.as_ref()).unwrap_or(UNKNOWN),
            last: day(head.last_day.as_ref()).unwrap_or(-UNKNOWN),
            // What is in no box lies nowhere.
            lat: head.lat.unwrap_or(f64::NAN),
            lon: head.lon.unwrap_or(f64::NAN),
            country: self.countries.number(head.country.as_deref()),
            admin1: self
                .admin1
                .number(head.admin1.map(|name| name.to_ascii_lowercase()).as_deref()),
            event_type: self.types.number(head.event_type.as_deref()),
            harm: self.harm.number(Some(&head.harm)),
            disputed: head.disputed,
        });
        self.heads.push(Head {
            id: head.id,
            event_type: head.event_type,
            country: head.country,
            point: head.lat.zip(head.lon),
            killed: head.killed,
            reports: head.reports,
            publishers: head.publishers,
            disputed: head.disputed,
            told,
            reviews,
        });
    }

    /// The incidents that fit, in order, all of them, as places in [`Index::heads`].
    pub(crate) fn fitting(&self, ledger: &SqliteLedger, question: &Question) -> Result<Vec<u32>, Problem> {
        let telling = self.telling(ledger, question)?;
        let country = self
            .countries
            .asked(question.country.as_ref().map(|c| c.to_uppercase()).as_deref());
        let admin1 = self.admin1.asked(
            question
                .admin1
                .as_ref()
                .map(|name| name.to_ascii_lowercase())
                .as_deref(),
        );
        let event_type = self.types.asked(question.event_type.map(|t| t.as_str()));
        let harm: Option<BTreeSet<u32>> = question.harm.map(|kind| {
            let word = word(kind);
            let lists = self.harm.0.iter().filter(|(list, _)| list.contains(&word));
            lists.map(|(_, number)| *number).collect()
        });
        // Where no day is asked for, what is not known fits too.
        let (from, to) = (
            question.from.map_or(-UNKNOWN, number),
            question.to.map_or(UNKNOWN, number),
        );
        // Each of these is true or not without a pattern, so a processor that guesses which would guess wrong: `&`, not `&&`.
        let same = |asked: Option<u32>, number: u32| asked.is_none() | (asked == Some(number));
        let fits = |key: &Key| {
            (key.last >= from)
                & (key.first <= to)
                & same(country, key.country)
                & same(event_type, key.event_type)
                & same(admin1, key.admin1)
                & (!question.disputed | key.disputed)
        };
        let mut fitting: Vec<bool> = self.keys.iter().map(fits).collect();
        let mut narrow = |fits: &dyn Fn(&Key) -> bool| {
            for (fitting, key) in fitting.iter_mut().zip(&self.keys) {
                *fitting = *fitting && fits(key);
            }
        };
        if let Some(bbox) = question.bbox {
            narrow(&|key| within(bbox, key));
        }
        if let Some(harm) = harm {
            narrow(&|key| harm.contains(&key.harm));
        }
        if let Some(telling) = telling {
            for (fits, tells) in fitting.iter_mut().zip(telling.iter()) {
                *fits &= tells;
            }
        }
        let order = self.order(question.sort, question.reverse).iter().copied();
        Ok(order.filter(|at| fitting[*at as usize]).collect())
    }

    /// The incidents of which holds what is asked of claims; `None` where nothing is.
    fn telling(&self, ledger: &SqliteLedger, question: &Question) -> Result<Option<Telling>, Problem> {
        let Question {
            mode,
            actor,
            status,
            publisher,
            text,
            ..
        } = question;
        let key = format!("{mode:?} {actor:?} {status:?} {publisher:?} {text:?}");
        if [
            mode.is_some(),
            actor.is_some(),
            status.is_some(),
            publisher.is_some(),
            text.is_some(),
        ] == [false; 5]
        {
            return Ok(None);
        }
        let slot = {
            let mut kept = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() >= SETS {
                kept.clear();
            }
            Arc::clone(kept.entry(key).or_default())
        };
        // Of several who ask the same at once, one works it out.
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*slot {
            return Ok(Some(Arc::clone(known)));
        }
        let mut telling = vec![false; self.seqs.len()];
        for seq in ledger.incidents_telling(question)?.unwrap_or_default() {
            // One that came since is not known here yet.
            if let Ok(at) = self.seqs.binary_search(&seq) {
                telling[at] = true;
            }
        }
        let telling = Arc::new(telling);
        *slot = Some(Arc::clone(&telling));
        Ok(Some(telling))
    }

    /// Places in order: what is not known last; of equals, the earlier and then the smaller id first.
    fn order(&self, sort: Sort, reverse: bool) -> &[u32] {
        let at = match sort {
            Sort::Day => 0,
            Sort::Killed => 1,
            Sort::Reports => 2,
            Sort::Publishers => 3,
        };
        self.orders[at + 4 * usize::from(reverse)].get_or_init(|| {
            let count = u32::try_from(self.heads.len()).unwrap_or(u32::MAX);
            let mut places: Vec<u32> = (0..count).collect();
            let by = |at: u32, other: u32| {
                let (a, b) = (&self.heads[at as usize], &self.heads[other as usize]);
                let days = (self.keys[at as usize].first, self.keys[other as usize].first);
                let number = |value: fn(&Head) -> Option<i64>| known_first(value(a), value(b), !reverse);
                let key = match sort {
                    Sort::Day => known_first(known(days.0), known(days.1), reverse),
                    Sort::Killed => number(|h| h.killed),
                    Sort::Reports => number(|h| Some(h.reports)),
                    Sort::Publishers => number(|h| Some(h.publishers)),
                };
                key.then_with(|| known_first(known(days.0), known(days.1), false))
                    .then_with(|| a.id.cmp(&b.id))
            };
            places.par_sort_unstable_by(|a, b| by(*a, *b));
            places
        })
    }

    /// The row of an incident, as JSON.
    pub(crate) fn row(&self, ledger: &SqliteLedger, place: u32) -> Result<Vec<u8>, Problem> {
        let head = &self.heads[place as usize];
        let mut json = match &head.told.row {
            Some((length, packed)) => unpacked(*length, packed)?,
            None => {
                let gone = || Problem::internal("the incident is not there any more");
                let id = serde_json::from_value(head.id.clone().into()).map_err(|_| gone())?;
                opened(&ledger.incident(&id)?.ok_or_else(gone)?)
            }
        };
        json.extend_from_slice(b",\"reviews\":");
        let odd = |e: serde_json::Error| Problem::internal(e.to_string());
        serde_json::to_writer(&mut json, &head.reviews).map_err(odd)?;
        let headline = match &head.told.about {
            Some(first) => ledger.title(first)?,
            // Told in passing alone: few are.
            None => {
                let whole = [json.as_slice(), b"}"].concat();
                headline(ledger, &serde_json::from_slice(&whole).map_err(odd)?)?
            }
        };
        json.extend_from_slice(b",\"headline\":");
        serde_json::to_writer(&mut json, &headline).map_err(odd)?;
        json.push(b'}');
        Ok(json)
    }
}

/// What is told of each incident of a chunk, unpacked by many threads where it is not known.
fn told(
    chunk: &[IncidentHead],
    known: &BTreeMap<&str, &Arc<Told>>,
    with_rows: bool,
) -> Result<Vec<Arc<Told>>, Problem> {
    let told = |head: &IncidentHead| {
        let digest = blake3::hash(&head.packed);
        if let Some(told) = known.get(head.id.as_str()).filter(|told| told.digest == digest) {
            return Ok(Arc::clone(told));
        }
        let incident = head.unpack().map_err(|problem| {
            log(&problem);
            Problem::internal("an incident can not be read: dateline ledger check says more")
        })?;
        Ok(Arc::new(Told::new(digest, &incident, with_rows)))
    };
    chunk.par_iter().map(told).collect()
}

impl Told {
    fn new(digest: blake3::Hash, incident: &Incident, with_row: bool) -> Self {
        let killed = incident.tolls.iter().find(|t| t.kind == HarmKind::Killed);
        let place = incident.place.as_ref();
        // Level 1: what takes least time to unpack.
        let row = with_row.then(|| packed(&opened(incident))).flatten();
        Self {
            digest,
            place: place.map(|p| p.name.clone()),
            precision: place.map(|p| p.precision),
            km: place.and_then(|p| p.precision_km),
            start: incident.start,
            end: incident.end,
            killed: killed.map_or([None; 3], |t| [t.low, t.best, t.high]),
            about: incident.documents.first().cloned(),
            row,
        }
    }
}

/// An incident as JSON, without the brace at the end.
fn opened(incident: &Incident) -> Vec<u8> {
    let mut json = serde_json::to_vec(incident).expect("incidents are plain data");
    json.pop();
    json
}

/// A row in little room.
fn packed(json: &[u8]) -> Option<(usize, Vec<u8>)> {
    // Level 1: what takes least time.
    PACKER.with_borrow_mut(|packer| {
        if packer.is_none() {
            *packer = zstd::bulk::Compressor::new(1).ok();
        }
        Some((json.len(), packer.as_mut()?.compress(json).ok()?))
    })
}

thread_local! {
    static PACKER: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
    /// Making one takes longer than using it.
    static UNPACKER: RefCell<Option<zstd::bulk::Decompressor<'static>>> = const { RefCell::new(None) };
}

fn unpacked(length: usize, packed: &[u8]) -> Result<Vec<u8>, Problem> {
    let odd = |e: std::io::Error| Problem::internal(format!("a row can not be unpacked: {e}"));
    UNPACKER.with_borrow_mut(|unpacker| {
        if unpacker.is_none() {
            *unpacker = Some(zstd::bulk::Decompressor::new().map_err(odd)?);
        }
        match unpacker {
            Some(unpacker) => unpacker.decompress(packed, length).map_err(odd),
            None => Ok(Vec::new()),
        }
    })
}

/// A kind of harm as it stands in a list of kinds.
fn word(kind: HarmKind) -> String {
    let code = serde_json::to_value(kind).expect("codes are plain data");
    format!(" {} ", code.as_str().unwrap_or_default())
}

/// What is known before what is not; known values ascending, or descending.
fn known_first<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

fn within(b: BoundingBox, key: &Key) -> bool {
    let (lat, lon) = (key.lat, key.lon);
    let between = if b.west <= b.east {
        lon >= b.west && lon <= b.east
    } else {
        lon >= b.west || lon <= b.east
    };
    lat >= b.south && lat <= b.north && between
}
