// SPDX-License-Identifier: Apache-2.0
#include "model/overhead.hpp"

namespace assay::model {

std::string workload_metric(std::string_view workload, std::string_view figure) {
  return std::string(workload) + "." + std::string(figure);
}

}  // namespace assay::model
