#include "aerial_xgboost.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

// A field of another type than the header's own declaration does not compile.
#define FIND(field, function)                                                                                     \
    do {                                                                                                          \
        _Static_assert(__builtin_types_compatible_p(__typeof__(table->field), __typeof__(&function)), #function); \
        void *symbol = dlsym(library, #function);                                                                 \
        if (!symbol) return missing(table, "it has no function " #function, reason);                              \
        memcpy(&table->field, &symbol, sizeof symbol);                                                            \
    } while (0)

static const aerial_xgboost *missing(aerial_xgboost *table, const char *text, const char **reason) {
    free(table);
    *reason = text;
    return NULL;
}

const aerial_xgboost *aerial_xgboost_load(const char *file, const char **reason) {
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *text = dlerror();
        char *copy = text ? strdup(text) : NULL;
        *reason = copy ? copy : "no reason was given";
        return NULL;
    }
    aerial_xgboost *table = calloc(1, sizeof *table);
    if (!table) return missing(table, "there is no memory", reason);
    FIND(version, XGBoostVersion);
    FIND(last_error, XGBGetLastError);
    FIND(matrix_create, XGDMatrixCreateFromMat);
    FIND(matrix_set_labels, XGDMatrixSetFloatInfo);
    FIND(matrix_free, XGDMatrixFree);
    FIND(booster_create, XGBoosterCreate);
    FIND(booster_free, XGBoosterFree);
    FIND(booster_set, XGBoosterSetParam);
    FIND(booster_boost, XGBoosterBoostOneIter);
    FIND(booster_update, XGBoosterUpdateOneIter);
    FIND(booster_predict, XGBoosterPredictFromDMatrix);
    FIND(booster_save, XGBoosterSaveModelToBuffer);
    return table;
}
