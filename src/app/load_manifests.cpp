// SPDX-License-Identifier: Apache-2.0
#include "app/load_manifests.hpp"

#include "app/wording.hpp"
#include "codec/manifest_toml.hpp"
#include "codec/toml_reader.hpp"
#include "sys/file.hpp"
#include "sys/sha256.hpp"
#include "target/metric_from.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <re2/re2.h>
#include <set>

namespace assay::app {
namespace {

namespace fs = std::filesystem;
using model::Scenario;

// TOML that lies in folders of scenarios without being one.
constexpr std::array<std::string_view, 3> kForeign = {"wrangler.toml", "Cargo.toml",
                                                      "pyproject.toml"};

bool is_manifest(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  std::error_code ignored;
  return name.ends_with(".toml") && !name.starts_with('.') && !entry.is_directory(ignored) &&
         std::find(kForeign.begin(), kForeign.end(), name) == kForeign.end();
}

bool is_subfolder(const fs::directory_entry& entry) {
  std::error_code ignored;
  return !entry.path().filename().string().starts_with('.') && entry.is_directory(ignored);
}

Result<std::vector<fs::path>> listed(const fs::path& folder,
                                     bool (*wanted)(const fs::directory_entry&)) {
  std::vector<fs::path> out;
  std::error_code error;
  fs::directory_iterator at(folder, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error))
    if (wanted(*at)) out.push_back(at->path());
  if (error)
    return bad_usage("cannot read the folder " + in_quotes(folder.string()), error.message(), "");
  std::sort(out.begin(), out.end());
  return out;
}

// Those of the folder itself first.
Result<std::vector<fs::path>> manifests_of(const fs::path& folder) {
  auto out = listed(folder, is_manifest);
  if (!out) return out;
  const auto subfolders = listed(folder, is_subfolder);
  if (!subfolders) return subfolders.error();
  for (const fs::path& each : *subfolders) {
    const auto more = listed(each, is_manifest);
    if (more) out->insert(out->end(), more->begin(), more->end());
  }
  return out;
}

class Loader {
 public:
  explicit Loader(const ManifestQuery& query) : query_(query) {}

  void add(const std::string& path) {
    const fs::path real = fs::path(query_.cwd) / path;
    std::error_code error;
    if (!fs::is_directory(real, error)) return add_file(path, real);
    const auto found = manifests_of(real);
    if (!found) return add_error(path, found.error());
    if (found->empty())
      return add_error(path, bad_usage("the folder " + in_quotes(path) + " holds no manifests",
                                       "no file in it, or in a folder in it, ends in .toml",
                                       "write one: assay init -- COMMAND"));
    for (const fs::path& each : *found) {
      const std::string shown = (fs::path(path) / each.lexically_relative(real)).string();
      // One that was named may be a pipe; reading one that was merely found might never end.
      if (fs::is_other(each, error))
        add_error(shown, bad_usage(printable(shown) + " is no regular file", "", ""));
      else
        add_file(shown, each);
    }
  }

  std::vector<LoadedManifest> result() && { return std::move(loaded_); }

 private:
  void add_error(const std::string& file, Error error) {
    loaded_.push_back({file, std::move(error), ""});
  }

  void add_file(const std::string& file, const fs::path& real) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(real, error);
    if (!seen_.insert(error ? real.string() : canonical.string()).second) return;
    const auto text = sys::read_file(real.string(), codec::kMaxTomlBytes);
    if (!text) return add_error(file, text.error());
    auto scenario = codec::read_manifest(*text, file, folder_of(real), query_.target);
    if (scenario) {
      const auto checked = check_metric_sources(*scenario);
      if (!checked) scenario = checked.error();
    }
    loaded_.push_back({file, std::move(scenario), sys::sha256(*text)});
  }

  static std::string folder_of(const fs::path& file) {
    const std::string folder = file.lexically_normal().parent_path().string();
    return folder.empty() ? "." : folder;
  }

  // What the codec, which knows no std::regex, cannot see.
  static Result<void> check_metric_sources(const Scenario& scenario) {
    for (const std::string& source : scenario.metric_from)
      if (auto read = target::parse_metric_from(source); !read)
        return std::move(read).error().in(printable(scenario.file));
    return {};
  }

  const ManifestQuery& query_;
  std::set<std::string> seen_;
  std::vector<LoadedManifest> loaded_;
};

bool has_tag(const Scenario& scenario, const std::vector<std::string>& tags) {
  return tags.empty() || std::any_of(tags.begin(), tags.end(), [&](const std::string& tag) {
           return std::find(scenario.tags.begin(), scenario.tags.end(), tag) != scenario.tags.end();
         });
}

// The names that there are, for who asked for another.
std::string names_of(const std::vector<LoadedManifest>& loaded) {
  constexpr std::size_t kShown = 20;
  std::vector<std::string> names;
  for (const LoadedManifest& each : loaded)
    if (each.scenario) names.push_back(each.scenario->name);
  const std::size_t all = names.size();
  if (all > kShown) names.resize(kShown);
  return "there are " + join(names, ", ") + (all > kShown ? ", ..." : "");
}

void refuse_second_names(std::vector<LoadedManifest>& loaded) {
  std::map<std::string, std::string> files;
  for (LoadedManifest& each : loaded) {
    if (!each.scenario) continue;
    const std::string name = each.scenario->name;
    const auto [first, is_new] = files.emplace(name, each.file);
    if (!is_new)
      each.scenario = bad_usage(printable(each.file) + ": the name '" + name + "' is taken",
                                "the scenario in " + in_quotes(first->second) + " has it",
                                "baselines are found by name: rename one of the two");
  }
}

}  // namespace

Result<std::vector<LoadedManifest>> load_manifests(const ManifestQuery& query) {
  RE2::Options quiet;
  quiet.set_log_errors(false);
  const RE2 filter(query.filter.value_or(""), quiet);
  if (!filter.ok())
    return bad_usage("--filter cannot be " + in_quotes(*query.filter), filter.error(),
                     "the syntax is that of RE2: --filter '^sort|gzip'");
  Loader loader(query);
  for (const std::string& path : query.paths) loader.add(path);
  const std::vector<LoadedManifest> all = std::move(loader).result();
  std::vector<LoadedManifest> out;
  for (const LoadedManifest& each : all)
    if (!each.scenario ||
        (RE2::PartialMatch(each.scenario->name, filter) && has_tag(*each.scenario, query.tags)))
      out.push_back(each);
  if (out.empty() && !all.empty())
    return bad_usage("no scenario has that name or tag", names_of(all),
                     "see them all with --list, without --filter and --tag");
  refuse_second_names(out);
  return out;
}

}  // namespace assay::app
