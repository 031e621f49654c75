// SPDX-License-Identifier: Apache-2.0
#include "sys/executable.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace assay::sys {
namespace {

class FindExecutable : public ::testing::Test {
 protected:
  FindExecutable() {
    std::string name = (std::filesystem::temp_directory_path() / "assay-find-XXXXXX").string();
    root_ = ::mkdtemp(name.data());
    std::filesystem::create_directories(root_ + "/a/tool");
    std::filesystem::create_directories(root_ + "/b");
    write("/b/tool", 0755);
    write("/b/plain", 0644);
  }
  ~FindExecutable() override { std::filesystem::remove_all(root_); }
  void write(const std::string& name, int mode) {
    std::ofstream(root_ + name) << "#!/bin/sh\n";
    ::chmod((root_ + name).c_str(), static_cast<mode_t>(mode));
  }
  std::string root_;
};

TEST_F(FindExecutable, TheFirstExecutableFileOnThePathIsIt) {
  auto found = find_executable("tool", root_ + "/a:" + root_ + "/b");
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_EQ(*found, root_ + "/b/tool");  // a/tool is a folder
}

TEST_F(FindExecutable, ANameWithASlashIsAPathSeenFromTheWorkingFolder) {
  EXPECT_EQ(*find_executable("./tool", "/nowhere", root_ + "/b"), "./tool");
  EXPECT_FALSE(find_executable("./tool", "/nowhere", root_ + "/a/tool"));
  EXPECT_EQ(*find_executable(root_ + "/b/tool", ""), root_ + "/b/tool");
}

TEST_F(FindExecutable, AnEmptyEntryOfThePathIsTheWorkingFolder) {
  EXPECT_EQ(*find_executable("tool", ":/nowhere", root_ + "/b"), "./tool");
}

TEST_F(FindExecutable, WhatCannotRunSaysWhyAndIsAFaultOfTheProgram) {
  auto missing = find_executable("no-such-tool", root_ + "/b");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fault, Fault::program);
  EXPECT_NE(missing.error().why.find("PATH"), std::string::npos);

  for (const std::string& name : {std::string("plain"), root_ + "/b/plain"}) {
    auto denied = find_executable(name, root_ + "/b");
    ASSERT_FALSE(denied);
    EXPECT_NE(denied.error().hint.find("chmod +x"), std::string::npos);
  }
  EXPECT_FALSE(find_executable("", "/bin"));
  EXPECT_FALSE(find_executable(root_ + "/a", ""));
}

TEST_F(FindExecutable, AFilesFirstBytesTellItsKind) {
  EXPECT_EQ(executable_kind(root_ + "/b/tool"), "script");
  EXPECT_TRUE(executable_kind("/proc/self/exe").starts_with("elf ")) << "this test";
  std::ofstream(root_ + "/big") << std::string("\177ELF\2\2\1\0\0\0\0\0\0\0\0\0\0\2\0\26", 20);
  EXPECT_EQ(executable_kind(root_ + "/big"), "elf s390") << "in the file's byte order";
  std::ofstream(root_ + "/short") << "\177ELF";
  EXPECT_EQ(executable_kind(root_ + "/short"), "other");
  std::ofstream(root_ + "/module") << std::string("\0asm\1\0\0\0", 8);
  EXPECT_EQ(executable_kind(root_ + "/module"), "wasm");
  EXPECT_EQ(executable_kind(root_ + "/missing"), "");
  EXPECT_EQ(executable_kind(root_), "") << "a folder is no program";
}

}  // namespace
}  // namespace assay::sys
