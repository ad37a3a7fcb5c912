// outputs = weight * x (+ bias) (+ residual) for a few vectors at once: bound by reading the weight [outputs, INPUTS] once.
// WARPS_OF_ROW warps share a row; the vectors come from the first-level cache.

constexpr int packs = INPUTS / packSize;
constexpr int warps = 4;
constexpr int unroll = 4;
constexpr int stride = 32 * WARPS_OF_ROW;

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
    __shared__ float shares[warps][BATCH];
    const int warp = threadIdx.x / 32;
    const int row = (blockIdx.x * warps + warp) / WARPS_OF_ROW;
    // The last block may have rows too many: they repeat the last one.
    const Element *own = weight + static_cast<long long>(min(row, outputs - 1)) * INPUTS;
    float sums[BATCH] = {};
    for (int start = threadIdx.x % stride; start < packs; start += stride * unroll) {
        uint4 raw[unroll];
#pragma unroll
        for (int u = 0; u < unroll; u++)
            if (start + stride * u < packs) raw[u] = loadOnce(own + (start + stride * u) * packSize);
#pragma unroll
        for (int u = 0; u < unroll; u++) {
            if (start + stride * u >= packs) break;
            const Pack factors = unpack(raw[u]);
#pragma unroll
            for (int vector = 0; vector < BATCH; vector++) {
                const Pack other = load(x + vector * INPUTS + (start + stride * u) * packSize);
#pragma unroll
                for (int j = 0; j < packSize; j++) sums[vector] += factors.at[j] * other.at[j];
            }
        }
    }
#pragma unroll
    for (int vector = 0; vector < BATCH; vector++) {
        const float sum = sumOverWarp(sums[vector]);
        if (threadIdx.x % 32 == 0) shares[warp][vector] = sum;
    }
    __syncthreads();
    const int vector = threadIdx.x % 32;
    if (warp % WARPS_OF_ROW != 0 || vector >= BATCH || row >= outputs) return;
    float sum = bias != nullptr ? valueOf(bias[row]) : 0;
#pragma unroll
    for (int other = 0; other < WARPS_OF_ROW; other++) sum += shares[warp + other][vector];
    const long long place = static_cast<long long>(vector) * outputs + row;
    if (residual != nullptr) sum += valueOf(residual[place]);
    output[place] = elementOf(sum);
}
