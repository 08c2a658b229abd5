#!/usr/bin/env bash
# Change for a state: what weighing two dates of a very large place takes, in memory and time; see README.md.
# usage: state.sh OUT [TIMES]   a county of 20 x 20 tiles, TIMES x TIMES times (50: a million tiles, 5.2 GB in OUT)
# What the model sees of the county's tiles is repeated in the ledgers of a run that was killed; resuming it does all that
# comes after the network. AERIAL names the program, PYTHON a Python with rasterio.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
aerial=${AERIAL:-aerial}
python=${PYTHON:-python3}
out=$1
times=${2:-50}
mkdir -p "$out"
cd "$out"

[ -e county ] || "$aerial" synth county --size 4480 --change-share 0.1 --seed 3 --quiet
[ -e dataset ] || "$aerial" prepare --imagery county/imagery_after.tif --labels county/landcover_before.tif --legend nlcd6 \
    --out dataset --quiet --runs none
[ -e model ] || "$aerial" transfer dataset --out model --quiet --runs none
# In place of the shell that it is called in.
change() { exec "$aerial" change model --runs none --overwrite "$@"; }

# A second name keeps what the run throws away at its end.
change --before county/imagery_before.tif --after county/imagery_after.tif --out small --json >small.json 2>small.log &
for date in before after; do
    until [ -e ".small.$date.ledger" ]; do sleep 0.1; done
    ln -f ".small.$date.ledger" "small.$date.ledger"
done
wait $!

for date in before after; do "$python" "$here/state.py" vrt "county/imagery_$date.tif" "$times" "$date.vrt"; done
change --before before.vrt --after after.vrt --out big >/dev/null 2>&1 &
until [ -e .big.before.ledger ] && [ "$(stat -c %s .big.before.ledger)" -gt 8000 ]; do sleep 0.1; done
kill -9 $!
wait $! 2>/dev/null || true
cp .big.before.ledger .big.after.ledger
for date in before after; do "$python" "$here/state.py" ledger "small.$date.ledger" "$times" 20 ".big.$date.ledger"; done
ls -l .big.*.ledger

time=$(command -v time)
"$time" -f '%e s, %U + %S CPU-s, %M KB at its peak' "$aerial" change model --runs none --overwrite --resume \
    --before before.vrt --after after.vrt --out big --json >big.json
"$python" -c '
import json
small, big = (json.load(open(f"{name}.json")) for name in ("small", "big"))
for name in ("tiles", "candidates", "expectedChangedTiles", "expectedFalseShare"): print(name, small[name], big[name])'
