// SPDX-License-Identifier: Apache-2.0
#include "app/checking_runner.hpp"

#include "app/wording.hpp"
#include "sys/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace assay::app {
namespace {

using model::TrialEnd;

bool ran(const model::TrialOutcome& trial) {
  return trial.end == TrialEnd::exited || trial.end == TrialEnd::signaled;
}

}  // namespace

CheckingRunner::CheckingRunner(target::ObservedRunner& inner, Expectations expectations,
                               std::vector<Arm> arms)
    : inner_(inner),
      expectations_(std::move(expectations)),
      arms_(std::move(arms)),
      bytes_(arms_.size()),
      failures_(expectations_.names().size()) {}

void CheckingRunner::judge(const model::TrialRequest& request, model::TrialOutcome& trial) {
  const bool wrong_already = trial.end == TrialEnd::wrong;
  if (wrong_already && wrong_.empty())
    wrong_ = fmt::format("{}: {}", in_quotes(arms_[request.arm].name), trial.detail);
  if (expectations_.empty() || (!ran(trial) && !wrong_already)) return;
  // A code that nobody expected is the program's failure; with one that was, any other is wrong.
  const int code = trial.end == TrialEnd::signaled ? 128 + trial.code : trial.code;
  if (!expectations_.expects_code() && code != 0) return;
  const Arm& arm = arms_[request.arm];
  const auto found = expectations_.check(
      {.arm = arm.name,
       .exit_code = code,
       .captured = inner_.captured(),
       .file_sha256 = [&](const std::string& path) {
         return sys::sha256_file((std::filesystem::path(arm.folder) / path).string());
       }});
  ++judged_;
  const auto names = expectations_.names();
  std::string detail;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].empty()) continue;
    if (!detail.empty()) detail += '\n';
    detail += names[i] + ": " + found[i];
    if (failures_[i].empty()) failures_[i] = fmt::format("{}: {}", in_quotes(arm.name), found[i]);
  }
  if (detail.empty()) return;
  // Its last words may say why.
  if (!trial.detail.empty()) detail += '\n' + trial.detail;
  trial.end = TrialEnd::wrong;
  trial.detail = std::move(detail);
}

Result<model::BatchOutcome> CheckingRunner::run(std::span<const model::TrialRequest> batch) {
  if (!expectations_.reads_results()) {
    auto out = inner_.run(batch);
    if (!out) return out;
    auto& trials = out->trials;
    for (std::size_t i = 0; i < trials.size(); ++i) {
      judge(batch[i], trials[i]);
      if (trials[i].end == TrialEnd::wrong) trials.resize(i + 1);
    }
    // Only the latest trial's output is held.
    if (!trials.empty() && !inner_.captured().output_sha256.empty())
      bytes_[batch[trials.size() - 1].arm] = inner_.captured().output_bytes;
    return out;
  }
  model::BatchOutcome out;
  for (const auto& request : batch) {
    auto one = inner_.run({&request, 1});
    if (!one) return one;
    out.disturbance = one->disturbance;
    if (one->trials.empty()) break;
    out.trials.push_back(std::move(one->trials.front()));
    auto& trial = out.trials.back();
    if (ran(trial) && !inner_.captured().output_sha256.empty())
      bytes_[request.arm] = inner_.captured().output_bytes;
    judge(request, trial);
    // As the inner runner does within a batch: what went wrong ends it.
    const bool failed = trial.end != TrialEnd::exited || trial.code != 0;
    if (!ran(trial) || (failed && !expectations_.expects_code())) break;
  }
  return out;
}

std::vector<model::Check> CheckingRunner::checks() const {
  std::vector<model::Check> out;
  const auto names = expectations_.names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    model::Check check;
    check.name = "expected " + names[i];
    check.outcome = !failures_[i].empty() ? "fail" : judged_ > 0 ? "pass" : "missing";
    check.detail = !failures_[i].empty() ? failures_[i]
                   : judged_ > 0         ? fmt::format("in all of {} trials", judged_)
                                         : "no trial ended so that it could be checked";
    out.push_back(std::move(check));
  }
  if (!wrong_.empty()) {
    model::Check check;
    check.name = "expected right responses";
    check.outcome = "fail";
    check.detail = wrong_;
    out.push_back(std::move(check));
  }
  return out;
}

std::optional<bool> CheckingRunner::match() const {
  if (!wrong_.empty()) return false;
  if (judged_ == 0) return std::nullopt;
  return std::all_of(failures_.begin(), failures_.end(),
                     [](const std::string& failure) { return failure.empty(); });
}

}  // namespace assay::app
