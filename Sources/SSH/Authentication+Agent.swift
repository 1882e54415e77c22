internal import Connection
internal import KnownHosts

extension Authentication {
  /// Tries the keys of the agent, those that the config names first.
  func tryAgent(_ shelf: IdentityShelf) async throws(ConnectionError) -> String? {
    guard let path = configuration.agentSocket, !path.isEmpty else { return nil }
    let named = shelf.named
    let agent: Agent
    let keys: [Agent.Key]
    let begin = ContinuousClock.now
    do {
      defer { asked?.add(.now - begin, isLasting: true) }
      agent = try Agent(path)
      keys = try await agent.keys()
    } catch is CancellationError {
      throw .cancelled(configuration.alias)
    } catch {
      note("agent: \((error as? Agent.Failure)?.reason ?? "\(error)")")
      return nil
    }
    let first = keys.filter { named.contains($0.publicKey) }
    let others = configuration.identitiesOnly ? [] : keys.filter { !named.contains($0.publicKey) }
    for key in first + others where !hasEnoughKeys && !agent.isOutOfStep {
      let name = "agent key \(key.comment)"
      guard let type = HostKey.type(of: key.publicKey), KeyType.usable.contains(type) else {
        passOver(name, HostKey.type(of: key.publicKey) ?? "unknown")
        continue
      }
      trying = name
      guard let reason = try await log(in: key, agent) else { return KeyType.name(type) }
      heldByAgent.insert(key.publicKey)
      note("\(name) (\(KeyType.name(type))): \(reason)")
    }
    return nil
  }

  private func log(in key: Agent.Key, _ agent: Agent) async throws(ConnectionError) -> String? {
    var trouble: String?
    let reason = try await attempt(with: key.publicKey) { document async throws(ConnectionError) in
      let begin = ContinuousClock.now
      // Perhaps it asked its user, for this host or for those before.
      defer { asked?.add(.now - begin, isLasting: true) }
      do {
        return try await agent.sign(document, with: key)
      } catch is CancellationError {
        throw .cancelled(configuration.alias)
      } catch {
        trouble = "the agent did not sign: \((error as? Agent.Failure)?.reason ?? "\(error)")"
        return nil
      }
    }
    return trouble ?? reason
  }
}
