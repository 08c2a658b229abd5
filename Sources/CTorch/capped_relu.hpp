#pragma once

#include <torch/torch.h>

namespace aerial {

/// min(max(x, 0), 6). libtorch's own hardtanh keeps its input for the gradient and has no gradient in bfloat16; this one
/// keeps its output, which the next layer keeps anyway, so it can work in place.
struct CappedReLU : torch::autograd::Function<CappedReLU> {
    static torch::Tensor forward(torch::autograd::AutogradContext *context, torch::Tensor x, bool is_in_place);
    static torch::autograd::variable_list backward(
        torch::autograd::AutogradContext *context, torch::autograd::variable_list gradients);
};

}  // namespace aerial
