// SPDX-License-Identifier: Apache-2.0
#include "wasm/inspect.hpp"

#include "wasm/wasi.hpp"

#include <algorithm>
#include <memory>
#include <wabt/binary-reader.h>
#include <wabt/binary-writer.h>
#include <wabt/error-formatter.h>
#include <wabt/interp/binary-reader-interp.h>
#include <wabt/interp/interp.h>
#include <wabt/ir.h>
#include <wabt/stream.h>
#include <wabt/validator.h>
#include <wabt/wast-lexer.h>
#include <wabt/wast-parser.h>

namespace assay::wasm {
namespace {

using wabt::Type;
using wabt::interp::FuncType;
using wabt::interp::ModuleDesc;

constexpr std::size_t kNamed = 5;  // unsupported imports that are listed
constexpr std::string_view kBinary("\0asm", 4);
constexpr std::string_view kVersion("\1\0\0\0", 4);

std::string first_error(const wabt::Errors& errors, wabt::Location::Type where) {
  if (errors.empty()) return "it is malformed";
  const wabt::Error& error = errors.front();
  const std::string at = where == wabt::Location::Type::Text
                             ? "line " + std::to_string(error.loc.line) + ", column " +
                                   std::to_string(error.loc.first_column)
                             : "byte " + std::to_string(error.loc.offset);
  return at + ": " + error.message;
}

// Text to binary; false with `why`.
bool translate(std::string_view text, std::string& binary, std::string& why) {
  wabt::Errors errors;
  auto lexer = wabt::WastLexer::CreateBufferLexer("module", text.data(), text.size(), &errors);
  wabt::WastParseOptions options{wabt::Features{}};
  std::unique_ptr<wabt::Module> module;
  if (Failed(wabt::ParseWatModule(lexer.get(), &module, &errors, &options)) ||
      Failed(
          wabt::ValidateModule(module.get(), &errors, wabt::ValidateOptions(wabt::Features{})))) {
    why = first_error(errors, wabt::Location::Type::Text);
    return false;
  }
  wabt::MemoryStream stream;
  if (Failed(wabt::WriteBinaryModule(&stream, module.get(), wabt::WriteBinaryOptions()))) {
    why = "it cannot be written as a binary";
    return false;
  }
  const auto& bytes = stream.output_buffer().data;
  binary.assign(bytes.begin(), bytes.end());
  return true;
}

bool matches(const FuncType& type, const WasiFunction& function) {
  std::string letters;
  for (const Type param : type.params)
    letters += param == Type::I32 ? 'i' : param == Type::I64 ? 'I' : '?';
  const bool result = function.returns
                          ? type.results.size() == 1 && type.results[0] == Type(Type::I32)
                          : type.results.empty();
  return letters == function.parameters && result;
}

void check_imports(const ModuleDesc& module, Inspected& out) {
  std::vector<std::string> unknown;
  bool preview0 = false;
  for (const auto& import : module.imports) {
    const auto& type = import.type;
    const WasiFunction* function = type.module == kWasi ? find_wasi_function(type.name) : nullptr;
    const auto* as_function = wabt::dyn_cast<FuncType>(type.type.get());
    if (function == nullptr || as_function == nullptr) {
      unknown.push_back(type.module + "." + type.name);
      preview0 |= type.module == "wasi_unstable";
    } else if (!matches(*as_function, *function)) {
      out.what = "it imports " + type.module + "." + type.name + " with another signature";
      return;
    }
  }
  out.imports = !module.imports.empty();
  if (unknown.empty()) return;
  out.what = "unsupported import";
  const std::size_t named = std::min(unknown.size(), kNamed);
  for (std::size_t i = 0; i < named; ++i) out.what += (i == 0 ? " " : ", ") + unknown[i];
  if (named < unknown.size())
    out.what += " and " + std::to_string(unknown.size() - named) + " more";
  out.why =
      "wasm-local offers arguments, environment, standard streams, clocks, random numbers "
      "and exit, but no files and no network";
  out.hint = preview0 ? "it is built for an older WASI: rebuild it for wasi_snapshot_preview1"
                      : "docs/targets.md lists what is there";
}

void check_exports(const ModuleDesc& module, Inspected& out) {
  bool start = false;
  bool reactor = false;
  for (const auto& exported : module.exports) {
    const auto& type = exported.type;
    if (type.name == "memory") out.memory = type.type->kind == wabt::ExternalKind::Memory;
    reactor |= type.name == "_initialize";
    if (type.name != "_start") continue;
    const auto* function = wabt::dyn_cast<FuncType>(type.type.get());
    start = function != nullptr && function->params.empty() && function->results.empty();
    if (!start) out.what = "its _start is no function without parameters and results";
  }
  if (out.good() && !start) {
    out.what = "it exports no _start";
    out.hint = reactor ? "it is a library: build it as a command, without -mexec-model=reactor"
                       : "give a WASI command, as made by clang --target=wasm32-wasi";
  }
  if (out.good() && out.imports && !out.memory) {
    out.what = "it exports no memory";
    out.why = "WASI functions work on the memory that is exported under the name memory";
  }
}

void check_sizes(const ModuleDesc& module, Inspected& out) {
  for (const auto& memory : module.memories)
    if (memory.type.limits.initial > kMaxPages)
      out.what = "it asks for " + std::to_string(memory.type.limits.initial) +
                 " pages of memory at once; " + std::to_string(kMaxPages) + " (2 GiB) is the most";
  for (const auto& table : module.tables)
    if (table.type.limits.initial > kMaxElements)
      out.what = "it asks for a table of " + std::to_string(table.type.limits.initial) +
                 " elements; " + std::to_string(kMaxElements) + " is the most";
}

// wasm2c writes names into comments of the C code as they are: one that ends the comment would be
// code. (Imports have known names by now.)
void check_names(const ModuleDesc& module, Inspected& out) {
  for (const auto& exported : module.exports)
    if (exported.type.name.find("*/") != std::string::npos) {
      out.what = "it exports a name that wasm2c cannot take: " + exported.type.name;
      out.hint = "rename it, or use engine = \"interp\"";
    }
}

}  // namespace

bool decode(std::string_view binary, ModuleDesc& module, std::string& why) {
  wabt::Errors errors;
  const wabt::ReadBinaryOptions options(wabt::Features{}, nullptr, false, true, false);
  if (Failed(wabt::interp::ReadBinaryInterp("module", binary.data(), binary.size(), options,
                                            &errors, &module))) {
    why = first_error(errors, wabt::Location::Type::Binary);
    return false;
  }
  const auto hold = [](wabt::Limits& limits, std::uint64_t most) {
    limits.max = limits.has_max ? std::min(limits.max, most) : most;
    limits.has_max = true;
  };
  for (auto& memory : module.memories) hold(memory.type.limits, kMaxPages);
  for (auto& table : module.tables) hold(table.type.limits, kMaxElements);
  return true;
}

Inspected inspect(std::string_view bytes, Engine engine) {
  Inspected out;
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  if (bytes.substr(0, kBinary.size()) == kBinary) {
    if (bytes.size() >= 8 && bytes.substr(4, 4) != kVersion) {
      out.what = "it is no module of WebAssembly version 1";
      out.why = "its header names another version or layer, as that of a component does";
      out.hint = "build a core module for WASI preview 1 (wasm32-wasi, wasm32-wasip1)";
      return out;
    }
  } else if (first != std::string_view::npos && (bytes[first] == '(' || bytes[first] == ';')) {
    if (!translate(bytes, out.binary, out.why)) {
      out.what = "it is no module in WebAssembly text format";
      return out;
    }
    bytes = out.binary;
  } else {
    out.what = bytes.empty() ? "it is empty" : "it is no WebAssembly module";
    out.why = bytes.empty() ? "" : "it begins neither like a binary nor like text format";
    out.hint = "give a WASI command: a .wasm, or a .wat";
    return out;
  }
  ModuleDesc module;
  if (!decode(bytes, module, out.why)) {
    out.what = "it is no valid WebAssembly module";
    out.hint = "it may be truncated: build or copy it again";
    return out;
  }
  check_imports(module, out);
  if (out.good()) check_exports(module, out);
  if (out.good()) check_sizes(module, out);
  if (out.good() && engine == Engine::compiled) check_names(module, out);
  return out;
}

}  // namespace assay::wasm
