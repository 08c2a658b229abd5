#include "trainer.hpp"

#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace aerial {

namespace {

// glibc gives large blocks back to the kernel after every operation, which then clears them anew: half the time of a
// step. Trained networks keep what they took. Only the main thread's heap can: others give large blocks back all the same.
void keep_memory() {
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, -1);  // never
    mallopt(M_TOP_PAD, 256 << 20);
}

torch::Device device_of(const aerial_training_options &options) {
    keep_memory();
    if (!options.use_cuda) return torch::kCPU;
    return torch::Device(torch::kCUDA, c10::DeviceIndex(options.cuda_device));
}

const Group *group_of(const aerial_training_options &options) {
    return options.group ? &options.group->group : nullptr;
}

torch::Tensor borrowed(const float *values, at::IntArrayRef shape) {
    return torch::from_blob(const_cast<float *>(values), shape, torch::kFloat32);
}

// What the constructor takes differs between libtorch 1.13 and the versions since.
template <typename Reducer>
std::shared_ptr<Reducer> make_reducer(
    const std::vector<torch::Tensor> &parameters, const std::vector<std::vector<size_t>> &buckets,
    const std::vector<size_t> &limits, const c10::intrusive_ptr<c10d::ProcessGroup> &group) {
    using Names = std::unordered_map<size_t, std::string>;
    const std::vector<bool> is_sparse(parameters.size(), false);
    const int64_t bytes = c10d::kDefaultBucketBytesCap, first_bytes = c10d::kDefaultFirstBucketBytes;
    if constexpr (
        std::is_constructible_v<
            Reducer, decltype(parameters), decltype(buckets), decltype(limits), decltype(group), decltype(is_sparse),
            int64_t, bool, bool, Names, int64_t>) {
        return std::make_shared<Reducer>(
            parameters, buckets, limits, group, is_sparse, bytes, false, false, Names(), first_bytes);
    } else if constexpr (
        std::is_constructible_v<
            Reducer, decltype(parameters), decltype(buckets), decltype(group), decltype(is_sparse), int64_t, bool, bool,
            Names, int64_t>) {
        return std::make_shared<Reducer>(
            parameters, buckets, group, is_sparse, bytes, false, false, Names(), first_bytes);
    } else {
        return std::make_shared<Reducer>(
            parameters, buckets, group, is_sparse, bytes, false, false, Names(), first_bytes, false, false,
            std::vector<int64_t>());
    }
}

}  // namespace

Trainer::Trainer(const aerial_network &network, const aerial_training_options &options)
    : options_(options),
      group_(group_of(options)),
      device_(device_of(options)),
      network_(network, device_, options.use_bfloat16 != 0, group_, options.synchronizes_norms != 0) {
    if (options.class_weights)
        class_weights_ = borrowed(options.class_weights, {options.class_count}).clone().to(device_);
    options_.class_weights = nullptr;
    for (const auto &item : network_.tensors()) state_.push_back({item.name, current, item.tensor});
    std::vector<Trained> trained;
    for (const auto &item : network_.tensors()) {
        if (!item.is_trained) continue;
        averaged_.push_back({item.tensor, add_state(item, average)});
        if (!item.is_parameter) continue;
        auto first = add_state(item, first_moment);
        auto second = options.optimizer == AERIAL_OPTIMIZER_ADAMW ? add_state(item, second_moment) : torch::Tensor();
        trained.push_back({item.tensor, first, second});
    }
    optimizer_ = Optimizer(options, trained);
    if (group_) prepare_reducer();
}

void Trainer::prepare_reducer() {
    const auto &parameters = optimizer_.parameters();
    const std::vector<bool> is_sparse(parameters.size(), false);
    auto [buckets, limits] = c10d::compute_bucket_assignment_by_size(
        parameters, {size_t(c10d::kDefaultFirstBucketBytes), size_t(c10d::kDefaultBucketBytesCap)}, is_sparse);
    // Gradients come in the reverse order of the layers.
    std::reverse(buckets.begin(), buckets.end());
    std::reverse(limits.begin(), limits.end());
    reducer_ = make_reducer<c10d::Reducer>(parameters, buckets, limits, group_->process_group());
    exchange_log_ = std::make_unique<c10d::Logger>(reducer_);
}

void Trainer::begin_exchange() {
    exchange_log_->set_runtime_stats_and_log();
    reducer_->prepare_for_forward();
    reducer_->rebuild_buckets();
}

// The reducer takes the time of the first ten steps and of every hundredth.
aerial_exchange_times Trainer::exchange_times() const {
    if (!exchange_log_) return {0, 0, 0};
    auto nanoseconds = exchange_log_->get_ddp_logging_data().ints_map;
    auto seconds = [&](const char *name) { return double(nanoseconds[name]) / 1e9; };
    return {
        seconds("avg_backward_compute_time"), seconds("avg_backward_comm_time"),
        seconds("avg_backward_compute_comm_overlap_time")};
}

torch::Tensor Trainer::add_state(const NamedTensor &source, Kind kind) {
    auto tensor = torch::zeros_like(source.tensor.detach());
    state_.push_back({source.name, kind, tensor});
    return tensor;
}

torch::Tensor Trainer::pixels(const aerial_batch &batch) const {
    return torch::from_blob(
        const_cast<uint8_t *>(batch.pixels), {batch.count, batch.side, batch.side, network_.channel_count()},
        torch::kUInt8);
}

torch::Tensor Trainer::logits(const aerial_batch &batch, bool is_training) {
    if (was_written_) network_.fold_frozen_norms();
    was_written_ = false;
    return network_.forward(pixels(batch), is_training);
}

void Trainer::step(const aerial_batch &batch, const aerial_step &step, aerial_step_result &result) {
    if (!group_) return own_step(batch, step, result);
    group_->together([&] { own_step(batch, step, result); });
}

void Trainer::own_step(const aerial_batch &batch, const aerial_step &step, aerial_step_result &result) {
    torch::manual_seed(step.seed);
    optimizer_.forget_gradients();
    auto labels = torch::from_blob(const_cast<int64_t *>(batch.labels), {batch.count}, torch::kInt64).to(device_);
    if (reducer_) begin_exchange();
    auto logits = this->logits(batch, true);
    auto loss =
        at::cross_entropy_loss(logits, labels, class_weights_, at::Reduction::Mean, -100, options_.label_smoothing);
    result.loss = loss.item<double>();
    result.correct_count = logits.detach().argmax(1).eq(labels).sum().item<int64_t>();
    result.gradient_norm = 0;
    const double share = sum_over_ranks(result, weight_of(labels), step.wants_stop != 0);
    if (!std::isfinite(result.loss)) return;
    if (reducer_) reducer_->prepare_for_backward({});
    (share == 1 ? loss : loss * share).backward();

    torch::NoGradGuard no_gradients;
    const double limit = options_.gradient_norm_limit > 0 ? options_.gradient_norm_limit : HUGE_VAL;
    result.gradient_norm = torch::nn::utils::clip_grad_norm_(optimizer_.parameters(), limit);
    if (!std::isfinite(result.gradient_norm)) {
        result.loss = std::nan("");
        return;
    }
    optimizer_.step(step.learning_rate);
    for (const auto &item : averaged_) {
        if (step.average_decay >= 0)
            item.average.lerp_(item.source, 1 - step.average_decay);
        else
            item.average.copy_(item.source);
    }
}

// What the loss of a rank's images is divided by, to within a factor that all ranks share.
double Trainer::weight_of(const torch::Tensor &labels) const {
    if (!group_ || !class_weights_.defined()) return 1;
    return class_weights_.index_select(0, labels).sum(torch::kFloat64).item<double>();
}

// Each rank's mean is over the weights of its own images, and gradients are averaged with all ranks alike: what is
// returned makes that the mean over the weights of all images.
double Trainer::sum_over_ranks(aerial_step_result &result, double weight, bool wants_stop) const {
    result.stop_count = wants_stop;
    if (!group_) return 1;
    auto sums = torch::tensor(
        {result.loss * weight, double(result.correct_count), double(wants_stop), weight}, torch::kFloat64);
    group_->sum(sums);
    const auto *values = sums.data_ptr<double>();
    result.loss = values[0] / values[3];
    result.correct_count = int64_t(values[1]);
    result.stop_count = int64_t(values[2]);
    return weight * double(group_->size()) / values[3];
}

void Trainer::share_state() {
    if (!group_) return;
    for (auto &item : state_) group_->share(item.tensor);
    auto count = torch::tensor({double(step_count())}, torch::kFloat64);
    group_->share(count);
    set_step_count(int64_t(count.item<double>()));
    was_written_ = true;
}

void Trainer::forward(const aerial_batch &batch, float *destination) {
    torch::NoGradGuard no_gradients;
    auto values = logits(batch, false).cpu().contiguous();
    std::memcpy(destination, values.data_ptr<float>(), size_t(values.numel()) * sizeof(float));
}

aerial_state_tensor Trainer::describe(int64_t position) const {
    const auto &item = state_.at(size_t(position));
    aerial_state_tensor description{item.name.c_str(), item.kind, int32_t(item.tensor.dim()), {0, 0, 0, 0}};
    for (int64_t axis = 0; axis < item.tensor.dim(); axis++) description.shape[axis] = item.tensor.size(axis);
    return description;
}

void Trainer::read(int64_t position, float *values) const {
    auto tensor = state_.at(size_t(position)).tensor.detach().cpu().contiguous();
    std::memcpy(values, tensor.data_ptr<float>(), size_t(tensor.numel()) * sizeof(float));
}

void Trainer::write(int64_t position, const float *values) {
    torch::NoGradGuard no_gradients;
    was_written_ = true;
    auto &tensor = state_.at(size_t(position)).tensor;
    tensor.copy_(borrowed(values, tensor.sizes()));
}

}  // namespace aerial
