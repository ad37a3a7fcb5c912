#ifndef CKERNELS_SCRATCH_H
#define CKERNELS_SCRATCH_H

#include <cstddef>
#include <cstdlib>
#include <new>

// Memory of one thread that grows to the largest request and is used again by the next kernel.
class Scratch {
 public:
  ~Scratch() { std::free(memory_); }

  // At least `size` bytes, aligned to 64, with whatever was in them before.
  char *bytes(size_t size) {
    if (size > size_) {
      std::free(memory_);
      size_ = 0;
      const size_t whole = (size + 4095) / 4096 * 4096;
      memory_ = static_cast<char *>(std::aligned_alloc(4096, whole));
      if (!memory_) throw std::bad_alloc();
      size_ = whole;
    }
    return memory_;
  }

 private:
  char *memory_ = nullptr;
  size_t size_ = 0;
};

// The memory of the thread that does a piece of work, and that of the thread that shares out the pieces.
inline thread_local Scratch work_scratch, shared_scratch;

// Takes consecutive arrays from a block of memory; with a null block it only adds up their sizes.
class Carver {
 public:
  explicit Carver(char *memory = nullptr) : memory_(memory) {}

  template <typename Element>
  Element *take(size_t count) {
    Element *const array = memory_ ? reinterpret_cast<Element *>(memory_ + used_) : nullptr;
    used_ += (count * sizeof(Element) + 63) / 64 * 64;
    return array;
  }
  size_t used() const { return used_; }

 private:
  char *memory_;
  size_t used_ = 0;
};

#endif
