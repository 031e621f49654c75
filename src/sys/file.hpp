// SPDX-License-Identifier: Apache-2.0
// Files read whole, and files written so that a reader sees the old content or the new, never half.
#pragma once
#include "base/result.hpp"
#include "sys/fd.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::sys {

inline constexpr std::size_t kReadLimit = std::size_t{64} << 20;

// Whether there is anything at `path`, links followed; what may not be looked at counts as there.
bool exists(const std::string& path);

// The whole file, whatever size the kernel claims for it (/proc says 0). More than `max_bytes` is
// an error, not a cut text. Faults: usage (missing, unreadable, a directory, too long).
Result<std::string> read_file(const std::string& path, std::size_t max_bytes = kReadLimit);

// The first `max_bytes` of the file, for kernel files that are long and say it all at the start.
Result<std::string> read_start(const std::string& path, std::size_t max_bytes);

// A draft beside `target`. Until commit() nothing that a reader of `target` sees has changed; the
// destructor throws the draft away. Drafts have no name where the file system can do that
// (O_TMPFILE), so that even SIGKILL leaves nothing behind, else a random one in the same folder:
// two runs never meet. A symbolic link is followed and its target replaced; an existing file's
// permissions are kept.
//
// What is no regular file (a FIFO, a terminal, /dev/null) or names an open descriptor (/dev/stdout,
// /dev/fd/N) is written straight through: commit() has nothing to rename, and what was appended is
// out.
//
// Faults: usage for a path that cannot work (missing folder, no permission, a directory), internal
// for a disk that fails (full, I/O error). Not thread-safe.
class DurableFile {
 public:
  enum class Draft { nameless_if_possible, named };
  static Result<DurableFile> beside(const std::string& target,
                                    Draft draft = Draft::nameless_if_possible);

  DurableFile(DurableFile&& other) noexcept;
  DurableFile& operator=(DurableFile&& other) noexcept;
  DurableFile(const DurableFile&) = delete;
  DurableFile& operator=(const DurableFile&) = delete;
  ~DurableFile();

  Result<void> append(std::string_view bytes);
  // Syncs the draft, renames it over the target and syncs the folder. Spends the file: after it,
  // append() and commit() are errors.
  Result<void> commit();

  const std::string& target() const { return target_; }

 private:
  DurableFile() = default;
  void discard();

  std::string target_;  // as resolved, what messages name
  std::string folder_;
  std::string draft_;  // its path; empty while it has no name
  Fd fd_;
  bool direct_ = false;
};

// Writes `bytes` to `path` by a DurableFile.
Result<void> write_file(const std::string& path, std::string_view bytes);

// "cannot WHAT PATH: strerror", with the remedy for the errors that have one.
Error file_error(const std::string& what, const std::string& path, int error_number);

}  // namespace assay::sys
