import Patch
import Playbook
import SourceText
import TestSupport
import Testing

/// The examples of the documents against the language.
struct PlaybookExampleTests {
  @Test(arguments: ["README.md", "docs/playbook.md"])
  func everyExampleIsInTheLanguage(document: String) throws {
    let blocks = try Document(document).blocks("yaml")
    #expect(!blocks.isEmpty)
    for block in blocks {
      for text in try Example(block).texts {
        #expect(throws: Never.self, "\(text.name)") { try text.read() }
      }
    }
  }

  @Test func theExamplePlaybookHasItsSources() throws {
    let text = try Files.read("\(Document.top)/playbooks/example.yml")
    let playbook = try Playbook.read(SourceText(name: "playbooks/example.yml", text: text), inventory: nil) { path in
      do {
        _ = try Files.read("\(Document.top)/\(path)")
        return .file
      } catch {
        return .missing
      }
    }
    #expect(playbook.targets.count == 1)
  }
}

/// The hotfix as patches against the stand-in that it is for.
struct PatchExampleTests {
  @Test(arguments: [false, true])
  func thePatchesMakeWhatTheCopiesBring(drifted: Bool) throws {
    let text = try Files.read("\(Document.top)/playbooks/deduplication-patch.yml")
    let source = SourceText(name: "playbooks/deduplication-patch.yml", text: text)
    let hosts = SourceText(name: "hosts.yml", text: "hosts:\n  lms:\n")
    let playbook = try Playbook.read(source, inventory: hosts) { _ in .file }
    let target = try #require(playbook.targets.first)
    var patched = 0
    for case .patch(let patch) in target.steps.map(\.kind) {
      guard case .edit(let item, let edit) = patch.form else { continue }
      let path = try #require(item.file.relative(to: target.root))
      let name = try #require(path.split(separator: "/").last)
      var old = try Files.read("\(Document.top)/lab/scenarios/lms/\(path)")
      var new = try Files.read("\(Document.top)/playbooks/deduplication-fix/\(name)")
      if drifted {
        old = "# by hand\r\n" + old.replacing("    ", with: "\t").replacing("\n", with: "\r\n")
        new = "# by hand\r\n" + new.replacing("    ", with: "\t").replacing("\n", with: "\r\n")
      }
      let decision = edit.decide(Array(old.utf8))
      #expect(decision.state == .applies)
      #expect(decision.result.map { String(decoding: $0, as: UTF8.self) } == new)
      #expect(edit.decide(Array(new.utf8)).state == .alreadyApplied)
      patched += 1
    }
    #expect(patched == 2)
  }
}

/// A block of YAML with what makes it whole.
struct Example {
  enum Text {
    case playbook(String)
    case inventory(String)

    var name: String {
      switch self {
      case .playbook(let text), .inventory(let text): text
      }
    }

    func read() throws {
      switch self {
      case .playbook(let text):
        // An example of environments has to have one that is called so.
        let choices = Choices(environment: text.contains("\nenvironments:") ? "staging" : nil)
        _ = try Playbook.read(SourceText(name: "playbook.yml", text: text), inventory: nil, choices: choices) { path in
          // Files of the examples have a suffix, but for these.
          ["src/app", "build/site"].contains(path) ? .directory : .file
        }
      case .inventory(let text):
        _ = try Inventory.read(SourceText(name: "hosts.yml", text: text))
      }
    }
  }

  let texts: [Text]

  private static let head = "playbook: example\nhosts: app.example.com\nroot: /srv/app\n"

  /// A block is a playbook, an inventory, a key of a playbook, or steps that each show something else.
  init(_ block: [Substring]) throws {
    let text = block.joined(separator: "\n") + "\n"
    let first = try #require(block.first)
    if first.hasPrefix("playbook:") {
      texts = [.playbook(text)]
    } else if first.hasPrefix("hosts:") || block.contains(where: { $0.hasPrefix("groups:") }) {
      texts = [.inventory(text)]
    } else if first.hasPrefix("- ") {
      let steps = "\n\(text)".split(separator: "\n- ")
      texts = steps.map { .playbook("\(Self.head)steps:\n- \($0)\n") }
    } else if block.contains(where: { $0.hasPrefix("steps:") }) {
      texts = [.playbook("\(Self.head)\(text)")]
    } else {
      let source = first.hasPrefix("vars:") ? "\"${app}\"" : "a.txt"
      texts = [.playbook("\(Self.head)\(text)steps:\n- copy: \(source)\n")]
    }
  }
}
