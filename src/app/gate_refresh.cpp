// SPDX-License-Identifier: Apache-2.0
#include "app/gate_refresh.hpp"

#include "app/outputs.hpp"
#include "app/wording.hpp"
#include "base/units.hpp"
#include "codec/rules_toml.hpp"
#include "store/baseline_file.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace assay::app {
namespace {

using model::CheckOutcome;
using model::GateCheck;
using model::GateRule;
using model::RuleMode;

// Between what was measured and the new limit: the next run's interval will not be the same.
constexpr double kHeadroom = 0.05;

// Three significant digits, away from what was measured.
double rounded(double value, model::Bound bound) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double unit = std::pow(10, std::floor(std::log10(std::fabs(value))) - 2);
  const double steps = value / unit;
  return (bound == model::Bound::at_most ? std::ceil(steps - 1e-9) : std::floor(steps + 1e-9)) *
         unit;
}

struct Unit {
  std::string_view word;
  double size;
};
// As a person would write it in the rules: "12.4ms", "64MiB", 5.
std::string token(double value, const std::string& unit, model::Bound bound) {
  static constexpr Unit kTimes[] = {{"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}};
  static constexpr Unit kSizes[] = {{"GiB", 0x1p30}, {"MiB", 0x1p20}, {"KiB", 0x1p10}, {"B", 1}};
  const auto written = [&](const auto& units) {
    for (const Unit& each : units)
      if (std::fabs(value) >= each.size || each.size == 1)
        return fmt::format("\"{:.12g}{}\"", rounded(value / each.size, bound), each.word);
    return std::string();
  };
  if (unit == "ns") return written(kTimes);
  if (unit == "bytes") return written(kSizes);
  return fmt::format("{:.12g}", rounded(value, bound));
}

// The new value of a rule that the checks ask for; none when it stays.
std::optional<codec::RuleEdit> edit_for(std::size_t index, const GateRule& rule,
                                        const std::vector<GateCheck>& checks) {
  std::optional<double> far;
  std::string unit;
  bool broken = false;
  for (const GateCheck& check : checks) {
    if (check.rule != rule.name || !check.value) continue;
    const bool at_most = rule.mode == RuleMode::regression || rule.bound == model::Bound::at_most;
    const auto end = at_most ? check.upper : check.lower;
    // An end that nothing bounds is no limit to write.
    if (!end || !std::isfinite(*end)) return std::nullopt;
    far = !far ? *end : at_most ? std::max(*far, *end) : std::min(*far, *end);
    unit = check.unit;
    broken = broken || check.outcome != CheckOutcome::pass;
  }
  if (!far) return std::nullopt;
  const double away = rule.bound == model::Bound::at_most ? 1 + kHeadroom : 1 - kHeadroom;
  const model::Bound bound = rule.bound;
  if (rule.mode == RuleMode::budget) {
    const double limit = *far * (*far < 0 ? 2 - away : away);
    return codec::RuleEdit{index, "limit", token(limit, unit, bound)};
  }
  // What is a promise between arms is only loosened, and only when it did not hold.
  if (!broken) return std::nullopt;
  if (rule.mode == RuleMode::slo)
    return codec::RuleEdit{index, "limit", token(*far * away, "", bound)};
  if (rule.mode == RuleMode::regression && rule.pct && unit == "ratio" && *far > 1)
    return codec::RuleEdit{index, "pct",
                           token((*far - 1) * 100 * (1 + kHeadroom), "", model::Bound::at_most)};
  return std::nullopt;
}

std::vector<std::string> lines_of(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  return split(text, '\n');
}

// As diff -U0 has it. The new text has the same lines but for the ones rewritten in place and the
// ones added at the end.
std::string difference(const std::string& file, const std::string& before,
                       const std::string& after) {
  if (before == after) return "";
  const auto old_lines = lines_of(before);
  const auto new_lines = lines_of(after);
  std::string out = fmt::format("--- {0}\n+++ {0}\n", printable(file));
  const std::size_t kept = std::min(old_lines.size(), new_lines.size());
  for (std::size_t i = 0; i < kept; ++i)
    if (old_lines[i] != new_lines[i])
      out += fmt::format("@@ -{0} +{0} @@\n-{1}\n+{2}\n", i + 1, printable(old_lines[i]),
                         printable(new_lines[i]));
  if (new_lines.size() > kept) {
    out += fmt::format("@@ -{},0 +{},{} @@\n", kept, kept + 1, new_lines.size() - kept);
    for (std::size_t i = kept; i < new_lines.size(); ++i)
      out += "+" + printable(new_lines[i]) + "\n";
  }
  return out;
}

bool is_baseline_missing(const GateCheck& check) {
  return check.code == model::code::kNoBaseline;
}

// Whether a run did not show itself good enough to be a measure.
Exit standing(const model::GateResult& result) {
  Exit exit = Exit::pass;
  for (const GateCheck& check : result.checks) {
    // Rules that look at nothing and mutes that ended are no finding about the run.
    const bool about_rules =
        check.code == model::code::kNothingMatched || check.code == model::code::kMuteExpired;
    if (about_rules || is_baseline_missing(check)) continue;
    if (check.outcome == CheckOutcome::fail || check.outcome == CheckOutcome::missing)
      exit = worst(exit, Exit::failed);
    if (check.outcome == CheckOutcome::inconclusive) exit = worst(exit, Exit::inconclusive);
  }
  return exit;
}

bool unfit(const model::GateResult& result) {
  return std::any_of(result.checks.begin(), result.checks.end(), [](const GateCheck& check) {
    return check.code == model::code::kRunFailed || check.code == model::code::kCheckFailed ||
           (check.code == model::code::kInterrupted && !check.mode);
  });
}

// The next baseline: every report of this run, and of the old one what this run has no report of.
struct NewBaseline {
  std::string difference;
  std::set<ReportIndex::Key> fresh;
};
Result<NewBaseline> baseline_change(const RefreshRequest& request) {
  NewBaseline out;
  for (const std::string& file : request.files) {
    auto read = load_reports(file, [&](model::Report&& report, std::size_t line) -> Result<void> {
      const auto key = key_of(report);
      if (!out.fresh.insert(key).second)
        return bad_usage(fmt::format("line {}: a second report of {}", line, in_quotes(key.first)),
                         "which of the two would be the baseline?", "refresh from one run");
      const bool known = request.index != nullptr && request.index->holds(key);
      if (known) {
        auto old = request.index->find(key);
        if (!old) return std::move(old).error();
        out.difference += fmt::format("-{} {} of {}\n", printable(key.first),
                                      printable((*old)->run_id), printable((*old)->created));
      }
      out.difference += fmt::format("+{} {} of {}\n", printable(key.first),
                                    printable(report.run_id), printable(report.created));
      return {};
    });
    if (!read) return std::move(read).error();
  }
  out.difference = fmt::format("--- {0}\n+++ {0}\n", printable(*request.baseline)) + out.difference;
  return out;
}

Result<void> write_baseline(const RefreshRequest& request, const NewBaseline& change) {
  auto writer = store::BaselineWriter::open(*request.baseline, store::BaselineWriter::Form::lines);
  if (!writer) return std::move(writer).error();
  if (request.index != nullptr)
    for (const auto& key : request.index->keys()) {
      if (change.fresh.contains(key)) continue;
      auto kept = request.index->find(key);
      if (!kept) return std::move(kept).error();
      if (auto added = writer->add(**kept); !added) return added;
    }
  for (const std::string& path : request.files) {
    auto read = load_reports(
        path, [&](model::Report&& report, std::size_t) { return writer->add(report); });
    if (!read) return read;
  }
  return writer->commit();
}

}  // namespace

Result<void> refresh(const RefreshRequest& request, Outcome& outcome) {
  std::vector<codec::RuleEdit> edits;
  for (std::size_t i = 0; i < request.rules.rules.size(); ++i)
    if (auto edit = edit_for(i, request.rules.rules[i], request.result.checks))
      edits.push_back(*std::move(edit));
  auto edited = codec::edit_rules(request.text, edits);
  if (!edited) return std::move(edited).error();
  std::string text = *std::move(edited);

  NewBaseline change;
  if (request.baseline) {
    auto found = baseline_change(request);
    if (!found) return std::move(found).error();
    change = *std::move(found);
  }
  const std::string limits = difference(request.rules.file, request.text, text);
  const Exit stands = standing(request.result);
  if (request.reason && !trim(*request.reason).empty()) {
    std::vector<std::string> changes = split(limits, '\n');
    std::erase_if(changes, [](const std::string& line) {
      return line.empty() || line.starts_with("@@") || line.starts_with("---") ||
             line.starts_with("+++");
    });
    if (request.baseline) changes.push_back("baseline " + *request.baseline);
    if (!text.ends_with('\n')) text += '\n';
    text += codec::history_entry(request.result.date, *request.reason, changes);
  }
  const std::string shown = difference(request.rules.file, request.text, text) + change.difference;
  outcome.out += "\n" + (shown.empty() ? "nothing to refresh\n" : shown);

  if (unfit(request.result)) {
    outcome.error = Error{Fault::check, "not refreshed: this run failed, or its output was wrong",
                          "it is no measure for the next, whatever the reason", "run it again"};
    return {};
  }
  if (stands != Exit::pass && !(request.reason && !trim(*request.reason).empty())) {
    outcome.exit = worst(outcome.exit, stands);
    outcome.notes.push_back(
        "not refreshed: the run " +
        std::string(stands == Exit::failed ? "did not hold to the rules" : "was inconclusive") +
        "; if that is meant to be, say why by --reason TEXT, which is kept in " +
        printable(request.rules.file));
    return {};
  }
  if (request.dry_run) {
    outcome.notes.push_back("nothing was written: --dry-run");
    outcome.exit = Exit::pass;
    return {};
  }
  // What was edited must still be rules.
  if (auto good = codec::read_rules(text, request.rules.file); !good)
    return Error{Fault::internal, "the refreshed rules do not read back", good.error().text(), ""};
  if (request.baseline)
    if (auto written = write_baseline(request, change); !written) return written;
  if (text != request.text)
    if (auto written = sys::write_file(request.rules.file, text); !written) return written;
  outcome.exit = Exit::pass;
  outcome.notes.push_back("refreshed " + printable(request.rules.file) +
                          (request.baseline ? " and " + printable(*request.baseline) : ""));
  return {};
}

}  // namespace assay::app
