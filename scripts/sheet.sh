#!/usr/bin/env bash
# Prints the volunteers' sheet: docs/fiche-benevole.html becomes docs/fiche-benevole.pdf, one page of A4.
# The same Chromium prints the same bytes: its dates are taken out, and the file's ID is drawn from what is in it.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly page=docs/fiche-benevole.html sheet=docs/fiche-benevole.pdf
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printed=$scratch/printed.pdf

fail() {
    printf 'sheet.sh: %s\n' "$1" >&2
    exit 1
}

TZ=UTC chromium-headless-shell --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --lang=fr \
    --user-data-dir="$scratch/profile" --no-pdf-header-footer --print-to-pdf="$printed" "file://$PWD/$page" 2>"$scratch/said" ||
    fail "$(cat "$scratch/said")"

# As many spaces as there were letters: nothing in the file moves.
for name in CreationDate ModDate; do
    date="/$name (D:00000000000000+00'00')"
    LC_ALL=C sed -E -i "s#/$name \(D:[0-9]{14}[+]00'00'\)#${date//?/ }#" "$printed"
done
! grep -aqE '/(Creation|Mod)Date' "$printed" || fail 'a date is written in a way that is not known'
# Where a face was not found, another one stands in its place.
grep -aq '/BaseFont' "$printed" || fail 'no face is named'
! grep -a '/BaseFont' "$printed" | grep -avq '/BaseFont /[A-Z]*+AtkinsonHyperlegibleNext-' || fail 'a face is not that of the papers'

qpdf --deterministic-id --object-streams=generate --recompress-flate --compression-level=9 "$printed" "$scratch/sheet.pdf"
pages=$(qpdf --show-npages "$scratch/sheet.pdf")
[ "$pages" = 1 ] || fail "$pages pages: the sheet must fit one"
install -m 644 "$scratch/sheet.pdf" "$sheet"
printf '%s\n' "$sheet"
