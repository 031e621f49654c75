// SPDX-License-Identifier: Apache-2.0
// assay-wasm: holds the modules that the harness measures, a fresh instance for each trial. It may
// crash or hang with them; the harness kills it, and it goes when the harness does.
#include "wasm/engine.hpp"
#include "wasm/files.hpp"
#include "wasm/inspect.hpp"
#include "wasm/protocol.hpp"
#include "wasm/wire.hpp"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <wabt/config.h>

namespace assay::wasm {
namespace {

constexpr std::size_t kStack = std::size_t{8} << 20;
// Below the stack; no frame of generated code is so large that it could step over it.
constexpr std::size_t kGuard = std::size_t{64} << 20;

std::int64_t clock_ns(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::int64_t nanoseconds(const timeval& time) {
  return (std::int64_t{time.tv_sec} * 1'000'000 + time.tv_usec) * 1000;
}

void burn(std::uint64_t ns) {
  const std::int64_t end = clock_ns(CLOCK_THREAD_CPUTIME_ID) + static_cast<std::int64_t>(ns);
  while (ns > 0 && clock_ns(CLOCK_THREAD_CPUTIME_ID) < end) {
  }
}

std::uint32_t pin(const Setup& setup) {
  if (setup.pinned == 0) return 0;
  cpu_set_t set;
  CPU_ZERO(&set);
  for (std::uint32_t cpu = 0; cpu < std::min<std::uint32_t>(kMaxCpus, CPU_SETSIZE); ++cpu)
    if ((setup.cpus[cpu / 64] >> (cpu % 64) & 1) != 0) CPU_SET(cpu, &set);
  return ::sched_setaffinity(0, sizeof set, &set) == 0 ? 0 : static_cast<std::uint32_t>(errno);
}

struct Slot {
  Program program;
  std::optional<Wasi> wasi;
  std::unique_ptr<LoadedModule> module;
};

class Server {
 public:
  [[noreturn]] void run();

 private:
  void set_up();
  void look_at(std::size_t bytes);
  void load(std::size_t bytes);
  void trial();
  void measure(Slot& slot, const Trial& request, TrialResult& result);

  Wire wire_{kSocket};
  std::vector<Slot> slots_{kMaxSlots};
};

void Server::run() {
  for (;;) {
    const auto header = wire_.receive<Header>();
    switch (header.kind) {
      case Kind::setup:
        set_up();
        break;
      case Kind::inspect:
        look_at(header.bytes - sizeof(Inspect));
        break;
      case Kind::load:
        load(header.bytes - sizeof(Load));
        break;
      case Kind::trial:
        trial();
        break;
      default:
        ::_exit(1);
    }
  }
}

void Server::set_up() {
  const auto setup = wire_.receive<Setup>();
  Ready ready{};
  ready.protocol = kProtocol;
  ready.pin_error = pin(setup);
  std::strncpy(ready.libwabt, WABT_VERSION_STRING, sizeof ready.libwabt - 1);
  wire_.send(Kind::ready, ready);
}

void Server::look_at(std::size_t bytes) {
  const auto how = wire_.receive<Inspect>();
  const std::vector<char> module = wire_.receive_bytes(bytes);
  const Inspected found = inspect({module.data(), module.size()}, how.engine);
  const Checked checked{found.good(), !found.binary.empty(), found.imports, found.memory};
  if (found.good())
    wire_.send(Kind::checked, checked, found.binary);
  else
    wire_.send(Kind::checked, checked, found.what + '\0' + found.why + '\0' + found.hint + '\0');
}

void Server::load(std::size_t bytes) {
  const auto request = wire_.receive<Load>();
  const std::vector<char> rest = wire_.receive_bytes(bytes);
  Strings strings({rest.data(), rest.size()});
  const std::string path = strings.next();
  const std::string input = strings.next();
  Slot& slot = slots_[request.slot % kMaxSlots];
  slot.module.reset();
  slot.program = {};
  slot.program.keep_output = request.keep_output != 0;
  for (std::uint32_t i = 0; i < request.argc; ++i) slot.program.args.push_back(strings.next());
  for (std::uint32_t i = 0; i < request.envc; ++i) slot.program.env.push_back(strings.next());
  std::string error;
  if (!input.empty()) read_file(input, kMaxInput, slot.program.input, error);
  slot.wasi.emplace(slot.program, [this](std::string_view spilt) { wire_.send_output(spilt); });

  const std::int64_t before = clock_ns(CLOCK_MONOTONIC);
  if (error.empty())
    slot.module = request.engine == Engine::compiled ? load_compiled(path, *slot.wasi, error)
                                                     : load_interpreted(path, *slot.wasi, error);
  const Loaded loaded{slot.module != nullptr, 0, clock_ns(CLOCK_MONOTONIC) - before};
  wire_.send(Kind::loaded, loaded, error);
}

void Server::measure(Slot& slot, const Trial& request, TrialResult& result) {
  rusage before{};
  rusage after{};
  const std::int64_t fresh = clock_ns(CLOCK_MONOTONIC);
  Ended ended = slot.module->instantiate();
  result.startup_ns = clock_ns(CLOCK_MONOTONIC) - fresh;
  result.end = End::failed;
  if (ended.how == Left::returned) {
    ::getrusage(RUSAGE_THREAD, &before);
    const std::int64_t cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    const std::int64_t begin = clock_ns(CLOCK_MONOTONIC);
    burn(request.spin_ns);
    ended = slot.module->start();
    result.wall_ns = clock_ns(CLOCK_MONOTONIC) - begin;
    result.cpu_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID) - cpu;
    ::getrusage(RUSAGE_THREAD, &after);
    result.end = End::trapped;
  }
  result.user_ns = nanoseconds(after.ru_utime) - nanoseconds(before.ru_utime);
  result.sys_ns = nanoseconds(after.ru_stime) - nanoseconds(before.ru_stime);
  result.minor_faults = after.ru_minflt - before.ru_minflt;
  result.major_faults = after.ru_majflt - before.ru_majflt;
  result.voluntary_switches = after.ru_nvcsw - before.ru_nvcsw;
  result.involuntary_switches = after.ru_nivcsw - before.ru_nivcsw;
  if (ended.how != Left::trapped) {  // a start function may exit, too
    result.end = End::exited;
    result.code = slot.wasi->exit_code();
  }
  ended.text.copy(result.text, sizeof result.text - 1);
  result.grow_calls = slot.module->grown().calls;
  result.grow_pages = slot.module->grown().pages;
  slot.module->drop_instance();
}

void Server::trial() {
  const auto request = wire_.receive<Trial>();
  Slot& slot = slots_[request.slot % kMaxSlots];
  TrialResult result{};
  if (slot.module) {
    slot.wasi->begin();
    measure(slot, request, result);
  } else {
    result.end = End::failed;
    std::strncpy(result.text, "nothing is loaded", sizeof result.text - 1);
  }
  if (slot.wasi && !slot.wasi->output().empty()) wire_.send_output(slot.wasi->output());
  result.output_bytes = slot.wasi ? slot.wasi->output_bytes() : 0;
  result.process_cpu_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
  wire_.send(Kind::result, result, slot.wasi ? slot.wasi->errors() : std::string_view());
}

// A stack of known place and size, whatever ulimit -s says.
void* serve(void* region) {
  handle_faults(region, kGuard);
  static Server server;
  server.run();
}

int begin() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::fcntl(kSocket, F_SETFD, FD_CLOEXEC);
  // When memory runs out it is this process that has to go.
  if (const int fd = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC); fd >= 0) {
    if (::write(fd, "1000", 4) < 0) { /* then it is as likely to go as any other */
    }
    ::close(fd);
  }
  void* region = ::mmap(nullptr, kGuard + kStack, PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (region == MAP_FAILED) return 1;
  char* stack = static_cast<char*>(region) + kGuard;
  if (::mprotect(stack, kStack, PROT_READ | PROT_WRITE) != 0) return 1;
  pthread_attr_t attributes;
  pthread_t thread{};
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstack(&attributes, stack, kStack);
  if (::pthread_create(&thread, &attributes, serve, region) != 0) return 1;
  ::pthread_join(thread, nullptr);
  return 1;
}

}  // namespace
}  // namespace assay::wasm

int main() {
  return assay::wasm::begin();
}
