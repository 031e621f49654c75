// SPDX-License-Identifier: Apache-2.0
// The parts of read_manifest(), a file each. For manifest_*.cpp only.
#pragma once
#include "codec/toml_reader.hpp"
#include "model/scenario.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::codec {

// A scenario being read, and where its keys stand ("arms.candidate.rev"; those of the chosen
// [targets.NAME] without that in front), for what is wrong only when all of it is known.
struct ManifestDraft {
  model::Scenario scenario;
  std::map<std::string, TomlPlace, std::less<>> places;

  std::optional<TomlPlace> place(std::string_view key) const;
};
// The same fields, with their places kept in `draft`.
std::vector<TomlField> noted(ManifestDraft& draft, std::vector<TomlField> fields);

// --- values that more than one part has ---

// [A-Za-z0-9._-], at most 100 of them.
bool is_name(std::string_view text);
void name_fault(const TomlValue& value, TomlPlace place, std::string_view what,
                std::string_view name);
// An array of words.
std::optional<model::ScenarioCommand> words_of(const TomlValue& value);
// A line for a shell.
std::optional<model::ScenarioCommand> shell_of(const TomlValue& value);
// Either: a string is a line for a shell.
std::optional<model::ScenarioCommand> hook_of(const TomlValue& value);
// A string, or an array of strings.
std::optional<Texts> one_or_more_texts_of(const TomlValue& value);
// A duration above 0.
std::optional<double> some_time_of(const TomlValue& value);
// A table of strings whose keys can name variables.
std::optional<TextTable> env_of(const TomlValue& value);
// Only one of two keys of a table may be there.
void reject_pair(const TomlValue& table, std::string_view one, std::string_view other);
// `changes` on top of `base`, by name.
void merge(model::NamedValues& base, const model::NamedValues& changes);

// --- tables ---

void read_arms(const TomlValue& value, ManifestDraft& draft);
void read_parameters(const TomlValue& value, model::ScenarioParameters& out);
void read_plan(const TomlValue& value, ManifestDraft& draft);
void read_expected(const TomlValue& value, ManifestDraft& draft);
void read_tolerances(const TomlValue& value, ManifestDraft& draft);
void read_library(const TomlValue& value, model::LibrarySettings& out);
void read_server(const TomlValue& value, model::ServerSettings& out);
void read_wasm(const TomlValue& value, model::WasmSettings& out);

// What is wrong between keys. REQUIRES: the target is chosen, and every key was well by itself.
void check_manifest(const TomlValue& root, const ManifestDraft& draft);

}  // namespace assay::codec
