#include "Parallel.h"

#include <dlfcn.h>

namespace {

// Found at run time, so that the kernels share the pool that libtorch has loaded and never start a second one.
template <typename Function>
Function find(const char *name) {
  return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

using Region = void (*)(void (*)(void *), void *, unsigned, unsigned);

}  // namespace

int64_t thread_count() {
  static const auto pool_size = find<int (*)()>("omp_get_max_threads");
  static const auto in_parallel = find<int (*)()>("omp_in_parallel");
  if (!pool_size || (in_parallel && in_parallel())) return 1;
  return pool_size();
}

void on_every_thread(void (*work)(void *), void *context) {
  static const auto region = find<Region>("GOMP_parallel");
  // 0: as many threads as the pool has. Asking for fewer would end the others.
  region ? region(work, context, 0, 0) : work(context);
}
