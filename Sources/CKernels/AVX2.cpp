#if defined(__x86_64__)

#include <algorithm>
#include <vector>

#include "InstructionSets.h"
#include "Parallel.h"
#include "Scratch.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
namespace {
#include "Kernels.h"
}  // namespace
#pragma clang attribute pop

const InstructionSet avx2_instructions = CKERNELS_TABLE("avx2");

#endif
