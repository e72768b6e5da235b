/* Stands before everything that Theano compiles (g++ -include), mostly precompiled.

   Theano writes C++ for NumPy 1 and, in places, Python 2. */
#ifndef KERASFRONT_FORCED_H
#define KERASFRONT_FORCED_H

/* Theano also compiles probes of the compiler, without Python's folders. */
#if __has_include(<Python.h>) && __has_include(<numpy/_numpyconfig.h>)

#include <Python.h>
#include <numpy/_numpyconfig.h>

#if NPY_ABI_VERSION >= 0x02000000
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#define NPY_PY3K 1
#define PyInt_AsLong PyLong_AsLong
#define PyInt_Check PyLong_Check
#define PyInt_FromLong PyLong_FromLong
#define PyInt_Type PyLong_Type
#endif

/* What nearly each generated file includes: parsing this takes longer than compiling the rest. */
#include <algorithm>
#include <iostream>
#include <math.h>
#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>
#include <vector>

#if NPY_ABI_VERSION >= 0x02000000
/* Theano means "all axes" by it, the only use that it makes of the name. */
#undef NPY_MAXDIMS
#define NPY_MAXDIMS NPY_RAVEL_AXIS
#endif

#endif

#ifdef KERASFRONT_SCIPY_OPENBLAS
/* The BLAS of the package scipy-openblas32 carries a prefix. */
#define saxpy_ scipy_saxpy_
#define sdot_ scipy_sdot_
#define sgemm_ scipy_sgemm_
#define sgemv_ scipy_sgemv_
#define sger_ scipy_sger_
#define sscal_ scipy_sscal_
#define daxpy_ scipy_daxpy_
#define ddot_ scipy_ddot_
#define dgemm_ scipy_dgemm_
#define dgemv_ scipy_dgemv_
#define dger_ scipy_dger_
#define dscal_ scipy_dscal_
#define openblas_get_num_threads scipy_openblas_get_num_threads
#define openblas_set_num_threads scipy_openblas_set_num_threads
#endif

#endif
