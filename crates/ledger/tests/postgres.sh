#!/bin/sh
# Runs the tests of stores, and one of the commands, against a PostgreSQL server of their own: made in a new folder, reached by a socket alone, stopped and
# removed at the end. Debian's package is installed where it is missing, if this is Debian and root runs it; else the tests are skipped.
set -u
cd "$(dirname "$0")/../../.." || exit 1

skip() {
    echo "skipped: the tests of PostgreSQL ledgers: $1"
    exit 0
}

find_bin() {
    for bin in /usr/lib/postgresql/*/bin; do
        [ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ] && echo "$bin" && return
    done
    command -v initdb >/dev/null 2>&1 && command -v pg_ctl >/dev/null 2>&1 && dirname "$(command -v pg_ctl)"
}

bin=$(find_bin)
if [ -z "$bin" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    install() { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql >/dev/null 2>&1; }
    install || { apt-get update >/dev/null 2>&1 && install; }
    bin=$(find_bin)
fi
[ -n "$bin" ] || skip "there is no PostgreSQL server here (Debian: apt-get install postgresql)"

target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target" || exit 1
folder=$(mktemp -d "$(cd "$target" && pwd)/postgres.XXXXXX") || exit 1
# A socket's name may have a hundred characters at most.
sockets=$(mktemp -d) || exit 1
if [ "$(id -u)" = 0 ]; then
    # The server refuses to run as root.
    id postgres >/dev/null 2>&1 || skip "there is no user postgres"
    as() { runuser -u postgres -- "$@"; }
    chown postgres "$folder" "$sockets"
    if ! as test -w "$folder"; then
        rmdir "$folder"
        folder=$(mktemp -d) || exit 1
        chown postgres "$folder"
    fi
else
    as() { "$@"; }
fi

stop() {
    (cd / && as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1)
    rm -rf "$folder" "$sockets"
}
trap stop EXIT
trap 'exit 130' INT TERM

(cd / && as "$bin/initdb" -D "$folder/data" -U dateline -A trust -E UTF8 --no-locale -N >"$sockets/initdb.log" 2>&1) ||
    { cat "$sockets/initdb.log"; exit 1; }
(cd / && as "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/server.log" \
    -o "-c listen_addresses='' -c unix_socket_directories='$sockets' -c fsync=off" start >/dev/null) ||
    { cat "$folder/server.log"; exit 1; }

DATELINE_TEST_POSTGRES="postgres:///postgres?host=$sockets&user=dateline" \
    cargo test -q -p dateline-ledger --features postgres --test stores || exit 1

# The same through the command line, on a database of its own.
(cd / && as "$bin/createdb" -h "$sockets" -U dateline cli) || exit 1
DATELINE_TEST_POSTGRES_CLI="postgres:///cli?host=$sockets&user=dateline" \
    cargo test -q -p dateline --features postgres --test postgres
