// SPDX-License-Identifier: Apache-2.0
// What is measured, in which arms, for how long and what must hold: the content of a manifest
// (docs/manifest.md) as plain values. codec reads it, app expands parameters and runs it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::model {

// How a scenario's program is executed.
enum class Target { process, library, server, wasm_local, wasm_cloudflare };
std::string_view name(Target target);  // "process", "wasm-local", ...
std::optional<Target> target_named(std::string_view name);

using NamedValues = std::vector<std::pair<std::string, std::string>>;  // in the order written

// A command as written: words that are executed, or one line for a shell. Both may hold {name} of
// parameters, {entry} and {module_root}.
struct ScenarioCommand {
  std::vector<std::string> argv;
  std::string shell;
  bool empty() const { return argv.empty() && shell.empty(); }
};

// A regular expression (RE2 syntax), found anywhere unless anchored.
struct JsonExpectation {
  std::string pointer;  // RFC 6901
  std::string equals;   // JSON text of the value
};
struct StreamExpectation {
  std::optional<std::string> equals;
  std::vector<std::string> contains;
  std::vector<std::string> matches;
  std::optional<std::string> sha256;  // 64 lower-case hexadecimal digits
  std::vector<JsonExpectation> json;
  bool empty() const {
    return !equals && contains.empty() && matches.empty() && !sha256 && json.empty();
  }
};
struct FileExpectation {
  std::string path;  // below the scenario's working folder
  std::string sha256;
};
// What must hold of every trial. The response is standard output (a server's: the body).
struct Expected {
  std::optional<int> exit_code;  // absent: 0
  std::optional<std::uint64_t> response_bytes, response_bytes_min, response_bytes_max;
  StreamExpectation output, errors;
  std::vector<FileExpectation> files;
  bool same_across_arms = false;
  // Whether standard output / error must be captured to check it.
  bool reads_output() const {
    return response_bytes || response_bytes_min || response_bytes_max || !output.empty() ||
           same_across_arms;
  }
  bool reads_errors() const { return !errors.empty(); }
};

// Of a stored baseline comparison, as shares: 0.2 = 20 %. `given`: written, not the default.
struct Tolerance {
  std::string metric;     // "wall"
  std::string statistic;  // "p50", "p95", "mean", "min", "max", ... "p50" unless said
  double relative = 0.2;
  double absolute = 0;  // in the metric's unit; both must be exceeded
  bool given = false;
};

// How long, and how it is decided; absent = the default of the use case.
struct ScenarioPlan {
  std::optional<std::uint64_t> iterations;  // a fixed plan of so many rounds
  std::optional<std::uint64_t> warmup;
  std::optional<std::uint64_t> min_rounds, max_rounds;
  std::optional<double> max_time_ns;
  std::optional<double> alpha;
  std::optional<double> min_effect_relative;  // 0.01 = 1 %
  std::optional<double> min_effect_ns, min_effect_bytes, min_effect_count;
  std::optional<std::uint64_t> seed;
  bool control = false;
};

// --- what only some targets have ---

struct LibrarySettings {
  std::string symbol = "assay_bench";  // entry point (include/assay/bench.h)
  double slice_ns = 250e3;             // how long one batch of calls should take
  std::uint64_t slices = 20;           // batches an arm and round, interleaved
};

// When a server counts as up: the first that is set is waited for.
struct Readiness {
  std::optional<std::string> http;  // path or URL that answers 2xx
  bool tcp = false;                 // accepts connections at host:port
  std::optional<std::string> log;   // regular expression on its standard output or error
  ScenarioCommand command;          // exits with 0
  double timeout_ns = 30e9;
};
struct ServerSettings {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  // 0: a free one is chosen; {port} in commands
  Readiness ready;
  std::string method = "GET";
  std::string path = "/";
  NamedValues headers;
  std::string body;
  int status = 200;            // expected of every response
  std::optional<double> rate;  // open loop: requests a second; absent = closed loop
  std::uint32_t connections = 1;
  double slice_ns = 250e6;           // load on one arm before it goes to the next
  double warm_ns = 500e6;            // load after a start, not measured
  std::uint64_t restart_rounds = 0;  // servers are restarted every so many rounds; 0 = never
  double grace_ns = 5e9;             // between SIGTERM and SIGKILL
};

struct WasmSettings {
  std::string engine = "wasm2c";  // or "interp"
};

// --- the scenario ---

// One variant of the scenario. What is absent here is the scenario's.
struct ScenarioArm {
  std::string name;
  ScenarioCommand command;
  std::optional<std::string> entry;
  std::optional<std::vector<std::string>> args;
  NamedValues env;  // on top of the scenario's
  std::optional<std::string> cwd;
  std::optional<std::string> input;
  std::optional<std::string> rev;  // git revision whose worktree it runs in
  ScenarioCommand prepare, conclude;
};

// A value list, or several parameters that change together (zip).
struct ScenarioParameter {
  std::string name;
  std::vector<std::string> values;  // may hold {other}; cycles are an error of the manifest
};
struct ScenarioParameters {
  std::vector<ScenarioParameter> product;
  std::vector<std::vector<ScenarioParameter>> zip;  // within a group all lists are equally long
  std::vector<NamedValues> exclude;                 // combinations left out
  bool empty() const { return product.empty() && zip.empty(); }
};

struct Scenario {
  std::string file;    // path of the manifest as given; empty for an ad hoc command
  std::string folder;  // of the manifest; relative paths are counted from here
  std::string name;    // [A-Za-z0-9._-], with "[a=1,b=2]" behind it once expanded
  std::string about;
  std::vector<std::string> tags;
  Target target = Target::process;

  std::optional<std::string> entry;        // program, shared object or module; must exist
  std::optional<std::string> module_root;  // a folder; the working folder unless cwd says else
  ScenarioCommand command;                 // instead of, or around, the entry
  std::vector<std::string> args;
  NamedValues env;
  std::optional<std::string> cwd;
  std::optional<std::string> input;  // standard input, a file
  std::vector<std::string> inputs;   // files that are hashed into the report
  ScenarioCommand setup, prepare, conclude, cleanup, build;  // build: of arms with a revision
  std::optional<double> timeout_ns, linger_ns;
  std::vector<int> pinned_cpus;
  bool main_only = false;                // tree = "main"
  bool events = false;                   // offer ASSAY_EVENTS
  bool allocations = false;              // count malloc calls and bytes by a preloaded interposer
  std::vector<std::string> metrics;      // gated; empty = wall
  std::vector<std::string> metric_from;  // "NAME=REGEX" as of --metric-from

  std::vector<ScenarioArm> arms;  // empty: one arm, the scenario itself; else the baseline first
  ScenarioParameters parameters;
  NamedValues values;  // parameter values of this instance, once expanded
  ScenarioPlan plan;
  Expected expected;
  std::vector<Tolerance> tolerances;

  LibrarySettings library;
  ServerSettings server;
  WasmSettings wasm;
};

}  // namespace assay::model
