// Processes that train one network together.
#pragma once
#include <string>

#include "process_group.hpp"

namespace aerial {

class Group {
public:
    // Waits until all ranks have come, at most the timeout.
    explicit Group(const aerial_group_options &options);

    int64_t rank() const { return rank_; }
    int64_t size() const { return size_; }
    const c10::intrusive_ptr<c10d::ProcessGroup> &process_group() const { return process_group_; }

    // In place, over all ranks, in the same order on each.
    void sum(torch::Tensor tensor) const;
    // Rank 0's values, everywhere.
    void share(torch::Tensor tensor) const;

    // Runs what needs the other ranks; a failure becomes one that names the ranks that are gone or do not answer.
    template <typename Body>
    void together(Body body) const {
        try {
            body();
        } catch (const c10::Error &failure) {
            report(failure.what_without_backtrace());
        } catch (const std::exception &failure) {
            report(failure.what());
        }
    }

private:
    [[noreturn]] void report(const std::string &reason) const;
    std::string missing_ranks() const;

    int64_t rank_, size_;
    double timeout_seconds_;
    c10::intrusive_ptr<c10d::Store> store_;
    c10::intrusive_ptr<c10d::ProcessGroup> process_group_;
    // Where tensors lie when they are sent.
    torch::Device device_ = torch::kCPU;
};

}  // namespace aerial

struct aerial_group {
    aerial::Group group;
};
