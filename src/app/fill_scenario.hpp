// SPDX-License-Identifier: Apache-2.0
// Every text of a scenario that may hold {name}, in one list. For expand_scenario.
#pragma once
#include "app/parameters.hpp"
#include "model/scenario.hpp"

#include <string>

namespace assay::app {

void fill(std::string& text, Values values);
void fill(model::ScenarioCommand& command, Values values);
void fill(model::NamedValues& named, Values values);  // the values, not the names
// Hooks, expectations, settings and tags of the scenario; not its arms and what they are made of
// (entry, module_root, command, args, env, cwd, input, inputs, prepare, conclude).
void fill_shared(model::Scenario& scenario, Values values);
bool mentions(const model::ScenarioCommand& command, std::string_view name);

}  // namespace assay::app
