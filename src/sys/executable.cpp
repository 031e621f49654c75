// SPDX-License-Identifier: Apache-2.0
#include "sys/executable.hpp"

#include "base/text.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <elf.h>

namespace assay::sys {
namespace {

// 0, or the errno that execve would give for `path`.
int obstacle(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return errno;
  if (!S_ISREG(about.st_mode)) return S_ISDIR(about.st_mode) ? EISDIR : EACCES;
  return ::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

// A relative path is meant from where the program will run.
std::string seen_from(const std::string& cwd, const std::string& path) {
  return cwd.empty() || path.starts_with('/') ? path : cwd + "/" + path;
}

// As `file` and `uname -m` name them, near enough; the rest by number.
std::string machine_name(unsigned machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "aarch64";
    case EM_RISCV:
      return "riscv";
    case EM_386:
      return "i386";
    case EM_ARM:
      return "arm";
    case EM_PPC64:
      return "ppc64";
    case EM_S390:
      return "s390";
    default:
      return std::to_string(machine);
  }
}

}  // namespace

std::string executable_kind(const std::string& path) {
  struct stat about {};
  // A FIFO would wait for its writer.
  if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return "";
  const auto start = read_start(path, EI_NIDENT + 4);
  if (!start) return "";
  if (start->starts_with("#!")) return "script";
  if (start->starts_with(std::string_view("\0asm", 4)) || path.ends_with(".wat")) return "wasm";
  if (!start->starts_with(ELFMAG) || start->size() < EI_NIDENT + 4) return "other";
  const auto byte = [&](std::size_t at) {
    return unsigned(static_cast<unsigned char>((*start)[at]));
  };
  // e_machine follows e_ident and e_type, in the byte order of the file.
  const bool big = byte(EI_DATA) == ELFDATA2MSB;
  const std::size_t at = EI_NIDENT + 2;
  return "elf " + machine_name(big ? byte(at) << 8 | byte(at + 1) : byte(at + 1) << 8 | byte(at));
}

Result<std::string> find_executable(const std::string& name, const std::string& search_path,
                                    const std::string& cwd) {
  const std::string shown = printable(name);
  if (name.empty())
    return Error{Fault::program, "the command is empty", "", "give a program to run"};
  if (name.find('/') != std::string::npos) {
    const int error = obstacle(seen_from(cwd, name));
    if (error == 0) return name;
    Error out{Fault::program, fmt::format("cannot run '{}'", shown), std::strerror(error), ""};
    if (error == EACCES) out.hint = fmt::format("chmod +x {}", shell_quote(name));
    return out;
  }
  std::string denied;
  for (const std::string& folder : split(search_path, ':')) {
    const std::string path = (folder.empty() ? "." : folder) + "/" + name;
    const int error = obstacle(seen_from(cwd, path));
    if (error == 0) return path;
    if (error == EACCES && denied.empty()) denied = path;
  }
  if (!denied.empty())
    return Error{Fault::program, fmt::format("cannot run '{}'", shown),
                 fmt::format("{} is not executable", printable(denied)),
                 fmt::format("chmod +x {}", shell_quote(denied))};
  return Error{Fault::program, fmt::format("cannot run '{}'", shown),
               "there is no program of that name on PATH", "check the spelling, or give its path"};
}

}  // namespace assay::sys
