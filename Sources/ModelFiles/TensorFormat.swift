/// How a tensor's numbers are stored; the raw value is the format's name in files.
///
/// Quantised formats store blocks of elements that share a scale.
package enum TensorFormat: String, CaseIterable, Sendable {
    case f64 = "F64"
    case f32 = "F32"
    case f16 = "F16"
    case bf16 = "BF16"
    case i64 = "I64"
    case i32 = "I32"
    case i16 = "I16"
    case i8 = "I8"
    case u8 = "U8"
    case bool = "BOOL"

    case q40 = "Q4_0"
    case q41 = "Q4_1"
    case q50 = "Q5_0"
    case q51 = "Q5_1"
    case q80 = "Q8_0"
    case q4K = "Q4_K"
    case q5K = "Q5_K"
    case q6K = "Q6_K"

    // Known, so that files holding them can be opened, but not decoded.
    case u16 = "U16"
    case u32 = "U32"
    case u64 = "U64"
    case f8E4M3 = "F8_E4M3"
    case f8E5M2 = "F8_E5M2"
    case f8E8M0 = "F8_E8M0"
    case c64 = "C64"
    case q81 = "Q8_1"
    case q2K = "Q2_K"
    case q3K = "Q3_K"
    case q8K = "Q8_K"
    case iq1S = "IQ1_S"
    case iq1M = "IQ1_M"
    case iq2XXS = "IQ2_XXS"
    case iq2XS = "IQ2_XS"
    case iq2S = "IQ2_S"
    case iq3XXS = "IQ3_XXS"
    case iq3S = "IQ3_S"
    case iq4NL = "IQ4_NL"
    case iq4XS = "IQ4_XS"
    case tq10 = "TQ1_0"
    case tq20 = "TQ2_0"
    case mxfp4 = "MXFP4"

    /// The elements of one block: 1 for formats that are not quantised.
    package var elementsPerBlock: Int {
        switch self {
        case .q40, .q41, .q50, .q51, .q80, .q81, .iq4NL, .mxfp4: 32
        case .q2K, .q3K, .q4K, .q5K, .q6K, .q8K: 256
        case .iq1S, .iq1M, .iq2XXS, .iq2XS, .iq2S, .iq3XXS, .iq3S, .iq4XS, .tq10, .tq20: 256
        default: 1
        }
    }

    /// The bytes of one block.
    package var bytesPerBlock: Int {
        switch self {
        case .f64, .i64, .u64, .c64: 8
        case .f32, .i32, .u32: 4
        case .f16, .bf16, .i16, .u16: 2
        case .i8, .u8, .bool, .f8E4M3, .f8E5M2, .f8E8M0: 1
        case .q40, .iq4NL: 18
        case .q41: 20
        case .q50: 22
        case .q51: 24
        case .q80: 34
        case .q81: 40
        case .q2K: 84
        case .q3K, .iq3S: 110
        case .q4K: 144
        case .q5K: 176
        case .q6K: 210
        case .q8K: 292
        case .iq1S: 50
        case .iq1M: 56
        case .iq2XXS: 66
        case .iq2XS: 74
        case .iq2S: 82
        case .iq3XXS: 98
        case .iq4XS: 136
        case .tq10: 54
        case .tq20: 66
        case .mxfp4: 17
        }
    }

    /// Whether `CheckpointSource` can turn the format into numbers.
    package var isDecodable: Bool { decoder != nil }

    /// The bytes of `count` elements; nil if they fill no whole number of blocks or overflow.
    func byteCount(ofElements count: Int) -> Int? {
        guard count >= 0, count.isMultiple(of: elementsPerBlock) else { return nil }
        let (bytes, overflow) = (count / elementsPerBlock).multipliedReportingOverflow(by: bytesPerBlock)
        return overflow ? nil : bytes
    }
}
