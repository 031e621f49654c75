// SPDX-License-Identifier: Apache-2.0
#include "target/wasm_runner.hpp"

#include "model/samples.hpp"
#include "stats/random.hpp"
#include "sys/clock.hpp"
#include "sys/file.hpp"
#include "sys/kept_bytes.hpp"
#include "sys/self.hpp"
#include "target/wasm_client.hpp"
#include "target/wasm_compile.hpp"
#include "target/wasm_outcome.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

namespace assay::target {
namespace {

using model::kAbsent;
using model::TrialEnd;
using model::TrialOutcome;
using model::TrialRequest;
using wasm::Engine;

// Below this a run is repeated after a start, so that what is measured is not the first touch of
// code and data; above it that is less than the noise.
constexpr double kWarmBelow = 50e6;

struct Arm {
  WasmLoad load;
  double compile_ns = kAbsent;  // told once, with its first measured trial
  double wall_ns = 0;           // of its latest run; 0: it has not run yet
  // In the assay-wasm that runs now:
  double load_ns = kAbsent;
  bool warm = false;
  bool measured = false;
};

}  // namespace

struct WasmRunner::State {
  WasmOptions options;
  WasmClient client;
  std::optional<sys::TemporaryFolder> folder;  // modules of the interpreter
  std::vector<Arm> arms;
  std::vector<model::MeasuredMetric> metrics;
  model::BackendRecord backend;
  stats::Random random{0};
  Captured captured;
  sys::KeptBytes kept;
  model::HarnessCost cost;
  double cpu_ns = 0;         // of the assay-wasm processes in this batch
  double client_cpu_ns = 0;  // of the one that runs now, up to its latest result

  Result<void> open();
  Result<std::string> artefact(const WasmModule& module, const WasmToolchain& tools, Arm& arm);
  Result<void> restart();
  Result<void> load_all();
  TrialOutcome once(const TrialRequest& request);
  Result<TrialOutcome> trial(const TrialRequest& request);
  bool accepts(const TrialOutcome& outcome) const;
};

Result<void> WasmRunner::State::open() {
  auto started = WasmClient::start(options.program, options.pinned_cpus, options.interrupt_fd);
  if (!started) return std::move(started).error();
  client = std::move(*started);

  // Each module once, however many arms run it.
  std::map<std::string, WasmModule> modules;
  for (const WasmArm& arm : options.arms) {
    if (modules.contains(arm.entry)) continue;
    auto bytes = sys::read_file(arm.entry, wasm::kMaxModule);
    if (!bytes) return std::move(bytes).error();
    auto module = client.inspect(std::move(*bytes), options.engine, arm.entry);
    if (!module) return std::move(module).error();
    modules.emplace(arm.entry, std::move(*module));
  }

  WasmToolchain tools;
  if (options.engine == Engine::compiled) {
    auto found = find_wasm_toolchain(options.search_path, client.libwabt(), options.interrupt_fd);
    if (!found) return std::move(found).error();
    tools = std::move(*found);
    backend.engine = "wasm2c";
    backend.engine_version = fmt::format("{} ({})", tools.wasm2c_version, tools.compiler_version);
  } else {
    auto made = sys::TemporaryFolder::create();
    if (!made) return std::move(made).error();
    folder.emplace(std::move(*made));
    backend.engine = "interp";
    backend.engine_version = client.libwabt();
  }
  backend.name = "wasm-local";

  std::map<std::string, Arm> done;
  for (const WasmArm& from : options.arms) {
    Arm arm;
    if (const auto earlier = done.find(from.entry); earlier != done.end()) arm = earlier->second;
    arm.load = {.slot = static_cast<std::uint32_t>(arms.size()),
                .engine = options.engine,
                .path = arm.load.path,
                .input = from.input,
                .args = from.args,
                .env = from.env,
                .keep_output = options.keep_output};
    if (arm.load.path.empty()) {
      auto path = artefact(modules.at(from.entry), tools, arm);
      if (!path) return std::move(path).error();
      done.emplace(from.entry, arm);
    }
    arms.push_back(std::move(arm));
  }
  const bool compiled =
      std::ranges::any_of(arms, [](const Arm& arm) { return !model::is_absent(arm.compile_ns); });
  metrics = wasm_metrics(options.engine, compiled);
  return load_all();
}

// Brings arm.load.path about: what assay-wasm loads. It has been loaded once by then.
Result<std::string> WasmRunner::State::artefact(const WasmModule& module,
                                                const WasmToolchain& tools, Arm& arm) {
  const std::string& name = options.arms[arm.load.slot].entry;
  if (options.engine == Engine::interpreter) {
    arm.load.path = fmt::format("{}/{}.wasm", folder->path(), arm.load.slot);
    if (auto ok = sys::write_file(arm.load.path, module.binary); !ok) return std::move(ok).error();
    return arm.load.path;
  }
  for (const Cached cached : {Cached::welcome, Cached::distrusted}) {
    auto made = compile_wasm(tools, module, name, options.cache, cached, options.interrupt_fd);
    if (!made) return std::move(made).error();
    arm.load.path = made->path;
    if (!made->from_cache) arm.compile_ns = made->compile_ns;
    auto loaded = client.load(arm.load);
    if (loaded) break;
    // A disk that was full or a crash may have left half an object in the cache.
    if (!made->from_cache || loaded.error().fault != Fault::program)
      return std::move(loaded).error().in(name);
  }
  return arm.load.path;
}

Result<void> WasmRunner::State::load_all() {
  std::vector<std::size_t> order(arms.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(std::span(order));
  for (const std::size_t i : order) {
    Arm& arm = arms[i];
    auto took = client.load(arm.load);
    if (!took) return std::move(took).error().in(options.arms[i].entry);
    arm.load_ns = *took;
    arm.warm = arm.measured = false;
  }
  return {};
}

Result<void> WasmRunner::State::restart() {
  client.stop();
  client_cpu_ns = 0;
  auto started = WasmClient::start(options.program, options.pinned_cpus, options.interrupt_fd);
  if (!started) return std::move(started).error();
  client = std::move(*started);
  return load_all();
}

bool WasmRunner::State::accepts(const TrialOutcome& outcome) const {
  return outcome.end == TrialEnd::exited &&
         (options.accepted.any || std::ranges::count(options.accepted.codes, outcome.code) > 0);
}

// One run in the assay-wasm that is there.
TrialOutcome WasmRunner::State::once(const TrialRequest& request) {
  Arm& arm = arms[request.arm];
  const wasm::Trial trial{arm.load.slot, 0, request.spin_ns};
  WasmTrial ran =
      client.run(trial, options.timeout_ns, [this](std::string_view bytes) { kept.add(bytes); });
  captured = {};
  captured.set_output(kept.take());
  if (!options.keep_output) captured.output_sha256.clear();
  captured.errors = ran.errors;
  if (ran.result) {
    captured.output_bytes = ran.result->output_bytes;
    arm.wall_ns = static_cast<double>(ran.result->wall_ns);
    const auto cpu = static_cast<double>(ran.result->process_cpu_ns);
    cpu_ns += cpu - std::exchange(client_cpu_ns, cpu);
    cost.trials_ns += arm.wall_ns;
  }
  arm.warm = true;
  const double compile = options.engine == Engine::interpreter ? arm.load_ns : arm.compile_ns;
  return wasm_outcome(ran, request.warmup ? kAbsent : compile);
}

Result<TrialOutcome> WasmRunner::State::trial(const TrialRequest& request) {
  const double before = sys::monotonic_ns();
  const double trials_before = cost.trials_ns;
  Arm& arm = arms[request.arm];
  if (!client.running() || (arm.measured && !request.warmup))
    if (auto ok = restart(); !ok) {
      if (ok.error().fault != Fault::interrupted) return std::move(ok).error();
      TrialOutcome cancelled;
      cancelled.end = TrialEnd::cancelled;
      return cancelled;
    }
  if (!request.warmup && !arm.warm && arm.wall_ns < kWarmBelow) {
    TrialRequest warming = request;
    warming.warmup = true;
    TrialOutcome warmed = once(warming);
    if (!accepts(warmed)) return warmed;
  }
  TrialOutcome out = once(request);
  if (!request.warmup) {
    arm.measured = true;
    // One compilation is one observation: repeated, it would pass for many.
    arm.compile_ns = kAbsent;
  }
  cost.bookkeeping_ns += sys::monotonic_ns() - before - (cost.trials_ns - trials_before);
  return out;
}

Result<std::unique_ptr<WasmRunner>> WasmRunner::start(WasmOptions options) {
  if (options.arms.empty() || options.arms.size() > wasm::kMaxSlots)
    return Error{Fault::usage, "the number of arms is out of range", "", ""};
  auto state = std::make_unique<State>();
  state->options = std::move(options);
  state->random = stats::Random(state->options.seed);
  if (auto opened = state->open(); !opened) return std::move(opened).error();
  return std::unique_ptr<WasmRunner>(new WasmRunner(std::move(state)));
}

WasmRunner::WasmRunner(std::unique_ptr<State> state) : state_(std::move(state)) {}
WasmRunner::~WasmRunner() = default;

const std::vector<model::MeasuredMetric>& WasmRunner::metrics() const {
  return state_->metrics;
}

Result<model::BatchOutcome> WasmRunner::run(std::span<const TrialRequest> batch) {
  State& s = *state_;
  model::BatchOutcome out;
  s.cpu_ns = 0;
  for (const TrialRequest& request : batch) {
    auto outcome = s.trial(request);
    if (!outcome) return std::move(outcome).error();
    out.trials.push_back(std::move(*outcome));
    if (!s.accepts(out.trials.back())) break;
  }
  if (s.options.disturbance) out.disturbance = s.options.disturbance(s.cpu_ns);
  return out;
}

model::HarnessCost WasmRunner::cost() const {
  return state_->cost;
}

const Captured& WasmRunner::captured() const {
  return state_->captured;
}

model::BackendRecord WasmRunner::backend() const {
  return state_->backend;
}

}  // namespace assay::target
