// Over what ranks talk to each other: Gloo on processors, NCCL on CUDA devices.
#pragma once
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>
#include <torch/torch.h>

#include "include/aerial_torch.h"

namespace aerial {

struct Connection {
    c10::intrusive_ptr<c10d::ProcessGroup> process_group;
    // Where the tensors lie that it can send.
    torch::Device device;
};

// Fails with a sentence where this libtorch cannot.
Connection connect(const c10::intrusive_ptr<c10d::Store> &store, const aerial_group_options &options);

bool is_loopback(const std::string &address);
std::chrono::milliseconds milliseconds(double seconds);

}  // namespace aerial
