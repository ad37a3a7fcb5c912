#ifndef CTORCH_PROCESS_GROUPS_H
#define CTORCH_PROCESS_GROUPS_H

#include "CTorch.h"

#ifdef __cplusplus
extern "C" {
#endif

// Processes that compute together: a store of bytes that all of them reach, and sums and copies of tensors between them, through
// Gloo for tensors on the CPU and NCCL for those on CUDA devices. Nothing here waits for another process without an end.

typedef struct ctorch_store *ctorch_store_ref;
typedef struct ctorch_group *ctorch_group_ref;
typedef struct ctorch_work *ctorch_work_ref;

// Connects to the store of a group, once all of its processes have, or fails after `milliseconds`. The process that serves the
// store keeps it for as long as it has this reference.
ctorch_store_ref ctorch_store_connect(const char *host, uint16_t port, bool serves, int32_t process_count,
                                      int64_t milliseconds);
// A connection of its own to the same store, for another thread.
ctorch_store_ref ctorch_store_clone(ctorch_store_ref store);
void ctorch_store_free(ctorch_store_ref store);
ctorch_status ctorch_store_set(ctorch_store_ref store, const char *key, const void *bytes, size_t count);
// The bytes of a key, or with `takes` the first of its queue, for the caller to `free`; NULL with CTORCH_OK when there are none.
ctorch_status ctorch_store_get(ctorch_store_ref store, const char *key, bool takes, uint8_t **bytes, size_t *count);
// Appends to the queue of a key.
ctorch_status ctorch_store_push(ctorch_store_ref store, const char *key, const void *bytes, size_t count);
ctorch_status ctorch_store_add(ctorch_store_ref store, const char *key, int64_t amount, int64_t *sum);

// The group for tensors on the CPU. `prefix` sets its keys apart from those of others in the store.
ctorch_group_ref ctorch_gloo_make(ctorch_store_ref store, const char *prefix, int32_t rank, int32_t size,
                                  int64_t milliseconds);
enum { CTORCH_NCCL_ID_BYTES = 128 };
// What names an NCCL group: made by one process, and handed to the others.
ctorch_status ctorch_nccl_make_id(uint8_t *id);
// The group for tensors on one CUDA device, which must be loaded. It can be used when `joining` has ended.
ctorch_group_ref ctorch_nccl_make(const uint8_t *id, int32_t rank, int32_t size, int32_t cuda_index,
                                  ctorch_work_ref *joining);
// Ends what NCCL has under way, so that nothing waits for a process that is gone.
void ctorch_group_abort(ctorch_group_ref group);
void ctorch_group_free(ctorch_group_ref group);

// These begin and return at once; the tensors must be contiguous and stay as they are until the work has ended.
ctorch_work_ref ctorch_group_sum(ctorch_group_ref group, ctorch_tensor_ref tensor);
ctorch_work_ref ctorch_group_broadcast(ctorch_group_ref group, ctorch_tensor_ref tensor, int32_t root);
// `gathered` has room for the tensors of all processes, one after the other.
ctorch_work_ref ctorch_group_gather(ctorch_group_ref group, ctorch_tensor_ref tensor, ctorch_tensor_ref gathered);
// Waits at most so long for the work to end, and says whether it did. Fails when the work did.
ctorch_status ctorch_work_wait(ctorch_work_ref work, int64_t milliseconds, bool *ended);
void ctorch_work_free(ctorch_work_ref work);

#ifdef __cplusplus
}
#endif
#endif
