#include <ATen/Parallel.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <cstdlib>

#include "guarded.hpp"
#include "include/aerial_torch.h"
#include "logistic.hpp"
#include "training.hpp"

namespace {

int32_t set_threads(int32_t count, char **error) {
    return aerial::guarded(error, [&] { at::set_num_threads(count); });
}

int32_t fit_logistic(const aerial_logistic_problem *problem, aerial_logistic_solution *solution, char **error) {
    return aerial::guarded(error, [&] { aerial::fit_logistic(*problem, *solution); });
}

int32_t has_cuda() {
    char *error = nullptr;
    bool available = false;
    aerial::guarded(&error, [&] { available = torch::cuda::is_available(); });
    free(error);
    return available;
}

void release_message(char *message) { free(message); }

const aerial_torch_functions functions = {
    AERIAL_TORCH_INTERFACE_VERSION, TORCH_VERSION, set_threads, fit_logistic, has_cuda, release_message,
    aerial::training_functions(),
};

}  // namespace

const aerial_torch_functions *aerial_torch_interface(void) { return &functions; }
