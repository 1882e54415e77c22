@testable import KnownHosts
import TestSupport
import Testing

/// Every case is put to `ssh-keygen -l -F`, which reads a file by the code that `ssh` reads it with.
struct OpenSSHAgreementTests {
  static let key = SampleKey.ed25519.field

  /// Files, one line or more each, that are searched for every name of `names`.
  static let files: [String] =
    [
      "lms \(key)", "LMS \(key)", "lms.example.net \(key)", "mail,lms \(key)", "lms,mail \(key)", ",lms, \(key)",
      "* \(key)",
      "? \(key)", "??? \(key)", "l*s \(key)", "l*m*s \(key)", "*m* \(key)", "l**s \(key)", "lms* \(key)", "lms? \(key)",
      "*lms \(key)", "*.example.net \(key)", "*.example.*,!lms.* \(key)", "*,!lms \(key)", "!lms,* \(key)",
      "!mail,* \(key)",
      "!lms \(key)", "!!lms,* \(key)", "! \(key)", "!*,lms \(key)", "[lms]:2222 \(key)", "[*]:2222 \(key)",
      "[lms]:* \(key)",
      "*:2222 \(key)", "[LMS]:2222 \(key)", "[lms]:22 \(key)", "[lms]:2222,lms \(key)", "192.0.2.10 \(key)",
      "192.0.2.* \(key)", "2001:db8::1 \(key)", "[2001:db8::1]:2222 \(key)", "2001:DB8::* \(key)",
      "  lms   \(key)   comment with # and * ", "\tlms\t\(SampleKey.ed25519.type)\t\(SampleKey.ed25519.text)\tcomment",
      "# lms \(key)", "#lms \(key)", "lms # \(key)", "lms", "lms ", "lms ssh-ed25519", "lms ssh-ed25519 ", "", " ",
      "\t",
      "lms \(key)\r", "lms \(key) comment\r", "\r", "lms\r \(key)", "lms \(key)\r\n\r\nlms \(key)\r\n",
      "@revoked lms \(key)", "@revoked * \(key)", "@revoked  lms \(key)", "@revoked lms,!lms \(key)",
      "@cert-authority lms \(key)", "@cert-authority *.example.net \(key)", "@REVOKED lms \(key)",
      "@unknown lms \(key)",
      "@ lms \(key)", "@revoked @revoked lms \(key)", "@revoked @cert-authority lms \(key)", "@revoked", "@revoked ",
      "@revoked lms", "lms @revoked \(key)", "@revoked#lms \(key)", "lms ssh-rsa \(SampleKey.ed25519.text)",
      "lms ssh-ed448 \(SampleKey.ed25519.text)", "lms SSH-ED25519 \(SampleKey.ed25519.text)",
      "lms rsa-sha2-256 \(SampleKey.rsa.text)", "lms rsa-sha2-512 \(SampleKey.rsa.text)",
      "lms ecdsa-sha2-nistp384 \(SampleKey.ecdsa256.text)", "lms ssh-ed25519 AAAA", "lms ssh-ed25519 ====",
      "lms ssh-ed25519 \(SampleKey.ed25519.text)=", "lms ssh-ed25519 \(SampleKey.ed25519.text.dropLast())",
      "lms ssh-ed25519 \(SampleKey.ed25519.text.dropLast(4))", "lms ssh-ed25519 \(SampleKey.ed25519.text)AAAA",
      "lms ssh-ed25519 \(SampleKey.ed25519.text)!", "lms ssh-ed25519 A\(SampleKey.ed25519.text)", "lms 1024 35 1234567",
      "lms ssh-rsa \(shortRSA)", "\(String(repeating: "x,", count: 5000))lms \(key)",
      "\(String(repeating: "x", count: 1022)),lms \(key)", "\(String(repeating: "x", count: 1023)),lms \(key)",
      "lms,\(String(repeating: "x", count: 5000)) \(key)", "lms \(key) \(String(repeating: "c", count: 200_000))",
      "lms \(key)\0 rest", "\0\nlms \(key)", "|1| \(key)", "| \(key)", "|1|a|b \(key)", "|2|a|b \(key)",
      "|1|AAAAAAAAAAAAAAAAAAAAAAAAAAA=|AAAAAAAAAAAAAAAAAAAAAAAAAAA= \(key)\nlms \(key)",
      "lms \(key)\nlms \(SampleKey.rsa.field)\nmail \(key)\n@revoked lms \(key)\n* \(SampleKey.ecdsa521.field)",
    ] + SampleKey.allCases.map { "lms \($0.field)" }

  static let names: [(host: String, port: Int)] = [
    ("lms", 22), ("lms", 2222), ("lms", 2223), ("mail", 22), ("a", 22), ("lms.example.net", 22),
    ("www.example.net", 22), ("192.0.2.10", 22), ("2001:db8::1", 22), ("2001:db8::1", 2222), ("!lms", 22),
  ]

  /// The modulus has 768 bits, which OpenSSH refuses to read.
  static let shortRSA =
    """
    AAAAB3NzaC1yc2EAAAADAQABAAAAYQCjWCxJKQSgW+fSONzZGoKNq2KVzUp4cukD8jd97j0k1+e9a859ZR5weLVIwPTwKtZkTTpl5R/c\
    6281WhYtiqYUpjjNnVGIUBZSsH+Q3P+gSKkBZjSlbUtf3eAMquMZwCU=
    """

  @Test func theSameLinesAreFoundAsByOpenSSH() async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    var found = 0
    for text in Self.files {
      let file = try folder.write(Array(text.utf8), to: "known_hosts")
      for (host, port) in Self.names {
        found += try await compare(file: file, text: text, host: host, port: port)
      }
    }
    #expect(found > Self.files.count, "the table hardly finds anything")
  }

  @Test func namesHashedByOpenSSHAreFound() async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let plain = Self.names.map { "\($0.port == 22 ? $0.host : "[\($0.host)]:\($0.port)") \(Self.key)\n" }
    let text = plain.joined() + "mail,WWW.example.org \(SampleKey.rsa.field)\n*.example.com \(Self.key)\n"
    let file = try folder.write(Array(text.utf8), to: "known_hosts")
    _ = try await Tool.answer("ssh-keygen", ["-q", "-H", "-f", file])
    let hashed = try String(decoding: folder.bytes("known_hosts"), as: UTF8.self)
    try #require(hashed.contains("|1|"))
    for (host, port) in Self.names + [("www.example.org", 22), ("a.example.com", 22), ("nobody", 22), ("lms", 2224)] {
      try await compare(file: file, text: hashed, host: host, port: port)
    }
    let hosts = knownHosts(hashed)
    #expect(hosts.verdict("LMS", .ed25519) == .trusted)
    #expect(hosts.verdict("lms", port: 2223, .ed25519) == .trusted)
    #expect(hosts.verdict("www.example.org", .rsa) == .trusted)
  }

  @Test(arguments: [("lms", 22), ("LMS.Example.net", 22), ("lms", 2222), ("2001:db8::1", 22), ("::1", 22022)])
  func linesWeWriteAreFoundByOpenSSH(host: String, port: Int) async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    for salt in [nil, [UInt8](0..<20)] {
      for key in SampleKey.allCases {
        let line = KnownHostsLine.text(host: host, port: port, key: key.blob, hashedWithSalt: salt)
        #expect(line.hasPrefix("|1|") == (salt != nil))
        let file = try folder.write(Array(line.utf8), to: "known_hosts")
        let found = try await compare(file: file, text: line, host: host.lowercased(), port: port)
        #expect(found == 1)
      }
    }
  }

  /// What a search finds: the number of a line, its marker and the fingerprint of its key.
  private struct Finding: Equatable { let line: Int, marker: String, fingerprint: String }

  /// Searches both ways, and gives the number of lines found.
  @discardableResult
  private func compare(
    file: String, text: String, host: String, port: Int
  ) async throws -> Int {
    let name = port == 22 ? host : "[\(host)]:\(port)"
    let answer = try await Tool.answer("ssh-keygen", ["-l", "-F", name, "-f", file]).text
    let theirs = findings(in: answer)
    let ours = KnownHosts([KnownHostsFile(name: "f", bytes: Array(text.utf8))])
      .entries(for: HostName(host: host, port: port))
      .map { Finding(line: $0.line, marker: $0.marker.word, fingerprint: $0.fingerprint) }
    #expect(ours == theirs, "\(name) in \(text.prefix(200).debugDescription)")
    return ours.count
  }

  private func findings(in answer: String) -> [Finding] {
    let lines = answer.split(separator: "\n")
    return zip(lines, lines.dropFirst()).compactMap { title, body in
      let words = title.split(separator: " ")
      let fields = body.split(separator: " ")
      guard words.count >= 6, words[0] == "#", fields.count >= 3, let line = Int(words[5]) else { return nil }
      return Finding(line: line, marker: words.dropFirst(6).joined(), fingerprint: String(fields[2]))
    }
  }
}

extension KnownHostsEntry.Marker {
  fileprivate var word: String {
    switch self {
    case .none: ""
    case .certAuthority: "CA"
    case .revoked: "REVOKED"
    }
  }
}
