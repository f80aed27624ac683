import Foundation
import JSON
import LocalAPI

/// Reads files of sales.
enum SaleFile {
    /// The largest file, in bytes.
    private static let sizeLimit = 256 << 20
    /// What is read at once, in bytes.
    private static let pieceSize = 1 << 20

    /// The sales of a file in their order; `-` is standard input.
    static func sales(in file: String) throws(SaleFileError) -> [PostedSale] {
        let name = file == "-" ? "standard input" : file
        let bytes = try read(file, name)
        guard bytes.contains(where: { $0 > 32 }) else { return [] }
        let whole: JSONTree
        do throws(JSONFault) {
            whole = try JSONTree(parsing: bytes)
        } catch {
            return try lines(of: bytes, name, whole: error)
        }
        guard let items = whole.items else {
            return [try sale(whole, written: bytes, in: name, at: 1)]
        }
        var sales: [PostedSale] = []
        for (index, item) in items.enumerated() {
            sales.append(try sale(item, written: Array(item.json.utf8), in: name, at: index + 1))
        }
        return sales
    }

    /// The sales dealt to so many posters; those of one till go to the same one, in their order.
    static func shares(of sales: [PostedSale], jobs: Int) -> [[PostedSale]] {
        var places: [String: Int] = [:]
        var shares = [[PostedSale]](repeating: [], count: jobs)
        for sale in sales {
            let place = places[sale.till] ?? places.count % jobs
            places[sale.till] = place
            shares[place].append(sale)
        }
        return shares.filter { !$0.isEmpty }
    }

    private static func read(_ file: String, _ name: String) throws(SaleFileError) -> [UInt8] {
        do {
            let handle = file == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(filePath: file))
            var bytes: [UInt8] = []
            while let piece = try handle.read(upToCount: pieceSize), !piece.isEmpty {
                bytes += piece
                guard bytes.count <= sizeLimit else {
                    throw SaleFileError("\(name) has more than \(sizeLimit >> 20) MiB; split it")
                }
            }
            return bytes
        } catch let error as SaleFileError {
            throw error
        } catch {
            throw SaleFileError("\(name) cannot be read: \(error.localizedDescription)", .inputOutput)
        }
    }

    /// NDJSON: a sale a line, empty lines passed over.
    private static func lines(
        of bytes: [UInt8], _ name: String, whole: JSONFault
    ) throws(SaleFileError) -> [PostedSale] {
        var sales: [PostedSale] = []
        for (index, slice) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        {
            let line = Array(slice)
            guard line.contains(where: { $0 > 32 }) else { continue }
            let tree: JSONTree
            do throws(JSONFault) {
                tree = try JSONTree(parsing: line)
            } catch {
                // A first line that is no JSON by itself belongs to one value that spans lines.
                guard !sales.isEmpty else { throw SaleFileError("\(name): \(whole)") }
                throw SaleFileError("\(name):\(index + 1):\(error.column): \(error.problem)")
            }
            sales.append(try sale(tree, written: line, in: name, at: index + 1))
        }
        return sales
    }

    private static func sale(
        _ tree: JSONTree, written: [UInt8], in name: String, at line: Int
    ) throws(SaleFileError) -> PostedSale {
        let place = "\(name):\(line)"
        guard let members = tree.members else {
            throw SaleFileError("\(place): found \(tree.inWords); expected a sale, an object")
        }
        guard let sale = tree["sale"], !members.contains(where: { $0.0 == "lines" }) else {
            return PostedSale(
                place: place, till: tree["till"]?.text ?? "", key: SaleKey.text(of: written, in: name, at: line),
                body: written)
        }
        guard let key = tree["idempotency_key"]?.text, !key.isEmpty else {
            throw SaleFileError("\(place): expected idempotency_key, a text, beside sale")
        }
        guard members.count == 2 else {
            throw SaleFileError("\(place): expected idempotency_key and sale, and nothing else beside them")
        }
        return PostedSale(place: place, till: sale["till"]?.text ?? "", key: key, body: Array(sale.json.utf8))
    }
}
