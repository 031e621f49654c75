// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace assay::app {
namespace {

Finding finding(const DoctorReadings& readings, std::string_view id) {
  const auto findings = judge(readings);
  const auto found =
      std::find_if(findings.begin(), findings.end(), [&](const auto& one) { return one.id == id; });
  EXPECT_NE(found, findings.end()) << id;
  return found == findings.end() ? Finding{} : *found;
}

FindingState state(const DoctorReadings& readings, std::string_view id) {
  return finding(readings, id).state;
}

DoctorReadings with(std::string key, std::string value) {
  DoctorReadings readings;
  readings.facts.push_back({std::move(key), std::move(value), true});
  return readings;
}

// A machine with nothing to mend.
DoctorReadings quiet() {
  DoctorReadings readings;
  readings.facts = {{"governor", "performance", true},
                    {"turbo", "off", true},
                    {"smt", "off", true},
                    {"aslr", "full", true},
                    {"thp", "madvise", true},
                    {"swap", "0.0 GiB", false},
                    {"virtualization", "none", true},
                    {"perf_event_paranoid", "1", false},
                    {"clocksource", "tsc", true}};
  readings.load = 0.01;
  readings.cpus = 4;
  readings.timer = {
      .claimed_ns = 1, .step_ns = 20, .read_ns = 22, .lag_median_ns = 60e3, .lag_worst_ns = 130e3};
  readings.spawn = sys::SpawnReading{.median_ns = 600e3, .times = 50};
  readings.jitter = sys::JitterReading{
      .duration_ns = 2e9, .threshold_ns = 20e3, .gaps = 3, .worst_ns = 90e3, .lost_share = 1e-4};
  readings.meanwhile = {.foreign_cpu = 0.01, .steal = 0.0, .cpu_pressure = 0.0, .swap_pages = 0.0};
  readings.perf = {.hardware = true, .software = true, .why = ""};
  readings.cgroups.v2 = "/sys/fs/cgroup";
  readings.cgroups.v2_writable = true;
  readings.cgroups.v2_controllers = {"cpu", "memory"};
  return readings;
}

TEST(Doctor, AQuietMachineHasNothingToMend) {
  for (const Finding& one : judge(quiet())) {
    EXPECT_EQ(one.state, FindingState::ok) << one.id << " " << one.value;
    EXPECT_EQ(one.change, "") << one.id;
  }
}

TEST(Doctor, EveryFindingSaysWhatItIsAndWhyItMatters) {
  for (const DoctorReadings& readings : {quiet(), DoctorReadings{}}) {
    std::set<std::string> ids;
    for (const Finding& one : judge(readings)) {
      EXPECT_TRUE(ids.insert(one.id).second) << one.id;
      EXPECT_FALSE(one.value.empty()) << one.id;
      EXPECT_TRUE(one.why.ends_with(".")) << one.id;
      if (one.state == FindingState::warn || one.state == FindingState::note) {
        EXPECT_FALSE(one.change.empty()) << one.id;
      }
    }
    EXPECT_EQ(ids.size(), 17u);
  }
}

TEST(Doctor, WhatTheMachineDoesNotTellIsUnknownAndNotFine) {
  for (const char* id : {"governor", "turbo", "smt", "aslr", "thp", "swap", "virtualization",
                         "load", "steal", "pressure", "spawn", "jitter"})
    EXPECT_EQ(state(DoctorReadings{}, id), FindingState::unknown) << id;
}

TEST(Doctor, SettingsThatMoveFiguresAreNamedWithTheirCure) {
  EXPECT_EQ(state(with("governor", "powersave"), "governor"), FindingState::warn);
  EXPECT_EQ(state(with("governor", "performance, powersave"), "governor"), FindingState::warn);
  EXPECT_EQ(state(with("turbo", "on"), "turbo"), FindingState::note);
  EXPECT_EQ(state(with("smt", "on"), "smt"), FindingState::note);
  EXPECT_EQ(state(with("smt", "notsupported"), "smt"), FindingState::ok);
  EXPECT_EQ(state(with("aslr", "off"), "aslr"), FindingState::note);
  EXPECT_EQ(state(with("thp", "always"), "thp"), FindingState::note);
  EXPECT_EQ(state(with("virtualization", "yes"), "virtualization"), FindingState::note);
  EXPECT_EQ(state(with("cpu_quota", "1.50 CPUs"), "quota"), FindingState::warn);
  EXPECT_NE(finding(with("governor", "powersave"), "governor").change.find("cpupower"),
            std::string::npos);
}

TEST(Doctor, ANeighbourIsJudgedByItsShareAndNotByTheLoadAverage) {
  DoctorReadings readings = quiet();
  readings.load = 20;
  EXPECT_EQ(state(readings, "load"), FindingState::ok) << "the average is of the past minute";
  readings.meanwhile.foreign_cpu = 0.6;
  EXPECT_EQ(state(readings, "load"), FindingState::warn);
  EXPECT_NE(finding(readings, "load").value.find("60"), std::string::npos);
  readings.meanwhile.foreign_cpu.reset();
  EXPECT_EQ(state(readings, "load"), FindingState::warn) << "all there is without /proc/stat";
}

TEST(Doctor, DisturbanceMeanwhileIsGraded) {
  DoctorReadings readings = quiet();
  readings.meanwhile.steal = 0.02;
  readings.meanwhile.cpu_pressure = 0.4;
  readings.meanwhile.swap_pages = 12;
  readings.jitter->lost_share = 0.2;
  EXPECT_EQ(state(readings, "steal"), FindingState::note);
  EXPECT_EQ(state(readings, "pressure"), FindingState::warn);
  EXPECT_EQ(state(readings, "swap"), FindingState::warn);
  EXPECT_EQ(state(readings, "jitter"), FindingState::warn);
}

TEST(Doctor, AccessIsToldWithItsTier) {
  DoctorReadings readings = quiet();
  readings.cgroups = {};
  EXPECT_EQ(state(readings, "cgroups"), FindingState::note);
  readings.cgroups.v1 = {{"memory", false}, {"cpuacct", true}};
  EXPECT_EQ(finding(readings, "cgroups").value, "v1 (cpuacct)");
  readings.cgroups.v1 = {{"memory", false}};
  EXPECT_NE(finding(readings, "cgroups").change.find("systemd-run"), std::string::npos);
  readings.perf = {.hardware = false, .software = false, .why = "Permission denied"};
  EXPECT_NE(finding(readings, "perf").change.find("perf_event_paranoid=1"), std::string::npos);
  readings.perf = {.hardware = false, .software = true, .why = "No such file or directory"};
  EXPECT_NE(finding(readings, "perf").change.find("valgrind"), std::string::npos);
}

TEST(Doctor, ACoarseOrSlowClockIsWarnedOf) {
  DoctorReadings readings = quiet();
  readings.timer.read_ns = 2e3;
  EXPECT_EQ(state(readings, "timer"), FindingState::warn);
  readings = quiet();
  readings.timer.claimed_ns = 4e6;
  EXPECT_EQ(state(readings, "timer"), FindingState::warn);
}

DoctorReport report_of(DoctorReadings readings) {
  auto findings = judge(readings);
  return {"2026-11-21T08:28:22Z", std::move(readings), std::move(findings)};
}

TEST(DoctorText, NoLineIsWiderThanTheTerminal) {
  for (const std::size_t width : {60u, 80u, 100u, 200u}) {
    const report::TextStyle style{.color = false, .unicode = true, .width = width, .full = false};
    const std::string text = render_doctor_text(report_of({}), style);
    for (const auto& line : split(text, '\n')) EXPECT_LE(display_width(line), width) << line;
  }
}

TEST(DoctorText, EveryFindingStartsALineAndTheSumIsAtTheEnd) {
  const DoctorReport report = report_of(quiet());
  const std::string text =
      render_doctor_text(report, {.color = false, .unicode = false, .width = 80, .full = false});
  for (const Finding& one : report.findings)
    EXPECT_NE(text.find("ok       " + one.id), std::string::npos) << one.id;
  EXPECT_NE(text.find("17 findings: 17 ok, 0 to note, 0 to mend, 0 not known\n"),
            std::string::npos);
}

TEST(DoctorText, ColourIsUsedOnlyWhenAsked) {
  const auto text = [](bool color) {
    return render_doctor_text(report_of(quiet()),
                              {.color = color, .unicode = true, .width = 80, .full = false});
  };
  EXPECT_EQ(text(false).find('\x1b'), std::string::npos);
  EXPECT_NE(text(true).find('\x1b'), std::string::npos);
}

TEST(DoctorJson, HoldsTheFindingsAndWhatTheyWereJudgedBy) {
  DoctorReadings readings = quiet();
  readings.jitter.reset();
  readings.meanwhile.steal.reset();
  const DoctorReport report = report_of(readings);
  const auto json = nlohmann::json::parse(render_doctor_json(report));
  EXPECT_EQ(json["schema"], "assay.doctor/1");
  EXPECT_EQ(json["findings"].size(), report.findings.size());
  EXPECT_EQ(json["findings"][0]["id"], "governor");
  EXPECT_EQ(json["findings"][0]["state"], "ok");
  EXPECT_TRUE(json["findings"][0]["change"].is_null());
  EXPECT_EQ(json["host"]["clocksource"], "tsc");
  EXPECT_TRUE(json["probes"]["jitter"].is_null());
  EXPECT_TRUE(json["probes"]["meanwhile"]["steal"].is_null()) << "not told is null, never 0";
  EXPECT_EQ(json["probes"]["meanwhile"]["foreign_cpu"], 0.01);
}

TEST(Doctor, ThisMachineIsExamined) {
  const auto report = doctor({.probe_seconds = 0.05, .interrupt_fd = -1});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->findings.size(), 17u);
  EXPECT_TRUE(report->readings.spawn);
  EXPECT_TRUE(report->readings.jitter);
}

}  // namespace
}  // namespace assay::app
