// SPDX-License-Identifier: Apache-2.0
#include "target/server_runner.hpp"

#include "net/http_request.hpp"
#include "net/load.hpp"
#include "stats/random.hpp"
#include "sys/clock.hpp"
#include "target/process_outcome.hpp"
#include "target/server_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace assay::target {
namespace {

using model::TrialEnd;
using model::TrialOutcome;
using model::TrialRequest;

constexpr std::size_t kErrors = std::size_t{64} << 10;  // of the log
constexpr std::size_t kQuotedLines = 8;
// Of the requests expected in a slice: those of the warming vary.
constexpr double kCaution = 0.7;

}  // namespace

struct ServerRunner::State {
  struct Arm {
    std::unique_ptr<ServerProcess> server;
    std::optional<net::Load> load;
    std::optional<double> startup_ns;  // until a trial has told it
    ArmTotals totals;
  };

  ServerOptions options;
  std::vector<Arm> arms;
  stats::Random random{0};
  std::vector<model::MeasuredMetric> metrics;
  model::HarnessCost cost;
  Captured captured;
  stats::Histogram latency, lag;  // of the slice that runs
  std::uint64_t block = 0;        // since the latest start
  std::uint64_t restarts = 0;
  double batch_cpu_ns = 0;

  Result<void> start_all();
  Result<void> start_one(Arm& arm, const ServerCommand& command);
  void stop_all();
  Result<net::Load> load_for(const net::Address& address) const;
  net::LoadResult warm(Arm& arm);
  Result<void> begin_block(const TrialRequest& request);
  TrialOutcome trial(const TrialRequest& request);
  TrialOutcome server_gone(Arm& arm, const std::string& executable) const;
  void keep(const Arm& arm);
  net::LoadSlice slice_of(Arm& arm, double duration_ns) const {
    return {.duration_ns = duration_ns,
            .least = least_requests(),
            .interrupt_fd = options.place.interrupt_fd,
            .server_fd = arm.server->daemon().ended_fd()};
  }
};

Result<net::Load> ServerRunner::State::load_for(const net::Address& address) const {
  const model::ServerSettings& settings = options.place.settings;
  const net::Request request{settings.method, settings.path, settings.headers, settings.body};
  auto bytes = net::request_bytes(request, settings.host, address.port());
  if (!bytes) return std::move(bytes).error();
  net::LoadOptions out;
  out.address = address;
  out.request = std::move(*bytes);
  out.head_request = request.is_head();
  out.idempotent = request.is_idempotent();
  out.connections = settings.connections;
  out.rate = settings.rate;
  out.timeout_ns = options.timeout_ns;
  out.status = settings.status;
  out.check = options.check;
  return net::Load::make(std::move(out));
}

Result<void> ServerRunner::State::start_one(Arm& arm, const ServerCommand& command) {
  auto server = ServerProcess::start(options.place, command);
  if (!server) return std::move(server).error();
  arm.server = std::move(*server);
  arm.startup_ns = arm.server->startup_ns();
  for (Arm& other : arms) {
    if (!other.server || &other == &arm) continue;
    other.server->daemon().spare(arm.server->daemon());
  }
  auto load = load_for(arm.server->address());
  if (!load) return std::move(load).error();
  arm.load.emplace(std::move(*load));
  return {};
}

// One after the other, in random order: whoever comes first may get the better memory.
Result<void> ServerRunner::State::start_all() {
  std::vector<std::size_t> order(arms.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(std::span(order));
  for (std::size_t index : order)
    if (auto started = start_one(arms[index], options.arms[index]); !started) return started;
  double requests = 0, elapsed = 0;
  for (std::size_t index : order) {
    const net::LoadResult result = warm(arms[index]);
    if (result.end == net::LoadResult::End::interrupted)
      return Error{Fault::interrupted, "interrupted", "", ""};
    requests += static_cast<double>(result.answered);
    elapsed += result.elapsed_ns;
  }
  if (!metrics.empty()) return {};
  const model::ServerSettings& settings = options.place.settings;
  const double per_ns = settings.rate ? *settings.rate * 1e-9 : kCaution * requests / elapsed;
  metrics = server_metrics(arms.front().server->daemon().cpu_tier(), settings.rate,
                           std::max(per_ns * settings.slice_ns, double(least_requests())));
  return {};
}

// What goes wrong in it will go wrong again in the first slice, and is told then.
net::LoadResult ServerRunner::State::warm(Arm& arm) {
  const double warm_ns = options.place.settings.warm_ns;
  if (warm_ns <= 0 && options.place.settings.rate) return {};
  return arm.load->run(slice_of(arm, warm_ns), {[](double) {}, [](double) {}});
}

void ServerRunner::State::stop_all() {
  // Our ends first, so that the ports can be listened on again at once.
  for (Arm& arm : arms)
    if (arm.load) arm.load->disconnect();
  const double grace = options.place.settings.grace_ns;
  for (Arm& arm : arms)
    if (arm.server && grace > 0) arm.server->daemon().terminate();
  for (Arm& arm : arms) {
    if (arm.server) arm.server->daemon().stop(grace);
    arm.server.reset();
    arm.load.reset();
  }
}

Result<void> ServerRunner::State::begin_block(const TrialRequest& request) {
  const std::uint64_t rounds = options.place.settings.restart_rounds;
  if (rounds == 0 || request.warmup) return {};
  const auto wanted = static_cast<std::uint64_t>(request.iteration) / rounds;
  if (wanted == block) return {};
  block = wanted;
  ++restarts;
  stop_all();
  return start_all();
}

TrialOutcome ServerRunner::State::server_gone(Arm& arm, const std::string& executable) const {
  const std::string log = arm.server->daemon().log(kErrors);
  TrialOutcome out = outcome_of(*arm.server->daemon().ended(), executable, log);
  out.detail = arm.server->how_it_ended() + " under load";
  if (const std::string lines = last_lines(log, kQuotedLines); !lines.empty())
    out.detail += "; its last lines:\n" + lines;
  // To leave without an error is an error of a server.
  if (out.end == TrialEnd::exited && out.code == 0) out.end = TrialEnd::wrong;
  return out;
}

void ServerRunner::State::keep(const Arm& arm) {
  sys::KeptBytes body;
  body.add(arm.load->body());
  captured.set_output(body.take());
}

TrialOutcome ServerRunner::State::trial(const TrialRequest& request) {
  Arm& arm = arms[request.arm];
  const model::ServerSettings& settings = options.place.settings;
  sys::Daemon& daemon = arm.server->daemon();
  const double looking = sys::monotonic_ns();
  const double memory_before = daemon.resident_bytes();
  const double cpu_before = daemon.cpu_ns();
  latency.clear();
  lag.clear();
  const double began = sys::monotonic_ns();
  const net::LoadResult result =
      arm.load->run(slice_of(arm, settings.slice_ns),
                    {[&](double ns) { latency.record(ns); }, [&](double ns) { lag.record(ns); }});
  const double ended = sys::monotonic_ns();
  ++cost.trials;
  cost.trials_ns += ended - began;

  TrialOutcome out;
  if (result.end == net::LoadResult::End::interrupted) {
    out.end = TrialEnd::cancelled;
    return out;
  }
  if (result.end == net::LoadResult::End::server_gone && daemon.ended()) {
    captured.errors = daemon.log(kErrors);
    return server_gone(arm, options.arms[request.arm].command.executable);
  }
  keep(arm);
  captured.errors = daemon.log(kErrors);
  if (result.wrong > 0 || result.answered == 0) {
    out.end = TrialEnd::wrong;
    out.detail = result.wrong > 0 ? fmt::format("{} ({} of {} responses of a slice)",
                                                result.first_wrong, result.wrong, result.answered)
                                  : fmt::format("none of {} requests was answered: {}",
                                                result.failed, result.first_failure);
    return out;
  }
  const double cpu = daemon.cpu_ns();
  SliceFigures figures{.latency = latency, .lag = lag};
  figures.elapsed_ns = result.elapsed_ns;
  figures.answered = result.answered;
  figures.failed = result.failed;
  if (cpu >= 0 && cpu_before >= 0) {
    figures.cpu_ns = cpu - cpu_before;
    batch_cpu_ns += figures.cpu_ns;
  }
  figures.resident_bytes = std::max(memory_before, daemon.resident_bytes());
  if (!request.warmup) figures.startup_ns = std::exchange(arm.startup_ns, {}).value_or(-1);
  out.values = server_values(figures, settings.rate.has_value());
  if (!request.warmup) {
    ArmTotals& totals = arm.totals;
    totals.latency.merge(latency);
    totals.lag.merge(lag);
    totals.elapsed_ns += result.elapsed_ns;
    totals.answered += result.answered;
    totals.failed += result.failed;
    totals.reconnects += result.reconnects;
    if (totals.first_failure.empty()) totals.first_failure = result.first_failure;
  }
  cost.bookkeeping_ns += began - looking + sys::monotonic_ns() - ended;
  return out;
}

ServerRunner::ServerRunner(std::unique_ptr<State> state) : state_(std::move(state)) {}

ServerRunner::~ServerRunner() {
  if (state_) state_->stop_all();
}

Result<std::unique_ptr<ServerRunner>> ServerRunner::start(ServerOptions options) {
  std::unique_ptr<ServerRunner> runner(new ServerRunner(std::make_unique<State>()));
  State& state = *runner->state_;
  state.random = stats::Random(options.seed);
  state.options = std::move(options);
  state.arms.resize(state.options.arms.size());
  for (std::size_t i = 0; i < state.arms.size(); ++i)
    state.arms[i].totals.name = state.options.arms[i].name;
  if (auto started = state.start_all(); !started) return std::move(started).error();
  return runner;
}

const std::vector<model::MeasuredMetric>& ServerRunner::metrics() const {
  return state_->metrics;
}

Result<model::BatchOutcome> ServerRunner::run(std::span<const TrialRequest> batch) {
  model::BatchOutcome out;
  state_->batch_cpu_ns = 0;
  for (const TrialRequest& request : batch) {
    if (auto begun = state_->begin_block(request); !begun) return std::move(begun).error();
    out.trials.push_back(state_->trial(request));
    const TrialOutcome& latest = out.trials.back();
    if (latest.end != TrialEnd::exited || latest.code != 0) break;
  }
  if (state_->options.disturbance)
    out.disturbance = state_->options.disturbance(state_->batch_cpu_ns);
  return out;
}

model::HarnessCost ServerRunner::cost() const {
  return state_->cost;
}

const Captured& ServerRunner::captured() const {
  return state_->captured;
}

model::BackendRecord ServerRunner::backend() const {
  return state_->options.backend;
}

std::vector<model::Diagnostic> ServerRunner::remarks() const {
  std::vector<ArmTotals> totals;
  for (const State::Arm& arm : state_->arms) totals.push_back(arm.totals);
  const model::ServerSettings& settings = state_->options.place.settings;
  return server_remarks(totals, settings.rate, settings.connections, state_->restarts);
}

}  // namespace assay::target
