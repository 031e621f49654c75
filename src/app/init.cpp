// SPDX-License-Identifier: Apache-2.0
#include "app/init.hpp"

#include "app/wording.hpp"
#include "base/utf8.hpp"
#include "codec/manifest_toml.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace assay::app {
namespace {

namespace fs = std::filesystem;
using model::Target;

constexpr std::string_view kSurroundings = R"(
#env = { LC_ALL = "C" }
#stdin = "input"
#inputs = ["input"]  # their hashes are kept in the report
#timeout = "1min"  # of a trial
#metrics = ["wall", "peak_rss"]  # what is gated; 'assay help metrics' lists them
)";

constexpr std::string_view kProcess = R"(
# Commands around it: an array of words, or a string for a shell.
#setup = "true"  # once, before the first round
#prepare = "true"  # before every trial
#conclude = "true"  # after every trial
#cleanup = "true"  # once, at the end
)";

constexpr std::string_view kServer = R"(
[server]
port = 0  # 0: a free one; {port} in the command
path = "/"
#rate = 500  # requests a second, whatever the answers take; without it a closed loop
#connections = 1
#ready = { http = "/", timeout = "30s" }  # or tcp = true, log = "REGEX", command = [...]
)";

constexpr std::string_view kLibrary = R"(
[library]
symbol = "assay_bench"  # the function to call: include/assay/bench.h
)";

constexpr std::string_view kWasm = R"(
[wasm]
engine = "wasm2c"  # compiled ahead of time; or "interp"
)";

constexpr std::string_view kRest = R"(
# Variants, compared in rounds of random order; the baseline is the first. Each may have a command,
# entry, args, env, cwd and stdin of its own.
#[arms.baseline]
#env = { MODE = "old" }
#[arms.candidate]
#env = { MODE = "new" }

# An instance for each combination; {n} stands for the value, wherever it is written.
#[parameters]
#n = [1, 2, 4]

# It stops when the evidence is in. For a fixed number of rounds write rounds = 30 instead.
[plan]
max_time = "10s"
#warmup = 1
#min_effect = "1%,50us"  # the smallest change worth a verdict

# Checked on every trial: a wrong answer is a failure, whatever time it took.
[expected]
exit_code = 0
#same_across_arms = true
#stdout.equals = "42\n"
#stdout.contains = ["42"]
#stdout.matches = ["^[0-9]+$"]
#stdout.json = { "/answer" = 42 }
#response_bytes_max = 1000

# How much worse than a stored baseline is still well; with pct and abs both must be exceeded.
#[tolerance.wall]
#pct = 5
#abs = "50us"
)";

// As a basic string of TOML.
std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out.append(1, '\\').append(1, c);
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out + "\"";
}

std::string toml_array(std::span<const std::string> words) {
  std::vector<std::string> parts;
  for (const std::string& word : words) parts.push_back(toml_text(word));
  return "[" + join(parts, ", ") + "]";
}

// The program's name, of what a scenario's name can hold.
std::string name_for(const std::string& program) {
  const std::string base = program.substr(program.rfind('/') + 1);  // npos + 1 is 0
  std::string out;
  for (const char c : base.substr(0, 100)) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
    out += fits ? c : '_';
  }
  return out.empty() ? "scenario" : out;
}

bool is_started_by_command(Target target) {
  return target == Target::process || target == Target::server;
}

std::string what_runs(const InitOptions& options, const std::string& cwd) {
  const std::span<const std::string> words(options.argv);
  if (is_started_by_command(options.target)) {
    const std::string folder = cwd.empty() ? "#cwd = \".\"" : "cwd = " + toml_text(cwd);
    const std::string what = options.shell.empty() ? "command = " + toml_array(words)
                                                   : "shell = " + toml_text(options.shell);
    return what + "\n" + folder + "  # from this file's folder";
  }
  const std::string entry = cwd.empty() || words.front().starts_with('/')
                                ? words.front()
                                : (fs::path(cwd) / words.front()).string();
  if (options.target == Target::wasm_cloudflare) return "module_root = " + toml_text(entry);
  std::string out = "entry = " + toml_text(entry);
  if (words.size() > 1) out += "\nargs = " + toml_array(words.subspan(1));
  return out;
}

std::string_view settings_of(Target target) {
  switch (target) {
    case Target::process:
      return kProcess;
    case Target::library:
      return kLibrary;
    case Target::wasm_local:
      return kWasm;
    case Target::server:
    case Target::wasm_cloudflare:
      return kServer;
  }
  return "";
}

Error taken(const std::string& path) {
  return bad_usage("there is a file " + in_quotes(path) + " already", "",
                   "write another with --output FILE, or overwrite it with --force");
}

}  // namespace

std::string starter_manifest(const std::string& name, const InitOptions& options,
                             const std::string& cwd) {
  const std::string file = options.output && *options.output != "-"
                               ? fs::path(*options.output).filename().string()
                               : name + ".toml";
  std::string out = fmt::format(
      "# A scenario of assay. To run it:  assay run {}\n"
      "# All keys: docs/manifest.md. What stands behind a # without a space can be uncommented.\n"
      "\n"
      "name = {}\n"
      "#about = \"what is measured, and why\"\n"
      "#tags = [\"fast\"]  # assay run --tag fast\n",
      printable(file), toml_text(name));
  if (options.target != Target::process)
    out += fmt::format("target = \"{}\"\n", model::name(options.target));
  out += what_runs(options, cwd) + "\n";
  out += kSurroundings;  // keys of the top come before the first table
  if (options.target == Target::process) return out + std::string(kProcess) + std::string(kRest);
  return out + std::string(settings_of(options.target)) + std::string(kRest);
}

Result<Outcome> init(const InitOptions& options) {
  std::vector<std::string> texts = options.argv;
  texts.push_back(options.shell);
  for (const std::string& word : texts)
    if (valid_utf8(word) != word)
      return bad_usage("a manifest cannot hold " + in_quotes(word), "it is not UTF-8",
                       "put the command into a script, and name that");
  const std::string name = name_for(options.argv.front());
  const std::string shown = options.output.value_or(name + ".toml");
  const fs::path path = fs::path(options.cwd) / shown;
  std::string cwd;
  if (shown != "-")
    cwd = fs::path(options.cwd).lexically_relative(path.parent_path().lexically_normal()).string();
  const std::string text = starter_manifest(name, options, cwd == "." ? "" : cwd);
  if (const auto read = codec::read_manifest(text, shown, ""); !read) {
    Error broken = std::move(read).error();
    broken.fault = Fault::internal;
    return broken;
  }
  Outcome out;
  if (shown == "-") {
    out.out = text;
    return out;
  }
  std::error_code ignored;
  if (!options.force && fs::exists(path, ignored)) return taken(shown);
  if (auto written = sys::write_file(path.string(), text); !written) return written.error();
  out.notes.push_back("wrote " + printable(shown) + "; to run it: assay run " + shell_quote(shown));
  return out;
}

}  // namespace assay::app
