// SPDX-License-Identifier: Apache-2.0
// Real agents (tests/helpers/agent.c), the good and the bad.
#include "target/agent.hpp"

#include "net/address.hpp"
#include "sys/cgroup.hpp"
#include "sys/testing/stranger.hpp"
#include "target/agent_command.hpp"
#include "target/testing/runner_fixture.hpp"

#include <gtest/gtest.h>

#include <signal.h>
#include <sys/eventfd.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

namespace assay::target {
namespace {

using testing::within_seconds;
using Words = std::vector<std::string>;

// A copy of the helper, so that those of tests that run beside are other programs.
const std::string& program() {
  static const struct Copy {
    Copy() {
      std::string name = (std::filesystem::temp_directory_path() / "assay-agent-XXXXXX").string();
      folder = ::mkdtemp(name.data());
      path = folder + "/agent";
      std::filesystem::copy_file(testing::helper("agent"), path);
    }
    ~Copy() { std::filesystem::remove_all(folder); }
    std::string folder, path;
  } copy;
  return copy.path;
}

std::string in_folder(const std::string& name) {
  return std::filesystem::path(program()).parent_path() / name;
}

Command agent_command(Words words) {
  words.insert(words.begin(), program());
  return testing::command(std::move(words));
}

Command shell(const std::string& line) {
  return testing::command({"/bin/sh", "-c", line});
}

AgentSpec bare() {
  AgentSpec out;
  const char* launcher = std::getenv("ASSAY_LAUNCHER");
  out.launcher = launcher != nullptr ? launcher : "";
  out.ready.timeout_ns = 5e9;
  out.grace_ns = 5e9;
  return out;
}

AgentSpec beside(Words words) {
  AgentSpec out = bare();
  out.command = agent_command(std::move(words));
  return out;
}

// Hooks around an agent that goes into the background and names itself in a file.
AgentSpec hooked(Words words = {}) {
  AgentSpec out = bare();
  out.pid_file = in_folder("pid");
  std::filesystem::remove(*out.pid_file);
  words.insert(words.begin(), {"away", "pid=" + *out.pid_file});
  out.start = agent_command(std::move(words));
  out.stop = shell("kill -9 $(cat " + *out.pid_file + ")");
  return out;
}

std::unique_ptr<Agent> started(const AgentSpec& spec) {
  auto agent = Agent::start(spec);
  EXPECT_TRUE(agent) << agent.error().text();
  return agent ? std::move(*agent) : nullptr;
}

// Why it was refused; nothing of it may be left.
std::string refusal(const AgentSpec& spec, Fault fault = Fault::program) {
  const int before = testing::living();
  auto agent = Agent::start(spec);
  EXPECT_FALSE(agent);
  if (agent) return "";
  EXPECT_EQ(agent.error().fault, fault);
  EXPECT_EQ(testing::living(), before);
  return agent.error().text();
}

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

// Processes of the agent's program.
std::vector<pid_t> agents() {
  std::vector<pid_t> out;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::error_code error;
    const auto exe = std::filesystem::read_symlink(entry.path() / "exe", error);
    if (exe == program()) out.push_back(std::atoi(entry.path().filename().c_str()));
  }
  return out;
}

TEST(Agent, RunsBesideUntilItIsStopped) {
  const auto agent = started(beside({"say=up"}));
  ASSERT_TRUE(agent);
  EXPECT_TRUE(agent->check());
  EXPECT_EQ(agents().size(), 1U);
  EXPECT_GT(agent->startup_ns(), 0);
  EXPECT_TRUE(within_seconds(5, [&] { return agent->log(100) == "up\n"; }));
  EXPECT_TRUE(agent->stop());
  EXPECT_TRUE(agents().empty());
  EXPECT_EQ(agent->log(100), "up\n");
  EXPECT_EQ(agent->log(2), "p\n");
}

TEST(Agent, IsReadyByItsLog) {
  AgentSpec spec = beside({"say=starting", "sleep=30", "say=watching 3 mounts"});
  spec.ready.log = "watching [0-9]+ mounts";
  const auto agent = started(spec);
  ASSERT_TRUE(agent);
  EXPECT_GT(agent->startup_ns(), 30e6);
}

TEST(Agent, IsReadyByASocketOfEitherKind) {
  const auto port = std::to_string(*net::free_port("127.0.0.1"));
  AgentSpec tcp = beside({"sleep=20", "port=" + port});
  tcp.ready.socket = "127.0.0.1:" + port;
  EXPECT_TRUE(started(tcp));
  AgentSpec local = beside({"sleep=20", "listen=" + in_folder("socket")});
  local.ready.socket = in_folder("socket");
  EXPECT_TRUE(started(local));
  // The file of a Unix socket stays behind; nobody listens there, so that it is no obstacle.
  local.command =
      agent_command({"sleep=20", "remove=" + in_folder("socket"), "listen=" + in_folder("socket")});
  EXPECT_TRUE(started(local));
}

TEST(Agent, IsReadyOnceAllHolds) {
  const std::string file = in_folder("ready");
  std::filesystem::remove(file);
  AgentSpec spec = beside({"say=up", "sleep=30", "touch=" + file});
  spec.ready.log = "up";
  spec.ready.file = file;
  spec.ready.command = shell("test -e " + file);
  spec.ready.delay_ns = 60e6;
  const auto agent = started(spec);
  ASSERT_TRUE(agent);
  EXPECT_GT(agent->startup_ns(), 60e6);
  std::filesystem::remove(file);
}

TEST(Agent, ThatExitsAtOnceIsQuoted) {
  AgentSpec spec = beside({"say=no such filter", "exit=3"});
  spec.settle_ns = 5e9;
  const std::string said = refusal(spec);
  EXPECT_SAYS(said, "the agent '" + program() + "' exited with code 3 ");
  EXPECT_SAYS(said, "no such filter");
  spec.command = agent_command({"crash"});
  EXPECT_SAYS(refusal(spec), "was killed by signal 6");
}

TEST(Agent, ThatEndsWhileItSettlesIsNoAgent) {
  AgentSpec spec = beside({"say=ready", "sleep=30", "exit=0"});
  spec.ready.log = "ready";
  spec.settle_ns = 5e9;
  EXPECT_SAYS(refusal(spec), "exited with code 0 after it was ready, before it had settled");
}

TEST(Agent, ThatEndsLaterIsFoundByTheNextLook) {
  const auto agent = started(beside({"say=cannot go on", "sleep=50", "exit=4"}));
  ASSERT_TRUE(agent);
  ASSERT_TRUE(agent->check());
  ASSERT_TRUE(within_seconds(5, [&] { return !agent->check(); }));
  const auto checked = agent->check();
  EXPECT_EQ(checked.error().fault, Fault::program);
  EXPECT_SAYS(checked.error().text(), "exited with code 4 while it was needed");
  EXPECT_SAYS(checked.error().text(), "cannot go on");
  EXPECT_TRUE(agent->stop());
}

TEST(Agent, ThatHangsAtStartIsGivenUp) {
  AgentSpec spec = beside({"say=loading", "deaf", "children=2"});
  spec.ready.log = "ready";
  spec.ready.timeout_ns = 50e6;
  spec.grace_ns = 50e6;
  const std::string said = refusal(spec);
  EXPECT_SAYS(said, "was not ready within 50.00 ms");
  EXPECT_SAYS(said, "nothing that it wrote matches 'ready'");
  EXPECT_SAYS(said, "loading");
  spec.ready.log.reset();
  spec.ready.file = in_folder("never");
  EXPECT_SAYS(refusal(spec), "there is no file");
  spec.ready.file.reset();
  spec.ready.command = shell("echo not yet >&2; exit 7");
  EXPECT_SAYS(refusal(spec), "its ready command exits with 7: not yet");
  spec.ready.command = shell("sleep 60");
  EXPECT_SAYS(refusal(spec), "took too long");
}

TEST(Agent, ThatIgnoresTheRequestIsKilledWithItsTree) {
  AgentSpec spec = beside({"deaf", "children=3", "say=up"});
  spec.ready.log = "up";
  spec.grace_ns = 50e6;
  const auto agent = started(spec);
  ASSERT_TRUE(agent);
  EXPECT_EQ(agents().size(), 4U);
  EXPECT_TRUE(agent->stop());
  EXPECT_TRUE(agents().empty());
}

TEST(Agent, ThatEndsButLeavesChildrenBehindTakesThemAlong) {
  AgentSpec spec = beside({"children=2", "say=up"});
  spec.ready.log = "up";
  {
    const auto agent = started(spec);
    ASSERT_TRUE(agent);
    EXPECT_EQ(agents().size(), 3U);
  }
  EXPECT_TRUE(agents().empty());
}

TEST(Agent, InTheBackgroundStillCounts) {
  AgentSpec spec = beside({"away", "say=in the background", "burn=40"});
  spec.ready.log = "background";
  const auto agent = started(spec);
  ASSERT_TRUE(agent);
  ::usleep(20'000);
  EXPECT_TRUE(agent->check());
  ASSERT_EQ(agents().size(), 1U);
  EXPECT_TRUE(within_seconds(5, [&] { return agent->use().cpu_ns >= 30e6; }));
  ::kill(agents().front(), SIGKILL);
  EXPECT_TRUE(within_seconds(5, [&] { return !agent->check(); })) << "it has wholly ended";
}

TEST(Agent, ThatIsRunningAlreadyIsRefused) {
  const sys::testing::Stranger stranger({program(), "sleep=1"});
  AgentSpec spec = beside({"other", "words"});
  const std::string said = refusal(spec);
  EXPECT_SAYS(said, "the agent runs already: process " + std::to_string(stranger.pid()) + ": ");
  EXPECT_SAYS(said, program() + " sleep");
  spec.allow_running = true;
  EXPECT_TRUE(started(spec));
}

TEST(Agent, WhoseReadinessHoldsBeforeItsStartIsRefused) {
  const std::string file = in_folder("stale");
  std::ofstream(file) << "";
  AgentSpec spec = beside({});
  spec.ready.file = file;
  EXPECT_SAYS(refusal(spec), "stale is there before the agent was started");
  spec.allow_running = true;
  EXPECT_TRUE(started(spec));
  spec.allow_running = false;
  spec.ready.file.reset();
  spec.ready.command = shell("exit 0");
  EXPECT_SAYS(refusal(spec), "the ready command exits with 0 before the agent was started");
  spec.ready.command.reset();
  const auto other = started(beside({"listen=" + in_folder("taken")}));
  spec.ready.socket = in_folder("taken");
  ASSERT_TRUE(within_seconds(5, [&] { return std::filesystem::exists(*spec.ready.socket); }));
  EXPECT_SAYS(refusal(spec), "accepts connections before the agent was started");
}

TEST(Agent, ThatFallsIllIsFound) {
  const std::string ill = in_folder("ill");
  std::filesystem::remove(ill);
  AgentSpec spec = beside({"say=up"});
  spec.health = shell("test ! -e " + ill + " || { echo queue full >&2; exit 2; }");
  const auto agent = started(spec);
  ASSERT_TRUE(agent);
  EXPECT_TRUE(agent->check());
  std::ofstream(ill) << "";
  const auto checked = agent->check();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().fault, Fault::program);
  EXPECT_SAYS(checked.error().text(), "is not well");
  EXPECT_SAYS(checked.error().text(), "exits with 2: queue full");
  EXPECT_SAYS(refusal(spec), "is not well");
  std::filesystem::remove(ill);
  spec.health = shell("sleep 60");
  spec.health_timeout_ns = 50e6;
  EXPECT_SAYS(refusal(spec), "took too long");
}

TEST(Agent, RunsOnTheCpusThatItIsGiven) {
  AgentSpec spec = beside({});
  spec.cpus = {0};
  const auto agent = started(spec);
  ASSERT_TRUE(agent);
  ASSERT_EQ(agents().size(), 1U);
  EXPECT_SAYS(testing::proc_text("/proc/" + std::to_string(agents()[0]) + "/status"),
              "Cpus_allowed_list:\t0\n");
  spec.allow_running = true;
  spec.settle_ns = 5e9;
  spec.cpus = {1023};
  EXPECT_SAYS(refusal(spec), "cannot pin it to the CPUs asked for");
}

TEST(Agent, WhoseLogIsAFloodGoesOnAndIsBounded) {
  AgentSpec spec = beside({"say=ready", "flood=1000000000", "say=dry"});
  spec.ready.log = "ready";
  const auto agent = started(spec);
  ASSERT_TRUE(agent);
  EXPECT_TRUE(within_seconds(30, [&] { return agent->log(10).find("dry") != std::string::npos; }))
      << "it was blocked";
  EXPECT_TRUE(agent->check());
  // All of it that is kept, and it has been a gigabyte.
  EXPECT_TRUE(within_seconds(5, [&] { return agent->log(2'000'000'000).size() < 2 << 20; }));
}

TEST(Agent, OfHooksWhoseLogIsAFloodGoesOn) {
  const std::string dry = in_folder("dry");
  AgentSpec spec = hooked();
  // Into the standard error that hooks are quoted from.
  spec.start = shell("exec " + program() + " away pid=" + *spec.pid_file +
                     " flood=300000000 touch=" + dry + " 1>&2");
  const auto agent = started(spec);
  ASSERT_TRUE(agent);
  EXPECT_TRUE(within_seconds(30, [&] { return std::filesystem::exists(dry); }));
  EXPECT_TRUE(agent->check());
}

TEST(Agent, IsInterrupted) {
  const int interrupt = ::eventfd(1, EFD_CLOEXEC);
  AgentSpec spec = beside({});
  spec.interrupt_fd = interrupt;
  spec.settle_ns = 60e9;
  EXPECT_EQ(refusal(spec, Fault::interrupted), "interrupted");
  spec.ready.log = "never";
  EXPECT_EQ(refusal(spec, Fault::interrupted), "interrupted");
  ::close(interrupt);
}

TEST(Agent, OfHooksIsStoppedWhenItsStartIsInterrupted) {
  const int interrupt = ::eventfd(0, EFD_CLOEXEC);
  const std::string stopped = in_folder("stopped");
  AgentSpec spec = hooked();
  spec.interrupt_fd = interrupt;
  spec.settle_ns = 60e9;
  spec.stop = shell("touch " + stopped + "; kill -9 $(cat " + *spec.pid_file + ")");
  std::thread user([&] {
    // From then on it can be stopped.
    EXPECT_TRUE(within_seconds(5, [&] { return !testing::proc_text(*spec.pid_file).empty(); }));
    ASSERT_EQ(::eventfd_write(interrupt, 1), 0);
  });
  EXPECT_EQ(refusal(spec, Fault::interrupted), "interrupted");
  user.join();
  EXPECT_TRUE(std::filesystem::exists(stopped));
  ::close(interrupt);
}

TEST(Agent, ThatCannotBeExecutedSaysWhy) {
  AgentSpec spec = bare();
  spec.command = testing::command({"/nonexistent/agent"});
  spec.settle_ns = 5e9;
  EXPECT_SAYS(refusal(spec), "could not be started (/nonexistent/agent: No such file");
  spec = beside({});
  spec.ready.log = "(";
  EXPECT_SAYS(refusal(spec, Fault::usage), "is no regular expression");
}

TEST(Agent, TellsWhatItUses) {
  AgentSpec spec = beside({"burn=50", "write=" + in_folder("data"), "say=done"});
  spec.ready.log = "done";
  const auto agent = started(spec);
  ASSERT_TRUE(agent);
  const AgentUse use = agent->use();
  EXPECT_GE(use.cpu_ns, 30e6);
  EXPECT_GT(use.resident_bytes, 100e3);
  const auto metrics = agent->metrics();
  ASSERT_EQ(metrics.size(), 4U);
  const std::array<double, 4> values = {use.cpu_ns, use.resident_bytes, use.read_bytes,
                                        use.written_bytes};
  const std::array<const char*, 4> names = {"agent_cpu", "agent_rss", "agent_read",
                                            "agent_written"};
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    EXPECT_EQ(metrics[i].metric.name, names[i]);
    EXPECT_EQ(metrics[i].measured(), !model::is_absent(values[i])) << metrics[i].absent;
    EXPECT_EQ(metrics[i].measured(), !metrics[i].tier.empty());
  }
  EXPECT_TRUE(agent->stop());
  EXPECT_GE(agent->use().cpu_ns, 30e6) << "it is remembered";
}

TEST(Agent, OfHooksLivesAndGoes) {
  AgentSpec spec = hooked({"burn=50"});
  spec.health = shell("kill -0 $(cat " + *spec.pid_file + ")");
  const auto agent = started(spec);
  ASSERT_TRUE(agent);
  EXPECT_TRUE(agent->check());
  ASSERT_EQ(agents().size(), 1U);
  EXPECT_TRUE(within_seconds(5, [&] { return agent->use().cpu_ns >= 30e6; }));
  EXPECT_GT(agent->use().resident_bytes, 100e3);
  EXPECT_TRUE(agent->metrics()[0].measured());
  EXPECT_EQ(agent->metrics()[0].tier, "proc");
  EXPECT_TRUE(agent->stop());
  EXPECT_TRUE(agents().empty());
}

TEST(Agent, OfHooksIsMeasuredByItsCgroup) {
  const auto groups = sys::StandingGroups::make();
  if (groups.v2().empty()) GTEST_SKIP() << "no cgroup can be made here";
  const std::string file = in_folder("pid");
  std::filesystem::remove(file);
  AgentSpec spec = bare();
  spec.cgroup = groups.v2();
  spec.start =
      shell(program() + " away burn=50 pid=" + file + " && until test -s " + file +
            "; do sleep 0.01; done && cat " + file + " > " + groups.v2() + "/cgroup.procs");
  spec.stop = shell("kill $(cat " + file + ")");
  {
    const auto agent = started(spec);
    ASSERT_TRUE(agent);
    EXPECT_TRUE(agent->check());
    EXPECT_EQ(agent->metrics()[0].tier, "cgroup.v2");
    EXPECT_FALSE(model::is_absent(agent->use().cpu_ns));
    EXPECT_GT(agent->use().resident_bytes, 100e3);
    EXPECT_SAYS(refusal(spec), "(agent) in " + groups.v2());
    EXPECT_TRUE(agent->stop());
  }
  EXPECT_TRUE(agents().empty());
  spec.cgroup = groups.v2() + "/none";
  spec.ready.timeout_ns = 50e6;
  spec.start = shell("true");
  EXPECT_SAYS(refusal(spec), "no process is in the cgroup");
}

TEST(Agent, OfHooksThatDiesIsFound) {
  const auto agent = started(hooked({"sleep=50", "exit=0"}));
  ASSERT_TRUE(agent);
  ASSERT_TRUE(within_seconds(5, [&] { return !agent->check(); }));
  EXPECT_SAYS(agent->check().error().text(), "has gone: process ");
}

TEST(Agent, OfHooksThatDoesNotStopIsAnError) {
  AgentSpec spec = hooked();
  spec.stop = shell("echo no such unit >&2; exit 5");
  spec.grace_ns = 30e6;
  {
    const auto agent = started(spec);
    ASSERT_TRUE(agent);
    const auto stopped = agent->stop();
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().fault, Fault::program);
    EXPECT_SAYS(stopped.error().text(), "it could not be stopped");
    EXPECT_SAYS(stopped.error().text(), "the stop command exited with code 5: no such unit");
    EXPECT_SAYS(stopped.error().text(), "(agent) lives on");
  }
  EXPECT_TRUE(agents().empty()) << "what hooks leave behind goes in the end";
}

TEST(Agent, OfHooksIsRefusedWhereItRunsOrCannotBeSeen) {
  AgentSpec spec = hooked();
  const auto first = started(spec);
  ASSERT_TRUE(first);
  EXPECT_SAYS(refusal(spec), "the agent runs already: process");
  ASSERT_TRUE(first->stop());

  spec.ready.timeout_ns = 50e6;
  spec.grace_ns = 50e6;
  spec.start = shell("echo no number > " + *spec.pid_file);
  EXPECT_SAYS(refusal(spec), "names no process: 'no number'");
  spec.start = shell("echo 1 > " + *spec.pid_file);
  EXPECT_SAYS(refusal(spec), "names process 1, which");
  spec.start = shell("echo 99999999999999999999 > " + *spec.pid_file);
  EXPECT_SAYS(refusal(spec), "names no process");
  spec.stop = shell("rm -f " + *spec.pid_file);
  spec.start = shell("rm -f " + *spec.pid_file + "; mkfifo " + *spec.pid_file);
  EXPECT_SAYS(refusal(spec), "names no process: ''");
  spec.start = shell("rm -f " + *spec.pid_file);
  EXPECT_SAYS(refusal(spec), "there is no file");
  spec.start = shell("echo broken >&2; exit 6");
  EXPECT_SAYS(refusal(spec), "the start command exited with code 6: broken");
  spec.start = shell("sleep 60");
  EXPECT_SAYS(refusal(spec), "the start command took more than 50.00 ms");
  spec.pid_file.reset();
  spec.health = shell("true");
  EXPECT_SAYS(refusal(spec), "runs already: its health command exits with 0");
}

TEST(AgentCommand, PutsWordsBefore) {
  Command command = testing::command({"work", "-n", "3"});
  command.executable = "/opt/bin/work";
  const Command out = wrapped(command, {"strace", "-f"}, "/usr/bin/strace");
  EXPECT_EQ(out.executable, "/usr/bin/strace");
  EXPECT_EQ(out.argv, (Words{"strace", "-f", "/opt/bin/work", "-n", "3"}));
  EXPECT_EQ(out.env, command.env);
}

TEST(AgentCommand, PutsALibraryBeforeThoseThatAreThere) {
  Command command = testing::command({"work"});
  const Words before = command.env;
  Words after = before;
  after.push_back("LD_PRELOAD=/lib/a.so");
  EXPECT_EQ(preloaded(command, "/lib/a.so").env, after);
  command.env.push_back("LD_PRELOAD=/lib/b.so /lib/c.so");
  EXPECT_EQ(preloaded(command, "/lib/a.so").env.back(), "LD_PRELOAD=/lib/a.so:/lib/b.so /lib/c.so");
  command.env.back() = "LD_PRELOAD=";
  EXPECT_EQ(preloaded(command, "/lib/a.so").env, after);
}

}  // namespace
}  // namespace assay::target
