// SPDX-License-Identifier: Apache-2.0
// Any bytes as the output of a tool: a fault of the user's, or reports that can be read. The first
// byte says which tool: 'a' none, then a letter a tool in the order of codec::sources().
#include "codec/import.hpp"

#include "codec/report_lines.hpp"
#include "fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto sources = codec::sources();
  const std::size_t letter = (data[0] - std::size_t{'a'}) % (sources.size() + 1);
  std::optional<codec::Source> source;
  if (letter > 0) source = sources[letter - 1].source;
  const auto made =
      codec::import_any({reinterpret_cast<const char*>(data) + 1, size - 1}, "file", source);
  if (!made) {
    fuzz::expect(made.error().fault == Fault::usage);
    return 0;
  }
  const auto read = codec::read_reports(*made);
  fuzz::expect(read.has_value());
  for (const model::Report& report : *read) fuzz::expect(report.kind == "import");
  return 0;
}
