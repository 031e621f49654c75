// SPDX-License-Identifier: Apache-2.0
#include "cli/subcommands.hpp"

#include "app/wording.hpp"
#include "cli/exit.hpp"
#include "cli/help.hpp"
#include "cli/run.hpp"
#include "version.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <vector>

namespace assay::cli {
namespace {

struct Subcommand {
  std::string_view name;
  int (*run)(Arguments words, const Environment& environment);
};

constexpr std::array kSubcommands = {
    Subcommand{"compare", run_compare},   Subcommand{"time", run_time},
    Subcommand{"run", run_scenarios},     Subcommand{"prove", run_prove},
    Subcommand{"doctor", run_doctor},     Subcommand{"gate", run_gate},
    Subcommand{"init", run_init},         Subcommand{"report", run_report},
    Subcommand{"import", run_import},     Subcommand{"export", run_export},
    Subcommand{"overhead", run_overhead}, Subcommand{"workload", run_workload},
    Subcommand{"validate", run_validate}, Subcommand{"soak", run_soak},
    Subcommand{"help", run_help}};

int show(const std::string& text) {
  const auto printed = print(text);
  return printed ? to_int(app::Exit::pass) : fail(printed.error());
}

Error unknown(std::string_view word) {
  std::vector<std::string> known;
  for (const Subcommand& each : kSubcommands) known.emplace_back(each.name);
  std::string hint = app::did_you_mean(word, known);
  if (hint.empty() && word.starts_with('-'))
    hint = "flags follow a command: assay compare " + printable(word) + " ...";
  if (hint.empty()) hint = "to measure it: assay time " + shell_quote(word);
  return app::bad_usage("there is no command " + app::in_quotes(word),
                        "known are " + join(known, ", "), hint);
}

}  // namespace

int run_help(Arguments words, const Environment&) {
  if (words.empty() || words.front() == "--help" || words.front() == "-h") return show(overview());
  if (const Page* page = find_page(words.front())) return show(page_text(*page));
  if (const auto text = topic_text(words.front())) return show(*text);
  std::vector<std::string> known;
  for (const Page& page : all_pages()) known.emplace_back(page.name);
  for (const std::string_view topic : all_topics()) known.emplace_back(topic);
  const std::string near = app::did_you_mean(words.front(), known);
  return fail(app::bad_usage("there is no help on " + app::in_quotes(words.front()),
                             "there is help on " + join(known, ", "),
                             near.empty() ? "see 'assay help'" : near));
}

int dispatch(Arguments words, const Environment& environment) {
  if (words.empty()) {
    std::fputs(overview().c_str(), stderr);
    return to_int(app::Exit::usage);
  }
  const std::string& word = words.front();
  if (word == "--help" || word == "-h") return show(overview());
  if (word == "--version" || word == "-V") return show(fmt::format("assay {}\n", kVersion));
  for (const Subcommand& each : kSubcommands)
    if (each.name == word) return each.run(words.subspan(1), environment);
  return fail(unknown(word));
}

}  // namespace assay::cli
