// SPDX-License-Identifier: Apache-2.0
// What a server answers: whatever comes, in pieces of any size, is done or refused within the
// limits, and the pieces make no difference.
#include "net/http_response.hpp"

#include "fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace assay;
using net::ResponseParser;

namespace {

constexpr net::ResponseLimits kLimits{.head = 512, .body = 1024};

ResponseParser parsed(std::string_view text, std::size_t piece) {
  ResponseParser parser(kLimits);
  parser.reset();
  while (!text.empty() && parser.state() == ResponseParser::State::reading)
    text.remove_prefix(parser.feed(text.substr(0, piece)));
  parser.end();
  return parser;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const ResponseParser whole = parsed(text, text.size() + 1);
  const ResponseParser pieces = parsed(text, std::size_t{1} + data[0] % 32);
  using State = ResponseParser::State;
  fuzz::expect(whole.state() != State::reading);      // it has ended
  fuzz::expect(whole.state() == pieces.state());      // pieces make no difference
  fuzz::expect(whole.body().size() <= kLimits.body);  // the body is bounded
  fuzz::expect(whole.failure().size() <= 1024);       // the message is bounded
  if (whole.state() != State::done) return 0;
  fuzz::expect(whole.status() >= 200 && whole.status() <= 999);  // the status is one of a response
  fuzz::expect(whole.body() == pieces.body() &&
               whole.status() == pieces.status());  // so with the body
  return 0;
}
