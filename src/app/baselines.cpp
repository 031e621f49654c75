// SPDX-License-Identifier: Apache-2.0
#include "app/baselines.hpp"

#include <utility>

namespace assay::app {

struct Baselines::State {};

Baselines::Baselines(std::unique_ptr<State> state) : state_(std::move(state)) {}
Baselines::Baselines(Baselines&&) noexcept = default;
Baselines& Baselines::operator=(Baselines&&) noexcept = default;
Baselines::~Baselines() = default;

Result<Baselines> Baselines::open(const BaselineOptions& options, const std::vector<ScenarioKey>&) {
  if (options.save || options.compare || options.folder)
    return Error{Fault::usage, "stored baselines are not built yet", "", ""};
  return Baselines(std::make_unique<State>());
}

Judged Baselines::judge(model::Report&, std::span<const model::Tolerance>) const {
  return {};
}

Result<void> Baselines::keep(const model::Report&) {
  return {};
}

Result<std::vector<std::string>> Baselines::save() {
  return std::vector<std::string>{};
}

}  // namespace assay::app
