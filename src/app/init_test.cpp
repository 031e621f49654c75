// SPDX-License-Identifier: Apache-2.0
#include "app/init.hpp"

#include "codec/manifest_toml.hpp"
#include "sys/file.hpp"
#include "sys/self.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace assay::app {
namespace {

using model::Target;

constexpr Target kTargets[] = {Target::process, Target::library, Target::server, Target::wasm_local,
                               Target::wasm_cloudflare};

// Every "#key" without a space behind the '#'.
std::string uncommented(const std::string& text) {
  std::string out;
  bool start = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool drop = start && text[i] == '#' && i + 1 < text.size() && text[i + 1] != ' ';
    start = text[i] == '\n';
    if (!drop) out += text[i];
  }
  return out;
}

class Init : public testing::Test {
 protected:
  Result<Outcome> run(InitOptions options) const {
    options.cwd = folder();
    return init(options);
  }
  const std::string& folder() const { return folder_.path(); }
  model::Scenario written(const std::string& name) const {
    const auto text = sys::read_file(folder() + "/" + name);
    EXPECT_TRUE(text);
    const auto read = codec::read_manifest(*text, name, folder());
    EXPECT_TRUE(read) << read.error().text();
    return read ? *read : model::Scenario{};
  }

 private:
  sys::TemporaryFolder folder_ = std::move(*sys::TemporaryFolder::create());
};

TEST_F(Init, WritesAManifestThatRunsTheCommandAsItWasGiven) {
  const std::vector<std::string> argv = {"/usr/bin/a b", "-c", "x \"y\" \\z\n\x01", "{n}", "µ"};
  const auto done = run({.argv = argv});
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_TRUE(done->out.empty());
  ASSERT_EQ(done->notes.size(), 1u);
  EXPECT_EQ(done->notes[0], "wrote a_b.toml; to run it: assay run a_b.toml");
  const model::Scenario s = written("a_b.toml");
  EXPECT_EQ(s.name, "a_b");
  EXPECT_EQ(s.command.argv, argv);
  EXPECT_FALSE(s.cwd);
}

TEST_F(Init, NeverOverwritesUnlessForced) {
  ASSERT_TRUE(sys::write_file(folder() + "/x.toml", "mine"));
  const auto refused = run({.argv = {"x"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::usage);
  EXPECT_EQ(*sys::read_file(folder() + "/x.toml"), "mine");
  EXPECT_TRUE(run({.argv = {"x"}, .force = true}));
  EXPECT_EQ(written("x.toml").command.argv[0], "x");
}

TEST_F(Init, InAnotherFolderTheCommandStillRunsWhereItWasTyped) {
  std::filesystem::create_directories(folder() + "/a/b");
  ASSERT_TRUE(run({.argv = {"./x"}, .output = "a/b/m.toml"}));
  EXPECT_EQ(written("a/b/m.toml").cwd, "../..");
  ASSERT_TRUE(run({.argv = {"x.so"}, .target = Target::library, .output = "a/l.toml"}));
  EXPECT_EQ(written("a/l.toml").entry, "../x.so");
}

TEST_F(Init, CanPrintInstead) {
  const auto done = run({.argv = {"x"}, .output = "-"});
  ASSERT_TRUE(done);
  EXPECT_NE(done->out.find("command = [\"x\"]"), std::string::npos);
  EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

TEST_F(Init, EveryCommentedKeyOfEveryTargetIsOneThatWorks) {
  for (const Target target : kTargets) {
    InitOptions options{.argv = {"prog", "1"}, .target = target};
    const std::string text = starter_manifest("prog", options, "");
    const auto plain = codec::read_manifest(text, "m", "");
    ASSERT_TRUE(plain) << plain.error().text();
    EXPECT_EQ(plain->target, target);
    const std::string all = uncommented(text);
    EXPECT_NE(all, text);
    const auto full = codec::read_manifest(all, "m", "");
    ASSERT_TRUE(full) << model::name(target) << ": " << full.error().what << "\n" << all;
    EXPECT_EQ(full->arms.size(), 2u);
    EXPECT_EQ(full->parameters.product.size(), 1u);
    EXPECT_EQ(full->expected.output.contains.size(), 1u);
  }
}

TEST_F(Init, ALineForAShellStaysOne) {
  ASSERT_TRUE(run({.argv = {"cat", "x", "|", "wc"}, .shell = "cat x | wc"}));
  EXPECT_EQ(written("cat.toml").command.shell, "cat x | wc");
  EXPECT_TRUE(written("cat.toml").command.argv.empty());
}

TEST_F(Init, RefusesWordsThatTomlCannotHold) {
  const auto refused = run({.argv = {"x", "\xff"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::usage);
}

}  // namespace
}  // namespace assay::app
