#include "synchronized_norm.hpp"

namespace aerial {

namespace {

// The sum of each channel over all images of all ranks. Each image is summed by itself and the images' sums are added in
// double, so that it matters neither how many images a rank has nor how many ranks there are.
torch::Tensor sum_of_channels(const torch::Tensor &values, const Group *group) {
    auto sum = values.sum({2, 3}, false, torch::kFloat).to(torch::kDouble).sum(0);
    if (group) group->sum(sum);
    return sum;
}

torch::Tensor channels(const torch::Tensor &values) { return values.view({1, -1, 1, 1}); }

// (x - mean) / deviation, with gradients through mean and deviation of the images of all ranks.
struct Normalized : public torch::autograd::Function<Normalized> {
    static torch::Tensor forward(
        torch::autograd::AutogradContext *context, const torch::Tensor &x, const torch::Tensor &mean,
        const torch::Tensor &inverse_deviation, double count, int64_t group) {
        auto y = (x - channels(mean)).mul_(channels(inverse_deviation));
        context->save_for_backward({y, inverse_deviation});
        context->saved_data["count"] = count;
        context->saved_data["group"] = group;
        return y;
    }

    static torch::autograd::variable_list backward(
        torch::autograd::AutogradContext *context, torch::autograd::variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto &y = saved[0];
        const auto &gradient = gradients[0];
        const auto *group = reinterpret_cast<const Group *>(context->saved_data["group"].toInt());
        const double count = context->saved_data["count"].toDouble();
        const auto mean = [&](const torch::Tensor &values) {
            return channels((sum_of_channels(values, group) / count).to(gradient.scalar_type()));
        };
        auto result = (gradient - mean(gradient) - y * mean(gradient * y)).mul_(channels(saved[1]));
        return {result, torch::Tensor(), torch::Tensor(), torch::Tensor(), torch::Tensor()};
    }
};

}  // namespace

torch::Tensor synchronized_norm(
    const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias, torch::Tensor running_mean,
    torch::Tensor running_variance, double momentum, double epsilon, const Group *group) {
    torch::Tensor mean, inverse_deviation;
    const double count = double(x.numel() / x.size(1)) * double(group ? group->size() : 1);
    {
        torch::NoGradGuard no_gradients;
        const auto type = running_mean.scalar_type();
        mean = (sum_of_channels(x, group) / count).to(type);
        const auto variance = sum_of_channels((x - channels(mean)).square(), group) / count;
        inverse_deviation = (variance + epsilon).rsqrt().to(type);
        running_mean.lerp_(mean, momentum);
        running_variance.lerp_((variance * (count / std::max(count - 1, 1.0))).to(type), momentum);
    }
    auto y = Normalized::apply(x, mean, inverse_deviation, count, reinterpret_cast<int64_t>(group));
    return y * channels(weight) + channels(bias);
}

}  // namespace aerial
