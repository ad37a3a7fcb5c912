// Chooses a token from each row of VOCABULARY logits: one thread block for each row.
//
// The candidates, likeliest first and the first of equals before the others, are never sorted. Their masses are integers, so sums
// do not depend on the order of adding; a search for where the running mass passes a threshold goes through a histogram over the
// distance from the largest logit, a finer one within the bin found, and last the few candidates that share the finer bin.

constexpr int threads = 1024;
constexpr int coarseBins = 2048;
constexpr int fineBins = 1024;
constexpr float binsOfUnit = 64;
constexpr int listLimit = 512;
/// A mass of 1, the likeliest token's; 2^18 of them fit.
constexpr float unitMass = 1099511627776.0f;

typedef unsigned long long Mass;

template <int bins>
struct Histogram {
    unsigned count[bins], low[bins], high[bins];

    __device__ void clear() {
        for (int bin = threadIdx.x; bin < bins; bin += threads) count[bin] = low[bin] = high[bin] = 0;
    }

    __device__ void add(int bin, Mass mass) {
        const unsigned part = static_cast<unsigned>(mass);
        const unsigned before = atomicAdd(&low[bin], part);
        const unsigned carry = static_cast<unsigned>(mass >> 32) + (before + part < before ? 1 : 0);
        if (carry != 0) atomicAdd(&high[bin], carry);
        atomicAdd(&count[bin], 1u);
    }

    __device__ Mass mass(int bin) const { return static_cast<Mass>(high[bin]) << 32 | low[bin]; }
};

struct Candidate {
    float logit;
    int token;

    __device__ bool isBefore(const Candidate &other) const {
        return logit > other.logit || (logit == other.logit && token < other.token);
    }
};

/// A place in the order of candidates: one candidate, or the first of those that share a bin.
struct Place {
    Mass massBefore, mass;
    unsigned countBefore, count;
    int index;
};

struct Shared {
    Histogram<coarseBins> coarse;
    Histogram<fineBins> fine;
    Candidate list[listLimit];
    unsigned listed;
    Candidate best[threads / 32];
    float sums[threads / 32];
    Mass massTotals[threads / 32];
    unsigned countTotals[threads / 32];
    Place found;
};

struct Row {
    const Element *logits;
    float maximum, inverseTemperature;

    template <typename Visit>
    __device__ void forEach(Visit visit) const {
        for (int column = threadIdx.x * packSize; column < VOCABULARY; column += threads * packSize) {
            const Pack pack = load(logits + column);
#pragma unroll
            for (int j = 0; j < packSize; j++) visit(pack.at[j], column + j);
        }
    }

    /// In bins of the coarse histogram; not below `coarseBins` for what has no mass, and for what is not a number.
    __device__ float distance(float logit) const {
        const float scaled = (maximum - logit) * inverseTemperature * binsOfUnit;
        return scaled < coarseBins ? scaled : coarseBins;
    }

    __device__ Mass mass(float logit) const {
        return __float2ull_rn(expf(-(maximum - logit) * inverseTemperature) * unitMass);
    }
};

__device__ __forceinline__ int fineBin(float distance) {
    return min(fineBins - 1, static_cast<int>((distance - static_cast<int>(distance)) * fineBins));
}

/// What lies before each thread's own share, in the order of the threads.
__device__ void prefix(Shared &shared, Mass mass, unsigned count, Mass &massBefore, unsigned &countBefore) {
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    Mass massSum = mass;
    unsigned countSum = count;
    for (int offset = 1; offset < 32; offset *= 2) {
        const Mass otherMass = __shfl_up_sync(0xffffffffu, massSum, offset);
        const unsigned otherCount = __shfl_up_sync(0xffffffffu, countSum, offset);
        if (lane >= offset) {
            massSum += otherMass;
            countSum += otherCount;
        }
    }
    __syncthreads();
    if (lane == 31) {
        shared.massTotals[warp] = massSum;
        shared.countTotals[warp] = countSum;
    }
    __syncthreads();
    massBefore = massSum - mass;
    countBefore = countSum - count;
    for (int other = 0; other < warp; other++) {
        massBefore += shared.massTotals[other];
        countBefore += shared.countTotals[other];
    }
}

/// A running mass, or a running count, that is to be passed.
struct Threshold {
    bool isCount;
    Mass value;

    __device__ bool isPassed(Mass massBefore, Mass mass, unsigned countBefore, unsigned count) const {
        const Mass before = isCount ? countBefore : massBefore, own = isCount ? count : mass;
        return before <= value && value < before + own;
    }
};

/// The bin within which the threshold is passed; `found.index` stays -1 where it is not.
template <int bins>
__device__ Place passingBin(Shared &shared, const Histogram<bins> &histogram, Threshold threshold, Mass massBefore,
                            unsigned countBefore) {
    constexpr int each = bins / threads;
    Mass mass = 0, before;
    unsigned count = 0, counted;
    for (int bin = threadIdx.x * each; bin < threadIdx.x * each + each; bin++) {
        mass += histogram.mass(bin);
        count += histogram.count[bin];
    }
    if (threadIdx.x == 0) shared.found.index = -1;
    prefix(shared, mass, count, before, counted);
    massBefore += before;
    countBefore += counted;
    for (int bin = threadIdx.x * each; bin < threadIdx.x * each + each; bin++) {
        mass = histogram.mass(bin);
        count = histogram.count[bin];
        if (threshold.isPassed(massBefore, mass, countBefore, count))
            shared.found = {massBefore, mass, countBefore, count, bin};
        massBefore += mass;
        countBefore += count;
    }
    __syncthreads();
    const Place found = shared.found;
    __syncthreads();
    return found;
}

/// The candidate with which the threshold is passed, its token as the index; -1 where none is.
__device__ Place passing(Shared &shared, const Row &row, Threshold threshold) {
    Place place = passingBin(shared, shared.coarse, threshold, 0, 0);
    if (place.index < 0) return place;
    const int coarse = place.index;
    int fine = -1;
    if (place.count > listLimit) {
        shared.fine.clear();
        __syncthreads();
        row.forEach([&](float logit, int) {
            const float distance = row.distance(logit);
            if (static_cast<int>(distance) == coarse) shared.fine.add(fineBin(distance), row.mass(logit));
        });
        __syncthreads();
        place = passingBin(shared, shared.fine, threshold, place.massBefore, place.countBefore);
        fine = place.index;
    }
    const auto isMember = [&](float logit) {
        const float distance = row.distance(logit);
        return static_cast<int>(distance) == coarse && (fine < 0 || fineBin(distance) == fine);
    };
    if (threadIdx.x == 0) {
        shared.listed = 0;
        shared.found.index = -1;
    }
    __syncthreads();
    if (place.count <= listLimit) {
        row.forEach([&](float logit, int token) {
            if (isMember(logit)) shared.list[atomicAdd(&shared.listed, 1u)] = {logit, token};
        });
        __syncthreads();
        if (threadIdx.x < place.count) {
            const Candidate own = shared.list[threadIdx.x];
            Mass before = place.massBefore;
            unsigned counted = place.countBefore;
            for (int other = 0; other < place.count; other++) {
                if (!shared.list[other].isBefore(own)) continue;
                before += row.mass(shared.list[other].logit);
                counted++;
            }
            const Mass mass = row.mass(own.logit);
            if (threshold.isPassed(before, mass, counted, 1)) shared.found = {before, mass, counted, 1, own.token};
        }
    } else {
        // So many in so narrow a bin are equal logits: their order is that of the tokens.
        constexpr int packs = VOCABULARY / packSize, each = (packs + threads - 1) / threads * packSize;
        const int first = min(VOCABULARY, static_cast<int>(threadIdx.x) * each), end = min(VOCABULARY, first + each);
        Mass mass = 0, before;
        unsigned count = 0, counted;
        for (int token = first; token < end; token++) {
            const float logit = valueOf(row.logits[token]);
            if (!isMember(logit)) continue;
            mass += row.mass(logit);
            count++;
        }
        prefix(shared, mass, count, before, counted);
        before += place.massBefore;
        counted += place.countBefore;
        if (threshold.isPassed(before, mass, counted, count)) {
            for (int token = first; token < end; token++) {
                const float logit = valueOf(row.logits[token]);
                if (!isMember(logit)) continue;
                const Mass own = row.mass(logit);
                if (threshold.isPassed(before, own, counted, 1)) shared.found = {before, own, counted, 1, token};
                before += own;
                counted++;
            }
        }
    }
    __syncthreads();
    const Place found = shared.found;
    __syncthreads();
    return found;
}

/// The likeliest token, the first of equals; `sum` becomes that of exp(logit - largest).
__device__ Candidate likeliest(Shared &shared, const Element *logits, float &sum) {
    Candidate best = {-infinity(), VOCABULARY};
    sum = 0;
    for (int column = threadIdx.x * packSize; column < VOCABULARY; column += threads * packSize) {
        const Pack pack = load(logits + column);
        const float before = best.logit;
#pragma unroll
        for (int j = 0; j < packSize; j++)
            if (pack.at[j] > best.logit || best.token == VOCABULARY) best = {pack.at[j], column + j};
        if (best.logit == -infinity()) continue;
        if (best.logit > before) sum *= expf(before - best.logit);
#pragma unroll
        for (int j = 0; j < packSize; j++) sum += expf(pack.at[j] - best.logit);
    }
    const auto merge = [](Candidate &best, float &sum, Candidate other, float otherSum) {
        const float larger = fmaxf(best.logit, other.logit);
        if (larger > -infinity())
            sum = sum * expf(best.logit - larger) + otherSum * expf(other.logit - larger);
        if (other.isBefore(best)) best = other;
    };
    for (int offset = 1; offset < 32; offset *= 2) {
        const Candidate other = {__shfl_xor_sync(0xffffffffu, best.logit, offset),
                                 __shfl_xor_sync(0xffffffffu, best.token, offset)};
        merge(best, sum, other, __shfl_xor_sync(0xffffffffu, sum, offset));
    }
    if (threadIdx.x % 32 == 0) {
        shared.best[threadIdx.x / 32] = best;
        shared.sums[threadIdx.x / 32] = sum;
    }
    __syncthreads();
    best = shared.best[0];
    sum = shared.sums[0];
    for (int warp = 1; warp < threads / 32; warp++) merge(best, sum, shared.best[warp], shared.sums[warp]);
    return best;
}

/// - temperatures: 0 for the likeliest token; topK: 0 for none; topP: 1 for none; uniforms: in [0, 1). One of each for a row.
/// - logProbabilities: the natural logarithm of each chosen token's probability at temperature 1.
extern "C" __global__ void __launch_bounds__(threads)
    sampleTokens(const Element *logits, const float *temperatures, const int *topK, const float *topP, const float *uniforms,
                 long long *tokens, float *logProbabilities) {
    __shared__ Shared shared;
    const int index = blockIdx.x;
    logits += static_cast<long long>(index) * VOCABULARY;
    float sum;
    const Candidate best = likeliest(shared, logits, sum);
    const float temperature = temperatures[index];
    int chosen = best.token;
    if (temperature > 0) {
        const Row row = {logits, best.logit, 1 / temperature};
        shared.coarse.clear();
        __syncthreads();
        row.forEach([&](float logit, int) {
            const int bin = static_cast<int>(row.distance(logit));
            if (bin < coarseBins) shared.coarse.add(bin, row.mass(logit));
        });
        __syncthreads();
        Mass total = 0;
        unsigned count = 0;
        Mass before;
        unsigned counted;
        for (int bin = threadIdx.x * (coarseBins / threads); bin < (threadIdx.x + 1) * (coarseBins / threads); bin++) {
            total += shared.coarse.mass(bin);
            count += shared.coarse.count[bin];
        }
        prefix(shared, total, count, before, counted);
        total = 0;
        for (int warp = 0; warp < threads / 32; warp++) total += shared.massTotals[warp];
        // Each cut ends with the candidate that passes its threshold.
        if (topK[index] > 0) {
            const Place last = passing(shared, row, {true, static_cast<Mass>(topK[index] - 1)});
            if (last.index >= 0) total = last.massBefore + last.mass;
        }
        if (topP[index] < 1) {
            const double goal = ceil(static_cast<double>(topP[index]) * static_cast<double>(total));
            const Place last = passing(shared, row, {false, goal < 1 ? 0 : static_cast<Mass>(goal) - 1});
            if (last.index >= 0) total = last.massBefore + last.mass;
        }
        const Mass goal = static_cast<Mass>(static_cast<double>(uniforms[index]) * static_cast<double>(total));
        const Place place = passing(shared, row, {false, total == 0 ? 0 : min(goal, total - 1)});
        if (place.index >= 0) chosen = place.index;
    }
    if (threadIdx.x == 0) {
        tokens[index] = chosen;
        logProbabilities[index] = valueOf(logits[chosen]) - best.logit - logf(sum);
    }
}
