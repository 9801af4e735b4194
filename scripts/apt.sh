#!/usr/bin/env bash
# Install Debian packages where this user may; otherwise say what to type. Exit code: 0 all installed, 1 not.
set -uo pipefail
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root=(sudo -n); else as_root=(false); fi
fi
if ! command -v apt-get >/dev/null || [ "${as_root[0]:-}" = false ]; then
  echo "    please install it yourself, on Debian or Ubuntu: sudo apt-get install $*" >&2
  exit 1
fi
echo "--- apt-get install $*"
install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@")
"${install[@]}" </dev/null >/dev/null 2>&1 && exit 0
"${as_root[@]}" apt-get update -qq </dev/null && "${install[@]}" </dev/null >/dev/null
