// SPDX-License-Identifier: Apache-2.0
#include "app/check_scenario.hpp"

#include "app/wording.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>

namespace assay::app {
namespace {

namespace fs = std::filesystem;
using model::Scenario;

// The path as the manifest has it.
std::string as_written(const Scenario& s, const std::string& path) {
  const std::string below = s.folder + "/";
  return path.starts_with(below) ? path.substr(below.size()) : path;
}

Error fault(const Scenario& s, std::string_view what, const std::string& path,
            std::string_view problem, std::string hint) {
  std::string place = s.file.empty() ? s.name : printable(s.file);
  return bad_usage(place + ": " + std::string(what) + " " + in_quotes(as_written(s, path)) + " " +
                       std::string(problem) + " (resolved to " + in_quotes(path) + ")",
                   "", std::move(hint));
}

bool exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// Only files are tried: opening a FIFO would wait for its writer.
bool is_readable_file(const std::string& path) {
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) return std::ifstream(path).is_open();
  return exists(path) && !is_folder(path);
}

class Checker {
 public:
  Checker(const Scenario& s, Moment moment)
      : s_(s), may_come_(moment == Moment::before_setup && !s.setup.empty()) {}

  Result<void> check() const {
    // Setup itself runs in these.
    if (s_.module_root && !is_folder(*s_.module_root))
      return fault(s_, "module root", *s_.module_root, "is not a directory", "");
    if (s_.cwd && !is_folder(*s_.cwd))
      return fault(s_, "the working folder", *s_.cwd, "is not a directory", "");
    for (const std::string& path : s_.inputs) {
      if (may_come_) continue;
      if (!exists(path)) return fault(s_, "input", path, "does not exist", "");
      std::error_code ignored;
      if (!fs::is_regular_file(path, ignored))
        return fault(s_, "input", path, "is no regular file", "its bytes are hashed: it must end");
    }
    for (const model::ScenarioArm& arm : s_.arms)
      if (!arm.rev)
        if (auto done = check_arm(arm); !done) return done;
    return {};
  }

 private:
  Result<void> check_arm(const model::ScenarioArm& arm) const {
    if (arm.entry && !(may_come_ && !exists(*arm.entry))) {
      if (!exists(*arm.entry))
        return fault(s_, "entry", *arm.entry, "does not exist",
                     "the path is counted from the manifest's folder");
      if (is_folder(*arm.entry) && s_.target != model::Target::wasm_cloudflare)
        return fault(s_, "entry", *arm.entry, "is a directory", "");
    }
    if (may_come_) return {};
    if (arm.cwd && !is_folder(*arm.cwd))
      return fault(s_, "the working folder", *arm.cwd, "is not a directory", "");
    if (arm.input && !is_readable_file(*arm.input))
      return fault(s_, "stdin", *arm.input, "cannot be read", "");
    return {};
  }

  const Scenario& s_;
  bool may_come_;
};

}  // namespace

Result<void> check_scenario(const Scenario& instance, Moment moment) {
  return Checker(instance, moment).check();
}

}  // namespace assay::app
