// Spans are listened to process-wide, and each test has a silo of its own.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
