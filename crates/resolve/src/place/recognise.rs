//! Which words of a text name places: candidates with the signs for and against.

use super::PlaceUsage;
use super::atlas::{Atlas, Kind, Reading};
use super::fold::{canonical, fold_word};
use super::lexicon::{CountryWord, Homonym, Lexicon, Listed, Sort};
use super::signs;
use crate::pieces::{PieceKind, Pieces};
use std::ops::Range;

/// Words of a name looked up at once. Chosen: no place of the supplement has more.
const LONGEST_NAME: usize = 6;

/// What the word after a name says the name is: 'Aleppo province', 'Idlib city'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    Province,
    District,
    Town,
}

/// A name that may be a place.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Pieces of the name, its article with it.
    pub pieces: Range<usize>,
    /// Its words, folded.
    pub key: String,
    pub readings: Vec<Reading>,
    pub listed: Vec<Listed>,
    pub usage: PlaceUsage,
    pub hint: Option<Hint>,
    /// A division that stands right after a comma: 'Paris, Texas', 'Paris, Tex.'.
    pub within: Vec<Container>,
    /// Signs for it being a place, less signs against.
    pub strength: i32,
    /// It is an ordinary word or a forename too.
    pub doubtful: bool,
}

/// 'Tex.': the division itself.
fn division_named(pieces: Range<usize>, division: u16) -> Candidate {
    Candidate {
        pieces,
        key: String::new(),
        readings: Vec::new(),
        listed: Vec::new(),
        usage: PlaceUsage::Literal,
        hint: None,
        within: vec![Container::Division(division)],
        strength: 9,
        doubtful: false,
    }
}

/// A country or division that is said to hold a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Country(u8),
    Division(u16),
}

impl Candidate {
    /// Whether the lexicon has it as a country's name or people.
    pub fn country(&self) -> Option<(u8, CountryWord)> {
        self.listed.iter().find_map(|listed| match listed {
            Listed::Country(number, word) => Some((*number, *word)),
            Listed::Supplement(_) => None,
        })
    }
}

/// The names of a text, in order, without overlap.
pub(super) fn candidates(pieces: &Pieces<'_>, atlas: &Atlas, lexicon: &Lexicon) -> Vec<Candidate> {
    let mut finder = Finder {
        pieces,
        atlas,
        lexicon,
        key: String::new(),
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < pieces.all.len() {
        match finder.candidate(at) {
            Some(candidate) => {
                at = candidate.pieces.end;
                found.push(candidate);
            }
            None => at += 1,
        }
    }
    finder.containers(&mut found);
    finder.short_forms(&mut found);
    found
}

/// The candidates of a text of which some ranges are known to be names of places: those first, whatever the signs say.
pub(super) fn vouched(
    pieces: &Pieces<'_>,
    atlas: &Atlas,
    lexicon: &Lexicon,
    ranges: &[Range<usize>],
) -> Vec<Candidate> {
    let mut finder = Finder {
        pieces,
        atlas,
        lexicon,
        key: String::new(),
    };
    let mut found = candidates(pieces, atlas, lexicon);
    for range in ranges.iter().filter(|range| !range.is_empty()) {
        if let Some(known) = found.iter_mut().find(|one| one.pieces == *range) {
            known.strength = known.strength.max(VOUCHED);
            known.doubtful = false;
            continue;
        }
        if let Some(mut candidate) = finder.exactly(range.clone()) {
            candidate.strength = candidate.strength.max(VOUCHED);
            candidate.doubtful = false;
            found.retain(|one| one.pieces.end <= range.start || range.end <= one.pieces.start);
            found.push(candidate);
            found.sort_by_key(|one| one.pieces.start);
        }
    }
    finder.containers(&mut found);
    found
}

/// Strength of a name that is known to be a place.
const VOUCHED: i32 = 10;

/// Names that are written in capitals whatever the sentence.
fn acronym(key: &str) -> bool {
    matches!(
        key,
        "us" | "usa"
            | "uk"
            | "uae"
            | "drc"
            | "png"
            | "ksa"
            | "prc"
            | "dprk"
            | "fct"
            | "nwfp"
            | "kpk"
            | "t4"
            | "vrae"
            | "vraem"
    )
}

struct Finder<'a> {
    pieces: &'a Pieces<'a>,
    atlas: &'a Atlas,
    lexicon: &'a Lexicon,
    key: String,
}

impl Finder<'_> {
    fn candidate(&mut self, at: usize) -> Option<Candidate> {
        if !self.may_begin(at) {
            return None;
        }
        let ends = self.spell(at);
        let lengths: Vec<usize> = ends.iter().map(|end| end.1).collect();
        let packed = self.atlas.longest(&self.key, &lengths);
        let listed = (0..ends.len()).rev().find_map(|n| {
            self.lexicon
                .names
                .get(&self.key[..ends[n].1])
                .map(|listed| (n, listed.clone()))
        });
        let longest = packed
            .as_ref()
            .map(|packed| packed.0)
            .max(listed.as_ref().map(|listed| listed.0))?;
        let readings = packed
            .filter(|packed| packed.0 == longest)
            .map_or_else(Vec::new, |packed| packed.1);
        let listed = listed
            .filter(|listed| listed.0 == longest)
            .map_or_else(Vec::new, |listed| listed.1);
        let (end, length) = ends[longest];
        let mut candidate = Candidate {
            pieces: at..end,
            key: self.key[..length].to_owned(),
            readings,
            listed,
            usage: PlaceUsage::Literal,
            hint: None,
            within: Vec::new(),
            strength: 0,
            doubtful: false,
        };
        if !self.case_allows(&candidate)
            || candidate.key.split(' ').all(|word| word == "al")
            || self.begins_longer_name(candidate.pieces.end)
            || self.is_direction(&candidate)
        {
            return None;
        }
        self.judge(&mut candidate);
        Some(candidate)
    }

    /// 'Northeastern Aleppo', 'the Central Bank': a direction and no division of that name, unless 'Province' or the like follows.
    fn is_direction(&self, candidate: &Candidate) -> bool {
        let direction = matches!(
            candidate.key.as_str(),
            "central"
                | "eastern"
                | "northeastern"
                | "northern"
                | "northwestern"
                | "southeastern"
                | "southern"
                | "southwestern"
                | "western"
        );
        let next = candidate.pieces.end;
        let noun = next < self.pieces.all.len() && signs::place_noun(self.pieces.lower(next)).is_some();
        direction && !noun
    }

    /// 'Bustan al-Qasser neighborhood': where a name goes on behind an article up to a word for a place, its beginning is none by itself.
    fn begins_longer_name(&self, end: usize) -> bool {
        let piece = |ix: usize| self.pieces.all.get(ix).filter(|piece| !piece.breaks);
        piece(end).is_some_and(|piece| !piece.capital && !piece.glued && piece.kind == PieceKind::Word)
            && canonical(self.pieces.lower(end)) == "al"
            && self.joined(end + 1, "-")
            && piece(end + 2).is_some_and(|piece| piece.capital)
            && piece(end + 3).is_some_and(|piece| piece.kind == PieceKind::Word)
            && {
                let noun = self.pieces.lower(end + 3);
                signs::place_noun(noun).is_some() || signs::is_site_noun(noun)
            }
    }

    /// The words of `range`, all of them and no more, as a name.
    fn exactly(&mut self, range: Range<usize>) -> Option<Candidate> {
        if self.pieces.all.get(range.start)?.kind != PieceKind::Word {
            return None;
        }
        if let Some((division, end)) = self.short_form(range.start)
            && (end >= range.end || self.pieces.lower(end) == ".")
        {
            return Some(division_named(range, division));
        }
        if let Some(division) = self.loose_short_form(&range) {
            return Some(division_named(range, division));
        }
        let ends = self.spell(range.start);
        let length = ends.iter().find(|end| end.0 >= range.end)?.1;
        let key = self.key[..length].to_owned();
        let mut candidate = self.named(range.clone(), &key);
        // 'Rapides Parish', 'the Gulf of Aden', 'Aleppo Province': the name without its noun or article.
        let words: Vec<&str> = key.split(' ').collect();
        for bare in [words.get(1..), words.get(..words.len() - 1)]
            .into_iter()
            .flatten()
        {
            let noun = if bare.first() == words.first() {
                words.last()
            } else {
                words.first()
            };
            let hint = noun.and_then(|noun| signs::place_noun(noun));
            let helps = hint.is_some() || noun.is_some_and(|noun| *noun == "the" || *noun == "parish");
            if candidate.readings.is_empty() && candidate.listed.is_empty() && !bare.is_empty() && helps {
                candidate = self.named(range.clone(), &bare.join(" "));
                candidate.hint = hint;
            }
        }
        // 'Clarke and Oconee counties': districts without their noun.
        for noun in ["county", "parish", "district"] {
            if candidate.readings.is_empty() && candidate.listed.is_empty() {
                candidate = self.named(range.clone(), &format!("{key} {noun}"));
            }
        }
        if candidate.readings.is_empty() && candidate.listed.is_empty() {
            return None;
        }
        let hint = candidate.hint;
        self.judge(&mut candidate);
        candidate.hint = candidate.hint.or(hint);
        Some(candidate)
    }

    /// What the gazetteer and the lexicon have under a folded name.
    fn named(&self, pieces: Range<usize>, key: &str) -> Candidate {
        let readings = self.atlas.longest(key, &[key.len()]);
        Candidate {
            pieces,
            key: key.to_owned(),
            readings: readings.map_or_else(Vec::new, |packed| packed.1),
            listed: self.lexicon.names.get(key).cloned().unwrap_or_default(),
            usage: PlaceUsage::Literal,
            hint: None,
            within: Vec::new(),
            strength: 0,
            doubtful: false,
        }
    }

    /// Names begin with a capital, or with an article joined to one: 'al-Bab'.
    fn may_begin(&self, at: usize) -> bool {
        let piece = &self.pieces.all[at];
        if piece.kind != PieceKind::Word {
            return false;
        }
        // Inside a word: 'Sana'a', 'pro-Syrian' begins anew after its hyphen, 'O'Higgins' does not after its apostrophe.
        if piece.glued
            && at > 0
            && self.pieces.lower(at - 1) == "'"
            && at > 1
            && self.pieces.all[at - 1].glued
        {
            return false;
        }
        let article = canonical(self.pieces.lower(at)) == "al";
        let capital_after = |next: usize| {
            self.pieces
                .all
                .get(next)
                .is_some_and(|next| next.capital && !next.breaks)
        };
        if article && self.joined(at + 1, "-") {
            return capital_after(at + 2);
        }
        // 'AT AN', 'As an': these are English words until joined.
        if matches!(
            self.pieces.lower(at),
            "as" | "at" | "an" | "en" | "es" | "ed" | "er" | "et"
        ) && self.pieces.all[at].upper
        {
            return false;
        }
        piece.capital || self.pieces.lower(at) == "al" && capital_after(at + 1)
    }

    fn joined(&self, at: usize, mark: &str) -> bool {
        self.pieces.all.get(at).is_some_and(|piece| piece.glued) && self.pieces.lower(at) == mark
    }

    /// Folds the words from `at` on into `self.key`; gives for each word where it ends in pieces and in the key.
    fn spell(&mut self, at: usize) -> Vec<(usize, usize)> {
        self.key.clear();
        let mut ends: Vec<(usize, usize)> = Vec::new();
        let mut next = at;
        let mut word = String::new();
        while ends.len() < LONGEST_NAME {
            let Some(piece) = self.pieces.all.get(next) else {
                break;
            };
            if next > at && piece.breaks || piece.kind == PieceKind::Mark {
                break;
            }
            let after_abbreviation = next > at && self.pieces.lower(next - 1) == ".";
            if next > at && piece.sentence != self.pieces.all[at].sentence && !after_abbreviation {
                break;
            }
            word.clear();
            fold_word(self.pieces.lower(next), &mut word);
            next += 1;
            // 'Sana'a', 'Ma'arrat' are one word; 'U.S.' too; the s of 'Aleppo's' is none of its name.
            loop {
                let letter_after = self
                    .pieces
                    .all
                    .get(next + 1)
                    .is_some_and(|p| p.glued && p.kind == PieceKind::Word);
                let possessive = self.pieces.lower(next + 1) == "s"
                    && !self
                        .pieces
                        .all
                        .get(next + 2)
                        .is_some_and(|p| p.glued && p.kind == PieceKind::Word);
                let initials = self.pieces.all[next - 1].end - self.pieces.all[next - 1].start == 1;
                if self.joined(next, "'") && letter_after && !possessive
                    || self.joined(next, ".") && letter_after && initials
                {
                    fold_word(self.pieces.lower(next + 1), &mut word);
                    next += 2;
                } else {
                    break;
                }
            }
            let short_word_dot = word.len() <= 2 && self.joined(next, ".");
            if short_word_dot {
                next += 1;
            }
            if !ends.is_empty() {
                self.key.push(' ');
            }
            if ends.len() == 1 {
                // Now it is a name of several words: its first is spelled as in those.
                let first = canonical(&self.key[..ends[0].1]).to_owned();
                if first.len() != ends[0].1 || !self.key.starts_with(&first) {
                    self.key = format!("{first} ");
                    ends[0].1 = first.len();
                }
            }
            if ends.is_empty() {
                self.key.push_str(&word);
            } else {
                self.key.push_str(canonical(&word));
            }
            ends.push((next, self.key.len()));
            if self.joined(next, "-")
                && self
                    .pieces
                    .all
                    .get(next + 1)
                    .is_some_and(|p| p.glued && p.kind == PieceKind::Word)
            {
                next += 1;
            }
        }
        ends
    }

    /// 'US' but not 'us', 'Nice' but not 'nice': single words must be written as names; inner words of longer ones may be small.
    fn case_allows(&self, candidate: &Candidate) -> bool {
        let range = candidate.pieces.clone();
        let last_word = self.pieces.all[range.clone()]
            .iter()
            .rev()
            .find(|piece| piece.kind == PieceKind::Word);
        let single = range.len() == 1;
        if acronym(&candidate.key) {
            let upper = self.pieces.all[range.start].upper || range.len() > 1;
            let shouting = single && self.all_caps(range.start);
            return upper && !(shouting && candidate.key == "us");
        }
        // 'SANA', 'UN': initials, but for 'ROME (Agency) -' at a line's beginning.
        let piece = &self.pieces.all[range.start];
        if single && piece.upper && candidate.key.len() <= 4 && !self.all_caps(range.start) && !piece.breaks {
            return false;
        }
        let is_descriptive = candidate
            .listed
            .iter()
            .any(|listed| matches!(listed, Listed::Supplement(_)));
        // 'Kaduna state': what a place is may be small where its name is not.
        let of_kind = !single
            && piece.capital
            && signs::place_noun(self.pieces.lower(range.end - 1)).is_some()
            && self.pieces.all[range.end - 2].capital;
        last_word.is_some_and(|piece| piece.capital) || of_kind || is_descriptive && !single
    }

    fn all_caps(&self, at: usize) -> bool {
        let sentence = self.pieces.analysis.sentences().get(self.pieces.all[at].sentence);
        self.pieces.all[at].upper
            && sentence.is_some_and(|sentence| sentence.all_caps || signs::shouted(self.pieces, at))
    }

    /// Weighs the signs around a name.
    fn judge(&self, candidate: &mut Candidate) {
        let range = candidate.pieces.clone();
        let words = candidate.key.split(' ').count();
        let around = signs::Around::new(self.pieces, range.clone(), self.lexicon);
        let homonym = self.homonym(&candidate.key);
        candidate.hint = around.hint;
        candidate.usage = if around.associative
            || candidate
                .country()
                .is_some_and(|(_, word)| word == CountryWord::Demonym)
        {
            PlaceUsage::Associative
        } else {
            PlaceUsage::Literal
        };
        let capital = self.lexicon.capitals.contains(&candidate.key);
        if candidate.usage == PlaceUsage::Literal
            && around.speaks
            && (capital || candidate.country().is_some())
        {
            candidate.usage = PlaceUsage::Associative;
        }
        let prominence = self.prominence(candidate);
        let mut strength = prominence;
        strength += if words > 1 && !homonym.word { 2 } else { 0 };
        strength += around.strength;
        // 'Turkey' with its capital is the country, but 'Of' or 'Reading' may be anything at a sentence's start.
        if homonym.word && candidate.country().is_none() {
            strength -= if around.sentence_start { 5 } else { 3 };
        } else if homonym.word && around.sentence_start && !acronym(&candidate.key) {
            strength -= 2;
        }
        if homonym.forename && around.strength <= 0 && prominence < 4 {
            strength -= 3;
        } else if homonym.forename || homonym.surname {
            strength -= 1;
        }
        if self.all_caps(range.start) && words == 1 {
            strength -= if homonym.word { 4 } else { 2 };
        }
        candidate.strength = strength;
        candidate.doubtful = homonym.word || homonym.forename;
    }

    /// What else a name is: by all its words, by those after its article, or after 'the' ('the Center').
    fn homonym(&self, key: &str) -> Homonym {
        let whole = self.lexicon.homonym(key);
        let bare = key
            .strip_prefix("al ")
            .or_else(|| key.strip_prefix("the "))
            .map(|bare| self.lexicon.homonym(bare));
        Homonym {
            word: whole.word || bare.is_some_and(|bare| bare.word),
            ..whole
        }
    }

    /// How well known the name is.
    fn prominence(&self, candidate: &Candidate) -> i32 {
        let listed = candidate.listed.iter().map(|listed| match listed {
            Listed::Country(..) => 5,
            Listed::Supplement(extra) => match self.lexicon.extras[*extra].sort {
                Sort::Province | Sort::Region => 4,
                _ => 3,
            },
        });
        let packed = candidate.readings.iter().filter_map(|reading| {
            let record = self.atlas.record(reading.record)?;
            let known = match record.kind {
                Kind::Country => 5,
                Kind::Province => 4,
                Kind::District => 2,
                Kind::Spot => 0,
                Kind::Settlement => match record.population {
                    1e6.. => 5,
                    2e5.. => 4,
                    5e4.. => 3,
                    1e4.. => 2,
                    _ => 1,
                },
            };
            Some(known - i32::from(reading.alternate && record.kind == Kind::Settlement))
        });
        listed.chain(packed).max().unwrap_or(0)
    }

    /// Notes for each name the country or division that follows it after a comma, or that it is said to be in.
    fn containers(&self, found: &mut [Candidate]) {
        for at in 0..found.len() {
            if found[at].key.is_empty() {
                continue;
            }
            let end = found[at].pieces.end;
            let mut next = end;
            if self.pieces.lower(next) != "," {
                // 'Douma in Rif Dimashq', 'a town in Idlib province' are weaker: the resolver weighs nearness.
                continue;
            }
            next += 1;
            let mut within = Vec::new();
            if let Some(other) = found.get(at + 1).filter(|other| other.pieces.start == next) {
                for listed in &other.listed {
                    match listed {
                        Listed::Country(number, CountryWord::Name) => {
                            within.push(Container::Country(*number))
                        }
                        Listed::Supplement(extra) => {
                            let extra = &self.lexicon.extras[*extra];
                            if let (Sort::Province, Some(division)) = (extra.sort, extra.division) {
                                within.push(Container::Division(division));
                            }
                        }
                        Listed::Country(..) => {}
                    }
                }
                for reading in &other.readings {
                    match self.atlas.record(reading.record) {
                        Some(record) if record.kind == Kind::Province => {
                            within.extend(record.division.map(Container::Division))
                        }
                        Some(record) if record.kind == Kind::Country => {
                            within.push(Container::Country(record.country))
                        }
                        _ => {}
                    }
                }
            }
            if let Some((division, _)) = self.short_form(next) {
                within.push(Container::Division(division));
            }
            within.retain(|container| self.may_hold(&found[at], *container));
            if !within.is_empty() {
                found[at].strength += 5;
                if let Some(other) = found.get_mut(at + 1).filter(|other| other.pieces.start == next) {
                    other.strength += 3;
                }
            }
            found[at].within = within;
        }
    }

    fn may_hold(&self, candidate: &Candidate, container: Container) -> bool {
        let holds = |country: u8, division: Option<u16>| match container {
            Container::Country(number) => number == country,
            Container::Division(number) => division == Some(number),
        };
        let packed = candidate
            .readings
            .iter()
            .filter_map(|reading| self.atlas.record(reading.record));
        packed
            .filter(|record| match container {
                Container::Country(_) => record.kind != Kind::Country,
                Container::Division(_) => record.kind < Kind::Province,
            })
            .any(|record| holds(record.country, record.division))
            || candidate.listed.iter().any(|listed| match listed {
                Listed::Supplement(extra) => {
                    let extra = &self.lexicon.extras[*extra];
                    holds(extra.country, extra.division)
                }
                Listed::Country(..) => false,
            })
    }

    /// 'Ky.' in 'Columbia, Ky.' is the name of a place too.
    fn short_forms(&self, found: &mut Vec<Candidate>) {
        let mut forms = Vec::new();
        for at in 0..self.pieces.all.len().saturating_sub(2) {
            let follows_name = self.pieces.all[at].capital
                && self.pieces.lower(at + 1) == ","
                && !self.pieces.all[at + 2].glued;
            if !follows_name {
                continue;
            }
            let Some((division, end)) = self.short_form(at + 2) else {
                continue;
            };
            // A postal code alone is too often something else: the name before must be a place that can lie there.
            let known = found
                .iter()
                .any(|one| one.pieces.end == at + 1 && one.within.contains(&Container::Division(division)));
            let dotted = self.pieces.lower(end - 1) == ".";
            let taken = found
                .iter()
                .any(|one| one.pieces.start < end && at + 2 < one.pieces.end);
            if (known || dotted) && !taken {
                forms.push(division_named(at + 2..end, division));
            }
        }
        found.extend(forms);
        found.sort_by_key(|one| one.pieces.start);
    }

    /// 'W. Va.' with a space, 'N.Y' and 'Calif' without their last point.
    fn loose_short_form(&self, range: &Range<usize>) -> Option<u16> {
        let text = self.pieces.analysis.text();
        let pieces = &self.pieces.all[range.clone()];
        if pieces.len() > 4 || !pieces.iter().any(|piece| piece.upper || piece.capital) {
            return None;
        }
        let form: String = pieces.iter().map(|piece| &text[piece.start..piece.end]).collect();
        let pointed = format!("{form}.");
        let spaced = form.replacen('.', ". ", 1);
        [pointed, form, spaced]
            .iter()
            .find_map(|form| self.lexicon.short_forms.get(form.as_str()))
            .copied()
    }

    /// The division that a short form at `at` means ('Tex.', 'TX', 'N.Y.'), and the position after it.
    fn short_form(&self, at: usize) -> Option<(u16, usize)> {
        self.pieces
            .all
            .get(at)
            .filter(|piece| piece.capital && piece.kind == PieceKind::Word)?;
        let text = self.pieces.analysis.text();
        let mut form = String::new();
        let mut best = None;
        for next in at..(at + 6).min(self.pieces.all.len()) {
            let piece = &self.pieces.all[next];
            if next > at && !piece.glued {
                break;
            }
            form.push_str(&text[piece.start..piece.end]);
            let word_ends = !self
                .pieces
                .all
                .get(next + 1)
                .is_some_and(|after| after.glued && after.kind != PieceKind::Mark);
            if let Some(division) = self.lexicon.short_forms.get(&form).filter(|_| word_ends) {
                best = Some((*division, next + 1));
            }
        }
        best
    }
}
