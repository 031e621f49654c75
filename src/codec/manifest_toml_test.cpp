// SPDX-License-Identifier: Apache-2.0
#include "codec/manifest_toml.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::codec {
namespace {

using model::Scenario;
using model::Target;

Scenario read(std::string_view text, std::optional<Target> wanted = {}) {
  auto out = read_manifest(text, "dir/m.toml", "dir", wanted);
  EXPECT_TRUE(out) << out.error().what << " " << out.error().why;
  return out ? std::move(*out) : Scenario{};
}

std::string fault(std::string_view text, std::optional<Target> wanted = {}) {
  const auto out = read_manifest(text, "m.toml", "", wanted);
  EXPECT_FALSE(out) << text;
  if (out) return "none";
  EXPECT_EQ(out.error().fault, Fault::usage);
  return out.error().what;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Manifest, TheReferencesKeysWorkAsTheyAre) {
  const Scenario s = read(R"(
name       = "fib"
entry      = "fib.av"
module_root = ".."
iterations = 30
warmup     = 3
args       = ["-x"]
[expected]
response_bytes = 3
response_bytes_min = 1
response_bytes_max = 5
[tolerance]
wall_time_p50_pct = 25
wall_time_p95_pct = 12.5
)");
  EXPECT_EQ(s.file, "dir/m.toml");
  EXPECT_EQ(s.folder, "dir");
  EXPECT_EQ(s.name, "fib");
  EXPECT_EQ(s.entry, "fib.av");
  EXPECT_EQ(s.module_root, "..");
  EXPECT_EQ(s.plan.iterations, 30u);
  EXPECT_EQ(s.plan.warmup, 3u);
  EXPECT_EQ(s.args, std::vector<std::string>{"-x"});
  EXPECT_EQ(s.expected.response_bytes, 3u);
  EXPECT_EQ(s.expected.response_bytes_min, 1u);
  EXPECT_EQ(s.expected.response_bytes_max, 5u);
  ASSERT_EQ(s.tolerances.size(), 2u);
  EXPECT_EQ(s.tolerances[0].metric, "wall");
  EXPECT_EQ(s.tolerances[0].statistic, "p50");
  EXPECT_DOUBLE_EQ(s.tolerances[0].relative, 0.25);
  EXPECT_TRUE(s.tolerances[0].given);
  EXPECT_EQ(s.tolerances[1].statistic, "p95");
  EXPECT_DOUBLE_EQ(s.tolerances[1].relative, 0.125);
}

TEST(Manifest, WhatIsNotSaidHasTheDefaults) {
  const Scenario s = read("entry = \"x\"");
  EXPECT_EQ(s.name, "m");
  EXPECT_EQ(s.target, Target::process);
  EXPECT_FALSE(s.plan.iterations);
  EXPECT_FALSE(s.plan.warmup);
  ASSERT_EQ(s.tolerances.size(), 2u);
  EXPECT_DOUBLE_EQ(s.tolerances[0].relative, 0.2);
  EXPECT_DOUBLE_EQ(s.tolerances[1].relative, 0.3);
  EXPECT_FALSE(s.tolerances[0].given);
  EXPECT_FALSE(s.tolerances[1].given);
  EXPECT_TRUE(s.arms.empty());
}

TEST(Manifest, ReadsEveryKeyOfAProcess) {
  const Scenario s = read(R"(
name = "all"
about = "every key"
tags = ["a", "b"]
target = "process"
shell = "x | y"
env = { A = "1" }
cwd = "work"
stdin = "in"
inputs = ["in", "other"]
setup = ["sh", "prepare"]
prepare = "rm -f out"
conclude = "true"
cleanup = "rm -r work"
build = "make"
timeout = "2s"
linger = 0
pin = [0, 2]
tree = "main"
events = true
allocations = true
metric_from = ["ops:higher=([0-9]+) ops"]
metrics = ["wall", "ops"]
[plan]
warmup = 2
min_rounds = 5
max_rounds = 50
max_time = "10s"
alpha = 0.05
min_effect = "2%, 50us, 64KiB, 3count"
seed = 7
control = true
[expected]
exit_code = 3
same_across_arms = true
stdout.equals = "a\n"
stdout.contains = "a"
stdout.matches = ["^a$", "a+"]
stdout.sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
stdout.json = { "/a/0" = 1, "/b" = "x", "/c" = [true, 1.5], "" = { k = "v" } }
stderr.contains = ["e"]
[expected.files]
"out/x" = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
[tolerance.peak_rss]
pct = 5
abs = "64KiB"
statistic = "max"
[[tolerance.wall]]
abs = "50us"
[[tolerance.wall]]
statistic = "mean"
pct = "3%"
)");
  EXPECT_EQ(s.about, "every key");
  EXPECT_EQ(s.tags, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(s.command.shell, "x | y");
  EXPECT_EQ(s.env, (model::NamedValues{{"A", "1"}}));
  EXPECT_EQ(s.cwd, "work");
  EXPECT_EQ(s.input, "in");
  EXPECT_EQ(s.inputs, (std::vector<std::string>{"in", "other"}));
  EXPECT_EQ(s.setup.argv, (std::vector<std::string>{"sh", "prepare"}));
  EXPECT_EQ(s.prepare.shell, "rm -f out");
  EXPECT_EQ(s.conclude.shell, "true");
  EXPECT_EQ(s.cleanup.shell, "rm -r work");
  EXPECT_EQ(s.build.shell, "make");
  EXPECT_EQ(s.timeout_ns, 2e9);
  EXPECT_EQ(s.linger_ns, 0.0);
  EXPECT_EQ(s.pinned_cpus, (std::vector<int>{0, 2}));
  EXPECT_TRUE(s.main_only);
  EXPECT_TRUE(s.events);
  EXPECT_TRUE(s.allocations);
  EXPECT_EQ(s.metric_from, std::vector<std::string>{"ops:higher=([0-9]+) ops"});
  EXPECT_EQ(s.metrics, (std::vector<std::string>{"wall", "ops"}));
  EXPECT_EQ(s.plan.warmup, 2u);
  EXPECT_EQ(s.plan.min_rounds, 5u);
  EXPECT_EQ(s.plan.max_rounds, 50u);
  EXPECT_EQ(s.plan.max_time_ns, 10e9);
  EXPECT_EQ(s.plan.alpha, 0.05);
  EXPECT_DOUBLE_EQ(*s.plan.min_effect_relative, 0.02);
  EXPECT_EQ(s.plan.min_effect_ns, 50e3);
  EXPECT_EQ(s.plan.min_effect_bytes, 65536.0);
  EXPECT_EQ(s.plan.min_effect_count, 3.0);
  EXPECT_EQ(s.plan.seed, 7u);
  EXPECT_TRUE(s.plan.control);
  EXPECT_EQ(s.expected.exit_code, 3);
  EXPECT_TRUE(s.expected.same_across_arms);
  EXPECT_EQ(s.expected.output.equals, "a\n");
  EXPECT_EQ(s.expected.output.contains, std::vector<std::string>{"a"});
  EXPECT_EQ(s.expected.output.matches, (std::vector<std::string>{"^a$", "a+"}));
  EXPECT_EQ(s.expected.output.sha256->substr(0, 4), "0123");
  ASSERT_EQ(s.expected.output.json.size(), 4u);
  EXPECT_EQ(s.expected.output.json[0].pointer, "/a/0");
  EXPECT_EQ(s.expected.output.json[0].equals, "1");
  EXPECT_EQ(s.expected.output.json[1].equals, "\"x\"");
  EXPECT_EQ(s.expected.output.json[2].equals, "[true,1.5]");
  EXPECT_EQ(s.expected.output.json[3].equals, "{\"k\":\"v\"}");
  EXPECT_EQ(s.expected.errors.contains, std::vector<std::string>{"e"});
  ASSERT_EQ(s.expected.files.size(), 1u);
  EXPECT_EQ(s.expected.files[0].path, "out/x");
  ASSERT_EQ(s.tolerances.size(), 4u);
  EXPECT_EQ(s.tolerances[0].statistic, "p50");  // the default of wall, replaced
  EXPECT_EQ(s.tolerances[0].relative, 0);
  EXPECT_EQ(s.tolerances[0].absolute, 50e3);
  EXPECT_FALSE(s.tolerances[1].given);
  EXPECT_EQ(s.tolerances[2].metric, "peak_rss");
  EXPECT_EQ(s.tolerances[2].absolute, 65536);
  EXPECT_EQ(s.tolerances[2].statistic, "max");
  EXPECT_EQ(s.tolerances[3].statistic, "mean");
}

TEST(Manifest, ReadsTheSettingsOfTargets) {
  const Scenario s = read(R"(
target = "server"
command = ["nginx", "-p", "{port}"]
[server]
host = "::1"
port = 8080
ready = { http = "/up", timeout = "3s" }
method = "POST"
path = "/q?a=1"
headers = { Accept = "*/*", X-A = "b c" }
body = "{}"
status = 201
rate = 1000
connections = 4
slice = "100ms"
warm = 0
restart_rounds = 5
grace = 1
[library]
symbol = "bench_it"
slice = "2ms"
slices = 20
[wasm]
engine = "interp"
)");
  EXPECT_EQ(s.target, Target::server);
  EXPECT_EQ(s.server.host, "::1");
  EXPECT_EQ(s.server.port, 8080);
  EXPECT_EQ(s.server.ready.http, "/up");
  EXPECT_EQ(s.server.ready.timeout_ns, 3e9);
  EXPECT_EQ(s.server.method, "POST");
  EXPECT_EQ(s.server.path, "/q?a=1");
  EXPECT_EQ(s.server.headers, (model::NamedValues{{"Accept", "*/*"}, {"X-A", "b c"}}));
  EXPECT_EQ(s.server.body, "{}");
  EXPECT_EQ(s.server.status, 201);
  EXPECT_EQ(s.server.rate, 1000.0);
  EXPECT_EQ(s.server.connections, 4u);
  EXPECT_EQ(s.server.slice_ns, 100e6);
  EXPECT_EQ(s.server.warm_ns, 0);
  EXPECT_EQ(s.server.restart_rounds, 5u);
  EXPECT_EQ(s.server.grace_ns, 1e9);
  EXPECT_EQ(s.library.symbol, "bench_it");
  EXPECT_EQ(s.library.slice_ns, 2e6);
  EXPECT_EQ(s.library.slices, 20u);
  EXPECT_EQ(s.wasm.engine, "interp");
  EXPECT_TRUE(read("entry = \"x\"\n[server.ready]\ntcp = true").server.ready.tcp);
  EXPECT_EQ(read("entry = \"x\"\n[server.ready]\nlog = \"up$\"").server.ready.log, "up$");
  EXPECT_EQ(read("entry = \"x\"\n[server.ready]\nshell = \"up\"").server.ready.command.shell, "up");
}

TEST(Manifest, TheBaselineIsTheFirstArmElseTheOneWrittenFirst) {
  const Scenario named = read(R"(
[arms.zed]
command = ["z"]
env = { A = "1" }
[arms.baseline]
command = ["b"]
[arms.alpha]
entry = "a"
args = []
)");
  ASSERT_EQ(named.arms.size(), 3u);
  EXPECT_EQ(named.arms[0].name, "baseline");
  EXPECT_EQ(named.arms[1].name, "zed");
  EXPECT_EQ(named.arms[1].env, (model::NamedValues{{"A", "1"}}));
  EXPECT_EQ(named.arms[2].name, "alpha");
  EXPECT_TRUE(named.arms[2].args.has_value());
  const Scenario written = read("[arms.z]\nentry = \"1\"\n[arms.a]\nentry = \"2\"\n");
  ASSERT_EQ(written.arms.size(), 2u);
  EXPECT_EQ(written.arms[0].name, "z");
}

TEST(Manifest, ParametersMultiplyZipAndExclude) {
  const Scenario s = read(R"(
entry = "x"
[parameters]
n = [1, 2]
s = ["a", true, 1.5]
zip = [{ u = [1, 2], v = ["{n}x", "y"] }]
exclude = [{ n = 1, s = "a" }]
)");
  ASSERT_EQ(s.parameters.product.size(), 2u);
  EXPECT_EQ(s.parameters.product[0].name, "n");
  EXPECT_EQ(s.parameters.product[0].values, (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(s.parameters.product[1].values, (std::vector<std::string>{"a", "true", "1.5"}));
  ASSERT_EQ(s.parameters.zip.size(), 1u);
  ASSERT_EQ(s.parameters.zip[0].size(), 2u);
  EXPECT_EQ(s.parameters.zip[0][1].values, (std::vector<std::string>{"{n}x", "y"}));
  ASSERT_EQ(s.parameters.exclude.size(), 1u);
  EXPECT_EQ(s.parameters.exclude[0], (model::NamedValues{{"n", "1"}, {"s", "a"}}));
}

constexpr std::string_view kTwoTargets = R"(
entry = "a.sh"
args = ["x"]
iterations = 10
env = { A = "1", B = "2" }
[arms.one]
[arms.two]
env = { C = "3" }
[targets.library]
entry = "a.so"
env = { B = "9" }
plan.max_time = "1s"
arms.two.entry = "b.so"
[targets.process]
shell = "cat a.sh"
args = []
)";

TEST(Manifest, TheChosenTargetsKeysOverrideTheCommonOnes) {
  const Scenario library = read(kTwoTargets, Target::library);
  EXPECT_EQ(library.target, Target::library);
  EXPECT_EQ(library.entry, "a.so");
  EXPECT_EQ(library.args, std::vector<std::string>{"x"});
  EXPECT_EQ(library.env, (model::NamedValues{{"A", "1"}, {"B", "9"}}));
  EXPECT_FALSE(library.plan.iterations);  // a sequential plan takes the place of the fixed one
  EXPECT_EQ(library.plan.max_time_ns, 1e9);
  ASSERT_EQ(library.arms.size(), 2u);
  EXPECT_EQ(library.arms[1].entry, "b.so");
  EXPECT_EQ(library.arms[1].env, (model::NamedValues{{"C", "3"}}));
  const Scenario process = read(kTwoTargets, Target::process);
  EXPECT_EQ(process.command.shell, "cat a.sh");
  EXPECT_EQ(process.plan.iterations, 10u);
  EXPECT_FALSE(process.arms[1].entry);
  const Scenario other = read(kTwoTargets, Target::wasm_local);
  EXPECT_EQ(other.target, Target::wasm_local);
  EXPECT_EQ(other.entry, "a.sh");
}

TEST(Manifest, TheTargetIsSaidOrTheOnlyOne) {
  EXPECT_EQ(read("entry = \"x\"\n[targets.library]\n").target, Target::library);
  EXPECT_EQ(read("entry = \"x\"\ntarget = \"process\"\n[targets.library]\n").target,
            Target::process);
  EXPECT_TRUE(holds(fault(kTwoTargets), "m.toml:1:1: it is not said which of the targets"));
  EXPECT_EQ(fault("entry = \"x\"\n[targets.libary]\n"), "m.toml:2:10: there is no target 'libary'");
  // What is wrong in a table that is not chosen is told, too.
  EXPECT_EQ(fault("entry = \"x\"\n[targets.library]\nwat = 1\n", Target::process),
            "m.toml:3:1: unknown key 'wat' in [targets.library]");
  EXPECT_EQ(fault("entry = \"x\"\n[targets.library]\nname = \"y\"\n"),
            "m.toml:3:1: unknown key 'name' in [targets.library]");
}

struct Bad {
  std::string_view text;
  std::string_view what;
};

TEST(Manifest, EachFaultIsToldWithItsPlace) {
  const std::vector<Bad> cases = {
      {"", "m.toml:1:1: missing required entry = \"...\" or command = [...]"},
      {"target = \"library\"\ncommand = [\"x\"]", "m.toml:1:1: missing required entry = \"...\""},
      {"entry = \"x\"\niterations = 0", "m.toml:2:14: 'iterations' must be > 0, not 0"},
      {"entry = \"x\"\niterations = -3", "m.toml:2:14: 'iterations' must be > 0, not -3"},
      {"entry = \"x\"\nwarmup = -1", "m.toml:2:10: 'warmup' must be at least 0, not -1"},
      {"entry = \"x\"\nname = \"a b\"", "m.toml:2:8: 'a b' cannot name a scenario"},
      {"entry = \"x\"\ntags = [\"a b\"]", "m.toml:2:8: 'a b' cannot name a tag"},
      {"entry = \"x\"\n[arms.\"a/b\"]", "m.toml:2:7: 'a/b' cannot name an arm"},
      {"entry = \"x\"\n[arms.control]", "m.toml:2:7: no arm can be called 'control'"},
      {"[arms.a]\nentry = \"x\"\n[arms.b]\n",
       "m.toml:3:7: the arm 'b' has nothing to run: missing required entry = \"...\" or command = "
       "[...]"},
      {"[arms.a]\nentry = \"x\"\n[arms.a]\n", "m.toml:3:"},
      {"command = \"ls -l\"", "m.toml:1:11: 'command' must be an array of words, not a string"},
      {"command = []", "m.toml:1:11: 'command' names no program"},
      {"shell = \" \"", "m.toml:1:9: 'shell' is empty"},
      {"command = [\"x\"]\nshell = \"x\"", "m.toml:2:1: 'command' and 'shell' are both given"},
      {"shell = \"x\"\nargs = [\"y\"]", "m.toml:2:8: 'args' beside 'shell'"},
      {"[arms.a]\nshell = \"x\"\nargs = [\"y\"]",
       "m.toml:3:8: 'args' beside 'shell' in the arm 'a'"},
      {"entry = \"x\"\nenv = { \"A=B\" = \"c\" }", "m.toml:2:7: 'A=B' cannot name a variable"},
      {"entry = \"x\"\ntree = \"mian\"", "m.toml:2:8: 'tree' must be one of all, main, not 'mian'"},
      {"entry = \"x\"\ntimeout = 0", "m.toml:2:11: 'timeout' must be > 0"},
      {"entry = \"x\"\npin = [5000]", "m.toml:2:8: 'pin.0' must be from 0 to 4095, not 5000"},
      {"entry = \"x\"\nmetrics = [\"wal\"]", "m.toml:2:11: there is no metric 'wal'"},
      {"entry = \"x\"\nmetric_from = [\"ops\"]",
       "m.toml:2:15: 'metric_from' must be of the form NAME=REGEX or NAME=/json/pointer, not "
       "'ops'"},
      {"entry = \"x\"\nmetric_from = [\"wall=x\"]",
       "m.toml:2:15: the metric 'wall' is there already"},
      {"entry = \"x\"\niterations = 3\nplan.rounds = 4",
       "m.toml:3:6: 'plan.rounds' beside 'iterations'"},
      {"entry = \"x\"\nwarmup = 3\n[plan]\nwarmup = 4",
       "m.toml:4:1: 'plan.warmup' beside 'warmup'"},
      {"entry = \"x\"\niterations = 3\nplan.max_time = 4",
       "m.toml:3:17: 'plan.max_time' beside 'iterations'"},
      {"entry = \"x\"\n[plan]\nrounds = 3\nmax_rounds = 4",
       "m.toml:4:1: 'rounds' and 'max_rounds' are both given"},
      {"entry = \"x\"\n[plan]\nmin_rounds = 5\nmax_rounds = 4",
       "m.toml:4:14: 'max_rounds' is below 'min_rounds'"},
      {"entry = \"x\"\nplan.alpha = 0.7", "m.toml:2:14: 'plan.alpha' must be > 0 and < 0.5"},
      {"entry = \"x\"\nplan.min_effect = \"5\"",
       "m.toml:2:19: 'plan.min_effect' must be like \"1%,50us\" (a share, a time, a size, a "
       "count), not '5'"},
      {"entry = \"x\"\nplan.min_effect = \"1%,2%\"", "m.toml:2:19: '2%' is the second of its kind"},
      {"entry = \"x\"\nexpected.exit_code = 256",
       "m.toml:2:22: 'expected.exit_code' must be from 0 to 255, not 256"},
      {"entry = \"x\"\nexpected.stdout.matches = \"(\"",
       "m.toml:2:27: '(' is no regular expression"},
      {"entry = \"x\"\nexpected.stdout.sha256 = \"abc\"",
       "m.toml:2:26: 'expected.stdout.sha256' must be 64 lower-case hexadecimal digits"},
      {"entry = \"x\"\n[expected.files]\n\"/etc/x\" = \"a\"",
       "m.toml:3:1: '/etc/x' must lie below the working folder"},
      {"entry = \"x\"\n[expected.files]\n\"a/../../x\" = \"a\"",
       "m.toml:3:1: 'a/../../x' must lie below the working folder"},
      {"entry = \"x\"\n[expected.stdout.json]\nrecords = 1",
       "m.toml:3:1: 'records' is no JSON pointer"},
      {"entry = \"x\"\n[expected.stdout.json]\n\"/a~2\" = 1",
       "m.toml:3:1: '/a~2' is no JSON pointer"},
      {"entry = \"x\"\n[expected.stdout.json]\n\"/a\" = nan",
       "m.toml:3:8: 'expected.stdout.json./a' must be a finite number, not 'nan'"},
      {"entry = \"x\"\n[expected]\nresponse_bytes_min = 5\nresponse_bytes_max = 4",
       "m.toml:4:22: 'response_bytes_max' is below 'response_bytes_min'"},
      {"entry = \"x\"\n[tolerance.wal]\npct = 5", "m.toml:2:12: there is no metric 'wal'"},
      {"entry = \"x\"\n[tolerance]\nwall_time_p05_pct = 5",
       "m.toml:3:1: unknown key 'wall_time_p05_pct' in [tolerance]"},
      {"entry = \"x\"\n[tolerance]\nwall_time_p50_pct = -5",
       "m.toml:3:21: 'tolerance.wall_time_p50_pct' must be at least 0, not -5"},
      {"entry = \"x\"\n[tolerance.wall]\nstatistic = \"p50\"",
       "m.toml:2:1: 'tolerance.wall' allows nothing in particular"},
      {"entry = \"x\"\n[tolerance.wall]\nabs = \"64KiB\"",
       "m.toml:3:7: 'tolerance.wall.abs' must be a duration (seconds, or like \"250ms\"), not "
       "'64KiB'"},
      {"target = \"server\"\nentry = \"x\"\nprepare = \"y\"",
       "m.toml:3:11: 'prepare' cannot be run by the target server"},
      {"target = \"library\"\n[arms.a]\nentry = \"x\"\nconclude = \"y\"",
       "m.toml:4:12: 'arms.a.conclude' cannot be run by the target library"},
      {"[arms.a]\nentry = \"x\"\nrev = \"main\"", "m.toml:3:7: 'rev' without 'build'"},
      {"entry = \"x\"\nserver.port = 70000",
       "m.toml:2:15: 'server.port' must be from 0 to 65535, not 70000"},
      {"entry = \"x\"\nserver.path = \"up\"",
       "m.toml:2:15: 'server.path' must be a path that begins with '/' and has no spaces, not "
       "'up'"},
      {"entry = \"x\"\nserver.rate = 0", "m.toml:2:15: 'server.rate' must be > 0"},
      {"entry = \"x\"\nserver.headers = { A = \"b\\r\\nc\" }",
       "m.toml:2:18: the header 'A' cannot be sent"},
      {"entry = \"x\"\nserver.ready = { tcp = true, http = \"/\" }",
       "m.toml:2:30: 'http' and 'tcp' are both given"},
      {"entry = \"x\"\nlibrary.symbol = \"a-b\"",
       "m.toml:2:18: 'library.symbol' must be a name that C can have, not 'a-b'"},
      {"entry = \"x\"\nwasm.engine = \"v8\"",
       "m.toml:2:15: 'wasm.engine' must be one of wasm2c, interp, not 'v8'"},
      {"entry = \"x\"\n[parameters]\na = [\"{b}\"]\nb = [\"{a}\"]",
       "m.toml:3:1: the parameters go round in a circle"},
      {"entry = \"x\"\n[parameters]\na = [\"x{a}\"]",
       "m.toml:3:1: the parameters go round in a circle"},
      {"entry = \"x\"\n[parameters]\nzip = { a = [1, 2], b = [1] }",
       "m.toml:3:25: 'b' has 1 values, 'a' has 2"},
      {"entry = \"x\"\n[parameters]\na = []", "m.toml:3:5: 'parameters.a' has no values"},
      {"entry = \"x\"\n[parameters]\na = 3",
       "m.toml:3:5: 'parameters.a' must be an array of values, not a whole number"},
      {"entry = \"x\"\n[parameters]\nport = [3]", "m.toml:3:1: no parameter can be called 'port'"},
      {"entry = \"x\"\n[parameters]\na = [1]\nzip = { a = [1] }",
       "m.toml:4:9: the parameter 'a' is given twice"},
      {"entry = \"x\"\n[parameters]\na = [1]\nexclude = [{ b = 1 }]",
       "m.toml:4:14: there is no parameter 'b' to exclude by"},
      {"entry = \"x\"\n[parameters]\na = [1]\nexclude = [{ a = 2 }]",
       "m.toml:4:18: '2' is no value of 'a'"},
  };
  for (const Bad& bad : cases) {
    const std::string what = fault(bad.text);
    EXPECT_EQ(what.substr(0, bad.what.size()), bad.what) << bad.text;
    EXPECT_EQ(what.find('\n'), std::string::npos) << "more than one fault:\n" << what;
  }
}

TEST(Manifest, AFileWhoseNameCannotNameAScenarioNeedsAName) {
  EXPECT_FALSE(read_manifest("entry = \"x\"", "a b.toml", ""));
  EXPECT_TRUE(read_manifest("entry = \"x\"\nname = \"c\"", "a b.toml", ""));
  EXPECT_EQ(read_manifest("entry = \"x\"", ".toml", "")->name, "scenario");
}

TEST(Manifest, MetricsOfTheProgramAreKnownWhenItMayAnnounceThem) {
  EXPECT_EQ(read("entry = \"x\"\nevents = true\nmetrics = [\"dropped\"]").metrics,
            std::vector<std::string>{"dropped"});
  EXPECT_EQ(read("entry = \"x\"\nmetric_from = [\"ops=/ops\"]\n[tolerance.ops]\nabs = 2\n")
                .tolerances.back()
                .absolute,
            2);
  EXPECT_TRUE(holds(fault("entry = \"x\"\nmetrics = [\"throughput\"]"), "no metric 'throughput'"));
  EXPECT_EQ(read("target = \"server\"\nentry = \"x\"\nmetrics = [\"throughput\"]").metrics.size(),
            1u);
  EXPECT_EQ(read("target = \"server\"\nentry = \"x\"\n[tolerance.latency_p99]\nabs = \"1ms\"")
                .tolerances.back()
                .absolute,
            1e6);
}

TEST(Manifest, AllFaultsAreToldAtOnce) {
  const std::string what =
      fault("nmae = 1\niterations = -1\n[arms.\"x y\"]\n[server]\nport = -1\n");
  EXPECT_TRUE(holds(what, "m.toml:1:1: unknown key 'nmae'; did you mean 'name'?\n")) << what;
  EXPECT_TRUE(holds(what, "\nm.toml:2:14: ")) << what;
  EXPECT_TRUE(holds(what, "\nm.toml:3:7: ")) << what;
  EXPECT_TRUE(holds(what, "\nm.toml:5:8: ")) << what;
}

}  // namespace
}  // namespace assay::codec
