// The libtorch library's entry; see aerial_torch_interface.h.
#pragma once
#include "aerial_torch_interface.h"

#ifdef __cplusplus
extern "C" {
#endif

const aerial_torch_functions *aerial_torch_interface(void);

#ifdef __cplusplus
}
#endif
