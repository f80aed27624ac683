import Foundation

/// The SHA-256 of some bytes, FIPS 180-4; what PKCE compares.
struct SHA256Digest: Hashable, Sendable {
    /// The 32 bytes.
    let bytes: [UInt8]

    init(_ message: [UInt8]) {
        var state: [UInt32] = Self.fractions(of: { $0.squareRoot }, count: 8)
        let length = UInt64(message.count) * 8
        var padded = message + [0x80]
        padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
        padded += (0..<8).reversed().map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        for start in stride(from: 0, to: padded.count, by: 64) {
            Self.compress(padded[start..<start + 64], into: &state)
        }
        bytes = state.flatMap { word in (0..<4).reversed().map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    /// The digest as base64url without padding, as PKCE writes a challenge.
    var base64URL: String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static let constants: [UInt32] = fractions(of: { $0.cubeRoot }, count: 64)

    /// The first 32 bits behind the point of the roots of the first primes.
    private static func fractions(of root: (RootedPrime) -> UInt32, count: Int) -> [UInt32] {
        var primes: [UInt64] = []
        var candidate: UInt64 = 2
        while primes.count < count {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { root(RootedPrime(prime: $0)) }
    }

    private static func compress(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
        func turned(_ word: UInt32, _ by: UInt32) -> UInt32 { word >> by | word << (32 - by) }
        var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { start in
            block[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for index in 16..<64 {
            let (old, late) = (words[index - 15], words[index - 2])
            let first = turned(old, 7) ^ turned(old, 18) ^ (old >> 3)
            let second = turned(late, 17) ^ turned(late, 19) ^ (late >> 10)
            words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
        }
        var work = state
        for index in 0..<64 {
            let (a, e) = (work[0], work[4])
            let choice = (e & work[5]) ^ (~e & work[6])
            let majority = (a & work[1]) ^ (a & work[2]) ^ (work[1] & work[2])
            let high = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
            let first = work[7] &+ high &+ choice &+ constants[index] &+ words[index]
            let second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) &+ majority
            work = [first &+ second] + work[0..<3] + [work[3] &+ first] + work[4..<7]
        }
        state = zip(state, work).map { $0 &+ $1 }
    }

    /// A prime whose roots are read off in whole numbers.
    private struct RootedPrime {
        let prime: UInt64

        var squareRoot: UInt32 { Self.largest { UInt128($0) * UInt128($0) <= UInt128(prime) << 64 } }
        var cubeRoot: UInt32 {
            Self.largest { UInt128($0) * UInt128($0) * UInt128($0) <= UInt128(prime) << 96 }
        }

        /// The low 32 bits of the largest number below 2 to the 37 that fits.
        private static func largest(_ fits: (UInt64) -> Bool) -> UInt32 {
            var root: UInt64 = 0
            for bit in (0..<37).reversed() where fits(root | 1 << bit) { root |= 1 << bit }
            return UInt32(truncatingIfNeeded: root)
        }
    }
}
