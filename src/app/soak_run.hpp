// SPDX-License-Identifier: Apache-2.0
// The soak itself: load on, a poll now and then, load off.
#pragma once
#include "app/soak.hpp"
#include "app/soak_counters.hpp"
#include "app/soak_workers.hpp"
#include "base/result.hpp"
#include "model/ports.hpp"
#include "model/soak.hpp"
#include "target/agent.hpp"

#include <optional>
#include <string>

namespace assay::app {

struct SoakSetup {
  const SoakOptions& options;
  const WorkerPlan& plan;
  std::string launcher;
  std::string folder;  // whose disk must not fill up
  int interrupt_fd = -1;
};

class SoakRun {
 public:
  // Fills in polls, the conditions among the checks, and status. All are borrowed.
  SoakRun(SoakSetup setup, target::Agent& agent, SoakCounters& counters, model::Progress& progress,
          model::SoakResult& result);

  // The workers are gone when it returns. What ended the soak early, if something did; what was
  // seen until then is in the result.
  std::optional<Error> go();

 private:
  std::optional<Error> soak(SoakWorkers& workers);
  std::optional<Error> wait(SoakWorkers& workers, double until_ns);
  std::optional<Error> poll(SoakWorkers& workers);
  std::optional<Error> look(SoakWorkers& workers);
  std::optional<Error> last_breath(SoakWorkers& workers);
  std::optional<Error> read_counters();
  std::optional<Error> check_disk();
  void check_gap();
  Error fail(const std::string& condition, std::string code, Error error);
  void show(double now_ns);

  SoakSetup setup_;
  target::Agent& agent_;
  SoakCounters& counters_;
  model::Progress& progress_;
  model::SoakResult& result_;
  double loaded_ns_ = 0;  // when the load began
  double began_ns_ = 0;   // when the first poll was
  double first_ns_ = 0;   // likewise, by a clock that does not stop while the machine sleeps
  double end_ns_ = 0;
  double shown_ns_ = 0;
  model::SoakEvents so_far_;
};

}  // namespace assay::app
