// SPDX-License-Identifier: Apache-2.0
#include "sys/capture.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <string>

namespace assay::sys {
namespace {

void feed(Capture& capture, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto put = ::write(capture.write_end(), text.data() + at,
                             std::min<std::size_t>(65536, text.size() - at));
    ASSERT_GT(put, 0);
    at += std::size_t(put);
    capture.drain();
  }
}

std::string noise(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = char('a' + (i * i + i / 977) % 26);
  return text;
}

TEST(Capture, KeepsAShortTextWhole) {
  auto capture = Capture::make();
  ASSERT_TRUE(capture);
  feed(*capture, "hello\n");
  const Taken taken = capture->take();
  EXPECT_EQ(taken.text, "hello\n");
  EXPECT_EQ(taken.bytes, 6u);
  EXPECT_EQ(taken.sha256, sha256("hello\n"));
}

TEST(Capture, CountsAndHashesTheMiddleThatItLeavesOut) {
  auto capture = Capture::make();
  ASSERT_TRUE(capture);
  for (const std::size_t size : {KeptBytes::kPart - 1, KeptBytes::kPart, 2 * KeptBytes::kPart,
                                 2 * KeptBytes::kPart + 1, 7 * KeptBytes::kPart + 12345}) {
    const std::string text = noise(size);
    feed(*capture, text);
    const Taken taken = capture->take();
    EXPECT_EQ(taken.bytes, size);
    EXPECT_EQ(taken.sha256, sha256(text)) << size;
    if (size <= 2 * KeptBytes::kPart) {
      EXPECT_EQ(taken.text, text);
    } else {
      EXPECT_TRUE(taken.text.starts_with(text.substr(0, KeptBytes::kPart)));
      EXPECT_TRUE(taken.text.ends_with(text.substr(size - KeptBytes::kPart)));
      EXPECT_NE(taken.text.find("bytes left out]"), std::string::npos);
    }
  }
}

TEST(Capture, StartsAnewAfterEachTake) {
  auto capture = Capture::make();
  ASSERT_TRUE(capture);
  feed(*capture, noise(5 * KeptBytes::kPart));
  (void)capture->take();
  EXPECT_EQ(capture->take().sha256, sha256(""));
  feed(*capture, "b");
  const Taken taken = capture->take();
  EXPECT_EQ(taken.text, "b");
  EXPECT_EQ(taken.bytes, 1u);
  EXPECT_EQ(taken.sha256, sha256("b"));
}

}  // namespace
}  // namespace assay::sys
