extension PatchDecision {
  /// Why the places of an edit are not even looked for.
  struct Refusal: Error {
    let decision: PatchDecision
  }

  /// Decides about a file, and once more about what it would become.
  ///
  /// A result counts only if it fits the language no worse than the file did and is known as patched; `advice` says what
  /// to do where it is not.
  static func proven(
    _ bytes: [UInt8], _ language: LexerLanguage, advice: String,
    _ decide: (TokenStream, PatchText) throws(Refusal) -> PatchDecision
  ) -> PatchDecision {
    let text: PatchText
    do throws(PatchText.Unsafe) {
      text = try PatchText(bytes)
    } catch {
      return PatchDecision(.unsafe, notes: [error.reason])
    }
    do throws(Refusal) {
      let stream = TokenStream(bytes, language)
      let decision = try decide(stream, text)
      guard let result = decision.result else { return decision }
      let patched = TokenStream(result, language)
      guard patched.misfits <= stream.misfits else { return .misfit(decision) }
      let again = try decide(patched, text)
      guard again.state == .alreadyApplied else {
        return PatchDecision(
          .invalidAfter, tier: decision.tier, sites: decision.sites,
          notes: ["the result would not be recognised as patched (it would be \(again.state.rawValue)): \(advice)"])
      }
      return decision
    } catch {
      return error.decision
    }
  }
}

extension StructuralScope {
  /// The tokens that an edit is limited to: all of them, or the one block that `within` names.
  static func region(_ within: StructuralTemplate?, in stream: TokenStream) throws(PatchDecision.Refusal) -> Range<Int>
  {
    guard let within else { return 0..<stream.tokens.count }
    switch find(within, in: stream) {
    case .block(let block): return block
    case .none:
      throw PatchDecision.Refusal(
        decision: PatchDecision(.drifted, notes: ["there is no '\(within.words)' in the file, which 'within' names"]))
    case .several(let places):
      throw PatchDecision.Refusal(
        decision: PatchDecision(
          .ambiguous, sites: places.map { stream.site($0..<$0 + 1, .ambiguous) },
          notes: ["'within' names \(places.count) places: put more of the line into it"]))
    }
  }
}
