#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# as_nobody.sh TEST LAUNCHER HELPERS [ARGUMENT...]: runs a test program as an ordinary user, from
# copies that such a user can reach. 77 (skipped) where we are one already, or cannot become one.
set -eu
test=$1 launcher=$2 helpers=$3
shift 3
[ "$(id -u)" = 0 ] && command -v setpriv >/dev/null || exit 77
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$test" "$launcher" "$folder"
# What is found beside the launcher.
for part in assay-worker assay-wasm libassay-alloc.so; do
  cp "$(dirname "$launcher")/$part" "$folder"
done
cp -R "$helpers" "$folder/helpers"
chmod -R a+rX "$folder"
ASSAY_LAUNCHER="$folder/$(basename "$launcher")"
export ASSAY_LAUNCHER ASSAY_TEST_HELPERS="$folder/helpers"
cd /
setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all \
  "$folder/$(basename "$test")" "$@"
