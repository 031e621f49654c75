// SPDX-License-Identifier: Apache-2.0
// A process that has nothing to do with this one, as those of other people: no descendant.
#pragma once
#include "sys/family.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace assay::sys::testing {

class Stranger {
 public:
  explicit Stranger(const std::vector<std::string>& words) {
    int subreaper = 0;
    ::prctl(PR_GET_CHILD_SUBREAPER, &subreaper);
    // Else it would become our child again when its parent goes.
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    const pid_t parent = ::fork();
    if (parent == 0) {
      const pid_t child = ::fork();
      if (child != 0) {
        if (::write(ends[1], &child, sizeof child) != sizeof child) ::_exit(1);
        ::_exit(0);
      }
      ::setsid();
      const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
      for (int fd : {0, 1, 2}) ::dup2(nowhere, fd);
      std::vector<char*> argv;
      for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
      argv.push_back(nullptr);
      ::execv(argv[0], argv.data());
      ::_exit(1);
    }
    ::waitpid(parent, nullptr, 0);
    if (::read(ends[0], &pid_, sizeof pid_) != sizeof pid_) pid_ = -1;
    ::close(ends[1]);
    // The end of the pipe says that it has been executed.
    char none = 0;
    while (::read(ends[0], &none, 1) > 0) {
    }
    ::close(ends[0]);
    ::prctl(PR_SET_CHILD_SUBREAPER, subreaper);
  }
  ~Stranger() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    for (int i = 0; i < 2000 && started_at(pid_); ++i) ::usleep(1000);
  }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
};

}  // namespace assay::sys::testing
