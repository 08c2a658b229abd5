#include "logistic.hpp"

#include <torch/torch.h>

namespace aerial {

namespace {

torch::Tensor borrowed(const void *data, std::vector<int64_t> shape, torch::Dtype type) {
    return torch::from_blob(const_cast<void *>(data), shape, type);
}

void copy_out(const torch::Tensor &tensor, double *destination) {
    auto values = tensor.detach().to(torch::kFloat64).contiguous();
    std::memcpy(destination, values.data_ptr<double>(), values.numel() * sizeof(double));
}

}  // namespace

void fit_logistic(const aerial_logistic_problem &problem, aerial_logistic_solution &solution) {
    const auto samples = problem.sample_count, features = problem.feature_count, classes = problem.class_count;
    auto x = borrowed(problem.features, {samples, features}, torch::kFloat32).to(torch::kFloat64);
    auto y = borrowed(problem.labels, {samples}, torch::kInt64);
    torch::Tensor importance;
    if (problem.importance) {
        importance = borrowed(problem.importance, {samples}, torch::kFloat32).to(torch::kFloat64);
    }
    auto weights = borrowed(solution.weights, {classes, features}, torch::kFloat64).clone().requires_grad_();
    auto intercepts = borrowed(solution.intercepts, {classes}, torch::kFloat64).clone().requires_grad_();

    const auto options = torch::optim::LBFGSOptions(1.0)
                             .max_iter(problem.iteration_limit)
                             .max_eval(problem.iteration_limit * 2)
                             .tolerance_grad(1e-6)
                             .tolerance_change(1e-10)
                             .history_size(20)
                             .line_search_fn("strong_wolfe");
    torch::optim::LBFGS optimizer({weights, intercepts}, options);
    int64_t evaluations = 0;
    auto objective = [&]() -> torch::Tensor {
        optimizer.zero_grad();
        auto logits = torch::addmm(intercepts, x, weights.t());
        auto losses = torch::nn::functional::cross_entropy(
            logits, y, torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kNone));
        if (importance.defined()) losses = losses * importance;
        auto total = (losses.sum() + 0.5 * problem.penalty * weights.square().sum()) / double(samples);
        total.backward();
        evaluations += 1;
        return total;
    };
    optimizer.step(objective);
    solution.loss = objective().item<double>();
    solution.evaluations = evaluations;
    copy_out(weights, solution.weights);
    copy_out(intercepts, solution.intercepts);
}

}  // namespace aerial
