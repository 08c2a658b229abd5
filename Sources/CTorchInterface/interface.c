#include "aerial_torch_interface.h"
