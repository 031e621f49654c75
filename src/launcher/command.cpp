// SPDX-License-Identifier: Apache-2.0
#include "launcher/command.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>

namespace assay::launcher {
namespace {

constexpr char kOffset[] = "HYPERFINE_RANDOMIZED_ENVIRONMENT_OFFSET=";

char* allocate(std::size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<char*>(memory);
}

// Strings one behind the other, each with its end.
class Strings {
 public:
  Strings(char* at, const char* end) : at_(at), end_(end) {}
  char* next() {
    if (at_ == end_) return nullptr;
    char* found = at_;
    auto* stop = static_cast<char*>(std::memchr(at_, '\0', static_cast<std::size_t>(end_ - at_)));
    if (stop == nullptr) return nullptr;
    at_ = stop + 1;
    return found;
  }
  bool fill(char** to, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i)
      if ((to[i] = next()) == nullptr) return false;
    to[count] = nullptr;
    return true;
  }

 private:
  char* at_;
  const char* end_;
};

}  // namespace

bool Commands::define(Wire& wire, std::uint32_t bytes) {
  CommandHeader header;
  if (bytes < sizeof header || bytes > kMaxCommandBytes || !wire.receive(&header, sizeof header))
    return false;
  const auto text = static_cast<std::uint32_t>(bytes - sizeof header);
  if (header.slot >= kMaxCommands || header.argc > text || header.envc > text) return false;
  const std::size_t pointers = (std::size_t{header.argc} + header.envc + 4) * sizeof(char*);
  char* memory = allocate(sizeof(Command) + pointers + text);
  if (memory == nullptr) return false;
  auto* command = new (memory) Command{};
  command->header = header;
  command->argv = reinterpret_cast<char**>(memory + sizeof(Command));
  command->envp = command->argv + header.argc + 1;
  command->changing = command->envp + header.envc;
  char* strings = memory + sizeof(Command) + pointers;
  if (!wire.receive(strings, text)) return false;
  Strings rest(strings, strings + text);
  command->executable = rest.next();
  command->cwd = rest.next();
  command->input = rest.next();
  command->output = rest.next();
  if (command->output == nullptr || !rest.fill(command->argv, header.argc) ||
      !rest.fill(command->envp, header.envc))
    return false;
  command->output_descriptor = wire.take_descriptor();
  slots_[header.slot] = command;  // one that stood there before stays mapped: slots rarely change
  return true;
}

void ChangingEnvironment::apply(Command& command, const Trial& trial) {
  char** next = command.changing;
  if (trial.kind != Iteration::none) {
    iteration_.clear();
    iteration_ << "HYPERFINE_ITERATION=" << (trial.kind == Iteration::warmup ? "warmup-" : "")
               << trial.iteration;
    *next++ = const_cast<char*>(iteration_.c_str());
  }
  if (prefix_ == 0) {
    prefix_ = sizeof kOffset - 1;
    std::memcpy(offset_, kOffset, prefix_);
    std::memset(offset_ + prefix_, 'X', kLongest);
    end_ = prefix_ + kLongest;
  }
  // xorshift64 (Marsaglia 2003) is even enough for a length.
  state_ ^= state_ << 13;
  state_ ^= state_ >> 7;
  state_ ^= state_ << 17;
  offset_[end_] = 'X';
  end_ = prefix_ + static_cast<std::uint32_t>(state_ >> 20) % kLongest;
  offset_[end_] = '\0';
  *next++ = offset_;
  *next = nullptr;
}

}  // namespace assay::launcher
