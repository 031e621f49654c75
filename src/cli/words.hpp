// SPDX-License-Identifier: Apache-2.0
// Flags as rows of tables, and the command line taken apart by them. Pure. Adding a flag is adding
// a row: parsing, --help and "did you mean" read the same one.
#pragma once
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::cli {

struct Draft;

// Which commands take a flag, as bits.
enum User : std::uint32_t {
  kCompare = 1,
  kTime = 2,
  kProve = 4,
  kDoctor = 8,
  kReport = 16,
  kRun = 32,
  kInit = 64,
  kGate = 128,
  kImport = 256,
  kExport = 512,
  kOverhead = 1024,
  kWorkload = 2048,
  kValidate = 4096,
  kSoak = 8192
};

// One flag as it was given, with its values.
struct Given {
  std::string flag;  // as written: "-w" or "--warmup"
  std::vector<std::string> values;
  const std::string& value() const { return values.front(); }
};

enum class Repeat { no, yes };

struct Flag {
  char letter = 0;              // 0 = none
  std::string_view name = {};   // without dashes; empty = the letter only
  std::string_view alias = {};  // another long name; empty = none
  // What follows, a word a value: "NUM", "VAR MIN MAX"; empty for a switch. "[=CODES]" is a value
  // that may only be attached.
  std::string_view values = {};
  unsigned users = 0;  // User bits
  Repeat repeat = Repeat::no;
  std::string_view help = {};  // one sentence; empty = not shown
  Result<void> (*apply)(Draft& draft, const Given& given) = nullptr;

  std::size_t arity() const;
  bool optional_value() const { return !values.empty() && values.front() == '['; }
};

struct Section {
  std::string_view title;
  std::span<const Flag> flags;
};

struct Match {
  const Flag* flag;
  Given given;
};

struct Words {
  std::vector<Match> flags;  // in the order given
  std::vector<std::string> operands;
  std::optional<std::vector<std::string>> after_dashes;
  bool help = false;  // --help was met; nothing behind it was read
};

// Takes `words` (without the program and the command) apart. A value may follow as a word or be
// attached ("--runs=3", "-r3", "-r=3"); flags and operands may mix; "--" ends flags. A value that
// begins with '-' is taken for a forgotten one, unless it is a number, a lone '-', attached, or one
// of several values. Faults: usage.
Result<Words> read_words(std::span<const std::string> words, std::span<const Section> sections,
                         User user);

// The command a bit stands for: "compare".
std::string_view name(User user);

}  // namespace assay::cli
