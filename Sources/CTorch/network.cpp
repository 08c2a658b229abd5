#include "network.hpp"

#include <stdexcept>

#include "capped_relu.hpp"
#include "synchronized_norm.hpp"

namespace aerial {

Network::Network(
    const aerial_network &description, torch::Device device, bool use_bfloat16, const Group *group,
    bool synchronizes_norms)
    : device_(device), use_bfloat16_(use_bfloat16), group_(group), synchronizes_norms_(synchronizes_norms) {
    for (int64_t index = 0; index < description.layer_count; index++) {
        Layer layer;
        layer.spec = description.layers[index];
        layer.inputs.assign(layer.spec.inputs, layer.spec.inputs + layer.spec.input_count);
        add_tensors(layer);
        layers_.push_back(std::move(layer));
    }
    last_use_.resize(layers_.size());
    use_count_.resize(layers_.size());
    for (size_t index = 0; index < layers_.size(); index++) {
        for (auto input : layers_[index].inputs) {
            last_use_[input] = int64_t(index);
            use_count_[input]++;
        }
    }
    find_frozen_norms();
    auto channels = [&](const float *values) {
        const auto count = description.channel_count;
        return torch::tensor(at::ArrayRef<float>(values, size_t(count))).view({1, count, 1, 1}).to(device_);
    };
    mean_ = channels(description.mean);
    deviation_ = channels(description.deviation);
}

torch::Tensor Network::add_tensor(
    const Layer &layer, const char *suffix, const std::vector<int64_t> &shape, float value, bool is_parameter) {
    auto tensor = torch::full(shape, value, torch::kFloat32).to(device_);
    if (shape.size() == 4) tensor = tensor.contiguous(at::MemoryFormat::ChannelsLast);
    const bool is_trained = layer.spec.is_trained;
    tensor.set_requires_grad(is_parameter && is_trained);
    tensors_.push_back({std::string(layer.spec.name) + "." + suffix, tensor, is_parameter, is_trained});
    return tensor;
}

void Network::add_tensors(Layer &layer) {
    const auto &spec = layer.spec;
    switch (spec.kind) {
        case AERIAL_LAYER_CONVOLUTION:
            layer.weight = add_tensor(
                layer, "weight",
                {spec.output_channels, spec.input_channels / spec.groups, spec.kernel_size, spec.kernel_size}, 0, true);
            if (spec.has_bias) layer.bias = add_tensor(layer, "bias", {spec.output_channels}, 0, true);
            break;
        case AERIAL_LAYER_BATCH_NORMALIZATION:
            layer.weight = add_tensor(layer, "weight", {spec.output_channels}, 1, true);
            layer.bias = add_tensor(layer, "bias", {spec.output_channels}, 0, true);
            layer.running_mean = add_tensor(layer, "running_mean", {spec.output_channels}, 0, false);
            layer.running_variance = add_tensor(layer, "running_var", {spec.output_channels}, 1, false);
            break;
        case AERIAL_LAYER_LAYER_NORMALIZATION:
            layer.weight = add_tensor(layer, "weight", {spec.output_channels}, 1, true);
            layer.bias = add_tensor(layer, "bias", {spec.output_channels}, 0, true);
            break;
        case AERIAL_LAYER_DENSE:
            layer.weight = add_tensor(layer, "weight", {spec.output_channels, spec.input_channels}, 0, true);
            layer.bias = add_tensor(layer, "bias", {spec.output_channels}, 0, true);
            break;
        default:
            break;
    }
}

void Network::find_frozen_norms() {
    std::vector<int> consumers(layers_.size());
    for (const auto &layer : layers_) {
        for (auto input : layer.inputs) consumers[input]++;
    }
    for (size_t index = 0; index < layers_.size(); index++) {
        auto &norm = layers_[index];
        if (norm.spec.kind != AERIAL_LAYER_BATCH_NORMALIZATION || norm.spec.is_trained) continue;
        auto &source = layers_[norm.inputs[0]];
        const bool fits = source.spec.kind == AERIAL_LAYER_CONVOLUTION && !source.spec.is_trained &&
                          !source.spec.has_bias && consumers[norm.inputs[0]] == 1;
        if (!fits) continue;
        source.folded_norm = int32_t(index);
        norm.is_folded = true;
    }
}

void Network::fold_frozen_norms() {
    torch::NoGradGuard no_gradients;
    for (auto &layer : layers_) {
        if (layer.folded_norm < 0) continue;
        const auto &norm = layers_[layer.folded_norm];
        auto scale = norm.weight / (norm.running_variance + norm.spec.epsilon).sqrt();
        auto weight = layer.weight * scale.view({-1, 1, 1, 1});
        layer.folded_weight = weight.contiguous(at::MemoryFormat::ChannelsLast);
        layer.folded_bias = norm.bias - norm.running_mean * scale;
    }
}

torch::Tensor Network::forward(const torch::Tensor &pixels, bool is_training) const {
    std::vector<torch::Tensor> values(layers_.size());
    values[0] = normalized(pixels);
    for (size_t index = 1; index < layers_.size(); index++) {
        values[index] = run(index, values, is_training);
        for (auto input : layers_[index].inputs) {
            if (last_use_[input] == int64_t(index)) values[input].reset();
        }
    }
    return values.back().to(torch::kFloat32);
}

// Bytes of one pixel lie side by side, so the channels-first view has the channels-last layout that kernels like.
torch::Tensor Network::normalized(const torch::Tensor &pixels) const {
    auto image = pixels.to(device_).to(torch::kFloat32).permute({0, 3, 1, 2});
    return image.sub(mean_).div_(deviation_);
}

torch::Tensor Network::run(size_t index, const std::vector<torch::Tensor> &values, bool is_training) const {
    const auto &layer = layers_[index];
    const auto &spec = layer.spec;
    const auto &x = values[layer.inputs.at(0)];
    switch (spec.kind) {
        case AERIAL_LAYER_CONVOLUTION:
            return convolution(layer, x);
        case AERIAL_LAYER_BATCH_NORMALIZATION:
            return batch_normalization(layer, x, is_training);
        case AERIAL_LAYER_LAYER_NORMALIZATION:
            return layer_normalization(layer, x);
        case AERIAL_LAYER_RELU:
        case AERIAL_LAYER_RELU6:
            return activation(layer, x, may_be_overwritten(layer.inputs[0]));
        case AERIAL_LAYER_SIGMOID:
            return at::sigmoid(x);
        case AERIAL_LAYER_HARD_SIGMOID:
            return at::hardsigmoid(x);
        case AERIAL_LAYER_SILU:
            return at::silu(x);
        case AERIAL_LAYER_HARD_SWISH:
            return at::hardswish(x);
        case AERIAL_LAYER_GELU:
            return at::gelu(x);
        case AERIAL_LAYER_MAX_POOL:
            return at::max_pool2d(
                x, {spec.kernel_size, spec.kernel_size}, {spec.stride, spec.stride},
                {spec.padding_before, spec.padding_before}, {1, 1}, spec.ceil_mode != 0);
        case AERIAL_LAYER_AVERAGE_POOL:
            return at::avg_pool2d(
                x.to(torch::kFloat32), {spec.kernel_size, spec.kernel_size}, {spec.stride, spec.stride},
                {spec.padding_before, spec.padding_before}, spec.ceil_mode != 0, spec.counts_padding != 0);
        case AERIAL_LAYER_ADAPTIVE_AVERAGE_POOL:
            return at::adaptive_avg_pool2d(x, {spec.output_size, spec.output_size});
        case AERIAL_LAYER_GLOBAL_AVERAGE_POOL:
            return x.to(torch::kFloat32).mean({2, 3});
        case AERIAL_LAYER_ADD:
            return x + values[layer.inputs.at(1)];
        case AERIAL_LAYER_MULTIPLY:
            return x * values[layer.inputs.at(1)];
        case AERIAL_LAYER_CONCATENATE: {
            std::vector<torch::Tensor> parts;
            for (auto input : layer.inputs) parts.push_back(values[input]);
            return at::cat(parts, 1);
        }
        case AERIAL_LAYER_CHANNELS:
            return x.narrow(1, spec.first_channel, spec.output_channels);
        case AERIAL_LAYER_FLATTEN:
            return x.flatten(1);
        case AERIAL_LAYER_DROPOUT:
            return is_training && spec.is_trained && spec.probability > 0 ? dropout(x, spec.probability) : x;
        case AERIAL_LAYER_DENSE:
            return dense(layer, x);
        default:
            throw std::invalid_argument("a layer of an unknown kind");
    }
}

// Whether nothing but the layer that takes a value needs it: a sigmoid's gradient is computed from its output, a product's
// from what was multiplied; some channels of a value, and a value in another shape, lie in that value's memory.
bool Network::may_be_overwritten(int32_t index) const {
    const auto kind = layers_[index].spec.kind;
    const bool shares_memory = kind == AERIAL_LAYER_CHANNELS || kind == AERIAL_LAYER_FLATTEN;
    return use_count_[index] == 1 && !shares_memory && kind != AERIAL_LAYER_SIGMOID && kind != AERIAL_LAYER_INPUT;
}

// In place where no other layer reads the input.
torch::Tensor Network::activation(const Layer &layer, torch::Tensor x, bool is_in_place) const {
    if (layer.spec.kind == AERIAL_LAYER_RELU) return is_in_place ? at::relu_(x) : at::relu(x);
    if (x.requires_grad()) return CappedReLU::apply(x, is_in_place);
    return is_in_place ? at::hardtanh_(x, 0, 6) : at::hardtanh(x, 0, 6);
}

torch::Tensor Network::computed(const torch::Tensor &tensor) const {
    return use_bfloat16_ && tensor.defined() ? tensor.to(torch::kBFloat16) : tensor;
}

// Grouped convolutions stay in 32 bits: oneDNN differentiates them in bfloat16 ten times slower.
torch::Tensor Network::convolution(const Layer &layer, torch::Tensor x) const {
    const auto &spec = layer.spec;
    auto padding = spec.padding_before;
    const bool is_folded = layer.folded_norm >= 0;
    auto weight = is_folded ? layer.folded_weight : layer.weight;
    auto bias = is_folded ? layer.folded_bias : layer.bias;
    if (spec.groups == 1) {
        x = computed(x);
        weight = computed(weight);
        bias = computed(bias);
    } else {
        x = x.to(torch::kFloat32);
    }
    if (spec.padding_after != spec.padding_before) {
        x = at::constant_pad_nd(
            x, {spec.padding_before, spec.padding_after, spec.padding_before, spec.padding_after}, 0);
        padding = 0;
    }
    auto stride = spec.stride;
    // Of two to seven channels libtorch 1.13 differentiates this layer beyond its memory with vectors of eight numbers (a bare
    // conv2d does); of less than a vector, sixteen numbers at the most, the pixels that count are taken first.
    if (spec.kernel_size == 1 && stride > 1 && padding == 0 && x.size(1) < 16) {
        x = x.slice(2, 0, c10::nullopt, stride).slice(3, 0, c10::nullopt, stride);
        x = x.contiguous(at::MemoryFormat::ChannelsLast);
        stride = 1;
    }
    return at::conv2d(
        x, weight, bias, {stride, stride}, {padding, padding}, {spec.dilation, spec.dilation}, spec.groups);
}

// What is dropped depends on the place in the whole batch, not on the rank that has the image.
torch::Tensor Network::dropout(const torch::Tensor &x, double probability) const {
    auto shape = x.sizes().vec();
    const int64_t own = shape[0];
    shape[0] *= group_ ? group_->size() : 1;
    auto kept = at::empty(shape, x.options().memory_format(at::MemoryFormat::Contiguous)).bernoulli_(1 - probability);
    if (group_) kept = kept.narrow(0, own * group_->rank(), own);
    return x * kept / (1 - probability);
}

torch::Tensor Network::dense(const Layer &layer, const torch::Tensor &x) const {
    return at::linear(computed(x), computed(layer.weight), computed(layer.bias));
}

// In 32 bits, over the last dimension: where the channels of an image lie in memory.
torch::Tensor Network::layer_normalization(const Layer &layer, const torch::Tensor &x) const {
    const bool is_image = x.dim() == 4;
    auto wide = x.to(torch::kFloat32);
    if (is_image) wide = wide.permute({0, 2, 3, 1});
    wide = at::layer_norm(wide, {layer.spec.output_channels}, layer.weight, layer.bias, layer.spec.epsilon);
    return is_image ? wide.permute({0, 3, 1, 2}) : wide;
}

// A frozen norm uses and keeps its running statistics, in training too.
torch::Tensor Network::batch_normalization(const Layer &layer, const torch::Tensor &x, bool is_training) const {
    if (layer.is_folded) return x;
    const bool moves = is_training && layer.spec.is_trained;
    if (moves && synchronizes_norms_) {
        return synchronized_norm(
            x, layer.weight, layer.bias, layer.running_mean, layer.running_variance, layer.spec.momentum,
            layer.spec.epsilon, group_);
    }
    return at::batch_norm(
        x, layer.weight, layer.bias, layer.running_mean, layer.running_variance, moves, layer.spec.momentum,
        layer.spec.epsilon, false);
}

}  // namespace aerial
