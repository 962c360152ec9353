#!/usr/bin/env bash
# Checks the proofs of a case bundle with OpenSSL and what every Debian has: a third reading of docs/bundle.md, in no Python.
#
#   tools/verify.sh BUNDLE [CA.pem]
#
# Looks at: the list and the summary in the seal, the SHA-256 of every listed file, the commitment of every line whose text
# stands, every inclusion proof up to the root of the checkpoint, the log's signature under it (the key is the one in
# policy.txt), and, where CA.pem is given, the time-stamps. It does not look at the zip's own headers beyond what it needs,
# at cosignatures, nor at META-INF. Says what is wrong, a line each; status 0 when nothing is, 1 when something is, 2 when
# it cannot be used. Needs bash, coreutils, sed, awk, grep, openssl.
set -u -o pipefail
export LC_ALL=C
[ $# -ge 1 ] && [ $# -le 2 ] && [ -r "$1" ] || { echo "usage: verify.sh BUNDLE [CA.pem]" >&2; exit 2; }
bundle=$1 authority=${2:+$(realpath -- "$2")}
box=$(mktemp -d) || exit 2
trap 'rm -rf -- "$box"' EXIT
wrong=0

bad() { printf '%s\n' "$*"; wrong=1; }
no() { bad "$@"; exit 1; }
hex() { od -An -v -tx1 "$@" | tr -d ' \n'; }          # bytes in, hex out
raw() { tr 'a-f' 'A-F' | basenc --base16 -d; }        # hex in, bytes out
sha() { sha256sum | cut -c1-64; }
unb64() { base64 -d 2>/dev/null | hex; }              # base64 in, hex out
in_range() { case $1 in 0|[1-9]*) case $1 in *[!0-9]*) return 1;; esac; [ ${#1} -le 15 ];; *) return 1;; esac; }

# Every file of the container, from local header to local header: all are stored.
size=$(stat -c %s -- "$bundle") place=0
while :; do
    head=$(hex -j "$place" -N 30 -- "$bundle" 2>/dev/null)
    [ "${head:0:8}" = 504b0304 ] && [ ${#head} = 60 ] || break
    length=$((16#${head:42:2}${head:40:2}${head:38:2}${head:36:2})) letters=$((16#${head:54:2}${head:52:2}))
    [ "${head:8:20}" = 14000000000000002100 ] && [ "${head:56:4}" = 0000 ] && [ $letters -gt 0 ] && [ $letters -le 200 ] ||
        no "the container: a header is not of the form allowed"
    [ $((place + 30 + letters + length)) -le "$size" ] || no "the container: a file is longer than it"
    hexname=$(hex -j $((place + 30)) -N $letters -- "$bundle")
    name=$(printf %s "$hexname" | raw | tr -d '\000')
    [[ $name =~ ^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$ ]] || no "the container: a name that is not plain"
    [ ! -e "$box/$name" ] || no "the container: two files called $name"
    mkdir -p -- "$box/$(dirname -- "$name")" 2>/dev/null || no "the container: a file in a file"
    tail -c +$((place + 31 + letters)) -- "$bundle" | head -c "$length" >"$box/$name" 2>/dev/null
    [ "$(stat -c %s -- "$box/$name")" = "$length" ] || no "$name: cannot be read"
    place=$((place + 30 + letters + length))
done
[ "${head:0:8}" = 504b0102 ] || no "the container: its directory does not follow its files"
end=$(tail -c 22 -- "$bundle" | hex)
[ "${end:0:8}" = 504b0506 ] || no "the container: has no end, or something stands behind it"
[ "$(cat -- "$box/mimetype" 2>/dev/null)" = application/vnd.etsi.asic-e+zip ] || bad "mimetype: is not what the container is"
for name in manifest.json lines.jsonl case.pdf seal.json policy.txt checkpoint.txt proofs/seal.tlog-proof; do
    [ -f "$box/$name" ] || no "$name: is missing"
done
cd "$box" || exit 2

# The value of a string, of a number or null, by its name, in an object on one line whose strings hold no such name.
string() { sed -n 's/.*"'"$1"'":"\([^"\\]*\)".*/\1/p'; }

# checkpoint.txt: the log's key from policy.txt, a PEM made of it, and the signature over the text.
mapfile -t note <checkpoint.txt
[ "${#note[@]}" -ge 5 ] && [ -z "${note[3]}" ] || no "checkpoint.txt: is no checkpoint"
origin=${note[0]} tree=${note[1]} root=$(printf %s "${note[2]}" | unb64) rest=${note[4]#— }
in_range "$tree" && [ ${#root} = 64 ] && [ "${note[4]}" = "— $origin ${rest#"$origin "}" ] || no "checkpoint.txt: is no checkpoint"
signature=$(printf %s "${rest#"$origin "}" | unb64)
key=
while read -r word vkey _; do
    [ "$word" = log ] || continue
    name=${vkey%%+*} id=${vkey#*+}
    public=$(printf %s "${id#*+}" | unb64) id=${id%%+*}
    [ "$vkey" = "$name+$id+$(printf %s "$public" | raw | base64 -w0)" ] || continue
    [ "$id" = "$({ printf '%s\n' "$name"; printf %s "$public" | raw; } | sha | cut -c1-8)" ] || continue
    [ "$name" = "$origin" ] && [ "${public:0:2}" = 01 ] && [ ${#public} = 66 ] && [ "${signature:0:8}" = "$id" ] && key=${public:2}
done <policy.txt
[ -n "$key" ] || no "checkpoint.txt: no log of policy.txt signed it first"
{ echo "-----BEGIN PUBLIC KEY-----"; printf '302a300506032b6570032100%s' "$key" | raw | base64; echo "-----END PUBLIC KEY-----"; } >.key
head -n 3 checkpoint.txt >.text
printf %s "${signature:8}" | raw >.signature
openssl pkeyutl -verify -pubin -inkey .key -rawin -in .text -sigfile .signature >/dev/null 2>&1 ||
    no "checkpoint.txt: the signature does not fit"
[ "$(head -n 5 checkpoint.txt | tail -n 1)" = "— $origin $(printf %s "$signature" | raw | base64 -w0)" ] ||
    bad "checkpoint.txt: base64 can be written in one way only"

# The commitment of a line (canonical JSON, its keys in order): what is committed is the line without
# commitment, number and salt. Prints nothing when the line is not of that form.
committed() {
    sed -nE 's/^(\{"act":"[^"\\]*","actor":.*,"at":"[^"\\]*"),"commitment":"[A-Za-z0-9+\/=]{44}"(,"number":[0-9]+)?(,"payload":.*),"salt":"[A-Za-z0-9+\/=]{44}"(,"subject":("[^"\\]*"|null)\})$/\1\3\4/p'
}
commitment() { sed -nE 's/^\{"act":"[^"\\]*","actor":("[^"\\]*"|null),"at":"[^"\\]*","commitment":"([A-Za-z0-9+\/=]{44})".*/\2/p'; }
salt() { sed -nE 's/.*,"salt":"([A-Za-z0-9+\/=]{44})","subject":("[^"\\]*"|null)\}$/\1/p'; }
check_line() { # $1 what it is called, $2 the line; sets $leaf, in hex
    leaf=$(printf %s "$2" | commitment | unb64)
    [ ${#leaf} = 64 ] || { bad "$1: has no commitment"; return 1; }
    case $2 in *'"payload":null,"salt":null,"subject":'*) [ "$1" != seal.json ] && return 0;; esac
    printf %s "$2" | committed >.said
    found=$({ printf 'wederhoor line v1\n'; printf %s "$2" | salt | base64 -d 2>/dev/null; tr -d '\n' <.said; } | sha)
    [ -s .said ] && [ "$found" = "$leaf" ] || { bad "$1: is not what its commitment is over"; return 1; }
}

# A proof (C2SP tlog-proof): from a leaf, up the path of RFC 6962, to the root of the checkpoint.
check_proof() { # $1 the file, $2 the commitment in hex, $3 the number of the line, or nothing
    local index half left=$tree turns= hash other
    [ -f "$1" ] || { bad "$1: is missing"; return; }
    mapfile -t rows <"$1"
    [ "${rows[0]-}" = c2sp.org/tlog-proof@v1 ] || { bad "$1: is no proof"; return; }
    index=${rows[1]#index }
    [ "${rows[1]}" = "index $index" ] && in_range "$index" && [ "$index" -lt "$tree" ] || { bad "$1: is of no line"; return; }
    [ -z "${3-}" ] || [ $((index + 1)) = "$3" ] || { bad "$1: is about another line"; return; }
    while [ "$left" -gt 1 ]; do
        half=1
        while [ $((half * 2)) -lt "$left" ]; do half=$((half * 2)); done
        if [ "$index" -ge "$half" ]; then turns=R$turns index=$((index - half)) left=$((left - half)); else turns=L$turns left=$half; fi
    done
    hash=$(printf '00%s' "$2" | raw | sha)
    for ((n = 0; n < ${#turns}; n++)); do
        other=$(printf %s "${rows[$((n + 2))]-}" | unb64)
        [ ${#other} = 64 ] || { bad "$1: has too few hashes"; return; }
        [ "$(printf %s "$other" | raw | base64 -w0)" = "${rows[$((n + 2))]}" ] || { bad "$1: base64 in another form"; return; }
        if [ "${turns:n:1}" = R ]; then hash=$(printf '01%s%s' "$other" "$hash" | raw | sha); else hash=$(printf '01%s%s' "$hash" "$other" | raw | sha); fi
    done
    [ -z "${rows[$((${#turns} + 2))]-x}" ] && [ "$hash" = "$root" ] || { bad "$1: does not lead to the checkpoint"; return; }
    tail -n +$((${#turns} + 4)) -- "$1" | cmp -s - checkpoint.txt || bad "$1: stands under another checkpoint"
}

# The seal, and what it seals.
seal=$(cat seal.json)
[ "$(wc -l <seal.json)" = 0 ] && check_line seal.json "$seal" || no "seal.json: is no line"
check_proof proofs/seal.tlog-proof "$leaf"
sealed=$(printf %s "$seal" | sed -nE 's/^\{"act":"casefile\.sealed",.*"payload":(\{.*\}),"salt":.*/\1/p')
[ "$(printf %s "$sealed" | string manifest)" = "$(sha <manifest.json)" ] || no "manifest.json: is not the one that was sealed"
[ "$(printf %s "$sealed" | string summary)" = "$(sha <case.pdf)" ] || bad "case.pdf: is not the one that was sealed"
[ "$wrong" = 0 ] || exit 1

# The files listed: one object each, whose strings may hold anything, but no bare quotation mark.
sed -E 's/.*"files":\[(.*)\],"format":"wederhoor bundle v2".*/\1/; s/\},\{"added_at"/}\n{"added_at"/g' manifest.json >.files
echo >>.files
listed=0
while IFS= read -r row; do
    [ -n "$row" ] || continue
    pattern='^(.*[,{])"name":"([A-Za-z0-9._/-]+)","sha256":"([0-9a-f]{64})","size":([0-9]+),"sort":'
    [[ $row =~ $pattern ]] || { bad "manifest.json: a file that cannot be read"; continue; }
    name=${BASH_REMATCH[2]} digest=${BASH_REMATCH[3]} listed=$((listed + 1))
    if [ ! -f "$name" ]; then bad "$name: is missing"
    elif [ "$(sha <"$name")" != "$digest" ] || [ "$(stat -c %s -- "$name")" != "${BASH_REMATCH[4]}" ]; then bad "$name: was changed"; fi
done <.files

# The lines, and a proof for each.
lines=0
while IFS= read -r row; do
    number=$(printf %s "$row" | sed -nE 's/^.*"commitment":"[A-Za-z0-9+\/=]{44}","number":([0-9]+),"payload":.*/\1/p')
    in_range "${number:-x}" || { bad "lines.jsonl: a line without a number"; continue; }
    check_line lines.jsonl "$row" && check_proof "proofs/$number.tlog-proof" "$leaf" "$number" && lines=$((lines + 1))
done <lines.jsonl

# The time-stamps, over what the log signed, at the moment they state.
head -n 5 checkpoint.txt >.signed
for token in times/*.tst; do
    [ -f "$token" ] || break
    [ -n "$authority" ] || { echo "$token: was not looked at (give the certificate of an authority)"; continue; }
    stated=$(openssl ts -reply -token_in -in "$token" -text 2>/dev/null | sed -n 's/^Time stamp: //p')
    at=$(date -u -d "$stated" +%s 2>/dev/null) && [ -n "$stated" ] &&
        openssl ts -verify -token_in -in "$token" -data .signed -CAfile "$authority" -attime "$at" >/dev/null 2>&1 ||
        bad "$token: is not over this checkpoint, or not of that authority"
done
[ "$wrong" = 0 ] && echo "$origin, $tree lines: $listed files and $lines lines stand there."
exit "$wrong"
