#!/usr/bin/env bash
# Fuzzes the readers of model files. From the repository's root or anywhere:
#   tests/fuzz/run.sh run onnx-read --inputs 10000000 --workers 2     in-process, by structure; figures every 20 s, findings in artifacts/fuzz
#   tests/fuzz/run.sh afl safetensors-read 600                        afl-fuzz for 600 s on instrumented code (apt-get install afl++)
#   tests/fuzz/run.sh replay onnx-read FILE...                        what a target says to files
#   tests/fuzz/run.sh bombs FOLDER; tests/fuzz/run.sh peak FILE       files that cost as much as they can; what reading one costs
# Targets: onnx-read, onnx-import, onnx-run (imports, compiles and runs; its corpus is onnx-import's), safetensors-read.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build -c Release "$here/Fovea.Fuzz" -v q >&2
out=$root/artifacts/bin/Fovea.Fuzz/release
case "${1:-}" in
afl)
    target=$2 seconds=${3:-600} work=$root/artifacts/fuzz/afl-$2
    rm -rf "$work/bin"
    mkdir -p "$work"
    cp -r "$out" "$work/bin"
    # The tool is put beside the build, not into the user's profile.
    test -x "$work/../sharpfuzz/sharpfuzz" || dotnet tool install --tool-path "$work/../sharpfuzz" SharpFuzz.CommandLine --version 2.3.0 >&2
    for library in Fovea.dll Fovea.Onnx.dll; do "$work/../sharpfuzz/sharpfuzz" "$work/bin/$library"; done
    # The program starts afl's fork server itself; it is no native binary that afl could look into.
    export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1
    exec afl-fuzz -i "$here/corpus/${target/run/import}" -o "$work/out" -t 10000 -m none -V "$seconds" -- dotnet "$work/bin/Fovea.Fuzz.dll" afl "$target"
    ;;
*)
    cd "$root"
    exec "$out/Fovea.Fuzz" "$@"
    ;;
esac
