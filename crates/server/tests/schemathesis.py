#!/usr/bin/env python3
"""Asks a running `dateline serve` what its own description of the API allows, and much that it does not: without users, and as an admin.

    python3 crates/server/tests/schemathesis.py BINARY REPORTS VENV

BINARY is dateline, REPORTS a folder of reports, VENV a folder for a virtual environment, which is made on the first run and
filled from requirements.txt beside this file. No answer may be a server's error, or other than the description says. Where the
tool can not be installed it says so and ends well.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements.txt"

# What an answer is held against. Not whether odd values are refused: a box whose south lies north of its north fits any schema. Nor
# whether a method that no path takes is refused as such: who may not write is told that first.
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]


def prepare(venv: Path) -> Path | None:
    """The tool of an environment that holds the requirements; None where there can be none."""
    tool = venv / "bin" / "schemathesis"
    stamp = venv / "requirements.txt"
    if stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
        return tool
    try:
        subprocess.run([sys.executable, "-m", "venv", venv], check=True, capture_output=True, text=True, timeout=60)
        command = [venv / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--only-binary", ":all:", "-r", REQUIREMENTS]
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as error:
        lines = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        reason = lines[-1] if lines else "no reason given"
        print(f"skipped: the API is not tested with schemathesis, which pip can not install here: {reason}")
        return None
    stamp.write_text(REQUIREMENTS.read_text())
    return tool


def check(binary: str, reports: str, tool: Path, signed_in: bool) -> int:
    """Serves a ledger of the reports and lets the tool ask, signed in as an admin or not at all; gives its exit code."""
    with tempfile.TemporaryDirectory() as name:
        done = subprocess.run(
            [binary, "ingest", str(Path(reports).resolve()), "--ledger", "war.ledger"],
            cwd=name, capture_output=True, text=True, timeout=120,
        )
        assert done.returncode == 0, done.stderr
        who = ["--users", "war.users"]
        add = [binary, "users", "add", "ada", "--role", "admin", *who]
        subprocess.run(add, cwd=name, input="a long enough phrase\n", capture_output=True, text=True, timeout=60, check=True)
        make = [binary, "users", "token", "ada", "--for", "schemathesis", "--role", "admin", *who]
        token = subprocess.run(make, cwd=name, capture_output=True, text=True, timeout=60, check=True).stdout.strip()
        serve = [binary, "serve", "--ledger", "war.ledger", "--port", "0", *([*who, "--feeds", "feeds.toml"] if signed_in else [])]
        with subprocess.Popen(serve, cwd=name, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            try:
                address = server.stdout.readline().strip()
                assert address.startswith("http://127.0.0.1:"), address
                command = [
                    tool, "run", f"{address}api/v1/openapi.json", "--url", address, "--checks", ",".join(CHECKS),
                    # Events never end.
                    "--exclude-path", "/api/v1/events",
                    *(["--header", f"Authorization: Bearer {token}"] if signed_in else []),
                    "--phases", "examples,coverage,fuzzing", "--max-examples", "40", "--seed", "1", "--no-color",
                ]
                asked = subprocess.run(command, cwd=name, capture_output=True, text=True, timeout=240)
                code = server.poll()
                assert code is None, f"the server ended with {code}"
            finally:
                server.terminate()
    lines = asked.stdout.splitlines()
    if asked.returncode != 0:
        print("\n".join(lines[-200:]), asked.stderr, sep="\n")
    cases = next((line.strip() for line in lines if line.strip()[:1].isdigit() and "generated" in line), "no cases")
    print(f"schemathesis{', signed in' if signed_in else ''}: {cases}")
    return asked.returncode


def main() -> int:
    binary, reports, venv = sys.argv[1:]
    tool = prepare(Path(venv).resolve())
    if tool is None:
        return 0
    binary = str(Path(binary).resolve())
    return check(binary, reports, tool, signed_in=False) or check(binary, reports, tool, signed_in=True)


if __name__ == "__main__":
    sys.exit(main())
