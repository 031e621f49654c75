// SPDX-License-Identifier: Apache-2.0
// Any bytes as one of the artifacts of a run whose others are in order: the first byte says which.
// Every fault names a file of the set, a known code and what is wrong; the file as it was written
// has none.
#include "app/validate_read.hpp"
#include "fuzz/expect.hpp"
#include "sys/file.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

using namespace assay;
namespace artifact = model::artifact;

namespace {

constexpr std::array kNames = {
    artifact::kOpenCompare,     artifact::kOpenBaseline,     artifact::kOpenWithAgent,
    artifact::kConnectBaseline, artifact::kConnectWithAgent, artifact::kWorkloadSuite,
    artifact::kSloSummary,      artifact::kReport,           artifact::kManifest};

const app::ArtifactSet& written() {
  static const app::ArtifactSet set = [] {
    app::ArtifactSet made;
    app::Faults faults;
    for (const std::string_view name : kNames) {
      made.paths[name] = name;
      auto text = sys::read_file(ASSAY_TEST_DATA "/artifacts-1/" + std::string(name));
      fuzz::expect(text.has_value());
      app::take_document(made, name, *std::move(text), app::Format::ours, faults);
    }
    app::check_all(made, faults);
    fuzz::expect(faults.empty());
    return made;
  }();
  return set;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view name = kNames[data[0] % kNames.size()];
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (const auto format : {app::Format::ours, app::Format::any}) {
    app::ArtifactSet set = written();
    app::Faults faults;
    set.documents.erase(name);
    if (name == artifact::kReport) set.report.reset();
    app::take_document(set, name, text, format, faults);
    app::check_all(set, faults);
    (void)app::gates_of(set, {});
    for (const auto& fault : faults) {
      fuzz::expect(!fault.file.empty() && !fault.code.empty() && !fault.what.empty());
      fuzz::expect(fault.pointer.empty() || fault.pointer.front() == '/');
    }
    if (text == written().texts.at(name)) fuzz::expect(faults.empty());
  }
  return 0;
}
