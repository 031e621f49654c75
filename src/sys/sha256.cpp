// SPDX-License-Identifier: Apache-2.0
#include "sys/sha256.hpp"

#include "base/text.hpp"
#include "sys/fd.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

namespace assay::sys {
namespace {

EVP_MD_CTX* of(void* context) {
  return static_cast<EVP_MD_CTX*>(context);
}

}  // namespace

void Sha256::Free::operator()(void* context) const {
  EVP_MD_CTX_free(of(context));
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(of(context_.get()), EVP_sha256(), nullptr);
}

void Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(of(context_.get()), bytes.data(), bytes.size());
}

std::string Sha256::take() {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_DigestFinal_ex(of(context_.get()), out, &size);
  EVP_DigestInit_ex(of(context_.get()), EVP_sha256(), nullptr);
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", out[i]);
  return text;
}

std::string sha256(std::string_view bytes) {
  Sha256 digest;
  digest.add(bytes);
  return digest.take();
}

Result<std::string> sha256_file(const std::string& path) {
  // Not waiting: a FIFO would wait for its writer, for good.
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd) return file_error("read", path, errno);
  struct stat about {};
  if (::fstat(fd.get(), &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode))
    return Error{Fault::usage, fmt::format("cannot hash {}", printable(path)),
                 "it is no regular file, and may have no end", ""};
  Sha256 digest;
  std::vector<char> buffer(std::size_t{256} << 10);
  for (;;) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error("read", path, errno);
    if (got == 0) return digest.take();
    digest.add({buffer.data(), static_cast<std::size_t>(got)});
  }
}

}  // namespace assay::sys
