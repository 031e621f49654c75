// SPDX-License-Identifier: Apache-2.0
#include "app/load_manifests.hpp"

#include "app/check_scenario.hpp"
#include "app/expand_scenario.hpp"
#include "sys/file.hpp"
#include "sys/self.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

class LoadManifests : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    fs::create_directories((fs::path(folder()) / name).parent_path());
    ASSERT_TRUE(sys::write_file(folder() + "/" + name, text));
  }
  const std::string& folder() const { return folder_.path(); }

  Result<std::vector<LoadedManifest>> load(ManifestQuery query) const {
    query.cwd = folder();
    return load_manifests(query);
  }
  // "FILE=NAME", or "FILE!WHAT" for an error.
  std::vector<std::string> told(ManifestQuery query) const {
    const auto loaded = load(std::move(query));
    EXPECT_TRUE(loaded) << loaded.error().text();
    std::vector<std::string> out;
    if (loaded)
      for (const LoadedManifest& each : *loaded)
        out.push_back(each.file + (each.scenario ? "=" + each.scenario->name
                                                 : "!" + each.scenario.error().what));
    return out;
  }
  // What the disk says of the only instance.
  std::string fault(const std::string& file, Moment moment = Moment::ready) const {
    const auto loaded = load({.paths = {file}});
    if (!loaded || !loaded->front().scenario) return "not loaded";
    const auto instances = expand_scenario(*loaded->front().scenario);
    if (!instances) return "not expanded";
    const auto checked = check_scenario(instances->front(), moment);
    if (checked) return "";
    EXPECT_EQ(checked.error().fault, Fault::usage);
    return checked.error().what;
  }

 private:
  sys::TemporaryFolder folder_ = std::move(*sys::TemporaryFolder::create());
};

TEST_F(LoadManifests, AFolderStandsForItsManifestsSortedThenThoseOfItsSubfolders) {
  for (const char* name : {"d/zed.toml", "d/a.toml", "d/sub/m.toml", "d/asub/n.toml"})
    write(name, "entry = \"x\"");
  for (const char* name : {"d/notes.txt", "d/.hidden.toml", "d/.git/x.toml", "d/sub/wrangler.toml",
                           "d/sub/deep/x.toml"})
    write(name, "not a manifest");
  EXPECT_EQ(told({.paths = {"d"}}),
            (std::vector<std::string>{"d/a.toml=a", "d/zed.toml=zed", "d/asub/n.toml=n",
                                      "d/sub/m.toml=m"}));
}

TEST_F(LoadManifests, AFileNamedTwiceIsReadOnce) {
  write("d/a.toml", "entry = \"x\"");
  EXPECT_EQ(told({.paths = {"d/a.toml", "d", "./d/../d/a.toml"}}),
            (std::vector<std::string>{"d/a.toml=a"}));
}

TEST_F(LoadManifests, WhatCannotBeReadStopsNothingElse) {
  write("d/bad.toml", "entyr = \"x\"");
  write("d/good.toml", "entry = \"x\"");
  fs::create_directories(folder() + "/empty");
  const auto all = told({.paths = {"missing.toml", "empty", "d"}});
  ASSERT_EQ(all.size(), 4u);
  EXPECT_TRUE(all[0].starts_with("missing.toml!")) << all[0];
  EXPECT_EQ(all[1], "empty!the folder 'empty' holds no manifests");
  EXPECT_EQ(all[2], "d/bad.toml!d/bad.toml:1:1: unknown key 'entyr'");
  EXPECT_EQ(all[3], "d/good.toml=good");
}

TEST_F(LoadManifests, AFilterAndTagsChooseButHideNoFault) {
  write("a.toml", "entry = \"x\"\ntags = [\"fast\"]");
  write("ab.toml", "entry = \"x\"\ntags = [\"slow\", \"big\"]");
  write("bad.toml", "?");
  EXPECT_EQ(told({.paths = {"."}, .filter = "^a$"}).size(), 2u);
  EXPECT_EQ(told({.paths = {"a.toml", "ab.toml"}, .filter = "b"}),
            (std::vector<std::string>{"ab.toml=ab"}));
  EXPECT_EQ(told({.paths = {"a.toml", "ab.toml"}, .tags = {"big", "none"}}),
            (std::vector<std::string>{"ab.toml=ab"}));
  const auto none = load({.paths = {"a.toml", "ab.toml"}, .filter = "c"});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().why, "there are a, ab");
  const auto broken = load({.paths = {"a.toml"}, .filter = "("});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().fault, Fault::usage);
}

TEST_F(LoadManifests, ASecondScenarioOfOneNameIsAnErrorThatNamesBothFiles) {
  write("a.toml", "entry = \"x\"\nname = \"n\"");
  write("b.toml", "entry = \"x\"\nname = \"n\"");
  const auto loaded = load({.paths = {"a.toml", "b.toml"}});
  ASSERT_TRUE(loaded);
  EXPECT_TRUE((*loaded)[0].scenario);
  ASSERT_FALSE((*loaded)[1].scenario);
  const std::string text = (*loaded)[1].scenario.error().text();
  EXPECT_NE(text.find("a.toml"), std::string::npos);
  EXPECT_NE(text.find("b.toml"), std::string::npos);
}

TEST_F(LoadManifests, FoldersAreAbsoluteAndTheManifestIsHashed) {
  write("d/a.toml", "entry = \"x\"");
  const auto loaded = load({.paths = {"./d/a.toml"}});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->front().scenario->folder, folder() + "/d");
  EXPECT_EQ(loaded->front().scenario->file, "./d/a.toml");
  EXPECT_EQ(loaded->front().sha256.size(), 64u);
}

TEST_F(LoadManifests, TheTargetThatIsAskedForIsRead) {
  write("a.toml", "entry = \"x\"\n[targets.library]\nentry = \"x.so\"\n");
  const auto loaded = load({.paths = {"a.toml"}, .target = model::Target::process});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->front().scenario->entry, "x");
}

TEST_F(LoadManifests, APatternOfAMetricMustCompile) {
  write("a.toml", "entry = \"x\"\nmetric_from = [\"ops=([0-9]\"]");
  EXPECT_TRUE(told({.paths = {"a.toml"}})[0].starts_with("a.toml!a.toml: "));
}

TEST_F(LoadManifests, TheDiskIsAskedForWhatTheManifestSpeaksOf) {
  write("a.toml", "entry = \"sub/x\"");
  EXPECT_EQ(fault("a.toml"),
            "a.toml: entry 'sub/x' does not exist (resolved to '" + folder() + "/sub/x')");
  write("b.toml", "command = [\"x\"]\nmodule_root = \"a.toml\"");
  EXPECT_EQ(fault("b.toml"), "b.toml: module root 'a.toml' is not a directory (resolved to '" +
                                 folder() + "/a.toml')");
  write("c.toml", "command = [\"x\"]\nstdin = \"none\"");
  EXPECT_NE(fault("c.toml").find("stdin 'none' cannot be read"), std::string::npos);
  write("d.toml", "command = [\"x\"]\ninputs = [\"a.toml\", \"none\"]");
  EXPECT_NE(fault("d.toml").find("input 'none' does not exist"), std::string::npos);
  write("e.toml", "command = [\"x\"]\ncwd = \"none\"");
  EXPECT_NE(fault("e.toml").find("the working folder 'none'"), std::string::npos);
  write("f.toml", "entry = \"folder\"");
  write("folder/x", "");
  EXPECT_NE(fault("f.toml").find("entry 'folder' is a directory"), std::string::npos);
  write("g.toml", "entry = \"a.toml\"\nstdin = \"a.toml\"\ncwd = \"folder\"");
  EXPECT_EQ(fault("g.toml"), "");
}

TEST_F(LoadManifests, WhatSetupMakesNeedNotBeThereBeforeIt) {
  write("a.toml", "entry = \"made\"\nsetup = \"true\"\nstdin = \"made\"\ninputs = [\"made\"]");
  EXPECT_EQ(fault("a.toml", Moment::before_setup), "");
  EXPECT_NE(fault("a.toml", Moment::ready), "");
  write("b.toml", "entry = \"made\"");
  EXPECT_NE(fault("b.toml", Moment::before_setup), "");
}

}  // namespace
}  // namespace assay::app
