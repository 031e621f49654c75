// SPDX-License-Identifier: Apache-2.0
// The XML reporter of Catch2, version 2 and 3: <BenchmarkResults> within test cases and sections,
// nanoseconds, a mean and a standard deviation; it keeps no samples.
#include "base/text.hpp"
#include "codec/import_sources.hpp"
#include "codec/import_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>

namespace assay::codec {
namespace {

constexpr int kDeepest = 200;

// "sorting/large/std::sort" of <TestCase name="sorting"><Section name="large"><BenchmarkResults ...
std::string full_name(const pugi::xml_node& node) {
  std::string out = node.attribute("name").value();
  for (pugi::xml_node up = node.parent(); up; up = up.parent()) {
    const std::string_view kind = up.name();
    if (kind == "TestCase" || kind == "Section")
      out = std::string(up.attribute("name").value()) + "/" + out;
  }
  return out;
}

std::optional<double> value_of(const pugi::xml_node& node, const char* child) {
  return parse_double(node.child(child).attribute("value").value());
}

class BenchmarkWalk : public pugi::xml_tree_walker {
 public:
  explicit BenchmarkWalk(Imported& out) : out_(out) {}
  Result<void> state;

  bool for_each(pugi::xml_node& node) override {
    if (depth() > kDeepest) {
      state = Error{Fault::usage, "elements are nested too deeply", "", ""};
      return false;
    }
    if (std::string_view(node.name()) != "BenchmarkResults") return true;
    ImportedRow& row = out_.rows.emplace_back();
    row.name = full_name(node);
    if (const pugi::xml_node failed = node.child("failed")) {
      row.failure = failed.attribute("message").value();
      if (row.failure.empty()) row.failure = "the benchmark failed";
      return true;
    }
    ImportedMetric& wall = row.metrics.emplace_back();
    wall.metric = time_metric();
    wall.summary.mean = value_of(node, "mean");
    wall.summary.stddev = value_of(node, "standardDeviation");
    wall.summary.count = node.attribute("samples").as_ullong();
    if (wall.summary.mean) return true;
    state =
        Error{Fault::usage, fmt::format("benchmark '{}' has no mean", printable(row.name)), "", ""};
    return false;
  }

 private:
  Imported& out_;
};

}  // namespace

Result<void> read_catch2(std::string_view text, Imported& out) {
  pugi::xml_document document;
  // Entities other than XML's own five are left as they are: nothing expands.
  const auto parsed = document.load_buffer(text.data(), text.size());
  if (!parsed) {
    const std::string_view before =
        text.substr(0, std::size_t(std::max<std::ptrdiff_t>(0, parsed.offset)));
    return Error{Fault::usage, "this is no XML",
                 fmt::format("line {}: {}", 1 + std::count(before.begin(), before.end(), '\n'),
                             parsed.description()),
                 "was the output cut short?"};
  }
  const pugi::xml_node root = document.document_element();
  const std::string_view kind = root.name();
  if (kind != "Catch" && kind != "Catch2TestRun")
    return Error{Fault::usage, fmt::format("<{}> is not what Catch2 writes", printable(kind)), "",
                 "run the tests with '-r xml'"};
  out.version = root.attribute("catch2-version").value();
  BenchmarkWalk walk(out);
  document.traverse(walk);
  if (walk.state && out.rows.empty())
    return Error{Fault::usage, "there is no benchmark in it",
                 "Catch2 compiles BENCHMARK only with CATCH_CONFIG_ENABLE_BENCHMARKING (version 2) "
                 "and runs none under --skip-benchmarks",
                 ""};
  return walk.state;
}

}  // namespace assay::codec
