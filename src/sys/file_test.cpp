// SPDX-License-Identifier: Apache-2.0
#include "sys/file.hpp"

#include "sys/sha256.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace assay::sys {
namespace {

namespace fs = std::filesystem;

class FileTest : public ::testing::Test {
 protected:
  FileTest() {
    std::string pattern = (fs::temp_directory_path() / "assay-file-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~FileTest() override { fs::remove_all(folder_); }

  std::string at(const std::string& name) const { return folder_ + "/" + name; }
  std::string content(const std::string& name) const {
    auto text = read_file(at(name));
    return text ? *text : "<" + text.error().text() + ">";
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  std::string folder_;
};

TEST_F(FileTest, ADraftIsSeenByNobodyUntilItIsCommitted) {
  ASSERT_TRUE(write_file(at("r.json"), "old"));
  auto draft = DurableFile::beside(at("r.json"));
  ASSERT_TRUE(draft);
  ASSERT_TRUE(draft->append("new "));
  ASSERT_TRUE(draft->append("content"));
  EXPECT_EQ(content("r.json"), "old");
  ASSERT_TRUE(draft->commit());
  EXPECT_EQ(content("r.json"), "new content");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(FileTest, ADraftThatIsDroppedLeavesNothing) {
  { ASSERT_TRUE(DurableFile::beside(at("r.json"))->append("half")); }
  EXPECT_EQ(entries(), 0u);
}

TEST_F(FileTest, WithoutNamelessFilesADraftHasARandomNameAndAlsoLeavesNothing) {
  ASSERT_TRUE(write_file(at("r.json"), "old"));
  {
    auto dropped = DurableFile::beside(at("r.json"), DurableFile::Draft::named);
    ASSERT_TRUE(dropped->append("half"));
    EXPECT_EQ(entries(), 2u);
  }
  EXPECT_EQ(entries(), 1u);
  auto one = DurableFile::beside(at("r.json"), DurableFile::Draft::named);
  auto two = DurableFile::beside(at("r.json"), DurableFile::Draft::named);
  ASSERT_TRUE(one->append("one"));
  ASSERT_TRUE(two->append("two"));
  ASSERT_TRUE(one->commit());
  ASSERT_TRUE(two->commit());
  EXPECT_EQ(content("r.json"), "two");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(FileTest, AMovedDraftIsStillOneDraft) {
  auto first = DurableFile::beside(at("r.json"));
  ASSERT_TRUE(first->append("a"));
  DurableFile second = std::move(*first);
  ASSERT_TRUE(second.append("b"));
  EXPECT_FALSE(first->append("c"));
  ASSERT_TRUE(second.commit());
  EXPECT_EQ(content("r.json"), "ab");
}

TEST_F(FileTest, ACommittedFileTakesNothingMore) {
  auto file = DurableFile::beside(at("r.json"));
  ASSERT_TRUE(file->commit());
  EXPECT_FALSE(file->append("late"));
  EXPECT_FALSE(file->commit());
}

TEST_F(FileTest, TwoRunsInOneFolderDoNotMeet) {
  auto one = DurableFile::beside(at("r.json"));
  auto two = DurableFile::beside(at("r.json"));
  ASSERT_TRUE(one->append("one"));
  ASSERT_TRUE(two->append("two"));
  ASSERT_TRUE(two->commit());
  EXPECT_EQ(content("r.json"), "two");
  ASSERT_TRUE(one->commit());
  EXPECT_EQ(content("r.json"), "one");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(FileTest, ALinkKeepsPointingAndItsTargetIsReplaced) {
  fs::create_directory(at("sub"));
  ASSERT_TRUE(write_file(at("sub/real.json"), "old"));
  fs::create_symlink("sub/real.json", at("link.json"));
  ASSERT_TRUE(write_file(at("link.json"), "new"));
  EXPECT_TRUE(fs::is_symlink(at("link.json")));
  EXPECT_EQ(content("sub/real.json"), "new");
}

TEST_F(FileTest, ADanglingLinkCreatesWhatItPointsTo) {
  fs::create_symlink("later.json", at("link.json"));
  ASSERT_TRUE(write_file(at("link.json"), "x"));
  EXPECT_EQ(content("later.json"), "x");
  EXPECT_TRUE(fs::is_symlink(at("link.json")));
}

TEST_F(FileTest, LinksInACircleAreAnErrorAndNotALoop) {
  fs::create_symlink("b", at("a"));
  fs::create_symlink("a", at("b"));
  const auto done = write_file(at("a"), "x");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().fault, Fault::usage);
}

TEST_F(FileTest, PermissionsOfTheOldFileAreKept) {
  ASSERT_TRUE(write_file(at("r.json"), "old"));
  ::chmod(at("r.json").c_str(), 0640);
  ASSERT_TRUE(write_file(at("r.json"), "new"));
  struct stat status {};
  ::stat(at("r.json").c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST_F(FileTest, ANewFileObeysTheUmask) {
  const mode_t before = ::umask(027);
  ASSERT_TRUE(write_file(at("r.json"), "x"));
  ::umask(before);
  struct stat status {};
  ::stat(at("r.json").c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST_F(FileTest, AMissingFolderIsTheUsersToCreate) {
  const auto file = DurableFile::beside(at("nowhere/r.json"));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().fault, Fault::usage);
  EXPECT_NE(file.error().what.find("nowhere/r.json"), std::string::npos);
  EXPECT_EQ(file.error().why, "No such file or directory");
  EXPECT_NE(file.error().hint.find("mkdir -p"), std::string::npos);
}

TEST_F(FileTest, AFolderOrAnEmptyNameIsNoTarget) {
  EXPECT_EQ(DurableFile::beside(folder_).error().why, "Is a directory");
  EXPECT_EQ(DurableFile::beside(at("")).error().why, "Is a directory");
  EXPECT_EQ(DurableFile::beside("").error().fault, Fault::usage);
  EXPECT_EQ(DurableFile::beside(at(std::string(300, 'x'))).error().why, "File name too long");
}

TEST_F(FileTest, ANameOfGreatestLengthWorks) {
  const std::string name(255, 'n');
  ASSERT_TRUE(write_file(at(name), "x"));
  EXPECT_EQ(content(name), "x");
}

TEST_F(FileTest, AFullDiskIsSaidWithTheRemedy) {
  auto file = DurableFile::beside("/dev/full");
  ASSERT_TRUE(file);
  const auto done = file->append("x");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().fault, Fault::internal);
  EXPECT_EQ(done.error().why, "No space left on device");
  EXPECT_NE(done.error().hint.find("space"), std::string::npos);
}

TEST_F(FileTest, AForbiddenFolderOrFileIsTheUsersError) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  ASSERT_TRUE(write_file(at("r.json"), "mine"));
  ::chmod(at("r.json").c_str(), 0444);
  EXPECT_EQ(DurableFile::beside(at("r.json")).error().why, "Permission denied");
  ::chmod(folder_.c_str(), 0555);
  EXPECT_EQ(DurableFile::beside(at("new.json")).error().why, "Permission denied");
  ::chmod(folder_.c_str(), 0755);
}

TEST_F(FileTest, AFifoIsWrittenStraightThrough) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  EXPECT_EQ(DurableFile::beside(at("pipe")).error().fault, Fault::usage) << "nobody reads it";
  std::string got;
  const int reader = ::open(at("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  ASSERT_TRUE(write_file(at("pipe"), "straight"));
  char buffer[64];
  const ssize_t count = ::read(reader, buffer, sizeof buffer);
  ::close(reader);
  ASSERT_GT(count, 0);
  EXPECT_EQ(std::string(buffer, static_cast<std::size_t>(count)), "straight");
  EXPECT_TRUE(fs::is_fifo(at("pipe")));
}

TEST_F(FileTest, AnOpenDescriptorIsSharedAndItsFileNotReplaced) {
  const int fd = ::open(at("out").c_str(), O_CREAT | O_RDWR, 0600);
  ASSERT_EQ(::write(fd, "before ", 7), 7);
  ASSERT_TRUE(write_file("/dev/fd/" + std::to_string(fd), "report"));
  ASSERT_EQ(::write(fd, " after", 6), 6);
  ::close(fd);
  EXPECT_EQ(content("out"), "before report after");
}

TEST_F(FileTest, ReadingStopsAtTheLimitAndSaysSo) {
  ASSERT_TRUE(write_file(at("big"), std::string(100, 'x')));
  EXPECT_EQ(read_file(at("big"), 100)->size(), 100u);
  const auto over = read_file(at("big"), 99);
  ASSERT_FALSE(over);
  EXPECT_NE(over.error().why.find("99 bytes"), std::string::npos);
}

TEST_F(FileTest, ReadingWorksWhereTheKernelClaimsNoSize) {
  EXPECT_NE(read_file("/proc/self/status")->find("Name:"), std::string::npos);
  EXPECT_FALSE(read_file(at("missing")));
  EXPECT_EQ(read_file(folder_).error().why, "Is a directory");
}

TEST_F(FileTest, TheStartOfAFileIsAsLongAsItIsOrAsAsked) {
  ASSERT_TRUE(write_file(at("f"), "0123456789"));
  EXPECT_EQ(*read_start(at("f"), 4), "0123");
  EXPECT_EQ(*read_start(at("f"), 400), "0123456789");
  EXPECT_FALSE(read_start(at("missing"), 4));
}

TEST_F(FileTest, DigestsAreThoseOfTheStandard) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const std::string million(1'000'000, 'a');
  ASSERT_TRUE(write_file(at("a"), million));
  const std::string known = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
  EXPECT_EQ(*sha256_file(at("a")), known);
  EXPECT_EQ(sha256(million), known);
  EXPECT_FALSE(sha256_file(at("missing")));
  EXPECT_FALSE(sha256_file(folder_));
}

}  // namespace
}  // namespace assay::sys
