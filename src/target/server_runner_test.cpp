// SPDX-License-Identifier: Apache-2.0
// Real servers (tests/helpers/server.c) under real load.
#include "target/server_runner.hpp"

#include "model/target_metrics.hpp"
#include "net/address.hpp"
#include "sys/clock.hpp"
#include "target/testing/runner_fixture.hpp"

#include <gtest/gtest.h>

#include <sys/eventfd.h>

#include <algorithm>
#include <string>
#include <vector>

namespace assay::target {
namespace {

using model::TrialEnd;
using model::TrialRequest;
using testing::helper;

ServerOptions options_for(const std::vector<std::vector<std::string>>& arms) {
  ServerOptions out;
  const char* launcher = std::getenv("ASSAY_LAUNCHER");
  out.place.launcher = launcher != nullptr ? launcher : "";
  out.place.settings.slice_ns = 30e6;
  out.place.settings.warm_ns = 5e6;
  out.place.settings.ready.timeout_ns = 5e9;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    ServerCommand command;
    command.name = i == 0 ? "baseline" : "candidate";
    command.command.argv = {"server", "{port}"};
    command.command.argv.insert(command.command.argv.end(), arms[i].begin(), arms[i].end());
    command.command.executable = helper("server");
    command.command.env = {testing::token()};
    out.arms.push_back(std::move(command));
  }
  return out;
}

std::unique_ptr<ServerRunner> started(ServerOptions options) {
  auto runner = ServerRunner::start(std::move(options));
  EXPECT_TRUE(runner) << runner.error().text();
  return runner ? std::move(*runner) : nullptr;
}

Error refusal(ServerOptions options) {
  auto runner = ServerRunner::start(std::move(options));
  EXPECT_FALSE(runner);
  return runner ? Error{} : runner.error();
}

double value(const ServerRunner& runner, const model::TrialOutcome& trial, const char* metric) {
  const auto& metrics = runner.metrics();
  for (std::size_t i = 0; i < metrics.size(); ++i)
    if (metrics[i].metric.name == metric) return trial.values.at(i);
  ADD_FAILURE() << metric;
  return 0;
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<pid_t> servers() {
  std::vector<pid_t> out;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string pid = entry.path().filename();
    if (says(testing::proc_text("/proc/" + pid + "/environ"), testing::token()) &&
        testing::process_line(std::atoi(pid.c_str())).name == "server")
      out.push_back(std::atoi(pid.c_str()));
  }
  return out;
}

TEST(ServerRunner, MeasuresASliceOfEachArm) {
  const auto runner = started(options_for({{}, {"--burn-us", "500"}}));
  ASSERT_TRUE(runner);
  EXPECT_EQ(servers().size(), 2U);
  const auto batch = runner->run(std::vector<TrialRequest>{{.arm = 0}, {.arm = 1}});
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->trials.size(), 2U);
  const auto& [baseline, candidate] = std::tie(batch->trials[0], batch->trials[1]);
  for (const auto& trial : batch->trials) {
    ASSERT_EQ(trial.end, TrialEnd::exited) << trial.detail;
    ASSERT_EQ(trial.values.size(), runner->metrics().size());
    EXPECT_EQ(value(*runner, trial, "errors"), 0);
    EXPECT_GT(value(*runner, trial, "peak_tree"), 100e3);
    EXPECT_GT(value(*runner, trial, "startup"), 0);
  }
  // The candidate burns 0.5 ms a request: in its latency, its CPU time and its throughput.
  EXPECT_GT(value(*runner, candidate, "wall"), value(*runner, baseline, "wall") + 300e3);
  EXPECT_GT(value(*runner, candidate, "cpu"), 450e3);
  EXPECT_LT(value(*runner, candidate, "throughput"), value(*runner, baseline, "throughput"));
  EXPECT_LT(value(*runner, candidate, "throughput"), 2000);
  EXPECT_EQ(runner->captured().output, "hello\n");
  EXPECT_EQ(runner->captured().output_bytes, 6U);
  EXPECT_EQ(runner->captured().output_sha256,
            "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
}

TEST(ServerRunner, MeasuresWhatAManifestMayGate) {
  const auto runner = started(options_for({{}}));
  const auto gateable = model::target_metrics(model::Target::server);
  for (const model::TargetMetric& metric : gateable)
    EXPECT_TRUE(std::ranges::any_of(runner->metrics(), [&](const auto& one) {
      return one.metric.name == metric.name && one.metric.unit == metric.unit;
    })) << metric.name;
  for (const auto& one : runner->metrics())
    EXPECT_TRUE(model::find_builtin(one.metric.name) != nullptr ||
                std::ranges::count(gateable, one.metric.name, &model::TargetMetric::name) == 1)
        << one.metric.name;
}

TEST(ServerRunner, TellsTheStartOnceAndWhyAPercentileIsAbsent) {
  auto options = options_for({{}});
  options.place.settings.rate = 1000;
  const auto runner = started(std::move(options));
  ASSERT_TRUE(runner);
  const auto batch = runner->run(std::vector<TrialRequest>{{.warmup = true}, {}, {.iteration = 1}});
  ASSERT_TRUE(batch);
  EXPECT_TRUE(model::is_absent(value(*runner, batch->trials[0], "startup")));
  EXPECT_FALSE(model::is_absent(value(*runner, batch->trials[1], "startup")));
  EXPECT_TRUE(model::is_absent(value(*runner, batch->trials[2], "startup")));
  EXPECT_GT(value(*runner, batch->trials[2], "throughput"), 500);
  for (const auto& metric : runner->metrics())
    EXPECT_EQ(says(metric.absent, "this takes 1,000"), metric.metric.name.ends_with("_p99"))
        << metric.metric.name << ": " << metric.absent;
  const auto remarks = runner->remarks();
  ASSERT_FALSE(remarks.empty());
  EXPECT_TRUE(says(remarks[0].text, "baseline: open loop at 1,000 a second")) << remarks[0].text;
  EXPECT_TRUE(says(remarks[0].text, "60 requests")) << "no warm-up in it: " << remarks[0].text;
}

TEST(ServerRunner, LeavesNothingBehind) {
  auto options = options_for({{"--ignore-term", "--child"}, {}});
  options.place.settings.grace_ns = 50e6;
  auto runner = started(std::move(options));
  EXPECT_EQ(servers().size(), 3U);
  runner.reset();
  EXPECT_TRUE(servers().empty());
}

TEST(ServerRunner, StartsServersAnewEverySoManyRounds) {
  auto options = options_for({{}, {}});
  options.place.settings.restart_rounds = 2;
  options.place.settings.slice_ns = 1e6;
  const auto runner = started(std::move(options));
  const auto before = servers();
  std::vector<TrialRequest> rounds;
  for (std::int64_t round = 0; round < 2; ++round)
    for (std::uint32_t arm : {1U, 0U}) rounds.push_back({.arm = arm, .iteration = round});
  ASSERT_TRUE(runner->run(rounds));
  EXPECT_EQ(servers(), before);
  const auto third = runner->run(std::vector<TrialRequest>{{.iteration = 2}});
  ASSERT_TRUE(third);
  EXPECT_FALSE(model::is_absent(value(*runner, third->trials[0], "startup")));
  const auto after = servers();
  EXPECT_EQ(after.size(), 2U);
  for (pid_t pid : after) EXPECT_EQ(std::ranges::count(before, pid), 0);
  EXPECT_EQ(runner->remarks().back().code, "restarts");
}

TEST(ServerRunner, RestartsOnAFixedPortToo) {
  auto options = options_for({{}});
  options.place.settings.port = *net::free_port("127.0.0.1");
  options.place.settings.restart_rounds = 1;
  options.place.settings.slice_ns = 1e6;
  const auto runner = started(std::move(options));
  const auto batch = runner->run(std::vector<TrialRequest>{{}, {.iteration = 1}, {.iteration = 2}});
  ASSERT_TRUE(batch) << batch.error().text();
  for (const auto& trial : batch->trials) EXPECT_EQ(trial.end, TrialEnd::exited) << trial.detail;
}

TEST(ServerRunner, AWrongStatusOrBodyIsAWrongTrial) {
  const auto status = started(options_for({{"--status", "500"}}));
  const auto first = status->run(std::vector<TrialRequest>{{}});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->trials[0].end, TrialEnd::wrong);
  EXPECT_TRUE(says(first->trials[0].detail, "status 500 instead of 200"));

  auto options = options_for({{"--wrong-after", "60"}});
  options.place.settings.warm_ns = 0;
  options.check = [](std::string_view body) { return body == "hello\n" ? "" : "not hello"; };
  const auto body = started(std::move(options));
  model::TrialOutcome last;
  for (int i = 0; i < 20 && last.end == TrialEnd::exited; ++i)
    last = body->run(std::vector<TrialRequest>{{}})->trials[0];
  EXPECT_EQ(last.end, TrialEnd::wrong);
  EXPECT_TRUE(says(last.detail, "not hello")) << last.detail;
  EXPECT_EQ(body->captured().output, "other\n");
}

TEST(ServerRunner, AServerThatDiesUnderLoadIsQuoted) {
  const auto runner = started(options_for({{"--die-after", "200", "--code", "7"}}));
  model::TrialOutcome last;
  for (int i = 0; i < 50 && last.end == TrialEnd::exited && last.code == 0; ++i)
    last = runner->run(std::vector<TrialRequest>{{}})->trials[0];
  EXPECT_EQ(last.end, TrialEnd::exited);
  EXPECT_EQ(last.code, 7);
  EXPECT_TRUE(says(last.detail, "exited with code 7 under load")) << last.detail;
  EXPECT_TRUE(says(last.detail, "giving up after 200 requests")) << last.detail;

  // To leave with success is no success of a server.
  const auto polite = started(options_for({{"--die-after", "200"}}));
  last = {};
  for (int i = 0; i < 50 && last.end == TrialEnd::exited; ++i)
    last = polite->run(std::vector<TrialRequest>{{}})->trials[0];
  EXPECT_EQ(last.end, TrialEnd::wrong);
}

TEST(ServerRunner, AServerThatEndsAtOnceIsQuoted) {
  const auto port = *net::free_port("127.0.0.1");
  auto options = options_for({{}});
  options.arms[0].command.argv = {"sh", "-c", "echo starting; echo no configuration >&2; exit 9"};
  options.arms[0].command.executable = "/bin/sh";
  options.place.settings.port = port;
  const Error error = refusal(std::move(options));
  EXPECT_EQ(error.fault, Fault::program);
  EXPECT_TRUE(says(error.what, "exited with code 9 before it was ready")) << error.what;
  EXPECT_TRUE(says(error.why, "starting\nno configuration")) << error.why;

  auto missing = options_for({{}});
  missing.arms[0].command.executable = "/nonexistent/server";
  EXPECT_TRUE(says(refusal(std::move(missing)).what, "could not be started"));
}

TEST(ServerRunner, AServerThatNeverGetsReadyIsQuoted) {
  auto options = options_for({{}});
  options.arms[0].command.argv = {"sh", "-c", "echo thinking; sleep 60"};
  options.arms[0].command.executable = "/bin/sh";
  options.place.settings.ready.timeout_ns = 100e6;
  const double began = sys::monotonic_ns();
  const Error error = refusal(std::move(options));
  EXPECT_LT(sys::monotonic_ns() - began, 5e9);
  EXPECT_EQ(error.fault, Fault::program);
  EXPECT_TRUE(says(error.what, "was not ready within 100.0 ms")) << error.what;
  EXPECT_TRUE(says(error.why, "cannot connect")) << error.why;
  EXPECT_TRUE(says(error.why, "thinking")) << error.why;
  EXPECT_FALSE(error.hint.empty());
}

TEST(ServerRunner, APortInUseIsFoundBeforeTheStart) {
  const auto first = started(options_for({{}}));
  auto options = options_for({{}});
  // The port of the one that runs already.
  for (pid_t pid : servers()) {
    std::string line = testing::proc_text("/proc/" + std::to_string(pid) + "/cmdline");
    std::ranges::replace(line, '\0', ' ');
    options.place.settings.port =
        static_cast<std::uint16_t>(std::atoi(line.c_str() + line.find(' ')));
  }
  const Error error = refusal(std::move(options));
  EXPECT_EQ(error.fault, Fault::program);
  EXPECT_TRUE(says(error.what, "is in use by server")) << error.what;
}

TEST(ServerRunner, IsReadyByWhateverTheManifestSays) {
  const auto with = [](auto change) {
    auto options = options_for({{}});
    change(options);
    return started(std::move(options)) != nullptr;
  };
  EXPECT_TRUE(with([](ServerOptions& o) { o.place.settings.ready.tcp = true; }));
  EXPECT_TRUE(with([](ServerOptions& o) { o.place.settings.ready.http = "/"; }));
  EXPECT_TRUE(with(
      [](ServerOptions& o) { o.place.settings.ready.http = "http://127.0.0.1:{port}/health"; }));
  EXPECT_TRUE(
      with([](ServerOptions& o) { o.place.settings.ready.log = "^listening on port \\d+"; }));
  EXPECT_TRUE(with([](ServerOptions& o) {
    Command ready;
    ready.argv = {"bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/{port}"};
    ready.executable = "/bin/bash";
    o.arms[0].ready = ready;
  }));
  auto never = options_for({{"--status", "404"}});
  never.place.settings.ready.http = "/";
  never.place.settings.ready.timeout_ns = 1e9;
  const std::string why = refusal(std::move(never)).why;
  EXPECT_TRUE(says(why, "/ answers 404, not 2xx")) << why;
  auto silent = options_for({{"--quiet"}});
  silent.place.settings.ready.log = "listening";
  silent.place.settings.ready.timeout_ns = 50e6;
  EXPECT_TRUE(says(refusal(std::move(silent)).why, "it wrote nothing"));
}

TEST(ServerRunner, GivesEachServerAScratchFolderThatGoesWithIt) {
  auto options = options_for({{}});
  options.arms[0].command.argv = {"sh", "-c",
                                  "echo in {scratch} > {scratch}/note; exec " + helper("server") +
                                      " {port} --body "
                                      "{scratch}"};
  options.arms[0].command.executable = "/bin/sh";
  auto runner = started(std::move(options));
  ASSERT_TRUE(runner->run(std::vector<TrialRequest>{{}}));
  const std::string folder = runner->captured().output;
  EXPECT_TRUE(std::filesystem::exists(folder + "/note")) << folder;
  runner.reset();
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(ServerRunner, StopsWhenInterrupted) {
  const sys::Fd raised(::eventfd(1, EFD_CLOEXEC));
  auto options = options_for({{}});
  options.place.interrupt_fd = raised.get();
  EXPECT_EQ(refusal(std::move(options)).fault, Fault::interrupted);
  EXPECT_TRUE(servers().empty());

  const sys::Fd quiet(::eventfd(0, EFD_CLOEXEC));
  auto later = options_for({{}});
  later.place.interrupt_fd = quiet.get();
  later.place.settings.slice_ns = 60e9;
  const auto runner = started(std::move(later));
  std::thread raiser([&] {
    ::usleep(30'000);
    ::eventfd_write(quiet.get(), 1);
  });
  const auto batch = runner->run(std::vector<TrialRequest>{{}, {}});
  raiser.join();  // before the descriptor goes
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->trials.size(), 1U);
  EXPECT_EQ(batch->trials[0].end, TrialEnd::cancelled);
}

}  // namespace
}  // namespace assay::target
