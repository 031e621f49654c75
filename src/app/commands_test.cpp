// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace assay::app {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

Words words_of(std::string_view text) {
  auto words = split_words(text);
  EXPECT_TRUE(words) << text;
  return words ? *words : Words{};
}

const ShellPolicy kAutomatic;
const ShellPolicy kNone{.use = ShellUse::none, .program = {}};
const ShellPolicy kBash{.use = ShellUse::forced, .program = {"bash", "--norc"}};

TEST(SplitWords, FollowsTheQuotingOfThePosixShell) {
  EXPECT_EQ(words_of("grep -i  todo"), (Words{"grep", "-i", "todo"}));
  EXPECT_EQ(words_of("\techo 'a b' c"), (Words{"echo", "a b", "c"}));
  EXPECT_EQ(words_of("a\\ b 'it'\\''s'"), (Words{"a b", "it's"}));
  EXPECT_EQ(words_of(R"(echo "a\"b" "\n" "\\" '\n')"), (Words{"echo", "a\"b", "\\n", "\\", "\\n"}));
  EXPECT_EQ(words_of(R"("\$a" "\`b")"), (Words{"$a", "`b"}));
  EXPECT_EQ(words_of("p '' \"\""), (Words{"p", "", ""}));
  EXPECT_EQ(words_of("a'b'\"c\"d"), (Words{"abcd"}));
  EXPECT_EQ(words_of("long \\\nline"), (Words{"long", "line"}));
}

TEST(SplitWords, RefusesWhatAShellWouldWaitFor) {
  for (const char* text : {"echo 'a", "echo \"a", "echo \"a\\\"", "echo \\", "", "  "}) {
    const auto words = split_words(text);
    ASSERT_FALSE(words) << text;
    EXPECT_EQ(words.error().fault, Fault::usage);
    EXPECT_FALSE(words.error().hint.empty());
  }
}

TEST(ShellNeed, IsSeenInEveryUnquotedMetacharacter) {
  for (const char* text :
       {"a | b",        "a|b",    "a && b",  "a; b",       "a > f",          "a 2>&1",
        "a < f",        "a &",    "(a)",     "echo $HOME", "echo \"$HOME\"", "echo `b`",
        "echo \"`b`\"", "ls *.c", "ls a?",   "ls [ab]",    "ls ~",           "~/a",
        "a # b",        "A=1 b",  "{ a",     "! a",        "cd /",           "exit 3",
        "if a",         "a\nb",   "export A"})
    EXPECT_TRUE(shell_need(text)) << text;
}

TEST(ShellNeed, IsNotSeenInWhatIsQuotedOrMeansItself) {
  for (const char* text : {"a '|' b", "a \\| b", "a \"|\" b", "echo '$HOME'", "echo \"\\$HOME\"",
                           "ls '*.c'", "a b~", "a#b", "b A=1", "[ -f x ]", "a exit", "make -j4",
                           "a {b}", "a --x={y}", "a 100%", "'cd' /", "./A=1", "1=2"})
    EXPECT_FALSE(shell_need(text)) << text << ": " << shell_need(text).value_or("");
}

TEST(CommandLine, RunsWithoutAShellUnlessItIsNeededOrForced) {
  EXPECT_EQ(command_line("sleep 1", kAutomatic, Need::words)->argv, (Words{"sleep", "1"}));
  EXPECT_EQ(command_line("sleep 1", kAutomatic, Need::shell)->argv, (Words{"sh", "-c", "sleep 1"}));
  EXPECT_EQ(command_line("sleep 1", kBash, Need::words)->argv,
            (Words{"bash", "--norc", "-c", "sleep 1"}));
  EXPECT_EQ(command_line("sleep 1", kNone, Need::shell)->argv, (Words{"sleep", "1"}));
  EXPECT_FALSE(command_line("sleep 1", kNone, Need::shell)->shell);
}

TEST(CommandLine, WithoutAShellPassesPatternsOnButNoOperators) {
  EXPECT_EQ(command_line("grep a.*b $x", kNone, Need::words)->argv, (Words{"grep", "a.*b", "$x"}));
  for (const char* text : {"a | b", "a; b", "a && b", "a > f", "a &"}) {
    const auto line = command_line(text, kNone, Need::words);
    ASSERT_FALSE(line) << text;
    EXPECT_NE(line.error().hint.find("-N"), std::string::npos);
  }
}

TEST(CommandLine, KeepsWordsAsTheyCame) {
  const Words argv = {"./prog", "a b", "*"};
  EXPECT_EQ(command_line(argv, kAutomatic, Need::words)->argv, argv);
  EXPECT_EQ(command_line(argv, kBash, Need::words)->argv,
            (Words{"bash", "--norc", "-c", "./prog 'a b' '*'"}));
}

class FindProgram : public testing::Test {
 protected:
  FindProgram() {
    std::string name = (fs::temp_directory_path() / "assay-find-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    fs::create_directory(folder_ / "bin");
    add("bin/tool", true);
    add("bin/text", false);
    add("local", true);
  }
  ~FindProgram() override { fs::remove_all(folder_); }
  void add(const std::string& name, bool executable) {
    std::ofstream(folder_ / name) << "#!/bin/sh\n";
    fs::permissions(folder_ / name, executable ? fs::perms(0755) : fs::perms(0644));
  }
  Error failure(const std::string& program) {
    auto found = find_program(program, (folder_ / "bin").string(), folder_.string());
    EXPECT_FALSE(found) << program;
    return found ? Error{} : found.error();
  }
  fs::path folder_;
};

TEST_F(FindProgram, LooksInPathAndFromTheWorkingFolder) {
  EXPECT_EQ(*find_program("tool", "/nowhere:" + (folder_ / "bin").string(), ""),
            (folder_ / "bin/tool").string());
  EXPECT_TRUE(fs::equivalent(*find_program("./local", "", folder_.string()), folder_ / "local"));
  EXPECT_TRUE(fs::equivalent(*find_program("tool", "bin", folder_.string()), folder_ / "bin/tool"));
}

TEST_F(FindProgram, TellsMissingFromNotExecutableAndNamesTheWayOut) {
  EXPECT_EQ(failure("absent").fault, Fault::program);
  EXPECT_NE(failure("absent").why.find("PATH"), std::string::npos);
  EXPECT_NE(failure("local").hint.find("./local"), std::string::npos);
  EXPECT_NE(failure("text").hint.find("chmod +x"), std::string::npos);
  EXPECT_NE(failure("bin/text").hint.find("chmod +x"), std::string::npos);
  EXPECT_NE(failure("./bin").why.find("directory"), std::string::npos);
  EXPECT_NE(failure("./absent").why.find("No such file"), std::string::npos);
  EXPECT_NE(failure("./absent").hint.find(folder_.string()), std::string::npos);
}

}  // namespace
}  // namespace assay::app
