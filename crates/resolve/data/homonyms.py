"""Lists the one-word names of the gazetteer that are also English words, forenames or surnames.

    python3 homonyms.py CITIES500_JSON ADMIN1 WORDS NAMES_FOLDER > homonyms.tsv

CITIES500_JSON and ADMIN1 as for the gazetteer itself; WORDS is `american-english-small` of the Debian package
wamerican-small; NAMES_FOLDER holds dist.all.last, dist.female.first and dist.male.first of the Python package `names`.
Standard library only; the same input gives the same bytes.
"""
import json
import sys
import unicodedata

# Surnames rarer than this rank in the United States census of 1990 are left out: too few bearers in the news.
SURNAMES = 6000


def fold(name):
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return "".join(c for c in plain.lower() if c.isalnum())


def main():
    cities, admin1, words, names = sys.argv[1:]
    keys = set()
    with open(cities, encoding="utf-8") as f:
        for city in json.load(f).values():
            for name in [city["name"], *city["alternatenames"]]:
                if name and name[0].isupper() and " " not in name and "-" not in name:
                    keys.add(fold(name))
    with open(admin1, encoding="utf-8") as f:
        keys.update(fold(line.split("\t")[2]) for line in f)
    kinds = {}
    with open(words, encoding="utf-8") as f:
        for line in f:
            word = line.strip()
            if word.isalpha() and word.islower():
                kinds.setdefault(fold(word), set()).add("w")
    for kind, file, limit in (("s", "dist.all.last", SURNAMES), ("f", "dist.female.first", None), ("f", "dist.male.first", None)):
        with open(f"{names}/{file}", encoding="ascii") as f:
            for rank, line in enumerate(f):
                if limit is None or rank < limit:
                    kinds.setdefault(line.split()[0].lower(), set()).add(kind)
    # Forenames are kept whole: they also tell that the word after one is a surname.
    for word in sorted(kinds):
        if len(word) > 1 and (word in keys or "f" in kinds[word]):
            print(word + "\t" + "".join(sorted(kinds[word])))


main()
