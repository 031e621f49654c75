// SPDX-License-Identifier: Apache-2.0
#include "net/url.hpp"

#include <gtest/gtest.h>

namespace assay::net {
namespace {

TEST(Url, IsTakenApart) {
  struct Row {
    const char* text;
    const char* host;
    int port;
    const char* path;
  };
  for (const Row& row :
       {Row{"http://h", "h", 80, "/"}, Row{"http://h:81", "h", 81, "/"},
        Row{"http://h:81/", "h", 81, "/"}, Row{"http://h/a:b?c=d", "h", 80, "/a:b?c=d"},
        Row{"http://h?c=d", "h", 80, "/?c=d"},
        Row{"http://[::1]:9100/metrics", "::1", 9100, "/metrics"},
        Row{"http://[::1]/", "::1", 80, "/"}}) {
    const auto url = parse_http_url(row.text);
    ASSERT_TRUE(url) << row.text;
    EXPECT_EQ(url->host, row.host) << row.text;
    EXPECT_EQ(url->port, row.port) << row.text;
    EXPECT_EQ(url->path, row.path) << row.text;
  }
}

TEST(Url, WhatIsNoneIsRefused) {
  for (const char* text : {"", "h", "https://h", "http://", "http:///a", "http://:80/",
                           "http://h:0", "http://h:65536", "http://h:x", "http://h:"}) {
    const auto url = parse_http_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().fault, Fault::usage);
  }
}

}  // namespace
}  // namespace assay::net
