#!/usr/bin/env bash
# Pin every library, with hashes, for all systems at once (needs uv). Name packages as arguments to raise only those.
#   tools/lock.sh                  what pyproject.toml asks for; existing pins stay where they still fit
#   tools/lock.sh weasyprint nh3   raise these two to their newest versions
set -euo pipefail
cd "$(dirname "$0")/.."
upgrade=()
for name in "$@"; do upgrade+=(--upgrade-package "$name"); done
pin() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links "${upgrade[@]}" "$@" pyproject.toml
}
pin --output-file requirements.lock
pin --extra dev --constraint requirements.lock --output-file requirements-dev.lock
