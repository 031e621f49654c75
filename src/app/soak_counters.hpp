// SPDX-License-Identifier: Apache-2.0
// The counters of an agent, read again and again. Those of one place are read at one moment.
#pragma once
#include "app/compare_options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "codec/counter_source.hpp"
#include "net/address.hpp"
#include "sys/subprocess.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::app {

class SoakCounters {
 public:
  // Finds programs and addresses. Faults: usage (an address that nobody knows), program (a command
  // that is not there).
  static Result<SoakCounters> prepare(std::vector<codec::CounterSource> sources,
                                      const Execution& execution, const Surroundings& surroundings,
                                      int interrupt_fd);

  const std::vector<codec::CounterSource>& sources() const { return sources_; }

  // A reading of each source, in order. A counter that is less than at the call before is
  // `backwards`. `patience_ns`: with one place. Fault: interrupted.
  Result<std::vector<codec::CounterReading>> read(double patience_ns);

 private:
  struct Place {
    codec::CounterPlace kind;
    std::string where;
    net::Address address;     // of a URL
    std::string request;      // likewise
    sys::Subprocess command;  // of a command
  };
  // Its text, or why there is none.
  struct Text {
    std::optional<std::string> text;
    std::string why;
  };
  Result<Place> prepare_place(const codec::CounterSource& source, const Execution& execution,
                              const Surroundings& surroundings) const;
  Result<Text> text_of(Place& place, double patience_ns) const;

  std::vector<codec::CounterSource> sources_;
  std::vector<std::size_t> place_of_;  // of each source
  std::vector<Place> places_;
  std::vector<double> latest_;  // of each source; kAbsent before the first
  int interrupt_fd_ = -1;
};

}  // namespace assay::app
