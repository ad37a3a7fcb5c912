#ifndef CTORCH_CUDA_RUNTIME_H
#define CTORCH_CUDA_RUNTIME_H

#include "CTorch.h"

#ifdef __cplusplus
extern "C" {
#endif

// Kernels of our own, streams and graphs on CUDA devices. Nothing of CUDA is linked: every function is looked up in the
// libraries that `ctorch_cuda_load` brought, so all of this fails with a message where there are none.

typedef struct ctorch_cuda_module *ctorch_cuda_module_ref;
typedef const struct ctorch_cuda_kernel *ctorch_cuda_kernel_ref;
typedef struct ctorch_cuda_event *ctorch_cuda_event_ref;
typedef struct ctorch_cuda_graph *ctorch_cuda_graph_ref;

typedef struct {
  char name[256];
  int32_t multiprocessors;
  int32_t capability_major;
  int32_t capability_minor;
  int32_t shared_bytes_per_block;
  int32_t l2_bytes;
} ctorch_cuda_properties;

ctorch_status ctorch_cuda_get_properties(int32_t index, ctorch_cuda_properties *properties);

// Compiles CUDA C++ with NVRTC; `*image`, of `*size` bytes, is the caller's to `free`. A failure's message is the compiler's log.
ctorch_status ctorch_cuda_compile(const char *source, const char *name, const char *const *options, size_t option_count,
                                  void **image, size_t *size);
// The version of NVRTC as major · 1000 + minor; 0 where there is none.
int32_t ctorch_cuda_compiler_version(void);

// Loads a compiled image, which serves every device of its architecture. Kernels live as long as their module.
ctorch_status ctorch_cuda_module_load(const void *image, ctorch_cuda_module_ref *module);
void ctorch_cuda_module_unload(ctorch_cuda_module_ref module);
ctorch_status ctorch_cuda_kernel_find(ctorch_cuda_module_ref module, const char *name, ctorch_cuda_kernel_ref *kernel);
// Lets a kernel's blocks take up to `bytes` of dynamic shared memory; without it, 48 KiB.
ctorch_status ctorch_cuda_kernel_allow_shared_bytes(ctorch_cuda_kernel_ref kernel, int32_t index, int32_t bytes);
// Queues a kernel on the device's current stream; `arguments` are addresses of the parameters' values.
ctorch_status ctorch_cuda_launch(ctorch_cuda_kernel_ref kernel, int32_t index, const uint32_t grid[3],
                                 const uint32_t block[3], size_t shared_bytes, void **arguments);

// An event, with a time, after what was queued on the device's current stream so far.
ctorch_status ctorch_cuda_event_record(int32_t index, ctorch_cuda_event_ref *event);
void ctorch_cuda_event_free(ctorch_cuda_event_ref event);
ctorch_status ctorch_cuda_event_synchronize(ctorch_cuda_event_ref event);
// Has what is queued next on the device's current stream wait for the event.
ctorch_status ctorch_cuda_event_wait(ctorch_cuda_event_ref event, int32_t index);
ctorch_status ctorch_cuda_event_milliseconds(ctorch_cuda_event_ref start, ctorch_cuda_event_ref end, double *result);

// Makes the side stream of the device, or the stream that was current before, this thread's current one. The one entered waits
// for the one left.
ctorch_status ctorch_cuda_side_stream_enter(int32_t index);
ctorch_status ctorch_cuda_side_stream_leave(int32_t index);

// A graph of what a thread queues on a device's current stream (not the default one) between `begin` and `end`. Its memory comes from
// a pool of libtorch's that nothing else uses, except other graphs that name the same pool.
ctorch_status ctorch_cuda_graph_pool(uint64_t pool[2]);
ctorch_status ctorch_cuda_graph_begin(int32_t index, const uint64_t pool[2], ctorch_cuda_graph_ref *graph);
ctorch_status ctorch_cuda_graph_end(ctorch_cuda_graph_ref graph, int32_t index);
ctorch_status ctorch_cuda_graph_replay(ctorch_cuda_graph_ref graph, int32_t index);
void ctorch_cuda_graph_free(ctorch_cuda_graph_ref graph);

#ifdef __cplusplus
}
#endif
#endif
