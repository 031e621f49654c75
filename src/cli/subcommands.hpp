// SPDX-License-Identifier: Apache-2.0
// The commands of assay, a row and a file each. Every run function gets the words behind its name
// and returns the exit code.
#pragma once
#include "cli/environment.hpp"
#include "cli/parse.hpp"

#include <span>
#include <string>
#include <string_view>

namespace assay::cli {

int run_compare(Arguments words, const Environment& environment);
int run_time(Arguments words, const Environment& environment);
int run_prove(Arguments words, const Environment& environment);
int run_scenarios(Arguments words, const Environment& environment);  // `assay run`
int run_doctor(Arguments words, const Environment& environment);
int run_gate(Arguments words, const Environment& environment);
int run_init(Arguments words, const Environment& environment);
int run_report(Arguments words, const Environment& environment);
int run_import(Arguments words, const Environment& environment);
int run_export(Arguments words, const Environment& environment);
int run_overhead(Arguments words, const Environment& environment);
int run_workload(Arguments words, const Environment& environment);
int run_validate(Arguments words, const Environment& environment);
int run_soak(Arguments words, const Environment& environment);
int run_help(Arguments words, const Environment& environment);

// Finds the command among `words` and runs it.
int dispatch(Arguments words, const Environment& environment);

}  // namespace assay::cli
