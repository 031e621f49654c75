// SPDX-License-Identifier: Apache-2.0
// Memory shared with programs that open it by its path.
#pragma once
#include "base/result.hpp"

#include <cstddef>
#include <string>

namespace assay::sys {

// A file in `folder`, mapped, all zeros at first, for its owner only; removed with the object.
class SharedFile {
 public:
  // Faults: internal (no such folder, a full disk).
  static Result<SharedFile> make(const std::string& folder, std::size_t bytes);
  SharedFile(SharedFile&& other) noexcept;
  SharedFile& operator=(SharedFile&& other) noexcept;
  ~SharedFile();

  const std::string& path() const { return path_; }
  void* data() const { return data_; }

 private:
  SharedFile(std::string path, void* data, std::size_t bytes)
      : path_(std::move(path)), data_(data), bytes_(bytes) {}
  std::string path_;  // empty once moved from
  void* data_;
  std::size_t bytes_;
};

}  // namespace assay::sys
