// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.hpp"

#include "app/commands.hpp"
#include "app/wording.hpp"
#include "cli/draft.hpp"

#include <utility>

namespace assay::cli {
namespace {

using app::bad_usage;
using app::in_quotes;

Error no_operands(User user, const Read& read) {
  const std::string word =
      !read.operands.empty() ? read.operands.front() : read.after_dashes->front();
  const std::string command(name(user));
  return bad_usage(command + " takes no " + in_quotes(word), "it measures no command of yours",
                   "see 'assay " + command + " --help'");
}

bool any_word(const Read& read) {
  return !read.operands.empty() || (read.after_dashes && !read.after_dashes->empty());
}

// The words behind "--" as one command: a single word is a command line, several are its words.
void take_one_command(std::optional<std::vector<std::string>>&& words,
                      std::vector<std::string>& commands, std::vector<std::string>& argv) {
  if (!words) return;
  if (words->size() == 1)
    commands.push_back(std::move(words->front()));
  else
    argv = *std::move(words);
}

Result<void> take_commands(Read& read, app::CompareOptions& options) {
  options.commands = std::move(read.operands);
  if (!options.revs.empty()) {
    take_one_command(std::move(read.after_dashes), options.commands, options.argv);
    return {};
  }
  if (!read.after_dashes) return {};
  for (std::string& word : *read.after_dashes) {
    if (word.size() > 1 && word.front() == '-')
      return bad_usage(
          in_quotes(word) + " is no command", "each word after -- is a command of its own",
          "quote a command with its flags as one word: " +
              shell_quote((options.commands.empty() ? "prog" : options.commands.back()) + " " +
                          word));
    options.commands.push_back(std::move(word));
  }
  return {};
}

}  // namespace

Result<std::optional<app::CompareOptions>> parse_compare(Arguments words) {
  auto read = read_draft(words, kCompare);
  if (!read) return std::move(read).error();
  if (!*read) return std::optional<app::CompareOptions>();
  app::CompareOptions options = std::move((*read)->draft.common);
  if (auto ok = take_commands(**read, options); !ok) return std::move(ok).error();
  if (auto ok = app::check_compare(options); !ok) return std::move(ok).error();
  return std::optional(std::move(options));
}

Result<std::optional<app::CompareOptions>> parse_time(Arguments words) {
  auto read = read_draft(words, kTime);
  if (!read) return std::move(read).error();
  if (!*read) return std::optional<app::CompareOptions>();
  app::CompareOptions options = std::move((*read)->draft.common);
  options.commands = std::move((*read)->operands);
  take_one_command(std::move((*read)->after_dashes), options.commands, options.argv);
  if (auto ok = app::check_time(options); !ok) return std::move(ok).error();
  return std::optional(std::move(options));
}

Result<std::optional<app::RunOptions>> parse_run(Arguments words) {
  auto read = read_draft(words, kRun);
  if (!read) return std::move(read).error();
  if (!*read) return std::optional<app::RunOptions>();
  auto formats = ci_formats((*read)->draft);
  if (!formats) return std::move(formats).error();
  app::RunOptions options = std::move((*read)->draft.run);
  options.formats = *std::move(formats);
  options.common = std::move((*read)->draft.common);
  options.paths = std::move((*read)->operands);
  if (options.common.check) options.baseline.fail_on_regression = true;
  take_one_command(std::move((*read)->after_dashes), options.common.commands, options.common.argv);
  if (auto ok = app::check_run(options); !ok) return std::move(ok).error();
  return std::optional(std::move(options));
}

Result<std::optional<app::ProveOptions>> parse_prove(Arguments words) {
  auto read = read_draft(words, kProve);
  if (!read) return std::move(read).error();
  if (!*read) return std::optional<app::ProveOptions>();
  Draft& draft = (*read)->draft;
  app::CompareOptions& common = draft.common;
  app::ProveOptions options;
  std::vector<std::string> commands = std::move((*read)->operands);
  take_one_command(std::move((*read)->after_dashes), commands, options.argv);
  if (commands.size() > 1)
    return bad_usage("prove takes one command",
                     "there are several: " + in_quotes(commands[0]) + ", " + in_quotes(commands[1]),
                     "quote it as one word, or write it after --");
  if (!commands.empty()) options.command = std::move(commands.front());
  options.execution = std::move(common.execution);
  options.exits = std::move(common.exits);
  options.warmup = common.warmup;
  options.live = draft.live;
  options.replays = draft.replays;
  options.seed = common.seed;
  options.effect = draft.effect;
  options.alpha = common.alpha;
  options.min_effect = common.min_effect;
  options.max_time_ns = common.max_time_ns;
  options.metrics = std::move(common.metrics);
  options.style = common.style;
  options.json = common.json;
  options.report = std::move(common.report);
  options.quiet = common.quiet;
  if (auto ok = app::check_prove(options); !ok) return std::move(ok).error();
  return std::optional(std::move(options));
}

Result<std::optional<DoctorAsk>> parse_doctor(Arguments words) {
  auto read = read_draft(words, kDoctor);
  if (!read) return std::move(read).error();
  if (!*read) return std::optional<DoctorAsk>();
  if (any_word(**read)) return no_operands(kDoctor, **read);
  const Draft& draft = (*read)->draft;
  return std::optional(DoctorAsk{draft.probe_ns, draft.common.style, draft.common.json});
}

Result<std::optional<app::ReportOptions>> parse_report(Arguments words) {
  auto read = read_draft(words, kReport);
  if (!read) return std::move(read).error();
  if (!*read) return std::optional<app::ReportOptions>();
  std::vector<std::string> files = std::move((*read)->operands);
  if ((*read)->after_dashes)
    files.insert(files.end(), (*read)->after_dashes->begin(), (*read)->after_dashes->end());
  if (files.size() != 1 || files.front().empty())
    return bad_usage("report shows one file",
                     files.empty() ? "none was named" : "there are " + std::to_string(files.size()),
                     "for example: assay report run.json --format markdown");
  const Draft& draft = (*read)->draft;
  app::ReportOptions options;
  options.file = std::move(files.front());
  const auto format = report_format(draft);
  if (!format) return format.error();
  options.format = *format;
  options.style = draft.common.style;
  return std::optional(std::move(options));
}

Result<std::optional<app::GateOptions>> parse_gate(Arguments words) {
  auto read = read_draft(words, kGate);
  if (!read) return std::move(read).error();
  if (!*read) return std::optional<app::GateOptions>();
  app::GateOptions options = std::move((*read)->draft.gate);
  options.reports = std::move((*read)->operands);
  if ((*read)->after_dashes)
    options.reports.insert(options.reports.end(), (*read)->after_dashes->begin(),
                           (*read)->after_dashes->end());
  auto formats = ci_formats((*read)->draft);
  if (!formats) return std::move(formats).error();
  options.formats = *std::move(formats);
  const app::CompareOptions& common = (*read)->draft.common;
  options.json = common.json;
  options.style = common.style;
  options.quiet = common.quiet;
  if (auto ok = app::check_gate(options); !ok) return std::move(ok).error();
  return std::optional(std::move(options));
}

Result<std::optional<app::InitOptions>> parse_init(Arguments words) {
  auto read = read_draft(words, kInit);
  if (!read) return std::move(read).error();
  if (!*read) return std::optional<app::InitOptions>();
  std::vector<std::string> commands = std::move((*read)->operands);
  app::InitOptions options = std::move((*read)->draft.init);
  take_one_command(std::move((*read)->after_dashes), commands, options.argv);
  if (commands.size() + (options.argv.empty() ? 0 : 1) != 1)
    return bad_usage("init takes one command",
                     commands.empty() ? "none was given" : "there are several",
                     "write it after --: assay init -- gzip -c numbers");
  if (commands.empty()) return std::optional(std::move(options));
  auto split = app::split_words(commands.front());
  if (!split) return std::move(split).error();
  options.argv = *std::move(split);
  if (app::shell_need(commands.front())) options.shell = std::move(commands.front());
  return std::optional(std::move(options));
}

}  // namespace assay::cli
