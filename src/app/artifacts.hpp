// SPDX-License-Identifier: Apache-2.0
// The artifacts that an overhead run leaves in a folder: the contract's 13, the full report, and
// the MANIFEST (docs/artifacts.md).
#pragma once
#include "base/result.hpp"
#include "model/overhead.hpp"

#include <string>

namespace assay::app {

// The texts that describe the machine, as the contract wants them.
struct MachineFacts {
  std::string kernel;      // kernel-info.txt: uname -a
  std::string os_release;  // os-release.txt
  std::string cpu;         // cpu-info.txt: lscpu
  std::string fs_type;     // fs-type.txt: of the file system that holds the measured file
};
// `file`: what open_close opens. Faults: usage (it is not there), internal.
Result<MachineFacts> machine_facts(const std::string& file);

// Makes the folder when it is not there; before a run, so that none is measured in vain.
// Faults: usage (it cannot be made).
Result<void> make_artifacts_folder(const std::string& folder);

// Makes the folder when it is not there. An earlier run's artifacts are replaced: its MANIFEST goes
// first and the new one comes last, so that what a crash leaves is not valid. Other files in it are
// left alone. `report_json`: the run's full report as --json prints it.
// Faults: usage (the result lacks a workload of the contract; the folder cannot be written),
// internal (the disk).
Result<void> write_artifacts(const model::OverheadResult& result, const std::string& report_json,
                             const std::string& folder, const MachineFacts& facts);

}  // namespace assay::app
