#pragma once

#include <future>
#include <memory>

#include <c10/core/Event.h>
#include <c10/core/Stream.h>
#include <torch/csrc/distributed/c10d/Backend.hpp>

namespace ctorch {

// A group of processes with a CUDA device each, over NCCL's C interface.
//
// libtorch's own ProcessGroupNCCL cannot be made here: its layout depends on headers of CUDA and NCCL, which no build of Candor
// needs. NCCL's C interface is small and stable, and the library is in the process as soon as libtorch_cuda is.
class NCCLGroup : public c10d::Backend {
 public:
  struct ID {
    char bytes[128];
  };
  // A communicator, and whether it was ended.
  struct Communicator;

  static ID make_id();

  NCCLGroup(ID id, int rank, int size, c10::DeviceIndex device);
  ~NCCLGroup() override;

  const std::string getBackendName() const override { return "nccl"; }
  // Ends when all processes have joined.
  c10::intrusive_ptr<c10d::Work> joining();
  // Ends everything under way; what is begun afterwards fails.
  void end();

  c10::intrusive_ptr<c10d::Work> allreduce(std::vector<at::Tensor> &tensors,
                                           const c10d::AllreduceOptions &options) override;
  c10::intrusive_ptr<c10d::Work> broadcast(std::vector<at::Tensor> &tensors,
                                           const c10d::BroadcastOptions &options) override;
  c10::intrusive_ptr<c10d::Work> _allgather_base(at::Tensor &gathered, at::Tensor &tensor,
                                                 const c10d::AllgatherOptions &options) override;

 private:
  template <typename Begin>
  c10::intrusive_ptr<c10d::Work> begin(std::vector<at::Tensor> tensors, Begin begin);

  c10::Device device_;
  // Its own, so that sums go on beside computations.
  c10::Stream stream_;
  std::shared_ptr<Communicator> communicator_;
  std::shared_future<void> joined_;
};

}  // namespace ctorch
