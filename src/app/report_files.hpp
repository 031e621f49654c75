// SPDX-License-Identifier: Apache-2.0
// Many reports on disk: files of one or of many (NDJSON), and folders of such files.
#pragma once
#include "base/result.hpp"
#include "codec/report_lines.hpp"
#include "model/report.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::app {

// Files as they are; of a folder the *.json and *.ndjson in it, sorted by name. Faults: usage (a
// missing path, a folder without any).
Result<std::vector<std::string>> report_files(const std::vector<std::string>& paths);

// Stored reports by scenario and target. They are found at once and read when asked for: of ten
// thousand only the text is kept in memory.
class ReportIndex {
 public:
  using Key = std::pair<std::string, std::string>;  // scenario, target; empty: of no scenario

  // A file or a folder. Faults: baseline (it is missing), usage (FILE:LINE unreadable or cut short,
  // two reports of one scenario and target).
  static Result<ReportIndex> open(const std::string& path);

  bool holds(const Key& key) const { return entries_.contains(key); }
  // None where there is none.
  Result<std::optional<model::Report>> find(const Key& key) const;
  std::vector<Key> keys() const;
  const std::string& path() const { return path_; }

 private:
  struct Entry {
    std::string file;
    codec::ReportPlace place;  // into texts_
  };
  std::string path_;
  std::vector<std::unique_ptr<std::string>> texts_;
  std::map<Key, Entry> entries_;
};

ReportIndex::Key key_of(const model::Report& report);

}  // namespace assay::app
