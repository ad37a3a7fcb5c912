#include "Guarded.h"
#include "NCCLGroup.h"

#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#define USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

using namespace ctorch;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

// Every reference owns one pointer of its kind.
template <typename Reference, typename Object>
Reference handle(c10::intrusive_ptr<Object> object) {
  return reinterpret_cast<Reference>(new c10::intrusive_ptr<Object>(std::move(object)));
}

c10::intrusive_ptr<c10d::Store> &store_of(ctorch_store_ref store) {
  return *reinterpret_cast<c10::intrusive_ptr<c10d::Store> *>(store);
}

c10::intrusive_ptr<c10d::Backend> &group_of(ctorch_group_ref group) {
  return *reinterpret_cast<c10::intrusive_ptr<c10d::Backend> *>(group);
}

c10::intrusive_ptr<c10d::Work> &work_of(ctorch_work_ref work) {
  return *reinterpret_cast<c10::intrusive_ptr<c10d::Work> *>(work);
}

std::vector<uint8_t> bytes_of(const void *bytes, size_t count) {
  const auto *first = static_cast<const uint8_t *>(bytes);
  return std::vector<uint8_t>(first, first + count);
}

// The work that `begin` starts, or NULL and a message.
template <typename Begin>
ctorch_work_ref begun(Begin begin) {
  ctorch_work_ref work = nullptr;
  guarded([&] { work = handle<ctorch_work_ref>(c10::intrusive_ptr<c10d::Work>(begin())); });
  return work;
}

// The first of a queue; false when the queue is empty.
bool take(c10d::Store &store, const std::string &key, std::vector<uint8_t> &value) {
  try {
    if (store.queueLen(key) == 0) return false;
    value = store.queuePop(key, false);
    return true;
  } catch (const c10::DistQueueEmptyError &) {
    return false;  // another process was faster
  }
}

}  // namespace

extern "C" {

ctorch_store_ref ctorch_store_connect(const char *host, uint16_t port, bool serves, int32_t process_count,
                                      int64_t timeout) {
  ctorch_store_ref made = nullptr;
  guarded([&] {
    c10d::TCPStoreOptions options;
    options.port = port;
    options.isServer = serves;
    options.numWorkers = static_cast<size_t>(process_count);
    options.timeout = milliseconds(timeout);
    made = handle<ctorch_store_ref>(c10::intrusive_ptr<c10d::Store>(c10::make_intrusive<c10d::TCPStore>(host, options)));
  });
  return made;
}

ctorch_store_ref ctorch_store_clone(ctorch_store_ref store) {
  ctorch_store_ref made = nullptr;
  guarded([&] { made = handle<ctorch_store_ref>(store_of(store)->clone()); });
  return made;
}

void ctorch_store_free(ctorch_store_ref store) { delete &store_of(store); }

ctorch_status ctorch_store_set(ctorch_store_ref store, const char *key, const void *bytes, size_t count) {
  return guarded([&] { store_of(store)->set(key, bytes_of(bytes, count)); });
}

ctorch_status ctorch_store_push(ctorch_store_ref store, const char *key, const void *bytes, size_t count) {
  return guarded([&] { store_of(store)->queuePush(key, bytes_of(bytes, count)); });
}

ctorch_status ctorch_store_get(ctorch_store_ref store, const char *key, bool takes, uint8_t **bytes, size_t *count) {
  return guarded([&] {
    *bytes = nullptr;
    *count = 0;
    c10d::Store &source = *store_of(store);
    std::vector<uint8_t> value;
    if (takes) {
      if (!take(source, key, value)) return;
    } else {
      if (!source.check({key})) return;
      value = source.get(key);
    }
    *bytes = static_cast<uint8_t *>(std::malloc(value.size() + 1));
    if (*bytes == nullptr) throw std::bad_alloc();
    std::memcpy(*bytes, value.data(), value.size());
    *count = value.size();
  });
}

ctorch_status ctorch_store_add(ctorch_store_ref store, const char *key, int64_t amount, int64_t *sum) {
  return guarded([&] { *sum = store_of(store)->add(key, amount); });
}

ctorch_group_ref ctorch_gloo_make(ctorch_store_ref store, const char *prefix, int32_t rank, int32_t size,
                                  int64_t timeout) {
  ctorch_group_ref made = nullptr;
  guarded([&] {
    auto keys = c10::make_intrusive<c10d::PrefixStore>(prefix, store_of(store));
    keys->setTimeout(milliseconds(timeout));
    auto options = c10d::ProcessGroupGloo::Options::create_default(milliseconds(timeout));
    made = handle<ctorch_group_ref>(
        c10::intrusive_ptr<c10d::Backend>(c10::make_intrusive<c10d::ProcessGroupGloo>(keys, rank, size, options)));
  });
  return made;
}

ctorch_status ctorch_nccl_make_id(uint8_t *id) {
  return guarded([&] {
    const auto made = NCCLGroup::make_id();
    static_assert(sizeof(made) == CTORCH_NCCL_ID_BYTES);
    std::memcpy(id, made.bytes, sizeof(made));
  });
}

ctorch_group_ref ctorch_nccl_make(const uint8_t *id, int32_t rank, int32_t size, int32_t cuda_index,
                                  ctorch_work_ref *joining) {
  ctorch_group_ref made = nullptr;
  guarded([&] {
    NCCLGroup::ID name;
    std::memcpy(name.bytes, id, sizeof(name));
    auto group = c10::make_intrusive<NCCLGroup>(name, rank, size, static_cast<c10::DeviceIndex>(cuda_index));
    *joining = handle<ctorch_work_ref>(group->joining());
    made = handle<ctorch_group_ref>(c10::intrusive_ptr<c10d::Backend>(std::move(group)));
  });
  return made;
}

void ctorch_group_abort(ctorch_group_ref group) {
  if (auto *nccl = dynamic_cast<NCCLGroup *>(group_of(group).get())) nccl->end();
}

void ctorch_group_free(ctorch_group_ref group) { delete &group_of(group); }

ctorch_work_ref ctorch_group_sum(ctorch_group_ref group, ctorch_tensor_ref tensor) {
  return begun([&] {
    std::vector<at::Tensor> tensors = {unwrap(tensor)};
    return group_of(group)->allreduce(tensors);
  });
}

ctorch_work_ref ctorch_group_broadcast(ctorch_group_ref group, ctorch_tensor_ref tensor, int32_t root) {
  return begun([&] {
    std::vector<at::Tensor> tensors = {unwrap(tensor)};
    c10d::BroadcastOptions options;
    options.rootRank = root;
    return group_of(group)->broadcast(tensors, options);
  });
}

ctorch_work_ref ctorch_group_gather(ctorch_group_ref group, ctorch_tensor_ref tensor, ctorch_tensor_ref gathered) {
  return begun([&] { return group_of(group)->_allgather_base(unwrap(gathered), unwrap(tensor)); });
}

ctorch_status ctorch_work_wait(ctorch_work_ref work, int64_t timeout, bool *ended) {
  return guarded([&] {
    c10d::Work &waited = *work_of(work);
    const auto deadline = Clock::now() + milliseconds(timeout);
    // Most works end in less than a millisecond or take much longer.
    auto pause = std::chrono::microseconds(1);
    while (!waited.isCompleted()) {
      if (Clock::now() >= deadline) {
        *ended = false;
        return;
      }
      std::this_thread::sleep_for(pause);
      pause = std::min(2 * pause, std::chrono::microseconds(200));
    }
    waited.wait();
    *ended = true;
  });
}

void ctorch_work_free(ctorch_work_ref work) { delete &work_of(work); }

}  // extern "C"
