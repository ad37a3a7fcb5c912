// Gate and up are the two halves of a row of 2 * WIDTH elements. The grid is (packs of a row / threads, rows).

__device__ __forceinline__ float logistic(float x) { return __fdividef(1.0f, 1.0f + __expf(-x)); }

/// activation = gate * logistic(gate) * up.
extern "C" __global__ void activate(const Element *gateUp, Element *activation) {
    const int column = (blockIdx.x * blockDim.x + threadIdx.x) * packSize;
    if (column >= WIDTH) return;
    const long long row = blockIdx.y;
    const Element *from = gateUp + row * 2 * WIDTH + column;
    Pack gate = load(from);
    const Pack up = load(from + WIDTH);
#pragma unroll
    for (int j = 0; j < packSize; j++) gate.at[j] = gate.at[j] * logistic(gate.at[j]) * up.at[j];
    store(activation + row * WIDTH + column, gate);
}

/// The gradient of gate and up by that of the activation, and the activation again. `result` may be `gateUp`.
extern "C" __global__ void activateBackward(const Element *gradient, const Element *gateUp, Element *result,
                                            Element *activation) {
    const int column = (blockIdx.x * blockDim.x + threadIdx.x) * packSize;
    if (column >= WIDTH) return;
    const long long row = blockIdx.y;
    const Element *from = gateUp + row * 2 * WIDTH + column;
    const Pack outer = load(gradient + row * WIDTH + column), gate = load(from), up = load(from + WIDTH);
    Pack gateGradient, upGradient, made;
#pragma unroll
    for (int j = 0; j < packSize; j++) {
        const float share = logistic(gate.at[j]);
        const float silu = gate.at[j] * share;
        made.at[j] = silu * up.at[j];
        upGradient.at[j] = outer.at[j] * silu;
        gateGradient.at[j] = outer.at[j] * up.at[j] * (share + silu * (1 - share));
    }
    Element *to = result + row * 2 * WIDTH + column;
    store(to, gateGradient);
    store(to + WIDTH, upGradient);
    store(activation + row * WIDTH + column, made);
}
