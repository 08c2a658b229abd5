// What of a network and of a recipe libtorch needs to train it. Names, shapes and numbers only: the same layer graph
// that scoring compiles, flattened.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    AERIAL_LAYER_INPUT = 0,
    AERIAL_LAYER_CONVOLUTION,
    AERIAL_LAYER_BATCH_NORMALIZATION,
    AERIAL_LAYER_RELU,
    AERIAL_LAYER_RELU6,
    AERIAL_LAYER_MAX_POOL,
    AERIAL_LAYER_ADAPTIVE_AVERAGE_POOL,
    AERIAL_LAYER_GLOBAL_AVERAGE_POOL,
    AERIAL_LAYER_ADD,
    AERIAL_LAYER_CONCATENATE,
    AERIAL_LAYER_FLATTEN,
    AERIAL_LAYER_DROPOUT,
    AERIAL_LAYER_DENSE,
    AERIAL_LAYER_SIGMOID,
    AERIAL_LAYER_HARD_SIGMOID,
    AERIAL_LAYER_SILU,
    AERIAL_LAYER_HARD_SWISH,
    AERIAL_LAYER_MULTIPLY,
    AERIAL_LAYER_AVERAGE_POOL,
    AERIAL_LAYER_GELU,
    AERIAL_LAYER_LAYER_NORMALIZATION,
    AERIAL_LAYER_CHANNELS,
} aerial_layer_kind;

// One layer; fields that its kind does not need are 0.
typedef struct {
    int32_t kind;           // aerial_layer_kind
    int32_t is_trained;     // 0: parameters and running statistics stay as they are
    const int32_t *inputs;  // positions of earlier layers
    int64_t input_count;
    const char *name;  // the prefix of its parameters' names
    int64_t input_channels;
    int64_t output_channels;
    int64_t kernel_size;
    int64_t stride;
    int64_t dilation;
    int64_t padding_before;  // pixels at the left and at the top
    int64_t padding_after;   // pixels at the right and at the bottom
    int64_t groups;
    int32_t has_bias;
    int32_t ceil_mode;
    int32_t counts_padding;  // of an average pool: pixels of the padding count as zeros
    int64_t first_channel;   // of the input, where a layer gives some of them
    int64_t output_size;     // rows and columns of an adaptive pool
    double epsilon;
    double momentum;  // the weight of a new batch in running statistics
    double probability;
} aerial_layer;

typedef struct {
    const aerial_layer *layers;  // layer 0 is the input, the last one gives the logits
    int64_t layer_count;
    int64_t channel_count;  // of the images
    const float *mean;      // one a channel, scale 0 to 255; read while the trainer is made, like the layers
    const float *deviation;
} aerial_network;

// Processes that train one network together.
typedef struct {
    int64_t rank;  // 0 ..< size
    int64_t size;
    const char *store_file;  // where processes of one machine meet; NULL to meet at rank 0's address and port
    const char *address;
    int32_t port;
    double timeout_seconds;  // without an answer for so long, a rank counts as gone
    const char *interface;   // that Gloo connects over, or NULL for that on the way to rank 0
    int32_t use_cuda;        // NCCL between CUDA devices instead of Gloo between processors
    int32_t cuda_device;
} aerial_group_options;

typedef struct aerial_group aerial_group;

typedef enum { AERIAL_OPTIMIZER_ADAMW = 0, AERIAL_OPTIMIZER_SGD = 1 } aerial_optimizer_kind;

typedef struct {
    int32_t optimizer;     // aerial_optimizer_kind
    int32_t use_bfloat16;  // convolutions and dense layers compute in bfloat16; parameters stay in 32 bits
    int32_t use_cuda;
    int32_t cuda_device;  // counted from 0
    double momentum;      // of SGD
    double beta1;         // of AdamW
    double beta2;
    double epsilon;
    double weight_decay;         // of weights; biases and norms are spared
    double gradient_norm_limit;  // 0: gradients are not clipped
    double label_smoothing;
    const float *class_weights;  // one per class, or NULL for all 1
    int64_t class_count;
    const aerial_group *group;   // NULL for one process; must outlive the trainer
    int32_t synchronizes_norms;  // batch norms see the images of all ranks, not of one
} aerial_training_options;

// Images as bytes, batch x rows x columns x channels.
typedef struct {
    const uint8_t *pixels;
    const int64_t *labels;
    int64_t count;
    int64_t side;  // rows and columns; the network's own input size, or less where its layers allow that
} aerial_batch;

typedef struct {
    double learning_rate;
    double average_decay;  // of the moving average of the weights; below 0: none is kept
    uint64_t seed;         // of this step's dropout
    int32_t wants_stop;    // this rank was asked to end
} aerial_step;

typedef struct {
    // Of all ranks' images:
    double loss;           // mean over the batch, before the step; when not finite, nothing was changed
    double gradient_norm;  // before clipping
    int64_t correct_count;
    int64_t stop_count;  // ranks that were asked to end
} aerial_step_result;

// What exchanging the gradients of a step takes among several processes, on average over some steps, in seconds.
typedef struct {
    double backward;    // the backward pass
    double exchange;    // from the first gradients sent to the last received
    double overlapped;  // of the exchange, while the backward pass was still going
} aerial_exchange_times;

// One array of the training's state. Kinds: 0 parameter or running statistic, 1 its moving average, 2 and 3 the
// optimizer's first and second moment.
typedef struct {
    const char *name;  // of the parameter; lives as long as the trainer
    int32_t kind;
    int32_t dimension_count;
    int64_t shape[4];
} aerial_state_tensor;

typedef struct aerial_trainer aerial_trainer;

// Functions return 0, or -1 with a message in *error that the library's release_message frees.
typedef struct {
    int32_t (*create)(
        const aerial_network *network, const aerial_training_options *options, aerial_trainer **trainer, char **error);
    void (*destroy)(aerial_trainer *trainer);
    // One step of the optimizer on one batch.
    int32_t (*step)(
        aerial_trainer *trainer, const aerial_batch *batch, const aerial_step *step, aerial_step_result *result,
        char **error);
    // Logits (count x classes) as scoring would compute them, in 32 bits; labels are not read.
    int32_t (*forward)(aerial_trainer *trainer, const aerial_batch *batch, float *logits, char **error);
    int64_t (*state_count)(const aerial_trainer *trainer);
    int32_t (*describe_state)(
        const aerial_trainer *trainer, int64_t position, aerial_state_tensor *tensor, char **error);
    // Values in PyTorch's order, contiguous.
    int32_t (*read_state)(const aerial_trainer *trainer, int64_t position, float *values, char **error);
    int32_t (*write_state)(aerial_trainer *trainer, int64_t position, const float *values, char **error);
    // Steps taken so far, on which AdamW's bias correction depends.
    int64_t (*step_count)(const aerial_trainer *trainer);
    void (*set_step_count)(aerial_trainer *trainer, int64_t count);
    // True when this processor computes in bfloat16 itself.
    int32_t (*has_bfloat16)(void);
    // All ranks call these alike, in the same order.
    int32_t (*join_group)(const aerial_group_options *options, aerial_group **group, char **error);
    void (*leave_group)(aerial_group *group);
    // Each value becomes its sum over all ranks.
    int32_t (*sum_over_group)(const aerial_group *group, double *values, int64_t count, char **error);
    // The trainer's state becomes rank 0's.
    int32_t (*share_state)(aerial_trainer *trainer, char **error);
    // All zero for one process.
    int32_t (*exchange_times)(const aerial_trainer *trainer, aerial_exchange_times *times, char **error);
} aerial_training_functions;

#ifdef __cplusplus
}
#endif
