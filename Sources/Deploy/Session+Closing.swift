extension Session {
  /// Runs the body and closes the session, whatever comes of it.
  package func closing<Result>(_ body: (Session) async throws -> Result) async throws -> Result {
    do {
      let result = try await body(self)
      await close()
      return result
    } catch {
      await close()
      throw error
    }
  }
}
