// SPDX-License-Identifier: Apache-2.0
// Trials as slices of load: all arms' servers are up at once, and a trial is some time of requests
// to one of them. What is measured is the servers' doing; the generator's own lateness is told
// apart. Used by one thread.
#pragma once
#include "base/result.hpp"
#include "model/scenario.hpp"
#include "target/observed_runner.hpp"
#include "target/server_process.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::target {

struct ServerOptions {
  ServerPlace place;
  std::vector<ServerCommand> arms;  // TrialRequest::arm is an index into it
  double timeout_ns = 30e9;         // of one request
  // What is wrong with a body, "" when nothing is; may be empty.
  std::function<std::string(std::string_view body)> check;
  model::BackendRecord backend;
  std::uint64_t seed = 0;  // of the order in which servers are started
  std::function<model::Disturbance(double tree_cpu_ns)> disturbance;
};

class ServerRunner final : public ObservedRunner {
 public:
  // Starts all servers, waits until they are ready and warms them. Faults: as ServerProcess::start.
  static Result<std::unique_ptr<ServerRunner>> start(ServerOptions options);
  // Stops all servers: asked first, killed after the grace.
  ~ServerRunner() override;
  ServerRunner(const ServerRunner&) = delete;
  ServerRunner& operator=(const ServerRunner&) = delete;

  const std::vector<model::MeasuredMetric>& metrics() const override;
  Result<model::BatchOutcome> run(std::span<const model::TrialRequest> batch) override;
  model::HarnessCost cost() const override;
  const Captured& captured() const override;
  model::BackendRecord backend() const override;
  // Percentiles over the whole run of each arm, and what is to be known of the generator.
  std::vector<model::Diagnostic> remarks() const override;

 private:
  struct State;
  explicit ServerRunner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::target
