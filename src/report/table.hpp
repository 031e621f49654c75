// SPDX-License-Identifier: Apache-2.0
// Cells in aligned columns, by display width and not by bytes.
#pragma once
#include "report/style.hpp"

#include <string>
#include <vector>

namespace assay::report {

struct Cell {
  std::string text;  // already shown(): safe, in the style's alphabet
  Ink ink = Ink::plain;
};

struct Column {
  std::string title;
  Align align = Align::left;
};

class Table {
 public:
  Table(std::vector<Column> columns, const TextStyle& style);
  // Missing cells at the end are empty; a row without cells is an empty line.
  void add(std::vector<Cell> row);
  // Of the longest line, columns that are empty throughout left out.
  std::size_t width() const;
  // Takes a column out.
  void drop(std::size_t column);
  // Each line indented by two and ended by a newline; titles faint. Lines that are still too wide
  // are cut.
  std::string text() const;

 private:
  std::vector<std::size_t> widths() const;
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
  TextStyle style_;
};

}  // namespace assay::report
