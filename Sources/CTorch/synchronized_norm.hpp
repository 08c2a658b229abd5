#pragma once
#include "group.hpp"

namespace aerial {

// Batch normalisation with the mean and the variance of all ranks' images (Ioffe and Szegedy, 2015; the ranks as one
// batch). x: images x channels x rows x columns. Running statistics are moved as PyTorch moves them. One process alone, with
// no group, has the same results as several.
torch::Tensor synchronized_norm(
    const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias, torch::Tensor running_mean,
    torch::Tensor running_variance, double momentum, double epsilon, const Group *group);

}  // namespace aerial
