#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ctest: release
# Man page and completions are what the program says of itself, and what their readers accept.
set -euo pipefail
cd "$ASSAY_SOURCE"
tools/make_help_files "$ASSAY" --check

fail() {
  echo "FAILED: $*"
  exit 1
}
if command -v man >/dev/null; then
  warnings=$(LC_ALL=C.UTF-8 man --warnings=w -l docs/assay.1 2>&1 >/dev/null || true)
  [[ -z $warnings ]] || fail "man: $warnings"
fi
bash -n completions/assay.bash
if command -v zsh >/dev/null; then zsh -n completions/assay.zsh; fi
if command -v fish >/dev/null; then
  fish -n completions/assay.fish
  fish -c 'source completions/assay.fish; complete -C "assay compare --min-eff"' |
    grep -q -e '--min-effect' || fail "fish does not complete a flag"
fi

# What bash offers for the last word of a command line.
offers() {
  # shellcheck source=/dev/null
  source completions/assay.bash
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  _assay
  echo "${COMPREPLY[*]}"
}
[[ $(offers assay doc) == doctor ]] || fail "bash does not complete a command"
[[ $(offers assay compare --min-e) == --min-effect ]] || fail "bash does not complete a flag"
[[ $(offers assay report --format m) == markdown ]] || fail "bash does not complete a value"
[[ $(offers assay doctor --metr) == "" ]] || fail "bash offers a flag that doctor does not take"
echo ok
