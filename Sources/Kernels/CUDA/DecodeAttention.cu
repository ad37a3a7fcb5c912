// Attention of one new token of each sequence over a paged cache [blocks, KEY_VALUES, 16, SIZE], bfloat16 (Dao et al. 2023,
// "Flash-Decoding"; queries that share a key head are rows of one matrix product, so each key and value is read once).
//
// A unit of work is one block of one key head: units are ordered by sequence, head and position, and every thread block takes an
// equal run of them, whatever the lengths are. Where a head's units fall to several thread blocks, the last to finish merges.

#if ELEMENT_IS_FLOAT
#error "the products are those of bfloat16"
#endif

constexpr int group = QUERIES / KEY_VALUES;
constexpr int rowHalves = group > 8 ? 2 : 1;
constexpr int slots = 16;
constexpr int chunks = SIZE / 8;
constexpr int warps = 4;
constexpr int threads = 32 * warps;
constexpr int stages = 3;
constexpr int leastUnits = 2 * warps;
constexpr int keptStride = SIZE + 4;
constexpr int partialStride = group * SIZE + (group * 2 + 3) / 4 * 4;

/// The keys, then the values, of one unit; 16-byte chunks, each row's in an order of its own to keep banks apart.
struct Tile {
    uint4 keys[slots * chunks], values[slots * chunks];
};

struct Shared {
    Tile tiles[warps][stages];
    float kept[warps][group][keptStride];
    float2 rows[warps][group];
    int totals[warps];
    bool isLast;
    /// Units of one head before each sequence.
    int starts[1];
};

__device__ __forceinline__ unsigned addressOf(const void *shared) {
    return static_cast<unsigned>(__cvta_generic_to_shared(shared));
}

__device__ __forceinline__ void multiply(float (&sum)[4], const unsigned (&a)[4], unsigned b0, unsigned b1) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%0, %1, %2, %3};"
                 : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

__device__ __forceinline__ void loadMatrices(unsigned (&b)[4], const uint4 *tile, int row, int chunk) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(b[0]), "=r"(b[1]), "=r"(b[2]), "=r"(b[3])
                 : "r"(addressOf(tile + row * chunks + (chunk ^ (row & 7))))
                 : "memory");
}

__device__ __forceinline__ void loadTransposed(unsigned (&b)[4], const uint4 *tile, int row, int chunk) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(b[0]), "=r"(b[1]), "=r"(b[2]), "=r"(b[3])
                 : "r"(addressOf(tile + row * chunks + (chunk ^ (row & 7))))
                 : "memory");
}

__device__ __forceinline__ int unitsOf(int length) { return (length + slots - 1) / slots; }

__device__ void countUnits(const int *lengths, int sequences, Shared &shared) {
    const int each = (sequences + threads - 1) / threads;
    const int first = min(sequences, static_cast<int>(threadIdx.x) * each), end = min(sequences, first + each);
    int own = 0;
    for (int i = first; i < end; i++) own += unitsOf(lengths[i]);
    int before = own;
    for (int offset = 1; offset < 32; offset *= 2) {
        const int other = __shfl_up_sync(0xffffffffu, before, offset);
        if (threadIdx.x % 32 >= offset) before += other;
    }
    if (threadIdx.x % 32 == 31) shared.totals[threadIdx.x / 32] = before;
    __syncthreads();
    before -= own;
    for (int warp = 0; warp < threadIdx.x / 32; warp++) before += shared.totals[warp];
    for (int i = first; i < end; i++) {
        shared.starts[i] = before;
        before += unitsOf(lengths[i]);
    }
    if (threadIdx.x == threads - 1) shared.starts[sequences] = before;
    __syncthreads();
}

/// Where a unit lies.
struct Place {
    int unit, sequence, head, block, count, length;

    __device__ Place(int unit, const Shared &shared, const int *lengths, int sequences) : unit(unit) {
        int low = 0, high = sequences;
        while (high - low > 1) {
            const int middle = (low + high) / 2;
            (shared.starts[middle] <= unit / KEY_VALUES ? low : high) = middle;
        }
        enter(low, shared, lengths);
        const int within = unit - shared.starts[low] * KEY_VALUES;
        head = within / count;
        block = within % count;
    }

    __device__ void advance(int step, const Shared &shared, const int *lengths, int sequences) {
        unit += step;
        block += step;
        while (block >= count) {
            block -= count;
            if (++head < KEY_VALUES) continue;
            head = 0;
            int next = sequence + 1;
            while (next < sequences && shared.starts[next + 1] == shared.starts[next]) next++;
            if (next >= sequences) return;
            enter(next, shared, lengths);
        }
    }

private:
    __device__ void enter(int to, const Shared &shared, const int *lengths) {
        sequence = to;
        count = shared.starts[to + 1] - shared.starts[to];
        length = lengths[to];
    }
};

__device__ __forceinline__ void fetch(Tile &tile, const Element *keys, const Element *values, int cacheBlock,
                                      const Place &place) {
    const long long from = (static_cast<long long>(cacheBlock) * KEY_VALUES + place.head) * (slots * SIZE);
    const int valid = place.length - place.block * slots;
#pragma unroll
    for (int i = threadIdx.x % 32; i < slots * chunks; i += 32) {
        const int row = i / chunks, to = row * chunks + (i % chunks ^ (row & 7));
        // Slots without a token become zeros: what lies there may not be a number.
        const int bytes = row < valid ? 16 : 0;
        asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(addressOf(tile.keys + to)),
                     "l"(keys + from + i * 8), "r"(bytes));
        asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(addressOf(tile.values + to)),
                     "l"(values + from + i * 8), "r"(bytes));
    }
}

/// The queries of one head, rows of a left factor. Each quad of lanes has one row, or two 8 apart.
struct Queries {
    unsigned parts[SIZE / 16][4];

    __device__ void read(const Element *joint, const Place &place) {
        joint += (static_cast<long long>(place.sequence) * (QUERIES + 2 * KEY_VALUES) + place.head * group) * SIZE;
        const int row = threadIdx.x % 32 / 4, column = threadIdx.x % 4 * 2;
#pragma unroll
        for (int k = 0; k < SIZE / 16; k++)
#pragma unroll
            for (int part = 0; part < 4; part++) {
                const int own = row + part % 2 * 8;
                const Element *from = joint + own * SIZE + k * 16 + part / 2 * 8 + column;
                parts[k][part] = own < group ? *reinterpret_cast<const unsigned *>(from) : 0;
            }
    }
};

/// The attention of one warp's units of one head, as far as it has come.
struct Attention {
    float output[SIZE / 8][4];
    float maximum[2], sum[2];

    __device__ Attention() {
#pragma unroll
        for (int n = 0; n < SIZE / 8; n++)
#pragma unroll
            for (int i = 0; i < 4; i++) output[n][i] = 0;
        maximum[0] = maximum[1] = -infinity();
        sum[0] = sum[1] = 0;
    }

    /// Takes in the first `valid` slots of a tile, at least one. Scores are scaled for powers of two.
    __device__ void add(const Queries &queries, const Tile &tile, int valid, float scale) {
        const int lane = threadIdx.x % 32;
        float scores[2][4] = {};
#pragma unroll
        for (int k = 0; k < SIZE / 16; k++) {
            unsigned b[4];
            loadMatrices(b, tile.keys, lane / 16 * 8 + lane % 8, k * 2 + lane / 8 % 2);
            multiply(scores[0], queries.parts[k], b[0], b[1]);
            multiply(scores[1], queries.parts[k], b[2], b[3]);
        }
        float correction[2] = {1, 1};
        bool grew = false;
#pragma unroll
        for (int half = 0; half < rowHalves; half++) {
            float largest = maximum[half];
#pragma unroll
            for (int n = 0; n < 2; n++)
#pragma unroll
                for (int i = 0; i < 2; i++) {
                    float &score = scores[n][half * 2 + i];
                    score = n * 8 + lane % 4 * 2 + i < valid ? score * scale : -infinity();
                    largest = fmaxf(largest, score);
                }
            largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, 1));
            largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, 2));
            grew = grew || largest > maximum[half];
            correction[half] = powerOfTwo(maximum[half] - largest);
            maximum[half] = largest;
            sum[half] *= correction[half];
#pragma unroll
            for (int n = 0; n < 2; n++)
#pragma unroll
                for (int i = 0; i < 2; i++) {
                    float &score = scores[n][half * 2 + i];
                    score = powerOfTwo(score - largest);
                    sum[half] += score;
                }
        }
        if (__any_sync(0xffffffffu, grew)) {
#pragma unroll
            for (int n = 0; n < SIZE / 8; n++)
#pragma unroll
                for (int i = 0; i < 2 * rowHalves; i++) output[n][i] *= correction[i / 2];
        }
        const unsigned weights[4] = {
            pairOf(scores[0][0], scores[0][1]), rowHalves > 1 ? pairOf(scores[0][2], scores[0][3]) : 0,
            pairOf(scores[1][0], scores[1][1]), rowHalves > 1 ? pairOf(scores[1][2], scores[1][3]) : 0};
#pragma unroll
        for (int n = 0; n < SIZE / 8; n += 2) {
            unsigned b[4];
            loadTransposed(b, tile.values, lane / 8 % 2 * 8 + lane % 8, n + lane / 16);
            multiply(output[n], weights, b[0], b[1]);
            multiply(output[n + 1], weights, b[2], b[3]);
        }
    }

    __device__ void keep(Shared &shared) {
        const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
#pragma unroll
        for (int half = 0; half < rowHalves; half++) {
            const int row = lane / 4 + half * 8;
            sum[half] += __shfl_xor_sync(0xffffffffu, sum[half], 1);
            sum[half] += __shfl_xor_sync(0xffffffffu, sum[half], 2);
            if (row >= group) continue;
            if (lane % 4 == 0) shared.rows[warp][row] = make_float2(maximum[half], sum[half]);
#pragma unroll
            for (int n = 0; n < SIZE / 8; n++)
                *reinterpret_cast<float2 *>(&shared.kept[warp][row][n * 8 + lane % 4 * 2]) =
                    make_float2(output[n][half * 2], output[n][half * 2 + 1]);
        }
    }
};

/// The thread block that takes a unit when `units` fall to `used` thread blocks.
__device__ __forceinline__ int takerOf(int unit, int units, int used) {
    return static_cast<int>(((unit + 1LL) * used - 1) / units);
}

__device__ __forceinline__ void addScaled(float4 &sum, float4 value, float scale) {
    sum.x += value.x * scale;
    sum.y += value.y * scale;
    sum.z += value.z * scale;
    sum.w += value.w * scale;
}

__device__ __forceinline__ void storeOutput(Element *to, float4 value, float total) {
    const float scale = 1 / total;
    *reinterpret_cast<uint2 *>(to) =
        make_uint2(pairOf(value.x * scale, value.y * scale), pairOf(value.z * scale, value.w * scale));
}

/// Puts the parts of one head together, the first of which is the second that its taker wrote.
__device__ void merge(const float *partials, int firstTaker, int lastTaker, Element *result) {
    for (int i = threadIdx.x; i < group * SIZE / 4; i += threads) {
        const int row = i / (SIZE / 4), column = i % (SIZE / 4) * 4;
        float largest = -infinity(), total = 0;
        float4 value = make_float4(0, 0, 0, 0);
#pragma unroll 8
        for (int taker = firstTaker; taker <= lastTaker; taker++) {
            const float *part = partials + (2LL * taker + (taker == firstTaker ? 1 : 0)) * partialStride;
            const float2 state = __ldcg(reinterpret_cast<const float2 *>(part + group * SIZE + row * 2));
            const float4 own = __ldcg(reinterpret_cast<const float4 *>(part + row * SIZE + column));
            const float grown = fmaxf(largest, state.x);
            const float before = powerOfTwo(largest - grown), weight = powerOfTwo(state.x - grown);
            value = make_float4(value.x * before, value.y * before, value.z * before, value.w * before);
            addScaled(value, own, weight);
            total = total * before + weight * state.y;
            largest = grown;
        }
        storeOutput(result + row * SIZE + column, value, total);
    }
}

/// - joint: [sequences, (QUERIES + 2 KEY_VALUES) SIZE], its queries rotated; output: [sequences, QUERIES SIZE].
/// - lengths: tokens of each sequence, the new one included; 0 leaves its output alone.
/// - scale: log2(e) / sqrt(SIZE).
/// - partials: 2 gridDim.x partialStride floats; arrivals: sequences KEY_VALUES zeros, which are zeros again at the end.
extern "C" __global__ void __launch_bounds__(threads, 2)
    attend(const Element *joint, Element *output, const Element *keys, const Element *values, const int *blockTable,
           int blocksOfSequence, const int *lengths, int sequences, float scale, float *partials, int *arrivals) {
    extern __shared__ __align__(16) unsigned char memory[];
    Shared &shared = *reinterpret_cast<Shared *>(memory);
    countUnits(lengths, sequences, shared);
    const int units = shared.starts[sequences] * KEY_VALUES;
    const int used = min(static_cast<int>(gridDim.x), (units + leastUnits - 1) / leastUnits);
    if (blockIdx.x >= used) return;
    const int begin = static_cast<int>(static_cast<long long>(units) * blockIdx.x / used);
    const int end = static_cast<int>(static_cast<long long>(units) * (blockIdx.x + 1) / used);

    const int warp = threadIdx.x / 32;
    int mine = begin + warp, stage = 0;
    Place ahead(min(mine, end - 1), shared, lengths, sequences);
    ahead.unit = mine;
    int cacheBlock = blockTable[static_cast<long long>(ahead.sequence) * blocksOfSequence + ahead.block];
    const auto prefetch = [&](int into) {
        if (ahead.unit < end) {
            fetch(shared.tiles[warp][into], keys, values, cacheBlock, ahead);
            ahead.advance(warps, shared, lengths, sequences);
            if (ahead.unit < end)
                cacheBlock = blockTable[static_cast<long long>(ahead.sequence) * blocksOfSequence + ahead.block];
        }
        asm volatile("cp.async.commit_group;" ::: "memory");
    };
#pragma unroll
    for (int i = 0; i < stages - 1; i++) prefetch(i);

    Place place(begin, shared, lengths, sequences);
    Queries queries;
    queries.read(joint, place);
    while (place.unit < end) {
        const int first = place.unit - place.block, last = first + place.count;
        const int stop = min(last, end);
        const int pair = place.sequence * KEY_VALUES + place.head;
        Attention attention;
        for (; mine < stop; mine += warps) {
            asm volatile("cp.async.wait_group %0;" ::"n"(stages - 2) : "memory");
            __syncwarp();
            prefetch((stage + stages - 1) % stages);
            attention.add(queries, shared.tiles[warp][stage], place.length - (mine - first) * slots, scale);
            stage = (stage + 1) % stages;
        }
        place.advance(stop - place.unit, shared, lengths, sequences);
        if (place.unit < end) queries.read(joint, place);
        attention.keep(shared);
        __syncthreads();

        // The warps' shares become one, which is the result, or a part of it.
        const bool isWhole = first >= begin && last <= end;
        float *partial = partials + (2LL * blockIdx.x + (first >= begin ? 1 : 0)) * partialStride;
        Element *result = output + static_cast<long long>(pair) * group * SIZE;
        for (int i = threadIdx.x; i < group * SIZE / 4; i += threads) {
            const int row = i / (SIZE / 4), column = i % (SIZE / 4) * 4;
            float largest = -infinity(), total = 0;
            for (int w = 0; w < warps; w++) largest = fmaxf(largest, shared.rows[w][row].x);
            float4 value = make_float4(0, 0, 0, 0);
            for (int w = 0; w < warps; w++) {
                const float weight = powerOfTwo(shared.rows[w][row].x - largest);
                total += weight * shared.rows[w][row].y;
                addScaled(value, *reinterpret_cast<const float4 *>(&shared.kept[w][row][column]), weight);
            }
            if (isWhole) {
                storeOutput(result + row * SIZE + column, value, total);
            } else {
                *reinterpret_cast<float4 *>(partial + row * SIZE + column) = value;
                if (column == 0)
                    *reinterpret_cast<float2 *>(partial + group * SIZE + row * 2) = make_float2(largest, total);
            }
        }
        if (!isWhole) {
            const int firstTaker = takerOf(first, units, used), lastTaker = takerOf(last - 1, units, used);
            __threadfence();
            __syncthreads();
            if (threadIdx.x == 0) {
                int *arrived = arrivals + pair;
                shared.isLast = atomicAdd(arrived, 1) == lastTaker - firstTaker;
                if (shared.isLast) *arrived = 0;
            }
            __syncthreads();
            if (shared.isLast) {
                __threadfence();
                merge(partials, firstTaker, lastTaker, result);
            }
        }
        __syncthreads();
    }
}
