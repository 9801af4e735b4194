#!/usr/bin/env bash
# Make .venv if it is not there, install one lock file into it with hashes, then this package itself.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=$1

find_python() {
  local name
  for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
    # A name may exist and still not run (pyenv shims), so ask it.
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "Python 3.11, 3.12 or 3.13 is needed, and none was found. On Debian: sudo apt-get install python3 python3-venv" >&2
  return 1
}

make_venv() {
  local python
  python=$(find_python)
  if command -v uv >/dev/null && uv venv --quiet --clear --python "$("$python" -c 'import sys; print(sys.executable)')" .venv; then
    return
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    local version
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    scripts/apt.sh "python$version-venv" || scripts/apt.sh python3-venv
  fi
  "$python" -m venv --clear .venv
}

install() {
  # Compiled at once, as pip does: the processes that read strangers' files may not write, and would compile each time.
  # uv when it is there (seconds instead of a minute); pip when it is not, or when uv cannot reach its index.
  if command -v uv >/dev/null && uv pip install --quiet --compile-bytecode --python .venv/bin/python "$@"; then
    return
  fi
  [ -x .venv/bin/pip ] || .venv/bin/python -m ensurepip --upgrade >/dev/null
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
}

if ! .venv/bin/python -c 'import sys' 2>/dev/null; then
  echo "--- making .venv"
  make_venv
fi
echo "--- installing $lock"
install --require-hashes -r "$lock"
install --no-build-isolation --no-deps -e .
.venv/bin/python -m compileall -q config doithoai
