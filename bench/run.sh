#!/usr/bin/env bash
# Builds the benchmark, makes TorchSharp's native library load here, and runs it: bench/run.sh layers --json FILE
# The first build restores libtorch (about 600 MB unpacked); needs gcc and python3 for the shim.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build -c Release "$here/Fovea.Bench" -v q >&2
out=$(cd "$here/.." && pwd)/artifacts/bin/Fovea.Bench/release_linux-x64
"$here/tools/torchsharp-compat.sh" "$out" >&2
LD_PRELOAD=$out/libstdcxx_shim.so exec dotnet "$out/Fovea.Bench.dll" "$@"
