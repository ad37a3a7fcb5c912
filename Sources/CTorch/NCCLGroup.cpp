#include "NCCLGroup.h"

#include <dlfcn.h>

#include <cstdlib>
#include <mutex>
#include <thread>

#include <ATen/ATen.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace ctorch {

// NCCL's C interface as nccl.h of version 2 declares it, with plain types for its enumerations.
namespace nccl {

using Comm = struct ncclComm *;
using Stream = void *;
constexpr int success = 0;
constexpr int in_progress = 7;
constexpr int sum = 0;

int type_of(at::ScalarType type) {
  switch (type) {
    case at::kByte:
    case at::kBool:
      return 1;
    case at::kInt:
      return 2;
    case at::kLong:
      return 4;
    case at::kHalf:
      return 6;
    case at::kFloat:
      return 7;
    case at::kDouble:
      return 8;
    case at::kBFloat16:
      return 9;
    default:
      TORCH_CHECK(false, "NCCL has no element type ", type);
  }
}

// The function of NCCL with this name; libtorch_cuda has brought the library along, or holds it itself.
template <typename Function>
Function *function(const char *name) {
  static void *const library = [] {
    // NVLink's multicast fails in containers that do not pass it on, and saves little at the sizes of adapters.
    setenv("NCCL_NVLS_ENABLE", "0", 0);
    return dlopen("libnccl.so.2", RTLD_NOW | RTLD_NOLOAD);
  }();
  void *found = dlsym(library != nullptr ? library : RTLD_DEFAULT, name);
  TORCH_CHECK(found != nullptr, "this libtorch came without NCCL: ", name, " is not in the process");
  return reinterpret_cast<Function *>(found);
}

void check(int result, Comm comm = nullptr) {
  if (result == success || result == in_progress) return;
  const char *what = function<const char *(int)>("ncclGetErrorString")(result);
  const char *more = function<const char *(Comm)>("ncclGetLastError")(comm);
  TORCH_CHECK(false, "NCCL: ", what, more != nullptr && *more != '\0' ? std::string(" (") + more + ")" : "");
}

}  // namespace nccl

struct NCCLGroup::Communicator {
  std::mutex mutex;
  nccl::Comm comm = nullptr;
  bool has_ended = false;

  // Throws what went wrong in the background.
  void check() {
    const std::lock_guard<std::mutex> lock(mutex);
    TORCH_CHECK(!has_ended, "NCCL: the group was ended");
    int state = nccl::success;
    nccl::check(nccl::function<int(nccl::Comm, int *)>("ncclCommGetAsyncError")(comm, &state), comm);
    nccl::check(state, comm);
  }

  void end() {
    const std::lock_guard<std::mutex> lock(mutex);
    if (comm != nullptr && !has_ended) nccl::function<int(nccl::Comm)>("ncclCommAbort")(comm);
    has_ended = true;
  }
};

namespace {

c10::impl::VirtualGuardImpl cuda() { return c10::impl::VirtualGuardImpl(c10::kCUDA); }

class Joining : public c10d::Work {
 public:
  explicit Joining(std::shared_future<void> joined) : joined_(std::move(joined)) {}
  bool isCompleted() override { return joined_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
  bool wait(std::chrono::milliseconds) override {
    joined_.get();
    return true;
  }

 private:
  std::shared_future<void> joined_;
};

// A sum or copy under way. The tensors live until the caller's stream is made to wait for its end.
class StreamWork : public c10d::Work {
 public:
  StreamWork(std::shared_ptr<NCCLGroup::Communicator> communicator, std::vector<at::Tensor> tensors,
             const c10::Stream &stream)
      : communicator_(std::move(communicator)), tensors_(std::move(tensors)), device_(stream.device()), ended_(c10::kCUDA) {
    ended_.record(stream);
  }
  bool isCompleted() override {
    if (ended_.query()) return true;
    communicator_->check();
    return false;
  }
  bool wait(std::chrono::milliseconds) override {
    communicator_->check();
    ended_.block(cuda().getStream(device_));
    return true;
  }

 private:
  std::shared_ptr<NCCLGroup::Communicator> communicator_;
  std::vector<at::Tensor> tensors_;
  c10::Device device_;
  c10::Event ended_;
};

}  // namespace

NCCLGroup::ID NCCLGroup::make_id() {
  ID id;
  nccl::check(nccl::function<int(ID *)>("ncclGetUniqueId")(&id));
  return id;
}

NCCLGroup::NCCLGroup(ID id, int rank, int size, c10::DeviceIndex device)
    : Backend(rank, size),
      device_(c10::kCUDA, device),
      stream_(cuda().getStreamFromGlobalPool(device_, /*isHighPriority=*/true)),
      communicator_(std::make_shared<Communicator>()) {
  // Joining waits for the other processes, without an end if one is gone: on a thread of its own, that this one can leave behind.
  auto join = nccl::function<int(nccl::Comm *, int, ID, int)>("ncclCommInitRank");
  std::packaged_task<void()> task([=, target = device_, communicator = communicator_] {
    const c10::DeviceGuard guard(target);
    nccl::Comm comm = nullptr;
    nccl::check(join(&comm, size, id, rank));
    const std::lock_guard<std::mutex> lock(communicator->mutex);
    communicator->comm = comm;
  });
  joined_ = task.get_future().share();
  std::thread(std::move(task)).detach();
}

NCCLGroup::~NCCLGroup() { communicator_->end(); }

c10::intrusive_ptr<c10d::Work> NCCLGroup::joining() { return c10::make_intrusive<Joining>(joined_); }

void NCCLGroup::end() { communicator_->end(); }

// Begins a collective on the group's stream, after all that the caller's stream has been given.
template <typename Begin>
c10::intrusive_ptr<c10d::Work> NCCLGroup::begin(std::vector<at::Tensor> tensors, Begin begin) {
  communicator_->check();
  for (const at::Tensor &tensor : tensors) {
    TORCH_CHECK(tensor.device() == device_ && tensor.is_contiguous(), "a group on ", device_,
                " takes contiguous tensors of that device");
  }
  const c10::DeviceGuard guard(device_);
  c10::Event ready(c10::kCUDA);
  ready.record(cuda().getStream(device_));
  ready.block(stream_);
  nccl::check(begin(communicator_->comm, stream_.native_handle()), communicator_->comm);
  return c10::make_intrusive<StreamWork>(communicator_, std::move(tensors), stream_);
}

c10::intrusive_ptr<c10d::Work> NCCLGroup::allreduce(std::vector<at::Tensor> &tensors, const c10d::AllreduceOptions &) {
  static const auto call =
      nccl::function<int(const void *, void *, size_t, int, int, nccl::Comm, nccl::Stream)>("ncclAllReduce");
  const at::Tensor &tensor = tensors.at(0);
  return begin({tensor}, [&](nccl::Comm comm, nccl::Stream stream) {
    return call(tensor.data_ptr(), tensor.data_ptr(), static_cast<size_t>(tensor.numel()),
                nccl::type_of(tensor.scalar_type()), nccl::sum, comm, stream);
  });
}

c10::intrusive_ptr<c10d::Work> NCCLGroup::broadcast(std::vector<at::Tensor> &tensors,
                                                    const c10d::BroadcastOptions &options) {
  static const auto call =
      nccl::function<int(const void *, void *, size_t, int, int, nccl::Comm, nccl::Stream)>("ncclBroadcast");
  const at::Tensor &tensor = tensors.at(0);
  return begin({tensor}, [&](nccl::Comm comm, nccl::Stream stream) {
    return call(tensor.data_ptr(), tensor.data_ptr(), static_cast<size_t>(tensor.numel()),
                nccl::type_of(tensor.scalar_type()), static_cast<int>(options.rootRank), comm, stream);
  });
}

c10::intrusive_ptr<c10d::Work> NCCLGroup::_allgather_base(at::Tensor &gathered, at::Tensor &tensor,
                                                          const c10d::AllgatherOptions &) {
  static const auto call =
      nccl::function<int(const void *, void *, size_t, int, nccl::Comm, nccl::Stream)>("ncclAllGather");
  return begin({tensor, gathered}, [&](nccl::Comm comm, nccl::Stream stream) {
    return call(tensor.data_ptr(), gathered.data_ptr(), static_cast<size_t>(tensor.numel()),
                nccl::type_of(tensor.scalar_type()), comm, stream);
  });
}

}  // namespace ctorch
