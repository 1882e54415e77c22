internal import Playbook

/// What a folder shows of how its project runs.
struct ProjectSight {
  let composeFile: String?
  /// As far as the file names them in the usual layout.
  let composeServices: [String]
  /// Paths of unit files.
  let units: [String]
  let hasRequirements: Bool
  let hasAlembic: Bool
  /// Some file that could be copied, where none of these is there.
  let anyFile: String?

  init(folder: String) throws {
    let names = LocalFile.names(in: folder)
    composeFile = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"].first(
      where: names.contains)
    composeServices = try composeFile.map { Self.services(of: try LocalFile.read("\(folder)/\($0)")) } ?? []
    let folders = names.filter { LocalFile.kind("\(folder)/\($0)") == .directory && !$0.hasPrefix(".") }.sorted()
    units =
      names.filter { $0.hasSuffix(".service") }.sorted()
      + folders.flatMap { inner in
        LocalFile.names(in: "\(folder)/\(inner)").filter { $0.hasSuffix(".service") }.sorted().map { "\(inner)/\($0)" }
      }
    hasRequirements = names.contains("requirements.txt")
    hasAlembic = names.contains("alembic.ini")
    anyFile = names.filter { LocalFile.kind("\(folder)/\($0)") == .file && !$0.hasPrefix(".") }.min()
  }

  /// The keys below `services:`; a hint for a person, so another layout may hide them.
  private static func services(of text: [UInt8]) -> [String] {
    var services: [String] = []
    var isInside = false
    var margin: Int?
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
      let indent = line.prefix { $0 == " " }.count
      let word = line.drop { $0 == " " }
      if word.isEmpty || word.first == "#" { continue }
      if indent == 0 {
        isInside = word.hasPrefix("services:")
        continue
      }
      margin = margin ?? (isInside ? indent : nil)
      guard isInside, indent == margin, let colon = word.firstIndex(of: ":") else { continue }
      let name = String(word[..<colon])
      if name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }) { services.append(name) }
    }
    return services
  }
}
