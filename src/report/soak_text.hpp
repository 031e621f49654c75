// SPDX-License-Identifier: Apache-2.0
// What a soak found, as a person reads it; and where it stands, as a line.
#pragma once
#include "model/soak.hpp"
#include "report/style.hpp"

#include <string>

namespace assay::report {

// The verdict, a line a check, what was counted and how memory went. Conditions of a sound soak
// that held are left out unless the style is full. Ends in a newline.
std::string soak_text(const model::SoakResult& result, const TextStyle& style);

// "soaking  3,980 events/s  0 lost  rss 12.3 MiB (+0.4 MiB)  45 s, about 4 min left". The events
// are those of `so_far`; without a line's end, safe to show as shown() makes it.
std::string soak_line(const model::SoakResult& result, const model::SoakEvents& so_far,
                      const std::string& phase, double elapsed_ns, double left_ns);

}  // namespace assay::report
