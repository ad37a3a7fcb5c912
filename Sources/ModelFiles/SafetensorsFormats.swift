extension TensorFormat {
    /// The formats of safetensors, by the order in which the reference implementation lays tensors out: widest last here,
    /// first in the file, so that all are aligned.
    private static let safetensorsFormats: [TensorFormat] = [
        .bool, .u8, .i8, .f8E5M2, .f8E4M3, .f8E8M0, .i16, .u16, .f16, .bf16, .i32, .u32, .f32, .c64, .f64, .i64, .u64,
    ]

    /// The format's place in the order of the file's layout; nil if safetensors does not have it.
    var safetensorsRank: Int? { Self.safetensorsFormats.firstIndex(of: self) }

    var isSafetensorsFormat: Bool { safetensorsRank != nil }
}
