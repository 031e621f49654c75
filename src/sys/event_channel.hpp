// SPDX-License-Identifier: Apache-2.0
// The FIFO that ASSAY_EVENTS names. It is held open for reading and writing, so that a writer
// neither waits for a reader nor dies of SIGPIPE, and never blocks one that opens it likewise.
#pragma once
#include "base/result.hpp"
#include "sys/fd.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::sys {

class EventChannel {
 public:
  // In a folder of its own below `folder`; both go with the object.
  static Result<std::unique_ptr<EventChannel>> make(const std::string& folder);
  ~EventChannel();
  EventChannel(const EventChannel&) = delete;
  EventChannel& operator=(const EventChannel&) = delete;

  const std::string& path() const { return path_; }
  // Takes what has come; call it often enough that writers do not find the FIFO full.
  void drain();
  // The whole lines so far, without their ends. What follows the last end is kept for the next
  // call, or handed over as a line of its own with `last`.
  std::vector<std::string> lines(bool last);

 private:
  EventChannel() = default;
  std::string folder_;
  std::string path_;
  Fd fifo_;
  std::string bytes_;
};

}  // namespace assay::sys
