#include "Guarded.h"

#include <dlfcn.h>

#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include <c10/core/DeviceGuard.h>
#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>

using namespace ctorch;

namespace {

c10::Device device_of(int32_t index) { return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index)); }
c10::impl::VirtualGuardImpl streams() { return c10::impl::VirtualGuardImpl(c10::kCUDA); }
c10::Event &unwrap(ctorch_cuda_event_ref event) { return *reinterpret_cast<c10::Event *>(event); }

// One side stream for each device, so that what libtorch keeps for each stream, such as cuBLAS's workspace, is kept once.
c10::Stream side_stream(c10::Device device) {
  static std::mutex mutex;
  static std::unordered_map<c10::DeviceIndex, c10::Stream> known;
  const std::lock_guard<std::mutex> lock(mutex);
  const auto found = known.find(device.index());
  if (found != known.end()) return found->second;
  return known.emplace(device.index(), streams().getStreamFromGlobalPool(device)).first->second;
}

// The stream that this thread left for a side stream.
thread_local std::optional<c10::Stream> left;

void switch_to(c10::Stream stream) {
  c10::Event done(c10::kCUDA);
  done.record(streams().getStream(stream.device()));
  done.block(stream);
  streams().exchangeStream(stream);
}

// libtorch's own `at::cuda::CUDAGraph`, reached through its exported members because its header needs CUDA's. It pairs the capture
// with a private pool of the caching allocator, and gives the pool back at its end.
constexpr const char *graph_members[] = {
    "_ZN2at4cuda9CUDAGraphC1Eb",
    "_ZN2at4cuda9CUDAGraphD1Ev",
    "_ZN2at4cuda9CUDAGraph13capture_beginESt4pairIyyE21cudaStreamCaptureMode",
    "_ZN2at4cuda9CUDAGraph11capture_endEv",
    "_ZN2at4cuda9CUDAGraph6replayEv",
    "_ZN2at4cuda17graph_pool_handleEv",
};
enum Member { construct, destroy, begin, end, replay, pool_handle };
using Pool = std::pair<unsigned long long, unsigned long long>;
// Other threads may go on using the device while this one captures.
constexpr int capture_of_this_thread = 1;

template <typename Function>
Function *member(Member which) {
  void *found = dlsym(RTLD_DEFAULT, graph_members[which]);
  TORCH_CHECK(found != nullptr, "this libtorch has no ", graph_members[which]);
  return reinterpret_cast<Function *>(found);
}

// Room for an `at::cuda::CUDAGraph`, which takes about 200 bytes.
struct alignas(64) Graph {
  unsigned char storage[4096];
  Graph() { member<void(void *, bool)>(construct)(storage, false); }
  ~Graph() {
    if (auto *finish = reinterpret_cast<void (*)(void *)>(dlsym(RTLD_DEFAULT, graph_members[destroy]))) finish(storage);
  }
};

Graph &unwrap(ctorch_cuda_graph_ref graph) { return *reinterpret_cast<Graph *>(graph); }

}  // namespace

extern "C" {

ctorch_status ctorch_cuda_event_record(int32_t index, ctorch_cuda_event_ref *event) {
  return guarded([&] {
    auto made = std::make_unique<c10::Event>(c10::kCUDA, c10::EventFlag::BACKEND_DEFAULT);
    made->record(streams().getStream(device_of(index)));
    *event = reinterpret_cast<ctorch_cuda_event_ref>(made.release());
  });
}

void ctorch_cuda_event_free(ctorch_cuda_event_ref event) { delete &unwrap(event); }

ctorch_status ctorch_cuda_event_synchronize(ctorch_cuda_event_ref event) {
  return guarded([&] { unwrap(event).synchronize(); });
}

ctorch_status ctorch_cuda_event_wait(ctorch_cuda_event_ref event, int32_t index) {
  return guarded([&] { unwrap(event).block(streams().getStream(device_of(index))); });
}

ctorch_status ctorch_cuda_event_milliseconds(ctorch_cuda_event_ref start, ctorch_cuda_event_ref end, double *result) {
  return guarded([&] {
    unwrap(end).synchronize();
    *result = unwrap(start).elapsedTime(unwrap(end));
  });
}

ctorch_status ctorch_cuda_side_stream_enter(int32_t index) {
  return guarded([&] {
    TORCH_CHECK(!left.has_value(), "this thread is on a side stream already");
    const c10::Stream before = streams().getStream(device_of(index));
    switch_to(side_stream(device_of(index)));
    left = before;
  });
}

ctorch_status ctorch_cuda_side_stream_leave(int32_t index) {
  return guarded([&] {
    TORCH_CHECK(left.has_value() && left->device() == device_of(index), "this thread is on no side stream of the device");
    const c10::Stream before = *left;
    left.reset();
    switch_to(before);
  });
}

ctorch_status ctorch_cuda_graph_pool(uint64_t pool[2]) {
  return guarded([&] {
    const Pool made = member<Pool()>(pool_handle)();
    pool[0] = made.first;
    pool[1] = made.second;
  });
}

ctorch_status ctorch_cuda_graph_begin(int32_t index, const uint64_t pool[2], ctorch_cuda_graph_ref *graph) {
  return guarded([&] {
    const c10::DeviceGuard guard(device_of(index));
    auto made = std::make_unique<Graph>();
    member<void(void *, Pool, int)>(begin)(made->storage, Pool(pool[0], pool[1]), capture_of_this_thread);
    *graph = reinterpret_cast<ctorch_cuda_graph_ref>(made.release());
  });
}

ctorch_status ctorch_cuda_graph_end(ctorch_cuda_graph_ref graph, int32_t index) {
  return guarded([&] {
    const c10::DeviceGuard guard(device_of(index));
    member<void(void *)>(end)(unwrap(graph).storage);
  });
}

ctorch_status ctorch_cuda_graph_replay(ctorch_cuda_graph_ref graph, int32_t index) {
  return guarded([&] {
    const c10::DeviceGuard guard(device_of(index));
    member<void(void *)>(replay)(unwrap(graph).storage);
  });
}

void ctorch_cuda_graph_free(ctorch_cuda_graph_ref graph) { delete &unwrap(graph); }

}  // extern "C"
