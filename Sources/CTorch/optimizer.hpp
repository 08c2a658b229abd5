// libtorch's optimizers, with their state in tensors that a checkpoint can name.
#pragma once
#include <torch/torch.h>

#include <memory>
#include <vector>

#include "include/aerial_torch.h"

namespace aerial {

// A parameter with what the optimizer remembers of it: momentum alone, or AdamW's two moments.
struct Trained {
    torch::Tensor parameter, first_moment, second_moment;
};

class Optimizer {
public:
    Optimizer() = default;
    // Weight decay acts on matrices and kernels; biases and norms are spared.
    Optimizer(const aerial_training_options &options, const std::vector<Trained> &trained);

    void step(double learning_rate);
    void forget_gradients();
    const std::vector<torch::Tensor> &parameters() const { return parameters_; }

    int64_t step_count() const { return step_count_; }
    // AdamW's bias correction depends on it.
    void set_step_count(int64_t count);

private:
    std::unique_ptr<torch::optim::Optimizer> optimizer_;
    std::vector<torch::Tensor> parameters_;
    int64_t step_count_ = 0;
};

}  // namespace aerial
