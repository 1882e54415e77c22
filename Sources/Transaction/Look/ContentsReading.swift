internal import Crypto

/// Takes the answer to a request for contents apart into files, and compares each with its hash.
package struct ContentsReading: ~Copyable {
  package enum Step: Sendable {
    case bytes(file: Int, ArraySlice<UInt8>)
    /// Whole when the bytes are those that were asked for: else the file changed meanwhile, or could not be read.
    case end(file: Int, isWhole: Bool)
  }

  private let request: ContentsRequest
  private var frame = -1
  /// The place in the frame of the file that comes now.
  private var position = 0
  private var left = 0
  private var stream: SHA256Stream?

  package init(_ request: ContentsRequest) { self.request = request }

  /// The files that need not be sent.
  package static func emptyFiles(of request: ContentsRequest) -> [Step] {
    request.files.enumerated().filter { $0.element.size == 0 }.map { index, file in
      .end(file: index, isWhole: file.hash == SHA256Digest(of: []))
    }
  }

  /// What a piece of the answer means; nil when it makes no sense.
  package mutating func take(_ piece: ReplyReader.Piece) -> [Step]? {
    switch piece {
    case .head(let words, let size): takeHead(words, size)
    case .body(let bytes): takeBody(bytes)
    }
  }

  private mutating func takeHead(_ words: [String], _ size: Int) -> [Step]? {
    guard words.count >= 2, let number = Int(words[1]), number == frame + 1, left == 0,
      request.frames.indices.contains(number)
    else { return nil }
    frame = number
    let files = request.frames[frame].files
    switch (words[0], words.count) {
    case ("no-contents", 3): return files.map { .end(file: $0, isWhole: false) }
    case ("contents", 2):
      guard size == request.frames[frame].size else { return nil }
      position = 0
      begin()
      return []
    default: return nil
    }
  }

  private mutating func begin() {
    left = request.files[request.frames[frame].files[position]].size
    stream = SHA256Stream()
  }

  private mutating func takeBody(_ bytes: [UInt8]) -> [Step]? {
    var steps: [Step] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      guard left > 0, var hashing = stream.take() else { return nil }
      let file = request.frames[frame].files[position]
      let part = rest.prefix(left)
      hashing.update(part)
      steps.append(.bytes(file: file, part))
      rest = rest.dropFirst(part.count)
      left -= part.count
      guard left == 0 else {
        stream = consume hashing
        continue
      }
      let hash = hashing.finish()
      steps.append(.end(file: file, isWhole: hash == request.files[file].hash))
      position += 1
      if position < request.frames[frame].files.count { begin() }
    }
    return steps
  }
}
