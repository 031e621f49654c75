// SPDX-License-Identifier: Apache-2.0
#include "wasm/files.hpp"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstring>

namespace assay::wasm {

bool read_file(const std::string& path, std::size_t most, std::string& out, std::string& error) {
  constexpr std::size_t kStep = std::size_t{1} << 18;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  ssize_t n = fd < 0 ? -1 : 1;
  while (n > 0 && out.size() <= most) {
    const std::size_t have = out.size();
    out.resize(have + kStep);
    do {
      n = ::read(fd, out.data() + have, kStep);
    } while (n < 0 && errno == EINTR);
    out.resize(have + (n > 0 ? static_cast<std::size_t>(n) : 0));
  }
  if (n < 0) error = path + ": " + std::strerror(errno);
  if (n > 0) error = path + ": longer than " + std::to_string(most) + " bytes";
  if (fd >= 0) ::close(fd);
  return n == 0;
}

}  // namespace assay::wasm
