// SPDX-License-Identifier: Apache-2.0
#include "target/wasm_runner.hpp"

#include "sys/clock.hpp"
#include "sys/self.hpp"
#include "sys/sha256.hpp"
#include "target/testing/runner_fixture.hpp"
#include "target/testing/wasm_modules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace assay::target {
namespace {

using testing::Scratch;
using wasm::Engine;

// One cache for all tests: each module is compiled once.
const std::string& cache_folder() {
  static const auto kFolder = std::move(*sys::TemporaryFolder::create());
  return kFolder.path();
}

WasmOptions options_for(Engine engine, const std::string& entry) {
  WasmOptions out;
  const char* launcher = std::getenv("ASSAY_LAUNCHER");
  out.program =
      std::filesystem::path(launcher != nullptr ? launcher : "").parent_path() / "assay-wasm";
  out.engine = engine;
  out.arms.push_back({.entry = entry, .args = {"module"}, .env = {}, .input = ""});
  out.timeout_ns = 60e9;
  out.accepted.any = true;
  out.keep_output = true;
  out.cache = cache_folder();
  out.search_path = std::getenv("PATH");
  return out;
}

// A module under one engine, one trial at a time.
class Module {
 public:
  Module(Engine engine, const std::string& text,
         const std::function<void(WasmOptions&)>& change = {})
      : file_(text, 0600) {
    WasmOptions options = options_for(engine, file_.path());
    if (change) change(options);
    auto started = WasmRunner::start(std::move(options));
    if (started)
      runner_ = std::move(*started);
    else
      error = std::move(started).error();
  }
  model::TrialOutcome run(std::int64_t iteration = 0, std::uint32_t arm = 0) {
    if (!runner_) {
      ADD_FAILURE() << error.text();
      return {};
    }
    const model::TrialRequest request{.arm = arm, .iteration = iteration};
    auto ran = runner_->run({&request, 1});
    if (!ran) {
      ADD_FAILURE() << ran.error().text();
      return {};
    }
    return ran->trials.at(0);
  }
  double value(const model::TrialOutcome& outcome, std::string_view name) const {
    const auto& metrics = runner_->metrics();
    for (std::size_t i = 0; i < metrics.size(); ++i)
      if (metrics[i].metric.name == name) return outcome.values.at(i);
    return model::kAbsent;
  }
  std::string absent(std::string_view name) const {
    for (const auto& metric : runner_->metrics())
      if (metric.metric.name == name) return metric.absent;
    return "no such metric";
  }
  const Captured& captured() const { return runner_->captured(); }
  WasmRunner& runner() { return *runner_; }

  Error error;

 private:
  Scratch file_;
  std::unique_ptr<WasmRunner> runner_;
};

class WasmEngines : public ::testing::TestWithParam<Engine> {};
INSTANTIATE_TEST_SUITE_P(Both, WasmEngines,
                         ::testing::Values(Engine::compiled, Engine::interpreter),
                         [](const auto& engine) {
                           return engine.param == Engine::compiled ? "wasm2c" : "interp";
                         });

TEST_P(WasmEngines, RunAFreshInstanceForEachTrial) {
  // Writes how often it has run in this instance: always 1.
  Module module(GetParam(), testing::command(R"(
    (i32.store8 (i32.const 64) (i32.add (i32.load8_u (i32.const 64)) (i32.const 1)))
    (call $say (i32.const 1) (i32.const 64) (i32.const 1)))",
                                             "(data (i32.const 64) \"0\")"));
  for (int round = 0; round < 3; ++round) {
    const auto outcome = module.run(round);
    EXPECT_EQ(outcome.end, model::TrialEnd::exited);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(module.captured().output, "1");
    EXPECT_EQ(module.captured().output_bytes, 1u);
    EXPECT_GT(module.value(outcome, "wall"), 0);
    EXPECT_GT(module.value(outcome, "startup"), 0);
    EXPECT_GT(module.value(outcome, "cpu"), 0);
    EXPECT_EQ(module.absent("peak_rss"),
              "not measured of what runs inside a process (target wasm-local)");
  }
}

TEST_P(WasmEngines, HandOverInputArgumentsAndEnvironmentAndNothingElse) {
  const std::string text(5000, 'x');
  const Scratch input(text, 0600);
  Module copy(GetParam(), testing::echo(), [&](WasmOptions& o) { o.arms[0].input = input.path(); });
  for (int round = 0; round < 2; ++round) {
    copy.run(round);
    EXPECT_EQ(copy.captured().output, text);
    EXPECT_EQ(copy.captured().output_sha256, sys::sha256(text));
  }
  Module words(GetParam(), testing::arguments(), [](WasmOptions& o) {
    o.arms[0].args = {"prog", "", "two words"};
    o.arms[0].env = {"A=1", "B="};
  });
  words.run();
  EXPECT_EQ(words.captured().output, std::string("prog\0\0two words\0A=1\0B=\0", 23));
}

TEST_P(WasmEngines, TellExitCodesAndStandardError) {
  Module three(GetParam(), testing::command(
                               R"((call $say (i32.const 2) (i32.const 64) (i32.const 4))
                                  (call $exit (i32.const 3)) unreachable)",
                               "(data (i32.const 64) \"oh\\1bn\")"));
  const auto outcome = three.run();
  EXPECT_EQ(outcome.end, model::TrialEnd::exited);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.detail, "oh\\x1bn");  // not a terminal's escape
  EXPECT_EQ(three.captured().errors, "oh\x1bn");
  EXPECT_EQ(three.captured().output_bytes, 0u);
}

TEST_P(WasmEngines, MakeATrapAFailedTrialWithItsMessage) {
  const std::array<std::array<std::string, 2>, 6> cases = {{
      {testing::command("unreachable"), "unreachable executed"},
      {testing::command("(drop (i32.load (i32.const 131070)))"), "out of bounds memory"},
      {testing::command("(drop (i32.load offset=0xfffffff0 (i32.const -1)))"),
       "out of bounds memory"},
      {testing::command("(drop (i32.div_s (i32.const 1) (i32.load (i32.const 128))))"),
       "integer divide by zero"},
      {testing::command("(call $deep)", "(func $deep (call $deep) (call $deep))"),
       "call stack exhausted"},
      {testing::command("", "(func $first unreachable) (start $first)"),
       "while it was instantiated: unreachable executed"},
  }};
  for (const auto& [text, message] : cases) {
    Module module(GetParam(), text);
    for (int round = 0; round < 2; ++round) {  // the process survives it
      const auto outcome = module.run(round);
      EXPECT_EQ(outcome.end, model::TrialEnd::trapped) << message;
      EXPECT_EQ(outcome.code, 134);
      EXPECT_NE(outcome.detail.find(message), std::string::npos) << outcome.detail;
    }
  }
}

TEST_P(WasmEngines, CheckEveryPointerOfAModule) {
  Module module(GetParam(), testing::hostile());
  const auto outcome = module.run();
  EXPECT_EQ(outcome.end, model::TrialEnd::exited) << outcome.detail;
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(module.captured().output_bytes, 0u);
  EXPECT_EQ(module.captured().errors, "");
}

TEST_P(WasmEngines, KillAModuleThatNeverEndsAndGoOn) {
  // Loops in its first arm; the second one says hello.
  const Scratch good(testing::hello("still here"), 0600);
  Module module(GetParam(), testing::command("(loop $l (br $l))"), [&](WasmOptions& o) {
    o.timeout_ns = 200e6;
    o.arms.push_back({.entry = good.path(), .args = {"good"}, .env = {}, .input = ""});
  });
  const double before = sys::monotonic_ns();
  EXPECT_EQ(module.run(0, 0).end, model::TrialEnd::timed_out);
  EXPECT_LT(sys::monotonic_ns() - before, 30e9);
  EXPECT_EQ(module.run(0, 1).end, model::TrialEnd::exited);
  EXPECT_EQ(module.captured().output, "still here");
}

TEST_P(WasmEngines, KillAModuleThatNeverStopsWriting) {
  Module module(
      GetParam(),
      testing::command("(loop $l (call $say (i32.const 1) (i32.const 64) (i32.const 65536))"
                       " (br $l))"),
      [](WasmOptions& o) { o.timeout_ns = 300e6; });
  EXPECT_EQ(module.run().end, model::TrialEnd::timed_out);
}

TEST_P(WasmEngines, KeepBothEndsOfALongOutput) {
  // 40 MiB: "a" first and "z" last, and more than is held while the clock runs.
  Module module(GetParam(), testing::command(R"(
    (local $i i32)
    (call $say (i32.const 1) (i32.const 64) (i32.const 1))
    (local.set $i (i32.const 640))
    (loop $l
      (call $say (i32.const 1) (i32.const 1024) (i32.const 65536))
      (local.set $i (i32.sub (local.get $i) (i32.const 1)))
      (br_if $l (local.get $i)))
    (call $say (i32.const 1) (i32.const 65) (i32.const 1)))",
                                             "(data (i32.const 64) \"az\")"));
  const auto outcome = module.run();
  EXPECT_EQ(outcome.end, model::TrialEnd::exited) << outcome.detail;
  const Captured& got = module.captured();
  EXPECT_EQ(got.output_bytes, (40u << 20) + 2);
  EXPECT_LT(got.output.size(), std::size_t{3} << 20);
  EXPECT_EQ(got.output.front(), 'a');
  EXPECT_EQ(got.output.back(), 'z');
  EXPECT_EQ(got.output_sha256, sys::sha256("a" + std::string(40u << 20, '\0') + "z"));
}

TEST_P(WasmEngines, CountMemoryThatIsGrown) {
  // Twice one page, once three, once more than its maximum of 100 allows, once nothing at all.
  Module module(GetParam(), testing::command(R"(
    (drop (memory.grow (i32.const 1)))
    (drop (memory.grow (i32.const 1)))
    (drop (memory.grow (i32.const 3)))
    (i32.store (i32.const 458748) (i32.const 7))
    (if (i32.ne (memory.grow (i32.const 99)) (i32.const -1)) (then unreachable))
    (if (i32.ne (memory.size) (i32.const 7)) (then unreachable)))"));
  const auto outcome = module.run();
  EXPECT_EQ(outcome.end, model::TrialEnd::exited) << outcome.detail;
  EXPECT_EQ(module.value(outcome, "native_alloc_bytes"), 5 * 65536);
  if (GetParam() == Engine::compiled) {
    EXPECT_EQ(module.value(outcome, "native_alloc_calls"), 3);
  } else {
    EXPECT_NE(module.absent("native_alloc_calls"), "");
    EXPECT_TRUE(model::is_absent(module.value(outcome, "native_alloc_calls")));
  }
}

TEST_P(WasmEngines, SpinForThePositiveControl) {
  Module module(GetParam(), testing::hello("x"));
  module.run();
  const model::TrialRequest request{.arm = 0, .iteration = 1, .spin_ns = 20'000'000};
  auto ran = module.runner().run({&request, 1});
  ASSERT_TRUE(ran) << ran.error().text();
  EXPECT_GE(module.value(ran->trials.at(0), "wall"), 20e6);
  EXPECT_GE(module.value(ran->trials.at(0), "cpu"), 20e6);
}

TEST_P(WasmEngines, SayWhatIsWrongWithAModuleBeforeAnyTrial) {
  const auto why = [&](const std::string& bytes) {
    Module module(GetParam(), bytes);
    EXPECT_EQ(module.error.fault, Fault::program) << bytes;
    const std::string text = module.error.text();
    const std::size_t colon = text.find(": ");
    return colon == std::string::npos ? text : text.substr(colon + 2);
  };
  EXPECT_EQ(why("").substr(0, 11), "it is empty");
  EXPECT_EQ(why("\x7f"
                "ELF....")
                .substr(0, 27),
            "it is no WebAssembly module");
  EXPECT_EQ(why(std::string("\0asm\x0d\0\1\0", 8)).substr(0, 43),
            "it is no module of WebAssembly version 1: i");
  EXPECT_EQ(why(std::string("\0asm\1\0\0\0\1\x20\1", 11)).substr(0, 32),
            "it is no valid WebAssembly modul");
  EXPECT_EQ(why("(module (func (export \"_start\") i32.const))").substr(0, 60),
            "it is no module in WebAssembly text format: line 1, column 4");
  EXPECT_EQ(why("(module (memory 1))"), "it exports no _start");
  EXPECT_EQ(why("(module (func (export \"_start\") (result i32) (i32.const 0)))"),
            "its _start is no function without parameters and results");
  EXPECT_EQ(why(R"((module (import "wasi_snapshot_preview1" "path_open" (func))
                           (import "env" "memory" (memory 1)) (func (export "_start"))))")
                .substr(0, 68),
            "unsupported import wasi_snapshot_preview1.path_open, env.memory: was");
  EXPECT_EQ(why(R"((module (import "wasi_snapshot_preview1" "fd_write" (func (param i32)))
                           (memory (export "memory") 1) (func (export "_start"))))"),
            "it imports wasi_snapshot_preview1.fd_write with another signature");
  EXPECT_EQ(why(R"((module (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
                           (func (export "_start"))))")
                .substr(0, 20),
            "it exports no memory");
  EXPECT_EQ(why("(module (memory 65536) (func (export \"_start\")))").substr(0, 40),
            "it asks for 65536 pages of memory at onc");
}

TEST(WasmRunner, RefusesNamesThatWouldBeCode) {
  Module module(Engine::compiled,
                "(module (memory (export \"*/ int evil; /*\") 1)"
                "(func (export \"_start\")))");
  EXPECT_EQ(module.error.fault, Fault::program);
  EXPECT_NE(module.error.text().find("a name that wasm2c cannot take: */ int evil; /*"),
            std::string::npos)
      << module.error.text();
}

TEST(WasmRunner, QuotesWasm2cWhenItCannotTranslate) {
  Module simd(Engine::compiled,
              "(module (memory (export \"memory\") 1) (func (export \"_start\")"
              "(v128.store (i32.const 0) (v128.load (i32.const 16)))))");
  EXPECT_EQ(simd.error.fault, Fault::program);
  EXPECT_EQ(simd.error.what.substr(0, 22), "wasm2c cannot compile ");
  EXPECT_NE(simd.error.hint.find("interp"), std::string::npos);
}

TEST(WasmRunner, SaysWhatToInstall) {
  const auto start = [](const std::string& path) {
    const Scratch file(testing::hello("x"), 0600);
    WasmOptions options = options_for(Engine::compiled, file.path());
    options.search_path = path;
    auto started = WasmRunner::start(std::move(options));
    return started ? Error{} : std::move(started).error();
  };
  const auto tools = std::move(*sys::TemporaryFolder::create());
  Error error = start(tools.path());
  EXPECT_EQ(error.fault, Fault::program);
  EXPECT_EQ(error.what, "wasm2c is missing");
  EXPECT_EQ(error.hint.substr(0, 20), "apt-get install wabt");

  const std::string wasm2c = tools.path() + "/wasm2c";
  std::ofstream(wasm2c) << "#!/bin/sh\necho 1.0.99\n";
  std::filesystem::permissions(wasm2c, std::filesystem::perms::owner_all);
  error = start(tools.path());
  EXPECT_EQ(error.what, "a C compiler (cc) is missing");
  std::filesystem::copy_file(wasm2c, tools.path() + "/cc");
  error = start(tools.path());
  EXPECT_EQ(error.what, wasm2c + " is version 1.0.99");
}

TEST(WasmRunner, CompilesOnceAndKeepsTheObject) {
  const auto cache = std::move(*sys::TemporaryFolder::create());
  const auto in_cache = [&](WasmOptions& o) { o.cache = cache.path(); };
  const std::string text = testing::hello("cached");
  Module first(Engine::compiled, text, in_cache);
  const auto told = first.run(0);
  EXPECT_GT(first.value(told, "compile"), 1e6);
  // One observation, not one a round.
  EXPECT_TRUE(model::is_absent(first.value(first.run(1), "compile")));

  Module second(Engine::compiled, text, in_cache);
  EXPECT_TRUE(model::is_absent(second.value(second.run(0), "compile")));
  EXPECT_NE(second.absent("compile").find("cache"), std::string::npos);
  EXPECT_EQ(second.captured().output, "cached");

  // What is broken in the cache is made again.
  std::vector<std::filesystem::path> objects;
  for (const auto& entry : std::filesystem::directory_iterator(cache.path() + "/wasm"))
    objects.push_back(entry.path());
  ASSERT_EQ(objects.size(), 1u);
  std::ofstream(objects[0]) << "half an object";
  Module third(Engine::compiled, text, in_cache);
  EXPECT_GT(third.value(third.run(0), "compile"), 1e6);
  EXPECT_EQ(third.captured().output, "cached");
}

TEST(WasmRunner, StartsAProcessForEachRound) {
  const Scratch other(testing::hello("b"), 0600);
  Module module(Engine::interpreter, testing::hello("a"), [&](WasmOptions& o) {
    o.arms.push_back({.entry = other.path(), .args = {}, .env = {}, .input = ""});
  });
  const auto process = [] {
    const auto found = testing::children_named("assay-wasm");
    return found.size() == 1 ? found[0] : -1;
  };
  module.run(0, 0);
  const pid_t first = process();
  module.run(0, 1);
  EXPECT_GT(first, 0);
  EXPECT_EQ(process(), first);
  EXPECT_EQ(module.captured().output, "b");
  module.run(1, 1);
  const pid_t second = process();
  EXPECT_GT(second, 0);
  EXPECT_NE(second, first);
  module.run(1, 0);
  EXPECT_EQ(process(), second);
  EXPECT_EQ(module.captured().output, "a");
}

TEST(WasmRunner, NamesItsEngine) {
  Module compiled(Engine::compiled, testing::hello("x"));
  EXPECT_EQ(compiled.runner().backend().name, "wasm-local");
  EXPECT_EQ(compiled.runner().backend().engine, "wasm2c");
  EXPECT_NE(compiled.runner().backend().engine_version.find("1."), std::string::npos);
  Module interpreted(Engine::interpreter, testing::hello("x"));
  EXPECT_EQ(interpreted.runner().backend().engine, "interp");
}

TEST(WasmRunner, StopsWhenTheUserAsks) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const sys::Fd read(ends[0]);
  const sys::Fd write(ends[1]);
  Module module(Engine::interpreter, testing::command("(loop $l (br $l))"),
                [&](WasmOptions& o) { o.interrupt_fd = read.get(); });
  ASSERT_EQ(::write(write.get(), "x", 1), 1);
  EXPECT_EQ(module.run().end, model::TrialEnd::cancelled);
}

}  // namespace
}  // namespace assay::target
