// Which of OpenBLAS's kernels this process computes with. Linked in, it sees to it that they are this processor's.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// `SkylakeX` say, as OpenBLAS calls them; NULL where another library does the linear algebra. Not the caller's to free.
const char *aerial_linear_algebra_kernels(void);

/// On how many threads OpenBLAS computes from now on: by itself it takes all of the machine's processors. Nothing where another
/// library does the linear algebra.
void aerial_linear_algebra_use_threads(int count);

/// 0 where another library does it.
int aerial_linear_algebra_threads(void);

#ifdef __cplusplus
}
#endif
