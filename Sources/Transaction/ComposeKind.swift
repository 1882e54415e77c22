internal import Playbook

extension [ComposeService] {
  /// The kind that a script's line has for these services, which are of one project.
  var kind: ShellWord { ShellWord(first?.project.word ?? ComposeProject().word) }
}

extension ShellWord {
  /// Who has to be asked for services of this kind.
  var manager: String {
    let kind = ShellLine.values(of: text)?.first ?? []
    return String(decoding: kind.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)
  }
}
