// SPDX-License-Identifier: Apache-2.0
// Git revisions as arms: each is checked out in a worktree of its own and built there, once per
// commit and build command, in a cache that later runs share.
#pragma once
#include "base/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::app {

struct Revision {
  std::string name;    // as the user wrote it
  std::string commit;  // full hash
  std::string folder;  // where to run: the worktree, in the same sub-folder as `cwd`
  bool built = false;  // now, not found in the cache
};

struct RevisionRequest {
  std::vector<std::string> revs;
  std::optional<std::string> build;  // by sh -c, in the same sub-folder
  std::string cwd;                   // where assay runs; must be inside a git work tree
  std::string cache;                 // folder of the cache; created
  int interrupt_fd = -1;
};

// Checks out and builds what is not there yet, one after the other. Two runs at once wait for each
// other per revision. Faults: usage (no repository, unknown revision), program (the build failed;
// the end of its output is quoted), interrupted, internal.
Result<std::vector<Revision>> prepare_revisions(const RevisionRequest& request);

}  // namespace assay::app
