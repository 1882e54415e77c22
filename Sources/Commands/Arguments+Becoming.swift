internal import Crypto
internal import Deploy
internal import Glibc
internal import Playbook
internal import SourceText

extension Arguments {
  /// The account of `--become`, by `--become-method`.
  func become() throws(UsageError) -> Become? {
    let method = try method()
    guard let name = value(.become) else {
      if method != nil { throw UsageError("--become-method says how --become USER is done, which is not given") }
      return nil
    }
    do throws(Malformed) {
      return try Become(user: name, by: method ?? .sudo)
    } catch {
      throw UsageError("--become: \(error.inOneLine)")
    }
  }

  /// The same options once more, for a command that is printed for later.
  var becomeWords: [String] {
    [OptionSpec.become, .becomeMethod].flatMap { option in value(option).map { ["--\(option.name)", $0] } ?? [] }
  }

  private func method() throws(UsageError) -> Become.Method? {
    guard let word = value(.becomeMethod) else { return nil }
    do throws(Malformed) {
      return try Become.Method(word: word)
    } catch {
      throw UsageError("--become-method: \(error.inOneLine)")
    }
  }

  /// Where sudo's passwords come from: a file if one is named, else whoever sits at the terminal.
  func becomePasswords(_ console: Console) throws(UsageError) -> BecomePasswords? {
    if let path = value(.becomePasswordFile) {
      let secret = try Secret(firstLineOf: path)
      // There is nobody to correct it.
      return BecomePasswords { $0.attempt == 1 ? secret : nil }
    }
    guard console.isInteractive else { return nil }
    return BecomePasswords { question in
      let answer = await Prompt.shared.ask(question.text.terminalSafe, isSecret: true) ?? ""
      return answer.isEmpty ? nil : Secret(Array(answer.utf8))
    }
  }
}

extension Malformed {
  fileprivate var inOneLine: String { message + (hint.map { " (\($0))" } ?? "") }
}

extension BecomePasswords.Question {
  var text: String { "\(attempt > 1 ? "wrong; " : "")sudo's password for \(account) at \(host): " }
}

extension Secret {
  /// The longest password that sudo takes.
  private static let longest = 1023

  /// Reads it from a file, or from a pipe such as `<(pass show lms)`.
  fileprivate init(firstLineOf path: String) throws(UsageError) {
    func failure(_ reason: String) -> UsageError { UsageError("--become-password-file: \(path): \(reason)") }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(String(cString: strerror(errno))) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure(String(cString: strerror(errno))) }
    if status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o007 != 0 {
      throw failure("every account of this machine may open it: chmod o= it")
    }
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while line.count <= Self.longest {
      let count = Glibc.read(file, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(String(cString: strerror(errno))) }
      if count == 0 || byte == UInt8(ascii: "\n") { break }
      line.append(byte)
    }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    guard !line.isEmpty else { throw failure("its first line is empty") }
    guard line.count <= Self.longest else { throw failure("its first line is longer than sudo takes") }
    self.init(line)
  }
}
