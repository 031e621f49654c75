// SPDX-License-Identifier: Apache-2.0
#include "sys/running.hpp"

#include "base/text.hpp"
#include "sys/executable.hpp"
#include "sys/family.hpp"
#include "sys/file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <utility>

namespace assay::sys {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShown = 200;          // bytes of a command line
constexpr std::size_t kCommName = 15;        // bytes of a name that the kernel keeps
constexpr std::size_t kWordsRead = 1 << 17;  // of a command line; no system lets one word be longer

// Programs that run another, which their words name.
constexpr std::array<std::string_view, 43> kInterpreters = {
    "ash",    "awk",    "bash",    "busybox", "chrt",    "dash",    "doas",    "env",    "fish",
    "gawk",   "guile",  "ionice",  "java",    "ksh",     "lua",     "luajit",  "mawk",   "mksh",
    "mono",   "nice",   "node",    "nodejs",  "nohup",   "nsenter", "numactl", "perl",   "php",
    "pypy",   "python", "R",       "Rscript", "ruby",    "runuser", "setpriv", "setsid", "sh",
    "stdbuf", "sudo",   "taskset", "tclsh",   "timeout", "unshare", "zsh"};

using FileId = std::pair<dev_t, ino_t>;

std::optional<FileId> id_of(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
  return FileId{about.st_dev, about.st_ino};
}

std::string seen_from(const std::string& cwd, const std::string& path) {
  return cwd.empty() || path.starts_with('/') ? path : cwd + "/" + path;
}

std::string link(pid_t pid, const char* name) {
  std::error_code error;
  return fs::read_symlink("/proc/" + std::to_string(pid) + "/" + name, error).string();
}

// "python3.11" is a python.
bool is_interpreter(const std::string& path) {
  std::string name = fs::path(path).filename();
  while (!name.empty() && std::string_view("0123456789.-").find(name.back()) != std::string::npos)
    name.pop_back();
  return std::ranges::find(kInterpreters, name) != kInterpreters.end();
}

// The first word behind argv[0] that is a file.
std::optional<FileId> first_file(const std::vector<std::string>& words, const std::string& cwd) {
  for (std::size_t i = 1; i < words.size(); ++i)
    if (!words[i].empty())
      if (const auto id = id_of(seen_from(cwd, words[i]))) return id;
  return std::nullopt;
}

// The program that a script's first line names.
std::string interpreter_of(const std::string& script, const std::string& search_path) {
  const auto start = read_start(script, 256);
  if (!start || !start->starts_with("#!")) return "";
  const std::string line = start->substr(2, start->find('\n') - 2);
  std::vector<std::string> words;
  for (std::string& word : split(line, ' '))
    if (!trim(word).empty()) words.emplace_back(trim(word));
  if (words.empty()) return "";
  if (fs::path(words[0]).filename() != "env") return words[0];
  for (std::size_t i = 1; i < words.size(); ++i)
    if (!words[i].starts_with('-') && words[i].find('=') == std::string::npos)
      if (auto found = find_executable(words[i], search_path)) return *found;
  return "";
}

struct Sought {
  std::string path;  // of what the kernel executes, links resolved
  std::optional<FileId> program;
  std::optional<FileId> script;
  std::vector<std::string> words;  // to be equal, where they and no script tell two apart
};

Sought looked_up(const SoughtProgram& what) {
  Sought out;
  std::string path = seen_from(what.cwd, what.executable);
  if (executable_kind(path) == "script") {
    out.script = id_of(path);
    path = interpreter_of(path, what.search_path);
  } else if (is_interpreter(path)) {
    out.script = first_file(what.argv, what.cwd);
    if (!out.script) out.words.assign(what.argv.begin() + 1, what.argv.end());
    if (!out.script && out.words.empty()) out.words = {""};  // no words: not every shell
  }
  out.program = id_of(path);
  std::error_code error;
  out.path = fs::canonical(path, error).string();
  return out;
}

std::vector<std::string> words_of(pid_t pid) {
  const auto text = read_start("/proc/" + std::to_string(pid) + "/cmdline", kWordsRead);
  if (!text || text->empty()) return {};
  std::vector<std::string> words = split(*text, '\0');
  if (!words.empty() && words.back().empty()) words.pop_back();
  return words;
}

enum class Same { no, yes, by_name };

Same same_program(pid_t pid, const Sought& sought) {
  struct stat about {};
  const std::string folder = "/proc/" + std::to_string(pid);
  if (::stat((folder + "/exe").c_str(), &about) == 0) {
    if (FileId{about.st_dev, about.st_ino} == sought.program) return Same::yes;
    // An upgrade has put another file in its place.
    return link(pid, "exe") == sought.path + " (deleted)" ? Same::yes : Same::no;
  }
  if (errno != EACCES && errno != EPERM) return Same::no;
  const auto comm = read_file(folder + "/comm");
  const std::string name = fs::path(sought.path).filename();
  if (!comm || trim(*comm) != name.substr(0, kCommName)) return Same::no;
  const auto words = words_of(pid);
  if (words.empty()) return Same::no;
  const bool by_path = words[0].starts_with('/');
  return !by_path || id_of(words[0]) == sought.program ? Same::by_name : Same::no;
}

bool same_words(pid_t pid, const Sought& sought, const std::vector<std::string>& words) {
  if (words.empty()) return false;  // a kernel thread, or one that goes
  if (sought.script) return first_file(words, link(pid, "cwd")) == sought.script;
  if (sought.words.empty()) return true;
  const bool none = sought.words.size() == 1 && sought.words[0].empty();
  return none
             ? words.size() == 1
             : std::equal(words.begin() + 1, words.end(), sought.words.begin(), sought.words.end());
}

std::vector<pid_t> own_kin() {
  std::vector<pid_t> kin = descendants_of(::getpid());
  for (pid_t pid = ::getpid(); pid > 0; pid = parent_of(pid)) kin.push_back(pid);
  return kin;
}

std::string shown(const std::vector<std::string>& words) {
  const std::string line = join(words, " ");
  return printable(line.substr(0, kShown)) + (line.size() > kShown ? "..." : "");
}

}  // namespace

std::optional<RunningProgram> find_running(const SoughtProgram& what) {
  const Sought sought = looked_up(what);
  if (!sought.program) return std::nullopt;
  const auto kin = own_kin();
  const std::string own_namespace = link(::getpid(), "ns/pid");
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const auto pid = static_cast<pid_t>(std::strtol(at->path().filename().c_str(), nullptr, 10));
    if (pid <= 0 || std::ranges::find(kin, pid) != kin.end()) continue;
    const Same same = same_program(pid, sought);
    if (same == Same::no) continue;
    const auto words = words_of(pid);
    if (!same_words(pid, sought, words)) continue;
    const std::string space = link(pid, "ns/pid");
    if (!space.empty() && space != own_namespace) continue;
    return RunningProgram{pid, shown(words), same == Same::by_name};
  }
  return std::nullopt;
}

}  // namespace assay::sys
