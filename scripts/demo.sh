#!/usr/bin/env bash
# The whole way of a drive, on two virtual ones: list, plan, erase, prove, verify.
# As root they are loop devices that this script attaches and detaches; otherwise plain files, through the same commands.
# Nothing outside of the folder demo/ is touched. Usage: scripts/demo.sh GOMME
# shellcheck disable=SC1112 # the apostrophes of French sentences
set -euo pipefail

gomme=$(readlink -f "$1")
cd "$(dirname "$0")/.."
readonly MIB=256
readonly BYTES=$((MIB * 1024 * 1024))
readonly MARK='Dossier de Mme Lefevre'
readonly here=demo

locale=${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}
case $locale in
fr* | FR*)
    lang=fr
    T_DRIVES="Deux disques virtuels de $MIB Mio, remplis de dossiers reconnaissables"
    T_ROOT='Vous êtes root : ce sont des périphériques « loop », de 512 et de 4096 octets par secteur.'
    T_FILES='Vous n’êtes pas root : ce sont de simples fichiers ; les commandes sont les mêmes.'
    T_INSIDE='Voici ce qu’on lit au milieu du premier :'
    T_STATION='Une station, et sa clé de signature'
    T_NO_PASS='Pour la démonstration, la clé n’a pas de phrase de passe. Une vraie station en a une.'
    T_LIST='Les disques, vus par gomme'
    T_PLAN='Ce que gomme ferait, et le code qui confirme chaque disque'
    T_ERASE='Effacement des deux disques à la fois, puis relecture'
    T_PROOF='La preuve par d’autres programmes : grep, cmp et od'
    T_GREP='lignes plantées retrouvées par grep :'
    T_CMP='octets, tous identiques à ceux de /dev/zero (cmp)'
    T_MIDDLE='Au même endroit qu’avant (od) :'
    T_VERIFY='Vérification des attestations, par gomme puis par ssh-keygen'
    T_FORGED='Un octet changé dans une copie : plus personne ne l’accepte'
    T_BAD='ERREUR : une attestation falsifiée a été acceptée'
    T_LEFT='ERREUR : il reste des données sur'
    T_PAPERS='Les papiers sont là :'
    T_DONE='Terminé en %s s. Les disques virtuels sont supprimés ; les papiers restent.\n'
    ;;
*)
    lang=en
    T_DRIVES="Two virtual drives of $MIB MiB, filled with recognisable files"
    T_ROOT='You are root: they are loop devices, with sectors of 512 and 4096 bytes.'
    T_FILES='You are not root: they are plain files; the commands are the same.'
    T_INSIDE='This is what one reads in the middle of the first:'
    T_STATION='A station, and its signing key'
    T_NO_PASS='For this demonstration the key has no passphrase. A real station has one.'
    T_LIST='The drives, as gomme sees them'
    T_PLAN='What gomme would do, and the code that confirms each drive'
    T_ERASE='Both drives are erased at once, then read back'
    T_PROOF='The proof by other programs: grep, cmp and od'
    T_GREP='planted lines found by grep:'
    T_CMP='bytes, all of them those of /dev/zero (cmp)'
    T_MIDDLE='At the same place as before (od):'
    T_VERIFY='The attestations are verified, by gomme and then by ssh-keygen'
    T_FORGED='One byte changed in a copy: nobody accepts it any more'
    T_BAD='ERROR: a forged attestation was accepted'
    T_LEFT='ERROR: data is left on'
    T_PAPERS='The papers are here:'
    T_DONE='Done in %s s. The virtual drives are removed; the papers stay.\n'
    ;;
esac

step() { printf '\n\033[1m── %s\033[0m\n' "$1"; }
# Shows a command as one would type it, then runs it.
show() {
    printf '$ gomme'
    printf ' %s' "$@"
    printf '\n'
    "$gomme" --lang "$lang" "$@"
}

loops=()
cleanup() {
    local device
    for device in "${loops[@]}"; do
        losetup --detach "$device" 2>/dev/null || true
    done
    rm -f "$here"/drive-*.img "$here"/forged.json
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A file of lines, each of which tells its own place.
plant() {
    LC_ALL=C awk -v mark="$MARK" -v lines=$((BYTES / 64)) \
        'BEGIN { for (i = 0; i < lines; i++) printf "%s, a garder pour soi, octet %012d  \n", mark, i * 64 }' |
        LC_ALL=C head -c "$BYTES" >"$1"
}

start=$SECONDS
mkdir -p "$here"
rm -rf "$here/station" "$here/papers" "$here/trust" "$here"/drive-*.img
mkdir "$here/papers"

step "$T_DRIVES"
files=("$here/drive-1.img" "$here/drive-2.img")
sectors=(512 4096)
drives=()
if [ "$(id -u)" -eq 0 ]; then echo "$T_ROOT"; else echo "$T_FILES"; fi
for i in 0 1; do
    plant "${files[$i]}"
    if [ "$(id -u)" -eq 0 ]; then
        device=$(losetup --find --show --sector-size "${sectors[$i]}" "${files[$i]}")
        loops+=("$device")
        drives+=("$device")
    else
        drives+=("${files[$i]}")
    fi
done
echo "$T_INSIDE"
dd if="${drives[0]}" bs=64 skip=$((BYTES / 128)) count=3 status=none

step "$T_STATION"
echo "$T_NO_PASS"
show keys new-station "$here/station" --name demo --no-passphrase

step "$T_LIST"
show list --allow-virtual "${drives[@]}"

step "$T_PLAN"
show plan --allow-virtual --read-back full "${drives[@]}"
codes=()
for drive in "${drives[@]}"; do
    code=$("$gomme" plan --allow-virtual --read-back full --json "$drive" | grep -o '"confirm": *"[^"]*"' | head -n 1 | cut -d'"' -f4)
    codes+=("$code")
done

step "$T_ERASE"
show erase "${drives[@]}" --allow-virtual --confirm "${codes[@]}" --read-back full \
    --out "$here/papers" --station "$here/station"

step "$T_PROOF"
for drive in "${drives[@]}"; do
    # grep counts and answers 1 when it finds nothing, which is what we hope for.
    found=$(LC_ALL=C grep -a -c "$MARK" "$drive" || true)
    printf '%s: %s %s\n' "$drive" "$T_GREP" "$found"
    if [ "$found" -ne 0 ] || ! cmp -n "$BYTES" "$drive" /dev/zero; then
        printf '%s %s\n' "$T_LEFT" "$drive" >&2
        exit 1
    fi
    printf '%s: %s %s\n' "$drive" "$BYTES" "$T_CMP"
done
echo "$T_MIDDLE"
od -A d -t x1z -j $((BYTES / 2)) -N 192 "${drives[0]}"

step "$T_VERIFY"
"$gomme" keys trust "$here/station" >"$here/trust"
show verify "$here/papers" --trust "$here/trust"
for paper in "$here"/papers/*/attestation.json; do
    echo "\$ ssh-keygen -Y verify -f demo/trust -I demo -n gomme-attestation -s $paper.sig"
    ssh-keygen -Y verify -f "$here/trust" -I demo -n gomme-attestation -s "$paper.sig" <"$paper"
done

step "$T_FORGED"
paper=$(printf '%s\n' "$here"/papers/*/attestation.json | head -n 1)
sed "s/$BYTES/$((BYTES + 1))/" "$paper" >"$here/forged.json"
if ssh-keygen -Y verify -f "$here/trust" -I demo -n gomme-attestation -s "$paper.sig" <"$here/forged.json"; then
    echo "$T_BAD" >&2
    exit 1
fi

step "$T_PAPERS"
find "$here/papers" "$here/trust" -type f | sort
# shellcheck disable=SC2059 # the format is one of ours, chosen by language
printf "$T_DONE" "$((SECONDS - start))"
