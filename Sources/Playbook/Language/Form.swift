/// What may stand for a key, as far as it can be told without knowing the variables.
indirect enum Form: Sendable {
  case any
  case nothing
  /// A text that says something; numbers and truth values are texts too.
  case text
  /// A text that may be empty.
  case anyText
  /// A text of the form that names have, in which no variables are replaced.
  case name
  /// A text that matches a regular expression from its beginning to its end.
  case like(String, orNumber: Bool = false)
  case choice([String])
  case flag
  case number(ClosedRange<Int>)
  case list(Form, atLeast: Int)
  /// A map whose keys are free, as far as they match a regular expression.
  case named(Form, like: String, atLeast: Int = 0)
  case map(Shape)
  case either([Form])
}

extension Form {
  static let duration = Form.like("[0-9]+(ms|s|m|h)")
  static let seconds = Form.either([.number(1...86_400), .duration])
  static let absolutePath = Form.like("/.*")
  static let mode = Form.like("[0-7]{3,4}", orNumber: true)
  static let variables = Form.named(.anyText, like: VariableName.form)

  static func oneOrMore(_ form: Form) -> Form { .either([form, .list(form, atLeast: 1)]) }

  static func choice<Choice: RawRepresentable<String> & CaseIterable>(of type: Choice.Type) -> Form {
    .choice(type.allCases.map(\.rawValue))
  }
}
