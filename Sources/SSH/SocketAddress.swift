internal import Connection
internal import Glibc
internal import Reactor

/// One address of a host, with the port.
struct SocketAddress: Sendable {
  let family: Int32
  private let bytes: [UInt8]

  func withPointer<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
    var storage = sockaddr_storage()
    return withUnsafeMutableBytes(of: &storage) { buffer in
      buffer.copyBytes(from: bytes)
      return buffer.withMemoryRebound(to: sockaddr.self) { rebound in
        guard let address = rebound.baseAddress else { preconditionFailure("an address has bytes") }
        return body(address, socklen_t(bytes.count))
      }
    }
  }

  /// Looks the host up, in the order in which the system prefers its addresses.
  static func find(
    _ endpoint: Endpoint, until deadline: ContinuousClock.Instant
  ) async throws(ConnectionError) -> [SocketAddress] {
    // What is an address already is asked of nobody, so it takes no thread.
    if case .success(let addresses) = lookUp(endpoint, AI_NUMERICHOST) { return addresses }
    let found: Result<[SocketAddress], LookUpFailure>?
    do {
      found = try await Blocking.run(until: deadline) { lookUp(endpoint) }
    } catch {
      throw .cancelled(endpoint.alias)
    }
    switch found {
    case .success(let addresses):
      return addresses
    case .failure(let failure):
      throw ConnectionError(
        host: endpoint.alias, .unreachable, "cannot find the address of \(endpoint.hostName): \(failure.words)",
        hint: failure.isPassing
          ? "no name server answered: is this machine's network up, does it take a VPN"
          : "check the name, or HostName in the ssh config")
    case nil:
      throw ConnectionError(
        host: endpoint.alias, .timedOut, "looking up the address of \(endpoint.hostName) gave no answer in time",
        hint: "no name server answered: is this machine's network up, does it take a VPN")
    }
  }

  private struct LookUpFailure: Error {
    let words: String
    let isPassing: Bool
  }

  private static func lookUp(_ endpoint: Endpoint, _ flags: Int32 = 0) -> Result<[SocketAddress], LookUpFailure> {
    var wanted = addrinfo()
    wanted.ai_socktype = Int32(SOCK_STREAM.rawValue)
    wanted.ai_flags = AI_NUMERICSERV | flags
    wanted.ai_family = endpoint.family
    var list: UnsafeMutablePointer<addrinfo>?
    let failure = getaddrinfo(endpoint.hostName, "\(endpoint.port)", &wanted, &list)
    guard failure == 0 else {
      let words = String(cString: gai_strerror(failure))
      return .failure(LookUpFailure(words: words, isPassing: failure == EAI_AGAIN))
    }
    defer { freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var next = list
    while let entry = next {
      next = entry.pointee.ai_next
      // An entry of the list may have no address; there is nothing to connect to then.
      guard let address = entry.pointee.ai_addr else { continue }
      let bytes = UnsafeRawBufferPointer(start: address, count: Int(entry.pointee.ai_addrlen))
      addresses.append(SocketAddress(family: entry.pointee.ai_family, bytes: Array(bytes)))
    }
    return .success(addresses)
  }
}
