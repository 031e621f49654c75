// SPDX-License-Identifier: Apache-2.0
#include "sys/subprocess.hpp"

#include "sys/clock.hpp"
#include "sys/fd.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

namespace assay::sys {
namespace {

TEST(Subprocess, KeepsBothStreamsAndTheExitCode) {
  const auto ran = run_subprocess({.argv = {"sh", "-c", "echo out; echo err >&2; exit 7"}});
  ASSERT_TRUE(ran);
  EXPECT_EQ(ran->code, 7);
  EXPECT_EQ(ran->output, "out\n");
  EXPECT_EQ(ran->errors, "err\n");
}

TEST(Subprocess, RunsInTheFolderAndEnvironmentAskedFor) {
  const auto ran = run_subprocess(
      {.argv = {"sh", "-c", "pwd; echo $WORD"}, .cwd = "/", .env = {"WORD=seven", "PATH=/bin"}});
  ASSERT_TRUE(ran);
  EXPECT_EQ(ran->output, "/\nseven\n");
}

TEST(Subprocess, KeepsTheEndOfALongOutput) {
  const auto ran = run_subprocess({.argv = {"sh", "-c", "seq 1 200000"}, .keep = 1000});
  ASSERT_TRUE(ran);
  EXPECT_LE(ran->output.size(), 2000U);
  EXPECT_TRUE(ran->output.ends_with("\n200000\n"));
}

TEST(Subprocess, ADeathBySignalIsACodeAbove128) {
  const auto ran = run_subprocess({.argv = {"sh", "-c", "kill -9 $$"}});
  ASSERT_TRUE(ran);
  EXPECT_EQ(ran->code, 137);
}

TEST(Subprocess, AProgramThatIsNotThereIsNamed) {
  const auto ran = run_subprocess({.argv = {"no-such-program-here"}});
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().fault, Fault::program);
  EXPECT_NE(ran.error().what.find("no-such-program-here"), std::string::npos);
}

TEST(Subprocess, AnInterruptKillsTheWholeGroup) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Fd read_end(ends[0]), write_end(ends[1]);
  ASSERT_EQ(write(write_end.get(), "x", 1), 1);
  const auto ran =
      run_subprocess({.argv = {"sh", "-c", "sleep 60 & sleep 60"}, .interrupt_fd = read_end.get()});
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().fault, Fault::interrupted);
}

TEST(Subprocess, ThatTakesTooLongIsKilledWithItsGroup) {
  const double began = monotonic_ns();
  const auto late =
      run_subprocess({.argv = {"sh", "-c", "sleep 60 & sleep 60"}, .timeout_ns = 30e6});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().fault, Fault::program);
  EXPECT_LT(monotonic_ns() - began, 20e9);
  EXPECT_TRUE(run_subprocess({.argv = {"true"}, .timeout_ns = 60e9}));
}

}  // namespace
}  // namespace assay::sys
