//! A ledger of any size, the same on every machine: incidents in forty towns, told by up to four reports each.

use dateline_ledger::{CopyOf, Entry, Settlement, SqliteLedger, Storage as _};
use dateline_model::{Claim, ClaimId, Document, DocumentParts, Incident, IncidentId};
use jiff::{ToSpan as _, civil::Date};
use serde_json::{Value, json};
use std::path::Path;

/// Town, division, country, latitude, longitude.
const TOWNS: [(&str, &str, &str, f64, f64); 40] = [
    ("Aden", "Aden", "YEM", 12.78, 45.04),
    ("Agadez", "Agadez", "NER", 16.97, 7.99),
    ("Aleppo", "Aleppo", "SYR", 36.2, 37.16),
    ("Atarib", "Aleppo", "SYR", 36.14, 36.83),
    ("Baidoa", "Bay", "SOM", 3.11, 43.65),
    ("Bamako", "Bamako", "MLI", 12.65, -8.0),
    ("Bangui", "Bangui", "CAF", 4.36, 18.55),
    ("Basra", "Basra", "IRQ", 30.51, 47.78),
    ("Benghazi", "Benghazi", "LBY", 32.12, 20.07),
    ("Bentiu", "Unity", "SSD", 9.26, 29.8),
    ("Beni", "North Kivu", "COD", 0.49, 29.47),
    ("Bunia", "Ituri", "COD", 1.57, 30.25),
    ("Cali", "Valle del Cauca", "COL", 3.44, -76.52),
    ("Cucuta", "Norte de Santander", "COL", 7.89, -72.51),
    ("Daraa", "Daraa", "SYR", 32.62, 36.1),
    ("Derna", "Derna", "LBY", 32.77, 22.64),
    ("Djibo", "Sahel", "BFA", 14.1, -1.63),
    ("Donetsk", "Donetsk", "UKR", 48.0, 37.8),
    ("El Fasher", "North Darfur", "SDN", 13.63, 25.35),
    ("Gao", "Gao", "MLI", 16.27, -0.04),
    ("Gaza", "Gaza Strip", "PSE", 31.5, 34.47),
    ("Goma", "North Kivu", "COD", -1.67, 29.22),
    ("Hama", "Hama", "SYR", 35.13, 36.75),
    ("Herat", "Herat", "AFG", 34.35, 62.2),
    ("Hodeidah", "Al Hudaydah", "YEM", 14.8, 42.95),
    ("Homs", "Homs", "SYR", 34.73, 36.71),
    ("Jenin", "West Bank", "PSE", 32.46, 35.3),
    ("Juba", "Central Equatoria", "SSD", 4.85, 31.58),
    ("Kandahar", "Kandahar", "AFG", 31.61, 65.71),
    ("Kharkiv", "Kharkiv", "UKR", 49.99, 36.23),
    ("Kherson", "Kherson", "UKR", 46.64, 32.62),
    ("Kidal", "Kidal", "MLI", 18.44, 1.41),
    ("Khartoum", "Khartoum", "SDN", 15.55, 32.53),
    ("Maiduguri", "Borno", "NGA", 11.85, 13.16),
    ("Mandalay", "Mandalay", "MMR", 21.97, 96.08),
    ("Mogadishu", "Banadir", "SOM", 2.04, 45.34),
    ("Mosul", "Nineveh", "IRQ", 36.34, 43.12),
    ("Sanaa", "Amanat Al Asimah", "YEM", 15.35, 44.21),
    ("Suva", "Central", "FJI", -18.14, 178.44),
    ("Yangon", "Yangon", "MMR", 16.81, 96.16),
];

const OUTLETS: [&str; 12] = [
    "Harbour Wire",
    "Hill Post",
    "Morning Example",
    "The Sample Courier",
    "Riverside Radio",
    "Plain Dealer Daily",
    "Border Gazette",
    "Northern Telegraph",
    "Market Street News",
    "Lighthouse Agency",
    "Desert Herald",
    "Evening Ledger",
];

/// Who does it: id, name, kind.
const ARMED: [(&str, &str, &str); 6] = [
    ("gov.mil", "the army", "state_force"),
    ("gov.pol", "the police", "state_force"),
    ("reb.one", "Northern Front", "non_state_armed"),
    ("reb.two", "River Brigade", "non_state_armed"),
    ("reb.three", "Sons of the Plain", "non_state_armed"),
    ("gov.air", "the air force", "state_force"),
];

const DEEDS: [(&str, &str, &str); 4] = [
    ("ASSAULT", "heavy-weapons", "shelled"),
    ("ASSAULT", "aerial", "bombed"),
    ("ASSAULT", "firearms", "opened fire on"),
    ("COERCE", "arrest", "raided"),
];

const TARGETS: [&str; 6] = [
    "the market",
    "a checkpoint",
    "the old quarter",
    "a school",
    "the bus station",
    "a village nearby",
];

const VOICES: [(&str, Option<&str>, bool); 5] = [
    ("residents", None, false),
    ("the army", Some("gov.mil"), true),
    ("a hospital source", None, false),
    ("the Northern Front", Some("reb.one"), true),
    ("a monitoring group", None, false),
];

const STATUS: [&str; 6] = [
    "attributed",
    "attributed",
    "attributed",
    "alleged",
    "claimed",
    "denied",
];

/// Numbers that look drawn by lot (SplitMix64).
pub struct Lot(u64);

impl Lot {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.draw() % n
    }

    /// One of them.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.below(all.len() as u64)).expect("is small")]
    }
}

/// What an incident is, before it is told.
struct Deed {
    town: (&'static str, &'static str, &'static str, f64, f64),
    day: Date,
    kind: (&'static str, &'static str, &'static str),
    target: &'static str,
    by: (&'static str, &'static str, &'static str),
    killed: u64,
}

/// A place as a claim has it.
fn place(deed: &Deed, mention: &Value) -> Value {
    let (name, admin1, country, lat, lon) = deed.town;
    json!({"name": name, "geonameid": null, "lat": lat, "lon": lon, "admin1": admin1, "admin2": null, "country": country,
        "precision": "town", "precision_km": 12.0, "match_kind": "exact", "relative": null, "runner_up": null, "mention": mention})
}

/// Words of a text where they stand.
fn words(text: &str, words: &str) -> Value {
    let start = text.find(words).expect("stand there");
    json!({"start": start, "end": start + words.len(), "text": words})
}

/// One report of a deed: its document and its claim.
fn tell(deed: &Deed, lot: &mut Lot, at: u64) -> (Document, Claim) {
    let (town, ..) = deed.town;
    let voice = lot.of(&VOICES);
    let killed = if lot.below(5) == 0 {
        deed.killed + 1 + lot.below(9)
    } else {
        deed.killed
    };
    let toll = format!("{killed} people were killed");
    let sentence = format!(
        "{} {} {} in {town} on {} and {toll}, {} said.",
        deed.by.1, deed.kind.2, deed.target, deed.day, voice.0
    );
    let text = format!(
        "{sentence} Ambulances came late because the road was cut. Shops stayed shut for the rest of the day, and the families of those \
         who had come to {town} for the harvest waited at the gate of the clinic. This is report {at}."
    );
    let document = Document::new(DocumentParts {
        title: Some(format!("{} in {town}: {}", deed.target, deed.day)),
        publisher: Some((*lot.of(&OUTLETS)).to_owned()),
        published: deed
            .day
            .checked_add(i64::try_from(lot.below(3)).expect("is small").days())
            .ok(),
        url: Some(format!("https://news.example/{at}")),
        text,
    });
    let text = document.text.as_str();
    let span = words(text, voice.0);
    let claim = json!({
        "id": ClaimId::of(&[document.id.as_str().as_bytes()]), "document": document.id, "evidence": words(text, &sentence),
        "trigger": words(text, deed.kind.2),
        "event": {"type": deed.kind.0, "mode": deed.kind.1, "contexts": [], "cameo": "190", "acled": null, "ucdp": null},
        "condition": null, "hazard": null,
        "source_actors": [{"id": deed.by.0, "name": deed.by.1, "country": deed.town.2, "sector": "MIL", "kind": deed.by.2,
            "mention": words(text, deed.by.1)}],
        "target_actors": [], "named_victims": [], "physical_targets": [], "weapons": [],
        "place": place(deed, &words(text, town)),
        "time": {"start": deed.day, "end": deed.day, "precision": "day", "timex": deed.day, "basis": "explicit",
            "mention": words(text, &deed.day.to_string())},
        "harm": [{"kind": "killed", "low": killed, "best": killed, "high": killed, "approximate": false, "scope": "incident",
            "victims": {"who": "people", "status": "unknown", "children": false, "women": false}, "span": words(text, &toll),
            "parts": [], "part_of": null, "restates": null}],
        "count": null,
        "attribution": [{"speaker": voice.0, "actor": voice.1, "verb": "said", "party": voice.2, "channel": null, "span": span,
            "quotation": null}],
        "status": lot.of(&STATUS), "analysis": false, "unresolved": [], "coder": "generated"
    });
    (document, serde_json::from_value(claim).expect("is a claim"))
}

/// The incident that these reports tell of.
fn incident(deed: &Deed, told: &[(Document, Claim)]) -> Incident {
    let figures: Vec<u32> = told
        .iter()
        .filter_map(|(_, c)| c.harm.first()?.bounds.best)
        .collect();
    let (low, high) = (figures.iter().min().copied(), figures.iter().max().copied());
    let basis: Vec<Value> = told
        .iter()
        .map(|(document, claim)| {
            let voice = &claim.attribution[0];
            let bounds = claim.harm[0].bounds;
            json!({"claim": claim.id, "document": document.id, "voice": voice.actor.as_ref().or(voice.speaker.as_ref()),
                "party": voice.party, "low": bounds.low, "best": bounds.best, "high": bounds.high, "approximate": false,
                "standing": "counts"})
        })
        .collect();
    let claims: Vec<&ClaimId> = told.iter().map(|(_, c)| &c.id).collect();
    let ids: Vec<&[u8]> = claims.iter().map(|c| c.as_str().as_bytes()).collect();
    let disputes = if low == high {
        json!([])
    } else {
        json!([{"about": "toll", "harm": "killed", "claims": claims, "told": format!("{low:?} against {high:?}")}])
    };
    let links: Vec<Value> = told
        .windows(2)
        .map(|two| {
            json!({"earlier": two[0].0.id, "later": two[1].0.id, "likelihood": 0.93, "reasons": ["same_place", "same_day"]})
        })
        .collect();
    let value = json!({
        "id": IncidentId::of(&ids), "documents": told.iter().map(|(d, _)| &d.id).collect::<Vec<_>>(), "mentions": [],
        "claims": claims, "event_type": deed.kind.0, "start": deed.day, "end": deed.day,
        "place": place(deed, &serde_json::to_value(&told[0].1.place.as_ref().expect("has one").mention).expect("is data")),
        "tolls": [{"kind": "killed", "low": low, "best": figures[0], "high": high, "open": false, "basis": basis}],
        "disputes": disputes, "corroboration": told.len(), "links": links, "apart": []
    });
    serde_json::from_value(value).expect("is an incident")
}

/// Fills a new ledger with so many incidents.
pub fn fill(path: &Path, incidents: u64, seed: u64) -> SqliteLedger {
    let mut ledger = SqliteLedger::open(path).expect("a ledger can be made");
    let mut lot = Lot::new(seed);
    let (mut all, mut copies, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    let first: Date = "2012-01-01".parse().expect("a day");
    let mut at = 0;
    for _ in 0..incidents {
        let deed = Deed {
            town: *lot.of(&TOWNS),
            day: first
                .checked_add(i64::try_from(lot.below(4_700)).expect("is small").days())
                .expect("a day"),
            kind: *lot.of(&DEEDS),
            target: lot.of::<&str>(&TARGETS),
            by: *lot.of(&ARMED),
            killed: lot.below(40) * lot.below(3),
        };
        let tellings = 1 + lot.below(2) * lot.below(4);
        let mut told = Vec::new();
        for _ in 0..tellings {
            at += 1;
            told.push(tell(&deed, &mut lot, at));
        }
        if let [(first, _), .., (last, _)] = told.as_slice()
            && lot.below(4) == 0
        {
            let of = CopyOf {
                first: first.id.clone(),
                resemblance: 0.8,
            };
            copies.push((last.id.clone(), of));
        }
        all.push(incident(&deed, &told));
        entries.extend(told.into_iter().map(|(document, claim)| Entry {
            document,
            source: "generated".into(),
            coder: "generated".into(),
            claims: vec![claim],
        }));
        if entries.len() >= 4_096 {
            ledger.add(&entries).expect("takes them");
            entries.clear();
        }
    }
    ledger.add(&entries).expect("takes them");
    let settlement = Settlement::whole(ledger.changes().expect("reads"), copies, &all);
    assert!(ledger.settle(&settlement).expect("is settled"));
    ledger
}
