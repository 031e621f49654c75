// SPDX-License-Identifier: Apache-2.0
// Where this program is, and where its parts are.
#pragma once
#include "base/result.hpp"

#include <string>

namespace assay::sys {

// A program that belongs to this one ("assay-worker"): beside it (a build), or in ../libexec/assay
// (an installation). Fault: internal when it is in neither place.
Result<std::string> find_part(const std::string& name);
// This program's own file. Fault: internal.
Result<std::string> own_path();
// The assay-launcher, likewise.
Result<std::string> find_launcher();

// A new folder under $TMPDIR's usual place, readable by its owner only, removed with all it holds.
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> create();
  static Result<TemporaryFolder> create_in(const std::string& parent);
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();
  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace assay::sys
