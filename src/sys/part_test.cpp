// SPDX-License-Identifier: Apache-2.0
#include "sys/part.hpp"

#include "sys/clock.hpp"
#include "sys/self.hpp"

#include <gtest/gtest.h>

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace assay::sys {
namespace {

// A part written in shell, which reads and writes descriptor 3.
class PartOf {
 public:
  explicit PartOf(const std::string& script) : folder_(std::move(*TemporaryFolder::create())) {
    const std::string path = folder_.path() + "/part";
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    auto started = Part::start({.path = path, .cwd = "/", .env = {"WORD=seen"}});
    EXPECT_TRUE(started) << started.error().text();
    if (started) part = std::move(*started);
  }
  Part part;

 private:
  TemporaryFolder folder_;
};

TEST(Part, AnswersOnItsSocketInTheGivenEnvironmentAndFolder) {
  PartOf shell("read line <&3; echo \"$line $WORD $PWD\" >&3; sleep 60");
  const std::array<std::string_view, 2> pieces = {"he", "llo\n"};
  ASSERT_TRUE(shell.part.send(pieces));
  std::string answer(13, ' ');
  ASSERT_EQ(shell.part.receive(answer.data(), answer.size()), Part::Got::all);
  EXPECT_EQ(answer, "hello seen /\n");
}

TEST(Part, ThatIsLateOrGoneSaysSo) {
  PartOf slow("sleep 60");
  char byte = 0;
  EXPECT_EQ(slow.part.receive(&byte, 1, {.timeout_ns = 30e6}), Part::Got::late);
  PartOf gone("echo words; echo more >&2; exit 7");
  EXPECT_EQ(gone.part.receive(&byte, 1, {.timeout_ns = 20e9}), Part::Got::gone);
  EXPECT_EQ(gone.part.fate(), "exited with 7");
  EXPECT_EQ(gone.part.said(5), "more\n");
  EXPECT_FALSE(gone.part.running());
  PartOf crashed("kill -SEGV $$");
  EXPECT_EQ(crashed.part.receive(&byte, 1, {.timeout_ns = 20e9}), Part::Got::gone);
  EXPECT_EQ(crashed.part.fate(), "was killed by SIGSEGV (Segmentation fault)");
  EXPECT_EQ(crashed.part.killed_by(), SIGSEGV);
  EXPECT_EQ(gone.part.killed_by(), 0);
}

TEST(Part, StopsWaitingWhenTheUserAsks) {
  PartOf slow("sleep 60");
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const Fd read(ends[0]);
  const Fd write(ends[1]);
  ASSERT_EQ(::write(write.get(), "x", 1), 1);
  char byte = 0;
  EXPECT_EQ(slow.part.receive(&byte, 1, {.interrupt_fd = read.get()}), Part::Got::interrupted);
}

TEST(Part, IsKilledWithItsChildren) {
  PartOf parent("sleep 600 & echo $! >&3; wait");
  std::string child;
  char digit = 0;
  while (parent.part.receive(&digit, 1, {.timeout_ns = 20e9}) == Part::Got::all && digit != '\n')
    child += digit;
  const pid_t pid = std::stoi(child);
  ASSERT_EQ(::kill(pid, 0), 0);
  parent.part.stop();
  // It is this process's or init's to reap; a moment may pass.
  const double end = monotonic_ns() + 10e9;
  const auto alive = [&] {
    std::ifstream stat("/proc/" + child + "/stat");
    std::string number, name, state;
    return bool(stat >> number >> name >> state) && state != "Z";
  };
  while (alive() && monotonic_ns() < end) ::usleep(1000);
  EXPECT_FALSE(alive());
}

TEST(Part, ThatIsNotThereIsAnError) {
  auto missing = Part::start({.path = "/nowhere/part", .cwd = "", .env = {}});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().text(), "cannot start /nowhere/part: No such file or directory");
  auto found = find_part("assay-nothing");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().text().find("assay-nothing is missing"), std::string::npos);
}

}  // namespace
}  // namespace assay::sys
