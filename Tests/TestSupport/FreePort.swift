/// Finds ports that nobody listens on.
package enum FreePort {
  package static func find() throws -> Int {
    try LoopbackSocket.listen().port
  }
}
