#include "optimizer.hpp"

#include <string>
#include <type_traits>

namespace aerial {

namespace {

using ParameterGroup = torch::optim::OptimizerParamGroup;

template <typename Options>
std::vector<ParameterGroup> groups(const std::vector<torch::Tensor> &parameters, const Options &options) {
    std::vector<torch::Tensor> decayed, spared;
    for (const auto &parameter : parameters) (parameter.dim() > 1 ? decayed : spared).push_back(parameter);
    auto undecayed = options;
    undecayed.weight_decay(0);
    return {
        ParameterGroup(decayed, std::make_unique<Options>(options)),
        ParameterGroup(spared, std::make_unique<Options>(undecayed))};
}

// libtorch 1 keeps states by the tensor's address as text, libtorch 2 by the address itself.
template <typename States>
auto &state(States &states, const torch::Tensor &parameter) {
    using Key = typename std::decay_t<States>::key_type;
    if constexpr (std::is_same_v<Key, std::string>) {
        return states[c10::str(parameter.unsafeGetTensorImpl())];
    } else {
        return states[parameter.unsafeGetTensorImpl()];
    }
}

}  // namespace

Optimizer::Optimizer(const aerial_training_options &options, const std::vector<Trained> &trained) {
    for (const auto &item : trained) parameters_.push_back(item.parameter);
    if (options.optimizer == AERIAL_OPTIMIZER_ADAMW) {
        torch::optim::AdamWOptions settings;
        settings.betas({options.beta1, options.beta2}).eps(options.epsilon).weight_decay(options.weight_decay);
        optimizer_ = std::make_unique<torch::optim::AdamW>(groups(parameters_, settings), settings);
        for (const auto &item : trained) {
            auto moments = std::make_unique<torch::optim::AdamWParamState>();
            moments->exp_avg(item.first_moment);
            moments->exp_avg_sq(item.second_moment);
            state(optimizer_->state(), item.parameter) = std::move(moments);
        }
    } else {
        torch::optim::SGDOptions settings(0);
        settings.momentum(options.momentum).weight_decay(options.weight_decay);
        optimizer_ = std::make_unique<torch::optim::SGD>(groups(parameters_, settings), settings);
        for (const auto &item : trained) {
            auto moment = std::make_unique<torch::optim::SGDParamState>();
            moment->momentum_buffer(item.first_moment);
            state(optimizer_->state(), item.parameter) = std::move(moment);
        }
    }
}

void Optimizer::step(double learning_rate) {
    for (auto &group : optimizer_->param_groups()) group.options().set_lr(learning_rate);
    optimizer_->step();
    step_count_ += 1;
}

void Optimizer::forget_gradients() {
    for (auto &parameter : parameters_) parameter.mutable_grad().reset();
}

void Optimizer::set_step_count(int64_t count) {
    step_count_ = count;
    for (auto &item : optimizer_->state()) {
        auto *moments = dynamic_cast<torch::optim::AdamWParamState *>(item.second.get());
        if (moments) moments->step(count);
    }
}

}  // namespace aerial
