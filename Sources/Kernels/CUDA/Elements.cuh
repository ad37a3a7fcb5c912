// The element type of activations, read and written 16 bytes at a time and computed with in float.
// ELEMENT_IS_FLOAT: 1 for float, 0 for bfloat16. Set by whoever compiles; it precedes every source here.

#if ELEMENT_IS_FLOAT
typedef float Element;
#else
struct Element {
    unsigned short bits;
};
#endif

constexpr int packSize = 16 / sizeof(Element);

/// As many elements as one access moves, in float.
struct Pack {
    float at[packSize];
};

__device__ __forceinline__ float lowOf(unsigned pair) { return __uint_as_float(pair << 16); }
__device__ __forceinline__ float highOf(unsigned pair) { return __uint_as_float(pair & 0xffff0000u); }

/// Two bfloat16, each rounded to the nearest, ties to even.
__device__ __forceinline__ unsigned pairOf(float low, float high) {
    unsigned pair;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
    return pair;
}

__device__ __forceinline__ Pack unpack(uint4 raw) {
#if ELEMENT_IS_FLOAT
    return {{__uint_as_float(raw.x), __uint_as_float(raw.y), __uint_as_float(raw.z), __uint_as_float(raw.w)}};
#else
    return {{lowOf(raw.x), highOf(raw.x), lowOf(raw.y), highOf(raw.y), lowOf(raw.z), highOf(raw.z), lowOf(raw.w),
             highOf(raw.w)}};
#endif
}

__device__ __forceinline__ uint4 packed(const Pack &pack) {
#if ELEMENT_IS_FLOAT
    return make_uint4(__float_as_uint(pack.at[0]), __float_as_uint(pack.at[1]), __float_as_uint(pack.at[2]),
                      __float_as_uint(pack.at[3]));
#else
    return make_uint4(pairOf(pack.at[0], pack.at[1]), pairOf(pack.at[2], pack.at[3]), pairOf(pack.at[4], pack.at[5]),
                      pairOf(pack.at[6], pack.at[7]));
#endif
}

__device__ __forceinline__ Pack load(const Element *from) { return unpack(*reinterpret_cast<const uint4 *>(from)); }

__device__ __forceinline__ void store(Element *to, const Pack &pack) { *reinterpret_cast<uint4 *>(to) = packed(pack); }

/// Calls `visit` with each pack of a row and its first column; a block of `threads` shares the row. Several loads are under way at
/// once, because a wait for each would take longer than the row.
template <int columns, int threads, typename Visit>
__device__ __forceinline__ void forEachPack(const Element *row, Visit visit) {
    constexpr int together = 4, step = threads * packSize;
    for (int first = threadIdx.x * packSize; first < columns; first += together * step) {
        uint4 raw[together];
#pragma unroll
        for (int i = 0; i < together; i++)
            if (first + i * step < columns) raw[i] = *reinterpret_cast<const uint4 *>(row + first + i * step);
#pragma unroll
        for (int i = 0; i < together; i++)
            if (first + i * step < columns) visit(unpack(raw[i]), first + i * step);
    }
}

__device__ __forceinline__ float valueOf(Element element) {
#if ELEMENT_IS_FLOAT
    return element;
#else
    return __uint_as_float(static_cast<unsigned>(element.bits) << 16);
#endif
}

__device__ __forceinline__ Element elementOf(float value) {
#if ELEMENT_IS_FLOAT
    return value;
#else
    return {static_cast<unsigned short>(pairOf(value, 0.0f))};
#endif
}

__device__ __forceinline__ float infinity() { return __uint_as_float(0x7f800000u); }

__device__ __forceinline__ float powerOfTwo(float x) {
    float result;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(x));
    return result;
}

__device__ __forceinline__ float sumOverWarp(float value) {
#pragma unroll
    for (int offset = 16; offset > 0; offset /= 2) value += __shfl_xor_sync(0xffffffffu, value, offset);
    return value;
}

/// The sum over a block of whole warps, in every thread. `partial` holds one number of each warp.
__device__ __forceinline__ float sumOverBlock(float value, float *partial) {
    value = sumOverWarp(value);
    if (threadIdx.x % 32 == 0) partial[threadIdx.x / 32] = value;
    __syncthreads();
    const int warps = blockDim.x / 32;
    return sumOverWarp(threadIdx.x % 32 < warps ? partial[threadIdx.x % 32] : 0.0f);
}
