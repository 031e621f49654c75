// SPDX-License-Identifier: Apache-2.0
#include "cli/words.hpp"

#include <gtest/gtest.h>

namespace assay::cli {
namespace {

using Texts = std::vector<std::string>;

const Flag kFlags[] = {
    {.letter = 'w', .name = "warmup", .values = "NUM", .users = kCompare | kTime, .help = "x"},
    {.letter = 'r',
     .name = "runs",
     .alias = "rounds",
     .values = "NUM",
     .users = kCompare,
     .help = "x"},
    {.letter = 'N', .users = kCompare | kTime, .help = "x"},
    {.letter = 'i', .name = "ignore-failure", .values = "[=CODES]", .users = kCompare, .help = "x"},
    {.letter = 'p',
     .name = "prepare",
     .values = "CMD",
     .users = kCompare,
     .repeat = Repeat::yes,
     .help = "x"},
    {.letter = 'P',
     .name = "parameter-scan",
     .values = "VAR MIN MAX",
     .users = kCompare,
     .repeat = Repeat::yes,
     .help = "x"},
    {.name = "control", .users = kCompare, .help = "x"},
    {.name = "hidden", .users = kCompare}};
const Section kSections[] = {{"Flags", kFlags}};

Result<Words> read(Texts words, User user = kCompare) {
  return read_words(words, kSections, user);
}

// "w=3 N" for what was read, then the operands.
std::string transcript(Texts words) {
  const auto taken = read(std::move(words));
  if (!taken) return "error: " + taken.error().text();
  std::string out;
  for (const Match& match : taken->flags) {
    out += match.flag->name.empty() ? std::string(1, match.flag->letter)
                                    : std::string(match.flag->name);
    for (const std::string& value : match.given.values) out += "<" + value + ">";
    out += ' ';
  }
  for (const std::string& operand : taken->operands) out += "(" + operand + ")";
  if (taken->after_dashes) out += " --";
  for (const std::string& word : taken->after_dashes.value_or(Texts{})) out += "(" + word + ")";
  return out;
}

TEST(ReadWords, TakesValuesAttachedOrAsTheNextWord) {
  for (const Texts& words :
       {Texts{"-w", "3"}, Texts{"-w3"}, Texts{"-w=3"}, Texts{"--warmup", "3"}, Texts{"--warmup=3"}})
    EXPECT_EQ(transcript(words), "warmup<3> ");
  EXPECT_EQ(transcript({"--rounds", "9"}), "runs<9> ");
  EXPECT_EQ(transcript({"--prepare="}), "prepare<> ");
  EXPECT_EQ(transcript({"-p", "", "a"}), "prepare<> (a)");
}

TEST(ReadWords, LetsSwitchesShareADash) {
  EXPECT_EQ(transcript({"-Nw3", "a"}), "N warmup<3> (a)");
  EXPECT_EQ(transcript({"-Ni", "a"}), "N ignore-failure (a)");
  EXPECT_EQ(transcript({"-NiN"}), "N ignore-failure N ");
}

TEST(ReadWords, NeverEatsACommandForAnOptionalValue) {
  EXPECT_EQ(transcript({"-i", "cmd1", "cmd2"}), "ignore-failure (cmd1)(cmd2)");
  EXPECT_EQ(transcript({"-i=1,2", "cmd"}), "ignore-failure<1,2> (cmd)");
  EXPECT_EQ(transcript({"--ignore-failure", "cmd"}), "ignore-failure (cmd)");
  EXPECT_EQ(transcript({"--ignore-failure=3", "cmd"}), "ignore-failure<3> (cmd)");
}

TEST(ReadWords, LeavesCommandsExactlyAsTheyAre) {
  EXPECT_EQ(transcript({"[ -f x ]", "a b", "", "-", "{x}"}), "([ -f x ])(a b)()(-)({x})");
  EXPECT_EQ(transcript({"a", "-w", "3", "b"}), "warmup<3> (a)(b)");
  EXPECT_EQ(transcript({"a", "--", "-w", "--"}), "(a) --(-w)(--)");
}

TEST(ReadWords, TakesExactlyThreeValuesForARange) {
  EXPECT_EQ(transcript({"-P", "x", "-5", "5", "cmd", "-P", "y", "1", "2", "cmd2"}),
            "parameter-scan<x><-5><5> parameter-scan<y><1><2> (cmd)(cmd2)");
  EXPECT_EQ(transcript({"-P", "flag", "-O2", "-O3", "cmd"}),
            "parameter-scan<flag><-O2><-O3> (cmd)");
  EXPECT_NE(transcript({"-P", "x", "1"}).find("the line ends"), std::string::npos);
}

TEST(ReadWords, SeesAForgottenValueBehindAnotherFlag) {
  EXPECT_NE(transcript({"-w", "--control"}).find("looks like another flag"), std::string::npos);
  EXPECT_NE(transcript({"-w"}).find("the line ends"), std::string::npos);
  EXPECT_EQ(transcript({"-w", "-3"}), "warmup<-3> ");  // the value's own parser says it better
  EXPECT_EQ(transcript({"-p", "-"}), "prepare<-> ");
}

TEST(ReadWords, RefusesWhatCannotHold) {
  EXPECT_NE(transcript({"-w", "1", "--warmup=2"}).find("given twice"), std::string::npos);
  EXPECT_NE(transcript({"--control=yes"}).find("takes no value"), std::string::npos);
  EXPECT_NE(transcript({"-N=yes"}).find("takes no value"), std::string::npos);
  EXPECT_EQ(transcript({"-N", "-N", "-p", "a", "-p", "b"}), "N N prepare<a> prepare<b> ");
}

TEST(ReadWords, HelpsWithAFlagItDoesNotKnow) {
  EXPECT_EQ(read({"--wramup", "3"}).error().hint, "did you mean '--warmup'?");
  EXPECT_EQ(read({"--control"}, kTime).error().why, "it belongs to 'assay compare'");
  EXPECT_EQ(read({"ls", "-l"}).error().hint,
            "if it belongs to the command, quote both as one word: 'ls -l'");
  EXPECT_EQ(read({"--zzzzzzzz"}).error().hint, "see 'assay compare --help'");
  EXPECT_EQ(read({"--hiden"}).error().hint, "see 'assay compare --help'");  // not advertised
  for (const Texts& words : {Texts{"--wramup"}, Texts{"-z"}, Texts{"--warmup"}})
    EXPECT_EQ(read(words).error().fault, Fault::usage);
}

TEST(ReadWords, StopsAtHelp) {
  for (const Texts& words :
       {Texts{"--help"}, Texts{"-h"}, Texts{"-Nh"}, Texts{"a", "--help", "--bad"}})
    EXPECT_TRUE(read(words)->help);
  EXPECT_FALSE(read({"--", "--help"})->help);
}

}  // namespace
}  // namespace assay::cli
