// SPDX-License-Identifier: Apache-2.0
// The files that `assay validate` holds against the contract: read with bounds, parsed, and held
// against the published schemas. What is wrong with one does not keep the others from being read.
#pragma once
#include "app/validate_checks.hpp"
#include "base/result.hpp"
#include "model/validation.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::app {

inline constexpr std::size_t kDocumentBytes = std::size_t{32} << 20;
inline constexpr std::size_t kPageBytes = std::size_t{4} << 20;

// All that the contract wants of a folder, and the MANIFEST with what it lists. Files of other
// names are named in `found.notes`. Faults: usage (no such folder).
Result<ArtifactSet> read_folder(const std::string& folder, model::Validation& found);
// A file that was named, as the contract's `name`; the reference's plain files, too.
void read_single(ArtifactSet& set, std::string_view name, const std::string& path,
                 model::Validation& found);

// The bytes of an artifact as a document that the checks may look at, into `set`; faults into
// `faults`. REQUIRES: set.paths[name]. Any bytes are safe to hand in.
enum class Format { ours, any };  // whether the reference's plain files will do
void take_document(ArtifactSet& set, std::string_view name, std::string text, Format format,
                   Faults& faults);

}  // namespace assay::app
