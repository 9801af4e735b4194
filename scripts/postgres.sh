# Sourced by test.sh: a PostgreSQL of our own in a temporary directory, on a free port, gone afterwards.
# Sets POSTGRES_URL. Needs $work; the caller's trap calls pg_stop.

pg_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

pg_as_owner() {
  # initdb refuses to run as root.
  if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

pg_start() {
  [ -n "${POSTGRES_URL:-}" ] && return 0
  [ -n "$(pg_bin)" ] || scripts/apt.sh postgresql || return 1
  pg_dir=$(mktemp -d /tmp/doithoai-pg-XXXXXX)
  [ "$(id -u)" -eq 0 ] && chown postgres "$pg_dir"
  # jit off: thousands of short queries, and compiling one of them can take longer than all it saves.
  local port
  port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  pg_as_owner "$(pg_bin)/initdb" -D "$pg_dir/data" -U postgres -E UTF8 --locale=C.UTF-8 --auth=trust >"$work/initdb.log" 2>&1 &&
    pg_as_owner "$(pg_bin)/pg_ctl" -D "$pg_dir/data" -w -t 60 -l "$pg_dir/log" \
      -o "-p $port -k $pg_dir -c listen_addresses=127.0.0.1 -c max_connections=100 -c jit=off -c shared_buffers=256MB" start >>"$work/initdb.log" 2>&1 ||
    { cat "$work/initdb.log" "$pg_dir/log" 2>/dev/null; return 1; }
  POSTGRES_URL="postgresql://postgres@127.0.0.1:$port/postgres"
  pg_port=$port
  export POSTGRES_URL
}

pg_fsync() {
  # off only while unit tests run; whatever kills or cuts a server must meet a database that keeps its word.
  "$(pg_bin)/psql" -q -h 127.0.0.1 -p "$pg_port" -U postgres -c "ALTER SYSTEM SET fsync = $1" \
    -c "ALTER SYSTEM SET full_page_writes = $1" -c "SELECT pg_reload_conf()" >/dev/null
}

pg_stop() {
  [ -n "${pg_dir:-}" ] || return 0
  pg_as_owner "$(pg_bin)/pg_ctl" -D "$pg_dir/data" -m immediate stop >/dev/null 2>&1
  rm -rf "$pg_dir"
  pg_dir=
}
