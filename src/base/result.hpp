// SPDX-License-Identifier: Apache-2.0
// Result<T>: what can go wrong is returned. A small subset of std::expected's interface (absent
// from g++ 12), so that it can become an alias one day.
#pragma once
#include <string>
#include <utility>
#include <variant>

namespace assay {

// Who has to act. The command line maps each to one exit code (docs/exit-codes.md).
enum class Fault {
  usage,       // 64: bad flags, manifest or input file
  baseline,    // 4: missing or not comparable
  check,       // 1: a check failed: wrong output of a scenario, a gate
  program,     // 5: a measured program could not run, failed or timed out
  internal,    // 70: the harness or its surroundings (disk, kernel) failed
  interrupted  // 130: the user asked to stop
};

// What happened, why, and what to do next. `why` and `hint` may be empty.
struct Error {
  Fault fault = Fault::internal;
  std::string what;
  std::string why;
  std::string hint;

  // The same error with the place it happened in front: "loading r.json: cannot open".
  Error in(const std::string& place) && {
    what = place + ": " + what;
    return std::move(*this);
  }
  // "what: why" on one line, for logs and tests; cli prints the parts on lines of their own.
  std::string text() const { return why.empty() ? what : what + ": " + why; }
};

template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  Error& error() & { return std::get<1>(state_); }
  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  Error& error() & { return std::get<1>(state_); }
  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<std::monostate, Error> state_;
};

}  // namespace assay
