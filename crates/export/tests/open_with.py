#!/usr/bin/env python3
"""Opens what `dateline export` writes with the libraries that people open it with, and checks what they see.

    python3 crates/export/tests/open_with.py BINARY REPORTS VENV

BINARY is dateline, REPORTS a folder of reports, VENV a folder for a virtual environment, which is made on the first run and
filled from requirements.txt beside this file. Where the libraries can not be installed it says so and ends well.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements.txt"


def prepare(venv: Path) -> Path | None:
    """The interpreter of an environment that holds the requirements; None where there can be none."""
    python = venv / "bin" / "python"
    stamp = venv / "requirements.txt"
    if stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
        return python
    try:
        subprocess.run([sys.executable, "-m", "venv", venv], check=True, capture_output=True, text=True, timeout=60)
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
        subprocess.run([*command, "-r", REQUIREMENTS], check=True, capture_output=True, text=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as error:
        lines = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        reason = lines[-1] if lines else "no reason given"
        print(f"skipped: exports are not opened with other libraries, which pip can not install here: {reason}")
        return None
    stamp.write_text(REQUIREMENTS.read_text())
    return python


def check(binary: str, reports: str) -> None:
    """Exports a ledger of the reports in each layout and holds what each library reads against the JSON Lines."""
    import json

    import duckdb
    import geopandas
    import pandas
    import pyarrow.parquet
    import pyogrio

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def run(*args: str) -> None:
            done = subprocess.run([binary, *args], cwd=folder, capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, done.stderr

        run("ingest", str(Path(reports).resolve()), "--ledger", "war.db")
        files = {
            "jsonl": "x.jsonl", "csv": "x.csv", "geojson": "x.geojson", "parquet": "x.parquet",
            "geoparquet": "geo.parquet", "acled": "acled.csv", "ucdp": "ucdp.csv", "gdelt": "gdelt.csv",
            "polecat": "polecat.txt", "hdx": "hdx.csv", "hxl": "hxl.csv",
        }
        for layout, file in files.items():
            run("export", "--ledger", "war.db", "--format", layout, "-o", file)
        path = {layout: str(folder / file) for layout, file in files.items()}

        incidents = [json.loads(line)["incident"] for line in Path(path["jsonl"]).read_text().splitlines()]
        ids = [incident["id"] for incident in incidents]
        assert len(ids) > 5, "the sample reports tell of some incidents"
        kills = [next((t["best"] for t in i["tolls"] if t["kind"] == "killed"), None) for i in incidents]
        starts = [i["start"] for i in incidents]

        def same(found, wanted, what: str) -> None:
            found = [None if pandas.api.types.is_scalar(x) and pandas.isna(x) else x for x in found]
            assert found == wanted, f"{what}: {found} is not {wanted}"

        # Parquet, with its types.
        table = pyarrow.parquet.read_table(path["parquet"])
        types = {field.name: str(field.type) for field in table.schema}
        assert types["start"] == "date32[day]" and types["killed_best"] == "int64", types
        assert types["documents"] == "list<element: string>", types
        same(table["id"].to_pylist(), ids, "pyarrow ids")
        same(table["killed_best"].to_pylist(), kills, "pyarrow deaths")
        same([d and d.isoformat() for d in table["start"].to_pylist()], starts, "pyarrow days")
        wanted = [i["documents"] or None for i in incidents]
        same(table["documents"].to_pylist(), wanted, "pyarrow lists")
        same(list(pandas.read_parquet(path["parquet"])["id"]), ids, "pandas ids")
        rows = duckdb.sql(f"select id, killed_best from '{path['parquet']}'").fetchall()
        same([row[0] for row in rows], ids, "DuckDB ids")
        same([row[1] for row in rows], kills, "DuckDB deaths")

        # Points, from GeoParquet and from GeoJSON (pyogrio is GDAL's reader, as in QGIS): the same, and null where not known.
        parquet = geopandas.read_parquet(path["geoparquet"])
        assert parquet.crs.to_string() == "OGC:CRS84", parquet.crs
        geojson = pyogrio.read_dataframe(path["geojson"])
        assert pyogrio.read_info(path["geojson"])["crs"] == "EPSG:4326"
        places = [i["place"] for i in incidents]
        for points, what in ((parquet.geometry, "GeoParquet"), (geojson.geometry, "GeoJSON")):
            assert len(points) == len(ids), what
            for point, place in zip(points, places):
                known = place and place["lat"] is not None and place["precision"] != "country"
                assert (point is not None) == bool(known), f"{what}: {point} for {place}"
                if known:
                    near = abs(point.x - place["lon"]) < 1e-4 and abs(point.y - place["lat"]) < 1e-4
                    assert near, f"{what}: {point} for {place}"

        # Tables of text: each reader sees the same rows and the same deaths.
        for layout, column, deaths, sep in (
            ("csv", "id", "killed_best", ","),
            ("acled", "dateline_id", "fatalities", ","),
            ("ucdp", "dateline_id", "best", ","),
            ("polecat", "dateline_id", "dateline_killed_best", "\t"),
        ):
            quoting = 0 if sep == "," else 3
            frame = pandas.read_csv(path[layout], sep=sep, quoting=quoting)
            same(list(frame[column]), ids, f"pandas {layout}")
            same(list(frame[deaths]), kills, f"pandas {layout} deaths")
            quote = "" if sep == "\t" else '"'
            options = f"header=true, delim='{sep}', quote='{quote}', all_varchar=true"
            found = duckdb.sql(f"select {column} from read_csv('{path[layout]}', {options})").fetchall()
            same([row[0] for row in found], ids, f"DuckDB {layout}")
        gdelt = pandas.read_csv(path["gdelt"], sep="\t", header=None, quoting=3, dtype=str)
        assert gdelt.shape == (len(ids), 61), gdelt.shape
        hxl = pandas.read_csv(path["hxl"], header=[0, 1])
        assert len(hxl) == len(ids) and hxl.columns[0] == ("id", "#event+code"), hxl.columns
        hdx = pandas.read_csv(path["hdx"])
        told = {i for cell in hdx["dateline_ids"] for i in cell.split("; ")}
        assert told == set(ids), "each incident stands in the aggregate"
    print(f"exports of {len(ids)} incidents open in DuckDB, pandas, pyarrow and GDAL with the same ids, deaths and points")


def main() -> int:
    if len(sys.argv) == 4 and sys.argv[1] != "--check":
        python = prepare(Path(sys.argv[3]).resolve())
        if python is None:
            return 0
        done = subprocess.run([python, __file__, "--check", Path(sys.argv[1]).resolve(), sys.argv[2]], check=False)
        return done.returncode
    if len(sys.argv) == 4:
        check(sys.argv[2], sys.argv[3])
        return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main())
