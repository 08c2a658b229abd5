#!/usr/bin/env bash
# Runs the commands against an S3 server (moto, from PyPI) on loopback, through a proxy that breaks things. It stands in for Google's
# store, too, which speaks a dialect of S3; for Azure's, a server of the test's own does, which knows the few calls that GDAL makes.
# usage: AERIAL=path/to/aerial [MOTO=path/to/moto_server] test-stores.sh
# Ends with 0 only if everything in a bucket gives the bytes of a local run, and what fails leaves nothing half-written.
set -euo pipefail
cd "$(dirname "$0")/.."
aerial=$(realpath "$(command -v "${AERIAL:-.build/release/aerial}")")
proxy=$PWD/Tests/Stores/proxy.py
stand_in=$PWD/Tests/Stores/azure.py
patches=$PWD/Tests/Stores/patches.py
ranges=$PWD/Benchmarks/scoring/ranges.py
moto_version=5.2.5
environment=.deps/moto-venv

say() { printf 'stores test: %s\n' "$*" >&2; }
fail() { say "FAILED: $*"; exit 1; }

fetch() {
    [ "$(cat "$environment/.version" 2>/dev/null)" != "$moto_version" ] || return 0
    say "fetching moto $moto_version into $environment (once)"
    rm -rf "$environment"
    python3 -m venv --without-pip "$environment"
    python3 -m pip --python "$environment/bin/python" install --quiet --disable-pip-version-check \
        "moto[server]==$moto_version" || fail "moto could not be fetched. Is this machine online, and is pip configured?"
    echo "$moto_version" >"$environment/.version"
}
[ -n "${MOTO:-}" ] || fetch
moto=$(realpath "${MOTO:-$environment/bin/moto_server}")

scratch=$(mktemp -d)
servers=()
stop() {
    for server in "${servers[@]}"; do kill "$server" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$scratch"
}
trap stop EXIT
cd "$scratch"
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
mood() { echo "$1" >mood.new && mv mood.new "${2:-mood}"; } # MOOD [FILE]

# moto looks who asks, not whether the signature is right.
key="Authorization: AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
store=$(free_port)
"$moto" -H 127.0.0.1 -p "$store" >moto.log 2>&1 &
servers+=($!)
mood '{}'
front=$(free_port)
python3 "$proxy" "$front" "$store" mood &
servers+=($!)
for _ in $(seq 60); do curl -sf -H "$key" -o nothing "http://127.0.0.1:$store/" && break; sleep 1; done
for _ in $(seq 60); do curl -sf -H "$key" -o nothing "http://127.0.0.1:$front/" && break; sleep 1; done
curl -sf -H "$key" -o nothing -X PUT "http://127.0.0.1:$store/bucket" || fail "moto made no bucket: $(tail -n 3 moto.log)"
azure=$(free_port)
azure_key=$(printf 'a key that nobody else has' | base64)
python3 "$stand_in" "$azure" account "$azure_key" bucket >azure.log 2>&1 &
servers+=($!)
mood '{}' mood-azure
azure_front=$(free_port)
python3 "$proxy" "$azure_front" "$azure" mood-azure &
servers+=($!)

unset MLFLOW_TRACKING_URI AERIAL_RUNS AWS_PROFILE AWS_SESSION_TOKEN GOOGLE_APPLICATION_CREDENTIALS
export AWS_S3_ENDPOINT=127.0.0.1:$front AWS_HTTPS=NO AWS_VIRTUAL_HOSTING=FALSE AWS_REGION=us-east-1
export AWS_ACCESS_KEY_ID=key AWS_SECRET_ACCESS_KEY=secret
export CPL_GS_ENDPOINT=http://127.0.0.1:$front/ GS_ACCESS_KEY_ID=key GS_SECRET_ACCESS_KEY=secret
azure_words() { echo "DefaultEndpointsProtocol=http;AccountName=account;AccountKey=$1;BlobEndpoint=http://127.0.0.1:$azure_front/account"; }
AZURE_STORAGE_CONNECTION_STRING=$(azure_words "$azure_key")
export AZURE_STORAGE_CONNECTION_STRING
# Weights come from where they are; what is fetched and sent lies here.
home=${AERIAL_HOME:-$HOME/.cache/aerial}
mkdir home && ln -s "$(realpath "$home")/weights" home/weights
export AERIAL_HOME=$scratch/home
run() { "$aerial" "$@" --quiet >out.txt 2>err.txt || fail "aerial $*: $(cat err.txt)"; }
trained() { run "$@" --runs runs.sqlite; }
get() { curl -sf -H "$key" "http://127.0.0.1:$store/bucket/$1"; }

# The tutorial, here and there.
journey() {
    run synth "$1/county" --size 2240 --seed 3
    trained prepare --imagery "$1/county/imagery_before.tif" --labels "$1/county/landcover_before.tif" --out "$1/dataset" \
        --rule purity:0.8 --split blocks:500 --test-fraction 0.3
    run dataset show "$1/dataset" --out "$1/dataset.html"
    trained transfer "$1/dataset" --out "$1/model"
    trained evaluate "$1/model" "$1/dataset" --out "$1/evaluation"
    trained quantize "$1/model" "$1/dataset" --least-held-out 3 --max-drop 100 --max-flips 100
    trained score "$1/model" "$1/county/imagery_after.tif" --out "$1/after.gpkg" --precision fp32
    trained score "$1/model" "$1/county/imagery_after.tif" --out "$1/after.csv" --precision int8
    trained score "$1/model" "$1/county/imagery_after.tif" --out "$1/after.tif" --precision fp32
    trained score "$1/model" "$1/dataset/test" --out "$1/pictures.csv" --precision fp32
    run map "$1/after.csv" --out "$1/map.tif" --areas "$1/areas.csv" --report "$1/map.html"
    trained change "$1/model" --before "$1/county/imagery_before.tif" --after "$1/county/imagery_after.tif" --out "$1/change"
    run area design "$1/after.tif" --out "$1/sample" --least 3
    run export "$1/model" --out "$1/model.onnx"
}
say "the tutorial on this machine"
journey "$scratch/local"
say "the tutorial in a bucket"
journey s3://bucket/there
same=(after.gpkg after.csv areas.csv model.onnx model/weights.safetensors model/int8.safetensors evaluation/confusion.csv
    change/change.tif change/candidates.csv sample/sample.csv county/imagery_after.tif dataset/tiles.gpkg)
for file in "${same[@]}"; do
    get "there/$file" | cmp - "local/$file" || fail "$file differs"
done
for file in evaluation/predictions.csv pictures.csv; do
    get "there/$file" | sed "s#s3://bucket/there#$scratch/local#g" | cmp - "local/$file" || fail "$file differs in more than its paths"
done
[ -z "$(find home/outputs -mindepth 2 2>/dev/null)" ] || fail "what was sent stayed here: $(find home/outputs)"
grep -qi "signature=\|secret" <("$aerial" runs export --out - --runs runs.sqlite 2>/dev/null) && fail "the history holds a secret"

# The signature of a signed address is in nothing that travels.
signed=$(free_port)
python3 "$ranges" "$signed" local/county 0 >ranges.log 2>&1 &
servers+=($!)
sleep 1
trained score local/model "http://127.0.0.1:$signed/imagery_after.tif?X-Amz-Signature=5ec4e7" --out signed.tif --precision fp32
trained prepare --imagery "http://127.0.0.1:$signed/imagery_before.tif?X-Amz-Signature=5ec4e7" --out signed \
    --labels "http://127.0.0.1:$signed/landcover_before.tif?sig=5ec4e7" --rule purity:0.8 --split blocks:500 --test-fraction 0.3
grep -rl 5ec4e7 signed signed.* runs.sqlite && fail "a signature is in what travels"

# A folder of several pages.
say "1,100 pictures, two pages of a listing"
mkdir -p many/Forest
picture=$(find local/dataset/train -name '*.png' | head -n 1)
for number in $(seq -w 1100); do cp "$picture" "many/Forest/$number.png"; done
(cd many/Forest && ls | xargs -P 4 -n 100 sh -c 'for f; do curl -sf -H "$0" -o /dev/null -T "$f" "http://127.0.0.1:'"$store"'/bucket/many/Forest/$f"; done' "$key")
trained score local/model many --out here.csv --precision fp32
trained score local/model s3://bucket/many/ --out there.csv --precision fp32
sed "s#s3://bucket/many#many#g" there.csv | cmp - here.csv || fail "pictures in a bucket give other rows"

# A refusal: status 1, a message that says what and where, within a minute, and nothing under the final name.
refused() { # WORDS COMMAND...
    local words=$1 start=$SECONDS status=0
    shift
    "$aerial" "$@" --quiet >out.txt 2>err.txt || status=$?
    [ "$status" = 1 ] || fail "aerial $* ended with $status: $(cat err.txt)"
    grep -q "$words" err.txt || fail "aerial $* does not say '$words': $(cat err.txt)"
    [ $((SECONDS - start)) -lt 60 ] || fail "aerial $* took $((SECONDS - start)) s"
}
nothing_at() { [ -z "$(curl -sf -H "$key" "http://127.0.0.1:$store/bucket?prefix=$1" | grep -o '<Key>[^<]*')" ] || fail "something lies at $1"; }
score=(score local/model local/county/imagery_after.tif --runs none --precision fp32)

say "what fails"
refused "bucket does not exist" "${score[@]}" --out s3://nowhere/p.csv
refused "bucket does not exist" score s3://nowhere/model local/county/imagery_after.tif --out p.csv --runs none
refused "there is no model s3://bucket/none" score s3://bucket/none local/county/imagery_after.tif --out p.csv --runs none
refused "is there already" "${score[@]}" --out s3://bucket/there/after.csv
refused "never an input" score s3://bucket/there/model s3://bucket/many/ --out s3://bucket/many/p.csv --runs none --overwrite
mood '{"methods": ["GET", "HEAD", "PUT", "POST"], "status": 403, "code": "SignatureDoesNotMatch", "message": "The request signature does not match"}'
refused "signature does not match" "${score[@]}" --out s3://bucket/p.csv
refused "signature does not match" score local/model s3://bucket/there/county/imagery_after.tif --out p.csv --runs none
mood '{"methods": ["PUT", "POST"], "status": 403, "code": "AccessDenied", "message": "Access Denied"}'
refused "Access Denied" "${score[@]}" --out s3://bucket/read-only.csv
refused "Access Denied" evaluate local/model local/dataset --out s3://bucket/read-only --runs none
mood '{}'
nothing_at read-only
[ ! -e p.csv ] || fail "a failed run left p.csv"

say "what breaks off"
mood '{"methods": ["GET"], "match": "marker", "break": true}'
refused "cannot list s3://bucket/many: no answer" score local/model s3://bucket/many/ --out p.csv --runs none
mood '{"methods": ["GET", "HEAD"], "match": "many/Forest", "skip": 300, "break": true}'
refused "cannot be reached any more" score local/model s3://bucket/many/ --out p.csv --precision fp32 --runs none
mood '{}'
[ ! -e p.csv ] || fail "a broken run left p.csv"
trained score local/model s3://bucket/many/ --out p.csv --precision fp32 --resume
cmp p.csv there.csv || fail "a resumed run gives other rows"
mood '{"methods": ["PUT"], "match": "begun/train", "skip": 5, "break": true}'
refused "The work is done and lies in" prepare --imagery local/county/imagery_before.tif --labels local/county/landcover_before.tif \
    --out s3://bucket/begun --rule purity:0.8 --split blocks:500 --test-fraction 0.3 --runs none
mood '{}'
nothing_at begun/
get there/after.csv >older.csv
mood '{"methods": ["PUT"], "match": "there/", "skip": 1, "status": 403, "code": "AccessDenied", "message": "Access Denied"}'
refused "Access Denied" "${score[@]}" --out s3://bucket/there/after.csv --overwrite
refused "Access Denied" transfer local/dataset --out s3://bucket/there/model --overwrite --runs none
mood '{}'
get there/after.csv | cmp - older.csv || fail "a failed upload changed the older file"
get there/model/weights.safetensors | cmp - local/model/weights.safetensors || fail "a failed upload changed the older model"
# Several outputs of one command: all of them, or none.
say "several outputs, all or none"
several=(map local/after.csv --out s3://bucket/several/m.tif --areas s3://bucket/several/areas.csv
    --report s3://bucket/several/m.html)
names=(m.tif areas.csv m.html)
denied() { mood "{\"methods\": [\"PUT\"], \"match\": \"$1\", \"skip\": $2, \"status\": 403, \"code\": \"AccessDenied\", \"message\": \"Access Denied\"}"; }
denied several/ 4 # three trials before the work, and one of the outputs
refused "Access Denied" "${several[@]}"
mood '{}'
nothing_at several/
for name in "${names[@]}"; do # after its trial, the word that puts it in place
    denied "several/$name" 1
    refused "Access Denied" "${several[@]}"
    mood '{}'
    nothing_at several/
done
run "${several[@]}"
for name in "${names[@]}"; do get "several/$name" >"older-$name"; done
for name in "${names[@]}"; do
    denied "several/$name" 1
    refused "Access Denied" "${several[@]}" --smooth --overwrite
    mood '{}'
    for each in "${names[@]}"; do get "several/$each" | cmp - "older-$each" || fail "a failed upload changed $each"; done
    nothing_at several/.aerial
done
run "${several[@]}" --smooth --overwrite
get several/m.html | cmp -s - older-m.html && fail "the report was not replaced"
nothing_at several/.aerial
denied several/d.tif 1
refused "Access Denied" "${score[@]}" --out s3://bucket/several/p.csv --detail s3://bucket/several/d.tif
mood '{}'
nothing_at several/p
nothing_at several/d
evaluated=(evaluate local/model local/dataset --out s3://bucket/several/evaluation --runs none)
denied several/evaluation/report.html 0
refused "Access Denied" "${evaluated[@]}"
mood '{}'
nothing_at several/evaluation

# A run that is killed while it puts outputs in place.
say "a run that is killed"
killed() { # MATCH SKIP COMMAND...
    mood "{\"methods\": [\"PUT\"], \"match\": \"$1\", \"skip\": $2, \"hold\": true}"
    shift 2
    : >mood.log
    "$aerial" "$@" --quiet >out.txt 2>err.txt &
    local victim=$!
    while kill -0 "$victim" 2>/dev/null && ! grep -q held mood.log; do sleep 0.1; done
    kill -9 "$victim" 2>/dev/null || true
    wait "$victim" 2>/dev/null || true
    grep -q held mood.log || fail "aerial $* ended before it was killed: $(cat err.txt)"
    mood '{}'
}
something_at() { [ -n "$(curl -sf -H "$key" "http://127.0.0.1:$store/bucket?prefix=$1" | grep -o '<Key>[^<]*')" ] || fail "nothing lies at $1"; }
for name in "${names[@]}"; do get "several/$name" >"smooth-$name"; done
killed several/m.html 1 "${several[@]}" --overwrite
get several/m.html | cmp - smooth-m.html || fail "a killed run changed what it had not come to"
for name in "${names[@]}"; do
    get "several/$(curl -sf -H "$key" "http://127.0.0.1:$store/bucket?prefix=several/.aerial" | grep -o "[^/]*/older/$name<" | tr -d '<')" |
        cmp - "smooth-$name" || fail "a killed run did not leave the older $name"
done
refused "was cut short" "${several[@]}"
run "${several[@]}" --overwrite
# The page says when it was made.
for name in m.tif areas.csv; do get "several/$name" | cmp - "older-$name" || fail "$name differs after a killed run"; done
get several/m.html | cmp -s - smooth-m.html && fail "the page was not replaced after a killed run"
nothing_at several/.aerial
begun=(transfer local/dataset --out s3://bucket/several/model)
killed several/model/weights 0 "${begun[@]}" --runs none
refused "no model" score s3://bucket/several/model local/county/imagery_after.tif --out p.csv --runs none
refused "was cut short" "${begun[@]}" --runs none
trained "${begun[@]}" --overwrite
get several/model/weights.safetensors | cmp - local/model/weights.safetensors || fail "a model differs after a killed run"
nothing_at several/model/.aerial

# What is larger than 64 MB goes in parts, beside other outputs too.
say "outputs of more than 64 MB"
no_parts() { ! curl -sf -H "$key" "http://127.0.0.1:$store/bucket?uploads" | grep -q '<UploadId>' || fail "parts of an upload stayed"; }
python3 "$patches" 670 >large.csv
head -n -670 large.csv >other.csv
run map large.csv --out large.gpkg --areas large-areas.csv
large=(--out s3://bucket/large/map.gpkg --areas s3://bucket/large/areas.csv)
run map large.csv "${large[@]}"
[ "$(grep -c 'PUT /bucket/large/map.gpkg?partNumber.* 200' mood.log)" -gt 1 ] || fail "a large map went in one piece"
is_large() {
    get large/map.gpkg | cmp - large.gpkg || fail "$1 map.gpkg"
    get large/areas.csv | cmp - large-areas.csv || fail "$1 areas.csv"
    no_parts
    nothing_at large/.aerial
}
is_large "parts give another"
mood '{"methods": ["POST"], "match": "uploadId", "status": 403, "code": "AccessDenied", "message": "Access Denied"}'
refused "Access Denied" map other.csv "${large[@]}" --overwrite
mood '{}'
is_large "a failed upload changed"
mood '{"methods": ["PUT"], "match": "partNumber=2", "break": true}'
export VSIS3_CHUNK_SIZE=5 # GDAL's, in MB
refused "no answer" export local/model --out s3://bucket/large/model.onnx --runs none
mood '{}'
nothing_at large/model
no_parts
trained export local/model --out s3://bucket/large/model.onnx
unset VSIS3_CHUNK_SIZE
get large/model.onnx | cmp - local/model.onnx || fail "parts give another model.onnx"

# The stores of Google and Azure.
google_put() { curl -sf -H "$key" -o nothing -T "$1" "http://127.0.0.1:$store/bucket/google/$2"; }
google_get() { get "google/$1"; }
azure_ask() { curl -sf -H "Authorization: test $azure_key" "http://127.0.0.1:$azure/account/bucket$1" "${@:2}"; }
azure_put() { azure_ask "/azure/$2" -o nothing -T "$1"; }
azure_get() { azure_ask "/azure/$1"; }
elsewhere() { # ADDRESS PUT GET
    local place=$1 put=$2 get=$3 file
    say "a short way in $place"
    for file in county/imagery_after.tif $(cd local && find model dataset/test -type f); do "$put" "local/$file" "$file"; done
    trained score "$place/model" "$place/county/imagery_after.tif" --out "$place/after.gpkg" --precision fp32
    trained score "$place/model" "$place/dataset/test/" --out "$place/pictures.csv" --precision fp32
    run map "$place/after.gpkg" --out "$place/map.tif" --areas "$place/areas.csv"
    run export "$place/model" --out "$place/model.onnx"
    trained prepare --imagery local/county/imagery_before.tif --labels local/county/landcover_before.tif --out "$place/prepared" \
        --rule purity:0.8 --split blocks:500 --test-fraction 0.3
    trained transfer "$place/prepared" --out "$place/learned"
    for file in after.gpkg areas.csv model.onnx; do "$get" "$file" | cmp - "local/$file" || fail "$place/$file differs"; done
    "$get" learned/weights.safetensors | cmp - local/model/weights.safetensors || fail "a model of $place differs"
    "$get" pictures.csv | sed "s#$place#$scratch/local#g" | cmp - local/pictures.csv || fail "$place/pictures.csv differs in more than its paths"
    refused "does not exist" "${score[@]}" --out "${place%%/*}//nowhere/p.csv"
    refused "does not exist" score "${place%%/*}//nowhere/model" local/county/imagery_after.tif --out p.csv --runs none
    refused "there is no model" score "$place/none" local/county/imagery_after.tif --out p.csv --runs none
}
elsewhere gs://bucket/google google_put google_get
nothing_at google/.aerial
mood '{"methods": ["GET", "HEAD", "PUT", "POST"], "status": 403, "code": "SignatureDoesNotMatch", "message": "The request signature does not match"}'
refused "signature does not match" score gs://bucket/google/model local/county/imagery_after.tif --out p.csv --runs none
refused "access is denied" "${score[@]}" --out gs://bucket/google/p.csv
mood '{}'
elsewhere az://bucket/azure azure_put azure_get
export AZURE_STORAGE_CONNECTION_STRING="$(azure_words "$(echo another | base64)")"
refused "failed to authenticate" score az://bucket/azure/model local/county/imagery_after.tif --out p.csv --runs none
refused "access is denied" "${score[@]}" --out az://bucket/azure/p.csv
export AZURE_STORAGE_CONNECTION_STRING="$(azure_words "$azure_key")"
# GDAL would write it piece by piece in everybody's sight.
mood '{"methods": ["PUT"], "match": "appendblock", "skip": 1, "status": 403, "code": "AuthorizationFailure", "message": "This request is not authorized"}' mood-azure
refused "not authorized" export local/model --out az://bucket/azure/new.onnx --runs none
refused "not authorized" export local/model --out az://bucket/azure/model.onnx --overwrite --runs none
mood '{}' mood-azure
azure_get model.onnx | cmp - local/model.onnx || fail "a failed upload changed the older model.onnx of az://"
[ -z "$(azure_ask "?restype=container&comp=list" | grep -o '<Name>[^<]*\(aerial-\|new\.onnx\)[^<]*')" ] || fail "a failed upload stayed in az://"

# A node has variables of its own.
worker=$(dirname "$aerial")/aerial-worker
if [ -x "$worker" ]; then
    say "what a node of a cluster needs"
    reaches() { # STATUS JOB COMMAND...
        local expected=$1 job=$2 status=0
        shift 2
        "$@" "$worker" --check storage/"$job" >out.txt 2>err.txt || status=$?
        [ "$status" = "$expected" ] || fail "a worker ends with $status instead of $expected: $(cat err.txt)"
        [ "$status" = 0 ] || { grep -q "spark.executorEnv" err.txt && grep -q "s3://bucket" err.txt; } ||
            fail "a node without credentials does not say what to do: $(cat err.txt)"
    }
    for input in there/county/imagery_after.tif many/; do
        rm -rf storage job.spark job.sql && mkdir -p storage/job
        run score local/model "s3://bucket/$input" --spark-sql job.sql --spark-storage storage --worker "$worker" --runs none \
            --precision fp32
        # As the script unpacks it on a node.
        tar -xzf job.spark/aerial-job-*.tar.gz -C storage/job
        reaches 0 job env
        reaches 66 job env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY
    done
fi

# Folds, and a model that is asked first.
say "folds and a cascade in a bucket"
cat >areas.yaml <<YAML
areas:
  - name: east
    imagery: local/county/imagery_before.tif
    labels: local/county/landcover_before.tif
  - name: west
    imagery: far/imagery_before.tif
    labels: far/landcover_before.tif
YAML
run synth far --size 2240 --seed 4 --zone 17
for place in "$scratch/folded" s3://bucket/folded; do
    trained prepare --areas areas.yaml --out "$place/folds" --rule purity:0.8 --split areas:2
    for fold in fold-1 fold-2; do
        trained transfer "$place/folds/$fold" --out "$place/models/$fold" --turns 1 --calibrate
    done
    trained evaluate "$place/models" "$place/folds" --out "$place/evaluation"
    trained transfer "$place/folds/fold-1" --out "$place/coarse" --turns 1 --calibrate --tile-pixels 112
    trained score "$place/models/fold-1" local/county/imagery_after.tif --first "$place/coarse" --out "$place/cascade.csv" --precision fp32 --max-loss 30
done
get folded/cascade.csv | cmp - folded/cascade.csv || fail "a cascade in a bucket gives other rows"
get folded/evaluation/confusion.csv | cmp - folded/evaluation/confusion.csv || fail "folds in a bucket give other figures"
cascade=(score s3://bucket/folded/models/fold-1 s3://bucket/there/county/imagery_after.tif --first s3://bucket/folded/coarse --max-loss 30)
trained "${cascade[@]}" --out s3://bucket/folded/all.csv --precision fp32
get folded/all.csv >all.csv
[ "$(cut -d, -f16- all.csv | md5sum)" = "$(cut -d, -f16- folded/cascade.csv | md5sum)" ] || fail "a cascade with all paths in a bucket gives other rows"

# What stays on a disk says so.
say "what is no address"
refused "is an address" transfer local/dataset --out m --feature-cache s3://bucket/features --runs none
refused "is an address" review local/model local/dataset --out r --feature-cache s3://bucket/features
refused "is an address" imagery fetch items.json --out s3://bucket/naip
for command in "score local/model local/dataset/test --out p2.csv" "runs list" "evaluate local/model local/dataset --out e2"; do
    status=0
    "$aerial" $command --runs s3://bucket/runs.sqlite --quiet >out.txt 2>err.txt || status=$?
    [ "$status" != 0 ] && grep -q "is an address" err.txt || fail "$command takes --runs s3://: $(cat err.txt)"
done
[ ! -e s3: ] || fail "a folder s3: was made here: $(find s3:)"

# Another model under the same address is the one that is read.
trained transfer local/dataset --out s3://bucket/there/model --turns 1 --overwrite
trained transfer local/dataset --out turned --turns 1
trained score s3://bucket/there/model local/county/imagery_after.tif --out new.csv --precision fp32
trained score turned local/county/imagery_after.tif --out turned.csv --precision fp32
cmp new.csv turned.csv || fail "a stale model was used"
say "passed"
