// SPDX-License-Identifier: Apache-2.0
#include "wasm/compiled.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <string>

namespace assay::wasm {
namespace {

// A copy of the file as a descriptor of its own, -1 with errno: two arms of one module must not
// share code, or a control would be more like its baseline than any other arm can be; and each
// process's copies land on other pages.
int copy_of(const std::string& path) {
  const int from = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (from < 0) return -1;
  struct stat about {};
  const int to = ::memfd_create("assay-module", MFD_CLOEXEC);
  bool copied = to >= 0 && ::fstat(from, &about) == 0;
  for (off_t done = 0; copied && done < about.st_size;) {
    const ssize_t n = ::sendfile(to, from, &done, static_cast<std::size_t>(about.st_size - done));
    copied = n > 0 || (n < 0 && errno == EINTR);
  }
  const int error = errno;
  ::close(from);
  if (!copied && to >= 0) ::close(to);
  errno = error;
  return copied ? to : -1;
}

// Holds the functions of the glue that the harness compiles in (target/wasm_glue.cpp).
class Compiled final : public LoadedModule {
 public:
  ~Compiled() override {
    drop_instance();
    if (library_ != nullptr) ::dlclose(library_);
    if (copy_ >= 0) ::close(copy_);
  }

  bool open(const std::string& path, Wasi& wasi, std::string& error) {
    copy_ = copy_of(path);
    if (copy_ < 0) {
      error = path + ": " + std::strerror(errno);
      return false;
    }
    library_ = ::dlopen(("/proc/self/fd/" + std::to_string(copy_)).c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) {
      error = ::dlerror();
      return false;
    }
    const std::uint32_t* abi = nullptr;
    if (!find("assay_abi", abi) || *abi != kSharedAbi || !find("assay_size", size_) ||
        !find("assay_init", init_) || !find("assay_instantiate", instantiate_) ||
        !find("assay_start", start_) || !find("assay_free", free_) ||
        !find("assay_memory", memory_)) {
      error = "it was compiled for another version of assay";
      return false;
    }
    importer_.wasi = &wasi;
    init_();
    return true;
  }

  Ended instantiate() override {
    drop_instance();
    growth() = {};
    instance_ = std::calloc(1, *size_);
    if (instance_ == nullptr) return {Left::trapped, "out of memory"};
    importer_.memory = memory_(instance_);
    return call([](void* self) {
      auto& me = *static_cast<Compiled*>(self);
      me.instantiate_(me.instance_, &me.importer_);
    });
  }

  Ended start() override {
    return call([](void* self) {
      auto& me = *static_cast<Compiled*>(self);
      me.start_(me.instance_);
    });
  }

  Growth grown() const override { return growth(); }

  void drop_instance() override {
    if (instance_ == nullptr) return;
    free_(instance_);
    std::free(instance_);
    instance_ = nullptr;
  }

 private:
  template <typename T>
  bool find(const char* name, T& to) {
    to = reinterpret_cast<T>(::dlsym(library_, name));
    return to != nullptr;
  }
  Ended call(void (*body)(void*)) {
    const Leaving left = guarded(body, this);
    return {left.how, std::string(left.text)};
  }

  // Open as long as the library is loaded: the loader knows libraries by their names first, and
  // would give this one for the next whose descriptor has the same number.
  int copy_ = -1;
  void* library_ = nullptr;
  void* instance_ = nullptr;
  Importer importer_;
  const std::size_t* size_ = nullptr;
  void (*init_)() = nullptr;
  void (*instantiate_)(void* instance, void* importer) = nullptr;
  void (*start_)(void* instance) = nullptr;
  void (*free_)(void* instance) = nullptr;
  wasm_rt_memory_t* (*memory_)(void* instance) = nullptr;
};

}  // namespace

std::unique_ptr<LoadedModule> load_compiled(const std::string& path, Wasi& wasi,
                                            std::string& error) {
  auto out = std::make_unique<Compiled>();
  if (!out->open(path, wasi, error)) return nullptr;
  return out;
}

}  // namespace assay::wasm
