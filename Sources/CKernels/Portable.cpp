#include <algorithm>
#include <vector>

#include "InstructionSets.h"
#include "Parallel.h"
#include "Scratch.h"

namespace {
#include "Kernels.h"
}  // namespace

const InstructionSet portable_instructions = CKERNELS_TABLE("portable");
