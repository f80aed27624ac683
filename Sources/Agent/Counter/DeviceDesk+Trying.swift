import Devices
import FirmwareProfiles
import Fiscal
import Rendering
public import Spool

extension DeviceDesk {
    /// What came of a test.
    public struct Test: Sendable {
        /// Whether the device works.
        public var works: Bool
        /// What was asked or done, and what came of it.
        public var steps: [(name: String, result: String)]
    }

    /// Tries a device: a printer prints a test slip, everything else is asked and changes nothing.
    ///
    /// - Throws: `SpoolError` `notFound`.
    public func test(_ name: String) async throws -> Test {
        let post = try known(name)
        let standing = await post.device.look()
        var test = Test(works: standing.state.takesWork, steps: [])
        test.steps.append(("place", await post.device.place ?? "not found"))
        if let serial = standing.serial { test.steps.append(("serial number", serial)) }
        if let firmware = standing.firmware { test.steps.append(("firmware", firmware)) }
        test.steps.append(("state", "\(standing.state.rawValue): \(standing.state.english)"))
        if let detail = standing.detail { test.steps.append(("detail", detail)) }
        guard standing.state.takesWork else { return test }
        let slip = TestSlip(
            shop: settings.branch.tradeName, printer: "\(name), \(post.profile ?? "file")",
            key: Hex.text(spool.sealer.key), time: KenyaTime(clock.now()).rfc3339)
        switch post.use {
        case .slips(let renderer, let driver):
            // A test's number is the time: none has that of a job or of another test.
            let proof = driver?.proof(ofAttempt: clock.now().milliseconds) ?? .none
            let end = await post.device.printSlip(renderer.render(slip), proof: proof)
            test.works = end == .printed
            test.steps.append(("test slip", Self.words(end)))
        case .text(let renderer):
            let end = await post.device.printSlip(Array(renderer.render(slip).utf8), proof: .none)
            test.works = end == .printed
            test.steps.append(("test slip", Self.words(end)))
        case .signing:
            do throws(EngineFault) {
                test.steps.append(("VAT rates", "\(try await post.device.vatRates())"))
                test.steps.append(("amounts of the day", Self.told(try await post.device.dayAmounts())))
            } catch {
                test.works = false
                test.steps.append(("question", error.sentence))
            }
        case .httpSigning(_, let base, _): test.steps.append(("service", "takes connections at \(base)"))
        case .none:
            let least = PaperWidth.allCases.map(\.rawValue).min() ?? 0
            test.steps.append(("test slip", "none: its profile has no lines of \(least) letters, which a slip wants"))
        }
        return test
    }

    /// Makes a control unit's Z report.
    ///
    /// - Throws: `SpoolError` `notFound`; `refused` where the device is no control unit.
    public func closeDay(of name: String) async throws -> Test {
        let post = try known(name)
        guard case .signing = post.use else { throw SpoolError(.refused, "\(name) is no control unit") }
        switch await post.device.closeDay() {
        case .closed: return Test(works: true, steps: [("Z report", "made")])
        case .notClosed(let refusal): return Test(works: false, steps: [("Z report", refusal.sentence)])
        case .needsPerson(let doubt):
            return Test(works: false, steps: [("Z report", doubt.sentence)] + doubt.evidence.map { ("evidence", $0) })
        case .suspended(let fault): return Test(works: false, steps: [("Z report", fault.sentence)])
        }
    }

    /// The amounts of a control unit's day, what an X report tells; nothing is closed by it.
    ///
    /// They are handed on as the unit tells them, for nobody has written down what they mean (fiscal-hardware §10.2).
    /// - Throws: `SpoolError` `notFound`; `refused` where the device is no control unit.
    public func day(of name: String) async throws -> Test {
        let post = try known(name)
        guard case .signing = post.use else { throw SpoolError(.refused, "\(name) is no control unit") }
        do throws(EngineFault) {
            return Test(works: true, steps: [("amounts of the day", Self.told(try await post.device.dayAmounts()))])
        } catch {
            return Test(works: false, steps: [("amounts of the day", error.sentence)])
        }
    }

    /// The X report of the control unit that makes this shop's sales fiscal.
    ///
    /// - Throws: `SpoolError` `refused` where no control unit does; `notFound` where it was never added.
    public func xReport() async throws -> Test { try await day(of: try fiscaliser()) }

    /// Makes the Z report of the control unit that makes this shop's sales fiscal.
    ///
    /// - Throws: as ``xReport()``.
    public func zReport() async throws -> Test { try await closeDay(of: try fiscaliser()) }

    private func fiscaliser() throws(SpoolError) -> String {
        guard case .controlUnit(let unit) = settings.kra.fiscaliser else {
            throw SpoolError(.refused, "no control unit keeps this shop's day: kra.fiscaliser is not control-unit")
        }
        return unit.device
    }

    /// A profile as people see it.
    public struct Known: Sendable {
        /// Its id, its title, its engine and how sure it is.
        public let id: String, title: String, engine: String, confidence: String
        /// What it can do, in the order of the alphabet.
        public let capabilities: [String]
    }

    /// The profiles of the program, the package and the site, by id.
    public var profiles: [Known] {
        ports.profiles.profiles.values.sorted { $0.id < $1.id }.map {
            Known(
                id: $0.id, title: $0.title, engine: $0.engine, confidence: $0.confidence,
                capabilities: $0.capabilities.sorted())
        }
    }

    /// What is said to a device and what it says, for a while.
    ///
    /// - Throws: `SpoolError` `notFound`.
    public func trace(_ name: String, for time: Duration) throws(SpoolError) -> AsyncStream<String> {
        let post = try known(name)
        return post.trace.lines(for: time)
    }

    private func known(_ name: String) throws(SpoolError) -> DevicePost {
        guard let post = post(named: name) else {
            throw SpoolError(.notFound, "there is no device \(name); see: risiti devices list")
        }
        return post
    }

    private static func told(_ amounts: String) -> String { amounts.isEmpty ? "it tells none" : amounts }

    private static func words(_ end: SlipEnd) -> String {
        switch end {
        case .printed: "printed"
        case .notBegun(let standing): standing.detail ?? standing.state.english
        case .doubtful(let reason): "may be on paper: \(reason)"
        }
    }
}
