extension String {
  /// The text with everything a terminal would obey or hide replaced.
  package var terminalSafe: String {
    // Almost every text is such, and a diff may be megabytes of it: asking Unicode for each character takes seconds.
    if utf8.allSatisfy({ $0.isPrintableASCII }) { return self }
    return String(map { $0.isSafeInTerminal ? $0 : "\u{FFFD}" })
  }

  /// The same but for tabs, which stay, since code is full of them.
  package var terminalSafeCode: String {
    if utf8.allSatisfy({ $0.isPrintableASCII || $0 == UInt8(ascii: "\t") }) { return self }
    return split(separator: "\t", omittingEmptySubsequences: false).map { String($0).terminalSafe }
      .joined(separator: "\t")
  }
}

extension UInt8 {
  fileprivate var isPrintableASCII: Bool { self >= 0x20 && self < 0x7F }
}

extension Character {
  /// False for control and format characters, line breaks and bidirectional overrides.
  var isSafeInTerminal: Bool {
    unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
      default: true
      }
    }
  }

  /// The columns a terminal gives to the character: two for East Asian wide characters and emoji.
  package var terminalWidth: Int {
    guard let first = unicodeScalars.first else { return 0 }
    switch first.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default:
      return 1
    }
  }
}
