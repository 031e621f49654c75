// SPDX-License-Identifier: Apache-2.0
// Starts /bin/true and waits for it.
#include "workload/programs.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>

extern "C" char** environ;

namespace assay::workload {
namespace {

constexpr const char* kProgram = "/bin/true";

struct Exec {
  Failure operator()() const {
    static char name[] = "true";
    std::array<char*, 2> words = {name, nullptr};
    pid_t child = -1;
    // The environment as it is: what is preloaded here is preloaded there.
    if (const int failed = ::posix_spawn(&child, kProgram, nullptr, nullptr, words.data(), environ);
        failed != 0)
      return {failed, "posix_spawn"};
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
      if (errno != EINTR) return {errno, "waitpid"};
    return status != 0 ? Failure{0, "it did not exit with 0"} : Failure{};
  }
};

}  // namespace

Result<model::OpProfile> run_exec_true(Work& work) {
  work.subject = kProgram;
  Exec operation;
  return drive(work, operation);
}

}  // namespace assay::workload
