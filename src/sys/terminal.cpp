// SPDX-License-Identifier: Apache-2.0
#include "sys/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace assay::sys {

bool is_terminal(int fd) {
  return ::isatty(fd) == 1;
}

std::optional<unsigned> terminal_columns(int fd) {
  struct winsize size {};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

}  // namespace assay::sys
