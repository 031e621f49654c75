// SPDX-License-Identifier: Apache-2.0
// What `assay compare` and `assay time` were asked to do: plain values, already validated one by
// one. What was not given is absent, so that the use case chooses its own default and can say so.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::app {

// `none`: commands are split into words and executed; one that needs a shell is an error.
// `automatic`: as none, until any arm needs a shell, then `sh -c` for all arms. Hooks are not
// measured and decide for themselves.
// `forced`: always, arms and hooks, by ShellPolicy::program ("bash --norc").
enum class ShellUse { automatic, forced, none };
struct ShellPolicy {
  ShellUse use = ShellUse::automatic;
  std::vector<std::string>
      program;  // words in front of `-c COMMAND`; forced only, never empty there
};

enum class IgnoredExits { none, all, listed };
struct ExitPolicy {
  IgnoredExits ignore = IgnoredExits::none;
  std::vector<int> codes;  // listed only, 0..255
};

enum class OutputTo { null, pipe, inherit, file };
struct OutputPolicy {
  OutputTo to = OutputTo::null;
  std::string path;  // file only; holds {var} until the arms are expanded
};

enum class CounterUse { automatic, none, valgrind, perf };
enum class Tree { all, main };

// How a command is executed, shared by every use case that runs one.
struct Execution {
  ShellPolicy shell;
  std::vector<std::pair<std::string, std::string>> env;  // changes, in the order given
  std::optional<std::string> cwd;
  std::vector<int> pinned_cpus;      // empty = not pinned
  std::optional<std::string> input;  // a file; absent = /dev/null
  std::optional<double> timeout_ns;  // per trial; absent = none
  std::optional<double> linger_ns;   // absent = 2 s
  Tree tree = Tree::all;
  CounterUse counters = CounterUse::automatic;
  std::optional<std::string> cgroup;  // one more group whose use belongs to the program
  std::vector<std::string> redact;    // names of variables, and texts, that a report must not hold
  std::optional<std::string> launcher;  // path of assay-launcher; absent = beside the program
};

// The smallest change worth a verdict; absent parts are the metric's own defaults.
struct MinEffect {
  std::optional<double> relative;  // 0.01 = 1 %
  std::optional<double> ns;        // for metrics in ns
  std::optional<double> bytes;     // for metrics in bytes
  std::optional<double> count;     // for every other unit
  bool given() const { return relative || ns || bytes || count; }
};

// One -P (min..max by step) or one -L (values as text).
struct Parameter {
  std::string name;
  std::vector<std::string> values;  // at least one
};

enum class ExportKind { json, csv, markdown, asciidoc, orgmode, verdict };
struct Export {
  ExportKind kind = ExportKind::json;
  std::string path;  // "-" = standard output
};

enum class Style { automatic, full, basic, nocolor, color, none };
enum class SortOrder { automatic, command, mean_time };
enum class TimeUnit { microsecond, millisecond, second };

struct CompareOptions {
  // What runs. Lists marked [arm] hold nothing, one for all, or one per arm after the parameters
  // are expanded (the reference first, when there is one). All of them may hold {var}.
  std::vector<std::string> commands;
  std::vector<std::string> argv;         // words after `--`: one command, never split again
  std::vector<std::string> names;        // -n, in order; may be fewer than the arms
  std::optional<std::string> reference;  // one more command, run as the baseline
  std::optional<std::string> reference_name;
  std::vector<Parameter> parameters;
  std::optional<std::string> setup;    // once per arm, before the first round
  std::vector<std::string> prepare;    // [arm] before every trial, warm-ups included
  std::vector<std::string> conclude;   // [arm] after every trial
  std::optional<std::string> cleanup;  // once per arm, after the last round
  std::vector<OutputPolicy> output;    // [arm]
  std::vector<std::string> revs;       // git revisions, an arm each
  std::optional<std::string> build;    // run in each revision's worktree
  Execution execution;
  ExitPolicy exits;

  // How long, and how it is decided.
  std::optional<std::uint64_t> warmup;      // trials per arm
  std::optional<std::uint64_t> min_rounds;  // -m
  std::optional<std::uint64_t> max_rounds;  // -M
  std::optional<std::uint64_t> rounds;      // -r, --rounds: a fixed plan
  std::optional<double> max_time_ns;
  std::optional<std::uint64_t> seed;
  std::optional<double> alpha;  // in (0, 0.5)
  MinEffect min_effect;
  std::vector<std::string> metrics;      // gated ones; empty = wall
  std::vector<std::string> metric_from;  // as target::parse_metric_from() reads them
  bool events = false;                   // offer ASSAY_EVENTS to the program
  bool control = false;                  // one more arm: the baseline again

  // What is shown and kept.
  Style style = Style::automatic;
  SortOrder sort = SortOrder::automatic;
  std::optional<TimeUnit> unit;
  std::vector<Export> exports;
  bool json = false;                       // the report on standard output
  std::optional<std::string> report;       // the report in a file
  std::optional<std::string> continued;    // --continue: an earlier report to add rounds to
  std::optional<std::string> keep_output;  // folder for each trial's output
  bool check = false;                      // the verdict decides the exit code
  bool quiet = false;
};

}  // namespace assay::app
