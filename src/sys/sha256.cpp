// SPDX-License-Identifier: Apache-2.0
#include "sys/sha256.hpp"

#include "base/text.hpp"
#include "sys/fd.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <nettle/sha2.h>
#include <vector>

namespace assay::sys {

// nettle's, not OpenSSL's: that takes a millisecond to load, at every start of the program.
struct Sha256::State {
  sha256_ctx context;
};

void Sha256::Free::operator()(State* state) const {
  delete state;
}

Sha256::Sha256() : state_(new State) {
  sha256_init(&state_->context);
}

void Sha256::add(std::string_view bytes) {
  sha256_update(&state_->context, bytes.size(),
                reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

std::string Sha256::take() {
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> out;
  sha256_digest(&state_->context, out.size(), out.data());  // and begins anew
  std::string text;
  for (const std::uint8_t byte : out) text += fmt::format("{:02x}", byte);
  return text;
}

std::string sha256(std::string_view bytes) {
  Sha256 digest;
  digest.add(bytes);
  return digest.take();
}

Result<std::string> sha256_file(const std::string& path) {
  // Not waiting: a FIFO would wait for its writer, for good.
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd) return file_error("read", path, errno);
  struct stat about {};
  if (::fstat(fd.get(), &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode))
    return Error{Fault::usage, fmt::format("cannot hash {}", printable(path)),
                 "it is no regular file, and may have no end", ""};
  Sha256 digest;
  std::vector<char> buffer(std::size_t{256} << 10);
  for (;;) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error("read", path, errno);
    if (got == 0) return digest.take();
    digest.add({buffer.data(), static_cast<std::size_t>(got)});
  }
}

}  // namespace assay::sys
