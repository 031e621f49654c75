// SPDX-License-Identifier: Apache-2.0
// Looking a program up the way a shell does.
#pragma once
#include "base/result.hpp"

#include <string>

namespace assay::sys {

// `name` as a path that execve can take: itself when it holds a slash (relative to `cwd`, "" for
// the harness's own), else the first executable file of that name in the folders of `search_path`
// (PATH). A fault of the program when there is none, or when it is a folder or not executable.
Result<std::string> find_executable(const std::string& name, const std::string& search_path,
                                    const std::string& cwd = "");

}  // namespace assay::sys
