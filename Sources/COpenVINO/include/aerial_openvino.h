#ifndef AERIAL_OPENVINO_H
#define AERIAL_OPENVINO_H

// The part of OpenVINO that scoring needs, behind C types. Functions that can fail return 0 when all went well;
// otherwise they leave a message in *error, which the caller frees with aov_free_text. Images are channels first
// inside a network and rows of interleaved red, green, blue bytes at its input.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct aov_graph aov_graph;
typedef struct aov_network aov_network;
typedef struct aov_request aov_request;

typedef enum {
    AOV_NONE = 0,
    AOV_RELU = 1,
    AOV_RELU6 = 2,
    AOV_SIGMOID = 3,
    AOV_HARD_SIGMOID = 4,
    AOV_SILU = 5,
    AOV_HARD_SWISH = 6,
    AOV_GELU = 7
} aov_activation;
typedef enum { AOV_FLOAT32 = 0, AOV_BFLOAT16 = 1 } aov_precision;

typedef struct {
    int32_t input_channels, output_channels, kernel_size, stride, dilation, groups;
    int32_t pad_top, pad_left, pad_bottom, pad_right;
} aov_convolution;

typedef struct {
    int32_t kernel_size, stride, padding;
    int32_t ceil_mode;
} aov_max_pool;

typedef struct {
    int32_t kernel_size, stride;
    int32_t pad_top, pad_left, pad_bottom, pad_right;
    /// Whether pixels of the padding count as zeros.
    int32_t counts_padding;
} aov_average_pool;

typedef struct {
    aov_precision precision;
    /// Threads of all streams together.
    int32_t threads;
    /// Requests that run at the same time.
    int32_t streams;
    /// One a channel, on the scale 0 to 255; read while the network is compiled.
    const float *mean;
    const float *standard_deviation;
} aov_options;

void aov_free_text(char *text);
/// Freed memory stays with the process: see network.cpp.
void aov_keep_freed_memory(void);
int aov_version(char **text, char **error);
/// The processor's name.
int aov_device_name(char **text, char **error);
/// What the processor computes natively, separated by spaces: "FP32 BF16 INT8 ...".
int aov_capabilities(char **text, char **error);

/// A graph for `batch` square images of `channels` channels and `size` pixels. Nodes are numbered from 0, the input.
int aov_graph_create(int32_t batch, int32_t channels, int32_t size, aov_graph **graph, char **error);
void aov_graph_free(aov_graph *graph);

/// Each adds a node with an activation and gives its number. Numbers are copied.
/// weights: output channels, input channels of a group, rows, columns; bias: output channels.
/// weight_limits: for each output channel the weight that the largest of 255 levels stands for, so that the
/// convolution can be computed in 8 bits; NULL for one in floating point.
int aov_add_convolution(
    aov_graph *graph, int32_t source, const aov_convolution *convolution, const float *weights,
    const float *weight_limits, const float *bias, aov_activation activation, int32_t *node, char **error);
/// The source's values rounded to 256 levels from low to high.
int aov_add_quantization(aov_graph *graph, int32_t source, float low, float high, int32_t *node, char **error);
/// weights: a row of inputs for each output.
int aov_add_dense(
    aov_graph *graph, int32_t source, int32_t inputs, int32_t outputs, const float *weights, const float *bias,
    aov_activation activation, int32_t *node, char **error);
/// Over the channels of each place of an image, or a vector's numbers; factors and offsets: one a channel.
int aov_add_layer_normalization(
    aov_graph *graph, int32_t source, int32_t channels, const float *factors, const float *offsets, double epsilon,
    aov_activation activation, int32_t *node, char **error);
int aov_add_max_pool(
    aov_graph *graph, int32_t source, const aov_max_pool *pool, aov_activation activation, int32_t *node, char **error);
int aov_add_average_pool(
    aov_graph *graph, int32_t source, const aov_average_pool *pool, aov_activation activation, int32_t *node,
    char **error);
int aov_add_adaptive_average_pool(
    aov_graph *graph, int32_t source, int32_t output_size, aov_activation activation, int32_t *node, char **error);
/// The mean of each channel: a vector.
int aov_add_global_average_pool(
    aov_graph *graph, int32_t source, aov_activation activation, int32_t *node, char **error);
int aov_add_sum(
    aov_graph *graph, int32_t first, int32_t second, aov_activation activation, int32_t *node, char **error);
/// The product; the second may have one number for each channel.
int aov_add_product(
    aov_graph *graph, int32_t first, int32_t second, aov_activation activation, int32_t *node, char **error);
int aov_add_concatenation(
    aov_graph *graph, const int32_t *sources, int32_t count, aov_activation activation, int32_t *node, char **error);
/// `count` channels of an image, from `first` on.
int aov_add_channels(
    aov_graph *graph, int32_t source, int32_t first, int32_t count, aov_activation activation, int32_t *node,
    char **error);
int aov_add_flatten(aov_graph *graph, int32_t source, aov_activation activation, int32_t *node, char **error);
int aov_add_activation(aov_graph *graph, int32_t source, aov_activation activation, int32_t *node, char **error);

/// The network of an ONNX file whose weights lie in it, on the source's images: one input, one output, a vector of
/// `features` numbers for each image; 0 for as many as it gives. channels_last: it takes rows, columns, channels.
int aov_add_onnx(
    aov_graph *graph, int32_t source, const void *bytes, size_t count, int32_t channels_last, int64_t features,
    int32_t *node, char **error);
/// How many numbers a node gives for an image.
int aov_node_width(const aov_graph *graph, int32_t node, int64_t *width, char **error);

/// Compiles the graph for the processor; `outputs` are node numbers. The graph may be freed afterwards.
int aov_compile(
    const aov_graph *graph, const int32_t *outputs, int32_t output_count, const aov_options *options,
    aov_network **network, char **error);
void aov_network_free(aov_network *network);

/// A request belongs to one thread at a time and keeps the network alive.
int aov_request_create(aov_network *network, aov_request **request, char **error);
void aov_request_free(aov_request *request);
/// Where the batch's pixels go: `count` bytes, owned by the request.
int aov_request_input(aov_request *request, uint8_t **bytes, size_t *count, char **error);
int aov_request_run(aov_request *request, char **error);
/// The numbers of an output for the whole batch, valid until the next run.
int aov_request_output(aov_request *request, int32_t index, const float **values, size_t *count, char **error);

#ifdef __cplusplus
}
#endif
#endif
