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

// What a file is to the kernel, by its first bytes: "elf x86-64" (the machine, a number where it
// has no name here), "script", "wasm" (a module, or its text by the name .wat), "other"; empty when
// it cannot be read.
std::string executable_kind(const std::string& path);

}  // namespace assay::sys
