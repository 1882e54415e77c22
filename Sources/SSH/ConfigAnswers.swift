internal import Connection
internal import Reactor
internal import Synchronization

/// What ssh said of the hosts of one run: it is asked once for all of them to which the same lines of the config apply.
final class ConfigAnswers: Sendable {
  typealias Question = () async throws(ConnectionError) -> SSHConfiguration

  /// Who is asked, and about which config.
  struct Source: Sendable, Equatable {
    let client: String
    let configFile: String?
  }

  /// Of which host ssh was asked, and what it said.
  private struct Answer {
    let extract: ConfigExtract
    let configuration: Finding<SSHConfiguration>
  }

  private struct Book {
    /// What was asked before it was known that there is more than one host.
    var first: (source: Source, destination: SSHDestination, configuration: Finding<SSHConfiguration>)?
    var outline: Finding<ConfigOutline>?
    var answers: [ConfigExtract.Audience: Answer] = [:]
  }

  /// What remains to be done for one who wants to know of a host.
  private enum Place {
    case asksFirst(Finding<SSHConfiguration>)
    case asksAlone
    case reads(Finding<ConfigOutline>)
    case waits(Finding<ConfigOutline>)
  }

  private let book = Mutex(Book())

  /// What ssh says of the host: the question is put only where nobody has put it for a host like this one.
  ///
  /// If the one who asks fails, or gives up, all the others ask for themselves.
  func configuration(
    of destination: SSHDestination, from source: Source, ask: Question
  ) async throws(ConnectionError) -> SSHConfiguration {
    switch place(of: destination, source) {
    case .asksFirst(let configuration): return try await put(ask, configuration)
    case .asksAlone: return try await ask()
    case .waits(let outline): return try await share(outline, destination, ask)
    case .reads(let outline):
      do {
        try await read(source, outline)
      } catch {
        throw .cancelled(destination.host)
      }
      return try await share(outline, destination, ask)
    }
  }

  private func place(of destination: SSHDestination, _ source: Source) -> Place {
    book.withLock { book in
      guard let first = book.first else {
        let configuration = Finding<SSHConfiguration>()
        book.first = (source, destination, configuration)
        return .asksFirst(configuration)
      }
      // Once more the same host, such as after the connection was lost.
      guard first.source == source, first.destination != destination else { return .asksAlone }
      if let outline = book.outline { return .waits(outline) }
      let outline = Finding<ConfigOutline>()
      book.outline = outline
      return .reads(outline)
    }
  }

  private func put(_ ask: Question, _ finding: Finding<SSHConfiguration>) async throws(ConnectionError)
    -> SSHConfiguration
  {
    do {
      let configuration = try await ask()
      finding.close(configuration)
      return configuration
    } catch {
      finding.close(nil)
      throw error
    }
  }

  private func read(_ source: Source, _ finding: Finding<ConfigOutline>) async throws(CancellationError) {
    do {
      let outline = try await Blocking.run {
        Account.current().flatMap { ConfigOutline.read(source.client, configFile: source.configFile, account: $0) }
      }
      book.withLock { book in
        guard let first = book.first, let extract = outline??.extract(for: first.destination) else { return }
        book.answers[extract.audience] = Answer(extract: extract, configuration: first.configuration)
      }
      finding.close(outline ?? nil)
    } catch {
      finding.close(nil)
      throw error
    }
  }

  private func share(
    _ outline: Finding<ConfigOutline>, _ destination: SSHDestination, _ ask: Question
  ) async throws(ConnectionError) -> SSHConfiguration {
    do {
      guard let extract = try await outline.value()?.extract(for: destination) else { return try await ask() }
      let (answer, isNew) = answer(for: extract)
      if isNew { return try await put(ask, answer.configuration) }
      // An answer that is not what its own lines say shows that they mean something else to ssh.
      guard let told = try await answer.configuration.value(), answer.extract.agrees(with: told) else {
        return try await ask()
      }
      return extract.adapted(told)
    } catch let error as ConnectionError {
      throw error
    } catch {
      throw .cancelled(destination.host)
    }
  }

  private func answer(for extract: ConfigExtract) -> (Answer, isNew: Bool) {
    book.withLock { book in
      if let answer = book.answers[extract.audience] { return (answer, false) }
      let answer = Answer(extract: extract, configuration: Finding())
      book.answers[extract.audience] = answer
      return (answer, true)
    }
  }
}
