extension Connection {
  package func reach(_ address: String, port: Int) async throws {
    throw ConnectionError(host: address, .configuration, "nothing can be reached through this connection")
  }
}
