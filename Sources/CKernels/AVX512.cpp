#if defined(__x86_64__)

#include <immintrin.h>
#include <algorithm>
#include <vector>

#include "InstructionSets.h"
#include "Parallel.h"
#include "Scratch.h"

#define CKERNELS_AVX512
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma,f16c"))), apply_to = function)
namespace {
#include "Kernels.h"
}  // namespace
#pragma clang attribute pop

const InstructionSet avx512_instructions = CKERNELS_TABLE("avx512-bf16");

#endif
