// SPDX-License-Identifier: Apache-2.0
#include "app/revisions.hpp"

#include "base/text.hpp"
#include "sys/file.hpp"
#include "sys/lock.hpp"
#include "sys/sha256.hpp"
#include "sys/subprocess.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

// The last lines of a failing program's talk: enough to see why, not a screen full.
std::string last_lines(const std::string& text, std::size_t count = 8) {
  auto lines = split(std::string(trim(text)), '\n');
  if (lines.size() > count) lines.erase(lines.begin(), lines.end() - std::ptrdiff_t(count));
  return join(lines, "\n");
}

Result<std::string> git(const RevisionRequest& request, std::vector<std::string> words,
                        const std::string& what, const std::string& hint) {
  std::vector<std::string> argv = {"git"};
  argv.insert(argv.end(), words.begin(), words.end());
  auto ran = sys::run_subprocess(
      {.argv = argv, .cwd = request.cwd, .env = {}, .interrupt_fd = request.interrupt_fd});
  if (!ran) return std::move(ran).error();
  if (ran->code != 0) return Error{Fault::usage, what, last_lines(ran->errors, 3), hint};
  return std::string(trim(ran->output));
}

// A commit checked out at `tree`; what an interrupted earlier try left there is thrown away.
Result<void> check_out(const RevisionRequest& request, const std::string& commit,
                       const std::string& tree) {
  std::error_code ignored;
  fs::remove_all(tree, ignored);
  auto pruned = git(request, {"worktree", "prune"}, "cannot tidy git's worktrees",
                    "run 'git worktree prune' by hand to see why");
  if (!pruned) return std::move(pruned).error();
  auto added = git(request, {"worktree", "add", "--force", "--detach", tree, commit},
                   "cannot check out " + commit, "check the disk and the repository's locks");
  if (!added) return std::move(added).error();
  return {};
}

Result<void> build(const RevisionRequest& request, const std::string& name,
                   const std::string& folder, const std::string& log) {
  auto ran = sys::run_subprocess({.argv = {"sh", "-c", *request.build},
                                  .cwd = folder,
                                  .env = {},
                                  .interrupt_fd = request.interrupt_fd});
  if (!ran) return std::move(ran).error();
  auto kept = sys::write_file(log, ran->output + ran->errors);
  if (!kept) return kept;
  if (ran->code == 0) return {};
  return Error{Fault::program,
               fmt::format("the build of {} failed with code {}", printable(name), ran->code),
               last_lines(ran->errors.empty() ? ran->output : ran->errors),
               "the whole output is in " + log};
}

}  // namespace

Result<std::vector<Revision>> prepare_revisions(const RevisionRequest& request) {
  auto top = git(request, {"rev-parse", "--show-toplevel"}, "--rev needs a git repository",
                 "start assay inside the repository whose revisions are compared");
  if (!top) return std::move(top).error();
  auto prefix = git(request, {"rev-parse", "--show-prefix"}, "cannot ask git where this is", "");
  if (!prefix) return std::move(prefix).error();

  std::vector<Revision> out;
  for (const auto& rev : request.revs) {
    auto commit = git(request, {"rev-parse", "--verify", "--end-of-options", rev + "^{commit}"},
                      fmt::format("'{}' is no revision of this repository", printable(rev)),
                      "'git log --oneline' and 'git branch -a' list some");
    if (!commit) return std::move(commit).error();

    // Same commit, same build, same repository: same result. Anything else is another folder.
    const auto key = sys::sha256(*top + '\0' + request.build.value_or("")).substr(0, 12);
    const fs::path home = fs::path(request.cache) / "revisions" / (*commit + "-" + key);
    std::error_code failed;
    fs::create_directories(home, failed);
    if (failed)
      return Error{Fault::usage, "cannot create " + home.string(), failed.message(),
                   "set XDG_CACHE_HOME to a folder that can be written"};
    auto lock = sys::FileLock::wait((home / "lock").string());
    if (!lock) return std::move(lock).error();

    const std::string tree = (home / "tree").string();
    const std::string folder = (fs::path(tree) / *prefix).lexically_normal().string();
    const std::string done = (home / "done").string();
    Revision revision{rev, *commit, folder, false};
    if (!fs::exists(done) || !fs::exists(tree)) {
      if (auto ok = check_out(request, *commit, tree); !ok) return std::move(ok).error();
      if (!fs::is_directory(folder))
        return Error{Fault::usage, fmt::format("{} has no folder {}", printable(rev), *prefix),
                     "assay runs each revision in the folder it is started in",
                     "start it in a folder that every revision has"};
      if (request.build) {
        auto ok = build(request, rev, folder, (home / "build.log").string());
        if (!ok) return std::move(ok).error();
      }
      if (auto ok = sys::write_file(done, *commit + "\n"); !ok) return std::move(ok).error();
      revision.built = true;
    }
    out.push_back(std::move(revision));
  }
  return out;
}

}  // namespace assay::app
