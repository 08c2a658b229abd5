// Which of OpenBLAS's kernels this process computes with. Linked in, it sees to it that they are this processor's.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// `SkylakeX` say, as OpenBLAS calls them; NULL where another library does the linear algebra. Not the caller's to free.
const char *aerial_linear_algebra_kernels(void);

#ifdef __cplusplus
}
#endif
