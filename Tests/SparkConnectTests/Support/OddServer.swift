import Foundation

/// A server on loopback that takes one connection after the other, and answers what comes first with the same bytes.
final class OddServer: Sendable {
    enum Manner: Sendable {
        case answers([UInt8])
        /// Hangs up, unless what comes first is a record of TLS, which gets the bytes.
        case answersOnlyTLS([UInt8])
        case hangsUp
        case staysSilent
    }

    let port: Int
    private let descriptor: Int32

    init(_ manner: Manner) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard bound else { throw CocoaError(.fileWriteUnknown) }
        port = Int(UInt16(bigEndian: address.sin_port))
        self.descriptor = descriptor
        Thread { Self.serve(descriptor, manner) }.start()
    }

    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private static func serve(_ descriptor: Int32, _ manner: Manner) {
        var kept: [Int32] = []
        while true {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { break }
            switch manner {
            case .answers(let bytes):
                var buffer = [UInt8](repeating: 0, count: 1024)
                _ = recv(connection, &buffer, buffer.count, 0)
                _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                close(connection)
            case .answersOnlyTLS(let bytes):
                var buffer = [UInt8](repeating: 0, count: 1024)
                if recv(connection, &buffer, buffer.count, 0) > 0, buffer[0] == 22 {
                    _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                }
                close(connection)
            case .hangsUp: close(connection)
            case .staysSilent: kept.append(connection)
            }
        }
        for connection in kept { close(connection) }
        close(descriptor)
    }
}
