// SPDX-License-Identifier: Apache-2.0
#include "cli/words.hpp"

#include "app/wording.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace assay::cli {
namespace {

using app::bad_usage;
using app::in_quotes;

constexpr std::array kUsers = {std::pair{kCompare, std::string_view("compare")},
                               std::pair{kTime, std::string_view("time")},
                               std::pair{kProve, std::string_view("prove")},
                               std::pair{kDoctor, std::string_view("doctor")},
                               std::pair{kReport, std::string_view("report")},
                               std::pair{kRun, std::string_view("run")},
                               std::pair{kInit, std::string_view("init")},
                               std::pair{kGate, std::string_view("gate")},
                               std::pair{kImport, std::string_view("import")},
                               std::pair{kExport, std::string_view("export")},
                               std::pair{kOverhead, std::string_view("overhead")},
                               std::pair{kWorkload, std::string_view("workload")},
                               std::pair{kValidate, std::string_view("validate")},
                               std::pair{kSoak, std::string_view("soak")}};

bool is_number_like(std::string_view word) {
  return word.size() > 1 && word[0] == '-' &&
         (word[1] == '.' || (word[1] >= '0' && word[1] <= '9'));
}

class Reader {
 public:
  Reader(std::span<const std::string> words, std::span<const Section> sections, User user)
      : words_(words), sections_(sections), user_(user) {}

  Result<Words> run() {
    while (at_ < words_.size() && !out_.help) {
      const std::string& word = words_[at_++];
      if (word == "--") {
        out_.after_dashes.emplace(words_.begin() + std::ptrdiff_t(at_), words_.end());
        break;
      }
      Result<void> taken;
      if (word.starts_with("--"))
        taken = long_flag(word);
      else if (word.size() > 1 && word.front() == '-')
        taken = letters(word);
      else
        out_.operands.push_back(word);
      if (!taken) return std::move(taken).error();
    }
    return std::move(out_);
  }

 private:
  template <typename Test>
  const Flag* find(Test test) const {
    for (const Section& section : sections_)
      for (const Flag& flag : section.flags)
        if ((flag.users & user_) != 0 && test(flag)) return &flag;
    return nullptr;
  }
  const Flag* named(std::string_view name) const {
    return find([&](const Flag& flag) {
      return !name.empty() && (flag.name == name || flag.alias == name);
    });
  }

  Result<void> long_flag(const std::string& word) {
    const std::size_t equals = word.find('=');
    const std::string written = word.substr(0, equals);
    std::optional<std::string> attached;
    if (equals != std::string::npos) attached = word.substr(equals + 1);
    if (written == "--help" && !attached) {
      out_.help = true;
      return {};
    }
    const Flag* flag = named(std::string_view(written).substr(2));
    if (flag == nullptr) return unknown(written);
    return take(*flag, written, std::move(attached));
  }

  // "-w3", "-w=3", "-Nw 3": switches may share a dash, and a value ends the word.
  Result<void> letters(const std::string& word) {
    for (std::size_t i = 1; i < word.size(); ++i) {
      const std::string written = {'-', word[i]};
      if (word[i] == 'h') {
        out_.help = true;
        return {};
      }
      const Flag* flag = find([&](const Flag& each) { return each.letter == word[i]; });
      if (flag == nullptr) return unknown(written);
      std::string rest = word.substr(i + 1);
      const bool equals = rest.starts_with('=');
      const bool takes_rest = flag->optional_value() ? equals : flag->arity() > 0 && !rest.empty();
      if (takes_rest) return take(*flag, written, equals ? rest.substr(1) : rest);
      if (equals) return take(*flag, written, rest.substr(1));  // says that it takes no value
      if (auto taken = take(*flag, written, std::nullopt); !taken) return taken;
      if (flag->arity() > 0) return {};  // nothing was left of the word
    }
    return {};
  }

  Result<void> take(const Flag& flag, const std::string& written,
                    std::optional<std::string> attached) {
    if (flag.repeat == Repeat::no && flag.arity() > 0 &&
        std::any_of(out_.flags.begin(), out_.flags.end(),
                    [&](const Match& match) { return match.flag == &flag; }))
      return bad_usage(written + " is given twice", "only one value can hold", "drop one of them");
    Given given{written, {}};
    if (attached && flag.arity() == 0 && !flag.optional_value())
      return bad_usage(written + " takes no value", in_quotes(*attached) + " is attached to it",
                       "write " + written + " alone");
    if (attached) given.values.push_back(*std::move(attached));
    while (given.values.size() < flag.arity()) {
      if (at_ == words_.size() || looks_forgotten(flag, words_[at_]))
        return missing_value(flag, written);
      given.values.push_back(words_[at_++]);
    }
    out_.flags.push_back({&flag, std::move(given)});
    return {};
  }

  bool looks_forgotten(const Flag& flag, const std::string& word) const {
    return flag.arity() == 1 && word.size() > 1 && word.front() == '-' && !is_number_like(word);
  }

  Error missing_value(const Flag& flag, const std::string& written) const {
    const std::string shape = written + " " + std::string(flag.values);
    if (at_ == words_.size())
      return bad_usage(written + " is not complete", "the line ends before its value",
                       "write " + shape);
    return bad_usage(written + " is not complete",
                     in_quotes(words_[at_]) + " follows and looks like another flag",
                     "write " + shape + ", or attach it: " +
                         (written.starts_with("--") ? written + "=" : written) + words_[at_]);
  }

  Error unknown(const std::string& written) const {
    const std::string command(name(user_));
    for (const Section& section : sections_) {
      for (const Flag& flag : section.flags) {
        const bool same = written.starts_with("--")
                              ? written.substr(2) == flag.name || written.substr(2) == flag.alias
                              : written[1] == flag.letter;
        if (!same) continue;
        std::vector<std::string> owners;
        for (const auto& [user, owner] : kUsers)
          if ((flag.users & user) != 0) owners.push_back("'assay " + std::string(owner) + "'");
        return bad_usage(command + " has no flag " + in_quotes(written),
                         "it belongs to " + join(owners, " and "),
                         "see 'assay " + command + " --help'");
      }
    }
    std::vector<std::string> known = {"--help"};
    for (const Section& section : sections_)
      for (const Flag& flag : section.flags)
        if ((flag.users & user_) != 0 && !flag.name.empty() && !flag.help.empty())
          known.push_back("--" + std::string(flag.name));
    std::string hint = written.starts_with("--") ? app::did_you_mean(written, known) : "";
    if (hint.empty() && !out_.operands.empty())
      hint = "if it belongs to the command, quote both as one word: " +
             shell_quote(out_.operands.back() + " " + written);
    if (hint.empty()) hint = "see 'assay " + command + " --help'";
    return bad_usage("there is no flag " + in_quotes(written), "", hint);
  }

  std::span<const std::string> words_;
  std::span<const Section> sections_;
  User user_;
  std::size_t at_ = 0;
  Words out_;
};

}  // namespace

std::size_t Flag::arity() const {
  if (values.empty() || optional_value()) return 0;
  return 1 + std::size_t(std::count(values.begin(), values.end(), ' '));
}

std::string_view name(User user) {
  for (const auto& [each, word] : kUsers)
    if (each == user) return word;
  return "";
}

Result<Words> read_words(std::span<const std::string> words, std::span<const Section> sections,
                         User user) {
  return Reader(words, sections, user).run();
}

}  // namespace assay::cli
