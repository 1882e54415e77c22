package import JSON
internal import SourceText

/// A report in the Static Analysis Results Interchange Format, version 2.1.0.
package enum SARIFReport {
  package static func value(_ report: Report) -> JSONValue {
    let rules = Finding.Rule.allCases.map { rule in
      JSONValue([
        "id": .string(rule.rawValue), "shortDescription": JSONValue(["text": .string(rule.meaning)]),
      ])
    }
    let driver = JSONValue([
      "name": "deployctl", "semanticVersion": .string(report.version), "rules": .array(rules),
    ])
    let invocation = JSONValue([
      "executionSuccessful": .bool([0, 2].contains(report.exitCode)), "exitCode": .integer(Int(report.exitCode)),
      "exitCodeDescription": .string(report.exitMeaning),
    ])
    let run = JSONValue([
      "tool": JSONValue(["driver": driver]), "invocations": .array([invocation]),
      "columnKind": "unicodeCodePoints", "results": .array(report.findings.map(result)),
    ])
    return JSONValue([
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": .array([run]),
    ])
  }

  private static func result(_ finding: Finding) -> JSONValue {
    JSONValue([
      "ruleId": .string(finding.rule.rawValue),
      "ruleIndex": Finding.Rule.allCases.firstIndex(of: finding.rule).map { .integer($0) },
      "level": .string(finding.level.rawValue), "message": JSONValue(["text": .string(finding.words)]),
      "locations": finding.file.map { .array([location($0, finding)]) },
      // The same matter keeps its name when lines move above it.
      "partialFingerprints": JSONValue([
        "deployctl/1": .string(
          [finding.rule.rawValue, finding.host ?? "", finding.file ?? "", finding.message].joined(separator: "|"))
      ]),
    ])
  }

  private static func location(_ file: String, _ finding: Finding) -> JSONValue {
    let region = finding.line.map { line in
      JSONValue(["startLine": .integer(line), "startColumn": finding.column.map { .integer($0) }])
    }
    let physical = JSONValue([
      "artifactLocation": JSONValue(["uri": .string(uri(file))]), "region": region,
    ])
    let host = finding.host.map { name in
      JSONValue.array([JSONValue(["name": .string(name), "kind": "resource"])])
    }
    return JSONValue(["physicalLocation": physical, "logicalLocations": host])
  }

  /// A path as a reference: relative ones stay so, from where the command ran.
  private static func uri(_ path: String) -> String {
    var uri = path.hasPrefix("/") ? "file://" : ""
    for byte in path.utf8 {
      let character = Character(Unicode.Scalar(byte))
      if character.isASCII, character.isLetter || character.isNumber || "-._~/".contains(character) {
        uri.append(character)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        uri += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return uri
  }
}
