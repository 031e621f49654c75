// SPDX-License-Identifier: Apache-2.0
// Any bytes as a manifest: a scenario, or a fault of the user's that names a place in the file.
#include "codec/manifest_toml.hpp"
#include "fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::optional<model::Target> wanted;
  if (size % 6 < 5) wanted = model::Target(size % 6);
  const auto read = codec::read_manifest(text, "m.toml", "/folder", wanted);
  if (!read) {
    fuzz::expect(read.error().fault == Fault::usage);
    fuzz::expect(read.error().what.starts_with("m.toml:"));
    return 0;
  }
  fuzz::expect(!read->name.empty());
  fuzz::expect(!wanted || read->target == *wanted);
  fuzz::expect(!read->plan.iterations || *read->plan.iterations > 0);
  for (const model::ScenarioArm& arm : read->arms) fuzz::expect(!arm.name.empty());
  return 0;
}
