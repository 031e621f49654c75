// SPDX-License-Identifier: Apache-2.0
// A stored baseline (docs/baselines.md): one report, or NDJSON with one report a scenario. Reading
// one of a hundred megabytes takes the time of a glance at each line and of the reports that are
// asked for.
#pragma once
#include "base/result.hpp"
#include "codec/report_lines.hpp"
#include "model/report.hpp"
#include "sys/file.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::store {

class BaselineFile {
 public:
  // Faults: baseline (there is no such file), usage (unreadable; FILE:LINE is no report, is cut
  // short or of a newer schema; two reports of one scenario and target).
  static Result<BaselineFile> read(const std::string& path);

  const std::string& path() const { return path_; }

  // The report of this scenario, measured in this target if there is one, else in another. None
  // when a file of many holds none; an error when the file's only report is of another scenario.
  // Faults: usage.
  Result<std::optional<model::Report>> find(const std::string& scenario,
                                            const std::string& target) const;

 private:
  BaselineFile() = default;
  std::string path_;
  std::unique_ptr<std::string> text_;  // places_ points into it
  std::vector<codec::ReportPlace> places_;
};

// Writes a new baseline report by report; until commit() the old one stands.
class BaselineWriter {
 public:
  enum class Form { single, lines };  // pretty JSON; NDJSON
  // Faults: usage (a path that cannot work), internal (disk).
  static Result<BaselineWriter> open(const std::string& path, Form form);
  Result<void> add(const model::Report& report);
  Result<void> commit();
  const std::string& path() const { return path_; }
  std::size_t written() const { return written_; }

 private:
  BaselineWriter(std::string path, Form form, sys::DurableFile file)
      : path_(std::move(path)), form_(form), file_(std::move(file)) {}
  std::string path_;
  Form form_;
  sys::DurableFile file_;
  std::size_t written_ = 0;
};

// FOLDER/<os>-<arch>-<target>.json, each part in [a-z0-9_.-] ("linux-x86_64-process.json").
std::string baseline_path(const std::string& folder, const std::string& os, const std::string& arch,
                          const std::string& target);

}  // namespace assay::store
