import Foundation
import Testing

@testable import Spool

@Suite struct WriteEffectTests {
    @Test(arguments: [
        WriteEffect.sale, .item(id: 7, code: "KE2NTU0000001"), .item(id: 7, code: "\"\\/\u{1}é"),
        .stock(moves: [], ofJob: true),
        .stock(moves: [.init(itemID: 1, hundredths: -250), .init(itemID: 2, hundredths: 5)], ofJob: false),
        .master(itemID: 3, hundredths: -1),
    ])
    func `what acceptance changes is written as an encoder writes it, and read again`(_ effect: WriteEffect) throws {
        let text = try effect.text()
        #expect(text == (try Spool.json(effect)))
        #expect(try JSONDecoder().decode(WriteEffect.self, from: Data(text.utf8)) == effect)
    }
}
