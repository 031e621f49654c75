// SPDX-License-Identifier: Apache-2.0
// Flags of `assay init`.
#include "cli/apply.hpp"

namespace assay::cli {
namespace {

template <auto kMember, auto kRead>
Result<void> set_init(Draft& draft, const Given& given) {
  return put(draft.init.*kMember, kRead(given));
}

Result<void> force(Draft& draft, const Given&) {
  draft.init.force = true;
  return {};
}

constexpr Choice<model::Target> kTargets[] = {{"process", model::Target::process},
                                              {"library", model::Target::library},
                                              {"server", model::Target::server},
                                              {"wasm-local", model::Target::wasm_local},
                                              {"wasm-cloudflare", model::Target::wasm_cloudflare}};

// clang-format off
const Flag kInitFlags[] = {
    {.name = "target", .values = "TARGET", .users = kInit,
     .help = "What executes it: process (the default), library, server, wasm-local or "
             "wasm-cloudflare.",
     .apply = set_init<&app::InitOptions::target, one_of<kTargets>>},
    {.letter = 'o', .name = "output", .values = "FILE", .users = kInit,
     .help = "Write this file (default: the program's name and .toml; - prints it).",
     .apply = set_init<&app::InitOptions::output, some_text>},
    {.name = "force", .users = kInit,
     .help = "Overwrite a file that is there already.",
     .apply = force},
};
// clang-format on

}  // namespace

Section init_flags() {
  return {"Manifest", kInitFlags};
}

}  // namespace assay::cli
