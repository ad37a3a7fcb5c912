#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A small C API over libtorch: opaque tensors, one entry point for every ATen operator, autograd, devices.
// A function that can fail returns NULL or a status other than CTORCH_OK; `ctorch_error_message` then says why,
// one message per thread. Every tensor handed out is owned by the caller, who frees it with `ctorch_tensor_free`.

typedef struct ctorch_tensor *ctorch_tensor_ref;
typedef const struct ctorch_operator *ctorch_operator_ref;
typedef struct ctorch_generator *ctorch_generator_ref;

typedef enum {
  CTORCH_OK = 0,
  CTORCH_OUT_OF_MEMORY = 1,
  CTORCH_FAILED = 2,
} ctorch_status;

typedef enum {
  CTORCH_NONE,
  CTORCH_BOOL,
  CTORCH_INT,
  CTORCH_DOUBLE,
  CTORCH_STRING,
  CTORCH_TENSOR,
  CTORCH_INTS,
  CTORCH_TENSORS,
  CTORCH_DTYPE,
  CTORCH_DEVICE,
  CTORCH_GENERATOR,
} ctorch_kind;

// One argument of an operator. `integer` holds a bool, int, dtype or CUDA index (-1: CPU); lists live in `pointer`/`count`.
typedef struct {
  ctorch_kind kind;
  int64_t integer;
  double number;
  const void *pointer;
  size_t count;
} ctorch_argument;

const char *ctorch_error_message(void);
const char *ctorch_version(void);

// Operators, by schema name ("aten::add") and overload ("Tensor"). Arguments are positional; those left out take the schema's
// defaults. The tensors among the results, lists flattened, go to `results`; `*count` tells how many.
ctorch_operator_ref ctorch_operator_find(const char *name, const char *overload);
ctorch_status ctorch_call(ctorch_operator_ref op, const ctorch_argument *arguments, size_t argument_count,
                          ctorch_tensor_ref *results, size_t capacity, size_t *count);

void ctorch_tensor_free(ctorch_tensor_ref tensor);
int64_t ctorch_tensor_rank(ctorch_tensor_ref tensor);
int64_t ctorch_tensor_size(ctorch_tensor_ref tensor, int64_t dimension);
// Elements from one index of a dimension to the next.
int64_t ctorch_tensor_stride(ctorch_tensor_ref tensor, int64_t dimension);
int64_t ctorch_tensor_element_count(ctorch_tensor_ref tensor);
int32_t ctorch_tensor_dtype(ctorch_tensor_ref tensor);
int32_t ctorch_tensor_cuda_index(ctorch_tensor_ref tensor);
bool ctorch_tensor_requires_gradient(ctorch_tensor_ref tensor);

// A tensor on the CPU with a copy of `byte_count` bytes, row-major.
ctorch_tensor_ref ctorch_tensor_from_bytes(const void *bytes, size_t byte_count, const int64_t *sizes, size_t rank,
                                           int32_t dtype);
// The address of the first element, on whichever device it is.
void *ctorch_tensor_data(ctorch_tensor_ref tensor);
// The bytes of a contiguous CPU tensor; NULL for any other.
void *ctorch_tensor_bytes(ctorch_tensor_ref tensor);

ctorch_status ctorch_tensor_set_requires_gradient(ctorch_tensor_ref tensor, bool required);
// NULL without an error message when the tensor has no gradient.
ctorch_tensor_ref ctorch_tensor_gradient(ctorch_tensor_ref tensor);
ctorch_status ctorch_tensor_clear_gradient(ctorch_tensor_ref tensor);
ctorch_status ctorch_backward(ctorch_tensor_ref tensor, ctorch_tensor_ref gradient);
// Turns recording of operations for autograd on this thread on or off; gives what it was before.
bool ctorch_set_gradient_recording(bool enabled);

// A random generator of one device (CUDA index -1: CPU), freed with `ctorch_generator_free`.
ctorch_generator_ref ctorch_generator_make(int32_t cuda_index, uint64_t seed);
void ctorch_generator_free(ctorch_generator_ref generator);

int32_t ctorch_thread_count(void);
void ctorch_set_thread_count(int32_t count);
// Has the C library keep freed memory for the next tensor instead of giving it back to the system each time.
void ctorch_keep_freed_memory(void);

// Loads libtorch_cuda from beside libtorch_cpu. It must come before the first operator: libtorch looks for CUDA only once.
ctorch_status ctorch_cuda_load(void);
int32_t ctorch_cuda_device_count(void);
ctorch_status ctorch_cuda_synchronize(int32_t index);
ctorch_status ctorch_cuda_memory(int32_t index, size_t *free_bytes, size_t *total_bytes);
// The most that tensors have held at once since the start, or since it was last forgotten.
ctorch_status ctorch_cuda_peak_memory(int32_t index, size_t *bytes);
ctorch_status ctorch_cuda_forget_peak_memory(int32_t index);
ctorch_status ctorch_cuda_empty_cache(void);

#ifdef __cplusplus
}
#endif

#include "ProcessGroups.h"

#include "CUDARuntime.h"

#endif
