// SPDX-License-Identifier: Apache-2.0
#include "sys/machine_text.hpp"

#include "sys/subprocess.hpp"

#include <gtest/gtest.h>

namespace assay::sys {
namespace {

std::string said(std::vector<std::string> argv) {
  auto done = run_subprocess({.argv = std::move(argv)});
  return done && done->code == 0 ? done->output : "";
}

TEST(MachineText, AFileSystemIsNamedAsGnuStatNamesIt) {
  for (const char* path : {"/", "/proc/self", "/dev/null", "/sys", "/tmp", "/etc/hosts"}) {
    const std::string theirs = said({"stat", "-f", "-c", "%T", path});
    if (theirs.empty() || theirs.starts_with("UNKNOWN")) continue;  // an older one knows fewer
    const auto ours = file_system_type(path);
    ASSERT_TRUE(ours) << path;
    EXPECT_EQ(*ours + "\n", theirs) << path;
  }
  EXPECT_EQ(file_system_type("/proc/self").value(), "proc");
}

TEST(MachineText, AFileSystemThatNobodyKnowsKeepsItsNumber) {
  EXPECT_EQ(file_system_name(0x12345678), "UNKNOWN (0x12345678)");
  EXPECT_EQ(file_system_name(0x9123683e), "btrfs");  // its top bit makes a signed field negative
}

TEST(MachineText, WhatIsNotThereHasNoFileSystem) {
  const auto type = file_system_type("/no/such/file");
  ASSERT_FALSE(type);
  EXPECT_EQ(type.error().fault, Fault::usage);
}

TEST(MachineText, TheKernelIsToldAsUnameTellsIt) {
  EXPECT_EQ(kernel_text() + "\n", said({"uname", "-a"}));
}

TEST(MachineText, TheProcessorIsTold) {
  const auto text = cpu_text();
  ASSERT_TRUE(text);
  EXPECT_FALSE(text->empty());
}

}  // namespace
}  // namespace assay::sys
