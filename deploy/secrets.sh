#!/usr/bin/env bash
# Makes the secrets of deploy/compose.yaml where they are not there yet: a password for PostgreSQL, and the connection string with it.
set -euo pipefail
folder=$(dirname "$0")/secrets
mkdir -p -m 700 "$folder"
[ -f "$folder/postgres" ] || head -c 24 /dev/urandom | base64 | tr -d '\n' > "$folder/postgres"
[ -f "$folder/database" ] || printf 'Host=postgres;Database=sync;Username=sync;Password=%s' "$(cat "$folder/postgres")" > "$folder/database"
# The folder keeps others on this machine out; in a container the file is read by a user that this machine does not know.
chmod 644 "$folder/postgres" "$folder/database"
