// Compiles graphs and runs them.
#include "handles.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif

using aerial::core;
using aerial::guarded;

namespace aerial {

ov::Core &core() {
    static ov::Core shared;
    return shared;
}

}  // namespace aerial

namespace {

/// Bytes in, row by row, channels interleaved; normalised inside the network.
std::shared_ptr<ov::Model> with_pixel_input(const std::shared_ptr<ov::Model> &model, const aov_options &options) {
    ov::preprocess::PrePostProcessor processor(model);
    auto &input = processor.input();
    input.tensor().set_element_type(ov::element::u8).set_layout("NHWC");
    const size_t channels = model->input().get_shape()[1];
    auto numbers = [&](const float *values) { return std::vector<float>(values, values + channels); };
    input.preprocess()
        .convert_element_type(ov::element::f32)
        .mean(numbers(options.mean))
        .scale(numbers(options.standard_deviation));
    return processor.build();
}

}  // namespace

extern "C" {

void aov_free_text(char *text) { free(text); }

// A tile's pixels and a raster's blocks are large enough that glibc would give each of them back to the kernel, which then
// has to clear the pages of the next one.
void aov_keep_freed_memory(void) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

int aov_version(char **text, char **error) {
    return guarded(error, [&] { *text = strdup(ov::get_openvino_version().buildNumber); });
}

int aov_device_name(char **text, char **error) {
    return guarded(error, [&] { *text = strdup(core().get_property("CPU", ov::device::full_name).c_str()); });
}

int aov_capabilities(char **text, char **error) {
    return guarded(error, [&] {
        std::string joined;
        for (const auto &name : core().get_property("CPU", ov::device::capabilities))
            joined += (joined.empty() ? "" : " ") + name;
        *text = strdup(joined.c_str());
    });
}

int aov_compile(
    const aov_graph *graph, const int32_t *outputs, int32_t output_count, const aov_options *options,
    aov_network **network, char **error) {
    return guarded(error, [&] {
        ov::OutputVector results;
        for (int32_t index = 0; index < output_count; index++) results.push_back(graph->nodes.at(outputs[index]));
        // A copy: the processor changes the model, the graph may be compiled again.
        auto model = std::make_shared<ov::Model>(results, ov::ParameterVector{graph->input})->clone();
        auto precision = options->precision == AOV_BFLOAT16 ? ov::element::bf16 : ov::element::f32;
        ov::AnyMap properties{
            ov::hint::inference_precision(precision), ov::inference_num_threads(options->threads),
            ov::num_streams(options->streams), ov::hint::enable_cpu_pinning(false)};
        auto compiled = core().compile_model(with_pixel_input(model, *options), "CPU", properties);
        auto made = std::make_unique<aov_network>();
        made->model = compiled;
        *network = made.release();
    });
}

void aov_network_free(aov_network *network) { delete network; }

int aov_request_create(aov_network *network, aov_request **request, char **error) {
    return guarded(error, [&] {
        std::lock_guard<std::mutex> lock(network->making);
        *request = new aov_request{network->model.create_infer_request()};
    });
}

void aov_request_free(aov_request *request) { delete request; }

int aov_request_input(aov_request *request, uint8_t **bytes, size_t *count, char **error) {
    return guarded(error, [&] {
        auto tensor = request->request.get_input_tensor();
        *bytes = tensor.data<uint8_t>();
        *count = tensor.get_byte_size();
    });
}

int aov_request_run(aov_request *request, char **error) {
    return guarded(error, [&] { request->request.infer(); });
}

int aov_request_output(aov_request *request, int32_t index, const float **values, size_t *count, char **error) {
    return guarded(error, [&] {
        auto tensor = request->request.get_output_tensor(index);
        *values = tensor.data<float>();
        *count = tensor.get_size();
    });
}

}  // extern "C"
