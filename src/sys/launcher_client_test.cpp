// SPDX-License-Identifier: Apache-2.0
#include "sys/launcher_client.hpp"

#include <gtest/gtest.h>

#include <linux/perf_event.h>

#include <cstdlib>
#include <string>

namespace assay::sys {
namespace {

using launcher::Field;

std::string launcher_path() {
  const char* path = std::getenv("ASSAY_LAUNCHER");
  return path == nullptr ? "" : path;
}

LauncherCommand command(std::uint32_t slot, std::vector<std::string> argv) {
  LauncherCommand out;
  out.header.slot = slot;
  out.header.own_group = 1;
  out.header.linger_ns = 1'000'000'000;
  out.executable = argv[0];
  out.argv = std::move(argv);
  return out;
}

launcher::BatchHeader any_end() {
  launcher::BatchHeader out{};
  out.accept_any = 1;
  return out;
}

std::int64_t value(const launcher::TrialResult& result, Field field) {
  return result.value[std::uint32_t(field)];
}

TEST(LauncherClient, AMissingLauncherIsAnInternalFaultWithARemedy) {
  auto client =
      LauncherClient::start("/nonexistent/assay-launcher", {}, LauncherClient::Group::own);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().fault, Fault::internal);
  EXPECT_FALSE(client.error().hint.empty());
}

TEST(LauncherClient, AProgramThatIsNoLauncherIsNoticed) {
  auto client = LauncherClient::start("/bin/true", {}, LauncherClient::Group::own);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().fault, Fault::internal);
}

// This machine may have no hardware counters; a software event travels the same way.
TEST(LauncherClient, StandingEventsCountEachTrialsOwnAndNothingOfTheLauncher) {
  launcher::Setup setup{};
  setup.events = 2;
  setup.event[0] = {PERF_TYPE_SOFTWARE, 0, PERF_COUNT_SW_PAGE_FAULTS};
  setup.event[1] = {PERF_TYPE_SOFTWARE, 0, 999};  // there is no such event
  auto client = LauncherClient::start(launcher_path(), setup, LauncherClient::Group::own);
  ASSERT_TRUE(client) << client.error().text();
  const auto first = std::uint32_t(Field::event_0);
  EXPECT_NE((*client)->ready().error[first + 1], 0);
  EXPECT_EQ((*client)->ready().tier[first + 1], launcher::Tier::absent);
  if ((*client)->ready().tier[first] == launcher::Tier::absent)
    GTEST_SKIP() << "no perf events for this user";

  const std::string alloc = std::string(ASSAY_TEST_HELPERS) + "/alloc";
  ASSERT_TRUE((*client)->define(command(0, {"/bin/true"})));
  ASSERT_TRUE((*client)->define(command(1, {alloc, "8", "2", "0"})));
  launcher::Trial trials[4] = {};
  trials[1].slot = trials[2].slot = 1;
  auto results = (*client)->run(any_end(), trials, {});
  ASSERT_TRUE(results) << results.error().text();
  ASSERT_EQ(results->size(), 4u);
  const std::int64_t touched = 2 * 8 * 256;  // pages, in two children
  for (int i : {1, 2}) EXPECT_GE(value((*results)[i], Field::event_0), touched);
  for (int i : {0, 3}) {
    EXPECT_GT(value((*results)[i], Field::event_0), 0);
    EXPECT_LT(value((*results)[i], Field::event_0), touched / 4);
  }
  EXPECT_EQ(value((*results)[0], Field::event_1), launcher::kNone);
}

TEST(LauncherClient, IoOfTheSameProgramIsTheSameToTheByteWhateverTheLauncherReads) {
  auto client = LauncherClient::start(launcher_path(), {}, LauncherClient::Group::own);
  ASSERT_TRUE(client) << client.error().text();
  ASSERT_TRUE((*client)->define(command(0, {"/bin/true"})));
  // The second one lives for many ticks, each of which reads in /proc.
  ASSERT_TRUE((*client)->define(command(1, {"/bin/sleep", "0.1"})));
  const std::vector<launcher::Trial> twenty(20);
  auto quick = (*client)->run(any_end(), twenty, {});
  ASSERT_TRUE(quick);
  for (const auto& result : *quick) {
    EXPECT_EQ(value(result, Field::io_read), value(quick->front(), Field::io_read));
    EXPECT_EQ(value(result, Field::io_write), 0);
  }
  launcher::Trial slow[2] = {};
  slow[0].slot = slow[1].slot = 1;
  auto slept = (*client)->run(any_end(), slow, {});
  ASSERT_TRUE(slept);
  EXPECT_EQ(value((*slept)[0], Field::io_read), value((*slept)[1], Field::io_read));
  EXPECT_EQ(value((*slept)[0], Field::io_write), 0);
}

}  // namespace
}  // namespace assay::sys
