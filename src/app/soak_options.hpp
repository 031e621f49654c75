// SPDX-License-Identifier: Apache-2.0
// What a soak was asked for, with the defaults filled in. Pure.
#pragma once
#include "app/soak.hpp"
#include "codec/counter_source.hpp"
#include "model/soak.hpp"

#include <vector>

namespace assay::app {

// Operations a second of all workers together.
double rate_of(const SoakOptions& options);

// As given, else the defaults, which need what they are about: a drop ratio needs counters of both.
model::SoakLimits limits_of(const SoakOptions& options);

// The counters, read and each of another name. Faults: usage.
Result<std::vector<codec::CounterSource>> counter_sources(const SoakOptions& options);

}  // namespace assay::app
