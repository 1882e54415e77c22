import TestSupport

/// Asks tools that know the formats whether a text is one of them.
enum Schema {
  static let top = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
  private static let folder = "\(top)/Tests/EndToEndTests/Schemas"
  static let report = "\(top)/docs/report.schema.json"
  static let sarif = "\(folder)/sarif-2.1.0.json"

  /// Fails with what is wrong in the document.
  static func check(json text: String, against schema: String) async throws {
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft7Validator.check_schema(schema)
      jsonschema.validate(json.load(sys.stdin), schema, jsonschema.Draft7Validator)
      """
    try await Tool.run("/usr/bin/python3", ["-c", script, schema], stdin: text)
  }

  static func check(yaml path: String, against schema: String) async throws {
    let script = """
      import json, sys, yaml, jsonschema
      jsonschema.validate(yaml.safe_load(open(sys.argv[1])), json.load(sys.stdin), jsonschema.Draft202012Validator)
      """
    try await Tool.run("/usr/bin/python3", ["-c", script, path], stdin: schema)
  }

  static func check(junit text: String) async throws {
    try await Tool.run("/usr/bin/xmllint", ["--noout", "--schema", "\(folder)/junit.xsd", "-"], stdin: text)
  }

  /// What an expression of XPath finds.
  static func find(_ expression: String, in text: String) async throws -> String {
    try await Tool.run("/usr/bin/xmllint", ["--xpath", expression, "-"], stdin: text)
      .split(separator: "\n").joined(separator: "\n")
  }
}
