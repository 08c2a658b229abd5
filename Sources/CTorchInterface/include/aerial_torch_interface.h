// What the libtorch library offers. It is loaded at run time by the commands that train, so that the others start
// without libtorch's 300 shared libraries; this header alone is compiled into the program.
#pragma once
#include <stdint.h>

#include "aerial_kernels.h"
#include "aerial_torch_training.h"

#ifdef __cplusplus
extern "C" {
#endif

// Raised with every change of the tables below; a library of another number is refused.
#define AERIAL_TORCH_INTERFACE_VERSION 8

// Multinomial logistic regression: minimise, for each penalty,
//     penalty / 2 * ||weights||^2 + sum_i cross_entropy_i
// over weights (classes x features) and intercepts (classes, not penalised), on features z = (x - mean) U (L + s m)^-1/2
// where U L U' is the covariance of the features within classes, m the mean of L and s the shrinkage: directions in
// which a class varies by itself count less. Weights and intercepts are given for x.
typedef struct {
    const float *features;  // samples x features, row by row
    const int64_t *labels;  // samples, each in 0 ..< classes
    int64_t sample_count;
    int64_t feature_count;
    int64_t class_count;
    const double *penalties;  // strongest first; each search begins where the one before ended
    int64_t penalty_count;
    double shrinkage;  // above 0
    int64_t iteration_limit;
} aerial_logistic_problem;

typedef struct {
    float *weights;     // penalties x classes x features
    float *intercepts;  // penalties x classes
} aerial_logistic_solution;

typedef struct {
    int32_t interface_version;
    // libtorch's version, "1.13.1"
    const char *torch_version;
    // Functions return 0, or -1 with a message in *error that release_message frees.
    int32_t (*set_threads)(int32_t count, char **error);
    int32_t (*fit_logistic)(const aerial_logistic_problem *problem, aerial_logistic_solution *solution, char **error);
    int32_t (*has_cuda)(void);
    void (*release_message)(char *message);
    aerial_training_functions training;
} aerial_torch_functions;

// The one symbol the library exports for the program to find.
#define AERIAL_TORCH_SYMBOL "aerial_torch_interface"
typedef const aerial_torch_functions *(*aerial_torch_entry)(void);

#ifdef __cplusplus
}
#endif
