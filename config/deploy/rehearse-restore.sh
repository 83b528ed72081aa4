#!/bin/sh
# Proves that a backup can be lived from, on this machine, without touching the running bot:
#     rehearse-restore.sh [BACKUP [KEY_FILE]]      (without a backup, one is made now; a sealed one needs its key)
# It is restored into a folder of its own, migrated, looked through and exported. JARCHY names the program.
set -eu

jarchy=${JARCHY:-jarchy}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

backup=${1:-$folder/now.db}
if [ $# -eq 0 ]; then
    $jarchy backup "$backup"
fi

begun=$(date +%s)
mkdir "$folder/restored"
JARCHY_DATABASE_URL="sqlite:///$folder/restored/jarchy.db"
export JARCHY_DATABASE_URL

$jarchy restore ${2:+--key-file "$2"} "$backup"
$jarchy migrate
$jarchy search --json --limit 1 Kyrgyzstan >/dev/null
$jarchy export "$folder/entries.jsonl"
entries=$(wc -l <"$folder/entries.jsonl")
if [ "$entries" -eq 0 ]; then
    echo "the restored database holds no entries" >&2
    exit 1
fi
echo "$backup can be lived from: $entries entries, ready after $(($(date +%s) - begun)) seconds"
