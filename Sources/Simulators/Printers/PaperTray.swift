import Foundation

/// A directory in which each finished document lies as a picture and as text: `0001.png`, `0001.txt`.
struct PaperTray: Sendable {
    private let directory: String
    private var count = 0

    /// Makes the directory where it is not there; goes on behind the papers that lie in it.
    init(_ directory: String) throws(SimulatorError) {
        self.directory = directory
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            count = names.compactMap { $0.hasSuffix(".png") ? Int($0.dropLast(4)) : nil }.max() ?? 0
        } catch {
            throw SimulatorError(73, "cannot keep paper in \(directory): \(error)")
        }
    }

    /// Puts a document down and gives its number.
    @discardableResult mutating func put(_ paper: SimulatedPaper) throws(SimulatorError) -> Int {
        count += 1
        let digits = String(count)
        let path = directory + "/" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        do {
            try Data(paper.png()).write(to: URL(filePath: path + ".png"))
            try Data((paper.lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path + ".txt"))
        } catch {
            throw SimulatorError(74, "cannot keep paper in \(directory): \(error)")
        }
        return count
    }
}
