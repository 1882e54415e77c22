/// How a unit or a container stands.
package struct Standing: Sendable, Hashable {
  /// As the service manager calls it: `active`, `running`, `absent`.
  package let state: String
  /// What it says beside that: `running` of an active unit, `healthy` of a container.
  package let detail: String
  /// Seconds since the epoch.
  package let since: Int?
  /// How often the manager started it anew by itself.
  package let restarts: Int?

  init(_ words: String, since: Int?, restarts: Int?) {
    let parts = words.split(separator: ":", maxSplits: 1).map(String.init)
    state = parts.first ?? "unknown"
    detail = parts.count > 1 ? parts[1] : ""
    self.since = since
    self.restarts = restarts
  }

  /// True for what works, as far as its manager knows.
  package var isWell: Bool {
    (["active", "reloading"].contains(state) && detail != "auto-restart")
      || (state == "running" && detail != "unhealthy")
  }
}
