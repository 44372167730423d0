#include "cli/build_id.h"

#include <elf.h>
#include <link.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/sha256.h"

namespace writ {
namespace {

constexpr std::size_t padded(std::size_t size) {
  return (size + 3) / 4 * 4;
}

// The id among the notes of a segment.
std::string_view id_in(std::string_view notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    const auto* note = reinterpret_cast<const ElfW(Nhdr)*>(notes.data());
    const std::size_t name = sizeof(*note);
    const std::size_t value = name + padded(note->n_namesz);
    const std::size_t next = value + padded(note->n_descsz);
    if (next > notes.size()) {
      break;
    }
    if (note->n_type == NT_GNU_BUILD_ID &&
        notes.substr(name, note->n_namesz) == std::string_view("GNU", 4)) {
      return notes.substr(value, note->n_descsz);
    }
    notes.remove_prefix(next);
  }
  return {};
}

int add_id(dl_phdr_info* info, std::size_t /*size*/, void* ids) {
  std::string_view id;
  for (std::size_t i = 0; i < info->dlpi_phnum && id.empty(); ++i) {
    const ElfW(Phdr)& part = info->dlpi_phdr[i];
    if (part.p_type == PT_NOTE) {
      id = id_in({reinterpret_cast<const char*>(info->dlpi_addr + part.p_vaddr), part.p_memsz});
    }
  }
  static_cast<std::vector<std::string>*>(ids)->emplace_back(id);
  return 0;
}

}  // namespace

std::string build_id() {
  std::vector<std::string> ids;  // the program's own first
  dl_iterate_phdr(add_id, &ids);
  if (ids.empty() || ids.front().empty()) {
    return {};
  }
  std::sort(ids.begin(), ids.end());
  Sha256 sha;
  for (const std::string& id : ids) {
    sha.add_field(id);
  }
  return sha.hex();
}

}  // namespace writ
