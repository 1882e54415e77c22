package import Crypto
package import Playbook

extension TemplateStep {
  var title: String { "template \(from)" }
}

extension Sources {
  /// Adds the finished text of every template, one for each host.
  package mutating func fill(_ targets: [Target], _ secrets: [String: Secret]) {
    let redaction = Redaction(secrets.values)
    for case .template(let template) in targets.flatMap(\.steps).map(\.kind) where self[template.key] == nil {
      guard let source = self[template.from], let text = template.text.filled({ secrets[$0]?.bytes }) else { continue }
      var file = SourceFile(
        bytes: text, isExecutable: source.isExecutable, hiding: template.text.secrets.isEmpty ? nil : redaction)
      file.isCommitted = source.isCommitted
      self[template.key] = file
    }
  }
}

extension Target {
  /// The names of the secrets that its steps need.
  package var secrets: Set<String> {
    steps.filter { $0.exclusion == nil }.reduce(into: []) { names, step in
      names.formUnion(step.secretEnvironment.map(\.secret))
      if case .template(let template) = step.kind { names.formUnion(template.text.secrets) }
    }
  }
}
