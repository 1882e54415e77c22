/// What a host said against a plan when it was prepared.
package struct Objection: Sendable {
  /// The step that it is about, if any.
  package let step: Int?
  package let entry: Int?
  package let message: String
  /// What a command printed.
  package let output: String
  package let hint: String?
  /// True when another run was faster.
  package let isLock: Bool

  package init(
    step: Int? = nil, entry: Int? = nil, message: String, output: String = "", hint: String? = nil,
    isLock: Bool = false
  ) {
    self.isLock = isLock
    self.hint = hint
    self.step = step
    self.entry = entry
    self.message = message
    self.output = output
  }
}
