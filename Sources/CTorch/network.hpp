// A layer graph that libtorch executes and differentiates.
#pragma once
#include <torch/torch.h>

#include <string>
#include <vector>

#include "group.hpp"
#include "include/aerial_torch.h"

namespace aerial {

// A parameter, or a running statistic of a batch normalisation.
struct NamedTensor {
    std::string name;
    torch::Tensor tensor;
    bool is_parameter;  // false: a running statistic
    bool is_trained;
};

class Network {
public:
    // group: of the processes that train together, or null; norms see all their images on request.
    Network(
        const aerial_network &description, torch::Device device, bool use_bfloat16, const Group *group,
        bool synchronizes_norms);

    // In the order of the layers; the tensors are the network's own.
    const std::vector<NamedTensor> &tensors() const { return tensors_; }

    // Of the images.
    int64_t channel_count() const { return mean_.size(1); }

    // To be called after tensors were written: frozen norms are folded into the convolutions before them anew.
    void fold_frozen_norms();

    // Logits in 32 bits. Pixels: bytes, batch x rows x columns x 3.
    torch::Tensor forward(const torch::Tensor &pixels, bool is_training) const;

private:
    struct Layer {
        aerial_layer spec;  // its pointers are not used after construction
        std::vector<int32_t> inputs;
        torch::Tensor weight, bias, running_mean, running_variance;
        int32_t folded_norm = -1;  // of a frozen convolution: the frozen norm that it computes as well
        bool is_folded = false;    // of a norm: the convolution before it has done its work
        torch::Tensor folded_weight, folded_bias;
    };

    torch::Tensor normalized(const torch::Tensor &pixels) const;
    torch::Tensor run(size_t index, const std::vector<torch::Tensor> &values, bool is_training) const;
    torch::Tensor convolution(const Layer &layer, torch::Tensor x) const;
    torch::Tensor dropout(const torch::Tensor &x, double probability) const;
    torch::Tensor dense(const Layer &layer, const torch::Tensor &x) const;
    torch::Tensor layer_normalization(const Layer &layer, const torch::Tensor &x) const;
    torch::Tensor batch_normalization(const Layer &layer, const torch::Tensor &x, bool is_training) const;
    torch::Tensor add_tensor(
        const Layer &layer, const char *suffix, const std::vector<int64_t> &shape, float value, bool is_parameter);
    void add_tensors(Layer &layer);
    void find_frozen_norms();
    bool may_be_overwritten(int32_t index) const;
    torch::Tensor activation(const Layer &layer, torch::Tensor x, bool is_in_place) const;
    torch::Tensor computed(const torch::Tensor &tensor) const;

    std::vector<Layer> layers_;
    std::vector<int64_t> last_use_;  // the last layer that takes each layer's output
    std::vector<int> use_count_;     // how many layers take it
    std::vector<NamedTensor> tensors_;
    torch::Tensor mean_, deviation_;
    torch::Device device_;
    bool use_bfloat16_;
    const Group *group_;
    bool synchronizes_norms_;
};

}  // namespace aerial
