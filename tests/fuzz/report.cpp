// SPDX-License-Identifier: Apache-2.0
// Any bytes as a report: a fault of the user's, or a report that is written and read again as the
// same bytes.
#include "codec/report_json.hpp"
#include "codec/report_lines.hpp"
#include "fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

using namespace assay;

namespace {

std::string written(const model::Report& report) {
  std::string out;
  const auto done = codec::write_report_line(report, [&](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  });
  fuzz::expect(done.has_value());
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto many = codec::read_reports(text);
  if (!many) {
    fuzz::expect(many.error().fault == Fault::usage);
    return 0;
  }
  for (const model::Report& report : *many) {
    const std::string once = written(report);
    const auto again = codec::read_report(once);
    fuzz::expect(again.has_value());
    fuzz::expect(written(*again) == once);
  }
  return 0;
}
