// SPDX-License-Identifier: Apache-2.0
// Help, exit codes, the environment and the live view.
#include "base/text.hpp"
#include "cli/draft.hpp"
#include "cli/environment.hpp"
#include "cli/exit.hpp"
#include "cli/help.hpp"
#include "cli/terminal.hpp"

#include <gtest/gtest.h>

#include <set>

namespace assay::cli {
namespace {

std::size_t columns(std::string_view line) {
  std::size_t count = 0;
  for (const char c : line) count += (std::uint8_t(c) & 0xc0) != 0x80 ? 1 : 0;
  return count;
}

std::vector<std::string> all_help() {
  std::vector<std::string> out = {overview()};
  for (const Page& page : all_pages()) out.push_back(page_text(page));
  for (const std::string_view topic : all_topics()) out.push_back(*topic_text(topic));
  return out;
}

TEST(Help, FitsEightyColumns) {
  for (const std::string& text : all_help())
    for (const std::string& line : split(text, '\n')) EXPECT_LE(columns(line), 80U) << line;
}

TEST(Help, ShowsEveryFlagOfACommandAndNoOther) {
  for (const Page& page : all_pages()) {
    const std::string text = page_text(page);
    for (const Section& section : all_sections()) {
      for (const Flag& flag : section.flags) {
        if (flag.name.empty() || flag.help.empty()) continue;
        const bool shown = text.find("--" + std::string(flag.name)) != std::string::npos;
        if ((flag.users & page.user) != 0) {
          EXPECT_TRUE(shown) << page.name << " --" << flag.name;
        }
      }
    }
    EXPECT_NE(text.find("Example"), std::string::npos);
  }
}

TEST(Flags, HaveOneMeaningInACommand) {
  for (const Page& page : all_pages()) {
    std::set<std::string_view> words;
    std::set<char> letters;
    for (const Section& section : all_sections()) {
      for (const Flag& flag : section.flags) {
        EXPECT_NE(flag.apply, nullptr) << flag.name;
        EXPECT_NE(flag.users, 0U) << flag.name;
        EXPECT_TRUE(flag.help.empty() || flag.help.ends_with('.')) << flag.name;
        if ((flag.users & page.user) == 0) continue;
        if (!flag.name.empty()) {
          EXPECT_TRUE(words.insert(flag.name).second) << page.name << " --" << flag.name;
        }
        if (!flag.alias.empty()) {
          EXPECT_TRUE(words.insert(flag.alias).second) << page.name << " --" << flag.alias;
        }
        if (flag.letter != 0) {
          EXPECT_TRUE(letters.insert(flag.letter).second) << page.name << " -" << flag.letter;
        }
      }
    }
    EXPECT_EQ(letters.count('h'), 0U);
  }
}

TEST(ExitCodes, GoFromTheWorstToNothing) {
  std::vector<int> codes;
  for (const ExitRow& row : exit_table()) codes.push_back(to_int(row.exit));
  EXPECT_EQ(codes, (std::vector<int>{130, 70, 64, 5, 1, 4, 3, 0}));
  for (const ExitRow& a : exit_table()) EXPECT_EQ(app::worst(app::Exit::pass, a.exit), a.exit);
  for (std::size_t i = 1; i < exit_table().size(); ++i) {
    EXPECT_EQ(app::worst(exit_table()[i].exit, exit_table()[i - 1].exit), exit_table()[i - 1].exit);
    EXPECT_EQ(app::worst(exit_table()[i - 1].exit, exit_table()[i].exit), exit_table()[i - 1].exit);
  }
}

TEST(ErrorText, HasALineForWhatWhyAndNext) {
  EXPECT_EQ(error_text({Fault::usage, "a", "b", "c"}), "error: a\n  why: b\n  next: c\n");
  EXPECT_EQ(error_text({Fault::usage, "a", "", ""}), "error: a\n");
  EXPECT_EQ(error_text({Fault::program, "a", "b\nb2\n", ""}), "error: a\n  why: b\n       b2\n");
}

Environment terminal(std::vector<std::pair<std::string, std::string>> variables) {
  Environment out;
  out.variables = std::move(variables);
  out.variables.emplace_back("TERM", "xterm");
  out.stdout_terminal = out.stderr_terminal = true;
  out.columns = 132;
  out.cwd = "/here";
  return out;
}

TEST(Surroundings, ColourAndRedrawOnACapableTerminalOnly) {
  const auto seen = [](const Environment& environment, app::Style style = app::Style::automatic) {
    const auto around = surroundings(environment, style, false, false);
    return std::pair(around.colour, around.interactive);
  };
  using Pair = std::pair<bool, bool>;
  EXPECT_EQ(seen(terminal({})), Pair(true, true));
  EXPECT_EQ(seen(terminal({{"NO_COLOR", "1"}})), Pair(false, true));
  EXPECT_EQ(seen(terminal({{"NO_COLOR", ""}})), Pair(true, true));
  EXPECT_EQ(seen(terminal({{"TERM", "dumb"}})), Pair(false, false));
  EXPECT_EQ(seen(Environment{}), Pair(false, false));
  EXPECT_EQ(seen(Environment{}, app::Style::full), Pair(true, true));
  EXPECT_EQ(seen(terminal({}), app::Style::basic), Pair(false, false));
  EXPECT_EQ(seen(terminal({}), app::Style::nocolor), Pair(false, true));
  EXPECT_EQ(seen(terminal({}), app::Style::color), Pair(true, false));
  EXPECT_EQ(seen(terminal({}), app::Style::none), Pair(false, false));
}

TEST(Surroundings, NothingIsRedrawnOverTheOutputOfPrograms) {
  EXPECT_FALSE(surroundings(terminal({}), app::Style::automatic, false, true).interactive);
  EXPECT_FALSE(surroundings(terminal({}), app::Style::automatic, true, false).interactive);
}

TEST(Surroundings, ReadWidthEncodingAndFolders) {
  const auto around = surroundings(
      terminal({{"LANG", "C"}, {"LC_ALL", "de_DE.UTF-8"}, {"HOME", "/h"}, {"PATH", "/p"}}),
      app::Style::automatic, false, false);
  EXPECT_TRUE(around.unicode);
  EXPECT_EQ(around.columns, 132U);
  EXPECT_EQ(around.cache, "/h/.cache/assay");
  EXPECT_EQ(around.path, "/p");
  const auto narrow = surroundings(
      terminal({{"COLUMNS", "60"}, {"LANG", "C"}, {"XDG_CACHE_HOME", "/x"}, {"HOME", "/h"}}),
      app::Style::automatic, false, false);
  EXPECT_FALSE(narrow.unicode);
  EXPECT_EQ(narrow.columns, 60U);
  EXPECT_EQ(narrow.cache, "/x/assay");
  EXPECT_EQ(
      surroundings(terminal({{"COLUMNS", "no"}}), app::Style::automatic, false, false).columns,
      132U);
}

class Live : public testing::Test {
 protected:
  LiveView view(LiveMode mode) {
    return LiveView(
        mode, {},
        [this](std::string_view text) {
          ++writes;
          screen += text;
        },
        [this] { return now; });
  }
  std::string screen;
  double now = 100;
  int writes = 0;
};

TEST_F(Live, RedrawsAtMostSomeTwentyTimesASecondAndErasesAtTheEnd) {
  {
    LiveView live = view(LiveMode::drawn);
    for (int i = 0; i < 1000; ++i) {
      now += 0.001;
      live.view({});
    }
    EXPECT_GE(writes, 5);
    EXPECT_LE(writes, 20);
    screen.clear();
  }
  EXPECT_TRUE(screen.ends_with("\x1b[2K"));
}

TEST_F(Live, SaysThePlanOnceAndKeepsIt) {
  LiveView live = view(LiveMode::drawn);
  live.plan("12 rounds at least");
  live.finish();
  EXPECT_EQ(screen, "12 rounds at least\n");
}

TEST_F(Live, IsRareElsewhereAndNeverMovesTheCursor) {
  LiveView live = view(LiveMode::plain);
  for (int i = 0; i < 100; ++i) {
    now += 1;
    live.view({});
  }
  EXPECT_EQ(writes, 4);  // after 10, 40, 70 and 100 s
  EXPECT_EQ(screen.find('\x1b'), std::string::npos);
  EXPECT_EQ(screen.find('\r'), std::string::npos);
}

TEST_F(Live, IsSilentWhenAskedToBe) {
  LiveView live = view(LiveMode::silent);
  live.plan("x");
  live.view({});
  live.finish();
  EXPECT_EQ(writes, 0);
}

}  // namespace
}  // namespace assay::cli
