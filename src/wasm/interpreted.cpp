// SPDX-License-Identifier: Apache-2.0
// Modules in libwabt's interpreter.
#include "wasm/engine.hpp"
#include "wasm/files.hpp"
#include "wasm/inspect.hpp"

#include <array>
#include <wabt/interp/interp.h>

namespace assay::wasm {
namespace {

namespace interp = wabt::interp;
using wabt::Result;

constexpr std::size_t kMostArguments = 8;

class Interpreted final : public LoadedModule {
 public:
  explicit Interpreted(Wasi& wasi) : wasi_(wasi) {}

  bool open(const std::string& path, std::string& error) {
    std::string binary;
    if (!read_file(path, kMaxModule, binary, error)) return false;
    interp::ModuleDesc desc;
    if (!decode(binary, desc, error)) return false;
    for (const auto& exported : desc.exports) {
      if (exported.type.name == "_start") start_ = exported.index;
      if (exported.type.name == "memory") memory_ = static_cast<int>(exported.index);
    }
    module_ = interp::Module::New(store_, std::move(desc));
    for (const auto& import : module_->desc().imports) add_import(import.type);
    return true;
  }

  Ended instantiate() override {
    drop_instance();
    interp::Trap::Ptr trap;
    instance_ = interp::Instance::Instantiate(store_, module_.ref(), imports_, &trap);
    if (instance_.empty()) return ended(trap);
    initial_ = pages();
    return {};
  }

  Ended start() override {
    interp::Trap::Ptr trap;
    interp::Values results;
    const auto function = store_.UnsafeGet<interp::Func>(instance_->funcs()[start_]);
    if (Succeeded(function->Call(store_, {}, results, &trap))) return {};
    return ended(trap);
  }

  // The interpreter does not say how often it grew memory, only how large it is.
  Growth grown() const override { return {-1, instance_.empty() ? 0 : pages() - initial_}; }

  void drop_instance() override {
    if (instance_.empty()) return;
    instance_.reset();
    store_.Collect();
  }

 private:
  void add_import(const interp::ImportType& import) {
    const WasiFunction* function = find_wasi_function(import.name);
    const auto& type = *wabt::cast<interp::FuncType>(import.type.get());
    auto call = [this, function](interp::Thread& thread, const interp::Values& params,
                                 interp::Values& results, interp::Trap::Ptr* trap) -> Result {
      std::array<std::uint64_t, kMostArguments> arguments{};
      for (std::size_t i = 0; i < params.size(); ++i)
        arguments[i] = function->parameters[i] == 'I' ? params[i].Get<interp::u64>()
                                                      : params[i].Get<interp::u32>();
      // Asked for each time: growing moves it, and a start function runs before instance_ is set.
      const auto memory = memory_of(thread.GetCallerInstance());
      wasi_.memory = {memory->UnsafeData(), static_cast<std::size_t>(memory->ByteSize())};
      const std::uint32_t answer = function->call(wasi_, arguments.data());
      if (wasi_.exited()) {
        *trap = interp::Trap::New(store_, "exit");
        return Result::Error;
      }
      if (function->returns) results[0] = interp::Value::Make(interp::u32{answer});
      return Result::Ok;
    };
    imports_.push_back(interp::HostFunc::New(store_, type, std::move(call)).ref());
    roots_.push_back(store_.UnsafeGet<interp::HostFunc>(imports_.back()));
  }

  interp::Memory::Ptr memory_of(interp::Instance* instance) const {
    return store_.UnsafeGet<interp::Memory>(
        instance->memories()[static_cast<std::size_t>(memory_)]);
  }
  std::int64_t pages() const {
    if (instance_.empty() || instance_->memories().empty()) return 0;
    const auto memory = store_.UnsafeGet<interp::Memory>(instance_->memories()[0]);
    return static_cast<std::int64_t>(memory->ByteSize() / kPage);
  }
  Ended ended(const interp::Trap::Ptr& trap) const {
    if (wasi_.exited()) return {Left::exited, {}};
    return {Left::trapped, trap.empty() ? std::string("unknown trap") : trap->message()};
  }

  Wasi& wasi_;
  mutable interp::Store store_;
  interp::Module::Ptr module_;
  interp::RefVec imports_;
  std::vector<interp::HostFunc::Ptr> roots_;  // keeps them from being collected
  interp::Instance::Ptr instance_;
  std::size_t start_ = 0;
  int memory_ = -1;
  std::int64_t initial_ = 0;
};

}  // namespace

std::unique_ptr<LoadedModule> load_interpreted(const std::string& path, Wasi& wasi,
                                               std::string& error) {
  auto out = std::make_unique<Interpreted>(wasi);
  if (!out->open(path, error)) return nullptr;
  return out;
}

}  // namespace assay::wasm
