// SPDX-License-Identifier: Apache-2.0
#include "app/gate.hpp"

#include "app/check_exit.hpp"
#include "app/gate_refresh.hpp"
#include "app/hosted_strict.hpp"
#include "app/outputs.hpp"
#include "app/report_files.hpp"
#include "app/wording.hpp"
#include "codec/gate_json.hpp"
#include "codec/rules_toml.hpp"
#include "gate/judge.hpp"
#include "report/gate_text.hpp"
#include "sys/clock.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

namespace assay::app {
namespace {

namespace fs = std::filesystem;
using model::CheckOutcome;

std::string gate_json(const model::GateResult& result, Exit exit) {
  std::string out;
  const auto written =
      codec::write_gate(result, int(exit), [&](std::string_view part) -> Result<void> {
        out += part;
        return {};
      });
  (void)written.has_value();  // a string takes everything
  return out;
}

// The one that the rules name is looked for beside them.
std::optional<std::string> baseline_of(const GateOptions& options, const model::GateRules& rules) {
  if (options.baseline) return options.baseline;
  if (!rules.baseline) return std::nullopt;
  return (fs::path(rules.file).parent_path() / *rules.baseline).lexically_normal().string();
}

// Hands the judge what is stored, and remembers what went wrong with that: a report may not have
// been held against nothing because its baseline could not be read.
class Stored {
 public:
  explicit Stored(const ReportIndex* index) : index_(index) {}
  gate::StoredBaseline find(const model::Report& report) {
    if (index_ == nullptr) return {};
    held_.reset();
    auto found = index_->find(key_of(report));
    if (!found) {
      if (!error_) error_ = std::move(found).error();
      return {};
    }
    held_ = *std::move(found);
    return {held_ ? &*held_ : nullptr, index_->path()};
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  const ReportIndex* index_;
  std::optional<model::Report> held_;  // while it is judged by
  std::optional<Error> error_;
};

void deliver(const model::GateResult& result, const GateOptions& options,
             const Surroundings& surroundings, Outcome& outcome) {
  const auto put = [&](const std::string& path, const std::string& text) {
    if (path == "-") {
      outcome.out += text;
      return;
    }
    auto written = sys::write_file(path, text);
    if (written) return;
    outcome.exit = worst(outcome.exit, exit_for(written.error().fault));
    if (!outcome.error) outcome.error = std::move(written).error();
  };
  const auto printed = [](const GateFormat& each) { return each.path == "-"; };
  for (const GateFormat& each : options.formats)
    put(each.path, report::render(each.format, report::ci_document(result)));
  if (options.json)
    put("-", gate_json(result, outcome.exit));
  else if (std::none_of(options.formats.begin(), options.formats.end(), printed))
    put("-", report::to_gate_text(result, text_style(options.style, surroundings)));
  // Last: it says, too, that another file could not be written.
  if (options.verdict_file) put(*options.verdict_file, gate_json(result, outcome.exit));
}

void remark(const model::GateResult& result, Outcome& outcome) {
  const bool bad = std::any_of(result.checks.begin(), result.checks.end(), [](const auto& check) {
    return check.outcome != CheckOutcome::pass;
  });
  if (result.strictness == model::Strictness::advisory && bad)
    outcome.notes.push_back(
        "ADVISORY: checks did not pass, and the exit code is 0 all the same; make the rules strict "
        "to be guarded by them");
  const bool any = std::any_of(result.checks.begin(), result.checks.end(),
                               [](const auto& check) { return check.decides(); });
  if (!any && result.strictness == model::Strictness::strict)
    outcome.notes.push_back("every check is muted or advisory: this gate guards nothing now");
}

Result<void> check_hosted(const GateOptions& options) {
  if (!options.hosted || !options.strict)
    return bad_usage(std::string(options.hosted ? "--hosted" : "--strict") + " is half of a pair",
                     "they say together what an alert means",
                     "assay gate --hosted A.json --strict B.json");
  if (!options.reports.empty() || !options.rules.empty() || options.baseline ||
      !options.formats.empty() || options.verdict_file || options.refresh || options.advisory)
    return bad_usage("--hosted and --strict take nothing but --json beside them",
                     "each is a result that was judged already",
                     "judge reports first: assay gate --rules rules.toml --json r.json > A.json");
  return {};
}

}  // namespace

Exit exit_of(const model::GateResult& result) {
  Exit exit = Exit::pass;
  for (const model::GateCheck& check : result.checks) {
    if (!check.decides()) continue;
    const bool baseline =
        check.code == model::code::kNoBaseline || check.code == model::code::kIncomparable;
    // What is missing from the reports themselves is a failure; a baseline can be recorded.
    const bool lacks = check.outcome == CheckOutcome::missing && !baseline;
    exit = worst(exit, lacks ? Exit::failed : exit_for(check.outcome));
  }
  return exit;
}

Result<void> check_gate(const GateOptions& options) {
  if (options.hosted || options.strict) return check_hosted(options);
  if (options.reports.empty())
    return bad_usage("there is nothing to judge", "no report was named",
                     "for example: assay gate --rules rules.toml reports.ndjson");
  if (options.rules.empty())
    return bad_usage("gate needs --rules FILE", "without rules nothing can fail",
                     "see 'assay help gate', docs/gate-rules.md");
  if (!options.refresh && (options.reason || options.dry_run))
    return bad_usage(
        std::string(options.reason ? "--reason" : "--dry-run") + " belongs to --refresh",
        "nothing is rewritten without it", "add --refresh");
  if (options.refresh && options.advisory)
    return bad_usage("--refresh and --advisory contradict",
                     "a refresh refuses what did not pass, an advisory gate lets it through",
                     "say why by --reason TEXT");
  const auto printed = std::count_if(options.formats.begin(), options.formats.end(),
                                     [](const GateFormat& each) { return each.path == "-"; });
  if (printed + (options.json ? 1 : 0) + (options.refresh ? 1 : 0) > 1)
    return bad_usage("several documents go to standard output", "one would run into the other",
                     "give each a file: --format junit=gate.xml");
  return {};
}

Result<Outcome> gate(const GateOptions& options, const Surroundings& surroundings) {
  if (options.hosted && options.strict)
    return hosted_strict(*options.hosted, *options.strict, options.json);
  if (options.verdict_file) forget_verdict(*options.verdict_file);
  auto text = sys::read_file(options.rules);
  if (!text) return std::move(text).error();
  auto rules = codec::read_rules(*text, options.rules);
  if (!rules) return std::move(rules).error();
  if (options.advisory) rules->strictness = model::Strictness::advisory;
  const auto files = report_files(options.reports);
  if (!files) return files.error();

  const auto baseline = baseline_of(options, *rules);
  std::unique_ptr<ReportIndex> index;
  std::error_code error;
  // What a refresh will make for the first time cannot be read yet.
  if (baseline && !(options.refresh && !fs::exists(*baseline, error))) {
    auto opened = ReportIndex::open(*baseline);
    if (!opened) return std::move(opened).error();
    index = std::make_unique<ReportIndex>(*std::move(opened));
  }

  Stored stored(index.get());
  gate::Judge judge(*rules, sys::utc_now().substr(0, 10),
                    [&](const model::Report& report) { return stored.find(report); });
  for (const std::string& file : *files) {
    auto loaded = load_reports(file, [&](model::Report&& report, std::size_t line) -> Result<void> {
      judge.add(report, fmt::format("{}:{}", file, line));
      return {};
    });
    if (!loaded) return std::move(loaded).error();
    if (stored.error()) return *stored.error();
  }
  const model::GateResult result = judge.finish();

  Outcome outcome;
  outcome.exit = exit_of(result);
  remark(result, outcome);
  deliver(result, options, surroundings, outcome);
  if (!options.refresh) return outcome;
  const RefreshRequest request{*text,    *rules,      result,         *files,
                               baseline, index.get(), options.reason, options.dry_run};
  if (auto refreshed = refresh(request, outcome); !refreshed) return std::move(refreshed).error();
  return outcome;
}

}  // namespace assay::app
