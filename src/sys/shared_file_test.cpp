// SPDX-License-Identifier: Apache-2.0
#include "sys/shared_file.hpp"

#include "sys/self.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace assay::sys {
namespace {

TEST(SharedFile, StartsAsZerosIsSeenByItsPathAndGoesWithTheObject) {
  const auto folder = std::move(*TemporaryFolder::create());
  std::string path;
  {
    auto made = SharedFile::make(folder.path(), 4096);
    ASSERT_TRUE(made) << made.error().text();
    const SharedFile file = std::move(*made);
    path = file.path();
    EXPECT_EQ(static_cast<const char*>(file.data())[4095], 0);
    std::memcpy(file.data(), "seen", 4);
    std::ifstream other(path);
    const std::string text{std::istreambuf_iterator<char>(other), {}};
    EXPECT_EQ(text.size(), 4096u);
    EXPECT_EQ(text.substr(0, 4), "seen");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(SharedFile, WithoutAFolderThereIsNone) {
  const auto made = SharedFile::make("/nowhere/at/all", 4096);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().text().find("/nowhere/at/all"), std::string::npos);
}

}  // namespace
}  // namespace assay::sys
