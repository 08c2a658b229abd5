// Builds OpenVINO nodes from layers.
#include "handles.hpp"

namespace op = ov::opset8;
using aerial::guarded;
using Value = ov::Output<ov::Node>;

namespace {

Value constant(const float *values, ov::Shape shape) { return op::Constant::create(ov::element::f32, shape, values); }

Value integers(const std::vector<int64_t> &values) {
    return op::Constant::create(ov::element::i64, {values.size()}, values);
}

Value activated(const Value &value, aov_activation activation) {
    switch (activation) {
        case AOV_RELU:
            return std::make_shared<op::Relu>(value);
        case AOV_RELU6:
            return std::make_shared<op::Clamp>(value, 0.0, 6.0);
        case AOV_SIGMOID:
            return std::make_shared<op::Sigmoid>(value);
        case AOV_HARD_SIGMOID:
            return std::make_shared<op::HSigmoid>(value);
        case AOV_SILU:
            return std::make_shared<op::Swish>(value);
        case AOV_HARD_SWISH:
            return std::make_shared<op::HSwish>(value);
        case AOV_GELU:
            return std::make_shared<op::Gelu>(value);
        default:
            return value;
    }
}

/// Appends the node that `build` makes of the sources' values.
template <typename Build>
int append(aov_graph *graph, aov_activation activation, int32_t *node, char **error, Build build) {
    return guarded(error, [&] {
        graph->nodes.push_back(activated(build(), activation));
        *node = static_cast<int32_t>(graph->nodes.size() - 1);
    });
}

/// A single number that broadcasts over everything.
Value scalar(float value) { return op::Constant::create(ov::element::f32, ov::Shape{}, {value}); }

Value quantized(const Value &value, const Value &low, const Value &high, size_t levels) {
    return std::make_shared<op::FakeQuantize>(value, low, high, low, high, levels);
}

/// Weights as a constant; with limits rounded to 255 levels, those of an output channel between -limit and limit.
Value weight_constant(const float *weights, const float *limits, const ov::Shape &shape, size_t outputs) {
    auto values = constant(weights, shape);
    if (!limits) return values;
    ov::Shape per_output(shape.size(), 1);
    // Grouped weights have their output channels in two dimensions.
    bool grouped = shape.size() == 5;
    per_output[0] = shape[0];
    if (grouped) per_output[1] = shape[1];
    std::vector<float> low(limits, limits + outputs);
    for (auto &each : low) each = -each;
    return quantized(values, constant(low.data(), per_output), constant(limits, per_output), 255);
}

Value convolved(const Value &source, const aov_convolution &c, const float *weights, const float *limits) {
    size_t stride = c.stride, size = c.kernel_size;
    const size_t dilation = c.dilation;
    ov::Strides strides{stride, stride}, dilations{dilation, dilation};
    ov::CoordinateDiff begin{c.pad_top, c.pad_left}, end{c.pad_bottom, c.pad_right};
    size_t inputs = c.input_channels, outputs = c.output_channels, groups = c.groups;
    if (groups == 1)
        return std::make_shared<op::Convolution>(
            source, weight_constant(weights, limits, {outputs, inputs, size, size}, outputs), strides, begin, end,
            dilations);
    ov::Shape grouped{groups, outputs / groups, inputs / groups, size, size};
    return std::make_shared<op::GroupConvolution>(
        source, weight_constant(weights, limits, grouped, outputs), strides, begin, end, dilations);
}

/// A vector for each image: what follows the batch has one place for it, whatever its dimensions.
Value vector_of(const Value &value, size_t batch, int64_t features) {
    const auto &shape = value.get_partial_shape();
    if (shape.is_dynamic() || shape.rank().get_length() < 2 || shape[0].get_length() != static_cast<int64_t>(batch))
        throw std::runtime_error("its output is no vector for each image.");
    int64_t count = 1;
    for (int64_t axis = 1; axis < shape.rank().get_length(); axis++) count *= shape[axis].get_length();
    if (count < 1 || (features > 0 && count != features))
        throw std::runtime_error("its output has " + std::to_string(count) + " numbers for an image.");
    Value numbers = value;
    if (numbers.get_element_type() != ov::element::f32)
        numbers = std::make_shared<op::Convert>(numbers, ov::element::f32);
    return std::make_shared<op::Reshape>(numbers, integers({0, -1}), true);
}

/// The nodes of an ONNX file, its input taken from `image`.
Value onnx(Value image, const void *bytes, size_t count, bool channels_last, int64_t features) {
    const size_t batch = image.get_shape()[0];
    auto model = aerial::core().read_model(std::string(static_cast<const char *>(bytes), count), ov::Tensor());
    if (model->inputs().size() != 1 || model->outputs().size() != 1)
        throw std::runtime_error("it has not one input and one output.");
    if (channels_last) image = std::make_shared<op::Transpose>(image, integers({0, 2, 3, 1}));
    auto parameter = model->get_parameters().at(0);
    if (parameter->get_element_type() != ov::element::f32)
        image = std::make_shared<op::Convert>(image, parameter->get_element_type());
    model->reshape(ov::PartialShape(image.get_shape()));
    auto output = model->get_results().at(0)->input_value(0);
    auto result = vector_of(output, batch, features);
    parameter->output(0).replace(image);
    return result;
}

}  // namespace

extern "C" {

int aov_graph_create(int32_t batch, int32_t channels, int32_t size, aov_graph **graph, char **error) {
    return guarded(error, [&] {
        auto made = std::make_unique<aov_graph>();
        const size_t side = static_cast<size_t>(size);
        ov::Shape shape{static_cast<size_t>(batch), static_cast<size_t>(channels), side, side};
        made->input = std::make_shared<op::Parameter>(ov::element::f32, shape);
        made->input->set_layout("NCHW");
        made->nodes.push_back(made->input);
        *graph = made.release();
    });
}

void aov_graph_free(aov_graph *graph) { delete graph; }

int aov_add_convolution(
    aov_graph *graph, int32_t source, const aov_convolution *convolution, const float *weights,
    const float *weight_limits, const float *bias, aov_activation activation, int32_t *node, char **error) {
    return append(graph, activation, node, error, [&]() -> Value {
        auto result = convolved(graph->nodes.at(source), *convolution, weights, weight_limits);
        size_t channels = convolution->output_channels;
        return std::make_shared<op::Add>(result, constant(bias, {1, channels, 1, 1}));
    });
}

int aov_add_quantization(aov_graph *graph, int32_t source, float low, float high, int32_t *node, char **error) {
    return append(graph, AOV_NONE, node, error, [&]() -> Value {
        return quantized(graph->nodes.at(source), scalar(low), scalar(high), 256);
    });
}

int aov_add_dense(
    aov_graph *graph, int32_t source, int32_t inputs, int32_t outputs, const float *weights, const float *bias,
    aov_activation activation, int32_t *node, char **error) {
    return append(graph, activation, node, error, [&]() -> Value {
        size_t rows = outputs, columns = inputs;
        auto product =
            std::make_shared<op::MatMul>(graph->nodes.at(source), constant(weights, {rows, columns}), false, true);
        return std::make_shared<op::Add>(product, constant(bias, {1, rows}));
    });
}

int aov_add_layer_normalization(
    aov_graph *graph, int32_t source, int32_t channels, const float *factors, const float *offsets, double epsilon,
    aov_activation activation, int32_t *node, char **error) {
    return append(graph, activation, node, error, [&]() -> Value {
        auto value = graph->nodes.at(source);
        const bool is_image = value.get_shape().size() == 4;
        // Channels last, as files have it: the engine then computes places side by side.
        if (is_image) value = std::make_shared<op::Transpose>(value, integers({0, 2, 3, 1}));
        value = std::make_shared<op::MVN>(
            value, integers({-1}), true, static_cast<float>(epsilon), ov::op::MVNEpsMode::INSIDE_SQRT);
        const ov::Shape shape{static_cast<size_t>(channels)};
        value = std::make_shared<op::Multiply>(value, constant(factors, shape));
        value = std::make_shared<op::Add>(value, constant(offsets, shape));
        return is_image ? std::make_shared<op::Transpose>(value, integers({0, 3, 1, 2})) : value;
    });
}

int aov_add_max_pool(
    aov_graph *graph, int32_t source, const aov_max_pool *pool, aov_activation activation, int32_t *node,
    char **error) {
    return append(graph, activation, node, error, [&]() -> Value {
        size_t stride = pool->stride, size = pool->kernel_size, padding = pool->padding;
        auto rounding = pool->ceil_mode ? ov::op::RoundingType::CEIL_TORCH : ov::op::RoundingType::FLOOR;
        auto pooled = std::make_shared<ov::op::v14::MaxPool>(
            graph->nodes.at(source), ov::Strides{stride, stride}, ov::Strides{1, 1}, ov::Shape{padding, padding},
            ov::Shape{padding, padding}, ov::Shape{size, size}, rounding);
        return pooled->output(0);
    });
}

int aov_add_average_pool(
    aov_graph *graph, int32_t source, const aov_average_pool *pool, aov_activation activation, int32_t *node,
    char **error) {
    return append(graph, activation, node, error, [&]() -> Value {
        auto number = [](int32_t value) { return static_cast<size_t>(value); };
        const size_t stride = number(pool->stride), size = number(pool->kernel_size);
        return std::make_shared<op::AvgPool>(
            graph->nodes.at(source), ov::Strides{stride, stride},
            ov::Shape{number(pool->pad_top), number(pool->pad_left)},
            ov::Shape{number(pool->pad_bottom), number(pool->pad_right)}, ov::Shape{size, size},
            pool->counts_padding == 0);
    });
}

int aov_add_adaptive_average_pool(
    aov_graph *graph, int32_t source, int32_t output_size, aov_activation activation, int32_t *node, char **error) {
    return append(graph, activation, node, error, [&]() -> Value {
        // A mean is what the engine fuses and computes in any precision.
        if (output_size == 1) return std::make_shared<op::ReduceMean>(graph->nodes.at(source), integers({2, 3}), true);
        return std::make_shared<op::AdaptiveAvgPool>(graph->nodes.at(source), integers({output_size, output_size}));
    });
}

int aov_add_global_average_pool(
    aov_graph *graph, int32_t source, aov_activation activation, int32_t *node, char **error) {
    return append(graph, activation, node, error, [&]() -> Value {
        return std::make_shared<op::ReduceMean>(graph->nodes.at(source), integers({2, 3}), false);
    });
}

int aov_add_sum(
    aov_graph *graph, int32_t first, int32_t second, aov_activation activation, int32_t *node, char **error) {
    return append(graph, activation, node, error, [&]() -> Value {
        return std::make_shared<op::Add>(graph->nodes.at(first), graph->nodes.at(second));
    });
}

int aov_add_product(
    aov_graph *graph, int32_t first, int32_t second, aov_activation activation, int32_t *node, char **error) {
    return append(graph, activation, node, error, [&]() -> Value {
        return std::make_shared<op::Multiply>(graph->nodes.at(first), graph->nodes.at(second));
    });
}

int aov_add_concatenation(
    aov_graph *graph, const int32_t *sources, int32_t count, aov_activation activation, int32_t *node, char **error) {
    return append(graph, activation, node, error, [&]() -> Value {
        ov::OutputVector values;
        for (int32_t index = 0; index < count; index++) values.push_back(graph->nodes.at(sources[index]));
        return std::make_shared<op::Concat>(values, 1);
    });
}

int aov_add_channels(
    aov_graph *graph, int32_t source, int32_t first, int32_t count, aov_activation activation, int32_t *node,
    char **error) {
    return append(graph, activation, node, error, [&]() -> Value {
        const int64_t end = static_cast<int64_t>(first) + count;
        return std::make_shared<op::Slice>(
            graph->nodes.at(source), integers({first}), integers({end}), integers({1}), integers({1}));
    });
}

int aov_add_flatten(aov_graph *graph, int32_t source, aov_activation activation, int32_t *node, char **error) {
    return append(graph, activation, node, error, [&]() -> Value {
        // 0 keeps the batch, -1 takes all the rest.
        return std::make_shared<op::Reshape>(graph->nodes.at(source), integers({0, -1}), true);
    });
}

int aov_add_onnx(
    aov_graph *graph, int32_t source, const void *bytes, size_t count, int32_t channels_last, int64_t features,
    int32_t *node, char **error) {
    return append(graph, AOV_NONE, node, error, [&]() -> Value {
        return onnx(graph->nodes.at(source), bytes, count, channels_last != 0, features);
    });
}

int aov_node_width(const aov_graph *graph, int32_t node, int64_t *width, char **error) {
    return guarded(error, [&] { *width = static_cast<int64_t>(graph->nodes.at(node).get_shape().at(1)); });
}

int aov_add_activation(aov_graph *graph, int32_t source, aov_activation activation, int32_t *node, char **error) {
    return append(graph, activation, node, error, [&]() -> Value { return graph->nodes.at(source); });
}

}  // extern "C"
