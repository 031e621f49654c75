// SPDX-License-Identifier: Apache-2.0
// A profile with every member filled in but two percentiles, for tests of what reads and writes it.
#pragma once
#include "model/op_profile.hpp"

namespace assay::model::testing {

inline OpProfile sample_profile() {
  OpProfile profile;
  profile.workload = "open_close";
  profile.run_id = "0123456789abcdef0123456789abcdef";
  profile.iterations = 300;
  profile.operations = 300;
  profile.warmup = 16;
  profile.burn_in = 1;
  profile.seconds = 0.00035;
  profile.mean_ns = 1234.56789;
  profile.clock_ns = 20.5;
  profile.p50_ns = 979.5;
  profile.p95_ns = 1479.5;
  profile.histogram = {{1000, 200}, {1500, 100}};
  profile.file = "/etc/hosts";
  profile.host = "127.0.0.1";
  profile.port = 9;
  profile.protocol = "udp";
  profile.files = 400;
  profile.with_agent = true;
  profile.rate = 100;
  profile.elapsed_seconds = 3.25;
  return profile;
}

}  // namespace assay::model::testing
