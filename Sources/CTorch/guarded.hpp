// Keeps C++ exceptions on the C++ side of the C interface.
#pragma once
#include <c10/util/Exception.h>

#include <cstring>
#include <exception>

namespace aerial {

template <typename Body>
int32_t guarded(char **error, Body body) noexcept {
    try {
        body();
        return 0;
    } catch (const c10::Error &failure) {
        *error = strdup(failure.what_without_backtrace());
    } catch (const std::exception &failure) {
        *error = strdup(failure.what());
    } catch (...) {
        *error = strdup("unknown C++ exception");
    }
    return -1;
}

}  // namespace aerial
