// SPDX-License-Identifier: Apache-2.0
#include "app/redact.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace assay::app {
namespace {

// Parts of a name, in lower case, between separators or as its end ("APIKEY", "db_password").
constexpr std::array<std::string_view, 9> kTelling = {
    "token", "secret", "password", "passwd", "apikey", "credential", "credentials", "auth", "pwd"};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return char(std::tolower(c)); });
  return out;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-' || c == '.';
  });
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

// "scheme://user:secret@host": the secret goes, the rest stays readable.
void hide_url_password(std::string& text) {
  std::size_t at = 0;
  while ((at = text.find("://", at)) != std::string::npos) {
    at += 3;
    const std::size_t end = text.find_first_of("/ \t'\"", at);
    const std::size_t host = text.substr(0, end).rfind('@');
    const std::size_t colon = text.find(':', at);
    if (host == std::string::npos || host < at || colon >= host) continue;
    text.replace(colon + 1, host - colon - 1, kRedacted);
  }
}

}  // namespace

Redactor::Redactor(std::vector<std::string> secrets) : secrets_(std::move(secrets)) {
  secrets_.erase(std::remove(secrets_.begin(), secrets_.end(), std::string()), secrets_.end());
  // Longest first, so that a secret inside another does not leave the rest of it behind.
  std::sort(secrets_.begin(), secrets_.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

bool Redactor::telling(std::string_view name) const {
  while (!name.empty() && name.front() == '-') name.remove_prefix(1);
  if (!is_name(name)) return false;
  if (std::find(secrets_.begin(), secrets_.end(), name) != secrets_.end()) return true;
  std::string spaced = lower(name);
  std::replace_if(
      spaced.begin(), spaced.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  if (spaced == "key" || spaced.ends_with("_key") || spaced.find("api_key") != std::string::npos)
    return true;
  spaced = "_" + spaced + "_";
  return std::any_of(kTelling.begin(), kTelling.end(), [&](std::string_view part) {
    return spaced.find(std::string(part) + "_") != std::string::npos;
  });
}

std::string Redactor::plain(std::string text) const {
  for (const auto& secret : secrets_)
    if (!is_name(secret) || secret.size() >= 6) replace_all(text, secret, kRedacted);
  hide_url_password(text);
  return text;
}

std::string Redactor::value(std::string_view name, const std::string& value) const {
  return telling(name) ? std::string(kRedacted) : plain(value);
}

std::vector<std::string> Redactor::words(const std::vector<std::string>& argv) const {
  std::vector<std::string> out;
  bool next_is_secret = false;
  for (const auto& word : argv) {
    const std::size_t equals = word.find('=');
    const bool flag = word.starts_with("-");
    if (next_is_secret && !flag) {
      out.emplace_back(kRedacted);
      next_is_secret = false;
      continue;
    }
    next_is_secret = false;
    // A word with blanks is a shell's script: look at its words one by one.
    if (word.find_first_of(" \t\n") != std::string::npos) {
      out.push_back(text(word));
      continue;
    }
    if (equals != std::string::npos && telling(std::string_view(word).substr(0, equals))) {
      out.push_back(word.substr(0, equals + 1) + std::string(kRedacted));
      continue;
    }
    next_is_secret = flag && equals == std::string::npos && telling(word);
    out.push_back(plain(word));
  }
  return out;
}

std::string Redactor::text(const std::string& text) const {
  std::string out;
  std::size_t at = 0;
  std::string before;
  while (at < text.size()) {
    const std::size_t blank = std::min(text.find_first_of(" \t\n", at), text.size());
    const std::string word = text.substr(at, blank - at);
    if (!word.empty()) {
      const auto hidden = words({before, word});
      out += hidden.back();
      before = word;
    }
    if (blank < text.size()) out += text[blank];
    at = blank + 1;
  }
  return plain(out);
}

void Redactor::apply(model::Report& report) const {
  report.failure = text(report.failure);
  for (auto& arm : report.arms) {
    auto& command = arm.command;
    arm.name = text(arm.name);
    command.text = text(command.text);
    command.argv = words(command.argv);
    for (auto& [name, value] : command.env) value = this->value(name, value);
    for (auto& [name, value] : arm.parameters) value = this->value(name, value);
  }
  for (auto& comparison : report.comparisons) {
    comparison.arm = text(comparison.arm);
    comparison.baseline = text(comparison.baseline);
    comparison.reason = text(comparison.reason);
  }
  for (auto& diagnostic : report.diagnostics) diagnostic.text = text(diagnostic.text);
  for (auto& check : report.checks) {
    check.name = text(check.name);
    check.detail = text(check.detail);
  }
  if (report.scenario)
    for (auto& [name, value] : report.scenario->parameters) value = this->value(name, value);
}

}  // namespace assay::app
