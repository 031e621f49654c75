// SPDX-License-Identifier: Apache-2.0
#include "wasm/wasi.hpp"

#include "wasm/protocol.hpp"

#include <errno.h>
#include <sched.h>
#include <sys/random.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace assay::wasm {
namespace {

// WASI's clocks: real time, monotonic, CPU time of the process, of the thread.
constexpr std::array<clockid_t, 4> kClocks = {CLOCK_REALTIME, CLOCK_MONOTONIC,
                                              CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID};

std::uint64_t nanoseconds(const timespec& time) {
  return std::uint64_t(time.tv_sec) * 1'000'000'000u + std::uint64_t(time.tv_nsec);
}

// Calls a member function with arguments that come as 64 bits each.
template <auto Function>
struct Call;
template <typename... T, std::uint32_t (Wasi::*Function)(T...)>
struct Call<Function> {
  static constexpr std::array<char, sizeof...(T)> kLetters = {
      (sizeof(T) == sizeof(std::uint64_t) ? 'I' : 'i')...};
  template <std::size_t... I>
  static std::uint32_t spread(Wasi& wasi, const std::uint64_t* arguments,
                              std::index_sequence<I...>) {
    return (wasi.*Function)(static_cast<T>(arguments[I])...);
  }
  static std::uint32_t with(Wasi& wasi, const std::uint64_t* arguments) {
    return spread(wasi, arguments, std::index_sequence_for<T...>());
  }
};
template <std::uint32_t (Wasi::*Function)()>
struct Call<Function> {
  static constexpr std::array<char, 0> kLetters = {};
  static std::uint32_t with(Wasi& wasi, const std::uint64_t*) { return (wasi.*Function)(); }
};

template <auto Function>
constexpr WasiFunction function(std::string_view name) {
  return {name,
          {Call<Function>::kLetters.data(), Call<Function>::kLetters.size()},
          true,
          &Call<Function>::with};
}

std::uint32_t exit_with(Wasi& wasi, const std::uint64_t* arguments) {
  wasi.proc_exit(static_cast<std::uint32_t>(arguments[0]));
  return 0;
}

constexpr std::array<WasiFunction, 17> kFunctions = {
    function<&Wasi::args_get>("args_get"),
    function<&Wasi::args_sizes_get>("args_sizes_get"),
    function<&Wasi::environ_get>("environ_get"),
    function<&Wasi::environ_sizes_get>("environ_sizes_get"),
    function<&Wasi::clock_res_get>("clock_res_get"),
    function<&Wasi::clock_time_get>("clock_time_get"),
    function<&Wasi::fd_close>("fd_close"),
    function<&Wasi::fd_fdstat_get>("fd_fdstat_get"),
    function<&Wasi::fd_fdstat_set_flags>("fd_fdstat_set_flags"),
    function<&Wasi::fd_prestat_dir_name>("fd_prestat_dir_name"),
    function<&Wasi::fd_prestat_get>("fd_prestat_get"),
    function<&Wasi::fd_read>("fd_read"),
    function<&Wasi::fd_seek>("fd_seek"),
    function<&Wasi::fd_write>("fd_write"),
    function<&Wasi::random_get>("random_get"),
    function<&Wasi::sched_yield>("sched_yield"),
    WasiFunction{"proc_exit", "i", false, &exit_with},
};

}  // namespace

const WasiFunction* find_wasi_function(std::string_view name) {
  const auto* found = std::ranges::find(kFunctions, name, &WasiFunction::name);
  return found == kFunctions.end() ? nullptr : found;
}

Wasi::Wasi(const Program& program, std::function<void(std::string_view)> spill)
    : program_(program), spill_(std::move(spill)) {}

// What has been allocated stays: a later run should not pay for it while the clock runs.
void Wasi::begin() {
  read_ = 0;
  std::ranges::fill(closed_, false);
  output_.clear();
  output_bytes_ = 0;
  errors_.clear();
  exited_ = false;
  exit_code_ = 0;
}

template <typename T>
bool Wasi::put(std::uint32_t address, T value) {
  if (!has(address, sizeof value)) return false;
  std::memcpy(memory.data + address, &value, sizeof value);
  return true;
}

bool Wasi::piece(std::uint32_t vectors, std::uint32_t i, Piece& out) const {
  std::memcpy(&out, memory.data + vectors + std::size_t{i} * sizeof out, sizeof out);
  return has(out.address, out.size);
}

std::uint32_t Wasi::put_sizes(const std::vector<std::string>& list, std::uint32_t count,
                              std::uint32_t size) {
  std::uint32_t bytes = 0;
  for (const std::string& word : list) bytes += static_cast<std::uint32_t>(word.size()) + 1;
  return put(count, static_cast<std::uint32_t>(list.size())) && put(size, bytes) ? ok : fault;
}

std::uint32_t Wasi::put_list(const std::vector<std::string>& list, std::uint32_t pointers,
                             std::uint32_t bytes) {
  for (const std::string& word : list) {
    const std::size_t size = word.size() + 1;
    if (!has(bytes, size) || !put(pointers, bytes)) return fault;
    std::memcpy(memory.data + bytes, word.c_str(), size);
    pointers += sizeof bytes;
    bytes += static_cast<std::uint32_t>(size);
  }
  return ok;
}

std::uint32_t Wasi::args_get(std::uint32_t pointers, std::uint32_t bytes) {
  return put_list(program_.args, pointers, bytes);
}
std::uint32_t Wasi::args_sizes_get(std::uint32_t count, std::uint32_t size) {
  return put_sizes(program_.args, count, size);
}
std::uint32_t Wasi::environ_get(std::uint32_t pointers, std::uint32_t bytes) {
  return put_list(program_.env, pointers, bytes);
}
std::uint32_t Wasi::environ_sizes_get(std::uint32_t count, std::uint32_t size) {
  return put_sizes(program_.env, count, size);
}

std::uint32_t Wasi::clock_res_get(std::uint32_t id, std::uint32_t to) {
  timespec time{};
  if (id >= kClocks.size() || ::clock_getres(kClocks[id], &time) != 0) return inval;
  return put(to, nanoseconds(time)) ? ok : fault;
}

std::uint32_t Wasi::clock_time_get(std::uint32_t id, std::uint64_t, std::uint32_t to) {
  timespec time{};
  if (id >= kClocks.size() || ::clock_gettime(kClocks[id], &time) != 0) return inval;
  return put(to, nanoseconds(time)) ? ok : fault;
}

std::uint32_t Wasi::fd_close(std::uint32_t fd) {
  if (!open(fd)) return badf;
  closed_[fd] = true;
  return ok;
}

std::uint32_t Wasi::fd_fdstat_get(std::uint32_t fd, std::uint32_t to) {
  if (!open(fd)) return badf;
  // A file type "unknown", as of a pipe, so that libraries buffer; the rights to read and write.
  struct Stat {
    std::uint8_t type = 0;
    std::uint8_t padding = 0;
    std::uint16_t flags = 0;
    std::uint32_t more_padding = 0;
    std::uint64_t rights;
    std::uint64_t inherited = 0;
  };
  return put(to, Stat{.rights = fd == 0 ? 1u << 1 : 1u << 6}) ? ok : fault;
}

std::uint32_t Wasi::fd_fdstat_set_flags(std::uint32_t fd, std::uint32_t flags) {
  if (!open(fd)) return badf;
  return flags == 0 ? ok : notsup;
}

// No folder is open to a module.
std::uint32_t Wasi::fd_prestat_dir_name(std::uint32_t, std::uint32_t, std::uint32_t) {
  return badf;
}
std::uint32_t Wasi::fd_prestat_get(std::uint32_t, std::uint32_t) {
  return badf;
}

std::uint32_t Wasi::fd_seek(std::uint32_t fd, std::uint64_t, std::uint32_t, std::uint32_t) {
  return open(fd) ? spipe : badf;
}

std::uint32_t Wasi::fd_read(std::uint32_t fd, std::uint32_t vectors, std::uint32_t n,
                            std::uint32_t to) {
  if (fd != 0 || !open(fd)) return badf;
  if (!has(vectors, std::uint64_t{n} * sizeof(Piece)) || !has(to, sizeof n)) return fault;
  Piece one{};
  for (std::uint32_t i = 0; i < n; ++i)
    if (!piece(vectors, i, one)) return fault;
  std::uint32_t total = 0;
  for (std::uint32_t i = 0; i < n && read_ < program_.input.size(); ++i) {
    // Looked at again: what was just read may have gone over the list itself.
    if (!piece(vectors, i, one)) return fault;
    const auto size =
        static_cast<std::uint32_t>(std::min<std::size_t>(one.size, program_.input.size() - read_));
    std::memcpy(memory.data + one.address, program_.input.data() + read_, size);
    read_ += size;
    total += size;
  }
  put(to, total);
  return ok;
}

std::uint32_t Wasi::fd_write(std::uint32_t fd, std::uint32_t vectors, std::uint32_t n,
                             std::uint32_t to) {
  if (fd == 0 || !open(fd)) return badf;
  if (!has(vectors, std::uint64_t{n} * sizeof(Piece)) || !has(to, sizeof n)) return fault;
  // All of it is looked at before any is taken: a call fails as a whole.
  Piece one{};
  std::uint64_t total = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    if (!piece(vectors, i, one)) return fault;
    total += one.size;
    if (total > UINT32_MAX) return inval;
  }
  for (std::uint32_t i = 0; i < n; ++i) {
    piece(vectors, i, one);
    const std::string_view bytes(reinterpret_cast<const char*>(memory.data) + one.address,
                                 one.size);
    fd == 1 ? take_output(bytes) : take_errors(bytes);
  }
  put(to, static_cast<std::uint32_t>(total));
  return ok;
}

void Wasi::take_output(std::string_view bytes) {
  output_bytes_ += bytes.size();
  if (!program_.keep_output) return;
  while (!bytes.empty()) {
    const std::size_t size = std::min<std::size_t>(bytes.size(), kHeld - output_.size());
    output_.append(bytes.substr(0, size));
    bytes.remove_prefix(size);
    if (output_.size() < kHeld) continue;
    spill_(output_);
    output_.clear();
  }
}

void Wasi::take_errors(std::string_view bytes) {
  if (bytes.size() > kErrors) bytes.remove_prefix(bytes.size() - kErrors);
  errors_.append(bytes);
  if (errors_.size() > 2 * kErrors) errors_.erase(0, errors_.size() - kErrors);
}

std::string_view Wasi::errors() const {
  std::string_view out = errors_;
  if (out.size() > kErrors) out.remove_prefix(out.size() - kErrors);
  return out;
}

std::uint32_t Wasi::random_get(std::uint32_t to, std::uint32_t size) {
  if (!has(to, size)) return fault;
  while (size > 0) {
    const ssize_t n = ::getrandom(memory.data + to, std::min(size, 1u << 20), 0);
    if (n < 0 && errno != EINTR) return inval;
    if (n < 0) continue;
    to += static_cast<std::uint32_t>(n);
    size -= static_cast<std::uint32_t>(n);
  }
  return ok;
}

std::uint32_t Wasi::sched_yield() {
  ::sched_yield();
  return ok;
}

void Wasi::proc_exit(std::uint32_t code) {
  exited_ = true;
  exit_code_ = static_cast<int>(code & 0xff);
}

}  // namespace assay::wasm
