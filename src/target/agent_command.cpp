// SPDX-License-Identifier: Apache-2.0
#include "target/agent_command.hpp"

#include <string_view>
#include <utility>

namespace assay::target {

Command wrapped(Command command, const std::vector<std::string>& words,
                const std::string& executable) {
  if (!command.argv.empty()) command.argv.front() = command.executable;
  command.argv.insert(command.argv.begin(), words.begin(), words.end());
  command.executable = executable;
  return command;
}

Command preloaded(Command command, const std::string& library) {
  constexpr std::string_view kName = "LD_PRELOAD=";
  for (std::string& entry : command.env) {
    if (!entry.starts_with(kName)) continue;
    const std::string others = entry.substr(kName.size());
    entry = std::string(kName) + library + (others.empty() ? "" : ":" + others);
    return command;
  }
  command.env.push_back(std::string(kName) + library);
  return command;
}

}  // namespace assay::target
