// SPDX-License-Identifier: Apache-2.0
#include "target/wasm_compile.hpp"

#include "base/text.hpp"
#include "sys/clock.hpp"
#include "sys/executable.hpp"
#include "sys/file.hpp"
#include "sys/self.hpp"
#include "sys/sha256.hpp"
#include "sys/subprocess.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>
#include <vector>

namespace assay::target {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kQuotedLines = 8;

const std::vector<std::string>& compiler_flags() {
  static const std::vector<std::string> kFlags = {
      "-std=c11", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", "-w"};
  return kFlags;
}

// What assay-wasm calls (wasm/compiled.cpp), around the names that wasm2c 1.0.32 gives to a module
// named "assay".
std::string glue(const WasmModule& module) {
  std::string out = R"(#include "module.h"
#define OUT __attribute__((visibility("default")))
OUT const uint32_t assay_abi = ABI;
OUT const size_t assay_size = sizeof(Z_assay_instance_t);
OUT void assay_init(void) { Z_assay_init_module(); }
OUT void assay_start(void* instance) { Z_assayZ__start(instance); }
OUT void assay_free(void* instance) { Z_assay_free(instance); }
OUT void assay_instantiate(void* instance, void* importer) {
  (void)importer;
  Z_assay_instantiate(instance IMPORTER);
}
OUT wasm_rt_memory_t* assay_memory(void* instance) { return MEMORY; }
)";
  return fmt::format("#define ABI {}\n#define IMPORTER {}\n#define MEMORY {}\n", wasm::kSharedAbi,
                     module.imports ? ", importer" : "",
                     module.memory ? "Z_assayZ_memory(instance)" : "0") +
         out;
}

Result<std::string> version_of(const std::string& program, int interrupt_fd) {
  auto said = sys::run_subprocess({.argv = {program, "--version"}, .interrupt_fd = interrupt_fd});
  if (!said) return std::move(said).error();
  return said->output;
}

Error missing(Error error, const std::string& what, const std::string& package) {
  return {Fault::program, what + " is missing", error.text(),
          fmt::format("apt-get install {}, or run the module with engine = \"interp\"", package)};
}

// One step of the way to a shared object.
Result<void> run_tool(const std::vector<std::string>& argv, const std::string& folder,
                      const std::string& name, int interrupt_fd) {
  const sys::Subprocess what{.argv = argv, .cwd = folder, .interrupt_fd = interrupt_fd};
  auto finished = sys::run_subprocess(what);
  if (!finished) return std::move(finished).error();
  if (finished->code == 0) return {};
  const std::string tool = fs::path(argv[0]).filename().string();
  return Error{Fault::program,
               fmt::format("{} cannot compile {} (exit code {})", tool, name, finished->code),
               first_lines(finished->errors, kQuotedLines),
               "it may use what wasm2c does not know, SIMD for instance: rebuild it without, or "
               "use engine = \"interp\""};
}

}  // namespace

Result<WasmToolchain> find_wasm_toolchain(const std::string& search_path, const std::string& needed,
                                          int interrupt_fd) {
  WasmToolchain out;
  auto wasm2c = sys::find_executable("wasm2c", search_path);
  if (!wasm2c) return missing(std::move(wasm2c).error(), "wasm2c", "wabt");
  auto compiler = sys::find_executable("cc", search_path);
  if (!compiler) return missing(std::move(compiler).error(), "a C compiler (cc)", "gcc libc6-dev");
  out.wasm2c = *wasm2c;
  out.compiler = *compiler;
  auto version = version_of(out.wasm2c, interrupt_fd);
  if (!version) return std::move(version).error();
  out.wasm2c_version = std::string(trim(*version));
  if (out.wasm2c_version != needed)
    return Error{Fault::program,
                 fmt::format("{} is version {}", out.wasm2c, printable(out.wasm2c_version)),
                 fmt::format("this assay runs code made by version {}", needed),
                 fmt::format("install wabt {}, build assay with the wabt that is there, or use "
                             "engine = \"interp\"",
                             needed)};
  version = version_of(out.compiler, interrupt_fd);
  if (!version) return std::move(version).error();
  out.compiler_version = version->substr(0, version->find('\n'));
  return out;
}

Result<CompiledModule> compile_wasm(const WasmToolchain& tools, const WasmModule& module,
                                    const std::string& name, const std::string& cache,
                                    Cached cached, int interrupt_fd) {
  const std::string glued = glue(module);
  // Each with its end, so that no two sets of ingredients read alike.
  std::string ingredients;
  for (const std::string& one : {sys::sha256(module.binary), tools.wasm2c_version, tools.compiler,
                                 tools.compiler_version, join(compiler_flags(), " "), glued})
    ingredients += one + '\0';
  const fs::path home = fs::path(cache) / "wasm";
  CompiledModule out;
  out.path = (home / (sys::sha256(ingredients) + ".so")).string();
  std::error_code failed;
  if (cached == Cached::welcome && fs::exists(out.path, failed)) {
    out.from_cache = true;
    return out;
  }
  fs::create_directories(home, failed);
  if (failed)
    return Error{Fault::usage, "cannot make the folder " + home.string(), failed.message(),
                 "set XDG_CACHE_HOME to a folder that can be written"};

  auto folder = sys::TemporaryFolder::create();
  if (!folder) return std::move(folder).error();
  const std::string source = folder->path() + "/module.wasm";
  for (const auto& [path, text] :
       {std::pair{source, &module.binary}, std::pair{folder->path() + "/glue.c", &glued}})
    if (auto ok = sys::write_file(path, *text); !ok) return std::move(ok).error();
  const double before = sys::monotonic_ns();
  const std::vector<std::string> translate = {
      tools.wasm2c, "--no-debug-names", "-n", "assay", "module.wasm", "-o", "module.c"};
  if (auto ok = run_tool(translate, folder->path(), name, interrupt_fd); !ok)
    return std::move(ok).error();
  std::vector<std::string> compile = {tools.compiler};
  compile.insert(compile.end(), compiler_flags().begin(), compiler_flags().end());
  for (const char* word : {"module.c", "glue.c", "-o", "module.so", "-lm"}) compile.push_back(word);
  if (auto ok = run_tool(compile, folder->path(), name, interrupt_fd); !ok)
    return std::move(ok).error();
  out.compile_ns = sys::monotonic_ns() - before;

  auto object = sys::read_file(folder->path() + "/module.so");
  if (!object) return std::move(object).error();
  if (auto ok = sys::write_file(out.path, *object); !ok) return std::move(ok).error();
  return out;
}

}  // namespace assay::target
