import ChanceSupport
import Fiscal
import Testing

@Suite struct DocumentIDTests {
    private let time = Timestamp(milliseconds: 1_773_301_512_345)

    @Test func `ids climb within one millisecond`() {
        var chance = SplitMix64(seed: 7)
        var last = DocumentID.make(at: time, random: &chance)
        for _ in 0..<1_000 {
            let next = DocumentID.make(at: time, after: last, random: &chance)
            #expect(next > last)
            #expect(DocumentID.isValid(next))
            last = next
        }
    }

    @Test(arguments: [
        ("01JPA5S0V3ZZZZZZZZZZZZZZZZ", "01JPA5S0V40000000000000000"),
        ("01JPA5S0V3KX7T1QH2M4N6P8RZ", "01JPA5S0V3KX7T1QH2M4N6P8S0"),
        ("7ZZZZZZZZZZZZZZZZZZZZZZZZ9", "7ZZZZZZZZZZZZZZZZZZZZZZZZA"),
    ])
    func `an id behind one that chance cannot beat is the next`(_ last: String, _ next: String) {
        // Time is long before the last one's, so that whatever is drawn sorts before it.
        var chance = SplitMix64(seed: 1)
        #expect(DocumentID.make(at: Timestamp(milliseconds: 0), after: last, random: &chance) == next)
    }
}
