/* Elementwise programs for Python's ctypes. */
#include <dlfcn.h>

#include "elementwise.h"

using namespace kerasfront;

/* code: number of steps, steps, registers of results. singles: whether each source is one number. */
template <class T>
static void run(const Index* code, Index results, const char* library, Index count, Index size, const bool* singles,
                const T* const* sources, T* const* targets) {
    std::vector<Step> steps;
    for (Index left = *code++; left > 0; --left, code += 4)
        steps.push_back({(Operation)code[0], {(int)code[1], (int)code[2], (int)code[3]}});
    std::vector<Source<T>> read;
    for (Index i = 0; i < count; ++i) read.push_back({sources[i], singles[i], nullptr});
    void* found = *library ? dlopen(library, RTLD_NOW) : nullptr;
    const auto compiled = found ? (typename Elementwise<T>::Compiled)dlsym(found, "run") : nullptr;
    const Elementwise<T> program(steps, std::vector<int>(code, code + results), compiled);
    const std::vector<T*> to(targets, targets + results);
    program.run(0, size / 2, read, to), program.run(size / 2, size, read, to);
}

extern "C" void run_float(const Index* code, Index results, const char* library, Index count, Index size,
                          const bool* singles, const float* const* sources, float* const* targets) {
    run(code, results, library, count, size, singles, sources, targets);
}

extern "C" void run_double(const Index* code, Index results, const char* library, Index count, Index size,
                           const bool* singles, const double* const* sources, double* const* targets) {
    run(code, results, library, count, size, singles, sources, targets);
}
