// outputs = weight * x (+ bias) (+ residual) for a few vectors at once: bound by reading the weight [outputs, INPUTS] once.
// Each warp takes ROWS rows; the vectors come from the first-level cache.

constexpr int packs = INPUTS / packSize;
constexpr int unroll = ROWS > 2 ? 2 : 4;
constexpr int warps = 4;

/// Weights are read once: they leave the cache to the vectors.
__device__ __forceinline__ uint4 loadOnce(const Element *from) {
    uint4 raw;
    asm volatile("ld.global.nc.L1::no_allocate.L2::256B.v4.u32 {%0, %1, %2, %3}, [%4];"
                 : "=r"(raw.x), "=r"(raw.y), "=r"(raw.z), "=r"(raw.w)
                 : "l"(from));
    return raw;
}

/// `x` is [BATCH, INPUTS]; `residual` and `output` are [BATCH, outputs] and may be the same.
extern "C" __global__ void __launch_bounds__(32 * warps)
    multiplyVectors(const Element *weight, const Element *x, const Element *bias, const Element *residual, Element *output,
                    int outputs) {
    const int lane = threadIdx.x % 32;
    const int first = (blockIdx.x * warps + threadIdx.x / 32) * ROWS;
    if (first >= outputs) return;
    float sums[ROWS][BATCH] = {};
    for (int start = lane; start < packs; start += 32 * unroll) {
        uint4 raw[ROWS][unroll];
#pragma unroll
        for (int u = 0; u < unroll; u++)
#pragma unroll
            for (int row = 0; row < ROWS; row++) {
                const int pack = start + 32 * u;
                // The last warp may have rows too many: they repeat the last one.
                const long long own = min(first + row, outputs - 1);
                if (pack < packs) raw[row][u] = loadOnce(weight + own * INPUTS + pack * packSize);
            }
#pragma unroll
        for (int u = 0; u < unroll; u++) {
            const int pack = start + 32 * u;
            if (pack >= packs) break;
#pragma unroll
            for (int vector = 0; vector < BATCH; vector++) {
                const Pack other = load(x + vector * INPUTS + pack * packSize);
#pragma unroll
                for (int row = 0; row < ROWS; row++) {
                    const Pack own = unpack(raw[row][u]);
#pragma unroll
                    for (int j = 0; j < packSize; j++) sums[row][vector] += own.at[j] * other.at[j];
                }
            }
        }
    }
#pragma unroll
    for (int row = 0; row < ROWS; row++)
#pragma unroll
        for (int vector = 0; vector < BATCH; vector++) {
            float sum = sumOverWarp(sums[row][vector]);
            const int column = first + row;
            if (lane != 0 || column >= outputs) continue;
            if (bias != nullptr) sum += valueOf(bias[column]);
            const long long place = static_cast<long long>(vector) * outputs + column;
            if (residual != nullptr) sum += valueOf(residual[place]);
            output[place] = elementOf(sum);
        }
}
