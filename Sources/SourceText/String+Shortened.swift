extension String {
  /// The beginning of a text that is too long for a message.
  package var shortened: String {
    count > 60 ? prefix(59) + "…" : self
  }
}
