// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace assay {
namespace {

struct Block {
  char32_t first;
  char32_t last;
};

// The blocks that terminals agree on (Unicode 15, EastAsianWidth W and F, merged by block).
constexpr std::array kWide = {
    Block{0x1100, 0x115f},   Block{0x231a, 0x231b},   Block{0x2e80, 0x303e},
    Block{0x3041, 0x33ff},   Block{0x3400, 0x4dbf},   Block{0x4e00, 0x9fff},
    Block{0xa000, 0xa4cf},   Block{0xa960, 0xa97f},   Block{0xac00, 0xd7a3},
    Block{0xf900, 0xfaff},   Block{0xfe30, 0xfe6f},   Block{0xff00, 0xff60},
    Block{0xffe0, 0xffe6},   Block{0x16fe0, 0x18aff}, Block{0x1b000, 0x1b2ff},
    Block{0x1f300, 0x1f64f}, Block{0x1f680, 0x1f6ff}, Block{0x1f900, 0x1f9ff},
    Block{0x1fa70, 0x1faff}, Block{0x20000, 0x3fffd}};
constexpr std::array kZero = {Block{0x0300, 0x036f}, Block{0x0483, 0x0489},  Block{0x0591, 0x05bd},
                              Block{0x064b, 0x065f}, Block{0x093a, 0x093a},  Block{0x0941, 0x0948},
                              Block{0x0e34, 0x0e3a}, Block{0x1ab0, 0x1aff},  Block{0x1dc0, 0x1dff},
                              Block{0x200b, 0x200f}, Block{0x202a, 0x202e},  Block{0x2060, 0x206f},
                              Block{0x20d0, 0x20ff}, Block{0xfe00, 0xfe0f},  Block{0xfe20, 0xfe2f},
                              Block{0xfeff, 0xfeff}, Block{0xe0000, 0xe0fff}};

template <std::size_t N>
bool within(const std::array<Block, N>& blocks, char32_t code) {
  return std::any_of(blocks.begin(), blocks.end(), [code](const Block& block) {
    return code >= block.first && code <= block.last;
  });
}

std::size_t columns(char32_t code) {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
  if (code < 0x300) return 1;
  if (within(kZero, code)) return 0;
  return within(kWide, code) ? 2 : 1;
}

}  // namespace

Rune first_rune(std::string_view text) {
  const auto byte = [&](std::size_t i) { return std::uint8_t(text[i]); };
  const std::uint8_t lead = byte(0);
  const Rune invalid{lead, 1, false};
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return invalid;
  auto code = char32_t(lead & (0x7f >> length));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return invalid;
    code = (code << 6) | (byte(i) & 0x3f);
  }
  constexpr std::array<char32_t, 5> kShortest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kShortest[length] || surrogate || code > 0x10ffff) return invalid;
  return {code, length, true};
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Rune rune = first_rune(text);
    width += rune.valid ? columns(rune.code) : 1;
    text.remove_prefix(rune.length);
  }
  return width;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Rune rune = first_rune(text);
    if (rune.valid)
      out += text.substr(0, rune.length);
    else
      out += "\xef\xbf\xbd";
    text.remove_prefix(rune.length);
  }
  return out;
}

}  // namespace assay
