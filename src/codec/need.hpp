// SPDX-License-Identifier: Apache-2.0
// Whether a member of a document must be there.
#pragma once

namespace assay::codec {

enum class Need { required, optional };

}  // namespace assay::codec
