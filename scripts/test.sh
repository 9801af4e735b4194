#!/usr/bin/env bash
# The tests. Without arguments all parts in order; else the named ones. A failing part does not hide the next.
# STRICT=1 (or CI=true): a part that had to be left out is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d /tmp/doithoai-test-XXXXXX)
child= pg_dir= pg_port= failed_parts=() left_out=() times=()
unset POSTGRES_URL DATABASE_URL
# Bytecode is kept: without it each of the hundreds of processes compiled every library and rewrote every test anew.
unset PYTHONDONTWRITEBYTECODE
export DOITHOAI_HOME="$work/home"
# Laid and compiled by the first process that needs them (conftest.py).
export DOITHOAI_TEST_TABLES="$work/tables.sqlite3" DOITHOAI_TEST_TEMPLATES="$work/templates"
mkdir "$work/templates"
PY=.venv/bin/python
APART='not journey and not fault and not nightly'
UNIT="$APART and not walk"
[ "${CI:-}" = true ] && STRICT=1
. scripts/postgres.sh

cleanup() {
  [ -n "$child" ] && kill "$child" 2>/dev/null
  pg_stop
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

guarded() { # seconds, command…: in the background, so that a signal to this script stops it at once
  timeout --kill-after=20 "$@" </dev/null &
  child=$!
  wait "$child"
  local code=$?
  child=
  [ $code -eq 124 ] && echo "TIME OUT after $1 seconds"
  return $code
}

tests() { # name, seconds, pytest arguments…
  local name=$1 seconds=$2
  shift 2
  guarded "$seconds" "$PY" -m pytest --junit-xml="$work/$name.xml" "$@"
  local code=$?
  if [ $code -eq 5 ]; then
    leave_out "$name" "no test carries this mark"
    return 0
  fi
  return $code
}

marked() { grep -rlE "mark\.$1\b" --include='test_*.py' doithoai tests; } # the files to collect: not all 150 each time

leave_out() { left_out+=("$1: $2"); }

need_chromium() {
  command -v chromium >/dev/null || scripts/apt.sh chromium fonts-dejavu-core
  CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome) && export CHROMIUM
}

part_lint() { guarded 300 "$PY" -m ruff check . && guarded 300 "$PY" -m ruff format --check .; }
part_types() { guarded 600 "$PY" -m mypy; }
part_imports() { guarded 300 .venv/bin/lint-imports --no-cache; }
part_messages-check() { guarded 300 "$PY" scripts/messages.py --check; }
part_unit() { tests unit 1800 -n 2 --dist loadgroup -m "$UNIT"; }
part_walk() { tests walk 1800 -n 2 --dist loadgroup -m "walk and not nightly" $(marked walk); }
part_pg() {
  pg_start || { leave_out pg "PostgreSQL could not be installed or started"; return 0; }
  pg_fsync off
  # Who may open which page and which words stand on it do not depend on the database; those two walks run once.
  DATABASE_URL=$POSTGRES_URL tests pg 2400 -n 2 --dist loadgroup -m "$APART" \
    --ignore tests/test_access.py --ignore tests/test_messages.py
  local code=$?
  pg_fsync on
  return $code
}
part_journeys() {
  need_chromium || { leave_out journeys "Chromium could not be installed"; return 0; }
  # A typing person and a waiting page leave the machine idle: two walk at once, each with a server and a browser.
  tests journeys 2400 -n 2 --dist loadgroup -m journey tests/journeys
}
part_faults() {
  pg_start || leave_out faults-on-postgresql "PostgreSQL could not be installed or started"
  # The kills wait for a disk and for each other; the rest runs beside them.
  tests faults 2400 -n 2 --dist loadgroup -m "fault and not nightly" $(marked fault)
}
part_nightly() { tests nightly 7200 -m nightly && HYPOTHESIS_PROFILE=searching tests searching 3600 -n 2 -m "$UNIT"; }

[ $# -eq 0 ] && set -- lint types imports messages-check unit walk pg journeys faults
all=$SECONDS
for part in "$@"; do
  echo "=== $part"
  begun=$SECONDS
  "part_$part" || failed_parts+=("$part")
  times+=("$(printf '%-16s %4d s' "$part" $((SECONDS - begun)))")
done

echo "=== seconds"
printf '%s\n' "${times[@]}" "$(printf '%-16s %4d s' all $((SECONDS - all)))"
for line in "${left_out[@]}"; do echo "!!! LEFT OUT: $line"; done
for part in "${failed_parts[@]}"; do echo "!!! FAILED: $part"; done
"$PY" scripts/tally.py "$work" "${#failed_parts[@]}"
[ ${#failed_parts[@]} -eq 0 ] && { [ -z "${STRICT:-}" ] || [ ${#left_out[@]} -eq 0 ]; }
