#!/usr/bin/env bash
# Installs what the tests need from Debian's own packages: venv, LibreOffice 25.2 (bookworm-backports), Chinese fonts, PDF tools.
# Once per machine, as root; a second run finds everything in place. Elsewhere it leaves things as they are.
set -euo pipefail

if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "Not Debian or not root: tests are skipped, with the reason, where LibreOffice, fonts or PDF tools are missing." >&2
    exit 0
fi

# Carlito is as wide as Calibri, which is not free: English pages break where they do in Excel.
wanted=(python3-venv libreoffice-calc python3-uno libreoffice-script-provider-python fonts-noto-cjk fonts-crosextra-carlito poppler-utils)

installed() { dpkg-query -W -f='${Status}\n' "$@" 2>/dev/null | grep -c '^install ok installed$' || true; }
[ "$(installed "${wanted[@]}")" = "${#wanted[@]}" ] && exit 0

. /etc/os-release
suite=()
if [ "${VERSION_CODENAME:-}" = bookworm ]; then
    # The mirror that this machine already uses also carries the backports.
    mirror=$(grep -hsE '^(URIs: |deb )' /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list |
        grep -oE 'https?://[^ ]+' | grep -v security | head -n 1) || true
    if [ -n "$mirror" ]; then
        echo "deb $mirror bookworm-backports main" >/etc/apt/sources.list.d/kpi-backports.list
        suite=(-t bookworm-backports)
    fi
fi
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${suite[@]}" "${wanted[@]}"
