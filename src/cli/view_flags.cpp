// SPDX-License-Identifier: Apache-2.0
// Flags that say what is shown and what is kept.
#include "app/wording.hpp"
#include "cli/apply.hpp"

namespace assay::cli {
namespace {

using Options = app::CompareOptions;

constexpr unsigned kRuns = kCompare | kTime | kProve;
constexpr unsigned kArms = kCompare | kTime;

template <app::ExportKind kKind>
Result<void> add_export(Draft& draft, const Given& given) {
  auto path = some_text(given);
  if (!path) return std::move(path).error();
  draft.common.exports.push_back({kKind, *std::move(path)});
  return {};
}

Result<void> add_redacted(Draft& draft, const Given& given) {
  auto secrets = names(given);
  if (!secrets) return std::move(secrets).error();
  auto& into = draft.common.execution.redact;
  into.insert(into.end(), secrets->begin(), secrets->end());
  return {};
}

Result<void> add_format(Draft& draft, const Given& given) {
  const std::string& value = given.value();
  const std::size_t equals = value.find('=');
  FormatAsk ask{{given.flag, {value.substr(0, equals)}}, std::nullopt};
  if (equals != std::string::npos) ask.path = value.substr(equals + 1);
  if (ask.path == "")
    return app::bad_usage(given.flag + " names no file", "nothing follows the '='",
                          "write " + given.flag + " " + value + "FILE");
  draft.formats.push_back(std::move(ask));
  return {};
}

constexpr Choice<app::Style> kStyles[] = {
    {"auto", app::Style::automatic},  {"full", app::Style::full},   {"basic", app::Style::basic},
    {"nocolor", app::Style::nocolor}, {"color", app::Style::color}, {"none", app::Style::none}};
constexpr Choice<app::TimeUnit> kUnits[] = {{"microsecond", app::TimeUnit::microsecond},
                                            {"millisecond", app::TimeUnit::millisecond},
                                            {"second", app::TimeUnit::second}};
constexpr Choice<app::SortOrder> kSorts[] = {{"auto", app::SortOrder::automatic},
                                             {"command", app::SortOrder::command},
                                             {"mean-time", app::SortOrder::mean_time}};

// clang-format off
const Flag kView[] = {
    {.name = "probe", .values = "TIME", .users = kDoctor,
     .help = "How long to watch for jitter (default 2; 0 leaves it out).",
     .apply = set_draft<&Draft::probe_ns, any_ns>},
    {.name = "format", .values = "FORMAT", .users = kReport | kRun | kGate, .repeat = Repeat::yes,
     .help = "text (the default), markdown (a comment for a pull request), junit, github "
             "(annotations), github-summary or tap. 'assay report' also prints json and csv; 'assay "
             "run' and 'assay gate' also write FORMAT=FILE, as often as given.",
     .apply = add_format},
    {.name = "json", .users = kRuns | kDoctor | kImport | kRun | kGate | kWorkload | kOverhead | kSoak |
                     kValidate,
     .help = "Print the report as JSON on standard output, and nothing else there.",
     .apply = turn_on<&Options::json>},
    {.name = "style", .values = "STYLE", .users = kRuns | kDoctor | kReport | kRun | kGate | kOverhead | kSoak,
     .help = "auto, full, basic (no colours, nothing that moves), nocolor, color (nothing that "
             "moves), none. NO_COLOR is honoured.",
     .apply = set<&Options::style, one_of<kStyles>>},
    {.letter = 'u', .name = "time-unit", .values = "UNIT", .users = kArms,
     .help = "Unit of exported tables: microsecond, millisecond or second.",
     .apply = set<&Options::unit, one_of<kUnits>>},
    {.name = "sort", .values = "ORDER", .users = kArms,
     .help = "Order of exported tables: auto, command (as given) or mean-time.",
     .apply = set<&Options::sort, one_of<kSorts>>},
    {.letter = 'q', .name = "quiet", .users = kRuns | kImport | kExport | kRun | kGate | kOverhead | kSoak |
                     kValidate,
     .help = "Print the result only: no progress, no remarks.",
     .apply = turn_on<&Options::quiet>},
};

const Flag kFiles[] = {
    {.name = "report", .values = "FILE", .users = kRuns | kRun | kImport | kOverhead | kSoak,
     .help = "Keep the report, with every sample (docs/report-format.md).",
     .apply = set<&Options::report, some_text>},
    {.name = "export-verdict", .values = "FILE", .users = kCompare, .repeat = Repeat::yes,
     .help = "The verdicts, their intervals and what they cost, as JSON.",
     .apply = add_export<app::ExportKind::verdict>},
    {.name = "export-json", .values = "FILE", .users = kArms, .repeat = Repeat::yes,
     .help = "Times in seconds, in the JSON of hyperfine.",
     .apply = add_export<app::ExportKind::json>},
    {.name = "export-csv", .values = "FILE", .users = kArms, .repeat = Repeat::yes,
     .help = "A summary in seconds, in the CSV of hyperfine.",
     .apply = add_export<app::ExportKind::csv>},
    {.name = "export-markdown", .values = "FILE", .users = kArms, .repeat = Repeat::yes,
     .help = "A table for Markdown.",
     .apply = add_export<app::ExportKind::markdown>},
    {.name = "export-asciidoc", .values = "FILE", .users = kArms, .repeat = Repeat::yes,
     .help = "A table for AsciiDoc.",
     .apply = add_export<app::ExportKind::asciidoc>},
    {.name = "export-orgmode", .values = "FILE", .users = kArms, .repeat = Repeat::yes,
     .help = "A table for Emacs org-mode.",
     .apply = add_export<app::ExportKind::orgmode>},
    {.name = "keep-output", .values = "DIR", .users = kArms,
     .help = "Keep what every trial printed, a file a trial.",
     .apply = set<&Options::keep_output, some_text>},
    {.name = "redact", .values = "NAMES", .users = kRuns | kRun | kOverhead | kSoak, .repeat = Repeat::yes,
     .help = "Keep these variables and texts out of the report; what looks like a secret is kept "
             "out anyway.",
     .apply = add_redacted},
};
// clang-format on

}  // namespace

Section view_flags() {
  return {"Output", kView};
}
Section export_flags() {
  return {"Files ('-' is standard output)", kFiles};
}

}  // namespace assay::cli
