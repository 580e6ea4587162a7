#!/usr/bin/env bash
# The first day on a bare machine: a fresh clone in a minimal Debian 12 passes ./dev test, and ./dev serve answers.
#
#   tests/fresh.sh [FOLDER] [COMMAND...]     as root; FOLDER keeps the bare Debian for the next run
#
# COMMAND runs in the clone instead of the two. Needs debootstrap; apt inside takes this machine's sources. No git,
# sudo, python or UTF-8 locale is in there, and the clone's path has a space.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
folder=${1:-/var/tmp/ogcard-fresh}
[[ $# -eq 0 ]] || shift
base=$folder/base
machine=$folder/machine
clone="/home/first day/ogcard"
port=18080

if [[ ! -f $base/etc/debian_version ]]; then
    mkdir -p "$folder"
    debootstrap --variant=minbase bookworm "$base" http://deb.debian.org/debian
fi
rm -rf "$machine"
cp -a --reflink=auto "$base" "$machine"
cp /etc/resolv.conf /etc/hosts "$machine/etc/"
rm -f "$machine/etc/apt/sources.list"
for source in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    if [[ -f $source ]] && grep -q 'deb\.debian\.org\|security\.debian\.org' "$source"; then
        cp "$source" "$machine${source}"
    fi
done
for setting in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
    if [[ -f $setting ]] && grep -qi 'Acquire' "$setting"; then
        cp "$setting" "$machine${setting}"
    fi
done
git clone --quiet "$root" "$machine$clone"

# "${inside[@]}" COMMAND...: in the clone, with nothing of this machine's environment. Mounts and processes end with it.
# shellcheck disable=SC2016
inside=(unshare --mount --pid --fork --kill-child bash -c '
    mount --bind /dev "$0/dev"
    mount -t tmpfs tmpfs "$0/dev/shm"
    mount -t proc proc "$0/proc"
    machine=$0 clone=$1
    shift
    exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
        chroot "$machine" /bin/sh -c "cd \"\$0\" && exec \"\$@\"" "$clone" "$@"' "$machine" "$clone")

if [[ $# -gt 0 ]]; then
    "${inside[@]}" "$@"
    exit
fi

started=$SECONDS
"${inside[@]}" ./dev test
echo "./dev test: $((SECONDS - started)) s with the packages"

"${inside[@]}" ./dev serve --listen "127.0.0.1:$port" >"$folder/serve.log" 2>&1 &
server=$!
trap 'kill -KILL "$server" 2>/dev/null || true' EXIT
title='Революция%20с%20открытым%20исходным%20кодом%20от%20DeepSeek:%20Взгляд%20из%20закрытого%20саммита%20по%20ИИ'
for _ in $(seq 300); do
    if curl -gsf "http://127.0.0.1:$port/api/og-cuckoo-network?title=$title" -o "$folder/card.png"; then
        file "$folder/card.png"
        exit 0
    fi
    kill -0 "$server" 2>/dev/null || break
    sleep 1
done
tail -n 20 "$folder/serve.log"
echo "./dev serve gave no card" >&2
exit 1
