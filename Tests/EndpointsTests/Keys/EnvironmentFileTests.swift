import Foundation
import Testing

@testable import Endpoints

@Suite struct EnvironmentFileTests {
    private func values(_ text: String) throws -> [String: String] {
        try EnvironmentFile(text, path: ".env").values
    }

    @Test(arguments: [
        ("A=b", "b"), ("A=", ""), ("A= # empty", ""), ("  export   A = b  ", "b"), ("export\tA=b", "b"),
        ("A=b # comment", "b"), ("A=b#c", "b#c"), ("A=#1", "#1"), ("A=b=c==", "b=c=="), ("A='b # c'  # d", "b # c"),
        ("A=''", ""),
        (#"A='b\n"$x'"#, #"b\n"$x"#), (#"A="b\n\t\"\\\$c""#, "b\n\t\"\\$c"), (#"A="it's""#, "it's"), ("A=b$c", "b$c"),
        ("\u{FEFF}A=b", "b"), ("# one\n\n   # two\r\nA=b\r\n", "b"), ("_x1=0\nA=b", "b"), ("exported=1\nA=b", "b"),
    ])
    func aLineMeansWhatTheShellMakesOfIt(text: String, value: String) throws {
        #expect(try values(text)["A"] == value)
    }

    @Test(arguments: [
        ("sk-SECRET", EnvironmentFileError.Problem.noAssignment), ("export SECRET", .noAssignment),
        ("1SECRET=x", .noAssignment), ("=SECRET", .noAssignment), ("SEC RET=x", .noAssignment),
        ("A-SECRET=b", .noAssignment),
        ("A=b SECRET", .afterValue), ("A='b' SECRET", .afterValue), ("A='b'SECRET", .afterValue),
        ("A='b'#SECRET", .afterValue),
        ("A='SECRET", .openQuote), ("A=\"SECRET", .openQuote), ("A=\"", .openQuote), ("A='", .openQuote),
        (#"A="SECRET\"#, .escape), (#"A="\SECRET""#, .escape), (#"A=SEC"RET""#, .quoteWithin),
        (#"A=SEC\RET"#, .quoteWithin),
        ("A=${SECRET}", .expansion), ("A=\"x$(SECRET)\"", .expansion), ("SECRET=2", .repeated),
    ])
    func anErrorTellsTheLineButNotWhatStandsThere(text: String, problem: EnvironmentFileError.Problem) {
        let error = #expect(throws: EnvironmentFileError.self) {
            try values("# comment\r\nSECRET=1\n\n" + text + "\nB=c")
        }
        #expect(error == .malformed(path: ".env", line: 4, problem: problem))
        #expect(error?.description.hasPrefix(".env:4: ") == true)
        #expect(error?.description.contains("SEC") == false)
    }

    @Test func anyBytesAreReadOrRefused() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("Aa1_=='\"\\$#{( \t\n\rexport\u{301}é")
        for _ in 0..<3_000 {
            let text = String(
                (0..<Int.random(in: 0...24, using: &generator)).compactMap { _ in alphabet.randomElement() })
            do { _ = try values(text) } catch { #expect(error is EnvironmentFileError) }
        }
    }

    @Test func theShellAgrees() throws {
        let texts = ["A=b", "export A='b # c' # d", #"A="b\"\\\$c""#, "A=b#c", "A='$x'", "A= ", "A=b=c"]
        for text in texts {
            let shell = Process()
            shell.executableURL = URL(filePath: "/bin/sh")
            shell.arguments = ["-c", text + "\nprintf %s \"$A\""]
            let output = Pipe()
            shell.standardOutput = output
            try shell.run()
            let printed = try output.fileHandleForReading.readToEnd() ?? Data()
            shell.waitUntilExit()
            #expect(try values(text)["A"] == String(decoding: printed, as: UTF8.self), "\(text)")
        }
    }
}
