/// A map of the language: the keys that it may hold, and what may stand for each.
///
/// The parser refuses every other key by it, and the JSON Schema is made of it.
struct Shape: Sendable {
  typealias Key = (name: String, form: Form)

  private(set) var keys: [Key]
  let required: [String]
  /// Keys of which there is exactly one.
  let kinds: [String]
  /// Keys of which there is at least one.
  let alternatives: [String]

  var names: [String] { keys.map(\.name) }

  init(
    _ keys: KeyValuePairs<String, Form>, required: [String] = [], oneOf kinds: [String] = [],
    anyOf alternatives: [String] = []
  ) {
    self.keys = keys.map { ($0, $1) }
    self.required = required
    self.kinds = kinds
    self.alternatives = alternatives
  }

  /// Keys of which there is exactly one.
  init(oneOf keys: [Key]) {
    self.keys = keys
    kinds = keys.map(\.name)
    required = []
    alternatives = []
  }

  /// The same with further keys, none of which has to be there.
  func with(_ more: KeyValuePairs<String, Form>) -> Shape {
    var shape = self
    shape.keys += more.map { ($0, $1) }
    return shape
  }
}
