// SPDX-License-Identifier: Apache-2.0
// Which scenarios are meant: manifests and folders of them on a command line, read one by one. What
// cannot be read is an entry of the list, so that it is told and the others run.
//
// From a path to something to run: load_manifests(), for each scenario expand_scenario(), for each
// instance check_scenario().
#pragma once
#include "base/result.hpp"
#include "model/scenario.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::app {

struct ManifestQuery {
  std::vector<std::string> paths;       // manifests, and folders of them
  std::optional<std::string> filter;    // regular expression (RE2), found in the scenario's name
  std::vector<std::string> tags;        // a scenario with any of them; empty = all
  std::optional<model::Target> target;  // --target
  std::string cwd;                      // what relative paths are counted from
};

struct LoadedManifest {
  std::string file;  // as given, or as found below a folder that was given
  Result<model::Scenario> scenario;
  std::string sha256;  // of the manifest; empty when it could not be read
};

// In the order of `paths`; a folder stands for its *.toml and those of its immediate subfolders,
// sorted by path. A file that is named twice is read once. Entries with an error: a path that is
// missing or unreadable, a manifest with faults, a folder without manifests, a second scenario of
// one name. Those are in the list whatever the filter and the tags. Faults of the whole (usage): a
// filter that is no regular expression, nothing left by the filter and the tags.
Result<std::vector<LoadedManifest>> load_manifests(const ManifestQuery& query);

}  // namespace assay::app
