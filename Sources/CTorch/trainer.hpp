// A network with the state of its training.
#pragma once
#include <torch/csrc/distributed/c10d/logger.hpp>
#include <torch/csrc/distributed/c10d/reducer.hpp>

#include <memory>
#include <string>
#include <vector>

#include "network.hpp"
#include "optimizer.hpp"

namespace aerial {

class Trainer {
public:
    Trainer(const aerial_network &network, const aerial_training_options &options);

    void step(const aerial_batch &batch, const aerial_step &step, aerial_step_result &result);
    void forward(const aerial_batch &batch, float *destination);

    int64_t state_count() const { return int64_t(state_.size()); }
    aerial_state_tensor describe(int64_t position) const;
    void read(int64_t position, float *values) const;
    void write(int64_t position, const float *values);
    // All ranks' state becomes rank 0's.
    void share_state();
    aerial_exchange_times exchange_times() const;

    int64_t step_count() const { return optimizer_.step_count(); }
    void set_step_count(int64_t count) { optimizer_.set_step_count(count); }

private:
    enum Kind : int32_t { current = 0, average = 1, first_moment = 2, second_moment = 3 };

    struct StateTensor {
        std::string name;
        Kind kind;
        torch::Tensor tensor;
    };

    struct Averaged {
        torch::Tensor source, average;
    };

    void own_step(const aerial_batch &batch, const aerial_step &step, aerial_step_result &result);
    void prepare_reducer();
    void begin_exchange();
    double weight_of(const torch::Tensor &labels) const;
    double sum_over_ranks(aerial_step_result &result, double weight, bool wants_stop) const;
    torch::Tensor pixels(const aerial_batch &batch) const;
    torch::Tensor add_state(const NamedTensor &source, Kind kind);
    torch::Tensor logits(const aerial_batch &batch, bool is_training);

    aerial_training_options options_;
    const Group *group_;
    torch::Device device_;
    torch::Tensor class_weights_;
    Network network_;
    bool was_written_ = true;
    std::vector<StateTensor> state_;
    Optimizer optimizer_;
    // Averages gradients over the ranks in buckets, while the backward pass is still going.
    std::shared_ptr<c10d::Reducer> reducer_;
    std::unique_ptr<c10d::Logger> exchange_log_;
    std::vector<Averaged> averaged_;
};

}  // namespace aerial
