// SPDX-License-Identifier: Apache-2.0
// When an agent is ready: looks at what its readiness asks for.
#pragma once
#include "base/result.hpp"
#include "net/address.hpp"
#include "target/agent.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace re2 {
class RE2;
}

namespace assay::target {

// "HOST:PORT" or a path, which holds a '/'. Pure. Faults: usage.
struct SocketPlace {
  std::string path;  // or else
  std::string host;
  std::uint16_t port = 0;
};
Result<SocketPlace> parse_socket_place(const std::string& text);

class AgentLooks {
 public:
  // Faults: usage (no expression, no address).
  static Result<AgentLooks> make(const AgentReadiness& ready, int interrupt_fd);
  AgentLooks(AgentLooks&&) noexcept;
  ~AgentLooks();

  // That nothing holds before the start: it would hold for ever, ready or not. Faults: program
  // (what does, and what that means), interrupted.
  Result<void> refuse_stale() const;

  // Empty when everything holds, else the first that does not. What was seen in the log once has
  // been seen. Faults: interrupted.
  using Log = std::function<std::string()>;
  Result<std::string> look(double since_start_ns, double patience_ns, const Log& log);

 private:
  AgentLooks() = default;
  // Empty when it accepts connections, else why not.
  std::string socket_refuses(double patience_ns) const;

  AgentReadiness ready_;
  int interrupt_fd_ = -1;
  std::unique_ptr<re2::RE2> pattern_;
  bool logged_ = false;
  std::optional<net::Address> address_;
};

}  // namespace assay::target
