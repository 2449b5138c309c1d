"""Makes src/logic/countries.ts from lexicons/places/countries.tsv. Run in web/: python3 scripts/countries.py"""

import pathlib

HERE = pathlib.Path(__file__).resolve().parent.parent
FILE = HERE / "src" / "logic" / "countries.ts"
rows = [
    line.split("\t")
    for line in (HERE.parent / "lexicons" / "places" / "countries.tsv").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
lines, line = [], ""
for row in rows:
    cell = f"{row[1]}{row[2]}|"
    if len(line) + len(cell) > 108:
        lines.append(line)
        line = ""
    line += cell
lines.append(line.rstrip("|"))
quoted = [f'"{x}"' if "'" in x else f"'{x}'" for x in lines]
text = FILE.read_text(encoding="utf-8")
start, end = text.index("const TABLE ="), text.index("const NAMES")
FILE.write_text(text[:start] + "const TABLE =\n" + " +\n".join("  " + q for q in quoted) + ";\n\n" + text[end:], encoding="utf-8")
