// SPDX-License-Identifier: Apache-2.0
#include "codec/manifest_toml.hpp"

#include "base/text.hpp"
#include "codec/manifest_parts.hpp"

#include <fmt/format.h>

#include <utility>

namespace assay::codec {
namespace {

using model::Scenario;
using model::Target;

std::vector<std::string> target_names() {
  std::vector<std::string> names;
  for (const Target target : {Target::process, Target::library, Target::server, Target::wasm_local,
                              Target::wasm_cloudflare})
    names.emplace_back(model::name(target));
  return names;
}

std::optional<Target> target_of(const TomlValue& value) {
  const auto word = word_of(value, target_names());
  if (!word) return std::nullopt;
  return model::target_named(*word);
}

std::optional<std::string> scenario_name_of(const TomlValue& value) {
  auto name = text_of(value);
  if (!name || is_name(*name)) return name;
  name_fault(value, value.place(), "a scenario", *name);
  return std::nullopt;
}

std::optional<Texts> tags_of(const TomlValue& value) {
  auto tags = texts_of(value);
  if (!tags) return std::nullopt;
  for (const std::string& tag : *tags)
    if (!is_name(tag)) {
      name_fault(value, value.place(), "a tag", tag);
      return std::nullopt;
    }
  return tags;
}

std::optional<std::vector<int>> cpus_of(const TomlValue& value) {
  constexpr std::uint64_t kMaxCpu = 4095;
  if (!value.is_array()) {
    value.wrong_type("an array of CPU numbers");
    return std::nullopt;
  }
  std::vector<int> cpus;
  read_elements(value, [&](const TomlValue& element) {
    if (const auto cpu = count_of(element, {.max = kMaxCpu})) cpus.push_back(int(*cpu));
  });
  return cpus;
}

// "NAME=REGEX", "NAME:higher=REGEX" or "NAME=/pointer", as of --metric-from.
std::optional<Texts> metric_sources_of(const TomlValue& value) {
  auto sources = texts_of(value);
  if (!sources) return std::nullopt;
  for (const std::string& source : *sources)
    if (const std::size_t at = source.find('='); at == std::string::npos || at == 0) {
      value.wrong_value("of the form NAME=REGEX or NAME=/json/pointer", source);
      return std::nullopt;
    }
  return sources;
}

void read_env(const TomlValue& value, Scenario& out) {
  if (const auto env = env_of(value)) merge(out.env, *env);
}

// Keys that are the same at the top and in [targets.NAME]. Later ones may lean on earlier ones.
std::vector<TomlField> shared_fields(ManifestDraft& draft) {
  Scenario& s = draft.scenario;
  return {
      field("entry", s.entry),
      field("module_root", s.module_root),
      field_by("command", s.command, words_of),
      field_by("shell", s.command, shell_of),
      field("args", s.args),
      {"env", [&](const TomlValue& value) { read_env(value, s); }},
      field("cwd", s.cwd),
      field("stdin", s.input),
      field("inputs", s.inputs),
      field_by("setup", s.setup, hook_of),
      field_by("prepare", s.prepare, hook_of),
      field_by("conclude", s.conclude, hook_of),
      field_by("cleanup", s.cleanup, hook_of),
      field_by("build", s.build, hook_of),
      field_by("timeout", s.timeout_ns, some_time_of),
      duration_field("linger", s.linger_ns),
      field_by("pin", s.pinned_cpus, cpus_of),
      {"tree",
       [&](const TomlValue& value) {
         if (const auto word = word_of(value, {"all", "main"})) s.main_only = *word == "main";
       }},
      field("events", s.events),
      field("allocations", s.allocations),
      field_by("metric_from", s.metric_from, metric_sources_of),
      field("metrics", s.metrics),
      count_field("iterations", s.plan.iterations, {.min = 1}),
      count_field("warmup", s.plan.warmup),
      {"arms", [&](const TomlValue& value) { read_arms(value, draft); }},
      {"parameters", [&](const TomlValue& value) { read_parameters(value, s.parameters); }},
      {"plan", [&](const TomlValue& value) { read_plan(value, draft); }},
      {"expected", [&](const TomlValue& value) { read_expected(value, draft); }},
      {"tolerance", [&](const TomlValue& value) { read_tolerances(value, draft); }},
      {"library", [&](const TomlValue& value) { read_library(value, s.library); }},
      {"server", [&](const TomlValue& value) { read_server(value, s.server); }},
      {"wasm", [&](const TomlValue& value) { read_wasm(value, s.wasm); }},
  };
}

// A fixed plan written here takes the place of a sequential one written above, and the reverse.
void replace_plan(const TomlValue& table, model::ScenarioPlan& plan) {
  const toml::table* keys = table.node().as_table();
  if (keys == nullptr) return;
  const toml::table* own = (*keys)["plan"].as_table();
  const auto has = [own](std::string_view key) { return own != nullptr && own->contains(key); };
  if (keys->contains("iterations") || has("iterations") || has("rounds")) {
    plan.min_rounds.reset();
    plan.max_rounds.reset();
    plan.max_time_ns.reset();
  } else if (has("min_rounds") || has("max_rounds") || has("max_time")) {
    plan.iterations.reset();
  }
}

// What both the top and its [plan] can say.
void reject_twice(const TomlValue& table) {
  const toml::table* keys = table.node().as_table();
  const toml::table* plan = keys == nullptr ? nullptr : (*keys)["plan"].as_table();
  if (plan == nullptr) return;
  const auto reject = [&](std::string_view key, std::string_view inner) {
    const auto found = plan->find(inner);
    if (!keys->contains(key) || found == plan->end()) return;
    const auto& place = found->first.source().begin;
    table.fault_at({place.line, place.column}, fmt::format("'plan.{}' beside '{}'", inner, key),
                   "it is said twice", "keep one of them");
  };
  reject("iterations", "iterations");
  reject("iterations", "rounds");
  reject("warmup", "warmup");
}

void read_level(const TomlValue& table, ManifestDraft& draft, std::vector<TomlField> more) {
  reject_pair(table, "command", "shell");
  reject_twice(table);
  std::vector<TomlField> fields = shared_fields(draft);
  for (TomlField& each : more) fields.push_back(std::move(each));
  read_table(table, noted(draft, std::move(fields)));
}

class Reader {
 public:
  Reader(const std::string& file, const std::string& folder, std::optional<Target> wanted)
      : wanted_(wanted) {
    Scenario& s = common_.scenario;
    s.file = file;
    s.folder = folder;
    s.tolerances = {{.metric = "wall", .statistic = "p50", .relative = 0.2},
                    {.metric = "wall", .statistic = "p95", .relative = 0.3}};
  }

  void read(const TomlValue& root) {
    Scenario& s = common_.scenario;
    const TomlValue* targets = nullptr;
    std::optional<TomlValue> kept;
    read_level(root, common_,
               {field_by("name", s.name, scenario_name_of),
                field("about", s.about),
                field_by("tags", s.tags, tags_of),
                field_by("target", said_, target_of),
                {"targets", [&](const TomlValue& value) { kept = value; }}});
    if (kept) targets = &*kept;
    if (s.name.empty()) name_after_file(root);
    if (targets != nullptr) read_targets(*targets);
    choose(root);
    if (root.flawless()) check_manifest(root, chosen_);
  }

  Scenario result() && { return std::move(chosen_.scenario); }

 private:
  void name_after_file(const TomlValue& root) {
    std::string_view stem = common_.scenario.file;
    stem = stem.substr(stem.rfind('/') + 1);  // npos + 1 is 0
    if (const std::size_t dot = stem.rfind('.'); dot != std::string_view::npos)
      stem = stem.substr(0, dot);
    common_.scenario.name = stem.empty() ? "scenario" : stem;
    if (root.flawless() && !is_name(common_.scenario.name))
      root.fault("the file's name cannot name the scenario", "a name is of A-Z a-z 0-9 . _ -",
                 "write a name: name = \"...\"");
  }

  void read_targets(const TomlValue& value) {
    read_entries(value, [&](const std::string& key, const TomlValue& table) {
      const auto target = model::target_named(key);
      if (!target) {
        const auto near = nearest(key, target_names());
        table.fault_at(table.key_place(), fmt::format("there is no target '{}'", printable(key)),
                       "there are " + join(target_names(), ", "),
                       near ? "did you mean '" + *near + "'?" : "");
        return;
      }
      ManifestDraft draft = common_;
      replace_plan(table, draft.scenario.plan);
      read_level(table, draft, {});
      drafts_.emplace_back(*target, std::move(draft));
    });
  }

  void choose(const TomlValue& root) {
    Target target = Target::process;
    if (wanted_ || said_) {
      target = wanted_ ? *wanted_ : *said_;
    } else if (drafts_.size() == 1) {
      target = drafts_.front().first;
    } else if (!drafts_.empty() && root.flawless()) {
      root.fault("it is not said which of the targets is meant", "there are several [targets.NAME]",
                 "write the usual one: target = \"" +
                     std::string(model::name(drafts_.front().first)) +
                     "\"; --target chooses another");
    }
    chosen_ = common_;
    for (auto& [name, draft] : drafts_)
      if (name == target) chosen_ = std::move(draft);
    chosen_.scenario.target = target;
  }

  std::optional<Target> wanted_, said_;
  ManifestDraft common_, chosen_;
  std::vector<std::pair<Target, ManifestDraft>> drafts_;
};

}  // namespace

Result<Scenario> read_manifest(std::string_view text, const std::string& file,
                               const std::string& folder, std::optional<Target> wanted) {
  Reader reader(file, folder, wanted);
  const auto done = read_toml(text, file, [&](const TomlValue& root) { reader.read(root); });
  if (!done) return done.error();
  return std::move(reader).result();
}

}  // namespace assay::codec
