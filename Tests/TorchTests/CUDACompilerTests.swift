import Testing

@testable import Torch

/// What can be tried of kernels compiled at run time where there is no device.
struct CUDACompilerTests {
    static let hasCompiler = CUDACompiler.version != nil

    @Test(.enabled(if: hasCompiler)) func sourceBecomesMachineCodeOfTheArchitecture() throws {
        let source = "extern \"C\" __global__ void fill(float *x) { x[threadIdx.x] = VALUE; }"
        let image = try CUDACompiler.compile(
            source, name: "fill.cu", definitions: ["VALUE": "3.0f"], architecture: "sm_90")
        #expect(image.starts(with: [0x7F] + Array("ELF".utf8)))
    }

    @Test(.enabled(if: hasCompiler)) func anErrorCarriesTheCompilersLog() {
        let error = #expect(throws: TorchError.self) {
            try CUDACompiler.compile("__global__ void f() { missing(); }", name: "f.cu", architecture: "sm_90")
        }
        #expect(error?.message.contains("f.cu(1): error: identifier \"missing\" is undefined") == true)
        #expect(error?.message.contains("frame #") == false)
    }

    @Test(.enabled(if: hasCompiler)) func anUnknownArchitectureIsAnError() {
        #expect(throws: TorchError.self) {
            try CUDACompiler.compile("", name: "empty.cu", architecture: "sm_1")
        }
    }

    @Test(.enabled(if: CUDA.deviceCount == 0)) func withoutADeviceEverythingFailsWithAMessage() {
        #expect(throws: TorchError.self) { try CUDADeviceProperties.of(0) }
        #expect(throws: TorchError.self) { try CUDAModule.compiled("", name: "empty.cu", for: 0) }
        #expect(throws: TorchError.self) { try CUDAEvent(recordedOn: 0) }
        #expect(throws: TorchError.self) { try CUDA.onSideStream(of: 0) {} }
        #expect(throws: TorchError.self) { try CUDAGraphMemory() }
    }
}
