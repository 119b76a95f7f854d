import SessionBuddyTelemetry

/// What the README says about providers of spans, as a program.
func tourSpans(archive: any SpanExporter) -> TracerProvider {
  // README: spans
  var options = TracerProvider.Options()
  options.sampler = ParentBasedSampler(root: TraceIDRatioSampler(ratio: 0.1))
  options.configurator = { scope in TracerConfiguration(isEnabled: scope.name != "noisy") }
  let provider = TracerProvider(processors: [BatchSpanProcessor(archive)], options: options)

  provider.tracer(named: "ledger").withSpan("import", attributes: ["format": "csv"]) { span in
    span.addEvent("parsed", ["rows": 1_204])
  }
  // README: end
  return provider
}
