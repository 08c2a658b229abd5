#pragma once
#include "include/aerial_torch.h"

namespace aerial {

// Minimises the problem by L-BFGS with a strong Wolfe line search.
void fit_logistic(const aerial_logistic_problem &problem, aerial_logistic_solution &solution);

}  // namespace aerial
