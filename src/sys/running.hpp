// SPDX-License-Identifier: Apache-2.0
// Whether a program runs already, started by somebody else.
#pragma once
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace assay::sys {

struct SoughtProgram {
  std::string executable;         // as execve would take it
  std::vector<std::string> argv;  // its words, argv[0] included
  std::string cwd;                // where it would run; empty: here
  std::string search_path;        // PATH, for scripts of "#!/usr/bin/env NAME"
};

struct RunningProgram {
  pid_t pid = 0;
  std::string line;      // its words, made fit to be shown
  bool by_name = false;  // another user's, whose file cannot be seen: it goes by its name
};

// A process that executes the same file. Of an interpreter (and of sudo, nice and their like) it
// must run the same script, too, or have the same words where no word is a file. This process, its
// ancestors and its descendants do not count, nor do other PID namespaces and what /proc hides.
std::optional<RunningProgram> find_running(const SoughtProgram& sought);

}  // namespace assay::sys
