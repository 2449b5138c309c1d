//! Which phrases a verb can reach: lists behind it, lists right before it, and its subject.

use super::clause::WordIx;
use super::lexicon::{Frame, WordForm};
use super::link::Linker;
use super::phrase::PhraseForm;

/// Words of the parts between a whole and its verb, at most.
const PARTS_REACH: usize = 12;

impl Linker<'_, '_> {
    pub(crate) fn starting_at(&self, at: WordIx) -> Option<usize> {
        self.phrases.iter().position(|p| p.words.start == at)
    }

    pub(crate) fn ending_at(&self, at: WordIx) -> Option<usize> {
        self.phrases.iter().position(|p| p.words.end == at)
    }

    pub(crate) fn trigger_at(&self, at: WordIx) -> Option<usize> {
        self.triggers.iter().position(|t| t.words.contains(&at))
    }

    /// One past brackets and, where `commas`, the age between commas that may follow a phrase: ', 33,'.
    pub(crate) fn past_aside(&self, at: WordIx) -> WordIx {
        let c = self.clause;
        let after = c.skip_brackets(at);
        let age = c.is(after, &[","]) && c.text(after + 1).parse::<u32>().is_ok() && c.is(after + 2, &[","]);
        if age {
            return after + 2;
        }
        // ', known as X, and six fighters'
        let named = c.is(after, &[","]) && c.is(after + 1, &["identified", "known", "named", "nicknamed"]);
        let closed = (after + 2..c.len().min(after + 9)).find(|&i| c.is(i, &[","]));
        closed.filter(|_| named).unwrap_or(after)
    }

    /// Whether a finite verb takes the phrase that ends at `end` as its subject.
    pub(crate) fn is_subject_of_next(&self, end: WordIx) -> bool {
        let c = self.clause;
        let mut i = self.past_aside(end);
        while c.adverb(i) {
            i += 1;
        }
        if c.auxiliary(i) {
            return true;
        }
        match self.trigger_at(i) {
            // 'killed one and wounded three' is no subject; 'one killed, three wounded' is.
            Some(t) => {
                self.triggers[t].words.start == i
                    && self.triggers[t].form != WordForm::Ing
                    && (self.triggers[t].verbal() || self.triggers[t].frame == Frame::State)
            }
            None => c.verb(i) && !c.text(i).ends_with("ed"),
        }
    }

    /// The position behind a conjunction that may add to a list at `at`, and whether it was a mere comma.
    pub(crate) fn past_joint(&self, at: WordIx) -> Option<(WordIx, bool)> {
        let c = self.clause;
        let mut i = at;
        let comma = c.is(i, &[","]);
        if comma {
            i += 1;
        }
        if c.is(i, &["and", "or", "&", "plus", "besides"]) {
            // 'killed his wife and then himself'
            let then = c.is(i + 1, &["then"]) && c.reflexive(i + 2);
            return Some((i + 1 + usize::from(then), false));
        }
        if c.is(i, &["then"]) && c.reflexive(i + 1) {
            return Some((i + 1, false));
        }
        if comma && c.reflexive(i) {
            return Some((i, false));
        }
        for phrase in [
            &["as", "well", "as"][..],
            &["along", "with"],
            &["together", "with"],
            &["in", "addition", "to"],
        ] {
            if c.starts_with(i, phrase) {
                return Some((i + phrase.len(), false));
            }
        }
        comma.then_some((i, true))
    }

    pub(crate) fn single(&self, p: usize) -> bool {
        matches!(
            self.phrases[p].form,
            PhraseForm::One | PhraseForm::Named | PhraseForm::Definite
        )
    }

    /// Whether the phrase behind a comma only says more about the one before it.
    pub(crate) fn apposition(&self, before: usize, phrase: usize) -> bool {
        let after = self.past_aside(self.phrases[phrase].words.end);
        let list = self
            .past_joint(after)
            .is_some_and(|(next, comma)| !comma && self.starting_at(next).is_some());
        let names =
            self.phrases[before].form == PhraseForm::Named && self.phrases[phrase].form == PhraseForm::Named;
        self.single(before)
            && self.single(phrase)
            && !(list && names)
            && !(list
                && self.phrases[phrase].form == PhraseForm::One
                && self.phrases[before].form == PhraseForm::One)
    }

    /// The phrases of a list that starts at word `from`, reading to the right.
    pub(crate) fn list_right(&self, from: WordIx) -> Vec<usize> {
        let c = self.clause;
        let mut from = from;
        while c.adverb(from) && self.starting_at(from).is_none() || c.is(from, &["\"", "'", "“"]) {
            from += 1;
        }
        // 'killed last Thursday 12 people', 'killed on Friday 12 people'
        if c.is(from, &["last", "this"]) && (c.day(from + 1) || c.is(from + 1, &["week", "month", "year"])) {
            from += 2;
        }
        if c.is(from, &["on"]) && c.day(from + 1) && self.starting_at(from + 2).is_some() {
            from += 2;
        }
        let Some(first) = self.starting_at(from) else {
            return Vec::new();
        };
        let mut list = vec![first];
        let mut end = self.past_aside(self.phrases[first].words.end);
        while let Some((next, phrase)) = self.next_in_list(&list, end) {
            if let Some(p) = phrase {
                list.push(p);
            }
            end = self.past_aside(next);
        }
        list
    }

    /// The next member of a list whose last member ended at `end`, or an aside stepped over.
    pub(crate) fn next_in_list(&self, list: &[usize], end: WordIx) -> Option<(WordIx, Option<usize>)> {
        let c = self.clause;
        let last = *list.last()?;
        if let Some((next, comma)) = self.past_joint(end) {
            let phrase = self.starting_at(next)?;
            let after = self.phrases[phrase].words.end;
            // 'woman, her son, himself': neither is the other.
            let kin = c.is(next, &["her", "his", "their"])
                && self
                    .past_joint(after)
                    .is_some_and(|(n, _)| c.is(n, &["herself", "himself", "self"]));
            if comma && !kin && self.apposition(last, phrase) {
                return Some((after, None));
            }
            if self.is_subject_of_next(after) {
                return None;
            }
            if comma {
                // A comma lists only when more follows.
                let behind = self.past_aside(after);
                let more = self
                    .past_joint(behind)
                    .is_some_and(|(n, _)| self.starting_at(n).is_some());
                // 'kills woman, her son, himself'
                let last = c.is(next, &["herself", "himself", "self"]);
                if !more && !last {
                    return None;
                }
            }
            return Some((after, Some(phrase)));
        }
        // 'two soldiers in the town and a farmer in a field': a place may stand between.
        if c.preposition(end) && !c.is(end, &["by", "with", "after", "before", "as", "while"]) {
            let joint = (end + 1..c.len().min(end + 9))
                .take_while(|&i| {
                    !c.is(i, &[",", ";", "."])
                        && !c.verb(i)
                        && !c.auxiliary(i)
                        && !c.relative(i)
                        && self.trigger_at(i).is_none()
                })
                .find(|&i| c.is(i, &["and"]))?;
            let phrase = self.starting_at(joint + 1)?;
            let p = &self.phrases[phrase];
            let counts = matches!(p.form, PhraseForm::Counted | PhraseForm::One)
                && (p.people || c.preposition(p.words.end));
            (counts && !self.is_subject_of_next(p.words.end)).then_some((p.words.end, Some(phrase)))
        } else {
            None
        }
    }

    /// The phrases of a list that ends right before word `at`, in text order.
    pub(crate) fn list_left(&self, at: WordIx) -> Vec<usize> {
        let c = self.clause;
        let mut end = at;
        if end > 0 && c.is(end - 1, &[")", "]"]) {
            let open = (0..end).rev().find(|&i| c.is(i, &["(", "["]));
            end = open.unwrap_or(end);
        }
        let Some(last) = self.ending_at(end) else {
            return Vec::new();
        };
        let mut list = vec![last];
        loop {
            let start = self.phrases[list[0]].words.start;
            if start == 0 || !c.is(start - 1, &["and", "&", ","]) {
                break;
            }
            let before = if start > 1 && c.is(start - 2, &[","]) {
                start - 2
            } else {
                start - 1
            };
            match self.ending_at(before) {
                Some(p)
                    if (!self.preceded_by_preposition(p)
                        || c.is(self.phrases[p].words.start - 1, &["among"]))
                        && self.phrases[p].form != PhraseForm::Bare =>
                {
                    list.insert(0, p)
                }
                _ => break,
            }
        }
        list
    }

    /// 'Ten people, mostly children, killed', 'Ten people including three children killed': the whole before its parts.
    pub(crate) fn before_parts(&self, at: WordIx) -> Option<Vec<usize>> {
        let c = self.clause;
        let begins = |i: WordIx| {
            c.is(i, &["including", "mainly", "mostly"])
                || c.is(i, &["all", "half", "many", "most", "some"]) && c.starts_with(i + 1, &["of", "them"])
        };
        let inside = |i: &WordIx| {
            !c.is(*i, &[".", ";", ":"]) && !c.verb(*i) && !c.auxiliary(*i) && self.trigger_at(*i).is_none()
        };
        let from = (0..at)
            .rev()
            .take(PARTS_REACH)
            .take_while(inside)
            .find(|&i| begins(i))?;
        let end = if from > 0 && c.is(from - 1, &[","]) {
            from - 1
        } else {
            from
        };
        let list = self.list_left(end);
        let several = |&p: &usize| self.phrases[p].bounds.low.is_none_or(|n| n > 1);
        // 'The toll stands at 233, including 30 killed by police': the whole has a word of its own.
        let first = self.phrases[*list.first()?].words.start;
        let free = |i: WordIx| !c.verb(i) && !c.preposition(i) && self.trigger_at(i).is_none();
        let opens = (self.hard_boundary(first)..first).all(free);
        (opens && list.iter().all(several)).then_some(list)
    }

    pub(crate) fn preceded_by_preposition(&self, p: usize) -> bool {
        let start = self.phrases[p].words.start;
        start > 0 && self.clause.preposition(start - 1)
    }

    // --- subjects ------------------------------------------------------------------------------------------------------

    /// The subject of the verb group that starts at `group`: a list of phrases in text order.
    pub(crate) fn subjects(&self, group: WordIx) -> Vec<usize> {
        let c = self.clause;
        let mut end = group;
        while end > 0 && (c.is(end - 1, &[",", "\""]) || c.adverb(end - 1)) && self.ending_at(end).is_none() {
            end -= 1;
        }
        if end > 0
            && c.relative(end - 1)
            && self.ending_at(end).is_none()
            && !(c.is(end - 1, &["that"]) && self.ending_at(end - 1).is_none())
        {
            return self.antecedent(end - 1).into_iter().collect();
        }
        // 'two cooks, one of whom died'
        if let Some(p) = self.ending_at(end)
            && self.phrases[p].of_them
            && c.is(end - 1, &["whom", "which"])
        {
            return vec![p];
        }
        // 'shot two and wounded three': the second verb has no subject of its own.
        if end > 0 && end < group + 1 && c.is(end - 1, &["and", "or", "but"]) {
            return Vec::new();
        }
        let low = self.hard_boundary(end);
        let (from, to) = self.subject_region(low, end);
        self.subject_list(self.past_source(from, to), to, group)
    }

    /// 'According to the governor, Nasir, 16 farmers were killed': past who says it, and what stands in apposition to them, to the first
    /// number behind a comma; where there is none, to the last comma that people stand behind.
    fn past_source(&self, from: WordIx, to: WordIx) -> WordIx {
        let c = self.clause;
        let Some(source) = (from..to).find(|&i| c.starts_with(i, &["according", "to"])) else {
            return from;
        };
        let behind = |form: &dyn Fn(PhraseForm) -> bool, i: WordIx| {
            c.is(i, &[","])
                && self
                    .starting_at(i + 1)
                    .is_some_and(|p| form(self.phrases[p].form))
        };
        let counted = |form| matches!(form, PhraseForm::Counted | PhraseForm::Zero);
        let commas = || source + 2..to.saturating_sub(1);
        let number = commas().find(|&i| behind(&counted, i));
        let last = || commas().rev().find(|&i| behind(&|_| true, i));
        number.or_else(last).map_or(from, |i| i + 1)
    }

    /// Where the subject of the verb group at `group` starts, whether or not it names people.
    pub(crate) fn subject_start(&self, group: WordIx) -> Option<WordIx> {
        let c = self.clause;
        let mut end = group;
        while end > 0 && (c.is(end - 1, &[",", "\""]) || c.adverb(end - 1)) {
            end -= 1;
        }
        if end == 0 || c.relative(end - 1) || c.conjunction(end - 1) {
            return None;
        }
        let low = self.hard_boundary(end);
        let (from, to) = self.subject_region(low, end);
        (from..to).find(|&i| {
            !c.punctuation(i) && !c.adverb(i) && !c.day(i) && !c.conjunction(i) && !c.is(i, &["that"])
        })
    }

    /// Whether the phrase takes the pronoun 'who' behind it; the name before an apposition wins.
    pub(crate) fn antecedent(&self, relative: WordIx) -> Option<usize> {
        let c = self.clause;
        let mut end = relative;
        while end > 0 && c.is(end - 1, &[",", ")", "]"]) {
            if c.is(end - 1, &[")", "]"]) {
                end = (0..end - 1).rev().find(|&i| c.is(i, &["(", "["]))?;
            } else {
                end -= 1;
            }
        }
        let nearest = self
            .phrases
            .iter()
            .rposition(|p| p.words.end <= end && p.words.end + 8 > end && p.form != PhraseForm::Pronoun)?;
        // Of a chain of appositions the first is the person.
        let mut best = nearest;
        let start = self.phrases[nearest].words.start;
        if start > 1
            && (c.starts_with(start - 2, &["identified", "as"]) || c.is(start - 1, &["named", "called"]))
        {
            let role = (0..nearest)
                .rev()
                .find(|&p| self.single(p) && self.phrases[p].people && !self.preceded_by_preposition(p));
            return role
                .filter(|&p| self.phrases[p].words.end + 14 > start)
                .or(Some(nearest));
        }
        for p in (0..nearest).rev() {
            let gap = self.phrases[p].words.end..self.phrases[best].words.start;
            let comma_only = gap.len() == 1 && c.is(gap.start, &[","]);
            let name_first =
                self.phrases[p].form == PhraseForm::Named || self.phrases[best].form != PhraseForm::Named;
            if comma_only && name_first && self.single(p) && self.single(best) {
                best = p;
            } else {
                break;
            }
        }
        Some(best)
    }

    /// The leftmost word the subject of a clause can reach back to.
    pub(crate) fn hard_boundary(&self, end: WordIx) -> WordIx {
        let c = self.clause;
        // 'Shelling kills 19 - at least 19 people died': a dash begins the clause; a second right before the verb ends an aside.
        let dash = |at: WordIx| c.is(at, &["-", "–", "—", "--"]);
        let aside = end > 0 && dash(end - 1);
        let mut i = end;
        while i > 0 {
            let at = i - 1;
            if dash(at) && !aside {
                return i;
            }
            if let Some(p) = self
                .phrases
                .iter()
                .find(|p| p.words.contains(&at) && p.words.start < at)
            {
                i = p.words.start;
                continue;
            }
            // 'a baker whose brothers were killed': the clause of 'whose' has its own subject.
            let own = |relative: WordIx| c.is(relative, &["whose"]) && (at..end).all(|w| c.auxiliary(w));
            if let Some(relative) = self.relative_before(at).filter(|&r| !own(r)) {
                i = relative;
                continue;
            }
            // 'the raid in which the driver was killed': the clause has its own subject.
            if c.is(at, &["which", "whose", "whom"])
                && (c.is(at, &["whose"]) || at > 0 && c.preposition(at - 1))
            {
                return i;
            }
            let opener = c.lexicon.words.openers.contains(c.text(at))
                && !(c.is(at, &["as"])
                    && (c.is(at + 1, &["well"])
                        || c.is(at.saturating_sub(1), &["well", "identified", "named", "such"])));
            if opener
                || c.is(at, &[";", ":", ".", "?", "!"])
                || c.says(at) && !c.is(at.saturating_sub(1), &["is", "was", "were", "are", "been"])
                || c.auxiliary(at) && !c.is(at, &["being", "be", "been", "having"])
                || c.is(at, &["]"])
                || c.is(at, &["-", "—", "--"]) && c.is(at.saturating_sub(1), &["-", ")"])
                || self.trigger_at(at).is_some_and(|t| {
                    self.triggers[t].verbal() && !c.is(at + 1, &["in"]) && !self.noun_modifier(at)
                })
            {
                return i;
            }
            i -= 1;
        }
        0
    }

    pub(crate) fn noun_modifier(&self, at: WordIx) -> bool {
        self.phrases.iter().any(|p| p.words.contains(&at))
    }

    /// If the verb or auxiliary at `at` sits in a relative clause, where its pronoun stands.
    pub(crate) fn relative_before(&self, at: WordIx) -> Option<WordIx> {
        let c = self.clause;
        if !(c.auxiliary(at) || c.verb(at) || self.trigger_at(at).is_some()) {
            return None;
        }
        (at.saturating_sub(7)..at)
            .rev()
            .take_while(|&i| !c.is(i, &[",", ";"]) || c.is(i + 1, &["who", "which", "whose"]))
            .find(|&i| c.is(i, &["who", "which", "whose", "whom"]) && i > 0)
    }

    /// Cuts the stretch before a verb down to the part that can hold its subject.
    pub(crate) fn subject_region(&self, low: WordIx, end: WordIx) -> (WordIx, WordIx) {
        let c = self.clause;
        let mut to = end;
        let mut asides: Vec<WordIx> = Vec::new();
        for _ in 0..6 {
            let verb = (low..to).rev().find(|&i| {
                (c.verb(i)
                    || self
                        .trigger_at(i)
                        .is_some_and(|t| self.triggers[t].words.start == i && self.triggers[t].verbal()))
                    && !self.noun_modifier(i)
                    && !asides.contains(&i)
                    && self.relative_before(i).is_none()
            });
            let Some(verb) = verb else {
                return (low, to);
            };
            // ', identified as', 'named', ', led by': these say more about the subject, whatever list follows.
            let set_off = verb > low && (c.is(verb - 1, &[",", ")"]) || self.ending_at(verb).is_some());
            if set_off
                && (c.is(verb, &["identified", "named", "called", "aged", "nicknamed"])
                    || c.is(verb + 1, &["by", "as"]) && c.text(verb).len() > 2)
            {
                asides.push(verb);
                continue;
            }
            let reach = asides.iter().copied().min().unwrap_or(to).max(verb + 1);
            let joint = (verb + 1..reach).find(|&i| {
                let phrase = self.starting_at(i + 1).map(|p| &self.phrases[p]);
                let strong = phrase.is_some_and(|p| {
                    matches!(p.form, PhraseForm::Counted | PhraseForm::One | PhraseForm::Zero)
                });
                (c.is(i, &["and", "but", "while"]) && phrase.is_some()) || (c.is(i, &[","]) && strong)
            });
            if let Some(joint) = joint {
                return (joint + 1, to);
            }
            let aside = verb > low && (c.is(verb - 1, &[",", ")"]) || self.ending_at(verb).is_some());
            if !aside {
                return (verb + 1, to);
            }
            to = verb;
        }
        (low, to)
    }

    pub(crate) fn subject_list(&self, from: WordIx, to: WordIx, group: WordIx) -> Vec<usize> {
        let c = self.clause;
        let inside: Vec<usize> = (0..self.phrases.len())
            .filter(|&p| self.phrases[p].words.start >= from && self.phrases[p].words.end <= to)
            .collect();
        let top = |p: usize| {
            let mut start = self.phrases[p].words.start;
            // Over the article and modifiers to the preposition: 'to the daily [Al-Watan]'.
            let open = matches!(
                self.phrases[p].form,
                PhraseForm::Named | PhraseForm::Bare | PhraseForm::Definite
            );
            while start > from
                && open
                && (c.lexicon.words.determiners.contains(c.text(start - 1))
                    || !c.closed(start - 1)
                        && !c.verb(start - 1)
                        && !c.ing(start - 1)
                        && !c.adverb(start - 1)
                        && self.trigger_at(start - 1).is_none()
                        && self.ending_at(start).is_none())
            {
                start -= 1;
            }
            start == from
                || !(c.preposition(start - 1)
                    || c.is(start - 1, &["including", "like", "mostly", "identified", "named"]))
        };
        let Some(mut first) = inside.iter().position(|&p| top(p)) else {
            return Vec::new();
        };
        // A name that neither a list nor an apposition joins to the people behind it is a heading, a place or a caption.
        let name = &self.phrases[inside[first]];
        let next = inside[first + 1..]
            .iter()
            .position(|&p| top(p) && self.phrases[p].people && self.phrases[p].form != PhraseForm::Bare);
        if name.form == PhraseForm::Named
            && !name.people
            && let Some(next) = next
            && self.past_joint(self.past_aside(name.words.end)).is_none()
            && !c.is(
                self.past_aside(name.words.end),
                &["of", "from", "who", "identified", "named"],
            )
        {
            first += 1 + next;
        }
        let mut list: Vec<usize> = vec![inside[first]];
        for &p in &inside[first + 1..] {
            let start = self.phrases[p].words.start;
            let last = list[list.len() - 1];
            let joined = c.is(start - 1, &["and", "&", "or", ",", "besides"])
                || (start >= 3 && c.starts_with(start - 3, &["as", "well", "as"]))
                || (start >= 2 && c.starts_with(start - 2, &["along", "with"]));
            let comma = c.is(start - 1, &[","]);
            if !joined || self.phrases[p].of_them && self.phrases[last].bounds.low != Some(1) {
                continue;
            }
            // A list member stands next to the one before it, or behind that one's place or aside.
            let part = (self.phrases[last].words.end..start).any(|i| {
                c.is(i, &["including", "include", "mostly"])
                    || c.is(i, &["identified", "namely"]) && self.phrases[last].form == PhraseForm::Counted
                    || c.is(i, &["led", "headed", "accompanied", "followed"])
            });
            if part || comma && (self.apposition(last, p) || !self.list_goes_on(p, to, group)) {
                continue;
            }
            list.push(p);
        }
        list
    }

    /// Whether a comma before phrase `p` is that of a list: another member follows.
    pub(crate) fn list_goes_on(&self, p: usize, to: WordIx, group: WordIx) -> bool {
        let after = self.past_aside(self.phrases[p].words.end);
        after < to.min(group)
            && self
                .past_joint(after)
                .is_some_and(|(n, _)| self.starting_at(n).is_some())
    }
}
