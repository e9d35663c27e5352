#!/usr/bin/env bash
# A whole cluster on 127.0.0.1: PostgreSQL, the sandbox and three silos. Says where everything is, starts a silo again that ends
# (kill one and look), and stops everything in good order at Ctrl+C or SIGTERM.
#   deploy/cluster.sh [sync.yaml]        the built-in default on the sandbox, or your own file
# SYNC_CLUSTER_DATA (./data/cluster), SYNC_CLUSTER_SILOS (3) and SYNC_CLUSTER_PORT (7100) change where, how many, and the first port:
# silo n has its page at port + 10 (n - 1), gRPC five above and the other silos nine; the sandbox is at port + 1 and + 2, PostgreSQL at port + 32.
set -euo pipefail

config=${1:+$(realpath "$1")}
root=$(cd "$(dirname "$0")/.." && pwd)
data=$(realpath -m "${SYNC_CLUSTER_DATA:-data/cluster}")
silos=${SYNC_CLUSTER_SILOS:-3}
port=${SYNC_CLUSTER_PORT:-7100}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -x "${bin:-}/initdb" ] || { echo "PostgreSQL is needed: apt-get install postgresql" >&2; exit 1; }

mkdir -p "$data"
rm -f "$data"/*.pid "$data/stopping"

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

start_postgres() {
  if [ ! -f "$data/postgres/PG_VERSION" ]; then
    [ -f "$data/password" ] || (umask 077; head -c 18 /dev/urandom | base64 > "$data/password")
    mkdir -p "$data/postgres"
    if [ "$(id -u)" = 0 ]; then
      chown postgres "$data/postgres" "$data/password"
      as_postgres test -x "$data" || { echo "the user postgres cannot reach $data; set SYNC_CLUSTER_DATA to a folder that all can enter" >&2; exit 1; }
    fi
    as_postgres "$bin/initdb" -D "$data/postgres" -U sync --pwfile="$data/password" -A scram-sha-256 -E UTF8 --locale=C >"$data/postgres.log"
  fi
  touch "$data/postgres.log"
  if [ "$(id -u)" = 0 ]; then chown postgres "$data/postgres.log"; fi
  as_postgres "$bin/pg_ctl" -D "$data/postgres" -w -s -l "$data/postgres.log" \
    -o "-p $((port + 32)) -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data/postgres" start
}

# In sessions of their own: the Ctrl+C is meant for this script, which stops them in order.
launch() { # name, command…
  local name=$1; shift
  setsid "$@" >>"$data/$name.log" 2>&1 &
  echo $! > "$data/$name.pid"
  wait $!
}

keep_silo() { # number
  local code
  while [ ! -e "$data/stopping" ]; do
    code=0
    launch "silo-$1" dotnet "$silo" ${config:+--config "$config"} --no-sandbox \
      --http $((port + 10 * ($1 - 1))) --grpc $((port + 10 * ($1 - 1) + 5)) --silo $((port + 10 * ($1 - 1) + 9)) || code=$?
    [ -e "$data/stopping" ] && return
    echo "silo $1 ended with $code and is started again"
    sleep 1
  done
}

stop() {
  trap - EXIT INT TERM
  touch "$data/stopping"
  echo "stopping…"
  for name in $(seq -f 'silo-%g' 1 "$silos") sandbox; do
    [ -f "$data/$name.pid" ] && kill -TERM "$(cat "$data/$name.pid")" 2>/dev/null || true
    [ "$name" = "silo-$silos" ] && for i in $(seq "$silos"); do wait_for "silo-$i"; done
  done
  wait_for sandbox
  as_postgres "$bin/pg_ctl" -D "$data/postgres" -s -m fast stop || true
  echo "stopped; data is kept in $data"
}

wait_for() {
  [ -f "$data/$1.pid" ] || return 0
  while kill -0 "$(cat "$data/$1.pid")" 2>/dev/null; do sleep 0.1; done
}

dotnet build "$root/silo" -v q -clp:ErrorsOnly
silo=$(ls -t "$root"/silo/bin/*/net*/Sync.Silo.dll | head -1)
export SYNC_DATABASE
trap stop EXIT
trap 'exit 0' INT TERM
start_postgres
# A file for the password: neither the process list nor a log shows it.
SYNC_DATABASE="Host=127.0.0.1;Port=$((port + 32));Database=postgres;Username=sync;Password=$(cat "$data/password")"
if [ -z "$config" ]; then
  config="$data/sync.yaml"
  sed -e "s|127.0.0.1:7101|127.0.0.1:$((port + 1))|; s|127.0.0.1:7102|127.0.0.1:$((port + 2))|" "$root/silo/Configuration/default.sync.yaml" > "$config"
  launch sandbox dotnet "$(dirname "$silo")/Sync.Sandbox.dll" --crm-port $((port + 1)) --shop-port $((port + 2)) --data "$data/sandbox" &
fi
for i in $(seq "$silos"); do keep_silo "$i" & done

for i in $(seq "$silos"); do
  until curl -sf -o /dev/null "http://127.0.0.1:$((port + 10 * (i - 1)))/health/ready"; do sleep 0.2; done
  echo "silo $i      page http://127.0.0.1:$((port + 10 * (i - 1)))  gRPC http://127.0.0.1:$((port + 10 * (i - 1) + 5))  process $(cat "$data/silo-$i.pid")"
done
[ -f "$data/sandbox.pid" ] && echo "sandbox     crm http://127.0.0.1:$((port + 1))  shop http://127.0.0.1:$((port + 2))"
echo "PostgreSQL  127.0.0.1:$((port + 32)), user sync, password in $data/password"
echo "logs in $data; Ctrl+C stops everything"
wait
