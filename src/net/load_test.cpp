// SPDX-License-Identifier: Apache-2.0
#include "net/load.hpp"

#include "net/http_probe.hpp"
#include "net/http_request.hpp"
#include "net/testing/tiny_server.hpp"

#include <gtest/gtest.h>

#include <sys/eventfd.h>

#include <algorithm>
#include <string>
#include <vector>

namespace assay::net {
namespace {

using testing::ok;
using testing::Reply;
using testing::TinyServer;

LoadOptions options_for(const Address& address, const Request& request = {}) {
  LoadOptions out;
  out.address = address;
  out.request = *request_bytes(request, "127.0.0.1", address.port());
  out.idempotent = request.is_idempotent();
  return out;
}

// What a slice gave, latencies in the order of the answers.
struct Ran {
  LoadResult result;
  std::vector<double> latencies, lags;
  double slowest() const { return *std::ranges::max_element(latencies); }
  auto above(double ns) const {
    return std::ranges::count_if(latencies, [=](double one) { return one >= ns; });
  }
};

Ran run(Load& load, LoadSlice slice) {
  Ran out;
  out.result = load.run(slice, {[&](double ns) { out.latencies.push_back(ns); },
                                [&](double ns) { out.lags.push_back(ns); }});
  return out;
}

TEST(Load, ClosedLoopAsksAgainOnceAnswered) {
  TinyServer server([](int) { return ok("hello"); });
  auto load = Load::make(options_for(server.address()));
  ASSERT_TRUE(load);
  const Ran ran = run(*load, {.duration_ns = 50e6});
  EXPECT_EQ(ran.result.end, LoadResult::End::complete);
  EXPECT_GT(ran.result.answered, 20U);
  EXPECT_EQ(ran.result.answered, ran.latencies.size());
  EXPECT_EQ(ran.result.answered, static_cast<std::uint64_t>(server.requests()));
  EXPECT_EQ(ran.result.wrong + ran.result.failed + ran.result.reconnects, 0U);
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(load->body(), "hello");
  EXPECT_GE(ran.result.elapsed_ns, 50e6);
  // The connection is kept from slice to slice.
  run(*load, {.duration_ns = 5e6});
  EXPECT_EQ(server.connections(), 1);
}

TEST(Load, OpenLoopSendsSoManyAsAreDue) {
  TinyServer server([](int) { return ok(""); });
  auto options = options_for(server.address());
  options.rate = 1000;
  options.connections = 3;
  auto load = Load::make(std::move(options));
  const Ran ran = run(*load, {.duration_ns = 100e6});
  EXPECT_EQ(ran.result.answered, 100U);
  EXPECT_EQ(ran.lags.size(), 100U);
  EXPECT_EQ(server.connections(), 3);
  EXPECT_GE(ran.result.elapsed_ns, 99e6);
  for (double lag : ran.lags) EXPECT_GE(lag, 0);
}

TEST(Load, ASliceLastsUntilTheLeastNumberOfRequests) {
  TinyServer server([](int) { return ok(""); });
  auto load = Load::make(options_for(server.address()));
  EXPECT_EQ(run(*load, {.duration_ns = 0, .least = 20}).result.answered, 20U);
}

// The point of intended times: a stall of 100 ms is in the latency of all that were due meanwhile
// in an open loop, and in that of one request in a closed one.
TEST(Load, AStallIsInEveryRequestThatItDelayed) {
  const auto stalls_once = [](int number) {
    Reply reply = ok("");
    reply.delay_ms = number == 50 ? 100 : 0;
    return reply;
  };
  TinyServer opened(stalls_once);
  auto options = options_for(opened.address());
  options.rate = 500;
  auto open_loop = Load::make(std::move(options));
  const Ran open = run(*open_loop, {.duration_ns = 400e6});
  EXPECT_EQ(open.result.answered, 200U);
  EXPECT_GE(open.slowest(), 100e6);
  // 50 were due within the stall; half of them waited for longer than 50 ms.
  EXPECT_GE(open.above(50e6), 20);
  EXPECT_LE(*std::ranges::max_element(open.lags), 60e6) << "waiting for a connection is no lag";

  TinyServer closed(stalls_once);
  auto closed_loop = Load::make(options_for(closed.address()));
  const Ran hidden = run(*closed_loop, {.duration_ns = 200e6, .least = 100});
  EXPECT_GE(hidden.slowest(), 100e6);
  EXPECT_LE(hidden.above(50e6), 5);
}

TEST(Load, ConnectsAnewWhereTheServerCloses) {
  TinyServer server([](int) {
    return Reply{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi", true};
  });
  auto load = Load::make(options_for(server.address()));
  const Ran ran = run(*load, {.duration_ns = 0, .least = 10});
  EXPECT_EQ(ran.result.answered, 10U);
  EXPECT_EQ(ran.result.failed, 0U);
  EXPECT_EQ(ran.result.reconnects, 9U);
}

TEST(Load, AsksAgainWhereAKeptConnectionWasStale) {
  // Closes after each answer without having said so.
  const auto rude = [](int) {
    Reply reply = ok("hi");
    reply.close = true;
    return reply;
  };
  TinyServer server(rude);
  auto load = Load::make(options_for(server.address()));
  const Ran ran = run(*load, {.duration_ns = 0, .least = 10});
  EXPECT_EQ(ran.result.answered, 10U);
  EXPECT_EQ(ran.result.failed, 0U) << ran.result.first_failure;
}

TEST(Load, TakesBodiesOfEveryForm) {
  TinyServer server([](int number) {
    if (number % 3 == 0)
      return Reply{
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"};
    if (number % 3 == 1) return Reply{"HTTP/1.0 200 OK\r\n\r\nhello", true};
    return ok("hello");
  });
  auto options = options_for(server.address());
  int asked = 0;
  options.check = [&](std::string_view body) {
    ++asked;
    return body == "hello" ? "" : "not hello";
  };
  auto load = Load::make(std::move(options));
  const Ran ran = run(*load, {.duration_ns = 0, .least = 30});
  EXPECT_EQ(ran.result.answered, 30U);
  EXPECT_EQ(ran.result.wrong, 0U) << ran.result.first_wrong;
  EXPECT_EQ(asked, 1) << "the same body is not checked twice";
}

TEST(Load, NoticesOneWrongStatusAndOneWrongBody) {
  TinyServer server([](int number) {
    if (number == 7) return Reply{"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"};
    return ok(number == 9 ? "other" : "right");
  });
  auto options = options_for(server.address());
  options.check = [](std::string_view body) {
    return body == "right" ? "" : "the body is not right";
  };
  auto load = Load::make(std::move(options));
  const Ran ran = run(*load, {.duration_ns = 0, .least = 20});
  EXPECT_EQ(ran.result.answered, 20U);
  EXPECT_EQ(ran.result.wrong, 2U);
  EXPECT_EQ(ran.result.first_wrong, "status 503 instead of 200");
  EXPECT_EQ(load->body(), "busy");
}

TEST(Load, AFailedRequestCountsAsOneThatTookTheTimeout) {
  TinyServer server([](int number) {
    return number % 2 == 0 ? ok("hi") : Reply{"HTTP/1.1 200 OK\r\nContent-Le", true};
  });
  auto options = options_for(server.address());
  options.timeout_ns = 2e9;
  auto load = Load::make(std::move(options));
  const Ran ran = run(*load, {.duration_ns = 0, .least = 10});
  EXPECT_EQ(ran.result.failed, 5U);
  EXPECT_EQ(ran.result.answered, 5U);
  EXPECT_EQ(ran.above(2e9), 5);
  EXPECT_NE(ran.result.first_failure.find("headers"), std::string::npos);
}

TEST(Load, GivesUpOnWhatIsNeverAnswered) {
  TinyServer server([](int) { return Reply{}; });
  auto options = options_for(server.address());
  options.timeout_ns = 30e6;
  options.rate = 100;
  auto load = Load::make(std::move(options));
  const Ran ran = run(*load, {.duration_ns = 50e6});
  EXPECT_EQ(ran.result.answered, 0U);
  EXPECT_EQ(ran.result.failed, 5U);
  EXPECT_EQ(ran.latencies.size(), 5U);
  EXPECT_NE(ran.result.first_failure.find("30.00 ms"), std::string::npos)
      << ran.result.first_failure;
}

TEST(Load, APostIsNotSentTwice) {
  TinyServer server([](int number) {
    Reply reply = number % 2 == 0 ? ok("hi") : Reply{};
    reply.close = true;
    return reply;
  });
  Request request;
  request.method = "POST";
  auto options = options_for(server.address(), request);
  options.timeout_ns = 1e9;
  auto load = Load::make(std::move(options));
  const Ran ran = run(*load, {.duration_ns = 0, .least = 10});
  EXPECT_EQ(ran.result.answered + ran.result.failed, 10U);
  EXPECT_LE(server.requests(), 10);
}

TEST(Load, NobodyThereIsAFailureAndNoBusyLoop) {
  const std::uint16_t port = *free_port("127.0.0.1");
  auto options = options_for(*resolve("127.0.0.1", port));
  options.timeout_ns = 1e9;
  auto load = Load::make(std::move(options));
  const Ran ran = run(*load, {.duration_ns = 40e6});
  EXPECT_EQ(ran.result.answered, 0U);
  EXPECT_GE(ran.result.failed, 1U);
  EXPECT_LE(ran.result.failed, 20U);
  EXPECT_NE(ran.result.first_failure.find("connect"), std::string::npos);
}

TEST(Load, StopsAtOnceWhenInterruptedOrWhenTheServerHasGone) {
  TinyServer server([](int) { return ok(""); });
  auto load = Load::make(options_for(server.address()));
  const sys::Fd raised(::eventfd(1, EFD_CLOEXEC));
  EXPECT_EQ(run(*load, {.duration_ns = 60e9, .interrupt_fd = raised.get()}).result.end,
            LoadResult::End::interrupted);
  EXPECT_EQ(run(*load, {.duration_ns = 60e9, .server_fd = raised.get()}).result.end,
            LoadResult::End::server_gone);
  EXPECT_EQ(run(*load, {.duration_ns = 1e6}).result.end, LoadResult::End::complete);
}

TEST(Request, HasTheFormOfHttp) {
  Request request;
  EXPECT_EQ(*request_bytes(request, "127.0.0.1", 80),
            "GET / HTTP/1.1\r\nHost: 127.0.0.1:80\r\nUser-Agent: assay\r\nAccept: */*\r\n\r\n");
  request.method = "POST";
  request.body = "x=1";
  request.headers = {{"host", "example.org"}, {"X-Key", "a b"}};
  EXPECT_EQ(*request_bytes(request, "::1", 80),
            "POST / HTTP/1.1\r\nUser-Agent: assay\r\nAccept: */*\r\nContent-Length: 3\r\n"
            "host: example.org\r\nX-Key: a b\r\n\r\nx=1");
  EXPECT_NE(request_bytes({}, "::1", 80)->find("Host: [::1]:80"), std::string::npos);
}

TEST(Request, RefusesWhatWouldBreakItsForm) {
  const auto refused = [](Request request) {
    const auto bytes = request_bytes(request, "127.0.0.1", 80);
    return !bytes && bytes.error().fault == Fault::usage;
  };
  EXPECT_TRUE(refused({.method = "GET /"}));
  EXPECT_TRUE(refused({.method = ""}));
  EXPECT_TRUE(refused({.path = "no-slash"}));
  EXPECT_TRUE(refused({.path = "/a b"}));
  EXPECT_TRUE(refused({.path = "/a\r\nX: y"}));
  EXPECT_TRUE(refused({.headers = {{"X", "a\r\nY: b"}}}));
  EXPECT_TRUE(refused({.headers = {{"X Y", "a"}}}));
}

TEST(Address, FindsAPortThatIsFreeAndSaysWhoHasOneThatIsNot) {
  const std::uint16_t port = *free_port("127.0.0.1");
  EXPECT_GT(port, 0);
  EXPECT_TRUE(check_port_free("127.0.0.1", port));
  TinyServer server([](int) { return ok(""); });
  const auto taken = check_port_free("127.0.0.1", server.address().port());
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().fault, Fault::program);
  EXPECT_NE(taken.error().what.find("is in use by net_test"), std::string::npos)
      << taken.error().what;
  EXPECT_FALSE(resolve("no.such.host.invalid", 1));
  EXPECT_FALSE(free_port("192.0.2.1"));
}

TEST(Probe, TellsAConnectionFromAnAnswer) {
  TinyServer server([](int) { return Reply{"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"}; });
  EXPECT_TRUE(probe(server.address(), "", 1e9, -1).connected);
  EXPECT_EQ(server.requests(), 0);
  EXPECT_EQ(probe(server.address(), "GET / HTTP/1.1\r\n\r\n", 1e9, -1).status, 404);
  const auto nobody = probe(*resolve("127.0.0.1", *free_port("127.0.0.1")), "", 1e9, -1);
  EXPECT_FALSE(nobody.connected);
  EXPECT_NE(nobody.failure.find("connect"), std::string::npos);
}

TEST(Probe, DoesNotWaitForEver) {
  TinyServer server([](int) { return Reply{}; });
  const auto silent = probe(server.address(), "GET / HTTP/1.1\r\n\r\n", 20e6, -1);
  EXPECT_TRUE(silent.connected);
  EXPECT_EQ(silent.status, 0);
  EXPECT_EQ(silent.failure, "no answer in time");
}

}  // namespace
}  // namespace assay::net
