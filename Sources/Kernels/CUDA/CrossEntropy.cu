// One block of THREADS for each row of VOCABULARY logits.

constexpr float log2e = 1.4426950408889634f;

/// The sum of exp(x - maximum) as it grows.
struct ExponentialSum {
    float maximum, sum;

    __device__ void add(const ExponentialSum &other) {
        const float larger = fmaxf(maximum, other.maximum);
        if (larger == -infinity()) return;
        sum = sum * powerOfTwo((maximum - larger) * log2e) + other.sum * powerOfTwo((other.maximum - larger) * log2e);
        maximum = larger;
    }
};

__device__ ExponentialSum sumOfRow(const Element *row) {
    __shared__ ExponentialSum partial[THREADS / 32];
    ExponentialSum own = {-infinity(), 0};
    forEachPack<VOCABULARY, THREADS>(row, [&](const Pack &pack, int) {
        float largest = pack.at[0];
#pragma unroll
        for (int j = 1; j < packSize; j++) largest = fmaxf(largest, pack.at[j]);
        if (largest > own.maximum) {
            own.sum *= powerOfTwo((own.maximum - largest) * log2e);
            own.maximum = largest;
        }
        if (own.maximum == -infinity()) return;
#pragma unroll
        for (int j = 0; j < packSize; j++) own.sum += powerOfTwo((pack.at[j] - own.maximum) * log2e);
    });
#pragma unroll
    for (int offset = 16; offset > 0; offset /= 2)
        own.add({__shfl_xor_sync(0xffffffffu, own.maximum, offset), __shfl_xor_sync(0xffffffffu, own.sum, offset)});
    if (threadIdx.x % 32 == 0) partial[threadIdx.x / 32] = own;
    __syncthreads();
    ExponentialSum all = partial[0];
    for (int warp = 1; warp < THREADS / 32; warp++) all.add(partial[warp]);
    return all;
}

/// losses = log(sum(exp(logits))) - logits[target]. With weights, logits become (softmax - target) * weight.
extern "C" __global__ void __launch_bounds__(THREADS)
    crossEntropy(Element *logits, const long long *targets, const float *weights, float *losses) {
    Element *row = logits + static_cast<long long>(blockIdx.x) * VOCABULARY;
    const long long target = targets[blockIdx.x];
    const float ofTarget = valueOf(row[target]);
    const ExponentialSum all = sumOfRow(row);
    if (threadIdx.x == 0) losses[blockIdx.x] = logf(all.sum) + all.maximum - ofTarget;
    if (weights == nullptr) return;
    const float weight = weights[blockIdx.x];
    const float share = weight / all.sum;
    forEachPack<VOCABULARY, THREADS>(row, [&](Pack pack, int column) {
#pragma unroll
        for (int j = 0; j < packSize; j++) {
            pack.at[j] = powerOfTwo((pack.at[j] - all.maximum) * log2e) * share;
            if (column + j == target) pack.at[j] -= weight;
        }
        store(row + column, pack);
    });
}
