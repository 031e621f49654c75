// SPDX-License-Identifier: Apache-2.0
#include "codec/manifest_toml.hpp"

namespace assay::codec {

Result<model::Scenario> read_manifest(std::string_view, const std::string&, const std::string&,
                                      std::optional<model::Target>) {
  return Error{Fault::internal, "manifests cannot be read yet", "", ""};
}

}  // namespace assay::codec
