// SPDX-License-Identifier: Apache-2.0
#include "app/wrangler.hpp"

#include "app/commands.hpp"
#include "app/wording.hpp"
#include "sys/file.hpp"
#include "sys/subprocess.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <filesystem>
#include <optional>
#include <utility>

namespace assay::app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Runs on Node.js 16.17 and later, Debian's among them.
constexpr std::string_view kPin = "npm install --save-dev --save-exact wrangler@3.114.17";
constexpr double kPatience = 20e9;
constexpr std::size_t kPackageBytes = std::size_t{1} << 20;

// A text at `pointer` of a package.json, "" when there is none.
std::string package_field(const fs::path& file, const std::string& pointer) {
  const auto text = sys::read_file(file, kPackageBytes);
  if (!text) return "";
  const json package = json::parse(*text, nullptr, false);
  const json::json_pointer at(pointer);
  if (package.is_discarded() || !package.contains(at) || !package.at(at).is_string()) return "";
  return package.at(at).get<std::string>();
}

// The first line that a program writes, "" when it fails.
std::string first_line(std::vector<std::string> argv, int interrupt_fd) {
  sys::Subprocess what;
  what.argv = std::move(argv);
  what.timeout_ns = kPatience;
  what.interrupt_fd = interrupt_fd;
  const auto finished = sys::run_subprocess(what);
  if (!finished || finished->code != 0) return "";
  return std::string(trim(finished->output.substr(0, finished->output.find('\n'))));
}

// "22.12.0" as numbers; missing ones are 0.
std::optional<std::array<long long, 3>> version_numbers(std::string_view text) {
  std::array<long long, 3> out{};
  const auto parts = split(text, '.');
  if (parts.size() > out.size()) return std::nullopt;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = parse_int(parts[i]);
    if (!number) return std::nullopt;
    out[i] = *number;
  }
  return out;
}

Result<void> check_node(const fs::path& folder, const std::string& path) {
  auto node = find_program("node", path, folder);
  if (!node)
    return Error{Fault::program, "Node.js is not installed", "wrangler is a program for it",
                 "install it: apt-get install nodejs npm"};
  const fs::path package = folder / "node_modules" / "wrangler" / "package.json";
  const std::string range = package_field(package, "/engines/node");
  const std::string version = first_line({*node, "--version"}, -1);
  if (version.empty() || node_is_enough(version, range)) return {};
  return Error{
      Fault::program,
      fmt::format("wrangler {} does not run on Node.js {}",
                  printable(package_field(package, "/version")), printable(version)),
      fmt::format("it needs {}", printable(range)),
      fmt::format("install a newer Node.js, or pin a wrangler that runs on this one: cd {} "
                  "&& {}",
                  shell_quote(folder.string()), kPin)};
}

}  // namespace

bool node_is_enough(std::string_view version, std::string_view range) {
  if (version.starts_with('v')) version.remove_prefix(1);
  if (!range.starts_with(">=")) return true;
  const auto wanted = version_numbers(trim(range.substr(2)));
  const auto got = version_numbers(version);
  return !wanted || !got || *got >= *wanted;
}

Result<Wrangler> find_wrangler(const std::string& worker_folder, const std::string& path) {
  fs::path folder = worker_folder;
  while (!fs::exists(folder / "package.json")) {
    if (!folder.has_relative_path())
      return bad_usage(
          "there is no package.json for the worker in " + in_quotes(worker_folder),
          "it says which wrangler the worker runs in",
          fmt::format("make one: cd {} && npm init -y && {}", shell_quote(worker_folder), kPin));
    folder = folder.parent_path();
  }
  const std::string quoted = shell_quote(folder.string());
  if (!fs::exists(folder / "node_modules"))
    return Error{Fault::program, "the worker's packages are not installed",
                 fmt::format("there is no {}", printable((folder / "node_modules").string())),
                 fmt::format("install them: cd {} && npm ci", quoted)};
  if (auto node = check_node(folder, path); !node) return std::move(node).error();
  const fs::path program = folder / "node_modules" / ".bin" / "wrangler";
  if (!fs::exists(program))
    return Error{Fault::program, "wrangler is not installed",
                 fmt::format("there is no {}", printable(program.string())),
                 fmt::format("install it: cd {} && {}", quoted, kPin)};
  return Wrangler{folder.string(), program.string()};
}

std::string workerd_version(const Wrangler& wrangler, int interrupt_fd) {
  const fs::path program = fs::path(wrangler.folder) / "node_modules" / ".bin" / "workerd";
  const std::string line = first_line({program.string(), "--version"}, interrupt_fd);
  constexpr std::string_view kName = "workerd ";
  return line.starts_with(kName) ? line.substr(kName.size()) : line;
}

}  // namespace assay::app
