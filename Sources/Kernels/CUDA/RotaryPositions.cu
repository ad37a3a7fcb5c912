// The joint projection of one token holds QUERIES query, KEY_VALUES key and KEY_VALUES value heads of SIZE elements.
// One block for each token; a thread turns the same columns of every so many heads.

constexpr int half = SIZE / 2;
constexpr int lanes = half / packSize;
constexpr int width = (QUERIES + 2 * KEY_VALUES) * SIZE;
constexpr int slotsOfBlock = 16;

struct Rotation {
    float cosine[packSize], sine[packSize];

    __device__ Rotation() {}

    __device__ Rotation(const float *cosines, const float *sines) {
#pragma unroll
        for (int j = 0; j < packSize; j += 4) {
            *reinterpret_cast<float4 *>(cosine + j) = *reinterpret_cast<const float4 *>(cosines + j);
            *reinterpret_cast<float4 *>(sine + j) = *reinterpret_cast<const float4 *>(sines + j);
        }
    }

    __device__ void turn(Pack &first, Pack &second) const {
#pragma unroll
        for (int j = 0; j < packSize; j++) {
            const float a = first.at[j], b = second.at[j];
            first.at[j] = a * cosine[j] - b * sine[j];
            second.at[j] = b * cosine[j] + a * sine[j];
        }
    }
};

/// Turns the query and key heads in place; `cosine` and `sine` are [tokens, SIZE / 2].
extern "C" __global__ void rotate(Element *joint, const float *cosine, const float *sine) {
    const long long token = blockIdx.x;
    const int column = threadIdx.x % lanes * packSize;
    const Rotation rotation(cosine + token * half + column, sine + token * half + column);
    for (int head = threadIdx.x / lanes; head < QUERIES + KEY_VALUES; head += blockDim.x / lanes) {
        Element *place = joint + token * width + head * SIZE + column;
        Pack first = load(place), second = load(place + half);
        rotation.turn(first, second);
        store(place, first);
        store(place + half, second);
    }
}

/// The place of a token's key, or value, of one head in a paged cache [blocks, KEY_VALUES, 16, SIZE].
__device__ __forceinline__ long long placeOf(long long slot, int head) {
    return ((slot / slotsOfBlock * KEY_VALUES + head) * slotsOfBlock + slot % slotsOfBlock) * SIZE;
}

/// Turns the query and key heads in place, and copies keys and values into the slots of a paged cache. Without `cosine` nothing
/// turns; a token whose slot is negative is left out of the cache.
extern "C" __global__ void rotateAndStore(Element *joint, const float *cosine, const float *sine, const long long *slots,
                                          Element *keys, Element *values) {
    const long long token = blockIdx.x, slot = slots[token];
    const int column = threadIdx.x % lanes * packSize;
    const float *own = cosine != nullptr ? cosine + token * half + column : nullptr;
    const Rotation rotation = own != nullptr ? Rotation(own, sine + token * half + column) : Rotation();
    const int first = own != nullptr ? 0 : QUERIES;
    for (int head = first + threadIdx.x / lanes; head < QUERIES + 2 * KEY_VALUES; head += blockDim.x / lanes) {
        Element *place = joint + token * width + head * SIZE + column;
        Pack low = load(place), high = load(place + half);
        if (own != nullptr && head < QUERIES + KEY_VALUES) {
            rotation.turn(low, high);
            store(place, low);
            store(place + half, high);
        }
        if (head < QUERIES || slot < 0) continue;
        const bool isKey = head < QUERIES + KEY_VALUES;
        Element *to = (isKey ? keys : values) + placeOf(slot, (head - QUERIES) % KEY_VALUES) + column;
        store(to, low);
        store(to + half, high);
    }
}
