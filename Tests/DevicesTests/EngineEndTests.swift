import Devices
import Testing

@Suite struct EngineEndTests {
    @Test func `an answer without status has none`() {
        #expect(DeviceAnswer(data: [0x31]).status.isEmpty)
    }
}
