// SPDX-License-Identifier: Apache-2.0
#include "app/soak_counters.hpp"

#include "app/commands.hpp"
#include "app/prepare.hpp"
#include "base/text.hpp"
#include "net/http_probe.hpp"
#include "net/http_request.hpp"
#include "net/url.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace assay::app {
namespace {

using codec::CounterPlace;
using codec::CounterReading;
using model::CounterTrouble;

constexpr std::size_t kLongest = std::size_t{8} << 20;  // of what a place may say
constexpr std::size_t kQuoted = 200;

}  // namespace

Result<SoakCounters> SoakCounters::prepare(std::vector<codec::CounterSource> sources,
                                           const Execution& execution,
                                           const Surroundings& surroundings, int interrupt_fd) {
  SoakCounters out;
  out.interrupt_fd_ = interrupt_fd;
  for (const codec::CounterSource& source : sources) {
    const auto same = std::find_if(out.places_.begin(), out.places_.end(), [&](const Place& place) {
      return place.kind == source.place && place.where == source.where;
    });
    out.place_of_.push_back(std::size_t(same - out.places_.begin()));
    if (same != out.places_.end()) continue;
    auto place = out.prepare_place(source, execution, surroundings);
    if (!place) return std::move(place).error().in("the counter '" + source.name + "'");
    out.places_.push_back(*std::move(place));
  }
  out.latest_.assign(sources.size(), model::kAbsent);
  out.sources_ = std::move(sources);
  return out;
}

Result<SoakCounters::Place> SoakCounters::prepare_place(const codec::CounterSource& source,
                                                        const Execution& execution,
                                                        const Surroundings& surroundings) const {
  Place out{source.place, source.where, {}, {}, {}};
  if (source.place == CounterPlace::url) {
    const auto url = net::parse_http_url(source.where);
    if (!url) return url.error();
    auto address = net::resolve(url->host, url->port);
    if (!address) return std::move(address).error();
    auto request =
        net::request_bytes({.path = url->path, .headers = {}, .body = {}}, url->host, url->port);
    if (!request) return std::move(request).error();
    out.address = *address;
    out.request = *std::move(request);
  }
  if (source.place == CounterPlace::command) {
    const Need need = shell_need(source.where) ? Need::shell : Need::words;
    auto line = command_line(source.where, ShellPolicy(), need);
    if (!line) return std::move(line).error();
    auto command = spawnable(*line, execution, surroundings, surroundings.cwd);
    if (!command) return std::move(command).error();
    out.command.argv = command->argv;
    out.command.argv[0] = command->executable;
    out.command.cwd = command->cwd;
    out.command.env = command->env;
    out.command.keep = kLongest;
    out.command.interrupt_fd = interrupt_fd_;
  }
  return out;
}

Result<SoakCounters::Text> SoakCounters::text_of(Place& place, double patience_ns) const {
  switch (place.kind) {
    case CounterPlace::file: {
      // A FIFO would wait for its writer, and neither the clock nor Ctrl-C would end that.
      std::error_code failed;
      const auto kind = std::filesystem::status(place.where, failed).type();
      if (kind != std::filesystem::file_type::regular &&
          kind != std::filesystem::file_type::not_found)
        return Text{std::nullopt, fmt::format("{} is no regular file", place.where)};
      auto text = sys::read_file(place.where, kLongest);
      if (!text) return Text{std::nullopt, text.error().text()};
      return Text{*std::move(text), ""};
    }
    case CounterPlace::url: {
      auto answer = net::probe(place.address, place.request, patience_ns, interrupt_fd_);
      if (answer.status / 100 == 2) return Text{std::move(answer.body), ""};
      return Text{std::nullopt,
                  answer.status == 0
                      ? fmt::format("{}: {}", place.where, answer.failure)
                      : fmt::format("{} answers {}, not 2xx", place.where, answer.status)};
    }
    case CounterPlace::command:
      break;
  }
  place.command.timeout_ns = patience_ns;
  auto finished = sys::run_subprocess(place.command);
  if (!finished && finished.error().fault == Fault::interrupted) return finished.error();
  if (!finished) return Text{std::nullopt, finished.error().text()};
  if (finished->code == 0) return Text{std::move(finished->output), ""};
  const std::string said = printable(trim(finished->errors).substr(0, kQuoted));
  return Text{std::nullopt,
              fmt::format("it exits with {}{}{}", finished->code, said.empty() ? "" : ": ", said)};
}

Result<std::vector<CounterReading>> SoakCounters::read(double patience_ns) {
  std::vector<Text> texts;
  for (Place& place : places_) {
    auto text = text_of(place, patience_ns);
    if (!text) return std::move(text).error();
    texts.push_back(*std::move(text));
  }
  std::vector<CounterReading> out;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const Text& text = texts[place_of_[i]];
    CounterReading reading{model::kAbsent, CounterTrouble::unreachable, text.why};
    if (text.text) reading = codec::read_counter(sources_[i], *text.text);
    const bool falls = sources_[i].role != model::CounterRole::gauge && reading.value < latest_[i];
    if (falls) {
      reading.trouble = CounterTrouble::backwards;
      reading.why = fmt::format("it fell from {} to {}: has the agent started again?", latest_[i],
                                reading.value);
    }
    latest_[i] = reading.value;
    out.push_back(std::move(reading));
  }
  return out;
}

}  // namespace assay::app
