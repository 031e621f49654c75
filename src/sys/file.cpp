// SPDX-License-Identifier: Apache-2.0
#include "sys/file.hpp"

#include "base/text.hpp"
#include "sys/clock.hpp"

#include <fmt/format.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <optional>

namespace assay::sys {
namespace {

constexpr int kMaxLinks = 40;  // the kernel's own limit

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string name_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

// "/dev/stdout", "/dev/fd/7", "/proc/self/fd/7" -> the descriptor.
std::optional<int> descriptor_named(const std::string& path) {
  if (path == "/dev/stdout") return 1;
  if (path == "/dev/stderr") return 2;
  for (std::string_view prefix : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(prefix)) continue;
    const auto number = parse_int(std::string_view(path).substr(prefix.size()));
    if (number && *number >= 0 && *number < 1 << 20) return static_cast<int>(*number);
  }
  return std::nullopt;
}

// Follows the links at the end of `path`, also to a file that does not exist yet. Stops at names of
// descriptors: what they point to is not ours to replace.
Result<std::string> follow_links(std::string path) {
  for (int hop = 0; hop < kMaxLinks; ++hop) {
    struct stat status {};
    if (descriptor_named(path) || ::lstat(path.c_str(), &status) != 0 || !S_ISLNK(status.st_mode))
      return path;
    std::array<char, 4096> buffer;
    const ssize_t length = ::readlink(path.c_str(), buffer.data(), buffer.size());
    if (length < 0) return file_error("write", path, errno);
    const std::string next(buffer.data(), static_cast<std::size_t>(length));
    path = next.starts_with('/') ? next : folder_of(path) + "/" + next;
  }
  return file_error("write", path, ELOOP);
}

int sync_folder(const std::string& folder) {
  const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return errno == EACCES ? 0 : errno;  // may write here but not list: nothing to sync by
  // Some file systems cannot sync a folder and say so; the rename is as safe as they make it.
  if (::fsync(fd.get()) != 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS) return errno;
  return 0;
}

std::string draft_name(const std::string& folder, const std::string& target) {
  // 255 bytes is the longest name; the random part and the dots take 24.
  return fmt::format("{}/.{}.{:016x}.draft", folder, name_of(target).substr(0, 200), random_seed());
}

std::string hint_for(int error_number, const std::string& path) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return "free some space, or name a file on another disk";
    case EACCES:
    case EPERM:
    case EROFS:
      return "name a file in a folder that you may write to";
    case EISDIR:
      return "name a file in it";
    case ENOENT:
    case ENOTDIR:
      return fmt::format("create its folder first: mkdir -p {}", shell_quote(folder_of(path)));
    case ENXIO:
      return "start the program that reads it first";
    case EPIPE:
      return "the program that read it has gone";
    default:
      return "";
  }
}

Result<void> write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_error("write", path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

Error file_error(const std::string& what, const std::string& path, int error_number) {
  const bool users = error_number == ENOENT || error_number == ENOTDIR || error_number == EACCES ||
                     error_number == EPERM || error_number == EISDIR || error_number == EROFS ||
                     error_number == ENXIO || error_number == ELOOP || error_number == ENAMETOOLONG;
  Error error{.fault = users ? Fault::usage : Fault::internal,
              .what = fmt::format("cannot {} {}", what, printable(path)),
              .why = std::strerror(error_number),
              .hint = {}};
  if (what == "write") error.hint = hint_for(error_number, path);
  return error;
}

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd) return file_error("read", path, errno);
  struct stat status {};
  std::size_t step = 4096;
  if (::fstat(fd.get(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
    step = std::min(static_cast<std::size_t>(status.st_size), max_bytes) + 1;
  std::string text;
  text.reserve(step + 4096);  // room to see its end without growing
  for (;;) {
    const std::size_t before = text.size();
    text.resize(before + step);
    const ssize_t got = ::read(fd.get(), text.data() + before, step);
    const int why = errno;
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && why == EINTR) continue;
    if (got < 0) return file_error("read", path, why);
    if (text.size() > max_bytes)
      return Error{.fault = Fault::usage,
                   .what = fmt::format("cannot read {}", printable(path)),
                   .why = fmt::format("it is longer than {} bytes", max_bytes),
                   .hint = {}};
    if (got == 0) return text;
    const std::size_t room = text.capacity() - text.size();
    step = room > 0 ? room : std::max<std::size_t>(4096, text.size());
  }
}

Result<std::string> read_start(const std::string& path, std::size_t max_bytes) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd) return file_error("read", path, errno);
  std::string text(max_bytes, '\0');
  std::size_t have = 0;
  while (have < max_bytes) {
    const ssize_t got = ::read(fd.get(), text.data() + have, max_bytes - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error("read", path, errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  text.resize(have);
  return text;
}

Result<DurableFile> DurableFile::beside(const std::string& target, Draft draft) {
  if (target.empty())
    return Error{
        .fault = Fault::usage, .what = "cannot write a file without a name", .why = {}, .hint = {}};
  DurableFile file;
  auto resolved = follow_links(target);
  if (!resolved) return std::move(resolved).error();
  file.target_ = std::move(*resolved);
  file.folder_ = folder_of(file.target_);

  if (const auto number = descriptor_named(file.target_)) {
    file.direct_ = true;
    file.fd_ = Fd(::fcntl(*number, F_DUPFD_CLOEXEC, 3));
    if (!file.fd_) return file_error("write", target, errno);
    return file;
  }
  struct stat status {};
  const bool exists = ::stat(file.target_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) return file_error("write", target, EISDIR);
  if (exists && !S_ISREG(status.st_mode)) {
    file.direct_ = true;
    // Without a reader a FIFO's open would wait for one and hide the mistake.
    file.fd_ = Fd(::open(file.target_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!file.fd_) return file_error("write", target, errno);
    ::fcntl(file.fd_.get(), F_SETFL, O_WRONLY);  // from here on wait like any writer
    return file;
  }
  // rename() would replace a file that its owner has protected from writing.
  if (exists && ::access(file.target_.c_str(), W_OK) != 0)
    return file_error("write", target, errno);
  if (name_of(file.target_).empty()) return file_error("write", target, EISDIR);
  if (name_of(file.target_).size() > 255) return file_error("write", target, ENAMETOOLONG);
  if (draft == Draft::nameless_if_possible)
    file.fd_ = Fd(::open(file.folder_.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666));
  for (int attempt = 0; !file.fd_ && attempt < 16; ++attempt) {
    file.draft_ = draft_name(file.folder_, file.target_);
    file.fd_ = Fd(::open(file.draft_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666));
    if (!file.fd_ && errno != EEXIST) break;
  }
  if (!file.fd_) {
    file.draft_.clear();
    return file_error("write", target, errno);
  }
  if (exists) ::fchmod(file.fd_.get(), status.st_mode & 0777);
  return file;
}

DurableFile::DurableFile(DurableFile&& other) noexcept {
  *this = std::move(other);
}

DurableFile& DurableFile::operator=(DurableFile&& other) noexcept {
  if (this == &other) return *this;
  discard();
  target_ = std::move(other.target_);
  folder_ = std::move(other.folder_);
  draft_ = std::exchange(other.draft_, {});
  fd_ = std::move(other.fd_);
  direct_ = other.direct_;
  return *this;
}

DurableFile::~DurableFile() {
  discard();
}

void DurableFile::discard() {
  if (!draft_.empty()) ::unlink(draft_.c_str());
  draft_.clear();
  fd_.reset();
}

Result<void> DurableFile::append(std::string_view bytes) {
  if (!fd_) return file_error("write", target_, EBADF);
  return write_all(fd_.get(), bytes, target_);
}

Result<void> DurableFile::commit() {
  if (!fd_) return file_error("write", target_, EBADF);
  if (direct_) {
    fd_.reset();
    return {};
  }
  const auto failed = [this](int why) -> Result<void> {
    discard();
    return file_error("write", target_, why);
  };
  // tmpfs and friends sync trivially; EINVAL means that there is nothing to sync here.
  if (::fsync(fd_.get()) != 0 && errno != EINVAL) return failed(errno);
  if (draft_.empty()) {
    const std::string name = draft_name(folder_, target_);
    const std::string handle = fmt::format("/proc/self/fd/{}", fd_.get());
    if (::linkat(AT_FDCWD, handle.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) != 0)
      return failed(errno);
    draft_ = name;
  }
  if (::rename(draft_.c_str(), target_.c_str()) != 0) return failed(errno);
  draft_.clear();
  fd_.reset();
  if (const int why = sync_folder(folder_)) return file_error("write", target_, why);
  return {};
}

Result<void> write_file(const std::string& path, std::string_view bytes) {
  auto file = DurableFile::beside(path);
  if (!file) return std::move(file).error();
  if (auto done = file->append(bytes); !done) return done;
  return file->commit();
}

}  // namespace assay::sys
