// SPDX-License-Identifier: Apache-2.0
#include "worker/libraries.hpp"

#include "worker/timing.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <link.h>

namespace assay::worker {
namespace {

constexpr std::uint32_t kPaddingPages = 512;
constexpr std::uint32_t kHeapPadding = 4096;

template <typename F>
F as_function(void* at) {
  F out = nullptr;
  static_assert(sizeof out == sizeof at);
  std::memcpy(&out, &at, sizeof out);
  return out;
}
template <typename F>
F function(void* library, const char* name) {
  return as_function<F>(::dlsym(library, name));
}

// dlsym finds data, too, and what the object's own libraries define: calling "exit" or a number
// would be a riddle of a crash. Null when all is well.
const char* wrong_entry(void* library, void* found) {
  link_map* map = nullptr;
  Dl_info about{};
  ElfW(Sym)* symbol = nullptr;
  if (::dlinfo(library, RTLD_DI_LINKMAP, &map) != 0 ||
      ::dladdr1(found, &about, reinterpret_cast<void**>(&symbol), RTLD_DL_SYMENT) == 0)
    return nullptr;
  if (std::strcmp(about.dli_fname, map->l_name) != 0)
    return "it is not in the object itself, but in one that this needs";
  constexpr unsigned kTypeBits = 0xf;
  if (symbol != nullptr && (symbol->st_info & kTypeBits) == STT_OBJECT) return "it is no function";
  return nullptr;
}

// Without the copy's name in front, which means nothing to a person.
std::string said_by_loader(const std::string& copy) {
  const char* text = ::dlerror();
  std::string out = text != nullptr ? text : "the loader does not say why";
  if (out.rfind(copy + ": ", 0) == 0) out.erase(0, copy.size() + 2);
  return out;
}

std::string in_words(const char* what) {
  return std::string(what) + ": " + std::strerror(errno);
}

int anonymous_file() {
#ifdef MFD_EXEC
  if (const int fd = ::memfd_create("assay-arm", MFD_CLOEXEC | MFD_EXEC); fd >= 0) return fd;
#endif
  return ::memfd_create("assay-arm", MFD_CLOEXEC);
}

// dlopen gives one handle for one file, and what lies in the page cache keeps its physical pages,
// and with them its luck with caches, from round to round: so each arm gets pages of its own.
int copy_of(const std::string& path, std::uint32_t index) {
  const int from = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (from < 0) fail(Failure::load, index, in_words("cannot open it"));
  struct stat about {};
  if (::fstat(from, &about) != 0 || !S_ISREG(about.st_mode))
    fail(Failure::load, index, "it is no file");
  const int to = anonymous_file();
  if (to < 0) fail(Failure::machinery, index, in_words("cannot make a file in memory"));
  for (off_t left = about.st_size; left > 0;) {
    const ssize_t n = ::sendfile(to, from, nullptr, static_cast<std::size_t>(left));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail(Failure::machinery, index, in_words("cannot copy it"));
    left -= n;
  }
  ::close(from);
  return to;
}

// Which arm lies where, by page in the address space and by line in the heap, is drawn anew in each
// round: otherwise the first to be loaded would always have the same neighbour.
void move_layout(Chance& chance) {
  const std::size_t pages = 1 + chance.below(kPaddingPages);
  (void)::mmap(nullptr, pages * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
               0);
  // Never freed: what setup allocates comes behind it.
  void* volatile padding = std::malloc(16 + chance.below(kHeapPadding));
  (void)padding;
}

// What was bound to its names: the entry, after a look at the contract.
Bench entry_of(void* library, const WantedArm& arm, const std::string& copy, std::uint32_t index) {
  const auto* abi = static_cast<const std::uint32_t*>(::dlsym(library, "assay_bench_abi"));
  void* found = ::dlsym(library, arm.symbol.c_str());
  if (found == nullptr) fail(Failure::symbol, index, said_by_loader(copy));
  if (const char* wrong = wrong_entry(library, found)) fail(Failure::symbol, index, wrong);
  if (abi == nullptr) fail(Failure::abi_absent, index, "");
  if (*abi != kAbi) fail(Failure::abi_other, index, "", *abi);
  return as_function<Bench>(found);
}

void set_up(void* library, const WantedArm& arm, std::uint32_t index, Standing& standing) {
  const auto setup = function<int (*)(int, char**)>(library, "assay_bench_setup");
  if (setup == nullptr) return;
  std::vector<char*> argv;
  for (const auto& word : arm.argv) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  standing = {Phase::setup, index};
  if (const int code = setup(static_cast<int>(arm.argv.size()), argv.data()); code != 0)
    fail(Failure::setup, index, "", code);
}

}  // namespace

Library load(const WantedArm& arm, std::uint32_t index, std::uint32_t copies, bool look_only,
             Chance& chance, Standing& standing) {
  Library out;
  for (std::uint32_t i = 0; i < copies; ++i) {
    move_layout(chance);
    const int file = copy_of(arm.path, index);
    const std::string path = "/proc/self/fd/" + std::to_string(file);
    standing = {Phase::load, index};
    const double before = now_ns();
    void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) fail(Failure::load, index, said_by_loader(path));
    out.copies.push_back(entry_of(library, arm, path, index));
    if (!look_only) set_up(library, arm, index, standing);
    if (i == 0) out.startup_ns = now_ns() - before;
    out.teardowns.push_back(function<void (*)()>(library, "assay_bench_teardown"));
    // The descriptor stays open: its number is how the loader tells the copies apart.
  }
  return out;
}

}  // namespace assay::worker
