/* Memory in large pages. XLA asks the system for the memory of each run and gives it back afterwards: in pages of 4 KB,
   to get it takes as long as a convolution. */
#pragma once

#include <cstddef>
#include <cstdint>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace kerasfront {

/* Ask for large pages where memory lies that is about to be written. Where there are none, nothing changes. */
inline void in_large_pages(void* memory, size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    const uintptr_t PAGE = 1 << 21, first = (uintptr_t)memory + PAGE - 1 & ~(PAGE - 1);
    const uintptr_t end = (uintptr_t)memory + bytes & ~(PAGE - 1);
    if (first < end) madvise((void*)first, end - first, MADV_HUGEPAGE);
#endif
}

}  // namespace kerasfront
