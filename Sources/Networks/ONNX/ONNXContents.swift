internal import Foundation
internal import ONNXSchema
internal import SwiftProtobuf

/// What is wrong with an ONNX file.
struct ONNXDefect: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// An ONNX file's message, parsed and checked. Its weights are data; nothing in it is executed.
enum ONNXContents {
    /// Protobuf's own limit.
    static let mostBytes = Int(Int32.max)

    /// A file whose weights all lie in it, as a model's folder has one.
    /// - Throws: ``ONNXDefect``.
    static func read(from path: String) throws -> Data {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ONNXDefect("\((path as NSString).lastPathComponent) is missing or cannot be read")
        }
        var tensors = ONNXTensors(folder: nil)
        var model = try parse(data)
        try tensors.complete(&model)
        return data
    }

    /// - Throws: ``ONNXDefect`` for what is no network.
    static func parse(_ data: Data) throws -> Onnx_ModelProto {
        guard !data.isEmpty else { throw ONNXDefect("it is empty") }
        guard data.count <= mostBytes else { throw ONNXDefect("it is larger than 2 GiB") }
        guard let model = try? Onnx_ModelProto(serializedBytes: data) else {
            throw ONNXDefect("it is no ONNX file, or it is cut short or damaged")
        }
        guard model.hasGraph, model.irVersion > 0, !model.opsetImport.isEmpty, !model.graph.node.isEmpty,
            !model.graph.output.isEmpty
        else { throw ONNXDefect("it is no ONNX file, or it has no network in it") }
        try ONNXSoundness.checkOrder(of: model.graph)
        return model
    }
}

/// Checks the numbers that an ONNX file holds, and brings those that lie in files beside it into it.
struct ONNXTensors {
    /// Where files of numbers may lie; `nil` where none may.
    let folder: String?
    private var total = 0

    init(folder: String?) {
        self.folder = folder
    }

    /// - Throws: ``ONNXDefect``.
    mutating func complete(_ model: inout Onnx_ModelProto) throws {
        try complete(&model.graph)
        for index in model.functions.indices {
            for node in model.functions[index].node.indices {
                try complete(&model.functions[index].node[node])
            }
        }
    }

    private mutating func complete(_ graph: inout Onnx_GraphProto) throws {
        for index in graph.initializer.indices { try complete(&graph.initializer[index]) }
        for index in graph.sparseInitializer.indices {
            try complete(&graph.sparseInitializer[index].values)
            try complete(&graph.sparseInitializer[index].indices)
        }
        for index in graph.node.indices where !graph.node[index].attribute.isEmpty {
            try complete(&graph.node[index])
        }
    }

    private mutating func complete(_ node: inout Onnx_NodeProto) throws {
        for index in node.attribute.indices {
            if node.attribute[index].hasT { try complete(&node.attribute[index].t) }
            if node.attribute[index].hasG { try complete(&node.attribute[index].g) }
            for tensor in node.attribute[index].tensors.indices {
                try complete(&node.attribute[index].tensors[tensor])
            }
            for graph in node.attribute[index].graphs.indices {
                try complete(&node.attribute[index].graphs[graph])
            }
        }
    }

    private mutating func complete(_ tensor: inout Onnx_TensorProto) throws {
        let size = try Self.byteCount(of: tensor)
        if tensor.dataLocation == .external {
            guard let size else {
                throw ONNXDefect(
                    "its tensor '\(tensor.name)' lies in another file and has a type that is not read")
            }
            let (sum, overflow) = total.addingReportingOverflow(size)
            guard !overflow, sum < ONNXContents.mostBytes else {
                throw ONNXDefect("its weights take more than 2 GiB, which one ONNX file does not hold")
            }
            total = sum
            tensor.rawData = try external(tensor, byteCount: size)
            tensor.externalData = []
            tensor.clearDataLocation()
        } else if tensor.hasRawData, let size, tensor.rawData.count != size {
            throw ONNXDefect("its tensor '\(tensor.name)' has not as many numbers as its shape says")
        }
        try ONNXSoundness.checkNumbers(of: tensor)
    }

    /// `nil` for types whose numbers do not fill whole bytes, or are no numbers.
    private static func byteCount(of tensor: Onnx_TensorProto) throws -> Int? {
        var count = 1
        for dimension in tensor.dims {
            let (product, overflow) = count.multipliedReportingOverflow(by: Int(dimension))
            guard dimension >= 0, !overflow else {
                throw ONNXDefect("its tensor '\(tensor.name)' has an impossible shape")
            }
            count = product
        }
        let type = Onnx_TensorProto.DataType(rawValue: Int(tensor.dataType))
        let width: Int
        switch type {
        case .uint8, .int8, .bool, .float8E4M3Fn, .float8E4M3Fnuz, .float8E5M2, .float8E5M2Fnuz: width = 1
        case .uint16, .int16, .float16, .bfloat16: width = 2
        case .float, .int32, .uint32: width = 4
        case .double, .int64, .uint64, .complex64: width = 8
        default: return nil
        }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: width)
        guard !overflow else { throw ONNXDefect("its tensor '\(tensor.name)' has an impossible shape") }
        return bytes
    }

    /// The numbers of a tensor that lie in a file below the folder, and nowhere else.
    private func external(_ tensor: Onnx_TensorProto, byteCount: Int) throws -> Data {
        let facts = Dictionary(tensor.externalData.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        let location = facts["location"] ?? ""
        guard let folder else {
            throw ONNXDefect("its tensor '\(tensor.name)' lies in another file, '\(location)'")
        }
        let path = try Self.path(of: location, in: folder)
        let offset = facts["offset"].map { UInt64($0) } ?? 0
        let length = facts["length"].map { Int($0) } ?? byteCount
        guard let offset, offset <= UInt64(Int64.max), length == byteCount else {
            throw ONNXDefect("its tensor '\(tensor.name)' has not as many numbers as its shape says")
        }
        guard let file = FileHandle(forReadingAtPath: path), (try? file.seek(toOffset: offset)) != nil,
            let data = byteCount == 0 ? Data() : try? file.read(upToCount: byteCount), data.count == byteCount
        else { throw ONNXDefect("its weights file '\(location)' is missing or cut short") }
        return data
    }

    /// - Throws: ``ONNXDefect`` for what does not lie below the folder, by its name or by a link.
    private static func path(of location: String, in folder: String) throws -> String {
        let parts = location.split(separator: "/", omittingEmptySubsequences: false)
        guard !location.isEmpty, !location.contains("\0"),
            !parts.contains(where: { $0.isEmpty || $0 == ".." })
        else { throw ONNXDefect("it asks for weights in '\(location)', which is not a file beside it") }
        let path = "\(folder)/\(location)"
        guard let real = realpath(path, nil), let home = realpath(folder, nil) else {
            throw ONNXDefect("its weights file '\(location)' is missing")
        }
        defer {
            free(real)
            free(home)
        }
        var status = stat()
        let root = String(cString: home)
        guard String(cString: real).hasPrefix(root == "/" ? root : root + "/"), stat(real, &status) == 0,
            status.st_mode & S_IFMT == S_IFREG
        else { throw ONNXDefect("it asks for weights in '\(location)', which is not a file beside it") }
        return String(cString: real)
    }
}
