// SPDX-License-Identifier: Apache-2.0
// A stat of each of many files, over and over.
#include "workload/programs.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

namespace assay::workload {
namespace {

namespace fs = std::filesystem;

struct StatNext {
  const std::vector<std::string>& files;
  std::size_t at = 0;

  Failure operator()() {
    struct stat about;
    const int failed = ::stat(files[at].c_str(), &about);
    if (++at == files.size()) at = 0;
    return failed != 0 ? Failure{errno, "stat"} : Failure{};
  }
};

// Regular files below `folder`, links not followed. What cannot be looked into is left out.
void add_files(const fs::path& folder, std::vector<std::string>& out) {
  std::error_code error;
  auto each = fs::recursive_directory_iterator(
      folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && each != fs::recursive_directory_iterator(); each.increment(error)) {
    std::error_code unknown;
    if (!each->is_symlink(unknown) && each->is_regular_file(unknown))
      out.push_back(each->path().string());
  }
}

// The first `most` in order. /bin is a link to /usr/bin on most machines: none is listed twice.
std::vector<std::string> files_to_walk(std::size_t most) {
  std::vector<std::string> out;
  std::vector<fs::path> seen;
  for (const char* name : {"/usr/bin", "/usr/sbin", "/bin", "/sbin"}) {
    std::error_code error;
    const fs::path folder = fs::canonical(name, error);
    if (error || std::find(seen.begin(), seen.end(), folder) != seen.end()) continue;
    seen.push_back(folder);
    add_files(folder, out);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace

Result<model::OpProfile> run_stat_walk(Work& work) {
  std::vector<std::string> files = files_to_walk(work.spec.files);
  if (files.empty()) {
    if (auto ok = check_file(work.spec.file); !ok) return std::move(ok).error();
    files.push_back(work.spec.file);
    work.profile.file = work.spec.file;
  }
  work.subject = fmt::format("{} files", files.size());
  work.per_iteration = files.size();
  work.profile.files = files.size();
  StatNext operation{files};
  return drive(work, operation);
}

}  // namespace assay::workload
