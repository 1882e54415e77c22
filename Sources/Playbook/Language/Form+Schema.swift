internal import JSON

extension Form {
  /// What a JSON Schema says of it, about a document whose scalars were read by YAML 1.2.
  var schema: JSONValue {
    switch self {
    case .any: JSONValue([:])
    case .nothing: JSONValue(["type": "null"])
    case .text: Self.scalar(["minLength": .integer(1)])
    case .anyText: Self.scalar([:])
    case .like(let pattern, let orNumber):
      JSONValue([
        "type": orNumber ? .array(["string", "integer"]) : "string",
        "pattern": .string("^(?:\(pattern))$|\(Self.reference)"),
      ])
    case .name: Self.scalar(["pattern": .string(PlaybookName.form)])
    case .choice(let words): Self.orReference(JSONValue(["enum": .array(words.map { .string($0) })]))
    case .flag: Self.orReference(JSONValue(["type": "boolean"]))
    case .number(let range):
      JSONValue([
        "anyOf": .array([
          JSONValue([
            "type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
          ]),
          JSONValue(["type": "string", "pattern": .string("^[0-9]+$|\(Self.reference)")]),
        ])
      ])
    case .list(let form, let least):
      JSONValue(["type": "array", "items": form.schema, "minItems": least > 0 ? .integer(least) : nil])
    case .named(let form, let pattern, let least):
      JSONValue([
        "type": "object",
        "patternProperties": .object([JSONValue.Member(name: pattern, value: form.schema)]),
        "additionalProperties": .bool(false),
        "minProperties": least > 0 ? .integer(least) : nil,
      ])
    case .map(let shape): shape.schema
    case .either(let forms): JSONValue(["anyOf": .array(forms.map(\.schema))])
    }
  }

  /// Where a variable stands, nobody knows yet what will stand there.
  private static let reference = #"\$\{"#

  private static func scalar(_ more: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    JSONValue(["type": .array(["string", "number", "boolean"])]).merging(JSONValue(more))
  }

  private static func orReference(_ schema: JSONValue) -> JSONValue {
    JSONValue(["anyOf": .array([schema, JSONValue(["type": "string", "pattern": .string(reference)])])])
  }
}

extension Shape {
  var schema: JSONValue {
    JSONValue([
      "type": "object",
      "properties": .object(keys.map { JSONValue.Member(name: $0.name, value: $0.form.schema) }),
      "additionalProperties": .bool(false),
      "required": required.isEmpty ? nil : .array(required.map { .string($0) }),
      "oneOf": Self.each(kinds),
      "anyOf": Self.each(alternatives),
    ])
  }

  private static func each(_ keys: [String]) -> JSONValue? {
    keys.isEmpty ? nil : .array(keys.map { JSONValue(["required": .array([.string($0)])]) })
  }
}
