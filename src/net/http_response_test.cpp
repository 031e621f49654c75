// SPDX-License-Identifier: Apache-2.0
#include "net/http_response.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace assay::net {
namespace {

using State = ResponseParser::State;

// Fed in pieces of `piece` bytes; what is not taken is left.
ResponseParser parsed(std::string_view text, std::size_t piece = 1 << 20, bool ended = false,
                      bool head_request = false) {
  ResponseParser parser({.head = 1024, .body = 4096});
  parser.reset(head_request);
  while (!text.empty() && parser.state() == State::reading) {
    const std::string_view part = text.substr(0, piece);
    text.remove_prefix(parser.feed(part));
  }
  if (ended) parser.end();
  return parser;
}

constexpr std::string_view kCounted =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-length: 5\r\n\r\nhello";
constexpr std::string_view kChunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\nhello\r\n1;name=\"x\"\r\n \r\n05\r\nworld\r\n0\r\nExpires: now\r\n\r\n";

TEST(HttpResponse, IsTheSameInPiecesOfAnySize) {
  for (std::size_t piece = 1; piece < 100; ++piece) {
    const auto counted = parsed(kCounted, piece);
    ASSERT_EQ(counted.state(), State::done) << piece << counted.failure();
    EXPECT_EQ(counted.status(), 200);
    EXPECT_EQ(counted.body(), "hello");
    EXPECT_TRUE(counted.keeps_alive());
    const auto chunked = parsed(kChunked, piece);
    ASSERT_EQ(chunked.state(), State::done) << piece << chunked.failure();
    EXPECT_EQ(chunked.body(), "hello world");
  }
}

TEST(HttpResponse, LeavesWhatComesBehindIt) {
  ResponseParser parser;
  parser.reset();
  EXPECT_EQ(parser.feed(std::string(kCounted) + "HTTP/1.1 500"), kCounted.size());
  EXPECT_EQ(parser.state(), State::done);
  EXPECT_EQ(parser.feed("more"), 0U);
  parser.reset();
  EXPECT_EQ(parser.feed(kChunked), kChunked.size());
  EXPECT_EQ(parser.body(), "hello world");
}

TEST(HttpResponse, WithoutALengthLastsUntilTheEnd) {
  const std::string_view text = "HTTP/1.1 200 OK\r\n\r\nall of it";
  EXPECT_EQ(parsed(text).state(), State::reading);
  const auto ended = parsed(text, 3, true);
  EXPECT_EQ(ended.state(), State::done);
  EXPECT_EQ(ended.body(), "all of it");
  EXPECT_FALSE(ended.keeps_alive());
}

TEST(HttpResponse, HasNoBodyWhereHttpSaysSo) {
  EXPECT_EQ(parsed("HTTP/1.1 204 No Content\r\n\r\n").state(), State::done);
  EXPECT_EQ(parsed("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n").state(), State::done);
  EXPECT_EQ(parsed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", 99, false, true).state(),
            State::done);
  EXPECT_EQ(parsed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").state(), State::done);
}

TEST(HttpResponse, SkipsInterimResponses) {
  const auto got = parsed("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n" +
                          std::string(kCounted));
  EXPECT_EQ(got.state(), State::done);
  EXPECT_EQ(got.status(), 200);
  std::string many;
  for (int i = 0; i < 40; ++i) many += "HTTP/1.1 100 C\r\n\r\n";
  EXPECT_EQ(parsed(many).state(), State::failed);
  EXPECT_EQ(parsed("HTTP/1.1 101 Switching Protocols\r\n\r\n").state(), State::failed);
}

TEST(HttpResponse, SaysWhetherTheConnectionStays) {
  const auto keeps = [](std::string_view version, std::string_view header) {
    const auto got = parsed(std::string(version) + " 200 OK\r\n" + std::string(header) +
                            "Content-Length: 0\r\n\r\n");
    EXPECT_EQ(got.state(), State::done) << got.failure();
    return got.keeps_alive();
  };
  EXPECT_TRUE(keeps("HTTP/1.1", ""));
  EXPECT_FALSE(keeps("HTTP/1.1", "Connection: close\r\n"));
  EXPECT_FALSE(keeps("HTTP/1.1", "CONNECTION: upgrade, Close\r\n"));
  EXPECT_FALSE(keeps("HTTP/1.0", ""));
  EXPECT_TRUE(keeps("HTTP/1.0", "connection: keep-alive\r\n"));
}

TEST(HttpResponse, RefusesWhatIsWrongOrAmbiguous) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"SSH-2.0-OpenSSH_9\r\n", "HTTP/1"},
      {"HTTP/2 200\r\n", "HTTP/1"},
      {"HTTP/1.1 2x0 OK\r\n", "HTTP/1"},
      {"HTTP/1.1 000 No\r\n\r\n", "status"},
      {"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "header"},
      {"HTTP/1.1 200 OK\r\n folded: x\r\n\r\n", "header"},
      {"HTTP/1.1 200 OK\r\nContent-Length : 3\r\n\r\n", "header"},
      {"HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\n", "Content-Length"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "Content-Length"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "different"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "both"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "unknown"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", "longer"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "chunk"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", "chunk"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", "chunk"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "longer"},
      {"HTTP/1.1 200 OK\r\n\r\n" + std::string(5000, 'x'), "longer"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'x'), "headers"},
      {std::string(5000, '\n'), "HTTP/1"},
  };
  for (const auto& [text, word] : wrong) {
    for (std::size_t piece : {std::size_t{1}, std::size_t{7}, text.size()}) {
      const auto got = parsed(text, piece);
      ASSERT_EQ(got.state(), State::failed) << text;
      EXPECT_NE(got.failure().find(word), std::string::npos) << got.failure() << " of " << text;
    }
  }
}

TEST(HttpResponse, QuotesNothingThatDrivesATerminal) {
  const auto got = parsed("\x1b]0;gotcha\x07\r\n");
  ASSERT_EQ(got.state(), State::failed);
  EXPECT_EQ(got.failure().find('\x1b'), std::string::npos);
  EXPECT_LT(parsed(std::string(1000, 'A') + "\n").failure().size(), 200U);
}

TEST(HttpResponse, CutShortIsAFailureThatSaysWhere) {
  EXPECT_NE(parsed("", 1, true).failure().find("without an answer"), std::string::npos);
  EXPECT_NE(parsed(kCounted.substr(0, 20), 9, true).failure().find("headers"), std::string::npos);
  EXPECT_NE(parsed(kCounted.substr(0, kCounted.size() - 2), 9, true).failure().find("3 bytes"),
            std::string::npos);
  EXPECT_EQ(parsed(kChunked.substr(0, kChunked.size() - 2), 9, true).state(), State::failed);
}

// Any damage to a good response ends in one of the three states, within the limits.
TEST(HttpResponse, StaysWithinItsLimitsWhateverComes) {
  std::mt19937 random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(i % 2 == 0 ? kCounted : kChunked);
    for (int change = 0; change < 1 + i % 5; ++change) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, random() % 9);
          break;
        case 2:
          text.insert(at, text.substr(random() % text.size(), random() % 40));
          break;
        default:
          text.insert(at, random() % 3, "\r\n:;0f,"[random() % 7]);
      }
      if (text.empty()) text = "x";
    }
    const auto got = parsed(text, 1 + random() % 50, true);
    EXPECT_NE(got.state(), State::reading);
    EXPECT_LE(got.body().size(), 4096U);
    EXPECT_TRUE(got.state() == State::failed || got.status() >= 200);
  }
}

}  // namespace
}  // namespace assay::net
