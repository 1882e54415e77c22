import Deploy
import TestSupport

/// One mistake: the files of a folder, a command line, and what is said.
struct Mistake {
  let name: String
  let words: [String]
  let files: [File]
  var expected: String

  /// A file of the folder, which may be written in short.
  struct File {
    /// `PATH`, `PATH * N` for lines that are there so many times, or `PATH \x` for bytes such as `\xff`.
    let head: [String]
    var text = ""

    func write(in folder: String) throws {
      try Files.write(bytes, to: Array("\(folder)/\(head[0])".utf8))
    }

    private var bytes: [UInt8] {
      switch head.count {
      case 3: Array(String(repeating: text, count: Int(head[2]) ?? 1).utf8)
      case 2: escaped
      default: Array(text.utf8)
      }
    }

    private var escaped: [UInt8] {
      var bytes: [UInt8] = []
      for (index, part) in text.split(separator: #"\x"#, omittingEmptySubsequences: false).enumerated() {
        let code = index > 0 ? UInt8(part.prefix(2), radix: 16) : nil
        bytes += [code].compactMap { $0 } + Array(part.dropFirst(code == nil ? 0 : 2).utf8)
      }
      return bytes
    }
  }

  /// Reads `=== NAME`, `$ WORDS`, `--- PATH` with the lines of a file, and `>>>` with what is said.
  static func all(in text: String) throws -> [Mistake] {
    try text.split(separator: "=== ").map { block in
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      guard lines.count > 2, lines[1].hasPrefix("$ "), let end = lines.firstIndex(of: ">>>") else {
        throw Mishap("no mistake: \(block)")
      }
      var files: [File] = []
      for line in lines[2..<end] {
        if line.hasPrefix("--- ") {
          files.append(File(head: line.dropFirst(4).split(separator: " ").map(String.init)))
        } else if !files.isEmpty {
          files[files.count - 1].text += line + "\n"
        }
      }
      return Mistake(
        name: lines[0], words: lines[1].dropFirst(2).split(separator: " ").map(String.init), files: files,
        expected: lines[(end + 1)...].joined(separator: "\n").endedOnce)
    }
  }

  var text: String {
    let parts = files.map { "--- \($0.head.joined(separator: " "))\n\($0.text)" }.joined()
    return "=== \(name)\n$ \(words.joined(separator: " "))\n\(parts)>>>\n\(expected)"
  }

  /// What is said in a folder of its own.
  func told() async throws -> String {
    let folder = try Files.temporaryFolder("mistake")
    defer { Files.remove(folder) }
    for file in files { try file.write(in: folder) }
    return Self.said(try await Deployctl.start(words, in: folder).ending()).replacing(folder, with: "FOLDER")
  }

  /// How a command ended, and all that it said.
  static func said(_ ending: Ending) -> String {
    let number = ending.code.map { String($0.rawValue) } ?? "\(ending.status)"
    return "exit \(number)\n\(ending.everything)".endedOnce
  }

  /// A message names a place and the cause, and what to do next.
  static func isHelpful(_ said: String) -> Bool {
    let isPlaced = said.contains(
      #/(?m)^[^ ]+:\d+:\d+: error: |^error: |: not reached: |: refused, |is protected, /#)
    let saysNext = said.contains(#/(?m)^hint: |did you mean|expected |: make (it|room) there|: let it in|: add --/#)
    return isPlaced && saysNext && !said.hasPrefix("exit 0\n")
  }
}

extension String {
  /// With one newline at its end: an empty line stands between two mistakes.
  fileprivate var endedOnce: String {
    var text = self[...]
    while text.last == "\n" { text.removeLast() }
    return text + "\n"
  }
}
