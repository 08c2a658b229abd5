#include "capped_relu.hpp"

namespace aerial {

namespace {

constexpr double cap = 6;

}  // namespace

torch::Tensor CappedReLU::forward(torch::autograd::AutogradContext *context, torch::Tensor x, bool is_in_place) {
    if (is_in_place) {
        context->mark_dirty({x});
        at::hardtanh_(x, 0, cap);
    } else {
        x = at::hardtanh(x, 0, cap);
    }
    context->save_for_backward({x});
    return x;
}

torch::autograd::variable_list CappedReLU::backward(
    torch::autograd::AutogradContext *context, torch::autograd::variable_list gradients) {
    const auto output = context->get_saved_variables()[0];
    auto gradient = gradients[0];
    if (output.scalar_type() == torch::kFloat32) {
        return {at::hardtanh_backward(gradient.to(torch::kFloat32), output, 0, cap), torch::Tensor()};
    }
    gradient = at::threshold_backward(gradient, output, 0);
    return {at::threshold_backward(gradient, cap - output, 0), torch::Tensor()};
}

}  // namespace aerial
