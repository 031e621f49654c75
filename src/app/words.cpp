// SPDX-License-Identifier: Apache-2.0
#include "app/words.hpp"

#include "app/wording.hpp"

#include <algorithm>

namespace assay::app {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  Result<std::vector<Word>> run() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == ' ' || c == '\t') {
        end_word();
      } else if (c == '\n') {
        end_word();
        add(c, Quoting::bare);
        end_word();
      } else if (c == '\'') {
        if (!single_quoted()) return unbalanced('\'');
      } else if (c == '"') {
        if (!double_quoted()) return unbalanced('"');
      } else if (c == '\\') {
        if (at_ == text_.size()) return trailing_backslash();
        if (const char next = text_[at_++]; next != '\n') add(next, Quoting::literal);
      } else {
        add(c, Quoting::bare);
      }
    }
    end_word();
    return std::move(words_);
  }

 private:
  void add(char c, Quoting quoting) {
    open_ = true;
    word_.text += c;
    word_.quoting.push_back(quoting);
  }
  void end_word() {
    if (open_) words_.push_back(std::move(word_));
    word_ = {};
    open_ = false;
  }
  bool single_quoted() {
    open_ = true;  // '' is a word
    const std::size_t close = text_.find('\'', at_);
    if (close == std::string_view::npos) return false;
    while (at_ < close) add(text_[at_++], Quoting::literal);
    ++at_;
    return true;
  }
  bool double_quoted() {
    open_ = true;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (c != '\\' || at_ == text_.size()) {
        add(c, Quoting::in_double);
        continue;
      }
      const char next = text_[at_++];
      if (next == '\n') continue;
      const bool escapes = std::string_view("$`\"\\").find(next) != std::string_view::npos;
      if (!escapes) add('\\', Quoting::literal);
      add(next, Quoting::literal);
    }
    return false;
  }
  Error cannot_split(std::string why, std::string hint) const {
    return bad_usage("cannot split " + in_quotes(text_) + " into words", std::move(why),
                     std::move(hint));
  }
  Error unbalanced(char quote) const {
    return cannot_split(std::string("its ") + quote + " is never closed",
                        std::string("close it, or write \\") + quote + " for the character itself");
  }
  Error trailing_backslash() const {
    return cannot_split("it ends with a backslash that quotes nothing",
                        "write \\\\ for the character itself");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Word> words_;
  Word word_;
  bool open_ = false;
};

}  // namespace

bool Word::all_bare() const {
  return std::all_of(quoting.begin(), quoting.end(), [](Quoting q) { return q == Quoting::bare; });
}

Result<std::vector<Word>> scan_words(std::string_view text) {
  return Scanner(text).run();
}

}  // namespace assay::app
