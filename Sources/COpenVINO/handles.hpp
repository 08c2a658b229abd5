// The types behind the C handles, and the guard that keeps C++ exceptions on this side.
#pragma once

#include "aerial_openvino.h"

#include <cstring>
#include <mutex>
#include <openvino/openvino.hpp>
#include <openvino/opsets/opset8.hpp>
#include <string>
#include <vector>

struct aov_graph {
    std::shared_ptr<ov::op::v0::Parameter> input;
    std::vector<ov::Output<ov::Node>> nodes;
};

struct aov_network {
    ov::CompiledModel model;
    // Requests are made one after the other, whichever thread asks.
    std::mutex making;
};

struct aov_request {
    ov::InferRequest request;
};

namespace aerial {

ov::Core &core();

/// Runs `body`; whatever it throws becomes a message and the status -1.
template <typename Body>
int guarded(char **error, Body body) noexcept {
    try {
        body();
        return 0;
    } catch (const std::exception &exception) {
        *error = strdup(exception.what());
    } catch (...) {
        *error = strdup("unknown C++ exception");
    }
    return -1;
}

}  // namespace aerial
