#include "group.hpp"

#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace aerial {

namespace {

// A rank that finds the others gone waits this long for those that are alive to say so.
constexpr auto answer_time = std::chrono::seconds(5);

c10::intrusive_ptr<c10d::Store> make_store(const aerial_group_options &options) {
    if (options.store_file) return c10::make_intrusive<c10d::FileStore>(options.store_file, int(options.size));
    c10d::TCPStoreOptions settings;
    settings.port = uint16_t(options.port);
    settings.isServer = options.rank == 0;
    settings.numWorkers = size_t(options.size);
    settings.timeout = milliseconds(options.timeout_seconds);
    return c10::make_intrusive<c10d::TCPStore>(options.address, settings);
}

std::string key(int64_t rank) { return "alive/" + std::to_string(rank); }

}  // namespace

Group::Group(const aerial_group_options &options)
    : rank_(options.rank), size_(options.size), timeout_seconds_(options.timeout_seconds) {
    store_ = make_store(options);
    store_->setTimeout(milliseconds(options.timeout_seconds));
    auto connection = connect(store_, options);
    process_group_ = connection.process_group;
    device_ = connection.device;
}

void Group::sum(torch::Tensor tensor) const {
    std::vector<torch::Tensor> tensors{tensor.to(device_)};
    process_group_->allreduce(tensors)->wait();
    if (!tensors[0].is_same(tensor)) tensor.copy_(tensors[0]);
}

void Group::share(torch::Tensor tensor) const {
    // What is sent lies in one piece; the layout of a convolution's weights is its own.
    auto values = tensor.detach().to(device_).contiguous().clone();
    std::vector<torch::Tensor> tensors{values};
    process_group_->broadcast(tensors)->wait();
    torch::NoGradGuard no_gradients;
    tensor.copy_(values);
}

void Group::report(const std::string &reason) const {
    auto missing = missing_ranks();
    throw std::runtime_error(
        missing.empty() ? "the ranks lost each other: " + reason
                        : missing + " of " + std::to_string(size_) + " is gone or does not answer (seen by rank " +
                              std::to_string(rank_) + ": " + reason + ")");
}

// Ranks that are alive say so in the store; the others are named.
std::string Group::missing_ranks() const {
    std::vector<int64_t> missing;
    try {
        store_->setTimeout(answer_time);
        store_->set(key(rank_), std::vector<uint8_t>{1});
        const auto end = std::chrono::steady_clock::now() + answer_time;
        do {
            missing.clear();
            for (int64_t other = 0; other < size_; other++) {
                if (other != rank_ && !store_->check({key(other)})) missing.push_back(other);
            }
            if (missing.empty()) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        } while (std::chrono::steady_clock::now() < end);
    } catch (const std::exception &) {
        missing = {0};  // the store is rank 0's
    }
    std::string names;
    for (auto other : missing) names += (names.empty() ? "rank " : ", rank ") + std::to_string(other);
    return names;
}

}  // namespace aerial
