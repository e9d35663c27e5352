#!/usr/bin/env bash
# Starts PostgreSQL, the sandbox and three silos, has people work on both sides while everything is killed, frozen, drained, crashed, reset
# and cut by a seeded schedule, and prints what a checker finds that knows only what the people did.
#   tests/EndToEnd/chaos.sh [blows] [seed,seed…]       40 blows of seed 1, some four minutes a seed
set -euo pipefail
cd "$(dirname "$0")/../.."
SYNC_CHAOS_BLOWS=${1:-40} SYNC_CHAOS_SEEDS=${2:-1} \
  dotnet test tests/EndToEnd --filter "FullyQualifiedName~ChaosTests" --logger "console;verbosity=detailed"
