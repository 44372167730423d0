// Large blocks of memory on huge pages, where the system leaves that to programs: a page fault and a
// place in the processor's page table for 2 MiB instead of for 4 KiB.
#pragma once

#include <cstddef>

namespace writ {

// Asks for huge pages behind a block fresh from malloc or realloc, if it is large. Never fails.
void prefer_huge_pages(void* block, std::size_t size);

// Gives the system what is free of the memory that was used, whole pages of it. For the end of work
// that took and freed much.
void give_back_memory();

}  // namespace writ
