// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.hpp"

#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"
#include "sys/signals.hpp"

namespace assay::cli {

int run_doctor(Arguments words, const Environment& environment) {
  auto ask = parse_doctor(words);
  if (!ask) return fail(ask.error());
  if (!*ask) return show_help("doctor");
  auto interrupts = sys::Interrupts::install();
  if (!interrupts) return fail(interrupts.error());
  app::DoctorOptions options;
  if ((*ask)->probe_ns) options.probe_seconds = *(*ask)->probe_ns / 1e9;
  options.interrupt_fd = (*interrupts)->fd();
  const auto report = app::doctor(options);
  if (!report) return fail(report.error());
  const auto around = surroundings(environment, (*ask)->style, false, false);
  if ((*ask)->style == app::Style::none && !(*ask)->json) return to_int(app::Exit::pass);
  const auto printed = print((*ask)->json ? app::render_doctor_json(*report)
                                          : app::render_doctor_text(*report, text_style(around)));
  return printed ? to_int(app::Exit::pass) : fail(printed.error());
}

}  // namespace assay::cli
