// SPDX-License-Identifier: Apache-2.0
// One arm's server: started with a port of its own, ready, and gone when it is destroyed.
#pragma once
#include "base/result.hpp"
#include "model/scenario.hpp"
#include "net/address.hpp"
#include "sys/daemon.hpp"
#include "sys/self.hpp"
#include "target/process_runner.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::target {

// {port} and {scratch} (a new folder, gone with the server) are filled in at each start, in words,
// environment and folders.
struct ServerCommand {
  std::string name;              // of the arm
  Command command;               // its outputs go to the log, whatever they say
  std::optional<Command> ready;  // exits with 0 once the server is ready
};

struct ServerPlace {
  std::string launcher;
  model::ServerSettings settings;
  std::vector<int> pinned_cpus;
  int interrupt_fd = -1;
};

class ServerProcess {
 public:
  // Starts the server and waits until it is ready. Faults: program (the port is in use, it ended,
  // it never got ready; its last lines are quoted), usage, interrupted, internal.
  static Result<std::unique_ptr<ServerProcess>> start(const ServerPlace& place,
                                                      const ServerCommand& command);

  sys::Daemon& daemon() { return *daemon_; }
  const net::Address& address() const { return address_; }
  double startup_ns() const { return startup_ns_; }
  // "the server of 'candidate' exited with code 3" and its last lines. REQUIRES: it has ended.
  std::string how_it_ended() const;

 private:
  ServerProcess() = default;
  Result<void> choose_port(const ServerPlace& place);
  Result<void> wait_until_ready(const ServerPlace& place);
  // Empty when it is ready, else why it is not yet.
  Result<std::string> look(const ServerPlace& place, double patience_ns);

  std::string name_;
  std::string executable_;
  net::Address address_;
  std::optional<Command> ready_command_;
  std::optional<std::string> ready_request_;
  net::Address ready_address_;
  std::optional<sys::TemporaryFolder> scratch_;  // goes after the server
  std::unique_ptr<sys::Daemon> daemon_;
  double startup_ns_ = 0;
};

// The command with {port} and {scratch} filled in.
Command placed(const Command& command, std::uint16_t port, const std::string& scratch);
// Whether any word, variable or folder of the command holds `placeholder`.
bool mentions(const Command& command, const std::string& placeholder);

}  // namespace assay::target
