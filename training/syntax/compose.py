#!/usr/bin/env python3
"""Composes harm.conllu: sentences about killed and wounded people with their trees, from a small grammar of our own.

    python3 training/syntax/compose.py > training/syntax/harm.conllu

The treebank that the parser learns from has few sentences of the kind that reports of violence are made of: 'At least 12 people,
including three children, were killed when …'. Words and grammar here are the project's own; labels follow UD English EWT ('at least'
below the number as nmod, 'more than' as advmod and fixed, 'including' as case, speech before '…, he said' as ccomp). The same script
gives the same bytes.
"""
import random

SENTENCES = 700
SEED = 7


class Node:
    """A word with its dependents: (relation, node), before and behind it."""

    def __init__(self, form, upos, xpos, feats="_", lemma=None):
        self.form, self.upos, self.xpos, self.feats = form, upos, xpos, feats
        self.lemma = lemma or (form if upos == "PROPN" else form.lower())
        self.left, self.right = [], []

    def before(self, *dependents):
        self.left.extend(dependents)
        return self

    def opened(self, dependent):
        self.left.insert(0, dependent)
        return self

    def behind(self, *dependents):
        self.right.extend(dependents)
        return self

    def words(self):
        for _, node in self.left:
            yield from node.words()
        yield self
        for _, node in self.right:
            yield from node.words()


def punct(mark):
    return ("punct", Node(mark, "PUNCT", "," if mark == "," else "."))


def adp(word):
    return ("case", Node(word, "ADP", "IN"))


def det(word):
    feats = "Definite=Def|PronType=Art" if word.lower() == "the" else "Definite=Ind|PronType=Art"
    return ("det", Node(word, "DET", "DT", feats))


NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 15: "fifteen"}


def number(n, r):
    if n in NUMBERS and (n < 10 or r.random() < 0.3):
        return Node(NUMBERS[n], "NUM", "CD", "NumForm=Word|NumType=Card")
    return Node(f"{n:,}", "NUM", "CD", "NumForm=Digit|NumType=Card", str(n))


def hedge(num, r):
    """'at least', 'more than', 'about' … below a number, or nothing."""
    pick = r.random()
    if pick < 0.30:
        least = Node("least", "ADJ", "JJS", "Degree=Sup").opened(adp("at"))
        num.before(("nmod", least))
    elif pick < 0.42:
        than = ("fixed", Node("than", "ADP", "IN"))
        num.before(("advmod", Node("more", "ADJ", "JJR", "Degree=Cmp", "more").behind(than)))
    elif pick < 0.60:
        num.before(("advmod", Node(r.choice(["about", "nearly", "around", "almost", "over"]), "ADV", "RB")))
    elif pick < 0.66:
        num.before(("advmod", Node("some", "ADV", "RB")))
    elif pick < 0.70:
        num.before(("advmod", Node("up", "ADP", "IN").behind(("fixed", Node("to", "ADP", "IN")))))
    return num


PEOPLE = [
    ("people", "person"), ("civilians", "civilian"), ("soldiers", "soldier"), ("villagers", "villager"), ("policemen", "policeman"),
    ("fighters", "fighter"), ("worshippers", "worshipper"), ("passengers", "passenger"), ("residents", "resident"), ("guards", "guard"),
    ("rebels", "rebel"), ("militants", "militant"), ("miners", "miner"), ("students", "student"), ("aid workers", "worker"),
    ("police officers", "officer"), ("government soldiers", "soldier"), ("army officers", "officer"), ("others", "other"),
]
SINGLE = ["farmer", "nurse", "driver", "teacher", "journalist", "shepherd", "guard", "policeman", "soldier", "doctor", "boy", "woman", "priest", "mayor"]
SUBGROUP = [("children", "child"), ("women", "woman"), ("girls", "girl"), ("officers", "officer"), ("medics", "medic"), ("teenagers", "teenager"), ("foreigners", "foreigner")]
AGENTS = [
    "rebels", "gunmen", "militants", "insurgents", "unidentified gunmen", "government troops", "the army", "the rebels", "security forces",
    "armed men", "a suicide bomber", "the militia", "masked men", "border guards", "paramilitary fighters", "the police",
]
EVENTS = [
    "an air strike", "a car bomb", "the blast", "a roadside bomb", "the attack", "an explosion", "shelling", "the raid", "a rocket", "the bombing",
    "two explosions", "a drone strike", "the fire", "a landmine", "heavy shelling", "mortar fire", "the ambush", "a grenade attack",
]
TARGETS = ["a market", "the bazaar", "a bus", "a mosque", "the barracks", "a checkpoint", "the village", "a school", "the hospital", "a wedding", "a convoy", "the station"]
PLACES = [
    "Kunduz", "Mosul", "Sirte", "Goma", "Taiz", "Homs", "Gao", "Kherson", "Mopti", "Baidoa", "Idlib", "Zawiya", "the capital", "the port city", "the northern province",
    "the east", "a suburb", "Jenin", "Ouagadougou", "Maiduguri", "the old town", "the valley",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SPEAKERS = ["police", "officials", "a hospital official", "the army", "witnesses", "a local official", "the ministry", "a war monitor", "rescue workers", "residents", "the governor", "he", "she"]
PROPER = {w for w in PLACES if w[0].isupper()}


def noun_words(words, lemma=None):
    """'government soldiers', 'a car bomb', 'Kunduz': the last word is the head."""
    parts = words.split()
    last = parts[-1]
    if last in PROPER:
        head = Node(last, "PROPN", "NNP", "Number=Sing", last)
    elif last in ("he", "she"):
        gender = "Masc" if last == "he" else "Fem"
        head = Node(last, "PRON", "PRP", f"Case=Nom|Gender={gender}|Number=Sing|Person=3|PronType=Prs")
    else:
        plural = last.endswith("s") and last not in ("mayors", "always") or last in ("men", "people", "children", "women", "policemen", "police")
        base = lemma or {"men": "man", "people": "person", "children": "child", "women": "woman", "forces": "force"}.get(last)
        base = base or (last[:-1] if plural and last.endswith("s") else last)
        head = Node(last, "NOUN", "NNS" if plural else "NN", "Number=Plur" if plural else "Number=Sing", base)
    for part in parts[:-1]:
        if part in ("a", "an", "the"):
            head.before(det(part))
        elif part in ("two", "three"):
            head.before(("nummod", Node(part, "NUM", "CD", "NumForm=Word|NumType=Card")))
        elif part in ("unidentified", "armed", "masked", "heavy", "local", "paramilitary", "northern", "old"):
            head.before(("amod", Node(part, "ADJ", "JJ", "Degree=Pos")))
        else:
            head.before(("compound", Node(part, "NOUN", "NN", "Number=Sing")))
    return head


def counted(r, low=2, high=90):
    """A counted group of people, perhaps hedged, perhaps with a part named."""
    pick = r.random()
    if pick < 0.08:
        head = Node(r.choice(["dozens", "scores", "hundreds"]), "NOUN", "NNS", "Number=Plur")
        head.lemma = head.lemma[:-1]
        return head.behind(("nmod", noun_words(r.choice(PEOPLE[:8])[0]).opened(adp("of")))), True
    if pick < 0.16:
        single = r.choice(SINGLE)
        return noun_words(("an " if single[0] in "aeiou" else "a ") + single), False
    words, lemma = r.choice(PEOPLE)
    head = noun_words(words, lemma)
    return head.opened(("nummod", hedge(number(r.randint(low, high), r), r))), True


def victims(r, parts=True):
    """Counted people, with 'including three children', or two groups joined."""
    head, plural = counted(r)
    pick = r.random()
    if pick < 0.28 and plural and parts:
        words, lemma = r.choice(SUBGROUP)
        part = noun_words(words, lemma)
        part.left.insert(0, ("nummod", number(r.randint(2, 9), r)))
        part.left.insert(0, ("case", Node("including", "VERB", "VBG", "Tense=Pres|VerbForm=Part", "include")))
        part.left.insert(0, punct(","))
        head.behind(("nmod", part))
        return head, plural, True
    if pick < 0.46:
        other, _ = counted(r, 2, 20)
        other.left.insert(0, ("cc", Node("and", "CCONJ", "CC")))
        head.behind(("conj", other))
        return head, True, False
    return head, plural, False


def was(plural):
    feats = f"Mood=Ind|Number={'Plur' if plural else 'Sing'}|Tense=Past|VerbForm=Fin"
    return Node("were" if plural else "was", "AUX", "VBD", feats, "be")


def participle(form, lemma):
    return Node(form, "VERB", "VBN", "Tense=Past|VerbForm=Part|Voice=Pass", lemma)


def past(form, lemma, plural=True):
    number_ = "Plur" if plural else "Sing"
    return Node(form, "VERB", "VBD", f"Mood=Ind|Number={number_}|Person=3|Tense=Past|VerbForm=Fin", lemma)


HARM = [("killed", "kill"), ("wounded", "wound"), ("injured", "injure")]


def circumstances(r, verb, place=0.55, day=0.5):
    if r.random() < place:
        verb.behind(("obl", noun_words(r.choice(PLACES)).opened(adp(r.choice(["in", "in", "near", "outside"])))))
    if r.random() < day:
        verb.behind(("obl", Node(r.choice(DAYS), "PROPN", "NNP", "Number=Sing").opened(adp("on"))))
    return verb


def passive(r):
    """'At least 12 people, including three children, were killed by rebels in Homs on Monday'"""
    subject, plural, open_part = victims(r)
    form, lemma = r.choice(HARM[:2] + HARM)
    verb = participle(form, lemma).before(("nsubj:pass", subject))
    if open_part:
        subject.right[-1][1].behind(punct(","))
    verb.before(("aux:pass", was(plural)))
    pick = r.random()
    if pick < 0.25:
        verb.behind(("obl:agent", noun_words(r.choice(AGENTS)).opened(adp("by"))))
    elif pick < 0.45:
        verb.behind(("obl", noun_words(r.choice(EVENTS)).opened(adp("in"))))
    elif pick < 0.60:
        when = past(*r.choice([("hit", "hit"), ("struck", "strike")])).before(("mark", Node("when", "SCONJ", "WRB", "PronType=Rel")))
        when.before(("nsubj", noun_words(r.choice(EVENTS)))).behind(("obj", noun_words(r.choice(TARGETS))))
        circumstances(r, when, 0.4, 0.2)
        return verb.behind(("advcl", when))
    if r.random() < 0.25 and not open_part:
        other, _ = counted(r)
        second = participle(*r.choice(HARM[1:])).before(("cc", Node("and", "CCONJ", "CC")), ("nsubj:pass", other))
        verb.behind(("conj", second))
        return circumstances(r, verb, 0.3, 0.2)
    return circumstances(r, verb)


def active(r):
    """'Gunmen killed nine soldiers and wounded 20 others near Gao'"""
    agent = noun_words(r.choice(AGENTS + EVENTS))
    verb = past(*r.choice(HARM[:2] + HARM)).before(("nsubj", agent))
    object_, _, open_part = victims(r)
    verb.behind(("obj", object_))
    if r.random() < 0.4:
        second = past(*r.choice(HARM[1:])).before(("cc", Node("and", "CCONJ", "CC"))).behind(("obj", counted(r)[0]))
        if open_part:
            second.left.insert(0, punct(","))
        verb.behind(("conj", second))
        return circumstances(r, verb, 0.3, 0.2)
    return circumstances(r, verb)


def consequence(r):
    """'A rocket hit a bus in Taiz, killing nine people and wounding 20 others'"""
    verb = past(*r.choice([("hit", "hit"), ("struck", "strike"), ("tore", "tear")])).before(("nsubj", noun_words(r.choice(EVENTS))))
    if verb.lemma == "tear":
        verb.behind(("obl", noun_words(r.choice(TARGETS)).opened(adp("through"))))
    else:
        verb.behind(("obj", noun_words(r.choice(TARGETS))))
    circumstances(r, verb)
    ing = Node("killing", "VERB", "VBG", "Tense=Pres|VerbForm=Part", "kill").before(punct(","))
    object_, _, open_part = victims(r)
    ing.behind(("obj", object_))
    if r.random() < 0.5:
        form, lemma = r.choice([("wounding", "wound"), ("injuring", "injure")])
        second = Node(form, "VERB", "VBG", "Tense=Pres|VerbForm=Part", lemma).before(("cc", Node("and", "CCONJ", "CC")))
        if open_part:
            second.left.insert(0, punct(","))
        ing.behind(("conj", second.behind(("obj", counted(r)[0]))))
    return verb.behind(("advcl", ing))


def left_dead(r):
    """'The ambush left six policemen dead'"""
    verb = past("left", "leave").before(("nsubj", noun_words(r.choice(EVENTS))))
    verb.behind(("obj", counted(r)[0]), ("xcomp", Node("dead", "ADJ", "JJ", "Degree=Pos")))
    return circumstances(r, verb)


def died(r):
    subject, _, open_part = victims(r)
    verb = past("died", "die").before(("nsubj", subject))
    if open_part:
        subject.right[-1][1].behind(punct(","))
    verb.behind(("obl", noun_words(r.choice(EVENTS)).opened(adp("in"))))
    return circumstances(r, verb)


def clause(r):
    return r.choice([passive, passive, passive, active, active, consequence, left_dead, died])(r)


def sentence(r):
    """A clause, said by someone before it, behind it, or by nobody."""
    told = clause(r)
    pick = r.random()
    if pick < 0.3:
        said = past("said", "say").before(("ccomp", told.behind(punct(",")))).before(("nsubj", noun_words(r.choice(SPEAKERS))))
        if r.random() < 0.3:
            said.behind(("obl", Node(r.choice(DAYS), "PROPN", "NNP", "Number=Sing").opened(adp("on"))))
        return said
    if pick < 0.5:
        if r.random() < 0.5:
            told.left.insert(0, ("mark", Node("that", "SCONJ", "IN")))
        return past("said", "say").before(("nsubj", noun_words(r.choice(SPEAKERS)))).behind(("ccomp", told))
    return told


def agree(verb):
    """The number of a finite verb is that of its subject."""
    for relation, node in verb.left:
        if relation == "nsubj" and "Tense=Past|VerbForm=Fin" in verb.feats:
            joined = any(r == "conj" for r, _ in node.right)
            single = "Number=Sing" in node.feats and not joined
            verb.feats = verb.feats.replace("Number=Plur", "Number=Sing") if single else verb.feats


def write(index, root):
    words = list(root.words())
    for word in words:
        agree(word)
    place = {id(w): i + 1 for i, w in enumerate(words)}
    above = {id(root): (0, "root")}
    for word in words:
        for relation, node in word.left + word.right:
            above[id(node)] = (place[id(word)], relation)
    first = words[0]
    first.form = first.form[0].upper() + first.form[1:]
    rows, text = [], ""
    for i, word in enumerate(words):
        glued = i + 1 < len(words) and words[i + 1].upos == "PUNCT"
        head, relation = above[id(word)]
        misc = "SpaceAfter=No" if glued else "_"
        rows.append(f"{i + 1}\t{word.form}\t{word.lemma}\t{word.upos}\t{word.xpos}\t{word.feats}\t{head}\t{relation}\t_\t{misc}")
        text += word.form + ("" if glued or i + 1 == len(words) else " ")
    print(f"# sent_id = harm-{index}\n# text = {text}\n" + "\n".join(rows) + "\n")


def main():
    r = random.Random(SEED)
    for index in range(SENTENCES):
        root = sentence(r)
        if r.random() < 0.9:
            root.behind(punct("."))
        write(index + 1, root)


main()
