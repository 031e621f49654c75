// SPDX-License-Identifier: Apache-2.0
#include "cli/run.hpp"

#include "cli/exit.hpp"
#include "cli/help.hpp"
#include "cli/terminal.hpp"

namespace assay::cli {
namespace {

LiveMode live_mode(const Presence& presence, const app::Surroundings& surroundings) {
  if (presence.quiet || presence.style == app::Style::none) return LiveMode::silent;
  return surroundings.interactive ? LiveMode::drawn : LiveMode::plain;
}

// Colours of the live view: it goes to standard error, whose terminal may not be standard output's.
bool live_colour(const Presence& presence, const Environment& environment) {
  if (presence.style == app::Style::full) return true;
  return presence.style == app::Style::automatic && !environment.get("NO_COLOR");
}

}  // namespace

int fail(const Error& error) {
  print_error(error);
  return to_int(app::exit_for(error.fault));
}

int show_help(std::string_view command) {
  const Page* page = find_page(command);
  if (auto printed = print(page != nullptr ? page_text(*page) : overview()); !printed)
    return fail(printed.error());
  return to_int(app::Exit::pass);
}

int run_measured(const Presence& presence, const Environment& environment,
                 const UseCase& use_case) {
  app::Surroundings around =
      surroundings(environment, presence.style, presence.quiet, presence.shows_output);
  report::TextStyle live_style = text_style(around);
  live_style.color = around.interactive && live_colour(presence, environment);
  LiveView live = live_view(live_mode(presence, around), live_style);
  around.progress = &live;
  const bool mute = presence.style == app::Style::none;
  around.print = [&](std::string_view text) -> Result<void> {
    live.finish();
    return mute && !presence.json ? Result<void>() : print(text);
  };
  auto result = use_case(around);
  live.finish();
  if (result && mute && !presence.json) result->out.clear();
  return finish(result, presence.quiet || mute ? Talk::silent : Talk::normal);
}

void settle_launcher(app::Execution& execution, const Environment& environment) {
  if (!execution.launcher) execution.launcher = environment.get("ASSAY_LAUNCHER");
}

report::TextStyle text_style(const app::Surroundings& surroundings) {
  return {
      .color = surroundings.colour, .unicode = surroundings.unicode, .width = surroundings.columns};
}

}  // namespace assay::cli
