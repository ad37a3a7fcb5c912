import CTorch
import Foundation

/// NVRTC, the compiler of CUDA C++ that libtorch's packages bring.
package enum CUDACompiler {
    /// The compiler's version, such as `13.0`; nil where there is none.
    package static var version: String? {
        let version = ctorch_cuda_compiler_version()
        return version == 0 ? nil : "\(version / 1000).\(version % 1000)"
    }

    /// The machine code of `source` for one architecture, such as `sm_90`; needs no device.
    ///
    /// - Throws: ``TorchError`` with the compiler's log.
    package static func compile(
        _ source: String, name: String, definitions: [String: String] = [:], architecture: String
    ) throws(TorchError) -> [UInt8] {
        let options =
            ["--gpu-architecture=\(architecture)", "--std=c++17", "--extra-device-vectorization"]
            + definitions.sorted { $0.key < $1.key }.map { "--define-macro=\($0.key)=\($0.value)" }
        var image: UnsafeMutableRawPointer?
        var size = 0
        let copies = options.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        let status = copies.map { UnsafePointer($0) }.withUnsafeBufferPointer { options in
            ctorch_cuda_compile(source, name, options.baseAddress, options.count, &image, &size)
        }
        try check(status, "compiling \(name) for \(architecture)")
        defer { free(image) }
        return Array(UnsafeRawBufferPointer(start: image, count: size))
    }
}
