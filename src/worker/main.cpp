// SPDX-License-Identifier: Apache-2.0
// assay-worker: one round of the target `library`, see protocol.hpp. Not for people.
#include "worker/timing.hpp"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <iterator>

namespace {

using namespace assay::worker;

// What a library prints is nobody's result, and would cost the harness its memory.
void silence_output() {
  const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (null < 0) return;
  ::dup2(null, 1);
  ::close(null);
}

void pin(const Round& round) {
  if (std::all_of(std::begin(round.cpus), std::end(round.cpus), [](auto w) { return w == 0; }))
    return;
  cpu_set_t set;
  static_assert(sizeof set == sizeof round.cpus);
  std::memcpy(&set, round.cpus, sizeof set);
  if (::sched_setaffinity(0, sizeof set, &set) != 0)
    fail(Failure::machinery, 0, "it may not run on the CPUs that were asked for");
}

// A file of the harness's, shared with it; null where there is none.
template <typename T>
T* shared(const std::string& path) {
  if (path.empty()) return nullptr;
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return nullptr;
  void* at = ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  return at == MAP_FAILED ? nullptr : static_cast<T*>(at);
}

void answer(const Timing& timing, const std::vector<Lane>& lanes, bool counting) {
  Answer head{};
  head.slices = timing.slices;
  head.calls = timing.calls;
  head.clock_ns = timing.clock_ns;
  head.cpu_ns = own_cpu_ns();
  write_all(&head, sizeof head);
  const double calls = static_cast<double>(timing.calls) * timing.slices;
  for (const Lane& lane : lanes) {
    ArmResult result{};
    result.startup_ns = lane.library.startup_ns;
    result.cpu_ns = calls > 0 ? lane.cpu_ns / calls : -1;
    result.alloc_calls = counting && calls > 0 ? lane.alloc_calls / calls : -1;
    result.alloc_bytes = counting && calls > 0 ? lane.alloc_bytes / calls : -1;
    write_all(&result, sizeof result);
    write_all(lane.slices.data(), lane.slices.size() * sizeof(double));
  }
}

}  // namespace

int main() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::fcntl(kSocket, F_SETFD, FD_CLOEXEC);
  silence_output();
  const auto round = read_one<Round>();
  if (round.protocol != kProtocol || round.arms == 0 || round.arms > kMaxArms ||
      round.slices > kMaxSlices || round.copies == 0)
    fail(Failure::protocol, 0, "this worker is of another build");
  pin(round);
  auto* standing = shared<Standing>(read_text(round.standing_path));
  const auto* counts = shared<const AllocationCounts>(read_text(round.count_path));
  Standing nobody_looks{};
  if (standing == nullptr) standing = &nobody_looks;

  std::vector<WantedArm> wanted;
  for (std::uint32_t i = 0; i < round.arms; ++i) wanted.push_back(read_arm());
  Chance chance(round.seed);
  std::vector<Lane> lanes(wanted.size());
  for (std::uint32_t i = 0; i < wanted.size(); ++i) {
    lanes[i].library = load(wanted[i], i, round.copies, round.slices == 0, chance, *standing);
    lanes[i].spin_ns = wanted[i].spin_ns;
  }
  Timing timing;
  if (round.slices > 0) {
    timing = time_lanes(round, lanes, counts, chance, *standing);
    for (std::uint32_t i = 0; i < lanes.size(); ++i) {
      *standing = {Phase::teardown, i};
      for (auto teardown : lanes[i].library.teardowns)
        if (teardown != nullptr) teardown();
    }
  }
  answer(timing, lanes, counts != nullptr);
  // Not exit(): the destructors of users' objects are none of the round's business.
  ::_exit(0);
}
