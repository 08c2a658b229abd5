// XGBoost's C interface, found at run time: only what grows trees loads the library, and a program without it starts.
#pragma once
#include <stdint.h>
#include <xgboost/c_api.h>

// The functions that are used, with the types of the library's own header.
typedef struct {
    void (*version)(int *major, int *minor, int *patch);
    const char *(*last_error)(void);
    int (*matrix_create)(const float *data, bst_ulong rows, bst_ulong columns, float missing, DMatrixHandle *out);
    int (*matrix_set_labels)(DMatrixHandle matrix, const char *field, const float *values, bst_ulong count);
    int (*matrix_free)(DMatrixHandle matrix);
    int (*booster_create)(const DMatrixHandle matrices[], bst_ulong count, BoosterHandle *out);
    int (*booster_free)(BoosterHandle booster);
    int (*booster_set)(BoosterHandle booster, const char *name, const char *value);
    int (*booster_boost)(
        BoosterHandle booster, DMatrixHandle matrix, float *gradients, float *hessians, bst_ulong count);
    int (*booster_update)(BoosterHandle booster, int iteration, DMatrixHandle matrix);
    int (*booster_predict)(
        BoosterHandle booster, DMatrixHandle matrix, char const *config, bst_ulong const **shape, bst_ulong *dimensions,
        float const **result);
    int (*booster_save)(BoosterHandle booster, char const *config, bst_ulong *length, char const **bytes);
} aerial_xgboost;

// Loads the library by its file name or path. NULL, with a text in `*reason` that stays valid, when that fails.
const aerial_xgboost *aerial_xgboost_load(const char *file, const char **reason);
