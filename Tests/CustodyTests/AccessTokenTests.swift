import Custody
import Fiscal
import Foundation
import Testing

@Suite struct AccessTokenTests {
    @Test func `a token is 256 bits of chance`() throws {
        var seen: Set<String> = []
        for _ in 0..<500 {
            let text = AccessToken().text
            #expect(text.hasPrefix("rst_"))
            let standard =
                String(text.dropFirst(4)).replacingOccurrences(of: "-", with: "+")
                .replacingOccurrences(of: "_", with: "/") + "="
            #expect(Data(base64Encoded: standard)?.count == 32)
            seen.insert(text)
        }
        #expect(seen.count == 500)
    }

    @Test func `what is kept is the SHA-256 of the text`() {
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  // FIPS 180-4, "abc"
        #expect(Hex.text(AccessToken.hash("abc")) == hash)
    }

    @Test(
        arguments: [
            ([], [], true), ([1], [1], true), ([1], [2], false), ([1, 2], [1], false), ([], [0], false),
            ([1, 2, 3], [1, 2, 3], true), ([0x81], [0x01], false), ([3, 0], [0, 3], false),
        ] as [([UInt8], [UInt8], Bool)])
    func `hashes are the same or they are not`(_ left: [UInt8], _ right: [UInt8], _ same: Bool) {
        #expect(AccessToken.isSame(left, right) == same)
    }

    @Test func `random bytes are as many as asked for, and others each time`() {
        #expect(Custody.randomBytes(0).isEmpty)
        #expect(Custody.randomBytes(32).count == 32)
        #expect(Custody.randomBytes(32) != Custody.randomBytes(32))
    }
}
