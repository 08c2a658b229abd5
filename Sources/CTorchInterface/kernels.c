#define _GNU_SOURCE
#include "aerial_kernels.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

// OpenBLAS chooses its kernels by a list of processors that ends with its release: on a newer one it falls back to those for a
// processor of 2004, four to five times slower. Which instructions a processor has is what counts, and it says that itself.
static const char *kernels_of_this_processor(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl"))
        return "SKYLAKEX";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "HASWELL";
#endif
    return NULL;
}

static void *library_function(const char *name) { return dlsym(RTLD_DEFAULT, name); }

const char *aerial_linear_algebra_kernels(void) {
    char *(*name)(void) = NULL;
    void *symbol = library_function("openblas_get_corename");
    memcpy(&name, &symbol, sizeof name);
    return name ? name() : NULL;
}

void aerial_linear_algebra_use_threads(int count) {
    void (*use)(int) = NULL;
    void *symbol = library_function("openblas_set_num_threads");
    memcpy(&use, &symbol, sizeof use);
    if (use) use(count);
}

int aerial_linear_algebra_threads(void) {
    int (*count)(void) = NULL;
    void *symbol = library_function("openblas_get_num_threads");
    memcpy(&count, &symbol, sizeof count);
    return count ? count() : 0;
}

// Runs when this is loaded, in the program and in the library that brings libtorch: no other thread computes yet with what was
// loaded just before. GDAL brings OpenBLAS along. A choice of the user's own stays.
__attribute__((constructor)) static void choose_kernels(void) {
    const char *kernels = kernels_of_this_processor(), *present = aerial_linear_algebra_kernels();
    if (!kernels || !present || strcmp(present, "Prescott") || getenv("OPENBLAS_CORETYPE")) return;
    void *leave = library_function("gotoblas_dynamic_quit"), *choose = library_function("gotoblas_dynamic_init");
    if (!leave || !choose || setenv("OPENBLAS_CORETYPE", kernels, 0)) return;
    void (*call)(void) = NULL;
    memcpy(&call, &leave, sizeof call);
    call();
    memcpy(&call, &choose, sizeof call);
    call();
}
