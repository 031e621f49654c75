// SPDX-License-Identifier: Apache-2.0
// JUnit XML: a testsuite a scenario, a testcase a check. An inconclusive or missing check is a
// <failure> of that type, since "not shown to hold" must not look green; what does not decide
// (muted, advisory) is <skipped>; a run that failed is an <error>.
#pragma once
#include "report/ci.hpp"

#include <string>

namespace assay::report {

std::string to_junit(const CiDocument& document);

}  // namespace assay::report
