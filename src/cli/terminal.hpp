// SPDX-License-Identifier: Apache-2.0
// The live view: on a terminal lines that are redrawn and erased at the end; elsewhere a plain line
// now and then; or nothing.
#pragma once
#include "model/ports.hpp"
#include "report/style.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace assay::cli {

enum class LiveMode { silent, plain, drawn };

class LiveView final : public model::Progress {
 public:
  using Write = std::function<void(std::string_view)>;
  using Now = std::function<double()>;  // seconds, monotonic
  LiveView(LiveMode mode, report::TextStyle style, Write write, Now now);
  ~LiveView() override { finish(); }

  void plan(const std::string& sentence) override;
  void view(const model::ProgressView& view) override;
  // Erases what is drawn. Call before anything else prints on the same terminal.
  void finish();

 private:
  LiveMode mode_;
  report::TextStyle style_;
  Write write_;
  Now now_;
  double next_;        // no view is shown before
  std::string erase_;  // what takes the drawn lines away; empty when nothing is drawn
};

// On standard error, by the steady clock.
LiveView live_view(LiveMode mode, report::TextStyle style);

}  // namespace assay::cli
