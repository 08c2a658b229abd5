#include "logistic.hpp"

#include <torch/torch.h>

namespace aerial {

namespace {

torch::Tensor borrowed(const void *data, std::vector<int64_t> shape, torch::Dtype type) {
    return torch::from_blob(const_cast<void *>(data), shape, type);
}

// U (L + s m)^-1/2 of the covariance within classes U L U'.
torch::Tensor within_class_metric(const torch::Tensor &x, const torch::Tensor &y, int64_t classes, double shrinkage) {
    const auto members = torch::one_hot(y, classes).to(torch::kFloat32);
    const auto means = members.t().mm(x) / members.sum(0).clamp_min(1).unsqueeze(1);
    const auto residuals = x - means.index_select(0, y);
    const auto covariance = residuals.t().mm(residuals).to(torch::kFloat64) / double(x.size(0));
    auto [values, vectors] = torch::linalg_eigh(covariance, "L");
    values = values.clamp_min(0);
    // Features that do not vary at all leave a covariance of zeros, which any metric fits.
    const auto floor = (values.mean() * shrinkage).clamp_min(1e-12);
    return (vectors * (values + floor).rsqrt()).to(torch::kFloat32);
}

// Moves weights and intercepts to the minimum for one penalty.
void minimise(
    torch::Tensor &weights, torch::Tensor &intercepts, const torch::Tensor &z, const torch::Tensor &y, double penalty,
    int64_t iteration_limit) {
    const auto options = torch::optim::LBFGSOptions(1.0)
                             .max_iter(iteration_limit)
                             .max_eval(iteration_limit * 2)
                             .tolerance_grad(1e-5)
                             .tolerance_change(1e-7)
                             .history_size(10)
                             .line_search_fn("strong_wolfe");
    torch::optim::LBFGS optimizer({weights, intercepts}, options);
    optimizer.step([&]() -> torch::Tensor {
        optimizer.zero_grad();
        const auto logits = torch::addmm(intercepts, z, weights.t());
        const auto loss = torch::nn::functional::cross_entropy(logits, y) +
                          0.5 * penalty / double(z.size(0)) * weights.square().sum();
        loss.backward();
        return loss;
    });
}

}  // namespace

void fit_logistic(const aerial_logistic_problem &problem, aerial_logistic_solution &solution) {
    const auto samples = problem.sample_count, features = problem.feature_count, classes = problem.class_count;
    const auto x = borrowed(problem.features, {samples, features}, torch::kFloat32);
    const auto y = borrowed(problem.labels, {samples}, torch::kInt64);
    const auto mean = x.mean(0);
    const auto metric = within_class_metric(x, y, classes, problem.shrinkage);
    const auto z = (x - mean).mm(metric);
    auto weights = torch::zeros({classes, features}, torch::requires_grad());
    auto intercepts = torch::zeros({classes}, torch::requires_grad());
    for (int64_t index = 0; index < problem.penalty_count; index++) {
        minimise(weights, intercepts, z, y, problem.penalties[index], problem.iteration_limit);
        torch::NoGradGuard no_gradients;
        const auto unfolded = weights.mm(metric.t());
        borrowed(solution.weights + index * classes * features, {classes, features}, torch::kFloat32).copy_(unfolded);
        borrowed(solution.intercepts + index * classes, {classes}, torch::kFloat32)
            .copy_(intercepts - unfolded.mv(mean));
    }
}

}  // namespace aerial
