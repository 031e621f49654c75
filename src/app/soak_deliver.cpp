// SPDX-License-Identifier: Apache-2.0
#include "app/soak_deliver.hpp"

#include "app/outputs.hpp"
#include "codec/soak_json.hpp"
#include "report/soak_text.hpp"
#include "sys/file.hpp"

#include <utility>

namespace assay::app {
namespace {

Result<void> write_document(const model::SoakResult& result, Exit exit, const std::string& path) {
  auto file = sys::DurableFile::beside(path);
  if (!file) return std::move(file).error();
  auto written = codec::write_soak(result, int(exit),
                                   [&](std::string_view bytes) { return file->append(bytes); });
  if (!written) return written;
  return file->commit();
}

std::string document(const model::SoakResult& result, Exit exit) {
  std::string out;
  const auto written =
      codec::write_soak(result, int(exit), [&](std::string_view bytes) -> Result<void> {
        out += bytes;
        return {};
      });
  (void)written.has_value();  // a string takes everything
  return out;
}

}  // namespace

Exit exit_of(const model::SoakResult& result) {
  if (result.status == model::Status::interrupted) return Exit::interrupted;
  Exit exit = Exit::pass;
  switch (result.verdict) {
    case model::CheckOutcome::pass:
      break;
    case model::CheckOutcome::fail:
      exit = Exit::failed;
      break;
    case model::CheckOutcome::inconclusive:
    case model::CheckOutcome::missing:
      exit = Exit::inconclusive;
      break;
  }
  return result.status == model::Status::failed ? worst(exit, Exit::program) : exit;
}

void deliver_soak(const model::SoakResult& result, const SoakOptions& options,
                  const Surroundings& surroundings, Outcome& outcome) {
  const auto kept = [&outcome](Result<void> written) {
    if (written) return;
    outcome.exit = worst(outcome.exit, exit_for(written.error().fault));
    if (!outcome.error) outcome.error = std::move(written).error();
  };
  if (options.summary) kept(sys::write_file(*options.summary, codec::soak_summary_json(result)));
  // After what may still change the exit code that it tells.
  if (options.report && options.report != "-")
    kept(write_document(result, outcome.exit, *options.report));
  outcome.out = options.json || options.report == "-"
                    ? document(result, outcome.exit)
                    : report::soak_text(result, text_style(options.style, surroundings));
}

}  // namespace assay::app
