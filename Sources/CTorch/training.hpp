#pragma once
#include "include/aerial_torch.h"

namespace aerial {

// The functions that train, for the library's table.
aerial_training_functions training_functions();

}  // namespace aerial
