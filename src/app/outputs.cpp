// SPDX-License-Identifier: Apache-2.0
#include "app/outputs.hpp"

#include "codec/hyperfine_export.hpp"
#include "codec/report_json.hpp"
#include "codec/verdict_json.hpp"
#include "report/export_tables.hpp"
#include "report/text.hpp"
#include "sys/file.hpp"

namespace assay::app {
namespace {

// A report of a million trials of sixteen metrics takes 200 MB; ten times that is no report of
// ours.
constexpr std::size_t kMaxReport = std::size_t{2} << 30;

codec::Sink into(std::string& text) {
  return [&text](std::string_view part) -> Result<void> {
    text += part;
    return {};
  };
}

}  // namespace

Result<void> save_report(const model::Report& report, const std::string& path) {
  auto file = sys::DurableFile::beside(path);
  if (!file) return std::move(file).error();
  auto written =
      codec::write_report(report, [&](std::string_view part) { return file->append(part); });
  if (!written) return written;
  return file->commit();
}

Result<model::Report> load_report(const std::string& path) {
  auto text = sys::read_file(path, kMaxReport);
  if (!text) return std::move(text).error();
  auto report = codec::read_report(std::move(*text));
  if (!report) return std::move(report).error().in(path);
  return report;
}

}  // namespace assay::app
