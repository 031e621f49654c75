// SPDX-License-Identifier: Apache-2.0
// Maps 16 pages, touches each, unmaps them.
#include "workload/programs.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

namespace assay::workload {
namespace {

struct MapAndTouch {
  static constexpr std::size_t kPages = 16;
  std::size_t page;

  Failure operator()() const {
    void* at =
        ::mmap(nullptr, kPages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) return {errno, "mmap"};
    auto* bytes = static_cast<volatile char*>(at);
    for (std::size_t i = 0; i < kPages; ++i) bytes[i * page] = 1;
    return ::munmap(at, kPages * page) != 0 ? Failure{errno, "munmap"} : Failure{};
  }
};

}  // namespace

Result<model::OpProfile> run_mmap_fault(Work& work) {
  work.subject = "anonymous memory";
  MapAndTouch operation{std::size_t(::sysconf(_SC_PAGESIZE))};
  return drive(work, operation);
}

}  // namespace assay::workload
