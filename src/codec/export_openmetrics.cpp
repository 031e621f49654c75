// SPDX-License-Identifier: Apache-2.0
#include "codec/export_openmetrics.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "codec/export_rows.hpp"

#include <fmt/format.h>

#include <cctype>
#include <utility>

namespace assay::codec {
namespace {

struct BaseUnit {
  std::string name;  // "seconds"; empty = none
  double divisor = 1;
};

std::string name_part(std::string_view text) {
  std::string out;
  for (const char c : text) out += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return out;
}

BaseUnit base_unit(const std::string& unit) {
  if (unit == "ns") return {"seconds", 1e9};
  if (unit == "bytes" || unit == "percent")
    return {unit == "bytes" ? "bytes" : "ratio", unit == "bytes" ? 1.0 : 100.0};
  if (unit == "count" || unit.empty()) return {};
  if (unit.ends_with("/s")) return {name_part(unit.substr(0, unit.size() - 2)) + "_per_second", 1};
  return {name_part(unit), 1};
}

// Backslash, quote and newline are what the format knows; other control bytes are shown as text.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    if (c == '\\' || c == '"')
      out += {'\\', c};
    else if (c == '\n')
      out += "\\n";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += "\\" + printable(std::string_view(&c, 1));
    else
      out += c;
  }
  return out;
}

}  // namespace

std::pair<const std::string, OpenMetricsExporter::Family>& OpenMetricsExporter::family_of(
    const model::Metric& metric) {
  const BaseUnit base = base_unit(metric.unit);
  std::string wanted = "assay_" + name_part(metric.name);
  const std::string ending = "_" + base.name;
  if (!base.name.empty() && !wanted.ends_with(ending)) wanted += ending;
  const std::string source = metric.name + "\n" + metric.unit;
  // Names that differ in signs only would meet in one family.
  for (int n = 1;; ++n) {
    std::string name = wanted;
    if (n > 1)
      name.insert(base.name.empty() ? name.size() : name.size() - ending.size(),
                  "_" + std::to_string(n));
    const auto [place, fresh] = families_.try_emplace(std::move(name));
    if (fresh) place->second = {source, base.name, metric.about, ""};
    if (place->second.source == source) return *place;
  }
}

Result<std::size_t> OpenMetricsExporter::add(const model::Report& report) {
  std::size_t count = 0;
  const std::string scenario = escaped(report.scenario ? report.scenario->name : report.kind);
  for (const model::Arm& arm : report.arms)
    each_figure(report, arm, metrics_, [&](const Figure& figure) {
      auto& [name, family] = family_of(figure.metric);
      const double divisor = base_unit(figure.metric.unit).divisor;
      const model::Summary& s = figure.summary;
      const std::pair<std::string_view, const std::optional<double>&> kStatistics[] = {
          {"mean", s.mean}, {"median", s.median}, {"min", s.min}, {"max", s.max},
          {"p90", s.p90},   {"p95", s.p95},       {"p99", s.p99}, {"stddev", s.stddev}};
      for (const auto& [statistic, value] : kStatistics) {
        if (!value) continue;
        family.lines +=
            fmt::format("{}{{scenario=\"{}\",arm=\"{}\",statistic=\"{}\"}} {}\n", name, scenario,
                        escaped(arm.name), statistic, number_text(*value / divisor));
        ++count;
      }
    });
  return count;
}

std::string OpenMetricsExporter::finish() {
  std::string out;
  for (const auto& [name, family] : families_) {
    if (family.lines.empty()) continue;
    out += fmt::format("# TYPE {} gauge\n", name);
    if (!family.unit.empty()) out += fmt::format("# UNIT {} {}\n", name, family.unit);
    if (!family.help.empty()) out += fmt::format("# HELP {} {}\n", name, escaped(family.help));
    out += family.lines;
  }
  return out + "# EOF\n";
}

}  // namespace assay::codec
