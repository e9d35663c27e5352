#!/usr/bin/env bash
# Builds an earlier commit and has a cluster of its silos replaced by this build's, one by one, while people work; and back again, unless
# the schema is another one, which the earlier build refuses.
#   tests/EndToEnd/upgrade.sh [commit]       the commit before this one, if none is named
set -euo pipefail
cd "$(dirname "$0")/../.."
commit=$(git rev-parse --short "${1:-HEAD~1}")
earlier=$(mktemp -d)/sync
trap 'git worktree remove --force "$earlier"' EXIT
git worktree add --quiet --detach "$earlier" "$commit"
echo "building $commit"
dotnet build "$earlier/silo" --verbosity quiet
back=$([ "$(ls "$earlier/deploy/postgres")" = "$(ls deploy/postgres)" ] && echo true || echo false)
echo "rolling from $commit to this build; back again: $back"
SYNC_UPGRADE_BACK=$back SYNC_UPGRADE_FROM=$earlier/silo/bin/Debug/net10.0/Sync.Silo.dll \
  SYNC_UPGRADE_CONFIG=$earlier/silo/Configuration/default.sync.yaml \
  dotnet test tests/EndToEnd --filter "FullyQualifiedName~RollingRestartTests" --logger "console;verbosity=detailed"
