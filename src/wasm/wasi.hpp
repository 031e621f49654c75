// SPDX-License-Identifier: Apache-2.0
// The part of WASI preview 1 that a command needs which reads standard input, writes standard
// output and error, and opens nothing: one implementation for both engines. Every pointer that a
// module hands over is checked against its memory; a bad one is answered with EFAULT.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::wasm {

inline constexpr std::string_view kWasi = "wasi_snapshot_preview1";

// A module's memory at one moment.
struct MemoryView {
  std::uint8_t* data = nullptr;
  std::size_t size = 0;
};

// What a module is given, and what becomes of what it writes. Holds over trials.
struct Program {
  std::vector<std::string> args;
  std::vector<std::string> env;
  std::string input;
  bool keep_output = false;
};

// A program's run, and after begin() the next one. Not moved: the engines hold on to it.
class Wasi {
 public:
  // `spill` takes output that is more than is held (kHeld) while the module runs.
  Wasi(const Program& program, std::function<void(std::string_view)> spill);
  Wasi(const Wasi&) = delete;
  void begin();
  Wasi& operator=(const Wasi&) = delete;

  // Errors of the interface ("errno").
  enum Errno : std::uint32_t { ok = 0, badf = 8, fault = 21, inval = 28, notsup = 58, spipe = 70 };

  MemoryView memory;  // set before each of the calls below

  std::uint32_t args_get(std::uint32_t pointers, std::uint32_t bytes);
  std::uint32_t args_sizes_get(std::uint32_t count, std::uint32_t size);
  std::uint32_t environ_get(std::uint32_t pointers, std::uint32_t bytes);
  std::uint32_t environ_sizes_get(std::uint32_t count, std::uint32_t size);
  std::uint32_t clock_res_get(std::uint32_t id, std::uint32_t to);
  std::uint32_t clock_time_get(std::uint32_t id, std::uint64_t precision, std::uint32_t to);
  std::uint32_t fd_close(std::uint32_t fd);
  std::uint32_t fd_fdstat_get(std::uint32_t fd, std::uint32_t to);
  std::uint32_t fd_fdstat_set_flags(std::uint32_t fd, std::uint32_t flags);
  std::uint32_t fd_prestat_dir_name(std::uint32_t fd, std::uint32_t path, std::uint32_t size);
  std::uint32_t fd_prestat_get(std::uint32_t fd, std::uint32_t to);
  std::uint32_t fd_read(std::uint32_t fd, std::uint32_t vectors, std::uint32_t n, std::uint32_t to);
  std::uint32_t fd_seek(std::uint32_t fd, std::uint64_t offset, std::uint32_t whence,
                        std::uint32_t to);
  std::uint32_t fd_write(std::uint32_t fd, std::uint32_t vectors, std::uint32_t n,
                         std::uint32_t to);
  std::uint32_t random_get(std::uint32_t to, std::uint32_t size);
  std::uint32_t sched_yield();
  // The engine ends the run after it.
  void proc_exit(std::uint32_t code);

  bool exited() const { return exited_; }
  int exit_code() const { return exit_code_; }
  std::string_view output() const { return output_; }
  std::uint64_t output_bytes() const { return output_bytes_; }
  std::string_view errors() const;

 private:
  struct Piece {
    std::uint32_t address;
    std::uint32_t size;
  };
  bool open(std::uint32_t fd) const { return fd < 3 && !closed_[fd]; }
  bool has(std::uint32_t address, std::uint64_t size) const {
    return address + size <= memory.size;
  }
  template <typename T>
  bool put(std::uint32_t address, T value);
  // The i-th of the buffers at `vectors`; false when it, or what it points to, is out of bounds.
  bool piece(std::uint32_t vectors, std::uint32_t i, Piece& out) const;
  std::uint32_t put_list(const std::vector<std::string>& list, std::uint32_t pointers,
                         std::uint32_t bytes);
  std::uint32_t put_sizes(const std::vector<std::string>& list, std::uint32_t count,
                          std::uint32_t size);
  void take_output(std::string_view bytes);
  void take_errors(std::string_view bytes);

  const Program& program_;
  std::function<void(std::string_view)> spill_;
  std::size_t read_ = 0;  // of the input
  bool closed_[3] = {};
  std::string output_;
  std::uint64_t output_bytes_ = 0;
  std::string errors_;
  bool exited_ = false;
  int exit_code_ = 0;
};

// A function as a module imports it: parameters as letters (i: 32 bits, I: 64 bits); all return an
// i32 but proc_exit, which returns nothing.
struct WasiFunction {
  std::string_view name;
  std::string_view parameters;
  bool returns;
  std::uint32_t (*call)(Wasi& wasi, const std::uint64_t* arguments);
};
// Null for one that is not there.
const WasiFunction* find_wasi_function(std::string_view name);

}  // namespace assay::wasm
