import JSON
import Playbook
import SourceText
import TestSupport
import Testing

/// The schema against the parser: they may not tell different things about the same text.
struct LanguageSchemaTests {
  /// What the schema says of a golden case's file; nil where all is well.
  private typealias Verdicts = [String: String]

  private static func verdicts(_ schema: LanguageSchema, _ file: String) async throws -> Verdicts {
    let names = GoldenCase.names.filter { GoldenCase(name: $0).text(file) != nil }
    let said = try await Tool.run(
      "/usr/bin/python3",
      ["-c", program, schema.document.rendered] + names.map { "\(GoldenCase.folder)/\($0)/\(file)" })
    let lines = said.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    try #require(lines.count == names.count + 1)
    return Dictionary(uniqueKeysWithValues: zip(names, lines)).filter { !$0.value.isEmpty }
  }

  /// Says in a line for each file what is wrong with it; scalars are read as YAML 1.2 and editors do.
  private static let program = #"""
    import json, re, sys, yaml, jsonschema
    class Core(yaml.SafeLoader): yaml_implicit_resolvers = {}
    def scalar(tag, pattern, make):
        Core.add_implicit_resolver(tag, re.compile(pattern), None)
        Core.add_constructor(tag, lambda loader, node: make(node.value))
    scalar("core:null", r"^(~|null|Null|NULL|)$", lambda text: None)
    scalar("core:bool", r"^(true|True|TRUE|false|False|FALSE)$", lambda text: text.lower() == "true")
    scalar("core:int", r"^[-+]?[0-9]+$", int)
    scalar("core:float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", float)
    schema = json.loads(sys.argv[1])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in sys.argv[2:]:
        try:
            document = yaml.load(open(path, "rb"), Core)
            errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            errors = ["no YAML"]
        print("; ".join(errors).replace("\n", " "))
    """#

  @Test(arguments: zip([LanguageSchema.playbook, .inventory], ["playbook.yml", "hosts.yml"]))
  func whatTheParserTakesTheSchemaTakes(_ schema: LanguageSchema, _ file: String) async throws {
    let verdicts = try await Self.verdicts(schema, file)
    var count = 0
    for name in GoldenCase.names {
      let golden = GoldenCase(name: name)
      guard golden.text("expected.txt")?.hasPrefix("playbook ") == true, golden.text(file) != nil else { continue }
      // Ansible's own inventories are read too, and are not described here.
      if schema == .inventory, name.hasPrefix("ansible-") { continue }
      #expect(verdicts[name] == nil, "\(name)")
      count += 1
    }
    #expect(count >= (schema == .playbook ? 40 : 5))
  }

  @Test(arguments: zip([LanguageSchema.playbook, .inventory], ["playbook.yml", "hosts.yml"]))
  func whatTheParserRefusesForItsShapeTheSchemaRefuses(_ schema: LanguageSchema, _ file: String) async throws {
    let verdicts = try await Self.verdicts(schema, file)
    let shape =
      #/: error: (no key '|expected a (map|list)|this step does nothing|.* (needs the key|needs one of the keys|takes one thing|does one thing))/#
    var count = 0
    for name in GoldenCase.names {
      let golden = GoldenCase(name: name)
      let lines = (golden.text("expected.txt") ?? "").split(separator: "\n")
      // That a root or host is missing depends on the other file.
      guard lines.contains(where: { $0.hasPrefix("\(file):") && $0.contains(shape) && !$0.contains("key 'root'") }),
        schema == .playbook || !name.hasPrefix("ansible-")
      else { continue }
      #expect(verdicts[name] != nil, "\(name)")
      count += 1
    }
    #expect(count >= (schema == .playbook ? 15 : 5))
  }

  /// Puts a key that nobody has into every map of the schema, and compares what the parser says with what stands there.
  @Test(arguments: LanguageSchema.allCases)
  func theKeysOfTheSchemaAreThoseThatTheParserTakes(_ schema: LanguageSchema) throws {
    let places = Place.all(in: schema.document)
    #expect(places.count >= (schema == .playbook ? 20 : 4))
    for place in places {
      let text = place.text(holding: "{qqqqqqqqqqqq: 1}")
      let found = problems(schema, text).first { $0.message.hasPrefix("no key 'qqqqqqqqqqqq'") }
      #expect(found?.hint == "keys: \(place.keys.joined(separator: ", "))", "\(text)")
    }
  }

  private func problems(_ schema: LanguageSchema, _ text: String) -> [Problem] {
    let source = SourceText(name: "x.yml", text: text)
    do throws(Problems) {
      switch schema {
      case .playbook: _ = try Playbook.read(source, inventory: nil) { _ in .file }
      case .inventory: _ = try Inventory.read(source)
      }
      return []
    } catch {
      return error.list
    }
  }
}

/// A map somewhere in a schema.
private struct Place {
  let keys: [String]
  /// Around the map, from the outside: names of members, nil for the item of a list.
  let path: [String?]

  /// A document with something in this place.
  func text(holding inner: String) -> String {
    let text = path.reversed().reduce(inner) { text, name in name.map { "{\($0): \(text)}" } ?? "[\(text)]" }
    // Groups are of hosts, without which they are not looked at.
    return path.first == "groups" ? "{hosts: {}, " + text.dropFirst() : text
  }

  static func all(in schema: JSONValue, at path: [String?] = []) -> [Place] {
    var places: [Place] = []
    if case .object(let members)? = schema["properties"] {
      places.append(Place(keys: members.map(\.name), path: path))
      places += members.flatMap { all(in: $0.value, at: path + [$0.name]) }
    }
    // Any name will do where names are free.
    if case .object(let members)? = schema["patternProperties"] {
      places += members.flatMap { all(in: $0.value, at: path + ["a"]) }
    }
    if let items = schema["items"] { places += all(in: items, at: path + [nil]) }
    if case .array(let forms)? = schema["anyOf"] { places += forms.flatMap { all(in: $0, at: path) } }
    return places
  }
}
