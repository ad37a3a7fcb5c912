import Foundation
import FoundationNetworking
import Testing

@testable import Viewer

@Suite struct ViewServerTests {
    /// Serves until the address is known, and gives it.
    private func address(_ options: ViewServer.Options, while body: (URL) async throws -> Void) async throws {
        let (addresses, continuation) = AsyncStream.makeStream(of: String.self)
        let server = try ViewServer(options)
        let task = Task { try await server.run { continuation.yield($0) } }
        defer { task.cancel() }
        for await address in addresses {
            try await body(try #require(URL(string: address)))
            break
        }
    }

    @Test func theAddressThatIsToldIsServed() async throws {
        let run = try WrittenRun()
        try await address(ViewServer.Options(folders: [run.folder], port: 0, cache: run.cache)) { address in
            #expect(address.host() == "127.0.0.1")
            let (data, _) = try await URLSession.shared.data(from: address)
            #expect(String(decoding: data, as: UTF8.self).contains("<h1>Runs</h1>"))
        }
    }

    @Test func aPortThatIsTakenIsAnErrorThatNamesIt() async throws {
        let run = try WrittenRun()
        try await address(ViewServer.Options(folders: [run.folder], port: 0, cache: run.cache)) { address in
            let port = try #require(address.port)
            let second = try ViewServer(ViewServer.Options(folders: [run.folder], port: port, cache: run.cache))
            let error = await #expect(throws: PortTaken.self) { try await second.run { _ in } }
            #expect(error?.description.contains("port \(port) is in use") == true)
        }
    }

    @Test func withoutAPortTheNextThatIsFreeIsTaken() async throws {
        let run = try WrittenRun()
        let options = ViewServer.Options(folders: [run.folder], cache: run.cache)
        try await address(options) { first in
            try await address(options) { second in
                let ports = (try #require(first.port), try #require(second.port))
                #expect(ports.0 < ports.1)
            }
        }
    }

    @Test func beyondLoopbackTheAddressHoldsTheToken() async throws {
        let run = try WrittenRun()
        let options = ViewServer.Options(folders: [run.folder], host: "0.0.0.0", port: 0, cache: run.cache)
        try await address(options) { address in
            #expect(address.query()?.hasPrefix("token=") == true)
        }
    }
}
