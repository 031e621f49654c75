// SPDX-License-Identifier: Apache-2.0
// Keeps secrets out of reports: values of telling variables, values behind telling flags, and
// whatever --redact names. Pure.
#pragma once
#include "model/report.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::app {

inline constexpr std::string_view kRedacted = "[redacted]";

class Redactor {
 public:
  // `secrets`: names of variables, and texts that may appear nowhere.
  explicit Redactor(std::vector<std::string> secrets);

  // Does this variable's or flag's name promise a secret (token, password, key, ...)?
  bool telling(std::string_view name) const;
  std::string value(std::string_view name, const std::string& value) const;
  // Words of a command: "--token=x", "--token x", "TOKEN=x", "https://user:pass@host".
  std::vector<std::string> words(const std::vector<std::string>& argv) const;
  // Free text: every named secret, and what words() would hide, word by word.
  std::string text(const std::string& text) const;
  // Everything in the report that came from the user.
  void apply(model::Report& report) const;

 private:
  std::string plain(std::string text) const;
  std::vector<std::string> secrets_;
};

}  // namespace assay::app
