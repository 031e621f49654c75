// SPDX-License-Identifier: Apache-2.0
#include "sys/event_channel.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace assay::sys {
namespace {

constexpr int kRoom = 1 << 20;  // of the FIFO, where the user may have that much
constexpr std::size_t kMost = std::size_t{64} << 20;  // of one trial; what is beyond is let go

Error cannot(const std::string& folder) {
  return {Fault::internal, "cannot make a FIFO for events below " + folder, std::strerror(errno),
          "set TMPDIR to a folder that can be written"};
}

}  // namespace

Result<std::unique_ptr<EventChannel>> EventChannel::make(const std::string& folder) {
  std::unique_ptr<EventChannel> out(new EventChannel);
  std::string name = folder + "/assay-events-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) return cannot(folder);
  out->folder_ = name;
  out->path_ = name + "/events";
  if (::mkfifo(out->path_.c_str(), 0600) != 0) return cannot(folder);
  out->fifo_ = Fd(::open(out->path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!out->fifo_) return cannot(folder);
  ::fcntl(out->fifo_.get(), F_SETPIPE_SZ, kRoom);
  return out;
}

EventChannel::~EventChannel() {
  if (!path_.empty()) ::unlink(path_.c_str());
  if (!folder_.empty()) ::rmdir(folder_.c_str());
}

void EventChannel::drain() {
  std::array<char, 65536> buffer;
  // No more than it can hold: a writer without end must not keep us here.
  for (std::size_t taken = 0; taken < kRoom;) {
    const ssize_t n = ::read(fifo_.get(), buffer.data(), buffer.size());
    if (n <= 0) return;
    taken += static_cast<std::size_t>(n);
    if (bytes_.size() < kMost) bytes_.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

std::vector<std::string> EventChannel::lines(bool last) {
  std::vector<std::string> out;
  std::size_t from = 0;
  for (std::size_t end; (end = bytes_.find('\n', from)) != std::string::npos; from = end + 1)
    out.push_back(bytes_.substr(from, end - from));
  bytes_.erase(0, from);
  if (last && !bytes_.empty()) out.push_back(std::exchange(bytes_, {}));
  return out;
}

}  // namespace assay::sys
