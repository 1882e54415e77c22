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

  /// Runs the body and leaves the session open, unless it comes to nothing.
  package func keeping<Result>(_ body: (Session) async throws -> Result) async throws -> Result {
    do {
      return try await body(self)
    } catch {
      await close()
      throw error
    }
  }
}
