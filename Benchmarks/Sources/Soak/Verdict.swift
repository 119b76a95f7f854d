/// The table of a run: each figure beside its goal, and whether the goal is met.
struct Verdict {
  /// Whether every goal so far was met.
  private(set) var isGood = true

  init(title: String) {
    print("\n\(title)\n\n| what | figure | goal | |\n|---|---:|---:|---|")
  }

  /// A figure nobody has to reach.
  func note(_ name: String, _ value: Double, _ unit: String = "") {
    row(name, value, unit, "–", "")
  }

  mutating func expect(_ name: String, _ value: Double, _ unit: String = "", atMost goal: Double) {
    judge(value <= goal, name, value, unit, "≤ \(shown(goal))")
  }

  mutating func expect(_ name: String, _ value: Double, _ unit: String = "", atLeast goal: Double) {
    judge(value >= goal, name, value, unit, "≥ \(shown(goal))")
  }

  mutating func expect(_ name: String, isTrue: Bool) {
    judge(isTrue, name, isTrue ? 1 : 0, "", "1")
  }

  /// What is not a number meets no goal.
  private mutating func judge(
    _ isMet: Bool, _ name: String, _ value: Double, _ unit: String, _ goal: String
  ) {
    row(name, value, unit, goal, isMet ? "ok" : "**MISSED**")
    isGood = isGood && isMet
  }

  private func row(_ name: String, _ value: Double, _ unit: String, _ goal: String, _ judgement: String) {
    print("| \(name) | \(shown(value))\(unit.isEmpty ? "" : " " + unit) | \(goal) | \(judgement) |")
  }

  /// Whole numbers without a fraction, others with up to four digits: 99.9999 is not 100.
  private func shown(_ value: Double) -> String {
    let rounded = (value * 1e4).rounded(.down) / 1e4
    return rounded == rounded.rounded() && rounded.magnitude < 1e15 ? "\(Int64(rounded))" : "\(rounded)"
  }
}
