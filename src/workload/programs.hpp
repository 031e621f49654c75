// SPDX-License-Identifier: Apache-2.0
// How each workload is run, for the table in workload.cpp. Faults: those of run().
#pragma once
#include "workload/drive.hpp"

namespace assay::workload {

Result<model::OpProfile> run_open_close(Work& work);
Result<model::OpProfile> run_full_read(Work& work);
Result<model::OpProfile> run_stat_walk(Work& work);
Result<model::OpProfile> run_connect_loopback(Work& work);
Result<model::OpProfile> run_tcp_echo(Work& work);
Result<model::OpProfile> run_exec_true(Work& work);
Result<model::OpProfile> run_create_unlink(Work& work);
Result<model::OpProfile> run_mmap_fault(Work& work);

// Whether `path` can be opened, read and closed without end: a regular file. Fault: usage.
Result<void> check_file(const std::string& path);

}  // namespace assay::workload
