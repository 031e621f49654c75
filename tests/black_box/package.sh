#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ctest: release
# The Debian package, unpacked into a scratch root, holds all its parts and a program that finds its
# launcher there.
set -euo pipefail
if ! command -v dpkg-deb >/dev/null || ! command -v dpkg-shlibdeps >/dev/null; then
  echo "skipped: dpkg-dev is not installed"
  exit 77
fi
out=$ASSAY_BUILD/package
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
rm -rf "$out"
cpack -G DEB --config "$ASSAY_BUILD/CPackConfig.cmake" -B "$out"
package=$(echo "$out"/*.deb)

fail() {
  echo "FAILED: $*"
  exit 1
}
dpkg-deb --info "$package"
depends=$(dpkg-deb --field "$package" Depends)
[[ $depends == *libc6* ]] || fail "it depends on no C library: '$depends'"
dpkg -x "$package" "$root"
for part in bin/assay libexec/assay/assay-launcher libexec/assay/assay-worker \
  libexec/assay/assay-wasm libexec/assay/libassay-alloc.so libexec/assay/libassay-null.so \
  libexec/assay/libassay-slow.so include/assay/bench.h share/man/man1/assay.1.gz \
  share/bash-completion/completions/assay share/zsh/vendor-completions/_assay \
  share/fish/vendor_completions.d/assay.fish share/doc/assay/copyright \
  share/doc/assay/exit-codes.md share/doc/assay/changelog.gz; do
  [[ -s $root/usr/$part ]] || fail "usr/$part is missing"
done
find "$root/usr" -type d ! -perm 755 | grep . && fail "folders with odd permissions"

version=$(dpkg-deb --field "$package" Version)
unset ASSAY_LAUNCHER
said=$("$root/usr/bin/assay" --version)
[[ $said == *"$version"* ]] || fail "the package is $version, the program says '$said'"
# One trial: only a program that found its launcher can run it.
"$root/usr/bin/assay" time --rounds 2 /bin/true >/dev/null || fail "it cannot run /bin/true from there"
echo "ok: $(basename "$package")"
