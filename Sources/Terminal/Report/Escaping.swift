extension String {
  /// The text with what a format has another spelling for spelled so.
  func escaped(_ spelling: (Unicode.Scalar) -> String?) -> String {
    var escaped = ""
    for scalar in unicodeScalars {
      if let other = spelling(scalar) { escaped += other } else { escaped.unicodeScalars.append(scalar) }
    }
    return escaped
  }
}
