// Sixteen floats at a time, in the instruction set that the including file has chosen.
// The compiler splits them where registers are narrower. Included once per instruction set, inside its namespace.

#define INLINE inline __attribute__((always_inline))
#define INLINE_LAMBDA __attribute__((always_inline))

using Floats = float __attribute__((vector_size(64)));
using Integers = int32_t __attribute__((vector_size(64)));
using Words = uint32_t __attribute__((vector_size(64)));
using Halves = uint16_t __attribute__((vector_size(32)));

constexpr int64_t lanes = 16;
constexpr float infinity = __builtin_inff();

struct BFloat16 {
  uint16_t bits;
};

constexpr int64_t rounded_up(int64_t count, int64_t multiple) { return (count + multiple - 1) / multiple * multiple; }

INLINE Floats broadcast(float value) { return value - Floats{}; }
INLINE Floats maximum(Floats a, Floats b) { return __builtin_elementwise_max(a, b); }
INLINE Floats minimum(Floats a, Floats b) { return __builtin_elementwise_min(a, b); }

INLINE Floats load(const float *source) {
  Floats value;
  __builtin_memcpy(&value, source, sizeof value);
  return value;
}

INLINE void store(float *target, Floats value) { __builtin_memcpy(target, &value, sizeof value); }

INLINE Halves load_bits(const BFloat16 *source) {
  Halves bits;
  __builtin_memcpy(&bits, source, sizeof bits);
  return bits;
}

INLINE Floats load(const BFloat16 *source) {
  return (Floats)(__builtin_convertvector(load_bits(source), Words) << 16);
}

// To the nearest, ties to even; not-a-number stays so.
INLINE Halves rounded_bits(Floats value) {
#ifdef CKERNELS_AVX512
  return (Halves)_mm512_cvtneps_pbh((__m512)value);
#else
  const Words bits = (Words)value;
  const Words rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  return __builtin_convertvector((Words)(value == value ? (Integers)rounded : (Integers)((bits >> 16) | 0x40)), Halves);
#endif
}

INLINE void store(BFloat16 *target, Floats value) {
  const Halves bits = rounded_bits(value);
  __builtin_memcpy(target, &bits, sizeof bits);
}

// What follows the last whole vector of a row goes through these two: out of line, since it is rare.
template <typename Element>
__attribute__((noinline, cold)) void copy_some(const Element *source, int64_t count, float rest, float *target) {
  Element whole[lanes] = {};
  for (int64_t index = 0; index < count; ++index) whole[index] = source[index];
  store(target, load(whole));
  for (int64_t index = std::max<int64_t>(count, 0); index < lanes; ++index) target[index] = rest;
}

template <typename Element>
__attribute__((noinline, cold)) void store_some(Element *target, const float *source, int64_t count) {
  Element whole[lanes];
  store(whole, load(source));
  for (int64_t index = 0; index < count; ++index) target[index] = whole[index];
}

// The first `count` of sixteen elements; the others are `rest`.
template <typename Element>
INLINE Floats load(const Element *source, int64_t count, float rest = 0) {
  if (__builtin_expect(count >= lanes, true)) return load(source);
  float whole[lanes];
  copy_some(source, count, rest, whole);
  return load(whole);
}

template <typename Element>
INLINE void store(Element *target, Floats value, int64_t count) {
  if (__builtin_expect(count >= lanes, true)) return store(target, value);
  float whole[lanes];
  store(whole, value);
  store_some(target, whole, count);
}

// The same where sixteen may be read anyway.
INLINE Floats load_first(const float *source, int64_t count, float rest) {
  const Integers lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return lane < (int32_t)std::min(count, lanes) ? load(source) : broadcast(rest);
}

INLINE float element(const float *source) { return *source; }

INLINE float element(const BFloat16 *source) {
  const uint32_t bits = (uint32_t)source->bits << 16;
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

INLINE float sum(Floats value) {
  using Eight = float __attribute__((vector_size(32)));
  using Four = float __attribute__((vector_size(16)));
  const Eight eight = __builtin_shufflevector(value, value, 0, 1, 2, 3, 4, 5, 6, 7) +
                      __builtin_shufflevector(value, value, 8, 9, 10, 11, 12, 13, 14, 15);
  const Four four =
      __builtin_shufflevector(eight, eight, 0, 1, 2, 3) + __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
  return (four[0] + four[2]) + (four[1] + four[3]);
}

INLINE float largest(Floats value) { return __builtin_reduce_max(value); }

// e to the rest, for |rest| <= ln 2 / 2 (Cephes' polynomial).
INLINE Floats exponential_of_rest(Floats rest) {
  Floats power = rest * 1.9875691500e-4f + 1.3981999507e-3f;
  power = power * rest + 8.3334519073e-3f;
  power = power * rest + 4.1665795894e-2f;
  power = power * rest + 1.6666665459e-1f;
  power = power * rest + 5.0000001201e-1f;
  return (power * rest) * rest + (rest + 1.0f);
}

// e to the x, within 2 units in the last place where the result is a normal number.
INLINE Floats exponential(Floats x) {
  constexpr float per_e = 1.44269504088896341f, high = 0.693359375f, low = -2.12194440e-4f;
#ifdef CKERNELS_AVX512
  const Floats bounded = (Floats)_mm512_min_ps(_mm512_set1_ps(89), _mm512_max_ps(_mm512_set1_ps(-104), (__m512)x));
  const Floats whole = (Floats)_mm512_roundscale_ps((__m512)(bounded * per_e), _MM_FROUND_TO_NEAREST_INT);
  return (Floats)_mm512_scalef_ps(
      (__m512)exponential_of_rest((bounded - whole * high) - whole * low), (__m512)whole);
#else
  const Floats bounded = minimum(maximum(x, broadcast(-87.0f)), broadcast(88.72f));
  constexpr float shift = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer, in the low bits
  const Floats shifted = bounded * per_e + shift, whole = shifted - shift;
  const Floats power = exponential_of_rest((bounded - whole * high) - whole * low);
  // 2^128 is out of range for one factor: two halves of the exponent.
  const Integers exponent = (Integers)shifted - 0x4b400000, half = exponent >> 1;
  const Floats scaled = power * (Floats)((half + 127) << 23) * (Floats)((exponent - half + 127) << 23);
  return x != x ? x : x > 88.72f ? broadcast(infinity) : x < -87.0f ? Floats{} : scaled;
#endif
}

INLINE Floats sigmoid(Floats x) { return 1.0f / (1.0f + exponential(-x)); }
