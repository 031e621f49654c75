// SPDX-License-Identifier: Apache-2.0
#include "app/keeping_runner.hpp"

#include "base/text.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <cctype>
#include <filesystem>

namespace assay::app {

std::string folder_name(std::size_t arm, const std::string& name) {
  std::string out = std::to_string(arm) + "-";
  for (const char c : name.substr(0, 60)) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-';
    out += plain ? c : '_';
  }
  return out;
}

Result<KeepingRunner> KeepingRunner::make(target::ProcessRunner& inner, const std::string& folder,
                                          const std::vector<model::Arm>& arms,
                                          const measure::Accept& accept) {
  std::vector<std::string> folders;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    const auto path = std::filesystem::path(folder) / folder_name(i, arms[i].name);
    std::error_code failed;
    std::filesystem::create_directories(path, failed);
    if (failed)
      return Error{Fault::usage, "cannot make the folder " + printable(path.string()),
                   failed.message(), "name another folder for --keep-output"};
    folders.push_back(path.string());
  }
  return KeepingRunner(inner, std::move(folders), accept);
}

Result<void> KeepingRunner::keep(const model::TrialRequest& request) const {
  const auto& captured = inner_->captured();
  const std::string stem = fmt::format("{}/{:06}", folders_[request.arm], request.iteration + 1);
  if (auto ok = sys::write_file(stem + ".out", captured.output); !ok) return ok;
  return sys::write_file(stem + ".err", captured.errors);
}

Result<model::BatchOutcome> KeepingRunner::run(std::span<const model::TrialRequest> batch) {
  model::BatchOutcome out;
  for (const auto& request : batch) {
    auto one = inner_->run({&request, 1});
    if (!one) return one;
    out.disturbance = one->disturbance;
    if (one->trials.empty()) break;
    out.trials.push_back(std::move(one->trials.front()));
    const auto& trial = out.trials.back();
    if (!request.warmup && trial.end != model::TrialEnd::not_started)
      if (auto kept = keep(request); !kept) return std::move(kept).error();
    // As the inner runner does within a batch: what went wrong ends it.
    const bool signaled = trial.end == model::TrialEnd::signaled;
    if (!(signaled || trial.end == model::TrialEnd::exited) ||
        !accept_.accepts(signaled ? 128 + trial.code : trial.code))
      break;
  }
  return out;
}

}  // namespace assay::app
