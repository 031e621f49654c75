// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include "base/text.hpp"
#include "cli/draft.hpp"
#include "cli/exit.hpp"
#include "model/metric.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace assay::cli {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kFlagColumn = 26;

// `text` flowing over lines that begin at `column`; the cursor stands at `at` in the first one.
std::string flowed(std::string_view text, std::size_t column, std::size_t at) {
  std::string out;
  if (at > column) {
    out += '\n';
    at = 0;
  }
  out.append(column - at, ' ');
  at = column;
  bool first = true;
  for (const std::string& word : split(text, ' ')) {
    if (!first && at + 1 + word.size() > kWidth) {
      out += '\n';
      out.append(column, ' ');
      at = column;
      first = true;
    }
    if (!first) out += ' ';
    out += word;
    at += word.size() + (first ? 0 : 1);
    first = false;
  }
  return out + '\n';
}

// "  -w, --warmup NUM"
std::string flag_head(const Flag& flag) {
  std::string out = "  ";
  out += flag.letter != 0 ? fmt::format("-{}", flag.letter) : std::string("  ");
  if (!flag.name.empty()) out += fmt::format("{} --{}", flag.letter != 0 ? "," : " ", flag.name);
  if (flag.values.empty()) return out;
  if (!flag.optional_value()) out += ' ';
  return out + std::string(flag.values);
}

std::string row(std::string_view head, std::string_view text) {
  // Two columns of air, or the text begins on a line of its own.
  const std::size_t taken = head.size() + (head.size() + 2 > kFlagColumn ? kFlagColumn : 0);
  return std::string(head) + flowed(text, kFlagColumn, taken);
}

std::string paragraphs(std::string_view text) {
  std::string out;
  for (const std::string& line : split(text, '\n')) out += line.empty() ? "\n" : flowed(line, 0, 0);
  return out;
}

std::string examples_text(const Page& page) {
  std::string out = page.examples.size() == 1 ? "Example:\n" : "Examples:\n";
  for (const Example& example : page.examples)
    out += fmt::format("  {}\n{}", example.line, flowed(example.does, 6, 0));
  return out;
}

std::string sections_text(User user) {
  std::string out;
  for (const Section& section : all_sections()) {
    std::string rows;
    for (const Flag& flag : section.flags)
      if ((flag.users & user) != 0 && !flag.help.empty()) rows += row(flag_head(flag), flag.help);
    if (!rows.empty()) out += fmt::format("\n{}:\n{}", section.title, rows);
  }
  return out + "\nHelp:\n" + row("  -h, --help", "Print this text.");
}

std::string metrics_text() {
  std::string out =
      paragraphs(
          "What can be named in --metric. Each is measured over the whole process tree unless it "
          "says "
          "otherwise; what a machine does not offer is absent, with the reason in the report.") +
      "\n";
  for (const model::Metric& metric : model::builtin_metrics())
    out += row("  " + metric.name,
               metric.about + (metric.unit == "count" ? "" : " (" + metric.unit + ")"));
  return out + "\n" +
         paragraphs(
             "A program's own metrics come by --metric-from or --events, and are named like "
             "these.");
}

std::string exits_text() {
  std::string out =
      paragraphs(
          "If several apply, the first in this list is the exit code. 2 is never used, since make "
          "turns every failure into 2.") +
      "\n";
  for (const ExitRow& each : exit_table())
    out += fmt::format("  {:>3}  {}", to_int(each.exit), flowed(each.meaning, 7, 7));
  return out;
}

struct Topic {
  std::string_view name;
  std::string_view summary;
  std::string (*text)();
};
constexpr std::array kTopics = {Topic{"metrics", "what can be measured", metrics_text},
                                Topic{"exit-codes", "what the exit code means", exits_text}};
constexpr std::array kTopicNames = {kTopics[0].name, kTopics[1].name};

}  // namespace

std::string overview() {
  std::string out =
      "assay tells whether something got slower, heavier or leakier, and how far the\n"
      "answer can be believed.\n\n"
      "usage: assay COMMAND [OPTION...]\n\nCommands:\n";
  for (const Page& page : all_pages()) out += fmt::format("  {:<12} {}\n", page.name, page.summary);
  out += fmt::format("  {:<12} {}\n", "help",
                     "this text, or 'assay help COMMAND', 'assay help TOPIC'");
  out += "\nTopics:\n";
  for (const Topic& topic : kTopics) out += fmt::format("  {:<12} {}\n", topic.name, topic.summary);
  out += "\nExamples:\n";
  for (const Page& page : all_pages()) out += fmt::format("  {}\n", page.examples.front().line);
  return out + "\n'assay --version' prints the version.\n";
}

std::string page_text(const Page& page) {
  return fmt::format("usage: assay {} {}\n\n{}\n{}", page.name, page.usage, paragraphs(page.about),
                     examples_text(page)) +
         sections_text(page.user);
}

std::optional<std::string> topic_text(std::string_view name) {
  for (const Topic& topic : kTopics)
    if (topic.name == name) return topic.text();
  return std::nullopt;
}

std::span<const std::string_view> all_topics() {
  return kTopicNames;
}

}  // namespace assay::cli
