#!/usr/bin/env bash
# Three silos on PostgreSQL, with the sandbox and people at work, become four, three, two and one, by SIGTERM and by SIGKILL. Tells of each
# stage which silo has how many pairs, ingests and pairings, how long edits take and what a change costs; fails when something is lost.
#   tests/EndToEnd/topology.sh [edits a second] [seconds a stage]       20 and 15, some three minutes
set -euo pipefail
cd "$(dirname "$0")/../.."
SYNC_TOPOLOGY_RATE=${1:-20} SYNC_TOPOLOGY_SECONDS=${2:-15} \
  dotnet test tests/EndToEnd --configuration Release --filter "FullyQualifiedName~TopologyTests" --logger "console;verbosity=detailed"
