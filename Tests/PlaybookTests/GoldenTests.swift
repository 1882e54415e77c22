import Glibc
import Playbook
import SourceText
import Testing

/// Every folder in `Golden` is a case; `UPDATE_GOLDEN=1` writes the expectations that are missing or differ.
struct GoldenTests {
  @Test(arguments: GoldenCase.names)
  func theLanguageReadsAsExpected(_ name: String) throws {
    let golden = GoldenCase(name: name)
    let actual = try golden.result()
    if getenv("UPDATE_GOLDEN") != nil { try golden.write(actual) }
    #expect(golden.text("expected.txt") == actual)
  }

  @Test func theCasesAreFound() {
    #expect(GoldenCase.names.count >= 40)
  }
}

struct GoldenCase {
  let name: String

  static let folder = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Golden"

  static var names: [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// The playbook as it was understood, or the problems as the user sees them.
  func result() throws -> String {
    let playbook = SourceText(name: "playbook.yml", bytes: try #require(bytes("playbook.yml")))
    let inventory = bytes("hosts.yml").map { SourceText(name: "hosts.yml", bytes: $0) }
    let kinds = sourceKinds()
    var choices = try choices()
    let listings = listings()
    choices.listing = { listings[$0.isEmpty ? "." : $0] ?? .entries([]) }
    do throws(Problems) {
      let read = try Playbook.read(playbook, inventory: inventory, choices: choices) { kinds[$0] ?? .file }
      return Dump(read).text
    } catch {
      return error.rendered + "\n"
    }
  }

  /// Lines such as `env prod`, `extra color=red` or `variable USER=anna`.
  private func choices() throws -> Choices {
    var choices = Choices()
    var variables: [String: String] = [:]
    for line in (text("choices.txt") ?? "").split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      switch words[0] {
      case "env": choices.environment = words[1]
      case "extra": choices.extras.append(try ExtraVariable(words[1]))
      default:
        let variable = try ExtraVariable(words[1])
        variables[variable.name] = variable.value
      }
    }
    choices.template = { path in
      bytes("templates/\(path)").map { SourceText(name: path, bytes: $0) }
    }
    choices.variable = { [variables] in variables[$0] }
    return choices
  }

  func text(_ file: String) -> String? {
    bytes(file).map { String(decoding: $0, as: UTF8.self) }
  }

  func write(_ text: String) throws {
    let file = try #require(fopen("\(Self.folder)/\(name)/expected.txt", "w"))
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }

  /// Lines such as `holds conf file a.conf`, `holds conf folder d`, `holds conf link cur=d/a`, `holds conf other sock` or
  /// `closed conf`.
  private func listings() -> [String: FolderListing] {
    var entries: [String: [FolderListing.Entry]] = [:]
    var listings: [String: FolderListing] = [:]
    for line in (text("sources.txt") ?? "").split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 3).map(String.init)
      switch words[0] {
      case "holds":
        let parts = words[3].split(separator: "=", maxSplits: 1).map { Array($0.utf8) }
        let kind: FolderListing.Kind =
          switch words[2] {
          case "file": .file
          case "folder": .folder
          case "link": .link(to: parts[1])
          default: .unusable("it is a device, a socket or a pipe")
          }
        entries[words[1], default: []].append(FolderListing.Entry(name: parts[0], kind: kind))
      case "closed": listings[words[1]] = .unreadable("\(words[1]): Permission denied")
      default: break
      }
    }
    return listings.merging(entries.mapValues { .entries($0) }) { first, _ in first }
  }

  /// Lines such as `directory conf`, `missing src/a.py` or `unreadable src/b.py`; other sources are files.
  private func sourceKinds() -> [String: SourceKind] {
    var kinds: [String: SourceKind] = [:]
    for line in (text("sources.txt") ?? "").split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      switch words[0] {
      case "holds", "closed": continue
      case "directory": kinds[String(words[1])] = .directory
      case "missing": kinds[String(words[1])] = .missing
      default: kinds[String(words[1])] = .unreadable("permission denied")
      }
    }
    return kinds
  }

  private func bytes(_ file: String) -> [UInt8]? {
    guard let stream = fopen("\(Self.folder)/\(name)/\(file)", "r") else { return nil }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    while case let byte = getc(stream), byte != EOF { bytes.append(UInt8(byte)) }
    return bytes
  }
}
