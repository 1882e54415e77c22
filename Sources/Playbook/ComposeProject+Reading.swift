internal import SourceText
internal import YAML

extension ComposeProject {
  /// What may stand beside `compose`, and as `compose` in the playbook for all of its steps.
  static let settings: KeyValuePairs<String, Form> = [
    "in": .text, "files": .oneOrMore(.text), "profiles": .oneOrMore(.text), "project": .text, "env_file": .text,
  ]
  static let shape = Shape(settings)

  /// The project that these keys mean, where they leave out what another project says already.
  ///
  /// A folder of its own is another place, where nothing of the other project holds.
  static func read(
    _ fields: Fields, over usual: ComposeProject, _ reading: Reading, below root: AbsolutePath
  ) -> ComposeProject? {
    guard settings.contains(where: { fields[$0.key] != nil }) else { return usual }
    var base = usual
    if let node = fields["in"] {
      guard let folder = reading.composePath(node, "a folder", from: root, below: root) else { return nil }
      base = ComposeProject(folder: folder)
    }
    let start = base.folder ?? root
    let files = fields["files"].map { reading.composeFiles($0, from: start, below: root) } ?? base.files
    let profiles = fields["profiles"].map { reading.profiles($0) } ?? base.profiles
    var name = base.name
    if let node = fields["project"] {
      name = reading.value(node, "the name of a compose project") { scalar throws(Malformed) in
        try projectName(scalar.text)
      }
      if name == nil { return nil }
    }
    var environmentFile = base.environmentFile
    if let node = fields["env_file"] {
      environmentFile = reading.composePath(node, "the path of a file", from: start, below: root)
      if environmentFile == nil { return nil }
    }
    guard let files, let profiles else { return nil }
    return ComposeProject(
      folder: base.folder, files: files, profiles: profiles, name: name, environmentFile: environmentFile)
  }

  /// Reports the keys of a project where no compose service stands.
  static func refuse(_ fields: Fields, _ findings: Findings) {
    for key in settings.map(\.key) where fields[key] != nil {
      findings.add("'\(key)' stands only beside compose", at: fields.keyRange(key))
    }
  }

  private static func projectName(_ text: String) throws(Malformed) -> String {
    let isPlain = text.utf8.allSatisfy { lower.contains($0) || "_-".utf8.contains($0) }
    guard let first = text.utf8.first, isPlain, lower.contains(first), text.utf8.count <= 255 else {
      throw Malformed(
        "'\(text.shortened)' is not the name of a compose project",
        hint: "small letters, digits, '_' and '-', a letter or digit first; 'docker compose ls' tells the names")
    }
    return text
  }

  private static let lower = Set("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
}

extension Reading {
  /// One compose service or a list of them, none twice, of the project that stands beside them.
  func composeServices(_ node: Node, _ fields: Fields, below root: AbsolutePath) -> [ComposeService]? {
    guard let project = ComposeProject.read(fields, over: project, self, below: root) else { return nil }
    return names(node, "the name of a compose service") { text throws(Malformed) in
      try ComposeService(text, of: project)
    }
  }

  /// A path that is told to compose: from `/`, or from a folder of the root which it does not leave.
  fileprivate func composePath(
    _ node: Node, _ expected: String, from folder: AbsolutePath, below root: AbsolutePath
  ) -> AbsolutePath? {
    value(node, expected) { scalar throws(Malformed) in
      let text = scalar.text
      guard !text.unicodeScalars.contains(where: { $0 == "," || $0 == "|" || $0.value < 0x20 || $0.value == 0x7F })
      else {
        throw Malformed("no comma, '|' or control character can stand in \(expected) of compose")
      }
      if text.utf8.first == UInt8(ascii: "/") { return try Reading.hostPath(text, below: root) }
      let top = folder == root || folder.isInside(root) ? root : folder
      let begin = folder.relative(to: top) ?? "."
      return try Reading.hostPath(begin == "." ? text : "\(begin)/\(text)", below: top)
    }
  }

  fileprivate func composeFiles(_ node: Node, from folder: AbsolutePath, below root: AbsolutePath) -> [AbsolutePath]? {
    let nodes = oneOrMore(node, "the path of a file")
    var files: [AbsolutePath] = []
    for node in nodes {
      guard let file = composePath(node, "the path of a file", from: folder, below: root) else { continue }
      if files.contains(file) {
        findings.add("'\(file)' is named already", at: node.range)
      } else {
        files.append(file)
      }
    }
    return files.isEmpty || files.count < nodes.count ? nil : files
  }

  fileprivate func profiles(_ node: Node) -> [String]? {
    names(node, "the name of a profile") { text throws(Malformed) in
      let isPlain = text.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "_.-".unicodeScalars.contains($0))
      }
      guard isPlain, let first = text.first, first.isLetter || first.isNumber else {
        throw Malformed("'\(text.shortened)' is not the name of a profile", hint: "write a name such as jobs")
      }
      return text
    }
  }
}
