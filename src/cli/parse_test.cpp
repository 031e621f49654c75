// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.hpp"

#include <gtest/gtest.h>

namespace assay::cli {
namespace {

using app::CompareOptions;
using Texts = std::vector<std::string>;

CompareOptions compare(Texts words) {
  auto options = parse_compare(words);
  EXPECT_TRUE(options) << (options ? "" : options.error().text());
  return options && *options ? **std::move(options) : CompareOptions{};
}

// What is said of a bad command line: "what: why / hint".
template <typename T>
std::string said(const Result<std::optional<T>>& parsed) {
  EXPECT_FALSE(parsed);
  if (parsed) return "";
  EXPECT_EQ(parsed.error().fault, Fault::usage);
  EXPECT_FALSE(parsed.error().what.empty());
  EXPECT_FALSE(parsed.error().hint.empty());
  return parsed.error().text() + " / " + parsed.error().hint;
}
std::string refusal(Texts words) {
  words.insert(words.end(), {"true", "false"});
  return said(parse_compare(words));
}

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST(ParseCompare, KnowsTheFlagsThatHandsKnow) {
  const CompareOptions o = compare({"-w",        "3",
                                    "-m",        "5",
                                    "-M",        "9",
                                    "-s",        "setup",
                                    "-p",        "prep",
                                    "-C",        "conc",
                                    "-c",        "clean",
                                    "-S",        "bash --norc",
                                    "-i=1,2",    "-n",
                                    "A",         "-n",
                                    "B",         "-u",
                                    "second",    "--sort",
                                    "mean-time", "--style",
                                    "basic",     "--output",
                                    "pipe",      "--input",
                                    "./in",      "--export-json",
                                    "j",         "--export-csv",
                                    "c",         "--export-markdown",
                                    "m",         "--export-asciidoc",
                                    "a",         "--export-orgmode",
                                    "o",         "a",
                                    "b"});
  EXPECT_EQ(o.commands, (Texts{"a", "b"}));
  EXPECT_EQ(o.warmup, 3U);
  EXPECT_EQ(o.min_rounds, 5U);
  EXPECT_EQ(o.max_rounds, 9U);
  EXPECT_EQ(o.setup, "setup");
  EXPECT_EQ(o.prepare, Texts{"prep"});
  EXPECT_EQ(o.conclude, Texts{"conc"});
  EXPECT_EQ(o.cleanup, "clean");
  EXPECT_EQ(o.execution.shell.use, app::ShellUse::forced);
  EXPECT_EQ(o.execution.shell.program, (Texts{"bash", "--norc"}));
  EXPECT_EQ(o.exits.ignore, app::IgnoredExits::listed);
  EXPECT_EQ(o.exits.codes, (std::vector<int>{1, 2}));
  EXPECT_EQ(o.names, (Texts{"A", "B"}));
  EXPECT_EQ(o.unit, app::TimeUnit::second);
  EXPECT_EQ(o.sort, app::SortOrder::mean_time);
  EXPECT_EQ(o.style, app::Style::basic);
  ASSERT_EQ(o.output.size(), 1U);
  EXPECT_EQ(o.output[0].to, app::OutputTo::pipe);
  EXPECT_EQ(o.execution.input, "./in");
  ASSERT_EQ(o.exports.size(), 5U);
  EXPECT_EQ(o.exports[4].kind, app::ExportKind::orgmode);
  EXPECT_EQ(o.exports[4].path, "o");
}

TEST(ParseCompare, KnowsItsOwnFlags) {
  const CompareOptions o = compare({"--control",
                                    "--metric",
                                    "wall,peak_rss",
                                    "--metric=cpu",
                                    "--alpha",
                                    "0.05",
                                    "--min-effect",
                                    "1%,50us",
                                    "--max-time",
                                    "2min",
                                    "--seed",
                                    "18446744073709551615",
                                    "--timeout",
                                    "500ms",
                                    "--linger",
                                    "0",
                                    "--tree",
                                    "main",
                                    "--pin",
                                    "0,2-3",
                                    "--env",
                                    "A=b=c",
                                    "--env",
                                    "E=",
                                    "--cwd",
                                    "/tmp",
                                    "--counters",
                                    "valgrind",
                                    "--keep-output",
                                    "d",
                                    "--metric-from",
                                    "x=([0-9]+)",
                                    "--events",
                                    "--cgroup",
                                    "/g",
                                    "--json",
                                    "--report",
                                    "r",
                                    "--check",
                                    "-q",
                                    "--redact",
                                    "A,B",
                                    "--export-verdict",
                                    "v",
                                    "--launcher",
                                    "l",
                                    "a",
                                    "b"});
  EXPECT_TRUE(o.control && o.events && o.json && o.check && o.quiet);
  EXPECT_EQ(o.metrics, (Texts{"wall", "peak_rss", "cpu"}));
  EXPECT_DOUBLE_EQ(*o.alpha, 0.05);
  EXPECT_DOUBLE_EQ(*o.min_effect.relative, 0.01);
  EXPECT_DOUBLE_EQ(*o.min_effect.ns, 50e3);
  EXPECT_FALSE(o.min_effect.bytes);
  EXPECT_DOUBLE_EQ(*o.max_time_ns, 120e9);
  EXPECT_EQ(o.seed, ~std::uint64_t{0});
  EXPECT_DOUBLE_EQ(*o.execution.timeout_ns, 5e8);
  EXPECT_DOUBLE_EQ(*o.execution.linger_ns, 0);
  EXPECT_EQ(o.execution.tree, app::Tree::main);
  EXPECT_EQ(o.execution.pinned_cpus, (std::vector<int>{0, 2, 3}));
  EXPECT_EQ(o.execution.env[0], (std::pair<std::string, std::string>{"A", "b=c"}));
  EXPECT_EQ(o.execution.env[1], (std::pair<std::string, std::string>{"E", ""}));
  EXPECT_EQ(o.execution.cwd, "/tmp");
  EXPECT_EQ(o.execution.counters, app::CounterUse::valgrind);
  EXPECT_EQ(o.execution.cgroup, "/g");
  EXPECT_EQ(o.execution.redact, (Texts{"A", "B"}));
  EXPECT_EQ(o.execution.launcher, "l");
  EXPECT_EQ(o.keep_output, "d");
  EXPECT_EQ(o.metric_from, Texts{"x=([0-9]+)"});
  EXPECT_EQ(o.report, "r");
}

TEST(ParseCompare, ReadsASmallestChangeInAnyUnit) {
  const auto effect = [](const char* text) {
    return compare({"--min-effect", text, "a", "b"}).min_effect;
  };
  EXPECT_DOUBLE_EQ(*effect("0.5").relative, 0.005);
  EXPECT_DOUBLE_EQ(*effect(" 2 % ").relative, 0.02);
  EXPECT_DOUBLE_EQ(*effect("0").relative, 0);
  EXPECT_DOUBLE_EQ(*effect("1.5ms").ns, 1.5e6);
  EXPECT_DOUBLE_EQ(*effect("64KiB").bytes, 65536);
  EXPECT_DOUBLE_EQ(*effect("3 count").count, 3);
  EXPECT_FALSE(effect("50us").relative);
  const app::MinEffect all = effect("1%,50us,4KiB,2count");
  EXPECT_TRUE(all.relative && all.ns && all.bytes && all.count);
}

TEST(ParseCompare, LeavesAbsentWhatWasNotGiven) {
  const CompareOptions o = compare({"a", "b"});
  EXPECT_FALSE(o.warmup || o.min_rounds || o.max_rounds || o.rounds || o.max_time_ns || o.seed);
  EXPECT_FALSE(o.alpha || o.min_effect.given() || o.unit || o.report || o.execution.timeout_ns);
  EXPECT_TRUE(o.metrics.empty() && o.output.empty() && o.exports.empty());
  EXPECT_EQ(o.execution.shell.use, app::ShellUse::automatic);
  EXPECT_EQ(o.exits.ignore, app::IgnoredExits::none);
}

TEST(ParseCompare, NeverTakesACommandForAnExitCode) {
  const CompareOptions o = compare({"-i", "cmd1", "cmd2"});
  EXPECT_EQ(o.commands, (Texts{"cmd1", "cmd2"}));
  EXPECT_EQ(o.exits.ignore, app::IgnoredExits::all);
}

TEST(ParseCompare, ReadsRangesAndListsInTheOrderGiven) {
  const CompareOptions o =
      compare({"-L", "c", "x,y", "-P", "t", "1", "2", "-D", "0.5", "p {c} {t}", "q {c} {t}"});
  ASSERT_EQ(o.parameters.size(), 2U);
  EXPECT_EQ(o.parameters[0].name, "c");
  EXPECT_EQ(o.parameters[1].values, (Texts{"1", "1.5", "2.0"}));
  EXPECT_EQ(compare({"-D", "2", "-P", "t", "1", "3", "p {t}", "q"}).parameters[0].values,
            (Texts{"1", "3"}));
}

TEST(ParseCompare, TakesWordsAfterTheDashesAsCommandsUnlessRevisionsAreCompared) {
  EXPECT_EQ(compare({"--", "a b", "c"}).commands, (Texts{"a b", "c"}));
  const CompareOptions o =
      compare({"--rev", "main", "--rev", "HEAD", "--build", "make", "--", "./prog", "-x", "a b"});
  EXPECT_EQ(o.argv, (Texts{"./prog", "-x", "a b"}));
  EXPECT_EQ(o.revs, (Texts{"main", "HEAD"}));
  EXPECT_EQ(compare({"--rev", "a", "--rev", "b", "--", "./prog -x"}).commands, Texts{"./prog -x"});
  EXPECT_SAYS(said(parse_compare(Texts{"--", "./a", "-x", "./b"})), "'./a -x'");
}

TEST(ParseCompare, RefusesNumbersThatMakeNoSense) {
  EXPECT_SAYS(refusal({"-r", "0"}), "-r cannot be '0': the least is 1");
  EXPECT_SAYS(refusal({"-w", "-3"}), "-w cannot be '-3': it is below 0");
  EXPECT_SAYS(refusal({"-w", "x"}), "not a whole number");
  EXPECT_SAYS(refusal({"-w", "1.5"}), "not a whole number");
  EXPECT_SAYS(refusal({"-w", "99999999999999999999"}), "not a whole number");
  EXPECT_SAYS(refusal({"-m", "5", "-M", "3"}), "--min-runs 5 is more than --max-runs 3");
  EXPECT_SAYS(refusal({"-r", "5", "-m", "3"}), "contradicts");
  for (const char* alpha : {"0", "0.5", "-0.1", "50%", "nan", "x"})
    EXPECT_SAYS(refusal({"--alpha", alpha}), "--alpha cannot be");
  EXPECT_SAYS(refusal({"--timeout", "-5"}), "a time cannot be negative");
  EXPECT_SAYS(refusal({"--timeout", "0"}), "no time");
  EXPECT_SAYS(refusal({"--max-time", "soon"}), "it is not a time");
  EXPECT_SAYS(refusal({"--min-effect", "-1"}), "cannot be negative");
  EXPECT_SAYS(refusal({"--min-effect", "1%,2%"}), "second of its kind");
  EXPECT_SAYS(refusal({"--min-effect", "1parsec"}), "no share, time or size");
  EXPECT_SAYS(refusal({"--pin", "3-1"}), "names no CPUs");
  EXPECT_SAYS(refusal({"--pin", ""}), "names no CPUs");
  EXPECT_SAYS(refusal({"-i=1,256"}), "'256' is no exit code");
}

TEST(ParseCompare, RefusesParametersThatGiveNothing) {
  EXPECT_SAYS(refusal({"-P", "x", "3", "1"}), "3 is more than 1");
  EXPECT_SAYS(refusal({"-P", "x", "a", "1"}), "'a' is not a number");
  EXPECT_SAYS(refusal({"-L", "x", ""}), "is empty");
  EXPECT_SAYS(refusal({"-L", "", "a"}), "cannot name a parameter");
  EXPECT_SAYS(refusal({"-L", "x", "1", "-L", "x", "2"}), "given twice");
  EXPECT_SAYS(refusal({"-D", "1"}), "no range");
  EXPECT_SAYS(refusal({"-P", "x", "1", "2", "-D", "1", "-D", "2"}), "twice for one range");
  EXPECT_SAYS(refusal({"-P", "x", "1", "9000", "-L", "y", "a,b"}), "too many combinations");
}

TEST(ParseCompare, RefusesWordsItDoesNotKnowAndNamesTheNearest) {
  EXPECT_SAYS(refusal({"--metric", "wal"}), "did you mean 'wall'?");
  EXPECT_SAYS(refusal({"--metric", "speed"}), "known are wall, wall_main");
  EXPECT_SAYS(refusal({"--metric", "wall,wall"}), "asked for twice");
  EXPECT_SAYS(refusal({"--metric", "wall,"}), "one of its names is empty");
  EXPECT_SAYS(refusal({"--style", "fulll"}), "did you mean 'full'?");
  EXPECT_SAYS(refusal({"-u", "minute"}), "microsecond, millisecond, second");
  EXPECT_SAYS(refusal({"--tree", "leaf"}), "none of all, main");
  EXPECT_SAYS(refusal({"--output", "foo"}), "./foo");
  EXPECT_SAYS(refusal({"--env", "A"}), "NAME=VALUE");
  EXPECT_SAYS(refusal({"-S", ""}), "-S cannot be ''");
  EXPECT_SAYS(refusal({"--metric-from", "wall=x"}), "another metric");
}

TEST(ParseCompare, AcceptsMetricsThatTheProgramBrings) {
  EXPECT_EQ(compare({"--metric", "ops", "--metric-from", "ops=/ops", "a", "b"}).metrics,
            Texts{"ops"});
  EXPECT_EQ(compare({"--metric", "any", "--events", "a", "b"}).metrics, Texts{"any"});
}

TEST(ParseCompare, RefusesContradictions) {
  EXPECT_SAYS(refusal({"-N", "-S", "bash"}), "contradict");
  EXPECT_SAYS(refusal({"-S", "bash", "-N"}), "contradict");
  EXPECT_SAYS(refusal({"--show-output", "--output", "null"}), "contradict");
  EXPECT_SAYS(refusal({"--output", "null", "--show-output"}), "contradict");
  EXPECT_SAYS(refusal({"--json", "--export-csv", "-"}), "standard output");
  EXPECT_SAYS(refusal({"--export-csv", "f", "--report", "f"}), "two exports go to 'f'");
  EXPECT_SAYS(refusal({"--reference-name", "x"}), "names nothing");
  EXPECT_SAYS(refusal({"--build", "make"}), "no --rev");
  EXPECT_SAYS(refusal({"--rev", "a", "--rev", "b"}), "--rev takes one command");
  EXPECT_SAYS(refusal({"--reference", "true"}), "compared with itself");
  EXPECT_SAYS(refusal({"-n", "a", "-n", "b", "-n", "c"}), "--command-name is given 3 times");
  EXPECT_SAYS(refusal({"-p", "a", "-p", "b", "-p", "c"}), "--prepare is given 3 times");
}

TEST(ParseCompare, NeedsTwoArms) {
  EXPECT_SAYS(said(parse_compare(Texts{})), "no command");
  EXPECT_SAYS(said(parse_compare(Texts{"a"})), "assay time");
  EXPECT_SAYS(said(parse_compare(Texts{"", "a"})), "empty");
  EXPECT_EQ(compare({"--control", "a"}).commands, Texts{"a"});
  EXPECT_EQ(compare({"--reference", "b", "a"}).commands, Texts{"a"});
  EXPECT_EQ(compare({"-L", "x", "1,2", "a {x}"}).commands, Texts{"a {x}"});
  EXPECT_EQ(compare({"--continue", "r.json", "a", "b"}).continued, "r.json");
  EXPECT_SAYS(said(parse_compare(Texts{"--continue", "r.json"})), "repeat the commands");
}

TEST(ParseTime, TakesOneCommandAsAWordOrAsWords) {
  EXPECT_EQ((*parse_time(Texts{"sleep 1"}))->commands, Texts{"sleep 1"});
  EXPECT_EQ((*parse_time(Texts{"--", "sleep 1"}))->commands, Texts{"sleep 1"});
  EXPECT_EQ((*parse_time(Texts{"--", "grep", "-c", "a b"}))->argv, (Texts{"grep", "-c", "a b"}));
  EXPECT_SAYS(said(parse_time(Texts{"sleep", "1"})), "assay time 'sleep 1'");
  EXPECT_SAYS(said(parse_time(Texts{})), "no command");
  EXPECT_SAYS(said(parse_time(Texts{"--control", "a"})), "'assay compare'");
}

TEST(ParseProve, NeedsNoCommand) {
  EXPECT_FALSE((*parse_prove(Texts{}))->command);
  const auto options = parse_prove(Texts{"--live", "40", "--replays", "1000", "--effect", "3",
                                         "--seed", "7", "--json", "--", "./prog", "x"});
  ASSERT_TRUE(options && *options);
  EXPECT_EQ((*options)->live, 40U);
  EXPECT_EQ((*options)->replays, 1000U);
  EXPECT_DOUBLE_EQ(*(*options)->effect, 0.03);
  EXPECT_EQ((*options)->argv, (Texts{"./prog", "x"}));
  EXPECT_SAYS(said(parse_prove(Texts{"--effect", "0"})), "above 0");
  EXPECT_SAYS(said(parse_prove(Texts{"a", "b"})), "one command");
}

TEST(ParseDoctorAndReport, TakeWhatTheyNeedAndNoMore) {
  EXPECT_DOUBLE_EQ(*(*parse_doctor(Texts{"--probe", "0"}))->probe_ns, 0);
  EXPECT_SAYS(said(parse_doctor(Texts{"x"})), "takes no 'x'");
  EXPECT_EQ((*parse_report(Texts{"f", "--format", "csv"}))->format, app::ReportFormat::csv);
  EXPECT_SAYS(said(parse_report(Texts{})), "none was named");
  EXPECT_SAYS(said(parse_report(Texts{"a", "b"})), "there are 2");
  EXPECT_SAYS(said(parse_report(Texts{"f", "--format", "html"})), "text, json, csv, markdown");
}

TEST(ParseAll, AnswersHelpBeforeAnythingIsChecked) {
  EXPECT_FALSE(*parse_compare(Texts{"--help"}));
  EXPECT_FALSE(*parse_time(Texts{"-h"}));
  EXPECT_FALSE(*parse_prove(Texts{"a", "b", "--help"}));
  EXPECT_FALSE(*parse_doctor(Texts{"--help"}));
  EXPECT_FALSE(*parse_report(Texts{"--help"}));
}

}  // namespace
}  // namespace assay::cli
