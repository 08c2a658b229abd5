#!/usr/bin/env bash
# A class that near infrared alone tells apart, with it and without: forest that ails in a synthetic county. Then NAIP of West Virginia both
# ways, in tiles of 64 m.
# usage: run.sh OUT [DATA] [SEED]
# DATA holds naip/wv. AERIAL names the program, PYTHON a Python with numpy and rasterio.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
aerial=${AERIAL:-aerial}
python=${PYTHON:-python3}
out=$1 data=${2:-} seed=${3:-11}
mkdir -p "$out"

quiet() { # a command
    "$aerial" "$@" --quiet --runs none >/dev/null 2>"$out/errors.txt" || { cat "$out/errors.txt" >&2 && exit 1; }
}

journey() { # name, folder, imagery, labels, what else 'prepare' takes
    local name=$1 place=$2 imagery=$3 labels=$4 bands
    shift 4
    for bands in red,green,blue red,green,blue,nir; do
        quiet prepare --imagery "$imagery" --labels "$labels" --out "$place/dataset-$bands" --bands "$bands" --overwrite "$@"
        "$aerial" transfer "$place/dataset-$bands" --out "$place/model-$bands" --overwrite --runs none --json \
            >"$place/transfer-$bands.json" 2>"$out/errors.txt"
        quiet evaluate "$place/model-$bands" "$place/dataset-$bands" --out "$place/evaluation-$bands" --overwrite
        quiet score "$place/model-$bands" "$imagery" --out "$place/scored-$bands.csv" --overwrite
        "$python" "$here/figures.py" "$name" "$place" "$bands"
    done
}

county=$out/county
[ -e "$county/changes.geojson" ] || "$aerial" synth "$county" --size 8960 --seed "$seed" --quiet
"$python" "$here/ailing.py" "$county" "$out/ailing"
journey "county with ailing forest" "$out/ailing" "$out/ailing/imagery.tif" "$out/ailing/labels.tif" \
    --legend "$out/ailing/legend.yaml" --rule purity:0.9 --split blocks:1000 --test-fraction 0.3

[ -n "$data" ] || exit 0
mkdir -p "$out/naip"
cat >"$out/naip/legend.yaml" <<'END'
classes:
  - {name: Developed, codes: [21, 22, 23, 24], color: "#FF0000"}
  - {name: Forest, codes: [41, 42, 43, 90], color: "#1C5F2C"}
  - {name: Open Land, codes: [31, 51, 52, 71, 72, 73, 74, 81, 82, 95], color: "#DFDFC2"}
END
journey "NAIP of West Virginia" "$out/naip" "$data/naip/wv/naip_2011.tif" "$data/naip/wv/nlcd_2011.tif" \
    --legend "$out/naip/legend.yaml" --tile-meters 64 --tile-pixels 64 --rule purity:0.6 --split random --test-fraction 0.4
