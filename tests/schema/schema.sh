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
# What earlier versions wrote.
for kind in report diff gate run-verdict; do
  validate "$@" "$2/docs/$kind.schema.json" "$2"/tests/data/"$kind"-1-*.json
done

refused() {
  sed "$1" "$folder/report-compare.json" > "$folder/broken.json"
  cmp -s "$folder/report-compare.json" "$folder/broken.json" && { echo "$1 changes nothing"; exit 1; }
  if validate x "$2" --closed "$2/docs/report.schema.json" "$folder/broken.json" > /dev/null; then
    echo "the schema accepts what '$1' makes of a report"
    exit 1
  fi
}
refused 's/"verdict": "regression"/"verdict": "worse"/' "$2"
refused 's/"seed": [0-9]*/"seed": null/' "$2"
refused '/"status"/d' "$2"
refused 's/"wall_ns": \[/"wall_ns": ["x",/' "$2"
refused 's/"wall_ns": \[/"wall_ns": [NaN,/' "$2"
refused 's/"kind": "compare"/"kind": "compare", "undocumented": 1/' "$2"
