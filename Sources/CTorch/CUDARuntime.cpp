#include "Guarded.h"

#include <dlfcn.h>

#include <cstdlib>
#include <vector>

#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

using namespace ctorch;

// Prototypes as in CUDA's headers, which the build has not: every function is looked up by name in the CUDA runtime that libtorch
// loaded, and in the NVRTC beside it.
namespace {

using Status = int;
struct Extent {
  unsigned x, y, z;
};

constexpr int multiprocessor_count = 16, l2_cache_size = 38, capability_major = 75, capability_minor = 76,
              shared_memory_per_block_optin = 97;
constexpr int maximum_dynamic_shared_memory = 8;
constexpr Status memory_allocation_failed = 2;

void *symbol(void *library, const char *name) {
  void *found = dlsym(library, name);
  TORCH_CHECK(found != nullptr, "this CUDA has no ", name, "; libtorch_cuda must be loaded, and CUDA be 12.8 or newer");
  return found;
}

template <typename Function>
Function *runtime(const char *name) {
  return reinterpret_cast<Function *>(symbol(RTLD_DEFAULT, name));
}

void check(Status status, const char *what) {
  if (status == 0) return;
  // Read, so that libtorch does not take the error for its own.
  runtime<Status()>("cudaGetLastError")();
  const char *text = runtime<const char *(Status)>("cudaGetErrorString")(status);
  TORCH_CHECK_WITH(OutOfMemoryError, status != memory_allocation_failed, what, ": ", text);
  TORCH_CHECK(false, what, ": ", text, " (CUDA error ", status, ")");
}

std::string folder_of(void *address) {
  Dl_info info;
  if (address == nullptr || dladdr(address, &info) == 0 || info.dli_fname == nullptr) return "";
  const std::string path(info.dli_fname);
  return path.substr(0, path.rfind('/') + 1);
}

// NVRTC finds the half that it loads by itself only where the system looks; beside it there may be one all the same.
void load_builtins(void *library) {
  const auto version = reinterpret_cast<Status (*)(int *, int *)>(dlsym(library, "nvrtcVersion"));
  int major = 0, minor = 0;
  if (version == nullptr || version(&major, &minor) != 0) return;
  const std::string name = "libnvrtc-builtins.so." + std::to_string(major) + "." + std::to_string(minor);
  dlopen((folder_of(reinterpret_cast<void *>(version)) + name).c_str(), RTLD_NOW | RTLD_LOCAL);
}

// NVRTC lies beside the CUDA runtime, in a toolkit as in the packages that PyTorch brings.
void *compiler_library() {
  static void *const library = []() -> void * {
    const std::string folder = folder_of(dlsym(RTLD_DEFAULT, "cudaGetErrorString"));
    for (const std::string name : {"libnvrtc.so.13", "libnvrtc.so.12"}) {
      for (const std::string &place : {folder + name, name}) {
        void *found = dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (found == nullptr) continue;
        load_builtins(found);
        return found;
      }
    }
    return nullptr;
  }();
  return library;
}

template <typename Function>
Function *compiler(const char *name) {
  void *library = compiler_library();
  TORCH_CHECK(library != nullptr, "NVRTC (libnvrtc.so) was found neither beside the CUDA runtime nor among the system's "
                                  "libraries; PyTorch installs it as the package nvidia-cuda-nvrtc");
  return reinterpret_cast<Function *>(symbol(library, name));
}

// A program of NVRTC's, destroyed at the end of its scope.
struct Program {
  void *handle = nullptr;
  Program(const char *source, const char *name) {
    const auto make = compiler<Status(void **, const char *, const char *, int, const char *const *, const char *const *)>(
        "nvrtcCreateProgram");
    TORCH_CHECK(make(&handle, source, name, 0, nullptr, nullptr) == 0, "NVRTC cannot take the source of ", name);
  }
  ~Program() { compiler<Status(void **)>("nvrtcDestroyProgram")(&handle); }

  std::string text(const char *size_function, const char *function) const {
    size_t size = 0;
    compiler<Status(void *, size_t *)>(size_function)(handle, &size);
    std::string text(size, '\0');
    if (size > 0) compiler<Status(void *, char *)>(function)(handle, text.data());
    return text;
  }
};

c10::Device device_of(int32_t index) { return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index)); }

}  // namespace

extern "C" {

ctorch_status ctorch_cuda_get_properties(int32_t index, ctorch_cuda_properties *properties) {
  return guarded([&] {
    // The whole structure differs between versions; it has always begun with the name.
    std::vector<char> all(1 << 14);
    check(runtime<Status(void *, int)>("cudaGetDeviceProperties")(all.data(), index), "reading the device's properties");
    std::memcpy(properties->name, all.data(), sizeof properties->name);
    properties->name[sizeof properties->name - 1] = '\0';
    const auto attribute = [&](int code) {
      int value = 0;
      check(runtime<Status(int *, int, int)>("cudaDeviceGetAttribute")(&value, code, index), "reading an attribute");
      return value;
    };
    properties->multiprocessors = attribute(multiprocessor_count);
    properties->capability_major = attribute(capability_major);
    properties->capability_minor = attribute(capability_minor);
    properties->shared_bytes_per_block = attribute(shared_memory_per_block_optin);
    properties->l2_bytes = attribute(l2_cache_size);
  });
}

int32_t ctorch_cuda_compiler_version(void) {
  int major = 0, minor = 0;
  guarded([&] { compiler<Status(int *, int *)>("nvrtcVersion")(&major, &minor); });
  return major * 1000 + minor;
}

ctorch_status ctorch_cuda_compile(const char *source, const char *name, const char *const *options, size_t option_count,
                                  void **image, size_t *size) {
  return guarded([&] {
    const Program program(source, name);
    const Status status = compiler<Status(void *, int, const char *const *)>("nvrtcCompileProgram")(
        program.handle, static_cast<int>(option_count), options);
    TORCH_CHECK(status == 0, program.text("nvrtcGetProgramLogSize", "nvrtcGetProgramLog").c_str());
    const std::string made = program.text("nvrtcGetCUBINSize", "nvrtcGetCUBIN");
    TORCH_CHECK(!made.empty(), "NVRTC made no machine code of ", name);
    *image = std::malloc(made.size());
    if (*image == nullptr) throw std::bad_alloc();
    std::memcpy(*image, made.data(), made.size());
    *size = made.size();
  });
}

ctorch_status ctorch_cuda_module_load(const void *image, ctorch_cuda_module_ref *module) {
  return guarded([&] {
    const auto load = runtime<Status(ctorch_cuda_module_ref *, const void *, void *, void *, unsigned, void *, void *, unsigned)>(
        "cudaLibraryLoadData");
    check(load(module, image, nullptr, nullptr, 0, nullptr, nullptr, 0), "loading a compiled module");
  });
}

void ctorch_cuda_module_unload(ctorch_cuda_module_ref module) {
  guarded([&] { runtime<Status(ctorch_cuda_module_ref)>("cudaLibraryUnload")(module); });
}

ctorch_status ctorch_cuda_kernel_find(ctorch_cuda_module_ref module, const char *name, ctorch_cuda_kernel_ref *kernel) {
  return guarded([&] {
    check(runtime<Status(ctorch_cuda_kernel_ref *, ctorch_cuda_module_ref, const char *)>("cudaLibraryGetKernel")(
              kernel, module, name),
          name);
  });
}

ctorch_status ctorch_cuda_kernel_allow_shared_bytes(ctorch_cuda_kernel_ref kernel, int32_t index, int32_t bytes) {
  return guarded([&] {
    check(runtime<Status(ctorch_cuda_kernel_ref, int, int, int)>("cudaKernelSetAttributeForDevice")(
              kernel, maximum_dynamic_shared_memory, bytes, index),
          "asking for shared memory");
  });
}

ctorch_status ctorch_cuda_launch(ctorch_cuda_kernel_ref kernel, int32_t index, const uint32_t grid[3],
                                 const uint32_t block[3], size_t shared_bytes, void **arguments) {
  return guarded([&] {
    const c10::DeviceGuard guard(device_of(index));
    void *stream = c10::impl::VirtualGuardImpl(c10::kCUDA).getStream(device_of(index)).native_handle();
    static const auto launch = runtime<Status(const void *, Extent, Extent, void **, size_t, void *)>("cudaLaunchKernel");
    check(launch(kernel, {grid[0], grid[1], grid[2]}, {block[0], block[1], block[2]}, arguments, shared_bytes, stream),
          "launching a kernel");
  });
}

}  // extern "C"
