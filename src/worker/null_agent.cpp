// SPDX-License-Identifier: Apache-2.0
// libassay-null.so: preloaded into a program, it does nothing but be there. What a comparison makes
// of it is what the comparison makes of nothing (docs/known-agents.md).
namespace {

int loaded = 0;

[[gnu::constructor]] void attach() {
  loaded = 1;
}

}  // namespace

// So that a test can see that it was loaded.
extern "C" __attribute__((visibility("default"))) int assay_null_loaded() noexcept {
  return loaded;
}
