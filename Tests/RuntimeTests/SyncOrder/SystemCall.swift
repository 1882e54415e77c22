/// One system call that succeeded, as `strace -f -y` writes it.
struct SystemCall: Equatable {
  let process: Int
  let name: String
  /// As they are written, strings with their quotes.
  let arguments: [Substring]
  let result: Int
  /// The path that a descriptor in the result stands for.
  let resultPath: String?

  /// Reads a trace.
  ///
  /// A call that was interrupted by the line of another process counts where it ended.
  static func read(_ trace: String) -> [SystemCall] {
    var begun: [Substring: String] = [:]
    return trace.split(separator: "\n").compactMap { line in
      guard let space = line.firstIndex(of: " ") else { return nil }
      let process = line[..<space]
      var rest = String(line[space...].drop { $0 == " " })
      if let cut = rest.range(of: "<unfinished ...>") {
        begun[process] = String(rest[..<cut.lowerBound])
        return nil
      }
      if rest.hasPrefix("<... "), let end = rest.range(of: " resumed>") {
        rest = (begun.removeValue(forKey: process) ?? "") + rest[end.upperBound...]
      }
      return SystemCall(Int(process) ?? 0, rest[...])
    }
  }

  private init?(_ process: Int, _ line: Substring) {
    guard let open = line.firstIndex(of: "("), line.first?.isLetter == true else { return nil }
    var arguments: [Substring] = []
    var start = line.index(after: open)
    var (isQuoted, isEscaped, depth) = (false, false, 0)
    var end: Substring.Index?
    for index in line[start...].indices {
      let character = line[index]
      if isEscaped {
        isEscaped = false
      } else if isQuoted {
        if character == "\\" { isEscaped = true }
        if character == "\"" { isQuoted = false }
      } else if character == "\"" {
        isQuoted = true
      } else if character == "[" || character == "{" {
        depth += 1
      } else if character == "]" || character == "}" {
        depth -= 1
      } else if depth == 0, character == "," || character == ")" {
        arguments.append(line[start..<index].drop { $0 == " " })
        start = line.index(after: index)
        if character == ")" {
          end = index
          break
        }
      }
    }
    guard let end, let equals = line[end...].range(of: "= ") else { return nil }
    let result = line[equals.upperBound...]
    guard result.first != "-", result.first != "?" else { return nil }
    self.process = process
    self.arguments = arguments
    name = String(line[..<open])
    self.result = Int(result.prefix { $0.isNumber }) ?? 0
    resultPath = Self.path(of: result)
  }

  /// The path in `3</a/b>`.
  static func path(of descriptor: Substring) -> String? {
    guard let open = descriptor.firstIndex(of: "<"), let close = descriptor.lastIndex(of: ">") else { return nil }
    return String(descriptor[descriptor.index(after: open)..<close])
  }

  /// The text in `"12 state\n"`.
  static func text(of argument: Substring) -> String {
    String(argument.dropFirst().prefix { $0 != "\"" }).split(separator: "\\n", omittingEmptySubsequences: false)
      .joined(separator: "\n")
  }
}

extension StringProtocol {
  /// Foundation's, which is not imported.
  fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
