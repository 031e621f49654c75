// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.hpp"

#include "report/live.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

namespace assay::cli {
namespace {

constexpr double kRedraw = 0.08;    // s; some 12 a second are smooth, more only cost CPU
constexpr double kFirstPlain = 10;  // s; short runs say nothing
constexpr double kPlain = 30;       // s between plain lines

// From the end of the last line back to the start of the first, each line cleared.
std::string eraser(std::string_view drawn) {
  std::string out = "\r\x1b[2K";
  for (auto lines = std::count(drawn.begin(), drawn.end(), '\n'); lines > 0; --lines)
    out += "\x1b[1A\x1b[2K";
  return out;
}

}  // namespace

LiveView::LiveView(LiveMode mode, report::TextStyle style, Write write, Now now)
    : mode_(mode),
      style_(style),
      write_(std::move(write)),
      now_(std::move(now)),
      next_(now_() + (mode == LiveMode::plain ? kFirstPlain : 0)) {}

void LiveView::plan(const std::string& sentence) {
  if (mode_ == LiveMode::silent) return;
  finish();
  write_(report::wrapped(sentence, report::width_of(style_), 0) + "\n");
}

void LiveView::view(const model::ProgressView& view) {
  if (mode_ == LiveMode::silent || now_() < next_) return;
  if (mode_ == LiveMode::plain) {
    write_(report::plain_progress(view, style_) + "\n");
    next_ = now_() + kPlain;
    return;
  }
  const std::string lines = report::live_line(view, style_);
  write_(erase_ + lines);  // in one write, so that nothing flickers
  erase_ = eraser(lines);
  next_ = now_() + kRedraw;
}

void LiveView::finish() {
  if (erase_.empty()) return;
  write_(erase_);
  erase_.clear();
}

LiveView live_view(LiveMode mode, report::TextStyle style) {
  return LiveView(
      mode, style,
      [](std::string_view text) {
        std::fwrite(text.data(), 1, text.size(), stderr);
        std::fflush(stderr);
      },
      [] {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration<double>(now).count();
      });
}

}  // namespace assay::cli
