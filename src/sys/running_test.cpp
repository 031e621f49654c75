// SPDX-License-Identifier: Apache-2.0
#include "sys/running.hpp"

#include "sys/family.hpp"
#include "sys/testing/stranger.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace assay::sys {
namespace {

namespace fs = std::filesystem;
using testing::Stranger;
using Words = std::vector<std::string>;

class Running : public ::testing::Test {
 protected:
  Running() {
    std::string name = (fs::temp_directory_path() / "assay-running-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Running() override { fs::remove_all(folder_); }

  std::string script(const std::string& name, const std::string& first_line) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path) << first_line << "\nwhile :; do sleep 60 & wait; done\n";
    fs::permissions(path, fs::perms(0755));
    return path;
  }
  // A program of our own that sleeps.
  std::string program() {
    const std::string path = folder_ + "/sleeper";
    fs::copy_file("/bin/sleep", path);
    return path;
  }
  // Who runs it; 0 for nobody.
  pid_t runs(Words argv) const {
    const std::string executable = argv[0];
    const auto found = find_running({executable, std::move(argv), folder_, "/usr/bin:/bin"});
    return found ? found->pid : 0;
  }

  std::string folder_;
};

TEST_F(Running, IsFoundByTheFileThatItExecutes) {
  const std::string path = program();
  EXPECT_EQ(runs({path, "1"}), 0);
  const Stranger stranger({path, "60"});
  EXPECT_EQ(runs({path, "1"}), stranger.pid()) << "whatever its words";
  EXPECT_EQ(runs({"./sleeper", "1"}), stranger.pid()) << "from its folder";
  fs::create_symlink(path, folder_ + "/other-name");
  EXPECT_EQ(runs({folder_ + "/other-name"}), stranger.pid());
  EXPECT_EQ(runs({"/bin/true"}), 0);
  EXPECT_EQ(runs({folder_ + "/nothing"}), 0);
  const auto found = find_running({path, {path}, "", ""});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->line, path + " 60");
  EXPECT_FALSE(found->by_name);
}

TEST_F(Running, CountsOneWhoseFileHasBeenReplaced) {
  const std::string path = program();
  const Stranger stranger({path, "60"});
  fs::remove(path);
  fs::copy_file("/bin/sleep", path);
  EXPECT_EQ(runs({path}), stranger.pid());
}

TEST_F(Running, TellsScriptsApart) {
  const std::string one = script("one.sh", "#!/bin/sh");
  const std::string two = script("two.sh", "#! /usr/bin/env sh");
  const Stranger stranger({one, "-v"});
  EXPECT_EQ(runs({one}), stranger.pid());
  EXPECT_EQ(runs({two}), 0);
  EXPECT_EQ(runs({"/bin/sh", one}), stranger.pid()) << "as its interpreter's word";
  EXPECT_EQ(runs({"/bin/sh", "two.sh"}), 0);
  const Stranger other({"/bin/sh", two});
  EXPECT_EQ(runs({two}), other.pid()) << "env finds the interpreter";
}

TEST_F(Running, TellsLinesOfAShellApart) {
  const std::string line = "sleep 60 & wait # " + folder_;
  const Stranger stranger({"/bin/sh", "-c", line});
  EXPECT_EQ(runs({"/bin/sh", "-c", line}), stranger.pid());
  EXPECT_EQ(runs({"/bin/sh", "-c", line + "2"}), 0);
}

TEST_F(Running, LeavesOutThisProcessAndItsKin) {
  const std::string path = program();
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl(path.c_str(), path.c_str(), "60", nullptr);
    ::_exit(1);
  }
  for (int i = 0; i < 1000 && fs::read_symlink("/proc/" + std::to_string(child) + "/exe") != path;
       ++i)
    ::usleep(2000);
  EXPECT_EQ(runs({path}), 0);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(runs({fs::read_symlink("/proc/self/exe")}), 0);
}

TEST_F(Running, AProcessIsKnownByItsStart) {
  const auto start = started_at(::getpid());
  ASSERT_TRUE(start);
  EXPECT_EQ(started_at(::getpid()), start);
  EXPECT_EQ(parent_of(::getpid()), ::getppid());
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  siginfo_t ended{};
  ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
  EXPECT_FALSE(started_at(child)) << "a zombie has gone";
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(started_at(child));
}

TEST_F(Running, StorageIsCountedWithThoseThatWereWaitedFor) {
  const auto before = tree_disk_bytes(::getpid());
  ASSERT_TRUE(before);
  const pid_t child = ::fork();
  if (child == 0) {
    // Not /tmp, which may be memory.
    ::execl("/bin/sh", "sh", "-c",
            "dd if=/dev/zero of=/var/tmp/assay-$$ bs=1M count=2 conv=fsync "
            "2>/dev/null; rm /var/tmp/assay-$$",
            nullptr);
    ::_exit(1);
  }
  ::waitpid(child, nullptr, 0);
  const auto after = tree_disk_bytes(::getpid());
  ASSERT_TRUE(after);
  EXPECT_GE(after->written - before->written, 2 << 20);
}

}  // namespace
}  // namespace assay::sys
