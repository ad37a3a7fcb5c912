// Chooses a token from each row of VOCABULARY logits: one thread block for each row.
//
// The candidates, likeliest first and the first of equals before the others, are never sorted. Their masses are integers, so sums
// do not depend on the order of adding. A search for where the running mass passes a threshold goes through histograms over the
// distance from the largest logit, one window after the other (the first mostly has all of it), then a finer one within the bin
// found, and last the few candidates that share the finer bin.

constexpr int threads = 1024;
constexpr int coarseBins = 2048;
constexpr int fineBins = 1024;
constexpr float binsOfUnit = 128;
/// Beyond the last window, 32 from the largest, a candidate has no mass.
constexpr int windows = 2;
constexpr int listLimit = 512;
/// A mass of 1, the likeliest token's; 2^23 of them fit.
constexpr float unitMass = 1099511627776.0f;

constexpr float log2e = 1.4426950408889634f;

typedef unsigned long long Mass;

__device__ __forceinline__ float exponential(float x) { return powerOfTwo(x * log2e); }

template <int bins>
struct Histogram {
    unsigned count[bins], low[bins], high[bins];

    __device__ void clear() {
        for (int bin = threadIdx.x; bin < bins; bin += threads) count[bin] = low[bin] = high[bin] = 0;
    }

    __device__ void add(int bin, Mass mass, unsigned more) {
        const unsigned part = static_cast<unsigned>(mass);
        const unsigned before = atomicAdd(&low[bin], part);
        const unsigned carry = static_cast<unsigned>(mass >> 32) + (before + part < before ? 1 : 0);
        if (carry != 0) atomicAdd(&high[bin], carry);
        atomicAdd(&count[bin], more);
    }

    __device__ Mass mass(int bin) const { return static_cast<Mass>(high[bin]) << 32 | low[bin]; }
};

/// Candidates of one bin that one thread meets one after the other, added at once: many may be equal.
template <int bins>
struct Run {
    Histogram<bins> &histogram;
    Mass mass;
    unsigned count;
    int bin;

    __device__ explicit Run(Histogram<bins> &histogram) : histogram(histogram), mass(0), count(0), bin(0) {}
    __device__ ~Run() {
        if (count > 0) histogram.add(bin, mass, count);
    }

    __device__ void add(int to, Mass more) {
        if (to != bin && count > 0) {
            histogram.add(bin, mass, count);
            mass = count = 0;
        }
        bin = to;
        mass += more;
        count++;
    }
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
    /// The window that `coarse` is of, and what windows hold, as far as known.
    int window, known;
    Mass windowMass[windows];
    unsigned windowCount[windows];
};

struct Row {
    const Element *logits;
    float maximum, inverseTemperature;

    template <typename Visit>
    __device__ void forEach(Visit visit) const {
        forEachPack<VOCABULARY, threads>(logits, [&](const Pack &pack, int column) {
#pragma unroll
            for (int j = 0; j < packSize; j++) visit(pack.at[j], column + j);
        });
    }

    /// Each thread's share is a run of tokens.
    template <typename Visit>
    __device__ void forEachInOrder(Visit visit) const {
        constexpr int packs = VOCABULARY / packSize, each = (packs + threads - 1) / threads * packSize;
        const int first = min(VOCABULARY, static_cast<int>(threadIdx.x) * each), end = min(VOCABULARY, first + each);
        for (int column = first; column < end; column += packSize) {
            const Pack pack = load(logits + column);
#pragma unroll
            for (int j = 0; j < packSize; j++) visit(pack.at[j], column + j);
        }
    }

    /// In bins of the coarse histogram; not below all windows for what has no mass, and for what is not a number.
    __device__ float distance(float logit) const {
        const float scaled = (maximum - logit) * inverseTemperature * binsOfUnit;
        return scaled < windows * coarseBins ? scaled : windows * coarseBins;
    }

    __device__ static Mass massAt(float distance) {
        return __float2ull_rn(powerOfTwo(distance * (-log2e / binsOfUnit)) * unitMass);
    }

    __device__ Mass mass(float logit) const { return massAt(distance(logit)); }
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

__device__ Mass sumOf(Shared &shared, Mass mass) {
    Mass massBefore, total = 0;
    unsigned countBefore;
    prefix(shared, mass, 0, massBefore, countBefore);
    for (int warp = 0; warp < threads / 32; warp++) total += shared.massTotals[warp];
    return total;
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

/// Makes `coarse` the histogram of a window; gives the mass of all windows.
__device__ Mass fill(Shared &shared, const Row &row, int window) {
    __syncthreads();
    shared.coarse.clear();
    __syncthreads();
    Mass total = 0;
    {
        Run<coarseBins> run(shared.coarse);
        row.forEach([&](float logit, int) {
            const float distance = row.distance(logit);
            const int bin = static_cast<int>(distance) - window * coarseBins;
            const Mass mass = Row::massAt(distance);
            total += mass;
            if (bin >= 0 && bin < coarseBins) run.add(bin, mass);
        });
    }
    if (threadIdx.x == 0) shared.window = window;
    return sumOf(shared, total);
}

/// The coarse bin, counted from the first window's, within which the threshold is passed; index -1 where none is.
__device__ Place passingCoarseBin(Shared &shared, const Row &row, Threshold threshold) {
    Mass massBefore = 0;
    unsigned countBefore = 0;
    Place place = {0, 0, 0, 0, -1};
    for (int window = 0; window < windows; window++) {
        const bool isKnown = window < shared.known;
        if (!isKnown || threshold.isPassed(massBefore, shared.windowMass[window], countBefore, shared.windowCount[window])) {
            if (shared.window != window) fill(shared, row, window);
            place = passingBin(shared, shared.coarse, threshold, massBefore, countBefore);
            if (!isKnown && threadIdx.x == 0) {
                shared.windowMass[window] = 0;
                shared.windowCount[window] = 0;
                for (int warp = 0; warp < threads / 32; warp++) {
                    shared.windowMass[window] += shared.massTotals[warp];
                    shared.windowCount[window] += shared.countTotals[warp];
                }
                shared.known = window + 1;
            }
            __syncthreads();
        }
        if (place.index >= 0) {
            place.index += window * coarseBins;
            break;
        }
        massBefore += shared.windowMass[window];
        countBefore += shared.windowCount[window];
    }
    return place;
}

/// The candidate with which the threshold is passed, its token as the index; -1 where none is.
__device__ Place passing(Shared &shared, const Row &row, Threshold threshold) {
    Place place = passingCoarseBin(shared, row, threshold);
    if (place.index < 0) return place;
    const int coarse = place.index;
    int fine = -1;
    if (place.count > listLimit) {
        shared.fine.clear();
        __syncthreads();
        {
            Run<fineBins> run(shared.fine);
            row.forEach([&](float logit, int) {
                const float distance = row.distance(logit);
                if (static_cast<int>(distance) == coarse) run.add(fineBin(distance), Row::massAt(distance));
            });
        }
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
        Mass mass = 0, before;
        unsigned count = 0, counted;
        row.forEachInOrder([&](float logit, int) {
            if (!isMember(logit)) return;
            mass += row.mass(logit);
            count++;
        });
        prefix(shared, mass, count, before, counted);
        before += place.massBefore;
        counted += place.countBefore;
        if (threshold.isPassed(before, mass, counted, count)) {
            row.forEachInOrder([&](float logit, int token) {
                if (!isMember(logit)) return;
                const Mass own = row.mass(logit);
                if (threshold.isPassed(before, own, counted, 1)) shared.found = {before, own, counted, 1, token};
                before += own;
                counted++;
            });
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
    forEachPack<VOCABULARY, threads>(logits, [&](const Pack &pack, int column) {
        float largest = pack.at[0];
#pragma unroll
        for (int j = 1; j < packSize; j++) largest = fmaxf(largest, pack.at[j]);
        if (largest > best.logit || best.token == VOCABULARY) {
            sum = best.logit > -infinity() ? sum * exponential(best.logit - largest) : 0;
            best.logit = largest;
#pragma unroll
            for (int j = packSize - 1; j >= 0; j--)
                if (pack.at[j] == largest) best.token = column + j;
        }
        if (best.logit == -infinity()) return;
#pragma unroll
        for (int j = 0; j < packSize; j++) sum += exponential(pack.at[j] - best.logit);
    });
    const auto merge = [](Candidate &best, float &sum, Candidate other, float otherSum) {
        const float larger = fmaxf(best.logit, other.logit);
        if (larger > -infinity())
            sum = sum * exponential(best.logit - larger) + otherSum * exponential(other.logit - larger);
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
        if (threadIdx.x == 0) shared.known = 0;
        Mass total = fill(shared, row, 0);
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
