import Crypto
import Custody
import Fiscal
import Foundation
import Testing

@Suite struct CustodyTests {
    private let place: DataDirectory

    init() throws {
        place = try DataDirectory()
    }

    private func open(credentials: URL? = nil) throws(CustodyError) -> Custody {
        try Custody(directory: place.url, credentials: credentials)
    }

    @Test func `the device key is made once`() throws {
        let first = try open()
        let second = try open()
        #expect(first.publicKey == second.publicKey)
        #expect(first.publicKey.count == 32)
        #expect(first.sealedBy == .file)
        let elsewhere = try DataDirectory()
        #expect(try Custody(directory: elsewhere.url, credentials: nil).publicKey != first.publicKey)
    }

    @Test func `what the device key signs is verified by its public half`() throws {
        let custody = try open()
        let hash = [UInt8](repeating: 9, count: 32)
        let signature = try custody.sign(hash)
        let key = try Curve25519.Signing.PublicKey(rawRepresentation: custody.publicKey)
        #expect(signature.count == 64)
        #expect(key.isValidSignature(signature, for: hash))
        #expect(!key.isValidSignature(signature, for: [UInt8](repeating: 8, count: 32)))
    }

    @Test(arguments: ["device.key", "sealing.key"])
    func `key files are their owner's alone, and no draft is left`(_ name: String) throws {
        _ = try open()
        #expect(try place.mode(of: name) == 0o600)
        let names = try FileManager.default.contentsOfDirectory(atPath: place.url.path)
        #expect(names.sorted() == ["device.key", "sealing.key"])
    }

    @Test func `a credential of the service manager seals, and no key file is made`() throws {
        let credentials = try DataDirectory()
        try credentials.write(Array("thirty-two bytes of a credential".utf8), to: Custody.credentialName, mode: 0o440)
        let custody = try open(credentials: credentials.url)
        #expect(custody.sealedBy == .systemdCredentials)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.url.path) == ["device.key"])
        #expect(try open(credentials: credentials.url).publicKey == custody.publicKey)
    }

    @Test func `a credential that is too short is refused`() throws {
        let credentials = try DataDirectory()
        try credentials.write(Array("short".utf8), to: Custody.credentialName)
        let error = #expect(throws: CustodyError.self) { try open(credentials: credentials.url) }
        #expect(error?.code == .file)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.url.path).isEmpty)
    }

    @Test(arguments: [[UInt8](repeating: 1, count: 32), [1, 2, 3]])
    func `another sealing key is a clear error and replaces nothing`(_ other: [UInt8]) throws {
        _ = try open()
        let device = try place.bytes("device.key")
        try place.write(other, to: "sealing.key")
        let error = #expect(throws: CustodyError.self) { try open() }
        #expect(error?.code == .sealed)
        #expect(error?.sentence.contains("device-key") == true)
        #expect(try place.bytes("device.key") == device)
        #expect(try place.bytes("sealing.key") == other)
    }

    @Test func `a device key that was changed is not replaced`() throws {
        _ = try open()
        var bytes = try place.bytes("device.key")
        bytes[20] ^= 1
        try place.write(bytes, to: "device.key")
        let error = #expect(throws: CustodyError.self) { try open() }
        #expect(error?.code == .sealed)
        #expect(try place.bytes("device.key") == bytes)
    }

    @Test(arguments: ["device.key", "sealing.key"], [0o644, 0o640, 0o604, 0o602])
    func `a key file that others may use is refused`(_ name: String, _ mode: Int) throws {
        _ = try open()
        try place.setMode(mode, of: name)
        let error = #expect(throws: CustodyError.self) { try open() }
        #expect(error?.code == .permissions)
        #expect(error?.sentence.contains(name) == true)
    }

    @Test func `a sealed secret opens for its purpose only`() throws {
        let box = try open().secrets
        let secret = Array("cmcKey".utf8)
        let sealed = try box.seal(secret, for: "kra")
        #expect(try box.open(sealed, for: "kra") == secret)
        #expect(try open().secrets.open(sealed, for: "kra") == secret)
        #expect(try box.seal(secret, for: "kra") != sealed)
        let error = #expect(throws: CustodyError.self) { try box.open(sealed, for: "xero") }
        #expect(error?.code == .sealed)
    }

    @Test(arguments: 0..<34)
    func `a sealed secret that was changed does not open`(_ place: Int) throws {
        let box = try open().secrets
        var sealed = try box.seal(Array("cmcKey".utf8), for: "kra")
        try #require(sealed.count == 34)
        sealed[place] ^= 0x10
        let doctored = sealed
        #expect(throws: CustodyError.self) { try box.open(doctored, for: "kra") }
    }

    @Test func `the next key lies aside until it takes the device key's place`() throws {
        let custody = try open()
        let before = custody.publicKey
        #expect(custody.nextKey == nil)
        let unused = try custody.makeNextKey().publicKey
        let next = try custody.makeNextKey().publicKey
        #expect(next != unused && next != before)
        #expect(custody.publicKey == before)
        #expect(try open().publicKey == before)
        #expect(try open().nextKey?.publicKey == next)
        #expect(try place.mode(of: "device.key.next") == 0o600)
        try custody.promoteNextKey()
        #expect(custody.publicKey == next)
        #expect(custody.nextKey == nil)
        #expect(try open().publicKey == next)
        let names = try FileManager.default.contentsOfDirectory(atPath: place.url.path)
        #expect(names.sorted() == ["device.key", "sealing.key"])
        try custody.promoteNextKey()
        #expect(try open().publicKey == next)
    }

    @Test func `a half written draft of the next key is no key`() throws {
        let custody = try open()
        try place.write([1, 2, 3], to: "device.key.next.new")
        #expect(try open().nextKey == nil)
        let next = try custody.makeNextKey().publicKey
        #expect(try open().nextKey?.publicKey == next)
    }

    @Test func `no description, dump or mirror shows a key`() throws {
        let custody = try open()
        let sealing = try place.bytes("sealing.key")
        let box = try AES.GCM.SealedBox(combined: try place.bytes("device.key"))
        let device = [UInt8](
            try AES.GCM.open(box, using: SymmetricKey(data: sealing), authenticating: Array("device-key".utf8)))
        let opened = try Curve25519.Signing.PrivateKey(rawRepresentation: device)
        #expect([UInt8](opened.publicKey.rawRepresentation) == custody.publicKey)
        let token = AccessToken()
        let shown =
            Self.everything(custody) + Self.everything(custody.deviceKey) + Self.everything(custody.secrets)
            + Self.everything(token)
        for key in [sealing, device] {
            for text in ["\(key)", Hex.text(key), Hex.text(key).uppercased(), Data(key).base64EncodedString()] {
                #expect(!shown.contains(text))
            }
            #expect(!shown.contains(key.map(String.init).joined(separator: ", ")))
        }
        #expect(!shown.contains(token.text))
    }

    /// All that prints, dumps and mirrors tell of a value.
    private static func everything(_ value: Any) -> String {
        var text = "\(value) \(String(reflecting: value)) "
        dump(value, to: &text)
        for child in Mirror(reflecting: value).children { text += "\(child.value) \(String(reflecting: child.value)) " }
        return text
    }
}
