// SPDX-License-Identifier: Apache-2.0
#include "net/address.hpp"

#include "base/text.hpp"
#include "sys/fd.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <netinet/in.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <memory>
#include <netdb.h>
#include <set>

namespace assay::net {
namespace {

namespace fs = std::filesystem;

// A socket that listens there, or the errno of what kept it from that.
struct Listener {
  sys::Fd fd;
  int failed = 0;
};
Listener listen_on(const Address& address) {
  Listener out;
  sys::Fd fd(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // As servers do: connections that a predecessor has closed are no obstacle.
  const int yes = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (!fd || ::bind(fd.get(), address.get(), address.size) != 0 || ::listen(fd.get(), 1) != 0)
    out.failed = errno;
  out.fd = std::move(fd);
  return out;
}

// Inodes of the sockets that listen on `port`, from /proc/net/tcp and its kin:
//   sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
std::set<std::string> listening(std::uint16_t port) {
  std::set<std::string> inodes;
  const std::string suffix = fmt::format(":{:04X}", port);
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    const auto text = sys::read_file(table);
    if (!text) continue;
    for (const std::string& line : split(*text, '\n')) {
      std::vector<std::string> words;
      for (std::string& word : split(line, ' '))
        if (!word.empty()) words.push_back(std::move(word));
      if (words.size() > 9 && words[1].ends_with(suffix) && words[3] == "0A")
        inodes.insert(fmt::format("socket:[{}]", words[9]));
    }
  }
  return inodes;
}

}  // namespace

std::uint16_t Address::port() const {
  if (storage.ss_family == AF_INET6) {
    sockaddr_in6 six{};
    std::memcpy(&six, &storage, sizeof six);
    return ntohs(six.sin6_port);
  }
  sockaddr_in four{};
  std::memcpy(&four, &storage, sizeof four);
  return ntohs(four.sin_port);
}

Result<Address> resolve(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string service = std::to_string(port);
  const int failed = ::getaddrinfo(host.c_str(), service.c_str(), &wanted, &found);
  if (failed != 0)
    return Error{Fault::usage, fmt::format("unknown host '{}'", printable(host)),
                 ::gai_strerror(failed), "write an address, such as 127.0.0.1"};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  Address out;
  out.size = found->ai_addrlen;
  std::memcpy(&out.storage, found->ai_addr, found->ai_addrlen);
  return out;
}

Result<Address> unix_address(const std::string& path) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof local.sun_path)
    return Error{
        Fault::usage, fmt::format("'{}' is no path of a socket", printable(path)),
        fmt::format("it has {} bytes, and {} is the most", path.size(), sizeof local.sun_path - 1),
        ""};
  path.copy(local.sun_path, path.size());
  Address out;
  out.size = sizeof local;
  std::memcpy(&out.storage, &local, sizeof local);
  return out;
}

Result<std::uint16_t> free_port(const std::string& host) {
  const auto address = resolve(host, 0);
  if (!address) return address.error();
  const Listener listener = listen_on(*address);
  if (listener.failed != 0)
    return Error{Fault::usage, fmt::format("no port can be chosen on host '{}'", printable(host)),
                 std::strerror(listener.failed), "give the port, or use 127.0.0.1"};
  Address got;
  got.size = sizeof got.storage;
  if (::getsockname(listener.fd.get(), reinterpret_cast<sockaddr*>(&got.storage), &got.size) != 0)
    return Error{Fault::internal, "cannot read a socket's address", std::strerror(errno), ""};
  return got.port();
}

Result<void> check_port_free(const std::string& host, std::uint16_t port) {
  const auto address = resolve(host, port);
  if (!address) return address.error();
  const int failed = listen_on(*address).failed;
  if (failed == 0 || failed == EADDRNOTAVAIL) return {};
  if (failed == EACCES)
    return Error{Fault::program, fmt::format("port {} may not be used", port),
                 "ports below 1024 belong to the administrator",
                 "set port = 0, and one that is free is chosen"};
  if (failed != EADDRINUSE)
    return Error{Fault::internal, fmt::format("cannot try port {}", port), std::strerror(failed),
                 ""};
  const std::string who = listener_on(port);
  return Error{Fault::program,
               fmt::format("port {} is in use{}", port, who.empty() ? "" : " by " + who), "",
               "stop that program, or set port = 0, and one that is free is chosen"};
}

std::string listener_on(std::uint16_t port) {
  const std::set<std::string> inodes = listening(port);
  if (inodes.empty()) return "";
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const std::string pid = at->path().filename();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code ignored;
    for (fs::directory_iterator one(at->path() / "fd", ignored), last; !ignored && one != last;
         one.increment(ignored)) {
      std::error_code gone;
      if (!inodes.contains(fs::read_symlink(one->path(), gone).string())) continue;
      const auto name = sys::read_file(at->path() / "comm");
      return fmt::format("{} (process {})", name ? printable(trim(*name)) : "a program", pid);
    }
  }
  return "";
}

}  // namespace assay::net
