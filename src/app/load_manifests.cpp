// SPDX-License-Identifier: Apache-2.0
#include "app/load_manifests.hpp"

namespace assay::app {

Result<std::vector<LoadedManifest>> load_manifests(const ManifestQuery&) {
  return Error{Fault::internal, "manifests cannot be read yet", "", ""};
}

}  // namespace assay::app
