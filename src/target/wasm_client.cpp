// SPDX-License-Identifier: Apache-2.0
#include "target/wasm_client.hpp"

#include "base/text.hpp"
#include "sys/clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace assay::target {
namespace {

using sys::Part;
using wasm::Header;
using wasm::Kind;

// For what is no trial: reading and loading the largest module takes seconds.
constexpr double kPatience = 120e9;
constexpr std::size_t kSaid = 4096;  // bytes quoted of what a lost process wrote
constexpr std::size_t kQuotedLines = 5;
constexpr std::uint32_t kMaxAnswer = wasm::kMaxModule + (1u << 20);

template <typename T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

template <typename T>
T head_of(const std::string& message) {
  T out{};
  std::memcpy(&out, message.data(), sizeof out);
  return out;
}

// The strings behind a struct, each with its end.
std::vector<std::string> words_of(std::string_view bytes) {
  std::vector<std::string> out = split(bytes, '\0');
  out.resize(std::max<std::size_t>(out.size(), 3));
  return out;
}

}  // namespace

std::string first_lines(std::string_view text, std::size_t lines) {
  std::vector<std::string> out;
  for (const std::string& line : split(trim(text), '\n'))
    if (out.size() < lines) out.push_back(printable(line));
  return join(out, "\n");
}

Result<WasmClient> WasmClient::start(const std::string& program,
                                     const std::vector<int>& pinned_cpus, int interrupt_fd) {
  auto part = Part::start({.path = program, .cwd = "", .env = {}});
  if (!part) return std::move(part).error();
  WasmClient out;
  out.part_ = std::move(*part);
  out.interrupt_fd_ = interrupt_fd;

  wasm::Setup setup{};
  setup.protocol = wasm::kProtocol;
  for (const int cpu : pinned_cpus) {
    if (cpu < 0 || cpu >= static_cast<int>(wasm::kMaxCpus)) continue;
    setup.pinned = 1;
    setup.cpus[cpu / 64] |= std::uint64_t{1} << (cpu % 64);
  }
  out.send(Kind::setup, bytes_of(setup));
  auto answer = out.answer(Kind::ready, sizeof(wasm::Ready), "starting " + program);
  if (!answer) return std::move(answer).error();
  const auto ready = head_of<wasm::Ready>(*answer);
  if (ready.protocol != wasm::kProtocol)
    return Error{Fault::internal, program + " is of another version", "",
                 "assay and assay-wasm are installed together; reinstall"};
  if (ready.pin_error != 0)
    return Error{Fault::usage, "cannot pin modules to the CPUs asked for",
                 std::strerror(static_cast<int>(ready.pin_error)),
                 "give CPUs that this machine has and that assay may use"};
  out.libwabt_ = std::string(ready.libwabt, ::strnlen(ready.libwabt, sizeof ready.libwabt));
  return out;
}

bool WasmClient::send(Kind kind, std::string_view head, std::string_view rest) {
  const Header header{kind, static_cast<std::uint32_t>(head.size() + rest.size())};
  const std::array<std::string_view, 3> pieces = {bytes_of(header), head, rest};
  return part_.send(pieces);
}

// The answer to what was sent, at least `least` bytes of it.
Result<std::string> WasmClient::answer(Kind kind, std::size_t least, const std::string& doing) {
  const sys::PartWait wait{.timeout_ns = kPatience, .interrupt_fd = interrupt_fd_};
  Header header{};
  std::string out;
  auto got = part_.receive(&header, sizeof header, wait);
  if (got == Part::Got::all && header.kind == kind && header.bytes >= least &&
      header.bytes <= kMaxAnswer) {
    out.resize(header.bytes);
    got = part_.receive(out.data(), out.size(), wait);
    if (got == Part::Got::all) return out;
  }
  if (got == Part::Got::interrupted) {
    part_.stop();
    return Error{Fault::interrupted, "interrupted", "", ""};
  }
  if (got == Part::Got::late) {
    part_.stop();
    return Error{Fault::program, doing + " takes too long",
                 fmt::format("it was given {:.0f} s", kPatience / 1e9), "give a smaller module"};
  }
  const std::string fate = part_.fate();
  return Error{Fault::program, "assay-wasm " + fate + " while " + doing,
               first_lines(part_.said(kSaid), kQuotedLines),
               "the module may be hostile or too large; other scenarios are not affected"};
}

Result<WasmModule> WasmClient::inspect(std::string bytes, wasm::Engine engine,
                                       const std::string& name) {
  const wasm::Inspect request{engine};
  send(Kind::inspect, bytes_of(request), bytes);
  auto message = answer(Kind::checked, sizeof(wasm::Checked), "reading " + name);
  if (!message) return std::move(message).error();
  const auto checked = head_of<wasm::Checked>(*message);
  const std::string_view rest = std::string_view(*message).substr(sizeof checked);
  if (checked.good == 0) {
    const std::vector<std::string> words = words_of(rest);
    return Error{Fault::program, fmt::format("cannot run {}: {}", name, printable(words[0])),
                 first_lines(words[1], kQuotedLines), printable(words[2])};
  }
  WasmModule out;
  out.imports = checked.imports != 0;
  out.memory = checked.memory != 0;
  out.binary = checked.translated != 0 ? std::string(rest) : std::move(bytes);
  return out;
}

Result<double> WasmClient::load(const WasmLoad& load) {
  std::string strings;
  const auto add = [&](const std::string& text) { strings.append(text.c_str(), text.size() + 1); };
  add(load.path);
  add(load.input);
  for (const std::string& word : load.args) add(word);
  for (const std::string& entry : load.env) add(entry);
  if (strings.size() > wasm::kMaxStrings)
    return Error{Fault::usage, "arguments and environment of the module are too long", "",
                 "hand it over on standard input"};
  const wasm::Load request{load.slot, load.engine, static_cast<std::uint32_t>(load.args.size()),
                           static_cast<std::uint32_t>(load.env.size()), load.keep_output ? 1u : 0u};
  send(Kind::load, bytes_of(request), strings);
  auto message = answer(Kind::loaded, sizeof(wasm::Loaded), "loading a module");
  if (!message) return std::move(message).error();
  const auto loaded = head_of<wasm::Loaded>(*message);
  if (loaded.good == 0)
    return Error{Fault::program, "cannot load the module",
                 first_lines(std::string_view(*message).substr(sizeof loaded), kQuotedLines), ""};
  return static_cast<double>(loaded.load_ns);
}

WasmTrial WasmClient::run(const wasm::Trial& trial, double timeout_ns,
                          const std::function<void(std::string_view)>& output) {
  WasmTrial out;
  send(Kind::trial, bytes_of(trial));
  // One deadline for all of it: a module that never stops writing is late, too.
  const double end = sys::monotonic_ns() + timeout_ns;
  const auto receive = [&](void* bytes, std::size_t size) {
    sys::PartWait wait{.timeout_ns = 0, .interrupt_fd = interrupt_fd_};
    if (timeout_ns > 0) wait.timeout_ns = std::max(end - sys::monotonic_ns(), 1.0);
    return part_.receive(bytes, size, wait);
  };
  std::string body;
  auto got = Part::Got::all;
  while (got == Part::Got::all) {
    Header header{};
    got = receive(&header, sizeof header);
    if (got != Part::Got::all) break;
    body.resize(std::min(header.bytes, kMaxAnswer));
    got = receive(body.data(), body.size());
    if (got != Part::Got::all) break;
    if (header.kind == Kind::result && body.size() >= sizeof(wasm::TrialResult)) {
      out.result = head_of<wasm::TrialResult>(body);
      out.errors = body.substr(sizeof(wasm::TrialResult));
      return out;
    }
    if (header.kind == Kind::output)
      output(body);
    else
      got = Part::Got::gone;
  }
  out.late = got == Part::Got::late;
  out.cancelled = got == Part::Got::interrupted;
  if (got == Part::Got::gone) {
    out.lost = part_.fate();
    out.errors = part_.said(kSaid);
  }
  part_.stop();
  return out;
}

}  // namespace assay::target
