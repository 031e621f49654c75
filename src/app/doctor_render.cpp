// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.hpp"
#include "codec/json_writer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::app {
namespace {

using codec::JsonWriter;
using codec::Layout;
using report::Ink;

Ink ink(FindingState state) {
  switch (state) {
    case FindingState::ok:
      return Ink::good;
    case FindingState::note:
      return Ink::unsure;
    case FindingState::warn:
      return Ink::bad;
    case FindingState::unknown:
      return Ink::faint;
  }
  return Ink::plain;
}

constexpr std::size_t kStateWidth = 9;
constexpr std::size_t kIdWidth = 16;
constexpr std::size_t kIndent = kStateWidth + kIdWidth;

// A paragraph in the third column.
std::string paragraph(std::string_view text, Ink how, const report::TextStyle& style) {
  const std::size_t width = std::max<std::size_t>(report::width_of(style), kIndent + 20) - kIndent;
  std::string out;
  std::string_view rest;
  const std::string flowing = report::wrapped(report::shown(text, style), width, 0);
  for (rest = flowing; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (end > 0)
      out += std::string(kIndent, ' ') + report::paint(rest.substr(0, end), how, style) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

void write_optional_shares(JsonWriter& json, const sys::HostShares& shares) {
  json.key("meanwhile").open_object(Layout::inline_);
  json.member("foreign_cpu", shares.foreign_cpu)
      .member("steal", shares.steal)
      .member("cpu_pressure", shares.cpu_pressure)
      .member("swap_pages", shares.swap_pages)
      .close();
}

void write_probes(JsonWriter& json, const DoctorReadings& seen) {
  json.key("probes").open_object(Layout::lines);
  json.key("timer")
      .open_object(Layout::inline_)
      .member("claimed_ns", seen.timer.claimed_ns)
      .member("step_ns", seen.timer.step_ns)
      .member("read_ns", seen.timer.read_ns)
      .member("lag_median_ns", seen.timer.lag_median_ns)
      .member("lag_worst_ns", seen.timer.lag_worst_ns)
      .close();
  json.key("spawn");
  if (seen.spawn)
    json.open_object(Layout::inline_)
        .member("median_ns", seen.spawn->median_ns)
        .member("times", static_cast<std::uint64_t>(seen.spawn->times))
        .close();
  else
    json.null();
  json.key("jitter");
  if (seen.jitter)
    json.open_object(Layout::inline_)
        .member("duration_ns", seen.jitter->duration_ns)
        .member("threshold_ns", seen.jitter->threshold_ns)
        .member("gaps", static_cast<std::uint64_t>(seen.jitter->gaps))
        .member("worst_ns", seen.jitter->worst_ns)
        .member("lost_share", seen.jitter->lost_share)
        .close();
  else
    json.null();
  json.key("perf")
      .open_object(Layout::inline_)
      .member("hardware", seen.perf.hardware)
      .member("software", seen.perf.software)
      .member_or_null("why", seen.perf.why)
      .close();
  json.member("load", seen.load);
  write_optional_shares(json, seen.meanwhile);
  json.close();
}

}  // namespace

std::string render_doctor_text(const DoctorReport& report, const report::TextStyle& style) {
  std::string out;
  std::size_t counts[4] = {};
  for (const Finding& finding : report.findings) {
    ++counts[static_cast<std::size_t>(finding.state)];
    const std::string value = paragraph(finding.value, Ink::strong, style);
    out += report::paint(report::padded(name(finding.state), kStateWidth, report::Align::left),
                         ink(finding.state), style) +
           report::padded(finding.id, kIdWidth, report::Align::left) +
           value.substr(std::min(kIndent, value.size()));
    out += paragraph(finding.why, Ink::faint, style);
    if (!finding.change.empty()) out += paragraph("-> " + finding.change, Ink::plain, style);
  }
  out += fmt::format("\n{} findings: {} ok, {} to note, {} to mend, {} not known\n",
                     report.findings.size(), counts[0], counts[1], counts[2], counts[3]);
  return out;
}

std::string render_doctor_json(const DoctorReport& report) {
  std::string out;
  const codec::Sink sink = [&out](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  };
  JsonWriter json(sink);
  json.open_object(Layout::lines).member("schema", "assay.doctor/1");
  json.member("created", report.created);
  json.key("host").open_object(Layout::lines);
  for (const auto& fact : report.readings.facts) json.member(fact.key, fact.value);
  json.close();
  json.key("findings").open_array(Layout::lines);
  for (const Finding& finding : report.findings)
    json.open_object(Layout::lines)
        .member("id", finding.id)
        .member("state", name(finding.state))
        .member("value", finding.value)
        .member("why", finding.why)
        .member_or_null("change", finding.change)
        .close();
  json.close();
  write_probes(json, report.readings);
  json.close();
  // A string takes everything, so there is no error to look at.
  [[maybe_unused]] const auto done = json.finish();
  return out;
}

}  // namespace assay::app
