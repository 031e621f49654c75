// SPDX-License-Identifier: Apache-2.0
#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

#include <exception>
#include <string>
#include <vector>

int main(int argc, char** argv, char** variables) {
  using namespace assay;
  cli::ignore_closed_pipes();
  try {
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    return cli::dispatch(words, cli::read_environment(variables));
  } catch (const std::exception& error) {
    return cli::fail({.fault = Fault::internal,
                      .what = "assay failed",
                      .why = error.what(),
                      .hint = "this is a defect: please report it with the command line"});
  }
}
