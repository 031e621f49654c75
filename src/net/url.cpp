// SPDX-License-Identifier: Apache-2.0
#include "net/url.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace assay::net {

Result<HttpUrl> parse_http_url(std::string_view text) {
  const Error bad{Fault::usage, "'" + printable(text) + "' is no address that can be asked", "",
                  "write http://127.0.0.1:8080/health"};
  constexpr std::string_view kScheme = "http://";
  if (!text.starts_with(kScheme)) return bad;
  const std::string_view rest = text.substr(kScheme.size());
  const std::size_t path = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view authority = rest.substr(0, path);
  HttpUrl out;
  if (path < rest.size()) out.path = rest.substr(path);
  if (out.path.front() == '?') out.path.insert(0, 1, '/');
  const std::size_t colon = authority.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
  out.host = authority.substr(0, has_port ? colon : std::string_view::npos);
  if (out.host.starts_with('[') && out.host.ends_with(']'))
    out.host = out.host.substr(1, out.host.size() - 2);
  const auto port = has_port ? parse_int(authority.substr(colon + 1)) : std::optional(80LL);
  if (out.host.empty() || !port || *port < 1 || *port > 65535) return bad;
  out.port = static_cast<std::uint16_t>(*port);
  return out;
}

}  // namespace assay::net
