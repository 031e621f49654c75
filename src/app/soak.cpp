// SPDX-License-Identifier: Apache-2.0
#include "app/soak.hpp"

#include "app/agent.hpp"
#include "app/outputs.hpp"
#include "app/prepare.hpp"
#include "app/redact.hpp"
#include "app/soak_deliver.hpp"
#include "app/soak_judge.hpp"
#include "app/soak_options.hpp"
#include "app/soak_run.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "sys/signals.hpp"

#include <fmt/format.h>

#include <utility>

namespace assay::app {
namespace {

model::SoakResult blank(const SoakOptions& options, const WorkerPlan& plan,
                        const std::vector<codec::CounterSource>& sources) {
  model::SoakResult out;
  model::Report report = blank_report("soak", 0);
  out.run_id = std::move(report.run_id);
  out.created = std::move(report.created);
  out.tool = std::move(report.tool);
  out.host = std::move(report.host);
  const Redactor redactor(options.execution.redact);
  out.agent = redactor.text(agent_text(options.agent));
  out.workers.count = options.workers;
  for (const std::string& text : plan.texts) out.workers.commands.push_back(redactor.text(text));
  if (!options.worker_command) out.workers.rate = rate_of(options);
  out.duration_ns = options.duration_ns;
  out.warmup_ns = options.warmup_ns;
  out.poll_ns = options.poll_ns;
  out.limits = limits_of(options);
  for (const codec::CounterSource& source : sources) {
    model::SoakCounter& counter = out.counters.emplace_back();
    counter.name = source.name;
    counter.role = source.role;
    counter.source = redactor.text(source.text);
  }
  return out;
}

std::string sentence(const model::SoakResult& result) {
  return fmt::format("{} worker{} beside '{}' for {}, a look every {}", result.workers.count,
                     result.workers.count == 1 ? "" : "s", printable(result.agent),
                     format_quantity(result.warmup_ns + result.duration_ns, "ns"),
                     format_quantity(result.poll_ns, "ns"));
}

}  // namespace

Result<Outcome> soak(const SoakOptions& options, const Surroundings& surroundings) {
  if (auto ok = check_soak(options); !ok) return std::move(ok).error();
  auto interrupts = sys::Interrupts::install();
  if (!interrupts) return std::move(interrupts).error();
  const int interrupt_fd = (*interrupts)->fd();

  auto sources = counter_sources(options);
  if (!sources) return std::move(sources).error();
  auto counters = SoakCounters::prepare(*sources, options.execution, surroundings, interrupt_fd);
  if (!counters) return std::move(counters).error();
  auto plan = plan_workers(options, surroundings);
  if (!plan) return std::move(plan).error();
  auto spec = agent_spec(options.agent, options.execution, surroundings, interrupt_fd);
  if (!spec) return std::move(spec).error();

  model::SoakResult result = blank(options, *plan, *sources);
  surroundings.progress->plan(sentence(result));
  if (options.report) forget_verdict(*options.report);
  if (options.summary) forget_verdict(*options.summary);
  auto agent = target::Agent::start(*spec);
  if (!agent) return std::move(agent).error();
  result.startup_ns = (*agent)->startup_ns();

  SoakRun run({.options = options,
               .plan = *plan,
               .launcher = spec->launcher,
               .folder = surroundings.cwd,
               .interrupt_fd = interrupt_fd},
              **agent, *counters, *surroundings.progress, result);
  auto error = run.go();
  auto stopped = (*agent)->stop();
  result.checks.push_back(
      stopped ? condition("end", model::CheckOutcome::pass, "holds", "nothing of the agent is left")
              : condition("end", model::CheckOutcome::fail, "agent-remains", stopped.error().what));
  if (!stopped && result.status == model::Status::complete) {
    result.status = model::Status::failed;
    result.failure = stopped.error().what;
  }
  if (!stopped && !error) error = std::move(stopped).error();
  if (result.status != model::Status::complete)
    result.agent_log =
        Redactor(options.execution.redact).text(printable((*agent)->log(std::size_t{8} << 10)));
  judge_soak(result);

  Outcome outcome;
  outcome.exit = exit_of(result);
  if (error && error->fault != Fault::interrupted) {
    outcome.exit = worst(outcome.exit, exit_for(error->fault));
    outcome.error = std::move(error);
  }
  deliver_soak(result, options, surroundings, outcome);
  return outcome;
}

}  // namespace assay::app
