#include "synchronized_norm.hpp"

namespace aerial {

namespace {

const std::vector<int64_t> all_but_channels = {0, 2, 3};

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
        auto sums = at::stack({gradient.sum(all_but_channels), (gradient * y).sum(all_but_channels)});
        group->sum(sums);
        sums = sums / context->saved_data["count"].toDouble();
        auto result = (gradient - channels(sums[0]) - y * channels(sums[1])).mul_(channels(saved[1]));
        return {result, torch::Tensor(), torch::Tensor(), torch::Tensor(), torch::Tensor()};
    }
};

}  // namespace

torch::Tensor synchronized_norm(
    const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias, torch::Tensor running_mean,
    torch::Tensor running_variance, double momentum, double epsilon, const Group &group) {
    torch::Tensor mean, variance;
    const double count = double(x.numel() / x.size(1)) * double(group.size());
    {
        torch::NoGradGuard no_gradients;
        mean = x.sum(all_but_channels);
        group.sum(mean);
        mean = mean / count;
        variance = (x - channels(mean)).square().sum(all_but_channels);
        group.sum(variance);
        variance = variance / count;
        running_mean.lerp_(mean, momentum);
        running_variance.lerp_(variance * (count / std::max(count - 1, 1.0)), momentum);
    }
    auto y = Normalized::apply(x, mean, (variance + epsilon).rsqrt(), count, reinterpret_cast<int64_t>(&group));
    return y * channels(weight) + channels(bias);
}

}  // namespace aerial
