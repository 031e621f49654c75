// SPDX-License-Identifier: Apache-2.0
// A reader a source, behind import_file(). Each fills `out.rows` and what else the source says;
// faults are usage errors that name the place within the file.
#pragma once
#include "base/result.hpp"
#include "codec/import.hpp"
#include "codec/import_json.hpp"

#include <span>
#include <string>
#include <string_view>

namespace assay::codec {

// Of JSON sources: they throw as import_json.hpp says.
void read_hyperfine(JsonItem root, Imported& out);
void read_google_benchmark(JsonItem root, Imported& out);
void read_pyperf(JsonItem root, Imported& out);
void read_pytest_benchmark(JsonItem root, Imported& out);
void read_jmh(JsonItem root, Imported& out);
void read_bmf(JsonItem root, Imported& out);
void read_custom(JsonItem root, const ImportRules& rules, Imported& out);

Result<void> read_go(std::string_view text, Imported& out);
Result<void> read_catch2(std::string_view text, Imported& out);
// One raw.csv.
Result<void> read_criterion_csv(std::string_view text, Imported& out);
// The files of a folder.
Result<void> read_criterion(std::span<const ImportFile> files, Imported& out);

// What the readers share. A fact of the source's machine; nothing when there is no value.
void add_fact(Imported& out, std::string_view key, std::string value);
// Facts from the members `from` of an object, as "import.<key>".
struct FactName {
  std::string_view from;
  std::string_view key;
};
void add_facts(Imported& out, JsonItem object, std::span<const FactName> names);
// "2026-11-21T11:58:30+00:00" and the like to UTC as a report has it; "" when it is no such time.
std::string utc_time(std::string_view text);

}  // namespace assay::codec
