// All kernels, for the instruction set of the including file, in its namespace.

#include "Vectors.h"

// Rows of a piece that is worth a thread's while.
INLINE int64_t rows_per_piece(int64_t width) { return std::max<int64_t>(1, 16384 / width); }

#include "Product.h"

#include "CausalAttention.h"
#include "CrossEntropy.h"
#include "DecodeAttention.h"
#include "LowRankProduct.h"
#include "RMSNormalization.h"
#include "RotaryPositions.h"
#include "Sampling.h"
#include "SmallBatchProduct.h"
#include "SwiGLU.h"

#define CKERNELS_ENTRY(kernel, function, arguments) kernel,
#define CKERNELS_TABLE(name) {name, CKERNELS_EACH(CKERNELS_ENTRY)}
