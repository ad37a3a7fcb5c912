#ifndef CKERNELS_PARALLEL_H
#define CKERNELS_PARALLEL_H

#include <algorithm>
#include <atomic>
#include <cstdint>

// How many threads a parallel region of libtorch's OpenMP pool has; 1 without one.
int64_t thread_count();

// Runs `work(context)` on every thread of libtorch's OpenMP pool; on this thread alone where the process has no such pool.
void on_every_thread(void (*work)(void *), void *context);

// Calls `body(begin, end)` until [0, count) is covered, in pieces of `grain` that the threads take as they become free.
template <typename Body>
void parallel(int64_t count, int64_t grain, const Body &body) {
  if (count <= grain || thread_count() == 1) {
    if (count > 0) body(int64_t(0), count);
    return;
  }
  struct Shared {
    std::atomic<int64_t> next;
    int64_t count, grain;
    const Body &body;
  } shared{{0}, count, grain, body};
  on_every_thread(
      [](void *context) {
        Shared &shared = *static_cast<Shared *>(context);
        while (true) {
          const int64_t begin = shared.next.fetch_add(shared.grain, std::memory_order_relaxed);
          if (begin >= shared.count) return;
          shared.body(begin, std::min(begin + shared.grain, shared.count));
        }
      },
      &shared);
}

#endif
