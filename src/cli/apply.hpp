// SPDX-License-Identifier: Apache-2.0
// What most rows of a flag table do: read the value, store it in a member.
#pragma once
#include "cli/draft.hpp"
#include "cli/values.hpp"

#include <utility>

namespace assay::cli {

template <typename T, typename U>
Result<void> put(T& into, Result<U> read) {
  if (!read) return std::move(read).error();
  into = *std::move(read);
  return {};
}

// common.*kMember = kRead(value)
template <auto kMember, auto kRead>
Result<void> set(Draft& draft, const Given& given) {
  return put(draft.common.*kMember, kRead(given));
}
template <auto kMember, auto kRead>
Result<void> set_execution(Draft& draft, const Given& given) {
  return put(draft.common.execution.*kMember, kRead(given));
}
template <auto kMember, auto kRead>
Result<void> set_draft(Draft& draft, const Given& given) {
  return put(draft.*kMember, kRead(given));
}

// Adds the value to a list; `add_all` adds a list to it.
template <auto kMember, auto kRead>
Result<void> add(Draft& draft, const Given& given) {
  auto read = kRead(given);
  if (!read) return std::move(read).error();
  (draft.common.*kMember).push_back(*std::move(read));
  return {};
}
template <auto kMember, auto kRead>
Result<void> add_all(Draft& draft, const Given& given) {
  auto read = kRead(given);
  if (!read) return std::move(read).error();
  auto& into = draft.common.*kMember;
  into.insert(into.end(), read->begin(), read->end());
  return {};
}

template <auto kMember>
Result<void> turn_on(Draft& draft, const Given&) {
  draft.common.*kMember = true;
  return {};
}

// One of a table of words.
template <const auto& kChoices>
auto one_of(const Given& given) {
  return choice(given, kChoices);
}

}  // namespace assay::cli
