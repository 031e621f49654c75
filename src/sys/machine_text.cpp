// SPDX-License-Identifier: Apache-2.0
#include "sys/machine_text.hpp"

#include "sys/file.hpp"
#include "sys/subprocess.hpp"

#include <fmt/format.h>

#include <sys/utsname.h>
#include <sys/vfs.h>

#include <cerrno>
#include <string_view>

namespace assay::sys {
namespace {

struct Named {
  std::uint64_t magic;
  std::string_view name;
};

// The names that GNU stat gives (linux/magic.h has most of the numbers).
constexpr Named kFileSystems[] = {{0x61756673, "aufs"},
                                  {0x5346414f, "afs"},
                                  {0x09041934, "anon-inode FS"},
                                  {0x0187, "autofs"},
                                  {0xca451a4e, "bcachefs"},
                                  {0x62646576, "bdevfs"},
                                  {0x42494e4d, "binfmt_misc"},
                                  {0xcafe4a11, "bpf_fs"},
                                  {0x9123683e, "btrfs"},
                                  {0x00c36400, "ceph"},
                                  {0x0027e0eb, "cgroupfs"},
                                  {0x63677270, "cgroup2fs"},
                                  {0xff534d42, "cifs"},
                                  {0x62656570, "configfs"},
                                  {0x28cd3d45, "cramfs"},
                                  {0x64626720, "debugfs"},
                                  {0x1cd1, "devpts"},
                                  {0xf15f, "ecryptfs"},
                                  {0xde5e81e4, "efivarfs"},
                                  {0xe0f5e1e2, "erofs"},
                                  {0x2011bab0, "exfat"},
                                  {0xef53, "ext2/ext3"},
                                  {0xf2f52010, "f2fs"},
                                  {0x65735546, "fuseblk"},
                                  {0x65735543, "fusectl"},
                                  {0x01161970, "gfs/gfs2"},
                                  {0x47504653, "gpfs"},
                                  {0x4244, "hfs"},
                                  {0x482b, "hfs+"},
                                  {0x958458f6, "hugetlbfs"},
                                  {0x9660, "isofs"},
                                  {0x72b6, "jffs2"},
                                  {0x3153464a, "jfs"},
                                  {0x0bd00bd0, "lustre"},
                                  {0x137f, "minix"},
                                  {0x19800202, "mqueue"},
                                  {0x4d44, "msdos"},
                                  {0x6969, "nfs"},
                                  {0x3434, "nilfs"},
                                  {0x6e736673, "nsfs"},
                                  {0x5346544e, "ntfs"},
                                  {0x7461636f, "ocfs2"},
                                  {0x794c7630, "overlayfs"},
                                  {0x50495045, "pipefs"},
                                  {0x9fa0, "proc"},
                                  {0x6165676c, "pstorefs"},
                                  {0x858458f6, "ramfs"},
                                  {0x52654973, "reiserfs"},
                                  {0x7275, "romfs"},
                                  {0x73636673, "securityfs"},
                                  {0xf97cff8c, "selinux"},
                                  {0xfe534d42, "smb2"},
                                  {0x534f434b, "sockfs"},
                                  {0x73717368, "squashfs"},
                                  {0x62656572, "sysfs"},
                                  {0x01021994, "tmpfs"},
                                  {0x74726163, "tracefs"},
                                  {0x24051905, "ubifs"},
                                  {0x15013346, "udf"},
                                  {0x01021997, "v9fs"},
                                  {0x786f4256, "vboxsf"},
                                  {0xbacbacbc, "vmhgfs"},
                                  {0x58465342, "xfs"},
                                  {0x2fc12fc1, "zfs"},
                                  {0x5a4f4653, "zonefs"}};

}  // namespace

std::string kernel_text() {
  utsname name{};
  if (::uname(&name) != 0) return "Linux";
  return fmt::format("{} {} {} {} {} GNU/Linux", name.sysname, name.nodename, name.release,
                     name.version, name.machine);
}

std::string file_system_name(std::uint64_t magic) {
  for (const Named& each : kFileSystems)
    if (each.magic == magic) return std::string(each.name);
  return fmt::format("UNKNOWN ({:#x})", magic);
}

Result<std::string> file_system_type(const std::string& path) {
  struct statfs found {};
  int done = 0;
  do {
    done = ::statfs(path.c_str(), &found);
  } while (done != 0 && errno == EINTR);
  if (done != 0) return file_error("tell the file system of", path, errno);
  // The number is 32 bits wide whatever its type is here.
  return file_system_name(std::uint64_t(std::uint32_t(found.f_type)));
}

Result<std::string> cpu_text() {
  auto listed = run_subprocess({.argv = {"lscpu"}, .timeout_ns = 10e9});
  if (listed && listed->code == 0 && !listed->output.empty()) return std::move(listed->output);
  return read_file("/proc/cpuinfo");
}

}  // namespace assay::sys
