// Debian's libtorch leaves out this header, which c10d's reducer.hpp includes for the name of a pointer and of a function type. It is looked
// for after all others, so a libtorch that has its own is compiled with that.
#pragma once
#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>

namespace torch {
namespace distributed {
namespace autograd {

class DistAutogradContext {
public:
    using GradCallback = std::function<bool(at::Tensor &)>;
};

using ContextPtr = std::shared_ptr<DistAutogradContext>;

}  // namespace autograd
}  // namespace distributed
}  // namespace torch
