// SPDX-License-Identifier: Apache-2.0
// A folder with the artifacts of a run, for tests that read or spoil them.
#pragma once
#include "app/artifacts.hpp"
#include "codec/report_json.hpp"
#include "model/overhead.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace assay::app::testing {

class ArtifactFolder {
 public:
  // Empty.
  ArtifactFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "artifacts-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  explicit ArtifactFolder(const model::OverheadResult& result) : ArtifactFolder() {
    if (!put(result)) std::abort();
  }
  ~ArtifactFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ArtifactFolder(const ArtifactFolder&) = delete;
  ArtifactFolder& operator=(const ArtifactFolder&) = delete;

  Result<void> put(const model::OverheadResult& result) {
    std::string json;
    auto written = codec::write_report(result.report, [&](std::string_view part) -> Result<void> {
      json += part;
      return {};
    });
    if (!written) return written;
    return write_artifacts(result, json, path_.string(),
                           {"Linux host 6.1.0-18 #1 SMP x86_64 GNU/Linux", "ID=debian",
                            "Model name: Example CPU @ 2.4 GHz", "ext2/ext3"});
  }
  std::string path(std::string_view name = "") const { return (path_ / name).string(); }
  bool has(std::string_view name) const { return std::filesystem::exists(path(name)); }
  std::string read(std::string_view name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(std::string_view name, std::string_view text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
  void remove(std::string_view name) const { std::filesystem::remove_all(path(name)); }
  void link(std::string_view name, const std::string& to) const {
    remove(name);
    std::filesystem::create_symlink(to, path(name));
  }
  void make_fifo(std::string_view name) const {
    remove(name);
    if (::mkfifo(path(name).c_str(), 0600) != 0) std::abort();
  }
  // A file of that many zeros, which take no room.
  void write_hole(std::string_view name, std::size_t bytes) const {
    write(name, "");
    std::filesystem::resize_file(path(name), bytes);
  }
  void make_folder(std::string_view name) const { std::filesystem::create_directory(path(name)); }

 private:
  std::filesystem::path path_;
};

}  // namespace assay::app::testing
