// SPDX-License-Identifier: Apache-2.0
#include "report/soak_text.hpp"

#include "base/units.hpp"
#include "report/table.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

namespace assay::report {
namespace {

using model::CheckOutcome;
using model::SoakResult;

Ink ink_of(const model::SoakCheck& check) {
  if (check.advisory) return check.outcome == CheckOutcome::pass ? Ink::plain : Ink::faint;
  switch (check.outcome) {
    case CheckOutcome::pass:
      return Ink::good;
    case CheckOutcome::inconclusive:
      return Ink::unsure;
    case CheckOutcome::fail:
    case CheckOutcome::missing:
      break;
  }
  return Ink::bad;
}

struct Headline {
  std::string text;
  Ink ink;
};

Headline headline(const SoakResult& result) {
  if (result.status == model::Status::interrupted)
    return {"INTERRUPTED: " + result.failure + "; what was seen so far:", Ink::unsure};
  if (result.status == model::Status::failed) return {"FAILED: " + result.failure, Ink::bad};
  switch (result.verdict) {
    case CheckOutcome::pass:
      return {"PASS: every budget was shown to hold", Ink::good};
    case CheckOutcome::fail:
      return {"FAIL: a budget is broken", Ink::bad};
    case CheckOutcome::inconclusive:
      return {"INCONCLUSIVE: what was seen does not decide it", Ink::unsure};
    case CheckOutcome::missing:
      break;
  }
  return {"INCONCLUSIVE: something that was to be measured is not there", Ink::unsure};
}

std::string count(double value) {
  return format_quantity(value, "count");
}

std::string signed_bytes(double bytes) {
  return (bytes < 0 ? "-" : "+") + format_quantity(std::abs(bytes), "bytes");
}

std::string figures(const SoakResult& result) {
  std::string out = fmt::format("{} under {} worker{}", elapsed_text(result.elapsed_ns),
                                result.workers.count, result.workers.count == 1 ? "" : "s");
  const model::SoakEvents& events = result.events;
  if (events.rate)
    out += fmt::format("; {} events delivered ({} a second)", count(events.delivered),
                       count(*events.rate));
  if (events.ratio) {
    out += fmt::format(", {} lost", count(events.drops));
    if (events.drops > 0 && events.peak_ratio)
      out += fmt::format(" ({} at worst between two polls)", format_share(*events.peak_ratio));
  }
  if (result.memory.initial)
    out += fmt::format("; rss {} at first, {} at most, {} at last",
                       format_quantity(*result.memory.initial, "bytes"),
                       format_quantity(*result.memory.highest, "bytes"),
                       format_quantity(*result.memory.last, "bytes"));
  return out;
}

double sum_of(const model::Column& values) {
  double sum = 0;
  for (const double each : values.present()) sum += each;
  return sum;
}

std::string cost(const SoakResult& result) {
  if (result.elapsed_ns <= 0) return "";
  const double reading =
      result.polls.size() == 0 ? 0 : sum_of(result.polls.cost_ns) / double(result.polls.size());
  return fmt::format("watching it took {} of a CPU, {} a poll",
                     format_share(result.harness_cpu_ns / result.elapsed_ns),
                     format_quantity(reading, "ns"));
}

}  // namespace

std::string soak_text(const SoakResult& result, const TextStyle& style) {
  const Headline head = headline(result);
  const auto flowing = [&](const std::string& text) {
    return wrapped(shown(text, style), width_of(style), 2);
  };
  std::string out = paint(flowing(head.text), head.ink, style) + "\n\n";
  for (const model::SoakCheck& check : result.checks) {
    const bool condition = check.unit.empty() && check.outcome == CheckOutcome::pass;
    if (condition && !style.full) continue;
    constexpr std::size_t kIndent = 30;
    out += "  " + paint(padded(model::name(check.outcome), 14, Align::left), ink_of(check), style) +
           padded(shown(check.name, style), kIndent - 16, Align::left);
    const std::string detail = check.detail + (check.advisory ? " (told only)" : "");
    for (const char c : wrapped(shown(detail, style), width_of(style) - kIndent, 0)) {
      out += c;
      if (c == '\n') out.append(kIndent, ' ');
    }
    out += '\n';
  }
  out += '\n' + flowing(figures(result)) + "\n";
  if (const std::string said = cost(result); !said.empty())
    out += paint(flowing(said), Ink::faint, style) + "\n";
  for (const auto& each : result.diagnostics)
    out += flowing(fmt::format("{}: {}", model::name(each.severity), each.text)) + "\n";
  return out;
}

std::string soak_line(const SoakResult& result, const model::SoakEvents& so_far,
                      const std::string& phase, double elapsed_ns, double left_ns) {
  std::string out = phase;
  if (so_far.rate) out += fmt::format("  {} events/s", count(*so_far.rate));
  if (so_far.ratio) out += fmt::format("  {} lost", count(so_far.drops));
  const auto& resident = result.polls.resident_bytes;
  if (!resident.empty() && !model::is_absent(resident[0])) {
    const double now = resident[resident.size() - 1];
    if (!model::is_absent(now))
      out += fmt::format("  rss {} ({})", format_quantity(now, "bytes"),
                         signed_bytes(now - resident[0]));
  }
  out += "  " + elapsed_text(elapsed_ns);
  if (left_ns > 0) out += fmt::format(", {} left", elapsed_text(left_ns));
  return out;
}

}  // namespace assay::report
