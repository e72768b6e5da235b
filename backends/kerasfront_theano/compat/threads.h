/* Products of matrices on all processors, each of which has BLAS compute a part of its own. */
#ifndef KERASFRONT_THREADS_H
#define KERASFRONT_THREADS_H

extern "C" void openblas_set_num_threads(int);
extern "C" int openblas_get_num_threads(void);
extern "C" int omp_get_max_threads(void);

namespace kerasfront {

/* Lets BLAS have one thread. */
struct OneThreadOfBlas {
    int threads;

    OneThreadOfBlas() : threads(openblas_get_num_threads()) {
        if (threads > 1) openblas_set_num_threads(1);
    }
    ~OneThreadOfBlas() {
        if (threads > 1) openblas_set_num_threads(threads);
    }
};

/* A product that takes less than a tenth of a millisecond has one part. */
inline int parts(double multiplications, int threads) {
    return multiplications > 4e6 ? std::max(1, std::min(threads, omp_get_max_threads())) : 1;
}

/* c (m, n) = alpha * a (m, k) * b (k, n) + beta * c, as BLAS stores and `gemm` takes it. The longer side of c is cut; to
   multiples of 16, for which products have loops without a rest. */
template <class Gemm, class Real>
void multiply(Gemm gemm, char* ta, char* tb, int* m, int* n, int* k, Real* alpha, Real* a, int* lda, Real* b, int* ldb,
              Real* beta, Real* c, int* ldc) {
    OneThreadOfBlas alone;
    const int count = parts((double)*m * *n * *k, alone.threads), length = std::max(*m, *n);
    const bool by_rows = *m == length;
    const int each = (length + count * 16 - 1) / (count * 16) * 16;
#pragma omp parallel for schedule(static) num_threads(count) if (count > 1)
    for (int part = 0; part < count; ++part) {
        const npy_intp first = (npy_intp)part * each;
        if (part && first >= length) continue;
        int size = std::min<npy_intp>(each, length - first);
        Real *a_here = a, *b_here = b;
        if (by_rows)
            a_here += *ta == 'N' ? first : first * *lda;
        else
            b_here += *tb == 'N' ? first * *ldb : first;
        gemm(ta, tb, by_rows ? &size : m, by_rows ? n : &size, k, alpha, a_here, lda, b_here, ldb, beta,
             c + (by_rows ? first : first * *ldc), ldc);
    }
}

}  // namespace kerasfront

#endif
