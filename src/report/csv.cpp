// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.hpp"
#include "report/render.hpp"
#include "report/summarise.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace assay::report {
namespace {

using model::Comparison;

class Row {
 public:
  explicit Row(std::string& out) : out_(out) {}
  ~Row() { out_ += '\n'; }
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;

  // RFC 4180: quoted when it must be. What a spreadsheet would take for a formula is marked as
  // text.
  void text(std::string_view value) {
    separate();
    std::string valid = valid_utf8(value);
    if (!valid.empty() && std::string_view("=+-@\t\r").find(valid[0]) != std::string_view::npos)
      valid.insert(0, 1, '\'');
    if (valid.find_first_of(",\"\r\n") == std::string::npos) {
      out_ += valid;
      return;
    }
    out_ += '"';
    for (const char c : valid) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
  }
  void number(std::optional<double> value) {
    separate();
    if (!value || !std::isfinite(*value)) return;
    std::array<char, 32> space;
    const auto [end, error] = std::to_chars(space.data(), space.data() + space.size(), *value);
    (void)error;  // 32 bytes hold every shortest double
    out_.append(space.data(), end);
  }
  void empty(int fields) {
    while (fields-- > 0) separate();
  }

 private:
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  std::string& out_;
  bool first_ = true;
};

void comparison(Row& row, const Comparison& c) {
  const bool ratio = c.scale == model::Scale::ratio;
  row.text(c.baseline);
  row.text(ratio ? "ratio" : "difference");
  row.number(c.estimate);
  row.number(ratio && c.interval.lower <= 0 ? std::nullopt : std::optional(c.interval.lower));
  row.number(c.interval.upper);
  row.text(model::name(c.verdict));
  row.text(c.gated ? "true" : "false");
  row.number(c.min_effect);
  row.number(double(c.rounds));
  row.text(c.reason);
}
constexpr int kComparisonFields = 10;

constexpr std::string_view kColumns =
    "arm,role,metric,unit,tier,count,mean,stddev,min,median,median_lower,median_upper,p90,p99,"
    "max,baseline,scale,estimate,lower,upper,verdict,gated,min_effect,rounds,reason\n";

// `scenario`: the first column, where there is one.
void add_rows(std::string& out, const model::Report& report, const std::string* scenario) {
  for (const model::Arm& arm : report.arms)
    for (const auto& measured : report.metrics) {
      const std::string& metric = measured.metric.name;
      const auto s = summary_of(report, arm, metric);
      const Comparison* compared = nullptr;
      for (const Comparison& c : report.comparisons)
        if (compared == nullptr && c.arm == arm.name && c.metric == metric) compared = &c;
      if (!s && compared == nullptr) continue;
      Row row(out);
      if (scenario != nullptr) row.text(*scenario);
      row.text(arm.name);
      row.text(arm.role);
      row.text(metric);
      row.text(measured.metric.unit);
      row.text(measured.tier);
      const model::Summary summary = s.value_or(model::Summary{});
      row.number(double(summary.count));
      for (const auto& value :
           {summary.mean, summary.stddev, summary.min, summary.median, summary.median_lower,
            summary.median_upper, summary.p90, summary.p99, summary.max})
        row.number(value);
      if (compared != nullptr)
        comparison(row, *compared);
      else
        row.empty(kComparisonFields);
    }
}

}  // namespace

std::string to_csv(const model::Report& report) {
  std::string out(kColumns);
  add_rows(out, report, nullptr);
  return out;
}

std::string scenario_csv_header() {
  return "scenario," + std::string(kColumns);
}

std::string scenario_csv_rows(const model::Report& report) {
  const std::string scenario = report.scenario ? report.scenario->name : "";
  std::string out;
  add_rows(out, report, &scenario);
  return out;
}

}  // namespace assay::report
