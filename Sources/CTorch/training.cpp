#include "training.hpp"

#include "guarded.hpp"
#include "trainer.hpp"

struct aerial_trainer {
    aerial::Trainer trainer;
};

namespace aerial {

namespace {

int32_t create(
    const aerial_network *network, const aerial_training_options *options, aerial_trainer **trainer, char **error) {
    return guarded(error, [&] { *trainer = new aerial_trainer{Trainer(*network, *options)}; });
}

void destroy(aerial_trainer *trainer) { delete trainer; }

int32_t step(
    aerial_trainer *trainer, const aerial_batch *batch, const aerial_step *step, aerial_step_result *result,
    char **error) {
    return guarded(error, [&] { trainer->trainer.step(*batch, *step, *result); });
}

int32_t forward(aerial_trainer *trainer, const aerial_batch *batch, float *logits, char **error) {
    return guarded(error, [&] { trainer->trainer.forward(*batch, logits); });
}

int64_t state_count(const aerial_trainer *trainer) { return trainer->trainer.state_count(); }

int32_t describe_state(const aerial_trainer *trainer, int64_t position, aerial_state_tensor *tensor, char **error) {
    return guarded(error, [&] { *tensor = trainer->trainer.describe(position); });
}

int32_t read_state(const aerial_trainer *trainer, int64_t position, float *values, char **error) {
    return guarded(error, [&] { trainer->trainer.read(position, values); });
}

int32_t write_state(aerial_trainer *trainer, int64_t position, const float *values, char **error) {
    return guarded(error, [&] { trainer->trainer.write(position, values); });
}

int64_t step_count(const aerial_trainer *trainer) { return trainer->trainer.step_count(); }

void set_step_count(aerial_trainer *trainer, int64_t count) { trainer->trainer.set_step_count(count); }

int32_t has_bfloat16() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return 0;
#endif
}

int32_t join_group(const aerial_group_options *options, aerial_group **group, char **error) {
    return guarded(error, [&] { *group = new aerial_group{Group(*options)}; });
}

void leave_group(aerial_group *group) { delete group; }

int32_t sum_over_group(const aerial_group *group, double *values, int64_t count, char **error) {
    return guarded(error, [&] {
        group->group.together([&] { group->group.sum(torch::from_blob(values, {count}, torch::kFloat64)); });
    });
}

int32_t share_state(aerial_trainer *trainer, char **error) {
    return guarded(error, [&] { trainer->trainer.share_state(); });
}

int32_t exchange_times(const aerial_trainer *trainer, aerial_exchange_times *times, char **error) {
    return guarded(error, [&] { *times = trainer->trainer.exchange_times(); });
}

}  // namespace

aerial_training_functions training_functions() {
    return {create,      destroy,        step,        forward,        state_count,  describe_state,
            read_state,  write_state,    step_count,  set_step_count, has_bfloat16, join_group,
            leave_group, sum_over_group, share_state, exchange_times};
}

}  // namespace aerial
