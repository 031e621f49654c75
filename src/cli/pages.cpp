// SPDX-License-Identifier: Apache-2.0
// The words of --help that belong to a command and not to a flag.
#include "cli/help.hpp"

#include <array>

namespace assay::cli {
namespace {

constexpr std::array kCompareExamples = {
    Example{"assay compare './old input' './new input'",
            "Is the second command slower than the first, faster, or the same?"},
    Example{"assay compare --metric wall,peak_rss --check --report run.json ./old ./new",
            "A gate on time and memory: the exit code is the verdict."},
    Example{"assay compare --rev main --rev HEAD --build 'make -j2' -- ./prog input",
            "Two git revisions, each built in a worktree of its own."},
    Example{"assay compare -L n 1,2,4 --reference 'sort big' 'sort --parallel={n} big'",
            "Each number of threads against one reference."}};

constexpr std::array kTimeExamples = {
    Example{"assay time 'grep -c todo big.txt'", "Measure one command."},
    Example{"assay time -P n 1 8 'make -B -j{n}'", "The same for each number of jobs."},
    Example{"assay time -w 3 -r 20 --export-json times.json -- ./prog 'a b'",
            "Words after -- are passed on exactly as they are."}};

constexpr std::array kRunExamples = {
    Example{"assay run scenarios/", "Every manifest in the folder; one that fails stops no other."},
    Example{"assay run scenarios/ --tag quick --json > reports.ndjson",
            "Only some of them; a report a line."},
    Example{"assay run gzip.toml --rev main --build 'make -j2' --fail-on-regression",
            "Against the main branch, live and paired, as a gate."},
    Example{"assay run --dry-run gzip.toml", "What would be spawned."},
    Example{"assay run -r 30 -- ./prog 'a b'", "A command without a manifest."}};

constexpr std::array kProveExamples = {
    Example{"assay prove -- ./prog input",
            "Does this machine find a slowdown of this command, and only where there is one?"},
    Example{"assay prove --effect 5 --max-time 30 --json",
            "Inject 5 %, stop after 30 s; without a command a built-in one is run."}};

constexpr std::array kDoctorExamples = {
    Example{"assay doctor", "Look at the machine, and watch it for two seconds."},
    Example{"assay doctor --json --probe 10", "Watch for ten seconds; findings as JSON."}};

constexpr std::array kGateExamples = {
    Example{"assay gate --rules rules.toml reports.ndjson",
            "Hold what 'assay run --json' wrote against budgets and tolerances."},
    Example{"assay gate --rules rules.toml --format junit=gate.xml --format github run/",
            "The same for a folder of reports, told to a CI system twice."},
    Example{"assay gate --rules rules.toml --refresh --reason 'new codec' reports.ndjson",
            "Make what was measured the new limits and baseline, and keep why."},
    Example{
        "assay gate --hosted hosted.json --strict perf/perf-slo-summary.json",
        "A hosted runner raised an alert, or did not: what does it mean beside the strict one?"}};

constexpr std::array kReportExamples = {
    Example{"assay report run.json", "What 'assay compare' printed, from the file it kept."},
    Example{"assay report run.json --format markdown",
            "The same as a comment for a pull request."}};

constexpr std::array kImportExamples = {
    Example{"assay import bench.json", "Which tool wrote it is told by the content."},
    Example{"go test -bench . -count 6 | assay import --from go - --report base.ndjson",
            "A report a benchmark, a line each: a baseline for assay gate."},
    Example{"assay import --from criterion target/criterion --min 50us",
            "The latest run of cargo bench, without what is too short to be told from noise."}};

constexpr std::array kExportExamples = {
    Example{"assay export run.json --to bmf", "The medians for Bencher."},
    Example{"assay export base.ndjson --to openmetrics --metric wall --output base.txt",
            "Two metrics of every scenario, for Prometheus to read."}};

constexpr std::array kInitExamples = {
    Example{"assay init -- gzip -6 -c numbers",
            "Writes gzip.toml: the command, and as comments what else a manifest can say."},
    Example{"assay init --target server --output web.toml -- nginx -p . -c '{port}.conf'",
            "The same for a server; {port} is filled in when it is run."}};

constexpr std::array kOverheadExamples = {
    Example{"assay overhead --agent './agent --audit' --agent-ready-log 'attached'",
            "What does the agent cost an open, a connect, a read, a stat?"},
    Example{"assay overhead --wrap 'strace -f -o /dev/null' --artifacts perf/",
            "The same of a tracer, with the artifacts that a release keeps."}};

constexpr std::array kWorkloadExamples = {
    Example{"assay workload open_close", "200,000 times open, read a byte, close."},
    Example{"assay workload stat_walk --format json --out stat.json",
            "The same of 50 walks over 400 files, with the full histogram, kept in a file."},
    Example{"assay workload connect_loopback --rate 1000 --duration 5min",
            "A thousand a second, at intended times."}};

constexpr std::array kValidateExamples = {
    Example{"assay validate perf/", "Is everything there, of one run, and consistent?"},
    Example{"assay validate --open-baseline a.json --open-with-agent b.json",
            "The same of single files, of other tools with these keys, too."}};

constexpr std::array kSoakExamples = {
    Example{"assay soak --agent ./a --delivered file:/run/a#/seen --drops file:/run/a#/lost",
            "Does it lose events, or grow, under a thousand opens a second? Its counters are read "
            "from a JSON file; docs/soak.md shows them at a URL or from a command."},
    Example{"assay soak --agent ./a --max-drop-ratio none --max-rss-slope 1MiB/h",
            "One without counters, for as long as --duration says: does it leak?"}};

constexpr std::array kPages = {
    Page{"compare", "compare commands: slower, faster, or the same?",
         "[OPTION...] COMMAND COMMAND...",
         "Runs the commands in rounds, in random order, until each has been told from the baseline "
         "(the first, or --reference) or shown to be the same, and says how sure that is.\n"
         "\n"
         "A COMMAND is one word, so quote it: 'sleep 0.1'. Flags of hyperfine mean here what they "
         "mean there.",
         kCompareExamples, kCompare},
    Page{"time", "measure one command", "[OPTION...] COMMAND | -- PROGRAM [ARGUMENT...]",
         "Measures time, CPU, memory and I/O of a command over its whole process tree. It gives no "
         "verdict: that needs something to compare with.",
         kTimeExamples, kTime},
    Page{"run", "run scenarios from manifests", "[OPTION...] PATH... | -- PROGRAM [ARGUMENT...]",
         "Runs the scenarios of manifests (docs/manifest.md) and of folders of them, checks every "
         "result against what the manifest expects, compares arms, and keeps a report for each. "
         "Several arms are compared round by round until decided; a single arm is measured 10 "
         "times after 1 warm-up, unless the manifest says otherwise.\n"
         "\n"
         "A wrong result is exit code 1, a program that cannot run 5, a manifest with faults 64; "
         "the other scenarios still run. A regression is told, and is exit code 1 only with "
         "--fail-on-regression.",
         kRunExamples, kRun},
    Page{"prove", "test the harness itself, on your command and machine",
         "[OPTION...] [COMMAND | -- PROGRAM [ARGUMENT...]]",
         "Compares the command with itself, and with itself made slower by a known amount, live "
         "and by replay. The exit code is 0 when every claim holds, 1 when one is refuted, 3 when "
         "there is too little evidence.",
         kProveExamples, kProve},
    Page{"doctor", "what disturbs measurements on this machine", "[OPTION...]",
         "Says what on this machine makes timings worse than they need be, why it matters and how "
         "to change it. It changes nothing by itself.",
         kDoctorExamples, kDoctor},
    Page{"gate", "hold reports against budgets and tolerances", "[OPTION...] REPORT...",
         "Applies the rules of a file (docs/gate-rules.md) to reports: files of one or of many, a "
         "line each, and folders of such files. A check passes when it is shown to hold and fails "
         "when it is shown not to; what the evidence does not decide is inconclusive, and a rule "
         "that looked at nothing fails.\n"
         "\n"
         "The exit code is 0 when every check passed, 1 when one failed, 3 when one is "
         "inconclusive, "
         "4 when a baseline is missing or not comparable. In a pipe, 'set -o pipefail' keeps it.",
         kGateExamples, kGate},
    Page{"init", "write a starter manifest for a command",
         "[OPTION...] COMMAND | -- PROGRAM [ARGUMENT...]",
         "Writes a scenario that 'assay run' runs (docs/manifest.md), with the keys that are most "
         "used as comments. A file that is there already is left alone.",
         kInitExamples, kInit},
    Page{"report", "show a report again, or turn it into another format", "[OPTION...] FILE",
         "Prints a report that --report has kept, or a file of several, a line each.",
         kReportExamples, kReport},
    Page{"import", "take what other tools measured", "[OPTION...] FILE|FOLDER|-...",
         "Turns the output of other benchmark tools into reports, one a benchmark: the samples "
         "where the tool keeps them, else its summary. One report is printed on many lines, "
         "several are a line each. What is left out is said on standard error.",
         kImportExamples, kImport},
    Page{"export", "hand reports to other tools", "[OPTION...] --to FORMAT REPORT...",
         "Writes reports, or files of many, in a format that other tools read. What a format "
         "cannot hold is left out.",
         kExportExamples, kExport},
    Page{"overhead", "what an agent costs each operation, against budgets", "[OPTION...]",
         "Runs built-in workloads without the agent, without it once more (the control) and with "
         "it, in random order, until every budget is shown to hold or to be broken.",
         kOverheadExamples, kOverhead},
    Page{"workload", "run a built-in workload", "[OPTION...] NAME",
         "Runs one operation many times and tells how long each took, the clock's own cost taken "
         "off (docs/workload.md). --list names them all.",
         kWorkloadExamples, kWorkload},
    Page{"validate", "hold the artifacts of an overhead run against their contract",
         "[OPTION...] [FOLDER]",
         "Checks that every artifact is there, well formed, of one run, and that every derived "
         "number follows from the others (docs/artifacts.md). Every fault is told, not the first "
         "alone, each with its file and JSON pointer.\n"
         "\n"
         "The exit code is 64 when there is a fault; else 1 when a gate is broken, 3 when one is "
         "undecided, 4 when it has no result, 0 when all hold.",
         kValidateExamples, kValidate},
    Page{"soak", "an agent under load for long: lost events, growing memory", "[OPTION...]",
         "Starts an agent, drives operations beside it, and reads the agent's own counters and its "
         "memory again and again. Events count from the first reading on; the share that was lost "
         "is lost / (lost + delivered), and its upper bound has to be below the budget. A counter "
         "that is missing, is no number or goes backwards ends the soak: it is never taken for 0.\n"
         "\n"
         "The exit code is 0 when every budget was shown to hold, 1 when one is broken or there "
         "were too few events, 3 when the evidence does not decide, 5 when the agent, a worker or "
         "a counter gave out.",
         kSoakExamples, kSoak}};

}  // namespace

std::span<const Page> all_pages() {
  return kPages;
}

const Page* find_page(std::string_view name) {
  for (const Page& page : kPages)
    if (page.name == name) return &page;
  return nullptr;
}

}  // namespace assay::cli
