#include "CKernels.h"

#include <cstring>
#include <vector>

#include "InstructionSets.h"

namespace {

// The instruction sets that this machine has, the best first.
std::vector<const InstructionSet *> available() {
  std::vector<const InstructionSet *> sets;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
    sets.push_back(&avx512_instructions);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) sets.push_back(&avx2_instructions);
#endif
  sets.push_back(&portable_instructions);
  return sets;
}

// Of this thread: another one's choice must not change what this one computes.
const InstructionSet *&chosen() {
  static const InstructionSet *const best = available().front();
  thread_local const InstructionSet *choice = best;
  return choice;
}

}  // namespace

const char *ckernels_instruction_set(void) { return chosen()->name; }

bool ckernels_choose_instruction_set(const char *name) {
  for (const InstructionSet *set : available())
    if (std::strcmp(set->name, name) == 0) {
      chosen() = set;
      return true;
    }
  return false;
}

int64_t ckernels_small_batch_rows(ckernels_type type) {
#if defined(__x86_64__)
  if (type == CKERNELS_BFLOAT16 && chosen() == &avx512_instructions) return __builtin_cpu_supports("amx-bf16") ? 16 : 64;
#endif
  return 8;
}

#define CKERNELS_FUNCTION(kernel, function, arguments) \
  void function(const arguments *a) { chosen()->kernel(*a); }
CKERNELS_EACH(CKERNELS_FUNCTION)
