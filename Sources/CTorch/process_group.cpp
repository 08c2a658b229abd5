#include "process_group.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <torch/version.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#ifdef USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

namespace aerial {

bool is_loopback(const std::string &address) {
    return address == "localhost" || address == "::1" || address.rfind("127.", 0) == 0;
}

std::chrono::milliseconds milliseconds(double seconds) { return std::chrono::milliseconds(int64_t(seconds * 1000)); }

namespace {

using Store = c10::intrusive_ptr<c10d::Store>;

#if TORCH_VERSION_MAJOR >= 2
// Since libtorch 2 a group is a front for one backend a kind of device.
template <typename Backend>
c10::intrusive_ptr<c10d::ProcessGroup> group_of(
    const Store &store, const aerial_group_options &options, c10::DeviceType device,
    c10d::ProcessGroup::BackendType type, c10::intrusive_ptr<Backend> backend) {
    auto group = c10::make_intrusive<c10d::ProcessGroup>(store, int(options.rank), int(options.size));
    group->setBackend(device, type, backend);
    group->setDefaultBackend(type);
    return group;
}
#endif

#ifdef USE_C10D_GLOO
// The address that this host has on the way to another: its own name often stands for 127.0.1.1, where no other host
// finds it. Nothing is sent.
std::string own_address(const std::string &other) {
    addrinfo wanted{}, *found = nullptr;
    wanted.ai_socktype = SOCK_DGRAM;
    if (const int error = getaddrinfo(other.c_str(), "1", &wanted, &found))
        throw std::runtime_error("the address of " + other + " is not known: " + gai_strerror(error));
    char name[NI_MAXHOST] = "";
    for (auto *place = found; place && !*name; place = place->ai_next) {
        const int handle = socket(place->ai_family, place->ai_socktype | SOCK_CLOEXEC, place->ai_protocol);
        sockaddr_storage own{};
        socklen_t length = sizeof own;
        if (handle >= 0 && ::connect(handle, place->ai_addr, place->ai_addrlen) == 0 &&
            getsockname(handle, reinterpret_cast<sockaddr *>(&own), &length) == 0)
            getnameinfo(reinterpret_cast<sockaddr *>(&own), length, name, sizeof name, nullptr, 0, NI_NUMERICHOST);
        if (handle >= 0) close(handle);
    }
    freeaddrinfo(found);
    if (!*name) throw std::runtime_error("there is no way to " + other + " from here");
    return name;
}

Connection gloo(const Store &store, const aerial_group_options &options) {
    auto settings = c10d::ProcessGroupGloo::Options::create(milliseconds(options.timeout_seconds));
    // Between processes of one machine nothing listens to the outside.
    settings->devices.push_back(
        options.store_file || is_loopback(options.address)
            ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
        : options.interface ? c10d::ProcessGroupGloo::createDeviceForInterface(options.interface)
                            : c10d::ProcessGroupGloo::createDeviceForHostname(own_address(options.address)));
    auto backend = c10::make_intrusive<c10d::ProcessGroupGloo>(store, int(options.rank), int(options.size), settings);
#if TORCH_VERSION_MAJOR >= 2
    return {
        group_of(store, options, c10::DeviceType::CPU, c10d::ProcessGroup::BackendType::GLOO, backend), torch::kCPU};
#else
    return {backend, torch::kCPU};
#endif
}
#else
Connection gloo(const Store &, const aerial_group_options &) {
    throw std::runtime_error(
        "this libtorch came without Gloo's headers, so processes cannot train together on processors. Build with "
        "Debian's "
        "libtorch (no AERIAL_TORCH), or train on CUDA devices");
}
#endif

#ifdef USE_C10D_NCCL
Connection nccl(const Store &store, const aerial_group_options &options) {
    // A lost rank is an error of the waiting call, not the end of the process.
    setenv("TORCH_NCCL_BLOCKING_WAIT", "1", 1);
    setenv("TORCH_NCCL_ASYNC_ERROR_HANDLING", "0", 1);
    auto settings = c10d::ProcessGroupNCCL::Options::create();
    settings->timeout = milliseconds(options.timeout_seconds);
    auto backend = c10::make_intrusive<c10d::ProcessGroupNCCL>(store, int(options.rank), int(options.size), settings);
    const torch::Device device(torch::kCUDA, c10::DeviceIndex(options.cuda_device));
    return {group_of(store, options, c10::DeviceType::CUDA, c10d::ProcessGroup::BackendType::NCCL, backend), device};
}
#else
Connection nccl(const Store &, const aerial_group_options &) {
    throw std::runtime_error(
        "this build has no NCCL, so processes cannot train together on CUDA devices. Build with AERIAL_TORCH naming a "
        "CUDA libtorch beside which nvidia's nccl is installed");
}
#endif

}  // namespace

Connection connect(const Store &store, const aerial_group_options &options) {
    return options.use_cuda ? nccl(store, options) : gloo(store, options);
}

}  // namespace aerial
