// SPDX-License-Identifier: Apache-2.0
#include "app/validate_read.hpp"

#include "app/wording.hpp"
#include "codec/json_schema.hpp"
#include "codec/report_json.hpp"
#include "sys/file.hpp"
#include "sys/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

namespace assay::app {
namespace {

namespace artifact = model::artifact;
namespace code = model::fault_code;
namespace fs = std::filesystem;
using codec::JsonDocument;
using codec::JsonSchema;

// Which schema a document has, and which part of it the reference's plain file must satisfy.
struct Kind {
  std::string_view name, schema, plain;
};
constexpr Kind kKinds[] = {{artifact::kOpenCompare, "open-compare", "#/$defs/contract"},
                           {artifact::kOpenBaseline, "arm-profile", "#/$defs/open"},
                           {artifact::kOpenWithAgent, "arm-profile", "#/$defs/open"},
                           {artifact::kConnectBaseline, "arm-profile", "#/$defs/connect"},
                           {artifact::kConnectWithAgent, "arm-profile", "#/$defs/connect"},
                           {artifact::kWorkloadSuite, "workload-suite", "#/$defs/contract"},
                           {artifact::kSloSummary, "slo-summary", "#/$defs/contract"},
                           {artifact::kReport, "report", ""},
                           {artifact::kManifest, "artifacts", ""}};

const Kind* kind_of(std::string_view name) {
  const auto* found = std::find_if(std::begin(kKinds), std::end(kKinds),
                                   [&](const Kind& k) { return k.name == name; });
  return found == std::end(kKinds) ? nullptr : found;
}

bool is_known(std::string_view name) {
  return name == artifact::kManifest || name == artifact::kReport ||
         std::find(artifact::kContract.begin(), artifact::kContract.end(), name) !=
             artifact::kContract.end();
}

// The file's text, or none and a fault.
std::optional<std::string> text_of(const std::string& path, bool follow, std::size_t limit,
                                   Faults& faults) {
  const auto say = [&](std::string_view what_kind, std::string what) {
    faults.push_back({path, "", 0, what_kind, std::move(what)});
    return std::nullopt;
  };
  std::error_code failed;
  const auto status = follow ? fs::status(path, failed) : fs::symlink_status(path, failed);
  if (status.type() == fs::file_type::not_found) return say(code::kMissingFile, "is not there");
  if (status.type() == fs::file_type::symlink)
    return say(code::kUnreadable, "is a symbolic link, which may lead out of the folder");
  if (status.type() != fs::file_type::regular) return say(code::kUnreadable, "is no regular file");
  const auto size = fs::file_size(path, failed);
  if (!failed && size > limit)
    return say(code::kUnreadable,
               fmt::format("has {} bytes, more than the {} that are read", size, limit));
  auto text = sys::read_file(path, limit);
  if (!text) return say(code::kUnreadable, "cannot be read: " + text.error().text());
  if (text->empty()) return say(code::kUnreadable, "is empty");
  return *std::move(text);
}

void hold_against(const JsonDocument& document, std::string_view schema, const std::string& part,
                  const std::string& file, Faults& faults) {
  const auto held = JsonSchema::read(codec::published_schema(schema), part);
  if (!held) {
    faults.push_back({file, "", 0, code::kSchema, held.error().text()});
    return;
  }
  for (auto& fault : held->check(document))
    faults.push_back({file, std::move(fault.pointer), 0, code::kSchema, std::move(fault.what)});
}

// What the schema cannot say: an open profile has a file, a connect profile an address.
void own_keys(const JsonDocument& document, std::string_view name, const std::string& file,
              Faults& faults) {
  const auto want = [&](std::initializer_list<const char*> keys) {
    for (const char* key : keys)
      if (!document.has(key)) faults.push_back({file, key, 0, code::kSchema, "is missing"});
  };
  const bool open = name == artifact::kOpenBaseline || name == artifact::kOpenWithAgent;
  if (open)
    want({"/file"});
  else
    want({"/host", "/port", "/protocol"});
  const std::string_view workload = open ? "open_close" : "connect_loopback";
  if (const auto said = document.text("/workload"); said && *said != workload)
    faults.push_back({file, "/workload", 0, code::kMismatch,
                      fmt::format("is {}, not {}", in_quotes(*said), workload)});
}

// A table of so many rows is none that a run has written, and would take long to check.
bool fits(const JsonDocument& document, const std::string& file, Faults& faults) {
  constexpr std::size_t kMost = 1000;
  bool good = true;
  for (const char* list : {"/rows", "/benchmarks", "/files", "/violations", "/inconclusive",
                           "/input_errors", "/advisory"})
    if (const std::size_t size = document.size(list); size > kMost) {
      faults.push_back({file, list, 0, code::kSchema,
                        fmt::format("has {} elements, more than {}", size, kMost)});
      good = false;
    }
  return good;
}

void check_listed(const ArtifactSet& set, model::Validation& found) {
  const JsonDocument& manifest = *set.find(artifact::kManifest);
  const std::string& file = set.paths.at(artifact::kManifest);
  const auto say = [&](std::string pointer, std::string what) {
    found.faults.push_back({file, std::move(pointer), 0, code::kDigest, std::move(what)});
  };
  std::set<std::string> listed;
  for (std::size_t i = 0; i < manifest.size("/files"); ++i) {
    const std::string at = codec::pointer_to("/files", i);
    const auto name = manifest.text(at + "/name");
    if (!name) continue;
    if (!is_known(*name) || *name == artifact::kManifest)
      say(at + "/name", in_quotes(*name) + " is the name of no artifact");
    else if (!listed.insert(*name).second)
      say(at + "/name", in_quotes(*name) + " is listed twice");
    const auto text = set.texts.find(*name);
    if (text == set.texts.end()) continue;
    const auto bytes = manifest.count(at + "/bytes");
    const auto digest = manifest.text(at + "/sha256");
    const std::string actual = sys::sha256(text->second);
    if (digest && *digest != actual)
      say(at + "/sha256", fmt::format("{} is not the file that was listed: it has {} bytes and "
                                      "SHA-256 {}",
                                      *name, text->second.size(), actual));
    else if (manifest.number(at + "/bytes") && bytes != text->second.size())
      say(at + "/bytes", fmt::format("is {}, and {} has {}", *manifest.number(at + "/bytes"), *name,
                                     text->second.size()));
  }
  if (!manifest.has("/files")) return;
  for (const std::string_view name : artifact::kContract)
    if (!listed.contains(std::string(name))) say("/files", fmt::format("does not list {}", name));
  if (!listed.contains(std::string(artifact::kReport))) say("/files", "does not list report.json");
}

void check_fs_type(const ArtifactSet& set, Faults& faults) {
  const auto found = set.texts.find(artifact::kFsType);
  if (found == set.texts.end()) return;
  const std::string_view text = trim(found->second);
  if (text.empty() || text.find('\n') != text.npos)
    faults.push_back({set.paths.at(artifact::kFsType), "", 1, code::kSchema,
                      "is not the name of one file system"});
}

}  // namespace

void take_document(ArtifactSet& set, std::string_view name, std::string text, Format format,
                   Faults& faults) {
  const std::string& file = set.paths.at(name);
  auto read = JsonDocument::read(text);
  for (auto& fault : read.faults)
    faults.push_back({file, std::move(fault.pointer), 0, code::kNotJson, std::move(fault.what)});
  const Kind* kind = kind_of(name);
  if (read.document && kind != nullptr) {
    const bool plain =
        format == Format::any && !kind->plain.empty() && !read.document->has("/schema");
    hold_against(*read.document, kind->schema, plain ? std::string(kind->plain) : "#", file,
                 faults);
    if (kind->schema == "arm-profile" && !plain) own_keys(*read.document, name, file, faults);
  }
  if (read.document && kind != nullptr && !fits(*read.document, file, faults))
    read.document.reset();
  if (read.document && name == artifact::kReport) {
    auto report = codec::read_report(text);
    if (report)
      set.report = std::make_shared<const model::Report>(*std::move(report));
    else
      faults.push_back({file, "", 0, code::kSchema, "is no report: " + report.error().text()});
  } else if (read.document) {
    set.documents.insert_or_assign(name, *std::move(read.document));
  }
  set.texts[name] = std::move(text);
}

Result<ArtifactSet> read_folder(const std::string& folder, model::Validation& found) {
  std::error_code failed;
  if (!fs::is_directory(folder, failed))
    return bad_usage(
        "there is no folder " + in_quotes(folder), failed ? failed.message() : "it is no folder",
        "assay overhead --artifacts " + shell_quote(printable(folder)) + " writes one");
  ArtifactSet set;
  const auto take = [&](std::string_view name) {
    set.paths[name] = (fs::path(folder) / name).lexically_normal().string();
    const bool document = kind_of(name) != nullptr;
    auto text =
        text_of(set.paths[name], false, document ? kDocumentBytes : kPageBytes, found.faults);
    if (!text) return;
    found.files.push_back(set.paths[name]);
    if (document)
      take_document(set, name, *std::move(text), Format::ours, found.faults);
    else
      set.texts[name] = *std::move(text);
  };
  for (const std::string_view name : artifact::kContract) take(name);
  take(artifact::kReport);
  take(artifact::kManifest);
  if (set.has(artifact::kManifest)) check_listed(set, found);
  check_fs_type(set, found.faults);

  std::vector<std::string> others;
  for (auto entry = fs::directory_iterator(folder, failed);
       !failed && entry != fs::directory_iterator(); entry.increment(failed))
    if (!is_known(entry->path().filename().string()))
      others.push_back(entry->path().filename().string());
  std::sort(others.begin(), others.end());
  if (!others.empty()) {
    std::string named;
    for (std::size_t i = 0; i < others.size() && i < 5; ++i)
      named += (i == 0 ? "" : ", ") + printable(others[i]);
    if (others.size() > 5) named += fmt::format(" and {} more", others.size() - 5);
    found.notes.push_back("not part of the contract, and not looked at: " + named);
  }
  return set;
}

void read_single(ArtifactSet& set, std::string_view name, const std::string& path,
                 model::Validation& found) {
  set.paths[name] = path;
  auto text = text_of(path, true, kDocumentBytes, found.faults);
  if (!text) return;
  found.files.push_back(path);
  take_document(set, name, *std::move(text), Format::any, found.faults);
}

}  // namespace assay::app
