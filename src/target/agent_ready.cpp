// SPDX-License-Identifier: Apache-2.0
#include "target/agent_ready.hpp"

#include "base/text.hpp"
#include "base/units.hpp"
#include "net/http_probe.hpp"
#include "sys/file.hpp"
#include "target/readiness.hpp"

#include <fmt/format.h>

#include <re2/re2.h>
#include <utility>

namespace assay::target {
namespace {

constexpr double kStaleLook = 1e9;
constexpr const char* kCommand = "its ready command";

Error stale(std::string what) {
  return {Fault::program, std::move(what),
          "it would make the agent look ready whatever it does: it is left over from an earlier "
          "run, or one is running already",
          "stop that one or remove what is left, or allow it with --allow-running-agent"};
}

}  // namespace

Result<SocketPlace> parse_socket_place(const std::string& text) {
  if (text.find('/') != std::string::npos) return SocketPlace{text, "", 0};
  const std::size_t colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != std::string::npos)
    host.clear();
  const auto port = colon == std::string::npos ? std::nullopt : parse_int(text.substr(colon + 1));
  if (host.empty() || !port || *port < 1 || *port > 65535)
    return Error{Fault::usage, fmt::format("'{}' is no socket", printable(text)), "",
                 "write HOST:PORT (127.0.0.1:8125, [::1]:8125), or a path with a '/' in it"};
  return SocketPlace{"", host, static_cast<std::uint16_t>(*port)};
}

AgentLooks::AgentLooks(AgentLooks&&) noexcept = default;
AgentLooks::~AgentLooks() = default;

Result<AgentLooks> AgentLooks::make(const AgentReadiness& ready, int interrupt_fd) {
  AgentLooks looks;
  looks.ready_ = ready;
  looks.interrupt_fd_ = interrupt_fd;
  if (ready.log) {
    looks.pattern_ = std::make_unique<RE2>(*ready.log, RE2::Quiet);
    if (!looks.pattern_->ok())
      return Error{Fault::usage,
                   fmt::format("'{}' is no regular expression", printable(*ready.log)),
                   looks.pattern_->error(), ""};
  }
  if (ready.socket) {
    const auto place = parse_socket_place(*ready.socket);
    if (!place) return place.error();
    auto address = place->path.empty() ? net::resolve(place->host, place->port)
                                       : net::unix_address(place->path);
    if (!address) return std::move(address).error();
    looks.address_ = *address;
  }
  return looks;
}

std::string AgentLooks::socket_refuses(double patience_ns) const {
  const auto answer = net::probe(*address_, "", patience_ns, interrupt_fd_);
  return answer.connected ? "" : fmt::format("{}: {}", printable(*ready_.socket), answer.failure);
}

Result<void> AgentLooks::refuse_stale() const {
  if (ready_.file && sys::exists(*ready_.file))
    return stale(
        fmt::format("the file {} is there before the agent was started", printable(*ready_.file)));
  if (address_ && socket_refuses(kStaleLook).empty()) {
    const bool local = ready_.socket->find('/') != std::string::npos;
    const std::string who = local ? "" : net::listener_on(address_->port());
    return stale(fmt::format("{} accepts connections before the agent was started{}",
                             printable(*ready_.socket), who.empty() ? "" : ": " + who));
  }
  if (ready_.command) {
    const auto answer = ask_command(*ready_.command, kCommand, kStaleLook, interrupt_fd_);
    if (!answer) return answer.error();
    if (answer->empty())
      return stale("the ready command exits with 0 before the agent was started");
  }
  return {};
}

Result<std::string> AgentLooks::look(double since_start_ns, double patience_ns, const Log& log) {
  if (pattern_ && !logged_) {
    logged_ = RE2::PartialMatch(log(), *pattern_);
    if (!logged_) return fmt::format("nothing that it wrote matches '{}'", printable(*ready_.log));
  }
  if (ready_.delay_ns && since_start_ns < *ready_.delay_ns)
    return fmt::format("{} have not passed", format_quantity(*ready_.delay_ns, "ns"));
  if (ready_.file && !sys::exists(*ready_.file))
    return fmt::format("there is no file {}", printable(*ready_.file));
  if (address_)
    if (std::string refused = socket_refuses(patience_ns); !refused.empty()) return refused;
  if (ready_.command) return ask_command(*ready_.command, kCommand, patience_ns, interrupt_fd_);
  return std::string();
}

}  // namespace assay::target
