// SPDX-License-Identifier: Apache-2.0
// What a scenario expects of every trial, held against what a trial gave.
#pragma once
#include "base/result.hpp"
#include "model/scenario.hpp"
#include "target/observed_runner.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::app {

// What one trial gave. `file_sha256` reads a file of the scenario's working folder.
struct Seen {
  std::string arm;
  int exit_code = 0;  // 128 + n for signal n
  const target::Captured& captured;
  std::function<Result<std::string>(const std::string& path)> file_sha256;
};

class Expectations {
 public:
  // Faults (usage): a regular expression, a JSON pointer or a JSON value that is none.
  static Result<Expectations> make(const model::Expected& expected);

  bool empty() const { return rules_.empty(); }
  // Whether more than the exit code is looked at, so that trials have to come one at a time.
  bool reads_results() const { return reads_results_; }
  bool expects_code() const { return expects_code_; }
  std::vector<std::string> names() const;
  // In the order of names(): how the trial differs from what was expected, "" where it does not.
  // Printable and bounded, whatever the program wrote.
  std::vector<std::string> check(const Seen& seen);

 private:
  struct Rule {
    std::string name;
    std::function<std::string(const Seen&)> differs;
  };
  std::vector<Rule> rules_;
  bool reads_results_ = false;
  bool expects_code_ = false;
};

// "expected 3 bytes, got 4; they differ from byte 2 in line 1: expected 'b', got 'xy'". "" when
// they are the same.
std::string difference(std::string_view expected, std::string_view got);

}  // namespace assay::app
