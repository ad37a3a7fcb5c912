import Synchronization
import Torch

/// One of this module's sources in CUDA C++, with the sizes that it is compiled for.
enum CUDASource: Hashable {
    case rmsNormalization(width: Int, threads: Int)
    case rotaryPositions(HeadLayout)
    case swiGLU(width: Int)
    case crossEntropy(vocabulary: Int, threads: Int)
    case decodeAttention(HeadLayout)
    case matrixVector(inputs: Int, batch: Int, warpsOfRow: Int)
    case tokenSampler(vocabulary: Int)

    private var text: (name: String, bytes: [UInt8]) {
        switch self {
        case .rmsNormalization: ("RMSNormalization.cu", PackageResources.RMSNormalization_cu)
        case .rotaryPositions: ("RotaryPositions.cu", PackageResources.RotaryPositions_cu)
        case .swiGLU: ("SwiGLU.cu", PackageResources.SwiGLU_cu)
        case .crossEntropy: ("CrossEntropy.cu", PackageResources.CrossEntropy_cu)
        case .decodeAttention: ("DecodeAttention.cu", PackageResources.DecodeAttention_cu)
        case .matrixVector: ("MatrixVector.cu", PackageResources.MatrixVector_cu)
        case .tokenSampler: ("TokenSampler.cu", PackageResources.TokenSampler_cu)
        }
    }

    private var sizes: [String: Int] {
        switch self {
        case .rmsNormalization(let width, let threads): ["WIDTH": width, "THREADS": threads]
        case .rotaryPositions(let heads), .decodeAttention(let heads):
            ["QUERIES": heads.queries, "KEY_VALUES": heads.keyValues, "SIZE": heads.size]
        case .swiGLU(let width): ["WIDTH": width]
        case .crossEntropy(let vocabulary, let threads): ["VOCABULARY": vocabulary, "THREADS": threads]
        case .matrixVector(let inputs, let batch, let warpsOfRow):
            ["INPUTS": inputs, "BATCH": batch, "WARPS_OF_ROW": warpsOfRow]
        case .tokenSampler(let vocabulary): ["VOCABULARY": vocabulary]
        }
    }

    /// The whole text that the compiler reads.
    var program: String {
        let text = text
        return String(decoding: PackageResources.Elements_cuh, as: UTF8.self) + "\n#line 1 \"\(text.name)\"\n"
            + String(decoding: text.bytes, as: UTF8.self)
    }

    var name: String { text.name }

    /// The macros that set the sizes, and the type of elements.
    func definitions(_ dtype: DType) -> [String: String] {
        var definitions = sizes.mapValues(String.init)
        definitions["ELEMENT_IS_FLOAT"] = dtype == .float32 ? "1" : "0"
        return definitions
    }

    /// A kernel of the source, for elements of one type on one device.
    func kernel(_ name: String, _ place: CUDAPlace) throws -> CUDAKernel {
        let key = Key(source: self, name: name, place: place)
        if let known = Self.kernels.withLock({ $0[key] }) { return known }
        let module = try CUDAModule.compiled(
            program, name: self.name, definitions: definitions(place.dtype), for: place.device)
        let kernel = try module.kernel(name)
        Self.kernels.withLock { $0[key] = kernel }
        return kernel
    }

    private struct Key: Hashable {
        let source: CUDASource
        let name: String
        let place: CUDAPlace
    }

    private static let kernels = Mutex<[Key: CUDAKernel]>([:])
}

/// The device and the type of elements that a kernel works on.
struct CUDAPlace: Hashable {
    let device: Int
    let dtype: DType

    /// Elements in one access of 16 bytes.
    var packSize: Int { 16 / dtype.byteCount }

    /// Where `matrices` are, when the kernels can take them: all on one device that knows bfloat16, of one type, without gaps; nil
    /// for any others.
    static func of(_ matrices: Tensor?...) -> CUDAPlace? {
        let matrices = matrices.compactMap(\.self)
        guard let first = matrices.first, case .cuda(let device) = first.device,
            first.dtype == .bfloat16 || first.dtype == .float32, CUDACompiler.isAvailable(for: device),
            matrices.allSatisfy({
                $0.device == first.device && $0.dtype == first.dtype && $0.isContiguous
                    && UInt(bitPattern: $0.address) % 16 == 0
            })
        else { return nil }
        return CUDAPlace(device: device, dtype: first.dtype)
    }
}

extension CUDACompiler {
    /// Whether there is a compiler for the device, and it is of an architecture that the kernels are written for.
    fileprivate static func isAvailable(for device: Int) -> Bool {
        devices.withLock { devices in
            if let known = devices[device] { return known }
            let isAvailable = version != nil && ((try? CUDADeviceProperties.of(device))?.capability ?? 0) >= 80
            devices[device] = isAvailable
            return isAvailable
        }
    }

    private static let devices = Mutex<[Int: Bool]>([:])
}
