// One block for each row of WIDTH elements, which stay in registers between the sum and the product. THREADS is a multiple of 32.

constexpr int packs = WIDTH / packSize;
constexpr int packsPerThread = (packs + THREADS - 1) / THREADS;

/// sum = x + addend (skipped without addend); output = sum * inverse * weight, inverse = 1 / sqrt(mean(sum^2) + epsilon).
extern "C" __global__ void __launch_bounds__(THREADS)
    normalize(const Element *x, const Element *addend, const Element *weight, Element *sum, Element *output, float *inverseRMS,
              float epsilon) {
    __shared__ float partial[THREADS / 32];
    const long long row = static_cast<long long>(blockIdx.x) * WIDTH;
    Pack kept[packsPerThread];
    float squares = 0;
#pragma unroll
    for (int i = 0; i < packsPerThread; i++) {
        const int column = (threadIdx.x + i * THREADS) * packSize;
        if (column >= WIDTH) continue;
        kept[i] = load(x + row + column);
        if (addend != nullptr) {
            const Pack other = load(addend + row + column);
#pragma unroll
            for (int j = 0; j < packSize; j++) kept[i].at[j] += other.at[j];
            // What is normalised is what is stored.
            const uint4 rounded = packed(kept[i]);
            *reinterpret_cast<uint4 *>(sum + row + column) = rounded;
            kept[i] = unpack(rounded);
        }
#pragma unroll
        for (int j = 0; j < packSize; j++) squares += kept[i].at[j] * kept[i].at[j];
    }
    const float inverse = rsqrtf(sumOverBlock(squares, partial) / WIDTH + epsilon);
    if (threadIdx.x == 0 && inverseRMS != nullptr) inverseRMS[blockIdx.x] = inverse;
#pragma unroll
    for (int i = 0; i < packsPerThread; i++) {
        const int column = (threadIdx.x + i * THREADS) * packSize;
        if (column >= WIDTH) continue;
        const Pack scale = load(weight + column);
#pragma unroll
        for (int j = 0; j < packSize; j++) kept[i].at[j] *= inverse * scale.at[j];
        store(output + row + column, kept[i]);
    }
}

/// result = (gradient * weight - unit * mean(gradient * weight * unit)) * inverse + direct, unit = sum * inverse.
extern "C" __global__ void __launch_bounds__(THREADS)
    normalizeBackward(const Element *gradient, const Element *sum, const Element *weight, const float *inverseRMS,
                      const Element *direct, Element *result) {
    __shared__ float partial[THREADS / 32];
    const long long row = static_cast<long long>(blockIdx.x) * WIDTH;
    const float inverse = inverseRMS[blockIdx.x];
    Pack weighted[packsPerThread], unit[packsPerThread], passed[packsPerThread];
    float along = 0;
#pragma unroll
    for (int i = 0; i < packsPerThread; i++) {
        const int column = (threadIdx.x + i * THREADS) * packSize;
        if (column >= WIDTH) continue;
        weighted[i] = load(gradient + row + column);
        unit[i] = load(sum + row + column);
        if (direct != nullptr) passed[i] = load(direct + row + column);
        const Pack scale = load(weight + column);
#pragma unroll
        for (int j = 0; j < packSize; j++) {
            weighted[i].at[j] *= scale.at[j];
            unit[i].at[j] *= inverse;
            along += weighted[i].at[j] * unit[i].at[j];
        }
    }
    along = sumOverBlock(along, partial) / WIDTH;
#pragma unroll
    for (int i = 0; i < packsPerThread; i++) {
        const int column = (threadIdx.x + i * THREADS) * packSize;
        if (column >= WIDTH) continue;
#pragma unroll
        for (int j = 0; j < packSize; j++) {
            const float own = (weighted[i].at[j] - unit[i].at[j] * along) * inverse;
            weighted[i].at[j] = direct != nullptr ? own + passed[i].at[j] : own;
        }
        store(result + row + column, weighted[i]);
    }
}
