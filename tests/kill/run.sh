#!/bin/sh
# Kills a real training process (SIGKILL) N times at random moments, resumes it each time, and compares the bits of every finished
# run with those of an undisturbed one: weights, optimiser, average (all tensors) and results.csv without its columns of times.
#   tests/kill/run.sh [N = 100]
# FOVEA   the command, by default the built CLI        NET, DATA   network and data set
# ARGS    further arguments of `train`                 SEED        seed of the moments
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
kills=${1:-100}
FOVEA=${FOVEA:-dotnet $root/artifacts/bin/Fovea.Cli/release/Fovea.Cli.dll}
NET=${NET:-$root/tests/kill/small.net.txt}
DATA=${DATA:-$root/data/fashion-mnist-sample}
ARGS=${ARGS:---epochs 2 --seed 7 --threads 2 --checkpoint-steps 10}
SEED=${SEED:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

now() { date +%s.%N; }

# All tensors of a safetensors file: what follows the 8 bytes of header length and the header.
tensors() { tail -c "+$((9 + $(od -An -tu8 -N8 "$1" | tr -d ' ')))" "$1"; }

# The bits of a finished run as one hash.
bits() {
    { tensors "$1/weights/last.safetensors"; tensors "$1/weights/best.safetensors"; cut -d, -f1-6 "$1/results.csv"; } | sha256sum | cut -d' ' -f1
}

start=$(now)
$FOVEA train "$NET" "$DATA" --out "$work/undisturbed" $ARGS > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
seconds=$(echo "$start $(now)" | awk '{ print $2 - $1 }')
expected=$(bits "$work/undisturbed")
echo "undisturbed: $seconds s, $expected"

done=0 runs=0 tries=0
while [ "$done" -lt "$kills" ]; do
    runs=$((runs + 1))
    folder=$work/run$runs
    while :; do
        # Before the first checkpoint there is nothing to resume: the run begins again in the same folder.
        if ls "$folder"/weights/last*.safetensors > /dev/null 2>&1; then set -- --resume "$folder"; else set -- "$NET" "$DATA" --out "$folder" $ARGS; fi
        $FOVEA train "$@" > "$work/log" 2>&1 &
        process=$!
        tries=$((tries + 1))
        if [ "$done" -lt "$kills" ]; then
            # Uniform over somewhat more than the time of a whole run, so that the start, the steps and the saving of checkpoints are all hit.
            sleep "$(echo "$SEED $tries $seconds" | awk '{ srand($1 * 1000003 + $2); rand(); print 0.02 + rand() * 1.2 * $3 }')"
            if kill -9 "$process" 2> /dev/null; then
                wait "$process" 2> /dev/null || true
                done=$((done + 1))
                continue
            fi
        fi
        code=0
        wait "$process" || code=$?
        [ "$code" -eq 0 ] || { echo "run $runs after $done kills: exit code $code"; cat "$work/log"; exit 1; }
        break
    done
    actual=$(bits "$folder")
    echo "run $runs finished after $done kills in all: $actual"
    [ "$actual" = "$expected" ] || { echo "FAILED: the bits differ"; cp -r "$work" /tmp/fovea-kill-failure; exit 1; }
    rm -rf "$folder"
done
echo "passed: $done kills, $runs runs, the same bits"
