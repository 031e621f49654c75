// SPDX-License-Identifier: Apache-2.0
// A server on a thread, for tests: it answers each request with what a script of the test says.
#pragma once
#include "net/address.hpp"
#include "sys/fd.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace assay::net::testing {

struct Reply {
  std::string bytes;
  bool close = false;  // after it
  int delay_ms = 0;    // before it; everybody else waits, too
};

inline Reply ok(const std::string& body) {
  return {"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
}

class TinyServer {
 public:
  // `script` is asked with the number of the request, from 0. It runs on the server's thread.
  explicit TinyServer(std::function<Reply(int)> script) : script_(std::move(script)) {
    address_ = *resolve("127.0.0.1", 0);
    listener_ = sys::Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ::bind(listener_.get(), address_.get(), address_.size);
    ::listen(listener_.get(), 64);
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address_.storage), &address_.size);
    stop_ = sys::Fd(::eventfd(0, EFD_CLOEXEC));
    thread_ = std::thread([this] { serve(); });
  }
  ~TinyServer() {
    ::eventfd_write(stop_.get(), 1);
    thread_.join();
  }
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;

  const Address& address() const { return address_; }
  int requests() const { return requests_; }
  int connections() const { return connections_; }

 private:
  void serve() {
    std::map<int, std::string> clients;
    for (;;) {
      std::vector<pollfd> fds = {{stop_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
      for (const auto& [fd, text] : clients) fds.push_back({fd, POLLIN, 0});
      ::poll(fds.data(), fds.size(), -1);
      if (fds[0].revents != 0) break;
      if (fds[1].revents != 0) {
        const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0) clients[fd];
        ++connections_;
      }
      for (std::size_t i = 2; i < fds.size(); ++i)
        if (fds[i].revents != 0 && !talk(fds[i].fd, clients[fds[i].fd])) {
          ::close(fds[i].fd);
          clients.erase(fds[i].fd);
        }
    }
    for (const auto& [fd, text] : clients) ::close(fd);
  }
  bool talk(int fd, std::string& text) {
    char buffer[4096];
    const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    text.append(buffer, static_cast<std::size_t>(got));
    for (std::size_t at; (at = text.find("\r\n\r\n")) != std::string::npos;) {
      text.erase(0, at + 4);
      const Reply reply = script_(requests_++);
      if (reply.delay_ms > 0) ::usleep(static_cast<useconds_t>(reply.delay_ms) * 1000);
      if (::send(fd, reply.bytes.data(), reply.bytes.size(), MSG_NOSIGNAL) < 0) return false;
      if (reply.close) return false;
    }
    return true;
  }

  std::function<Reply(int)> script_;
  Address address_;
  sys::Fd listener_, stop_;
  std::atomic<int> requests_ = 0, connections_ = 0;
  std::thread thread_;
};

}  // namespace assay::net::testing
