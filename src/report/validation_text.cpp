// SPDX-License-Identifier: Apache-2.0
#include "report/validation_text.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

namespace assay::report {
namespace {

std::string place(const model::ValidationFault& fault) {
  std::string out = printable(fault.file);
  if (fault.line > 0) out += fmt::format(":{}", fault.line);
  if (!fault.pointer.empty()) out += " " + printable(fault.pointer);
  return out;
}

std::string figures(const model::ValidationGate& gate) {
  if (!gate.value && !gate.limit) return "";
  const auto number = [](const std::optional<double>& value, const char* none) {
    return value ? fmt::format("{:.6g}", *value) : std::string(none);
  };
  std::string out = " " + number(gate.value, "-");
  if (gate.lower || gate.upper)
    out += fmt::format(" ({} .. {})", number(gate.lower, "-inf"), number(gate.upper, "+inf"));
  return out + ", limit " + number(gate.limit, "-");
}

}  // namespace

std::string validation_text(const model::Validation& found) {
  std::string out;
  for (const model::ValidationFault& fault : found.faults)
    out += fmt::format("{}: {} [{}]\n", place(fault), printable(fault.what), fault.code);
  for (const model::ValidationGate& gate : found.gates) {
    out += fmt::format("gate {}: {}{}", printable(gate.name), model::name(gate.outcome),
                       figures(gate));
    if (!gate.detail.empty()) out += "; " + printable(gate.detail);
    out += "\n";
  }
  for (const std::string& what : found.unchecked) out += "not checked: " + printable(what) + "\n";
  for (const std::string& note : found.notes) out += "note: " + printable(note) + "\n";

  const auto counted = [](std::size_t many, const char* one) {
    return fmt::format("{} {}{}", many, one, many == 1 ? "" : "s");
  };
  std::size_t short_of = 0;
  for (const model::ValidationGate& gate : found.gates)
    short_of += gate.outcome != model::CheckOutcome::pass;
  const std::string of_run =
      found.run_id.empty() ? "" : fmt::format(" of run {}", printable(found.run_id));
  out += found.faults.empty()
             ? fmt::format("valid: {}{}", counted(found.files.size(), "file"), of_run)
             : fmt::format("INVALID: {} in {}{}", counted(found.faults.size(), "fault"),
                           counted(found.files.size(), "file"), of_run);
  if (!found.gates.empty())
    out += short_of == 0
               ? fmt::format("; all {} gates pass", found.gates.size())
               : fmt::format("; {} of {} gates do not pass", short_of, found.gates.size());
  return out + "\n";
}

}  // namespace assay::report
