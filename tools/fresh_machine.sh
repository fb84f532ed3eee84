#!/usr/bin/env bash
# Prove that a bare machine needs nothing but Python: make a minimal Debian with python3 and no more, put the committed
# project in it, and run what the README says: once as root, once as an ordinary user who may not install anything.
#
#   tools/fresh_machine.sh [--only root|user] [--keep] [COMMAND ...]
#
# COMMAND: the build.py commands to run after the first build, default: test. Needs root, debootstrap and git here, and
# this machine's package sources (apt, pip), which are copied. Prints the seconds of each step; exit code 0: all as told.
set -euo pipefail

project=$(cd "$(dirname "$0")/.." && pwd)
only="root user" keep=""
while [ $# -gt 0 ]; do
  case $1 in
    --only) only=$2; shift 2 ;;
    --keep) keep=1; shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || set -- test
[ "$(id -u)" = 0 ] || { echo "needs root, for debootstrap and chroot" >&2; exit 2; }
place=$(mktemp -d)
log=$place/log
failed=0

unmount() { for point in dev/shm dev/pts dev proc; do umount "$1/$point" 2>/dev/null || true; done; }
finish() {
  for as in $only; do unmount "$place/$as"; done
  [ -n "$keep" ] && echo "kept: $place" || rm -rf --one-file-system "$place"
}
trap finish EXIT

make_base() {
  local mirror suite
  mirror=$(find /etc/apt -name '*.list' -o -name '*.sources' | sort | xargs cat |
    sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]+) .*/\2/p' | awk 'NR == 1')
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  debootstrap --variant=minbase --include=python3 "$suite" "$place/base" "$mirror" >"$log" 2>&1 || { tail -n 5 "$log"; exit 2; }
  # the way to this machine's package sources: mirrors, proxies, certificates, credentials
  rm -f "$place/base/etc/apt/sources.list"
  for path in /etc/apt /etc/pip.conf /etc/resolv.conf /etc/hosts /etc/ssl/certs /usr/local/share/ca-certificates; do
    [ -e "$path" ] || continue
    mkdir -p "$place/base$(dirname "$path")"
    cp -rL --no-preserve=ownership "$path" "$place/base$(dirname "$path")/" 2>"$log" || cat "$log"
  done
  cp -L "${PIP_CERT:-/etc/ssl/certs/ca-certificates.crt}" "$place/base/etc/pip.crt" # out of reach of update-ca-certificates
  rm -rf "$place/base/var/lib/apt/lists"/* "$place/base/var/cache/apt/archives"/*.deb # as an image ships
}

make_machine() { # NAME: a copy of the base, with the committed project in it
  cp -a "$place/base" "$place/$1"
  mount -t proc proc "$place/$1/proc"
  mount --bind /dev "$place/$1/dev"
  mount -t tmpfs tmpfs "$place/$1/dev/shm"
  git clone --quiet "$project" "$place/$1/srv/threecards"
  if [ "$1" = user ]; then
    in_machine user root useradd --create-home clerk
    in_machine user root chown -R clerk /srv/threecards
  fi
}

offline=() # before a command: nothing, or what takes the network away
in_machine() { # NAME PERSON COMMAND...: run it with an environment that holds nothing but the way to the packages
  local name=$1 person=$2 home=/root
  shift 2
  [ "$person" = root ] || home=/home/$person
  local way=()
  while IFS= read -r line; do way+=("$line"); done < <(
    env | grep -E '^(PIP_(INDEX_URL|EXTRA_INDEX_URL|TRUSTED_HOST|DEFAULT_TIMEOUT)|[a-zA-Z_]*_(proxy|PROXY))='
  )
  env -i "${way[@]}" PIP_CERT=/etc/pip.crt HOME="$home" PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    "${offline[@]}" chroot "$place/$name" setpriv --reuid "$person" --regid "$person" --init-groups \
    sh -c 'cd /srv/threecards && exec "$@"' sh "$@" </dev/null
}

step() { # EXPECTED-CODE NAME PERSON COMMAND...
  local expected=$1 start=${EPOCHREALTIME/./} code=0
  shift
  in_machine "$@" >"$log" 2>&1 || code=$?
  printf '%-4s %6d ms  exit %d  %s\n' "$1" $(((${EPOCHREALTIME/./} - start) / 1000)) "$code" "${*:3} ${offline:+(no network)}"
  if [ "$code" != "$expected" ]; then
    failed=1
    echo "     expected exit $expected:"
    tail -n 30 "$log" | sed 's/^/     | /'
  fi
}

make_base
for as in $only; do
  make_machine "$as"
  case $as in
    root) step 0 root root python3 build.py ;;
    user)
      # The clerk gets one line with the exact command; whoever looks after the machine runs it; then all is well.
      step 3 user clerk python3 build.py
      cure=$(sed -nE 's/.*请运行：sudo (.*) \/ .*/\1/p' "$log" | head -n 1)
      echo "     told: $cure"
      step 0 user root apt-get update
      # shellcheck disable=SC2086 # the line is a command with its arguments
      step 0 user root $cure
      step 0 user clerk python3 build.py
      ;;
  esac
  person=$([ "$as" = user ] && echo clerk || echo root)
  for command in "$@"; do step 0 "$as" "$person" python3 build.py "$command"; done
  offline=(unshare --net)
  step 0 "$as" "$person" python3 build.py
  offline=()
done
exit "$failed"
