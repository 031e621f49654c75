// SPDX-License-Identifier: Apache-2.0
#include "net/load.hpp"

#include "base/units.hpp"
#include "sys/clock.hpp"
#include "sys/prompt_waking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace assay::net {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kRest = 5e6;        // between two attempts to reach a server that fails
constexpr double kConnecting = 5e9;  // before a slice starts without all of its connections

}  // namespace

Result<Load> Load::make(LoadOptions options) {
  auto loop = EventLoop::make();
  if (!loop) return std::move(loop).error();
  return Load(std::move(options), std::move(*loop));
}

Load::Load(LoadOptions options, EventLoop loop)
    : options_(std::move(options)), loop_(std::move(loop)) {
  for (std::uint32_t i = 0; i < std::max(1U, options_.connections); ++i)
    clients_.push_back({HttpConnection(options_.address, {})});
}

const std::string& Load::body() const {
  return wrong_body_ ? *wrong_body_ : clients_[latest_].connection.response().body();
}

void Load::disconnect() {
  for (Client& client : clients_) {
    client.connection.close();
    client.connected_before = false;
  }
}

LoadResult Load::run(const LoadSlice& slice, const LoadSink& sink) {
  const sys::PromptWaking prompt;
  sink_ = &sink;
  result_ = {};
  wrong_body_.reset();
  begun_ = 0;
  active_ = 0;
  if (slice.interrupt_fd >= 0) loop_.watch(slice.interrupt_fd, EPOLLIN, kInterrupt);
  if (slice.server_fd >= 0) loop_.watch(slice.server_fd, EPOLLIN, kServer);
  connect_all();

  free_.clear();
  start_ns_ = sys::monotonic_ns();
  end_ns_ = start_ns_ + slice.duration_ns;
  wanted_ = slice.least;
  if (options_.rate)
    wanted_ = std::max(wanted_,
                       static_cast<std::uint64_t>(slice.duration_ns * 1e-9 * *options_.rate + 0.5));
  for (std::uint32_t i = 0; i < clients_.size(); ++i) release(i);

  double now = start_ns_;
  while (result_.end == LoadResult::End::complete) {
    give_out(now);
    if (active_ == 0 && all_sent(now)) break;
    for (const EventLoop::Event& event : loop_.wait(deadline(now))) {
      if (stopped(event.token)) break;
      look_at(event.token, clients_[event.token].connection.proceed());
    }
    now = sys::monotonic_ns();
    expire(now);
  }
  result_.elapsed_ns = now - start_ns_;
  if (result_.end != LoadResult::End::complete) disconnect();
  if (slice.interrupt_fd >= 0) loop_.forget(slice.interrupt_fd);
  if (slice.server_fd >= 0) loop_.forget(slice.server_fd);
  return std::exchange(result_, {});
}

// Before the slice, so that connecting is in no latency. Who cannot connect now tries again later.
void Load::connect_all() {
  std::uint32_t connecting = 0;
  for (std::uint32_t i = 0; i < clients_.size(); ++i) {
    Client& client = clients_[i];
    client.active = client.again = false;
    client.rest_until_ns = 0;
    HttpConnection& connection = client.connection;
    // What a server has closed since the last slice shows only when it is looked at.
    if (connection.state() == HttpConnection::State::idle) connection.proceed();
    if (connection.state() == HttpConnection::State::closed) open(i);
    if (connection.state() == HttpConnection::State::connecting) ++connecting;
  }
  const double until = sys::monotonic_ns() + kConnecting;
  while (connecting > 0 && sys::monotonic_ns() < until) {
    for (const EventLoop::Event& event : loop_.wait(until)) {
      if (stopped(event.token)) return;
      HttpConnection& connection = clients_[event.token].connection;
      const bool waited = connection.state() == HttpConnection::State::connecting;
      const auto progress = connection.proceed();
      if (waited && progress != HttpConnection::Progress::none) --connecting;
      look_at(event.token, progress);
    }
  }
}

bool Load::stopped(std::uint32_t token) {
  if (token == kInterrupt) result_.end = LoadResult::End::interrupted;
  if (token == kServer) result_.end = LoadResult::End::server_gone;
  return token == kInterrupt || token == kServer;
}

bool Load::all_sent(double now) const {
  return begun_ >= wanted_ && (options_.rate || now >= end_ns_);
}

double Load::next_due() const {
  return start_ns_ + static_cast<double>(begun_) * 1e9 / *options_.rate;
}

// Hands requests to free connections: those that are due, or in a closed loop one to each.
void Load::give_out(double now) {
  for (std::size_t tries = free_.size(); tries > 0 && !all_sent(now); --tries) {
    const std::uint32_t index = free_.front();
    if (options_.rate && next_due() > now) return;
    free_.pop_front();
    if (clients_[index].rest_until_ns > now)
      free_.push_back(index);
    else
      begin(index, options_.rate ? next_due() : now);
  }
}

void Load::begin(std::uint32_t index, double due) {
  Client& client = clients_[index];
  client.active = true;
  client.again = false;
  client.due_ns = due;
  client.began_ns = sys::monotonic_ns();
  sink_->generator_lag(client.began_ns - std::max(due, client.free_ns));
  ++begun_;
  ++active_;
  ask(index);
}

// Over the connection if there is one, else once it is made.
void Load::ask(std::uint32_t index) {
  HttpConnection& connection = clients_[index].connection;
  if (connection.state() == HttpConnection::State::closed) return open(index);
  if (connection.state() != HttpConnection::State::idle) return;
  look_at(index, connection.send(options_.request, options_.head_request));
}

void Load::open(std::uint32_t index) {
  Client& client = clients_[index];
  if (client.connected_before) ++result_.reconnects;
  const auto progress = client.connection.open();
  client.watched = 0;  // a new descriptor
  look_at(index, progress);
}

void Load::look_at(std::uint32_t index, HttpConnection::Progress progress) {
  using Progress = HttpConnection::Progress;
  Client& client = clients_[index];
  switch (progress) {
    case Progress::none:
      break;
    case Progress::dropped:
      return;
    case Progress::connected:
      client.connected_before = true;
      if (client.active) return ask(index);
      break;
    case Progress::answered:
      answered(client);
      latest_ = index;
      release(index);
      break;
    case Progress::failed:
      if (!client.active) return;
      if (client.connection.was_stale() && options_.idempotent && !client.again) {
        client.again = true;
        return open(index);
      }
      return failed(index, client.connection.failure());
  }
  if (client.connection.fd() < 0 || client.watched == client.connection.interest()) return;
  client.watched = client.connection.interest();
  loop_.watch(client.connection.fd(), client.watched, index);
}

void Load::answered(Client& client) {
  sink_->latency(sys::monotonic_ns() - client.due_ns);
  ++result_.answered;
  const ResponseParser& response = client.connection.response();
  std::string wrong;
  if (response.status() != options_.status) {
    wrong = fmt::format("status {} instead of {}", response.status(), options_.status);
  } else if (options_.check && !(has_right_body_ && right_body_ == response.body())) {
    wrong = options_.check(response.body());
    if (wrong.empty()) {
      right_body_ = response.body();
      has_right_body_ = true;
    }
  }
  if (wrong.empty()) return;
  if (result_.wrong++ == 0) {
    result_.first_wrong = std::move(wrong);
    wrong_body_ = response.body();
  }
}

void Load::failed(std::uint32_t index, const std::string& why) {
  Client& client = clients_[index];
  const double now = sys::monotonic_ns();
  sink_->latency(std::max(options_.timeout_ns, now - client.due_ns));
  if (result_.failed++ == 0) result_.first_failure = why;
  client.connection.close();
  client.rest_until_ns = now + kRest;
  release(index);
}

void Load::release(std::uint32_t index) {
  Client& client = clients_[index];
  if (std::exchange(client.active, false)) --active_;
  client.free_ns = std::max(sys::monotonic_ns(), client.rest_until_ns);
  free_.push_back(index);
}

// What has had no answer for too long; and, when the slice is long over, what never got its turn.
void Load::expire(double now) {
  for (std::uint32_t i = 0; i < clients_.size(); ++i)
    if (clients_[i].active && now - clients_[i].began_ns >= options_.timeout_ns)
      failed(i, fmt::format("no answer within {}", format_quantity(options_.timeout_ns, "ns")));
  if (now < end_ns_ + options_.timeout_ns) return;
  for (; begun_ < wanted_; ++begun_) {
    sink_->latency(options_.timeout_ns);
    if (result_.failed++ == 0) result_.first_failure = "not sent in time: no connection was free";
  }
}

double Load::deadline(double now) const {
  double out = kNever;
  if (!free_.empty() && !all_sent(now)) {
    // Free and not busy: at rest after a failure, or in an open loop with nothing due yet.
    double rested = kNever;
    for (std::uint32_t index : free_) rested = std::min(rested, clients_[index].rest_until_ns);
    out = options_.rate ? std::max(rested, next_due()) : rested;
  }
  for (const Client& client : clients_)
    if (client.active) out = std::min(out, client.began_ns + options_.timeout_ns);
  return out;
}

}  // namespace assay::net
