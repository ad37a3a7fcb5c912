// The joint projection of one token holds QUERIES query, KEY_VALUES key and KEY_VALUES value heads of SIZE elements.
// One block for each token; a thread turns the same columns of every so many heads.

constexpr int half = SIZE / 2;
constexpr int lanes = half / packSize;
constexpr int width = (QUERIES + 2 * KEY_VALUES) * SIZE;
constexpr int slotsOfBlock = 16;

struct Rotation {
    float cosine[packSize], sine[packSize];

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

/// Turns the query and key heads in place by tables [positions, SIZE / 2], and puts keys and values of each token into the paged
/// cache [blocks, KEY_VALUES, 16, SIZE]. Token t belongs to row `sequences[t]` (t itself without them) of the block table and has
/// the position `positions[t]`; a negative one marks a token to leave out.
extern "C" __global__ void rotateAndStore(Element *joint, const float *cosine, const float *sine, const int *positions,
                                          const int *sequences, const int *blockTable, int blocksOfSequence, Element *keys,
                                          Element *values) {
    const long long token = blockIdx.x;
    const int position = positions[token];
    if (position < 0) return;
    const long long sequence = sequences != nullptr ? sequences[token] : token;
    const long long block = blockTable[sequence * blocksOfSequence + position / slotsOfBlock];
    const int column = threadIdx.x % lanes * packSize;
    const Rotation rotation(cosine + static_cast<long long>(position) * half + column,
                            sine + static_cast<long long>(position) * half + column);
    for (int head = threadIdx.x / lanes; head < QUERIES + 2 * KEY_VALUES; head += blockDim.x / lanes) {
        Element *place = joint + token * width + head * SIZE + column;
        Pack first = load(place), second = load(place + half);
        if (head < QUERIES + KEY_VALUES) {
            rotation.turn(first, second);
            store(place, first);
            store(place + half, second);
        }
        if (head >= QUERIES) {
            const bool isKey = head < QUERIES + KEY_VALUES;
            const int own = head - QUERIES - (isKey ? 0 : KEY_VALUES);
            Element *slot = (isKey ? keys : values) +
                            ((block * KEY_VALUES + own) * slotsOfBlock + position % slotsOfBlock) * SIZE + column;
            store(slot, first);
            store(slot + half, second);
        }
    }
}
