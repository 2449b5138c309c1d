//! What the words around a name say: whether it is a place, of which kind, and whether the place itself is meant.

use super::fold::fold_word;
use super::lexicon::Lexicon;
use super::recognise::Hint;
use crate::pieces::{PieceKind, Pieces};
use std::ops::Range;

/// The signs around a name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    pub strength: i32,
    pub hint: Option<Hint>,
    /// Part of another name, or a modifier: 'University of Aleppo', 'Homs Military Academy', 'Iran-backed'.
    pub associative: bool,
    /// A verb of saying follows: 'Moscow said'.
    pub speaks: bool,
    pub sentence_start: bool,
}

/// Whether the words near `at` are in capitals too, whatever the sentence is flagged as.
pub(super) fn shouted(pieces: &Pieces<'_>, at: usize) -> bool {
    let near = pieces.all[at.saturating_sub(4)..(at + 5).min(pieces.all.len())].iter();
    let words = near.filter(|piece| piece.kind == PieceKind::Word && piece.end - piece.start > 1);
    let (upper, small) = words.fold((0, 0), |(upper, small), piece| {
        if piece.upper {
            (upper + 1, small)
        } else {
            (upper, small + 1)
        }
    });
    small == 0 && upper >= 3
}

pub(super) fn is_place_preposition(word: &str) -> bool {
    matches!(
        word,
        "in" | "near"
            | "from"
            | "at"
            | "around"
            | "outside"
            | "inside"
            | "towards"
            | "toward"
            | "into"
            | "across"
            | "within"
            | "via"
            | "throughout"
            | "northwest"
            | "northeast"
            | "southwest"
            | "southeast"
    )
}

fn is_direction(word: &str) -> bool {
    matches!(
        word,
        "northern"
            | "southern"
            | "eastern"
            | "western"
            | "central"
            | "northeastern"
            | "northwestern"
            | "southeastern"
            | "southwestern"
            | "downtown"
            | "upper"
            | "lower"
            | "north"
            | "south"
            | "east"
            | "west"
            | "rural"
            | "nearby"
            | "greater"
            | "occupied"
            | "besieged"
            | "neighbouring"
            | "neighboring"
    )
}

pub(super) fn place_noun(word: &str) -> Option<Hint> {
    Some(match word {
        "province" | "governorate" | "oblast" | "state" | "region" | "department" | "countryside"
        | "provinces" | "prefecture" => Hint::Province,
        "district" | "county" | "subdistrict" => Hint::District,
        "city" | "town" | "village" | "townlet" | "municipality" | "suburb" | "hamlet" => Hint::Town,
        _ => return None,
    })
}

/// Last words of the names of streets.
fn is_street(word: &str) -> bool {
    matches!(
        word,
        "avenue" | "ave" | "boulevard" | "blvd" | "drive" | "lane" | "parkway" | "street" | "terrace"
    )
}

pub(super) fn is_site_noun(word: &str) -> bool {
    matches!(
        word,
        "airport"
            | "hospital"
            | "prison"
            | "camp"
            | "bridge"
            | "dam"
            | "base"
            | "airbase"
            | "airfield"
            | "port"
            | "square"
            | "street"
            | "road"
            | "highway"
            | "market"
            | "mosque"
            | "church"
            | "stadium"
            | "station"
            | "refinery"
            | "neighbourhood"
            | "neighborhood"
            | "quarter"
            | "area"
            | "suburbs"
            | "outskirts"
            | "valley"
            | "river"
            | "island"
            | "border"
            | "crossing"
            | "front"
            | "residents"
            | "international"
            | "harbour"
            | "harbor"
            | "bazaar"
    )
}

fn is_body_noun(word: &str) -> bool {
    matches!(
        word,
        "university"
            | "college"
            | "school"
            | "academy"
            | "police"
            | "observatory"
            | "times"
            | "post"
            | "tribune"
            | "news"
            | "herald"
            | "journal"
            | "gazette"
            | "bank"
            | "agency"
            | "ministry"
            | "institute"
            | "council"
            | "army"
            | "brigade"
            | "brigades"
            | "division"
            | "regiment"
            | "battalion"
            | "party"
            | "movement"
            | "network"
            | "centre"
            | "center"
            | "club"
            | "fc"
            | "united"
            | "foundation"
            | "company"
            | "corp"
            | "inc"
            | "group"
            | "airlines"
            | "airways"
            | "accord"
            | "accords"
            | "agreement"
            | "declaration"
            | "conference"
            | "treaty"
            | "process"
            | "court"
            | "chamber"
            | "union"
            | "federation"
            | "command"
            | "press"
            | "magazine"
            | "museum"
            | "marathon"
            | "festival"
            | "department"
            | "association"
            | "society"
            | "commission"
            | "committee"
            | "congress"
            | "parliament"
            | "government"
            | "forces"
            | "force"
            | "liberation"
            | "front"
            | "star"
            | "sun"
            | "globe"
            | "guard"
            | "corps"
            | "legion"
            | "operations"
            | "national"
            | "democratic"
            | "arab"
            | "free"
            | "military"
            | "security"
            | "general"
            | "human"
            | "network's"
    )
}

fn is_rule_noun(word: &str) -> bool {
    matches!(
        word,
        "government"
            | "regime"
            | "authorities"
            | "administration"
            | "embassy"
            | "army"
            | "military"
            | "forces"
            | "troops"
            | "president"
            | "officials"
            | "officers"
            | "soldiers"
            | "foreign"
            | "prime"
            | "parliament"
            | "warplanes"
            | "jets"
            | "ambassador"
            | "envoy"
            | "negotiators"
            | "diplomats"
            | "leaders"
            | "leader"
            | "rebels"
            | "ministry"
            | "minister"
    )
}

fn is_speech_verb(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "accused"
            | "accuses"
            | "warned"
            | "warns"
            | "denied"
            | "denies"
            | "condemned"
            | "vowed"
            | "insisted"
            | "insists"
            | "urged"
            | "announced"
            | "claims"
            | "claimed"
            | "wants"
            | "rejected"
            | "rejects"
            | "agreed"
            | "called"
            | "backs"
            | "supports"
            | "blamed"
            | "blames"
            | "demanded"
            | "declared"
            | "responded"
            | "recalled"
            | "expelled"
            | "refused"
            | "signed"
            | "hopes"
            | "fears"
            | "believes"
            | "promised"
            | "pledged"
            | "sent"
            | "ordered"
            | "summoned"
            | "offered"
    )
}

impl Around {
    pub fn new(pieces: &Pieces<'_>, name: Range<usize>, lexicon: &Lexicon) -> Self {
        let mut around = Self::default();
        around.before(pieces, name.start, lexicon);
        around.after(pieces, name.clone(), lexicon);
        around
    }

    fn before(&mut self, pieces: &Pieces<'_>, start: usize, lexicon: &Lexicon) {
        let here = &pieces.all[start];
        let Some(before) = start
            .checked_sub(1)
            .filter(|before| !here.breaks && pieces.all[*before].sentence == here.sentence)
        else {
            self.sentence_start = true;
            self.dateline(pieces, start);
            return;
        };
        let word = pieces.lower(before);
        let word_before = |back: usize| before.checked_sub(back).map_or("", |at| pieces.lower(at));
        if is_place_preposition(word) {
            self.strength += 4;
        } else if matches!(
            word,
            "of" | "between" | "through" | "over" | "outside" | "off" | "around"
        ) {
            self.strength += 2;
            if word == "of"
                && (place_noun(word_before(1)).is_some()
                    || matches!(
                        word_before(1),
                        "city"
                            | "outskirts"
                            | "suburbs"
                            | "north"
                            | "south"
                            | "east"
                            | "west"
                            | "streets"
                            | "port"
                    ))
            {
                self.strength += 2;
            }
            if word == "of"
                && matches!(
                    word_before(1),
                    "university"
                        | "bank"
                        | "archbishop"
                        | "bishop"
                        | "battle"
                        | "government"
                        | "treaty"
                        | "king"
                        | "mayor"
                        | "governor"
                )
            {
                self.associative = !matches!(word_before(1), "battle" | "mayor" | "governor");
            }
        } else if word == "to" {
            self.strength += 1;
        } else if is_direction(word) {
            self.strength += 3;
        } else if pieces.all[before].kind == PieceKind::Word && pieces.all[before].capital && !here.glued {
            self.after_capital(pieces, before, lexicon);
        } else if word == "." && before > 0 && pieces.all[before].glued {
            let title = lexicon.homonym(pieces.lower(before - 1));
            if title.title {
                self.strength -= 5;
            }
        } else if matches!(word, "\"" | "“" | "(") || word == "," {
            self.sentence_start = false;
        }
    }

    /// A capitalised word stands right before: 'President Clinton', 'Bashar Homs', 'Mount Lebanon'.
    fn after_capital(&mut self, pieces: &Pieces<'_>, before: usize, lexicon: &Lexicon) {
        if shouted(pieces, before) {
            return;
        }
        let word = pieces.lower(before);
        let mut folded = String::new();
        fold_word(word, &mut folded);
        let homonym = lexicon.homonym(&folded);
        let first_in_sentence = before == 0
            || pieces.all[before].breaks
            || pieces.all[before - 1].sentence != pieces.all[before].sentence;
        if homonym.title || homonym.forename {
            self.strength -= 6;
        } else if lexicon.names.contains(&folded) || place_noun(word).is_some() {
            self.strength += 1;
        } else if !(first_in_sentence && homonym.word) {
            self.strength -= 3;
        }
    }

    /// 'ALEPPO, Syria (Agency) -' and 'ALEPPO (Agency) -' at a line's beginning.
    fn dateline(&mut self, pieces: &Pieces<'_>, start: usize) {
        let here = &pieces.all[start];
        let line = start == 0 || pieces.analysis.text()[pieces.all[start - 1].end..here.start].contains('\n');
        if line && here.upper {
            let mark = pieces.all[start..]
                .iter()
                .position(|piece| piece.kind == PieceKind::Mark);
            if mark
                .is_some_and(|mark| mark <= 4 && matches!(pieces.lower(start + mark), "," | "(" | "-" | ":"))
            {
                self.strength += 3;
            }
        }
    }

    fn after(&mut self, pieces: &Pieces<'_>, name: Range<usize>, lexicon: &Lexicon) {
        let Some(next) = pieces.all.get(name.end).filter(|next| !next.breaks) else {
            return;
        };
        let word = pieces.lower(name.end);
        if next.glued && word == "-" {
            let second = pieces.lower(name.end + 1);
            if matches!(
                second,
                "backed"
                    | "led"
                    | "based"
                    | "aligned"
                    | "brokered"
                    | "sponsored"
                    | "funded"
                    | "supported"
                    | "style"
                    | "trained"
                    | "born"
                    | "allied"
                    | "run"
            ) {
                self.associative = true;
                self.strength += 3;
            }
            return;
        }
        if word == "'" && next.glued && pieces.lower(name.end + 1) == "s" {
            self.strength += 1;
            self.associative |= is_rule_noun(pieces.lower(name.end + 2));
            self.hint = None;
            return;
        }
        if next.kind != PieceKind::Word || next.glued {
            return;
        }
        if let Some(hint) = place_noun(word) {
            self.hint = Some(hint);
            self.strength += 4;
            if next.capital && is_body_noun(word) && !matches!(word, "department") {
                self.associative = true;
            }
        } else if next.capital && !shouted(pieces, name.end) {
            self.before_capital(pieces, name.end, lexicon);
        } else if is_site_noun(word) {
            self.strength += 2;
        } else if is_rule_noun(word) {
            self.associative = true;
            self.strength += 2;
        } else if is_speech_verb(word) {
            self.speaks = self.strength < 3;
        }
    }

    /// A capitalised word stands right after: 'Homs Military Academy', 'Aleppo University', 'Jordan Smith'.
    fn before_capital(&mut self, pieces: &Pieces<'_>, after: usize, lexicon: &Lexicon) {
        let word = pieces.lower(after);
        // 'Bedford Avenue' is a street, wherever it is.
        if is_street(word) {
            self.strength -= 6;
            return;
        }
        if is_site_noun(word) {
            self.strength += 2;
            return;
        }
        let run = (after..pieces.all.len())
            .take_while(|at| {
                pieces.all[*at].kind == PieceKind::Word
                    && pieces.all[*at].capital
                    && (!pieces.all[*at].breaks)
            })
            .take(5);
        let mut body = false;
        for at in run {
            body |= is_body_noun(pieces.lower(at));
        }
        if body {
            self.associative = true;
            self.strength += 2;
            return;
        }
        let mut folded = String::new();
        fold_word(word, &mut folded);
        let homonym = lexicon.homonym(&folded);
        self.strength -= if lexicon.names.contains(&folded) || homonym.title {
            0
        } else if homonym.surname {
            4
        } else if homonym.word {
            1
        } else {
            2
        };
    }
}
