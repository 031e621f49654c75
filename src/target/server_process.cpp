// SPDX-License-Identifier: Apache-2.0
#include "target/server_process.hpp"

#include "base/text.hpp"
#include "base/units.hpp"
#include "net/http_probe.hpp"
#include "net/http_request.hpp"
#include "net/url.hpp"
#include "sys/clock.hpp"
#include "target/process_command.hpp"
#include "target/readiness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <re2/re2.h>
#include <utility>

namespace assay::target {
namespace {

constexpr std::size_t kQuotedLog = std::size_t{64} << 10;

template <typename Each>
void each_text(Command& command, Each each) {
  for (std::string& word : command.argv) each(word);
  for (std::string& entry : command.env) each(entry);
  each(command.executable);
  each(command.cwd);
  each(command.input);
}

void fill_in(std::string& text, std::string_view placeholder, const std::string& value) {
  for (std::size_t at = 0; (at = text.find(placeholder, at)) != std::string::npos;
       at += value.size())
    text.replace(at, placeholder.size(), value);
}

// "/path", or "http://host:port/path".
Result<net::HttpUrl> url_of(std::string text, const std::string& host, std::uint16_t port) {
  fill_in(text, "{port}", std::to_string(port));
  if (!text.starts_with("http://")) return net::HttpUrl{host, port, text};
  auto url = net::parse_http_url(text);
  if (!url) url.error().hint = "write a path such as /health, or http://127.0.0.1:{port}/health";
  return url;
}

}  // namespace

Command placed(const Command& command, std::uint16_t port, const std::string& scratch) {
  Command out = command;
  each_text(out, [&](std::string& text) {
    fill_in(text, "{port}", std::to_string(port));
    fill_in(text, "{scratch}", scratch);
  });
  return out;
}

bool mentions(const Command& command, const std::string& placeholder) {
  bool found = false;
  Command copy = command;
  each_text(copy, [&](const std::string& text) {
    found = found || text.find(placeholder) != std::string::npos;
  });
  return found;
}

Result<std::unique_ptr<ServerProcess>> ServerProcess::start(const ServerPlace& place,
                                                            const ServerCommand& command) {
  std::unique_ptr<ServerProcess> server(new ServerProcess);
  server->name_ = command.name;
  if (auto chosen = server->choose_port(place); !chosen) return std::move(chosen).error();
  const std::uint16_t port = server->address_.port();
  std::string scratch;
  if (mentions(command.command, "{scratch}")) {
    auto folder = sys::TemporaryFolder::create();
    if (!folder) return std::move(folder).error();
    scratch = folder->path();
    server->scratch_.emplace(std::move(*folder));
  }
  if (command.ready) server->ready_command_ = placed(*command.ready, port, scratch);
  if (const auto& http = place.settings.ready.http) {
    auto url = url_of(*http, place.settings.host, port);
    if (!url) return std::move(url).error();
    auto request = net::request_bytes({.path = url->path}, url->host, url->port);
    if (!request) return std::move(request).error().in("ready.http");
    auto address = net::resolve(url->host, url->port);
    if (!address) return std::move(address).error().in("ready.http");
    server->ready_request_ = std::move(*request);
    server->ready_address_ = *address;
  }

  const Command filled = placed(command.command, port, scratch);
  server->executable_ = filled.executable;
  const double began = sys::monotonic_ns();
  auto daemon = sys::Daemon::start(place.launcher, daemon_command(filled, place.pinned_cpus));
  if (!daemon) return std::move(daemon).error();
  server->daemon_ = std::move(*daemon);
  if (auto ready = server->wait_until_ready(place); !ready) return std::move(ready).error();
  server->startup_ns_ = sys::monotonic_ns() - began;
  return server;
}

Result<void> ServerProcess::choose_port(const ServerPlace& place) {
  std::uint16_t port = place.settings.port;
  if (port == 0) {
    auto free = net::free_port(place.settings.host);
    if (!free) return std::move(free).error();
    port = *free;
  } else if (auto free = net::check_port_free(place.settings.host, port); !free) {
    return std::move(free).error().in("the server of '" + name_ + "'");
  }
  auto address = net::resolve(place.settings.host, port);
  if (!address) return std::move(address).error();
  address_ = *address;
  return {};
}

Result<void> ServerProcess::wait_until_ready(const ServerPlace& place) {
  const double timeout = place.settings.ready.timeout_ns;
  const double began = sys::monotonic_ns();
  std::string why;
  for (;;) {
    if (daemon_->ended())
      return Error{Fault::program, how_it_ended() + " before it was ready",
                   with_last_lines("", daemon_->log(kQuotedLog)),
                   "run its command by hand to see why"};
    const double waited = sys::monotonic_ns() - began;
    if (waited >= timeout)
      return Error{Fault::program,
                   fmt::format("the server of '{}' was not ready within {}", name_,
                               format_quantity(timeout, "ns")),
                   with_last_lines(why, daemon_->log(kQuotedLog)),
                   "see whether it listens where {port} says, or raise the timeout of `ready`"};
    auto looked = look(place, patience_of_look(timeout - waited));
    if (!looked) return std::move(looked).error();
    if (looked->empty() && !daemon_->ended()) return {};
    if (!looked->empty()) why = std::move(*looked);
    if (daemon_->wait(pause_between_looks(waited), place.interrupt_fd))
      return Error{Fault::interrupted, "interrupted", "", ""};
  }
}

Result<std::string> ServerProcess::look(const ServerPlace& place, double patience_ns) {
  const model::Readiness& ready = place.settings.ready;
  if (ready_request_) {
    const auto answer =
        net::probe(ready_address_, *ready_request_, patience_ns, place.interrupt_fd);
    if (answer.status / 100 == 2) return std::string();
    return answer.status == 0 ? fmt::format("{}: {}", *ready.http, answer.failure)
                              : fmt::format("{} answers {}, not 2xx", *ready.http, answer.status);
  }
  if (ready.log && !ready.tcp) {
    const RE2 pattern(*ready.log, RE2::Quiet);
    if (RE2::PartialMatch(daemon_->kept_log(), pattern)) return std::string();
    return fmt::format("nothing that it wrote matches '{}'", printable(*ready.log));
  }
  if (ready_command_ && !ready.tcp)
    return ask_command(*ready_command_, "its `ready` command", patience_ns, place.interrupt_fd);
  const auto answer = net::probe(address_, "", patience_ns, place.interrupt_fd);
  if (answer.connected) return std::string();
  return fmt::format("port {}: {}", address_.port(), answer.failure);
}

std::string ServerProcess::how_it_ended() const {
  return fmt::format("the server of '{}' {}", name_, ending(*daemon_->ended(), executable_));
}

}  // namespace assay::target
