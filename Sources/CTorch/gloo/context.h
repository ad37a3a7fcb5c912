#pragma once
// See gloo/algorithm.h.
#include <chrono>

namespace gloo {

class Context {
 public:
  void setTimeout(std::chrono::milliseconds timeout);
};

namespace transport {

class Device;
class UnboundBuffer;

}  // namespace transport
}  // namespace gloo
