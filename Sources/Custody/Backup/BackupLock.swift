import Crypto
import CryptoExtras
import Fiscal
import Foundation

/// What a backup is sealed with.
public enum BackupLock: Sendable {
    /// Whoever knows the passphrase opens it.
    case passphrase([UInt8])
    /// Whoever has the recipient's private half opens it.
    case recipient(BackupRecipient)
}

/// What opens a sealed backup.
public enum BackupOpener: Sendable {
    /// The passphrase.
    case passphrase([UInt8])
    /// The private half.
    case identity(BackupIdentity)
}

/// The second line of a sealed backup: the file's key, wrapped.
enum BackupStanza {
    /// scrypt's cost: 2^16 rounds of 8 blocks take 64 MiB and about a fifth of a second on a till's machine, which makes a
    /// guess that dear too.
    private static let logRounds = 16
    private static let blockSize = 8
    private static let parallelism = 1
    /// The dearest cost that is tried for a stranger's file: 1 GiB.
    private static let largestLogRounds = 20
    private static let purpose = Array("risiti-backup-1".utf8)
    /// The shortest passphrase that is taken.
    static let shortestPassphrase = 8

    static func wrap(_ fileKey: [UInt8], with lock: BackupLock) throws(CustodyError) -> String {
        switch lock {
        case .passphrase(let passphrase):
            guard passphrase.count >= shortestPassphrase else {
                throw CustodyError(.sealed, "the passphrase is shorter than \(shortestPassphrase) characters")
            }
            let salt = Custody.randomBytes(16)
            let key = try stretched(passphrase, salt: salt, logRounds: logRounds, blockSize, parallelism)
            return "passphrase scrypt \(logRounds) \(blockSize) \(parallelism) \(Hex.text(salt)) "
                + Hex.text(try seal(fileKey, with: key)) + "\n"
        case .recipient(let recipient):
            let ephemeral = Curve25519.KeyAgreement.PrivateKey()
            let publicKey = [UInt8](ephemeral.publicKey.rawRepresentation)
            let key = try agreed(ephemeral, with: recipient.key, ephemeral: publicKey, recipient: recipient.key)
            return "recipient x25519 \(Hex.text(recipient.key)) \(Hex.text(publicKey)) "
                + Hex.text(try seal(fileKey, with: key)) + "\n"
        }
    }

    static func unwrap(_ line: String, with opener: BackupOpener) throws(CustodyError) -> [UInt8] {
        let words = line.split(separator: " ").map(String.init)
        switch (words.first, opener) {
        case ("passphrase", .passphrase(let passphrase)):
            let numbers = words.dropFirst(2).prefix(3).compactMap { Int($0) }
            guard words.count == 7, words[1] == "scrypt", numbers.count == 3,
                (1...largestLogRounds).contains(numbers[0]), (1...32).contains(numbers[1]),
                (1...4).contains(numbers[2]), let salt = Hex.bytes(words[5]), let wrapped = Hex.bytes(words[6])
            else { throw malformed }
            let key = try stretched(passphrase, salt: salt, logRounds: numbers[0], numbers[1], numbers[2])
            guard let opened = open(wrapped, with: key) else {
                throw CustodyError(.sealed, "the passphrase does not open this backup")
            }
            return opened
        case ("recipient", .identity(let identity)):
            guard words.count == 5, words[1] == "x25519", let recipient = Hex.bytes(words[2]),
                let ephemeral = Hex.bytes(words[3]), let wrapped = Hex.bytes(words[4])
            else { throw malformed }
            guard recipient == identity.recipient.key else {
                throw CustodyError(.sealed, "this backup is sealed for \(BackupRecipient(key: recipient))")
            }
            let key = try agreed(identity.key, with: ephemeral, ephemeral: ephemeral, recipient: recipient)
            guard let opened = open(wrapped, with: key) else { throw malformed }
            return opened
        case ("passphrase", _): throw CustodyError(.sealed, "this backup opens with a passphrase")
        case ("recipient", _): throw CustodyError(.sealed, "this backup opens with the identity of its recipient")
        default: throw malformed
        }
    }

    static let malformed = CustodyError(.sealed, "this is no sealed backup, or its head was changed")

    private static func stretched(
        _ passphrase: [UInt8], salt: [UInt8], logRounds: Int, _ blockSize: Int, _ parallelism: Int
    ) throws(CustodyError) -> SymmetricKey {
        do {
            return try KDF.Scrypt.deriveKey(
                from: passphrase, salt: salt, outputByteCount: 32, rounds: 1 << logRounds, blockSize: blockSize,
                parallelism: parallelism)
        } catch {
            throw CustodyError(.sealed, "the passphrase could not be stretched; is there enough memory?")
        }
    }

    private static func agreed(
        _ own: Curve25519.KeyAgreement.PrivateKey, with other: [UInt8], ephemeral: [UInt8], recipient: [UInt8]
    ) throws(CustodyError) -> SymmetricKey {
        do {
            let peer = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: other)
            return try own.sharedSecretFromKeyAgreement(with: peer).hkdfDerivedSymmetricKey(
                using: SHA256.self, salt: ephemeral + recipient, sharedInfo: purpose, outputByteCount: 32)
        } catch {
            throw malformed
        }
    }

    /// The wrapping key is used this once, so that its nonce may be zero.
    private static func seal(_ fileKey: [UInt8], with key: SymmetricKey) throws(CustodyError) -> [UInt8] {
        do {
            let box = try ChaChaPoly.seal(
                fileKey, using: key, nonce: ChaChaPoly.Nonce(data: [UInt8](repeating: 0, count: 12)),
                authenticating: purpose)
            return [UInt8](box.ciphertext + box.tag)
        } catch {
            throw CustodyError(.sealed, "the backup's key could not be wrapped")
        }
    }

    private static func open(_ wrapped: [UInt8], with key: SymmetricKey) -> [UInt8]? {
        guard wrapped.count == 48,
            let nonce = try? ChaChaPoly.Nonce(data: [UInt8](repeating: 0, count: 12)),
            let box = try? ChaChaPoly.SealedBox(
                nonce: nonce, ciphertext: wrapped.prefix(32), tag: wrapped.suffix(16)),
            let bytes = try? ChaChaPoly.open(box, using: key, authenticating: purpose)
        else { return nil }
        return [UInt8](bytes)
    }
}
