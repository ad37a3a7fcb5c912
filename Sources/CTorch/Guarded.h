#ifndef CTORCH_GUARDED_H
#define CTORCH_GUARDED_H

#include "CTorch.h"

#include <cstring>
#include <new>
#include <string>

#include <ATen/core/Tensor.h>

// What the files of this module share: handles, and how C++ exceptions become a status and a message.
namespace ctorch {

inline thread_local std::string last_error;

inline at::Tensor &unwrap(ctorch_tensor_ref tensor) { return *reinterpret_cast<at::Tensor *>(tensor); }

inline ctorch_tensor_ref wrap(at::Tensor tensor) {
  return reinterpret_cast<ctorch_tensor_ref>(new at::Tensor(std::move(tensor)));
}

inline ctorch_status record(ctorch_status status, const char *message) {
  last_error = message;
  return status;
}

// Runs `body`, turning what it throws into a status and this thread's message.
template <typename Body>
ctorch_status guarded(Body body) {
  try {
    body();
    return CTORCH_OK;
  } catch (const c10::OutOfMemoryError &error) {
    return record(CTORCH_OUT_OF_MEMORY, error.what_without_backtrace());
  } catch (const std::bad_alloc &error) {
    return record(CTORCH_OUT_OF_MEMORY, error.what());
  } catch (const c10::Error &error) {
    const char *message = error.what_without_backtrace();
    // The CPU allocator reports exhaustion as a plain error.
    const bool exhausted = std::strstr(message, "DefaultCPUAllocator: can't allocate memory") != nullptr;
    return record(exhausted ? CTORCH_OUT_OF_MEMORY : CTORCH_FAILED, message);
  } catch (const std::exception &error) {
    return record(CTORCH_FAILED, error.what());
  } catch (...) {
    return record(CTORCH_FAILED, "an error of unknown type");
  }
}

}  // namespace ctorch

#endif
