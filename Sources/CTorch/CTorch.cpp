#include "Guarded.h"

#include <dlfcn.h>
#include <malloc.h>

#include <climits>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/DeviceAccelerator.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

using namespace ctorch;

namespace {

c10::Device device_of(int64_t cuda_index) {
  return cuda_index < 0 ? c10::Device(c10::kCPU)
                        : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(cuda_index));
}

c10::IValue value_of(const ctorch_argument &argument) {
  switch (argument.kind) {
    case CTORCH_NONE:
      return c10::IValue();
    case CTORCH_BOOL:
      return c10::IValue(argument.integer != 0);
    case CTORCH_INT:
    case CTORCH_DTYPE:
      return c10::IValue(argument.integer);
    case CTORCH_DOUBLE:
      return c10::IValue(argument.number);
    case CTORCH_STRING:
      return c10::IValue(std::string(static_cast<const char *>(argument.pointer), argument.count));
    case CTORCH_TENSOR:
      return c10::IValue(*static_cast<const at::Tensor *>(argument.pointer));
    case CTORCH_INTS: {
      const auto *values = static_cast<const int64_t *>(argument.pointer);
      return c10::IValue(c10::IntArrayRef(values, argument.count));
    }
    case CTORCH_TENSORS: {
      const auto *values = static_cast<const ctorch_tensor_ref *>(argument.pointer);
      c10::List<at::Tensor> list;
      list.reserve(argument.count);
      for (size_t i = 0; i < argument.count; i++) list.push_back(unwrap(values[i]));
      return c10::IValue(std::move(list));
    }
    case CTORCH_DEVICE:
      return c10::IValue(device_of(argument.integer));
    case CTORCH_GENERATOR:
      return c10::IValue(*static_cast<const at::Generator *>(argument.pointer));
  }
  TORCH_CHECK(false, "an argument of unknown kind ", static_cast<int>(argument.kind));
}

// Collects the tensors of one returned value; what is not a tensor is left out.
void collect(const c10::IValue &value, std::vector<at::Tensor> &tensors) {
  if (value.isTensor()) {
    tensors.push_back(value.toTensor());
  } else if (value.isTensorList()) {
    for (const at::Tensor &tensor : value.toTensorVector()) tensors.push_back(tensor);
  }
}

}  // namespace

extern "C" {

const char *ctorch_error_message(void) { return last_error.c_str(); }
const char *ctorch_version(void) { return TORCH_VERSION; }

ctorch_operator_ref ctorch_operator_find(const char *name, const char *overload) {
  ctorch_operator_ref found = nullptr;
  guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    found = reinterpret_cast<ctorch_operator_ref>(new c10::OperatorHandle(handle));
  });
  return found;
}

ctorch_status ctorch_call(ctorch_operator_ref op, const ctorch_argument *arguments, size_t argument_count,
                          ctorch_tensor_ref *results, size_t capacity, size_t *count) {
  return guarded([&] {
    const auto &handle = *reinterpret_cast<const c10::OperatorHandle *>(op);
    const auto &schema = handle.schema().arguments();
    TORCH_CHECK(argument_count <= schema.size(), handle.schema().name(), " takes ", schema.size(), " arguments, not ",
                argument_count);
    torch::jit::Stack stack;
    stack.reserve(schema.size());
    for (size_t i = 0; i < argument_count; i++) {
      // Some schemas ask for a tensor and mean "or none": those take an undefined one.
      const bool absent = arguments[i].kind == CTORCH_NONE && schema[i].type()->kind() == c10::TypeKind::TensorType;
      stack.push_back(absent ? c10::IValue(at::Tensor()) : value_of(arguments[i]));
    }
    for (size_t i = argument_count; i < schema.size(); i++) {
      TORCH_CHECK(schema[i].default_value().has_value(), handle.schema().name(), " needs its argument ",
                  schema[i].name());
      stack.push_back(*schema[i].default_value());
    }
    handle.callBoxed(stack);
    std::vector<at::Tensor> tensors;
    for (const c10::IValue &value : stack) collect(value, tensors);
    *count = tensors.size();
    for (size_t i = 0; i < tensors.size() && i < capacity; i++) results[i] = wrap(std::move(tensors[i]));
  });
}

void ctorch_tensor_free(ctorch_tensor_ref tensor) { delete reinterpret_cast<at::Tensor *>(tensor); }
int64_t ctorch_tensor_rank(ctorch_tensor_ref tensor) { return unwrap(tensor).dim(); }
int64_t ctorch_tensor_element_count(ctorch_tensor_ref tensor) { return unwrap(tensor).numel(); }
bool ctorch_tensor_requires_gradient(ctorch_tensor_ref tensor) { return unwrap(tensor).requires_grad(); }

int64_t ctorch_tensor_size(ctorch_tensor_ref tensor, int64_t dimension) {
  const at::Tensor &value = unwrap(tensor);
  return dimension >= 0 && dimension < value.dim() ? value.sizes()[dimension] : -1;
}

int64_t ctorch_tensor_stride(ctorch_tensor_ref tensor, int64_t dimension) {
  const at::Tensor &value = unwrap(tensor);
  return dimension >= 0 && dimension < value.dim() ? value.strides()[dimension] : -1;
}

int32_t ctorch_tensor_dtype(ctorch_tensor_ref tensor) { return static_cast<int32_t>(unwrap(tensor).scalar_type()); }

int32_t ctorch_tensor_cuda_index(ctorch_tensor_ref tensor) {
  const auto device = unwrap(tensor).device();
  return device.is_cuda() ? device.index() : -1;
}

ctorch_tensor_ref ctorch_tensor_from_bytes(const void *bytes, size_t byte_count, const int64_t *sizes, size_t rank,
                                           int32_t dtype) {
  ctorch_tensor_ref made = nullptr;
  guarded([&] {
    at::Tensor tensor = at::empty(c10::IntArrayRef(sizes, rank), static_cast<c10::ScalarType>(dtype));
    TORCH_CHECK(tensor.nbytes() == byte_count, "a tensor of ", tensor.nbytes(), " bytes cannot be made from ",
                byte_count);
    if (byte_count > 0) std::memcpy(tensor.data_ptr(), bytes, byte_count);
    made = wrap(std::move(tensor));
  });
  return made;
}

void *ctorch_tensor_data(ctorch_tensor_ref tensor) { return unwrap(tensor).data_ptr(); }

void *ctorch_tensor_bytes(ctorch_tensor_ref tensor) {
  const at::Tensor &value = unwrap(tensor);
  if (!value.device().is_cpu() || !value.is_contiguous()) {
    record(CTORCH_FAILED, "only a contiguous tensor on the CPU can be read");
    return nullptr;
  }
  return value.data_ptr();
}

ctorch_status ctorch_tensor_set_requires_gradient(ctorch_tensor_ref tensor, bool required) {
  return guarded([&] { unwrap(tensor).requires_grad_(required); });
}

ctorch_tensor_ref ctorch_tensor_gradient(ctorch_tensor_ref tensor) {
  const at::Tensor &gradient = unwrap(tensor).grad();
  return gradient.defined() ? wrap(gradient) : nullptr;
}

ctorch_status ctorch_tensor_clear_gradient(ctorch_tensor_ref tensor) {
  return guarded([&] { unwrap(tensor).mutable_grad() = at::Tensor(); });
}

ctorch_status ctorch_backward(ctorch_tensor_ref tensor, ctorch_tensor_ref gradient) {
  return guarded([&] {
    std::vector<at::Tensor> seeds;
    if (gradient != nullptr) seeds.push_back(unwrap(gradient));
    torch::autograd::backward({unwrap(tensor)}, seeds);
  });
}

bool ctorch_set_gradient_recording(bool enabled) {
  const bool before = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(enabled);
  return before;
}

ctorch_generator_ref ctorch_generator_make(int32_t cuda_index, uint64_t seed) {
  ctorch_generator_ref made = nullptr;
  guarded([&] {
    at::Generator generator =
        cuda_index < 0 ? at::detail::createCPUGenerator()
                       : at::detail::getCUDAHooks().getNewGenerator(static_cast<c10::DeviceIndex>(cuda_index));
    generator.set_current_seed(seed);
    made = reinterpret_cast<ctorch_generator_ref>(new at::Generator(std::move(generator)));
  });
  return made;
}

void ctorch_generator_free(ctorch_generator_ref generator) { delete reinterpret_cast<at::Generator *>(generator); }

int32_t ctorch_thread_count(void) { return at::get_num_threads(); }
void ctorch_set_thread_count(int32_t count) {
  guarded([&] { at::set_num_threads(count); });
}

void ctorch_keep_freed_memory(void) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_TOP_PAD, 64 << 20);
#endif
}

ctorch_status ctorch_cuda_load(void) {
  Dl_info info;
  if (dladdr(reinterpret_cast<void *>(&at::get_num_threads), &info) == 0 || info.dli_fname == nullptr) {
    return record(CTORCH_FAILED, "the place of libtorch_cpu is unknown");
  }
  std::string path(info.dli_fname);
  const size_t slash = path.rfind('/');
  path = (slash == std::string::npos ? "" : path.substr(0, slash + 1)) + "libtorch_cuda.so";
  if (dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) return record(CTORCH_FAILED, dlerror());
  return CTORCH_OK;
}

int32_t ctorch_cuda_device_count(void) {
  int32_t count = 0;
  guarded([&] { count = at::hasCUDA() ? at::detail::getCUDAHooks().deviceCount() : 0; });
  return count;
}

ctorch_status ctorch_cuda_synchronize(int32_t index) {
  return guarded([&] { at::detail::getCUDAHooks().deviceSynchronize(static_cast<c10::DeviceIndex>(index)); });
}

ctorch_status ctorch_cuda_memory(int32_t index, size_t *free_bytes, size_t *total_bytes) {
  return guarded([&] {
    const auto memory = at::accelerator::getMemoryInfo(static_cast<c10::DeviceIndex>(index));
    *free_bytes = memory.first;
    *total_bytes = memory.second;
  });
}

ctorch_status ctorch_cuda_peak_memory(int32_t index, size_t *bytes) {
  return guarded([&] {
    const auto stats = at::accelerator::getDeviceStats(static_cast<c10::DeviceIndex>(index));
    const auto total = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    *bytes = static_cast<size_t>(stats.allocated_bytes[total].peak);
  });
}

ctorch_status ctorch_cuda_forget_peak_memory(int32_t index) {
  return guarded([&] { at::accelerator::resetPeakStats(static_cast<c10::DeviceIndex>(index)); });
}

ctorch_status ctorch_cuda_empty_cache(void) {
  return guarded([&] { at::accelerator::emptyCache(); });
}

}  // extern "C"
