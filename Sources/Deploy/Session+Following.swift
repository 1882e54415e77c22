package import Transaction

extension Session {
  /// How things stand with a run; if somebody works at it or it has a verdict, its events come next.
  package func attach(_ request: AttachRequest) async throws -> Attachment {
    switch try await ask(request.bytes) {
    case .refused(let replies): throw HostError(replies.first?.text ?? "refused")
    case .done(let replies):
      guard let attachment = Attachment(replies) else { throw SessionError.malformed("no answer to attach") }
      return attachment
    }
  }

  /// Ends the session that prepared the run it is attached to, which then drops what it prepared.
  func dismiss() async throws { try await send(Array("dismiss\n".utf8)) }

  package func unlock(_ request: UnlockRequest) async throws {
    guard case .refused(let replies) = try await ask(request.bytes) else { return }
    throw HostError(replies.first { !$0.text.isEmpty }?.text ?? "refused")
  }
}
