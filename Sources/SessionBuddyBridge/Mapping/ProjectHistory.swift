import Telemetry

/// Which way quality moves.
enum QualityTrend: String, CaseIterable, Sendable {
  case improving
  case stable
  case declining
}

/// What the sessions of one project say about its pace and its direction.
struct ProjectHistory: Sendable {
  /// How many sessions, by start the latest, the trend is taken over.
  static let trendWindow = 50
  /// Change of quality per session beyond which the trend is not stable, as Session-Buddy has it.
  static let trendThreshold = 0.5
  /// The least time velocity is divided by: sessions that lasted an instant would make it explode.
  static let minimumSeconds = 60.0

  private struct Sample: Sendable {
    let session: Fingerprint
    let startedAt: Timestamp
    let quality: Double
  }

  private var samples: [Sample] = []
  private var commits = 0
  private var seconds: Double?

  /// Adds an ended session to the pace.
  mutating func addEnded(commits: Int, seconds: Double) {
    self.commits += commits
    self.seconds = (self.seconds ?? 0) + seconds
  }

  /// Puts the quality of a session among the others, replacing what was known of the same session.
  mutating func setQuality(_ quality: Double, of session: Fingerprint, startedAt: Timestamp) {
    samples.removeAll { $0.session == session }
    let index = samples.lastIndex { $0.startedAt <= startedAt }.map { $0 + 1 } ?? 0
    samples.insert(Sample(session: session, startedAt: startedAt, quality: quality), at: index)
    if samples.count > Self.trendWindow { samples.removeFirst() }
  }

  /// Commits per hour over all ended sessions; nil before the first.
  var velocity: Double? {
    seconds.map { Double(commits) * 3_600 / max($0, Self.minimumSeconds) }
  }

  /// The slope of quality over the sessions in order of their start, by least squares.
  var trend: QualityTrend {
    guard samples.count >= 2 else { return .stable }
    let count = Double(samples.count)
    let meanIndex = (count - 1) / 2
    let meanQuality = samples.reduce(0) { $0 + $1.quality } / count
    var covariance = 0.0
    var variance = 0.0
    for (index, sample) in samples.enumerated() {
      let distance = Double(index) - meanIndex
      covariance += distance * (sample.quality - meanQuality)
      variance += distance * distance
    }
    let slope = covariance / variance
    if slope > Self.trendThreshold { return .improving }
    return slope < -Self.trendThreshold ? .declining : .stable
  }
}
