#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# schema.sh WRITE_SAMPLES SOURCE: new files and the ones of earlier versions against the schemas,
# and a few broken ones, which must be refused.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" "$folder"
validate() { /usr/bin/python3 "$2/tests/validate_json.py" "${@:3}"; }
validate "$@" --closed "$2/docs/report.schema.json" "$folder"/report-*.json
validate "$@" --closed "$2/docs/verdict.schema.json" "$folder"/verdict-*.json
validate "$@" --closed "$2/docs/diff.schema.json" "$folder"/diff-*.json
validate "$@" --closed "$2/docs/gate.schema.json" "$folder"/gate-*.json
validate "$@" --closed "$2/docs/run-verdict.schema.json" "$folder"/run-verdict-*.json
validate "$@" --closed "$2/docs/op-profile.schema.json" "$folder"/op-profile-*.json
validate "$@" --closed "$2/docs/soak.schema.json" "$folder"/soak-*.json
# What earlier versions wrote.
for kind in report diff gate run-verdict op-profile soak; do
  validate "$@" "$2/docs/$kind.schema.json" "$2"/tests/data/"$kind"-1-*.json
done

# refused EDIT SOURCE [KIND SAMPLE]
refused() {
  local kind=${3:-report} sample=$folder/${4:-report-compare.json}
  sed "$1" "$sample" > "$folder/broken.json"
  cmp -s "$sample" "$folder/broken.json" && { echo "$1 changes nothing"; exit 1; }
  if validate x "$2" --closed "$2/docs/$kind.schema.json" "$folder/broken.json" > /dev/null; then
    echo "the schema accepts what '$1' makes of a $kind"
    exit 1
  fi
}
refused 's/"verdict": "regression"/"verdict": "worse"/' "$2"
refused 's/"seed": [0-9]*/"seed": null/' "$2"
refused '/"status"/d' "$2"
refused 's/"wall_ns": \[/"wall_ns": ["x",/' "$2"
refused 's/"wall_ns": \[/"wall_ns": [NaN,/' "$2"
refused 's/"kind": "compare"/"kind": "compare", "undocumented": 1/' "$2"
for edit in 's/"port": 9/"port": true/' 's/"iterations": 300/"iterations": "300"/' '/"clock_ns"/d' \
  's/"with_agent": true/"with_agent": 1/' 's/\[1000,200\]/[1000,0]/'; do
  refused "$edit" "$2" op-profile op-profile-full.json
done
refused 's/"role": "drops"/"role": "lost"/' "$2" soak soak-passed.json
refused 's/"finding": "too short"/"finding": "fine"/' "$2" soak soak-passed.json
refused '/"rss_growth_kb"/d' "$2" soak soak-passed.json
