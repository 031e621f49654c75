// SPDX-License-Identifier: Apache-2.0
#include "net/http_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace assay::net {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10;

std::string because(std::string_view what, int error) {
  return std::string(what) + ": " + std::strerror(error);
}

}  // namespace

HttpConnection::Progress HttpConnection::open() {
  used_ = stale_ = false;
  fd_ =
      sys::Fd(::socket(address_.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd_) return fail(because("cannot make a socket", errno));
  const int yes = 1;
  ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  state_ = State::connecting;
  if (::connect(fd_.get(), address_.get(), address_.size) == 0) {
    state_ = State::idle;
    return Progress::connected;
  }
  return errno == EINPROGRESS ? Progress::none : fail(because("cannot connect", errno));
}

HttpConnection::Progress HttpConnection::send(std::string_view request, bool head_request) {
  parser_.reset(head_request);
  state_ = State::busy;
  unsent_ = request;
  return write();
}

HttpConnection::Progress HttpConnection::proceed() {
  if (state_ == State::connecting) return finish_connecting();
  if (state_ == State::busy && !unsent_.empty())
    if (const Progress written = write(); written != Progress::none) return written;
  return read();
}

void HttpConnection::close() {
  fd_.reset();
  state_ = State::closed;
  unsent_ = {};
}

std::uint32_t HttpConnection::interest() const {
  if (state_ == State::connecting) return EPOLLOUT;
  return unsent_.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT;
}

HttpConnection::Progress HttpConnection::fail(std::string why) {
  stale_ = used_ && !parser_.started();
  close();
  failure_ = std::move(why);
  return Progress::failed;
}

HttpConnection::Progress HttpConnection::finish_connecting() {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return fail(because("cannot connect", error));
  state_ = State::idle;
  return Progress::connected;
}

HttpConnection::Progress HttpConnection::write() {
  while (!unsent_.empty()) {
    const ssize_t sent = ::send(fd_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return Progress::none;
    // A server may answer and close before it has read all: what it said is still to be read.
    if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) {
      unsent_ = {};
      return read();
    }
    if (sent < 0) return fail(because("cannot send a request", errno));
    unsent_.remove_prefix(static_cast<std::size_t>(sent));
  }
  return Progress::none;
}

HttpConnection::Progress HttpConnection::read() {
  static thread_local std::array<char, kReadBytes> buffer;
  for (;;) {
    const ssize_t got = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return Progress::none;
    if (state_ == State::idle) {
      // Closed, or talking out of turn: either way of no more use.
      close();
      return Progress::dropped;
    }
    if (got < 0) return fail(because("the connection broke", errno));
    std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    if (got == 0)
      parser_.end();
    else
      bytes.remove_prefix(parser_.feed(bytes));
    if (parser_.state() == ResponseParser::State::failed) return fail(parser_.failure());
    if (parser_.state() == ResponseParser::State::done) {
      if (!bytes.empty()) return fail("it sent more than the answer to one request");
      used_ = true;
      unsent_ = {};
      state_ = State::idle;
      if (got == 0 || !parser_.keeps_alive()) close();
      return Progress::answered;
    }
    // The rest is not here yet: the next event tells.
    if (static_cast<std::size_t>(got) < buffer.size()) return Progress::none;
  }
}

}  // namespace assay::net
