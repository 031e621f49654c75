// SPDX-License-Identifier: Apache-2.0
// A runner whose latest trial can be looked at: what every target is to those who check results.
#pragma once
#include "model/ports.hpp"
#include "model/report.hpp"
#include "sys/kept_bytes.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace assay::target {

// What the latest trial gave. A server's output is the body of its latest response, a library's is
// empty. Only what the runner was told to capture is there.
struct Captured {
  std::string output;              // first and last MiB, "[N bytes left out]" between
  std::string errors;              // the last MiB or less
  std::uint64_t output_bytes = 0;  // of the whole output
  std::string output_sha256;       // likewise; empty when it was not captured

  void set_output(sys::Taken taken) {
    output = std::move(taken.text);
    output_bytes = taken.bytes;
    output_sha256 = std::move(taken.sha256);
  }
};

class ObservedRunner : public model::TrialRunner {
 public:
  virtual const Captured& captured() const = 0;
  // What executes the trials, as it says itself.
  virtual model::BackendRecord backend() const = 0;
  // What a person should know once the trials are over (generator lag, restarts, ...).
  virtual std::vector<model::Diagnostic> remarks() const { return {}; }
};

}  // namespace assay::target
