// SPDX-License-Identifier: Apache-2.0
#include "codec/op_profile_json.hpp"

#include "model/testing/sample_profile.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace assay::codec {
namespace {

using model::testing::sample_profile;

// The document with one text replaced by another.
std::string changed(const std::string& from, const std::string& to) {
  std::string text = write_op_profile(sample_profile());
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string why_refused(const std::string& json) {
  const auto read = read_op_profile(json);
  EXPECT_FALSE(read) << json;
  if (read) return "";
  EXPECT_EQ(read.error().fault, Fault::usage);
  return read.error().why;
}

TEST(OpProfileJson, EverythingIsReadBack) {
  const model::OpProfile wrote = sample_profile();
  const auto read = read_op_profile(write_op_profile(wrote));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->workload, wrote.workload);
  EXPECT_EQ(read->run_id, wrote.run_id);
  EXPECT_EQ(read->iterations, wrote.iterations);
  EXPECT_EQ(read->operations, wrote.operations);
  EXPECT_EQ(read->warmup, wrote.warmup);
  EXPECT_EQ(read->repeats, wrote.repeats);
  EXPECT_EQ(read->burn_in, wrote.burn_in);
  EXPECT_EQ(read->seconds, wrote.seconds);
  EXPECT_EQ(read->clock_ns, wrote.clock_ns);
  EXPECT_DOUBLE_EQ(read->mean_ns, wrote.mean_ns);
  EXPECT_DOUBLE_EQ(*read->p50_ns, *wrote.p50_ns);
  EXPECT_DOUBLE_EQ(*read->p95_ns, *wrote.p95_ns);
  EXPECT_FALSE(read->p99_ns);
  EXPECT_FALSE(read->p999_ns);
  EXPECT_EQ(read->histogram, wrote.histogram);
  EXPECT_EQ(read->file, wrote.file);
  EXPECT_EQ(read->host, wrote.host);
  EXPECT_EQ(read->port, wrote.port);
  EXPECT_EQ(read->protocol, wrote.protocol);
  EXPECT_EQ(read->files, wrote.files);
  EXPECT_EQ(read->rate, wrote.rate);
  EXPECT_EQ(read->elapsed_seconds, wrote.elapsed_seconds);
  EXPECT_TRUE(read->with_agent);
}

TEST(OpProfileJson, TheContractsKeysComeFirstAndNothingIsRounded) {
  const std::string json = write_op_profile(sample_profile());
  std::size_t last = 0;
  for (const char* key : {"iterations", "repeats", "burn_in", "seconds", "us_per_op", "p50_us",
                          "p95_us", "p99_us", "with_agent", "file", "schema", "histogram"}) {
    const std::size_t at = json.find("\"" + std::string(key) + "\":");
    ASSERT_NE(at, std::string::npos) << key;
    EXPECT_GT(at, last) << key;
    last = at;
  }
  const std::string all_digits = fmt::format("\"us_per_op\": {},", sample_profile().mean_ns / 1000);
  EXPECT_NE(json.find(all_digits), std::string::npos) << json;
  EXPECT_NE(json.find("\"p99_us\": null"), std::string::npos) << json;
}

TEST(OpProfileJson, WhatDoesNotApplyIsNotThere) {
  model::OpProfile profile = sample_profile();
  profile.file.reset();
  profile.host.reset();
  profile.port.reset();
  profile.protocol.reset();
  const std::string json = write_op_profile(profile);
  EXPECT_EQ(json.find("\"file\""), std::string::npos);
  EXPECT_EQ(json.find("\"host\""), std::string::npos);
  const auto read = read_op_profile(json);
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->file);
  EXPECT_FALSE(read->port);
}

TEST(OpProfileJson, OtherTypesAreRefusedWithThePath) {
  EXPECT_EQ(
      why_refused(changed("\"iterations\": 300", "\"iterations\": \"300\"")).find("iterations"),
      0U);
  EXPECT_EQ(why_refused(changed("\"iterations\": 300", "\"iterations\": true")).find("iterations"),
            0U);
  EXPECT_EQ(why_refused(changed("\"iterations\": 300", "\"iterations\": -1")).find("iterations"),
            0U);
  EXPECT_EQ(why_refused(changed("\"iterations\": 300", "\"iterations\": 1.5")).find("iterations"),
            0U);
  EXPECT_EQ(why_refused(changed("\"with_agent\": true", "\"with_agent\": 1")).find("with_agent"),
            0U);
  EXPECT_EQ(why_refused(changed("\"port\": 9", "\"port\": 65536")), "port: this is no port");
  EXPECT_EQ(why_refused(changed("\"seconds\": ", "\"seconds\": -")), "seconds: this is below 0");
  EXPECT_EQ(why_refused(changed("\"clock_ns\": 20.5", "\"clock_ns\": 1e300")),
            "clock_ns: this is above 10^18");
  EXPECT_EQ(why_refused(changed("\"burn_in\": 1", "\"burn_in\": 1, \"burn_in\": 1")),
            "burn_in: this member is there twice");
  EXPECT_EQ(why_refused(changed("\"clock_ns\"", "\"clock\"")), "clock_ns: this member is missing");
  EXPECT_EQ(why_refused(changed("\"file\": \"/etc/hosts\"", "\"file\": \"\"")),
            "file: this is empty");
}

TEST(OpProfileJson, AHistogramThatIsNoneIsRefused) {
  const std::string counts = "[[1000,200],[1500,100]]";
  const auto why = [&](const std::string& to) { return why_refused(changed(counts, to)); };
  EXPECT_EQ(why("[[1500,200],[1000,100]]"), "histogram.counts.1: durations must grow");
  EXPECT_EQ(why("[[1000,200],[1000,100]]"), "histogram.counts.1: durations must grow");
  EXPECT_EQ(why("[[1000,0]]"), "histogram.counts.0: a duration that never occurred");
  EXPECT_EQ(why("[[1000]]"), "histogram.counts.0: this is no pair");
  EXPECT_EQ(why("[[1,2,3]]"), "histogram.counts.0: this is no pair");
  EXPECT_EQ(why("[[1,18446744073709551615],[2,1]]"), "histogram.counts.1: too many to count");
  EXPECT_EQ(why_refused(changed("\"unit\": \"ns\"", "\"unit\": \"us\"")),
            "histogram.unit: the unit must be ns");
}

TEST(OpProfileJson, AnotherSchemaOrNoJsonIsRefused) {
  EXPECT_EQ(why_refused(changed("assay.profile/1", "assay.profile/2")),
            "schema: this is 'assay.profile/2', and assay.profile/1 is what is read here");
  for (const char* text : {"", "null", "[]", "3", "{}", "{\"iterations\": 1"}) why_refused(text);
  EXPECT_EQ(why_refused(write_op_profile(sample_profile()) + "{}"),
            "something follows the profile");
}

TEST(OpProfileJson, WhatIsCutShortIsRefused) {
  const std::string whole = write_op_profile(sample_profile());
  for (std::size_t n = 0; n + 2 < whole.size(); ++n)
    EXPECT_FALSE(read_op_profile(std::string_view(whole).substr(0, n))) << n;
}

TEST(OpProfileJson, HostileTextStaysText) {
  model::OpProfile profile = sample_profile();
  profile.file = "\"\\\n\x1b[31m</script>";
  const auto read = read_op_profile(write_op_profile(profile));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->file, profile.file);
}

}  // namespace
}  // namespace assay::codec
