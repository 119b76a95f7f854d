/// Finds the word somebody meant.
enum EditDistance {
  /// The nearest of `words` to `text`; the first of equally near ones.
  static func nearest(to text: String, in words: [String]) -> (word: String, distance: Int)? {
    words.map { (word: $0, distance: between(text, $0)) }.min { $0.distance < $1.distance }
  }

  /// How many insertions, deletions, replacements and swaps of neighbours turn one text into the other.
  ///
  /// Only the first 64 characters count, so the cost is bounded.
  static func between(_ first: String, _ second: String) -> Int {
    let first = Array(first.unicodeScalars.prefix(64))
    let second = Array(second.unicodeScalars.prefix(64))
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in first.indices {
      var current = [row + 1]
      for column in second.indices {
        let isEqual = first[row] == second[column]
        var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (isEqual ? 0 : 1))
        let isSwap =
          row > 0 && column > 0 && first[row] == second[column - 1] && first[row - 1] == second[column]
        if isSwap { best = min(best, beforeLast[column - 1] + 1) }
        current.append(best)
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }
}
