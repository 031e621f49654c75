// SPDX-License-Identifier: Apache-2.0
// wrangler, the tool that runs a Cloudflare worker on this machine, as npm has installed it.
#pragma once
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace assay::app {

struct Wrangler {
  std::string folder;   // of package.json, where it is started
  std::string program;  // node_modules/.bin/wrangler
};

// Looks from the worker's folder upwards for a package.json and for wrangler beside it. Faults:
// usage (no package.json), program (packages not installed, Node.js missing or too old), each with
// the command that helps. `path` is PATH.
Result<Wrangler> find_wrangler(const std::string& worker_folder, const std::string& path);

// What workerd, which runs the worker, says of itself: "2025-07-18". "" when it says nothing.
std::string workerd_version(const Wrangler& wrangler, int interrupt_fd);

// Whether Node.js `version` ("v20.20.2") is at least what ">=22.12.0" asks for; true for ranges of
// another form, which npm has already looked at. Pure.
bool node_is_enough(std::string_view version, std::string_view range);

}  // namespace assay::app
