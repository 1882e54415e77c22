/// `find` and `replace`: code that is recognised whatever its formatting, and what it becomes.
package struct StructuralEdit: Sendable, Equatable {
  let find: StructuralTemplate
  let replace: StructuralTemplate
  /// By what it is known that the edit is there already.
  let applied: StructuralTemplate
  /// Whether that was made of `replace`, so that it may hold what `find` searches for.
  let isDerived: Bool
  let conditions: [String: RegexPattern]
  let within: StructuralTemplate?
  package let count: PatchCount

  init(
    find: StructuralTemplate, replace: StructuralTemplate, applied: StructuralTemplate, isDerived: Bool,
    conditions: [String: RegexPattern], within: StructuralTemplate?, count: PatchCount
  ) {
    self.find = find
    self.replace = replace
    self.applied = applied
    self.isDerived = isDerived
    self.conditions = conditions
    self.within = within
    self.count = count
  }

  /// What a playbook says; the texts are templates, but for the patterns of `conditions`.
  package struct Words: Sendable {
    package var find: String
    package var replace: String
    package var conditions: [String: RegexPattern] = [:]
    package var within: String?
    package var applied: String?
    package var count = PatchCount.one

    package init(find: String, replace: String) {
      self.find = find
      self.replace = replace
    }
  }

  /// Reads everything; what is wrong is said of the key it stands in.
  package init(_ words: Words, _ language: LexerLanguage) throws(KeyProblem) {
    let find = try KeyProblem.of("find") { () throws(TemplateProblem) in
      try StructuralTemplate.pattern(words.find, language, called: "find")
    }
    let replace = try KeyProblem.of("replace") { () throws(TemplateProblem) in
      try StructuralTemplate(words.replace, language, known: find.holes)
    }
    for name in words.conditions.keys.sorted() where !find.holeNames.contains(name) {
      throw KeyProblem("where", TemplateProblem("no hole '\(name)' in 'find'", fragment: name))
    }
    self.find = find
    self.replace = replace
    conditions = words.conditions
    count = words.count
    within = try words.within.map { text throws(KeyProblem) in
      try KeyProblem.of("within") { () throws(TemplateProblem) in
        try StructuralTemplate.pattern(text, language, called: "within")
      }
    }
    isDerived = words.applied == nil
    if let text = words.applied {
      applied = try KeyProblem.of("applied") { () throws(TemplateProblem) in
        try StructuralTemplate.pattern(text, language, called: "applied")
      }
    } else {
      applied = replace
      guard replace.isTelling, replace.elements.first?.isLayout != true else {
        throw KeyProblem(
          "replace",
          TemplateProblem(
            "nothing in 'replace' tells that the edit is there already",
            hint: "add 'applied:' with something that stands in the file afterwards and did not before"))
      }
    }
    if find.elements.map(\.kind) == replace.elements.map(\.kind) {
      throw KeyProblem("replace", TemplateProblem("'find' and 'replace' are the same but for formatting"))
    }
  }
}

/// A problem of one key of an edit.
package struct KeyProblem: Error, Sendable, Equatable {
  package let key: String
  package let problem: TemplateProblem

  init(_ key: String, _ problem: TemplateProblem) {
    self.key = key
    self.problem = problem
  }

  static func of<Value>(_ key: String, _ read: () throws(TemplateProblem) -> Value) throws(KeyProblem) -> Value {
    do throws(TemplateProblem) {
      return try read()
    } catch {
      throw KeyProblem(key, error)
    }
  }
}
